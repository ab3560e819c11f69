#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/data/readers/column_builder.hpp"
#include "pipeline/data/readers/problem_list.hpp"
#include "pipeline/data/row_stream.hpp"

/// What the streams of text share: the columns wanted, found by name, and a table of them.
namespace dlflow::data {

/// One column of the source that is read.
struct StreamColumn {
  std::string name;
  ColumnOptions options;
  bool is_needed = true;
  bool is_pixel = false;  ///< of an image, which may lack none
  std::size_t at = 0;     ///< where it stands in the source
};

class StreamLayout {
 public:
  /// `there`: the names that the source has, in order. Throws UserError (data) naming each column
  /// that is needed and not there.
  StreamLayout(std::string file, const StreamColumns& wanted,
               const std::vector<std::string>& there);

  const std::vector<StreamColumn>& columns() const { return columns_; }
  /// Names of the source that the training file did not have.
  const std::vector<std::string>& unknown() const { return unknown_; }

  std::vector<ColumnBuilder> builders() const;
  /// The columns put together. `row` counts the rows before them. Throws UserError (data).
  Table table(std::vector<ColumnBuilder>& builders, std::uint64_t row) const;

 private:
  void want(const StreamColumns& wanted);
  void find(const std::vector<std::string>& there);
  Problem lacking_columns(const std::vector<std::string>& lacking,
                          const std::vector<std::string>& there) const;
  void check(const Table& table, std::uint64_t row) const;

  std::string file_;
  const StreamColumns& wanted_;
  std::vector<StreamColumn> columns_;
  std::vector<std::string> unknown_;
};

/// "new.csv"; "stdin" for "-".
std::string shown_name(const std::string& file);

/// Text with separators, and one JSON object a line.
std::unique_ptr<RowStream> csv_stream(const std::string& file, char separator,
                                      const StreamColumns& columns);
/// Whether the inputs are one text column.
bool reads_one_text(const StreamColumns& columns);
/// A text a line, for these.
std::unique_ptr<RowStream> texts_stream(const std::string& file, const StreamColumns& columns);
std::unique_ptr<RowStream> jsonl_stream(const std::string& file, const StreamColumns& columns);
/// A folder of images, or an archive of one.
std::unique_ptr<RowStream> image_stream(const std::string& file, const StreamColumns& columns);

}  // namespace dlflow::data
