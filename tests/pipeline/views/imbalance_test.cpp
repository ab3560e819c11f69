#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "core/base/error.hpp"
#include "pipeline/views/imbalance.hpp"

using namespace dlflow;
using namespace dlflow::views;

namespace {

/// Twelve rows of class 0 around 0 and four of class 1 around 10, with a category.
TrainingPart part() {
  TrainingPart made;
  made.features.rows = 16;
  made.features.dense_names = {"x", "y"};
  made.features.dense = Matrix<float>(16, 2);
  made.features.codes = {{"c", 3, {}}};
  made.target = {data::Task::binary, 2, {}, {}, {}};
  for (std::size_t row = 0; row < 16; ++row) {
    const bool is_small = row % 4 == 1;
    made.features.dense(row, 0) = static_cast<float>(row) / 10 + (is_small ? 10.0f : 0.0f);
    made.features.dense(row, 1) = is_small ? 1.0f : -1.0f;
    made.features.codes[0].codes.push_back(is_small ? 1 : 0);
    made.target.labels.push_back(is_small);
  }
  return made;
}

std::size_t count(const TrainingPart& part, std::int32_t label) {
  return static_cast<std::size_t>(std::ranges::count(part.target.labels, label));
}

TrainingPart balanced(const char* kind, std::uint64_t seed = 5) {
  TrainingPart made = part();
  balance(schema::choose(imbalance_choices(), kind), made, RandomKey(seed));
  return made;
}

bool same(const TrainingPart& a, const TrainingPart& b) {
  return a.features.dense.values == b.features.dense.values && a.target.labels == b.target.labels &&
         a.target.weights == b.target.weights &&
         a.features.codes[0].codes == b.features.codes[0].codes;
}

}  // namespace

TEST_CASE("every kind of imbalance gives the classes equal weight, the same way for a key") {
  for (const ImbalanceKind& kind : imbalance_kinds()) {
    CAPTURE(kind.choice.name);
    const TrainingPart made = balanced(kind.choice.name.c_str());
    std::vector<double> sums(2);
    for (std::size_t row = 0; row < made.target.labels.size(); ++row)
      sums[static_cast<std::size_t>(made.target.labels[row])] +=
          made.target.weights.empty() ? 1 : made.target.weights[row];
    CHECK(sums[0] == Approx(sums[1]));
    CHECK(made.features.rows == made.target.labels.size());
    CHECK(made.features.dense.rows == made.features.rows);
    CHECK(made.features.codes[0].codes.size() == made.features.rows);
    CHECK(same(made, balanced(kind.choice.name.c_str())));
    if (kind.choice.name != "class_weights")
      CHECK_FALSE(same(made, balanced(kind.choice.name.c_str(), 6)));
    CHECK(kind.choice.doc.back() == '.');
    TrainingPart numbers = part();
    numbers.target = {data::Task::regression, 0, {}, std::vector<double>(16), {}};
    CHECK_THROWS_AS(
        balance(schema::choose(imbalance_choices(), kind.choice.name), numbers, RandomKey(1)),
        UserError);
  }
}

TEST_CASE("rows that are repeated or made stay tied to those they come from") {
  const auto tied = [](const char* kind) {
    TrainingPart made = part();
    for (std::uint32_t row = 0; row < 16; ++row) {
      made.target.ties.groups.push_back(100 + row / 4);
      made.target.ties.times.push_back(row);
    }
    balance(schema::choose(imbalance_choices(), kind), made, RandomKey(5));
    return made;
  };
  for (const char* kind : {"over_sample", "smote", "under_sample"}) {
    CAPTURE(kind);
    const TrainingPart made = tied(kind);
    const data::RowTies& ties = made.target.ties;
    REQUIRE(ties.groups.size() == made.features.rows);
    REQUIRE(ties.times.size() == made.features.rows);
    for (std::size_t row = 0; row < ties.own(made.features.rows); ++row)
      CHECK(ties.groups[row] == 100 + ties.times[row] / 4);
  }
  const TrainingPart more = tied("over_sample");
  REQUIRE(more.target.ties.origins.size() == 24);
  for (std::size_t row = 0; row < 24; ++row) {
    const auto from = more.features.dense.row(row),
               to = more.features.dense.row(more.target.ties.origins[row]);
    CHECK(std::ranges::equal(from, to));
  }
  CHECK(tied("under_sample").target.ties.origins.empty());
  const TrainingPart between = tied("smote");
  REQUIRE(between.target.ties.mixed.size() == 8);
  for (std::size_t i = 0; i < 8; ++i) {
    const data::Parents& parents = between.target.ties.mixed[i];
    CHECK(between.target.labels[parents.one] == 1);
    CHECK(between.target.labels[parents.other] == 1);
    const auto [low, high] = std::minmax(between.features.dense(parents.one, 0),
                                         between.features.dense(parents.other, 0));
    CHECK(between.features.dense(16 + i, 0) >= low);
    CHECK(between.features.dense(16 + i, 0) <= high);
  }
}

TEST_CASE("what is said of each class is what is done to it") {
  const TrainingPart before = part();
  for (const ImbalanceKind& kind : imbalance_kinds()) {
    INFO(kind.choice.name);
    const schema::Chosen chosen = schema::choose(imbalance_choices(), kind.choice.name);
    const TrainingPart made = balanced(kind.choice.name.c_str());
    const auto changes = kind.changes(chosen.options.get(), before.target);
    REQUIRE(changes.size() == 2);
    for (const std::int32_t label : {0, 1}) {
      const ClassChange& change = changes[static_cast<std::size_t>(label)];
      CHECK(change.before == count(before, label));
      CHECK(change.after == count(made, label));
      const auto row = static_cast<std::size_t>(std::ranges::find(made.target.labels, label) -
                                                made.target.labels.begin());
      CHECK(change.weight == Approx(made.target.weights.empty() ? 1 : made.target.weights[row]));
    }
  }
  const std::vector<std::string> classes = {"no", "yes"};
  CHECK(balance_in_words(schema::choose(imbalance_choices(), "smote"), before.target, classes) ==
        "the 4 rows of 'yes' become 12");
  CHECK(balance_in_words(schema::choose(imbalance_choices(), "class_weights"), before.target,
                         classes) == "a row of 'no' counts 0.6667, a row of 'yes' counts 2");
}

TEST_CASE("class weights are those of scikit-learn's 'balanced'") {
  const TrainingPart made = balanced("class_weights");
  for (std::size_t row = 0; row < 16; ++row)
    CHECK(made.target.weights[row] == Approx(made.target.labels[row] ? 16.0 / 8 : 16.0 / 24));
}

TEST_CASE("over_sample repeats rows of the small class behind all rows") {
  const TrainingPart made = balanced("over_sample"), before = part();
  REQUIRE(made.features.rows == 24);
  CHECK(std::equal(before.features.dense.values.begin(), before.features.dense.values.end(),
                   made.features.dense.values.begin()));
  for (std::size_t row = 16; row < 24; ++row) {
    CHECK(made.target.labels[row] == 1);
    bool is_copy = false;
    for (std::size_t old = 1; old < 16; old += 4)
      is_copy = is_copy || before.features.dense(old, 0) == made.features.dense(row, 0);
    CHECK(is_copy);
  }
}

TEST_CASE("under_sample keeps all rows of the small class and their order") {
  const TrainingPart made = balanced("under_sample");
  CHECK(made.features.rows == 8);
  CHECK(count(made, 1) == 4);
  std::vector<float> small, large;
  for (std::size_t row = 0; row < 8; ++row)
    (made.target.labels[row] ? small : large).push_back(made.features.dense(row, 0));
  CHECK(small == std::vector<float>{10.1f, 10.5f, 10.9f, 11.3f});
  CHECK(std::is_sorted(large.begin(), large.end()));
  CHECK(std::set<float>(large.begin(), large.end()).size() == 4);
}

TEST_CASE("smote adds rows within the small class, with its usual category") {
  const TrainingPart made = balanced("smote");
  REQUIRE(made.features.rows == 24);
  std::set<float> seen;
  for (std::size_t row = 16; row < 24; ++row) {
    CHECK(made.target.labels[row] == 1);
    CHECK(made.features.codes[0].codes[row] == 1);
    CHECK(made.features.dense(row, 1) == 1);
    CHECK(made.features.dense(row, 0) >= 10.1f);
    CHECK(made.features.dense(row, 0) <= 11.3f);
    seen.insert(made.features.dense(row, 0));
  }
  CHECK(seen.size() >= 7);
}

TEST_CASE("smote does with the rows there are: the only one of a class is repeated") {
  const schema::Chosen smote = schema::choose(imbalance_choices(), "smote");
  TrainingPart lonely = part();
  for (std::size_t row = 5; row < 16; row += 4) lonely.target.labels[row] = 0;
  const std::vector<std::string> classes = {"no", "yes"};
  CHECK(balance_in_words(smote, lonely.target, classes) ==
        "the only row of 'yes' becomes 15 equal rows");
  balance(smote, lonely, RandomKey(1));
  REQUIRE(lonely.features.rows == 30);
  for (std::size_t row = 16; row < 30; ++row) {
    CHECK(lonely.target.labels[row] == 1);
    CHECK(lonely.features.dense(row, 0) == lonely.features.dense(1, 0));
    CHECK(lonely.features.codes[0].codes[row] == 1);
  }
  TrainingPart pair = part();
  for (std::size_t row = 9; row < 16; row += 4) pair.target.labels[row] = 0;
  balance(smote, pair, RandomKey(1));
  REQUIRE(pair.features.rows == 28);
  for (std::size_t row = 16; row < 28; ++row) {
    CHECK(pair.features.dense(row, 0) >= pair.features.dense(1, 0));
    CHECK(pair.features.dense(row, 0) <= pair.features.dense(5, 0));
  }
}
