#pragma once

#include <span>
#include <utility>
#include <vector>

#include "pipeline/views/imbalance.hpp"

namespace dlflow::views {

ImbalanceKind class_weights();
ImbalanceKind over_sample();
ImbalanceKind under_sample();
ImbalanceKind smote();

/// The entry of a kind from its options and what it does with them.
template <class Options>
ImbalanceKind imbalance_kind(std::string name, std::string doc, std::string source,
                             std::string example,
                             void (*apply)(const Options&, TrainingPart&, RandomKey),
                             std::vector<ClassChange> (*changes)(const Options&,
                                                                 const data::Target&)) {
  ImbalanceKind made;
  made.choice.name = std::move(name);
  made.choice.doc = std::move(doc);
  made.choice.source = std::move(source);
  made.choice.example = std::move(example);
  made.choice.make = [] { return std::static_pointer_cast<void>(std::make_shared<Options>()); };
  made.choice.describe = [](schema::Object& o, void* x) { describe(o, *static_cast<Options*>(x)); };
  made.apply = [apply](const void* options, TrainingPart& part, RandomKey key) {
    apply(*static_cast<const Options*>(options), part, key);
  };
  made.changes = [changes](const void* options, const data::Target& target) {
    return changes(*static_cast<const Options*>(options), target);
  };
  return made;
}

/// Rows of the classes as they are: nothing is changed yet.
std::vector<ClassChange> unchanged(const data::Target& target);
/// Classes smaller than `wanted` grow to it; one without rows stays without.
std::vector<ClassChange> grown(const data::Target& target, double ratio);

/// The rows of each class, ascending.
std::vector<std::vector<std::size_t>> rows_of_classes(const data::Target& target);

/// Rows of a part by their number, in this order; a row may come several times.
TrainingPart picked(const TrainingPart& part, std::span<const std::size_t> rows);

}  // namespace dlflow::views
