#include "reading.hpp"

using namespace dlflow;
using namespace dlflow::data;

namespace {

using namespace reading;

const std::string kHead =
    "% a comment\n@RELATION 'two words'\n\n@attribute width REAL\n"
    "@Attribute 'the colour' {red, 'dark blue', \"it's\"}\n@attribute note string\n@data\n";

std::string with(const std::string& rows) { return reading_of("a.arff", kHead + rows); }
std::string refused(const std::string& rows) { return message_of("a.arff", kHead + rows); }
std::string header(const std::string& text) { return message_of("a.arff", text); }

}  // namespace

TEST_CASE("dense rows of ARFF with quotes, backslashes, missing values and comments") {
  CHECK(with("1.5,red,x\n% between\n\n 2 , 'dark blue' , 'a, b'\n?,?,?\n3,\"it's\",'it\\'s'\n"
             "4,red,x\n5,red,y\n6,red,x\n7,red,y\n8,red,x\n9,red,y\n10,red,x\n11,red,y\n12,red,x\n"
             "13,red,x\n") ==
        "width number:1.5|2||3|4|5|6|7|8|9|10|11|12|13 "
        "the colour category:red|dark blue||it's|red|red|red|red|red|red|red|red|red|red "
        "note category:x|a, b||it's|x|y|x|y|x|y|x|y|x|x");
}

TEST_CASE("a word that other formats take for missing is a value in ARFF") {
  CHECK(
      reading_of("a.arff", "@attribute a {NA,b}\n@attribute b numeric\n@data\nNA,1\nb,2\n?,3\n") ==
      "a binary:NA|b| b number:1|2|3");
}

TEST_CASE("sparse rows of ARFF leave out zeros and first values") {
  CHECK(reading_of("a.arff",
                   "@attribute a numeric\n@attribute b {x,y,z}\n@attribute c integer\n"
                   "@data\n{0 5, 2 7}\n{}\n{ 1 z }\n{1 ?,2 -1}\n") ==
        "a number:5|0|0|0 b category:x|x|z| c number:7|0|0|-1");
}

TEST_CASE("a sparse row that makes no sense is refused") {
  const auto sparse = [](const std::string& row) {
    return message_of("a.arff",
                      "@attribute a numeric\n@attribute b {x,y}\n@data\n" + row + "\n{0 1}\n");
  };
  CHECK(sparse("{2 1}") ==
        "a.arff:4: row 1: expected the number of an attribute from 0 to 1, got '2'");
  CHECK(sparse("{-1 1}") ==
        "a.arff:4: row 1: expected the number of an attribute from 0 to 1, got '-1'");
  CHECK(sparse("{x 1}") ==
        "a.arff:4: row 1: expected the number of an attribute from 0 to 1, got 'x'");
  CHECK(sparse("{1 y, 0 3}") == "a.arff:4: row 1: attribute 0 stands behind 1");
  CHECK(sparse("{0 1, 0 3}") == "a.arff:4: row 1: attribute 0 stands behind 0");
  CHECK(sparse("{0 1") == "a.arff:4: row 1: the row is not closed by }");
  CHECK(sparse("{0 1} 5") == "a.arff:4: row 1: text stands behind the closing }");
  CHECK(sparse("{1 q}") == "a.arff:4: row 1, column 'b': 'q' is none of the 2 values it may have");
}

TEST_CASE("every bad row of ARFF is listed with its line") {
  CHECK(refused("1,red,x\n1,red\nabc,red,x\n2,green,x\n3,'red,x\n4,red,x,y\n5,'red' x,y\n") ==
        "a.arff:9: row 2 has 2 cells, expected 3\n"
        "a.arff:10: row 3, column 'width': 'abc' is not a number\n"
        "a.arff:11: row 4, column 'the colour': 'green' is none of the 3 values it may have\n"
        "a.arff:12: row 5: a quote is opened that is never closed\n"
        "a.arff:13: row 6 has 4 cells, expected 3\n"
        "a.arff:14: row 7: text stands behind a closing quote");
  CHECK(refused("1e999,red,x\n") ==
        "a.arff:8: row 1, column 'width': '1e999' is not a finite number of double precision");
}

TEST_CASE("a bad header of ARFF is refused at its line") {
  CHECK(header("") == "a.arff: the file ends before @data");
  CHECK(header("@relation r\n@attribute a numeric\n") == "a.arff:2: the file ends before @data");
  CHECK(header("@relation r\n@data\n1\n") ==
        "a.arff:2: @data stands here, but no @attribute before it");
  CHECK(header("@attribute a numeric\n@data\n") == "a.arff:2: there are no rows below @data");
  CHECK(header("@attribute a number\n@data\n1\n") ==
        "a.arff:1: attribute 'a': expected numeric, real, integer, string, date or {a, b}, got "
        "'number'");
  CHECK(header("@attribute a\n@data\n1\n") == "a.arff:1: expected a type, got none");
  CHECK(header("@attribute\n@data\n1\n") ==
        "a.arff:1: expected the name of an attribute, got none");
  CHECK(header("@attribute a {x,y\n@data\n1\n") ==
        "a.arff:1: attribute 'a': the list of values is not closed by }");
  CHECK(header("@attribute a {x,x}\n@data\n1\n") ==
        "a.arff:1: attribute 'a' names the value 'x' twice");
  CHECK(header("@attribute 'a numeric\n@data\n1\n") ==
        "a.arff:1: a quote is opened that is never closed");
  CHECK(header("@attribute a numeric\n@attribute a numeric\n@data\n1,2\n") ==
        "a.arff:2: a second attribute is named 'a'");
  CHECK(header("@attribute a relational\n@data\n1\n") ==
        "a.arff:1: attribute 'a' is relational, and tables within a cell are not read\n"
        "  series of several channels: take the .ts file of the same data");
  CHECK(header("a,b\n1,2\n") ==
        "a.arff:1: expected a line that begins with @, got 'a,b'\n  rows stand below @data");
  CHECK(header("@inputs a\n@data\n1\n") ==
        "a.arff:1: expected @relation, @attribute or @data, got '@inputs'");
}

TEST_CASE("ARFF that is no text is refused, and Latin-1 is found out") {
  CHECK(refused(std::string("1,red,x\n2,r\0d,x\n", 16)) ==
        "a.arff:9: holds a NUL byte\n  this is a text format: is the file of another?");
  CHECK(reading_of("a.arff", "@attribute a {caf\xE9,b}\n@data\ncaf\xE9\nb\n") ==
        "a binary:caf\xC3\xA9|b");
  DataOptions strict;
  strict.encoding = Encoding::utf8;
  CHECK(message_of("a.arff", "@attribute a {caf\xE9,b}\n@data\nb\n", {}, strict) ==
        "a.arff:1: is not valid UTF-8\n  set data.encoding: latin1 or automatic");
}

TEST_CASE("att1 to attN before a class are one series a row, as in the archive of UCR") {
  std::string text = "@relation r\n";
  for (int i = 1; i <= 8; ++i) text += "@attribute att" + std::to_string(i) + " numeric\n";
  text += "@attribute target {-1,1}\n@data\n1,2,3,4,5,6,7,8,1\n9,8,7,6,5,4,?,?,-1\n";
  CHECK(reading_of("a.arff", text) ==
        "series series:1;2;3;4;5;6;7;8|9;8;7;6;5;4 target binary:1|-1");
  const TemporaryFolder folder;
  const auto result = read_table(write(folder, "a.arff", text), {}, {});
  CHECK(result.target == "target");
  CHECK(result.file_columns.size() == 9);
  ColumnOptions number;
  number.kind = ColumnKind::number;
  const auto apart = read_table(write(folder, "a.arff", text), {}, {{"att3", number}});
  CHECK(apart.table.columns.size() == 9);
}
