#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "pipeline/data/series_times.hpp"
#include "pipeline/harness/harness.hpp"
#include "pipeline/views/imbalance.hpp"
#include "pipeline/views/target_transform.hpp"

namespace dlflow::harness {

/// The training rows of one fold as models are fitted on them.
struct Preparation {
  std::unique_ptr<views::FittedView> view;
  views::TrainingPart plain;                    ///< what the view made, and the truth
  std::optional<views::TrainingPart> balanced;  ///< where the view does something about imbalance
  std::optional<data::Target> scaled;           ///< where the target is transformed
  views::TargetTransform transform;

  /// A baseline sees what is plain, any other kind what is balanced and scaled.
  const data::Features& features(const models::ModelKind& kind) const;
  const data::Target& target(const models::ModelKind& kind) const;
  views::TargetTransform transform_of(const models::ModelKind& kind) const;
};

/// What tells a model of the kind, learnt from these rows, where a later row stands in its series;
/// none where it does not ask, or nothing tells.
std::optional<data::SeriesTimes> times_for(const Ground& ground, const models::ModelKind& kind,
                                           const data::Fold& fold);

/// How many steps each judged row of a fold is after the last one of its series that is learnt
/// from, at least 1; 0: its series is not learnt from. Empty where there are no time series.
std::vector<std::int64_t> steps_ahead(const Ground& ground, const data::Fold& fold);

/// Steps from the last row learnt from to the last judged row of a series, the most of all folds; 0
/// where the rows are of no series.
std::size_t horizon_of(const Ground& ground, const std::vector<data::Fold>& folds);

/// The key of what is random in a view fitted on a fold.
RandomKey view_key(const Ground& ground, const std::string& view, const data::Fold& fold);

/// Fits the view of a candidate, and what comes after it, on the training rows of a fold. Depends
/// on ground, view and fold alone; the names of the classes are for words. Throws UserError.
Preparation prepare_training(const Ground& ground, const std::string& view,
                             const views::ViewOptions& options, const data::Fold& fold,
                             std::span<const std::string> classes = {});

/// A result without folds: whether a candidate can be tried on what its view made, and why not.
CandidateResult suited(const Ground& ground, const Candidate& candidate, const Preparation& made);

/// What every model on one view and fold shares: prepared by the first that asks, freed when the
/// last is done. A failure is kept as well.
class SharedPreparation {
 public:
  struct Parts {
    Preparation training;
    data::Features held_out;
  };
  void expect_user() { ++users_; }
  /// Thread-safe; throws what the first one threw. What reads no column needs no view: where that
  /// cannot be fitted, it gets the number of each row as its only feature.
  std::shared_ptr<const Parts> get(const Ground& ground, const Candidate& candidate,
                                   const data::Fold& fold);
  void release();

 private:
  std::mutex mutex_;
  std::shared_ptr<const Parts> parts_;
  std::exception_ptr failure_;
  int users_ = 0;
};

/// The preparations of one work list, by fold and view.
class Preparations {
 public:
  SharedPreparation& at(std::size_t fold, const std::string& view) {
    auto& shared = all_[{fold, view}];
    if (!shared) shared = std::make_unique<SharedPreparation>();
    return *shared;
  }

 private:
  std::map<std::pair<std::size_t, std::string>, std::unique_ptr<SharedPreparation>> all_;
};

}  // namespace dlflow::harness
