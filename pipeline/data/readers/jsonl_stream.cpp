#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/data/readers/encodings.hpp"
#include "pipeline/data/readers/lines.hpp"
#include "pipeline/data/readers/stream_layout.hpp"

namespace dlflow::data {
namespace {

using nlohmann::json;

/// New rows as JSON, one object a line; null is a missing value.
class JsonlStream final : public RowStream {
 public:
  JsonlStream(const std::string& file, const StreamColumns& wanted)
      : file_(shown_name(file)),
        wanted_(wanted),
        lines_(file, SourceEncoding::utf8, Encoding::automatic) {
    if (!read_row())
      throw UserError(ExitCode::data, file_ + ": the file is empty", "give it at least one row");
    ProblemList problems(file_);
    check_row(problems);
    problems.raise();
    std::vector<std::string> names;
    for (const auto& [name, value] : row_value_.items()) names.push_back(name);
    layout_ = std::make_unique<StreamLayout>(file_, wanted_, names);
    unknown_ = layout_->unknown();
  }

  bool next(Table& table) override {
    if (!is_held_) return false;
    std::vector<ColumnBuilder> builders = layout_->builders();
    ProblemList problems(file_);
    const std::uint64_t before = row_ - 1;
    do {
      if (check_row(problems)) add_row(builders, problems);
      is_held_ = read_row();
    } while (is_held_ && row_ - before <= kRows);
    problems.raise();
    table = layout_->table(builders, before);
    if (!is_held_) hash_ = lines_.hash();
    return true;
  }

 private:
  /// The next line that is not blank, parsed; false at the end.
  bool read_row() {
    std::string_view line;
    do {
      try {
        if (!lines_.next(line)) return false;
      } catch (const NotUtf8&) {
        lines_.refuse("is not valid UTF-8", "JSON is UTF-8: convert it with iconv");
      }
    } while (line.empty());
    ++row_;
    row_value_ = json::parse(line, nullptr, false);
    is_held_ = true;
    return true;
  }

  bool check_row(ProblemList& problems) const {
    if (row_value_.is_object()) return true;
    problems.add(row_, lines_.number(),
                 row_value_.is_discarded()
                     ? " is not valid JSON; expected an object a line"
                     : fmt::format(" holds {}, expected an object", kind_of(row_value_)));
    return false;
  }

  static std::string kind_of(const json& value) {
    return value.is_array() ? "an array" : value.is_object() ? "an object" : value.dump();
  }

  void add_row(std::vector<ColumnBuilder>& builders, ProblemList& problems) const {
    for (std::size_t c = 0; c < builders.size(); ++c) {
      const StreamColumn& column = layout_->columns()[c];
      const auto at = row_value_.find(column.name);
      if (at == row_value_.end() && column.is_needed) {
        problems.add(row_, lines_.number(),
                     fmt::format(" has no '{}'; a missing value is null", column.name));
        continue;
      }
      const auto text = at == row_value_.end() ? std::string() : text_of(*at);
      if (!text) {
        problems.add(row_, lines_.number(),
                     fmt::format(", column '{}': expected a number, a text, true, false or null, "
                                 "got {}",
                                 column.name, kind_of(*at)));
        continue;
      }
      if (const auto wrong = builders[c].add(*text))
        problems.add(row_, lines_.number(), ", " + *wrong);
    }
  }

  /// The value as a cell of the training file holds it, a number with the marks of that file; none
  /// where no cell can.
  std::optional<std::string> text_of(const json& value) const {
    if (value.is_null()) return "";
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number_float()) {
      std::string text = shortest(value.get<double>());
      std::ranges::replace(text, '.', wanted_.marks.decimal);
      return text;
    }
    if (value.is_number() || value.is_boolean()) return value.dump();
    return std::nullopt;
  }

  std::string file_;
  const StreamColumns wanted_;
  Lines lines_;
  std::unique_ptr<StreamLayout> layout_;
  json row_value_;        ///< the row that was read and is not yet in a table
  bool is_held_ = false;  ///< there is one
  std::uint64_t row_ = 0;
};

}  // namespace

std::unique_ptr<RowStream> jsonl_stream(const std::string& file, const StreamColumns& columns) {
  return std::make_unique<JsonlStream>(file, columns);
}

}  // namespace dlflow::data
