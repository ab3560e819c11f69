#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/base/archive.hpp"
#include "core/base/random.hpp"
#include "core/schema/schema.hpp"
#include "pipeline/views/block.hpp"
#include "pipeline/views/lowered_block.hpp"
#include "pipeline/views/row_pieces.hpp"
#include "pipeline/views/view.hpp"

/// What a transform is: fitted on a block of training rows, applied to blocks of any rows.
namespace dlflow::views {

/// Where a step is fitted: its place for messages, and what it may learn from beside its block.
struct StepContext {
  std::string view, step;
  const data::Target* target = nullptr;  ///< of the rows of the block, in their order; may be null
  RandomKey key{0};                      ///< of this step alone
  std::string option = {};               ///< of the view, that names the step: "number.0"
  std::span<const std::string> classes = {};  ///< names of the target's; may be empty
  bool is_last = false;                ///< nothing in the view reads the values that the step makes
  std::vector<Note>* notes = nullptr;  ///< of the fit; may be null
  void note(std::string fact, std::string deed) const;
  /// Throws UserError (data): "view 'standard': column 'age': impute: <reason>".
  [[noreturn]] void refuse(const std::string& column, const std::string& reason,
                           const std::string& hint) const;
  /// The same, as a fault of the configuration: the step does not take such a column.
  [[noreturn]] void misplace(const std::string& column, const std::string& reason,
                             const std::string& hint) const;
};

/// One step. Each call gets the layout of the blocks it was fitted on; apply works row by row, so
/// that rows may be applied in any pieces.
///
/// A step that learns from the target, or from the rows around a row, may give the rows it was
/// fitted on other values than apply would: it says so by `trains_apart`, and the view calls
/// `apply_to_training` once, on the block of the fit, before the step is used for anything else.
class Transform {
 public:
  virtual ~Transform() = default;
  /// Learns from training rows. Throws UserError (data) by context.refuse.
  virtual void fit(const Layout& in, const Block& training, const StepContext& context) = 0;
  /// The layout of what apply makes.
  virtual Layout output(const Layout& in) const = 0;
  /// Changes the block in place. Thread-safe.
  virtual void apply(Block& block) const = 0;
  virtual bool trains_apart() const { return false; }
  /// Changes the block that the step was fitted on; frees what it kept for that.
  virtual void apply_to_training(Block& training) { apply(training); }

  /// Whether fit reads values of the block, or its layout alone.
  virtual bool reads_values() const { return true; }
  /// Whether each number column is learnt from by itself. A view without other columns then calls
  /// fit_column for one after the other in place of fit, while the processor's cache holds it.
  virtual bool is_fitted_by_column() const { return false; }
  virtual void fit_column(const std::string& name, const ColumnValues& values,
                          const StepContext& context);
  /// Whether each number column is changed by itself, by apply_column, and none is added.
  virtual bool is_applied_by_column() const { return false; }
  /// Writes to `to` what becomes of as many values `from` this column, which may be the same.
  virtual void apply_column(std::size_t column, std::span<const double> from,
                            std::span<double> to) const;

  /// What apply_column does to each value of this column where it is no more than that. As the last
  /// step it is then done while rows are written, which saves a reading.
  virtual std::optional<Scaling> scaling(std::size_t /*column*/) const { return std::nullopt; }

  /// One sentence for each column; `step` stays empty, the view knows it.
  virtual std::vector<Learnt> learnt(const Layout& in) const = 0;
  /// What apply does, as operations of the block's graph.
  virtual void lower(const Layout& in, LoweredBlock& block) const = 0;
  virtual Archive save() const = 0;
  /// Throws CorruptFile when the archive does not suit the layout.
  virtual void load(const Layout& in, const Archive& archive) = 0;
};

/// Which columns a kind of transform takes; another column in its block is refused.
enum class Takes { numbers, categories, both, dates, all };

/// A kind of transform: its options, what it takes, and how one is made.
struct TransformKind {
  schema::Choice choice;
  Takes takes = Takes::both;
  /// A missing number would leave more columns than its own without a value: fit refuses it among
  /// the training rows, and the view in others.
  bool spreads_missing = false;
  std::function<std::unique_ptr<Transform>(const void* options)> make;
};

/// What the entry of a kind says beside its types.
struct KindFacts {
  Takes takes = Takes::both;
  std::string example = "{}";  ///< options as flow YAML
  int version = 1;
  std::string source = {};  ///< see Choice
  bool spreads_missing = false;
};

/// The entry of a transform that is made from its options.
template <class Step, class Options>
TransformKind kind(std::string name, std::string doc, KindFacts facts) {
  TransformKind made;
  made.choice.name = std::move(name);
  made.choice.doc = std::move(doc);
  made.choice.example = std::move(facts.example);
  made.choice.version = facts.version;
  made.choice.source = std::move(facts.source);
  made.choice.make = [] { return std::make_shared<Options>(); };
  made.choice.describe = [](schema::Object& o, void* x) { describe(o, *static_cast<Options*>(x)); };
  made.takes = facts.takes;
  made.spreads_missing = facts.spreads_missing;
  made.make = [](const void* x) { return std::make_unique<Step>(*static_cast<const Options*>(x)); };
  return made;
}

/// All kinds, in the order of the list; nullptr when there is none of that name.
const std::vector<TransformKind>& transform_kinds();
const TransformKind* find_transform(std::string_view name);

/// The fact of a note: the column has no value among the training rows.
std::string without_value(const std::string& column);

/// A learnt number in a sentence: 4 digits, whole from 1,000 on: "33.24", "48842".
std::string spoken(double value);

/// The archive's doubles or integers `name`; CorruptFile unless there are `size` of them.
const std::vector<double>& sized_doubles(const Archive& archive, const std::string& name,
                                         std::size_t size);
const std::vector<std::int64_t>& sized_integers(const Archive& archive, const std::string& name,
                                                std::size_t size);

}  // namespace dlflow::views
