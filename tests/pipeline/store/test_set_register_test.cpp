#include <catch2/catch.hpp>

#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "pipeline/files/files.hpp"
#include "pipeline/store/test_set_register.hpp"
#include "tests/pipeline/processes.hpp"
#include "tests/pipeline/temporary_folder.hpp"

using namespace dlflow;
using namespace dlflow::store;

TEST_CASE("openings of a test set are kept by the hash of its data") {
  const TemporaryFolder folder;
  {
    TestSetRegister sets(folder / "runs/test-sets.json");
    CHECK(sets.openings("aa").empty());
    sets.record({"aa", "key 1", "iris", 1'700'000'000});
    sets.record({"bb", "key 2", "wine", 1'700'000'001});
    sets.record({"aa", "key 3", "iris under another name", 1'700'000'002});
    CHECK(sets.openings("aa").size() == 2);
  }
  const TestSetRegister sets(folder / "runs/test-sets.json");
  const auto openings = sets.openings("aa");
  REQUIRE(openings.size() == 2);
  CHECK(openings[0].config_key == "key 1");
  CHECK(openings[0].opened_at == 1'700'000'000);
  CHECK(openings[1].project == "iris under another name");
  CHECK(sets.other_openings("bb", "iris") == 1);
  CHECK(sets.other_openings("aa", "iris") == 0);
  CHECK(sets.other_openings("aa", "pima") == 0);
}

TEST_CASE("rows that another test set has shown are known again") {
  const TemporaryFolder folder;
  TestSetRegister sets(folder / "test-sets.json");
  const auto rows = [](std::uint64_t first, std::uint64_t last) {
    std::vector<std::uint64_t> out;
    for (std::uint64_t row = first; row < last; ++row) out.push_back(row << 40);
    return out;
  };
  CHECK(sets.seen("new", rows(0, 10)).openings.empty());
  sets.record({"aa", "key", "iris", 1, "s", rows(0, 30)});
  sets.record({"aa", "key", "iris", 2, "", rows(0, 30)});
  sets.record({"bb", "key", "iris", 3, "", rows(20, 40)});
  sets.record({"old", "key", "iris", 4});

  const SeenRows half = sets.seen("new", rows(35, 45));
  REQUIRE(half.openings.size() == 1);
  CHECK(half.openings[0].data_hash == "bb");
  CHECK(half.share == 0.5);
  CHECK(!half.is_estimate);
  const SeenRows all = sets.seen("new", rows(10, 30));
  REQUIRE(all.openings.size() == 3);
  CHECK(all.openings[0].settings_key == "s");
  CHECK(all.share == 1);
  // Its own openings are no others.
  CHECK(sets.seen("aa", rows(0, 30)).openings.size() == 1);
  CHECK(sets.seen("new", rows(50, 60)).openings.empty());
  CHECK(sets.seen("new", rows(50, 60)).share == 0);
}

TEST_CASE("rows are known again by their inputs where those were recorded") {
  const TemporaryFolder folder;
  TestSetRegister(folder / "test-sets.json")
      .record({"aa", "key", "iris", 1, "s", {1, 2, 3}, {7, 8, 9}});
  TestSetRegister sets(folder / "test-sets.json");
  sets.record({"aa", "key", "iris", 2, "s", {1, 2, 3}, {7, 8, 9}});
  CHECK(sets.openings("aa")[1].input_hashes.empty());
  const std::vector<std::uint64_t> respelled = {4, 5, 6, 10}, inputs = {7, 8, 9, 11};
  CHECK(sets.seen("new", respelled).share == 0);
  CHECK(sets.seen("new", inputs).share == 0);
  CHECK(sets.seen("new", inputs, &Opening::input_hashes).share == 0.75);
}

TEST_CASE("of a large test set a sample of rows tells how many are known") {
  const TemporaryFolder folder;
  TestSetRegister sets(folder / "test-sets.json");
  const auto drawn = [](std::uint64_t first, std::uint64_t last) {
    std::vector<std::uint64_t> out;
    for (std::uint64_t row = first; row < last; ++row)
      out.push_back(RandomKey(1).with(row).value());
    return out;
  };
  sets.record({"aa", "key", "iris", 1, "", drawn(0, 50'000)});
  CHECK(std::filesystem::file_size(folder / "test-sets.json") < 40'000);
  const SeenRows some = sets.seen("new", drawn(40'000, 80'000));
  CHECK(some.is_estimate);
  CHECK(some.openings.size() == 1);
  // A quarter, by a sample of about 2048 / 50,000 of the 40,000 rows: a standard error of 0.011.
  CHECK(std::abs(some.share - 0.25) < 0.035);
}

TEST_CASE("what a later version put beside an opening is kept") {
  const TemporaryFolder folder;
  const auto path = folder / "test-sets.json";
  files::commit(
      path,
      R"({"format":1,"openings":[{"data_hash":"a","config_key":"k","project":"p","opened_at":1,"by":"me"}]})");
  TestSetRegister(path).record({"aa", "key", "iris", 1});
  CHECK(files::read_all(path).find("\"by\": \"me\"") != std::string::npos);
  CHECK(TestSetRegister(path).openings("a").size() == 1);
}

TEST_CASE("openings that several processes record at once all survive") {
  const TemporaryFolder folder;
  std::vector<pid_t> children;
  for (int child = 0; child < 4; ++child)
    children.push_back(in_child([&] {
      TestSetRegister sets(folder / "test-sets.json");
      for (int i = 0; i < 10; ++i) sets.record({"aa", std::to_string(child), "iris", i});
      return 0;
    }));
  for (const pid_t child : children) CHECK(wait_for(child) == 0);
  CHECK(TestSetRegister(folder / "test-sets.json").openings("aa").size() == 40);
}

TEST_CASE("a damaged register is refused, and recording does not overwrite it") {
  const TemporaryFolder folder;
  const auto path = folder / "test-sets.json";
  for (
      const char* bytes :
      {"", "[]", "{\"format\":1}", "{\"format\":2,\"openings\":[]}",
       "{\"format\":1,\"openings\":[{\"data_hash\":1}]}",
       R"({"format":1,"openings":[{"data_hash":"a","config_key":"k","project":"p","opened_at":1,"rows":"12"}]})",
       R"({"format":1,"openings":[{"data_hash":"a","config_key":"k","project":"p","opened_at":1,"rows":7}]})",
       "{\"format\":1,\"format\":1,\"openings\":[]}", "{\"format\":1,\"openings\":[}"}) {
    INFO(bytes);
    files::commit(path, bytes);
    CHECK_THROWS_AS(TestSetRegister(path).openings("aa"), CorruptFile);
  }
  CHECK_THROWS_AS(TestSetRegister(path).record({"aa", "key", "iris", 1}), CorruptFile);
  CHECK(files::read_all(path) == "{\"format\":1,\"openings\":[}");
}
