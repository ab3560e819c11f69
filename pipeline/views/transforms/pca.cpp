#include <fmt/format.h>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"
#include "pipeline/algebra/decompositions.hpp"
#include "pipeline/views/transforms/centered_products.hpp"
#include "pipeline/views/transforms/column_statistics.hpp"
#include "pipeline/views/transforms/kinds.hpp"

namespace dlflow::views {
namespace {

struct Options {
  std::optional<std::int64_t> components;
  double share = 0.95;
};
void describe(schema::Object& o, Options& x) {
  o.scalar_form("components");
  o.field("components", x.components, "How many directions are kept.")
      .between(1, 100000)
      .default_is("as many as 'share' needs");
  o.field("share", x.share, "Share of the variance that the kept directions explain together.")
      .above(0)
      .at_most(1);
}

using Eigen::MatrixXd;
using Eigen::VectorXd;

/// The columns of a block less their means, (N, F).
MatrixXd centered(const std::vector<std::vector<double>>& columns, const std::vector<double>& means,
                  std::size_t rows) {
  MatrixXd x(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(columns.size()));
  for (std::size_t c = 0; c < columns.size(); ++c)
    for (std::size_t row = 0; row < rows; ++row)
      x(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(c)) = columns[c][row] - means[c];
  return x;
}

/// Directions of greatest variance, one in each column of `directions`, and their variances
/// (divided by N - 1), greatest first.
struct Axes {
  MatrixXd directions;
  VectorXd variances;
};

/// Of columns with no more of them than rows: from their products with each other.
Axes axes_of_tall(const std::vector<std::vector<double>>& columns,
                  const std::vector<double>& means) {
  const auto count = static_cast<Eigen::Index>(columns.size());
  const std::vector<double> products = centered_products(columns, means);
  // The upper triangle of rows is the lower one of columns, which the solver reads.
  const auto parts =
      algebra::symmetric_parts(Eigen::Map<const MatrixXd>(products.data(), count, count));
  return {parts.vectors.rowwise().reverse(), parts.values.reverse().cwiseMax(0)};
}

/// Of less rows than columns: from the products of rows.
Axes axes_of_wide(const MatrixXd& x) {
  const auto parts = algebra::symmetric_parts(x * x.transpose());
  Axes axes{x.transpose() * parts.vectors.rowwise().reverse(), parts.values.reverse().cwiseMax(0)};
  for (Eigen::Index k = 0; k < x.rows(); ++k)
    if (axes.variances[k] > 0) axes.directions.col(k) /= std::sqrt(axes.variances[k]);
  return axes;
}

/// Columns are replaced by their values along the directions of greatest variance of the training
/// rows. A row with a missing value is missing in all of them.
class Pca final : public Transform {
 public:
  explicit Pca(const Options& options) : options_(options) {}

  void fit(const Layout& in, const Block& training, const StepContext& context) override;
  Layout output(const Layout& in) const override {
    Layout out;
    if (in.numbers.empty()) return out;
    for (std::size_t k = 0; k < kept(); ++k)
      out.numbers.push_back(fmt::format("{} component {}", in.numbers[0], k + 1));
    return out;
  }
  void apply(Block& block) const override {
    if (mean_.empty()) return;
    block.numbers = scores_along(block.numbers, mean_, directions_, block.rows);
  }
  std::vector<Learnt> learnt(const Layout& in) const override {
    std::vector<Learnt> all;
    for (std::size_t c = 0; c < mean_.size(); ++c)
      all.push_back(
          {in.numbers[c], "",
           fmt::format("one of {} columns that {} components replace; they explain {:.3g} "
                       "% of the variance",
                       mean_.size(), kept(), 100 * explained_)});
    return all;
  }
  void lower(const Layout&, LoweredBlock& block) const override {
    if (mean_.empty()) return;
    const graph::Expression x = block.value(block.numbers);
    std::vector<double> matrix;
    for (std::size_t c = 0; c < mean_.size(); ++c)
      for (std::size_t k = 0; k < kept(); ++k) matrix.push_back(directions_[k * mean_.size() + c]);
    block.numbers = (x - x.row(mean_)).product(std::move(matrix), kept()).name();
  }
  Archive save() const override {
    Archive archive;
    archive.put("mean", mean_);
    archive.put("directions", directions_);
    archive.put("explained", explained_);
    return archive;
  }
  void load(const Layout& in, const Archive& archive) override {
    mean_ = sized_doubles(archive, "mean", in.numbers.size());
    directions_ = archive.doubles("directions");
    explained_ = archive.number("explained");
    if (mean_.empty() ? !directions_.empty() : directions_.size() % mean_.size() != 0)
      throw CorruptFile("directions", "they do not suit the columns");
  }

 private:
  std::size_t kept() const { return mean_.empty() ? 0 : directions_.size() / mean_.size(); }
  std::size_t wanted(const VectorXd& variances, Eigen::Index most) const;

  Options options_;
  std::vector<double> mean_;
  std::vector<double> directions_;  ///< (kept, F)
  double explained_ = 0;            ///< share of the variance
};

/// The fewest directions that explain the share, or as many as are asked for.
std::size_t Pca::wanted(const VectorXd& variances, Eigen::Index most) const {
  if (options_.components)
    return static_cast<std::size_t>(std::min<std::int64_t>(*options_.components, most));
  const double all = variances.sum();
  double sum = 0;
  Eigen::Index count = 0;
  while (count < most && (count == 0 || sum / all <= options_.share)) sum += variances[count++];
  return static_cast<std::size_t>(count);
}

void Pca::fit(const Layout& in, const Block& training, const StepContext& context) {
  if (in.numbers.empty()) return;
  for (std::size_t c = 0; c < in.numbers.size(); ++c) {
    const Center center = center_of(training.numbers[c]);
    // A sum of finite values may be infinite.
    const bool is_sure = center.count == training.rows && std::isfinite(center.mean);
    if (!is_sure && !all_finite(training.numbers[c])) {
      require_every_value(training.numbers[c], in.numbers[c], context);
      std::vector<double> present = training.numbers[c];
      require_values(present, in.numbers[c], context);
    }
    mean_.push_back(center.mean);
  }
  const bool is_tall = training.rows >= in.numbers.size();
  Axes axes = is_tall ? axes_of_tall(training.numbers, mean_)
                      : axes_of_wide(centered(training.numbers, mean_, training.rows));
  axes.variances /= static_cast<double>(std::max<std::size_t>(training.rows - 1, 1));
  const std::size_t count = wanted(axes.variances, axes.directions.cols());
  if (options_.components && static_cast<std::size_t>(*options_.components) > count)
    context.note(fmt::format("pca of view '{}' asks for {} components of {}{}", context.view,
                             *options_.components, counted(in.numbers.size(), "column"),
                             is_tall ? "" : " over " + counted(training.rows, "row")),
                 fmt::format("all {} are kept", count));
  const double all = axes.variances.sum();
  directions_.assign(axes.directions.data(), axes.directions.data() + count * mean_.size());
  // The row farthest along a direction lies on its positive side.
  const std::vector<double> farthest = farthest_scores(training.numbers, mean_, directions_);
  for (std::size_t k = 0; k < count; ++k) {
    if (all > 0) explained_ += axes.variances[static_cast<Eigen::Index>(k)] / all;
    for (std::size_t c = 0; farthest[k] < 0 && c < mean_.size(); ++c)
      directions_[k * mean_.size() + c] *= -1;
  }
}

}  // namespace

TransformKind pca() {
  return kind<Pca, Options>("pca", "Replaces number columns by their principal components.",
                            {.takes = Takes::numbers,
                             .example = "{components: 1}",
                             .version = 2,
                             .source = "K. Pearson, On lines and planes of closest fit to systems "
                                       "of points in space (1901); as scikit-learn's PCA",
                             .spreads_missing = true});
}

}  // namespace dlflow::views
