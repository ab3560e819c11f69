#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/data/table.hpp"
#include "pipeline/views/transform.hpp"

/// From the columns of a table to blocks.
namespace dlflow::views {

enum class InputKind { number, binary, category, date };
std::span<const std::string_view> names_of(InputKind);

/// A column that a view reads.
struct Input {
  std::string name;
  InputKind kind = InputKind::number;
  bool is_coded() const { return kind == InputKind::binary || kind == InputKind::category; }
  std::vector<std::string> labels;  ///< of a coded column: those that training rows hold
  bool is_blank = false;  ///< no training row has a value; then it is missing in every row
};

/// The columns of `inputs` that have a number, category or date kind, in that order.
/// Throws UserError (data) when the table has no such column.
std::vector<Input> read_inputs(const data::TrainingRows& rows,
                               const std::vector<std::string>& inputs);

/// An input found in a table, which may be another than the one it was fitted on.
class Source {
 public:
  /// Throws UserError (data): the column is missing or of another kind.
  Source(const Input& input, const data::Table& table);
  /// Appends the values of the block's rows to it, codes by the labels of the input.
  /// Throws UserError (data) at a text that is no date.
  void gather(std::span<const Piece> rows, Block& block) const;
  /// Of a number column: its values in these rows.
  ColumnValues numbers(std::span<const Piece> rows) const;
  /// The same of one piece, side by side: where they lie in the column, or in `buffer`.
  const double* numbers(const Piece& rows, std::vector<double>& buffer) const;

 private:
  void gather_codes(std::span<const Piece> rows, std::vector<std::int32_t>& codes) const;
  void gather_dates(std::span<const Piece> rows, std::vector<double>& dates) const;

  const data::Column* column_;
  InputKind kind_;
  bool is_blank_;
  std::vector<std::int32_t> code_of_;  ///< the input's code of each of the table's codes
};

}  // namespace dlflow::views
