#include "pipeline/stages/ensembling.hpp"

#include <catch2/catch.hpp>

#include "pipeline/ensembles/ensemble.hpp"

using namespace dlflow;
using namespace dlflow::stages;

namespace {

constexpr data::RowIndex kRows = 40;

/// One validation part of two halves. A member that is right on the second half alone, and one that
/// is right on the first.
struct Halves {
  Framed framed;
  harness::CandidateResult members[2];

  explicit Halves(data::RowTies ties) {
    data::Fold part;
    data::Predictions predictions[2] = {data::Predictions(kRows, 1), data::Predictions(kRows, 1)};
    for (data::RowIndex row = 0; row < kRows; ++row) {
      framed.target.values.push_back(row);
      part.held_out.push_back(row);
      for (std::size_t m = 0; m < 2; ++m)
        predictions[m](row, 0) = row + (half_of(row) == m ? 100.0 : 0.0);
    }
    framed.target.ties = std::move(ties);
    framed.metric = metrics::find_metric("mae");
    framed.ground.target = &framed.target;
    framed.ground.folds = {part};
    for (std::size_t m = 0; m < 2; ++m) {
      members[m].candidate.model = m == 0 ? "second" : "first";
      members[m].candidate.view = "v";
      members[m].folds.emplace_back().predictions = predictions[m];
    }
  }

  static std::size_t half_of(data::RowIndex row) { return row < kRows / 2 ? 0 : 1; }

  /// Errors of the ensemble whose weights come from other rows.
  std::vector<double> errors() const {
    const auto made =
        make_ensemble(framed, schema::choose(ensembles::ensemble_choices(), "weighted"),
                      {&members[0], &members[1]});
    std::vector<double> errors;
    for (data::RowIndex row = 0; row < kRows; ++row)
      errors.push_back(made.folds.front().predictions(row, 0) - row);
    return errors;
  }
};

}  // namespace

TEST_CASE("an ensemble over one validation part learns its weights from other groups and times") {
  data::RowTies grouped, later;
  for (data::RowIndex row = 0; row < kRows; ++row) {
    grouped.groups.push_back(static_cast<std::uint32_t>(Halves::half_of(row)));
    later.times.push_back(static_cast<std::uint32_t>(Halves::half_of(row)));
  }
  // Each half is given to the member that is right on the other.
  CHECK(Halves(grouped).errors() == std::vector<double>(kRows, 100));
  CHECK(Halves(later).errors() == std::vector<double>(kRows, 100));
  for (const double error : Halves({}).errors()) CHECK(error < 100);
}
