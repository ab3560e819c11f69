#include "pipeline/models/seen_classes.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"

namespace dlflow::models {

SeenClasses SeenClasses::of(const data::Target& y) {
  SeenClasses out;
  out.classes = static_cast<std::size_t>(y.classes);
  std::vector<bool> present(out.classes, false);
  for (std::int32_t label : y.labels) present[static_cast<std::size_t>(label)] = true;
  for (std::size_t k = 0; k < out.classes; ++k)
    if (present[k]) out.seen.push_back(static_cast<std::int64_t>(k));
  return out;
}

std::vector<int> SeenClasses::positions(const data::Target& y) const {
  std::vector<int> place(classes, 0), out;
  for (std::size_t m = 0; m < seen.size(); ++m)
    place[static_cast<std::size_t>(seen[m])] = static_cast<int>(m);
  for (std::int32_t label : y.labels) out.push_back(place[static_cast<std::size_t>(label)]);
  return out;
}

data::Predictions SeenClasses::probabilities(const Matrix<double>& z) const {
  data::Predictions out(z.rows, classes);
  for (std::size_t n = 0; n < z.rows; ++n) {
    if (z.columns == 1) {
      out(n, static_cast<std::size_t>(seen[0])) = 1 / (1 + std::exp(z(n, 0)));
      out(n, static_cast<std::size_t>(seen[1])) = 1 / (1 + std::exp(-z(n, 0)));
      continue;
    }
    double top = z(n, 0), sum = 0;
    for (double value : z.row(n)) top = std::max(top, value);
    for (double value : z.row(n)) sum += std::exp(value - top);
    for (std::size_t m = 0; m < z.columns; ++m)
      out(n, static_cast<std::size_t>(seen[m])) = std::exp(z(n, m) - top) / sum;
  }
  return out;
}

graph::Expression SeenClasses::lowered(const graph::Expression& scores, std::size_t columns) const {
  return spread(columns == 1 ? two_classes(scores) : scores.apply("softmax"));
}

graph::Expression SeenClasses::spread(const graph::Expression& values) const {
  if (seen.size() == classes) return values;
  std::vector<double> places(seen.size() * classes);
  for (std::size_t m = 0; m < seen.size(); ++m)
    places[m * classes + static_cast<std::size_t>(seen[m])] = 1;
  return values.product(std::move(places), classes);
}

void SeenClasses::save(Archive& archive) const {
  archive.put("classes", static_cast<std::int64_t>(classes));
  archive.put("seen", seen);
}

SeenClasses SeenClasses::load(const Archive& archive, std::size_t count) {
  SeenClasses out;
  const std::int64_t classes = archive.integer("classes");
  out.seen = archive.integers("seen");
  if (classes < 2 || out.seen.size() != count)
    throw CorruptFile("seen", "expected the class of each output");
  out.classes = static_cast<std::size_t>(classes);
  for (std::int64_t k : out.seen)
    if (k < 0 || k >= classes) throw CorruptFile("seen", "a class is out of range");
  return out;
}

}  // namespace dlflow::models
