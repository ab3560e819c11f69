#pragma once

#include "pipeline/models/kind.hpp"

namespace dlflow::models {

/// What baselines of classes learn: shares[k] = weight of the training rows of class k / weight of
/// all of them, whatever the features.
class ClassShares : public Model {
 public:
  void fit(const data::Features& x, const data::Target& y, const FitContext& context) override;
  Archive save() const override;
  void load(const Archive& archive) override { shares_ = archive.doubles("shares"); }
  std::size_t parameters() const override { return shares_.size(); }

 protected:
  const std::vector<double>& shares() const { return shares_; }
  /// Gives each class with a share the same one.
  void make_equal();

 private:
  std::vector<double> shares_;
};

}  // namespace dlflow::models
