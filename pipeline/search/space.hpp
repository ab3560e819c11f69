#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/random.hpp"
#include "core/schema/schema.hpp"

namespace dlflow::search {

/// The values one option may take. Exactly one member is filled; in YAML `{choice: [8, 16]}`,
/// `{int: [1, 9]}`, `{uniform: [0, 0.5]}`, `{log_uniform: [0.0001, 0.1]}`, `{log_int: [8, 512]}`.
struct Dimension {
  std::vector<schema::Node> choice;  ///< any values, maps and lists too; equally likely
  std::vector<double> integers;      ///< `int`: {low, high}, whole, both ends included
  std::vector<double> uniform;       ///< {low, high}
  std::vector<double> log_uniform;   ///< {low, high}, 0 < low: the logarithm is uniform
  std::vector<double> log_integers;  ///< `log_int`: {low, high}, whole, 1 <= low, both included
};
void describe(schema::Object& o, Dimension& x);

/// Options by their path, starting at the model: `train.optimizer.adam.learning_rate`.
using Space = std::vector<std::pair<std::string, Dimension>>;

/// Why a dimension cannot be drawn from, in words; empty when it can.
std::optional<std::string> defect(const Dimension& dimension);
/// Why paths of a space clash (one of them within another), or are no paths; empty when they do
/// not.
std::optional<std::string> defect(const Space& space);

/// One value, the same for the same key. The dimension must be free of defects. A number is
/// written by its shortest text, so that it reads back to the same double.
schema::Node sample(const Dimension& dimension, RandomKey key);

/// Evenly spread values: all of a choice, all whole numbers if there are at most `points`, else
/// `points` from low to high (in the logarithm for log_uniform and log_int). points >= 2.
std::vector<schema::Node> grid_values(const Dimension& dimension, int points);

/// A number with decimals that uniform and log_uniform may draw; nothing for what draws none.
std::optional<schema::Node> fraction_of(const Dimension& dimension);

}  // namespace dlflow::search
