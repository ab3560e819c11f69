#pragma once

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/base/archive.hpp"
#include "core/base/random.hpp"
#include "core/graph/graph.hpp"
#include "core/schema/schema.hpp"
#include "pipeline/data/features.hpp"
#include "pipeline/data/table.hpp"

namespace dlflow::views {

/// The ordered steps of one column; written as a list.
struct ColumnSteps {
  std::vector<schema::Chosen> steps;
};
void describe(schema::Object& o, ColumnSteps& x);

/// The ordered steps of a view, per kind of column and, for single columns, instead of those.
struct ViewOptions {
  std::vector<schema::Chosen> number, category, date;
  std::vector<std::pair<std::string, ColumnSteps>> columns;
  std::vector<schema::Chosen> image, series, text;
  schema::Chosen imbalance;  ///< of training rows, after the steps; none chosen: nothing is done
};
void describe(schema::Object& o, ViewOptions& x);

/// All transforms, and all steps of images, of series and of texts, for `schema::Object::list_of`.
const schema::Choices& transform_choices();
const schema::Choices& image_choices();
const schema::Choices& series_choices();
const schema::Choices& text_choices();
/// These lists and the kinds of imbalance as one text, each with its version: part of the keys of
/// what a view made.
std::string step_versions();

/// What one step learnt, in words: {"age", "impute", "missing values become the median 29"}.
struct Learnt {
  std::string column, step, sentence;
  bool operator==(const Learnt&) const = default;
};

/// What a fit met that is no fault of the configuration, and what it did: "column 'x' has no value
/// among the training rows", "filled with 0".
struct Note {
  std::string fact, deed;
  auto operator<=>(const Note&) const = default;
};

/// A view fitted on training rows: turns rows of a table with the same columns into features.
class FittedView {
 public:
  virtual ~FittedView() = default;
  /// Categories never seen in training take the unseen code, or all zeros in one_hot. Columns are
  /// found by name and labels by text, so the table may be another one. Thread-safe.
  /// Numbers may stay missing. Throws UserError (data): a column is missing or of another kind, or
  /// a step cannot take a missing number.
  virtual data::Features apply(const data::Rows& rows) const = 0;
  virtual std::vector<Learnt> learnt() const = 0;
  /// What the fit met; a loaded view knows nothing of it.
  virtual std::vector<Note> notes() const = 0;
  /// What apply does, as operations over inputs of the graph that are named like the columns: a
  /// number or a date (in seconds since 1970) is (N, 1) in f64, NaN where missing; a category (N,
  /// 1) of texts, "" where missing; an image (N, H, W, C) in f32; a series (N, T, C) in f32 with a
  /// second input "NAME steps" (N) in i64. Throws UserError (configuration) naming a step that
  /// cannot be written so.
  virtual data::LoweredFeatures lower(graph::Graph& graph) const = 0;
  virtual Archive save() const = 0;
};

/// What steps may learn from beside the inputs.
struct Supervision {
  const data::Target* target = nullptr;       ///< of the training rows alone, in their order
  RandomKey key{0};                           ///< of this fit: made from seed, view and fold
  std::span<const std::string> classes = {};  ///< names of the target's, for words; may be empty
};

/// Fits the steps on the training rows. `inputs` names the columns to use, in table order; those
/// of kinds id and ignore are left out. Labels count when training rows hold them. A column without
/// a value among the training rows is noted, and missing in every row. Throws UserError (data) when
/// a step cannot be fitted, naming view, column and step.
std::unique_ptr<FittedView> fit_view(const std::string& name, const ViewOptions& options,
                                     const data::TrainingRows& rows,
                                     const std::vector<std::string>& inputs,
                                     const Supervision& supervision = {});

/// A view and the features of the rows it was fitted on. They are what `apply` makes of these rows,
/// but for steps that give training rows values of their own, such as target_encode.
struct FittedTraining {
  std::unique_ptr<FittedView> view;
  data::Features features;
};
FittedTraining fit_and_apply(const std::string& name, const ViewOptions& options,
                             const data::TrainingRows& rows, const std::vector<std::string>& inputs,
                             const Supervision& supervision);

/// A fitted view from what it saved. Throws CorruptFile.
std::unique_ptr<FittedView> load_view(const Archive& archive);

/// The views a table gets when the configuration names none: `standard` (impute, standardize,
/// one_hot) and, where there are categories, `codes` (impute, ordinal). With images or series:
/// `flat`, numbers alone, and `image` or `series`, which leaves them as they are. With texts:
/// `words`, a column for each, and `sequence`, the words in their order.
std::vector<std::pair<std::string, ViewOptions>> default_views(
    const data::Table& table, const std::vector<std::string>& inputs);

/// For a table with classes of unequal size whose score counts them alike: numbers are brought
/// near to normal, and rows weighed so that classes count alike.
ViewOptions balanced_view();

}  // namespace dlflow::views
