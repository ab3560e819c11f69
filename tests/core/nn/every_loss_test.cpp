#include <algorithm>
#include <catch2/catch.hpp>

#include "../sample_options.hpp"
#include "core/nn/loss.hpp"
#include "difference_quotient.hpp"

using namespace dlflow;
using nn::Target;

namespace {

struct Case {
  std::string name;
  Target target;
  std::size_t classes;
  std::string settings;

  std::size_t outputs() const { return target == Target::multiclass ? classes : 1; }
  std::unique_ptr<nn::Loss> make() const {
    return nn::make_loss(test::with_options(nn::loss_choices(), name, settings), target, classes);
  }
};

/// Every kind on every target it suits, and the options that change a formula.
std::vector<Case> cases() {
  std::vector<Case> all;
  for (const nn::LossKind& kind : nn::loss_kinds())
    for (const Target target : kind.suits) {
      const std::size_t classes = target == Target::binary       ? 2
                                  : target == Target::multiclass ? 5
                                                                 : 0;
      all.push_back({kind.choice.name, target, classes, ""});
      if (target == Target::multiclass) all.push_back({kind.choice.name, target, 2, ""});
    }
  for (const char* name : {"binary_crossentropy", "focal", "hinge", "squared_hinge"})
    all.push_back({name, Target::binary, 2, "class_weights=[0.5,3]"});
  for (const char* name : {"categorical_crossentropy", "focal"})
    all.push_back({name, Target::multiclass, 3, "class_weights=[0.5,3,1]"});
  all.push_back({"binary_crossentropy", Target::binary, 2, "label_smoothing=0.2"});
  all.push_back({"categorical_crossentropy", Target::multiclass, 4, "label_smoothing=0.2"});
  for (const char* gamma : {"gamma=0", "gamma=0.5", "gamma=5"}) {
    all.push_back({"focal", Target::binary, 2, gamma});
    all.push_back({"focal", Target::multiclass, 3, gamma});
  }
  all.push_back({"huber", Target::regression, 0, "delta=0.3"});
  all.push_back({"pinball", Target::regression, 0, "quantile=0.9"});
  return all;
}

/// A batch of scores away from the kinks of absolute errors and hinges.
struct Sample {
  Sample(const Case& one, std::size_t rows, RandomKey key)
      : scores(test::normals(rows * one.outputs(), key.with("z"))),
        values(test::normals(rows, key.with("v"))),
        weights(test::normals(rows, key.with("w"))),
        gradient(scores.size()),
        labels(rows) {
    for (std::size_t n = 0; n < rows; ++n) {
      values[n] = std::abs(values[n]);
      weights[n] = 0.1 + std::abs(weights[n]);
      labels[n] = static_cast<std::int32_t>(n % std::max<std::size_t>(one.classes, 1));
    }
    pass.rows = rows;
    pass.outputs = one.outputs();
    pass.scores = scores.data();
    pass.labels = labels.data();
    pass.values = values.data();
    pass.weights = weights.data();
    pass.gradient = gradient.data();
  }
  std::vector<double> scores, values, weights, gradient;
  std::vector<std::int32_t> labels;
  nn::LossPass<double> pass;
};

}  // namespace

TEST_CASE("the gradient of every loss follows the difference quotient") {
  for (const Case& one : cases())
    for (const std::size_t rows : {1, 2, 3, 5, 7, 8, 12, 31})
      for (const std::uint64_t seed : {1, 2, 3}) {
        CAPTURE(one.name, one.settings, rows, one.classes, seed);
        const auto loss = one.make();
        Sample sample(one, rows, RandomKey(seed).with(one.name));
        loss->run(sample.pass);
        nn::LossPass<double> pass = sample.pass;
        pass.gradient = nullptr;
        const auto value = [&] { return loss->run(pass); };
        CHECK(test::gradient_error(value, sample.scores.data(), sample.scores.size(),
                                   sample.gradient.data()) < 1e-6);
      }
}

TEST_CASE("every loss gives in float what it gives in double") {
  for (const Case& one : cases()) {
    CAPTURE(one.name, one.settings);
    const auto loss = one.make();
    Sample sample(one, 9, RandomKey(7));
    const std::vector<float> scores(sample.scores.begin(), sample.scores.end()),
        values(sample.values.begin(), sample.values.end()),
        weights(sample.weights.begin(), sample.weights.end());
    std::vector<float> gradient(scores.size());
    nn::LossPass<float> pass;
    pass.rows = 9;
    pass.outputs = one.outputs();
    pass.scores = scores.data();
    pass.labels = sample.labels.data();
    pass.values = values.data();
    pass.weights = weights.data();
    pass.gradient = gradient.data();
    CHECK(loss->run(pass) == Approx(loss->run(sample.pass)).epsilon(1e-5));
    for (std::size_t i = 0; i < gradient.size(); ++i)
      CHECK(gradient[i] == Approx(sample.gradient[i]).epsilon(1e-4).margin(1e-5));
  }
}

TEST_CASE("a row of weight 2 counts as two rows in every loss") {
  for (const Case& one : cases()) {
    CAPTURE(one.name, one.settings);
    const auto loss = one.make();
    Sample sample(one, 3, RandomKey(5));
    const std::size_t k = one.outputs();
    std::copy_n(sample.scores.data(), k, sample.scores.data() + k);
    sample.labels[1] = sample.labels[0];
    sample.values[1] = sample.values[0];
    const double weights[2] = {2, 1};
    nn::LossPass<double> twice = sample.pass, weighted = sample.pass;
    twice.weights = nullptr;
    weighted.rows = 2;
    weighted.scores += k;
    weighted.labels += 1;
    weighted.values += 1;
    weighted.weights = weights;
    CHECK(loss->run(twice) == Approx(loss->run(weighted)).epsilon(1e-12));
    CHECK(loss->run(twice) != 0);
  }
}

TEST_CASE("every loss stays finite with scores of any size") {
  for (const Case& one : cases()) {
    if (one.name == "poisson") continue;  // its scores are logarithms
    for (const float size : {-80.0F, 80.0F, -3e4F, 3e4F}) {
      CAPTURE(one.name, one.settings, size);
      std::vector<float> scores(one.outputs()), gradient(one.outputs());
      scores[0] = size;
      const std::int32_t label = 0;
      const float value = 1;
      nn::LossPass<float> pass;
      pass.rows = 1;
      pass.outputs = one.outputs();
      pass.scores = scores.data();
      pass.labels = &label;
      pass.values = &value;
      pass.gradient = gradient.data();
      CHECK(std::isfinite(one.make()->run(pass)));
      for (const float slope : gradient) CHECK(std::isfinite(slope));
    }
  }
}

TEST_CASE("predictions of the classifying losses are probabilities") {
  for (const Case& one : cases()) {
    if (one.target == Target::regression) continue;
    CAPTURE(one.name);
    std::vector<float> scores(one.outputs());
    scores[0] = 200;
    std::vector<double> p(one.classes);
    one.make()->predict(1, one.outputs(), scores.data(), p.data());
    double sum = 0;
    for (const double value : p) sum += value;
    CHECK(sum == Approx(1));
    CHECK(*std::max_element(p.begin(), p.end()) > 0.99);
  }
}

TEST_CASE("a loss that does not suit is refused with those that do") {
  schema::Chosen chosen = test::with_options(nn::loss_choices(), "huber");
  try {
    nn::make_loss(chosen, Target::binary, 2);
    FAIL("huber for classes");
  } catch (const UserError& error) {
    CHECK(error.code() == ExitCode::configuration);
    CHECK(std::string(error.what()) ==
          "train.loss: 'huber' does not suit a target of two classes\n"
          "  one of: binary_crossentropy, focal, hinge, squared_hinge");
  }
  chosen = test::with_options(nn::loss_choices(), "focal", "class_weights=[1,2]");
  CHECK_THROWS_WITH(nn::make_loss(chosen, Target::multiclass, 3),
                    Catch::Contains("train.loss.focal.class_weights: expected 3 numbers, one a "
                                    "class, got 2"));
}
