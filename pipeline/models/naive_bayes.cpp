#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/base/error.hpp"
#include "core/graph/expression.hpp"
#include "pipeline/models/checks.hpp"
#include "pipeline/models/class_moments.hpp"
#include "pipeline/models/class_scorer.hpp"
#include "pipeline/models/kind.hpp"
#include "pipeline/models/kinds.hpp"

namespace dlflow::models {
namespace {

using Eigen::Index;

enum class Distribution { automatic, gaussian, multinomial };
std::span<const std::string_view> names_of(Distribution) {
  static constexpr std::array<std::string_view, 3> kNames = {"auto", "gaussian", "multinomial"};
  return kNames;
}

struct Options {
  Distribution distribution = Distribution::automatic;
  double var_smoothing = 1e-9;
  double alpha = 1;
};
void describe(schema::Object& o, Options& x) {
  o.field("distribution", x.distribution,
          "Of a column within a class; auto is multinomial where all columns are counts: whole "
          "numbers, none negative, at least half of them 0, or sparse columns alone; else columns "
          "of 0 and 1 are Bernoulli "
          "and the others gaussian.");
  o.field("var_smoothing", x.var_smoothing,
          "Gaussian: share of the largest variance added to every variance.")
      .at_least(0);
  o.field("alpha", x.alpha, "Multinomial and Bernoulli: count added to every value of every class.")
      .above(0);
}

/// What the sparse columns of the rows of M classes hold; all of it empty where there are none.
struct SparseMoments {
  Eigen::MatrixXd sums, squares;  ///< (M, S) of the values and their squares, by weight
  Eigen::RowVectorXd variances;   ///< (S) of all rows alike
  std::vector<bool> are_bits;     ///< (S): 0 and 1, both of them, and nothing else
  bool is_negative = false, is_whole = true;
  Index zeros = 0;
};

SparseMoments sparse_moments(const ClassRows& rows) {
  SparseMoments out;
  const auto width = static_cast<Index>(rows.sparse ? rows.sparse->columns : 0);
  out.sums = out.squares = Eigen::MatrixXd::Zero(rows.classes, width);
  Eigen::RowVectorXd sums = Eigen::RowVectorXd::Zero(width), squares = sums, ones = sums,
                     filled = sums;
  for (std::size_t n = 0; rows.sparse && n < rows.labels.size(); ++n)
    rows.sparse->for_each(n, [&](std::uint32_t column, float single) {
      const double value = single, weight = rows.weights[n];
      out.sums(rows.labels[n], column) += weight * value;
      out.squares(rows.labels[n], column) += weight * value * value;
      sums[column] += value;
      squares[column] += value * value;
      ones[column] += value == 1;
      filled[column] += value != 0;
      out.is_negative = out.is_negative || value < 0;
      out.is_whole = out.is_whole && value == std::floor(value);
    });
  const auto count = static_cast<double>(rows.labels.size());
  out.variances = squares / count - (sums / count).cwiseAbs2();
  out.zeros = static_cast<Index>(static_cast<double>(width) * count - filled.sum());
  for (Index s = 0; s < width; ++s)
    out.are_bits.push_back(ones[s] == filled[s] && ones[s] > 0 && ones[s] < count);
  return out;
}

/// Whether to take columns for counts: sparse ones alone, none negative, or numbers as described.
bool are_counts(const Eigen::MatrixXd& x, const SparseMoments& sparse) {
  if (sparse.is_negative) return false;
  if (x.cols() == 0) return true;
  const bool is_whole =
      (x.array() >= 0).all() && (x.array() == x.array().floor()).all() && sparse.is_whole;
  return is_whole && 2 * ((x.array() == 0).count() + sparse.zeros) >=
                         x.rows() * (x.cols() + sparse.sums.cols());
}

/// Columns independent of each other within a class. As scikit-learn's GaussianNB
///
///   score[k] = log prior[k] - 1/2 sum_f (log(2 pi v[k, f]) + (x[f] - mean[k, f])^2 / v[k, f])
///
/// or MultinomialNB
///
///   score[k] = log prior[k] + sum_f x[f] log p[k, f],   p[k, :] = (counts of f in k + alpha) / sum
///
/// or GaussianNB with the terms of BernoulliNB for columns that hold 0 and 1 alone
///
///   x[f] log p[k, f] + (1 - x[f]) log(1 - p[k, f]),   p[k, f] = (ones + alpha) / (rows + 2 alpha)
class NaiveBayes final : public ClassScorer {
 public:
  NaiveBayes(const Options& options, const Problem&) : options_(options) {}
  std::size_t parameters() const override {
    return offsets_.size() + values_.size() + means_.size();
  }

 private:
  void learn(ClassRows rows, const FitContext& context) override {
    const SparseMoments sparse = sparse_moments(rows);
    const bool is_negative = (rows.features.array() < 0).any() || sparse.is_negative;
    if (options_.distribution == Distribution::multinomial && is_negative)
      throw UserError(ExitCode::data,
                      fmt::format("model '{}' was told to take its columns for counts, but some "
                                  "are negative",
                                  context.model_name),
                      "leave 'standardize' out of the view, or choose 'distribution: gaussian'");
    const ClassMoments moments = class_moments(rows);
    offsets_.clear();
    for (const double prior : moments.priors) offsets_.push_back(std::log(prior));
    means_.clear();
    values_.clear();
    const bool counts = options_.distribution == Distribution::automatic
                            ? are_counts(rows.features, sparse)
                            : options_.distribution == Distribution::multinomial;
    if (counts)
      learn_counts(moments, sparse);
    else
      learn_normal(rows, moments, sparse);
  }

  void learn_counts(const ClassMoments& moments, const SparseMoments& sparse) {
    for (Index k = 0; k < moments.means.rows(); ++k) {
      Eigen::RowVectorXd counts(moments.means.cols() + sparse.sums.cols());
      counts << moments.means.row(k) * moments.weights[k], sparse.sums.row(k);
      counts.array() += options_.alpha;
      const double sum = counts.sum();
      for (const double count : counts) values_.push_back(std::log(count / sum));
    }
  }

  void learn_normal(const ClassRows& rows, const ClassMoments& moments,
                    const SparseMoments& sparse) {
    const Index classes = moments.means.rows(), inputs = moments.means.cols(),
                all = inputs + sparse.sums.cols();
    Eigen::MatrixXd means(classes, all), variances = Eigen::MatrixXd::Zero(classes, all);
    const Eigen::MatrixXd deviations = scaled_deviations(rows, moments);
    for (Index n = 0; n < deviations.rows(); ++n)
      variances.row(rows.labels[static_cast<std::size_t>(n)]).head(inputs) +=
          deviations.row(n).cwiseAbs2();
    means << moments.means, moments.weights.cwiseInverse().asDiagonal() * sparse.sums;
    variances.rightCols(sparse.sums.cols()) = sparse.squares;
    variances.array().colwise() /= moments.weights.array();
    variances.rightCols(sparse.sums.cols()) -= means.rightCols(sparse.sums.cols()).cwiseAbs2();
    // Columns without any variance would have a density without bounds.
    variances = variances.cwiseMax(0).array() +
                std::max(options_.var_smoothing * largest_variance(rows.features, sparse), 1e-300);
    const std::vector<bool> are_bits = columns_of_bits(rows.features, sparse);
    for (Index k = 0; k < classes; ++k)
      for (Index f = 0; f < all; ++f) {
        if (are_bits[static_cast<std::size_t>(f)])
          add_bernoulli(k, means(k, f), moments.weights[k]);
        else
          add_normal(k, means(k, f), variances(k, f));
      }
  }

  /// Of the columns over all rows.
  static double largest_variance(const Eigen::MatrixXd& x, const SparseMoments& sparse) {
    const Eigen::RowVectorXd mean = x.colwise().mean();
    const Eigen::RowVectorXd all = (x.rowwise() - mean).cwiseAbs2().colwise().mean();
    return std::max(all.size() > 0 ? all.maxCoeff() : 0.0,
                    sparse.variances.size() > 0 ? sparse.variances.maxCoeff() : 0.0);
  }

  /// Whether a column holds 0 and 1 and nothing else, of all columns.
  std::vector<bool> columns_of_bits(const Eigen::MatrixXd& x, const SparseMoments& sparse) const {
    std::vector<bool> out(static_cast<std::size_t>(x.cols()) + sparse.are_bits.size(), false);
    if (options_.distribution == Distribution::gaussian) return out;
    for (Index f = 0; f < x.cols(); ++f) {
      const auto column = x.col(f).array();
      out[static_cast<std::size_t>(f)] =
          (column == 0).any() && (column == 1).any() && ((column == 0) || (column == 1)).all();
    }
    std::copy(sparse.are_bits.begin(), sparse.are_bits.end(), out.begin() + x.cols());
    return out;
  }

  void add_normal(Index k, double mean, double variance) {
    means_.push_back(mean);
    values_.push_back(variance);
    offsets_[static_cast<std::size_t>(k)] -= 0.5 * std::log(2 * std::numbers::pi * variance);
  }

  /// The term of a column of 0 and 1 as the parabola of variance 1 that goes through its two
  /// values.
  void add_bernoulli(Index k, double mean, double rows) {
    const double p = (mean * rows + options_.alpha) / (rows + 2 * options_.alpha);
    const double at_0 = std::log(1 - p), at_1 = std::log(p), top = at_1 - at_0 + 0.5;
    means_.push_back(top);
    values_.push_back(1);
    offsets_[static_cast<std::size_t>(k)] += at_0 + 0.5 * top * top;
  }

  void score(std::span<const float> row, std::span<double> scores) const override {
    for (std::size_t k = 0; k < scores.size(); ++k) {
      const double* values = values_.data() + k * row.size();
      double sum = 0;
      if (means_.empty()) {
        for (std::size_t f = 0; f < row.size(); ++f) sum += row[f] * values[f];
      } else {
        const double* means = means_.data() + k * row.size();
        for (std::size_t f = 0; f < row.size(); ++f)
          sum -= 0.5 * (row[f] - means[f]) * (row[f] - means[f]) / values[f];
      }
      scores[k] = offsets_[k] + sum;
    }
  }

  graph::Expression lowered_scores(const graph::Expression& x) const override {
    const std::size_t classes = offsets_.size(), inputs = values_.size() / classes;
    std::vector<graph::Expression> scores;
    for (std::size_t k = 0; k < classes; ++k) {
      std::vector<double> factors, means;
      for (std::size_t i = k * inputs; i < (k + 1) * inputs; ++i) {
        factors.push_back(means_.empty() ? values_[i] : -0.5 / values_[i]);
        if (!means_.empty()) means.push_back(means_[i]);
      }
      const auto squares = [&] {
        const graph::Expression apart = x - x.row(means);
        return apart * apart;
      };
      scores.push_back(sum((means_.empty() ? x : squares()) * x.row(factors)) + offsets_[k]);
    }
    return concat(scores);
  }

  void put_into(Archive& archive) const override {
    archive.put("offsets", offsets_);
    archive.put("values", values_);
    archive.put("means", means_);
  }
  void take_from(const Archive& archive, std::size_t classes, std::size_t inputs) override {
    offsets_ = archive.doubles("offsets");
    values_ = archive.doubles("values");
    means_ = archive.doubles("means");
    if (offsets_.size() != classes || values_.size() != classes * inputs ||
        (!means_.empty() && means_.size() != values_.size()))
      throw CorruptFile("values", "expected a value for each column of each class");
  }

  Options options_;
  std::vector<double> offsets_;  ///< (M)
  std::vector<double> values_;   ///< (M, F) variances, or logarithms of shares
  std::vector<double> means_;    ///< (M, F); empty where columns are counts
};

std::string unsuited(const Options&, const Problem& problem) {
  return needs_classes_from_dense(problem);
}

}  // namespace

ModelKind naive_bayes() {
  return kind<Options, NaiveBayes>(
      {.name = "naive_bayes",
       .doc = "Columns independent within a class: normal ones, bits, or counts.",
       .source = "T. Hastie, R. Tibshirani and J. Friedman, The elements of statistical learning "
                 "(2009), 6.6.3; as scikit-learn's GaussianNB, BernoulliNB and "
                 "MultinomialNB",
       .example = "{distribution: gaussian}",
       .complexity = 1,
       .sparse = Sparse::taken},
      unsuited);
}

}  // namespace dlflow::models
