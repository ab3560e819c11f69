#include "pipeline/models/over_dense.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/graph/expression.hpp"

namespace dlflow::models {
namespace {

/// As many values of float take half a gigabyte, and some models keep them in double too.
constexpr std::size_t kMostDense = std::size_t{1} << 27;

}  // namespace

std::string too_many_values(const Problem& problem) {
  if (problem.sparse_columns == 0) return "";
  const std::size_t columns = problem.dense_columns + problem.sparse_columns;
  if (problem.rows * columns <= kMostDense) return "";
  return fmt::format(
      "needs every value in memory, and {} rows of {} columns are too many; let the steps of the "
      "view make fewer",
      counted(problem.rows), counted(columns));
}

Problem without_sparse(const Problem& problem) {
  Problem out = problem;
  out.dense_columns += out.sparse_columns;
  out.sparse_columns = out.sparse_values = 0;
  return out;
}

data::Features without_sparse(const data::Features& x) {
  data::Features out;
  out.rows = x.rows;
  out.codes = x.codes;
  out.sequences = x.sequences;
  out.images = x.images;
  out.missing = x.missing;
  out.places = x.places;
  out.dense_names = x.dense_names;
  out.dense_names.insert(out.dense_names.end(), x.sparse_names.begin(), x.sparse_names.end());
  out.dense = Matrix<float>(x.rows, x.dense.columns + x.sparse.columns);
  for (std::size_t n = 0; n < x.rows; ++n) x.sparse.write_behind(x.dense, n, 0, out.dense.row(n));
  return out;
}

data::LoweredFeatures without_sparse(graph::Graph& graph, const data::LoweredFeatures& x) {
  data::LoweredFeatures out = x;
  if (x.sparse.empty()) return out;
  out.sparse.clear();
  out.dense =
      x.dense.empty() ? x.sparse : graph::concat({{graph, x.dense}, {graph, x.sparse}}).name();
  return out;
}

}  // namespace dlflow::models
