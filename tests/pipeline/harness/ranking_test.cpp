#include "pipeline/harness/ranking.hpp"

#include <catch2/catch.hpp>

using namespace dlflow;
using namespace dlflow::harness;

namespace {

/// A model with a score on each of six folds.
CandidateResult scored(const std::string& model, const std::vector<double>& scores,
                       const models::ModelKind* kind = nullptr) {
  CandidateResult out;
  out.candidate.model = model;
  out.candidate.view = "standard";
  out.candidate.kind = kind;
  out.test_share = 0.2;
  for (const double score : scores) {
    FoldResult& fold = out.folds.emplace_back();
    fold.scores["rmse"] = score;
  }
  return out;
}

/// Scores around a mean, the order of which tells nothing of the model.
std::vector<double> around(double mean, double spread) {
  std::vector<double> scores;
  for (const double step : {-1.0, 0.6, 1.0, -0.7, 0.3, -0.2})
    scores.push_back(mean + spread * step);
  return scores;
}

CandidateResult naive(double mean) {
  const schema::Choice* choice = schema::find_choice(models::model_choices(), "mean");
  REQUIRE(choice);
  return scored("mean", around(mean, 0.01), &models::kind_of(*choice));
}

std::string words_of(std::vector<CandidateResult> results) {
  return rank(results, *metrics::find_metric("rmse"), 1).in_words;
}

}  // namespace

TEST_CASE("the sentence of ties names the models") {
  const auto low = scored("a", around(1, 0.01)), near = scored("b", {1.0, 1.0, 1.01, 1, 1, 0.99});
  const auto high = scored("c", around(2, 0.01)), higher = scored("d", around(3, 0.01));
  CHECK(words_of({low, naive(5)}) == "a / standard is the only model");
  CHECK(words_of({low, high, naive(5)}) == "a / standard is better than c / standard");
  CHECK(words_of({low, high, higher, naive(5)}) == "a / standard is better than every other model");
  CHECK(words_of({low, near, naive(5)}) == "a / standard and b / standard cannot be told apart");
  CHECK(words_of({low, near, high, naive(5)}) ==
        "a / standard and b / standard cannot be told apart; a / standard is better than c / "
        "standard");
  CHECK(words_of({low, near, high, higher, naive(5)}) ==
        "a / standard and b / standard cannot be told apart; a / standard is better than the 2 "
        "other models");
}

TEST_CASE("the sentence of ties counts the models where many are tied") {
  const auto tied = [](const char* name) { return scored(name, around(1, 0.01)); };
  CHECK(words_of({tied("a"), tied("b"), tied("c"), tied("d"), naive(5)}) ==
        "the 4 models cannot be told apart");
  CHECK(words_of(
            {tied("a"), tied("b"), tied("c"), tied("d"), scored("e", around(2, 0.01)), naive(5)}) ==
        "the best 4 models cannot be told apart; a / standard is better than e / standard");
  // The third one has a wide interval.
  CHECK(words_of({tied("a"), tied("b"), tied("c"), scored("d", around(1.2, 0.01)),
                  scored("e", around(1.5, 1.5)), naive(5)}) ==
        "3 models cannot be told apart from a / standard, which is better than d / standard");
}

TEST_CASE("the sentence of ties says where a model is not shown to be better than the naive one") {
  const auto low = scored("a", around(1, 0.3)), high = scored("c", around(2, 0.3));
  CHECK(words_of({low, naive(1.02)}) ==
        "a / standard is the only model; it is not shown to be better than naive (mean)");
  CHECK(words_of({low, scored("b", around(1, 0.3)), naive(1.02)}) ==
        "a / standard and b / standard cannot be told apart; a / standard is not shown to be "
        "better than naive (mean)");
  CHECK(words_of({low, high, naive(0.9)}) ==
        "a / standard is better than c / standard; naive (mean) scores better");
}
