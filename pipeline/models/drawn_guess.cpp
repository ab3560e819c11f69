#include "pipeline/models/drawn_guess.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "core/base/error.hpp"

namespace dlflow::models {

void DrawnGuess::fit(const data::Features& x, const data::Target& y, const FitContext& context) {
  ClassShares::fit(x, y, context);
  seed_ = context.key.with(name_).value();
}

data::Predictions DrawnGuess::predict(const data::Features& x) const {
  data::Predictions out(x.rows, shares().size());
  for (std::size_t n = 0; n < x.rows; ++n) out(n, drawn_class(x, n)) = 1;
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

std::size_t DrawnGuess::drawn_class(const data::Features& x, std::size_t row) const {
  RandomKey key(seed_);
  if (x.dense.columns > 0)
    for (const float value : x.dense.row(row))
      key = key.with(std::uint64_t{std::bit_cast<std::uint32_t>(value)});
  if (x.sparse.columns > 0)
    x.sparse.for_each(row, [&](std::uint32_t column, float value) {
      key = key.with(std::uint64_t{column} << 32 | std::bit_cast<std::uint32_t>(value));
    });
  for (const data::CodeColumn& column : x.codes)
    key = key.with(static_cast<std::uint64_t>(column.codes[row]));
  double rest = RandomStream(key).uniform();
  for (std::size_t k = 0; k + 1 < shares().size(); ++k) {
    if (rest < shares()[k]) return k;
    rest -= shares()[k];
  }
  return shares().size() - 1;
}

}  // namespace dlflow::models
