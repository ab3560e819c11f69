#include "pipeline/models/series/sarima_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "pipeline/models/series/information.hpp"

namespace dlflow::models {
namespace {

constexpr double kStrongSeason = 0.64;
constexpr std::size_t kMostPlain = 5, kMostSeasonal = 2, kMostModels = 94;
constexpr double kRootRadius = 1.01;

/// A step from one order to the next.
struct Move {
  int ar = 0, ma = 0, seasonal_ar = 0, seasonal_ma = 0;
  bool turns_mean = false;
};

class Search {
 public:
  Search(std::span<const double> values, const SarimaWish& wish, const StopFlag* stop)
      : wish_(wish), stop_(stop) {
    best_.differencing = choose_differencing(values, wish);
    differences_ = best_.differencing.apply(values);
    least_squares_ = above_rounding(0, values);
    may_have_mean_ = best_.differencing.plain + best_.differencing.seasonal <= 1;
    most_plain_ = std::min(kMostPlain, differences_.size() / 3);
    if (wish.season > 1 && wish.season <= kMostSearchedSeason)
      most_seasonal_ = std::min(kMostSeasonal, differences_.size() / (3 * wish.season));
  }

  FittedSarima run() {
    best_.arma.aicc = std::numeric_limits<double>::infinity();
    for (const auto& [plain, seasonal] : {std::pair<ArimaOrder, ArimaOrder>{{2, 0, 2}, {1, 0, 1}},
                                          std::pair<ArimaOrder, ArimaOrder>{{0, 0, 0}, {0, 0, 0}},
                                          std::pair<ArimaOrder, ArimaOrder>{{1, 0, 0}, {1, 0, 0}},
                                          std::pair<ArimaOrder, ArimaOrder>{{0, 0, 1}, {0, 0, 1}}})
      try_order(start(plain, seasonal, may_have_mean_));
    try_order(start({0, 0, 0}, {0, 0, 0}, false));
    while (has_improved()) continue;
    // No model has enough values: what is asked for, or the mean.
    if (!std::isfinite(best_.arma.aicc))
      best_.arma = fit_arma(differences_, fallback(), least_squares_, stop_);
    return std::move(best_);
  }

 private:
  /// The orders that are asked for in place of these.
  ArmaOrder start(const ArimaOrder& plain, const ArimaOrder& seasonal, bool has_mean) const {
    ArmaOrder out;
    out.season = wish_.season;
    out.has_mean = has_mean;
    const ArimaOrder& p = wish_.order ? *wish_.order : plain;
    const ArimaOrder& s = wish_.seasonal_order ? *wish_.seasonal_order : seasonal;
    out.ar = wish_.order ? p[0] : std::min(p[0], most_plain_);
    out.ma = wish_.order ? p[2] : std::min(p[2], most_plain_);
    out.seasonal_ar = wish_.seasonal_order ? s[0] : std::min(s[0], most_seasonal_);
    out.seasonal_ma = wish_.seasonal_order ? s[2] : std::min(s[2], most_seasonal_);
    return out;
  }

  ArmaOrder fallback() const {
    ArmaOrder order = start({0, 0, 0}, {0, 0, 0}, may_have_mean_);
    if (differences_.size() > order.coefficients() + 2) return order;
    ArmaOrder none;
    none.has_mean = may_have_mean_;
    return none;
  }

  /// Whether it is better than the best so far.
  bool try_order(const ArmaOrder& order) {
    if (std::ranges::find(tried_, order) != tried_.end() || tried_.size() >= kMostModels)
      return false;
    tried_.push_back(order);
    if (differences_.size() <= order.coefficients() + (order.has_mean ? 3 : 2)) return false;
    const FittedArma fitted = fit_arma(differences_, order, least_squares_, stop_);
    const bool is_fixed = wish_.order && wish_.seasonal_order;
    if (!(fitted.aicc < best_.arma.aicc) ||
        (!is_fixed && !fitted.coefficients.have_roots_outside(kRootRadius)))
      return false;
    best_.arma = fitted;
    return true;
  }

  bool try_move(const Move& move) {
    ArmaOrder order = best_.arma.order;
    const auto moved = [](std::size_t& count, int by, std::size_t most) {
      if (by == 0) return true;
      const auto next = static_cast<int>(count) + by;
      if (next < 0 || next > static_cast<int>(most)) return false;
      count = static_cast<std::size_t>(next);
      return true;
    };
    const bool is_plain = move.ar != 0 || move.ma != 0;
    const bool is_seasonal = move.seasonal_ar != 0 || move.seasonal_ma != 0;
    if ((is_plain && wish_.order) || (is_seasonal && wish_.seasonal_order)) return false;
    if (move.turns_mean && !may_have_mean_) return false;
    order.has_mean = order.has_mean != move.turns_mean;
    return moved(order.ar, move.ar, most_plain_) && moved(order.ma, move.ma, most_plain_) &&
           moved(order.seasonal_ar, move.seasonal_ar, most_seasonal_) &&
           moved(order.seasonal_ma, move.seasonal_ma, most_seasonal_) && try_order(order);
  }

  /// One step to a better neighbour.
  bool has_improved() {
    if (!std::isfinite(best_.arma.aicc)) return false;
    static const std::vector<Move> moves = [] {
      std::vector<Move> out;
      for (const auto& [a, b] : {std::pair(-1, 0), std::pair(0, -1), std::pair(1, 0),
                                 std::pair(0, 1), std::pair(-1, -1), std::pair(1, 1)})
        out.push_back({0, 0, a, b, false});
      for (const auto& [a, b] : {std::pair(-1, 0), std::pair(0, -1), std::pair(1, 0),
                                 std::pair(0, 1), std::pair(-1, -1), std::pair(1, 1)})
        out.push_back({a, b, 0, 0, false});
      out.push_back({0, 0, 0, 0, true});
      return out;
    }();
    return std::ranges::any_of(moves, [this](const Move& move) { return try_move(move); });
  }

  SarimaWish wish_;
  const StopFlag* stop_;
  FittedSarima best_;
  std::vector<double> differences_;
  double least_squares_ = 0;
  bool may_have_mean_ = false;
  std::size_t most_plain_ = 0, most_seasonal_ = 0;
  std::vector<ArmaOrder> tried_;
};

}  // namespace

Differencing choose_differencing(std::span<const double> values, const SarimaWish& wish) {
  Differencing out;
  out.season = std::max<std::size_t>(1, wish.season);
  const auto leaves_enough = [&](std::size_t plain, std::size_t seasonal) {
    return values.size() > plain + seasonal * out.season + 1;
  };
  if (wish.seasonal_order)
    out.seasonal = (*wish.seasonal_order)[1];
  else if (seasonal_strength(values, wish.season) > kStrongSeason)
    out.seasonal = 1;
  while (out.seasonal > 0 && !leaves_enough(0, out.seasonal)) --out.seasonal;
  if (wish.order) {
    out.plain = (*wish.order)[1];
  } else {
    const auto is_done = [&] {
      const std::vector<double> left = out.apply(values);
      return is_level(left, few_test_lags(left.size()));
    };
    while (out.plain < 2 && leaves_enough(out.plain + 1, out.seasonal) && !is_done()) ++out.plain;
  }
  while (out.plain > 0 && !leaves_enough(out.plain, out.seasonal)) --out.plain;
  return out;
}

FittedSarima fit_sarima(std::span<const double> values, const SarimaWish& wish,
                        const StopFlag* stop) {
  return Search(values, wish, stop).run();
}

}  // namespace dlflow::models
