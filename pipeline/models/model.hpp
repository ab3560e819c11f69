#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/archive.hpp"
#include "core/base/random.hpp"
#include "core/base/thread_pool.hpp"
#include "core/graph/graph.hpp"
#include "core/metrics/metric.hpp"
#include "core/schema/schema.hpp"
#include "pipeline/data/features.hpp"
#include "pipeline/models/problem.hpp"

namespace dlflow::models {

/// One epoch of an iterative model, for live progress and learning curves.
struct EpochRecord {
  int epoch = 0;  ///< from 1
  double loss = 0;
  std::optional<double> validation_loss;
  double learning_rate = 0;
  double seconds = 0;
  std::int64_t epochs = 0;      ///< planned for the whole fit
  std::size_t samples = 0;      ///< rows trained on
  std::vector<double> metrics;  ///< those of FitContext::metrics, on the validation part
};

/// States of long fits, for models that can go on from one.
struct Checkpoints {
  const Archive* resume = nullptr;  ///< the state to go on from
  /// It is of other options or data: the fit begins anew if it is of the same network.
  bool is_stale = false;
  std::string file;                          ///< of the state, for messages
  std::function<void(const Archive&)> keep;  ///< called every `seconds` and before a stop
  double seconds = 30;
};

/// The loss of a network at a learning rate; see train::find_rate.
struct RatePoint {
  double rate = 0, loss = 0;
};
struct RateCurve {
  std::vector<RatePoint> points;
  double suggested = 0;  ///< 0: the loss never fell
};

/// What surrounds one fit.
struct FitContext {
  RandomKey key{0};  ///< of this fit alone: made from seed, model, view, repeat, fold
  int threads = 1;
  const StopFlag* stop = nullptr;                    ///< throws Stopped when set
  std::function<void(const EpochRecord&)> on_epoch;  ///< may be empty
  std::string model_name;                            ///< for messages
  /// Iterative models: train exactly this many epochs without a validation part (a refit).
  std::optional<int> epochs;
  const Checkpoints* checkpoints = nullptr;
  std::vector<const metrics::MetricKind*> metrics;  ///< wanted after each epoch
};

/// One model: fitted once, then asked. Not shared between threads while fitting.
class Model {
 public:
  virtual ~Model() = default;
  virtual void fit(const data::Features& x, const data::Target& y, const FitContext& context) = 0;
  /// (N, K) probabilities or (N, 1) values. Thread-safe.
  virtual data::Predictions predict(const data::Features& x) const = 0;
  /// The same, and throws Stopped soon after the flag (null: none) is set where it takes long.
  virtual data::Predictions predict_or_stop(const data::Features& x,
                                            const StopFlag* /*stop*/) const {
    return predict(x);
  }
  /// What predict does, over values of a graph: the name of the predictions, in f64. Throws
  /// UserError (configuration) where the model cannot be written so.
  virtual std::string lower(graph::Graph& graph, const data::LoweredFeatures& x) const = 0;
  virtual Archive save() const = 0;
  virtual void load(const Archive& archive) = 0;
  /// The loss under a rising learning rate; none for models without one. Nothing is fitted after.
  virtual std::optional<RateCurve> find_rate(const data::Features& /*x*/, const data::Target& /*y*/,
                                             const FitContext& /*context*/) {
    return std::nullopt;
  }
  /// Learnt values in it, for the leaderboard and "simplest".
  virtual std::size_t parameters() const = 0;
  /// Of an iterative model, one record per epoch; else empty.
  virtual std::vector<EpochRecord> history() const { return {}; }
  /// The epoch (from 1) whose weights were kept; 0 for other models.
  virtual int best_epoch() const { return 0; }
};

/// Options every model shares, described before its own.
struct CommonOptions {
  std::vector<std::string> views;  ///< empty: every view that suits
};

/// A kind of model: its options, and how one is made.
struct ModelKind {
  schema::Choice choice;
  bool is_baseline = false;
  /// A baseline that stands only beside scores that count classes alike.
  bool is_for_rare_classes = false;
  /// Predicts a time series from its own past; alone, or from the columns of a row too.
  bool goes_on_from_past = false, takes_inputs_too = false;
  /// A weighted sum of its inputs.
  bool is_linear = false;
  /// Learns in epochs, by core/train.
  bool is_network = false;
  /// Order of "simplest": 0 baselines, 1 linear and normal models and single trees, 2 networks,
  /// neighbours and support vectors, 3 forests and boosted trees, 4 those over another model.
  int complexity = 0;
  std::function<const CommonOptions&(const void* options)> common;
  /// Empty when the model suits; else why not, in words ("needs at least one number column").
  /// Throws UserError (configuration), at the option, when it is an option that does not suit.
  std::function<std::string(const void* options, const Problem&)> unsuited;
  std::function<std::unique_ptr<Model>(const void* options, const Problem&)> make;
  /// The model that the options put another before; empty where there is none.
  std::function<const schema::Chosen*(const void* options)> inner;

  bool reads_columns() const { return !is_baseline && (!goes_on_from_past || takes_inputs_too); }
};

/// All kinds, in the order of the list; and as choices for the tables.
const std::vector<ModelKind>& model_kinds();
const schema::Choices& model_choices();
const ModelKind& kind_of(const schema::Choice& choice);

/// How many kinds are tried when the configuration names none.
enum class Breadth { quick, standard, thorough };
/// Kinds of columns beside numbers and categories that there are to learn from, and whether the
/// rows are in the order of time.
struct InputKinds {
  bool texts = false, images = false, series = false, is_over_time = false;
};
/// The models tried when the configuration names none; baselines are always added. Quick has one of
/// each family, standard adds their close relatives, thorough every other kind that fits the task.
/// Of texts they are those that read many columns of words, or words in their order; images and
/// series add the templates of networks that read them, numbers over time what goes on from their
/// past.
std::vector<schema::NamedChosen> default_models(data::Task task, Breadth breadth,
                                                const InputKinds& inputs = {});

}  // namespace dlflow::models
