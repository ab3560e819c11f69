#include "pipeline/data/reader.hpp"

#include <zlib.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/base/error.hpp"

namespace {

using namespace dlflow::data;
namespace fs = std::filesystem;

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "dlflow-read-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path_); }
  fs::path write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }
  fs::path path() const { return path_; }

 private:
  fs::path path_;
};

ReadResult read_text(const std::string& text, const ColumnSettings& columns = {}) {
  const Folder folder;
  return read_table(folder.write("t.csv", text), {}, columns);
}

std::string message_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const dlflow::Error& error) {
    return error.what();
  }
  return "no error";
}

ColumnSettings as(const std::string& name, ColumnKind kind) {
  ColumnOptions options;
  options.kind = kind;
  return {{name, options}};
}

constexpr std::size_t kPiece = std::size_t{1} << 20;

/// Lines "1234567", and a last one without newline that makes the text `size` bytes long.
std::string text_of_size(std::size_t size) {
  std::string text;
  text.reserve(size + 1);
  while (text.size() + 16 <= size) text += "1234567\n";
  text += std::string(size - text.size(), '1');
  return text;
}

}  // namespace

// Text is read in pieces of a mebibyte, and cut into blocks behind the last newline of each. The
// cuts here: a file that ends up to 9 bytes before, at or behind the end of each of the first three
// pieces, with and without a newline there; its rows are 8 bytes long, so that over these sizes
// each byte of a row, and its newline, is the first of a piece once.
TEST_CASE("every row arrives once for file sizes around the pieces of the text") {
  const Folder folder;
  DataOptions options;
  options.header.present = false;
  for (const std::size_t pieces : {1, 2, 3})
    for (int shift = -9; shift <= 9; ++shift) {
      const std::size_t size = pieces * kPiece - 16 + static_cast<std::size_t>(shift + 16);
      for (const bool ends_with_newline : {true, false}) {
        const int threads = 1 + (shift + 9) % 3;
        INFO("size " << size << ", newline " << ends_with_newline << ", threads " << threads);
        // A first line of another length moves the newlines over the cuts.
        std::string text = std::string(static_cast<std::size_t>(shift + 10), '1') + "\n";
        text += text_of_size(size - text.size());
        if (ends_with_newline) text.back() = '\n';
        const auto newlines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
        const ReadResult result = read_table(folder.write("big.csv", text), options, {}, threads);
        const Column& column = result.table.columns.at(0);
        REQUIRE(column.size() == newlines + (ends_with_newline ? 0 : 1));
        std::size_t others = 0;
        for (std::size_t row = 0; row < newlines - 1; ++row)
          others += column.numbers[row] != 1234567;
        CHECK(others == 1);  // the first line
        CHECK(result.content_hash.size() == 64);
      }
    }
}

TEST_CASE("quotes, returns and code points may stand at a cut of the text") {
  const Folder folder;
  DataOptions options;
  options.header.present = false;
  for (const std::size_t pieces : {1, 2})
    for (int shift = -4; shift <= 4; ++shift) {
      INFO("pieces " << pieces << ", shift " << shift);
      std::string text;
      while (text.size() < pieces * kPiece - 64) text += "1234567,b\n";
      text.resize(text.rfind('\n') + 1);
      const std::size_t cut = pieces * kPiece - 8 + static_cast<std::size_t>(shift + 8);
      text += "7,\"";
      text += std::string(cut - text.size(), 'x') + "\r\n\xC3\xBC\"\r\n8,b\r\n";
      const ReadResult result = read_table(folder.write("big.csv", text), options, {}, 2);
      const Column& first = result.table.columns.at(0);
      const std::size_t n = first.size();
      REQUIRE(first.numbers[n - 1] == 8);
      REQUIRE(first.numbers[n - 2] == 7);
      const std::string cell = result.table.columns.at(1).text(n - 2);
      CHECK(cell.ends_with("x\r\n\xC3\xBC"));
      CHECK(result.encoding == "utf8");
    }
}

TEST_CASE("a line longer than 16 MiB is refused by row and line") {
  const Folder folder;
  const std::string text = "a,b\n1,2\n3," + std::string(std::size_t{17} << 20, '4') + "\n5,6\n";
  const fs::path file = folder.write("long.csv", text);
  CHECK_THAT(message_of([&] { read_table(file, {}, {}); }),
             Catch::Contains("long.csv:3: row 2 is longer than 16 MiB"));
}

TEST_CASE("a NUL late in a large file is refused by its row") {
  const Folder folder;
  std::string text = "a\n";
  while (text.size() < (std::size_t{40} << 20)) text += "1234567\n";
  const std::size_t rows = (text.size() - 2) / 8;
  text += std::string("12\0", 3) + "\n8\n";
  const fs::path file = folder.write("nul.csv", text);
  CHECK_THAT(message_of([&] { read_table(file, {}, {}); }),
             Catch::Contains("row " + std::to_string(rows + 1) + " holds a NUL byte"));
}

TEST_CASE("a column of numbers that turns to text late keeps the text of its first cells") {
  std::string text = "a,b\n";
  for (int i = 0; i < 3000; ++i) text += "007," + std::to_string(i % 2) + "\n";
  const ReadResult result = read_text(text + "x,1\n");
  const Column& column = result.table.columns.at(0);
  CHECK(column.kind == ColumnKind::binary);
  CHECK(column.labels == std::vector<std::string>{"007", "x"});
  CHECK(column.size() == 3001);
  CHECK(result.table.columns.at(1).size() == 3001);
  CHECK_THAT(result.notes.back(), Catch::Contains("row 3001 holds 'x'"));
}

TEST_CASE("gzip is unzipped and the bytes of the file are hashed") {
  const Folder folder;
  const fs::path file = folder.path() / "t.csv.gz";
  gzFile out = gzopen(file.c_str(), "wb");
  gzputs(out, "a,b\n1,2\n3,4\n");
  gzclose(out);
  const ReadResult result = read_table(file, {}, {});
  CHECK(result.table.rows() == 2);
  CHECK(result.content_hash.size() == 64);
  const ReadResult plain = read_text("a,b\n1,2\n");
  // printf 'a,b\n1,2\n' | sha256sum
  CHECK(plain.content_hash == "492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470");
  fs::resize_file(file, fs::file_size(file) - 6);
  CHECK_THAT(message_of([&] { read_table(file, {}, {}); }), Catch::Contains("cut short"));
}

TEST_CASE("kinds are inferred with a reason") {
  std::string text = "id,size,colour,flag,note,day,same,code,zero_one\n";
  for (int i = 1; i <= 24; ++i)
    text += std::to_string(i) + "," + std::to_string(i * i % 7) + "," + "rgb"[i % 3] + "," +
            (i % 2 ? "yes" : "no") + ",this is note number " + std::to_string(i) + ",2024-01-" +
            (i < 10 ? "0" : "") + std::to_string(i) + ",5,k" + std::to_string(i) + "," +
            std::to_string(i % 2) + "\n";
  const ReadResult result = read_text(text);
  const std::vector<std::pair<ColumnKind, std::string>> expected = {
      {ColumnKind::id, "counts the rows from 1 and is named so"},
      {ColumnKind::number, "every cell is a number"},
      {ColumnKind::category, "3 different values"},
      {ColumnKind::binary, "2 different values"},
      {ColumnKind::text, "5 words a value on average"},
      {ColumnKind::date, "every value is a date"},
      {ColumnKind::ignore, "every value is 5"},
      {ColumnKind::id, "all values differ"},
      {ColumnKind::number, "every cell is a number"}};
  REQUIRE(result.table.columns.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    INFO(result.table.columns[i].name);
    CHECK(result.table.columns[i].kind == expected[i].first);
    CHECK(result.table.columns[i].reason == expected[i].second);
  }
}

TEST_CASE("texts are told from names and from values with many kinds") {
  std::string text = "who,place,poem,japanese\n";
  for (int i = 0; i < 24; ++i) {
    const std::string n = std::to_string(i);
    text += "name" + n + ",town " + std::to_string(i % 16) + ",a poem of " + n + " lines," +
            "\u5409\u8f29\u306f\u732b\u3067\u3042\u308b\u540d\u524d\u306f\u307e\u3060" + n + "\n";
  }
  const ReadResult result = read_text(text);
  const std::vector<std::pair<ColumnKind, std::string>> expected = {
      {ColumnKind::id, "all values differ"},
      {ColumnKind::ignore, "16 different values in 24 rows"},
      {ColumnKind::text, "5 words a value on average"},
      {ColumnKind::text, "long values without spaces, 38 bytes on average"}};
  REQUIRE(result.table.columns.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    INFO(result.table.columns[i].name);
    CHECK(result.table.columns[i].kind == expected[i].first);
    CHECK(result.table.columns[i].reason == expected[i].second);
  }
}

TEST_CASE("quotations in a table with tabs are part of the text") {
  const Folder folder;
  const std::string rows = "\"Sit\" he said\tyes\n\"never closed\tno\nplain words\tyes\n";
  const fs::path tabs = folder.write("t.tsv", rows);
  DataOptions options;
  options.header.names = {"note", "y"};
  const ReadResult found = read_table(tabs, options, as("note", ColumnKind::text));
  CHECK(found.has_plain_quotes);
  CHECK(found.notes.back() == "double quotes are part of the text: cells go on behind them");
  CHECK(found.table.columns[0].texts ==
        std::vector<std::string>{"\"Sit\" he said", "\"never closed", "plain words"});
  options.quotes = Quotes::enclose;
  CHECK_THAT(message_of([&] { read_table(tabs, options, {}); }),
             Catch::Contains("set data.quotes: none"));
  // Cells that quotes enclose are what they were.
  const fs::path enclosed = folder.write("e.tsv", "\"a \"\"b\"\"\tc\"\t1\n\"x\"\t2\n");
  options.quotes = Quotes::automatic;
  const ReadResult plain = read_table(enclosed, options, as("note", ColumnKind::text));
  CHECK_FALSE(plain.has_plain_quotes);
  CHECK(plain.table.columns[0].texts == std::vector<std::string>{"a \"b\"\tc", "x"});
  CHECK(read_table(folder.write("l.tsv", "\"a\nb\"\t1\nc\t2\n"), options, {}).notes.back() ==
        "1 row holds line breaks between double quotes; if quotes are part of the texts, set "
        "data.quotes: none");
  options.quotes = Quotes::none;
  options.separator = ",";
  const ReadResult commas =
      read_table(folder.write("t.csv", "\"a,1\nb\",2\n"), options, as("note", ColumnKind::text));
  CHECK(commas.table.columns[0].texts == std::vector<std::string>{"\"a", "b\""});
}

TEST_CASE("a kind that is given rules") {
  const auto number = message_of([] { read_text("a,b\n1,x\n2,3\n", as("b", ColumnKind::number)); });
  CHECK_THAT(number, Catch::Contains("t.csv:2: row 1, column 'b': 'x' is not a number"));
  const auto binary =
      message_of([] { read_text("a,b\n1,x\n2,y\n3,z\n", as("b", ColumnKind::binary)); });
  CHECK_THAT(binary, Catch::Contains("is to be binary, but has 3 different values"));
  const ReadResult result = read_text("a,b\n10,x\n9,y\n", as("a", ColumnKind::category));
  CHECK(result.table.columns[0].labels == std::vector<std::string>{"9", "10"});
  CHECK(result.table.columns[0].reason == "given in the configuration");
  CHECK(read_text("a\n1\n", as("c", ColumnKind::text)).unknown_columns ==
        std::vector<std::string>{"c"});
}

TEST_CASE("the first twenty bad rows are listed and the rest counted") {
  std::string text = "a,b\n";
  for (int i = 0; i < 55; ++i) text += "1,2,3\n";
  const std::string message = message_of([&] { read_text(text); });
  CHECK_THAT(message, Catch::Contains("t.csv:21: row 20 has 3 cells, expected 2"));
  CHECK_THAT(message, !Catch::Contains("row 21"));
  CHECK_THAT(message, Catch::Contains("and 35 more rows"));
}

TEST_CASE("an absent file is the user's, a folder the system's error") {
  const Folder folder;
  folder.write("houses.csv", "a\n1\n");
  try {
    read_table(folder.path() / "house.csv", {}, {});
    FAIL("read");
  } catch (const dlflow::UserError& error) {
    CHECK(error.code() == dlflow::ExitCode::data);
    CHECK_THAT(error.what(), Catch::Contains("house.csv: no such file") &&
                                 Catch::Contains("did you mean '") &&
                                 Catch::Contains("houses.csv'?"));
  }
  DataOptions as_csv;
  as_csv.format = Format::csv;
  CHECK_THROWS_AS(read_table(folder.path(), as_csv, {}), dlflow::EnvironmentError);
}

TEST_CASE("columns turn into categories and numbers") {
  const ReadResult result = read_text("a,b\n10,x\n9,1\n10,2\n", as("b", ColumnKind::category));
  const Column category = as_category(result.table.columns[0]);
  CHECK(category.labels == std::vector<std::string>{"9", "10"});
  CHECK(category.codes[0] == 1);
  CHECK(category.kind == ColumnKind::binary);
  CHECK_THAT(message_of([&] { as_number(result.table.columns[1]); }),
             Catch::Contains("row 1, column 'b': 'x' is not a number"));
  CHECK(as_number(category).numbers[1] == 9);
}

TEST_CASE("the classic tables are read as their descriptions say") {
  const char* mirror = std::getenv("DLFLOW_MIRROR");
  if (!mirror) {
    WARN("skipped: DLFLOW_MIRROR is not set");
    return;
  }
  const auto read = [&](const std::string& name) {
    return read_table(fs::path(mirror) / name, {}, {});
  };
  const ReadResult pima = read("tabular/pima-indians-diabetes.csv");
  CHECK((pima.table.rows() == 768 && pima.table.columns.size() == 9 && !pima.has_header));
  const ReadResult adult = read("tabular/adult-all.csv");
  CHECK(adult.table.rows() == 48842);
  CHECK(adult.table.columns.back().labels == std::vector<std::string>{"<=50K", ">50K"});
  CHECK(read("text/sms.tsv").table.rows() == 5574);
  const ReadResult cancer = read("tabular/breast-cancer.csv");
  CHECK((cancer.table.rows() == 286 && cancer.table.columns[0].text(0) == "40-49"));
  CHECK(read("tabular/mammography.csv").table.columns[6].text(0) == "-1");
  CHECK(read("uci-regression/bostonHousing/data.txt").table.columns.size() == 14);
}
