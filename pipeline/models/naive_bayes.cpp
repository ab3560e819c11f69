#include <fmt/format.h>

#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

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
          "numbers, none negative, at least half of them 0; else columns of 0 and 1 are Bernoulli "
          "and the others gaussian.");
  o.field("var_smoothing", x.var_smoothing,
          "Gaussian: share of the largest variance added to every variance.")
      .at_least(0);
  o.field("alpha", x.alpha, "Multinomial and Bernoulli: count added to every value of every class.")
      .above(0);
}

bool are_counts(const Eigen::MatrixXd& x) {
  const bool whole = (x.array() >= 0).all() && (x.array() == x.array().floor()).all();
  return whole && 2 * (x.array() == 0).count() >= x.size();
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
    const bool negative = (rows.features.array() < 0).any();
    if (options_.distribution == Distribution::multinomial && negative)
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
    if (rows.sparse) return learn_sparse_counts(rows);
    const bool counts = options_.distribution == Distribution::automatic
                            ? are_counts(rows.features)
                            : options_.distribution == Distribution::multinomial;
    if (counts)
      learn_counts(moments);
    else
      learn_normal(rows, moments);
  }

  void learn_counts(const ClassMoments& moments) {
    for (Index k = 0; k < moments.means.rows(); ++k) {
      const Eigen::RowVectorXd counts =
          (moments.means.row(k) * moments.weights[k]).array() + options_.alpha;
      for (const double count : counts) values_.push_back(std::log(count / counts.sum()));
    }
  }

  /// There are no columns beside the sparse ones.
  void learn_sparse_counts(const ClassRows& rows) {
    const auto width = rows.sparse->columns;
    values_.assign(static_cast<std::size_t>(rows.classes) * width, options_.alpha);
    for (std::size_t n = 0; n < rows.labels.size(); ++n) {
      double* const counts = values_.data() + static_cast<std::size_t>(rows.labels[n]) * width;
      rows.sparse->for_each(n, [&](std::uint32_t column, float value) {
        counts[column] += rows.weights[n] * static_cast<double>(value);
      });
    }
    for (auto at = values_.begin(); at != values_.end();) {
      const auto end = at + static_cast<std::ptrdiff_t>(width);
      const double sum = std::accumulate(at, end, 0.0);
      for (; at != end; ++at) *at = std::log(*at / sum);
    }
  }

  void learn_normal(const ClassRows& rows, const ClassMoments& moments) {
    const Index classes = moments.means.rows(), inputs = moments.means.cols();
    const Eigen::MatrixXd deviations = scaled_deviations(rows, moments);
    Eigen::MatrixXd variances = Eigen::MatrixXd::Zero(classes, inputs);
    for (Index n = 0; n < deviations.rows(); ++n)
      variances.row(rows.labels[static_cast<std::size_t>(n)]) += deviations.row(n).cwiseAbs2();
    variances.array().colwise() /= moments.weights.array();
    const std::vector<bool> bernoulli = columns_of_bits(rows.features);
    const Eigen::RowVectorXd mean = rows.features.colwise().mean();
    const Eigen::RowVectorXd all = (rows.features.rowwise() - mean).cwiseAbs2().colwise().mean();
    // Columns without any variance would have a density without bounds.
    variances.array() += std::max(options_.var_smoothing * all.maxCoeff(), 1e-300);
    for (Index k = 0; k < classes; ++k)
      for (Index f = 0; f < inputs; ++f) {
        if (bernoulli[static_cast<std::size_t>(f)]) {
          add_bernoulli(k, moments.means(k, f), moments.weights[k]);
          continue;
        }
        means_.push_back(moments.means(k, f));
        values_.push_back(variances(k, f));
        offsets_[static_cast<std::size_t>(k)] -=
            0.5 * std::log(2 * std::numbers::pi * variances(k, f));
      }
  }

  /// Whether a column holds 0 and 1 and nothing else, of all columns.
  std::vector<bool> columns_of_bits(const Eigen::MatrixXd& x) const {
    std::vector<bool> out(static_cast<std::size_t>(x.cols()), false);
    if (options_.distribution == Distribution::gaussian) return out;
    for (Index f = 0; f < x.cols(); ++f) {
      const auto column = x.col(f).array();
      out[static_cast<std::size_t>(f)] =
          (column == 0).any() && (column == 1).any() && ((column == 0) || (column == 1)).all();
    }
    return out;
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

std::string unsuited(const Options& options, const Problem& problem) {
  if (problem.sparse_columns > 0 && options.distribution == Distribution::gaussian)
    return "takes sparse columns for counts, and was told that columns are normal";
  if (problem.sparse_columns > 0 && problem.dense_columns > 0)
    return "takes words for counts, and the numbers beside them are none";
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
