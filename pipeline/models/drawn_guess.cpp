#include "pipeline/models/drawn_guess.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "core/base/error.hpp"

namespace dlflow::models {
namespace {

/// A key for each column, by its name or, without names, by its number.
std::vector<RandomKey> keys_of(RandomKey seed, const std::vector<std::string>& names,
                               std::size_t columns) {
  std::vector<RandomKey> keys;
  for (std::size_t c = 0; c < columns; ++c)
    keys.push_back(names.size() == columns ? seed.with(names[c]) : seed.with(std::uint64_t{c}));
  return keys;
}

}  // namespace

void DrawnGuess::fit(const data::Features& x, const data::Target& y, const FitContext& context) {
  ClassShares::fit(x, y, context);
  seed_ = context.key.with(name_).value();
}

data::Predictions DrawnGuess::predict(const data::Features& x) const {
  const RandomKey seed(seed_);
  const std::vector<RandomKey> dense = keys_of(seed, x.dense_names, x.dense.columns);
  const std::vector<RandomKey> sparse = keys_of(seed, x.sparse_names, x.sparse.columns);
  data::Predictions out(x.rows, shares().size());
  for (std::size_t n = 0; n < x.rows; ++n) {
    std::uint64_t values = 0;
    const auto add = [&](const RandomKey& column, float value) {
      if (value != 0)
        values += column.with(std::uint64_t{std::bit_cast<std::uint32_t>(value)}).value();
    };
    for (std::size_t c = 0; c < dense.size(); ++c) add(dense[c], x.dense(n, c));
    if (!sparse.empty())
      x.sparse.for_each(n, [&](std::uint32_t c, float value) { add(sparse[c], value); });
    RandomKey key = seed.with(values);
    for (const data::CodeColumn& column : x.codes)
      key = key.with(static_cast<std::uint64_t>(column.codes[n]));
    out(n, drawn_class(key)) = 1;
  }
  return out;
}

std::string DrawnGuess::lower(graph::Graph&, const data::LoweredFeatures&) const {
  std::string kind = name_;
  std::replace(kind.begin(), kind.end(), ' ', '_');
  throw UserError(ExitCode::configuration,
                  fmt::format("a model of kind '{}' draws by the bits of its input, which no "
                              "exported graph can do",
                              kind),
                  "export another model");
}

Archive DrawnGuess::save() const {
  Archive archive = ClassShares::save();
  archive.put("seed", std::bit_cast<std::int64_t>(seed_));
  return archive;
}

void DrawnGuess::load(const Archive& archive) {
  ClassShares::load(archive);
  seed_ = std::bit_cast<std::uint64_t>(archive.integer("seed"));
}

std::size_t DrawnGuess::drawn_class(RandomKey key) const {
  double rest = RandomStream(key).uniform();
  for (std::size_t k = 0; k + 1 < shares().size(); ++k) {
    if (rest < shares()[k]) return k;
    rest -= shares()[k];
  }
  return shares().size() - 1;
}

}  // namespace dlflow::models
