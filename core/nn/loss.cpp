#include "core/nn/loss.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/nn/losses/losses.hpp"

namespace dlflow::nn {
namespace {

std::string task_of(Target target) {
  switch (target) {
    case Target::binary:
      return "two classes";
    case Target::multiclass:
      return "several classes";
    case Target::regression:
      break;
  }
  return "a number";
}

bool suits(const LossKind& kind, Target target) {
  return std::ranges::find(kind.suits, target) != kind.suits.end();
}

[[noreturn]] void refuse(const schema::Chosen& chosen, Target target) {
  std::vector<std::string> names;
  for (const LossKind& kind : loss_kinds())
    if (suits(kind, target)) names.push_back(kind.choice.name);
  throw UserError(ExitCode::configuration,
                  {Problem{{},
                           "train.loss",
                           fmt::format("'{}' does not suit a target of {}", chosen.choice->name,
                                       task_of(target)),
                           "one of: " + join(names, ", ")}});
}

}  // namespace

const std::vector<LossKind>& loss_kinds() {
  static const std::vector<LossKind> kKinds{
      binary_crossentropy(),
      categorical_crossentropy(),
      focal(),
      hinge(),
      squared_hinge(),
      mean_squared_error(),
      mean_absolute_error(),
      huber(),
      log_cosh(),
      poisson(),
      pinball(),
  };
  return kKinds;
}

const schema::Choices& loss_choices() {
  static const schema::Choices kChoices = [] {
    schema::Choices choices;
    for (const LossKind& kind : loss_kinds()) choices.push_back(&kind.choice);
    return choices;
  }();
  return kChoices;
}

const LossKind& loss_kind_of(const schema::Choice& choice) {
  for (const LossKind& kind : loss_kinds())
    if (&kind.choice == &choice) return kind;
  throw Bug(__FILE__, __LINE__, "not a loss: " + choice.name);
}

schema::Chosen default_loss(Target target) {
  switch (target) {
    case Target::binary:
      return schema::choose(loss_choices(), "binary_crossentropy");
    case Target::multiclass:
      return schema::choose(loss_choices(), "categorical_crossentropy");
    case Target::regression:
      break;
  }
  return schema::choose(loss_choices(), "mean_squared_error");
}

std::unique_ptr<Loss> make_loss(const schema::Chosen& chosen, Target target, std::size_t classes) {
  const schema::Chosen used = chosen ? chosen : default_loss(target);
  const LossKind& kind = loss_kind_of(*used.choice);
  if (!suits(kind, target)) refuse(used, target);
  try {
    return kind.make(used.options.get(), classes);
  } catch (const UserError& error) {
    std::vector<Problem> problems = error.problems();
    for (Problem& problem : problems)
      problem.path = "train.loss." + kind.choice.name + "." + problem.path;
    throw UserError(error.code(), std::move(problems));
  }
}

}  // namespace dlflow::nn
