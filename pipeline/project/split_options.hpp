#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>

#include "core/schema/schema.hpp"

/// How rows are cut: into sealed and open ones, and these into folds.
namespace dlflow::project {

/// How a share of the rows is drawn.
enum class Draw { automatic, random, stratified, group, time };
std::span<const std::string_view> names_of(Draw);

/// The sealed part of the rows; at most one of hash, column, group, rows, last, from_row.
struct TestOptions {
  static constexpr double kOpen = std::numeric_limits<double>::quiet_NaN();
  double share = kOpen;  ///< 0: no test set, judged by cross-validation alone
  Draw kind = Draw::automatic;
  std::string hash;                      ///< column whose values decide the side
  std::string column;                    ///< column that marks the sealed rows, by:
  std::optional<std::string> value;      ///< the mark; left open: "test"
  std::string group;                     ///< column of rows that stay together; empty: define.group
  std::string rows;                      ///< file of row numbers
  std::optional<std::int64_t> last;      ///< rows or times, at least 1
  std::optional<std::int64_t> from_row;  ///< number of a row, from 1
  std::int64_t gap = 0;                  ///< rows or times left out before a part that comes last
  /// The share that is drawn, where the rows are not named.
  double drawn_share() const { return std::isnan(share) ? 0.2 : share; }
  /// Whether anything is sealed.
  bool is_given() const;
};
void describe(schema::Object& o, TestOptions& x);

/// A cut line that moves over time.
enum class Window { expanding, rolling };
std::span<const std::string_view> names_of(Window);
struct TimeOptions {
  Window window = Window::expanding;
  std::int64_t origins = 5, step = 0, horizon = 0, gap = 0, training = 0;
};
void describe(schema::Object& o, TimeOptions& x);

enum class Folding {
  automatic,
  kfold,
  stratified,
  group,
  stratified_group,
  time,
  shuffle,
  leave_one_out,
  predefined
};
std::span<const std::string_view> names_of(Folding);

struct CrossValidation {
  Folding kind = Folding::automatic;
  std::int64_t folds = 0, repeats = 0;  ///< 0: by the preset
  double share = 0.2;                   ///< of shuffle
  std::string column;                   ///< of predefined, or:
  std::string file;                     ///< of the fold of each row in each repeat
  double validation = 0;                ///< rows, or a share below 1, of one validation part
  std::int64_t seeds = 1;               ///< fits judged on that part
  std::optional<TimeOptions> time;
};
void describe(schema::Object& o, CrossValidation& x);

}  // namespace dlflow::project
