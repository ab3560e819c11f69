#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/data/readers/column_builder.hpp"
#include "pipeline/data/readers/encodings.hpp"
#include "pipeline/data/readers/lines.hpp"
#include "pipeline/data/readers/problem_list.hpp"
#include "pipeline/data/readers/readers.hpp"

namespace dlflow::data {
namespace {

constexpr const char* kSeries = "series";

/// What the lines with @ before the rows say. Numbers are 0 where nothing is said.
struct Header {
  bool is_missing_allowed = true;
  std::size_t channels = 0, steps = 0;
  enum class Answer { none, label, value } answer = Answer::none;
  std::set<std::string, std::less<>> labels;
};

bool is_comment(std::string_view line) { return line.empty() || line[0] == '#' || line[0] == '%'; }

class TsHeader {
 public:
  explicit TsHeader(Lines& lines) : lines_(lines) {}

  Header read() {
    std::string_view line;
    while (lines_.next(line)) {
      if (is_comment(line)) continue;
      if (line.front() != '@')
        lines_.refuse(
            "expected a line that begins with @, got '" + std::string(line.substr(0, 40)) + "'",
            "rows stand below @data");
      if (read_line(line)) return header_;
    }
    lines_.refuse("the file ends before @data");
  }

 private:
  /// True for @data.
  bool read_line(std::string_view line) {
    std::vector<std::string> words;
    for (const std::string_view word : split(line, ' '))
      if (!trim(word).empty()) words.emplace_back(trim(word));
    std::string key = words.front();
    std::transform(key.begin(), key.end(), key.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (key == "@data") return true;
    if (key == "@timestamps" && flag(words))
      lines_.refuse("the series carry time stamps, which are not read",
                    "write plain values, one a step, with @timeStamps false");
    if (key == "@missing") header_.is_missing_allowed = flag(words);
    if (key == "@univariate" && flag(words)) header_.channels = 1;
    if (key == "@dimensions") header_.channels = count(words);
    if (key == "@serieslength") header_.steps = count(words);
    if (key == "@classlabel" && flag(words)) {
      header_.answer = Header::Answer::label;
      header_.labels.insert(words.begin() + 2, words.end());
    }
    if (key == "@targetlabel" && flag(words)) header_.answer = Header::Answer::value;
    static const std::set<std::string_view> kKnown = {
        "@problemname", "@timestamps",  "@missing",      "@univariate", "@dimensions",
        "@dimension",   "@equallength", "@serieslength", "@classlabel", "@targetlabel"};
    if (!kKnown.contains(key))
      lines_.refuse("expected @data or a property such as @classLabel, got '" + key.substr(0, 40) +
                    "'");
    return false;
  }

  bool flag(const std::vector<std::string>& words) const {
    if (words.size() > 1 && (words[1] == "true" || words[1] == "false")) return words[1] == "true";
    lines_.refuse(fmt::format("expected true or false after {}, got '{}'", words[0],
                              words.size() > 1 ? words[1].substr(0, 40) : ""));
  }

  std::size_t count(const std::vector<std::string>& words) const {
    const auto n = parse_integer(words.size() > 1 ? words[1] : "");
    if (n && *n >= 1 && *n <= 1'000'000'000) return static_cast<std::size_t>(*n);
    lines_.refuse(fmt::format("expected a number of 1 or more after {}, got '{}'", words[0],
                              words.size() > 1 ? words[1].substr(0, 40) : ""));
  }

  Lines& lines_;
  Header header_;
};

class TsReading {
 public:
  TsReading(const std::filesystem::path& file, const DataOptions& options,
            const ColumnSettings& settings, SourceEncoding encoding)
      : name_(file.string()),
        lines_(file, encoding, options.encoding),
        header_(TsHeader(lines_).read()),
        problems_(name_),
        block_(std::make_shared<samples::SequenceBlock>()),
        answer_(answer_builder(settings)) {
    block_->channels = std::max<std::size_t>(header_.channels, 1);
  }

  ReadResult read() {
    std::string_view line;
    while (lines_.next(line)) {
      if (is_comment(line)) continue;
      ++row_;
      add_row(line);
    }
    problems_.raise();
    if (row_ == 0) lines_.refuse("there are no rows below @data");
    return finish();
  }

 private:
  bool has_answer() const { return header_.answer != Header::Answer::none; }
  const char* answer_name() const {
    return header_.answer == Header::Answer::value ? "target" : "class";
  }

  ColumnBuilder answer_builder(const ColumnSettings& settings) const {
    ColumnOptions options;
    for (const auto& [name, own] : settings)
      if (name == answer_name()) options = own;
    if (!options.kind)
      options.kind =
          header_.answer == Header::Answer::value ? ColumnKind::number : ColumnKind::category;
    return {answer_name(), options, MissingTexts({"?"}, options.missing), {}, true};
  }

  void problem(const std::string& what) { problems_.add(row_, lines_.number(), what); }

  void add_row(std::string_view line) {
    if (line.find('(') != line.npos)
      return problem(" carries time stamps in brackets, which are not read");
    auto parts = split(line, ':');
    std::string_view answer;
    if (has_answer()) {
      answer = trim(parts.back());
      parts.pop_back();
    }
    if (header_.channels == 0)
      header_.channels = block_->channels = std::max<std::size_t>(parts.size(), 1);
    if (parts.size() != header_.channels)
      return problem(fmt::format(" has {} channel{}{}, expected {}", parts.size(),
                                 parts.size() == 1 ? "" : "s", has_answer() ? " and a class" : "",
                                 header_.channels));
    if (!add_series(parts) || !has_answer()) return;
    if (!header_.labels.empty() && !header_.labels.contains(answer) && answer != "?")
      return problem(fmt::format(": class '{}' is none of the {} that @classLabel names",
                                 answer.substr(0, 40), header_.labels.size()));
    if (const auto wrong = answer_.add(answer)) problem(", " + *wrong);
  }

  static std::size_t steps_of(std::string_view channel) {
    if (trim(channel).empty()) return 0;
    return static_cast<std::size_t>(std::count(channel.begin(), channel.end(), ',')) + 1;
  }

  /// Values stand channel after channel in the file, step after step in the block.
  bool add_series(const std::vector<std::string_view>& channels) {
    const std::size_t begin = block_->values.size();
    const std::size_t steps = channels.empty() ? 0 : steps_of(channels.front());
    // All are counted first: one long channel beside many must not claim memory for all.
    for (std::size_t c = 0; c < channels.size(); ++c) {
      if (steps_of(channels[c]) == steps) continue;
      problem(fmt::format(": channel {} has {} values, channel 1 has {}", c + 1,
                          steps_of(channels[c]), steps));
      return false;
    }
    block_->values.resize(begin + steps * channels.size());
    for (std::size_t c = 0; c < channels.size() && steps > 0; ++c) {
      const auto cells = split(channels[c], ',');
      for (std::size_t t = 0; t < steps; ++t)
        block_->values[begin + t * channels.size() + c] = value(trim(cells[t]), c, t);
    }
    if (header_.steps > 0 && steps != header_.steps)
      problem(fmt::format(" has {} steps, @seriesLength is {}", steps, header_.steps));
    block_->offsets.push_back(block_->offsets.back() + steps);
    return true;
  }

  float value(std::string_view cell, std::size_t channel, std::size_t step) {
    constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
    if (cell == "?" || cell == "NaN") {
      if (!header_.is_missing_allowed)
        problem(fmt::format(": channel {}, step {} is missing, although @missing is false",
                            channel + 1, step + 1));
      return kNone;
    }
    const auto number = parse_number(cell);
    if (number && std::isfinite(static_cast<float>(*number))) return static_cast<float>(*number);
    problem(fmt::format(": channel {}, step {}: '{}' is not a number", channel + 1, step + 1,
                        cell.substr(0, 40)));
    return kNone;
  }

  ReadResult finish() {
    ReadResult result;
    result.has_header = true;
    result.content_hash = lines_.hash();
    Column series;
    series.name = kSeries;
    series.kind = ColumnKind::series;
    series.reason = "each row of the file is a series";
    series.series = std::move(block_);
    result.table.columns.push_back(std::move(series));
    if (!has_answer()) return result;
    Column answer = answer_.finish(name_, result.notes);
    answer.reason = header_.answer == Header::Answer::value ? "declared by @targetLabel"
                                                            : "declared by @classLabel";
    if (answer.kind == ColumnKind::category && answer.labels.size() == 2)
      answer.kind = ColumnKind::binary;
    result.target = answer.name;
    result.table.columns.push_back(std::move(answer));
    return result;
  }

  std::string name_;
  Lines lines_;
  Header header_;
  ProblemList problems_;
  std::shared_ptr<samples::SequenceBlock> block_;
  ColumnBuilder answer_;
  std::uint64_t row_ = 0;
};

ReadResult read_ts(const std::filesystem::path& file, const DataOptions& options,
                   const ColumnSettings& settings, int) {
  return in_encoding(options.encoding, [&](SourceEncoding encoding) {
    return TsReading(file, options, settings, encoding).read();
  });
}

}  // namespace

const ReaderKind& ts_reader() {
  static const ReaderKind kind{Format::ts, {".ts"}, read_ts};
  return kind;
}

}  // namespace dlflow::data
