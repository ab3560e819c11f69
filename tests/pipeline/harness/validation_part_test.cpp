#include "pipeline/harness/validation_part.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace dlflow;
using namespace dlflow::harness;

namespace {

constexpr data::RowIndex kRows = 60;

/// Two fits judged on the same 60 rows, whose error is the number of their ten.
CandidateResult judged(data::RowTies ties) {
  data::Target target;
  target.ties = std::move(ties);
  Ground ground;
  ground.target = &target;
  data::Fold fold;
  data::Predictions predictions(kRows, 1);
  for (data::RowIndex row = 0; row < kRows; ++row) {
    target.values.push_back(row);
    predictions(row, 0) = row + row / 10;
    fold.held_out.push_back(row);
  }
  CandidateResult result;
  for (int seed = 0; seed < 2; ++seed) {
    ground.folds.push_back(fold);
    result.folds.emplace_back().predictions = predictions;
  }
  judge_by_blocks(ground, result);
  return result;
}

std::vector<double> errors_of(const CandidateResult& result) {
  std::vector<double> errors;
  for (const auto& block : result.blocks) errors.push_back(block.at("mae"));
  std::ranges::sort(errors);
  return errors;
}

std::vector<std::uint32_t> tens() {
  std::vector<std::uint32_t> numbers;
  for (std::uint32_t row = 0; row < kRows; ++row) numbers.push_back(row / 10);
  return numbers;
}

}  // namespace

TEST_CASE("blocks of a validation part are of whole groups") {
  data::RowTies ties;
  ties.groups = tens();
  CHECK(errors_of(judged(ties)) == std::vector<double>{0, 1, 2, 3, 4, 5});
  CHECK(errors_of(judged({})).size() == 10);
  CHECK(errors_of(judged({})).front() > 0);
}

TEST_CASE("blocks of a validation part follow each other in time") {
  data::RowTies ties;
  ties.times = tens();
  CHECK(errors_of(judged(ties)) == std::vector<double>{0, 1, 2, 3, 4, 5});
}
