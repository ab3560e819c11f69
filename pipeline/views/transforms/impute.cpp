#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/names.hpp"
#include "core/base/text.hpp"
#include "pipeline/views/transforms/column_order.hpp"
#include "pipeline/views/transforms/column_statistics.hpp"
#include "pipeline/views/transforms/column_step.hpp"
#include "pipeline/views/transforms/impute_fill.hpp"
#include "pipeline/views/transforms/kinds.hpp"

namespace dlflow::views {
namespace {

enum class Strategy { mean, median, most_frequent, constant, forward, backward, knn };
std::span<const std::string_view> names_of(Strategy) {
  static constexpr std::array<std::string_view, 7> kNames = {
      "mean", "median", "most_frequent", "constant", "forward", "backward", "knn"};
  return kNames;
}

struct Options {
  std::optional<Strategy> strategy;
  std::string value;
  std::int64_t neighbors = 5;
  bool indicator = false;
};
void describe(schema::Object& o, Options& x) {
  o.scalar_form("strategy");
  o.field("strategy", x.strategy,
          "What a missing value becomes. forward and backward take the value of the training row "
          "before or after; new rows take the last training value. knn takes the mean of the "
          "nearest training rows.")
      .default_is("median for numbers, most_frequent for categories");
  o.field("value", x.value, "The value of strategy 'constant'.")
      .default_is("0 for numbers, 'missing' for categories");
  o.field("neighbors", x.neighbors, "Of knn: how many of the nearest rows.").between(1, 100000);
  o.field("indicator", x.indicator,
          "Whether a column of zeros and ones marks what was missing, where training rows miss.");
  o.check("value", [&x]() -> std::optional<std::string> {
    if (x.value.empty() || x.strategy == Strategy::constant) return std::nullopt;
    return "is used by strategy 'constant' alone\nset strategy: constant, or leave value out";
  });
}

/// Missing values become a learnt or given value; a code stands for a label, the one past the
/// last label for a new label.
///
/// Two strategies look at other rows. forward and backward follow the order of the training rows;
/// a new row has no place in it and takes the last value present there. knn compares a row with
/// the training rows, which the model therefore keeps: a training row and an equal new row get the
/// same value, since a row never lends what it misses.
class Impute final : public Transform {
 public:
  explicit Impute(const Options& options) : options_(options) {}

  void fit(const Layout& in, const Block& training, const StepContext& context) override;
  Layout output(const Layout& in) const override;
  void apply(Block& block) const override;
  bool is_fitted_by_column() const override {
    return options_.strategy != Strategy::knn && !is_along();
  }
  void fit_column(const std::string& name, const ColumnValues& values,
                  const StepContext& context) override;
  bool is_applied_by_column() const override {
    // A loaded step knows its marks alone.
    return is_fitted_by_column() && !options_.indicator && !has_marks();
  }
  void apply_column(std::size_t column, std::span<const double> from,
                    std::span<double> to) const override {
    std::ranges::transform(from, to.begin(), [fill = numbers_[column]](double value) {
      return std::isnan(value) ? fill : value;
    });
  }
  bool trains_apart() const override { return is_along(); }
  void apply_to_training(Block& training) override;
  std::vector<Learnt> learnt(const Layout& in) const override;
  void lower(const Layout& in, LoweredBlock& block) const override;
  Archive save() const override;
  void load(const Layout& in, const Archive& archive) override;

 private:
  double number_fill(const std::string& name, std::vector<double>& present,
                     const StepContext& context) const;
  std::int64_t code_fill(const CodedName& column, const std::vector<std::int32_t>& codes,
                         bool is_missing, const StepContext& context) const;
  bool has_marks() const {
    return std::ranges::count(number_marks_, 1) + std::ranges::count(code_marks_, 1) > 0;
  }
  void add_marks(Block& block) const;
  void load_nearest(const Archive& archive);
  void fill_nearest(Block& block) const;
  /// Whether values come from the rows before or after.
  bool is_along() const {
    return options_.strategy == Strategy::forward || options_.strategy == Strategy::backward;
  }
  std::string new_label() const { return options_.value.empty() ? "missing" : options_.value; }
  std::string said(Strategy strategy, const std::string& value, bool is_marked) const;

  Options options_;
  std::vector<double> numbers_;      ///< what each number column is filled with
  std::vector<std::int64_t> codes_;  ///< what each code column is filled with; or kMissing
  std::vector<std::int64_t> number_marks_, code_marks_;  ///< 1 where an indicator is added
  NearestRows nearest_;                                  ///< of knn
};

/// 0 where there is nothing to learn from.
double Impute::number_fill(const std::string& name, std::vector<double>& present,
                           const StepContext& context) const {
  const Strategy strategy = options_.strategy.value_or(Strategy::median);
  if (strategy == Strategy::constant) {
    const auto value = parse_number(options_.value.empty() ? "0" : options_.value);
    if (!value)
      context.misplace(name, fmt::format("expects a number as value, got '{}'", options_.value),
                       "give number columns a constant of their own under 'columns'");
    return *value;
  }
  if (present.empty()) return 0;
  if (is_along()) return present.back();
  if (strategy == Strategy::mean || strategy == Strategy::knn) return mean_of(present);
  if (strategy == Strategy::most_frequent) {
    sort_numbers(present);
    return most_frequent_of(present);
  }
  order_at_shares(present, {0.5});
  return median_of(present);
}

/// kMissing where there is nothing to fill in, or to learn from.
std::int64_t Impute::code_fill(const CodedName& column, const std::vector<std::int32_t>& codes,
                               bool is_missing, const StepContext& context) const {
  const Strategy strategy = options_.strategy.value_or(Strategy::most_frequent);
  if (strategy == Strategy::constant) {
    const auto at = std::find(column.labels.begin(), column.labels.end(), new_label());
    // A label that no training row gets would be a code without a meaning.
    if (at == column.labels.end() && !is_missing) return kMissing;
    return at - column.labels.begin();
  }
  if (strategy != Strategy::most_frequent && !is_along())
    context.misplace(column.name,
                     fmt::format("strategy '{}' needs numbers, this column holds categories",
                                 value_name(strategy)),
                     "use 'most_frequent', 'constant', 'forward' or 'backward'");
  std::vector<std::size_t> counts(column.labels.size());
  for (std::int32_t code : codes)
    if (code >= 0 && static_cast<std::size_t>(code) < counts.size())
      ++counts[static_cast<std::size_t>(code)];
  const auto most = std::max_element(counts.begin(), counts.end());
  if (most == counts.end() || *most == 0) return kMissing;
  if (is_along())
    return *std::find_if(codes.rbegin(), codes.rend(), [](std::int32_t code) { return code >= 0; });
  return most - counts.begin();
}

void Impute::fit_column(const std::string& name, const ColumnValues& values,
                        const StepContext& context) {
  std::vector<double> present = values.list();
  drop_missing(present);
  number_marks_.push_back(options_.indicator && present.size() < values.size());
  const bool is_blank = present.empty();
  numbers_.push_back(number_fill(name, present, context));
  if (is_blank) context.note(without_value(name), "filled with " + spoken(numbers_.back()));
}

void Impute::fit(const Layout& in, const Block& training, const StepContext& context) {
  fit_columns(*this, in, training, context);
  for (std::size_t c = 0; c < in.codes.size(); ++c) {
    const bool is_missing = std::ranges::count(training.codes[c], kMissing) > 0;
    code_marks_.push_back(options_.indicator && is_missing);
    codes_.push_back(code_fill(in.codes[c], training.codes[c], is_missing, context));
  }
  if (options_.strategy == Strategy::knn)
    nearest_ = NearestRows(training.numbers, static_cast<std::size_t>(options_.neighbors));
}

Layout Impute::output(const Layout& in) const {
  Layout out = in;
  for (std::size_t c = 0; c < in.numbers.size(); ++c)
    if (number_marks_[c]) out.numbers.push_back(in.numbers[c] + " is missing");
  for (std::size_t c = 0; c < in.codes.size(); ++c) {
    if (code_marks_[c]) out.numbers.push_back(in.codes[c].name + " is missing");
    if (codes_[c] == static_cast<std::int64_t>(in.codes[c].labels.size())) {
      out.codes[c].labels.push_back(new_label());
      out.codes[c].is_binary = false;
    }
  }
  return out;
}

/// A column of zeros, and ones where a value is missing.
template <class T, class IsMissing>
std::vector<double> marks_of(const std::vector<T>& values, const IsMissing& is_missing) {
  std::vector<double> marks;
  marks.reserve(values.size());
  for (T value : values) marks.push_back(is_missing(value));
  return marks;
}

constexpr auto kIsNan = [](double value) { return std::isnan(value); };
constexpr auto kIsMissingCode = [](std::int32_t code) { return code == kMissing; };

void Impute::add_marks(Block& block) const {
  const std::size_t numbers = numbers_.size();
  for (std::size_t c = 0; c < numbers; ++c)
    if (number_marks_[c]) block.numbers.push_back(marks_of(block.numbers[c], kIsNan));
  for (std::size_t c = 0; c < codes_.size(); ++c)
    if (code_marks_[c]) block.numbers.push_back(marks_of(block.codes[c], kIsMissingCode));
}

void Impute::apply(Block& block) const {
  add_marks(block);
  if (options_.strategy == Strategy::knn) return fill_nearest(block);
  for (std::size_t c = 0; c < numbers_.size(); ++c)
    apply_column(c, block.numbers[c], block.numbers[c]);
  for (std::size_t c = 0; c < codes_.size(); ++c)
    for (std::int32_t& code : block.codes[c])
      if (code == kMissing) code = static_cast<std::int32_t>(codes_[c]);
}

void Impute::fill_nearest(Block& block) const {
  std::vector<double> values(numbers_.size());
  for (std::size_t row = 0; row < block.rows; ++row) {
    for (std::size_t c = 0; c < values.size(); ++c) values[c] = block.numbers[c][row];
    for (std::size_t c = 0; c < values.size(); ++c)
      if (std::isnan(values[c])) block.numbers[c][row] = nearest_.value(values, c);
  }
}

void Impute::apply_to_training(Block& training) {
  if (!is_along()) return apply(training);
  add_marks(training);
  const bool is_backward = options_.strategy == Strategy::backward;
  for (std::size_t c = 0; c < numbers_.size(); ++c) {
    fill_along(training.numbers[c], is_backward, kIsNan);
    apply_column(c, training.numbers[c], training.numbers[c]);  // where none was present
  }
  for (std::size_t c = 0; c < codes_.size(); ++c)
    fill_along(training.codes[c], is_backward, kIsMissingCode);
}

void Impute::lower(const Layout& in, LoweredBlock& block) const {
  std::vector<graph::Expression> marks;
  std::vector<double> marked;
  for (std::size_t c = 0; c < numbers_.size(); ++c)
    if (number_marks_[c]) marked.push_back(static_cast<double>(c));
  if (!marked.empty())
    marks.push_back(
        is_missing(block.value(block.numbers)).to(graph::Type::f64).take(std::move(marked)));
  for (std::size_t c = 0; c < codes_.size(); ++c) {
    const graph::Expression codes = block.value(block.codes[c]);
    const auto labels = static_cast<std::int32_t>(in.codes[c].labels.size());
    const auto fill = static_cast<std::int32_t>(codes_[c]);
    if (code_marks_[c])
      marks.push_back(
          lowered_codes(codes, in.codes[c].labels.size(), 1,
                        [](std::int32_t code, double* out) { *out = code == kMissing; }));
    block.codes[c] =
        recoded(codes, in.codes[c].labels.size(), in.codes[c].labels.size() + (fill == labels),
                [fill](std::int32_t code) { return code == kMissing ? fill : code; });
  }
  if (!numbers_.empty()) {
    const graph::Expression x = block.value(block.numbers);
    const bool is_nearest = options_.strategy == Strategy::knn;
    block.numbers =
        where(is_missing(x), is_nearest ? nearest_.lowered(x) : x.row(numbers_), x).name();
  }
  for (const graph::Expression& mark : marks) block.add_numbers(mark);
}

std::string Impute::said(Strategy strategy, const std::string& value, bool is_marked) const {
  static constexpr std::array<std::string_view, 7> kWords = {
      "the mean {}",
      "the median {}",
      "the most frequent value {}",
      "{}",
      "the value of the training row before, in new rows {}",
      "the value of the training row after, in new rows {}",
      "the mean of the nearest rows that have one (overall {})"};
  return "missing values become " +
         fmt::format(fmt::runtime(kWords[static_cast<std::size_t>(strategy)]), value) +
         (is_marked ? "; a column of its own marks them" : "");
}

std::vector<Learnt> Impute::learnt(const Layout& in) const {
  std::vector<Learnt> all;
  for (std::size_t c = 0; c < in.numbers.size(); ++c)
    all.push_back({in.numbers[c], "",
                   said(options_.strategy.value_or(Strategy::median), spoken(numbers_[c]),
                        number_marks_[c])});
  for (std::size_t c = 0; c < in.codes.size(); ++c) {
    const Strategy strategy = options_.strategy.value_or(Strategy::most_frequent);
    const auto& labels = in.codes[c].labels;
    const auto code = static_cast<std::size_t>(codes_[c]);
    if (codes_[c] == kMissing)
      all.push_back({in.codes[c].name, "", "no training value is missing: nothing to fill in"});
    else
      all.push_back({in.codes[c].name, "",
                     said(strategy, "'" + (code < labels.size() ? labels[code] : new_label()) + "'",
                          code_marks_[c])});
  }
  return all;
}

Archive Impute::save() const {
  Archive archive;
  archive.put("strategy",
              std::string(options_.strategy ? value_name(*options_.strategy) : "default"));
  archive.put("value", options_.value);
  archive.put("numbers", numbers_);
  archive.put("codes", codes_);
  archive.put("number_marks", number_marks_);
  archive.put("code_marks", code_marks_);
  if (options_.strategy != Strategy::knn) return archive;
  archive.put("neighbors", static_cast<std::int64_t>(nearest_.neighbors()));
  for (std::size_t c = 0; c < numbers_.size(); ++c)
    archive.put(fmt::format("{}.training", c), nearest_.columns()[c]);
  return archive;
}

void Impute::load(const Layout& in, const Archive& archive) {
  const std::string& strategy = archive.text("strategy");
  const auto names = names_of(Strategy{});
  const auto at = std::find(names.begin(), names.end(), strategy);
  if (at != names.end())
    options_.strategy = static_cast<Strategy>(at - names.begin());
  else if (strategy != "default")
    throw CorruptFile("strategy", fmt::format("'{}' is no strategy", strategy));
  options_.value = archive.text("value");
  numbers_ = sized_doubles(archive, "numbers", in.numbers.size());
  number_marks_ = sized_integers(archive, "number_marks", in.numbers.size());
  codes_ = sized_integers(archive, "codes", in.codes.size());
  code_marks_ = sized_integers(archive, "code_marks", in.codes.size());
  for (std::size_t c = 0; c < codes_.size(); ++c)
    if (codes_[c] < kMissing || codes_[c] > static_cast<std::int64_t>(in.codes[c].labels.size()))
      throw CorruptFile("codes", fmt::format("{} is no code of '{}'", codes_[c], in.codes[c].name));
  if (options_.strategy == Strategy::knn) load_nearest(archive);
}

void Impute::load_nearest(const Archive& archive) {
  const std::int64_t neighbors = archive.integer("neighbors");
  if (neighbors < 1) throw CorruptFile("neighbors", "knn needs one at least");
  std::vector<std::vector<double>> columns;
  for (std::size_t c = 0; c < numbers_.size(); ++c) {
    const std::string name = fmt::format("{}.training", c);
    columns.push_back(archive.doubles(name));
    if (columns[c].size() != columns[0].size())
      throw CorruptFile(name, "its rows are not those of the first column");
  }
  nearest_ = NearestRows(std::move(columns), static_cast<std::size_t>(neighbors));
}

}  // namespace

TransformKind impute() {
  return kind<Impute, Options>(
      "impute", "Fills in missing values; a column without any in the training rows becomes 0.",
      {.takes = Takes::both,
       .example = "{strategy: most_frequent, indicator: true}",
       .source = "as scikit-learn's SimpleImputer and KNNImputer; forward "
                 "and backward as pandas' ffill and bfill"});
}

}  // namespace dlflow::views
