#include "reading.hpp"

using namespace dlflow;
using namespace dlflow::data;

namespace {

using namespace reading;

/// Files by name; the options name them as train, labels, test, test_labels.
struct Files {
  std::string train = "", labels = "", test = "", test_labels = "";
  std::string extension = ".csv", labels_extension = ".csv";
};

std::string read(const Files& files, const ColumnSettings& settings = {}) {
  const TemporaryFolder folder;
  DataOptions options;
  const auto put = [&](const std::string& text, const std::string& name) {
    return text.empty() ? "" : write(folder, name, text).string();
  };
  options.train = put(files.train, "train" + files.extension);
  options.labels = put(files.labels, "labels" + files.labels_extension);
  options.test = put(files.test, "test" + files.extension);
  options.test_labels = put(files.test_labels, "test_labels" + files.labels_extension);
  std::size_t begin = 0;
  const std::string text = message_of(folder, [&] {
    ReadResult result = read_data(options, settings);
    begin = result.test_begin.value_or(0);
    return result;
  });
  return text.starts_with("read as ") ? std::to_string(begin) + " " + text.substr(8) : text;
}

std::string images(int rows, int height, int first) {
  std::string out = {0, 0, 8, 3, 0, 0, 0, static_cast<char>(rows)};
  for (const int side : {height, 2}) out += std::string(3, '\0') + static_cast<char>(side);
  for (int i = 0; i < rows * height * 2; ++i) out += static_cast<char>(first + i);
  return out;
}

std::string labels(const std::string& values) {
  return std::string({0, 0, 8, 1, 0, 0, 0, static_cast<char>(values.size())}) + values;
}

}  // namespace

TEST_CASE("test rows stand behind the training rows and have their kinds") {
  CHECK(read({.train = "a,b\n1,x\n2,y\n", .test = "a,b\n3,z\n4,x\n"}) ==
        "2 a number:1|2|3|4 b category:x|y|z|x");
  CHECK(read({.train = "a,b\n1,p\n2,q\n", .test = "b,a\np,3\nq,5\n"}) ==
        "2 a number:1|2|3|5 b binary:p|q|p|q");
  // A test column of whole numbers is no category because it looks like one, and the other way.
  CHECK(read({.train = "a,b\n1,x\nu,y\n", .test = "a,b\n3,y\n4,x\n"}) ==
        "2 a category:1|u|3|4 b binary:x|y|y|x");
}

TEST_CASE("labels of the test rows keep one order of all labels") {
  CHECK(read({.train = "a,b\n1,10\n2,x\n3,9\n", .test = "a,b\n4,11\n"}) ==
        "3 a number:1|2|3|4 b category:10|x|9|11");
}

TEST_CASE("files that do not fit together are refused") {
  CHECK(read({.train = "a,b\n1,x\n2,y\n", .test = "a,c\n3,z\n"}) ==
        "test.csv has no column 'b', which train.csv has");
  CHECK(read({.train = "a,b\n1,x\n2,y\n", .test = "a,b\nu,z\n"}) ==
        "test.csv:2: row 1, column 'a': 'u' is not a number");
}

TEST_CASE("arrays and their labels come from two files") {
  const Files files = {.train = images(3, 1, 0),
                       .labels = labels("\7\1\7"),
                       .test = images(1, 1, 100),
                       .test_labels = labels("\1"),
                       .extension = "-ubyte",
                       .labels_extension = "-ubyte"};
  CHECK(read(files) == "3 image image:0,1|2,3|4,5|100,101 label number:7|1|7|1");
  ColumnOptions category;
  category.kind = ColumnKind::category;
  CHECK(read(files, {{"label", category}}) ==
        "3 image image:0,1|2,3|4,5|100,101 label category:7|1|7|1");
  Files fewer = files;
  fewer.labels = labels("\7\1");
  CHECK(read(fewer) ==
        "labels-ubyte holds 2 labels, but train-ubyte holds 3 rows\n"
        "  are these the labels of another file?");
  Files wide = files;
  wide.labels = images(3, 1, 0);
  CHECK(read(wide) == "labels-ubyte: labels are one value a row, this holds images");
  Files other = files;
  other.test = images(1, 2, 100);
  CHECK(read(other) ==
        "test-ubyte: column 'image' holds images of 2 x 2 x 1, the training rows hold 1 x 2 x 1");
}

TEST_CASE("series of two files keep their lengths and must have the same channels") {
  const std::string head = "@classLabel true a b\n@data\n";
  CHECK(read({.train = head + "1,2:a\n3:b\n", .test = head + "4,5,6:b\n", .extension = ".ts"}) ==
        "2 series series:1;2|3|4;5;6 class binary:a|b|b");
  CHECK(read({.train = head + "1,2:a\n3:b\n", .test = head + "4:5:b\n", .extension = ".ts"}) ==
        "test.ts: column 'series' has 2 channels, the training rows have 1");
}

TEST_CASE("the hash of several files depends on each of them") {
  const TemporaryFolder folder;
  DataOptions options;
  options.train = write(folder, "a.csv", "a,b\n1,x\n2,y\n").string();
  const auto alone = read_data(options, {}).content_hash;
  options.test = write(folder, "b.csv", "a,b\n3,x\n").string();
  const auto both = read_data(options, {}).content_hash;
  write(folder, "b.csv", "a,b\n4,x\n");
  CHECK(alone != both);
  CHECK(read_data(options, {}).content_hash != both);
}

TEST_CASE("columns from one to another make an image or a series") {
  ColumnOptions image;
  image.kind = ColumnKind::image;
  image.from = "p0";
  image.to = "p3";
  const std::string csv = "a,p0,p1,p2,p3,y\n1,0,2,3,4,u\n5,0,7,8,9,v\n";
  CHECK(reading_of("t.csv", csv, {{"face", image}}) ==
        "a number:1|5 face image:0,2,3,4|0,7,8,9 y binary:u|v");
  image.shape = {1, 2, 2};
  CHECK(reading_of("t.csv", csv, {{"face", image}}) ==
        "a number:1|5 face image:0,2,3,4|0,7,8,9 y binary:u|v");
  image.shape = {3, 3};
  CHECK(message_of("t.csv", csv, {{"face", image}}) ==
        "t.csv: 'face' is made of 4 columns, but its shape 3 x 3 x 1 holds 9 values");
  image.shape = {};
  image.to = "p2";
  CHECK(message_of("t.csv", csv, {{"face", image}}) ==
        "t.csv: 'face' is made of 3 columns, which is no square image\n"
        "  give columns.face.shape: [height, width, channels]");
  image.to = "p9";
  CHECK_THAT(message_of("t.csv", csv, {{"face", image}}),
             Catch::Contains("t.csv has no column 'p9', which 'face' is to be made of"));
  image.to = "a";
  CHECK_THAT(message_of("t.csv", csv, {{"face", image}}),
             Catch::Contains("these stand in the other order"));
  image.to = "y";
  CHECK_THAT(message_of("t.csv", csv, {{"face", image}}),
             Catch::Contains("row 1, column 'y': 'u' is not a number"));
  image.to = "p3";
  CHECK_THAT(message_of("t.csv", csv, {{"y", image}}),
             Catch::Contains("there is a column of that name already"));
  CHECK(message_of("t.csv", "a,p0,p1,p2,p3,y\n1,0,2,3,4,u\n5,?,7,8,9,v\n", {{"face", image}}) ==
        "t.csv: row 2, column 'p0': a pixel is missing");
}

TEST_CASE("pixels that are no bytes are floats, and a series ends where values do") {
  ColumnOptions block;
  block.from = "a";
  block.to = "d";
  block.kind = ColumnKind::image;
  CHECK(reading_of("t.csv", "a,b,c,d\n0.5,-1,300,4\n1,2,3,4\n", {{"x", block}}) ==
        "x image:0.5,-1,300,4|1,2,3,4");
  block.kind = ColumnKind::series;
  CHECK(reading_of("t.csv", "a,b,c,d\n1,2,3,\n1,?,3,4\n,,,\n", {{"x", block}}) ==
        "x series:1;2;3|1;nan;3;4|");
  block.shape = {2, 2};
  CHECK(reading_of("t.csv", "a,b,c,d\n1,2,3,\n1,2,,\n", {{"x", block}}) ==
        "x series:1,2;3,nan|1,2");
}

TEST_CASE("one cell is no image") {
  ColumnOptions image;
  image.kind = ColumnKind::image;
  CHECK_THAT(
      message_of("t.csv", "a,b\nx,1\ny,2\n", {{"a", image}}),
      Catch::Contains("column 'a' is to be an image, but a cell of a table holds one value"));
}

TEST_CASE("a format can be said where the name does not tell it") {
  DataOptions options;
  options.format = Format::csv;
  CHECK(reading_of("table.dump", "a,b\n1,2\n3,4\n", {}, options) == "a number:1|3 b number:2|4");
}
