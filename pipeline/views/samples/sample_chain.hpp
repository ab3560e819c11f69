#pragma once

#include "pipeline/views/samples/sample_step.hpp"

namespace dlflow::views {

/// One image or series column and the steps it passes through.
template <class Samples>
class SampleChain {
 public:
  using Step = std::pair<const SampleStepKind<Samples>*, std::unique_ptr<SampleStep<Samples>>>;

  /// Throws UserError (data) when a step cannot be fitted, or stands behind one that is last.
  static SampleChain fit(const std::string& view, const std::string& column,
                         const std::vector<schema::Chosen>& steps, const data::TrainingRows& rows);
  /// Throws CorruptFile.
  static SampleChain load(const Archive& archive);
  Archive save() const;

  const std::string& column() const { return column_; }
  Outcome outcome() const;
  /// Of the dense columns, where the outcome is dense; else none.
  std::vector<std::string> dense_names() const;
  /// The samples of these rows. Throws UserError (data): no such column, another kind or shape.
  Samples apply(const data::Rows& rows) const;
  /// Writes the samples of these rows into the dense columns from `first` on.
  void write_dense(const data::Rows& rows, std::size_t first, Matrix<float>& dense) const;
  void add_learnt(std::vector<Learnt>& all) const;
  /// The samples as a value of the graph, or of the dense outcome (N, F) in f32.
  LoweredSamples lower(graph::Graph& graph) const;

 private:
  std::string column_;
  std::vector<std::size_t> input_shape_;   ///< height, width, channels; or channels
  std::vector<std::size_t> output_shape_;  ///< height, width, channels; or steps, channels
  std::vector<Step> steps_;
};

extern template class SampleChain<samples::Images>;
extern template class SampleChain<samples::Sequences>;

/// The chains of all image and series columns of a view.
class SampleChains {
 public:
  /// Throws UserError (data) as a chain does, and when two columns of one kind are left as samples.
  static SampleChains fit(const std::string& view, const ViewOptions& options,
                          const data::TrainingRows& rows, const std::vector<std::string>& inputs);
  static SampleChains load(const Archive& archive);
  Archive save() const;

  std::vector<std::string> dense_names() const;
  /// Fills images and sequences, and the dense columns from `first` on.
  void apply(const data::Rows& rows, std::size_t first, data::Features& features) const;
  void add_learnt(std::vector<Learnt>& all) const;
  /// What apply does: dense columns join `dense`.
  void lower(graph::Graph& graph, std::vector<graph::Expression>& dense,
             data::LoweredFeatures& features) const;

 private:
  std::vector<SampleChain<samples::Images>> images_;
  std::vector<SampleChain<samples::Sequences>> series_;
};

}  // namespace dlflow::views
