#include "pipeline/statistics/paired_tests.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>

#include "core/base/text.hpp"
#include "pipeline/statistics/diebold_mariano.hpp"
#include "pipeline/statistics/studentized_range.hpp"
#include "tests/pipeline/statistics/simulation.hpp"

namespace {

using namespace dlflow::statistics;

std::vector<double> numbers(std::string_view text) {
  std::istringstream in{std::string(text)};
  std::vector<double> out;
  for (double value = 0; in >> value;) out.push_back(value);
  return out;
}

/// The cases of one test: the numbers between bars, without its name.
std::vector<std::vector<std::vector<double>>> cases_of(const std::string& name) {
  std::ifstream in(DLFLOW_SOURCE_DIR "/tests/reference/paired_tests.txt");
  std::vector<std::vector<std::vector<double>>> cases;
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with(name + " ")) continue;
    auto& parts = cases.emplace_back();
    const std::string rest = line.substr(name.size());
    for (const auto piece : dlflow::split(rest, '|')) parts.push_back(numbers(piece));
  }
  REQUIRE(cases.size() >= 20);
  return cases;
}

}  // namespace

TEST_CASE("the signed-rank test equals scipy") {
  for (const auto& c : cases_of("wilcoxon")) {
    CAPTURE(c[0][0], c[1].size());
    const TestResult got = wilcoxon_signed_rank(c[1]);
    CHECK(got.statistic == c[0][0]);
    CHECK(std::abs(got.p - c[0][1]) <= 1e-10);
  }
  const std::vector<double> zeros(4, 0.0), broken = {1, std::nan(""), 2};
  CHECK(wilcoxon_signed_rank(zeros).p == 1);
  CHECK(std::isnan(wilcoxon_signed_rank(broken).p));
}

TEST_CASE("McNemar's tests equal scipy's binomial and chi-square") {
  for (const auto& c : cases_of("mcnemar")) {
    const auto a = static_cast<std::size_t>(c[0][0]), b = static_cast<std::size_t>(c[0][1]);
    CAPTURE(a, b);
    CHECK(std::abs(mcnemar_exact(a, b).p - c[0][2]) <= 1e-10);
    CHECK(mcnemar_exact(b, a).p == mcnemar_exact(a, b).p);
    CHECK(mcnemar_corrected(a, b).statistic == Approx(c[0][3]).epsilon(1e-12));
    CHECK(std::abs(mcnemar_corrected(a, b).p - c[0][4]) <= 1e-10);
  }
}

TEST_CASE("Holm raises p values step by step and passes over NaN") {
  for (const auto& c : cases_of("holm")) {
    const auto got = holm(c[1]);
    REQUIRE(got.size() == c[2].size());
    for (std::size_t i = 0; i < got.size(); ++i) CHECK(std::abs(got[i] - c[2][i]) <= 1e-12);
  }
  const std::vector<double> p = {0.04, std::nan(""), 0.01};
  const auto got = holm(p);
  CHECK(got[0] == 0.04);
  CHECK(std::isnan(got[1]));
  CHECK(got[2] == 0.02);
}

TEST_CASE("the studentized range equals scipy's") {
  for (const auto& c : cases_of("range")) {
    CAPTURE(c[0]);
    const int count = static_cast<int>(c[0][1]);
    CHECK(std::abs(studentized_range_above(c[0][0], count, c[0][2]) - c[1][0]) <= 1e-9);
  }
  CHECK(studentized_range_above(std::numeric_limits<double>::infinity(), 3, 4) == 0);
  CHECK(std::isnan(studentized_range_above(std::nan(""), 3, 4)));
}

TEST_CASE("a difference is called by the direction of its metric, or not at all") {
  const std::vector<double> low = {0.1, 0.2, 0.15, 0.12}, high = {0.6, 0.71, 0.64, 0.63};
  CHECK(paired_difference(high, low, 0.1, true).verdict == Verdict::better);
  CHECK(paired_difference(high, low, 0.1, false).verdict == Verdict::worse);
  const std::vector<double> mixed = {0.2, 0.1, 0.16, 0.13};
  const auto unsure = paired_difference(low, mixed, 0.1, true);
  CHECK(words_of(unsure.verdict) == "cannot tell");
  CHECK(unsure.interval.low < 0);
  CHECK(unsure.interval.high > 0);
}

TEST_CASE("the bootstrap of a difference draws the same rows for both") {
  std::vector<double> a, b;
  dlflow::RandomStream stream(dlflow::RandomKey(4));
  for (int i = 0; i < 200; ++i) {
    a.push_back(stream.normal() * 10);
    b.push_back(a.back() - 0.5 + 0.1 * stream.normal());
  }
  const auto mean = [](const std::vector<double>& of) {
    return [&of](std::span<const std::uint32_t> rows) {
      double sum = 0;
      for (const auto row : rows) sum += of[row];
      return sum / static_cast<double>(rows.size());
    };
  };
  const auto rows = RowUnits::single(200);
  const auto d = bootstrap_difference(rows, mean(a), mean(b), true, dlflow::RandomKey(1));
  CHECK(d.verdict == Verdict::better);
  CHECK(d.interval.mean == Approx(0.5).margin(0.03));
  CHECK(d.interval.high - d.interval.low < 0.1);
  CHECK(bootstrap_difference(rows, mean(a), mean(a), true, dlflow::RandomKey(1)).verdict ==
        Verdict::cannot_tell);
}

TEST_CASE("the test of two forecasts equals statsmodels' errors of Newey and West") {
  for (const auto& c : cases_of("diebold")) {
    CAPTURE(c[0][0], c[1].size());
    const TestResult got = diebold_mariano(c[1], static_cast<std::size_t>(c[0][0]));
    CHECK(got.statistic == Approx(c[0][1]).epsilon(1e-9).margin(1e-12));
    CHECK(got.p == Approx(c[0][2]).epsilon(1e-9));
  }
  const std::vector<double> zeros(4, 0.0), broken = {1, std::nan(""), 2}, ones(3, 1.0);
  CHECK(diebold_mariano(zeros, 1).p == 1);
  CHECK(diebold_mariano(ones, 1).p == 0);
  CHECK(diebold_mariano(std::vector<double>{1}, 0).p == 1);
  CHECK(std::isnan(diebold_mariano(broken, 1).p));
  CHECK(usual_lags(1) == 0);
  CHECK(usual_lags(7) == 1);
  CHECK(usual_lags(8) == 2);
  CHECK(usual_lags(1000) == 10);
}

TEST_CASE("losses that depend on those before fool the t-test, not the test of two forecasts") {
  int by_t = 0, by_time = 0;
  for (std::uint64_t run = 0; run < 1000; ++run) {
    dlflow::RandomStream stream(dlflow::RandomKey(8).with(run));
    std::vector<double> differences;
    double last = 0;
    for (int i = 0; i < 200; ++i) differences.push_back(last = 0.5 * last + stream.normal());
    by_t += diebold_mariano(differences, 0).p < 0.05;
    by_time += diebold_mariano(differences, usual_lags(200)).p < 0.05;
  }
  CHECK(by_t > 200);
  CHECK(by_time < 110);
}

TEST_CASE("equal models tie, and a lead of 1.5 interval widths is found") {
  for (const simulation::Design design : {simulation::Design{}, simulation::Design{100, 5, 3}}) {
    const auto outcome = simulation::simulate(design, 1000);
    CAPTURE(design.rows, design.folds, outcome.tied, outcome.found);
    CHECK(outcome.tied >= 0.95);
    CHECK(outcome.tied < 1);
    CHECK(outcome.found >= 0.8);
  }
}
