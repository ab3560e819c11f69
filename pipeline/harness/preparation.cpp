#include "pipeline/harness/preparation.hpp"

#include <algorithm>
#include <map>
#include <optional>

namespace dlflow::harness {
namespace {

/// Where rows of the ground stand in their time series; empty where there are none.
data::SeriesPlaces places_of(const Ground& ground, const std::vector<data::RowIndex>& rows) {
  data::SeriesPlaces out;
  out.season = ground.season;
  out.horizon = ground.horizon;
  if (ground.series.empty()) return out;
  for (const data::RowIndex row : rows) {
    out.series.push_back(ground.series[row]);
    out.steps.push_back(ground.steps[row]);
  }
  return out;
}

/// Steps from the last row of its series that is learnt from to each judged row; none where the
/// series is not learnt from. Empty where there are no time series.
std::vector<std::optional<std::int64_t>> distances(const Ground& ground, const data::Fold& fold) {
  std::vector<std::optional<std::int64_t>> out;
  if (ground.series.empty()) return out;
  std::map<std::int32_t, std::int64_t> last;
  for (const data::RowIndex row : fold.train) {
    std::int64_t& step = last.emplace(ground.series[row], ground.steps[row]).first->second;
    step = std::max(step, ground.steps[row]);
  }
  for (const data::RowIndex row : fold.held_out) {
    const auto end = last.find(ground.series[row]);
    out.push_back(end == last.end() ? std::nullopt
                                    : std::optional(ground.steps[row] - end->second));
  }
  return out;
}

}  // namespace

const data::Features& Preparation::features(const models::ModelKind& kind) const {
  return balanced && kind.reads_columns() ? balanced->features : plain.features;
}

const data::Target& Preparation::target(const models::ModelKind& kind) const {
  if (kind.is_baseline) return plain.target;
  return scaled ? *scaled : balanced ? balanced->target : plain.target;
}

views::TargetTransform Preparation::transform_of(const models::ModelKind& kind) const {
  return kind.is_baseline ? views::TargetTransform() : transform;
}

std::optional<data::SeriesTimes> times_for(const Ground& ground, const models::ModelKind& kind,
                                           const data::Fold& fold) {
  if (!kind.goes_on_from_past || ground.series.empty() || ground.time.empty()) return std::nullopt;
  return data::SeriesTimes::learn(fold.training(*ground.table), ground.time, ground.group,
                                  places_of(ground, fold.train));
}

std::vector<std::int64_t> steps_ahead(const Ground& ground, const data::Fold& fold) {
  std::vector<std::int64_t> out;
  for (const auto distance : distances(ground, fold))
    out.push_back(distance ? std::max<std::int64_t>(1, *distance) : 0);
  return out;
}

std::size_t horizon_of(const Ground& ground, const std::vector<data::Fold>& folds) {
  std::int64_t most = 0;
  for (const data::Fold& fold : folds)
    for (const auto distance : distances(ground, fold)) most = std::max(most, distance.value_or(0));
  return static_cast<std::size_t>(most);
}

RandomKey view_key(const Ground& ground, const std::string& view, const data::Fold& fold) {
  return RandomKey(ground.seed)
      .with("view")
      .with(view)
      .with(static_cast<std::uint64_t>(fold.repeat))
      .with(static_cast<std::uint64_t>(fold.number));
}

Preparation prepare_training(const Ground& ground, const std::string& view,
                             const views::ViewOptions& options, const data::Fold& fold,
                             std::span<const std::string> classes) {
  const RandomKey key = view_key(ground, view, fold);
  Preparation made;
  made.plain.target = ground.target->picked<data::RowIndex>(fold.train);
  auto fitted = views::fit_and_apply(view, options, fold.training(*ground.table), ground.inputs,
                                     {&made.plain.target, key, classes});
  made.view = std::move(fitted.view);
  made.plain.features = std::move(fitted.features);
  made.plain.features.places = places_of(ground, fold.train);
  if (options.imbalance) {
    made.balanced = made.plain;
    views::balance(options.imbalance, *made.balanced, key);
  }
  if (ground.target_scale != views::TargetScale::none) {
    made.transform = views::TargetTransform::fit(ground.target_scale, made.plain.target.values);
    made.scaled = made.plain.target;
    made.transform.apply(made.scaled->values);
  }
  return made;
}

namespace {

data::Features row_numbers(const std::vector<data::RowIndex>& rows) {
  data::Features out;
  out.rows = rows.size();
  out.dense = Matrix<float>(rows.size(), 1);
  for (std::size_t n = 0; n < rows.size(); ++n) out.dense(n, 0) = static_cast<float>(rows[n]);
  return out;
}

std::shared_ptr<const SharedPreparation::Parts> parts_without_view(const Ground& ground,
                                                                   const data::Fold& fold) {
  auto made = std::make_shared<SharedPreparation::Parts>();
  made->training.plain = {row_numbers(fold.train),
                          ground.target->picked<data::RowIndex>(fold.train)};
  made->held_out = row_numbers(fold.held_out);
  made->training.plain.features.places = places_of(ground, fold.train);
  made->held_out.places = places_of(ground, fold.held_out);
  return made;
}

}  // namespace

std::shared_ptr<const SharedPreparation::Parts> SharedPreparation::get(const Ground& ground,
                                                                       const Candidate& candidate,
                                                                       const data::Fold& fold) {
  const std::lock_guard lock(mutex_);
  if (!parts_ && !failure_) {
    try {
      auto made = std::make_shared<Parts>();
      made->training = prepare_training(ground, candidate.view, *candidate.view_options, fold);
      made->held_out = made->training.view->apply(fold.judged(*ground.table));
      made->held_out.places = places_of(ground, fold.held_out);
      parts_ = std::move(made);
    } catch (...) {
      failure_ = std::current_exception();
    }
  }
  if (failure_ && candidate.kind && !candidate.kind->reads_columns())
    return parts_without_view(ground, fold);
  if (failure_) std::rethrow_exception(failure_);
  return parts_;
}

void SharedPreparation::release() {
  const std::lock_guard lock(mutex_);
  if (--users_ == 0) parts_.reset();
}

}  // namespace dlflow::harness
