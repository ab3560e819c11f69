#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>

#include "core/base/error.hpp"
#include "pipeline/models/platt.hpp"
#include "pipeline/models/svm_library.hpp"
#include "tests/pipeline/models/samples.hpp"

using namespace dlflow;
using namespace dlflow::models;

namespace {

/// Predictions of scikit-learn on five folds.
struct PredictionReference {
  const char *model, *data, *label;
  std::vector<std::pair<std::string, double>> options;
  std::vector<double> sums;   ///< per fold: sum_i cos(i) p[i] over all values
  std::vector<double> first;  ///< of the first four held-out rows of fold 0
};
struct DecisionReference {
  const char* data;
  int kernel;
  std::vector<double> values;  ///< of the first four held-out rows of fold 0
};
struct ForestReference {
  const char *model, *data;
  double mean, deviation;  ///< over six seeds, of the mean over folds
};
#include "tests/reference/classical_models.inc"

std::unique_ptr<Model> fitted(const std::string& name, const Cut& part,
                              const std::vector<std::pair<std::string, double>>& numbers,
                              std::uint64_t seed = 1) {
  const ModelKind& kind = kind_named(name);
  auto model =
      kind.make(options_with(kind, numbers).get(), problem_of(part.train, part.train_target));
  model->fit(part.train, part.train_target, context_for(name, seed));
  return model;
}

bool is_number(const std::string& data) { return data == "diabetes-progression"; }

/// Whole numbers from standardized ones, as the reference script makes them.
void make_counts(data::Features& x) {
  for (float& value : x.dense.values) value = std::max(0.0F, std::floor(value * 2));
}

/// -1, 0 and 1 from standardized numbers, likewise.
void make_signs(data::Features& x) {
  for (float& value : x.dense.values) value = value >= 0.5F ? 1.0F : value <= -0.5F ? -1.0F : 0.0F;
}

double accuracy_or_rmse(const data::Predictions& p, const data::Target& truth) {
  double sum = 0;
  for (std::size_t n = 0; n < p.rows; ++n) {
    const auto row = p.row(n);
    if (truth.classes == 0)
      sum += std::pow(row[0] - truth.values[n], 2);
    else
      sum += std::max_element(row.begin(), row.end()) - row.begin() == truth.labels[n];
  }
  const double mean = sum / static_cast<double>(p.rows);
  return truth.classes == 0 ? std::sqrt(mean) : mean;
}

}  // namespace

TEST_CASE("every deterministic classical model predicts what scikit-learn does") {
  for (const PredictionReference& reference : kPredictionReferences) {
    INFO(reference.model << " " << reference.label << " on " << reference.data);
    const Sample sample = read_sample(reference.data);
    for (std::size_t fold = 0; fold < 5; ++fold) {
      INFO("fold " << fold);
      Cut part = cut(sample, fold, !is_number(reference.data));
      for (data::Features* x : {&part.train, &part.held_out}) {
        if (std::string(reference.label) == "counts") make_counts(*x);
        if (std::string(reference.label) == "signs") make_signs(*x);
      }
      const data::Predictions p =
          fitted(reference.model, part, reference.options)->predict(part.held_out);
      const double scale = is_number(reference.data) ? 150 : 1;
      double sum = 0;
      for (std::size_t i = 0; i < p.values.size(); ++i)
        sum += std::cos(static_cast<double>(i)) * p.values[i];
      CHECK(std::abs(sum - reference.sums[fold]) < 1e-6 * scale);
      for (std::size_t i = 0; fold == 0 && i < reference.first.size(); ++i)
        CHECK(std::abs(p.values[i] - reference.first[i]) < 1e-6 * scale);
    }
  }
}

TEST_CASE("the decisions of svm are those of scikit-learn") {
  for (const DecisionReference& reference : kDecisionReferences) {
    INFO(reference.data << ", kernel " << reference.kernel);
    const Cut part = cut(read_sample(reference.data), 0, true);
    std::vector<std::uint32_t> rows(part.train.rows);
    for (std::size_t n = 0; n < rows.size(); ++n) rows[n] = static_cast<std::uint32_t>(n);
    const std::vector<double> truth(part.train_target.labels.begin(),
                                    part.train_target.labels.end());
    const std::vector<double> factors(static_cast<std::size_t>(part.train_target.classes), 1.0);
    SvmTask task;
    task.values = &part.train.dense;
    task.rows = rows;
    task.truth = truth;
    task.classes = factors.size();
    task.class_factors = factors;
    // The columns are standardized, so the variance of all values is 1.
    task.kernel = {static_cast<SvmKernel>(reference.kernel),
                   1.0 / static_cast<double>(part.train.dense.columns), 1, 2};
    task.tolerance = 1e-9;
    const SvmMachine machine = train_svm(task);
    std::vector<double> values(machine.decisions());
    for (std::size_t n = 0; n < 4; ++n) {
      machine.decide(part.held_out.dense.row(n), values);
      for (std::size_t i = 0; i < values.size(); ++i)
        CHECK(std::abs(values[i] - reference.values[n * values.size() + i]) < 1e-6);
    }
  }
}

TEST_CASE("a sigmoid is fitted as scikit-learn does") {
  std::vector<double> f;
  std::vector<bool> is_first;
  for (int n = 0; n < 60; ++n) {
    f.push_back(2 * std::sin(n) + (n % 3 == 0));
    is_first.push_back(f.back() + std::cos(3 * n) > 0);
  }
  const Sigmoid found = fit_sigmoid(f, is_first);
  CHECK(found.slope == Approx(kSigmoidReference[0]).epsilon(1e-4));
  CHECK(found.offset == Approx(kSigmoidReference[1]).margin(1e-4));
}

TEST_CASE("probabilities of pairs that agree are coupled to what they came from") {
  const std::vector<double> wanted = {0.5, 0.2, 0.25, 0.05};
  std::vector<double> first, p(4);
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = i + 1; j < 4; ++j) first.push_back(wanted[i] / (wanted[i] + wanted[j]));
  couple(first, p);
  for (std::size_t k = 0; k < 4; ++k) CHECK(p[k] == Approx(wanted[k]).epsilon(1e-6));
}

TEST_CASE("svm is as accurate as scikit-learn's, its probabilities worth more than votes") {
  for (const char* data : {"iris", "wine", "breast-cancer-wisconsin-diagnostic"}) {
    INFO(data);
    double accuracy = 0;
    for (std::size_t fold = 0; fold < 5; ++fold) {
      const Cut part = cut(read_sample(data), fold, true);
      const data::Predictions p = fitted("svm", part, {})->predict(part.held_out);
      accuracy += accuracy_or_rmse(p, part.held_out_target) / 5;
      double loss = 0;
      for (std::size_t n = 0; n < p.rows; ++n)
        loss -= std::log(p(n, static_cast<std::size_t>(part.held_out_target.labels[n])));
      CHECK(loss / static_cast<double>(p.rows) < 0.3);
    }
    CHECK(accuracy > 0.95);
  }
}

TEST_CASE("forests score as scikit-learn's do, within the noise of their draws") {
  for (const ForestReference& reference : kForestReferences) {
    INFO(reference.model << " on " << reference.data);
    const bool number = is_number(reference.data);
    double mean = 0;
    constexpr int kSeeds = 3;
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed)
      for (std::size_t fold = 0; fold < 5; ++fold) {
        const Cut part = cut(read_sample(reference.data), fold, !number);
        const auto model = fitted(reference.model, part, {}, seed);
        mean += accuracy_or_rmse(model->predict(part.held_out), part.held_out_target) / 5 / kSeeds;
      }
    // Three deviations of the difference of the two means, and the grain of one row in iris.
    const double noise = 3 * reference.deviation * std::sqrt(1.0 / kSeeds + 1.0 / 6);
    CHECK(std::abs(mean - reference.mean) < noise + (number ? 0.1 : 0.004));
  }
}

TEST_CASE("models whose cost is out of proportion say so before they are fitted") {
  const auto reason = [](const char* name, const models::Problem& problem) {
    const ModelKind& kind = kind_named(name);
    return kind.unsuited(kind.choice.make().get(), problem);
  };
  CHECK(reason("svm", {data::Task::binary, 2, 5000, 30, 0}).empty());
  CHECK(reason("svm", {data::Task::multiclass, 10, 60000, 784, 0})
            .starts_with("out of proportion: 60,000 rows of 784 columns would take about "));
  CHECK(reason("knn", {data::Task::binary, 2, 60000, 784, 0}).empty());
  CHECK(
      reason("knn", {data::Task::binary, 2, 10000000, 784, 0})
          .starts_with("out of proportion: to compare 10,000,000 rows of 784 columns with as many "
                       "would take about "));
  CHECK(reason("lasso", {data::Task::regression, 0, 100, 6001, 0}) ==
        "out of proportion: it compares all pairs of 6,001 columns (up to 6,000)");
}

TEST_CASE("naive_bayes takes columns for counts where they look like it") {
  Cut part = cut(read_sample("iris"), 0, true);
  CHECK(fitted("naive_bayes", part, {})->save() ==
        fitted("naive_bayes", part, {{"distribution", 1}})->save());
  make_counts(part.train);
  CHECK(fitted("naive_bayes", part, {})->save() ==
        fitted("naive_bayes", part, {{"distribution", 2}})->save());
  part.train.dense(3, 0) = -1;
  CHECK_THROWS_AS(fitted("naive_bayes", part, {{"distribution", 2}}), UserError);
}

TEST_CASE("naive_bayes takes a column of 0 and 1 for Bernoulli's beside normal ones") {
  Cut part = cut(read_sample("iris"), 0, true);
  // The second column becomes bits; what remains of the model is that of the other columns.
  const auto as_bit = [](data::Features& x) {
    for (std::size_t n = 0; n < x.rows; ++n) x.dense(n, 1) = x.dense(n, 1) > 0.3F ? 1.0F : 0.0F;
  };
  as_bit(part.train);
  as_bit(part.held_out);
  Cut without = part;
  for (data::Features* x : {&without.train, &without.held_out})
    for (std::size_t n = 0; n < x->rows; ++n) x->dense(n, 1) = 0;
  const auto others =
      fitted("naive_bayes", without, {{"distribution", 1}, {"var_smoothing", 1e-9}});
  const auto all = fitted("naive_bayes", part, {})->predict(part.held_out);
  const auto rest = others->predict(without.held_out);
  std::vector<double> ones(3), rows(3);
  for (std::size_t n = 0; n < part.train.rows; ++n) {
    const auto k = static_cast<std::size_t>(part.train_target.labels[n]);
    rows[k] += 1;
    ones[k] += static_cast<double>(part.train.dense(n, 1));
  }
  for (std::size_t n = 0; n < all.rows; ++n) {
    std::vector<double> expected(3);
    double sum = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const double p = (ones[k] + 1) / (rows[k] + 2);
      sum += expected[k] = rest(n, k) * (part.held_out.dense(n, 1) == 1 ? p : 1 - p);
    }
    for (std::size_t k = 0; k < 3; ++k) CHECK(all(n, k) == Approx(expected[k] / sum).epsilon(1e-6));
  }
}

TEST_CASE("naive_bayes loads a model as files before its second version hold it") {
  const Cut part = cut(read_sample("wine"), 0, true);
  for (const bool has_counts : {false, true}) {
    Cut given = part;
    for (data::Features* x : {&given.train, &given.held_out})
      if (has_counts) make_counts(*x);
    const auto model = fitted("naive_bayes", given, {{"distribution", has_counts ? 2 : 1}});
    const Archive now = model->save();
    Archive then;
    for (const char* name : {"classes", "seen", "inputs", "offsets", "means"})
      then.put(name, now.array(name));
    std::vector<double> values = now.doubles("slopes");
    for (std::size_t i = 0; i < values.size() && !has_counts; ++i)
      values[i] = 1 / now.doubles("precisions")[i];
    then.put("values", values);
    const ModelKind& kind = kind_named("naive_bayes");
    const auto loaded =
        kind.make(kind.choice.make().get(), problem_of(given.train, given.train_target));
    loaded->load(then);
    const auto expected = model->predict(given.held_out), p = loaded->predict(given.held_out);
    for (std::size_t i = 0; i < p.values.size(); ++i)
      CHECK(p.values[i] == Approx(expected.values[i]).epsilon(1e-9));
  }
}

TEST_CASE("a search of svm that reaches its limit is told in words, and nothing else is") {
  // Two classes with the same rows: no margin is wide enough for so large a C.
  Matrix<float> values(24, 2);
  std::vector<double> truth;
  std::vector<std::uint32_t> rows;
  for (std::uint32_t n = 0; n < 24; ++n) {
    for (std::size_t f = 0; f < 2; ++f)
      values(n, f) = static_cast<float>(std::sin(1.0 + n * (f + 1) * 1.7));
    truth.push_back(n % 2);
    rows.push_back(n);
  }
  SvmTask task;
  task.values = &values;
  task.rows = rows;
  task.truth = truth;
  task.classes = 2;
  const std::vector<double> factors(2, 1.0);
  task.class_factors = factors;
  task.kernel.kernel = SvmKernel::linear;
  FILE* const before = stderr;
  FILE* const heard = std::tmpfile();
  stderr = heard;
  task.c = 1;
  const bool has_converged = train_svm(task).has_converged;
  task.c = 1e12;
  const bool has_converged_at_all = train_svm(task).has_converged;
  const bool is_back = stderr == heard;
  stderr = before;
  CHECK(is_back);
  CHECK(has_converged);
  CHECK_FALSE(has_converged_at_all);
  CHECK(std::ftell(heard) == 0);
  std::fclose(heard);
}

TEST_CASE("svm refuses rows of different weights") {
  Cut part = cut(read_sample("iris"), 0, true);
  part.train_target.weights.assign(part.train.rows, 2.0);
  CHECK_NOTHROW(fitted("svm", part, {}));
  const auto whole = problem_of(part.train, part.train_target);
  part.train_target.weights[0] = 1;
  CHECK_THROWS_AS(fitted("svm", part, {}), UserError);
  const ModelKind& kind = kind_named("svm");
  const auto options = kind.choice.make();
  CHECK(kind.unsuited(options.get(), whole).empty());
  CHECK(kind.unsuited(options.get(), problem_of(part.train, part.train_target)) ==
        "cannot give rows different weights");
}

TEST_CASE("svm weighs whole classes, as class_weight: balanced does") {
  Cut part = cut(read_sample("breast-cancer-wisconsin-diagnostic"), 0, true);
  const auto plain = fitted("svm", part, {})->save();
  const auto balanced = fitted("svm", part, {{"class_weight", 1}})->save();
  double ones = 0;
  for (const std::int32_t label : part.train_target.labels) ones += label;
  const auto rows = static_cast<double>(part.train.rows);
  for (const std::int32_t label : part.train_target.labels)
    part.train_target.weights.push_back(rows / (2 * (label == 1 ? ones : rows - ones)));
  CHECK(fitted("svm", part, {})->save() == balanced);
  CHECK_FALSE(balanced == plain);
}

TEST_CASE("balanced classes change what svm answers, not only how sure it is") {
  // Two overlapping clouds, one of them a twelfth of the rows.
  Cut part;
  RandomStream random(RandomKey(5));
  for (data::Features* x : {&part.train, &part.held_out}) {
    x->rows = 390;
    x->dense = Matrix<float>(x->rows, 2);
  }
  for (auto* target : {&part.train_target, &part.held_out_target}) {
    target->task = data::Task::binary;
    target->classes = 2;
  }
  for (auto [x, target] :
       {std::pair(&part.train, &part.train_target), {&part.held_out, &part.held_out_target}})
    for (std::size_t n = 0; n < x->rows; ++n) {
      const bool is_rare = n % 13 == 0;
      target->labels.push_back(is_rare ? 1 : 0);
      x->dense(n, 0) = static_cast<float>(random.normal() + (is_rare ? 1.5 : 0));
      x->dense(n, 1) = static_cast<float>(random.normal());
    }
  const auto recall = [&](const std::vector<std::pair<std::string, double>>& options) {
    const auto p = fitted("svm", part, options)->predict(part.held_out);
    double hits = 0, rare = 0;
    for (std::size_t n = 0; n < p.rows; ++n)
      if (part.held_out_target.labels[n] == 1) {
        rare += 1;
        hits += p(n, 1) > p(n, 0) ? 1 : 0;
      }
    return hits / rare;
  };
  CHECK(recall({}) < 0.4);
  CHECK(recall({{"class_weight", 1}}) > 0.6);
}

TEST_CASE("a forest is the same for any number of threads") {
  const Cut part = cut(read_sample("wine"), 0, true);
  const ModelKind& kind = kind_named("random_forest");
  const auto grown = [&](int threads) {
    auto model = kind.make(kind.choice.make().get(), problem_of(part.train, part.train_target));
    FitContext context = context_for("random_forest");
    context.threads = threads;
    model->fit(part.train, part.train_target, context);
    return model->save();
  };
  CHECK(grown(1) == grown(3));
}

TEST_CASE("a uniform guess draws each class as often as any other") {
  const Cut part = cut(read_sample("breast-cancer-wisconsin-diagnostic"), 0, true);
  const data::Predictions p = fitted("uniform_guess", part, {})->predict(part.train);
  double ones = 0;
  for (std::size_t n = 0; n < p.rows; ++n) ones += p(n, 1);
  const double half = static_cast<double>(p.rows) / 2;
  CHECK(std::abs(ones - half) < 3 * std::sqrt(half / 2));
}

TEST_CASE("a stratified guess has the shares of the classes and is the same in any company") {
  const Cut part = cut(read_sample("breast-cancer-wisconsin-diagnostic"), 0, true);
  const auto model = fitted("stratified_guess", part, {});
  const data::Predictions p = model->predict(part.train);
  double ones = 0, truth = 0;
  for (std::size_t n = 0; n < p.rows; ++n) {
    ones += p(n, 1);
    truth += part.train_target.labels[n];
  }
  CHECK(std::abs(ones - truth) < 3 * std::sqrt(truth));
  data::Features last;
  last.rows = 1;
  last.dense = Matrix<float>(1, part.train.dense.columns);
  last.dense_names = part.train.dense_names;
  const auto row = part.train.dense.row(part.train.rows - 1);
  std::copy(row.begin(), row.end(), last.dense.values.begin());
  CHECK(model->predict(last)(0, 1) == p(p.rows - 1, 1));
}
