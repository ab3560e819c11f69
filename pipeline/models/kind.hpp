#pragma once

#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "pipeline/models/missing.hpp"
#include "pipeline/models/model.hpp"
#include "pipeline/models/over_dense.hpp"

namespace dlflow::models {

class NetworkModel;

/// What a kind is called and where it stands.
struct KindTraits {
  std::string name;         ///< as written in a project file
  std::string doc;          ///< one sentence
  std::string source = {};  ///< see Choice
  std::string example;      ///< its options as flow YAML; may be empty
  int complexity = 0;       ///< see ModelKind
  bool is_baseline = false;
  bool is_for_rare_classes = false;
  bool goes_on_from_past = false;  ///< see ModelKind
  bool takes_inputs_too = false;   ///< see ModelKind
  bool is_linear = false;          ///< see ModelKind
  Sparse sparse = Sparse::dense;
  Missing missing = Missing::refused;
  int version = 1;  ///< raised when the kind's output changes
};

/// A kind without options of its own.
struct NoOptions {};
inline void describe(schema::Object&, NoOptions&) {}

/// The options of a kind as one table: the common ones, then its own.
template <class Options>
struct WithCommon {
  CommonOptions common;
  Options own;
};
template <class Options>
void describe(schema::Object& o, WithCommon<Options>& x) {
  o.field("views", x.common.views, "Views the model is tried on.")
      .default_is("every view that suits the model");
  describe(o, x.own);
}

/// A kind's own options behind the pointer the tables hand around.
template <class Options>
const Options& own_options(const void* options) {
  return static_cast<const WithCommon<Options>*>(options)->own;
}

/// Composes a kind of `Made`, a class built from (const Options&, const Problem&). `unsuited` says
/// why the model cannot learn a problem, "" when it can.
template <class Options, class Made, class Unsuited>
ModelKind kind(KindTraits traits, Unsuited unsuited) {
  using Composed = WithCommon<Options>;
  ModelKind out;
  out.choice.name = std::move(traits.name);
  out.choice.doc = std::move(traits.doc);
  out.choice.source = std::move(traits.source);
  out.choice.example = std::move(traits.example);
  out.choice.version = traits.version;
  out.choice.make = [] { return std::static_pointer_cast<void>(std::make_shared<Composed>()); };
  out.choice.describe = [](schema::Object& o, void* options) {
    describe(o, *static_cast<Composed*>(options));
  };
  out.is_baseline = traits.is_baseline;
  out.is_for_rare_classes = traits.is_for_rare_classes;
  out.goes_on_from_past = traits.goes_on_from_past;
  out.takes_inputs_too = traits.takes_inputs_too;
  out.is_linear = traits.is_linear;
  out.is_network = std::is_base_of_v<NetworkModel, Made>;
  out.complexity = traits.complexity;
  out.common = [](const void* options) -> const CommonOptions& {
    return static_cast<const Composed*>(options)->common;
  };
  if constexpr (requires(const Options& own) { own.model.choice; })
    out.inner = [](const void* options) { return &own_options<Options>(options).model; };
  const bool is_blind = !out.reads_columns();
  const Sparse sparse = is_blind ? Sparse::taken : traits.sparse;
  const Missing missing = is_blind ? Missing::accepted : traits.missing;
  const auto is_given_dense = [unsuited, sparse](const Options& own, const Problem& problem) {
    return problem.sparse_columns > 0 &&
           (sparse == Sparse::dense || !unsuited(own, problem).empty());
  };
  out.unsuited = [unsuited, is_given_dense, missing](const void* options,
                                                     const Problem& problem) -> std::string {
    const Options& own = own_options<Options>(options);
    const bool is_dense = is_given_dense(own, problem);
    std::string why = unsuited(own, is_dense ? without_sparse(problem) : problem);
    if (why.empty() && is_dense) why = too_many_values(problem);
    return why.empty() ? missing_reason(missing, problem) : why;
  };
  out.make = [is_given_dense, missing, name = out.choice.name](
                 const void* options, const Problem& problem) -> std::unique_ptr<Model> {
    const Options& own = own_options<Options>(options);
    const bool is_dense = is_given_dense(own, problem);
    std::unique_ptr<Model> made =
        std::make_unique<Made>(own, is_dense ? without_sparse(problem) : problem);
    if (is_dense) made = std::make_unique<OverDense>(std::move(made));
    if (missing == Missing::accepted) return made;
    return std::make_unique<WithoutMissing>(name, std::move(made));
  };
  return out;
}

}  // namespace dlflow::models
