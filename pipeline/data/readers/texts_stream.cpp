#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/data/readers/encodings.hpp"
#include "pipeline/data/readers/lines.hpp"
#include "pipeline/data/readers/stream_layout.hpp"

namespace dlflow::data {
namespace {

/// New rows of one text column, a line each; an empty line is an empty text.
class TextsStream final : public RowStream {
 public:
  TextsStream(const std::string& file, const StreamColumns& wanted)
      : file_(shown_name(file)),
        wanted_(wanted),
        lines_(file, SourceEncoding::utf8, Encoding::automatic) {
    if (!reads_one_text(wanted_)) refuse_columns();
    layout_ = std::make_unique<StreamLayout>(file_, wanted_,
                                             std::vector<std::string>{wanted_.inputs[0].first});
  }

  bool next(Table& table) override {
    std::vector<ColumnBuilder> builders = layout_->builders();
    const std::uint64_t before = row_;
    std::string_view line;
    while (row_ - before < kRows && read_line(line)) {
      builders[0].add(line);
      ++row_;
    }
    if (row_ == 0)
      throw UserError(ExitCode::data, file_ + ": the file is empty", "give it at least one text");
    if (row_ == before) return false;
    table = layout_->table(builders, before);
    return true;
  }

 private:
  bool read_line(std::string_view& line) {
    try {
      return lines_.next(line);
    } catch (const NotUtf8&) {
      lines_.refuse("is not valid UTF-8", "convert it: iconv -f latin1 -t utf8");
    }
  }

  [[noreturn]] void refuse_columns() const {
    std::vector<std::string> names;
    for (const auto& [name, options] : wanted_.inputs) names.push_back("'" + name + "'");
    throw UserError(ExitCode::data,
                    fmt::format("{}: a text a line suits a model that reads one text column, and "
                                "this one reads {}",
                                file_, join(names, ", ")),
                    "give it a table with these columns, as csv, tsv or jsonl");
  }

  std::string file_;
  const StreamColumns wanted_;
  Lines lines_;
  std::unique_ptr<StreamLayout> layout_;
  std::uint64_t row_ = 0;
};

}  // namespace

bool reads_one_text(const StreamColumns& columns) {
  return columns.inputs.size() == 1 && columns.inputs[0].second.kind == ColumnKind::text;
}

std::unique_ptr<RowStream> texts_stream(const std::string& file, const StreamColumns& columns) {
  return std::make_unique<TextsStream>(file, columns);
}

}  // namespace dlflow::data
