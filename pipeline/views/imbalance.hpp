#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/base/random.hpp"
#include "core/schema/schema.hpp"
#include "pipeline/data/features.hpp"

/// What is done about classes of unequal size, on training rows alone: after the view made their
/// features, before a model is fitted on them.
namespace dlflow::views {

struct TrainingPart {
  data::Features features;
  data::Target target;  ///< of classes
};

/// The rows of one class after a kind was applied, and what each of them weighs.
struct ClassChange {
  std::size_t before = 0, after = 0;
  double weight = 1;
};

/// A kind: its options, and what it does. `apply` may weigh, leave out, repeat or add rows; equal
/// keys give equal rows. Throws UserError (data) when the rows do not suit it.
struct ImbalanceKind {
  schema::Choice choice;
  std::function<void(const void* options, TrainingPart& part, RandomKey key)> apply;
  /// What becomes of each class of a target: its rows, and the weight of each (1 without weights).
  std::function<std::vector<ClassChange>(const void* options, const data::Target& target)> changes;
  bool reads_values = false;  ///< of the features, which then are dense
};

/// All kinds, in the order of the list; and as choices for the tables.
const std::vector<ImbalanceKind>& imbalance_kinds();
const schema::Choices& imbalance_choices();

/// What is done to training rows with this target: "rows of 'yes' grow from 40 to 200". `classes`
/// names the classes in their order.
std::string balance_in_words(const schema::Chosen& chosen, const data::Target& target,
                             std::span<const std::string> classes);

bool reads_values(const schema::Chosen& chosen);
/// Does what is chosen, if anything. Throws UserError (configuration) for a regression.
void balance(const schema::Chosen& chosen, TrainingPart& part, RandomKey key);

}  // namespace dlflow::views
