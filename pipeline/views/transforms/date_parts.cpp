#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <numbers>

#include "core/base/text.hpp"
#include "pipeline/views/transforms/column_statistics.hpp"
#include "pipeline/views/transforms/kinds.hpp"

namespace dlflow::views {
namespace {

enum class Part { days, year, month, day, weekday, day_of_year, hour, minute };
std::span<const std::string_view> names_of(Part) {
  static constexpr std::array<std::string_view, 8> kNames = {
      "days", "year", "month", "day", "weekday", "day_of_year", "hour", "minute"};
  return kNames;
}
constexpr std::size_t kParts = 8;

struct Options {
  std::vector<Part> parts;
  bool cyclic = true;
};
void describe(schema::Object& o, Options& x) {
  o.field("parts", x.parts,
          "What is taken from a date: days since the first training date, and calendar parts.")
      .default_is("all parts that differ between training rows");
  o.field("cyclic", x.cyclic,
          "Whether a part that comes round again becomes a sine and a cosine, so that December "
          "lies beside January.");
}

constexpr double kDay = 86400;

/// The parts of a date in seconds since 1970, in the order of Part. Those that come round again
/// count from 0, weekdays from Monday.
std::array<double, kParts> parts_of(double seconds, double first) {
  using namespace std::chrono;
  const double whole = std::floor(seconds / kDay), rest = seconds - whole * kDay;
  const sys_days days{std::chrono::days(static_cast<int>(whole))};
  const year_month_day date(days);
  const auto number = [](unsigned value) { return static_cast<double>(value) - 1; };
  return {(seconds - first) / kDay,
          static_cast<double>(static_cast<int>(date.year())),
          number(static_cast<unsigned>(date.month())),
          number(static_cast<unsigned>(date.day())),
          number(weekday(days).iso_encoding()),
          static_cast<double>((days - sys_days(date.year() / January / 1)).count()),
          std::floor(rest / 3600),
          std::floor(std::fmod(rest, 3600) / 60)};
}

/// After how many units a part comes round again; 0: it does not.
constexpr std::array<double, kParts> kPeriods = {0, 0, 12, 31, 7, 365.25, 24, 60};
/// The first number of a part as people count it, where it is no angle.
constexpr std::array<double, kParts> kFirst = {0, 0, 1, 1, 1, 1, 0, 0};

/// Dates become numbers: days since the first training date and calendar parts (UTC).
class DateParts final : public Transform {
 public:
  explicit DateParts(const Options& options) : options_(options), is_cyclic_(options.cyclic) {}

  void fit(const Layout& in, const Block& training, const StepContext& context) override {
    for (std::size_t c = 0; c < in.dates.size(); ++c) {
      const auto dates = required_values(training.dates[c], in.dates[c], context);
      first_.push_back(*std::min_element(dates.begin(), dates.end()));
      auto& used = used_.emplace_back(kParts, 0);
      for (Part part : options_.parts) used[static_cast<std::size_t>(part)] = 1;
      if (!options_.parts.empty()) continue;
      const auto start = parts_of(dates[0], first_[c]);
      for (double date : dates) {
        const auto parts = parts_of(date, first_[c]);
        for (std::size_t p = 0; p < kParts; ++p) used[p] = used[p] || parts[p] != start[p];
      }
    }
  }
  Layout output(const Layout& in) const override {
    Layout out{in.numbers, in.codes, {}};
    for (std::size_t c = 0; c < used_.size(); ++c)
      for (std::size_t p = 0; p < kParts; ++p) {
        if (!used_[c][p]) continue;
        const std::string name = in.dates[c] + " " + std::string(names_of(Part{})[p]);
        if (is_cyclic_ && kPeriods[p] > 0)
          out.numbers.insert(out.numbers.end(), {name + " sin", name + " cos"});
        else
          out.numbers.push_back(name);
      }
    return out;
  }
  void apply(Block& block) const override {
    for (std::size_t c = 0; c < used_.size(); ++c) {
      const std::size_t first = block.numbers.size();
      const std::size_t width = width_of(used_[c]);
      block.numbers.resize(first + width, std::vector<double>(block.rows));
      for (std::size_t row = 0; row < block.rows; ++row) write(block, row, first, width, c);
    }
    block.dates.clear();
  }
  std::vector<Learnt> learnt(const Layout& in) const override {
    std::vector<Learnt> all;
    for (std::size_t c = 0; c < used_.size(); ++c) {
      std::vector<std::string> names;
      for (std::size_t p = 0; p < kParts; ++p)
        if (used_[c][p]) names.emplace_back(names_of(Part{})[p]);
      all.push_back({in.dates[c], "",
                     names.empty() ? "no column: all training dates are equal"
                                   : "becomes its " + join(names, ", ")});
    }
    return all;
  }
  Archive save() const override {
    Archive archive;
    archive.put("first", first_);
    archive.put("cyclic", std::int64_t{is_cyclic_});
    for (std::size_t c = 0; c < used_.size(); ++c) archive.put(fmt::format("{}.used", c), used_[c]);
    return archive;
  }
  void load(const Layout& in, const Archive& archive) override {
    first_ = sized_doubles(archive, "first", in.dates.size());
    is_cyclic_ = archive.integer("cyclic") != 0;
    for (std::size_t c = 0; c < in.dates.size(); ++c)
      used_.push_back(sized_integers(archive, fmt::format("{}.used", c), kParts));
  }

 private:
  std::size_t width_of(const std::vector<std::int64_t>& used) const {
    std::size_t width = 0;
    for (std::size_t p = 0; p < kParts; ++p)
      if (used[p]) width += is_cyclic_ && kPeriods[p] > 0 ? 2 : 1;
    return width;
  }
  void write(Block& block, std::size_t row, std::size_t at, std::size_t width,
             std::size_t column) const {
    const double date = block.dates[column][row];
    if (std::isnan(date)) {
      for (std::size_t i = 0; i < width; ++i) block.numbers[at + i][row] = date;
      return;
    }
    const auto parts = parts_of(date, first_[column]);
    for (std::size_t p = 0; p < kParts; ++p) {
      if (!used_[column][p]) continue;
      if (!is_cyclic_ || kPeriods[p] == 0) {
        block.numbers[at++][row] = parts[p] + kFirst[p];
        continue;
      }
      const double angle = 2 * std::numbers::pi * parts[p] / kPeriods[p];
      block.numbers[at++][row] = std::sin(angle);
      block.numbers[at++][row] = std::cos(angle);
    }
  }

  Options options_;
  bool is_cyclic_;
  std::vector<double> first_;                    ///< training date of each column
  std::vector<std::vector<std::int64_t>> used_;  ///< 1 for each part that becomes columns
};

}  // namespace

TransformKind date_parts() {
  return kind<DateParts, Options>("date_parts", "Turns dates into days and calendar parts.",
                                  {.takes = Takes::dates, .example = "{cyclic: false}"});
}

}  // namespace dlflow::views
