#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/data/reader.hpp"

namespace dlflow::data {

/// How new rows are written. `automatic` goes by the end of the name; what comes without a name is
/// csv. `texts` is a text a line, for a model whose only input is a text column; so is .txt for it.
enum class StreamFormat { automatic, csv, tsv, jsonl, texts, arff, ts, idx, npy, images };
std::span<const std::string_view> names_of(StreamFormat);

/// What is wanted of new rows, by name.
struct StreamColumns {
  ColumnSettings inputs;           ///< columns that must be there, each with its kind
  std::vector<std::string> texts;  ///< columns taken as text where they are there
  std::vector<std::string> names;  ///< of the columns that the training file had, in order
  std::string target;              ///< the one of them that new rows may lack
  bool has_header = true;          ///< text names its columns in the first row
  std::vector<std::string> missing = default_missing_texts();  ///< texts that mean "no value"
  NumberMarks marks;
  DateOrder dates = DateOrder::automatic;
  bool has_plain_quotes = false;  ///< double quotes are characters like any other, in text
};

/// New rows of a file or of standard input, some at a time: text in pieces of kRows rows and images
/// in pieces of 64 MiB, so that memory does not grow with their number; other formats at once.
class RowStream {
 public:
  static constexpr std::size_t kRows = 16384;

  virtual ~RowStream() = default;
  /// The next rows, in a table of its own: the inputs with the kinds wanted, then the texts that
  /// are there. False when there are no more. Throws UserError (data) with file, line, row and
  /// column of what cannot be read.
  virtual bool next(Table& table) = 0;
  /// Columns that neither the model nor its training file knows.
  const std::vector<std::string>& unknown() const { return unknown_; }
  /// The column that names each row by what it is: of images their files; "" where there is none.
  virtual std::string name_column() const { return ""; }
  /// What there is to say of what was read so far, in sentences.
  virtual std::vector<std::string> notes() const { return {}; }
  /// SHA-256 of the bytes that were read, hex, once the end is reached; it may be "" where the
  /// rows come without the target, and are no rows to be judged on.
  const std::string& hash() const { return hash_; }

 protected:
  std::vector<std::string> unknown_;
  std::string hash_;
};

/// Opens a file, or standard input where it is "-". Throws UserError (data) when there is no such
/// file, its format is not known, it is empty or a column that is wanted is not there (all of them
/// at once); EnvironmentError when the system refuses to read it.
std::unique_ptr<RowStream> open_stream(const std::string& file, StreamFormat format,
                                       const StreamColumns& columns);

}  // namespace dlflow::data
