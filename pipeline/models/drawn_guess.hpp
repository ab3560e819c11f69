#pragma once

#include <string>

#include "pipeline/models/class_shares.hpp"

namespace dlflow::models {

/// One class drawn for each row by the shares learnt, given probability 1. The draw follows from
/// the row's values that are not 0 and the names of their columns, so it is the same in any
/// company, and whether columns are dense or sparse.
class DrawnGuess : public ClassShares {
 public:
  /// `name` of the kind, which makes its draws its own.
  explicit DrawnGuess(std::string name) : name_(std::move(name)) {}

  void fit(const data::Features& x, const data::Target& y, const FitContext& context) override;
  data::Predictions predict(const data::Features& x) const override;
  /// Throws UserError: a graph cannot draw.
  std::string lower(graph::Graph& graph, const data::LoweredFeatures& x) const override;
  Archive save() const override;
  void load(const Archive& archive) override;

 private:
  std::size_t drawn_class(RandomKey key) const;

  std::string name_;
  std::uint64_t seed_ = 0;
};

}  // namespace dlflow::models
