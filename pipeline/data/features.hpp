#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/samples/images.hpp"
#include "core/samples/sequences.hpp"
#include "core/samples/sparse_rows.hpp"
#include "core/tensor/matrix.hpp"
#include "pipeline/data/row_ties.hpp"

namespace dlflow::data {

/// What is predicted. The task decides the output layer, the loss, the metrics and the splits.
enum class Task { binary, multiclass, regression };
std::span<const std::string_view> names_of(Task);
inline bool has_classes(Task task) { return task != Task::regression; }

/// The codes of one category column, for models that embed or split them.
struct CodeColumn {
  std::string name;
  int cardinality = 0;              ///< codes are in [0, cardinality); the last means "unseen"
  std::vector<std::int32_t> codes;  ///< one per row
};

using SparseRows = samples::SparseRows;

/// Numbers that no step has filled: the first column that lacks some.
struct MissingNumbers {
  std::string column;
  std::size_t values = 0;  ///< of that column, at least 1
  /// "6 in column 'age'"
  std::string in_words() const { return std::to_string(values) + " in column '" + column + "'"; }
};

/// Where N rows stand in time series; empty where they are of none.
struct SeriesPlaces {
  std::vector<std::int32_t> series;  ///< of each row
  /// Of each row, ascending in a series: from its first time where its times keep to a pace, so
  /// that a time without a row is a step too; else the rows before it.
  std::vector<std::int64_t> steps;
  std::size_t season = 1;   ///< steps from one season to the next
  std::size_t horizon = 0;  ///< steps ahead that are judged, at most; 0: not known

  bool is_empty() const { return series.empty(); }
};

/// What a view yields for N rows: the parts of one row side by side. Empty parts hold nothing.
struct Features {
  std::size_t rows = 0;
  Matrix<float> dense;                    ///< (N, F); columns == 0 when there are no numbers
  std::vector<std::string> dense_names;   ///< F names, such as "age" or "colour=red"
  std::optional<MissingNumbers> missing;  ///< set where a dense value is missing (NaN)
  std::vector<CodeColumn> codes;
  SparseRows sparse;                      ///< (N, S) behind the dense ones; columns == 0: none
  std::vector<std::string> sparse_names;  ///< S names, such as "message=free"
  samples::Sequences sequences;           ///< N, or none; steps is set
  samples::Images images;                 ///< N, or none
  SeriesPlaces places;                    ///< set beside what the view yields
};

/// Features as values of a graph, by name; empty where there are none.
struct LoweredFeatures {
  std::string dense;               ///< (N, F) in f32
  std::size_t columns = 0;         ///< F
  std::string sparse;              ///< (N, S) in f32, every value written out
  std::vector<std::string> codes;  ///< (N) in i64, of each code column
  std::string sequences;           ///< (N, T, C) in f32
  std::string steps;               ///< the real ones of each sequence (N) in i64; "": all are real
  std::string images;              ///< (N, H, W, C) in f32
  std::string rows;                ///< any value of N rows
};

/// The truth for N rows, in the same order as the features.
struct Target {
  Task task = Task::regression;
  int classes = 0;                   ///< K; 2 for binary, 0 for regression
  std::vector<std::int32_t> labels;  ///< class indices; for binary 1 is the positive class
  std::vector<double> values;        ///< of regression
  std::vector<double> weights;       ///< empty: all 1
  RowTies ties = {};                 ///< for cuts inside a fit
  /// Of rows of time series that are judged: the series of each, and its mean absolute and square
  /// naive error where it was learnt from (metrics::naive_error). Else empty.
  std::vector<std::int32_t> series = {};
  std::vector<double> naive_absolute = {}, naive_square = {};
  std::size_t rows() const { return classes > 0 ? labels.size() : values.size(); }
  /// Some rows, in the order given.
  template <class Index>
  Target picked(std::span<const Index> rows) const {
    Target out;
    out.task = task;
    out.classes = classes;
    const auto pick = [rows](const auto& all, auto& some) {
      if (all.empty()) return;
      some.reserve(rows.size());
      for (const Index row : rows) some.push_back(all[row]);
    };
    pick(labels, out.labels);
    pick(values, out.values);
    pick(weights, out.weights);
    pick(series, out.series);
    pick(naive_absolute, out.naive_absolute);
    pick(naive_square, out.naive_square);
    out.ties = ties.picked(rows);
    return out;
  }
};

/// Predictions for N rows: (N, K) class probabilities that sum to 1 (K == 2 for binary, column 1
/// the positive class), or (N, 1) values.
using Predictions = Matrix<double>;

}  // namespace dlflow::data
