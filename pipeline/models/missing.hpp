#pragma once

#include <string>

#include "pipeline/models/forwarding.hpp"

namespace dlflow::models {

/// What a kind of model does with a number that is missing (NaN).
enum class Missing { refused, accepted };

/// Why the missing numbers of the problem cannot be given to such a model; "" when they can.
std::string missing_reason(Missing missing, const Problem& problem);

/// A model that takes no missing numbers, behind features that may hold some. Throws UserError
/// (data) where they do.
class WithoutMissing final : public Forwarding {
 public:
  WithoutMissing(std::string kind, std::unique_ptr<Model> model)
      : Forwarding(std::move(model)), kind_(std::move(kind)) {}

  void fit(const data::Features& x, const data::Target& y, const FitContext& context) override;
  data::Predictions predict(const data::Features& x) const override;
  data::Predictions predict_or_stop(const data::Features& x, const StopFlag* stop) const override;
  std::optional<RateCurve> find_rate(const data::Features& x, const data::Target& y,
                                     const FitContext& context) override;

 private:
  std::string kind_;
};

}  // namespace dlflow::models
