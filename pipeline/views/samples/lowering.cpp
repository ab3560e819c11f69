#include <type_traits>

#include "core/base/error.hpp"
#include "pipeline/views/images/pixels.hpp"
#include "pipeline/views/samples/sample_chain.hpp"
#include "pipeline/views/series/steps.hpp"

/// Images and series as operations of a graph.
namespace dlflow::views {

using graph::Expression;
using graph::Type;

Expression LoweredSamples::step_numbers() const {
  return Expression(*graph, steps).to(Type::f64).reshape({1});
}

void LoweredSamples::set_steps(const Expression& numbers) {
  steps = numbers.reshape({}).to(Type::i64).name();
}

template <class Samples>
LoweredSamples SampleChain<Samples>::lower(graph::Graph& graph) const {
  constexpr bool kIsImage = std::is_same_v<Samples, samples::Images>;
  LoweredSamples samples{&graph, "", input_shape_, {}, {}, "", 0, false, false};
  samples.scale.assign(samples.channels(), 1);
  samples.shift.assign(samples.channels(), 0);
  // 0 stands for any number of steps.
  const Shape shape = kIsImage ? input_shape_ : Shape{0, samples.channels()};
  samples.value = graph.input({column_, Type::f32, shape});
  if (!kIsImage) samples.steps = graph.input({column_ + " steps", Type::i64, {}});
  for (const auto& [kind, step] : steps_) step->lower(samples);
  images::settle(samples);
  if (!kIsImage) {
    const Expression x = samples.current(), zero{graph, graph.constant("zero", {{1}, {0}})};
    samples.value = where(is_missing(x), zero, x).name();
    series::take_steps(samples, output_shape_[0], samples.cuts_start, samples.pads_start);
    // Padding in front cannot be told from real steps by a length: then all steps count as real.
    if (samples.pads_start) samples.steps.clear();
  }
  if (outcome() == Outcome::dense)
    samples.value = samples.current().reshape({static_cast<double>(dense_names().size())}).name();
  return samples;
}

template LoweredSamples SampleChain<samples::Images>::lower(graph::Graph&) const;
template LoweredSamples SampleChain<samples::Sequences>::lower(graph::Graph&) const;

void SampleChains::lower(graph::Graph& graph, std::vector<Expression>& dense,
                         data::LoweredFeatures& features) const {
  const auto lower_all = [&](const auto& chains, std::string& samples, std::string* steps) {
    for (const auto& chain : chains) {
      // A column that is left out is an input of the graph until nothing is found to need it.
      const LoweredSamples lowered = chain.lower(graph);
      if (chain.outcome() == Outcome::nothing) continue;
      if (chain.outcome() == Outcome::dense) {
        dense.push_back(lowered.current());
        features.columns += chain.dense_names().size();
        continue;
      }
      samples = lowered.value;
      if (steps) *steps = lowered.steps;
    }
  };
  lower_all(images_, features.images, nullptr);
  lower_all(series_, features.sequences, &features.steps);
}

}  // namespace dlflow::views
