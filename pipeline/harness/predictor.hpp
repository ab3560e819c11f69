#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/archive.hpp"
#include "pipeline/data/reader.hpp"
#include "pipeline/models/model.hpp"
#include "pipeline/views/target_transform.hpp"
#include "pipeline/views/view.hpp"

namespace dlflow::harness {

/// What a finished model must know of the data it was made from.
struct Framing {
  data::Task task = data::Task::regression;
  std::string target;
  std::vector<std::string> classes;  ///< in the order of the probabilities; binary: positive last
  struct Input {
    std::string name;
    data::ColumnKind kind;
    std::string from = "", to = "";        ///< the columns of the file that it is made of, if any
    std::vector<std::int64_t> shape = {};  ///< of an image or series made of columns
  };
  std::vector<Input> inputs;
  bool has_header = true;
  std::vector<std::string> all_columns;  ///< as the training file has them, in order
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
    /// In units of the target.
    data::Predictions predict(const data::Rows& rows) const;
  };
  Framing framing;
  std::string title;     ///< "ridge / standard"
  std::string ensemble;  ///< kind of the ensemble; empty for a single model
  std::vector<Member> members;

  /// (N, K) probabilities or (N, 1) values. Throws UserError (data) when a column is missing.
  data::Predictions predict(const data::Rows& rows) const;
  std::size_t parameters() const;
  Archive save() const;
  /// Throws CorruptFile.
  static Predictor load(const Archive& archive);

  /// How a file of new rows is to be read: the kinds of the columns that were learnt from.
  data::ColumnSettings column_settings() const;
};

/// The options of a chosen model as YAML, as a member keeps them.
std::string options_text(const schema::Chosen& model);

}  // namespace dlflow::harness
