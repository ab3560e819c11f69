#include "pipeline/stages/test_set_comparison.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/text.hpp"
#include "pipeline/files/files.hpp"
#include "pipeline/stages/run_texts.hpp"
#include "pipeline/statistics/diebold_mariano.hpp"
#include "pipeline/statistics/level.hpp"

namespace dlflow::stages {
namespace {

using Record = std::vector<std::string>;
using Unit = TestUnit;

/// The lines of a run's predictions.csv, the first with the names; empty without such a file.
std::vector<Record> lines_of(const std::filesystem::path& folder) {
  const auto file = folder / "predictions.csv";
  if (!std::filesystem::is_regular_file(file)) return {};
  return csv_records(files::read_all(file));
}

/// Whether both are of the same rows, by number and truth, in the same order.
bool are_alike(const std::vector<Record>& a, const std::vector<Record>& b) {
  return a.size() > 1 && std::ranges::equal(a, b, [](const Record& x, const Record& y) {
           return x.size() > 2 && y.size() > 2 && x[0] == y[0] && x[1] == y[1];
         });
}

void compare_classes(const std::vector<Record>& a, const std::vector<Record>& b,
                     TestSetComparison& out) {
  for (std::size_t i = 1; i < a.size(); ++i) {
    const bool is_hit = a[i][1] == a[i][2], is_other_hit = b[i][1] == b[i][2];
    out.only_a += is_hit && !is_other_hit;
    out.only_b += !is_hit && is_other_hit;
  }
  out.p = statistics::mcnemar_exact(out.only_a, out.only_b).p;
}

/// Metrics that weigh an error by its square.
bool is_of_squares(const std::string& metric) {
  constexpr std::array<std::string_view, 6> kAll = {"mse",   "rmse", "r2", "explained_variance",
                                                    "rmsle", "rmsse"};
  return std::ranges::find(kAll, metric) != kAll.end();
}

/// The rows of each time or group, else single ones; times in the order of the rows.
statistics::RowUnits units_of(const std::vector<Record>& lines, Unit& unit) {
  const Record& names = lines.front();
  const auto column = [&](std::string_view name) {
    const auto found = std::find(names.begin() + 3, names.end(), name);
    return static_cast<std::size_t>(found - names.begin());
  };
  std::size_t by = column("time");
  unit = Unit::time;
  if (by == names.size()) {
    by = column("group");
    unit = by == names.size() ? Unit::row : Unit::group;
  }
  if (unit == Unit::row) return statistics::RowUnits::single(lines.size() - 1);
  std::vector<std::string> names_of_units;
  for (std::size_t i = 1; i < lines.size(); ++i) names_of_units.push_back(lines[i][by]);
  return unit == Unit::time ? statistics::RowUnits::at_times(names_of_units)
                            : statistics::RowUnits::named(names_of_units);
}

/// Nothing where a number is missing.
std::optional<std::vector<double>> losses_of(const std::vector<Record>& lines, bool are_squares) {
  std::vector<double> out;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto truth = parse_number(lines[i][1]), guess = parse_number(lines[i][2]);
    if (!truth || !guess) return std::nullopt;
    const double error = std::abs(*truth - *guess);
    out.push_back(are_squares ? error * error : error);
  }
  return out;
}

bool compare_numbers(const std::vector<Record>& a, const std::vector<Record>& b,
                     const std::string& metric, TestSetComparison& out) {
  const bool are_squares = is_of_squares(metric);
  const auto losses_a = losses_of(a, are_squares), losses_b = losses_of(b, are_squares);
  if (!losses_a || !losses_b) return false;
  auto& errors = out.errors.emplace();
  errors.metric = are_squares ? "rmse" : "mae";
  const statistics::RowUnits units = units_of(a, errors.unit);
  errors.units = units.rows.size();
  const auto error_of = [&](const std::vector<double>& losses) {
    return [&losses, are_squares](std::span<const std::uint32_t> rows) {
      double sum = 0;
      for (const std::uint32_t row : rows) sum += losses[row];
      const double mean = sum / static_cast<double>(rows.size());
      return are_squares ? std::sqrt(mean) : mean;
    };
  };
  const auto of_a = error_of(*losses_a), of_b = error_of(*losses_b);
  errors.difference = statistics::bootstrap_difference(units, of_b, of_a, false,
                                                       RandomKey(1).with("test sets"), 2000);
  std::vector<double> differences;
  for (const auto& rows : units.rows) {
    double sum = 0;
    for (const std::uint32_t row : rows) sum += (*losses_b)[row] - (*losses_a)[row];
    differences.push_back(sum / static_cast<double>(rows.size()));
  }
  std::vector<std::uint32_t> all(losses_a->size());
  for (std::uint32_t row = 0; row < all.size(); ++row) all[row] = row;
  errors.a = of_a(all);
  errors.b = of_b(all);
  const std::size_t lags = errors.unit == Unit::time ? units.block - 1 : 0;
  out.p = statistics::diebold_mariano(differences, lags).p;
  if (!(out.p < statistics::kLevel)) errors.difference.verdict = statistics::Verdict::cannot_tell;
  return true;
}

}  // namespace

std::optional<TestSetComparison> compare_test_sets(const std::filesystem::path& a,
                                                   const std::filesystem::path& b,
                                                   const std::string& metric, bool are_classes) {
  const auto of_a = lines_of(a), of_b = lines_of(b);
  if (!are_alike(of_a, of_b)) return std::nullopt;
  TestSetComparison out;
  out.rows = of_a.size() - 1;
  if (are_classes)
    compare_classes(of_a, of_b, out);
  else if (!compare_numbers(of_a, of_b, metric, out))
    return std::nullopt;
  return out;
}

}  // namespace dlflow::stages
