#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/graph/expression.hpp"

namespace dlflow::views {

inline constexpr std::int32_t kMissing = -1;
inline constexpr std::int32_t kUnseen = -2;  ///< a label that no training row holds

/// The columns of a block as values of a graph, by name; empty where there are none. Of a coded
/// column with K labels, value K stands for a missing one, K + 1 for an unseen one, and K + 2 for
/// any other code outside of the labels.
struct LoweredBlock {
  graph::Graph* graph = nullptr;
  std::string numbers;             ///< (N, F) in f64
  std::vector<std::string> codes;  ///< (N) in i64, of each column
  std::string dates;               ///< (N, D) in f64
  std::string sparse = "";         ///< (N, S) in f64

  graph::Expression value(const std::string& name) const { return {*graph, name}; }
  /// Number columns behind those there are.
  void add_numbers(const graph::Expression& more);
};

/// What becomes of each code of a column: `width` numbers from fill(code, numbers), which start at
/// 0; the code is a label, kMissing, kUnseen, or `labels` for any other.
graph::Expression lowered_codes(const graph::Expression& codes, std::size_t labels,
                                std::size_t width,
                                const std::function<void(std::int32_t, double*)>& fill);
/// Codes of a column with so many labels made codes of one with `labels_after`.
std::string recoded(const graph::Expression& codes, std::size_t labels, std::size_t labels_after,
                    const std::function<std::int32_t(std::int32_t)>& code_of);

}  // namespace dlflow::views
