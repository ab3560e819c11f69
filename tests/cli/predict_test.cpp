#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "tests/cli/binary.hpp"

using namespace dlflow;

TEST_CASE("the model of every kind that a run or a fit saved can be shown and predicts") {
  const std::string model = GENERATE("logistic_regression", "mlp", "xgboost", "average", "one fit");
  CAPTURE(model);
  const TemporaryFolder scratch;
  const std::string data = DLFLOW_SOURCE_DIR "/datasets/iris.csv";
  std::ofstream(scratch / "keep.yaml") << "project: keep\n"
                                          "define: {data: " +
                                              data +
                                              ", target: species}\n"
                                              "evaluate:\n"
                                              "  cross_validation: {folds: 3}\n"
                                              "  models:\n"
                                              "    logistic_regression:\n"
                                              "    xgboost: {rounds: 5}\n"
                                              "    mlp: {hidden: [8]}\n";
  const bool is_one_fit = model == "one fit";
  std::vector<std::string> words = {is_one_fit ? "train" : "run", scratch / "keep.yaml", "--runs",
                                    scratch / "runs"};
  if (is_one_fit)
    words.insert(words.end(), {"--model", "mlp"});
  else
    words.insert(words.end(), {"--set", "present.model=" + model});
  const Outcome made = Binary(scratch, words, scratch.path()).wait();
  INFO(made.err);
  REQUIRE(made.code == 0);

  const std::string file = is_one_fit ? scratch / "runs/keep/train/mlp.safetensors"
                                      : scratch / "runs/keep/1/model.safetensors";
  const Outcome shown = Binary(scratch, {"show", file}, scratch.path()).wait();
  INFO(shown.err);
  CHECK(shown.code == 0);
  const Outcome predicted = Binary(scratch, {"predict", file, data}, scratch.path()).wait();
  INFO(predicted.err);
  CHECK(predicted.code == 0);
  CHECK(std::count(predicted.out.begin(), predicted.out.end(), '\n') == 151);
}
