#include "pipeline/stages/config_changes.hpp"

#include <catch2/catch.hpp>

#include "pipeline/config/yaml.hpp"
#include "pipeline/stages/run_texts.hpp"

using namespace dlflow;

namespace {

std::vector<std::string> changes(const std::string& before, const std::string& after) {
  std::vector<std::string> out;
  for (const auto& change : stages::option_changes(config::parse_yaml(before, "before"),
                                                   config::parse_yaml(after, "after")))
    out.push_back(in_words(change));
  return out;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("changes between configurations name paths and values, prose left out") {
  CHECK(
      changes("project: a\nx: {y: 1, units: [64, 32]}\nold: 2\n",
              "project: b\nx: {y: 1, units: [128, 64]}\nnew: {a: {b: 3}}\n") ==
      Lines{"x.units [64, 32] -> [128, 64]", "new added as {a: {b: 3}}", "old removed, it was 2"});
}

TEST_CASE("a model that one configuration has is named without its options") {
  CHECK(changes("evaluate: {models: {knn: {k: 5}, lda: {shrinkage: 0}}}",
                "evaluate: {models: {knn: {k: 7}, svm: {C: 1, kernel: rbf}}}") ==
        Lines{"evaluate.models.knn.k 5 -> 7", "evaluate.models.svm added",
              "evaluate.models.lda removed"});
  CHECK(changes("evaluate: {models: {}}", "evaluate: {models: {knn: {k: 7}, lda: {}}}") ==
        Lines{"evaluate.models the defaults -> [knn, lda]"});
}

TEST_CASE("steps of a view are written as a person would, and cut when they are long") {
  const std::string impute = "{impute: {value: '', neighbors: 5, indicator: false}}";
  CHECK(changes("prepare: {views: {v: {number: [" + impute + ", {standardize: {}}]}}}",
                "prepare: {views: {v: {number: [" + impute + ", {robust: {low: 0.1}}]}}}") ==
        Lines{"prepare.views.v.number [impute, standardize] -> [impute, {robust: {low: 0.1}}]"});
  CHECK(changes("prepare: {views: {v: {number: [{clip: {by: iqr}}]}}}",
                "prepare: {views: {v: {number: [{clip: {by: sigma}}]}}}") ==
        Lines{"prepare.views.v.number.0.clip.by iqr -> sigma"});
  const auto cut = changes("x: " + std::string(300, 'y'), "x: z");
  REQUIRE(cut.size() == 1);
  CHECK(cut[0] == "x " + std::string(100, 'y') + "... -> z");
}

TEST_CASE("another kind is one change") {
  CHECK(changes("optimizer: {adam: {learning_rate: 0.5}}", "optimizer: {sgd: {momentum: 0.5}}") ==
        Lines{"optimizer {adam: {learning_rate: 0.5}} -> {sgd: {momentum: 0.5}}"});
}

TEST_CASE("fields of a CSV line are read back as they were") {
  const Lines fields = {"1", "a \"b\", c", "two\nlines", ""};
  std::string line;
  for (const std::string& field : fields)
    line += (line.empty() ? "" : ",") + stages::csv_field(field);
  CHECK(stages::csv_records(line + "\nx,y\n") == std::vector<Lines>{fields, {"x", "y"}});
  CHECK(stages::csv_records("").empty());
}
