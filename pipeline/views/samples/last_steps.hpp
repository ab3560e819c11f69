#pragma once

#include "pipeline/views/samples/sample_step.hpp"

/// The steps that end the list of either kind of samples.
namespace dlflow::views {

struct NoOptions {};
inline void describe(schema::Object&, NoOptions&) {}

/// Leaves the samples as they are: what becomes of them is the outcome of the kind.
template <class Samples>
class LastStep : public SampleStep<Samples> {
 public:
  explicit LastStep(std::string sentence) : sentence_(std::move(sentence)) {}
  void fit(const Samples&, const SamplePlace&) override {}
  void apply(Samples&) const override {}
  void lower(LoweredSamples&) const override {}
  std::string learnt() const override { return sentence_; }
  Archive save() const override { return {}; }
  void load(const Archive&) override {}

 private:
  std::string sentence_;
};

template <class Samples>
class Flatten final : public LastStep<Samples> {
 public:
  explicit Flatten(const NoOptions&) : LastStep<Samples>("every value is a number column") {}
};

template <class Samples>
class DropSamples final : public LastStep<Samples> {
 public:
  explicit DropSamples(const NoOptions&) : LastStep<Samples>("left out of this view") {}
};

template <class Samples>
SampleStepKind<Samples> flatten_kind(std::string doc) {
  return sample_kind<Samples, Flatten<Samples>, NoOptions>(
      "flatten", std::move(doc), {.outcome = Outcome::dense, .source = "as Keras's Flatten"});
}

template <class Samples>
SampleStepKind<Samples> drop_kind() {
  return sample_kind<Samples, DropSamples<Samples>, NoOptions>(
      "drop", "Leaves the column out of the view.",
      {.outcome = Outcome::nothing, .source = "as 'drop' of scikit-learn's ColumnTransformer"});
}

}  // namespace dlflow::views
