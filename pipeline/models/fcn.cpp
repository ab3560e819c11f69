#include <fmt/format.h>

#include "pipeline/models/kinds.hpp"
#include "pipeline/models/network_template.hpp"

namespace dlflow::models {
namespace {

struct Options {
  std::vector<std::int64_t> filters = {128, 256, 128}, kernel_sizes = {8, 5, 3};
  double dropout = 0;
  train::TrainOptions train = sequence_training();
};

void describe(schema::Object& o, Options& x) {
  describe_sizes(o, "filters", x.filters, "filter", "Filters of each convolution.");
  describe_sizes(o, "kernel_sizes", x.kernel_sizes, "step",
                 "Steps of the windows of each convolution.");
  describe_dropout(o, x.dropout, "Share of the pooled values zeroed in training.");
  describe_training(o, x.train);
  o.check("kernel_sizes", [&x]() -> std::optional<std::string> {
    if (x.kernel_sizes.size() == x.filters.size()) return std::nullopt;
    return fmt::format("expected a size for each of the {} convolutions of 'filters', got {}",
                       x.filters.size(), x.kernel_sizes.size());
  });
}

/// Source: Wang, Yan, Oates, Time series classification from scratch (2017), 2.2.
Drawing draw(const Options& x) {
  Drawing out;
  for (std::size_t i = 0; i < x.filters.size(); ++i)
    out.sequence
        .add("conv1d",
             {{"filters", x.filters[i]}, {"kernel_size", x.kernel_sizes[i]}, {"padding", "same"}})
        .normalize()
        .add("activation", {{"function", "relu"}});
  out.sequence.add("global_average_pooling1d");
  out.all.drop(x.dropout);
  return out;
}

}  // namespace

ModelKind fcn() {
  return network_template<Options, needs_series>(
      "fcn", "A fully convolutional network: convolutions and the mean over all steps, for series.",
      "Z. Wang, W. Yan and T. Oates, Time series classification from scratch with deep neural "
      "networks (2017)",
      "{filters: [32, 64], kernel_sizes: [8, 5]}");
}

}  // namespace dlflow::models
