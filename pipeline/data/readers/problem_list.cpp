#include "pipeline/data/readers/problem_list.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace dlflow::data {

void ProblemList::add(std::uint64_t row, std::uint64_t line, std::string_view what) {
  constexpr std::size_t kShown = 20;
  if (problems_.size() < kShown) {
    last_shown_ = row;
    const std::size_t end = std::min(what.find('\n'), what.size());
    std::string hint(what.substr(std::min(end + 1, what.size())));
    if (!hint.empty() && !hints_.insert(hint).second) hint.clear();
    problems_.push_back({{file_, static_cast<int>(line), 0, ""},
                         "",
                         fmt::format("row {}{}", row, what.substr(0, end)),
                         std::move(hint)});
    return;
  }
  if (row != last_shown_ && row != last_counted_) ++more_rows_;
  last_counted_ = row;
}

void ProblemList::raise() {
  if (problems_.empty()) return;
  std::string& hint = problems_.back().hint;
  if (more_rows_ > 0)
    hint += fmt::format("{}and {} more row{}", hint.empty() ? "" : "; ", more_rows_,
                        more_rows_ > 1 ? "s" : "");
  throw UserError(ExitCode::data, problems_);
}

}  // namespace dlflow::data
