#include "pipeline/models/missing.hpp"

#include <fmt/format.h>

#include "core/base/error.hpp"

namespace dlflow::models {
namespace {

/// `model`: its name in the configuration, or its kind.
void refuse_missing(const std::string& model, const char* rows, const data::Features& x) {
  if (x.missing)
    throw UserError(ExitCode::data,
                    fmt::format("model '{}' cannot take missing values, and the rows {} lack {}",
                                model, rows, x.missing->in_words()),
                    "add 'impute' to the column's steps in the view");
}

}  // namespace

std::string missing_reason(Missing missing, const Problem& problem) {
  if (missing == Missing::accepted || !problem.missing) return "";
  return fmt::format("cannot take missing values: {}; add 'impute' to the column's steps",
                     problem.missing->in_words());
}

void WithoutMissing::fit(const data::Features& x, const data::Target& y,
                         const FitContext& context) {
  refuse_missing(context.model_name, "to learn from", x);
  model_->fit(x, y, context);
}

data::Predictions WithoutMissing::predict(const data::Features& x) const {
  refuse_missing(kind_, "to predict", x);
  return model_->predict(x);
}

data::Predictions WithoutMissing::predict_or_stop(const data::Features& x,
                                                  const StopFlag* stop) const {
  refuse_missing(kind_, "to predict", x);
  return model_->predict_or_stop(x, stop);
}

std::optional<RateCurve> WithoutMissing::find_rate(const data::Features& x, const data::Target& y,
                                                   const FitContext& context) {
  refuse_missing(context.model_name, "to learn from", x);
  return model_->find_rate(x, y, context);
}

}  // namespace dlflow::models
