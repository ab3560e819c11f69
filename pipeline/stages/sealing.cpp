#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "pipeline/data/column_splits.hpp"
#include "pipeline/project/split_rules.hpp"
#include "pipeline/stages/cutting.hpp"

namespace dlflow::stages {
namespace {

using data::Fold;
using data::RowIndex;
using project::Draw;
using Rows = Cutting::Rows;

constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 30;  // of a file that says the cuts

/// Whole numbers, one a line.
std::vector<long long> row_numbers(const std::filesystem::path& file) {
  const std::string text = files::read_all(file, kMostBytes);
  std::vector<long long> numbers;
  std::size_t line = 0;
  for (const std::string_view piece : split(text, '\n')) {
    ++line;
    if (trim(piece).empty()) continue;
    const auto number = parse_integer(trim(piece));
    if (!number)
      throw UserError(ExitCode::data,
                      fmt::format("{}, line {}: expected the number of a row, got '{}'",
                                  file.filename().string(), line, trim(piece).substr(0, 40)),
                      "write one row number a line, from 1, without the header");
    numbers.push_back(*number);
  }
  return numbers;
}

/// The option that says how the test set is cut off.
std::string option_of(const project::TestOptions& test) {
  const char* option = !test.hash.empty()     ? ".hash"
                       : !test.column.empty() ? ".column"
                       : !test.rows.empty()   ? ".rows"
                       : test.last            ? ".last"
                       : test.from_row        ? ".from_row"
                                              : "";
  return std::string("define.test") + option;
}

Draw draw_of(const Cutting& cutting) {
  const auto& test = cutting.define().test;
  if (test.kind != Draw::automatic) return test.kind;
  if (!test.group.empty()) return Draw::group;
  if (project::is_over_time(cutting.define(), cutting.workflow().project().evaluate))
    return Draw::time;
  if (!cutting.group().empty()) return Draw::group;
  return cutting.target().class_count > 0 ? Draw::stratified : Draw::random;
}

Fold draw(const Cutting& cutting, const Rows& rows) {
  const auto& test = cutting.define().test;
  const Draw kind = draw_of(cutting);
  if (kind == Draw::group)
    return data::hold_out_groups(
        rows,
        test.group.empty() ? cutting.groups() : data::groups_of(cutting.column(test.group), rows),
        test.drawn_share(), RandomKey(cutting.seed()).with("test"));
  if (kind == Draw::time) {
    data::require_two_rows(rows);
    return cutting.last_rows(rows, data::rows_of_share(rows.size(), test.drawn_share()),
                             static_cast<std::size_t>(test.gap));
  }
  if (kind == Draw::random) return data::hold_out(rows, {}, test.drawn_share(), cutting.seed());
  cutting.require_classes();
  return data::hold_out(rows, cutting.target(), test.drawn_share(), cutting.seed());
}

Fold cut_off(const Cutting& cutting, const Rows& rows) {
  const auto& test = cutting.define().test;
  const auto gap = static_cast<std::size_t>(test.gap);
  if (!test.hash.empty())
    return data::hold_out_by_hash(rows, cutting.column(test.hash), test.drawn_share());
  if (!test.column.empty())
    return data::hold_out_marked(rows, cutting.column(test.column), test.value.value_or("test"));
  if (!test.rows.empty())
    return data::hold_out_listed(rows, row_numbers(cutting.workflow().file_of(test.rows)),
                                 cutting.framed().read.table.rows());
  if (test.last) return cutting.last(rows, static_cast<std::size_t>(*test.last), gap);
  if (!test.from_row) return draw(cutting, rows);
  const auto from = std::ranges::lower_bound(rows, *test.from_row - 1, {},
                                             [](RowIndex row) { return std::int64_t{row}; });
  return cutting.last_rows(rows, static_cast<std::size_t>(rows.end() - from), gap);
}

}  // namespace

Fold seal(const Cutting& cutting, const Rows& rows) {
  const auto& test = cutting.define().test;
  const auto at = [&](const auto& work) {
    return at_option(cutting.workflow(), option_of(test), work);
  };
  Fold fold = at([&] { return cut_off(cutting, rows); });
  if (!test.hash.empty()) cutting.add_notes(hash_notes(fold, test.hash, test.drawn_share()));
  if (!cutting.group().empty() && !is_sealed_over_time(cutting))
    at([&] { require_whole_groups(fold, cutting.groups(), "the test set"); });
  return fold;
}

bool is_sealed_over_time(const Cutting& cutting) {
  const auto& test = cutting.define().test;
  if (cutting.framed().read.test_begin || !test.is_given()) return false;
  const std::string option = option_of(test);
  return option == "define.test" ? draw_of(cutting) == Draw::time
                                 : option == "define.test.last" || option == "define.test.from_row";
}

}  // namespace dlflow::stages
