#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"
#include "core/schema/node.hpp"

namespace dlflow::schema {

class Object;

/// One kind of a family (a layer, an optimizer, a transform, a model), as the tables see it.
struct Choice {
  std::string name;     ///< as written in YAML
  std::string doc;      ///< one sentence
  std::string example;  ///< an example of its options as flow YAML, "{rate: 0.2}"; may be empty
  /// Who published it, or whose definition it follows; for layers and the like it may be empty.
  std::string source = {};
  int version = 1;  ///< part of the keys of what the kind made; raised when its output changes
  std::function<std::shared_ptr<void>()> make;           ///< fresh options, all defaults
  std::function<void(Object&, void* options)> describe;  ///< their table
};

/// The kinds of one family, in the order they are listed. Pointers stay valid for the whole run.
using Choices = std::vector<const Choice*>;

/// A chosen kind with its loaded options: `adam`, or `{adam: {learning_rate: 0.01}}`.
struct Chosen {
  const Choice* choice = nullptr;  ///< null: nothing chosen yet
  std::shared_ptr<void> options;
  Place place;
  template <class Options>
  const Options& as() const {
    return *static_cast<const Options*>(options.get());
  }
  explicit operator bool() const { return choice != nullptr; }
};

/// A kind chosen with all defaults. Throws Bug when the family has no such kind.
Chosen choose(const Choices& family, std::string_view name);
/// nullptr when there is none.
const Choice* find_choice(const Choices& family, std::string_view name);

/// An entry of a map of kinds: `boosted: {kind: xgboost, rounds: 200}`; where `kind` is left out
/// the entry's own name is the kind.
struct NamedChosen {
  std::string name;
  Chosen chosen;
  Node source;  ///< the entry's value as written, without `kind`; a search overrides parts of it
};

}  // namespace dlflow::schema
