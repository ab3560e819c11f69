#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/schema/schema.hpp"
#include "pipeline/data/data_options.hpp"
#include "pipeline/data/features.hpp"
#include "pipeline/export/export.hpp"
#include "pipeline/project/split_options.hpp"
#include "pipeline/search/search.hpp"
#include "pipeline/views/target_transform.hpp"
#include "pipeline/views/view.hpp"

/// What a project file may say: the root of all option tables.
namespace dlflow::project {

/// How a published score was made; only the same protocol makes two scores comparable.
struct Protocol {
  std::int64_t folds = 10, repeats = 1;
};

struct Benchmark {
  std::string metric, source;
  double naive = 0, good = 0, spread = 0;
  Protocol protocol;
};

struct DefineOptions {
  std::string problem, motivation, assumptions;
  data::DataOptions data;
  std::string target, positive;
  std::optional<data::Task> task;
  std::string metric;
  std::vector<std::pair<std::string, data::ColumnOptions>> columns;
  std::string group, time, weight;  ///< columns of these roles; they are no inputs
  std::int64_t season = 0;          ///< steps of a series to the next season; 0: follows times
  TestOptions test;
  std::optional<Benchmark> benchmark;
};

struct PrepareOptions {
  std::vector<std::pair<std::string, views::ViewOptions>> views;
  views::TargetScale target_transform = views::TargetScale::none;
};

enum class Preset { quick, standard, thorough };
std::span<const std::string_view> names_of(Preset);

/// Whether the chosen model is fitted on parts of the training rows too.
struct LearningCurveOptions {
  enum class When { automatic, always, never } when = When::automatic;
  std::vector<double> shares;  ///< in (0, 1), ascending; empty: a quarter and a half
};
std::span<const std::string_view> names_of(LearningCurveOptions::When);
void describe(schema::Object& o, LearningCurveOptions& x);

struct EvaluateOptions {
  Preset preset = Preset::quick;
  CrossValidation cross_validation;
  std::vector<schema::NamedChosen> models;
  bool default_models = false;  ///< those that fit the task are compared beside `models`
  LearningCurveOptions learning_curve;
  double limit_seconds = 0;
};

struct ImproveOptions {
  std::vector<search::TuneOptions> tune;
  std::vector<schema::Chosen> ensembles;
};

/// Rows that the kept model is fitted on; automatic: all of time series, else the training rows.
enum class Refit { automatic, train, all };
std::span<const std::string_view> names_of(Refit);

struct PresentOptions {
  std::string model = "simplest";
  Refit refit = Refit::automatic;
  std::string predict;
  std::vector<exporting::Format> exports;
};

struct Project {
  std::string project;
  std::int64_t seed = 1;
  DefineOptions define;
  PrepareOptions prepare;
  EvaluateOptions evaluate;
  ImproveOptions improve;
  PresentOptions present;

  Project();
};
void describe(schema::Object& o, Project& x);

/// Folds and repeats asked for, or those of the preset: quick 5 x 1, standard 10 x 1,
/// thorough 10 x 3.
Protocol protocol_of(const EvaluateOptions& options);

/// The parts of the training rows that the chosen model is fitted on, as shares; empty where the
/// options or the preset ask for none.
std::vector<double> learning_curve_shares(const EvaluateOptions& options);

/// Loads a project. Throws UserError (configuration) with every problem found.
Project load_project(const schema::Node& node);

}  // namespace dlflow::project
