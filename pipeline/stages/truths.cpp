#include "pipeline/stages/truths.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/metrics/metric.hpp"
#include "pipeline/harness/task_metrics.hpp"
#include "pipeline/stages/predict.hpp"

namespace dlflow::stages {
namespace {

/// The metric of time series that a model was chosen by; empty where it was by another. The record
/// says it first in the score.
std::string series_metric_of(const harness::ModelRecord& record) {
  const std::string score = record.origin("score");
  const auto* metric = metrics::find_metric(score.substr(0, score.find(' ')));
  return metric && metric->needs_series ? metric->name : "";
}

}  // namespace

void Truths::LeftOut::add(const std::string& text) {
  if (count++ == 0) first = text;
}

Truths::Truths(const harness::Predictor& predictor)
    : framing_(predictor.framing), ranked_by_(series_metric_of(predictor.record)) {
  truth_.task = framing_.task;
  truth_.classes = static_cast<int>(framing_.classes.size());
  for (std::size_t k = 0; k < framing_.classes.size(); ++k)
    label_of_.emplace(framing_.classes[k], static_cast<std::int32_t>(k));
}

void Truths::add(const data::Rows& rows, const std::vector<bool>& early,
                 const data::Predictions& predictions) {
  const data::Column* column = rows.table->find(framing_.target);
  if (!column) return;
  const bool has_weights = rows.table->find(framing_.weight) != nullptr;
  lacks_weights_ = !framing_.weight.empty() && !has_weights;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (column->is_missing(rows.index[i])) continue;
    ++known_;
    if (!early.empty() && early[i]) {
      ++early_;
      continue;
    }
    double weight = 1;
    if (has_weights && !read_weight(rows, i, weight)) continue;
    if (kept_.size() + predictions.columns > kMostScored || !add_truth(column->text(rows.index[i])))
      continue;
    if (has_weights) truth_.weights.push_back(weight);
    const auto row = predictions.row(i);
    kept_.insert(kept_.end(), row.begin(), row.end());
  }
}

bool Truths::read_weight(const data::Rows& rows, std::size_t i, double& weight) {
  const data::Column& column = *rows.table->find(framing_.weight);
  const std::string text = column.is_missing(rows.index[i]) ? "" : column.text(rows.index[i]);
  const auto value = data::number_of(text, framing_.marks);
  if (!value || *value < 0) {
    unweighed_.add(text);
    return false;
  }
  weight = *value;
  if (weight == 0) ++weightless_;
  return weight > 0;
}

bool Truths::add_truth(const std::string& text) {
  if (framing_.classes.empty()) {
    if (const auto value = data::number_of(text, framing_.marks)) {
      truth_.values.push_back(*value);
      return true;
    }
  } else if (const auto at = label_of_.find(text); at != label_of_.end()) {
    truth_.labels.push_back(at->second);
    return true;
  }
  strange_.add(text);
  return false;
}

void Truths::tell_left_out(Predicted& out) const {
  if (strange_.count > 0)
    out.notes.push_back(fmt::format(
        "{} of {} values of '{}' {} {} and not scored; the first is '{}'", counted(strange_.count),
        counted(known_), framing_.target, strange_.count == 1 ? "is" : "are",
        framing_.classes.empty() ? "no number" : "no class of the model", strange_.first));
  if (unweighed_.count > 0)
    out.notes.push_back(
        fmt::format("{} of {} rows cannot be weighed and {} not scored; '{}' of the first is '{}'",
                    counted(unweighed_.count), counted(known_),
                    unweighed_.count == 1 ? "is" : "are", framing_.weight, unweighed_.first));
  if (weightless_ > 0)
    out.notes.push_back(fmt::format(
        "{} of {} rows {} weight 0 and {} not scored", counted(weightless_), counted(known_),
        weightless_ == 1 ? "has" : "have", weightless_ == 1 ? "is" : "are"));
}

void Truths::tell(Predicted& out) const {
  if (known_ == 0) return;
  out.scored = truth_.rows();
  tell_left_out(out);
  if (out.scored == 0) return;
  const std::size_t skipped = strange_.count + unweighed_.count + weightless_ + early_;
  if (out.scored + skipped < known_)
    out.notes.push_back(
        fmt::format("the first {} rows with the target are scored, the {} behind them are not",
                    counted(out.scored), counted(known_ - skipped - out.scored)));
  if (lacks_weights_)
    out.notes.push_back(fmt::format(
        "the rows have no column '{}', which held weights: each counts alike in the scores",
        framing_.weight));
  data::Predictions predictions(out.scored, kept_.size() / out.scored);
  std::copy(kept_.begin(), kept_.end(), predictions.values.begin());
  out.scores = harness::score_all(truth_, predictions);
  if (!ranked_by_.empty() && !out.scores.contains(ranked_by_))
    out.notes.push_back(
        fmt::format("{} is not among the scores: it scales errors by the series that were learnt "
                    "from, and a model file does not hold them",
                    ranked_by_));
}

}  // namespace dlflow::stages
