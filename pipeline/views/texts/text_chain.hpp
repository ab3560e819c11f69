#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "pipeline/views/texts/text_step.hpp"

namespace dlflow::views::texts {

/// One text column and its steps, side by side.
class TextChain {
 public:
  using Step = std::pair<const TextStepKind*, std::unique_ptr<TextStep>>;

  /// Throws UserError (data) when a step cannot be fitted.
  static TextChain fit(const std::string& view, const std::string& column,
                       const std::vector<schema::Chosen>& steps, const data::TrainingRows& rows);
  /// Throws CorruptFile.
  static TextChain load(const Archive& archive);
  Archive save() const;

  const std::string& column() const { return column_; }
  const std::vector<Step>& steps() const { return steps_; }
  /// These rows of the column. Throws UserError (data): no such column, or of another kind.
  Texts texts_of(const data::Rows& rows) const;

 private:
  std::string column_;
  std::vector<Step> steps_;
};

/// The chains of all text columns of a view.
class TextChains {
 public:
  /// A view without steps for texts leaves them out. Throws UserError (data) as a chain does, when
  /// two sequences are made, and when texts are all there is and no step is named.
  static TextChains fit(const std::string& view, const ViewOptions& options,
                        const data::TrainingRows& rows, const std::vector<std::string>& inputs);
  /// An empty archive stands for no chain. Throws CorruptFile.
  static TextChains load(const Archive& archive);
  Archive save() const;

  /// Fills sequences, and sparse columns behind those there are.
  void apply(const data::Rows& rows, data::Features& features) const;
  void add_learnt(std::vector<Learnt>& all) const;
  /// Throws UserError (configuration) naming the first step that an exported graph cannot hold.
  void lower() const;

 private:
  std::vector<TextChain> chains_;
};

}  // namespace dlflow::views::texts
