#include <catch2/catch.hpp>

#include "core/nn/layer.hpp"
#include "flow.hpp"

using namespace dlflow;

namespace {

std::string refusal(const std::string& kind, const std::string& options, const Shape& input) {
  const schema::Chosen chosen = test::chosen_by_text(nn::layer_choices(), kind, options);
  const auto layer = nn::kind_of(*chosen.choice).make(chosen.options.get());
  try {
    return "takes it: " + text(layer->output_shape(input));
  } catch (const UserError& error) {
    CHECK(error.code() == ExitCode::configuration);
    const Problem& problem = error.problems().front();
    return (problem.path.empty() ? "" : problem.path + ": ") + problem.message + " | " +
           problem.hint;
  }
}

std::string load_problem(const std::string& kind, const std::string& options) {
  try {
    test::chosen_by_text(nn::layer_choices(), kind, options);
    return "";
  } catch (const UserError& error) {
    return error.problems().front().path + ": " + error.problems().front().message;
  }
}

}  // namespace

TEST_CASE("the example of every layer loads to the options of the example") {
  for (const nn::LayerKind& kind : nn::layer_kinds()) {
    CAPTURE(kind.choice.name, kind.choice.example);
    const std::string written = kind.choice.example;
    const schema::Chosen chosen =
        test::chosen_by_text(nn::layer_choices(), kind.choice.name, written);
    const schema::Node loaded = schema::dump(chosen);
    CHECK(loaded.same_value(schema::dump({&kind.choice, kind.example(), {}})));
  }
}

TEST_CASE("layers say which shape they want and which they got") {
  CHECK(refusal("max_pooling2d", "{}", {28, 28}) ==
        "expects (N, H, W, C), got (N, 28, 28) | use the kind that ends in 1d");
  CHECK(refusal("max_pooling1d", "{}", {28, 28, 3}) ==
        "expects (N, T, C), got (N, 28, 28, 3) | use the kind that ends in 2d");
  CHECK(refusal("global_average_pooling2d", "{}", {7}) ==
        "expects (N, H, W, C), got (N, 7) | put 'reshape' before it");
  CHECK(refusal("average_pooling2d", "{pool_size: [3, 9]}", {4, 8, 2}) ==
        "expects at least one window, got (N, 4, 8, 2) with windows of 3 x 9 | choose a smaller "
        "pool_size, or padding: same");
  CHECK(refusal("cropping2d", "{cropping: [2, 1]}", {4, 8, 2}) ==
        "cannot cut 4 rows and 2 columns from (N, 4, 8, 2) | leave at least one");
  CHECK(refusal("cropping1d", "{cropping: 1}", {2, 2}) ==
        "cannot cut 2 steps from (N, 2, 2) | leave at least one");
  CHECK(refusal("reshape", "{target_shape: [4, -1]}", {2, 3}) ==
        "cannot make (N, 4, -1) of (N, 2, 3) | a row has 6 values");
  CHECK(refusal("permute", "{dims: [2, 1]}", {2, 3, 4}) ==
        "expects 2 axes behind N, got (N, 2, 3, 4) | name each axis in dims, from 1");
  CHECK(refusal("spatial_dropout", "{}", {4}) ==
        "expects (N, T, C) or (N, H, W, C), got (N, 4) | use 'dropout'");
  CHECK(
      refusal("embedding", "{input_dim: 3, output_dim: 2}", {4, 2}) ==
      "expects codes (N, T) or (N, T, 1), got (N, 4, 2) | put it first, over one column of codes");
  CHECK(refusal("residual", "{layers: [{dense: {units: 3}}]}", {4}) ==
        "cannot add (N, 3) of 'layers' and (N, 4) of 'shortcut' | give one of them layers that end "
        "in the shape of the other");
  CHECK(refusal("residual", "{layers: [elu, {dense: {units: 3}}]}", {4, 5}) ==
        "layers.1.dense: expects (N, F), got (N, 4, 5) | put 'flatten' before it");
  CHECK(refusal("parallel", "{branches: [[flatten], []]}", {4, 5}) ==
        "cannot concat (N, 20) of 'branches.0' and (N, 4, 5) of 'branches.1' | all axes but the "
        "last must agree");
}

TEST_CASE("options of layers that contradict each other are refused") {
  CHECK(load_problem("permute", "{dims: [1, 3]}") == "permute.dims: expects each of 1 to 2 once");
  CHECK(load_problem("reshape", "{target_shape: [-1, -1]}") ==
        "reshape.target_shape: takes -1 once at most");
  CHECK(load_problem("reshape", "{target_shape: [0, 2]}") ==
        "reshape.target_shape: expects at least one extent, and none that is 0");
  CHECK(load_problem("max_pooling1d", "{pool_size: [2, 3]}") ==
        "max_pooling1d.pool_size: expects one number, got 2");
  CHECK(load_problem("upsampling2d", "{size: [2, 3, 4]}") ==
        "upsampling2d.size: expects one number or 2, got 3");
  CHECK(load_problem("zero_padding1d", "{padding: [1, 1, 1]}") ==
        "zero_padding1d.padding: expects one number or 2, got 3");
  CHECK(load_problem("parallel", "{branches: [[elu]]}") ==
        "parallel.branches: expects at least two branches");
  CHECK(load_problem("residual", "{layers: []}") == "residual.layers: expects at least one layer");
}
