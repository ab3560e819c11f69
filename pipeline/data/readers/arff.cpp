#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/data/column_blocks.hpp"
#include "pipeline/data/readers/arff_tokens.hpp"
#include "pipeline/data/readers/column_builder.hpp"
#include "pipeline/data/readers/encodings.hpp"
#include "pipeline/data/readers/lines.hpp"
#include "pipeline/data/readers/problem_list.hpp"
#include "pipeline/data/readers/readers.hpp"

namespace dlflow::data {
namespace {

/// A few bytes of a sparse file can claim any number of zeros.
constexpr std::uint64_t kMostCells = std::uint64_t{1} << 30;
constexpr std::size_t kMostAttributes = 1'000'000;
/// The archive of UCR names the steps of a series att1, att2, ...
constexpr std::size_t kShortestSeries = 8;

enum class Type { number, nominal, text, date };

struct Attribute {
  std::string name;
  Type type = Type::number;
  std::vector<std::string> labels;  ///< of a nominal one, as declared
  std::set<std::string, std::less<>> known;
};

/// The attributes of a file, up to its @data.
class Header {
 public:
  explicit Header(Lines& lines) : lines_(lines) {
    std::string_view text;
    while (lines_.next(text)) {
      if (text.empty() || text.front() == '%') continue;
      if (text.front() != '@')
        lines_.refuse(
            "expected a line that begins with @, got '" + std::string(text.substr(0, 40)) + "'",
            "rows stand below @data");
      ArffLine line(text);
      const std::string word = lower_case(line.word("", true)->text);
      if (word == "@data") {
        finish();
        return;
      }
      if (word == "@attribute")
        add(line);
      else if (word != "@relation")
        lines_.refuse("expected @relation, @attribute or @data, got '" + word.substr(0, 40) + "'");
    }
    lines_.refuse("the file ends before @data");
  }

  std::vector<Attribute> attributes;

 private:
  void finish() const {
    if (attributes.empty()) lines_.refuse("@data stands here, but no @attribute before it");
  }

  ArffToken required(ArffLine& line, std::string_view ends, bool blanks_end, const char* what) {
    const auto token = line.word(ends, blanks_end);
    if (!token) lines_.refuse("a quote is opened that is never closed");
    if (token->text.empty() && !token->is_quoted)
      lines_.refuse(fmt::format("expected {}, got none", what));
    return *token;
  }

  void add(ArffLine& line) {
    Attribute attribute;
    attribute.name = required(line, "{", true, "the name of an attribute").text;
    if (!names_.insert(attribute.name).second)
      lines_.refuse("a second attribute is named '" + attribute.name + "'");
    if (attributes.size() >= kMostAttributes)
      lines_.refuse(fmt::format("there are more than {} attributes", kMostAttributes));
    if (line.take('{'))
      read_labels(line, attribute);
    else
      attribute.type = type_of(lower_case(required(line, "", true, "a type").text), attribute.name);
    attributes.push_back(std::move(attribute));
  }

  void read_labels(ArffLine& line, Attribute& attribute) {
    attribute.type = Type::nominal;
    while (!line.take('}')) {
      const ArffToken label = required(line, ",}", false, "a value between { and }");
      if (!attribute.known.insert(label.text).second)
        lines_.refuse(
            fmt::format("attribute '{}' names the value '{}' twice", attribute.name, label.text));
      attribute.labels.push_back(label.text);
      if (!line.take(',') && line.is_at_end())
        lines_.refuse(
            fmt::format("attribute '{}': the list of values is not closed by }}", attribute.name));
    }
  }

  Type type_of(const std::string& word, const std::string& name) const {
    if (word == "numeric" || word == "real" || word == "integer") return Type::number;
    if (word == "string") return Type::text;
    if (word == "date") return Type::date;
    if (word == "relational")
      lines_.refuse(
          fmt::format("attribute '{}' is relational, and tables within a cell are not read", name),
          "series of several channels: take the .ts file of the same data");
    lines_.refuse(
        fmt::format("attribute '{}': expected numeric, real, integer, string, date or "
                    "{{a, b}}, got '{}'",
                    name, word.substr(0, 40)));
  }

  Lines& lines_;
  std::set<std::string> names_;
};

/// The rows of a file, cell by cell into typed columns.
class ArffReading {
 public:
  ArffReading(const std::filesystem::path& file, const DataOptions& options,
              const ColumnSettings& settings, SourceEncoding encoding)
      : name_(file.string()),
        lines_(file, encoding, options.encoding),
        attributes_(Header(lines_).attributes),
        problems_(name_) {
    for (const Attribute& attribute : attributes_) names_.push_back(attribute.name);
    given_ = options_of_columns(name_, names_, settings);
    // In ARFF a lone ? alone is missing, whatever a table may use.
    const bool is_default = options.missing == default_missing_texts();
    missing_ = is_default ? std::vector<std::string>{"?"} : options.missing;
    for (std::size_t c = 0; c < attributes_.size(); ++c) {
      ColumnOptions own = given_[c];
      if (!own.kind) own.kind = kind_of(attributes_[c].type);
      builders_.emplace_back(names_[c], own, MissingTexts(missing_, given_[c].missing),
                             NumberMarks{}, attributes_[c].type != Type::number);
    }
  }

  ReadResult read() {
    std::string_view line;
    while (lines_.next(line)) {
      if (line.empty() || line.front() == '%') continue;
      ++row_;
      if (row_ * attributes_.size() > kMostCells)
        lines_.refuse(fmt::format("rows of {} attributes make more than {} cells by here",
                                  attributes_.size(), kMostCells));
      if (line.front() == '{')
        add_sparse(line);
      else
        add_dense(line);
    }
    problems_.raise();
    if (row_ == 0) lines_.refuse("there are no rows below @data");
    return finish();
  }

 private:
  static std::optional<ColumnKind> kind_of(Type type) {
    if (type == Type::number) return ColumnKind::number;
    if (type == Type::nominal) return ColumnKind::category;
    if (type == Type::date) return ColumnKind::date;
    return std::nullopt;
  }

  void problem(const std::string& what) { problems_.add(row_, lines_.number(), what); }

  void add_dense(std::string_view text) {
    ArffLine line(text);
    std::vector<ArffToken> cells;
    do {
      const auto cell = line.word(",", false);
      if (!cell) return problem(": a quote is opened that is never closed");
      cells.push_back(*cell);
    } while (line.take(','));
    if (!line.is_at_end()) return problem(": text stands behind a closing quote");
    if (cells.size() != attributes_.size())
      return problem(fmt::format(" has {} cell{}, expected {}", cells.size(),
                                 cells.size() == 1 ? "" : "s", attributes_.size()));
    for (std::size_t c = 0; c < cells.size(); ++c) add_cell(c, cells[c]);
  }

  void add_sparse(std::string_view text) {
    ArffLine line(text);
    line.take('{');
    std::size_t next = 0;
    while (!line.take('}')) {
      const auto word = line.word(",}", true);
      const auto index = parse_integer(word ? word->text : "");
      const auto value = line.word(",}", false);
      if (!word || !value) return problem(": a quote is opened that is never closed");
      if (!index || *index < 0 || static_cast<std::size_t>(*index) >= attributes_.size())
        return problem(fmt::format(": expected the number of an attribute from 0 to {}, got '{}'",
                                   attributes_.size() - 1, word->text.substr(0, 40)));
      const auto column = static_cast<std::size_t>(*index);
      if (column < next)
        return problem(fmt::format(": attribute {} stands behind {}", column, next - 1));
      for (; next < column; ++next) add_zero(next);
      add_cell(next++, *value);
      if (!line.take(',') && line.is_at_end()) return problem(": the row is not closed by }");
    }
    if (!line.is_at_end()) return problem(": text stands behind the closing }");
    for (; next < attributes_.size(); ++next) add_zero(next);
  }

  /// What a sparse row leaves out: 0, the first value, no text.
  void add_zero(std::size_t c) {
    const Attribute& a = attributes_[c];
    const bool has_label = a.type == Type::nominal && !a.labels.empty();
    add_cell(c, a.type == Type::number ? ArffToken{"0", false}
                : has_label            ? ArffToken{a.labels.front(), true}
                                       : ArffToken{"", false});
  }

  void add_cell(std::size_t c, const ArffToken& cell) {
    const Attribute& attribute = attributes_[c];
    const bool is_missing = cell.text.empty() || (!cell.is_quoted && cell.text == "?");
    if (attribute.type == Type::nominal && !is_missing && !attribute.known.contains(cell.text))
      problem(fmt::format(", column '{}': '{}' is none of the {} values it may have",
                          attribute.name, cell.text.substr(0, 40), attribute.labels.size()));
    if (const auto wrong = builders_[c].add(cell.text)) problem(", " + *wrong);
  }

  ReadResult finish() {
    ReadResult result;
    result.has_header = true;
    result.content_hash = lines_.hash();
    result.file_columns = names_;
    for (std::size_t c = 0; c < builders_.size(); ++c) {
      Column column = builders_[c].finish(name_, result.notes);
      if (!given_[c].kind) declare(attributes_[c], column);
      result.table.columns.push_back(std::move(column));
    }
    gather_series(result);
    return result;
  }

  static void declare(const Attribute& attribute, Column& column) {
    if (attribute.type == Type::number) return infer_kind(column);
    if (attribute.type == Type::date) column.reason = "declared a date";
    if (attribute.type != Type::nominal) return;
    column.reason = fmt::format("declared with {} values", attribute.labels.size());
    if (column.labels.size() <= 2 && attribute.labels.size() == 2) column.kind = ColumnKind::binary;
  }

  /// att1 to attN before one last attribute are the steps of one series, unless the settings speak
  /// of one of them.
  void gather_series(ReadResult& result) const {
    const std::size_t steps = attributes_.size() - 1;
    if (steps < kShortestSeries) return;
    for (std::size_t c = 0; c < steps; ++c)
      if (names_[c] != fmt::format("att{}", c + 1) || attributes_[c].type != Type::number ||
          given_[c].kind || !given_[c].missing.empty())
        return;
    ColumnOptions block;
    block.kind = ColumnKind::series;
    block.from = names_.front();
    block.to = names_[steps - 1];
    for (std::size_t c = 0; c < steps; ++c) restore_numbers(result.table.columns[c]);
    gather_blocks(result.table, name_, {{"series", block}});
    result.target = names_.back();
    result.notes.push_back(fmt::format(
        "att1 to att{} are read as one series of a row; a kind for one of them keeps them apart",
        steps));
  }

  /// A step that is constant over the rows is a number all the same.
  static void restore_numbers(Column& column) {
    if (!column.is_number()) column = as_number(column);
  }

  std::string name_;
  Lines lines_;
  std::vector<Attribute> attributes_;
  std::vector<std::string> names_;
  std::vector<ColumnOptions> given_;
  std::vector<std::string> missing_;
  std::vector<ColumnBuilder> builders_;
  ProblemList problems_;
  std::uint64_t row_ = 0;
};

ReadResult read_arff(const std::filesystem::path& file, const DataOptions& options,
                     const ColumnSettings& settings, int) {
  return in_encoding(options.encoding, [&](SourceEncoding encoding) {
    return ArffReading(file, options, settings, encoding).read();
  });
}

}  // namespace

const ReaderKind& arff_reader() {
  static const ReaderKind kind{Format::arff, {".arff"}, read_arff};
  return kind;
}

}  // namespace dlflow::data
