#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/data/readers/row_filler.hpp"
#include "pipeline/data/readers/sniff.hpp"
#include "pipeline/data/readers/stream_layout.hpp"

namespace dlflow::data {
namespace {

/// New rows of a text with separators.
class CsvStream final : public RowStream {
 public:
  CsvStream(const std::string& file, char separator, const StreamColumns& wanted)
      : file_(shown_name(file)), wanted_(wanted), records_(file, SourceEncoding::utf8) {
    const auto& lines = records_.sample();
    if (file == "-" && !lines.empty() && lines.front().starts_with("{\""))
      throw UserError(ExitCode::usage, "stdin looks like JSON, but is read as csv",
                      "say --input-format jsonl");
    if (separator == 0) {
      const bool with_spaces = file.ends_with(".txt") || file.ends_with(".data");
      separator = sniff_separator(lines, wanted_.marks.decimal, with_spaces);
    }
    const SampleRows rows = sample_rows(lines, separator, wanted_.has_plain_quotes);
    if (rows.empty()) {
      refuse_failure();
      throw UserError(ExitCode::data, file_ + ": the file is empty", "give it at least one row");
    }
    filler_.read_as(separator, has_single_quotes(rows));
    records_.separate_by(separator);
    if (wanted_.has_plain_quotes) records_.take_quotes_as_text();
    std::vector<std::string> names = rows.front();
    for (std::string& name : names) name = std::string(filler_.bare(name));
    is_at_header_ = wanted_.has_header || are_names(names);
    if (!is_at_header_) names = names_without_header(names.size());
    layout_ = std::make_unique<StreamLayout>(file_, wanted_, names);
    unknown_ = layout_->unknown();
    if (std::find(names.begin(), names.end(), wanted_.target) == names.end())
      records_.stop_hashing();
    width_ = names.size();
  }

  bool next(Table& table) override {
    std::vector<ColumnBuilder> builders = layout_->builders();
    std::vector<ColumnBuilder*> at(width_, nullptr);
    for (std::size_t c = 0; c < builders.size(); ++c) at[layout_->columns()[c].at] = &builders[c];
    filler_.fill(std::move(at));
    ProblemList problems(file_);
    const std::uint64_t before = row_;
    Record record;
    while (row_ - before < kRows) {
      if (!records_.next(record)) {
        // The source reads ahead: only here is the line that failed the next one.
        refuse_failure();
        break;
      }
      if (is_at_header_) {
        is_at_header_ = false;
        continue;
      }
      filler_.add(record, ++row_, problems);
    }
    problems.raise();
    if (row_ == before) {
      hash_ = records_.state().hash;
      if (row_ == 0) throw UserError(ExitCode::data, file_ + ": the file has a header but no rows");
      return false;
    }
    table = layout_->table(builders, before);
    return true;
  }

 private:
  /// Whether a first row that need not be a header is one: it holds the names of most columns.
  bool are_names(const std::vector<std::string>& cells) const {
    const auto is_known = [&](const std::string& cell) {
      return std::find(wanted_.names.begin(), wanted_.names.end(), cell) != wanted_.names.end();
    };
    const auto known = std::count_if(cells.begin(), cells.end(), is_known);
    return 2 * static_cast<std::size_t>(known) > wanted_.names.size();
  }

  /// The names of a file that has none: as the training file's columns stood, with or without the
  /// target.
  std::vector<std::string> names_without_header(std::size_t cells) const {
    std::vector<std::string> names = wanted_.names;
    if (cells == names.size()) return names;
    std::erase(names, wanted_.target);
    if (cells == names.size()) return names;
    throw UserError(ExitCode::data,
                    fmt::format("{} has {} columns, but the model was trained on {}, or {} without "
                                "the target '{}'",
                                file_, cells, wanted_.names.size(), names.size(), wanted_.target),
                    "the training file named no columns, so they are told by their order");
  }

  void refuse_failure() const {
    using Failure = SourceState::Failure;
    const SourceState& state = records_.state();
    const auto line = state.failed_line.load();
    if (line == 0) return;
    const auto refuse = [&](const char* what, const char* hint) {
      throw UserError(ExitCode::data, {{{file_, static_cast<int>(line), 0, ""},
                                        "",
                                        fmt::format("row {} {}", row_ + 1, what),
                                        hint}});
    };
    if (state.failure == Failure::nul)
      refuse("holds a NUL byte", "a table is text: save it as UTF-8 (this may be UTF-16)");
    if (state.failure == Failure::too_long)
      refuse("is longer than 16 MiB", "is a line break or a closing quote missing?");
    refuse("is not valid UTF-8", "convert it: iconv -f latin1 -t utf8");
  }

  std::string file_;
  const StreamColumns wanted_;
  Records records_;
  RowFiller filler_;
  std::unique_ptr<StreamLayout> layout_;
  std::size_t width_ = 0;
  bool is_at_header_ = false;
  std::uint64_t row_ = 0;
};

}  // namespace

std::unique_ptr<RowStream> csv_stream(const std::string& file, char separator,
                                      const StreamColumns& columns) {
  return std::make_unique<CsvStream>(file, separator, columns);
}

}  // namespace dlflow::data
