#include "core/base/team.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>
#include <vector>

using namespace dlflow;

TEST_CASE("a team does every part once, for any number of threads and parts") {
  for (const int threads : {1, 2, 3, 8}) {
    Team team(threads);
    CHECK(team.threads() == threads);
    for (const std::size_t parts : {0, 1, 2, 7, 64})
      for (int round = 0; round < 50; ++round) {
        std::vector<int> done(parts, 0);
        run_parts(&team, parts, [&](std::size_t part) { ++done[part]; });
        REQUIRE(done == std::vector<int>(parts, 1));
      }
  }
}

TEST_CASE("without a team the parts run in order") {
  std::vector<std::size_t> order;
  run_parts(nullptr, 4, [&](std::size_t part) { order.push_back(part); });
  CHECK(order == std::vector<std::size_t>{0, 1, 2, 3});
}

TEST_CASE("what a part of a team throws reaches the caller, and the team goes on") {
  Team team(3);
  CHECK_THROWS_AS(team.run(6,
                           [](std::size_t part) {
                             if (part == 4) throw std::runtime_error("part 4");
                           }),
                  std::runtime_error);
  int done = 0;
  team.run(1, [&](std::size_t) { ++done; });
  CHECK(done == 1);
}
