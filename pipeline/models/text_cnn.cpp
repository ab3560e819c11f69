#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/models/kinds.hpp"
#include "pipeline/models/network_template.hpp"

namespace dlflow::models {
namespace {

constexpr std::int64_t kVocabulary = 20000;

struct Options {
  std::optional<std::int64_t> vocabulary;
  std::int64_t embedding = 128, filters = 100;
  std::vector<std::int64_t> kernel_sizes = {3, 4, 5};
  double dropout = 0.5;
  train::TrainOptions train = text_training();
  static train::TrainOptions text_training() {
    train::TrainOptions train = image_training();
    train.early_stopping->patience = 5;
    return train;
  }
};

void describe(schema::Object& o, Options& x) {
  o.field("vocabulary", x.vocabulary, "Number of words: their codes lie below it.")
      .between(1, 1 << 24)
      .default_is("as many as the view has codes for, or 20000");
  o.field("embedding", x.embedding, "Values of the learnt vector of a word.").between(1, 65536);
  o.field("filters", x.filters, "Filters of the convolutions of each window.").between(1, 65536);
  describe_sizes(o, "kernel_sizes", x.kernel_sizes, "word", "Words in each kind of window.");
  describe_dropout(o, x.dropout, "Share of the pooled values zeroed in training.");
  describe_training(o, x.train);
}

/// Source: Kim, Convolutional neural networks for sentence classification (2014), 2.
Drawing draw(const Options& x, std::int64_t vocabulary) {
  std::vector<Layers> branches;
  for (const std::int64_t size : x.kernel_sizes)
    branches.emplace_back()
        .add("conv1d", {{"filters", x.filters},
                        {"kernel_size", size},
                        {"padding", "same"},
                        {"activation", "relu"}})
        .add("global_max_pooling1d");
  Drawing out;
  out.sequence.add("embedding", {{"input_dim", vocabulary}, {"output_dim", x.embedding}});
  if (branches.size() == 1)
    out.sequence.append(branches[0]);
  else
    out.sequence.add("parallel", {{"branches", branches}});
  out.all.drop(x.dropout);
  return out;
}

class TextCnn final : public NetworkModel {
 public:
  TextCnn(const Options& options, const Problem& problem)
      : NetworkModel(network(options, problem), problem, 0.1),
        vocabulary_(vocabulary_for(options, problem)) {}

  static train::NetworkOptions network(const Options& options, const Problem& problem) {
    return network_of(draw(options, vocabulary_for(options, problem)), options.train);
  }

  void fit(const data::Features& x, const data::Target& y, const FitContext& context) override {
    require_codes(x.sequences, context.model_name);
    NetworkModel::fit(x, y, context);
  }
  std::optional<RateCurve> find_rate(const data::Features& x, const data::Target& y,
                                     const FitContext& context) override {
    require_codes(x.sequences, context.model_name);
    return NetworkModel::find_rate(x, y, context);
  }
  data::Predictions predict(const data::Features& x) const override {
    require_codes(x.sequences, "text_cnn");
    return NetworkModel::predict(x);
  }

 private:
  static std::int64_t vocabulary_for(const Options& options, const Problem& problem) {
    const auto codes = static_cast<std::int64_t>(problem.codes);
    return options.vocabulary.value_or(codes > 0 ? codes : kVocabulary);
  }

  /// Throws UserError (data) at the first step that is no code.
  void require_codes(const samples::Sequences& words, const std::string& model) const {
    std::vector<float> codes(words.steps * words.channels());
    for (std::size_t n = 0; n < words.size(); ++n) {
      samples::write_sequence(words, n, codes);
      const auto odd = std::ranges::find_if(codes, [this](float code) {
        return !(code >= 0 && code < static_cast<float>(vocabulary_) && code == std::floor(code));
      });
      if (odd == codes.end()) continue;
      throw UserError(ExitCode::data,
                      fmt::format("model '{}' reads codes of words, whole numbers below its "
                                  "vocabulary of {}, but row {} of those it was given holds {}",
                                  model, vocabulary_, n + 1, shortest(double{*odd})),
                      "give it a view that does not change the codes, or a larger vocabulary");
    }
  }

  std::int64_t vocabulary_;
};

std::string unsuited(const Options&, const Problem& problem) {
  if (!problem.has_sequences()) return "reads sequences of words, and this view has none";
  if (problem.channels == 1) return "";
  return fmt::format("reads one code of a word at each step, and these series have {} channels",
                     problem.channels);
}

}  // namespace

ModelKind text_cnn() {
  return kind<Options, TextCnn>(
      {.name = "text_cnn",
       .doc = "A network of convolutions over the learnt vectors of words.",
       .source = "Y. Kim, Convolutional neural networks for sentence classification (2014)",
       .example = "{vocabulary: 5000, kernel_sizes: [2, 3]}",
       .complexity = 2,
       .sparse = Sparse::taken},
      unsuited_network<TextCnn>(unsuited));
}

}  // namespace dlflow::models
