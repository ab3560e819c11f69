#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "pipeline/harness/predictor.hpp"

namespace dlflow::stages {

/// How predictions are written: a table, an object a line, or the two columns of a submission.
enum class PredictionFormat { csv, jsonl, submission };
std::span<const std::string_view> names_of(PredictionFormat);

/// Writes predictions as text, piece by piece.
///
///     csv          row,TARGET[,low,high] or row,TARGET,p(A),p(B)[,in(A),in(B)]
///     jsonl        {"row":1,"prediction":..,"low":..,"high":..}, or "probabilities" and "set"
///     submission   ID,TARGET
///
/// A row is its number, from 1, or what a column names it, under the name of that column.
class PredictionText {
 public:
  /// `level`: of intervals; none: no intervals. `id`: the column that names
  /// rows; "": their numbers do, which a submission has no room for.
  /// Throws UserError (usage) when the model has no calibration or too little of it.
  PredictionText(const harness::Predictor& predictor, PredictionFormat format,
                 std::optional<double> level, std::string id);

  std::string header() const;
  /// Whether there are intervals and they depend on how many steps ahead a row is.
  bool widens() const { return widens_; }
  /// Appends the lines of predicted rows: `index` are their rows in the table, of which `before`
  /// rows were written in earlier tables. Throws UserError (data) when the id is not there.
  void append(const data::Rows& rows, std::size_t before, const data::Predictions& predictions,
              std::string& out) const;

 private:
  /// half: of the width of the interval; not looked at where there are none, or sets.
  void csv_row(std::span<const double> values, double half, std::string& out) const;
  void jsonl_row(std::span<const double> values, double half, std::string& out) const;
  bool is_in_set(std::span<const double> values, std::size_t k) const;

  std::vector<double> half_widths(const data::Rows& rows) const;

  const harness::Predictor& predictor_;
  const harness::Framing& framing_;
  PredictionFormat format_;
  std::string id_;
  std::optional<double> level_, threshold_;  ///< of intervals, of a conformal score
  bool widens_ = false;
  std::vector<std::string> csv_classes_, json_classes_;  ///< as they are written
  std::string json_name_;                                ///< of the first member of an object
};

}  // namespace dlflow::stages
