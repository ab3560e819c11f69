#pragma once

#include <optional>

#include "pipeline/views/dense_rows.hpp"
#include "pipeline/views/inputs.hpp"
#include "pipeline/views/samples/sample_chain.hpp"
#include "pipeline/views/texts/text_chain.hpp"

namespace dlflow::views {

struct FittedStep {
  const TransformKind* kind;
  std::unique_ptr<Transform> transform;
};

/// Some inputs and the steps they pass through together.
struct Chain {
  std::vector<std::size_t> inputs;  ///< indices into the view's inputs
  Layout start;                     ///< of the inputs
  std::vector<FittedStep> steps;
  Layout end;  ///< after the last step

  /// Whether all of it is dropped.
  bool yields_nothing() const {
    return end.numbers.empty() && end.codes.empty() && end.sparse.empty();
  }
  /// Puts these rows, after all steps, into the block in place of what it held, and appends its
  /// number columns to `columns`. A last step that only scales is left to these.
  void apply(const std::vector<std::optional<Source>>& sources, const Piece& rows, Block& block,
             std::vector<DenseColumn>& columns) const;
};

/// The layout of some inputs.
Layout layout_of(const std::vector<Input>& inputs, const std::vector<std::size_t>& chosen);

/// Chains side by side: what every view of a table is. Images, series and
/// texts have chains of their own.
class ColumnsView final : public FittedView {
 public:
  ColumnsView(std::string name, std::vector<Input> inputs, std::vector<Chain> chains,
              SampleChains samples, texts::TextChains texts, std::vector<Note> notes = {})
      : name_(std::move(name)),
        inputs_(std::move(inputs)),
        chains_(std::move(chains)),
        samples_(std::move(samples)),
        texts_(std::move(texts)),
        notes_(std::move(notes)) {}

  data::Features apply(const data::Rows& rows) const override;
  /// As apply, on the rows of the fit. `trained` holds a block for each chain: the end of it for
  /// these rows where a step trains apart, else nothing.
  data::Features apply(const data::Rows& rows,
                       const std::vector<std::optional<Block>>& trained) const;
  std::vector<Learnt> learnt() const override;
  std::vector<Note> notes() const override { return notes_; }
  data::LoweredFeatures lower(graph::Graph& graph) const override;
  Archive save() const override;

 private:
  /// Features with names and codes, and memory for the dense rows.
  data::Features empty_features(std::size_t rows) const;
  void note_missing(const std::vector<std::size_t>& missing, const data::Rows& rows,
                    data::Features& features) const;
  [[noreturn]] void refuse_missing(const Chain& chain, const TransformKind& step,
                                   const data::Rows& rows) const;
  std::vector<std::optional<Source>> sources_of(const data::Table& table) const;
  bool is_blank(const Chain& chain, const std::string& column) const;
  LoweredBlock lowered_inputs(const Chain& chain, graph::Graph& graph) const;

  std::string name_;
  std::vector<Input> inputs_;
  std::vector<Chain> chains_;
  SampleChains samples_;
  texts::TextChains texts_;
  std::vector<Note> notes_;
};

}  // namespace dlflow::views
