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

enum class Distribution { automatic, gaussian, multinomial, bernoulli };
std::span<const std::string_view> names_of(Distribution) {
  static constexpr std::array<std::string_view, 4> kNames = {"auto", "gaussian", "multinomial",
                                                             "bernoulli"};
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
          "of 0 and 1 are Bernoulli, columns of -1, 0 and 1 have a share of each, and the others "
          "are gaussian. bernoulli asks of every column whether it is above 0.");
  o.field("var_smoothing", x.var_smoothing,
          "Gaussian: share of the largest variance added to every variance.")
      .at_least(0);
  o.field("alpha", x.alpha,
          "Multinomial, Bernoulli and shares of -1, 0 and 1: count added to every value of every "
          "class.")
      .above(0);
}

/// What a column holds over all rows.
enum class Holds { numbers, bits, signs };

/// What the sparse columns of the rows of M classes hold; all of it empty where there are none.
struct SparseMoments {
  Eigen::MatrixXd sums, squares;  ///< (M, S) of the values and their squares, by weight
  Eigen::RowVectorXd variances;   ///< (S) of all rows alike
  std::vector<Holds> holds;       ///< (S)
  bool is_negative = false, is_whole = true;
  Index zeros = 0;
};

/// What a column of `count` values holds of which so many are 1, -1 and not 0.
Holds held(double ones, double negative_ones, double filled, double count) {
  const bool has_others = ones + negative_ones < filled, has_zeros = filled < count;
  if (has_others) return Holds::numbers;
  if (negative_ones > 0 && (ones > 0 || has_zeros)) return Holds::signs;
  return ones > 0 && has_zeros ? Holds::bits : Holds::numbers;
}

SparseMoments sparse_moments(const ClassRows& rows) {
  SparseMoments out;
  const auto width = static_cast<Index>(rows.sparse ? rows.sparse->columns : 0);
  out.sums = out.squares = Eigen::MatrixXd::Zero(rows.classes, width);
  Eigen::RowVectorXd sums = Eigen::RowVectorXd::Zero(width), squares = sums, ones = sums,
                     negative_ones = sums, filled = sums;
  for (std::size_t n = 0; rows.sparse && n < rows.labels.size(); ++n)
    rows.sparse->for_each(n, [&](std::uint32_t column, float single) {
      const double value = single, weight = rows.weights[n];
      out.sums(rows.labels[n], column) += weight * value;
      out.squares(rows.labels[n], column) += weight * value * value;
      sums[column] += value;
      squares[column] += value * value;
      ones[column] += value == 1;
      negative_ones[column] += value == -1;
      filled[column] += value != 0;
      out.is_negative = out.is_negative || value < 0;
      out.is_whole = out.is_whole && value == std::floor(value);
    });
  const auto count = static_cast<double>(rows.labels.size());
  out.variances = squares / count - (sums / count).cwiseAbs2();
  out.zeros = static_cast<Index>(static_cast<double>(width) * count - filled.sum());
  for (Index s = 0; s < width; ++s)
    out.holds.push_back(held(ones[s], negative_ones[s], filled[s], count));
  return out;
}

/// 1 where a value is above 0, 0 elsewhere.
void make_bits(Eigen::MatrixXd& x) { x = (x.array() > 0).cast<double>(); }
data::SparseRows bits_of(const data::SparseRows& x) {
  data::SparseRows out = x;
  for (float& value : out.values) value = value > 0 ? 1.0F : 0.0F;
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
/// or BernoulliNB, of all columns or of those that hold 0 and 1 alone
///
///   x[f] log p[k, f] + (1 - x[f]) log(1 - p[k, f]),   p[k, f] = (ones + alpha) / (rows + 2 alpha)
///
/// or CategoricalNB of those that hold -1, 0 and 1 alone
///
///   log p[k, f, x[f]],   p[k, f, v] = (rows of v + alpha) / (rows + 3 alpha)
///
/// Every term is a line and a parabola of the value, which is how all of them are kept:
///
///   score[k] = offset[k] + sum_f (slope[k, f] x[f] - 1/2 precision[k, f] (x[f] - mean[k, f])^2)
class NaiveBayes final : public ClassScorer {
 public:
  NaiveBayes(const Options& options, const Problem&) : options_(options) {}
  std::size_t parameters() const override {
    return offsets_.size() + slopes_.size() * (has_parabolas() ? 2 : 1);
  }

 private:
  void learn(ClassRows rows, const FitContext& context) override {
    is_of_bits_ = options_.distribution == Distribution::bernoulli;
    data::SparseRows bits;
    if (is_of_bits_) {
      make_bits(rows.features);
      if (rows.sparse) bits = bits_of(*rows.sparse);
      if (rows.sparse) rows.sparse = &bits;
    }
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
    slopes_.clear();
    means_.clear();
    precisions_.clear();
    const bool counts = options_.distribution == Distribution::automatic
                            ? are_counts(rows.features, sparse)
                            : options_.distribution == Distribution::multinomial;
    if (counts)
      learn_counts(moments, sparse);
    else
      learn_columns(rows, moments, sparse);
    sum_scores_of_zero();
  }

  void learn_counts(const ClassMoments& moments, const SparseMoments& sparse) {
    for (Index k = 0; k < moments.means.rows(); ++k) {
      Eigen::RowVectorXd counts(moments.means.cols() + sparse.sums.cols());
      counts << moments.means.row(k) * moments.weights[k], sparse.sums.row(k);
      counts.array() += options_.alpha;
      const double sum = counts.sum();
      for (const double count : counts) slopes_.push_back(std::log(count / sum));
    }
  }

  void learn_columns(const ClassRows& rows, const ClassMoments& moments,
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
    variances = variances.cwiseMax(0);
    // Columns without any variance would have a density without bounds.
    const double added =
        std::max(options_.var_smoothing * largest_variance(rows.features, sparse), 1e-300);
    const std::vector<Holds> holds = holds_of(rows.features, sparse);
    for (Index k = 0; k < classes; ++k)
      for (Index f = 0; f < all; ++f) {
        const double mean = means(k, f), variance = variances(k, f), weight = moments.weights[k];
        switch (holds[static_cast<std::size_t>(f)]) {
          case Holds::bits:
            add_bits(k, mean * weight, weight);
            break;
          case Holds::signs:
            add_signs(k, mean * weight, (variance + mean * mean) * weight, weight);
            break;
          case Holds::numbers:
            add_normal(k, mean, variance + added);
            break;
        }
      }
  }

  /// Of the columns over all rows.
  static double largest_variance(const Eigen::MatrixXd& x, const SparseMoments& sparse) {
    const Eigen::RowVectorXd mean = x.colwise().mean();
    const Eigen::RowVectorXd all = (x.rowwise() - mean).cwiseAbs2().colwise().mean();
    return std::max(all.size() > 0 ? all.maxCoeff() : 0.0,
                    sparse.variances.size() > 0 ? sparse.variances.maxCoeff() : 0.0);
  }

  /// What each of all columns is taken to hold.
  std::vector<Holds> holds_of(const Eigen::MatrixXd& x, const SparseMoments& sparse) const {
    const std::size_t all = static_cast<std::size_t>(x.cols()) + sparse.holds.size();
    if (options_.distribution == Distribution::gaussian) return std::vector(all, Holds::numbers);
    if (is_of_bits_) return std::vector(all, Holds::bits);
    std::vector<Holds> out;
    for (Index f = 0; f < x.cols(); ++f) {
      const auto column = x.col(f).array();
      const auto count = [](const auto& which) { return static_cast<double>(which.count()); };
      out.push_back(held(count(column == 1), count(column == -1), count(column != 0),
                         static_cast<double>(x.rows())));
    }
    out.insert(out.end(), sparse.holds.begin(), sparse.holds.end());
    return out;
  }

  void add_normal(Index k, double mean, double variance) {
    add_term(k, -0.5 * std::log(2 * std::numbers::pi * variance), 0, mean, 1 / variance);
  }
  void add_bits(Index k, double ones, double rows) {
    const double p = (ones + options_.alpha) / (rows + 2 * options_.alpha);
    add_term(k, std::log(1 - p), std::log(p) - std::log(1 - p), 0, 0);
  }
  /// The parabola through the logarithms of the shares of -1, 0 and 1.
  void add_signs(Index k, double sum, double filled, double rows) {
    const auto share = [&](double count) {
      return std::log((std::max(count, 0.0) + options_.alpha) / (rows + 3 * options_.alpha));
    };
    const double below = share((filled - sum) / 2), at_zero = share(rows - filled),
                 above = share((filled + sum) / 2);
    add_term(k, at_zero, (above - below) / 2, 0, 2 * at_zero - above - below);
  }
  void add_term(Index k, double offset, double slope, double mean, double precision) {
    offsets_[static_cast<std::size_t>(k)] += offset;
    slopes_.push_back(slope);
    means_.push_back(mean);
    precisions_.push_back(precision);
  }

  bool has_parabolas() const { return !precisions_.empty(); }
  double score_at(std::size_t i, double x) const {
    if (!has_parabolas()) return slopes_[i] * x;
    const double apart = x - means_[i];
    return slopes_[i] * x - 0.5 * precisions_[i] * apart * apart;
  }

  /// For each class, what columns from each on add where all of them are 0.
  void sum_scores_of_zero() {
    const std::size_t classes = offsets_.size(), inputs = slopes_.size() / classes;
    zeros_.assign(has_parabolas() ? classes * (inputs + 1) : 0, 0.0);
    for (std::size_t k = 0; k < classes && has_parabolas(); ++k)
      for (std::size_t f = inputs; f-- > 0;)
        zeros_[k * (inputs + 1) + f] =
            zeros_[k * (inputs + 1) + f + 1] + score_at(k * inputs + f, 0);
  }

  void score(const data::Features& x, std::size_t n, std::span<double> scores) const override {
    const std::size_t inputs = slopes_.size() / scores.size(), dense = x.dense.columns;
    const auto read = [this](float value) -> double {
      return is_of_bits_ ? (value > 0 ? 1 : 0) : value;
    };
    for (std::size_t k = 0; k < scores.size(); ++k) {
      double sum = 0;
      for (std::size_t f = 0; f < dense; ++f) sum += score_at(k * inputs + f, read(x.dense(n, f)));
      scores[k] = offsets_[k] + sum;
    }
    if (x.sparse.columns == 0) return;
    for (std::size_t k = 0; k < scores.size(); ++k) {
      double sum = zeros_.empty() ? 0 : zeros_[k * (inputs + 1) + dense];
      x.sparse.for_each(n, [&](std::uint32_t column, float single) {
        const std::size_t i = k * inputs + dense + column;
        const double value = read(single);
        sum += slopes_[i] * value;
        if (has_parabolas()) sum -= 0.5 * precisions_[i] * value * (value - 2 * means_[i]);
      });
      scores[k] += sum;
    }
  }

  graph::Expression lowered_scores(const graph::Expression& values) const override {
    const graph::Expression x = is_of_bits_ ? where(greater(values, 0), values * 0 + 1, 0) : values;
    const std::size_t classes = offsets_.size(), inputs = slopes_.size() / classes;
    const auto part = [inputs](const std::vector<double>& all, std::size_t k, double factor) {
      std::vector<double> out;
      for (std::size_t i = k * inputs; i < (k + 1) * inputs; ++i) out.push_back(factor * all[i]);
      return out;
    };
    std::vector<graph::Expression> scores;
    for (std::size_t k = 0; k < classes; ++k) {
      graph::Expression terms = x * x.row(part(slopes_, k, 1));
      if (has_parabolas()) {
        const graph::Expression apart = x - x.row(part(means_, k, 1));
        terms = terms + apart * apart * x.row(part(precisions_, k, -0.5));
      }
      scores.push_back(sum(terms) + offsets_[k]);
    }
    return concat(scores);
  }

  void put_into(Archive& archive) const override {
    archive.put("offsets", offsets_);
    archive.put("slopes", slopes_);
    archive.put("means", means_);
    archive.put("precisions", precisions_);
    archive.put("is_of_bits", std::int64_t{is_of_bits_});
  }
  void take_from(const Archive& archive, std::size_t classes, std::size_t inputs) override {
    offsets_ = archive.doubles("offsets");
    means_ = archive.doubles("means");
    if (archive.has("values")) {
      take_values(archive.doubles("values"));
    } else {
      slopes_ = archive.doubles("slopes");
      precisions_ = archive.doubles("precisions");
      is_of_bits_ = archive.integer("is_of_bits") != 0;
    }
    if (offsets_.size() != classes || slopes_.size() != classes * inputs ||
        means_.size() != precisions_.size() || (has_parabolas() && means_.size() != slopes_.size()))
      throw CorruptFile("slopes", "expected a value for each column of each class");
    sum_scores_of_zero();
  }
  /// Of files of version 1: variances where there are means, else slopes.
  void take_values(const std::vector<double>& values) {
    is_of_bits_ = false;
    slopes_ = values;
    precisions_.clear();
    if (means_.empty()) return;
    slopes_.assign(values.size(), 0.0);
    for (const double variance : values) precisions_.push_back(1 / variance);
  }

  Options options_;
  bool is_of_bits_ = false;                 ///< values are taken for 1 above 0, else for 0
  std::vector<double> offsets_;             ///< (M)
  std::vector<double> slopes_;              ///< (M, F)
  std::vector<double> means_, precisions_;  ///< (M, F); empty where columns are counts
  std::vector<double> zeros_;               ///< (M, F + 1); empty likewise
};

std::string unsuited(const Options&, const Problem& problem) {
  return needs_classes_from_dense(problem);
}

}  // namespace

ModelKind naive_bayes() {
  return kind<Options, NaiveBayes>(
      {.name = "naive_bayes",
       .doc = "Columns independent within a class: normal ones, bits, signs, or counts.",
       .source = "T. Hastie, R. Tibshirani and J. Friedman, The elements of statistical learning "
                 "(2009), 6.6.3; as scikit-learn's GaussianNB, BernoulliNB, "
                 "CategoricalNB and MultinomialNB",
       .example = "{distribution: gaussian}",
       .complexity = 1,
       .sparse = Sparse::taken,
       .version = 2},
      unsuited);
}

}  // namespace dlflow::models
