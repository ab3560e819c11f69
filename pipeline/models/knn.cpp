#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/error.hpp"
#include "core/graph/expression.hpp"
#include "pipeline/models/checks.hpp"
#include "pipeline/models/kind.hpp"
#include "pipeline/models/kinds.hpp"
#include "pipeline/models/nearest.hpp"
#include "pipeline/models/over_dense.hpp"
#include "pipeline/models/proportion.hpp"

namespace dlflow::models {
namespace {

enum class Weights { uniform, distance };
std::span<const std::string_view> names_of(Weights) {
  static constexpr std::array<std::string_view, 2> kNames = {"uniform", "distance"};
  return kNames;
}

struct Options {
  std::int64_t k = 5;
  Weights weights = Weights::uniform;
  double smoothing = 1;
  double budget_seconds = 300;
};
void describe(schema::Object& o, Options& x) {
  o.field("k", x.k, "Neighbours asked (n_neighbors); all rows where there are fewer.")
      .between(1, 100000);
  o.field("weights", x.weights,
          "Whether neighbours count alike, or by the inverse of their distance.");
  o.field("smoothing", x.smoothing,
          "Votes shared by all classes beside the neighbours', so that none gets probability 0.")
      .at_least(0);
  describe_prediction_budget(o, x.budget_seconds);
}

/// Predicted rows between two looks at whether to stop; their neighbours are held.
constexpr std::size_t kTogether = 192;

/// A row is as its k nearest training rows are: their shares of the classes, or their mean. Needs
/// columns on one scale.
/// Source: Fix and Hodges, Discriminatory analysis (1951); distances as scikit-learn's
/// KNeighborsClassifier and KNeighborsRegressor, whose `weights` these are.
class Knn final : public Model {
 public:
  Knn(const Options& options, const Problem&) : options_(options) {}

  void fit(const data::Features& x, const data::Target& y, const FitContext& context) override {
    DLFLOW_REQUIRE(x.codes.empty(), "knn was given what does not suit it");
    require_learnable(x, y, context.model_name);
    require_usable(x, Missing::refused, context.model_name);
    classes_ = static_cast<std::size_t>(y.classes);
    rows_ = NearestRows(x.dense, x.sparse);
    truth_ = y.values;
    if (classes_ > 0) truth_.assign(y.labels.begin(), y.labels.end());
    weights_ = row_weights(y);
  }

  data::Predictions predict(const data::Features& x) const override {
    return predict_or_stop(x, nullptr);
  }
  data::Predictions predict_or_stop(const data::Features& x, const StopFlag* stop) const override {
    // It may have learnt from rows that were written out.
    if (x.sparse.columns > 0 && rows_.sparse().columns == 0)
      return predict_or_stop(without_sparse(x), stop);
    const std::size_t k = std::min<std::size_t>(static_cast<std::size_t>(options_.k), rows_.rows());
    data::Predictions out(x.rows, std::max<std::size_t>(classes_, 1));
    for (std::size_t begin = 0; begin < x.rows; begin += kTogether) {
      stop_if_asked(stop);
      const std::size_t end = std::min(begin + kTogether, x.rows);
      const std::vector<Neighbour> found = rows_.find(x.dense, x.sparse, begin, end, k);
      for (std::size_t n = begin; n < end; ++n)
        combine(std::span(found).subspan((n - begin) * k, k), out.row(n));
    }
    return out;
  }

  std::string lower(graph::Graph& graph, const data::LoweredFeatures& x) const override {
    using graph::Expression;
    const auto k = std::min<std::size_t>(static_cast<std::size_t>(options_.k), truth_.size());
    const Expression distances =
        lowered_distances(Expression(graph, without_sparse(graph, x).dense).to(graph::Type::f64));
    const Expression near = distances.apply("smallest", {}, {{"count", static_cast<double>(k)}});
    Expression votes = near.gather(weights_, 0);
    if (options_.weights == Weights::distance) {
      const Expression distance = distances.apply("pick", {near.name()});
      const Expression is_there =
          less(distance.take({0}), std::numeric_limits<double>::denorm_min());
      const Expression at_place = where(greater(distance, 0), distance * 0, votes);
      votes = where(is_there, at_place, votes / square_root(distance));
    }
    const Expression all = sum(votes);
    if (classes_ == 0) return (sum(votes * near.gather(truth_, 0)) / all).name();
    std::vector<Expression> shares;
    for (std::size_t c = 0; c < classes_; ++c) {
      std::vector<double> is_class;
      for (const double truth : truth_) is_class.push_back(truth == static_cast<double>(c));
      shares.push_back(sum(votes * near.gather(std::move(is_class), 0)));
    }
    const auto count = static_cast<double>(k);
    const double even = options_.smoothing / static_cast<double>(classes_);
    return ((concat(shares) * count / all + even) / (count + options_.smoothing)).name();
  }

  Archive save() const override {
    Archive archive;
    const Matrix<float> rows = rows_.dense();
    archive.put("rows", ArchiveArray{{static_cast<std::int64_t>(rows.rows),
                                      static_cast<std::int64_t>(rows.columns)},
                                     std::vector<float>(rows.values.begin(), rows.values.end())});
    const data::SparseRows& sparse = rows_.sparse();
    if (sparse.columns > 0) {
      archive.put("sparse.columns", static_cast<std::int64_t>(sparse.columns));
      archive.put("sparse.offsets",
                  std::vector<std::int64_t>(sparse.offsets.begin(), sparse.offsets.end()));
      archive.put("sparse.column",
                  std::vector<std::int64_t>(sparse.column.begin(), sparse.column.end()));
      archive.put("sparse.values", sparse.values);
    }
    archive.put("truth", truth_);
    archive.put("weights", weights_);
    archive.put("classes", static_cast<std::int64_t>(classes_));
    return archive;
  }
  void load(const Archive& archive) override {
    const ArchiveArray& array = archive.array("rows");
    const std::vector<float>& values = archive.floats("rows");
    truth_ = archive.doubles("truth");
    weights_ = archive.doubles("weights");
    const std::int64_t classes = archive.integer("classes");
    if (array.shape.size() != 2 || array.shape[0] < 1 || array.shape[1] < 0 ||
        array.shape[0] != static_cast<std::int64_t>(truth_.size()) || classes < 0 ||
        weights_.size() != truth_.size() ||
        values.size() != truth_.size() * static_cast<std::size_t>(array.shape[1]))
      throw CorruptFile("rows", "expected a truth and a weight for each row");
    classes_ = static_cast<std::size_t>(classes);
    for (const double value : truth_)
      if (classes_ > 0 && !(value >= 0 && value < static_cast<double>(classes)))
        throw CorruptFile("truth", "a class is out of range");
    Matrix<float> rows(truth_.size(), static_cast<std::size_t>(array.shape[1]));
    std::copy(values.begin(), values.end(), rows.values.begin());
    rows_ = NearestRows(rows, sparse_rows(archive, truth_.size()));
    if (rows_.columns() == 0) throw CorruptFile("rows", "expected at least one column");
  }
  std::size_t parameters() const override { return rows_.values() + truth_.size(); }

 private:
  /// The sparse columns of an archive; none where it has none.
  static data::SparseRows sparse_rows(const Archive& archive, std::size_t rows) {
    data::SparseRows out;
    if (!archive.has("sparse.columns")) return out;
    const std::int64_t columns = archive.integer("sparse.columns");
    const std::vector<std::int64_t>& offsets = archive.integers("sparse.offsets");
    const std::vector<std::int64_t>& column = archive.integers("sparse.column");
    out.values = archive.floats("sparse.values");
    const auto count = static_cast<std::int64_t>(out.values.size());
    if (columns < 1 || offsets.size() != rows + 1 || column.size() != out.values.size() ||
        offsets.front() != 0 || offsets.back() != count || !std::ranges::is_sorted(offsets))
      throw CorruptFile("sparse.offsets", "expected the end of each row's values");
    out.columns = static_cast<std::size_t>(columns);
    for (const std::int64_t offset : offsets)
      out.offsets.push_back(static_cast<std::size_t>(offset));
    for (const std::int64_t at : column) {
      if (at < 0 || at >= columns) throw CorruptFile("sparse.column", "a column is out of range");
      out.column.push_back(static_cast<std::uint32_t>(at));
    }
    return out;
  }

  /// Squared distances (N, R) of rows to all training rows, summed column by column.
  graph::Expression lowered_distances(const graph::Expression& x) const {
    const Matrix<float> dense = rows_.dense();
    Matrix<float> rows(rows_.rows(), rows_.columns());
    for (std::size_t n = 0; n < rows.rows; ++n)
      rows_.sparse().write_behind(dense, n, 0, rows.row(n));
    graph::Expression sums = x.row(std::vector<double>(rows.rows, 0));
    for (std::size_t f = 0; f < rows.columns; ++f) {
      std::vector<double> column(rows.rows);
      for (std::size_t n = 0; n < rows.rows; ++n) column[n] = rows(n, f);
      const graph::Expression apart = x.take({static_cast<double>(f)}) - x.row(std::move(column));
      sums = apart * apart + sums;
    }
    return sums;
  }

  /// The prediction of one row from its neighbours.
  void combine(std::span<const Neighbour> near, std::span<double> out) const {
    // Rows at the very place outvote all others.
    const bool by_distance = options_.weights == Weights::distance;
    const bool is_there = near.front().distance == 0;
    double all = 0, sum = 0;
    for (const Neighbour& neighbour : near) {
      double vote = weights_[neighbour.row];
      if (by_distance && is_there) vote *= neighbour.distance == 0 ? 1 : 0;
      if (by_distance && !is_there) vote /= std::sqrt(neighbour.distance);
      all += vote;
      sum += vote * truth_[neighbour.row];
      if (classes_ > 0) out[static_cast<std::size_t>(truth_[neighbour.row])] += vote;
    }
    if (classes_ == 0) {
      out[0] = sum / all;
      return;
    }
    const auto count = static_cast<double>(near.size());
    const double even = options_.smoothing / static_cast<double>(classes_);
    for (double& p : out) p = (count * p / all + even) / (count + options_.smoothing);
  }

  Options options_;
  std::size_t classes_ = 0;
  NearestRows rows_;
  std::vector<double> truth_, weights_;  ///< of each training row: its class or value
};

std::string unsuited(const Options& x, const Problem& problem) {
  if (std::string why = needs_dense_alone(problem); !why.empty()) return why;
  return prediction_out_of_proportion(problem, seconds_of_comparisons(problem), x.budget_seconds);
}

}  // namespace

ModelKind knn() {
  return kind<Options, Knn>(
      {.name = "knn",
       .doc = "The nearest training rows decide: their classes, or their mean.",
       .source = "E. Fix and J. Hodges, Discriminatory analysis (1951); as scikit-learn's "
                 "KNeighborsClassifier and KNeighborsRegressor",
       .example = "{k: 10, weights: distance}",
       .complexity = 2,
       .sparse = Sparse::taken},
      unsuited);
}

}  // namespace dlflow::models
