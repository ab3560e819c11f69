#include <limits>

#include "core/base/error.hpp"
#include "pipeline/views/fitted_view.hpp"

/// Views as operations of a graph.
namespace dlflow::views {

using graph::Expression;
using graph::Type;

void LoweredBlock::add_numbers(const Expression& more) {
  numbers = numbers.empty() ? more.name() : graph::concat({value(numbers), more}).name();
}

namespace {

/// The code that the value `i` of a lowered column with so many labels stands for.
std::int32_t code_of(std::size_t i, std::size_t labels) {
  return i == labels       ? kMissing
         : i == labels + 1 ? kUnseen
                           : static_cast<std::int32_t>(std::min(i, labels));
}

constexpr std::size_t kStates = 3;  // missing, unseen, any other

}  // namespace

Expression lowered_codes(const Expression& codes, std::size_t labels, std::size_t width,
                         const std::function<void(std::int32_t, double*)>& fill) {
  std::vector<double> table((labels + kStates) * width);
  for (std::size_t i = 0; i < labels + kStates; ++i)
    fill(code_of(i, labels), table.data() + i * width);
  return codes.gather(std::move(table), width);
}

std::string recoded(const Expression& codes, std::size_t labels, std::size_t labels_after,
                    const std::function<std::int32_t(std::int32_t)>& code_after) {
  std::vector<double> table;
  for (std::size_t i = 0; i < labels + kStates; ++i) {
    const std::int32_t code = code_after(code_of(i, labels));
    const auto after = static_cast<std::int32_t>(labels_after);
    table.push_back(code == kMissing  ? after
                    : code == kUnseen ? after + 1
                    : code >= after   ? after + 2
                                      : code);
  }
  return codes.gather(std::move(table), 0, Type::i64).name();
}

LoweredBlock ColumnsView::lowered_inputs(const Chain& chain, graph::Graph& graph) const {
  LoweredBlock block{&graph, "", {}, "", ""};
  std::vector<Expression> numbers, dates;
  for (const std::size_t i : chain.inputs) {
    const Input& input = inputs_[i];
    const Type type = input.is_coded() ? Type::text : Type::f64;
    const Expression column(graph, graph.input({input.name, type, {1}}));
    if (input.is_coded()) {
      const Expression codes = column.apply("lookup", {}, {{"labels", input.labels}}).reshape({});
      block.codes.push_back(input.is_blank
                                ? recoded(codes, 0, 0, [](std::int32_t) { return kMissing; })
                                : codes.name());
    } else {
      constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
      (input.kind == InputKind::date ? dates : numbers)
          .push_back(input.is_blank ? where(is_missing(column), column, kNone) : column);
    }
  }
  if (!numbers.empty()) block.numbers = concat(numbers).name();
  if (!dates.empty()) block.dates = concat(dates).name();
  return block;
}

data::LoweredFeatures ColumnsView::lower(graph::Graph& graph) const {
  data::LoweredFeatures features;
  std::vector<Expression> dense, sparse;
  for (const Chain& chain : chains_) {
    LoweredBlock block = lowered_inputs(chain, graph);
    Layout layout = chain.start;
    for (const FittedStep& step : chain.steps) {
      step.transform->lower(layout, block);
      layout = step.transform->output(layout);
    }
    if (!layout.numbers.empty()) dense.push_back(block.value(block.numbers).to(Type::f32));
    if (!layout.sparse.empty()) sparse.push_back(block.value(block.sparse).to(Type::f32));
    features.columns += layout.numbers.size();
    for (std::size_t c = 0; c < layout.codes.size(); ++c) {
      const std::size_t labels = layout.codes[c].labels.size();
      // What a model sees has one code for all that is no label.
      features.codes.push_back(lowered_codes(block.value(block.codes[c]), labels, 1,
                                             [labels](std::int32_t code, double* out) {
                                               *out = code < 0 ? static_cast<double>(labels) : code;
                                             })
                                   .reshape({})
                                   .to(Type::i64)
                                   .name());
    }
  }
  samples_.lower(graph, dense, features);
  texts_.lower();
  if (!dense.empty()) features.dense = concat(dense).name();
  if (!sparse.empty()) features.sparse = concat(sparse).name();
  DLFLOW_REQUIRE(!graph.inputs.empty(), "a view that reads a column");
  features.rows = graph.inputs.front().name;
  return features;
}

}  // namespace dlflow::views
