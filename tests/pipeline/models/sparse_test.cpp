#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/error.hpp"
#include "pipeline/config/yaml.hpp"
#include "pipeline/models/over_dense.hpp"
#include "tests/pipeline/models/samples.hpp"

using namespace dlflow;
using namespace dlflow::models;
using dlflow::models::Problem;

namespace {

/// Counts of words, mostly 0, of which some tell the class.
struct Rows {
  data::Features x;
  data::Target y;
};

Rows word_counts(std::size_t rows, int classes, std::size_t dense = 0) {
  constexpr std::size_t kWords = 30;
  Rows out;
  out.x.rows = rows;
  out.x.sparse.columns = kWords;
  out.x.sparse.offsets.assign(1, 0);
  out.y.task = classes == 2 ? data::Task::binary : data::Task::multiclass;
  out.y.classes = classes;
  out.x.dense = Matrix<float>(rows, dense);
  RandomStream random{RandomKey(8)};
  for (std::size_t n = 0; n < rows; ++n) {
    const auto label = n % static_cast<std::size_t>(classes);
    out.y.labels.push_back(static_cast<std::int32_t>(label));
    for (std::size_t f = 0; f < dense; ++f)
      out.x.dense(n, f) = static_cast<float>(random.normal() + static_cast<double>(label));
    for (std::size_t word = 0; word < kWords; ++word) {
      const bool is_telling = word % static_cast<std::size_t>(classes) == label && word < 9;
      if (random.below(10) >= (is_telling ? 4u : 1u)) continue;
      out.x.sparse.column.push_back(static_cast<std::uint32_t>(word));
      out.x.sparse.values.push_back(static_cast<float>(1 + random.below(3)));
    }
    out.x.sparse.offsets.push_back(out.x.sparse.values.size());
  }
  for (std::size_t f = 0; f < dense; ++f) out.x.dense_names.push_back("n" + std::to_string(f));
  for (std::size_t word = 0; word < kWords; ++word)
    out.x.sparse_names.push_back("w" + std::to_string(word));
  return out;
}

std::unique_ptr<Model> made(const char* name, const data::Features& x, const data::Target& y,
                            const std::string& options = "{}") {
  const ModelKind& kind = kind_named(name);
  std::vector<dlflow::Problem> problems;
  const schema::Chosen chosen =
      schema::load_options(kind.choice, config::parse_yaml(options, "options.yaml"), problems, "");
  REQUIRE(problems.empty());
  CHECK(kind.unsuited(chosen.options.get(), problem_of(x, y)) == "");
  auto model = kind.make(chosen.options.get(), problem_of(x, y));
  model->fit(x, y, context_for(name));
  return model;
}

double largest_difference(const data::Predictions& a, const data::Predictions& b) {
  REQUIRE(a.values.size() == b.values.size());
  double most = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i)
    most = std::max(most, std::abs(a.values[i] - b.values[i]));
  return most;
}

std::string reason(const char* name, const Problem& problem, const std::string& options = "{}") {
  const ModelKind& kind = kind_named(name);
  std::vector<dlflow::Problem> problems;
  const schema::Chosen chosen =
      schema::load_options(kind.choice, config::parse_yaml(options, "options.yaml"), problems, "");
  REQUIRE(problems.empty());
  return kind.unsuited(chosen.options.get(), problem);
}

}  // namespace

TEST_CASE("logistic regression learns the same from sparse columns as from dense ones") {
  for (const int classes : {2, 3})
    for (const std::size_t dense : {0u, 2u})
      for (const char* options : {"{}", "{fit_intercept: false, class_weight: balanced}"}) {
        CAPTURE(classes, dense, options);
        const Rows rows = word_counts(120, classes, dense);
        const data::Features plain = without_sparse(rows.x);
        const auto sparse = made("logistic_regression", rows.x, rows.y, options);
        const auto full = made("logistic_regression", plain, rows.y, options);
        CHECK(largest_difference(sparse->predict(rows.x), full->predict(plain)) < 1e-6);
        CHECK(largest_difference(sparse->predict(rows.x), sparse->predict(plain)) < 1e-12);
        CHECK(sparse->parameters() == full->parameters());
      }
}

TEST_CASE("naive Bayes counts sparse columns as it counts dense ones") {
  const Rows rows = word_counts(90, 3);
  const data::Features plain = without_sparse(rows.x);
  const auto sparse = made("naive_bayes", rows.x, rows.y);
  const auto full = made("naive_bayes", plain, rows.y, "{distribution: multinomial}");
  CHECK(largest_difference(sparse->predict(rows.x), full->predict(plain)) < 1e-12);
}

TEST_CASE("boosted trees take what sparse columns leave out for missing") {
  const Rows rows = word_counts(200, 2, 1);
  data::Features plain = without_sparse(rows.x);
  for (std::size_t n = 0; n < plain.rows; ++n)
    for (std::size_t f = 1; f < plain.dense.columns; ++f)
      if (plain.dense(n, f) == 0) plain.dense(n, f) = std::numeric_limits<float>::quiet_NaN();
  const auto sparse = made("xgboost", rows.x, rows.y, "{rounds: 10}");
  const auto full = made("xgboost", plain, rows.y, "{rounds: 10}");
  CHECK(sparse->save() == full->save());
  CHECK(sparse->predict(rows.x).values == full->predict(plain).values);
}

TEST_CASE("neighbours are the same over sparse columns as over dense ones, and load again") {
  for (const std::size_t dense : {0u, 2u})
    for (const char* options : {"{}", "{k: 9, weights: distance}"}) {
      CAPTURE(dense, options);
      const Rows rows = word_counts(300, 3, dense);
      const data::Features plain = without_sparse(rows.x);
      const auto sparse = made("knn", rows.x, rows.y, options);
      const auto full = made("knn", plain, rows.y, options);
      CHECK(sparse->predict(rows.x).values == full->predict(plain).values);
      const ModelKind& kind = kind_named("knn");
      const auto loaded = kind.make(kind.choice.make().get(), problem_of(rows.x, rows.y));
      loaded->load(made("knn", rows.x, rows.y)->save());
      CHECK(loaded->predict(rows.x).values == made("knn", plain, rows.y)->predict(plain).values);
      // What learnt from rows that were written out predicts sparse ones too.
      CHECK(full->predict(rows.x).values == full->predict(plain).values);
      Archive archive = sparse->save();
      archive.put("sparse.column", std::vector<std::int64_t>(3, 0));
      CHECK_THROWS_AS(loaded->load(archive), CorruptFile);
    }
}

TEST_CASE("a prediction by neighbours stops when it is asked to") {
  const Rows rows = word_counts(300, 2, 1);
  const auto model = made("knn", rows.x, rows.y);
  StopFlag stop;
  CHECK(model->predict_or_stop(rows.x, &stop).values == model->predict(rows.x).values);
  stop.request(SIGINT);
  CHECK_THROWS_AS(model->predict_or_stop(rows.x, &stop), Stopped);
}

TEST_CASE("any other model is given sparse columns among the dense ones, and loads again") {
  const Rows rows = word_counts(80, 2, 1);
  const data::Features plain = without_sparse(rows.x);
  CHECK(plain.dense_names.size() == 31);
  for (const char* name : {"decision_tree", "random_forest", "svm", "mlp"}) {
    CAPTURE(name);
    const auto sparse = made(name, rows.x, rows.y);
    const auto full = made(name, plain, rows.y);
    CHECK(sparse->predict(rows.x).values == full->predict(plain).values);
    const ModelKind& kind = kind_named(name);
    const auto options = kind.choice.make();
    const auto loaded = kind.make(options.get(), problem_of(rows.x, rows.y));
    loaded->load(sparse->save());
    CHECK(loaded->predict(rows.x).values == sparse->predict(rows.x).values);
  }
}

TEST_CASE("a baseline looks at sparse columns without writing them out") {
  const Rows rows = word_counts(40, 2);
  CHECK(made("most_frequent", rows.x, rows.y)->predict(rows.x).rows == 40);
  const auto guess = made("stratified_guess", rows.x, rows.y);
  const data::Features plain = without_sparse(rows.x);
  const auto drawn = guess->predict(plain);
  CHECK(drawn.values == guess->predict(rows.x).values);
  double ones = 0;
  for (std::size_t n = 0; n < drawn.rows; ++n) ones += drawn(n, 1);
  CHECK(ones > 5);
  CHECK(ones < 35);
}

TEST_CASE("a model that words do not suit says why") {
  Problem words{data::Task::binary, 2, 50000, 0, 0};
  words.sparse_columns = 5000;
  CHECK(reason("logistic_regression", words) == "");
  CHECK(reason("xgboost", words) == "");
  CHECK(reason("naive_bayes", words) == "");
  const std::string many =
      "needs every value in memory, and 50,000 rows of 5,000 columns are too many; let the steps "
      "of the view make fewer";
  CHECK(reason("mlp", words) == "");
  CHECK(reason("decision_tree", words) == many);
  words.rows = 25000;
  CHECK(reason("decision_tree", words) == "");
}

TEST_CASE("a fit over all pairs of many columns is out of proportion") {
  Problem wide{data::Task::binary, 2, 24000, 0, 0};
  wide.dense_columns = 3;
  wide.sparse_columns = 5000;
  for (const char* name : {"lda", "qda"}) {
    CAPTURE(name);
    const std::string why = reason(name, wide);
    CHECK(why.starts_with("out of proportion: 24,000 rows of 5,003 columns would take about "));
    CHECK(why.ends_with(" s a fit (budget_seconds 60)"));
    Problem narrow{data::Task::binary, 2, 40000, 110, 0};
    CHECK(reason(name, narrow) == "");
    CHECK(reason(name, narrow, "{budget_seconds: 0.001}").starts_with("out of proportion: "));
  }
}

TEST_CASE("comparing too many rows with each other is out of proportion") {
  Problem tall{data::Task::binary, 2, 2000000, 100, 0};
  const std::string why = reason("knn", tall);
  CHECK(
      why.starts_with("out of proportion: to compare 2,000,000 rows of 100 columns with as many "
                      "would take about "));
  CHECK(why.ends_with(" s (budget_seconds 300)"));
  CHECK(reason("knn", tall, "{budget_seconds: 1000000}") == "");
  tall.rows = 50000;
  CHECK(reason("knn", tall) == "");
  // Sparse columns count by what they hold.
  Problem words{data::Task::binary, 2, 50000, 0, 0};
  words.sparse_columns = 100000;
  words.sparse_values = 1000000;
  CHECK(reason("knn", words) == "");
  words.sparse_values = 5000000000;
  CHECK(reason("knn", words) != "");
}

TEST_CASE("naive Bayes learns the same from sparse columns beside others as from dense ones") {
  Rows rows = word_counts(90, 2, 2);
  const auto compare = [&](const char* options) {
    const data::Features plain = without_sparse(rows.x);
    const auto sparse = made("naive_bayes", rows.x, rows.y, options);
    const auto full = made("naive_bayes", plain, rows.y, options);
    CHECK(largest_difference(sparse->predict(rows.x), full->predict(plain)) < 1e-9);
    CHECK(sparse->parameters() == full->parameters());
  };
  compare("{}");  // normal columns of counts
  for (float& value : rows.x.sparse.values) value = 1;
  compare("{}");                        // bits
  compare("{distribution: gaussian}");  // bits taken for normal ones
  for (float& value : rows.x.dense.values) value = std::floor(std::abs(value) / 2);
  compare("{}");  // counts all
  compare("{distribution: multinomial}");
  rows.x.sparse.values[3] = -1;
  compare("{}");  // a column with -1 among bits
  CHECK_THROWS_WITH(made("naive_bayes", rows.x, rows.y, "{distribution: multinomial}"),
                    Catch::Contains("but some are negative"));
}

TEST_CASE("a network learns the same bits from sparse columns as from dense ones") {
  for (const std::size_t dense : {0u, 2u}) {
    const Rows rows = word_counts(60, 3, dense);
    const data::Features plain = without_sparse(rows.x);
    const char* options = "{hidden: [6], train: {epochs: 3}}";
    const auto sparse = made("mlp", rows.x, rows.y, options);
    const auto full = made("mlp", plain, rows.y, options);
    CHECK(sparse->predict(rows.x).values == full->predict(plain).values);
    CHECK(sparse->save() == full->save());
  }
}

TEST_CASE("every network is checked as it would be trained") {
  Problem codes{data::Task::regression, 0, 100, 0, 0};
  codes.channels = 1;
  codes.steps = 6;
  codes.codes = 50;
  for (const char* name : {"text_cnn", "lstm", "gru"}) {
    INFO(name);
    CHECK(reason(name, codes) == "");
    CHECK_THROWS_WITH(reason(name, codes, "{train: {class_weight: balanced}}"),
                      Catch::Contains("expected classes to balance"));
  }
}

TEST_CASE("a model that codes of words do not suit says why") {
  Problem codes{data::Task::binary, 2, 100, 0, 0};
  codes.channels = 1;
  codes.steps = 6;
  codes.codes = 50;
  for (const char* name : {"text_cnn", "lstm", "gru"}) CHECK(reason(name, codes) == "");
  CHECK(reason("cnn1d", codes) ==
        "reads numbers at each step, and the steps of this view are codes of words");
  CHECK(reason("logistic_regression", codes) ==
        "takes no sequences of words; give it a view with 'text: [tf_idf]'");
  CHECK(reason("network", codes,
               "{layers: [{embedding: {input_dim: 50, output_dim: 2}}, {lstm: 3}]}") == "");
  CHECK(reason("network", codes, "{layers: [{embedding: {input_dim: 49, output_dim: 2}}]}") ==
        "its embedding has 49 vectors, and the codes of this view need 50: set input_dim: 50, or "
        "lower max_words in the view");
  CHECK(reason("network", codes, "{layers: [{lstm: 3}]}") ==
        "its steps are codes of words, and its first layer is no embedding; begin with embedding: "
        "{input_dim: 50, output_dim: 64}");
}
