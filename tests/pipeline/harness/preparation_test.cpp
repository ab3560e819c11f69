#include "pipeline/harness/preparation.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace dlflow;
using namespace dlflow::harness;

namespace {

/// Twelve rows of one number column; every fourth is of class 1, targets grow tenfold.
struct Sample {
  data::Table table;
  data::Target target;
  data::Fold fold;
  Ground ground;

  explicit Sample(bool has_classes) {
    data::Column column;
    column.name = "x";
    for (int row = 0; row < 12; ++row) {
      column.numbers.push_back(row * row);
      (row < 8 ? fold.train : fold.held_out).push_back(static_cast<data::RowIndex>(row));
      if (has_classes)
        target.labels.push_back(row % 4 == 0);
      else
        target.values.push_back(1 + 10.0 * row);
    }
    table.columns.push_back(std::move(column));
    target.task = has_classes ? data::Task::binary : data::Task::regression;
    target.classes = has_classes ? 2 : 0;
    ground.table = &table;
    ground.target = &target;
    ground.inputs = {"x"};
    ground.folds = {fold};
  }
};

const models::ModelKind& kind_named(const char* name) {
  const schema::Choice* choice = schema::find_choice(models::model_choices(), name);
  REQUIRE(choice != nullptr);
  return models::kind_of(*choice);
}

}  // namespace

TEST_CASE("imbalance is treated on training rows, and baselines do not see it") {
  const Sample sample(true);
  views::ViewOptions options;
  options.imbalance = schema::choose(views::imbalance_choices(), "over_sample");
  const Preparation made = prepare_training(sample.ground, "v", options, sample.fold);
  const auto& baseline = kind_named("most_frequent");
  const auto& model = kind_named("logistic_regression");
  CHECK(made.features(baseline).rows == 8);
  CHECK(made.target(baseline).labels.size() == 8);
  CHECK(made.features(model).rows == 12);
  CHECK(std::ranges::count(made.target(model).labels, 1) == 6);
  CHECK(made.view->apply(sample.fold.judged(sample.table)).rows == 4);
  // What was repeated is known to the cuts of a fit.
  CHECK(made.target(model).ties.origins.size() == 12);
  CHECK(made.target(baseline).ties.is_empty());
  // The same key gives the same rows.
  const Preparation again = prepare_training(sample.ground, "v", options, sample.fold);
  CHECK(again.features(model).dense.values == made.features(model).dense.values);
}

TEST_CASE("a transformed target is learnt by models, not by baselines, and inverted for scores") {
  Sample sample(false);
  sample.ground.target_scale = views::TargetScale::standardize;
  const Preparation made = prepare_training(sample.ground, "v", {}, sample.fold);
  const auto& baseline = kind_named("mean");
  const auto& model = kind_named("ridge");
  CHECK(made.target(baseline).values == std::vector<double>{1, 11, 21, 31, 41, 51, 61, 71});
  double sum = 0;
  for (double v : made.target(model).values) sum += v;
  CHECK(sum == Approx(0).margin(1e-12));
  data::Predictions predictions(1, 1, made.target(model).values[7]);
  made.transform_of(model).invert(predictions);
  CHECK(predictions(0, 0) == Approx(71));
  predictions(0, 0) = 5;
  made.transform_of(baseline).invert(predictions);
  CHECK(predictions(0, 0) == 5);
}

TEST_CASE("a preparation is shared until its last user is done, and so is its failure") {
  const Sample sample(true);
  views::ViewOptions options;
  Candidate candidate;
  candidate.view = "v";
  candidate.view_options = &options;
  SharedPreparation shared;
  shared.expect_user();
  shared.expect_user();
  const auto first = shared.get(sample.ground, candidate, sample.fold);
  CHECK(shared.get(sample.ground, candidate, sample.fold) == first);
  shared.release();
  CHECK(shared.get(sample.ground, candidate, sample.fold) == first);
  CHECK(first->held_out.rows == 4);
  options.columns = {{"y", {}}};
  SharedPreparation failing;
  failing.expect_user();
  for (int time = 0; time < 2; ++time)
    CHECK_THROWS_AS(failing.get(sample.ground, candidate, sample.fold), UserError);
  candidate.kind = &kind_named("logistic_regression");
  CHECK_THROWS_AS(failing.get(sample.ground, candidate, sample.fold), UserError);
  candidate.kind = &kind_named("most_frequent");
  const auto bare = failing.get(sample.ground, candidate, sample.fold);
  CHECK(bare->training.features(*candidate.kind).rows == 8);
  CHECK(bare->training.target(*candidate.kind).labels.size() == 8);
  CHECK(bare->held_out.rows == 4);
}

TEST_CASE("a judged row is as many steps ahead as it is after the last one learnt from") {
  Sample sample(false);
  CHECK(steps_ahead(sample.ground, sample.fold).empty());
  // Series 0 and 1 in turn, the last row of one that is not learnt from.
  sample.ground.series = {0, 1, 0, 1, 0, 1, 0, 0, 0, 1, 0, 2};
  sample.ground.steps = {0, 0, 1, 1, 2, 2, 3, 4, 5, 3, 8, 0};
  CHECK(steps_ahead(sample.ground, sample.fold) == std::vector<std::int64_t>{1, 1, 4, 0});
}
