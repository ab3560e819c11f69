#pragma once

#include "core/schema/schema.hpp"

// Options with every kind of slot, for the tests of core/schema and pipeline/config.
namespace dlflow::sample {

enum class Mode { fast, exact };
inline std::span<const std::string_view> names_of(Mode) {
  static constexpr std::string_view kNames[] = {"fast", "exact"};
  return kNames;
}

struct Adam {
  double learning_rate = 0.001;
};
inline void describe(schema::Object& o, Adam& x) {
  o.field("learning_rate", x.learning_rate, "Size of a step.").above(0).at_most(1);
  o.scalar_form("learning_rate");
}

struct Dense {
  std::int64_t units = 0;
  Mode mode = Mode::exact;
};
inline void describe(schema::Object& o, Dense& x) {
  o.field("units", x.units, "Number of units.").required().at_least(1);
  o.field("mode", x.mode, "How sums are made.");
}

struct Dropout {
  double rate = 0.5;
};
inline void describe(schema::Object& o, Dropout& x) {
  o.field("rate", x.rate, "Share of inputs set to zero.").between(0, 1);
  o.scalar_form("rate");
}

struct Flatten {};
inline void describe(schema::Object&, Flatten&) {}

struct Residual {
  std::vector<schema::Chosen> layers;
};
void describe(schema::Object& o, Residual& x);

template <class Options>
schema::Choice choice(std::string name, std::string doc, std::string example = "") {
  return {std::move(name),
          std::move(doc),
          std::move(example),
          {},
          1,
          [] { return std::make_shared<Options>(); },
          [](schema::Object& o, void* x) { describe(o, *static_cast<Options*>(x)); }};
}

inline const schema::Choices& optimizers() {
  static const schema::Choice adam = choice<Adam>("adam", "Adaptive moments.", "0.01");
  static const schema::Choice plain = choice<Flatten>("plain", "No options at all.");
  static const schema::Choices all{&adam, &plain};
  return all;
}
inline const schema::Choices& layers() {
  static const schema::Choice dense = choice<Dense>("dense", "A linear map.", "{units: 8}");
  static const schema::Choice dropout = choice<Dropout>("dropout", "Zeroes inputs.", "0.2");
  static const schema::Choice flatten = choice<Flatten>("flatten", "One row per sample.");
  static const schema::Choice residual = choice<Residual>("residual", "Adds its input.");
  static const schema::Choices all{&dense, &dropout, &flatten, &residual};
  return all;
}
inline void describe(schema::Object& o, Residual& x) {
  o.list_of("layers", x.layers, layers(), "Layers within.");
}

struct Stopping {
  double validation = 0.1;
  std::int64_t patience = 10;
};
inline void describe(schema::Object& o, Stopping& x) {
  o.field("validation", x.validation, "Share of rows held out.").above(0).below(1);
  o.field("patience", x.patience, "Epochs without a gain.").at_least(1);
}

struct Train {
  std::int64_t epochs = 100;
  schema::Chosen optimizer = schema::choose(optimizers(), "adam");
  std::optional<Stopping> early_stopping = Stopping{};
};
inline void describe(schema::Object& o, Train& x) {
  o.field("epochs", x.epochs, "Passes over the training rows.").at_least(1);
  o.one_of("optimizer", x.optimizer, optimizers(), "How weights are updated.");
  o.field("early_stopping", x.early_stopping, "When to stop.");
}

struct Network {
  std::vector<schema::Chosen> layers;
  Train train;
};
inline void describe(schema::Object& o, Network& x) {
  o.list_of("layers", x.layers, sample::layers(), "Hidden layers.");
  o.field("train", x.train, "How it is trained.");
}
struct Ridge {
  double alpha = 1;
};
inline void describe(schema::Object& o, Ridge& x) {
  o.field("alpha", x.alpha, "Strength of the penalty.").at_least(0);
  o.scalar_form("alpha");
}
inline const schema::Choices& models() {
  static const schema::Choice network = choice<Network>("network", "Any layers.");
  static const schema::Choice ridge = choice<Ridge>("ridge", "Linear with a penalty.", "0.1");
  static const schema::Choices all{&network, &ridge};
  return all;
}

struct Column {
  std::string kind = "number";
  std::vector<std::string> missing;
};
inline void describe(schema::Object& o, Column& x) {
  o.field("kind", x.kind, "What the values are.");
  o.field("missing", x.missing, "Texts that mean nothing is there.");
  o.scalar_form("kind");
}

struct Source {
  std::string file;
  std::vector<std::string> header;
  double share = 0.2;
};
inline void describe(schema::Object& o, Source& x) {
  o.field("file", x.file, "The file.");
  o.field("header", x.header, "Names of the columns.");
  o.field("share", x.share, "Share of the rows.").between(0, 1).measured_in("rows");
  o.scalar_form("file");
  o.list_form("header");
}

struct Root {
  bool shuffle = true;
  std::int64_t folds = 5;
  double tolerance = 1e-3;
  std::string name;
  schema::Node space;
  Mode mode = Mode::fast;
  Source data;
  schema::Chosen optimizer;
  std::vector<schema::Chosen> layers;
  std::vector<schema::NamedChosen> models;
  std::optional<std::int64_t> limit;
  std::optional<Stopping> stopping;
  std::optional<std::string> note;
  std::vector<std::int64_t> hidden;
  std::vector<Source> parts;
  std::vector<std::pair<std::string, Column>> columns;
  std::vector<std::vector<double>> grid;
  double bound = std::numeric_limits<double>::infinity();
};
inline void describe(schema::Object& o, Root& x) {
  o.field("shuffle", x.shuffle, "Whether rows change places.");
  o.field("folds", x.folds, "Number of folds.").at_least(2);
  o.field("tolerance", x.tolerance, "Where to stop.").above(0);
  o.field("name", x.name, "Name of the project.");
  o.field("space", x.space, "What is searched.");
  o.field("mode", x.mode, "How sums are made.");
  o.field("data", x.data, "Where the rows are.");
  o.one_of("optimizer", x.optimizer, optimizers(), "How weights are updated.");
  o.list_of("layers", x.layers, layers(), "Hidden layers.");
  o.named_kinds("models", x.models, models(), "The models to compare.");
  o.field("limit", x.limit, "Most rows to read.").at_least(1);
  o.field("stopping", x.stopping, "When to stop.");
  o.field("note", x.note, "A note.");
  o.field("hidden", x.hidden, "Units of the hidden layers.").at_least(1);
  o.field("parts", x.parts, "More sources.");
  o.field("columns", x.columns, "What single columns are.");
  o.field("grid", x.grid, "Rows of numbers.");
  o.field("bound", x.bound, "An upper bound.").default_is("none");
  o.check("hidden", [&x]() -> std::optional<std::string> {
    if (x.hidden.size() <= 2 || x.mode == Mode::exact) return std::nullopt;
    return "three hidden layers need mode exact\nset 'mode: exact'";
  });
}

}  // namespace dlflow::sample
