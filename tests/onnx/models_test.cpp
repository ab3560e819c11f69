#include <onnx/checker.h>
#include <onnx/onnx_pb.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

#include "core/base/text.hpp"
#include "pipeline/export/export.hpp"
#include "pipeline/export/onnx/onnx.hpp"
#include "tests/core/graph/layer_case.hpp"
#include "tests/onnx/feeding.hpp"
#include "tests/pipeline/temporary_folder.hpp"

using namespace dlflow;

namespace {

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

template <class T, class Show>
std::string list(const std::vector<T>& values, const Show& show) {
  std::string out;
  for (const T& value : values) out += (out.empty() ? "" : ",") + show(value);
  return "[" + out + "]";
}

/// NaN and infinities have no numbers in JSON.
std::string shown(double value) {
  return std::isnan(value)   ? "null"
         : std::isinf(value) ? quoted(value > 0 ? "inf" : "-inf")
                             : shortest(value);
}

std::string tensor(const graph::test::Value& value) {
  static const std::map<graph::Type, std::string> kTypes = {{graph::Type::f32, "float32"},
                                                            {graph::Type::f64, "float64"},
                                                            {graph::Type::i64, "int64"},
                                                            {graph::Type::text, "string"}};
  return "{\"type\":" + quoted(kTypes.at(value.type)) +
         ",\"dims\":" + list(value.shape, [](std::size_t n) { return std::to_string(n); }) +
         ",\"data\":" +
         (value.type == graph::Type::text ? list(value.texts, quoted)
                                          : list(value.numbers, shown)) +
         "}";
}

/// What the runtime is asked, and what it must answer.
struct Question {
  std::string name, model;
  test::Fed inputs;
  std::vector<std::string> classes;
  std::vector<double> wanted;
};

Question question_of(const test::Case& one) {
  const auto predictor = test::made(one, test::made_rows({300, 1, false, one.has_samples}));
  const test::Rows rows = test::made_rows({1000, 2, true, one.has_samples});
  const data::Predictions wanted = test::predictions_of(predictor, rows);
  const std::string model = exporting::exported(predictor, exporting::Format::onnx);
  // What was kept and read again is the same model.
  const auto again = harness::Predictor::load(predictor.save());
  CHECK(exporting::exported(again, exporting::Format::onnx) == model);
  return {one.name,
          model,
          test::inputs_of(predictor.lower(), rows.table),
          predictor.framing.classes,
          {wanted.values.begin(), wanted.values.end()}};
}

Question question_of(const test::LayerCase& one) {
  return {"layer: " + one.name,
          exporting::onnx::to_onnx(one.graph, {"layer", ""}),
          one.inputs,
          {},
          {one.wanted.begin(), one.wanted.end()}};
}

/// Questions in a folder for compare.cjs.
class Runtime {
 public:
  void add(const Question& question) {
    INFO(question.name);
    onnx::ModelProto model;
    REQUIRE(model.ParseFromString(question.model));
    CHECK(model.ir_version() == 8);
    REQUIRE_NOTHROW(onnx::checker::check_model(model));
    const std::string file = (folder_ / std::to_string(++count_)).string();
    std::ofstream(file + ".onnx", std::ios::binary) << question.model;
    std::string inputs;
    for (const auto& [name, value] : question.inputs)
      inputs += (inputs.empty() ? "" : ",") + quoted(name) + ":" + tensor(value);
    std::ofstream(file + ".json") << "{\"name\":" << quoted(question.name) << ",\"inputs\":{"
                                  << inputs << "},\"classes\":" << list(question.classes, quoted)
                                  << ",\"wanted\":" << list(question.wanted, shown) << "}";
  }
  /// Whether all answers are as wanted; prints how near each is.
  bool ask() const {
    const std::string modules = DLFLOW_ONNX_TOOLS "/node_modules";
    const std::string command = "NODE_PATH='" + modules +
                                "' node '" DLFLOW_SOURCE_DIR "/tests/onnx/compare.cjs' '" +
                                folder_.path().string() + "'";
    return std::system(command.c_str()) == 0;
  }

 private:
  TemporaryFolder folder_;
  int count_ = 0;
};

}  // namespace

TEST_CASE("every kind of model and step is valid ONNX and says the same in ONNX Runtime") {
  Runtime runtime;
  const std::vector<test::Case> cases = test::all_cases();
  CHECK(cases.size() >= 30);
  for (const test::Case& one : cases) runtime.add(question_of(one));
  CHECK(runtime.ask());
}

TEST_CASE("every layer is valid ONNX and says the same in ONNX Runtime") {
  Runtime runtime;
  for (const test::LayerCase& one : test::layer_cases()) runtime.add(question_of(one));
  CHECK(runtime.ask());
}
