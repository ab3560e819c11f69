#include "pipeline/harness/harness.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <mutex>
#include <new>
#include <set>

#include "core/base/memory.hpp"
#include "core/kernels/dispatch.hpp"
#include "core/metrics/metric.hpp"
#include "pipeline/config/yaml.hpp"
#include "pipeline/files/files.hpp"
#include "pipeline/harness/checkpoint.hpp"
#include "pipeline/harness/preparation.hpp"
#include "pipeline/harness/task_metrics.hpp"
#include "pipeline/harness/truth.hpp"
#include "pipeline/harness/unit_record.hpp"
#include "pipeline/harness/validation_part.hpp"

namespace dlflow::harness {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Of the values and texts of an archive, without their names.
std::size_t bytes_of(const Archive& archive) {
  std::size_t sum = 0;
  for (const auto& [name, array] : archive.arrays())
    sum += std::visit([](const auto& values) { return values.size() * sizeof(values[0]); },
                      array.values);
  for (const auto& [name, text] : archive.texts()) sum += text.size();
  for (const auto& [name, list] : archive.lists())
    for (const std::string& text : list) sum += text.size();
  return sum;
}

std::string in_one_line(const dlflow::Problem& problem) {
  return problem.message + (problem.hint.empty() ? "" : "; " + problem.hint);
}

struct Task {
  std::size_t candidate = 0, fold = 0;
  std::string key;
};

/// One fit on one fold. A failure of the model is a result; a stop is not.
FoldResult fit_fold(const Ground& ground, const Candidate& candidate, const data::Fold& fold,
                    const SharedPreparation::Parts& parts, const models::FitContext& context) {
  FoldResult out;
  const data::Features& features = parts.training.features(*candidate.kind);
  const data::Target& train = parts.training.target(*candidate.kind);
  const data::Target truth = truth_of(ground, fold);
  const auto model =
      candidate.kind->make(candidate.options.options.get(), models::problem_of(train, features));
  const auto start = Clock::now();
  const PeakMemory memory;
  model->fit(features, train, context);
  out.peak_bytes = memory.bytes();
  out.fit_seconds = seconds_since(start);
  const auto fitted = Clock::now();
  out.predictions = model->predict_or_stop(parts.held_out, context.stop);
  parts.training.transform_of(*candidate.kind).invert(out.predictions);
  out.predict_microseconds =
      seconds_since(fitted) * 1e6 / static_cast<double>(std::max<std::size_t>(truth.rows(), 1));
  out.scores = score_all(truth, out.predictions, ground.metric);
  out.parameters = model->parameters();
  out.model_bytes = bytes_of(model->save());
  out.best_epoch = model->best_epoch();
  out.history = model->history();
  if (parts.training.view) out.notes = parts.training.view->notes();
  return out;
}

std::string unit_name(const Ground& ground, const Candidate& candidate, const data::Fold& fold) {
  return candidate.model + " / " + candidate.view + ", repeat " + std::to_string(fold.repeat) +
         ", fold " + std::to_string(fold.number) +
         (ground.part.empty() ? "" : ", " + ground.part + " of the rows");
}

/// Of the fits of all candidates, fold by fold.
std::vector<std::string> unit_keys(const Ground& ground, const std::vector<Candidate>& candidates) {
  std::vector<std::string> keys;
  for (const data::Fold& fold : ground.folds)
    for (const Candidate& candidate : candidates)
      keys.push_back(files::sha256(ground.key + "\n" + candidate.key + "\n" +
                                   std::to_string(fold.repeat) + "/" +
                                   std::to_string(fold.number)));
  return keys;
}

/// The work list of one call: what is stored already, and what is to be done, fold by fold so that
/// the features of few folds are alive at a time.
class Work {
 public:
  Work(const Ground& ground, const std::vector<Candidate>& candidates, const Workers& workers,
       Preparations& preparations)
      : ground_(ground), candidates_(candidates), workers_(workers), preparations_(preparations) {
    const std::vector<std::string> keys = unit_keys(ground, candidates);
    const auto stored = workers.ledger->find_all(keys);
    std::size_t at = 0;
    for (std::size_t c = 0; c < candidates.size(); ++c) {
      CandidateResult& result = results_.emplace_back();
      result.candidate = candidates[c];
      result.folds.resize(ground.folds.size());
      result.test_share = test_share_of(ground.folds);
    }
    for (std::size_t f = 0; f < ground.folds.size(); ++f)
      for (std::size_t c = 0; c < candidates.size(); ++c, ++at) {
        const auto found = stored.find(keys[at]);
        if (found != stored.end())
          take_stored(c, f, found->second);
        else
          add_task(c, f, keys[at]);
      }
    for (const auto& [key, unit] : stored) spend(key);
  }

  std::vector<CandidateResult> finish() {
    const std::size_t all = candidates_.size() * ground_.folds.size();
    if (workers_.on_start) workers_.on_start(all, all - tasks_.size());
    stop_.emplace(workers_.stop, workers_.limit_seconds);
    run_tasks(tasks_.size(), workers_.jobs,
              [this](std::size_t index, int) { run_one(tasks_[index]); });
    workers_.ledger->flush();
    remove_spent();
    throw_if_stopped();
    return std::move(results_);
  }

 private:
  std::filesystem::path checkpoint_file(const std::string& unit_key) const {
    return workers_.checkpoints / (unit_key + ".safetensors");
  }
  std::unique_ptr<Checkpoint> checkpoint_of(const std::string& unit_key) const {
    if (workers_.checkpoints.empty()) return nullptr;
    return std::make_unique<Checkpoint>(
        checkpoint_file(unit_key), unit_key,
        Checkpoint::Rhythm{workers_.checkpoint_seconds, workers_.long_seconds});
  }
  /// The state of a finished unit is of no more use once the ledger is durable.
  void spend(const std::string& unit_key) {
    const std::lock_guard lock(spent_mutex_);
    spent_.insert(unit_key);
  }
  void remove_spent() const {
    if (workers_.checkpoints.empty() || !std::filesystem::exists(workers_.checkpoints)) return;
    for (const auto& entry : std::filesystem::directory_iterator(workers_.checkpoints))
      if (spent_.contains(entry.path().stem().native())) std::filesystem::remove(entry.path());
  }

  /// A fold that was judged before, by the metrics of today.
  void take_stored(std::size_t c, std::size_t f, const store::Unit& unit) {
    FoldResult& fold = results_[c].folds[f];
    fold = from_unit(unit);
    if (!fold.error.empty()) return;
    auto wanted = metrics_of(*ground_.target, !ground_.series.empty());
    if (ground_.metric) wanted.push_back(ground_.metric);
    const auto is_there = [&](const auto* metric) { return fold.scores.contains(metric->name); };
    if (!std::ranges::all_of(wanted, is_there))
      fold.scores =
          score_all(truth_of(ground_, ground_.folds[f]), fold.predictions, ground_.metric);
  }

  void add_task(std::size_t c, std::size_t f, const std::string& unit_key) {
    tasks_.push_back({c, f, unit_key});
    preparations_.at(f, candidates_[c].view).expect_user();
  }

  void throw_if_stopped() const {
    if (!was_cut_) return;
    const std::size_t all = candidates_.size() * ground_.folds.size();
    throw_stopped(&*stop_, all - tasks_.size() + done_.load(), all);
  }

  void run_one(const Task& task) {
    if (stop_->reason() != 0) {
      was_cut_ = true;
      return;
    }
    const Candidate& candidate = candidates_[task.candidate];
    const data::Fold& fold = ground_.folds[task.fold];
    SharedPreparation& shared = preparations_.at(task.fold, candidate.view);
    FoldResult result;
    // What this machine lacks today is tried again tomorrow.
    bool is_lasting = true;
    try {
      const auto parts = shared.get(ground_, candidate, fold);
      models::FitContext context = fit_context(ground_, candidate, fold, &*stop_);
      const auto checkpoint = checkpoint_of(task.key);
      if (checkpoint) context.checkpoints = &checkpoint->states();
      result = fit_fold(ground_, candidate, fold, *parts, context);
      if (checkpoint && checkpoint->has_file()) spend(task.key);
    } catch (const Stopped&) {
      was_cut_ = true;
      shared.release();
      return;
    } catch (const UserError& e) {
      result = {};
      result.error = reason_of(e.problems().front(), candidate.view);
    } catch (const EnvironmentError& e) {
      if (e.code() != ExitCode::resource) throw;
      result = {};
      result.error = e.what();
      is_lasting = false;
    } catch (const std::bad_alloc&) {
      result = {};
      result.error = "there is not enough memory to fit it";
      is_lasting = false;
    }
    shared.release();
    const std::string name = unit_name(ground_, candidate, fold);
    if (is_lasting) workers_.ledger->add(to_unit(result, task.key, workers_.stage, name));
    results_[task.candidate].folds[task.fold] = std::move(result);
    ++done_;
    if (workers_.on_unit) workers_.on_unit(name);
  }

  const Ground& ground_;
  const std::vector<Candidate>& candidates_;
  const Workers& workers_;
  std::vector<CandidateResult> results_;
  std::vector<Task> tasks_;
  Preparations& preparations_;
  std::mutex spent_mutex_;
  std::set<std::string> spent_;   ///< keys of finished units
  std::optional<StopFlag> stop_;  ///< of the workers, and their time limit
  std::atomic<bool> was_cut_{false};
  std::atomic<std::size_t> done_{0};
};

/// Whether a candidate can be tried on such a problem.
CandidateResult suited(const Ground& ground, const Candidate& candidate, models::Problem problem) {
  CandidateResult out;
  out.candidate = candidate;
  if (!candidate.kind->unsuited) return out;
  problem.rows = ground.folds.front().train.size();
  try {
    out.skipped = candidate.kind->unsuited(candidate.options.options.get(), problem);
  } catch (const UserError& e) {
    out.refused = e.problems().front();
    out.skipped = out.refused->path + ": " + in_one_line(*out.refused);
  }
  return out;
}

models::Problem problem_on(const Candidate& candidate, const Preparation& made) {
  return models::problem_of(made.target(*candidate.kind), made.features(*candidate.kind));
}

/// As above, found on the features of the first fold. A view that cannot be fitted there is no
/// reason: the failure is kept, and each fit on that fold says so.
CandidateResult suited(const Ground& ground, const Candidate& candidate,
                       Preparations& preparations) {
  if (!candidate.kind->unsuited) return suited(ground, candidate, models::Problem{});
  SharedPreparation& shared = preparations.at(0, candidate.view);
  shared.expect_user();
  models::Problem problem;
  try {
    const auto parts = shared.get(ground, candidate, ground.folds.front());
    problem = problem_on(candidate, parts->training);
    if (const auto& more = parts->held_out.missing; more && !problem.missing)
      problem.missing = more;
    else if (more && more->column == problem.missing->column)
      problem.missing->values += more->values;
  } catch (const UserError&) {
    CandidateResult out;
    out.candidate = candidate;
    return out;
  }
  return suited(ground, candidate, std::move(problem));
}

}  // namespace

std::string reason_of(const dlflow::Problem& problem, const std::string& view) {
  const std::string text = in_one_line(problem), name = "view '" + view + "': ";
  return text.starts_with(name) ? text.substr(name.size()) : text;
}

CandidateResult suited(const Ground& ground, const Candidate& candidate, const Preparation& made) {
  return suited(ground, candidate, problem_on(candidate, made));
}

std::string candidate_key(const Candidate& c) {
  std::string text = c.model + "\n" + c.view + "\n" + config::to_yaml(schema::dump(c.options)) +
                     "version " + std::to_string(c.kind->choice.version) + "\n";
  if (c.kind->inner)
    text += "of " + std::to_string(c.kind->inner(c.options.options.get())->choice->version) + "\n";
  views::ViewOptions view = *c.view_options;
  text += config::to_yaml(schema::dump(schema::table(view)));
  return files::sha256(text + views::step_versions());
}

models::FitContext fit_context(const Ground& ground, const Candidate& candidate,
                               const data::Fold& fold, const StopFlag* stop) {
  models::FitContext context;
  context.key = RandomKey(ground.seed)
                    .with("fit")
                    .with(candidate.model)
                    .with(candidate.view)
                    .with(static_cast<std::uint64_t>(fold.repeat))
                    .with(static_cast<std::uint64_t>(fold.number));
  context.stop = stop;
  context.model_name = candidate.model;
  return context;
}

void throw_stopped(const StopFlag* stop, std::size_t done, std::size_t all) {
  const std::string text =
      std::to_string(done) + " of " + std::to_string(all) + " fits are done; run again to go on";
  const int reason = stop ? stop->reason() : 0;
  if (reason == SIGINT) throw Stopped(ExitCode::interrupted, "interrupted: " + text);
  if (reason != 0 && reason != StopFlag::kTimeLimit)
    throw Stopped(ExitCode::stopped, "stopped by signal " + std::to_string(reason) + ": " + text);
  throw Stopped(ExitCode::stopped, "stopped by the time limit: " + text);
}

std::vector<CandidateResult> run(const Ground& ground, const std::vector<Candidate>& candidates,
                                 const Workers& workers) {
  std::vector<Candidate> tried;
  std::vector<CandidateResult> all;
  std::vector<std::size_t> slots;
  Preparations preparations;
  for (const Candidate& candidate : candidates) {
    all.push_back(suited(ground, candidate, preparations));
    if (!all.back().skipped.empty()) continue;
    slots.push_back(all.size() - 1);
    tried.push_back(candidate);
  }
  if (workers.on_suited) workers.on_suited(all);
  Work work(ground, tried, workers, preparations);
  for (const Candidate& candidate : candidates)
    if (candidate.kind->unsuited) preparations.at(0, candidate.view).release();
  auto results = work.finish();
  for (std::size_t i = 0; i < slots.size(); ++i) {
    judge_by_blocks(ground, results[i]);
    all[slots[i]] = std::move(results[i]);
  }
  return all;
}

std::size_t count_stored(const Ground& ground, const std::vector<Candidate>& candidates,
                         const store::Ledger& ledger) {
  return ledger.find_all(unit_keys(ground, candidates)).size();
}

std::string instruction_set() {
  const std::size_t bytes = kernels::vector_bytes();
  return bytes == 64 ? "avx512" : bytes == 32 ? "avx2" : "sse2";
}

}  // namespace dlflow::harness
