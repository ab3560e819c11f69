#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

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

/// From the smaller of the two products of x with itself.
Axes axes_of(const MatrixXd& x) {
  const bool is_tall = x.rows() >= x.cols();
  const MatrixXd product = is_tall ? MatrixXd(x.transpose() * x) : MatrixXd(x * x.transpose());
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(product);
  const Eigen::Index count = std::min(x.rows(), x.cols());
  Axes axes{solver.eigenvectors().rowwise().reverse(), solver.eigenvalues().reverse().cwiseMax(0)};
  if (!is_tall) {
    axes.directions = x.transpose() * axes.directions;
    for (Eigen::Index k = 0; k < count; ++k)
      if (axes.variances[k] > 0) axes.directions.col(k) /= std::sqrt(axes.variances[k]);
  }
  axes.variances /= static_cast<double>(std::max<Eigen::Index>(x.rows() - 1, 1));
  return axes;
}

/// Turns each direction so that the row farthest along it lies on its positive side.
void fix_signs(const MatrixXd& x, MatrixXd& directions) {
  for (Eigen::Index k = 0; k < directions.cols(); ++k) {
    const VectorXd scores = x * directions.col(k);
    Eigen::Index farthest = 0;
    scores.cwiseAbs().maxCoeff(&farthest);
    if (scores[farthest] < 0) directions.col(k) = -directions.col(k);
  }
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
    std::vector<std::vector<double>> out(kept(), std::vector<double>(block.rows));
    const std::size_t columns = mean_.size();
    for (std::size_t k = 0; k < kept(); ++k)
      for (std::size_t c = 0; c < columns; ++c) {
        const double weight = directions_[k * columns + c];
        for (std::size_t row = 0; row < block.rows; ++row)
          out[k][row] += weight * (block.numbers[c][row] - mean_[c]);
      }
    block.numbers = std::move(out);
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
    if (required_values(training.numbers[c], in.numbers[c], context).size() < training.rows)
      context.refuse(in.numbers[c], "needs a value in every row", "put 'impute' before it");
    mean_.push_back(moments(training.numbers[c]).mean);
  }
  const MatrixXd x = centered(training.numbers, mean_, training.rows);
  Axes axes = axes_of(x);
  const Eigen::Index most = std::min(x.rows(), x.cols());
  const std::size_t count = wanted(axes.variances, most);
  MatrixXd directions = axes.directions.leftCols(static_cast<Eigen::Index>(count));
  fix_signs(x, directions);
  const double all = axes.variances.sum();
  for (Eigen::Index k = 0; k < directions.cols(); ++k) {
    if (all > 0) explained_ += axes.variances[k] / all;
    for (Eigen::Index c = 0; c < directions.rows(); ++c) directions_.push_back(directions(c, k));
  }
}

}  // namespace

TransformKind pca() {
  return kind<Pca, Options>("pca", "Replaces number columns by their principal components.",
                            {.takes = Takes::numbers, .example = "{components: 1}"});
}

}  // namespace dlflow::views
