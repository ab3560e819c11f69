#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <set>

#include "pipeline/config/yaml.hpp"
#include "tests/pipeline/models/samples.hpp"

/// What models cut inside a fit keeps to the ties of the rows.
using namespace dlflow;
using namespace dlflow::models;

namespace {

constexpr std::size_t kRowsOfOne = 6;

/// Rows of groups, or of times. Columns of noise, alike for the rows of one, tell which it is, and
/// what is to be predicted follows from that alone: of one that was not learnt from nothing is
/// known.
struct Known {
  data::Features x;
  data::Target y;
  std::vector<std::uint32_t> group;  ///< of each row
};

Known known(std::size_t groups, std::size_t columns) {
  Known made;
  made.x.rows = groups * kRowsOfOne;
  made.x.dense = Matrix<float>(made.x.rows, columns);
  RandomStream random(RandomKey(11).with("known groups"));
  for (std::size_t n = 0; n < made.x.rows; ++n) {
    const bool is_new = n % kRowsOfOne == 0;
    for (std::size_t c = 0; c < columns; ++c)
      made.x.dense(n, c) =
          is_new ? static_cast<float>(10 * random.uniform()) : made.x.dense(n - 1, c);
    made.y.values.push_back(is_new ? random.normal() : made.y.values.back());
    made.group.push_back(static_cast<std::uint32_t>(n / kRowsOfOne));
  }
  return made;
}

Known known_classes() {
  Known made = known(100, 1);
  made.y.task = data::Task::binary;
  made.y.classes = 2;
  for (const double value : made.y.values) made.y.labels.push_back(value > 0);
  made.y.values.clear();
  return made;
}

std::unique_ptr<Model> fitted(const std::string& name, const Known& rows) {
  const ModelKind& kind = kind_named(name);
  const bool is_svm = name == "svm";
  // As wide as the rows lie apart, so that their classes can be learnt by heart.
  const auto options =
      is_svm ? options_with(kind, {{"gamma", 100}, {"C", 100}}) : options_with(kind, {});
  auto model = kind.make(options.get(), problem_of(rows.x, rows.y));
  model->fit(rows.x, rows.y, context_for(name));
  return model;
}

/// How far the predictions of one column lie apart.
double spread(const data::Predictions& p) {
  const std::size_t column = p.columns - 1;
  double least = p(0, column), most = least;
  for (std::size_t n = 0; n < p.rows; ++n) {
    least = std::min(least, p(n, column));
    most = std::max(most, p(n, column));
  }
  return most - least;
}

/// The values of the validation part after the last epoch: a target holds the number of its row.
std::set<std::size_t>& validation_rows() {
  static std::set<std::size_t> rows;
  return rows;
}
double note_rows(const metrics::Scored& scored) {
  validation_rows().clear();
  for (const double value : scored.values)
    validation_rows().insert(static_cast<std::size_t>(std::lround(value)));
  return 0;
}

/// The rows that early stopping of a network holds out of so many, and how many it learns from.
std::set<std::size_t> held_out(data::RowTies ties, std::size_t rows, std::size_t& learnt) {
  data::Features x;
  x.rows = rows;
  x.dense = Matrix<float>(rows, 1);
  data::Target y;
  for (std::size_t n = 0; n < rows; ++n) {
    x.dense(n, 0) = static_cast<float>(n) / static_cast<float>(rows);
    y.values.push_back(static_cast<double>(n));
  }
  y.ties = std::move(ties);
  const ModelKind& kind = kind_named("network");
  std::vector<dlflow::Problem> problems;
  const schema::Chosen chosen = schema::load_options(
      kind.choice,
      config::parse_yaml("{layers: [{dense: 2}], train: {epochs: 2, batch_size: 8, "
                         "early_stopping: {validation: 0.2}}}",
                         "own.yaml"),
      problems, "");
  REQUIRE(problems.empty());
  const auto model = kind.make(chosen.options.get(), problem_of(x, y));
  FitContext context = context_for("own");
  const metrics::MetricKind noting = [] {
    metrics::MetricKind metric;
    metric.compute = note_rows;
    return metric;
  }();
  context.metrics = {&noting};
  model->fit(x, y, context);
  learnt = model->history().front().samples;
  return validation_rows();
}

std::set<std::size_t> range(std::size_t begin, std::size_t end) {
  std::set<std::size_t> rows;
  for (std::size_t n = begin; n < end; ++n) rows.insert(n);
  return rows;
}

}  // namespace

TEST_CASE("lasso and elastic_net choose their penalty on groups that were not learnt from") {
  for (const char* name : {"lasso", "elastic_net"}) {
    CAPTURE(name);
    Known rows = known(24, 16);
    // By row the groups are known, and each has its own level.
    CHECK(spread(fitted(name, rows)->predict(rows.x)) > 2);
    // A new group is best given the mean.
    rows.y.ties.groups = rows.group;
    CHECK(spread(fitted(name, rows)->predict(rows.x)) < 0.5);
  }
}

TEST_CASE("lasso and elastic_net choose their penalty on later rows") {
  for (const char* name : {"lasso", "elastic_net"}) {
    CAPTURE(name);
    Known rows = known(24, 16);
    rows.y.ties.times = rows.group;
    CHECK(spread(fitted(name, rows)->predict(rows.x)) < 0.5);
  }
}

TEST_CASE("the probabilities of svm are calibrated on groups, and times, not learnt from") {
  Known rows = known_classes();
  CHECK(spread(fitted("svm", rows)->predict(rows.x)) > 0.9);
  Known grouped = rows, later = rows;
  grouped.y.ties.groups = rows.group;
  CHECK(spread(fitted("svm", grouped)->predict(rows.x)) < 0.5);
  later.y.ties.times = rows.group;
  CHECK(spread(fitted("svm", later)->predict(rows.x)) < 0.5);
}

TEST_CASE("svm fits where a class is of one group, and where all rows are") {
  Known rows = known_classes();
  rows.y.ties.groups = rows.group;
  for (std::size_t n = 0; n < rows.x.rows; ++n) rows.y.labels[n] = n < kRowsOfOne;
  CHECK(fitted("svm", rows)->predict(rows.x).rows == rows.x.rows);
  const double by_row = spread(fitted("svm", known_classes())->predict(rows.x));
  Known one = known_classes();
  one.y.ties.groups.assign(one.x.rows, 3);
  CHECK(spread(fitted("svm", one)->predict(rows.x)) == by_row);
}

TEST_CASE("early stopping holds out whole groups") {
  std::size_t learnt = 0;
  data::RowTies ties;
  for (std::uint32_t n = 0; n < 60; ++n) ties.groups.push_back(n / 6);
  const auto held = held_out(ties, 60, learnt);
  CHECK(held.size() == 12);
  CHECK(learnt == 48);
  for (const std::size_t row : held)
    for (std::size_t of_group = row / 6 * 6; of_group < row / 6 * 6 + 6; ++of_group)
      CHECK(held.contains(of_group));
  // One group is cut by row, as rows without groups are.
  ties.groups.assign(60, 1);
  const auto of_one = held_out(ties, 60, learnt);
  CHECK(of_one == held_out({}, 60, learnt));
  CHECK(of_one.size() == 12);
}

TEST_CASE("early stopping holds out the last rows over time, behind the gap") {
  std::size_t learnt = 0;
  data::RowTies ties;
  for (std::uint32_t n = 0; n < 60; ++n) ties.times.push_back(n / 4);
  CHECK(held_out(ties, 60, learnt) == range(48, 60));
  CHECK(learnt == 48);
  ties.gap = 5;
  CHECK(held_out(ties, 60, learnt) == range(48, 60));
  CHECK(learnt == 43);
}

TEST_CASE("early stopping keeps repeated rows together and judges none that was made of others") {
  std::size_t learnt = 0;
  data::RowTies ties;
  for (std::uint32_t n = 0; n < 60; ++n) ties.origins.push_back(n < 40 ? n : n - 40);
  auto held = held_out(ties, 60, learnt);
  CHECK(held.size() == 12);
  for (std::size_t copy = 40; copy < 60; ++copy)
    CHECK(held.contains(copy) == held.contains(copy - 40));
  for (std::uint32_t n = 40; n < 60; ++n) ties.mixed.push_back({n - 40, n - 39});
  held = held_out(ties, 60, learnt);
  CHECK(held.size() == 8);
  std::size_t wanted = 32;
  for (std::size_t made = 40; made < 60; ++made) {
    CHECK_FALSE(held.contains(made));
    wanted += !held.contains(made - 40) && !held.contains(made - 39);
  }
  CHECK(learnt == wanted);
}
