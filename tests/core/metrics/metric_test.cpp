#include "core/metrics/metric.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/metrics/class_table.hpp"
#include "core/metrics/naive_error.hpp"

using namespace dlflow;
using namespace dlflow::metrics;

namespace {

struct Case {
  std::string kind;
  std::vector<std::int32_t> labels;
  std::vector<double> values, weights;
  Matrix<double> predictions;
  std::map<std::string, double> scores;
  std::vector<std::int32_t> series = {};
  std::vector<double> naive_absolute = {}, naive_square = {};
  Scored scored() const {
    return {labels, values, &predictions, weights, series, naive_absolute, naive_square};
  }
  /// Appends a row that is one of all again.
  void add_row_of(const Case& all, std::size_t n) {
    if (!all.labels.empty()) labels.push_back(all.labels[n]);
    if (!all.values.empty()) values.push_back(all.values[n]);
    if (all.series.empty()) return;
    series.push_back(all.series[n]);
    naive_absolute.push_back(all.naive_absolute[n]);
    naive_square.push_back(all.naive_square[n]);
  }
};

std::string line_of(std::istream& in) {
  std::string line;
  std::getline(in, line);
  return line;
}

std::vector<double> numbers(const std::string& line) {
  std::istringstream in(line);
  std::vector<double> out;
  for (double value = 0; in >> value;) out.push_back(value);
  return out;
}

/// The series of each row, and its naive errors from the values before.
void read_series(std::istream& in, Case& c) {
  const auto season = static_cast<std::size_t>(std::stoi(line_of(in)));
  std::vector<NaiveError> errors;
  const std::string rows = line_of(in);
  std::istringstream training(line_of(in));
  for (std::string one; std::getline(training, one, ';');)
    errors.push_back(naive_error(numbers(one), season));
  for (const double number : numbers(rows)) {
    c.series.push_back(static_cast<std::int32_t>(number));
    const NaiveError& error = errors.at(static_cast<std::size_t>(number));
    c.naive_absolute.push_back(error.absolute);
    c.naive_square.push_back(error.square);
  }
}

std::vector<Case> reference_cases() {
  std::ifstream in(DLFLOW_SOURCE_DIR "/tests/reference/metrics.txt");
  std::vector<Case> cases;
  for (std::string head = line_of(in); !head.empty(); head = line_of(in)) {
    Case c;
    std::size_t rows = 0, columns = 0;
    std::istringstream(head) >> c.kind >> rows >> columns;
    c.values = numbers(line_of(in));
    c.predictions = Matrix<double>(rows, columns);
    const std::vector<double> predicted = numbers(line_of(in));
    REQUIRE(predicted.size() == rows * columns);
    std::copy(predicted.begin(), predicted.end(), c.predictions.values.begin());
    const std::string weights = line_of(in);
    if (weights != "-") c.weights = numbers(weights);
    std::istringstream scores(line_of(in));
    for (std::string name, value; scores >> name >> value;) c.scores[name] = std::stod(value);
    if (c.kind == "classes") {
      for (const double v : c.values) c.labels.push_back(static_cast<std::int32_t>(v));
      c.values.clear();
    }
    if (c.kind == "series") read_series(in, c);
    cases.push_back(std::move(c));
  }
  return cases;
}

double score(const char* metric, std::vector<std::int32_t> labels,
             const std::vector<std::vector<double>>& shares) {
  Matrix<double> predictions(shares.size(), shares.front().size());
  for (std::size_t n = 0; n < shares.size(); ++n)
    std::copy(shares[n].begin(), shares[n].end(), predictions.row(n).begin());
  return find_metric(metric)->compute({labels, {}, &predictions, {}});
}

TEST_CASE("every metric equals scikit-learn on at least twenty cases") {
  std::map<std::string, int> compared;
  for (const Case& c : reference_cases())
    for (const auto& [name, expected] : c.scores) {
      CAPTURE(name, compared[name], c.predictions.columns);
      const MetricKind* kind = find_metric(name);
      REQUIRE(kind != nullptr);
      const double got = kind->compute(c.scored());
      if (std::isnan(expected))
        CHECK(std::isnan(got));
      else
        CHECK(std::abs(got - expected) <= 1e-12 * std::max(1.0, std::abs(expected)));
      ++compared[name];
    }
  for (const MetricKind& kind : metric_kinds()) {
    CAPTURE(kind.name);
    CHECK(compared[kind.name] >= 20);
  }
  for (const char* name : {"top_1_accuracy", "top_4_accuracy", "f1_5", "f0_25", "f10"}) {
    CAPTURE(name);
    CHECK(compared[name] >= 20);
  }
}

std::string refusal(const char* name) {
  CHECK(find_metric(name) == nullptr);
  const auto refused = refused_metric(name);
  return refused ? refused->problem + " / " + refused->hint : "";
}

TEST_CASE("a metric of a family is one object, and says which it is") {
  const MetricKind* top = find_metric("top_4_accuracy");
  REQUIRE(top != nullptr);
  CHECK(top == find_metric("top_4_accuracy"));
  CHECK(top->name == "top_4_accuracy");
  CHECK(top->least_classes == 5);
  CHECK(find_metric("f1_5")->doc ==
        "3.25 hits / (2.25 true + predicted): f1 with recall counted 1.5 times as much as "
        "precision.");
  CHECK(find_metric("f0_25")->doc ==
        "1.0625 hits / (0.0625 true + predicted): f1 with precision counted 4 times as much as "
        "recall.");
  CHECK(find_metric("f2") == find_metric("f2"));
  CHECK_FALSE(refused_metric("f2").has_value());
  for (const MetricFamily& family : metric_families()) {
    CHECK_FALSE(family.doc.empty());
    CHECK_FALSE(family.source.empty());
  }
}

TEST_CASE("a number that no metric of a family has is refused by name") {
  const std::string k = " / write top_<k>_accuracy, such as top_3_accuracy";
  CHECK(refusal("top_0_accuracy") ==
        "metric top_0_accuracy: k must be a whole number from 1 on, got '0'" + k);
  CHECK(refusal("top_-2_accuracy") ==
        "metric top_-2_accuracy: k must be a whole number from 1 on, got '-2'" + k);
  CHECK(refusal("top_2_5_accuracy") ==
        "metric top_2_5_accuracy: k must be a whole number from 1 on, got '2_5'" + k);
  const std::string beta = " / write f<beta> with _ for the point, such as f2 or f0_5";
  for (const char* name : {"f0", "f0_0", "f1_", "f1__5", "f1e5", "f1.5", "f1_5_macro"}) {
    CAPTURE(name);
    CHECK(refusal(name) == "metric " + std::string(name) +
                               ": beta must be a number above 0, got '" + (name + 1) + "'" + beta);
  }
  CHECK(refusal("f1_50") == "unknown metric 'f1_50' / did you mean 'f1_5'?");
  CHECK(refusal("f01") == "unknown metric 'f01' / did you mean 'f1'?");
  CHECK(refusal("f00_50") == "unknown metric 'f00_50' / did you mean 'f0_5'?");
  CHECK(refusal("top_accuracy").empty());
  CHECK(refusal("f").empty());
  CHECK(refusal("fair").empty());
}

TEST_CASE("the naive error is that of the value a season before") {
  const NaiveError step = naive_error(std::vector<double>{1, 2, 4, 7}, 1);
  CHECK(step.absolute == 2);
  CHECK(step.square == Approx(14.0 / 3));
  const NaiveError gap = naive_error(std::vector<double>{1, 2, std::nan(""), 7, 9}, 1);
  CHECK(gap.absolute == 1.5);
  CHECK(gap.square == 2.5);
  const NaiveError season = naive_error(std::vector<double>{1, 2, 4, 8}, 2);
  CHECK(season.absolute == 4.5);
  CHECK(season.square == 22.5);
  for (const std::vector<double>& values :
       {std::vector<double>{}, {5}, {5, 6}, {5, 6, 5, 6}, {2, 2, 2}}) {
    CAPTURE(values);
    CHECK(std::isnan(naive_error(values, 2).absolute));
    CHECK(std::isnan(naive_error(values, 2).square));
  }
}

TEST_CASE("a scaled metric refuses rows without their scales") {
  const Matrix<double> predictions(2, 1, 1.0);
  const std::vector<double> values = {1, 2};
  for (const char* name : {"mase", "rmsse"})
    CHECK_THROWS_AS(find_metric(name)->compute({{}, values, &predictions, {}}), Bug);
}

TEST_CASE("every metric says what it is for") {
  for (const MetricKind& kind : metric_kinds()) {
    CAPTURE(kind.name);
    CHECK((kind.for_binary || kind.for_multiclass || kind.for_regression));
    CHECK(kind.for_regression != kind.for_multiclass);
    CHECK((kind.for_multiclass || !kind.for_binary));
    CHECK_FALSE(kind.doc.empty());
    CHECK(find_metric(kind.name) == &kind);
  }
  CHECK(find_metric("acuracy") == nullptr);
}

TEST_CASE("of equal probabilities the lowest class is predicted") {
  CHECK(score("accuracy", {0, 1}, {{0.5, 0.5}, {0.5, 0.5}}) == 0.5);
  CHECK(score("accuracy", {1}, {{0.2, 0.4, 0.4}}) == 1.0);
}

TEST_CASE("ties count half in roc_auc, and one class has none") {
  CHECK(score("roc_auc", {0, 1, 1}, {{0.5, 0.5}, {0.5, 0.5}, {0.1, 0.9}}) == 0.75);
  CHECK(std::isnan(score("roc_auc", {1, 1}, {{0.5, 0.5}, {0.1, 0.9}})));
}

TEST_CASE("a prediction that is no number gives a score that is no number") {
  const double nan = std::nan("");
  const std::vector<std::int32_t> labels = {0, 1, 1, 2};
  const std::vector<double> values = {1, 2, 3, 4};
  for (const MetricKind& kind : metric_kinds())
    for (const std::size_t at : {0, 1, 3}) {
      CAPTURE(kind.name, at);
      Matrix<double> predictions(4, kind.for_regression ? 1 : 3, 1.0 / 3);
      predictions(at, 0) = nan;
      const std::vector<std::int32_t> series = {0, 0, 1, 1};
      const std::vector<double> ones(4, 1);
      const Scored scored = kind.for_regression
                                ? Scored{{}, values, &predictions, {}, series, ones, ones}
                                : Scored{labels, {}, &predictions, {}};
      CHECK(std::isnan(kind.compute(scored)));
    }
}

TEST_CASE("a weight of two counts as the row twice") {
  for (Case c : reference_cases()) {
    const std::size_t rows = c.predictions.rows, columns = c.predictions.columns;
    c.weights.assign(rows, 1);
    c.weights[rows - 1] = 2;
    Case twice = c;
    twice.weights.clear();
    twice.predictions = Matrix<double>(rows + 1, columns);
    for (std::size_t n = 0; n <= rows; ++n)
      std::copy_n(c.predictions.row(std::min(n, rows - 1)).begin(), columns,
                  twice.predictions.row(n).begin());
    twice.add_row_of(c, rows - 1);
    for (const auto& [name, unused] : c.scores) {
      // With weights the median is a value of the data, without it the mean of the middle two.
      if (name == "median_ae") continue;
      CAPTURE(name, rows, columns);
      const double a = find_metric(name)->compute(c.scored());
      const double b = find_metric(name)->compute(twice.scored());
      CHECK((std::isnan(a) ? std::isnan(b) : a == Approx(b).epsilon(1e-9).margin(1e-12)));
    }
  }
}

/// The weighted mean of what the rows score alone.
double mean_of_rows(const MetricKind& kind, const Case& c) {
  double sum = 0, total = 0;
  for (std::size_t n = 0; n < c.predictions.rows; ++n) {
    Case row;
    row.add_row_of(c, n);
    row.predictions = Matrix<double>(1, c.predictions.columns);
    std::copy_n(c.predictions.row(n).begin(), c.predictions.columns,
                row.predictions.row(0).begin());
    const double weight = c.weights.empty() ? 1 : c.weights[n];
    if (weight > 0) sum += weight * kind.compute(row.scored());
    total += weight;
  }
  return sum / total;
}

TEST_CASE("a metric is a mean over rows where it says so, and nowhere else") {
  std::map<std::string, int> equal, different;
  for (const Case& c : reference_cases())
    for (const auto& [name, unused] : c.scores) {
      const MetricKind* kind = find_metric(name);
      REQUIRE(kind != nullptr);
      const double whole = kind->compute(c.scored()), rows = mean_of_rows(*kind, c);
      const bool is_same = whole == rows || std::abs(whole - rows) <= 1e-9 * std::abs(whole) ||
                           (std::isnan(whole) && std::isnan(rows));
      ++(is_same ? equal : different)[name];
    }
  for (const MetricKind& kind : metric_kinds()) {
    CAPTURE(kind.name, equal[kind.name], different[kind.name]);
    CHECK(kind.is_mean_over_rows == (different[kind.name] == 0));
  }
}

TEST_CASE("the confusion matrix and the table of classes tell what went where") {
  Matrix<double> shares(5, 3);
  const std::vector<std::size_t> guesses = {0, 1, 1, 0, 1};
  for (std::size_t n = 0; n < 5; ++n) shares(n, guesses[n]) = 1;
  const std::vector<std::int32_t> labels = {0, 0, 1, 0, 2};
  const std::vector<double> weights = {1, 2, 1, 4, 0.5};
  const Scored scored{labels, {}, &shares, weights};
  const auto matrix = confusion_matrix(scored);
  CHECK(std::vector<double>(matrix.values.begin(), matrix.values.end()) ==
        std::vector<double>{5, 2, 0, 0, 1, 0, 0, 0.5, 0});
  const auto table = class_table(scored);
  REQUIRE(table.size() == 3);
  CHECK(table[0].precision == 1);
  CHECK(table[0].recall == Approx(5.0 / 7));
  CHECK(table[0].f1 == Approx(10.0 / 12));
  CHECK(table[0].support == 7);
  CHECK(table[1].precision == Approx(1 / 3.5));
  CHECK(std::isnan(table[2].precision));
  CHECK(table[2].recall == 0);
  CHECK(table[2].f1 == 0);
}

TEST_CASE("no metric is defined without rows") {
  for (const MetricKind& kind : metric_kinds()) {
    CAPTURE(kind.name);
    const Matrix<double> none(0, kind.for_regression ? 1 : 2);
    CHECK(std::isnan(kind.compute({{}, {}, &none, {}})));
  }
}

TEST_CASE("a metric refuses labels out of range and lengths that disagree") {
  CHECK_THROWS_AS(score("accuracy", {2}, {{0.5, 0.5}}), Bug);
  CHECK_THROWS_AS(score("accuracy", {0, 1}, {{0.5, 0.5}}), Bug);
}

}  // namespace
