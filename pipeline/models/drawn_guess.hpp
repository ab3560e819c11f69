#pragma once

#include <string>

#include "pipeline/models/class_shares.hpp"

namespace dlflow::models {

/// One class drawn for each row by the shares learnt, given probability 1. The draw follows from
/// the row's values alone, so it is the same in any company.
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
  std::size_t drawn_class(const data::Features& x, std::size_t row) const;

  std::string name_;
  std::uint64_t seed_ = 0;
};

}  // namespace dlflow::models
