#include <catch2/catch.hpp>
#include <limits>
#include <set>
#include <thread>

#include "core/base/error.hpp"
#include "tests/pipeline/models/samples.hpp"

using namespace dlflow;
using namespace dlflow::models;
using dlflow::models::Problem;

namespace {

/// Every kind on a fold of iris, breast cancer or diabetes, where it suits the task.
template <class Check>
void for_every_model(Check check) {
  for (const ModelKind& kind : model_kinds())
    for (const char* data :
         {"iris", "breast-cancer-wisconsin-diagnostic", "diabetes-progression"}) {
      const bool classes = std::string(data) != "diabetes-progression";
      const Cut part = cut(read_sample(data), 2, classes);
      const auto options = kind.choice.make();
      const Problem problem = problem_of(part.train, part.train_target);
      if (!kind.unsuited(options.get(), problem).empty()) continue;
      INFO(kind.choice.name << " on " << data);
      FitContext context = context_for(kind.choice.name);
      context.epochs = 3;
      auto fresh = [&] { return kind.make(options.get(), problem); };
      auto model = fresh();
      model->fit(part.train, part.train_target, context);
      check(kind, part, context, *model, fresh);
    }
}

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const UserError& error) {
    CHECK(error.code() == ExitCode::data);
    return error.problems().at(0).message;
  }
  return "";
}

}  // namespace

TEST_CASE("every model predicts the same bits after saving and loading") {
  for_every_model(
      [](const ModelKind&, const Cut& part, const FitContext&, Model& model, auto fresh) {
        auto other = fresh();
        other->load(model.save());
        CHECK(other->predict(part.held_out).values == model.predict(part.held_out).values);
        CHECK(other->save() == model.save());
        CHECK(other->parameters() == model.parameters());
        CHECK(model.parameters() > 0);
      });
}

TEST_CASE("every model fitted twice with one key is the same") {
  for_every_model(
      [](const ModelKind&, const Cut& part, const FitContext& context, Model& model, auto fresh) {
        auto other = fresh();
        other->fit(part.train, part.train_target, context);
        CHECK(other->save() == model.save());
        other->fit(part.train, part.train_target, context);
        CHECK(other->save() == model.save());
      });
}

TEST_CASE("every model gives probabilities that sum to one, or finite numbers") {
  for_every_model([](const ModelKind&, const Cut& part, const FitContext&, Model& model, auto) {
    const data::Predictions p = model.predict(part.held_out);
    REQUIRE(p.rows == part.held_out.rows);
    const int classes = part.train_target.classes;
    REQUIRE(p.columns == static_cast<std::size_t>(classes == 0 ? 1 : classes));
    for (std::size_t n = 0; n < p.rows; ++n) {
      double sum = 0;
      bool sound = true;
      for (double value : p.row(n)) {
        sum += value;
        sound = sound && std::isfinite(value) && (classes == 0 || (value >= 0 && value <= 1));
      }
      CHECK(sound);
      if (classes > 0) CHECK(sum == Approx(1).epsilon(1e-6));
    }
  });
}

TEST_CASE("every model may be asked from several threads") {
  for_every_model([](const ModelKind&, const Cut& part, const FitContext&, Model& model, auto) {
    const data::Predictions alone = model.predict(part.held_out);
    std::vector<data::Predictions> found(4);
    {
      std::vector<std::jthread> threads;
      for (data::Predictions& out : found)
        threads.emplace_back([&] { out = model.predict(part.held_out); });
    }
    for (const data::Predictions& out : found) CHECK(out.values == alone.values);
  });
}

TEST_CASE("every model but a baseline beats its baseline on iris and diabetes") {
  for (const ModelKind& kind : model_kinds())
    for (const bool classes : {true, false}) {
      const Cut part = cut(read_sample(classes ? "iris" : "diabetes-progression"), 1, classes);
      const Problem problem = problem_of(part.train, part.train_target);
      const auto options = kind.choice.make();
      // A network without layers is a linear model that needs more epochs than a test has.
      if (kind.is_baseline || kind.choice.name == "network") continue;
      if (!kind.unsuited(options.get(), problem).empty()) continue;
      INFO(kind.choice.name);
      auto model = kind.make(options.get(), problem);
      model->fit(part.train, part.train_target, context_for(kind.choice.name));
      const ModelKind& naive = kind_named(classes ? "most_frequent" : "mean");
      auto baseline = naive.make(naive.choice.make().get(), problem);
      baseline->fit(part.train, part.train_target, context_for("baseline"));
      const auto error = [&](const Model& of) {
        const data::Predictions p = of.predict(part.held_out);
        double sum = 0;
        for (std::size_t n = 0; n < p.rows; ++n)
          sum += classes ? -std::log(p(n, static_cast<std::size_t>(part.held_out_target.labels[n])))
                         : std::pow(p(n, 0) - part.held_out_target.values[n], 2);
        return sum;
      };
      CHECK(error(*model) < 0.8 * error(*baseline));
    }
}

TEST_CASE("a training part of one class is told as what it is") {
  Cut part = cut(read_sample("iris"), 0, true);
  for (auto& label : part.train_target.labels) label = 1;
  for (const ModelKind& kind : model_kinds()) {
    const auto options = kind.choice.make();
    const Problem problem = problem_of(part.train, part.train_target);
    if (kind.is_baseline || !kind.unsuited(options.get(), problem).empty()) continue;
    auto model = kind.make(options.get(), problem);
    const auto fit = [&] { model->fit(part.train, part.train_target, context_for("m")); };
    CHECK(message_of(fit) ==
          "model 'm' needs rows of at least two classes, but all 120 rows it was given are of one");
  }
}

TEST_CASE("a class without training rows gets no probability from a linear model") {
  Cut part = cut(read_sample("iris"), 0, true);
  for (auto& label : part.train_target.labels) label = label == 2 ? 0 : label;
  const ModelKind& kind = kind_named("logistic_regression");
  const auto options = kind.choice.make();
  auto model = kind.make(options.get(), problem_of(part.train, part.train_target));
  model->fit(part.train, part.train_target, context_for("m"));
  const data::Predictions p = model->predict(part.held_out);
  REQUIRE(p.columns == 3);
  for (std::size_t n = 0; n < p.rows; ++n) {
    CHECK(p(n, 2) == 0);
    CHECK(p(n, 0) + p(n, 1) == Approx(1));
  }
}

TEST_CASE("a constant target is predicted as it is") {
  Cut part = cut(read_sample("diabetes-progression"), 0, false);
  for (double& value : part.train_target.values) value = 42;
  for (const ModelKind& kind : model_kinds()) {
    const auto options = kind.choice.make();
    const Problem problem = problem_of(part.train, part.train_target);
    if (!kind.unsuited(options.get(), problem).empty()) continue;
    INFO(kind.choice.name);
    FitContext context = context_for("m");
    auto model = kind.make(options.get(), problem);
    model->fit(part.train, part.train_target, context);
    CHECK(model->predict(part.held_out)(0, 0) == Approx(42).epsilon(0.02));
  }
}

TEST_CASE("a value that is missing or infinite is told with its column and row") {
  for (const ModelKind& kind : model_kinds()) {
    const auto options = kind.choice.make();
    for (const bool classes : {true, false}) {
      Cut part = cut(read_sample(classes ? "iris" : "diabetes-progression"), 0, classes);
      const Problem problem = problem_of(part.train, part.train_target);
      if (kind.is_baseline || !kind.unsuited(options.get(), problem).empty()) continue;
      INFO(kind.choice.name);
      const std::string column = part.train.dense_names[1];
      auto model = kind.make(options.get(), problem);
      const auto fit = [&] { model->fit(part.train, part.train_target, context_for("m")); };
      part.train.dense(4, 1) = std::numeric_limits<float>::infinity();
      CHECK(message_of(fit) == "model 'm' needs finite numbers, but column '" + column +
                                   "' is infinite in row 5 of those it was given");
      Problem lacking = problem;
      lacking.missing = {column, 1};
      if (kind.unsuited(options.get(), lacking).empty()) continue;
      part.train.dense(4, 1) = std::numeric_limits<float>::quiet_NaN();
      CHECK(message_of(fit) == "model 'm' needs a value in every row, but column '" + column +
                                   "' has none in row 5 of those it was given");
    }
  }
}

TEST_CASE("a model says in words why it does not suit") {
  const auto reason = [](const char* name, const Problem& problem) {
    const ModelKind& kind = kind_named(name);
    return kind.unsuited(kind.choice.make().get(), problem);
  };
  const Problem numbers{data::Task::regression, 0, 10, 3, 0};
  const Problem codes{data::Task::binary, 2, 10, 3, 2};
  CHECK(reason("ridge", numbers).empty());
  CHECK(reason("ridge", codes) == "predicts a number, and the target is a class");
  CHECK(reason("logistic_regression", numbers) == "predicts classes, and the target is a number");
  CHECK(reason("logistic_regression", codes) ==
        "takes numbers only; this view leaves 2 columns as codes");
  CHECK(reason("logistic_regression", {data::Task::binary, 2, 10, 0, 0}) ==
        "needs at least one number column");
  CHECK(reason("mlp", codes).empty());
  CHECK(reason("xgboost", codes).empty());
  CHECK(reason("xgboost", {data::Task::binary, 2, 10, 0, 0}) ==
        "needs at least one number or category column");
  CHECK(reason("most_frequent", numbers) == "predicts classes, and the target is a number");
}

TEST_CASE("the baselines are the class shares, the mean and the median") {
  data::Features x;
  x.rows = 4;
  const auto predicted = [&](const char* name, const data::Target& y) {
    const ModelKind& kind = kind_named(name);
    auto model = kind.make(kind.choice.make().get(), problem_of(x, y));
    model->fit(x, y, context_for(name));
    return model->predict(x);
  };
  const data::Target numbers{data::Task::regression, 0, {}, {1, 2, 4, 9}, {}};
  CHECK(predicted("mean", numbers)(0, 0) == 4);
  CHECK(predicted("median", numbers)(0, 0) == 3);
  const data::Target weighted{data::Task::regression, 0, {}, {1, 2, 4, 9}, {1, 1, 1, 5}};
  CHECK(predicted("mean", weighted)(0, 0) == 6.5);
  CHECK(predicted("median", weighted)(0, 0) == 9);
  const data::Target classes{data::Task::multiclass, 3, {0, 2, 2, 2}, {}, {}};
  const data::Predictions p = predicted("most_frequent", classes);
  CHECK(std::vector<double>(p.row(3).begin(), p.row(3).end()) ==
        std::vector<double>{0.25, 0, 0.75});
}

TEST_CASE("every kind has one name, a sentence and the shared options first") {
  std::set<std::string> names;
  for (const ModelKind& kind : model_kinds()) {
    INFO(kind.choice.name);
    CHECK(names.insert(kind.choice.name).second);
    CHECK(kind.choice.doc.ends_with("."));
    CHECK(&kind_of(kind.choice) == &kind);
    auto options = kind.choice.make();
    schema::Object table;
    kind.choice.describe(table, options.get());
    REQUIRE_FALSE(table.fields().empty());
    CHECK(table.fields()[0].name == "views");
    CHECK(kind.common(options.get()).views.empty());
    CHECK(kind.is_baseline == (kind.complexity == 0));
  }
  for (const data::Task task :
       {data::Task::binary, data::Task::multiclass, data::Task::regression}) {
    const auto models = default_models(task, Breadth::thorough);
    CHECK(default_models(task, Breadth::quick).size() == 9);
    CHECK(models.size() == 11);
    const Problem problem{task, task == data::Task::regression ? 0 : 2, 10, 1, 0};
    for (const auto& entry : models)
      CHECK(kind_of(*entry.chosen.choice).unsuited(entry.chosen.options.get(), problem).empty());
  }
}

TEST_CASE("images, series and time add the models that read them, each once") {
  const auto added = [](const InputKinds& inputs, Breadth breadth) {
    std::vector<std::string> names;
    for (const auto& entry : default_models(data::Task::multiclass, breadth, inputs))
      names.push_back(entry.name);
    const std::size_t others =
        default_models(data::Task::multiclass, breadth, {.texts = inputs.texts}).size();
    names.erase(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(others));
    return names;
  };
  using Names = std::vector<std::string>;
  CHECK(added({.images = true}, Breadth::quick) == Names{"lenet"});
  CHECK(added({.images = true}, Breadth::thorough) == Names{"lenet", "vgg_small", "resnet_small"});
  CHECK(added({.series = true}, Breadth::quick) == Names{"cnn1d", "gru"});
  CHECK(added({.texts = true, .series = true}, Breadth::thorough) ==
        Names{"cnn1d", "gru", "cnn_lstm", "fcn", "tcn"});
  CHECK(added({}, Breadth::thorough).empty());
  CHECK(added({.is_over_time = true}, Breadth::thorough).empty());
  std::vector<std::string> names;
  for (const auto& entry :
       default_models(data::Task::regression, Breadth::standard, {.is_over_time = true}))
    names.push_back(entry.name);
  names.erase(names.begin(), names.end() - 5);
  CHECK(names ==
        Names{"exponential_smoothing", "autoregression", "sarima", "lagged", "lagged_mlp"});
  CHECK(default_models(data::Task::regression, Breadth::quick, {.is_over_time = true}).size() ==
        default_models(data::Task::regression, Breadth::quick).size() + 1);
}
