#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "core/nn/layer.hpp"
#include "core/optim/optimizer.hpp"
#include "core/train/trainer.hpp"

namespace dlflow::test {

/// A kind of a family with some of its options set, as a configuration would set them.
struct Setting {
  std::string name;
  double value;
};
inline schema::Chosen chosen(const schema::Choices& family, const std::string& name,
                             const std::vector<Setting>& settings = {}) {
  for (const schema::Choice* choice : family) {
    if (choice->name != name) continue;
    schema::Chosen result{choice, choice->make(), {}};
    schema::Object table;
    choice->describe(table, result.options.get());
    for (schema::Field& field : table.fields())
      for (const Setting& setting : settings) {
        if (field.name != setting.name) continue;
        if (auto* number = std::get_if<double*>(&field.slot)) **number = setting.value;
        if (auto* whole = std::get_if<std::int64_t*>(&field.slot))
          **whole = static_cast<std::int64_t>(setting.value);
        if (auto* flag = std::get_if<bool*>(&field.slot)) **flag = setting.value != 0;
        if (auto* one = std::get_if<schema::EnumSlot>(&field.slot))
          one->set(static_cast<int>(setting.value));
      }
    return result;
  }
  throw Bug(__FILE__, __LINE__, "no kind " + name);
}

constexpr double kRelu = 1, kTanh = 2;
inline schema::Chosen dense(double units, double activation = kRelu) {
  return chosen(nn::layer_choices(), "dense", {{"units", units}, {"activation", activation}});
}
inline schema::Chosen adam(double learning_rate) {
  return chosen(optim::optimizer_choices(), "adam", {{"learning_rate", learning_rate}});
}

/// Two classes that no line parts: label 1 where the signs of two inputs differ.
struct Checkers {
  explicit Checkers(std::size_t rows, std::uint64_t seed = 1, double noise = 0) : x(rows, 2) {
    RandomStream stream{RandomKey(seed)};
    for (std::size_t n = 0; n < rows; ++n) {
      x(n, 0) = static_cast<float>(stream.uniform() * 2 - 1);
      x(n, 1) = static_cast<float>(stream.uniform() * 2 - 1);
      const bool flip = stream.uniform() < noise;
      labels.push_back(static_cast<std::int32_t>(((x(n, 0) > 0) != (x(n, 1) > 0)) != flip));
    }
    input.dense = &x;
    input.rows = rows;
    truth.labels = labels;
  }
  Matrix<float> x;
  std::vector<std::int32_t> labels;
  train::Input input;
  train::Truth truth;
};

}  // namespace dlflow::test
