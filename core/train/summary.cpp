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
  const auto add = [&](const nn::Chain& chain, const std::string& prefix) {
    for (const nn::Chain::Entry& entry : chain.entries()) {
      Sums own{0, entry.layer->operations()};
      for (const Parameter& parameter : entry.layer->parameters())
        own.parameters += count(parameter.shape);
      const std::string name = entry.name == "output" ? entry.name : prefix + entry.name;
      out += line(name + " " + entry.kind, text(entry.output), own);
      total.parameters += own.parameters;
      total.operations += own.operations;
    }
  };
  for (const nn::Network::Branch& branch : network.branches())
    add(branch.chain,
        fmt::format("inputs.{}.",
                    nn::names_of(branch.part)[static_cast<std::size_t>(branch.part)]));
  add(network.trunk(), "layers.");
  return out + line("total", "", total);
}

}  // namespace dlflow::train
