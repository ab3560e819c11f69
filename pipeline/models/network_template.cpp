#include "pipeline/models/network_template.hpp"

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/optim/schedule.hpp"

namespace dlflow::models {
namespace {

using schema::Node;

Node list_of(const std::vector<Layers>& branches) {
  std::vector<Node> items;
  for (const Layers& branch : branches) items.push_back(branch.node());
  return Node::list(std::move(items));
}

train::NetworkOptions load(const Drawing& drawing, std::vector<dlflow::Problem>& problems) {
  Node inputs = Node::map(), network = Node::map();
  inputs.at("image") = drawing.image.node();
  inputs.at("sequence") = drawing.sequence.node();
  network.at("inputs") = std::move(inputs);
  network.at("layers") = drawing.all.node();
  train::NetworkOptions out;
  schema::Object table = schema::table(out);
  schema::load(network, table, problems);
  return out;
}

train::TrainOptions cosine_training(std::int64_t epochs, std::int64_t batch_size,
                                    std::int64_t patience) {
  train::TrainOptions train;
  train.epochs = epochs;
  train.batch_size = batch_size;
  train.schedule = schema::choose(optim::schedule_choices(), "cosine");
  train.early_stopping = train::EarlyStopping{};
  train.early_stopping->patience = patience;
  return train;
}

}  // namespace

Layers::Setting::Setting(std::string name, std::int64_t number)
    : option(std::move(name)), value(Node::scalar(std::to_string(number))) {}
Layers::Setting::Setting(std::string name, double number)
    : option(std::move(name)), value(Node::scalar(shortest(number))) {}
Layers::Setting::Setting(std::string name, const std::string& word)
    : option(std::move(name)), value(Node::scalar(word)) {}
Layers::Setting::Setting(std::string name, const std::vector<Layers>& branches)
    : option(std::move(name)), value(list_of(branches)) {}

Layers::Layers() : list_(Node::list({})) {}

Layers& Layers::add(const std::string& kind, std::vector<Setting> settings) {
  Node options = Node::map(), layer = Node::map();
  for (Setting& setting : settings) options.at(setting.option) = std::move(setting.value);
  if (settings.empty()) {
    list_.items.push_back(Node::scalar(kind));
    return *this;
  }
  layer.at(kind) = std::move(options);
  list_.items.push_back(std::move(layer));
  return *this;
}

Layers& Layers::append(const Layers& more) {
  list_.items.insert(list_.items.end(), more.list_.items.begin(), more.list_.items.end());
  return *this;
}

Layers& Layers::drop(double rate, const std::string& kind) {
  return rate > 0 ? add(kind, {{"rate", rate}}) : *this;
}

train::NetworkOptions network_of(const Drawing& drawing, const train::TrainOptions& train) {
  std::vector<dlflow::Problem> problems;
  train::NetworkOptions out = load(drawing, problems);
  if (!problems.empty()) throw UserError(ExitCode::configuration, std::move(problems));
  out.train = train;
  return out;
}

Drawing embedded(Drawing drawing, std::int64_t width, const Problem& problem) {
  if (problem.codes == 0) return drawing;
  Layers layers;
  layers.add("embedding",
             {{"input_dim", static_cast<std::int64_t>(problem.codes)}, {"output_dim", width}});
  drawing.sequence = layers.append(drawing.sequence);
  return drawing;
}

std::string drawing_problem(const Drawing& drawing) {
  std::vector<dlflow::Problem> problems;
  load(drawing, problems);
  return problems.empty() ? "" : problems[0].message + "\n" + problems[0].hint;
}

train::TrainOptions image_training() { return cosine_training(30, 64, 10); }
train::TrainOptions sequence_training() { return cosine_training(150, 16, 50); }

void describe_training(schema::Object& o, train::TrainOptions& train) {
  o.field("train", train, "How it is trained; a batch is at most a tenth of the rows.");
}

void describe_dropout(schema::Object& o, double& rate, const std::string& doc) {
  o.field("dropout", rate, doc).at_least(0).below(1);
}

void describe_sizes(schema::Object& o, const std::string& name, std::vector<std::int64_t>& sizes,
                    const std::string& unit, const std::string& doc) {
  o.field(name, sizes, doc).at_least(1);
  o.check(name, [&sizes, unit]() -> std::optional<std::string> {
    if (!sizes.empty()) return std::nullopt;
    return fmt::format("expected at least one number of {}s", unit);
  });
}

}  // namespace dlflow::models
