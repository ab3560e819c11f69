#pragma once

#include "pipeline/data/dates.hpp"
#include "tests/core/graph/interpreter.hpp"
#include "tests/onnx/models.hpp"

/// Rows of a table as the inputs of a model's graph.
namespace dlflow::test {

using Fed = std::map<std::string, graph::test::Value>;

inline graph::test::Value fed_column(const data::Column& column, std::size_t rows) {
  graph::test::Value out{graph::Type::f64, {rows, 1}, {}, {}};
  if (column.is_coded()) out.type = graph::Type::text;
  for (std::size_t n = 0; n < rows; ++n)
    if (column.is_coded())
      out.texts.push_back(column.text(n));
    else if (column.is_number())
      out.numbers.push_back(column.numbers[n]);
    else
      out.numbers.push_back(data::parse_date(column.texts[n]).value_or(std::nan("")));
  return out;
}

inline graph::test::Value fed_images(const samples::ImageBlock& block, std::size_t rows) {
  graph::test::Value out{
      graph::Type::f32, {rows, block.height, block.width, block.channels}, {}, {}};
  for (std::size_t i = 0; i < rows * block.values_per_image(); ++i)
    out.numbers.push_back(block.pixel(i));
  return out;
}

/// Sequences as long as the longest, NaN behind each.
inline graph::test::Value fed_series(const samples::SequenceBlock& block, std::size_t rows,
                                     graph::test::Value& steps) {
  std::size_t longest = 1;
  steps = {graph::Type::i64, {rows}, {}, {}};
  for (std::size_t n = 0; n < rows; ++n) longest = std::max(longest, block.length(n));
  graph::test::Value out{graph::Type::f32, {rows, longest, block.channels}, {}, {}};
  for (std::size_t n = 0; n < rows; ++n) {
    steps.numbers.push_back(static_cast<double>(block.length(n)));
    for (const float value : block.sequence(n)) out.numbers.push_back(value);
    out.numbers.resize((n + 1) * longest * block.channels, std::nan(""));
  }
  return out;
}

inline Fed inputs_of(const graph::Graph& graph, const data::Table& table) {
  Fed all;
  for (const data::Column& column : table.columns) {
    if (column.is_image()) all[column.name] = fed_images(*column.images, table.rows());
    if (column.is_series())
      all[column.name] = fed_series(*column.series, table.rows(), all[column.name + " steps"]);
    if (!column.is_image() && !column.is_series())
      all[column.name] = fed_column(column, table.rows());
  }
  Fed wanted;
  for (const graph::Input& input : graph.inputs) wanted[input.name] = all.at(input.name);
  return wanted;
}

inline data::Predictions predictions_of(const harness::Predictor& predictor, const Rows& rows) {
  std::vector<data::RowIndex> index(rows.truth.size());
  std::iota(index.begin(), index.end(), data::RowIndex{0});
  return predictor.predict({&rows.table, index});
}

}  // namespace dlflow::test
