#include <catch2/catch.hpp>

#include "tests/cli/binary.hpp"

using namespace dlflow;

namespace {

void write_config(const std::filesystem::path& path, const std::string& train) {
  std::ofstream(path) << "project: own\n"
                         "define:\n"
                         "  data: " DLFLOW_SOURCE_DIR
                         "/datasets/iris.csv\n"
                         "  target: species\n"
                         "evaluate:\n"
                         "  models:\n"
                         "    own:\n"
                         "      kind: network\n"
                         "      layers: [{dense: 8}, {dropout: 0.2}, {dense: 8}]\n"
                         "      train: "
                      << train << "\n";
}

Outcome train(const TemporaryFolder& scratch, const std::string& runs,
              std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"train", scratch / "own.yaml", "--runs", scratch / runs});
  return Binary(scratch, more, scratch.path()).wait();
}

std::string file(const TemporaryFolder& scratch, const std::string& runs, const std::string& name) {
  return scratch / (runs + "/own/train/" + name);
}

}  // namespace

TEST_CASE("a training that is stopped goes on to the model of one that is not") {
  const auto [number, code] =
      GENERATE(table<int, int>({{SIGTERM, 75}, {SIGUSR1, 75}, {SIGINT, 130}}));
  const TemporaryFolder scratch;
  write_config(scratch / "own.yaml",
               "{epochs: 3000, early_stopping: {patience: 100000}, schedule: cosine,"
               " optimizer: {adam: {use_ema: true}}}");
  REQUIRE(train(scratch, "whole").code == 0);

  int stops = 0;
  Outcome last{75, "", ""};
  for (int i = 0; i < 20 && last.code != 0; ++i) {
    const Binary binary(scratch, {"train", scratch / "own.yaml", "--runs", scratch / "pieces"},
                        scratch.path());
    if (i < 3 && binary.says("epoch")) binary.send(number);
    last = binary.wait();
    INFO(last.err);
    if (i > 0 && stops > 0) CHECK(last.err.find("goes on from ") != std::string::npos);
    if (last.code == 0) continue;
    CHECK(last.code == code);
    CHECK(last.err.find("run again to go on from ") != std::string::npos);
    CHECK(std::filesystem::exists(file(scratch, "pieces", "own.checkpoint.safetensors")));
    ++stops;
  }
  CHECK(stops > 0);
  REQUIRE(last.code == 0);
  for (const char* name : {"own.safetensors", "own.curve.csv"}) {
    CAPTURE(name);
    CHECK(text_of(file(scratch, "whole", name)) == text_of(file(scratch, "pieces", name)));
  }
  CHECK(!std::filesystem::exists(file(scratch, "pieces", "own.checkpoint.safetensors")));
}

TEST_CASE("a checkpoint of other options begins anew, a damaged one ends with exit 8") {
  const TemporaryFolder scratch;
  write_config(scratch / "own.yaml", "{epochs: 1000000}");
  const Binary binary(scratch, {"train", scratch / "own.yaml", "--runs", scratch / "runs"},
                      scratch.path());
  REQUIRE(binary.says("epoch"));
  binary.send(SIGTERM);
  REQUIRE(binary.wait().code == 75);
  const std::string checkpoint = file(scratch, "runs", "own.checkpoint.safetensors");
  const std::string kept = text_of(checkpoint);

  std::ofstream(checkpoint, std::ios::binary) << kept.substr(0, kept.size() - 5);
  const Outcome damaged = train(scratch, "runs");
  CHECK(damaged.code == 8);
  CHECK(damaged.err.find("own.checkpoint.safetensors: truncated") != std::string::npos);

  std::ofstream(checkpoint, std::ios::binary) << kept;
  write_config(scratch / "own.yaml", "{epochs: 3}");
  const Outcome anew = train(scratch, "runs");
  INFO(anew.err);
  CHECK(anew.code == 0);
  CHECK(anew.err.find("is of other options or data: begins anew") != std::string::npos);
  CHECK(anew.err.find("epoch 1/3") != std::string::npos);
  CHECK(!std::filesystem::exists(checkpoint));
}

TEST_CASE("the lines of a training in a pipe are plain and fit 80 columns") {
  const TemporaryFolder scratch;
  write_config(scratch / "own.yaml", "{epochs: 5, early_stopping: 3}");
  const Outcome outcome =
      Binary(scratch, {"train", scratch / "own.yaml", "--runs", scratch / "runs"}, scratch.path(),
             {{"COLUMNS", "80"}})
          .wait();
  REQUIRE(outcome.code == 0);
  std::istringstream lines(outcome.err);
  for (std::string line; std::getline(lines, line);) {
    CHECK(line.size() <= 80);
    CHECK(line.find('\r') == std::string::npos);
  }
  CHECK(outcome.err.find("val_loss ") != std::string::npos);
  CHECK(outcome.err.find("accuracy ") != std::string::npos);
  CHECK(outcome.out.find("5 epochs in ") != std::string::npos);
}

TEST_CASE("the rate finder prints a table and a rate, and stores nothing") {
  const TemporaryFolder scratch;
  write_config(scratch / "own.yaml", "{epochs: 3}");
  const Outcome text = train(scratch, "runs", {"--find-rate"});
  INFO(text.err);
  CHECK(text.code == 0);
  CHECK(text.out.find("learning rate") != std::string::npos);
  CHECK(text.out.find("it falls fastest at ") != std::string::npos);
  CHECK(train(scratch, "runs", {"--find-rate"}).out == text.out);
  CHECK(!std::filesystem::exists(scratch / "runs/own/train"));
}
