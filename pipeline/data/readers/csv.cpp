#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "core/base/text.hpp"
#include "pipeline/data/column_blocks.hpp"
#include "pipeline/data/readers/column_builder.hpp"
#include "pipeline/data/readers/encodings.hpp"
#include "pipeline/data/readers/plain_blocks.hpp"
#include "pipeline/data/readers/problem_list.hpp"
#include "pipeline/data/readers/readers.hpp"
#include "pipeline/data/readers/records.hpp"
#include "pipeline/data/readers/row_filler.hpp"
#include "pipeline/data/readers/sniff.hpp"

namespace dlflow::data {
namespace {

using Failure = SourceState::Failure;

/// What is found out from the beginning of a file before its rows are read.
struct Layout {
  char separator = ',';
  bool has_header = false;
  bool has_single_quotes = false, has_plain_quotes = false;
  std::vector<std::string> names;
  std::vector<bool> starts_as_text;  ///< one a column
};

/// Reads one file in one or two passes: columns that turn out to be text late are read again.
class CsvReading {
 public:
  CsvReading(const std::filesystem::path& file, const DataOptions& options,
             const ColumnSettings& settings, int threads, SourceEncoding encoding)
      : file_(file),
        name_(file.string()),
        options_(options),
        settings_(settings),
        threads_(threads),
        encoding_(encoding),
        marks_(options.marks()),
        missing_(options.missing, {}) {}

  ReadResult read() {
    ReadResult result;
    read_rows(result);
    const std::size_t count = builders_.size();
    std::vector<std::size_t> again;
    for (std::size_t c = 0; c < count; ++c)
      if (builders_[c].must_read_again()) again.push_back(c);
    if (!again.empty()) {
      std::vector<ColumnBuilder> first = std::move(builders_);
      for (const std::size_t c : again) layout_.starts_as_text[c] = true;
      only_ = again;
      ReadResult second;
      read_rows(second);
      for (const std::size_t c : again) first[c] = std::move(builders_[c]);
      builders_ = std::move(first);
    }
    finish(result);
    return result;
  }

 private:
  void read_rows(ReadResult& result) {
    Records records(file_, encoding_);
    const auto& lines = records.sample();
    if (!is_laid_out_) lay_out(lines, records.state(), result);
    records.separate_by(layout_.separator);
    if (layout_.has_plain_quotes) records.take_quotes_as_text();
    make_builders();
    ProblemList problems(name_);
    Record record;
    std::uint64_t row = 0;
    bool is_first = layout_.has_header, had_blocks = false;
    while (records.next(record)) {
      if (std::exchange(is_first, false)) continue;
      filler_.add(record, ++row, problems);
      // From the first block with a quote on, rows are read one by one.
      if (!records.has_sample() && !std::exchange(had_blocks, true))
        fill_from_plain_blocks(records, filler_, threads_, row, problems);
    }
    refuse_failure(records.state(), row + 1);
    problems.raise();
    if (row == 0)
      throw UserError(ExitCode::data, name_ + ": the file has a header but no rows",
                      "if its first row holds values, set define.data.header: false");
    result.content_hash = records.state().hash;
    if (records.blank_lines() > 0)
      result.notes.push_back(fmt::format("{} blank lines are skipped", records.blank_lines()));
    if (const auto joined = records.joined_records(); joined > 0 && layout_.separator == '\t')
      result.notes.push_back(fmt::format(
          "{} row{} line breaks between double quotes; if quotes are part of the texts, "
          "set data.quotes: none",
          joined, joined == 1 ? " holds" : "s hold"));
  }

  void refuse_failure(const SourceState& state, std::uint64_t row) const {
    if (state.failed_line.load() == 0) return;
    if (state.failure == Failure::not_utf8 && options_.encoding == Encoding::automatic)
      throw NotUtf8{};
    const Place place{name_, static_cast<int>(state.failed_line.load()), 0, ""};
    const auto refuse = [&](std::string_view what, std::string hint) {
      throw UserError(ExitCode::data,
                      {{place, "", fmt::format("row {} {}", row, what), std::move(hint)}});
    };
    if (state.failure == Failure::nul)
      refuse("holds a NUL byte", "a table is text: save it as UTF-8 (this may be UTF-16)");
    if (state.failure == Failure::too_long)
      refuse("is longer than 16 MiB", "is a line break or a closing quote missing?");
    refuse("is not valid UTF-8", "set data.encoding: latin1 or automatic");
  }

  void lay_out(const std::deque<std::string>& lines, const SourceState& state, ReadResult& result) {
    is_laid_out_ = true;
    choose_separator(lines, result);
    choose_quotes(lines, result);
    const SampleRows rows = sample_rows(lines, layout_.separator, layout_.has_plain_quotes);
    if (rows.empty()) {
      refuse_failure(state, 1);
      throw UserError(ExitCode::data,
                      name_ + (lines.empty() ? ": the file is empty" : ": the file has no rows"));
    }
    layout_.has_single_quotes = has_single_quotes(rows);
    filler_.read_as(layout_.separator, layout_.has_single_quotes);
    choose_header(rows, result);
    if (layout_.has_single_quotes)
      result.notes.push_back("single quotes around values are taken off");
    if (state.has_returns_only) result.notes.push_back("lines end with a carriage return alone");
    choose_storage(rows);
  }

  void choose_separator(const std::deque<std::string>& lines, ReadResult& result) {
    const std::string& given = options_.separator;
    std::string extension = file_.extension().string();
    if (extension == ".gz") extension = file_.stem().extension().string();
    if (!given.empty()) {
      layout_.separator = given == "tab" ? '\t' : given == "space" ? ' ' : given[0];
    } else if (extension == ".tsv") {
      layout_.separator = '\t';
    } else {
      layout_.separator =
          sniff_separator(lines, marks_.decimal, extension == ".txt" || extension == ".data");
      const char c = layout_.separator;
      if (c != ',')
        result.notes.push_back(
            fmt::format("cells are separated by {}", c == '\t'  ? "tabs"
                                                     : c == ' ' ? "white space"
                                                                : fmt::format("'{}'", c)));
    }
    result.separator = layout_.separator;
  }

  void choose_quotes(const std::deque<std::string>& lines, ReadResult& result) {
    const Quotes given = options_.quotes;
    const bool is_found = given == Quotes::automatic && layout_.separator == '\t' &&
                          has_quotations(lines, layout_.separator);
    layout_.has_plain_quotes = result.has_plain_quotes = is_found || given == Quotes::none;
    if (is_found)
      result.notes.push_back("double quotes are part of the text: cells go on behind them");
  }

  void choose_header(const SampleRows& rows, ReadResult& result) {
    const Header& header = options_.header;
    layout_.names = header.names;
    if (header.present || !header.names.empty()) {
      layout_.has_header = header.present.value_or(false);
    } else {
      const HeaderGuess guess = sniff_header(rows, missing_, marks_);
      layout_.has_header = guess.is_header;
      result.notes.push_back(
          fmt::format("the file has {} header: {}", guess.is_header ? "a" : "no", guess.reason));
    }
    result.has_header = layout_.has_header;
    const std::size_t columns = rows.front().size();
    if (layout_.names.empty() && layout_.has_header) layout_.names = rows.front();
    layout_.names.resize(std::max(columns, layout_.names.size()));
    if (!header.names.empty() && layout_.names.size() != header.names.size())
      refuse_names(header.names.size(), columns);
    if (header.names.size() > columns) refuse_names(header.names.size(), columns);
    std::map<std::string, std::size_t, std::less<>> seen;
    for (std::size_t c = 0; c < layout_.names.size(); ++c) {
      std::string& name = layout_.names[c];
      if (header.names.empty()) name = std::string(filler_.bare(name));
      if (name.empty()) name = fmt::format("column_{}", c);
      const auto [other, is_new] = seen.try_emplace(name, c);
      if (!is_new)
        throw UserError(
            ExitCode::data,
            {{{name_, 1, 0, ""},
              "",
              fmt::format("columns {} and {} are both named '{}'", other->second + 1, c + 1, name),
              "name them in data.header: [...]"}});
    }
  }

  [[noreturn]] void refuse_names(std::size_t names, std::size_t columns) const {
    throw UserError(ExitCode::data, fmt::format("{}: data.header names {} columns, the file has {}",
                                                name_, names, columns));
  }

  void choose_storage(const SampleRows& rows) {
    layout_.starts_as_text.assign(layout_.names.size(), false);
    column_options_ = options_of_columns(name_, layout_.names, settings_);
    for (std::size_t i = layout_.has_header ? 1 : 0; i < rows.size(); ++i)
      for (std::size_t c = 0; c < std::min(rows[i].size(), layout_.names.size()); ++c) {
        const std::string_view cell = filler_.bare(rows[i][c]);
        if (layout_.starts_as_text[c] || missing_for(c).contains(cell)) continue;
        const bool may_be_number = number_of(cell, marks_) || is_beyond_double(cell);
        layout_.starts_as_text[c] = !may_be_number;
      }
  }

  MissingTexts missing_for(std::size_t column) const {
    return {options_.missing, column_options_[column].missing};
  }

  void make_builders() {
    builders_.clear();
    for (std::size_t c = 0; c < layout_.names.size(); ++c)
      builders_.emplace_back(layout_.names[c], column_options_[c], missing_for(c), marks_,
                             layout_.starts_as_text[c]);
    std::vector<ColumnBuilder*> read(builders_.size(), nullptr);
    for (std::size_t c = 0; c < read.size() && only_.empty(); ++c) read[c] = &builders_[c];
    for (const std::size_t c : only_) read[c] = &builders_[c];
    filler_.fill(std::move(read));
  }

  void finish(ReadResult& result) {
    result.encoding = encoding_ == SourceEncoding::utf8 ? "utf8" : "latin1";
    for (ColumnBuilder& builder : builders_)
      result.table.columns.push_back(builder.finish(name_, result.notes));
  }

  std::filesystem::path file_;
  std::string name_;
  const DataOptions& options_;
  const ColumnSettings& settings_;
  int threads_;
  SourceEncoding encoding_;
  NumberMarks marks_;
  MissingTexts missing_;
  bool is_laid_out_ = false;
  Layout layout_;
  std::vector<ColumnOptions> column_options_;  ///< one a column
  std::vector<ColumnBuilder> builders_;
  std::vector<std::size_t> only_;  ///< the columns of the second pass
  RowFiller filler_;
};

ReadResult read_csv(const std::filesystem::path& file, const DataOptions& options,
                    const ColumnSettings& settings, int threads) {
  return in_encoding(options.encoding, [&](SourceEncoding encoding) {
    return CsvReading(file, options, settings, threads, encoding).read();
  });
}

}  // namespace

const ReaderKind& csv_reader() {
  static const ReaderKind kind{Format::csv, {".csv", ".tsv", ".txt", ".data"}, read_csv};
  return kind;
}

}  // namespace dlflow::data
