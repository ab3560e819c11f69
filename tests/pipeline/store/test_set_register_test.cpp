#include <catch2/catch.hpp>

#include "core/base/error.hpp"
#include "pipeline/files/files.hpp"
#include "pipeline/store/ledger.hpp"
#include "tests/pipeline/processes.hpp"
#include "tests/pipeline/temporary_folder.hpp"

using namespace dlflow;
using namespace dlflow::store;

TEST_CASE("openings of a test set are kept by the hash of its data") {
  const TemporaryFolder folder;
  TestSetRegister sets(folder / "runs/test-sets.json");
  CHECK(sets.openings("aa").empty());
  sets.record({"aa", "key 1", "iris", 1'700'000'000});
  sets.record({"bb", "key 2", "wine", 1'700'000'001});
  sets.record({"aa", "key 3", "iris under another name", 1'700'000'002});
  const auto openings = TestSetRegister(folder / "runs/test-sets.json").openings("aa");
  REQUIRE(openings.size() == 2);
  CHECK(openings[0].config_key == "key 1");
  CHECK(openings[0].opened_at == 1'700'000'000);
  CHECK(openings[1].project == "iris under another name");
  CHECK(sets.other_openings("bb", "iris") == 1);
  CHECK(sets.other_openings("aa", "iris") == 0);
  CHECK(sets.other_openings("aa", "pima") == 0);
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
  for (const char* bytes :
       {"", "[]", "{\"format\":1}", "{\"format\":2,\"openings\":[]}",
        "{\"format\":1,\"openings\":[{\"data_hash\":1}]}",
        "{\"format\":1,\"format\":1,\"openings\":[]}", "{\"format\":1,\"openings\":[}"}) {
    INFO(bytes);
    files::commit(path, bytes);
    CHECK_THROWS_AS(TestSetRegister(path).openings("aa"), CorruptFile);
  }
  CHECK_THROWS_AS(TestSetRegister(path).record({"aa", "key", "iris", 1}), CorruptFile);
  CHECK(files::read_all(path) == "{\"format\":1,\"openings\":[}");
}
