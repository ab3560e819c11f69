#include "pipeline/models/missing.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"
#include "tests/pipeline/models/samples.hpp"

using namespace dlflow;
using namespace dlflow::models;

namespace {

/// Two of the first column's values become missing.
data::Features lacking(data::Features x) {
  for (const std::size_t n : {1U, 3U}) x.dense(n, 0) = std::numeric_limits<float>::quiet_NaN();
  x.missing = {x.dense_names[0], 2};
  return x;
}

template <class Work>
std::string words_of(Work work) {
  try {
    work();
  } catch (const UserError& e) {
    return e.problems().front().message;
  }
  return "";
}

}  // namespace

TEST_CASE("a model without a side for missing values says which column lacks them") {
  const Cut part = cut(read_sample("wine"), 0, true);
  const data::Features train = lacking(part.train), held_out = lacking(part.held_out);
  const std::string where = "2 in column '" + train.dense_names[0] + "'";
  for (const char* name : {"lda", "knn", "decision_tree", "mlp"}) {
    CAPTURE(name);
    const ModelKind& kind = kind_named(name);
    const auto options = kind.choice.make();
    CHECK(kind.unsuited(options.get(), problem_of(train, part.train_target)) ==
          "cannot take missing values: " + where + "; add 'impute' to the column's steps");
    auto model = kind.make(options.get(), problem_of(part.train, part.train_target));
    CHECK(words_of([&] { model->fit(train, part.train_target, context_for("m")); }) ==
          "model 'm' cannot take missing values, and the rows to learn from lack " + where);
    model->fit(part.train, part.train_target, context_for("m"));
    CHECK(words_of([&] { model->predict(held_out); }) ==
          std::string("model '") + name +
              "' cannot take missing values, and the rows to predict lack " + where);
  }
}

TEST_CASE("boosted trees and baselines take missing values, also in rows to predict alone") {
  const Cut part = cut(read_sample("wine"), 0, true);
  const data::Features train = lacking(part.train), held_out = lacking(part.held_out);
  for (const char* name : {"xgboost", "most_frequent", "stratified_guess"}) {
    CAPTURE(name);
    const ModelKind& kind = kind_named(name);
    const auto options = kind.choice.make();
    CHECK(kind.unsuited(options.get(), problem_of(train, part.train_target)) == "");
    for (const data::Features* learnt : {&part.train, &train}) {
      auto model = kind.make(options.get(), problem_of(*learnt, part.train_target));
      model->fit(*learnt, part.train_target, context_for(name));
      double sum = 0;
      for (const double share : model->predict(held_out).values) sum += share;
      CHECK(sum == Approx(static_cast<double>(held_out.rows)));
    }
  }
}
