#include <catch2/catch.hpp>

#include "core/nn/chain.hpp"
#include "pipeline/export/onnx/onnx.hpp"
#include "pipeline/export/onnx/operations.hpp"

using namespace dlflow;
using exporting::onnx::Message;

namespace {

std::string hex(const std::string& bytes) {
  static const char* kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += {kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return out;
}

/// The graph of one layer over x.
graph::Graph graph_of(const schema::Chosen& chosen, const Shape& input) {
  const nn::Chain chain({chosen}, input);
  const std::vector<float> weights(chain.block() + 1, 0.5F),
      statistics(chain.statistics_block() + 1, 1.0F);
  graph::Graph graph;
  graph.output = graph.input({"x", graph::Type::f32, input});
  chain.lower(graph, weights.data(), statistics.data());
  graph.results = {{"y", graph.output, graph::Type::f32, chain.output()}};
  return graph;
}

}  // namespace

// The examples of https://protobuf.dev/programming-guides/encoding.
TEST_CASE("messages are in the wire format of protocol buffers") {
  Message number, text, list, negative, real, outer;
  number.integer(1, 150);
  CHECK(hex(number.bytes()) == "089601");
  text.text(2, "testing");
  CHECK(hex(text.bytes()) == "120774657374696e67");
  list.integers(6, {3, 270, 86942});
  CHECK(hex(list.bytes()) == "3206038e029ea705");
  negative.integer(1, -2);
  CHECK(hex(negative.bytes()) == "08feffffffffffffffff01");
  real.real(1, 1.0F);
  CHECK(hex(real.bytes()) == "0d0000803f");
  outer.message(3, number);
  CHECK(hex(outer.bytes()) == "1a03089601");
}

TEST_CASE("raw numbers are little-endian") {
  using exporting::onnx::little_endian;
  CHECK(hex(little_endian<float>({1, -2})) == "0000803f000000c0");
  CHECK(hex(little_endian<double>({1})) == "000000000000f03f");
  CHECK(hex(little_endian<std::int64_t>({258, -1})) == "0201000000000000ffffffffffffffff");
}

TEST_CASE("every layer has a counterpart in ONNX") {
  for (const nn::LayerKind& kind : nn::layer_kinds()) {
    INFO(kind.choice.name);
    const graph::Graph graph = graph_of({&kind.choice, kind.example(), {}}, kind.inputs.front());
    CHECK(exporting::onnx::to_onnx(graph, {"a layer", ""}).size() > 100);
  }
}

TEST_CASE("a recurrent layer with a function that ONNX does not know is refused") {
  std::vector<Problem> problems;
  schema::Node options = schema::Node::map();
  options.at("units") = schema::Node::scalar("3");
  options.at("activation") = schema::Node::scalar("selu");
  const schema::Choice* lstm = schema::find_choice(nn::layer_choices(), "lstm");
  const schema::Chosen chosen = schema::load_options(*lstm, options, problems, "");
  REQUIRE(problems.empty());
  try {
    exporting::onnx::to_onnx(graph_of(chosen, {4, 2}), {"a layer", ""});
    FAIL("it was taken");
  } catch (const UserError& error) {
    CHECK(error.problems().front().message ==
          "a layer of kind 'lstm' with the activation 'selu' has no counterpart in ONNX");
  }
}
