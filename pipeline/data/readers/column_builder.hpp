#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "pipeline/data/column.hpp"
#include "pipeline/data/data_options.hpp"
#include "pipeline/data/number_marks.hpp"

namespace dlflow::data {

/// The texts that mean "no value", compared without case.
class MissingTexts {
 public:
  MissingTexts(const std::vector<std::string>& table, const std::vector<std::string>& column);
  bool contains(std::string_view text) const;
  /// One of them is a number, such as -999, so that numbers must be compared too.
  bool has_numbers() const { return has_numbers_; }

 private:
  std::vector<std::string> texts_;  ///< lower case
  bool has_numbers_ = false;
};

/// Grows one typed column, cell by cell. Numbers are tried first unless text was promised; at the
/// first cell that is no number the column asks to be read again as text, since the text of the
/// earlier numbers ("007") is not kept.
class ColumnBuilder {
 public:
  enum class Storage { number, coded, text };
  ColumnBuilder(std::string name, const ColumnOptions& options, MissingTexts missing,
                NumberMarks marks, bool starts_as_text);

  /// A cell that is not as promised: what is wrong with it.
  std::optional<std::string> add(std::string_view cell);

  /// Whether add_number and add_numbers may be used: plain numbers with '.', not compared to
  /// missing texts.
  bool takes_numbers() const { return takes_numbers_; }
  void add_number(double value) {
    column_.numbers.push_back(value);
    ++numbers_;
  }
  void add_numbers(std::span<const double> values) {
    column_.numbers.append(values);
    numbers_ += values.size();
  }

  bool must_read_again() const { return must_read_again_; }
  /// The column with its kind and the reason for it. Throws UserError (data) when the given kind
  /// does not fit. Notes what a user may have overlooked.
  Column finish(const std::string& file, std::vector<std::string>& notes);

 private:
  std::optional<std::string> add_to_numbers(std::string_view cell);
  void add_to_codes(std::string_view cell);
  void spill_codes();
  void note_odd_cell(std::vector<std::string>& notes) const;
  void note_numbers(std::vector<std::string>& notes);

  Column column_;
  ColumnOptions options_;
  MissingTexts missing_;
  NumberMarks marks_;
  Storage storage_;
  bool takes_numbers_ = false, must_read_again_ = false;
  std::uint64_t rows_ = 0, numbers_ = 0;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>> code_of_;
  std::string odd_;  ///< the first cell that is no number, and its row
  std::uint64_t odd_row_ = 0;
};

/// "inf", or a number that is too large or too small for a double: refused, never taken for text.
bool is_beyond_double(std::string_view cell);

/// Decides what a finished column means and stores it that way.
void infer_kind(Column& column);
/// Stores a column as the kind that was given. Throws UserError (data) when it does not fit.
void apply_kind(Column& column, ColumnKind kind, const std::string& file);
/// Stores what a column holds as texts of a kind, for the reason that is given.
void store_as_text(Column& column, ColumnKind kind, std::string reason);
/// Sorts the labels of codes: by value if all are numbers, else as text.
void sort_labels(Column& column);

}  // namespace dlflow::data
