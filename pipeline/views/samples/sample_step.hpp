#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/archive.hpp"
#include "core/samples/images.hpp"
#include "core/samples/sequences.hpp"
#include "pipeline/views/transform.hpp"

/// Steps of image and series columns: Samples is samples::Images or samples::Sequences.
namespace dlflow::views {

/// Where a step of one column stands, for messages.
struct SamplePlace {
  StepContext step;
  std::string column;
  [[noreturn]] void refuse(const std::string& reason, const std::string& hint) const {
    step.refuse(column, reason, hint);
  }
};

/// Samples as a value of a graph, seen like samples::Images and samples::Sequences.
struct LoweredSamples {
  graph::Graph* graph = nullptr;
  std::string value;                ///< images (N, H, W, C), or sequences (N, T, C), in f32
  std::vector<std::size_t> shape;   ///< (H, W, C), or (C)
  std::vector<float> scale, shift;  ///< C of each
  std::string steps;                ///< of sequences: the real ones (N) in i64
  std::size_t length = 0;           ///< what every sequence is cut or padded to; 0: not said
  bool cuts_start = false, pads_start = false;

  graph::Expression current() const { return {*graph, value}; }
  std::size_t channels() const { return shape.back(); }
  /// The real steps (N, 1) as numbers.
  graph::Expression step_numbers() const;
  /// Sets them from numbers.
  void set_steps(const graph::Expression& numbers);
};

/// One step of an image or series column. Changes how the samples are seen, or makes another block
/// of them; each sample by itself, so that rows may be applied in any pieces.
template <class Samples>
class SampleStep {
 public:
  virtual ~SampleStep() = default;
  /// Learns from training rows as the steps before left them. Throws UserError (data) by refuse.
  virtual void fit(const Samples& training, const SamplePlace& place) = 0;
  /// Thread-safe.
  virtual void apply(Samples& samples) const = 0;
  /// What apply does, as operations of the graph. Throws UserError (configuration) where there are
  /// none for it.
  virtual void lower(LoweredSamples& samples) const = 0;
  /// One sentence, without a full stop.
  virtual std::string learnt() const = 0;
  /// Options and what was learnt.
  virtual Archive save() const = 0;
  /// Throws CorruptFile.
  virtual void load(const Archive& archive) = 0;
};

/// What becomes of the samples behind a step.
enum class Outcome { samples, dense, nothing };

template <class Samples>
struct SampleStepKind {
  schema::Choice choice;
  Outcome outcome = Outcome::samples;
  std::function<std::unique_ptr<SampleStep<Samples>>(const void* options)> make;
};
using ImageStepKind = SampleStepKind<samples::Images>;
using SeriesStepKind = SampleStepKind<samples::Sequences>;

/// What the entry of a kind says beside its types.
struct SampleFacts {
  std::string example = "{}";  ///< options as flow YAML
  Outcome outcome = Outcome::samples;
  int version = 1;
  std::string source = {};  ///< see Choice
};

/// The entry of a step that is made from its options.
template <class Samples, class Step, class Options>
SampleStepKind<Samples> sample_kind(std::string name, std::string doc, SampleFacts facts = {}) {
  SampleStepKind<Samples> made;
  made.choice.name = std::move(name);
  made.choice.doc = std::move(doc);
  made.choice.example = std::move(facts.example);
  made.choice.version = facts.version;
  made.choice.source = std::move(facts.source);
  made.choice.make = [] { return std::make_shared<Options>(); };
  made.choice.describe = [](schema::Object& o, void* x) { describe(o, *static_cast<Options*>(x)); };
  made.outcome = facts.outcome;
  made.make = [](const void* x) { return std::make_unique<Step>(*static_cast<const Options*>(x)); };
  return made;
}

/// All kinds for one type of samples, in the order of the list.
template <class Samples>
const std::vector<SampleStepKind<Samples>>& sample_kinds();
template <>
const std::vector<ImageStepKind>& sample_kinds<samples::Images>();
template <>
const std::vector<SeriesStepKind>& sample_kinds<samples::Sequences>();

/// The integer `name` of an archive, from `low` on; CorruptFile otherwise.
std::size_t sized(const Archive& archive, const std::string& name, std::size_t low = 1);

}  // namespace dlflow::views
