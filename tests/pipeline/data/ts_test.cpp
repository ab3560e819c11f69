#include "reading.hpp"

using namespace dlflow;
using namespace dlflow::data;

namespace {

using namespace reading;

std::string ts(const std::string& header, const std::string& rows) {
  return "# a comment\n@problemName p\n@timeStamps false\n" + header + "@data\n" + rows;
}

const std::string kTwo = "@univariate false\n@dimensions 2\n@classLabel true a b c\n";

}  // namespace

TEST_CASE("series of several channels and differing length are read step by step") {
  CHECK(reading_of("a.ts", ts(kTwo, "1,2,3:10,20,30:a\n4:40:b\n# between\n5,?:?,60:c\n")) ==
        "series series:1,10;2,20;3,30|4,40|5,nan;nan,60 class category:a|b|c");
}

TEST_CASE("the number of channels may follow from the first row") {
  CHECK(reading_of("a.ts", ts("@classLabel true a b\n", "1,2:3,4:a\n5:6:b\n")) ==
        "series series:1,3;2,4|5,6 class binary:a|b");
  CHECK(message_of("a.ts", ts("@classLabel true a b\n", "1,2:3,4:a\n5:b\n")) ==
        "a.ts:7: row 2 has 1 channel and a class, expected 2");
}

TEST_CASE("series without a class, and with a number to predict") {
  CHECK(reading_of("a.ts", ts("@classLabel false\n", "1,2\n3\n")) == "series series:1;2|3");
  CHECK(reading_of("a.ts", ts("@targetLabel true\n", "1,2:0.5\n3:7\n")) ==
        "series series:1;2|3 target number:0.5|7");
  const TemporaryFolder folder;
  CHECK(read_table(write(folder, "a.ts", ts(kTwo, "1:2:a\n")), {}, {}).target == "class");
}

TEST_CASE("rows that do not fit the header of a .ts file are listed") {
  CHECK(message_of("a.ts", ts(kTwo, "1,2:3:a\n1:2:d\n1:2\nx:2:a\n1:2:3:a\n")) ==
        "a.ts:8: row 1: channel 2 has 1 values, channel 1 has 2\n"
        "a.ts:9: row 2: class 'd' is none of the 3 that @classLabel names\n"
        "a.ts:10: row 3 has 1 channel and a class, expected 2\n"
        "a.ts:11: row 4: channel 1, step 1: 'x' is not a number\n"
        "a.ts:12: row 5 has 3 channels and a class, expected 2");
  CHECK(message_of("a.ts", ts("@equalLength true\n@seriesLength 2\n@classLabel true a b\n",
                              "1,2:a\n1,2,3:b\n")) ==
        "a.ts:9: row 2 has 3 steps, @seriesLength is 2");
  CHECK(message_of("a.ts", ts("@missing false\n@classLabel true a b\n", "1,?:a\n")) ==
        "a.ts:7: row 1: channel 1, step 2 is missing, although @missing is false");
  CHECK_THAT(message_of("a.ts", ts(kTwo, "1e60:2:a\n")), Catch::Contains("'1e60' is not a number"));
}

TEST_CASE("time stamps are refused, not misread") {
  CHECK(message_of("a.ts", "@timeStamps true\n@data\n(0,1),(1,2):a\n") ==
        "a.ts:1: the series carry time stamps, which are not read\n"
        "  write plain values, one a step, with @timeStamps false");
  CHECK(message_of("a.ts", ts(kTwo, "(0,1),(1,2):(0,1):a\n")) ==
        "a.ts:8: row 1 carries time stamps in brackets, which are not read");
}

TEST_CASE("a bad header of a .ts file is refused at its line") {
  CHECK(message_of("a.ts", "") == "a.ts: the file ends before @data");
  CHECK(message_of("a.ts", "1,2:a\n") ==
        "a.ts:1: expected a line that begins with @, got '1,2:a'\n  rows stand below @data");
  CHECK(message_of("a.ts", "@dimensions none\n@data\n1\n") ==
        "a.ts:1: expected a number of 1 or more after @dimensions, got 'none'");
  CHECK(message_of("a.ts", "@classLabel yes\n@data\n1\n") ==
        "a.ts:1: expected true or false after @classLabel, got 'yes'");
  CHECK(message_of("a.ts", "@colour red\n@data\n1\n") ==
        "a.ts:1: expected @data or a property such as @classLabel, got '@colour'");
  CHECK(message_of("a.ts", ts(kTwo, "")) == "a.ts:7: there are no rows below @data");
  CHECK(message_of("a.ts", ts(kTwo, std::string("1:\0:a\n", 6))) ==
        "a.ts:8: holds a NUL byte\n  this is a text format: is the file of another?");
}

TEST_CASE("one long channel beside many short ones claims no memory for all") {
  std::string row(200000, ',');
  row += std::string(200000, ':') + "a";
  CHECK_THAT(message_of("a.ts", ts("@classLabel true a b\n", row + "\n")),
             Catch::Contains("channel 2 has 0 values, channel 1 has 200001"));
}
