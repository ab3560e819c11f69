// One view, fitted on all rows of a table and applied to them: processor seconds, the median of 15
// or of so many runs as named. Usage: views_bench FILE VIEW [RUNS], the view as YAML.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/memory.hpp"
#include "pipeline/config/yaml.hpp"
#include "pipeline/data/reader.hpp"
#include "pipeline/data/splits.hpp"
#include "pipeline/views/view.hpp"

namespace {

using namespace dlflow;

views::ViewOptions view_of(const std::string& text) {
  views::ViewOptions options;
  schema::Object table = schema::table(options);
  std::vector<Problem> problems;
  schema::load(config::parse_yaml(text, "view"), table, problems);
  if (!problems.empty()) throw UserError(ExitCode::configuration, std::move(problems));
  return options;
}

struct Work {
  explicit Work(const std::string& file) : read(data::read_table(file, {}, {})) {
    for (data::RowIndex row = 0; row < read.table.rows(); ++row) fold.train.push_back(row);
    for (const auto& column : read.table.columns) inputs.push_back(column.name);
  }
  data::Features fit(const views::ViewOptions& options) const {
    return views::fit_and_apply("view", options, fold.training(read.table), inputs, {}).features;
  }
  data::ReadResult read;
  data::Fold fold;
  std::vector<std::string> inputs;
};

void time_view(const std::string& file, const std::string& text, int runs) {
  const Work work(file);
  const views::ViewOptions options = view_of(text);
  std::vector<double> seconds;
  for (int i = 0; i < runs; ++i) {
    const std::clock_t start = std::clock();
    work.fit(options);
    seconds.push_back(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  }
  std::sort(seconds.begin(), seconds.end());
  fmt::print("{:.6f}\n", seconds[seconds.size() / 2]);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3 && count != 4) return 2;
  keep_freed_memory();  // as the tool does
  try {
    time_view(arguments[1], arguments[2], count == 4 ? std::max(1, std::atoi(arguments[3])) : 15);
  } catch (const Error& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
  return 0;
}
