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
  o.list_form("parts");
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

/// The same parts of dates (N, 1) in a graph; years begin in March, so that a leap day is the last.
/// Source: Hinnant, chrono-compatible low-level date algorithms (2013).
std::vector<graph::Expression> lowered_parts(const graph::Expression& seconds, double first) {
  using graph::Expression;
  constexpr double kEra = 146097, kBefore = 719468;  // days of 400 years; days before 1970
  const Expression days = floor(seconds / kDay), rest = seconds - days * kDay;
  const Expression z = days + kBefore, era = floor(z / kEra), in_era = z - era * kEra;
  const Expression year_of_era =
      floor((in_era - floor(in_era / 1460) + floor(in_era / 36524) - floor(in_era / 146096)) / 365);
  const auto days_before = [](const Expression& year) {
    return year * 365 + floor(year / 4) - floor(year / 100) + floor(year / 400);
  };
  const Expression march_year = year_of_era + era * 400;
  const Expression in_year = z - days_before(march_year);
  const Expression shifted = floor((in_year * 5 + 2) / 153);  // months from March
  const Expression month = where(less(shifted, 10), shifted + 2, shifted - 10);
  const Expression year = march_year + where(less(month, 2), month * 0 + 1, month * 0);
  const Expression january = days_before(year - 1) + 306 - kBefore;
  const Expression monday = days + 3, hour = floor(rest / 3600);
  return {(seconds - first) / kDay,
          year,
          month,
          in_year - floor((shifted * 153 + 2) / 5),
          monday - floor(monday / 7) * 7,
          days - january,
          hour,
          floor((rest - hour * 3600) / 60)};
}

/// After how many units a part comes round again; 0: it does not.
constexpr std::array<double, kParts> kPeriods = {0, 0, 12, 31, 7, 365.25, 24, 60};
/// The first number of a part as people count it, where it is no angle.
constexpr std::array<double, kParts> kFirst = {0, 0, 1, 1, 1, 1, 0, 0};

/// The sine or the cosine of a part that comes round again, in a graph. It is a whole number, so a
/// table has the very values that apply computes.
graph::Expression lowered_turn(const graph::Expression& part, double period, bool is_sine) {
  std::vector<double> table;
  for (double value = 0; value < period; ++value) {
    const double angle = 2 * std::numbers::pi * value / period;
    table.push_back(is_sine ? std::sin(angle) : std::cos(angle));
  }
  const graph::Expression place = where(is_missing(part), 0, part).to(graph::Type::i64);
  return where(is_missing(part), part, place.gather(std::move(table), 0));
}

/// Dates become numbers: days since the first training date and calendar parts (UTC).
class DateParts final : public Transform {
 public:
  explicit DateParts(const Options& options) : options_(options), is_cyclic_(options.cyclic) {}

  void fit(const Layout& in, const Block& training, const StepContext& context) override {
    for (std::size_t c = 0; c < in.dates.size(); ++c) {
      std::vector<double> dates = training.dates[c];
      require_values(dates, in.dates[c], context);
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
  void lower(const Layout&, LoweredBlock& block) const override {
    for (std::size_t c = 0; c < used_.size(); ++c) {
      const graph::Expression date = block.value(block.dates).take({static_cast<double>(c)});
      const auto parts = lowered_parts(date, first_[c]);
      for (std::size_t p = 0; p < kParts; ++p) {
        if (!used_[c][p]) continue;
        if (!is_cyclic_ || kPeriods[p] == 0) {
          block.add_numbers(parts[p] + kFirst[p]);
          continue;
        }
        for (const bool is_sine : {true, false})
          block.add_numbers(lowered_turn(parts[p], kPeriods[p], is_sine));
      }
    }
    block.dates.clear();
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
  return kind<DateParts, Options>(
      "date_parts", "Turns dates into days and calendar parts.",
      {.takes = Takes::dates,
       .example = "{cyclic: false}",
       .source =
           "H. Hinnant, chrono-compatible low-level date algorithms (2013), for the calendar"});
}

}  // namespace dlflow::views
