// A file read into a table and brought to features by the default views.
// Usage: samples_bench FILE
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <ctime>

#include "core/base/error.hpp"
#include "pipeline/data/reader.hpp"
#include "pipeline/data/splits.hpp"
#include "pipeline/views/view.hpp"

namespace {

using namespace dlflow;

/// Wall and processor seconds of some work, printed.
template <class Work>
auto timed(const char* what, const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  const std::clock_t ticks = std::clock();
  auto result = work();
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  fmt::print("{:<24} {:.3f} s wall, {:.3f} s processor\n", what, wall.count(),
             static_cast<double>(std::clock() - ticks) / CLOCKS_PER_SEC);
  return result;
}

void run(const char* file) {
  const auto read = timed("read", [&] { return data::read_table(file, {}, {}); });
  data::Fold fold;
  for (data::RowIndex row = 0; row < read.table.rows(); ++row) fold.train.push_back(row);
  std::vector<std::string> inputs;
  for (const auto& column : read.table.columns) inputs.push_back(column.name);
  for (const auto& [name, options] : views::default_views(read.table, inputs)) {
    const auto features = timed(("view " + name).c_str(), [&, &view = options, &label = name] {
      return views::fit_view(label, view, fold.training(read.table), inputs)
          ->apply(fold.training(read.table));
    });
    fmt::print("{:<24} {} rows, {} number columns\n", "", features.rows, features.dense.columns);
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  try {
    run(arguments[1]);
  } catch (const Error& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
  return 0;
}
