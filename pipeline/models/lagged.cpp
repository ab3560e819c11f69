#include <algorithm>
#include <array>
#include <map>

#include "core/base/error.hpp"
#include "pipeline/models/checks.hpp"
#include "pipeline/models/forecast.hpp"
#include "pipeline/models/kinds.hpp"
#include "pipeline/models/lag_rows.hpp"

namespace dlflow::models {
namespace {

enum class Difference { automatic, none, one, seasonal };
std::span<const std::string_view> names_of(Difference) {
  static constexpr std::array<std::string_view, 4> kNames = {"auto", "none", "first", "seasonal"};
  return kNames;
}

/// `lags: 12` are all up to the twelfth, `lags: [1, 12]` these two.
struct Lags {
  std::int64_t count = 0;
  std::vector<std::int64_t> chosen;
};
void describe(schema::Object& o, Lags& x) {
  o.number_form("count");
  o.list_form("chosen");
  o.field("count", x.count, "All up to this one.")
      .between(0, 10'000)
      .default_is("0: by season and length of the series");
  o.field("chosen", x.chosen, "These alone; 1 is the last known value.").between(1, 10'000);
  o.check("count", [&x]() -> std::optional<std::string> {
    if (x.count == 0 || x.chosen.empty()) return std::nullopt;
    return "both 'count' and 'chosen' are given\nleave one of them out";
  });
}

/// Kinds that predict a number from numbers and know no past.
const schema::Choices& inner_choices() {
  static const schema::Choices choices = [] {
    schema::Choices all;
    const Problem probe{data::Task::regression, 0, 100, 4, 0};
    for (const ModelKind& kind : model_kinds()) {
      if (kind.is_baseline || kind.goes_on_from_past) continue;
      if (kind.unsuited(kind.choice.make().get(), probe).empty()) all.push_back(&kind.choice);
    }
    return all;
  }();
  return choices;
}

struct Options {
  schema::Chosen model = schema::choose(inner_choices(), "xgboost");
  Lags lags;
  std::optional<std::vector<std::int64_t>> rolling;
  Difference difference = Difference::automatic;
  std::int64_t horizon = 0;
  std::int64_t season = 0;
  std::int64_t most_pairs = 50'000;

  const ModelKind& inner() const { return kind_of(*model.choice); }
};

void describe(schema::Object& o, Options& x) {
  o.one_of("model", x.model, inner_choices(),
           "What predicts a value from the inputs; it learns over all series at once.");
  o.field("lags", x.lags, "Which of the last known values are inputs.");
  o.field("rolling", x.rolling, "How many last values there are means of among the inputs.")
      .between(1, 10'000)
      .default_is("by season and length of the series");
  o.field("difference", x.difference,
          "What a value is told as the difference from: none the mean of its series so far, first "
          "the last known value, seasonal the last known one at its place in the season; auto is "
          "seasonal where seasons are strong, else first where the test of Kwiatkowski, Phillips, "
          "Schmidt and Shin denies at 5 % that there is one level.");
  o.field("horizon", x.horizon, "Steps ahead that are learnt; later ones are taken for the last.")
      .between(0, 100'000)
      .default_is("0: as the evaluation asks, else a season or 12");
  describe_season(o, x.season);
  o.field("most_pairs", x.most_pairs,
          "Pairs of a point in time and a value after it that a model learns from; where there are "
          "more, they are drawn by chance.")
      .at_least(100);
  o.check("model", [&x]() -> std::optional<std::string> {
    if (!x.model || x.inner().common(x.model.options.get()).views.empty()) return std::nullopt;
    return "the inner model reads the view of the outer one\ngive 'views' to the outer model";
  });
}

constexpr std::size_t kUsualHorizon = 12;
/// As many values of float take half a gigabyte.
constexpr std::size_t kMostValues = std::size_t{1} << 27;

std::vector<std::size_t> sizes_of(std::vector<std::int64_t> values) {
  std::ranges::sort(values);
  return {values.begin(), std::unique(values.begin(), values.end())};
}

LagWish wish_of(const Options& options, const Problem& problem) {
  LagWish out;
  out.lags = sizes_of(options.lags.chosen);
  for (std::int64_t lag = 1; lag <= options.lags.count; ++lag)
    out.lags.push_back(static_cast<std::size_t>(lag));
  if (options.rolling) out.windows = sizes_of(*options.rolling);
  out.has_base = options.difference != Difference::automatic;
  out.base = options.difference == Difference::none       ? LagBase::mean
             : options.difference == Difference::seasonal ? LagBase::season
                                                          : LagBase::last;
  out.season = season_of(options.season, problem);
  out.horizon = options.horizon > 0   ? static_cast<std::size_t>(options.horizon)
                : problem.horizon > 0 ? problem.horizon
                                      : std::max(out.season, kUsualHorizon);
  return out;
}

/// The problem of a model that learns from `rows` pairs and knows no time.
Problem inner_problem(Problem problem, std::size_t rows, std::size_t columns) {
  problem.rows = rows;
  problem.dense_columns = columns;
  problem.is_over_time = false;
  problem.season = problem.series = 1;
  problem.horizon = 0;
  return problem;
}

/// A model of numbers over the past of time series and the inputs of the rows themselves. A linear
/// one is fitted for each step ahead, any other knows the step as an input.
class Lagged final : public Model {
 public:
  Lagged(const Options& options, const Problem& problem) : options_(options), problem_(problem) {}

  void fit(const data::Features& x, const data::Target& y, const FitContext& context) override {
    const std::vector<SeriesRows> series = begin(x, y, context);
    const std::size_t apart = options_.inner().is_linear ? plan_.horizon : 1;
    for (std::size_t i = 0; i < apart; ++i) {
      stop_if_asked(context.stop);
      const LagTask task = task_of(series, y, i, context.key);
      if (task.target.rows() == 0) continue;
      const data::Features inputs = task.inputs.beside(x, plan_.names());
      auto& model = models_[i] = make(problem_of(task.target, inputs));
      model->fit(inputs, task.target, context);
    }
  }

  std::optional<RateCurve> find_rate(const data::Features& x, const data::Target& y,
                                     const FitContext& context) override {
    if (options_.inner().is_linear) return std::nullopt;
    const LagTask task = task_of(begin(x, y, context), y, 0, context.key);
    if (task.target.rows() == 0) return std::nullopt;
    const data::Features inputs = task.inputs.beside(x, plan_.names());
    return make(problem_of(task.target, inputs))->find_rate(inputs, task.target, context);
  }

  data::Predictions predict(const data::Features& x) const override {
    return predict_or_stop(x, nullptr);
  }
  data::Predictions predict_or_stop(const data::Features& x, const StopFlag* stop) const override {
    require_places(x);
    data::Predictions out(x.rows, 1, unseen_);
    std::map<std::size_t, Asked> asked;
    for (std::size_t row = 0; row < x.rows; ++row) {
      const auto end = ends_.find(x.places.series[row]);
      if (end == ends_.end()) continue;
      const std::int64_t distance = x.places.steps[row] - end->second.last_step;
      out(row, 0) = ask(end->second, static_cast<std::size_t>(std::max<std::int64_t>(distance, 1)),
                        row, asked);
    }
    for (const auto& [number, some] : asked) {
      const data::Predictions found =
          models_.at(number)->predict_or_stop(some.inputs.beside(x, plan_.names()), stop);
      for (std::size_t n = 0; n < found.rows; ++n)
        out(some.inputs.rows[n], 0) += some.scales[n] * found(n, 0);
    }
    return out;
  }

  std::string lower(graph::Graph&, const data::LoweredFeatures&) const override { refuse_graph(); }
  Archive save() const override;
  void load(const Archive& archive) override;

  std::size_t parameters() const override {
    std::size_t sum = 0;
    for (const auto& [number, end] : ends_) sum += end.values.size();
    for (const auto& [number, model] : models_) sum += model->parameters();
    return sum;
  }
  std::vector<EpochRecord> history() const override {
    return models_.empty() ? std::vector<EpochRecord>() : models_.begin()->second->history();
  }
  int best_epoch() const override {
    return models_.empty() ? 0 : models_.begin()->second->best_epoch();
  }

 private:
  /// Rows that one model is asked for.
  struct Asked {
    LagInputs inputs;
    std::vector<double> scales;
  };

  std::unique_ptr<Model> make(const Problem& problem) const {
    return options_.inner().make(options_.model.options.get(), problem);
  }

  /// Plans the inputs and keeps the ends of the series.
  std::vector<SeriesRows> begin(const data::Features& x, const data::Target& y,
                                const FitContext& context) {
    require_learnable(x, y, context.model_name);
    require_usable(x, Missing::accepted, context.model_name);
    require_places(x);
    std::vector<SeriesRows> series = series_rows(x, y);
    std::vector<std::vector<double>> values;
    for (const SeriesRows& one : series) values.push_back(one.values);
    plan_ = plan_lags(wish_of(options_, problem_), values);
    columns_ = x.dense.columns + plan_.names().size();
    ends_.clear();
    models_.clear();
    unseen_ = 0;
    for (const SeriesRows& one : series) {
      const SeriesEnd& end = ends_[one.number] = end_of(plan_, one);
      unseen_ +=
          LagOrigin(plan_, end.values, end.level).base(1) / static_cast<double>(series.size());
    }
    return series;
  }

  /// What the model of that number learns from.
  LagTask task_of(const std::vector<SeriesRows>& series, const data::Target& y, std::size_t number,
                  RandomKey key) const {
    std::vector<std::size_t> lengths;
    for (const SeriesRows& one : series) lengths.push_back(one.values.size());
    const bool is_apart = options_.inner().is_linear;
    const std::size_t most =
        std::min(static_cast<std::size_t>(options_.most_pairs), kMostValues / columns_);
    const std::vector<LagPair> pairs =
        lag_pairs(lengths, plan_.needed(), is_apart ? number + 1 : 1,
                  is_apart ? number + 1 : plan_.horizon, most, key.with("pairs").with(number));
    return lag_task(plan_, series, pairs, y);
  }

  /// What a series says of a row as many steps behind its end where it is short or constant; where
  /// it is not, a model is asked for the difference from that.
  double ask(const SeriesEnd& end, std::size_t step, std::size_t row,
             std::map<std::size_t, Asked>& asked) const {
    const LagOrigin origin(plan_, end.values, end.level);
    const double base = origin.base(step);
    if (models_.empty() || end.level.count < plan_.needed() || origin.scale() == 0) return base;
    const auto later = models_.upper_bound(std::min(step, plan_.horizon) - 1);
    Asked& some = asked[later == models_.begin() ? later->first : std::prev(later)->first];
    const std::size_t width = plan_.names().size();
    some.inputs.rows.push_back(row);
    some.scales.push_back(origin.scale());
    some.inputs.values.resize(some.inputs.values.size() + width);
    origin.write(step, std::span(some.inputs.values).last(width));
    return base;
  }

  Options options_;
  Problem problem_;
  LagPlan plan_;
  std::size_t columns_ = 0;  ///< of the dense inputs of a model
  std::map<std::int32_t, SeriesEnd> ends_;
  std::map<std::size_t, std::unique_ptr<Model>> models_;  ///< 0: of all steps, or of each but 1
  double unseen_ = 0;                                     ///< for a series that was not learnt from
};

std::vector<std::int64_t> integers_of(const std::vector<std::size_t>& values) {
  return {values.begin(), values.end()};
}

Archive Lagged::save() const {
  Archive out;
  out.put("plan", std::vector<std::int64_t>{static_cast<std::int64_t>(plan_.base),
                                            static_cast<std::int64_t>(plan_.season),
                                            static_cast<std::int64_t>(plan_.horizon)});
  out.put("lags", integers_of(plan_.lags));
  out.put("windows", integers_of(plan_.windows));
  out.put("columns", static_cast<std::int64_t>(columns_));
  std::vector<std::int64_t> series, last_steps, counts, sizes, numbers;
  std::vector<double> means, spreads, values;
  for (const auto& [number, end] : ends_) {
    series.push_back(number);
    last_steps.push_back(end.last_step);
    counts.push_back(static_cast<std::int64_t>(end.level.count));
    sizes.push_back(static_cast<std::int64_t>(end.values.size()));
    means.push_back(end.level.mean);
    spreads.push_back(end.level.spread);
    values.insert(values.end(), end.values.begin(), end.values.end());
  }
  out.put("series", series);
  out.put("last_steps", last_steps);
  out.put("counts", counts);
  out.put("sizes", sizes);
  out.put("means", means);
  out.put("spreads", spreads);
  out.put("values", values);
  out.put("unseen", unseen_);
  for (const auto& [number, model] : models_) {
    numbers.push_back(static_cast<std::int64_t>(number));
    out.add("model." + std::to_string(number), model->save());
  }
  out.put("models", numbers);
  return out;
}

void Lagged::load(const Archive& archive) {
  const auto sizes_in = [&](const std::string& name, std::int64_t least) {
    const auto& found = archive.integers(name);
    for (const std::int64_t size : found)
      if (size < least || size > INT32_MAX) throw CorruptFile("the model", name + " are no sizes");
    return std::vector<std::size_t>(found.begin(), found.end());
  };
  const auto refuse = [] { throw CorruptFile("the model", "its series do not fit together"); };
  const std::vector<std::size_t> plan = sizes_in("plan", 0);
  if (plan.size() != 3 || plan[0] > 2 || plan[1] < 1 || plan[2] < 1) refuse();
  plan_ = {static_cast<LagBase>(plan[0]), sizes_in("lags", 1), sizes_in("windows", 1), plan[1],
           plan[2]};
  const std::int64_t columns = archive.integer("columns");
  if (columns < 0 || columns > INT32_MAX) refuse();
  columns_ = static_cast<std::size_t>(columns);
  const auto &series = archive.integers("series"), &last_steps = archive.integers("last_steps");
  const std::vector<std::size_t> counts = sizes_in("counts", 1), sizes = sizes_in("sizes", 1);
  const auto &means = archive.doubles("means"), &spreads = archive.doubles("spreads"),
             &values = archive.doubles("values");
  for (const std::size_t size :
       {last_steps.size(), counts.size(), sizes.size(), means.size(), spreads.size()})
    if (size != series.size()) refuse();
  ends_.clear();
  std::size_t at = 0;
  for (std::size_t i = 0; i < series.size(); ++i) {
    if (sizes[i] > values.size() - at) refuse();
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(at);
    ends_[static_cast<std::int32_t>(series[i])] = {
        last_steps[i],
        {means[i], spreads[i], counts[i]},
        {begin, begin + static_cast<std::ptrdiff_t>(sizes[i])}};
    at += sizes[i];
  }
  if (at != values.size()) refuse();
  unseen_ = archive.number("unseen");
  models_.clear();
  for (const std::size_t number : sizes_in("models", 0)) {
    auto& model = models_[number] = make(inner_problem(problem_, problem_.rows, columns_));
    model->load(archive.part("model." + std::to_string(number)));
  }
}

std::string unsuited(const Options& options, const Problem& problem) {
  if (std::string why = needs_numbers_over_time(problem); !why.empty()) return why;
  if (std::string why = needs_no_samples(problem); !why.empty()) return why;
  // Lags and means are found with the values; there are about as many as this.
  constexpr std::size_t kInputs = 20;
  const LagWish wish = wish_of(options, problem);
  const std::size_t steps = options.inner().is_linear ? 1 : wish.horizon;
  const std::size_t pairs =
      std::min(problem.rows * steps, static_cast<std::size_t>(options.most_pairs));
  return options.inner().unsuited(
      options.model.options.get(),
      inner_problem(problem, pairs, problem.dense_columns + wish.lags.size() + kInputs));
}

}  // namespace

ModelKind lagged() {
  return kind<Options, Lagged>(
      {.name = "lagged",
       .doc = "A model of numbers over the last values of each series, their means, the steps "
              "ahead and the other inputs of the row; all series are learnt together, each in its "
              "own scale, and every step ahead from known values alone.",
       .source = "S. Ben Taieb and others, A review and comparison of strategies for multi-step "
                 "ahead time series forecasting (2012), the direct strategy",
       .example = "{model: ridge, lags: 12, difference: seasonal}",
       .complexity = 4,
       .goes_on_from_past = true,
       .takes_inputs_too = true,
       .missing = Missing::accepted},
      unsuited);
}

}  // namespace dlflow::models
