#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/data/splits.hpp"
#include "pipeline/models/model.hpp"
#include "pipeline/store/ledger.hpp"
#include "pipeline/views/target_transform.hpp"
#include "pipeline/views/view.hpp"

namespace dlflow::harness {

/// A model on a view, as one competitor under the harness.
struct Candidate {
  std::string model, view;  ///< names, unique together
  const models::ModelKind* kind = nullptr;
  schema::Chosen options;
  const views::ViewOptions* view_options = nullptr;
  std::string key;  ///< hash of options, view and the versions of their kinds
};

/// The key of a candidate: everything of it that its scores depend on.
std::string candidate_key(const Candidate& candidate);

/// What all candidates share: the rows, the folds, the truth.
struct Ground {
  const data::Table* table = nullptr;
  const data::Target* target = nullptr;  ///< of every row of the table
  std::vector<std::string> inputs;       ///< names of the columns to learn from
  std::vector<data::Fold> folds;
  views::TargetScale target_scale = views::TargetScale::none;  ///< what models learn the target as
  std::string key;  ///< hash of data, framing, splits, target scale and instruction set
  std::uint64_t seed = 1;
  const metrics::MetricKind* metric = nullptr;  ///< scored beside those of the table; may be null
  std::vector<std::int32_t> series = {};        ///< of each row of the table; empty: no time series
  std::vector<std::int64_t> steps = {};         ///< of each row: see SeriesPlaces
  std::size_t season = 1;                       ///< steps of a series from one season to the next
  std::size_t horizon = 0;            ///< most steps from a row learnt from to a judged one
  std::string time = {}, group = {};  ///< columns that place rows in series; empty: none
  std::string part = {};  ///< share of the training rows that folds learn from; empty: all
};

/// Judged rows per row learnt from, over all folds: n_test / n_train of the corrected test.
double test_share_of(const std::vector<data::Fold>& folds);

/// One finished fold of one candidate.
struct FoldResult {
  std::string error;                                 ///< empty when the fit succeeded
  std::map<std::string, double> scores;              ///< every metric that suits the task
  double fit_seconds = 0, predict_microseconds = 0;  ///< the latter per row
  std::size_t parameters = 0;
  std::size_t model_bytes = 0;            ///< of what the model saves
  std::optional<std::size_t> peak_bytes;  ///< held at most while fitting; unknown if not counted
  int best_epoch = 0;
  std::vector<models::EpochRecord> history;
  data::Predictions predictions;        ///< of the held-out rows of the fold
  std::vector<views::Note> notes = {};  ///< of the view's fit
};

/// A part of an ensemble: a candidate and its weight.
struct EnsembleMember {
  std::string model, view;
  double weight = 1;
};

struct CandidateResult {
  Candidate candidate;  ///< without a kind for an ensemble
  std::string skipped;  ///< why it does not suit; then there are no folds
  /// The option that does not suit, where that is why: its path is that of the model's options.
  std::optional<dlflow::Problem> refused;
  std::vector<FoldResult> folds;                      ///< one per fold of the ground, in order
  double test_share = 0;                              ///< judged rows of a fold per row learnt from
  std::vector<std::map<std::string, double>> blocks;  ///< see validation_part.hpp; mostly empty
  std::string ensemble;                               ///< kind of an ensemble
  std::vector<EnsembleMember> members;                ///< of an ensemble
  std::string error() const;  ///< of the first fold that failed, with how many did
  /// One a fold, or one a block where there are blocks.
  std::vector<double> scores(const std::string& metric) const;
};

/// How work is done, apart from what it yields.
struct Workers {
  int jobs = 1;
  const StopFlag* stop = nullptr;
  store::Ledger* ledger = nullptr;
  std::string stage = "evaluate";
  double limit_seconds = 0;  ///< 0: none
  /// Where fits of more than `long_seconds` leave their state every `checkpoint_seconds` and when
  /// they are stopped; the next run goes on from it. Empty: nowhere.
  std::filesystem::path checkpoints;
  double checkpoint_seconds = 30, long_seconds = 5;
  /// Called before the first fit with what is skipped and what is not; may throw.
  std::function<void(const std::vector<CandidateResult>&)> on_suited;
  std::function<void(std::size_t total, std::size_t done_before)> on_start;
  std::function<void(const std::string& unit)> on_unit;  ///< called from the workers
};

/// Runs what the ledger does not hold yet of candidates x folds, and returns everything in the
/// order given. The result does not depend on jobs. Throws Stopped (75 or 130) when the flag is set
/// or the limit is reached: what is finished is in the ledger by then.
std::vector<CandidateResult> run(const Ground& ground, const std::vector<Candidate>& candidates,
                                 const Workers& workers);

/// How many of the fits that run() would make are in the ledger.
std::size_t count_stored(const Ground& ground, const std::vector<Candidate>& candidates,
                         const store::Ledger& ledger);

/// A fault of a view in one line: message and hint, without the name of the view, which stands
/// beside it.
std::string reason_of(const dlflow::Problem& problem, const std::string& view);

/// What the fit of a candidate on a fold is given; its key makes the bits of the fit.
models::FitContext fit_context(const Ground& ground, const Candidate& candidate,
                               const data::Fold& fold, const StopFlag* stop);

/// Throws Stopped, saying how much is done: 130 after SIGINT; 75 after another signal, or without
/// one, which means the time limit.
[[noreturn]] void throw_stopped(const StopFlag* stop, std::size_t done, std::size_t all);

/// "avx512", "avx2" or "sse2": the instruction set the kernels run on.
std::string instruction_set();

}  // namespace dlflow::harness
