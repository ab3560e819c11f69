#include "pipeline/data/readers/column_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "core/base/text.hpp"
#include "pipeline/data/readers/number_forms.hpp"
#include "pipeline/data/readers/sniff.hpp"

namespace dlflow::data {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
/// Beyond as many labels, when most cells differ, the column is kept as plain text.
constexpr std::size_t kMostLabels = 20000;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return lower(c); });
  return out;
}

bool is_number_kind(const ColumnOptions& options) { return options.kind == ColumnKind::number; }

std::string shown(std::string_view cell) {
  std::string out(cell.substr(0, 40));
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return cell.size() > 40 ? out + "..." : out;
}

/// A number's text in small letters, without its sign.
std::string size_in(std::string_view cell) {
  if (!cell.empty() && (cell[0] == '-' || cell[0] == '+')) cell.remove_prefix(1);
  return lower(cell);
}

bool is_infinity(std::string_view size) { return size == "inf" || size == "infinity"; }

}  // namespace

bool is_beyond_double(std::string_view cell) {
  const std::string text = size_in(cell);
  if (is_infinity(text)) return true;
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  return parsed.ec == std::errc::result_out_of_range && parsed.ptr == end;
}

MissingTexts::MissingTexts(const std::vector<std::string>& table,
                           const std::vector<std::string>& column) {
  for (const auto* list : {&table, &column})
    for (const std::string& text : *list) {
      texts_.push_back(lower(text));
      has_numbers_ = has_numbers_ || parse_number(text);
    }
}

bool MissingTexts::contains(std::string_view text) const {
  const auto same = [&](const std::string& missing) {
    return missing.size() == text.size() &&
           std::equal(text.begin(), text.end(), missing.begin(),
                      [](char a, char b) { return lower(a) == b; });
  };
  return text.empty() || std::any_of(texts_.begin(), texts_.end(), same);
}

ColumnBuilder::ColumnBuilder(std::string name, const ColumnOptions& options, MissingTexts missing,
                             NumberMarks marks, bool starts_as_text)
    : options_(options), missing_(std::move(missing)), marks_(marks) {
  column_.name = std::move(name);
  const bool is_text = options.kind == ColumnKind::text || options.kind == ColumnKind::date ||
                       options.kind == ColumnKind::id || options.kind == ColumnKind::ignore;
  const bool may_be_number = !options.kind ? !starts_as_text : is_number_kind(options);
  storage_ = is_text ? Storage::text : may_be_number ? Storage::number : Storage::coded;
  takes_numbers_ = storage_ == Storage::number && marks.decimal == '.' && marks.thousands != '.' &&
                   !missing_.has_numbers();
}

std::optional<std::string> ColumnBuilder::add(std::string_view cell) {
  ++rows_;
  if (must_read_again_) return std::nullopt;
  if (storage_ == Storage::number) return add_to_numbers(cell);
  const bool is_missing = missing_.contains(cell);
  if (!options_.kind && !is_missing) {
    if (number_of(cell, marks_)) {
      ++numbers_;
    } else if (odd_.empty()) {
      odd_ = shown(cell);
      odd_row_ = rows_;
    }
  }
  if (storage_ == Storage::text)
    column_.texts.emplace_back(is_missing ? std::string_view{} : cell);
  else if (is_missing)
    column_.codes.push_back(-1);
  else
    add_to_codes(cell);
  return std::nullopt;
}

std::optional<std::string> ColumnBuilder::add_to_numbers(std::string_view cell) {
  if (missing_.contains(cell)) {
    column_.numbers.push_back(kMissing);
    return std::nullopt;
  }
  if (const auto value = number_of(cell, marks_)) {
    add_number(*value);
    return std::nullopt;
  }
  const auto problem = [&](std::string_view what) -> std::string {
    column_.numbers.push_back(kMissing);
    return fmt::format("column '{}': '{}' {}", column_.name, shown(cell), what);
  };
  if (is_infinity(size_in(cell)))
    return problem("is not a finite number of double precision") +
           fmt::format(
               "\nwhere it means that there is no value, write 'columns: {{{}: {{missing: "
               "[{}]}}}}' below define",
               column_.name, cell);
  if (is_beyond_double(cell)) return problem("is not a finite number of double precision");
  if (is_number_kind(options_)) return problem("is not a number");
  must_read_again_ = true;
  takes_numbers_ = false;
  column_.numbers = {};
  return std::nullopt;
}

void ColumnBuilder::add_to_codes(std::string_view cell) {
  auto found = code_of_.find(cell);
  if (found == code_of_.end()) {
    const auto code = static_cast<std::int32_t>(column_.labels.size());
    found = code_of_.emplace(std::string(cell), code).first;
    column_.labels.emplace_back(cell);
  }
  column_.codes.push_back(found->second);
  const std::size_t labels = column_.labels.size();
  if (!options_.kind && labels > kMostLabels && labels * 2 > column_.codes.size()) spill_codes();
}

void ColumnBuilder::spill_codes() {
  code_of_.clear();
  column_.texts.reserve(column_.codes.size() * 2);
  for (std::size_t i = 0; i < column_.codes.size(); ++i) {
    const std::int32_t code = column_.codes[i];
    column_.texts.push_back(code < 0 ? "" : column_.labels[static_cast<std::size_t>(code)]);
  }
  column_.codes = {};
  column_.labels = {};
  storage_ = Storage::text;
}

void ColumnBuilder::note_odd_cell(std::vector<std::string>& notes) const {
  if (numbers_ == 0 || odd_.empty() || numbers_ * 10 < rows_ * 9) return;
  const auto form = number_form(odd_, marks_.decimal);
  const std::string what =
      form ? fmt::format("it looks like a number {}: write it as the others", in_words(*form))
           : fmt::format("if that is a missing value, name it: define.columns.{}.missing: ['{}']",
                         column_.name, odd_);
  notes.push_back(
      fmt::format("column '{}' is read as text since row {} holds '{}', although nearly all its "
                  "cells are numbers; {}",
                  column_.name, odd_row_, odd_, what));
}

void ColumnBuilder::note_numbers(std::vector<std::string>& notes) {
  if (column_.is_number() || column_.kind == ColumnKind::date) return;
  const auto numbers = text_numbers(column_, marks_.decimal);
  if (!numbers || (numbers->form == NumberForm::thousands && marks_.thousands != '\0')) return;
  const std::string looks =
      fmt::format("look like numbers {}, such as '{}'", in_words(numbers->form), numbers->example);
  column_.remedy = fmt::format("the cells of '{}' {}; {}", column_.name, looks,
                               remedy_of(*numbers, marks_.decimal));
  notes.push_back(fmt::format("column '{}' is read as text, but its cells {}; {}", column_.name,
                              looks, remedy_of(*numbers, marks_.decimal)));
}

Column ColumnBuilder::finish(const std::string& file, std::vector<std::string>& notes) {
  code_of_.clear();
  column_.kind = storage_ == Storage::number  ? ColumnKind::number
                 : storage_ == Storage::coded ? ColumnKind::category
                                              : ColumnKind::text;
  if (storage_ == Storage::coded) sort_labels(column_);
  if (options_.kind) {
    apply_kind(column_, *options_.kind, file);
    return std::move(column_);
  }
  note_odd_cell(notes);
  infer_kind(column_);
  note_numbers(notes);
  return std::move(column_);
}

}  // namespace dlflow::data
