#include <catch2/catch.hpp>

#include "core/nn/loss.hpp"
#include "difference_quotient.hpp"

using namespace dlflow;

TEST_CASE("the gradient of every loss follows the difference quotient") {
  for (const nn::LossKind& kind : nn::loss_kinds())
    for (const std::size_t rows : {1, 2, 7, 12})
      for (const std::size_t classes : {2, 5})
        for (const std::uint64_t seed : {1, 2, 3}) {
          CAPTURE(kind.name, rows, classes, seed);
          const std::size_t outputs = kind.name == "categorical_crossentropy" ? classes : 1;
          const RandomKey key(seed);
          std::vector<double> scores = test::normals(rows * outputs, key.with("z"));
          const std::vector<double> values = test::normals(rows, key.with("v"));
          std::vector<double> weights = test::normals(rows, key.with("w")), gradient(scores.size());
          std::vector<std::int32_t> labels(rows);
          for (std::size_t n = 0; n < rows; ++n) {
            weights[n] = 0.1 + std::abs(weights[n]);
            labels[n] = static_cast<std::int32_t>(n % std::max<std::size_t>(outputs, 2));
          }
          nn::LossPass<double> pass;
          pass.rows = rows;
          pass.outputs = outputs;
          pass.scores = scores.data();
          pass.labels = labels.data();
          pass.values = values.data();
          pass.weights = weights.data();
          pass.gradient = gradient.data();
          kind.run_double(pass);
          pass.gradient = nullptr;
          const auto value = [&] { return kind.run_double(pass); };
          CHECK(test::gradient_error(value, scores.data(), scores.size(), gradient.data()) < 1e-6);
        }
}

TEST_CASE("a row of weight 2 counts as two rows in every loss") {
  for (const nn::LossKind& kind : nn::loss_kinds()) {
    CAPTURE(kind.name);
    const float scores[6] = {0.3F, -1, 0.3F, -1, 2, 0.5F};
    const std::int32_t labels[3] = {1, 1, 0};
    const float values[3] = {1, 1, 0}, weights[2] = {2, 1};
    nn::LossPass<float> twice;
    twice.rows = 3;
    twice.outputs = kind.name == "categorical_crossentropy" ? 2 : 1;
    const float scalar[3] = {0.3F, 0.3F, 2}, *all = twice.outputs == 2 ? scores : scalar;
    twice.scores = all;
    twice.labels = labels;
    twice.values = values;
    nn::LossPass<float> weighted = twice;
    weighted.rows = 2;
    weighted.scores = all + twice.outputs;
    weighted.labels = labels + 1;
    weighted.values = values + 1;
    weighted.weights = weights;
    CHECK(kind.run(twice) == Approx(kind.run(weighted)).epsilon(1e-6));
    CHECK(kind.run(twice) > 0);
  }
}

TEST_CASE("predictions of the classifying losses are probabilities") {
  for (const nn::LossKind& kind : nn::loss_kinds()) {
    if (!kind.reads_labels) continue;
    const std::size_t outputs = kind.name == "categorical_crossentropy" ? 3 : 1;
    const std::size_t classes = std::max<std::size_t>(outputs, 2);
    const std::vector<float> scores{200, -3, 1};
    std::vector<double> p(classes);
    kind.predict(1, outputs, scores.data(), p.data());
    double sum = 0;
    for (const double value : p) sum += value;
    CHECK(sum == Approx(1));
    CHECK(*std::max_element(p.begin(), p.end()) > 0.99);
  }
}
