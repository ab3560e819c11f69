#include "pipeline/models/svm_machine.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/error.hpp"
#include "core/kernels/dispatch.hpp"

namespace dlflow::models {
namespace {

/// sums[j] = |x - vectors[:, j]|^2
DLFLOW_CLONES void squared_distances(const float* x, const double* vectors, std::size_t inputs,
                                     std::size_t count, double* sums) {
  for (std::size_t j = 0; j < count; ++j) sums[j] = 0;
  for (std::size_t f = 0; f < inputs; ++f) {
    const double value = x[f];
    for (std::size_t j = 0; j < count; ++j) {
      const double apart = vectors[f * count + j] - value;
      sums[j] += apart * apart;
    }
  }
}

/// sums[j] = x' vectors[:, j]
DLFLOW_CLONES void products(const float* x, const double* vectors, std::size_t inputs,
                            std::size_t count, double* sums) {
  for (std::size_t j = 0; j < count; ++j) sums[j] = 0;
  for (std::size_t f = 0; f < inputs; ++f) {
    const double value = x[f];
    for (std::size_t j = 0; j < count; ++j) sums[j] += vectors[f * count + j] * value;
  }
}

void kernel_values(const SvmMachine& machine, const float* x, std::span<double> out) {
  const SvmKernelOptions& kernel = machine.kernel;
  const double* vectors = machine.vectors.data();
  if (kernel.kernel == SvmKernel::rbf) {
    squared_distances(x, vectors, machine.inputs, out.size(), out.data());
    for (double& value : out) value = std::exp(-kernel.gamma * value);
    return;
  }
  products(x, vectors, machine.inputs, out.size(), out.data());
  if (kernel.kernel == SvmKernel::linear) return;
  for (double& value : out)
    value = std::pow(kernel.gamma * value + kernel.coef0, static_cast<double>(kernel.degree));
}

double weighted_sum(std::span<const double> weights, std::span<const double> values) {
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) sum += weights[i] * values[i];
  return sum;
}

}  // namespace

std::span<const std::string_view> names_of(SvmKernel) {
  static constexpr std::array<std::string_view, 3> kNames = {"rbf", "linear", "poly"};
  return kNames;
}

void SvmMachine::decide(std::span<const float> row, std::span<double> values) const {
  DLFLOW_REQUIRE(row.size() == inputs && values.size() == decisions(),
                 "a support vector machine was asked about another shape than it learnt");
  std::vector<double> k(size());
  kernel_values(*this, row.data(), k);
  const auto weights = [&](std::size_t line, std::size_t first, std::size_t count) {
    return std::span(coefficients).subspan(line * k.size() + first, count);
  };
  if (classes == 1) {
    values[0] = weighted_sum(weights(0, 0, k.size()), k) - constants[0];
    return;
  }
  std::vector<std::size_t> first(classes, 0), count(classes, 0);
  for (std::size_t m = 0; m < classes; ++m) {
    count[m] = static_cast<std::size_t>(counts[m]);
    if (m > 0) first[m] = first[m - 1] + count[m - 1];
  }
  std::size_t pair = 0;
  for (std::size_t i = 0; i < classes; ++i)
    for (std::size_t j = i + 1; j < classes; ++j, ++pair)
      values[pair] =
          weighted_sum(weights(j - 1, first[i], count[i]),
                       std::span(k).subspan(first[i], count[i])) +
          weighted_sum(weights(i, first[j], count[j]), std::span(k).subspan(first[j], count[j])) -
          constants[pair];
}

void SvmMachine::save(Archive& archive) const {
  archive.put("kernel", static_cast<std::int64_t>(kernel.kernel));
  archive.put("gamma", kernel.gamma);
  archive.put("coef0", kernel.coef0);
  archive.put("degree", kernel.degree);
  archive.put("inputs", static_cast<std::int64_t>(inputs));
  archive.put("counts", counts);
  archive.put("vectors", vectors);
  archive.put("coefficients", coefficients);
  archive.put("constants", constants);
}

SvmMachine SvmMachine::load(const Archive& archive, std::size_t classes) {
  SvmMachine out;
  const std::int64_t kind = archive.integer("kernel"), inputs = archive.integer("inputs");
  if (kind < 0 || kind > 2 || inputs < 1)
    throw CorruptFile("kernel", "expected a kernel and a number of columns");
  out.kernel = {static_cast<SvmKernel>(kind), archive.number("gamma"), archive.number("coef0"),
                archive.integer("degree")};
  out.inputs = static_cast<std::size_t>(inputs);
  out.classes = classes;
  out.counts = archive.integers("counts");
  out.vectors = archive.doubles("vectors");
  out.coefficients = archive.doubles("coefficients");
  out.constants = archive.doubles("constants");
  const std::size_t size = out.size();
  std::size_t counted = 0;
  for (const std::int64_t count : out.counts) {
    if (count < 0 || count > static_cast<std::int64_t>(size))
      throw CorruptFile("counts", "a class has another number of support vectors");
    counted += static_cast<std::size_t>(count);
  }
  if (size * out.inputs != out.vectors.size() || out.counts.size() != classes || counted != size ||
      out.coefficients.size() != std::max<std::size_t>(classes - 1, 1) * size ||
      out.constants.size() != std::max<std::size_t>(classes * (classes - 1) / 2, 1))
    throw CorruptFile("coefficients", "expected coefficients for each support vector");
  return out;
}

}  // namespace dlflow::models
