#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/text.hpp"
#include "pipeline/views/transforms/kinds.hpp"

namespace dlflow::views {
namespace {

enum class Strategy { mean, median, most_frequent, constant };
std::span<const std::string_view> names_of(Strategy) {
  static constexpr std::array<std::string_view, 4> kNames = {"mean", "median", "most_frequent",
                                                             "constant"};
  return kNames;
}

struct Options {
  std::optional<Strategy> strategy;
  std::string value;
  bool indicator = false;
};
void describe(schema::Object& o, Options& x) {
  o.scalar_form("strategy");
  o.field("strategy", x.strategy, "What a missing value becomes.")
      .default_is("median for numbers, most_frequent for categories");
  o.field("value", x.value, "The value of strategy 'constant'.")
      .default_is("0 for numbers, 'missing' for categories");
  o.field("indicator", x.indicator,
          "Whether a column of zeros and ones marks what was missing, where training rows miss.");
  o.check("value", [&x]() -> std::optional<std::string> {
    if (x.value.empty() || x.strategy == Strategy::constant) return std::nullopt;
    return "is used by strategy 'constant' alone\nset strategy: constant, or leave value out";
  });
}

std::string_view name_of(Strategy strategy) {
  return names_of(strategy)[static_cast<std::size_t>(strategy)];
}

constexpr const char* kConstantHint = "use impute: {strategy: constant}, or 'drop' the column";

double mean(const std::vector<double>& present) {
  double sum = 0;
  for (double v : present) sum += v;
  return sum / static_cast<double>(present.size());
}

/// The middle value of a sorted list, or the mean of the two.
double median(const std::vector<double>& sorted) {
  const std::size_t half = sorted.size() / 2;
  return sorted.size() % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/// The smallest of the values that are most frequent in a sorted list.
double most_frequent(const std::vector<double>& sorted) {
  double best = sorted[0];
  std::size_t longest = 0;
  for (std::size_t begin = 0, end = 0; begin < sorted.size(); begin = end) {
    while (end < sorted.size() && sorted[end] == sorted[begin]) ++end;
    if (end - begin > longest) best = sorted[begin];
    longest = std::max(longest, end - begin);
  }
  return best;
}

/// Missing values become a learnt or given value; a code stands for a label, the one past the
/// last label for a new label.
class Impute final : public Transform {
 public:
  explicit Impute(const Options& options) : options_(options) {}

  void fit(const Layout& in, const Block& training, const StepPlace& place) override;
  Layout output(const Layout& in) const override;
  void apply(Block& block) const override;
  std::vector<Learnt> learnt(const Layout& in) const override;
  Archive save() const override;
  void load(const Layout& in, const Archive& archive) override;

 private:
  double number_fill(const std::string& name, std::vector<double> present,
                     const StepPlace& place) const;
  std::int64_t code_fill(const CodedName& column, const std::vector<std::int32_t>& codes,
                         bool is_missing, const StepPlace& place) const;
  std::string new_label() const { return options_.value.empty() ? "missing" : options_.value; }
  std::string said(Strategy strategy, const std::string& value, bool is_marked) const;

  Options options_;
  std::vector<double> numbers_;      ///< what each number column is filled with
  std::vector<std::int64_t> codes_;  ///< what each code column is filled with; or kMissing
  std::vector<std::int64_t> number_marks_, code_marks_;  ///< 1 where an indicator is added
};

double Impute::number_fill(const std::string& name, std::vector<double> present,
                           const StepPlace& place) const {
  const Strategy strategy = options_.strategy.value_or(Strategy::median);
  if (strategy == Strategy::constant) {
    const auto value = parse_number(options_.value.empty() ? "0" : options_.value);
    if (!value)
      place.refuse(name, fmt::format("expects a number as value, got '{}'", options_.value),
                   "give number columns a constant of their own under 'columns'");
    return *value;
  }
  if (present.empty())
    place.refuse(
        name,
        fmt::format("every training value is missing, there is no {} to learn", name_of(strategy)),
        kConstantHint);
  if (strategy == Strategy::mean) return mean(present);
  std::sort(present.begin(), present.end());
  return strategy == Strategy::median ? median(present) : most_frequent(present);
}

std::int64_t Impute::code_fill(const CodedName& column, const std::vector<std::int32_t>& codes,
                               bool is_missing, const StepPlace& place) const {
  const Strategy strategy = options_.strategy.value_or(Strategy::most_frequent);
  if (strategy == Strategy::constant) {
    const auto at = std::find(column.labels.begin(), column.labels.end(), new_label());
    // A label that no training row gets would be a code without a meaning.
    if (at == column.labels.end() && !is_missing) return kMissing;
    return at - column.labels.begin();
  }
  if (strategy != Strategy::most_frequent)
    place.refuse(
        column.name,
        fmt::format("strategy '{}' needs numbers, this column holds categories", name_of(strategy)),
        "use 'most_frequent' or 'constant'");
  std::vector<std::size_t> counts(column.labels.size());
  for (std::int32_t code : codes)
    if (code >= 0 && static_cast<std::size_t>(code) < counts.size())
      ++counts[static_cast<std::size_t>(code)];
  const auto most = std::max_element(counts.begin(), counts.end());
  if (most == counts.end() || *most == 0)
    place.refuse(column.name, "every training value is missing, there is no most_frequent to learn",
                 kConstantHint);
  return most - counts.begin();
}

void Impute::fit(const Layout& in, const Block& training, const StepPlace& place) {
  for (std::size_t c = 0; c < in.numbers.size(); ++c) {
    std::vector<double> present;
    for (double v : training.numbers[c])
      if (!std::isnan(v)) present.push_back(v);
    number_marks_.push_back(options_.indicator && present.size() < training.rows);
    numbers_.push_back(number_fill(in.numbers[c], std::move(present), place));
  }
  for (std::size_t c = 0; c < in.codes.size(); ++c) {
    const bool is_missing = std::ranges::count(training.codes[c], kMissing) > 0;
    code_marks_.push_back(options_.indicator && is_missing);
    codes_.push_back(code_fill(in.codes[c], training.codes[c], is_missing, place));
  }
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

void Impute::apply(Block& block) const {
  for (std::size_t c = 0; c < numbers_.size(); ++c) {
    std::vector<double> mark(number_marks_[c] ? block.rows : 0);
    for (std::size_t row = 0; row < block.rows; ++row) {
      double& value = block.numbers[c][row];
      if (!std::isnan(value)) continue;
      if (number_marks_[c]) mark[row] = 1;
      value = numbers_[c];
    }
    if (number_marks_[c]) block.numbers.push_back(std::move(mark));
  }
  for (std::size_t c = 0; c < codes_.size(); ++c) {
    std::vector<double> mark(code_marks_[c] ? block.rows : 0);
    for (std::size_t row = 0; row < block.rows; ++row) {
      std::int32_t& code = block.codes[c][row];
      if (code != kMissing) continue;
      if (code_marks_[c]) mark[row] = 1;
      code = static_cast<std::int32_t>(codes_[c]);
    }
    if (code_marks_[c]) block.numbers.push_back(std::move(mark));
  }
}

std::string Impute::said(Strategy strategy, const std::string& value, bool is_marked) const {
  static constexpr std::array<std::string_view, 4> kWords = {"the mean ", "the median ",
                                                             "the most frequent value ", ""};
  return fmt::format("missing values become {}{}{}", kWords[static_cast<std::size_t>(strategy)],
                     value, is_marked ? "; a column of its own marks them" : "");
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
  archive.put("strategy", std::string(options_.strategy ? name_of(*options_.strategy) : "default"));
  archive.put("value", options_.value);
  archive.put("numbers", numbers_);
  archive.put("codes", codes_);
  archive.put("number_marks", number_marks_);
  archive.put("code_marks", code_marks_);
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
}

}  // namespace

TransformKind impute() {
  return kind<Impute, Options>(
      "impute", "Fills in missing values.",
      {.takes = Takes::both, .example = "{strategy: most_frequent, indicator: true}"});
}

}  // namespace dlflow::views
