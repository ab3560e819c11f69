#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/text.hpp"
#include "pipeline/views/transforms/bin_edges.hpp"
#include "pipeline/views/transforms/column_order.hpp"
#include "pipeline/views/transforms/column_statistics.hpp"
#include "pipeline/views/transforms/column_step.hpp"
#include "pipeline/views/transforms/kinds.hpp"

namespace dlflow::views {
namespace {

enum class Edges { uniform, quantile, kmeans };
std::span<const std::string_view> names_of(Edges) {
  static constexpr std::array<std::string_view, 3> kNames = {"uniform", "quantile", "kmeans"};
  return kNames;
}
enum class Output { one_hot, ordinal };
std::span<const std::string_view> names_of(Output) {
  static constexpr std::array<std::string_view, 2> kNames = {"one_hot", "ordinal"};
  return kNames;
}

struct Options {
  std::int64_t count = 5;
  Edges edges = Edges::quantile;
  Output output = Output::one_hot;
};
void describe(schema::Object& o, Options& x) {
  o.scalar_form("count");
  o.field("count", x.count, "Bins of a column; fewer where its values are equal.")
      .between(2, 10000);
  o.field("edges", x.edges, "Whether bins have equal width, equal counts or come from k-means.");
  o.field("output", x.output,
          "A column of zeros and ones for each bin, or one column with the number of the bin.");
}

/// Numbers become the bin they lie in; those beyond the training values lie in the outer bins. A
/// missing value is in no bin: all zeros, or still missing.
class Bins final : public Transform {
 public:
  explicit Bins(const Options& options) : options_(options) {}

  void fit(const Layout& in, const Block& training, const StepContext& context) override {
    fit_columns(*this, in, training, context);
  }
  bool is_fitted_by_column() const override { return true; }
  void fit_column(const std::string& name, const ColumnValues& values,
                  const StepContext& context) override {
    const auto count = static_cast<std::size_t>(options_.count);
    std::vector<double> present = values.list();
    require_values(present, name, context);
    if (options_.edges == Edges::kmeans) sort_numbers(present);
    edges_.push_back(options_.edges == Edges::uniform    ? uniform_edges(range_of(present), count)
                     : options_.edges == Edges::quantile ? quantile_edges(present, count)
                                                         : kmeans_edges(present, count));
  }
  Layout output(const Layout& in) const override {
    if (options_.output == Output::ordinal) return in;
    Layout out;
    for (std::size_t c = 0; c < edges_.size(); ++c)
      for (std::size_t bin = 0; bin <= edges_[c].size(); ++bin)
        out.numbers.push_back(fmt::format("{} bin {}", in.numbers[c], bin + 1));
    return out;
  }
  void apply(Block& block) const override {
    std::vector<std::vector<double>> out;
    for (std::size_t c = 0; c < edges_.size(); ++c) {
      std::vector<double>& bins = block.numbers[c];
      become_bins(edges_[c], bins);
      if (options_.output == Output::ordinal) {
        out.push_back(std::move(bins));
        continue;
      }
      const std::size_t first = out.size();
      out.resize(first + edges_[c].size() + 1, std::vector<double>(block.rows));
      for (std::size_t row = 0; row < block.rows; ++row)
        if (!std::isnan(bins[row])) out[first + static_cast<std::size_t>(bins[row])][row] = 1;
    }
    block.numbers = std::move(out);
  }
  std::vector<Learnt> learnt(const Layout& in) const override {
    std::vector<Learnt> all;
    for (std::size_t c = 0; c < edges_.size(); ++c) {
      std::vector<std::string> cuts;
      for (double edge : edges_[c]) cuts.push_back(spoken(edge));
      if (cuts.size() > 10) cuts = {cuts.front(), "...", cuts.back()};
      all.push_back({in.numbers[c], "",
                     cuts.empty() ? "one bin: all training values are equal"
                                  : fmt::format("{} bins, cut at {}", edges_[c].size() + 1,
                                                join(cuts, ", "))});
    }
    return all;
  }
  void lower(const Layout&, LoweredBlock& block) const override {
    std::vector<graph::Expression> out;
    for (std::size_t c = 0; c < edges_.size(); ++c) {
      const graph::Expression x = block.value(block.numbers).take({static_cast<double>(c)});
      // Without edges all lies in one bin.
      const graph::Expression bin =
          edges_[c].empty() ? x * 0 : count(at_least(x, x.row(edges_[c])));
      if (options_.output == Output::ordinal) {
        out.push_back(where(is_missing(x), x, bin));
        continue;
      }
      const std::size_t bins = edges_[c].size() + 1;
      std::vector<double> unit(bins * bins);
      for (std::size_t k = 0; k < bins; ++k) unit[k * bins + k] = 1;
      const graph::Expression place = where(is_missing(x), 0, bin).reshape({}).to(graph::Type::i64);
      out.push_back(where(is_missing(x), 0, place.gather(std::move(unit), bins)));
    }
    if (!out.empty()) block.numbers = concat(out).name();
  }
  Archive save() const override {
    Archive archive;
    archive.put("is_ordinal", std::int64_t{options_.output == Output::ordinal});
    for (std::size_t c = 0; c < edges_.size(); ++c)
      archive.put(fmt::format("{}.edges", c), edges_[c]);
    return archive;
  }
  void load(const Layout& in, const Archive& archive) override {
    options_.output = archive.integer("is_ordinal") != 0 ? Output::ordinal : Output::one_hot;
    for (std::size_t c = 0; c < in.numbers.size(); ++c) {
      const std::string name = fmt::format("{}.edges", c);
      edges_.push_back(archive.doubles(name));
      if (!std::is_sorted(edges_.back().begin(), edges_.back().end()))
        throw CorruptFile(name, "the edges are not in order");
    }
  }

 private:
  Options options_;
  std::vector<std::vector<double>> edges_;
};

}  // namespace

TransformKind bins() {
  return kind<Bins, Options>("bins", "Cuts numbers into bins.",
                             {.takes = Takes::numbers,
                              .example = "{count: 3, edges: uniform}",
                              .source = "as scikit-learn's KBinsDiscretizer"});
}

}  // namespace dlflow::views
