#include "pipeline/models/xgboost_library.hpp"

#include <dlfcn.h>
#include <xgboost/c_api.h>

#include <limits>
#include <memory>
#include <string_view>

#include "core/base/error.hpp"

namespace dlflow::models {
namespace {

constexpr const char* kNames[] = {"libxgboost.so.0", "libxgboost.so"};

/// The functions used, found by name: linking the library would cost every start of the tool
/// several milliseconds.
class Library {
 public:
  Library() {
    for (const char* name : kNames)
      if (!handle_) handle_ = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (!handle_)
      throw EnvironmentError(kNames[0],
                             "cannot be loaded: install XGBoost (libxgboost0), or leave the model "
                             "'xgboost' out",
                             ExitCode::resource);
    find(last_error, "XGBGetLastError");
    find(create_matrix, "XGDMatrixCreateFromMat_omp");
    find(create_sparse_matrix, "XGDMatrixCreateFromCSREx");
    find(free_matrix, "XGDMatrixFree");
    find(set_info, "XGDMatrixSetFloatInfo");
    find(create_booster, "XGBoosterCreate");
    find(free_booster, "XGBoosterFree");
    find(set_parameter, "XGBoosterSetParam");
    find(update, "XGBoosterUpdateOneIter");
    find(save, "XGBoosterSaveModelToBuffer");
  }

  /// Throws the first line of XGBoost's own message; what follows is a trace of its stack.
  void check(int result) const {
    if (result == 0) return;
    const std::string_view text = last_error();
    throw EnvironmentError("XGBoost", text.substr(0, text.find('\n')), ExitCode::resource);
  }

  decltype(&XGBGetLastError) last_error = nullptr;
  decltype(&XGDMatrixCreateFromMat_omp) create_matrix = nullptr;
  decltype(&XGDMatrixCreateFromCSREx) create_sparse_matrix = nullptr;
  decltype(&XGDMatrixFree) free_matrix = nullptr;
  decltype(&XGDMatrixSetFloatInfo) set_info = nullptr;
  decltype(&XGBoosterCreate) create_booster = nullptr;
  decltype(&XGBoosterFree) free_booster = nullptr;
  decltype(&XGBoosterSetParam) set_parameter = nullptr;
  decltype(&XGBoosterUpdateOneIter) update = nullptr;
  decltype(&XGBoosterSaveModelToBuffer) save = nullptr;

 private:
  template <class Function>
  void find(Function& function, const char* name) {
    function = reinterpret_cast<Function>(dlsym(handle_, name));
    if (!function)
      throw EnvironmentError(kNames[0], std::string("has no function ") + name, ExitCode::resource);
  }

  void* handle_ = nullptr;
};

/// Never unloaded: its threads may outlive the last call.
const Library& library() {
  static const Library* loaded = new Library;
  return *loaded;
}

using Handle = std::unique_ptr<void, int (*)(void*)>;

Handle matrix_of(const Library& xgb, const BoostTask& task) {
  DMatrixHandle raw = nullptr;
  if (task.offsets.empty())
    xgb.check(xgb.create_matrix(task.values.data(), task.rows, task.columns,
                                std::numeric_limits<float>::quiet_NaN(), &raw, task.threads));
  else
    xgb.check(xgb.create_sparse_matrix(task.offsets.data(), task.column.data(), task.present.data(),
                                       task.offsets.size(), task.present.size(), task.columns,
                                       &raw));
  Handle matrix(raw, xgb.free_matrix);
  xgb.check(xgb.set_info(raw, "label", task.labels.data(), task.labels.size()));
  if (!task.weights.empty())
    xgb.check(xgb.set_info(raw, "weight", task.weights.data(), task.weights.size()));
  return matrix;
}

}  // namespace

std::string train_boosted(const BoostTask& task) {
  const bool has_shape = task.offsets.empty() ? task.values.size() == task.rows * task.columns
                                              : task.offsets.size() == task.rows + 1;
  DLFLOW_REQUIRE(has_shape && task.labels.size() == task.rows &&
                     (task.weights.empty() || task.weights.size() == task.rows),
                 "values, labels and weights of one boosted fit have different numbers of rows");
  const Library& xgb = library();
  const Handle matrix = matrix_of(xgb, task);
  const DMatrixHandle matrices[] = {matrix.get()};
  BoosterHandle raw = nullptr;
  xgb.check(xgb.create_booster(matrices, 1, &raw));
  const Handle booster(raw, xgb.free_booster);
  // Said first: XGBoost prints while it reads the others.
  xgb.check(xgb.set_parameter(raw, "verbosity", "0"));
  xgb.check(xgb.set_parameter(raw, "nthread", std::to_string(task.threads).c_str()));
  for (const auto& [name, value] : task.parameters)
    xgb.check(xgb.set_parameter(raw, name.c_str(), value.c_str()));
  for (int round = 0; round < task.rounds; ++round) {
    if (task.between_rounds) task.between_rounds();
    xgb.check(xgb.update(raw, round, matrix.get()));
  }
  bst_ulong size = 0;
  const char* text = nullptr;
  xgb.check(xgb.save(raw, R"({"format": "ubj"})", &size, &text));
  return {text, size};
}

}  // namespace dlflow::models
