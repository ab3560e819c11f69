#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "tests/pipeline/models/samples.hpp"

using namespace dlflow;
using namespace dlflow::models;

namespace {

struct Rows {
  data::Features x;
  data::Target y;
};

/// Columns of noise, of which every seventh has a part in the target; one is constant.
Rows noisy_rows(std::size_t rows, std::size_t columns) {
  std::mt19937 generator(7);
  const auto noise = [&] { return static_cast<double>(generator()) / 4294967296.0 - 0.5; };
  Rows out;
  out.x.rows = rows;
  out.x.dense = Matrix<float>(rows, columns);
  for (std::size_t n = 0; n < rows; ++n) {
    double value = 0.1 * noise();
    for (std::size_t f = 0; f < columns; ++f) {
      out.x.dense(n, f) = f == 3 ? 1.0F : static_cast<float>(noise());
      if (f % 7 == 0 && f < 70) value += static_cast<double>(1 + f) * out.x.dense(n, f);
    }
    out.y.values.push_back(value);
  }
  return out;
}

struct Coefficients {
  std::vector<double> w;
  std::vector<double> pull;  ///< of each: the mean of residual x column
};

Coefficients fit(const std::string& name, const Rows& rows,
                 const std::vector<std::pair<std::string, double>>& numbers) {
  const ModelKind& kind = kind_named(name);
  auto model = kind.make(options_with(kind, numbers).get(), problem_of(rows.x, rows.y));
  model->fit(rows.x, rows.y, context_for(name));
  const data::Predictions predicted = model->predict(rows.x);
  Coefficients out{model->save().doubles("coefficients"), {}};
  for (std::size_t f = 0; f < rows.x.dense.columns; ++f) {
    double sum = 0;
    for (std::size_t n = 0; n < rows.x.rows; ++n)
      sum += (rows.y.values[n] - predicted(n, 0)) * rows.x.dense(n, f);
    out.pull.push_back(sum / static_cast<double>(rows.x.rows));
  }
  return out;
}

}  // namespace

TEST_CASE("lasso and elastic_net end where no coefficient can better the objective") {
  const auto [count, columns] = GENERATE(std::pair{200, 12}, std::pair{60, 600});
  const Rows rows = noisy_rows(static_cast<std::size_t>(count), static_cast<std::size_t>(columns));
  for (const double alpha : {0.5, 0.1, 0.01})
    for (const double l1_ratio : {1.0, 0.5}) {
      CAPTURE(columns, alpha, l1_ratio);
      std::vector<std::pair<std::string, double>> numbers = {{"alpha", alpha},
                                                             {"tolerance", 1e-10}};
      if (l1_ratio < 1) numbers.emplace_back("l1_ratio", l1_ratio);
      const auto [w, pull] = fit(l1_ratio < 1 ? "elastic_net" : "lasso", rows, numbers);
      const double l1 = alpha * l1_ratio, l2 = alpha * (1 - l1_ratio);
      std::size_t chosen = 0;
      for (std::size_t f = 0; f < w.size(); ++f) {
        if (w[f] == 0) {
          CHECK(std::abs(pull[f]) <= l1 + 1e-3 * alpha);
          continue;
        }
        ++chosen;
        CHECK(pull[f] - l2 * w[f] == Approx(w[f] > 0 ? l1 : -l1).margin(1e-3 * alpha));
      }
      CHECK(w[3] == 0);
      CHECK(chosen >= 1);
    }
}

TEST_CASE("lasso leaves every coefficient out from one penalty on") {
  const Rows rows = noisy_rows(60, 600);
  const auto [none, pull] = fit("lasso", rows, {{"alpha", 1e6}});
  double most = 0;
  for (const double p : pull) most = std::max(most, std::abs(p));
  const auto kept = [](const std::vector<double>& w) {
    return std::count_if(w.begin(), w.end(), [](double x) { return x != 0; });
  };
  CHECK(kept(none) == 0);
  CHECK(kept(fit("lasso", rows, {{"alpha", 1.001 * most}}).w) == 0);
  CHECK(kept(fit("lasso", rows, {{"alpha", 0.99 * most}}).w) == 1);
}

TEST_CASE("lasso finds a penalty among few rows") {
  Rows rows;
  rows.x.rows = 6;
  rows.x.dense = Matrix<float>(6, 1);
  for (std::size_t n = 0; n < 6; ++n) {
    rows.x.dense(n, 0) = static_cast<float>(n);
    rows.y.values.push_back(2 * static_cast<double>(n));
  }
  CHECK(fit("lasso", rows, {}).w[0] == Approx(2).epsilon(0.01));
}
