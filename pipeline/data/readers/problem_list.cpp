#include "pipeline/data/readers/problem_list.hpp"

#include <fmt/format.h>

namespace dlflow::data {

void ProblemList::add(std::uint64_t row, std::uint64_t line, std::string_view what) {
  constexpr std::size_t kShown = 20;
  if (problems_.size() < kShown) {
    last_shown_ = row;
    problems_.push_back(
        {{file_, static_cast<int>(line), 0, ""}, "", fmt::format("row {}{}", row, what), ""});
    return;
  }
  if (row != last_shown_ && row != last_counted_) ++more_rows_;
  last_counted_ = row;
}

void ProblemList::raise() {
  if (problems_.empty()) return;
  if (more_rows_ > 0)
    problems_.back().hint = fmt::format("and {} more row{}", more_rows_, more_rows_ > 1 ? "s" : "");
  throw UserError(ExitCode::data, problems_);
}

}  // namespace dlflow::data
