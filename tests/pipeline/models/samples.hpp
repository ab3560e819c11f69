#pragma once

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include "core/base/text.hpp"
#include "pipeline/models/model.hpp"

namespace dlflow::models {

/// A shipped data set whose columns are numbers and whose last column is the target.
struct Sample {
  std::vector<std::vector<double>> columns;
  std::vector<std::string> target;
  std::vector<std::string> names;
  std::size_t rows() const { return target.size(); }
};

inline Sample read_sample(const std::string& name) {
  std::ifstream file(std::string(DLFLOW_SOURCE_DIR) + "/datasets/" + name + ".csv");
  Sample sample;
  std::string line;
  std::getline(file, line);
  for (std::string_view cell : split(line, ',')) sample.names.emplace_back(cell);
  sample.names.pop_back();
  sample.columns.resize(sample.names.size());
  while (std::getline(file, line)) {
    const auto cells = split(line, ',');
    for (std::size_t c = 0; c < sample.columns.size(); ++c)
      sample.columns[c].push_back(static_cast<float>(*parse_number(cells[c])));
    sample.target.emplace_back(cells.back());
  }
  return sample;
}

/// Rows of fold `row % 5 == fold`, or the others.
inline std::vector<std::size_t> rows_of(const Sample& sample, std::size_t fold, bool held_out) {
  std::vector<std::size_t> rows;
  for (std::size_t n = 0; n < sample.rows(); ++n)
    if ((n % 5 == fold) == held_out) rows.push_back(n);
  return rows;
}

/// Columns standardized by the rows `by`, for the rows `of`.
inline data::Features standardized(const Sample& sample, const std::vector<std::size_t>& by,
                                   const std::vector<std::size_t>& of) {
  data::Features x;
  x.rows = of.size();
  x.dense = Matrix<float>(of.size(), sample.columns.size());
  x.dense_names = sample.names;
  for (std::size_t c = 0; c < sample.columns.size(); ++c) {
    const auto& values = sample.columns[c];
    double sum = 0, squares = 0;
    for (std::size_t n : by) sum += values[n];
    const double mean = sum / static_cast<double>(by.size());
    for (std::size_t n : by) squares += (values[n] - mean) * (values[n] - mean);
    const double deviation = std::sqrt(squares / static_cast<double>(by.size()));
    for (std::size_t i = 0; i < of.size(); ++i)
      x.dense(i, c) = static_cast<float>((values[of[i]] - mean) / deviation);
  }
  return x;
}

inline data::Target class_target(const Sample& sample, const std::vector<std::size_t>& of) {
  std::vector<std::string> labels = sample.target;
  std::sort(labels.begin(), labels.end());
  labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
  data::Target y;
  y.classes = static_cast<int>(labels.size());
  y.task = y.classes == 2 ? data::Task::binary : data::Task::multiclass;
  for (std::size_t n : of)
    y.labels.push_back(static_cast<std::int32_t>(
        std::lower_bound(labels.begin(), labels.end(), sample.target[n]) - labels.begin()));
  return y;
}

inline data::Target number_target(const Sample& sample, const std::vector<std::size_t>& of) {
  data::Target y;
  for (std::size_t n : of) y.values.push_back(*parse_number(sample.target[n]));
  return y;
}

/// One fold of a sample: features standardized by the training rows.
struct Cut {
  data::Features train, held_out;
  data::Target train_target, held_out_target;
};

inline Cut cut(const Sample& sample, std::size_t fold, bool classes) {
  const auto train = rows_of(sample, fold, false), held_out = rows_of(sample, fold, true);
  const auto target = classes ? class_target : number_target;
  return {standardized(sample, train, train), standardized(sample, train, held_out),
          target(sample, train), target(sample, held_out)};
}

inline Problem problem_of(const data::Features& x, const data::Target& y) {
  return problem_of(y, x);
}

inline const ModelKind& kind_named(const std::string& name) {
  for (const ModelKind& kind : model_kinds())
    if (kind.choice.name == name) return kind;
  throw Bug(__FILE__, __LINE__, "no model " + name);
}

/// Fresh options of a kind with some numbers set.
inline std::shared_ptr<void> options_with(
    const ModelKind& kind, const std::vector<std::pair<std::string, double>>& numbers) {
  auto options = kind.choice.make();
  schema::Object table;
  kind.choice.describe(table, options.get());
  for (const auto& [name, value] : numbers) {
    bool found = false;
    for (schema::Field& field : table.fields()) {
      if (field.name != name) continue;
      found = true;
      if (auto** real = std::get_if<double*>(&field.slot)) **real = value;
      if (auto** whole = std::get_if<std::int64_t*>(&field.slot))
        **whole = static_cast<std::int64_t>(value);
      if (auto** truth = std::get_if<bool*>(&field.slot)) **truth = value != 0;
      if (auto* names = std::get_if<schema::EnumSlot>(&field.slot))
        names->set(static_cast<int>(value));
    }
    if (!found) throw Bug(__FILE__, __LINE__, "no option " + name);
  }
  return options;
}

inline FitContext context_for(const std::string& name, std::uint64_t seed = 1) {
  FitContext context;
  context.key = RandomKey(seed).with(name);
  context.model_name = name;
  return context;
}

}  // namespace dlflow::models
