#include "pipeline/models/tree_grower.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace dlflow::models {

GrowingRows::GrowingRows(const Matrix<float>& x, std::span<const std::int32_t> labels,
                         std::span<const double> values, int classes)
    : rows_(x.rows),
      classes_(classes),
      places_(x.rows * x.columns),
      distinct_(x.columns),
      labels_(labels) {
  for (std::size_t f = 0; f < x.columns; ++f) {
    std::vector<float>& distinct = distinct_[f];
    for (std::size_t n = 0; n < rows_; ++n)
      if (!std::isnan(x(n, f))) distinct.push_back(x(n, f) + 0.0F);
    std::sort(distinct.begin(), distinct.end());
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    for (std::size_t n = 0; n < rows_; ++n)
      places_[f * rows_ + n] =
          std::isnan(x(n, f))
              ? kMissing
              : static_cast<std::uint32_t>(
                    std::lower_bound(distinct.begin(), distinct.end(), x(n, f)) - distinct.begin());
  }
  if (classes > 0) return;
  for (const double value : values) mean_ += value / static_cast<double>(rows_);
  for (const double value : values) deviations_.push_back(value - mean_);
}

namespace {

/// The truth of some rows, and what a node that holds them is worth: sum of squares over weight,
/// the larger the purer.
class Tally {
 public:
  explicit Tally(const GrowingRows& rows)
      : rows_(rows), counts_(static_cast<std::size_t>(std::max(rows.classes(), 1)), 0.0) {}

  void clear() {
    std::fill(counts_.begin(), counts_.end(), 0.0);
    weight_ = squares_ = 0;
  }
  void add(std::size_t row, double weight) {
    weight_ += weight;
    if (rows_.classes() == 0) {
      counts_[0] += weight * rows_.deviation(row);
      return;
    }
    double& count = counts_[static_cast<std::size_t>(rows_.label(row))];
    squares_ += weight * (2 * count + weight);
    count += weight;
  }
  double weight() const { return weight_; }
  double worth() const {
    if (!(weight_ > 0)) return 0;
    return (rows_.classes() == 0 ? counts_[0] * counts_[0] : squares_) / weight_;
  }
  const std::vector<double>& counts() const { return counts_; }

 private:
  const GrowingRows& rows_;
  std::vector<double> counts_;  ///< weight of each class; or the sum of deviations
  double weight_ = 0, squares_ = 0;
};

struct Split {
  double worth = -std::numeric_limits<double>::infinity();  ///< of both sides
  std::size_t column = 0;
  std::uint32_t last_left = 0;  ///< place of the largest value that goes left
  float value = 0;              ///< goes left when below
  bool is_found = false;
  bool missing_left = false;  ///< where rows without a value go
};

constexpr std::uint32_t kMissing = GrowingRows::kMissing;
constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// The float v for which x < v is x <= (a + b) / 2 for every float x.
float between(float a, float b) {
  const double middle = 0.5 * (static_cast<double>(a) + b);
  auto below = static_cast<float>(middle);
  if (below > middle) below = std::nextafter(below, -std::numeric_limits<float>::infinity());
  return std::nextafter(below, std::numeric_limits<float>::infinity());
}

class Grower {
 public:
  Grower(const GrowingRows& rows, std::span<const double> weights, const GrowthSettings& settings,
         RandomKey key)
      : rows_(rows),
        weights_(weights),
        settings_(settings),
        key_(key),
        left_(rows),
        right_(rows),
        columns_(rows.inputs()) {
    for (std::size_t n = 0; n < rows.rows(); ++n)
      if (weights[n] > 0) order_.push_back(static_cast<std::uint32_t>(n));
    keyed_.resize(order_.size());
    out_.nodes.emplace_back();
  }

  GrownTree grow() {
    struct Open {
      std::size_t node, begin, end;
      int depth;
    };
    std::vector<Open> open = {{0, 0, order_.size(), 0}};
    while (!open.empty()) {
      const Open at = open.back();
      open.pop_back();
      const Split split = is_worth_asking(at.begin, at.end, at.depth)
                              ? best_split(at.begin, at.end, at.node)
                              : Split{};
      if (!split.is_found) {
        make_leaf(at.node, at.begin, at.end);
        continue;
      }
      const std::size_t middle = part(at.begin, at.end, split);
      const auto left = static_cast<std::int32_t>(out_.nodes.size());
      out_.nodes[at.node] = {static_cast<std::int32_t>(split.column), split.value, left, left + 1,
                             sends_missing_left(at.begin, middle, at.end, split)};
      out_.nodes.resize(out_.nodes.size() + 2);
      open.push_back({static_cast<std::size_t>(left) + 1, middle, at.end, at.depth + 1});
      open.push_back({static_cast<std::size_t>(left), at.begin, middle, at.depth + 1});
    }
    return std::move(out_);
  }

 private:
  /// Rows that are parted: begin to middle go left, middle to end right.
  bool sends_missing_left(std::size_t begin, std::size_t middle, std::size_t end,
                          const Split& split) const {
    const auto is_missing = [&](std::uint32_t row) {
      return rows_.place(split.column, row) == kMissing;
    };
    const auto from = order_.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto to = order_.begin() + static_cast<std::ptrdiff_t>(end);
    if (std::any_of(from, to, is_missing)) return split.missing_left;
    return middle - begin >= end - middle;
  }

  bool is_worth_asking(std::size_t begin, std::size_t end, int depth) {
    if (end - begin < 2 * std::max<std::size_t>(settings_.min_samples_leaf, 1)) return false;
    if (settings_.max_depth > 0 && depth >= settings_.max_depth) return false;
    const std::uint32_t first = order_[begin];
    for (std::size_t i = begin + 1; i < end; ++i)
      if (rows_.classes() > 0 ? rows_.label(order_[i]) != rows_.label(first)
                              : rows_.deviation(order_[i]) != rows_.deviation(first))
        return true;
    return false;
  }

  /// Looks at `max_features` columns in an order drawn for the node, and on until one of them is
  /// not constant.
  Split best_split(std::size_t begin, std::size_t end, std::size_t node) {
    RandomStream draws(key_.with(node));
    std::iota(columns_.begin(), columns_.end(), 0U);
    const std::size_t most = settings_.max_features;
    Split best;
    bool is_varied = false;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (most > 0) {
        if (i >= most && is_varied) break;
        std::swap(columns_[i], columns_[i + draws.below(columns_.size() - i)]);
      }
      is_varied = look_at(columns_[i], begin, end, draws, best) || is_varied;
    }
    return best;
  }

  /// Returns whether the column has two values among the rows.
  bool look_at(std::size_t column, std::size_t begin, std::size_t end, RandomStream& draws,
               Split& best) {
    const std::span<std::uint64_t> keyed(keyed_.data() + begin, end - begin);
    for (std::size_t i = begin; i < end; ++i)
      keyed_[i] = std::uint64_t{rows_.place(column, order_[i])} << 32 | order_[i];
    if (settings_.random_thresholds) return look_at_one(column, keyed, draws, best);
    std::sort(keyed.begin(), keyed.end());
    if (place_of(keyed.front()) == place_of(keyed.back())) return false;
    sweep(column, keyed, false, best);
    if (place_of(keyed.back()) == kMissing) {
      const auto is_missing = [](std::uint64_t key) { return place_of(key) == kMissing; };
      std::rotate(keyed.begin(), std::ranges::find_if(keyed, is_missing), keyed.end());
      sweep(column, keyed, true, best);
    }
    return true;
  }

  /// Every threshold between two values; `keyed` in order, what is missing behind the others, or
  /// before them where it goes left.
  void sweep(std::size_t column, std::span<const std::uint64_t> keyed, bool missing_left,
             Split& best) {
    const std::size_t least = std::max<std::size_t>(settings_.min_samples_leaf, 1);
    right_worth_.resize(keyed.size());
    right_.clear();
    for (std::size_t i = keyed.size(); i-- > least;) {
      right_.add(row_of(keyed[i]), weights_[row_of(keyed[i])]);
      right_worth_[i] = right_.worth();
    }
    left_.clear();
    for (std::size_t i = 0; i + least < keyed.size(); ++i) {
      left_.add(row_of(keyed[i]), weights_[row_of(keyed[i])]);
      const std::uint32_t here = place_of(keyed[i]), next = place_of(keyed[i + 1]);
      if (i + 1 < least || here == next || here == kMissing) continue;
      const double worth = left_.worth() + right_worth_[i + 1];
      if (worth <= best.worth) continue;
      const float value = next == kMissing
                              ? kInfinity
                              : between(rows_.value(column, here), rows_.value(column, next));
      best = {worth, column, here, value, true, missing_left};
    }
  }

  /// One threshold drawn between the least and the greatest value; `keyed` in any order, and what
  /// is missing behind the others after it.
  bool look_at_one(std::size_t column, std::span<std::uint64_t> keyed, RandomStream& draws,
                   Split& best) {
    const auto end = std::stable_partition(
        keyed.begin(), keyed.end(), [](std::uint64_t key) { return place_of(key) != kMissing; });
    const bool has_missing = end != keyed.end();
    if (end == keyed.begin()) return false;
    const auto [low_key, high_key] = std::minmax_element(keyed.begin(), end);
    const std::uint32_t lowest = place_of(*low_key), highest = place_of(*high_key);
    if (lowest == highest) {
      if (has_missing) try_threshold(column, keyed, kInfinity, false, best);
      return has_missing;
    }
    const double low = rows_.value(column, lowest), high = rows_.value(column, highest);
    auto value = static_cast<float>(low + draws.uniform() * (high - low));
    if (!(value > low)) value = between(rows_.value(column, lowest), rows_.value(column, lowest));
    try_threshold(column, keyed, value, false, best);
    if (has_missing) try_threshold(column, keyed, value, true, best);
    return true;
  }

  void try_threshold(std::size_t column, std::span<const std::uint64_t> keyed, float value,
                     bool missing_left, Split& best) {
    left_.clear();
    right_.clear();
    std::size_t count = 0;
    std::uint32_t last_left = 0;
    for (const std::uint64_t key : keyed) {
      const std::uint32_t place = place_of(key);
      const bool is_missing = place == kMissing;
      const bool is_left = is_missing ? missing_left : rows_.value(column, place) < value;
      (is_left ? left_ : right_).add(row_of(key), weights_[row_of(key)]);
      count += is_left;
      if (is_left && !is_missing) last_left = std::max(last_left, place);
    }
    const double worth = left_.worth() + right_.worth();
    if (count < settings_.min_samples_leaf || keyed.size() - count < settings_.min_samples_leaf ||
        worth <= best.worth)
      return;
    best = {worth, column, last_left, value, true, missing_left};
  }

  std::size_t part(std::size_t begin, std::size_t end, const Split& split) {
    const auto from = order_.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto to = order_.begin() + static_cast<std::ptrdiff_t>(end);
    return static_cast<std::size_t>(std::stable_partition(from, to,
                                                          [&](std::uint32_t row) {
                                                            const auto place =
                                                                rows_.place(split.column, row);
                                                            return place == kMissing
                                                                       ? split.missing_left
                                                                       : place <= split.last_left;
                                                          }) -
                                    order_.begin());
  }

  void make_leaf(std::size_t node, std::size_t begin, std::size_t end) {
    left_.clear();
    for (std::size_t i = begin; i < end; ++i) left_.add(order_[i], weights_[order_[i]]);
    TreeNode& leaf = out_.nodes[node];
    if (rows_.classes() == 0) {
      leaf.value = static_cast<float>(rows_.mean() + left_.counts()[0] / left_.weight());
      return;
    }
    const double classes = rows_.classes(), added = settings_.smoothing;
    leaf.left = static_cast<std::int32_t>(out_.leaves.size() / left_.counts().size());
    for (const double count : left_.counts())
      out_.leaves.push_back(
          static_cast<float>((count + added / classes) / (left_.weight() + added)));
  }

  static std::uint32_t place_of(std::uint64_t key) { return static_cast<std::uint32_t>(key >> 32); }
  static std::uint32_t row_of(std::uint64_t key) { return static_cast<std::uint32_t>(key); }

  const GrowingRows& rows_;
  std::span<const double> weights_;
  const GrowthSettings& settings_;
  RandomKey key_;
  Tally left_, right_;
  std::vector<std::size_t> columns_;
  std::vector<std::uint32_t> order_;  ///< the rows, those of a node side by side
  std::vector<std::uint64_t> keyed_;  ///< place of the value in the upper half, row in the lower
  std::vector<double> right_worth_;
  GrownTree out_;
};

}  // namespace

GrownTree grow_tree(const GrowingRows& rows, std::span<const double> weights,
                    const GrowthSettings& settings, RandomKey key) {
  return Grower(rows, weights, settings, key).grow();
}

}  // namespace dlflow::models
