#include "pipeline/statistics/conformal.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dlflow::statistics {

Conformal::Conformal(std::vector<double> scores) : rows_(scores.size()) {
  for (double& score : scores)
    if (std::isnan(score)) score = std::numeric_limits<double>::infinity();
  std::sort(scores.begin(), scores.end());
  const std::size_t kept = std::min(rows_, kMostKept);
  for (std::size_t i = 1; i <= kept; ++i) {
    const std::size_t rank = i * rows_ / kept;
    ranks_.push_back(static_cast<std::int64_t>(rank));
    scores_.push_back(scores[rank - 1]);
  }
}

std::optional<Conformal> Conformal::restored(std::size_t rows, std::vector<std::int64_t> ranks,
                                             std::vector<double> scores) {
  const bool fits = ranks.size() == scores.size() && ranks.empty() == (rows == 0) &&
                    std::is_sorted(ranks.begin(), ranks.end()) &&
                    std::is_sorted(scores.begin(), scores.end()) &&
                    std::none_of(scores.begin(), scores.end(), [](double s) { return s != s; });
  if (!fits || (rows > 0 && (ranks.front() < 1 || static_cast<std::size_t>(ranks.back()) != rows)))
    return std::nullopt;
  Conformal out;
  out.rows_ = rows;
  out.ranks_ = std::move(ranks);
  out.scores_ = std::move(scores);
  return out;
}

std::optional<double> Conformal::threshold(double level) const {
  // (n + 1) level may come out a rounding error above the whole number it is.
  constexpr double slack = 1e-9;
  const double wanted = std::ceil((static_cast<double>(rows_) + 1) * level - slack);
  const auto rank = static_cast<std::int64_t>(std::max(wanted, 1.0));
  const auto at = std::lower_bound(ranks_.begin(), ranks_.end(), rank);
  if (at == ranks_.end()) return std::nullopt;
  return scores_[static_cast<std::size_t>(at - ranks_.begin())];
}

double Conformal::highest_level() const {
  return static_cast<double>(rows_) / (static_cast<double>(rows_) + 1);
}

}  // namespace dlflow::statistics
