// Reading CSV in blocks on several threads: the same table, the same messages.
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "pipeline/data/reader.hpp"

namespace {

using namespace dlflow::data;
namespace fs = std::filesystem;

class File {
 public:
  explicit File(const std::string& text) {
    std::string name = (fs::temp_directory_path() / "dlflow-csv-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    std::ofstream(path(), std::ios::binary) << text;
  }
  ~File() { fs::remove_all(folder_); }
  fs::path path() const { return folder_ / "t.csv"; }

 private:
  fs::path folder_;
};

/// Rows of a number, a whole number that may be missing, a category and a text; some lines are
/// blank, and every third row ends with a carriage return.
std::string mixed_rows(std::size_t rows, const std::string& cell_of_row_2000) {
  std::string text = "size,count,colour,note\n";
  dlflow::RandomStream random{dlflow::RandomKey(3)};
  for (std::size_t row = 1; row <= rows; ++row) {
    text += std::to_string(random.normal()) + "," +
            (random.below(9) == 0 ? "" : std::to_string(random.below(1000))) + "," +
            (row == 2000 ? cell_of_row_2000 : std::string(1, "rgb"[random.below(3)])) +
            ",this is note number " + std::to_string(row) + (row % 3 ? "\n" : "\r\n");
    if (random.below(50) == 0) text += " \n";
  }
  return text;
}

std::vector<std::string> texts_of(const ReadResult& result) {
  std::vector<std::string> all;
  for (const Column& column : result.table.columns) {
    all.push_back(column.name + ": " + column.reason);
    for (std::size_t row = 0; row < column.size(); ++row) all.push_back(column.text(row));
  }
  all.insert(all.end(), result.notes.begin(), result.notes.end());
  all.push_back(result.content_hash);
  return all;
}

std::string message_of(const fs::path& file, int threads) {
  try {
    read_table(file, {}, {}, threads);
  } catch (const dlflow::UserError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("a table is the same for 1, 2, 3 and 8 threads") {
  const File file(mixed_rows(150000, "g"));
  REQUIRE(fs::file_size(file.path()) > 5 * (std::size_t{1} << 20));
  const std::vector<std::string> one = texts_of(read_table(file.path(), {}, {}, 1));
  for (const int threads : {2, 3, 8}) {
    CAPTURE(threads);
    CHECK(texts_of(read_table(file.path(), {}, {}, threads)) == one);
  }
}

TEST_CASE("reading in blocks is reading row by row") {
  // From the first block that holds a quote on, rows are read one by one.
  const File blocks(mixed_rows(60000, "g")), rows(mixed_rows(60000, "\"g\""));
  std::vector<std::string> expected = texts_of(read_table(rows.path(), {}, {}, 2));
  std::vector<std::string> got = texts_of(read_table(blocks.path(), {}, {}, 2));
  expected.pop_back();  // the hash
  got.pop_back();
  CHECK(got == expected);
}

TEST_CASE("a quoted line break behind many blocks joins two lines") {
  std::string text = mixed_rows(120000, "g");
  text += "1.5,7,\"r\nb\",this is \"\"no\"\" number\n2.5,8,g,this is note number 5\n";
  const File file(text);
  for (const int threads : {1, 2, 3}) {
    CAPTURE(threads);
    const ReadResult result = read_table(file.path(), {}, {}, threads);
    REQUIRE(result.table.rows() == 120002);
    CHECK(result.table.columns[2].text(120000) == "r\nb");
    CHECK(result.table.columns[0].numbers[120001] == 2.5);
  }
}

TEST_CASE("a column that turns to text in a late block is read again by all threads") {
  std::string text = "code,x\n";
  for (int i = 0; i < 300000; ++i) text += "007," + std::to_string(i % 7) + "\n";
  text += "x,1\n";
  const File file(text);
  for (const int threads : {1, 3}) {
    CAPTURE(threads);
    const ReadResult result = read_table(file.path(), {}, {}, threads);
    CHECK(result.table.columns[0].labels == std::vector<std::string>{"007", "x"});
    CHECK(result.table.columns[0].size() == 300001);
    CHECK(result.table.columns[1].size() == 300001);
  }
}

TEST_CASE("bad cells and rows are named alike by any number of threads") {
  std::string text = "a,b\n", expected;
  std::size_t line = 1;
  for (int row = 1; row <= 400000; ++row) {
    const bool is_bad = row % 130000 == 0;
    text += is_bad ? "1e999,inf,3\n" : "1234,5678\n";
    ++line;
    if (row % 1000 == 0) text += "\n", ++line;
    if (!is_bad) continue;
    const std::string place = "t.csv:" + std::to_string(line - 1) + ": row " + std::to_string(row);
    for (const char* what : {", column 'a': '1e999' is not a finite number of double precision",
                             ", column 'b': 'inf' is not a finite number of double precision",
                             " has 3 cells, expected 2"})
      expected += (expected.empty() ? "" : "|") + place + what;
  }
  const File file(text);
  const std::string one = message_of(file.path(), 1);
  std::size_t at = 0;
  for (std::size_t begin = 0; begin < expected.size();) {
    const std::size_t end = std::min(expected.find('|', begin), expected.size());
    INFO(expected.substr(begin, end - begin));
    at = one.find(expected.substr(begin, end - begin), at);
    REQUIRE(at != std::string::npos);
    begin = end + 1;
  }
  for (const int threads : {2, 3}) CHECK(message_of(file.path(), threads) == one);
}

TEST_CASE("a NUL byte in a late block is told by its row with any number of threads") {
  std::string text = "a\n";
  while (text.size() < (std::size_t{5} << 20)) text += "1234567\n";
  const std::size_t rows = (text.size() - 2) / 8;
  text += std::string("12\0", 3) + "\n8\n";
  const File file(text);
  for (const int threads : {1, 2, 3})
    CHECK_THAT(message_of(file.path(), threads),
               Catch::Contains("row " + std::to_string(rows + 1) + " holds a NUL byte"));
}
