#include "pipeline/stages/judging.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "core/base/text.hpp"
#include "pipeline/data/images/thumbnail.hpp"
#include "pipeline/stages/recording.hpp"
#include "pipeline/stages/run_texts.hpp"

namespace dlflow::stages {
namespace {

constexpr std::size_t kMostPoints = 200;  ///< of a curve; more could not be told apart
constexpr std::size_t kMostDots = 400;    ///< of predicted against actual
constexpr std::size_t kMostWorst = 10;
constexpr std::size_t kMostSide = 64;      ///< of a picture, in pixels
constexpr std::size_t kMostClasses = 100;  ///< of a confusion matrix
constexpr int kSweepSteps = 50;

using data::Predictions;

/// The truth of predicted rows, row by row.
struct Judging {
  const Framed& framed;
  const std::vector<data::RowIndex>& rows;
  const Predictions& predictions;
  report::Judged& out;

  std::size_t label(std::size_t i) const {
    return static_cast<std::size_t>(framed.target.labels[rows[i]]);
  }
  double actual(std::size_t i) const { return framed.target.values[rows[i]]; }
};

void add_confusion(const Judging& j) {
  const std::size_t classes = j.framed.framing.classes.size();
  if (classes > kMostClasses) return;
  j.out.confusion.assign(classes, std::vector<double>(classes, 0));
  for (std::size_t i = 0; i < j.rows.size(); ++i)
    ++j.out.confusion[j.label(i)][best_class(j.predictions.row(i))];
}

/// Of two classes: how often a probability of the positive one came true. Of more: how often the
/// most probable class was right.
void add_calibration(const Judging& j) {
  const bool is_binary = j.framed.target.task == data::Task::binary;
  std::vector<double> probabilities;
  std::vector<std::int32_t> hits;
  for (std::size_t i = 0; i < j.rows.size(); ++i) {
    const auto row = j.predictions.row(i);
    const std::size_t named = is_binary ? 1 : best_class(row);
    probabilities.push_back(row[named]);
    hits.push_back(j.label(i) == named);
  }
  j.out.calibration = statistics::calibration(probabilities, hits);
  j.out.calibration_error = statistics::calibration_error(j.out.calibration);
  if (!is_binary) return;
  const auto curve = statistics::operating_points(hits, probabilities);
  j.out.roc_area = statistics::roc_area(curve);
  j.out.average_precision = statistics::average_precision(curve);
  j.out.sweep = statistics::threshold_sweep(curve, kSweepSteps);
  j.out.curve = statistics::thinned<statistics::OperatingPoint>(curve, kMostPoints);
}

double quantile(const std::vector<double>& sorted, double p) {
  const double at = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

void add_residuals(const Judging& j) {
  std::vector<double> residuals;
  std::vector<std::pair<double, double>> values;
  for (std::size_t i = 0; i < j.rows.size(); ++i) {
    values.emplace_back(j.actual(i), j.predictions.row(i)[0]);
    residuals.push_back(j.predictions.row(i)[0] - j.actual(i));
  }
  j.out.values = statistics::thinned<std::pair<double, double>>(values, kMostDots);
  const auto n = static_cast<double>(residuals.size());
  report::Residuals& r = j.out.residuals;
  r.mean = std::accumulate(residuals.begin(), residuals.end(), 0.0) / n;
  double squares = 0;
  for (const double residual : residuals) squares += (residual - r.mean) * (residual - r.mean);
  r.std = n > 1 ? std::sqrt(squares / (n - 1)) : 0;
  std::sort(residuals.begin(), residuals.end());
  r.low = quantile(residuals, 0.05);
  r.median = quantile(residuals, 0.5);
  r.high = quantile(residuals, 0.95);
}

/// The first image of the row, small; "" where there is none.
std::string picture_of(const Framed& framed, data::RowIndex row) {
  for (const std::string& name : framed.inputs)
    if (const data::Column* column = framed.read.table.find(name); column->is_image())
      return base64(data::thumbnail(*column->images, row, kMostSide));
  return "";
}

void add_worst(const Judging& j, const std::vector<std::string>& columns) {
  const bool has_classes = j.framed.target.classes > 0;
  std::vector<double> losses;
  for (std::size_t i = 0; i < j.rows.size(); ++i)
    losses.push_back(has_classes ? 1 - j.predictions.row(i)[j.label(i)]
                                 : std::abs(j.predictions.row(i)[0] - j.actual(i)));
  // A row that several cuts judge counts once, as it was predicted worst.
  std::map<data::RowIndex, std::size_t> worst_of;
  for (std::size_t i = 0; i < j.rows.size(); ++i) {
    const auto [place, is_new] = worst_of.emplace(j.rows[i], i);
    if (!is_new && losses[i] > losses[place->second]) place->second = i;
  }
  std::vector<std::size_t> order;
  for (const auto& [row, i] : worst_of) order.push_back(i);
  const auto middle =
      order.begin() + static_cast<std::ptrdiff_t>(std::min(kMostWorst, order.size()));
  std::partial_sort(order.begin(), middle, order.end(), [&](std::size_t a, std::size_t b) {
    return losses[a] != losses[b] ? losses[a] > losses[b] : j.rows[a] < j.rows[b];
  });
  j.out.worst_columns = columns;
  for (auto at = order.begin(); at != middle; ++at) {
    const data::RowIndex row = j.rows[*at];
    const auto predicted = j.predictions.row(*at);
    report::WorstError worst{static_cast<std::size_t>(row) + 1, "", "", losses[*at], {}, ""};
    if (has_classes) {
      worst.truth = j.framed.framing.classes[j.label(*at)];
      worst.prediction = j.framed.framing.classes[best_class(predicted)];
    } else {
      worst.truth = shortest(j.actual(*at));
      worst.prediction = fmt::format("{:.4g}", predicted[0]);
    }
    for (const std::string& column : columns)
      worst.values.push_back(j.framed.read.table.find(column)->text(row));
    worst.picture = picture_of(j.framed, row);
    j.out.worst.push_back(std::move(worst));
  }
}

}  // namespace

report::Judged judge(const Framed& framed, const std::vector<data::RowIndex>& rows,
                     const Predictions& predictions, const std::string& rows_from,
                     const std::vector<std::string>& columns) {
  DLFLOW_REQUIRE(rows.size() == predictions.rows, "one prediction a row");
  report::Judged out;
  out.rows_from = rows_from;
  out.rows = rows.size();
  if (rows.empty()) return out;
  const Judging judging{framed, rows, predictions, out};
  if (framed.target.classes > 0) {
    add_confusion(judging);
    add_calibration(judging);
  } else {
    add_residuals(judging);
  }
  add_worst(judging, columns);
  return out;
}

report::Judged judge_folds(const Framed& framed, const harness::CandidateResult& result,
                           const std::vector<std::string>& columns) {
  const Unseen unseen = out_of_fold(framed, result);
  return judge(framed, unseen.rows, unseen.predictions, "out-of-fold rows", columns);
}

}  // namespace dlflow::stages
