#include <dlfcn.h>
#include <xgboost/c_api.h>

#include <catch2/catch.hpp>
#include <limits>

#include "core/base/error.hpp"
#include "pipeline/models/trees.hpp"
#include "pipeline/models/xgboost_library.hpp"
#include "tests/pipeline/models/samples.hpp"

using namespace dlflow;
using namespace dlflow::models;

namespace {

template <class Function>
Function* function_named(const char* name) {
  static void* handle = dlopen("libxgboost.so.0", RTLD_NOW | RTLD_LOCAL);
  REQUIRE(handle);
  return reinterpret_cast<Function*>(dlsym(handle, name));
}
#define XGB(name) function_named<decltype(name)>(#name)

/// XGBoost's own predictions (its scores when `margin`) by a model it saved.
std::vector<float> own_predictions(const std::string& json, const Matrix<float>& x, bool margin) {
  DMatrixHandle matrix = nullptr;
  BoosterHandle booster = nullptr;
  REQUIRE(XGB(XGDMatrixCreateFromMat_omp)(x.values.data(), x.rows, x.columns,
                                          std::numeric_limits<float>::quiet_NaN(), &matrix,
                                          1) == 0);
  REQUIRE(XGB(XGBoosterCreate)(nullptr, 0, &booster) == 0);
  REQUIRE(XGB(XGBoosterLoadModelFromBuffer)(booster, json.data(), json.size()) == 0);
  bst_ulong size = 0;
  const float* values = nullptr;
  REQUIRE(XGB(XGBoosterPredict)(booster, matrix, margin ? 1 : 0, 0, 0, &size, &values) == 0);
  std::vector<float> out(values, values + size);
  XGB(XGBoosterFree)(booster);
  XGB(XGDMatrixFree)(matrix);
  return out;
}

/// Every seventh value of the dense block becomes missing.
void lose_values(data::Features& x) {
  for (std::size_t i = 0; i < x.dense.values.size(); i += 7)
    x.dense.values[i] = std::numeric_limits<float>::quiet_NaN();
}

std::string boosted(const data::Features& x, const std::vector<float>& labels,
                    const std::string& objective, int classes, int rounds = 30) {
  BoostTask task;
  task.values = x.dense.values;
  task.rows = x.rows;
  task.columns = x.dense.columns;
  task.labels = labels;
  task.rounds = rounds;
  task.parameters = {{"objective", objective}, {"gamma", "0.1"}};
  if (classes > 2) task.parameters.emplace_back("num_class", std::to_string(classes));
  return train_boosted(task);
}

}  // namespace

TEST_CASE("our trees score as XGBoost itself does, missing values included") {
  struct Case {
    const char *data, *objective;
    bool classes;
  };
  for (const Case& c : {Case{"breast-cancer-wisconsin-diagnostic", "binary:logistic", true},
                        Case{"iris", "multi:softprob", true},
                        Case{"diabetes-progression", "reg:squarederror", false}}) {
    INFO(c.data);
    Cut part = cut(read_sample(c.data), 0, c.classes);
    lose_values(part.train);
    lose_values(part.held_out);
    std::vector<float> labels(part.train_target.labels.begin(), part.train_target.labels.end());
    if (!c.classes) labels.assign(part.train_target.values.begin(), part.train_target.values.end());
    const std::string json = boosted(part.train, labels, c.objective, part.train_target.classes);
    const Trees trees = read_xgboost_json(json);
    REQUIRE(trees.roots.size() == 30 * trees.outputs);
    REQUIRE(trees.nodes.size() > trees.roots.size());
    const auto theirs = own_predictions(json, part.held_out.dense, true);
    std::vector<float> ours(trees.outputs);
    double largest = 0;
    for (std::size_t n = 0; n < part.held_out.rows; ++n) {
      trees.score(part.held_out.dense.row(n), ours);
      for (std::size_t k = 0; k < trees.outputs; ++k)
        largest = std::max<double>(largest, std::abs(ours[k] - theirs[n * trees.outputs + k]));
    }
    CHECK(largest == 0);
  }
}

TEST_CASE("a boosted model of another form is refused, wherever it is cut or changed") {
  const Cut part = cut(read_sample("iris"), 0, true);
  const std::vector<float> labels(part.train_target.labels.begin(), part.train_target.labels.end());
  const std::string whole = boosted(part.train, labels, "multi:softprob", 3, 2);
  REQUIRE(read_xgboost_json(whole).roots.size() == 6);
  std::size_t taken = 0;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    try {
      read_xgboost_json(whole.substr(0, size));
      ++taken;
    } catch (const Bug&) {
    }
  }
  CHECK(taken == 0);
  // A changed byte may leave a model, but one whose trees end.
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const int change : {1, 0x80, 0xFF}) {
      std::string changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ change);
      try {
        const Trees trees = read_xgboost_json(changed);
        std::vector<float> row(std::min<std::size_t>(trees.inputs, 1000)), scores(trees.outputs);
        if (row.size() == trees.inputs) trees.score(row, scores);
      } catch (const Bug&) {
      }
    }
}

TEST_CASE("a boosted model of another form says what is wrong") {
  const auto message = [](const std::string& bytes) {
    try {
      read_xgboost_json(bytes);
    } catch (const Bug& bug) {
      return std::string(bug.what());
    }
    return std::string();
  };
  using Catch::Matchers::Contains;
  const auto length = [](char count) { return std::string("U") + count; };
  CHECK_THAT(message(""), Contains("an XGBoost model of another form: it ends early"));
  CHECK_THAT(message("[]"), Contains("an object was expected"));
  CHECK_THAT(message("{}"), Contains("its parameters are missing"));
  CHECK_THAT(message("{" + length(1) + "aq}"), Contains("a value of an unknown type"));
  CHECK_THAT(message("{" + length(1) + "a[$d#l" + "\x7f\xff\xff\xff"), Contains("it ends early"));
  CHECK_THAT(message("{" + length(1) + "a" + std::string(100, '[')), Contains("nest too deeply"));
  CHECK_THAT(message("{i\xff"), Contains("a length is negative"));
}

TEST_CASE("the model's predictions are XGBoost's own to 1e-6") {
  const Cut part = cut(read_sample("wine"), 1, true);
  const ModelKind& kind = kind_named("xgboost");
  const auto options = options_with(kind, {{"rounds", 30},
                                           {"gamma", 0.1},
                                           {"learning_rate", 0.3},
                                           {"min_child_weight", 1},
                                           {"subsample", 1},
                                           {"colsample_bynode", 1}});
  auto model = kind.make(options.get(), problem_of(part.train, part.train_target));
  model->fit(part.train, part.train_target, context_for("xgboost"));
  const std::vector<float> labels(part.train_target.labels.begin(), part.train_target.labels.end());
  const auto theirs =
      own_predictions(boosted(part.train, labels, "multi:softprob", 3), part.held_out.dense, false);
  const data::Predictions ours = model->predict(part.held_out);
  REQUIRE(theirs.size() == ours.values.size());
  double largest = 0;
  for (std::size_t i = 0; i < theirs.size(); ++i)
    largest = std::max(largest, std::abs(theirs[i] - ours.values[i]));
  CHECK(largest < 1e-6);
}

TEST_CASE("rows and columns drawn at random follow the key alone") {
  const Cut part = cut(read_sample("diabetes-progression"), 0, false);
  const ModelKind& kind = kind_named("xgboost");
  const auto options = options_with(kind, {{"subsample", 0.5}, {"colsample_bytree", 0.5}});
  const auto saved = [&](std::uint64_t seed) {
    auto model = kind.make(options.get(), problem_of(part.train, part.train_target));
    model->fit(part.train, part.train_target, context_for("xgboost", seed));
    return model->save();
  };
  const Archive first = saved(1);
  CHECK(first == saved(1));
  CHECK_FALSE(first == saved(2));
}

TEST_CASE("many rows are boosted by histograms, to the same bits for any number of threads") {
  data::Features x;
  x.rows = 10'000;
  x.dense = Matrix<float>(x.rows, 5);
  data::Target y;
  y.task = data::Task::binary;
  y.classes = 2;
  RandomStream random(RandomKey(8));
  for (std::size_t n = 0; n < x.rows; ++n) {
    for (float& value : x.dense.row(n)) value = static_cast<float>(random.normal());
    y.labels.push_back(x.dense(n, 0) * x.dense(n, 1) + random.normal() > 0 ? 1 : 0);
  }
  const ModelKind& kind = kind_named("xgboost");
  const auto saved = [&](double method, int threads) {
    const auto options = options_with(kind, {{"rounds", 10}, {"tree_method", method}});
    auto model = kind.make(options.get(), problem_of(x, y));
    FitContext context = context_for("xgboost");
    context.threads = threads;
    model->fit(x, y, context);
    return model->save();
  };
  const Archive by_default = saved(0, 1);
  CHECK(by_default == saved(2, 1));
  CHECK(by_default == saved(0, 3));
  CHECK_FALSE(by_default == saved(1, 1));
}

TEST_CASE("boosting stops between rounds when it is asked to") {
  const Cut part = cut(read_sample("iris"), 0, true);
  const ModelKind& kind = kind_named("xgboost");
  auto model = kind.make(options_with(kind, {{"rounds", 100000}}).get(),
                         problem_of(part.train, part.train_target));
  StopFlag stop;
  stop.request(15);
  FitContext context = context_for("xgboost");
  context.stop = &stop;
  CHECK_THROWS_AS(model->fit(part.train, part.train_target, context), Stopped);
}

TEST_CASE("damaged trees are refused") {
  const Cut part = cut(read_sample("iris"), 0, true);
  const ModelKind& kind = kind_named("xgboost");
  const auto options = kind.choice.make();
  auto model = kind.make(options.get(), problem_of(part.train, part.train_target));
  model->fit(part.train, part.train_target, context_for("xgboost"));
  const Archive good = model->save();
  model->load(good);
  for (const char* name : {"tree.left", "tree.right", "tree.feature", "tree.root", "tree.output"}) {
    INFO(name);
    Archive bad = good;
    auto values = good.integers(name);
    values[0] = 1 << 30;
    bad.put(name, values);
    CHECK_THROWS_AS(model->load(bad), CorruptFile);
  }
  Archive loop = good;
  auto left = good.integers("tree.left");
  left[0] = 0;
  loop.put("tree.left", left);
  CHECK_THROWS_AS(model->load(loop), CorruptFile);
}
