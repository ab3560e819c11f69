#include "pipeline/models/forecast.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/error.hpp"
#include "pipeline/models/checks.hpp"
#include "pipeline/models/series_rows.hpp"

namespace dlflow::models {
namespace {

constexpr std::size_t kFewestFitted = 5;
constexpr std::int64_t kMostSteps = 100'000;

}  // namespace

void require_places(const data::Features& x) {
  if (x.places.series.size() == x.rows) return;
  throw UserError(ExitCode::data, "nothing tells how long after the rows learnt from a row is",
                  "name the column of times in define.time, or another model");
}

void refuse_graph() {
  throw UserError(ExitCode::configuration,
                  "a forecast from the past of a series cannot be written as a graph",
                  "present another model, or leave out present.export");
}

void Forecast::fit(const data::Features& x, const data::Target& y, const FitContext& context) {
  require_learnable(x, y, context.model_name);
  require_places(x);
  pasts_.clear();
  unseen_ = 0;
  for (const SeriesRows& series : series_rows(x, y)) {
    stop_if_asked(context.stop);
    Past& past = pasts_[series.number];
    past = {series.last_step, learn(series.values, context)};
    unseen_ += ahead(past.learnt, 1);
  }
  unseen_ /= static_cast<double>(pasts_.size());
}

data::Predictions Forecast::predict(const data::Features& x) const {
  require_places(x);
  data::Predictions out(x.rows, 1);
  std::map<std::int32_t, std::vector<std::size_t>> rows_of;
  for (std::size_t row = 0; row < x.rows; ++row) rows_of[x.places.series[row]].push_back(row);
  for (const auto& [series, rows] : rows_of) {
    const auto past = pasts_.find(series);
    std::vector<double> values(rows.size(), unseen_);
    if (past != pasts_.end()) {
      std::vector<std::int64_t> steps;
      for (const std::size_t row : rows)
        steps.push_back(std::max<std::int64_t>(1, x.places.steps[row] - past->second.last_step));
      values = all_ahead(past->second.learnt, steps);
    }
    for (std::size_t i = 0; i < rows.size(); ++i) out(rows[i], 0) = values[i];
  }
  return out;
}

std::vector<double> Forecast::all_ahead(std::span<const double> learnt,
                                        std::span<const std::int64_t> steps) const {
  std::vector<double> out;
  for (const std::int64_t step : steps) out.push_back(ahead(learnt, step));
  return out;
}

std::string Forecast::lower(graph::Graph&, const data::LoweredFeatures&) const { refuse_graph(); }

Archive Forecast::save() const {
  Archive archive;
  std::vector<std::int64_t> series, last_steps, sizes;
  std::vector<double> learnt;
  for (const auto& [number, past] : pasts_) {
    series.push_back(number);
    last_steps.push_back(past.last_step);
    sizes.push_back(static_cast<std::int64_t>(past.learnt.size()));
    learnt.insert(learnt.end(), past.learnt.begin(), past.learnt.end());
  }
  archive.put("series", series);
  archive.put("last_steps", last_steps);
  archive.put("sizes", sizes);
  archive.put("learnt", learnt);
  archive.put("unseen", unseen_);
  return archive;
}

void Forecast::load(const Archive& archive) {
  const auto &series = archive.integers("series"), &last_steps = archive.integers("last_steps"),
             &sizes = archive.integers("sizes");
  const std::vector<double>& learnt = archive.doubles("learnt");
  const auto refuse = [] { throw CorruptFile("the model", "its series do not fit together"); };
  if (series.size() != last_steps.size() || series.size() != sizes.size()) refuse();
  pasts_.clear();
  std::size_t at = 0;
  for (std::size_t i = 0; i < series.size(); ++i) {
    if (sizes[i] < 1 || static_cast<std::uint64_t>(sizes[i]) > learnt.size() - at) refuse();
    const auto begin = learnt.begin() + static_cast<std::ptrdiff_t>(at);
    pasts_[static_cast<std::int32_t>(series[i])] = {last_steps[i], {begin, begin + sizes[i]}};
    at += static_cast<std::size_t>(sizes[i]);
  }
  if (at != learnt.size()) refuse();
  unseen_ = archive.number("unseen");
}

std::size_t Forecast::parameters() const {
  std::size_t sum = 0;
  for (const auto& [series, past] : pasts_) sum += past.learnt.size();
  return sum;
}

std::vector<double> FittedForecast::learn(std::span<const double> values,
                                          const FitContext& context) const {
  const auto [least, most] = std::ranges::minmax(values);
  if (values.size() < kFewestFitted || least == most) return {values.back()};
  // Division by a power of two rounds nothing.
  const double unit = std::exp2(std::floor(std::log2(std::max(std::abs(least), std::abs(most)))));
  std::vector<double> scaled;
  for (const double value : values) scaled.push_back(value / unit);
  std::vector<double> learnt = fit_series(scaled, context);
  learnt.insert(learnt.begin(), unit);
  return learnt;
}

double FittedForecast::ahead(std::span<const double> learnt, std::int64_t steps) const {
  return all_ahead(learnt, {&steps, 1}).front();
}

std::vector<double> FittedForecast::all_ahead(std::span<const double> learnt,
                                              std::span<const std::int64_t> steps) const {
  if (learnt.size() == 1) return std::vector<double>(steps.size(), learnt[0]);
  const auto most = std::min(*std::ranges::max_element(steps), kMostSteps);
  const std::vector<double> values = path(learnt.subspan(1), static_cast<std::size_t>(most));
  std::vector<double> out;
  for (const std::int64_t step : steps)
    out.push_back(learnt[0] * values[static_cast<std::size_t>(std::min(step, kMostSteps) - 1)]);
  return out;
}

std::string needs_numbers_over_time(const Problem& problem) {
  if (std::string why = needs_numbers(problem); !why.empty()) return why;
  return problem.is_over_time ? ""
                              : "goes on from the past of a series: it needs rows in the order of "
                                "time (define.time)";
}

std::string needs_equal_rows_over_time(const Problem& problem) {
  if (std::string why = needs_numbers_over_time(problem); !why.empty()) return why;
  return problem.weighs_whole_classes ? "" : "cannot give rows different weights";
}

void describe_season(schema::Object& o, std::int64_t& season) {
  o.field("season", season, "Rows of a series from one season to the next; 1: there are none.")
      .at_least(0)
      .default_is("0: that of define.season");
}

std::size_t season_of(std::int64_t season, const Problem& problem) {
  return season > 0 ? static_cast<std::size_t>(season) : problem.season;
}

KindTraits forecast_traits(std::string name, std::string doc, const std::string& method,
                           std::string example) {
  return {.name = std::move(name),
          .doc = std::move(doc),
          .source =
              "R. J. Hyndman and G. Athanasopoulos, Forecasting: principles and practice, 3rd "
              "edition (2021), 5.2, " +
              method,
          .example = std::move(example),
          .is_baseline = true,
          .goes_on_from_past = true};
}

}  // namespace dlflow::models
