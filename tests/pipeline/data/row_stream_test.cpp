#include "pipeline/data/row_stream.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>

#include "core/base/random.hpp"
#include "pipeline/files/files.hpp"
#include "reading.hpp"

using namespace dlflow;
using namespace dlflow::data;
using namespace dlflow::data::reading;

namespace {

ColumnOptions of_kind(ColumnKind kind) {
  ColumnOptions options;
  options.kind = kind;
  return options;
}

/// A model of age (number), colour (category) and born (date); its file had a target and an id.
StreamColumns wanted() {
  StreamColumns out;
  out.inputs = {{"age", of_kind(ColumnKind::number)},
                {"colour", of_kind(ColumnKind::category)},
                {"born", of_kind(ColumnKind::date)}};
  out.texts = {"id", "y"};
  out.names = {"id", "age", "colour", "born", "y"};
  out.target = "y";
  return out;
}

/// Every table of a stream, columns as "name=values".
std::string all_of(const std::string& file, const StreamColumns& columns,
                   StreamFormat format = StreamFormat::automatic) {
  try {
    const auto stream = open_stream(file, format, columns);
    std::string out;
    Table table;
    while (stream->next(table))
      for (const Column& column : table.columns) out += column.name + "=" + shown(column) + " ";
    for (const std::string& name : stream->unknown()) out += "unknown:" + name;
    return out;
  } catch (const UserError& error) {
    return error.what();
  }
}

std::string of_text(const std::string& name, const std::string& text,
                    const StreamColumns& columns = wanted()) {
  const TemporaryFolder folder;
  const std::string out = all_of(write(folder, name, text).string(), columns);
  const std::string path = (folder / name).string();
  std::string shortened = out;
  for (auto at = shortened.find(path); at != std::string::npos; at = shortened.find(path))
    shortened.replace(at, path.size(), name);
  return shortened;
}

}  // namespace

TEST_CASE("new rows are found by the names of their columns, in any order") {
  const std::string straight = of_text("new.csv", "age,colour,born\n3,red,2020-01-02\n,blue,\n");
  CHECK(straight == "age=3| colour=red|blue born=2020-01-02| ");
  CHECK(of_text("new.csv", "born,age,colour\n2020-01-02,3,red\n,,blue\n") == straight);
  CHECK(of_text("new.csv", "born,more,age,colour\n2020-01-02,x,3,red\n,y,,blue\n") ==
        straight + "unknown:more");
  CHECK(of_text("new.tsv", "age\tcolour\tborn\n3\tred\t2020-01-02\n\tblue\t\n") == straight);
  CHECK(of_text("new.csv", "age;colour;born\n3;red;2020-01-02\n;blue;\n") == straight);
  CHECK(of_text("new.jsonl",
                "{\"colour\": \"red\", \"age\": 3, \"born\": \"2020-01-02\"}\n\n"
                "{\"age\": null, \"colour\": \"blue\", \"born\": \"\"}\n") == straight);
}

TEST_CASE("target and names of rows come along as text where they are there") {
  CHECK(of_text("new.csv", "y,age,colour,born\n1.50,3,red,\n") == "age=3 colour=red born= y=1.50 ");
  CHECK(of_text("new.csv", "y,age,colour,born,id\n1,3,red,,007\n") ==
        "age=3 colour=red born= id=007 y=1 ");
}

TEST_CASE("a file of the training rows without names is told by its order") {
  StreamColumns columns = wanted();
  columns.has_header = false;
  CHECK(of_text("new.csv", "7,3,red,2020-01-02,yes\n", columns) ==
        "age=3 colour=red born=2020-01-02 id=7 y=yes ");
  CHECK(of_text("new.csv", "7,3,red,2020-01-02\n", columns) ==
        "age=3 colour=red born=2020-01-02 id=7 ");
  CHECK(of_text("new.csv", "born,age,colour\n2020-01-02,3,red\n", columns) ==
        "age=3 colour=red born=2020-01-02 ");
  CHECK(of_text("new.csv", "3,red\n", columns) ==
        "new.csv has 2 columns, but the model was trained on 5, or 4 without the target 'y'\n"
        "  the training file named no columns, so they are told by their order");
}

TEST_CASE("what is wrong with new rows is said with its place") {
  CHECK(of_text("new.csv", "aged,colour\n3,red\n") ==
        "new.csv has no column 'age', which the model reads\n  did you mean 'aged'?\n"
        "new.csv has no column 'born', which the model reads\n  its columns are: aged, colour");
  CHECK(of_text("new.csv", "age,colour,born,age\n3,red,,4\n") ==
        "new.csv: columns 1 and 4 are both named 'age'\n  leave one of them out");
  CHECK(of_text("new.csv", "age,colour,born\n3,red,\nold,red,\n") ==
        "new.csv:3: row 2, column 'age': 'old' is not a number");
  CHECK(of_text("new.csv", "age,colour,born\n3,red,\n3,red\n") ==
        "new.csv:3: row 2 has 2 cells, expected 3");
  CHECK(of_text("new.csv", "age,colour,born\n3,red,\n3,red,someday\n") ==
        "new.csv: row 2, column 'born': 'someday' is no date\n"
        "  write dates year first, such as 2024-05-31 or 2024-05-31 14:30");
  CHECK(of_text("new.csv", "") == "new.csv: the file is empty\n  give it at least one row");
  CHECK(of_text("new.csv", "age,colour,born\n") == "new.csv: the file has a header but no rows");
  CHECK(of_text("new.csv",
                "age,colour,born\n1,r\xE9"
                "d,\n") ==
        "new.csv:2: row 1 is not valid UTF-8\n  convert it: iconv -f latin1 -t utf8");
  CHECK(of_text("new.sav", "x") ==
        "new.sav: no format is known by the extension '.sav'\n  say which with --input-format, "
        "one of: csv, tsv, jsonl, texts, arff, ts, idx, npy, images");
}

TEST_CASE("what is wrong with an object a line is said with its place") {
  const std::string good = "{\"age\": 3, \"colour\": \"red\", \"born\": null}\n";
  CHECK(of_text("new.jsonl", good + "{\"age\": 3, \"colour\": \"red\"}\n") ==
        "new.jsonl:2: row 2 has no 'born'; a missing value is null");
  CHECK(of_text("new.jsonl", good + "{\"age\": [3], \"colour\": \"red\", \"born\": null}\n") ==
        "new.jsonl:2: row 2, column 'age': expected a number, a text, true, false or null, got an "
        "array");
  CHECK(of_text("new.jsonl", good + "\n{\"age\": 3,\n") ==
        "new.jsonl:3: row 2 is not valid JSON; expected an object a line");
  CHECK(of_text("new.jsonl", "[1]\n") == "new.jsonl:1: row 1 holds an array, expected an object");
  CHECK(of_text("new.jsonl", good + "{\"age\": \"x\", \"colour\": 1, \"born\": null}\n") ==
        "new.jsonl:2: row 2, column 'age': 'x' is not a number");
  CHECK(of_text("new.jsonl", "{\"age\": 3}\n") ==
        "new.jsonl has no columns 'colour', 'born', which the model reads\n"
        "  its columns are: age");
}

TEST_CASE("rows come in pieces, and a place counts from the first row of the file") {
  const std::size_t rows = 2 * RowStream::kRows + 5;
  std::string text = "age,colour,born\n", lines;
  for (std::size_t i = 0; i < rows; ++i) {
    text += std::to_string(i) + ",red,\n";
    lines += "{\"age\":" + std::to_string(i) + ",\"colour\":\"red\",\"born\":null}\n";
  }
  const TemporaryFolder folder;
  for (const auto& [name, content] : {std::pair("a.csv", text), std::pair("a.jsonl", lines)}) {
    CAPTURE(name);
    const auto stream =
        open_stream(write(folder, name, content).string(), StreamFormat::automatic, wanted());
    Table table;
    std::size_t seen = 0, pieces = 0;
    while (stream->next(table)) {
      REQUIRE(table.rows() <= RowStream::kRows);
      for (std::size_t i = 0; i < table.rows(); ++i)
        REQUIRE(table.columns[0].numbers[i] == static_cast<double>(seen + i));
      seen += table.rows();
      ++pieces;
    }
    CHECK(seen == rows);
    CHECK(pieces == 3);
  }
  CHECK(of_text("new.csv", text + "old,red,\n") == "new.csv:" + std::to_string(rows + 2) +
                                                       ": row " + std::to_string(rows + 1) +
                                                       ", column 'age': 'old' is not a number");
}

TEST_CASE("pixels and steps in columns of their own are put together, in the training order") {
  StreamColumns columns;
  ColumnOptions image = of_kind(ColumnKind::image);
  image.from = "a";
  image.to = "d";
  image.shape = {2, 2};
  columns.inputs = {{"picture", image}};
  columns.names = {"a", "b", "c", "d"};
  CHECK(of_text("new.csv", "d,c,b,a\n4,3,2,1\n", columns) == "picture=1,2,3,4 ");
  CHECK(of_text("new.csv", "d,c,b,a\n4,3,2,1\n4,3,,1\n", columns) ==
        "new.csv: row 2, column 'b': a pixel is missing");
  CHECK(of_text("new.csv", "a,b,d\n4,3,2\n", columns) ==
        "new.csv has no column 'c', which the model reads\n  its columns are: a, b, d");
}

TEST_CASE("a format that is read at once yields the same columns") {
  StreamColumns columns;
  ColumnOptions series = of_kind(ColumnKind::series);
  series.from = "a";
  series.to = "c";
  columns.inputs = {{"curve", series}, {"size", of_kind(ColumnKind::number)}};
  columns.names = {"a", "b", "c", "size", "y"};
  columns.target = "y";
  const std::string head = "@relation r\n@attribute a numeric\n@attribute b numeric\n";
  CHECK(of_text("new.arff",
                head + "@attribute c numeric\n@attribute size numeric\n"
                       "@attribute more numeric\n@data\n1,2,3,4,5\n6,7,8,9,10\n",
                columns) == "curve=1;2;3|6;7;8 size=4|9 more=5|10 unknown:more");
  CHECK(of_text("new.arff", head + "@attribute c numeric\n@data\n1,2,3\n", columns) ==
        "new.arff has no column 'size', which the model reads\n"
        "  its columns are: curve");
}

TEST_CASE("numbers in rows are the nearest doubles, however they are written") {
  StreamColumns columns;
  columns.inputs = {{"x", of_kind(ColumnKind::number)}, {"z", of_kind(ColumnKind::number)}};
  columns.names = {"x", "z"};
  RandomStream random{RandomKey(9)};
  std::vector<std::string> cells = {"0",
                                    "-0",
                                    "-0.0",
                                    "1.",
                                    "9007199254740993",
                                    "0.1",
                                    "1e5",
                                    "-2E-3",
                                    "123456789012345678",
                                    "0.3",
                                    "4.35",
                                    "1234567890123456789012",
                                    "5e-324",
                                    "0.000000000000000001",
                                    "-.5",
                                    "9007199254740992.5"};
  for (int i = 0; i < 20000; ++i) {
    std::string digits = std::to_string(random.next()) + std::to_string(random.next());
    digits.resize(1 + random.below(digits.size()));
    digits.insert(random.below(digits.size()) + 1, ".");
    cells.push_back((i % 2 == 0 ? "-" : "") + digits);
  }
  std::string text = "x,z\n";
  for (const std::string& cell : cells) text += cell + "," + cell + "\n";
  const TemporaryFolder folder;
  const auto stream =
      open_stream(write(folder, "new.csv", text).string(), StreamFormat::csv, columns);
  std::size_t at = 0;
  Table table;
  while (stream->next(table))
    for (std::size_t i = 0; i < table.rows(); ++i, ++at)
      for (const Column& column : table.columns) {
        const double got = column.numbers[i], wanted = std::strtod(cells[at].c_str(), nullptr);
        if (got != wanted || std::signbit(got) != std::signbit(wanted)) FAIL(cells[at]);
      }
  CHECK(at == cells.size());
}

TEST_CASE("rows with their target have the hash of their file") {
  const TemporaryFolder folder;
  const std::string text = "y,age,colour,born\n1.50,3,red,\n";
  const auto stream =
      open_stream(write(folder, "new.csv", text).string(), StreamFormat::automatic, wanted());
  Table table;
  while (stream->next(table)) CHECK(table.rows() == 1);
  CHECK(stream->hash() == files::sha256(text));
}

TEST_CASE("texts come a line each where the only input is a text") {
  StreamColumns columns;
  columns.inputs = {{"note", of_kind(ColumnKind::text)}};
  columns.names = {"note", "y"};
  columns.target = "y";
  CHECK(of_text("t.txt", "a, \"b\"\n\n c\td ", columns) == "note=a, \"b\"||c\td ");
  CHECK_THAT(of_text("t.txt", "", columns), Catch::Contains("the file is empty"));
  CHECK_THAT(of_text("t.txt", "ok\nbad \xff\n", columns), Catch::Contains("is not valid UTF-8"));
  const TemporaryFolder folder;
  const std::string file = write(folder, "t.txt", "a\n").string();
  CHECK_THAT(all_of(file, wanted(), StreamFormat::texts),
             Catch::Contains("a text a line suits a model that reads one text column, and this one "
                             "reads 'age', 'colour', 'born'"));
}
