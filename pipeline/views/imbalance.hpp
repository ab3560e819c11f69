#pragma once

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

/// A kind: its options, and what it does. `apply` may weigh, leave out, repeat or add rows; equal
/// keys give equal rows. Throws UserError (data) when the rows do not suit it.
struct ImbalanceKind {
  schema::Choice choice;
  std::function<void(const void* options, TrainingPart& part, RandomKey key)> apply;
};

/// All kinds, in the order of the list; and as choices for the tables.
const std::vector<ImbalanceKind>& imbalance_kinds();
const schema::Choices& imbalance_choices();

/// Does what is chosen, if anything. Throws UserError (configuration) for a regression.
void balance(const schema::Chosen& chosen, TrainingPart& part, RandomKey key);

}  // namespace dlflow::views
