#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

#include "core/base/error.hpp"
#include "pipeline/data/reader.hpp"

namespace {

using dlflow::data::Column;
using dlflow::data::DataOptions;
using dlflow::data::ReadResult;
namespace fs = std::filesystem;

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "dlflow-csv-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path_); }
  fs::path write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }

 private:
  fs::path path_;
};

/// "a:1|2 b:x|" : every column with its cells, as text; missing cells are empty.
std::string shown(const ReadResult& result) {
  std::string out;
  for (const Column& column : result.table.columns) {
    out += (out.empty() ? "" : " ") + column.name + ":";
    for (std::size_t i = 0; i < column.size(); ++i) out += (i ? "|" : "") + column.text(i);
  }
  return out;
}

struct Case {
  const char* what;
  std::string text;
  std::string expected;  ///< as shown(); or, after "!", what the message must hold
  const char* file = "t.csv";
  DataOptions options = {};
};

DataOptions with(const std::function<void(DataOptions&)>& change) {
  DataOptions options;
  change(options);
  return options;
}

void check(const Case& c) {
  INFO(c.what);
  const Folder folder;
  const fs::path file = folder.write(c.file, c.text);
  if (!c.expected.starts_with('!')) {
    REQUIRE_NOTHROW(dlflow::data::read_table(file, c.options, {}));
    CHECK(shown(dlflow::data::read_table(file, c.options, {})) == c.expected);
    return;
  }
  try {
    const ReadResult result = dlflow::data::read_table(file, c.options, {});
    FAIL("read as " << shown(result));
  } catch (const dlflow::UserError& error) {
    CHECK(error.code() == dlflow::ExitCode::data);
    CHECK_THAT(error.what(), Catch::Contains(c.expected.substr(1)));
  }
}

const auto kLatin = with([](auto& o) { o.encoding = dlflow::data::Encoding::latin1; });
const auto kUtf8 = with([](auto& o) { o.encoding = dlflow::data::Encoding::utf8; });
const auto kComma = with([](auto& o) { o.decimal = ","; });
const auto kNoHeader = with([](auto& o) { o.header.present = false; });
const auto kHeader = with([](auto& o) { o.header.present = true; });
const auto kNames = with([](auto& o) { o.header.names = {"p", "q"}; });
const auto kSpace = with([](auto& o) { o.separator = "space"; });
const auto kTab = with([](auto& o) { o.separator = "tab"; });
const auto kSemicolon = with([](auto& o) { o.separator = ";"; });
const auto kMinus = with([](auto& o) { o.missing = {"-999"}; });

}  // namespace

TEST_CASE("cells are cut as RFC 4180 says") {
  const std::vector<Case> cases = {
      {"plain", "a,b\n1,2\n3,4\n", "a:1|3 b:2|4"},
      {"no final newline", "a,b\n1,2\n3,4", "a:1|3 b:2|4"},
      {"CRLF", "a,b\r\n1,2\r\n3,4\r\n", "a:1|3 b:2|4"},
      {"CRLF without the last", "a,b\r\n1,2\r\n3,4", "a:1|3 b:2|4"},
      {"CR alone", "a,b\r1,2\r3,4\r", "a:1|3 b:2|4"},
      {"byte order mark",
       "\xEF\xBB\xBF"
       "a,b\n1,2\n",
       "a:1 b:2"},
      {"byte order mark and quote", "\xEF\xBB\xBF\"a\",b\n1,2\n", "a:1 b:2"},
      {"quoted", "a,b\n\"x\",2\n\"y\",4\n", "a:x|y b:2|4"},
      {"separator in quotes", "a,b\n\"x,z\",2\ny,4\n", "a:x,z|y b:2|4"},
      {"doubled quote", "a,b\n\"x\"\"z\",2\ny,4\n", "a:x\"z|y b:2|4"},
      {"only doubled quotes", "a,b\n\"\"\"\",2\ny,4\n", "a:\"|y b:2|4"},
      {"newline in quotes", "a,b\n\"x\nz\",2\ny,4\n", "a:x\nz|y b:2|4"},
      {"CRLF in quotes is kept", "a,b\r\n\"x\r\nz\",2\r\ny,4\r\n", "a:x\r\nz|y b:2|4"},
      {"two newlines in quotes", "a,b\n\"x\n\nz\",2\ny,4\n", "a:x\n\nz|y b:2|4"},
      {"quoted number", "a,b\n\"1\",2\n\"3\",4\n", "a:1|3 b:2|4"},
      {"quoted empty", "a,b\n\"\",2\nx,4\n", "a:|x b:2|4"},
      {"quote inside plain text", "a,b\nx\"y,2\nz,4\n", "a:x\"y|z b:2|4"},
      {"text behind a closing quote", "a,b\n\"x\"y,2\nz,4\n", "a:xy|z b:2|4"},
      {"quoted blanks stay", "a,b\n\" x \",2\ny,4\n", "a: x |y b:2|4"},
      {"blanks around plain text go", "a,b\n  x ,2\ny,4\n", "a:x|y b:2|4"},
      {"blanks before numbers", "a,b\n 1, 2\n 3, 4 \n", "a:1|3 b:2|4"},
      {"blank before a quote", "a,b\n \"x,z\",2\ny,4\n", "a:x,z|y b:2|4"},
      {"blank lines", "\na,b\n\n1,2\n   \n3,4\n\n", "a:1|3 b:2|4"},
      {"empty first cell", "a,b\n,2\n3,4\n", "a:|3 b:2|4"},
      {"empty last cell", "a,b\n1,\n3,4\n", "a:1|3 b:|4"},
      {"one column", "a\n1\n2\n", "a:1|2"},
      {"quoted header", "\"a b\",\"c\"\n1,2\n", "a b:1 c:2"},
      {"header with a newline", "\"a\nb\",c\n1,2\n", "a\nb:1 c:2"},
      {"single quotes", "'10-19',1\n'20-29',2\n'10-19',3\n",
       "column_0:10-19|20-29|10-19 column_1:1|2|3"},
      {"single quoted missing", "'nan',1\n'20',2\n'30',3\n", "column_0:|20|30 column_1:1|2|3"},
      {"single quotes in the header", "'a',b\n'x',1\n'y',2\n", "a:x|y b:1|2"},
      {"apostrophe", "a,b\n'tis,2\nit's,4\n", "a:'tis|it's b:2|4"},
  };
  for (const Case& c : cases) check(c);
}

TEST_CASE("separators are found out") {
  const std::vector<Case> cases = {
      {"semicolon", "a;b\n1;2\n3;4\n", "a:1|3 b:2|4"},
      {"tab", "a\tb\n1\t2\n3\t4\n", "a:1|3 b:2|4"},
      {"bar", "a|b\n1|2\n3|4\n", "a:1|3 b:2|4"},
      {"tsv keeps commas", "a\tb\nx,y\t2\nz,w\t4\n", "a:x,y|z,w b:2|4", "t.tsv"},
      {"tsv with empty cells", "a\tb\n\t2\n3\t\n", "a:|3 b:2|", "t.tsv"},
      {"white space in .data", " 1.5   2\n 3  4.5\n", "column_0:1.5|3 column_1:2|4.5", "t.data"},
      {"white space in .txt", "a b\n1 2\n3 4\n", "a:1|3 b:2|4", "t.txt"},
      {"comma in .txt", "a,b c\n1,2\n3,4\n", "a:1|3 b c:2|4", "t.txt"},
      {"no white space in .csv", "a b\n1\n2\n", "a b:1|2"},
      {"semicolon with decimal comma", "a;b\n1,5;2\n3,25;4\n", "a:1.5|3.25 b:2|4", "t.csv", kComma},
      {"quoted decimal comma", "a,b\n\"1,5\",2\n\"3,25\",4\n", "a:1.5|3.25 b:2|4", "t.csv",
       with([](auto& o) {
         o.decimal = ",";
         o.separator = ",";
       })},
      {"given space", "a b\n1 2\n", "a:1 b:2", "t.csv", kSpace},
      {"given tab", "a\tb,c\n1\t2\n", "a:1 b,c:2", "t.csv", kTab},
      {"given semicolon", "a;b,c\n1;2\n", "a:1 b,c:2", "t.csv", kSemicolon},
      {"comma within quotes does not count", "a;b\n\"x,y,z\";2\n\"u,v,w\";4\n",
       "a:x,y,z|u,v,w b:2|4"},
  };
  for (const Case& c : cases) check(c);
}

TEST_CASE("headers are found out, given or made") {
  const std::vector<Case> cases = {
      {"numbers in the first row", "1,2\n3,4\n", "column_0:1|3 column_1:2|4"},
      {"text that comes again", "x,1\ny,2\nx,3\n", "column_0:x|y|x column_1:1|2|3"},
      {"all text, comes again", "x,u\ny,v\nx,u\n", "column_0:x|y|x column_1:u|v|u"},
      {"all text, never again", "name,city\nann,rome\nbob,oslo\n", "name:ann|bob city:rome|oslo"},
      {"missing value in the first row", "x,?\ny,2\n", "column_0:x|y column_1:|2"},
      {"said to be absent", "a,b\nc,d\n", "column_0:a|c column_1:b|d", "t.csv", kNoHeader},
      {"said to be there", "1,2\n3,4\n", "1:3 2:4", "t.csv", kHeader},
      {"names given", "1,2\n3,4\n", "p:1|3 q:2|4", "t.csv", kNames},
      {"empty name", ",b\n1,2\n3,4\n", "column_0:1|3 b:2|4"},
      {"too many names", "1\n2\n", "!data.header names 2 columns, the file has 1", "t.csv", kNames},
      {"too few names", "1,2,3\n", "!data.header names 2 columns, the file has 3", "t.csv", kNames},
      {"twice the same", "a,a\n1,2\n", "!columns 1 and 2 are both named 'a'"},
  };
  for (const Case& c : cases) check(c);
}

TEST_CASE("numbers and missing values are read as written") {
  const std::vector<Case> cases = {
      {"forms", "a\n1\n-2.5\n.5\n1e3\n+4\n5.\n-0\n", "a:1|-2.5|0.5|1000|4|5|-0"},
      {"missing texts", "a,b\n?,1\nNA,2\nn/a,3\nnan,4\nNULL,5\n7,6\n", "a:|||||7 b:1|2|3|4|5|6"},
      {"leading zeros of a number", "a\n007\n08\n", "a:7|8"},
      {"leading zeros of text are kept", "a,b\n007,1\nx,2\n007,3\n", "a:007|x|007 b:1|2|3"},
      {"a sentinel", "a\n1\n-999\n3\n", "a:1||3", "t.csv", kMinus},
      {"a long number", "a\n0.1234567890123456789\n2\n", "a:0.12345678901234568|2"},
      {"infinity", "a,b\n1,2\ninf,3\n", "!row 2, column 'a': 'inf' is not a finite number"},
      {"too large", "a,b\n1,2\n3,1e999\n", "!row 2, column 'b': '1e999' is not a finite number"},
      {"thousands are text", "a,b\n\"1,000\",1\n\"2,000\",2\n", "a:1,000|2,000 b:1|2"},
      {"hexadecimal is text", "a,b\n0x10,1\n0x11,2\n", "a:0x10|0x11 b:1|2"},
      {"two points are text", "a,b\n1.2.3,1\n1.2.4,2\n", "a:1.2.3|1.2.4 b:1|2"},
  };
  for (const Case& c : cases) check(c);
}

TEST_CASE("encodings are told apart") {
  const std::vector<Case> cases = {
      {"UTF-8", "a,b\nm\xC3\xBCller,1\nx,2\n", "a:m\xC3\xBCller|x b:1|2"},
      {"Latin-1 found out", "a,b\nm\xFCller,1\nx,2\n", "a:m\xC3\xBCller|x b:1|2"},
      {"Latin-1 given", "a,b\nm\xFCller,1\nx,2\n", "a:m\xC3\xBCller|x b:1|2", "t.csv", kLatin},
      {"UTF-8 insisted on", "a,b\nx,1\nm\xFCller,2\n", "!t.csv:3: row 2 is not valid UTF-8",
       "t.csv", kUtf8},
      {"a broken sequence at the end", "a,b\nx,1\nm\xC3", "!row 2 is not valid UTF-8", "t.csv",
       kUtf8},
      {"NUL", std::string("a,b\n1,2\n3,\0\n", 11), "!t.csv:3: row 2 holds a NUL byte"},
      {"UTF-16",
       std::string("\xFF\xFE"
                   "a\0,\0b\0\n\0",
                   10),
       "!NUL byte"},
  };
  for (const Case& c : cases) check(c);
}

TEST_CASE("broken files are refused with row and line") {
  const std::vector<Case> cases = {
      {"empty", "", "!t.csv: the file is empty"},
      {"blank", "\n\n", "!t.csv: the file has no rows"},
      {"only a byte order mark", "\xEF\xBB\xBF", "!t.csv: the file is empty"},
      {"header only", "a,b\n", "!t.csv: the file has a header but no rows"},
      {"too few cells", "a,b,c\n1,2,3\n4,5\n", "!t.csv:3: row 2 has 2 cells, expected 3"},
      {"too many cells", "a,b\n1,2\n3,4,5\n", "!t.csv:3: row 2 has 3 cells, expected 2"},
      {"trailing separator", "a,b\n1,2\n3,4,\n", "!t.csv:3: row 2 has 3 cells, expected 2"},
      {"one cell", "a,b\n1,2\n3\n", "!t.csv:3: row 2 has 1 cell, expected 2"},
      {"lines after quoted newlines", "a,b\n\"x\ny\",2\nz\n",
       "!t.csv:4: row 2 has 1 cell, expected 2"},
      {"open quote", "a,b\nx,1\n\"y,2\nz,3\n",
       "!t.csv:3: row 2: a quote is opened that is never closed; where quotes are part of the "
       "text, set data.quotes: none"},
      {"unknown extension", "a\n1\n", "!no format is known by the extension '.doc'", "t.doc"},
      {"not gzip", "a\n1\n", "!not a whole gzip file", "t.csv.gz"},
  };
  for (const Case& c : cases) check(c);
}
