#include "core/train/summary.hpp"

#include <fmt/format.h>

#include "core/base/text.hpp"

namespace dlflow::train {
namespace {

struct Sums {
  std::size_t parameters = 0;
  double operations = 0;
};

std::string line(const std::string& layer, const std::string& shape, const Sums& sums) {
  const auto whole = [](double value) { return with_thousands(static_cast<long long>(value)); };
  const auto parameters = static_cast<double>(sums.parameters);
  return fmt::format("{:<24} {:<16} {:>12} {:>14} {:>14}\n", layer, shape, whole(parameters),
                     whole(sums.operations), whole(parameters * sizeof(float)));
}

}  // namespace

std::string summary_of(const nn::Network& network) {
  std::string out = fmt::format("{:<24} {:<16} {:>12} {:>14} {:>14}\n", "layer", "output shape",
                                "parameters", "operations", "bytes");
  Sums total;
  for (const Parameter& table : network.embeddings().parameters()) {
    const Sums own{count(table.shape), 0};
    out += line("embeddings." + table.name, text(Shape{table.shape[1]}), own);
    total.parameters += own.parameters;
  }
  for (const nn::Network::Entry& entry : network.entries()) {
    Sums own{0, entry.layer->operations()};
    for (const Parameter& parameter : entry.layer->parameters())
      own.parameters += count(parameter.shape);
    out += line(entry.name + " " + entry.kind, text(entry.output), own);
    total.parameters += own.parameters;
    total.operations += own.operations;
  }
  return out + line("total", "", total);
}

}  // namespace dlflow::train
