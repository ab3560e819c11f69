#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/models/kind.hpp"

namespace dlflow::models {

/// Predicts numbers of time series from their own past, whatever the other features. A series that
/// was not learnt from is given the mean of the first step ahead of all that were.
class Forecast : public Model {
 public:
  void fit(const data::Features& x, const data::Target& y, const FitContext& context) override;
  /// Throws UserError (data) where the rows are of no time series.
  data::Predictions predict(const data::Features& x) const override;
  /// Throws UserError: a graph does not know when a row is.
  std::string lower(graph::Graph& graph, const data::LoweredFeatures& x) const override;
  Archive save() const override;
  void load(const Archive& archive) override;
  std::size_t parameters() const override;

 protected:
  /// What is kept of the values of one series, at least one, in the order of time.
  virtual std::vector<double> learn(std::span<const double> values, const FitContext&) const = 0;
  /// The value `steps` >= 1 after the last one learnt from; learnt: what `learn` gave.
  virtual double ahead(std::span<const double> learnt, std::int64_t steps) const = 0;
  /// The same of several steps, in any order.
  virtual std::vector<double> all_ahead(std::span<const double> learnt,
                                        std::span<const std::int64_t> steps) const;

 private:
  struct Past {
    std::int64_t last_step = 0;
    std::vector<double> learnt;
  };
  std::map<std::int32_t, Past> pasts_;
  double unseen_ = 0;
};

/// A forecast by a model that is fitted to each series and goes from step to step. A series of
/// fewer than 5 values, or of one value alone, goes on at its last; steps after the 100,000th are
/// as it.
class FittedForecast : public Forecast {
 protected:
  /// What is kept of a series of at least 5 values that differ, the largest of them from 1 to 2 in
  /// size; at least one number. Throws Stopped, and UserError (data) where an option does not suit.
  virtual std::vector<double> fit_series(std::span<const double> values,
                                         const FitContext& context) const = 0;
  /// The next values; kept: what `fit_series` gave. Throws CorruptFile where it cannot be that.
  virtual std::vector<double> path(std::span<const double> kept, std::size_t count) const = 0;

 private:
  std::vector<double> learn(std::span<const double> values, const FitContext& context) const final;
  double ahead(std::span<const double> learnt, std::int64_t steps) const final;
  std::vector<double> all_ahead(std::span<const double> learnt,
                                std::span<const std::int64_t> steps) const final;
};

/// Throws UserError (data) where the rows are of no time series.
void require_places(const data::Features& x);

/// Throws UserError: a graph does not know when a row is.
[[noreturn]] void refuse_graph();

/// Why a forecast cannot be made of the problem; "" when it can.
std::string needs_numbers_over_time(const Problem& problem);

/// The same of one that is fitted.
std::string needs_equal_rows_over_time(const Problem& problem);

/// Describes `season`; the steps that it means for a problem, where 0 stands for its own.
void describe_season(schema::Object& o, std::int64_t& season);
std::size_t season_of(std::int64_t season, const Problem& problem);

/// What a baseline of time series is called. `method`: its name in the source.
KindTraits forecast_traits(std::string name, std::string doc, const std::string& method,
                           std::string example = "");

/// A kind that stands wherever numbers are predicted over time.
template <class Options, class Made>
ModelKind forecast_kind(KindTraits traits) {
  return kind<Options, Made>(std::move(traits), [](const Options&, const Problem& problem) {
    return needs_numbers_over_time(problem);
  });
}

}  // namespace dlflow::models
