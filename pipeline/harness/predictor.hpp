#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/archive.hpp"
#include "core/graph/graph.hpp"
#include "pipeline/data/row_stream.hpp"
#include "pipeline/data/series_times.hpp"
#include "pipeline/harness/model_record.hpp"
#include "pipeline/models/model.hpp"
#include "pipeline/views/target_transform.hpp"
#include "pipeline/views/view.hpp"

namespace dlflow::harness {

/// What a finished model must know of the data it was made from.
struct Framing {
  data::Task task = data::Task::regression;
  std::string target;
  std::string weight;                ///< the column of weights; empty: each row counts alike
  std::vector<std::string> classes;  ///< in the order of the probabilities; binary: positive last
  struct Input {
    std::string name;
    data::ColumnKind kind;
    std::string from = "", to = "";         ///< the columns of the file that it is made of, if any
    std::vector<std::int64_t> shape = {};   ///< of an image or series made of columns
    std::vector<std::string> missing = {};  ///< texts that mean "no value" in this column
  };
  std::vector<Input> inputs;
  bool has_header = true;
  std::vector<std::string> all_columns;  ///< as the training file has them, in order
  std::vector<std::string> ids;          ///< columns that name a row
  std::vector<std::string> missing = data::default_missing_texts();
  data::NumberMarks marks;  ///< between the digits of the training file's numbers
  data::DateOrder dates = data::DateOrder::automatic;  ///< what comes first in 1/2/2024, if known
  bool has_plain_quotes = false;  ///< double quotes of the training file are part of the text
};

/// Fitted preparation and model in one: rows of a table in, predictions out. Several members are
/// combined by the kind of their ensemble.
class Predictor {
 public:
  struct Member {
    std::string kind, options;  ///< of the model; options as YAML
    models::Problem problem;
    std::unique_ptr<views::FittedView> view;
    std::unique_ptr<models::Model> model;
    double weight = 1;
    views::TargetTransform target = {};
    std::optional<data::SeriesTimes> times = {};  ///< of a model that goes on from the past
    /// In units of the target.
    data::Predictions predict(const data::Rows& rows) const;
  };
  Framing framing;
  std::string title;     ///< "ridge / standard"
  std::string ensemble;  ///< kind of the ensemble; empty for a single model
  std::vector<Member> members;
  ModelRecord record;

  /// (N, K) probabilities or (N, 1) values. Throws UserError (data) when a column is missing.
  data::Predictions predict(const data::Rows& rows) const;
  std::size_t parameters() const;
  /// When the series that it goes on from end; null where it does not.
  const data::SeriesTimes* times() const;
  /// The columns that predict reads: the inputs, and those that tell the time of a row.
  std::vector<std::string> columns() const;
  /// What predict does as one graph: columns in, as FittedView::lower says, `label` (N) in text and
  /// `probabilities` (N, K), or `value` (N, 1), out, in f64; with an underscore behind where a
  /// column has that name. Throws UserError (configuration) naming what cannot be written so.
  graph::Graph lower() const;
  Archive save() const;
  /// Predicts the rows of the self-check too. Throws CorruptFile.
  static Predictor load(const Archive& archive);

  /// How new rows are to be read: the columns that were learnt from, with their kinds, and the
  /// target and the names of rows where they are there.
  data::StreamColumns stream_columns() const;

 private:
  void check_itself() const;
};

/// Predictions of the self-check may differ by this share of the greatest of them: sums of floats
/// are rounded otherwise on another processor.
inline constexpr double kSelfCheckTolerance = 1e-4;

/// The options of a chosen model as YAML, as a member keeps them.
std::string options_text(const schema::Chosen& model);

}  // namespace dlflow::harness
