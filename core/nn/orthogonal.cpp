#include "core/nn/orthogonal.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace dlflow::nn {
namespace {

using Vector = std::vector<double>;

double dot(const Vector& a, const Vector& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

void subtract(double factor, const Vector& a, Vector& from) {
  for (std::size_t i = 0; i < a.size(); ++i) from[i] -= factor * a[i];
}

}  // namespace

void fill_orthogonal(double gain, std::size_t rows, RandomKey key, std::span<float> values) {
  const std::size_t columns = values.size() / rows;
  const bool is_wide = columns > rows;
  const std::size_t count = std::min(rows, columns), length = std::max(rows, columns);
  RandomStream stream(key);
  std::vector<Vector> basis(count, Vector(length));
  for (Vector& vector : basis)
    for (double& value : vector) value = stream.normal();
  // Gram and Schmidt, twice: the first pass alone loses digits where vectors are nearly parallel.
  for (std::size_t k = 0; k < count; ++k) {
    for (int pass = 0; pass < 2; ++pass)
      for (std::size_t j = 0; j < k; ++j) subtract(dot(basis[j], basis[k]), basis[j], basis[k]);
    const double norm = std::sqrt(dot(basis[k], basis[k]));
    for (double& value : basis[k]) value /= norm;
  }
  for (std::size_t k = 0; k < count; ++k)
    for (std::size_t i = 0; i < length; ++i)
      values[is_wide ? k * columns + i : i * columns + k] = static_cast<float>(gain * basis[k][i]);
}

}  // namespace dlflow::nn
