#include "pipeline/models/svm_library.hpp"

#include <libsvm/svm.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <memory>
#include <mutex>
#include <numeric>

#include "core/base/error.hpp"

namespace dlflow::models {
namespace {

constexpr double kCacheMegabytes = 200;

/// The rows in libsvm's form: their values other than 0, and a mark behind the last.
class Nodes {
 public:
  Nodes(const Matrix<float>& values, const std::vector<std::uint32_t>& rows) {
    std::vector<std::size_t> starts;
    for (const std::uint32_t row : rows) {
      starts.push_back(nodes_.size());
      for (std::size_t f = 0; f < values.columns; ++f)
        if (values(row, f) != 0) nodes_.push_back({static_cast<int>(f) + 1, values(row, f)});
      nodes_.push_back({-1, 0});
    }
    for (const std::size_t start : starts) lines_.push_back(nodes_.data() + start);
  }
  svm_node** lines() { return lines_.data(); }

 private:
  std::vector<svm_node> nodes_;
  std::vector<svm_node*> lines_;
};

/// Steps of the longest search of the fits of this thread, read from what libsvm tells of each.
thread_local std::int64_t most_steps = 0;

void read_steps(const char* text) {
  constexpr std::string_view kBefore = "#iter = ";
  const std::string_view line(text);
  const std::size_t at = line.find(kBefore);
  if (at == std::string_view::npos) return;
  std::int64_t steps = 0;
  std::from_chars(line.data() + at + kBefore.size(), line.data() + line.size(), steps);
  most_steps = std::max(most_steps, steps);
}

/// While one lives, what C code writes to stderr is dropped: a search of libsvm that reaches its
/// limit says so there, whatever is set. The log and the progress keep writing, as they hold the
/// stream or its number.
class NoStandardError {
 public:
  NoStandardError() {
    const std::lock_guard lock(mutex());
    if (count()++ > 0) return;
    kept() = stderr;
    stderr = nowhere();
  }
  ~NoStandardError() {
    const std::lock_guard lock(mutex());
    if (--count() == 0) stderr = kept();
  }
  NoStandardError(const NoStandardError&) = delete;
  NoStandardError& operator=(const NoStandardError&) = delete;

 private:
  static std::mutex& mutex() {
    static std::mutex made;
    return made;
  }
  static int& count() {
    static int made = 0;
    return made;
  }
  static FILE*& kept() {
    static FILE* made = nullptr;
    return made;
  }
  static FILE* nowhere() {
    static FILE* made = fopencookie(
        nullptr, "w",
        {.read = nullptr,
         .write = [](void*, const char*, std::size_t size) { return static_cast<ssize_t>(size); },
         .seek = nullptr,
         .close = nullptr});
    return made ? made : stderr;
  }
};

struct FreeModel {
  void operator()(svm_model* model) const { svm_free_and_destroy_model(&model); }
};

svm_parameter parameters_of(const SvmTask& task, std::vector<int>& labels,
                            std::vector<double>& factors) {
  svm_parameter out = {};
  out.svm_type = task.classes > 1 ? C_SVC : EPSILON_SVR;
  out.kernel_type = task.kernel.kernel == SvmKernel::rbf      ? RBF
                    : task.kernel.kernel == SvmKernel::linear ? LINEAR
                                                              : POLY;
  out.degree = static_cast<int>(task.kernel.degree);
  out.gamma = task.kernel.gamma;
  out.coef0 = task.kernel.coef0;
  out.cache_size = kCacheMegabytes;
  out.eps = task.tolerance;
  out.C = task.c;
  out.p = task.epsilon;
  out.shrinking = 1;
  if (task.classes > 1) {
    labels.resize(task.classes);
    std::iota(labels.begin(), labels.end(), 0);
    factors.assign(task.class_factors.begin(), task.class_factors.end());
    out.nr_weight = static_cast<int>(task.classes);
    out.weight_label = labels.data();
    out.weight = factors.data();
  }
  return out;
}

SvmMachine machine_of(const svm_model& model, const SvmTask& task,
                      const std::vector<std::uint32_t>& rows) {
  SvmMachine out;
  out.kernel = task.kernel;
  out.inputs = task.values->columns;
  out.classes = task.classes;
  const auto size = static_cast<std::size_t>(model.l);
  if (task.classes > 1)
    out.counts.assign(model.nSV, model.nSV + task.classes);
  else
    out.counts = {model.l};
  out.vectors.resize(out.inputs * size);
  for (std::size_t i = 0; i < size; ++i) {
    const std::uint32_t row = rows[static_cast<std::size_t>(model.sv_indices[i] - 1)];
    for (std::size_t f = 0; f < out.inputs; ++f) out.vectors[f * size + i] = (*task.values)(row, f);
  }
  for (std::size_t line = 0; line < std::max<std::size_t>(task.classes - 1, 1); ++line)
    out.coefficients.insert(out.coefficients.end(), model.sv_coef[line],
                            model.sv_coef[line] + size);
  const std::size_t pairs = std::max<std::size_t>(task.classes * (task.classes - 1) / 2, 1);
  out.constants.assign(model.rho, model.rho + pairs);
  return out;
}

}  // namespace

SvmMachine train_svm(const SvmTask& task) {
  static const bool is_read = [] {
    svm_set_print_string_function(read_steps);
    return true;
  }();
  (void)is_read;
  most_steps = 0;
  std::vector<std::uint32_t> rows(task.rows.begin(), task.rows.end());
  if (task.classes > 1)
    std::stable_sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) {
      return task.truth[a] < task.truth[b];
    });
  Nodes nodes(*task.values, rows);
  std::vector<double> truth;
  for (const std::uint32_t row : rows) truth.push_back(task.truth[row]);
  const svm_problem problem = {static_cast<int>(rows.size()), truth.data(), nodes.lines()};
  std::vector<int> labels;
  std::vector<double> factors;
  const svm_parameter parameters = parameters_of(task, labels, factors);
  const char* refusal = svm_check_parameter(&problem, &parameters);
  DLFLOW_REQUIRE(!refusal, std::string("libsvm refuses its parameters: ") + refusal);
  const std::unique_ptr<svm_model, FreeModel> model([&] {
    const NoStandardError quiet;
    return svm_train(&problem, &parameters);
  }());
  DLFLOW_REQUIRE(task.classes == 1 || model->nr_class == static_cast<int>(task.classes),
                 "a class of a support vector machine has no rows");
  SvmMachine machine = machine_of(*model, task, rows);
  machine.has_converged = most_steps < kMostSvmSteps;
  return machine;
}

}  // namespace dlflow::models
