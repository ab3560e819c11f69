#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/models/model.hpp"

namespace dlflow::models {

/// A model before another one: it does what that one does, but for what a class made of it changes.
class Forwarding : public Model {
 public:
  explicit Forwarding(std::unique_ptr<Model> model) : model_(std::move(model)) {}

  void fit(const data::Features& x, const data::Target& y, const FitContext& context) override {
    model_->fit(x, y, context);
  }
  data::Predictions predict(const data::Features& x) const override { return model_->predict(x); }
  data::Predictions predict_or_stop(const data::Features& x, const StopFlag* stop) const override {
    return model_->predict_or_stop(x, stop);
  }
  std::string lower(graph::Graph& graph, const data::LoweredFeatures& x) const override {
    return model_->lower(graph, x);
  }
  Archive save() const override { return model_->save(); }
  void load(const Archive& archive) override { model_->load(archive); }
  std::optional<RateCurve> find_rate(const data::Features& x, const data::Target& y,
                                     const FitContext& context) override {
    return model_->find_rate(x, y, context);
  }
  std::size_t parameters() const override { return model_->parameters(); }
  std::vector<EpochRecord> history() const override { return model_->history(); }
  int best_epoch() const override { return model_->best_epoch(); }

 protected:
  std::unique_ptr<Model> model_;
};

}  // namespace dlflow::models
