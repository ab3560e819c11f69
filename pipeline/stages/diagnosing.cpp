#include "pipeline/stages/diagnosing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"
#include "pipeline/statistics/diagnosis.hpp"

namespace dlflow::stages {
namespace {

using statistics::CurveFinding;
using statistics::Diagnosis;

/// The mean of a metric over the folds; empty when a fold lacks it.
std::optional<double> mean_score(const harness::CandidateResult& result, const char* metric) {
  double sum = 0;
  for (const auto& fold : result.folds) {
    const auto found = fold.scores.find(metric);
    if (found == fold.scores.end() || !std::isfinite(found->second)) return std::nullopt;
    sum += found->second;
  }
  return sum / static_cast<double>(result.folds.size());
}

double weight_of(const Framed& framed, data::RowIndex row) {
  return framed.target.weights.empty() ? 1 : framed.target.weights[row];
}

/// The mean weight of the training rows, by which a loss over them is larger; 1 without weights.
double mean_weight(const Framed& framed) {
  double sum = 0;
  for (const data::RowIndex row : framed.outer.train) sum += weight_of(framed, row);
  return sum / static_cast<double>(framed.outer.train.size());
}

/// The cross-entropy of guessing every class by its share of the weights; of a standardized number
/// it is 1.
double guess_loss(const Framed& framed) {
  if (framed.target.classes == 0) return 1;
  std::vector<double> weights(static_cast<std::size_t>(framed.target.classes), 0);
  double sum = 0;
  for (const data::RowIndex row : framed.outer.train) {
    weights[static_cast<std::size_t>(framed.target.labels[row])] += weight_of(framed, row);
    sum += weight_of(framed, row);
  }
  double entropy = 0;
  for (const double weight : weights)
    if (weight > 0) entropy -= weight / sum * std::log(weight / sum);
  return entropy;
}

/// The loss of the held-out rows in the unit of the training loss; empty where a fold lacks it, and
/// where that unit is of a target transformed in no straight line.
std::optional<double> unseen_loss(const Workflow& workflow, const Framed& framed,
                                  const harness::CandidateResult& result) {
  if (framed.target.classes > 0) return mean_score(result, "log_loss");
  const auto scale = workflow.project().prepare.target_transform;
  if (scale != views::TargetScale::none && scale != views::TargetScale::standardize)
    return std::nullopt;
  const auto r2 = mean_score(result, "r2");
  return r2 ? std::optional(1 - *r2) : std::nullopt;
}

/// Whether a view makes training rows other than unseen ones: drawn or weighted anew, or augmented.
bool changes_training_rows(const Workflow& workflow, const std::string& name) {
  const auto is_augment = [](const schema::Chosen& step) { return step.choice->name == "augment"; };
  for (const auto& [view, options] : workflow.project().prepare.views)
    if (view == name) return options.imbalance || std::ranges::any_of(options.image, is_augment);
  return false;
}

/// Proposes the change of one option of the model that a curve belongs to.
class Adviser {
 public:
  Adviser(const Workflow& workflow, const harness::Candidate& candidate)
      : model_(candidate.model), options_(schema::dump(candidate.options).entries.front().value) {
    command_ = workflow.settings().command;
    if (command_.empty()) command_ = {workflow.place_of("project").file};
    for (const auto& model : workflow.project().evaluate.models)
      is_written_ |= model.name == candidate.model;
  }

  std::optional<double> number(const std::string& path) const {
    const schema::Node* node = schema::find_path(options_, path);
    return node && node->is_scalar() ? parse_number(node->text) : std::nullopt;
  }
  bool has(const std::string& path) const { return schema::find_path(options_, path) != nullptr; }
  /// Whether the loss is that of the task, each row counted by its own weight alone.
  bool has_plain_loss() const {
    const schema::Node* weights = schema::find_path(options_, "train.class_weight");
    return !has("train.loss") && (!weights || weights->text == "equal");
  }
  bool stops_early() const {
    const schema::Node* node = schema::find_path(options_, "train.early_stopping");
    return node && node->is_map();
  }

  /// A model that the configuration names is run again and ranked; one that was only tried by
  /// default is trained alone, since naming it would drop the others.
  std::string set(const std::string& path, const std::string& value) const {
    const std::string option = schema::path_join("evaluate.models", model_) + "." + path + "=";
    std::vector<std::string> words = {"dlflow", is_written_ ? "run" : "train"};
    for (std::size_t i = 0; i < command_.size(); ++i)
      if (command_[i] == "--set" && i + 1 < command_.size() && command_[i + 1].starts_with(option))
        ++i;  // is said anew
      else
        words.push_back(command_[i]);
    if (!is_written_) words.insert(words.end(), {"--model", model_});
    words.insert(words.end(), {"--set", option + value});
    return shell_line(words);
  }

  std::string lower_rate() const {
    const schema::Node* optimizer = schema::find_path(options_, "train.optimizer");
    if (!optimizer || !optimizer->is_map() || optimizer->entries.empty()) return "";
    const std::string path =
        schema::path_join("train.optimizer", optimizer->entries.front().key) + ".learning_rate";
    const auto rate = number(path);
    return rate ? set(path, fmt::format("{:.4g}", *rate / 10)) : "";
  }
  std::string wider() const {
    const schema::Node* hidden = schema::find_path(options_, "hidden");
    if (!hidden || !hidden->is_list()) return "";
    std::vector<std::string> units;
    for (const auto& item : hidden->items)
      units.push_back(shortest(2 * parse_number(item.text).value_or(0)));
    return units.empty() ? "" : set("hidden", "[" + join(units, ", ") + "]");
  }
  std::string stricter() const {
    const auto dropout = number("dropout");
    if (dropout && *dropout < 0.5) return set("dropout", fmt::format("{:.2g}", *dropout + 0.2));
    return has("train.early_stopping") && !stops_early()
               ? set("train.early_stopping.patience", "10")
               : "";
  }

 private:
  std::string model_;
  std::vector<std::string> command_;
  schema::Node options_;
  bool is_written_ = false;
};

std::pair<std::string, std::string> in_words(const CurveFinding& f, const Adviser& adviser,
                                             std::size_t epochs) {
  switch (f.what) {
    case Diagnosis::too_short:
      return {fmt::format("{:.0f} epochs are too few to say anything", f.to),
              adviser.set("train.epochs", "50")};
    case Diagnosis::rate_too_high:
      return {fmt::format("The learning rate is too high: the training loss goes from {:.3g} to "
                          "{:.3g} with jumps upward, the steepest in epoch {}",
                          f.from, f.to, f.epoch),
              adviser.lower_rate()};
    case Diagnosis::unfinished:
      return {fmt::format("Training stopped too early: over the last tenth of {} epochs the "
                          "training loss still fell from {:.3g} to {:.3g}",
                          epochs, f.from, f.to),
              adviser.set("train.epochs", std::to_string(2 * epochs))};
    case Diagnosis::underfit:
      return {
          fmt::format("It underfits, or the columns say little of the target: the training loss "
                      "ends at {:.3g}, and a guess that looks at no column has {:.3g}",
                      f.to, f.from),
          adviser.wider()};
    case Diagnosis::overfit:
      return {
          fmt::format("It overfits: the validation loss is lowest in epoch {} ({:.3g}) and ends "
                      "at {:.3g}, while the training loss goes on falling{}",
                      f.epoch, f.from, f.to,
                      adviser.stops_early() ? "; the weights of the best epoch are kept" : ""),
          adviser.stricter()};
    case Diagnosis::more_data:
      return {fmt::format("Unseen rows cost more than those learnt from, {:.3g} against {:.3g}: a "
                          "stricter network "
                          "may close some of the gap, and more rows too",
                          f.to, f.from),
              adviser.stricter()};
    case Diagnosis::unrepresentative:
      return {f.epoch > 0
                  ? fmt::format("The validation part is too small to judge by: its loss jumps from "
                                "{:.3g} to {:.3g} in epoch {}",
                                f.from, f.to, f.epoch)
                  : fmt::format("The validation part is not representative: its loss ({:.3g}) is "
                                "below that of the rows learnt from ({:.3g})",
                                f.to, f.from),
              adviser.stops_early() ? adviser.set("train.early_stopping.validation", "0.25") : ""};
    case Diagnosis::healthy:
      break;
  }
  return {fmt::format("The training loss falls from {:.3g} to {:.3g}, and nothing in the curve "
                      "speaks against the way it was trained",
                      f.from, f.to),
          ""};
}

}  // namespace

std::vector<std::pair<std::string, std::string>> diagnosis(const Workflow& workflow,
                                                           const Framed& framed,
                                                           const harness::CandidateResult& result,
                                                           const report::LearningCurve& curve) {
  const Adviser adviser(workflow, result.candidate);
  statistics::CurveShape shape{curve.loss, curve.validation, std::nullopt, std::nullopt, true};
  // Another loss, or rows that count otherwise than unseen ones, are in no unit of a guess.
  if (adviser.has_plain_loss() && !changes_training_rows(workflow, result.candidate.view)) {
    const double scale = mean_weight(framed);
    shape.guess = scale * guess_loss(framed);
    if (const auto loss = unseen_loss(workflow, framed, result)) shape.unseen = scale * *loss;
  }
  if (const auto epochs = adviser.number("train.epochs"))
    shape.is_whole = static_cast<double>(curve.loss.size()) >= *epochs;
  std::vector<std::pair<std::string, std::string>> out;
  for (const CurveFinding& finding : statistics::diagnose(shape)) {
    out.push_back(in_words(finding, adviser, curve.loss.size()));
    out.back().first += ".";
  }
  return out;
}

}  // namespace dlflow::stages
