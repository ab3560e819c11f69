#pragma once

#include <functional>
#include <memory>

#include "core/train/trainer.hpp"
#include "pipeline/models/model.hpp"

namespace dlflow::models {

/// A network of core/train behind the interface of a model. Takes numbers and codes; a number to
/// predict is learnt as (value - mean) / deviation of the training rows and mapped back.
class NetworkModel : public Model {
 public:
  /// `batch_share`: a batch is at most this share of the training rows (1: as the options say).
  NetworkModel(train::NetworkOptions options, const Problem& problem, double batch_share = 1);

  /// Throws UserError (configuration), at the option, when the network cannot learn the problem.
  static void require_suited(const train::NetworkOptions& options, const Problem& problem);

  void fit(const data::Features& x, const data::Target& y, const FitContext& context) override;
  std::optional<RateCurve> find_rate(const data::Features& x, const data::Target& y,
                                     const FitContext& context) override;
  data::Predictions predict(const data::Features& x) const override;
  std::string lower(graph::Graph& graph, const data::LoweredFeatures& x) const override;
  Archive save() const override;
  void load(const Archive& archive) override;
  std::size_t parameters() const override { return network_ ? network_->parameters() : 0; }
  std::vector<EpochRecord> history() const override { return history_; }
  int best_epoch() const override { return best_epoch_; }

 private:
  /// The truth of a target in the scale of the network, and what it views.
  struct Truth {
    std::vector<float> values, weights;
    train::Truth view;
  };
  void build(std::size_t rows);
  /// Checks the rows, builds the network for them and learns the scale of the target.
  std::unique_ptr<Truth> begin(const data::Features& x, const data::Target& y,
                               const FitContext& context);
  train::FitRequest request_of(const data::Target& y, const FitContext& context) const;
  EpochRecord record_of(const train::EpochResult& epoch, const FitContext& context) const;
  std::vector<double> judge(const data::Target& y, std::span<const std::uint32_t> rows,
                            const data::Predictions& predictions, const FitContext& context) const;

  train::NetworkOptions options_;
  data::Task task_;
  int classes_;
  double batch_share_;
  train::InputShape shape_;
  std::unique_ptr<train::TrainedNetwork> network_;
  double mean_ = 0, deviation_ = 1;  ///< of the training target
  std::vector<EpochRecord> history_;
  int best_epoch_ = 0;
};

/// The `unsuited` of a kind whose class makes its network by Made::network(options, problem): the
/// reason, "" when there is none, and then what that network refuses.
template <class Made, class Options>
auto unsuited_network(std::string (*reason)(const Options&, const Problem&)) {
  return [reason](const Options& options, const Problem& problem) {
    std::string why = reason(options, problem);
    if (why.empty()) NetworkModel::require_suited(Made::network(options, problem), problem);
    return why;
  };
}

}  // namespace dlflow::models
