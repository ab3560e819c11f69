#include "pipeline/views/transforms/sparse_columns.hpp"

#include <array>

namespace dlflow::views {
namespace {

/// With 300 columns of 24,000 rows logistic regression, naive Bayes and XGBoost take a thirtieth to
/// a quarter of the time, with 105 (adult) logistic regression and trees take longer.
constexpr std::size_t kLeastColumns = 256, kLeastEmpty = 16;

}  // namespace

std::span<const std::string_view> names_of(WriteSparse) {
  static constexpr std::array<std::string_view, 3> kNames = {"auto", "always", "never"};
  return kNames;
}

void describe_sparse(schema::Object& o, WriteSparse& x) {
  o.field("sparse", x,
          "Whether only values that are not 0 are kept; models that cannot read them so are given "
          "all values. auto: where there are 256 columns or more, of which a row fills a sixteenth "
          "or less, and no step follows.");
}

bool writes_sparse(WriteSparse wanted, std::size_t columns, std::size_t filled,
                   const StepContext& context) {
  if (wanted != WriteSparse::automatic) return wanted == WriteSparse::always && columns > 0;
  return context.is_last && columns >= kLeastColumns && kLeastEmpty * filled <= columns;
}

void save_sparse(bool is_sparse, Archive& archive) {
  if (is_sparse) archive.put("sparse", std::int64_t{1});
}

bool load_sparse(const Archive& archive) {
  return archive.has("sparse") && archive.integer("sparse") != 0;
}

std::vector<std::string>& names_for(bool is_sparse, Layout& layout) {
  return is_sparse ? layout.sparse : layout.numbers;
}

void add_lowered(bool is_sparse, const graph::Expression& columns, LoweredBlock& block) {
  if (!is_sparse) return block.add_numbers(columns);
  block.sparse = block.sparse.empty() ? columns.name()
                                      : graph::concat({block.value(block.sparse), columns}).name();
}

}  // namespace dlflow::views
