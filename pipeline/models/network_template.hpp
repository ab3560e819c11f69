#pragma once

#include <string>
#include <utility>
#include <vector>

#include "pipeline/models/checks.hpp"
#include "pipeline/models/kind.hpp"
#include "pipeline/models/network_model.hpp"

namespace dlflow::models {

/// Layers as a configuration would write them, for kinds that draw a network from few options.
class Layers {
 public:
  /// An option of a layer and its value.
  struct Setting {
    Setting(std::string name, std::int64_t number);
    Setting(std::string name, int number)
        : Setting(std::move(name), static_cast<std::int64_t>(number)) {}
    Setting(std::string name, double number);
    Setting(std::string name, const std::string& word);
    Setting(std::string name, const char* word) : Setting(std::move(name), std::string(word)) {}
    Setting(std::string name, bool flag) : Setting(std::move(name), flag ? "true" : "false") {}
    Setting(std::string name, schema::Node written)
        : option(std::move(name)), value(std::move(written)) {}
    Setting(std::string name, const Layers& layers) : Setting(std::move(name), layers.node()) {}
    Setting(std::string name, const std::vector<Layers>& branches);
    std::string option;
    schema::Node value;
  };
  Layers();
  Layers& add(const std::string& kind, std::vector<Setting> settings = {});
  Layers& append(const Layers& more);
  /// Batch normalization whose moving statistics follow within few batches.
  Layers& normalize() { return add("batch_normalization", {{"momentum", 0.9}}); }
  /// A dropout layer, where the rate is above 0; `kind` may be another with a `rate`.
  Layers& drop(double rate, const std::string& kind = "dropout");
  const schema::Node& node() const { return list_; }

 private:
  schema::Node list_;
};

/// What a template draws: the layers of the image or the sequence, and those behind the parts of a
/// row, which are concatenated.
struct Drawing {
  Layers image = {}, sequence = {}, all = {};
};

/// The options of the drawn network. Throws UserError (configuration) with what a layer refuses.
train::NetworkOptions network_of(const Drawing& drawing, const train::TrainOptions& train);
/// What is wrong with the drawing, "" when nothing is.
std::string drawing_problem(const Drawing& drawing);

/// Training as templates of images and of series have it where nothing else is said: adam with a
/// cosine schedule, and the best weights on a validation part.
train::TrainOptions image_training();
train::TrainOptions sequence_training();

void describe_training(schema::Object& o, train::TrainOptions& train);
void describe_dropout(schema::Object& o, double& rate, const std::string& doc);
/// A list of sizes, each at least 1; `unit` says of what, "filter".
void describe_sizes(schema::Object& o, const std::string& name, std::vector<std::int64_t>& sizes,
                    const std::string& unit, const std::string& doc);

/// The drawing with an embedding of `width` values before the layers of the sequence, where its
/// steps are codes of words.
Drawing embedded(Drawing drawing, std::int64_t width, const Problem& problem);

/// A network whose layers `draw(options)`, found beside the options, makes of few options. A batch
/// is at most a tenth of the training rows. Options with an `embedding` read words as well.
template <class Options>
class TemplateModel final : public NetworkModel {
 public:
  TemplateModel(const Options& options, const Problem& problem)
      : NetworkModel(network(options, problem), problem, 0.1) {}

  static train::NetworkOptions network(const Options& options, const Problem& problem) {
    Drawing drawing = draw(options);
    if constexpr (requires { options.embedding; })
      drawing = embedded(std::move(drawing), options.embedding, problem);
    return network_of(drawing, options.train);
  }
};
/// `Reason`: why the template cannot read a view, "" when it can.
template <class Options, std::string (*Reason)(const Problem&)>
ModelKind network_template(std::string name, std::string doc, std::string source,
                           std::string example) {
  return kind<Options, TemplateModel<Options>>(
      {.name = std::move(name),
       .doc = std::move(doc),
       .source = std::move(source),
       .example = std::move(example),
       .complexity = 2,
       .sparse = Sparse::taken},
      unsuited_network<TemplateModel<Options>, Options>(
          [](const Options&, const Problem& problem) { return Reason(problem); }));
}

}  // namespace dlflow::models
