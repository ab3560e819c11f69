#include <fmt/format.h>

#include "core/base/names.hpp"
#include "pipeline/views/fitted_view.hpp"
#include "pipeline/views/saved_steps.hpp"

/// How a fitted view lies in an archive:
///
///   view                  its name            inputs, kinds       lists: names; number,
///   labels.I              labels of input I                       binary, category or date
///   blank                 indices of inputs without a value in training, where there are any
///   chains                how many            chain.C.inputs      indices of inputs
///   chain.C.steps         kinds of the steps  chain.C.S.*         what step S saved
///   chain.C.S.version     of the kind of step S
///   texts.columns, texts.C.*: the text columns, where there are any
///   samples.images.*, samples.series.*: count, and the chain of each image and series column
namespace dlflow::views {
namespace {

std::string chain_name(std::size_t chain) { return fmt::format("chain.{}", chain); }

InputKind kind_named(const std::string& name) {
  if (const auto kind = value_named<InputKind>(name)) return *kind;
  throw CorruptFile("kinds", fmt::format("'{}' is no kind of input", name));
}

std::vector<Input> load_inputs(const Archive& archive) {
  const auto& names = archive.list("inputs");
  const auto& kinds = archive.list("kinds");
  if (names.size() != kinds.size())
    throw CorruptFile("kinds",
                      fmt::format("expected {} kinds, got {}", names.size(), kinds.size()));
  std::vector<Input> inputs;
  for (std::size_t i = 0; i < names.size(); ++i) {
    Input& input = inputs.emplace_back();
    input.name = names[i];
    input.kind = kind_named(kinds[i]);
    if (input.is_coded()) input.labels = archive.list(fmt::format("labels.{}", i));
  }
  if (!archive.has("blank")) return inputs;
  for (const std::int64_t i : archive.integers("blank")) {
    if (i < 0 || static_cast<std::size_t>(i) >= inputs.size())
      throw CorruptFile("blank", fmt::format("there is no input {}", i));
    inputs[static_cast<std::size_t>(i)].is_blank = true;
  }
  return inputs;
}

FittedStep load_step(const std::string& kind_name, const Layout& layout, const Archive& archive) {
  const TransformKind* kind = find_transform(kind_name);
  if (!kind) throw CorruptFile("steps", fmt::format("'{}' is no transform", kind_name));
  require_version(*kind, archive, "transform");
  FittedStep step{kind, kind->make(kind->choice.make().get())};
  step.transform->load(layout, archive);
  return step;
}

Chain load_chain(const std::vector<Input>& inputs, const Archive& archive) {
  Chain chain;
  for (std::int64_t i : archive.integers("inputs")) {
    if (i < 0 || static_cast<std::size_t>(i) >= inputs.size())
      throw CorruptFile("inputs", fmt::format("there is no input {}", i));
    chain.inputs.push_back(static_cast<std::size_t>(i));
  }
  chain.start = chain.end = layout_of(inputs, chain.inputs);
  for (const std::string& kind : archive.list("steps")) {
    const Archive part = archive.part(fmt::format("{}", chain.steps.size()));
    chain.steps.push_back(load_step(kind, chain.end, part));
    chain.end = chain.steps.back().transform->output(chain.end);
  }
  return chain;
}

}  // namespace

Archive ColumnsView::save() const {
  Archive archive;
  archive.put("view", name_);
  std::vector<std::string> names, kinds;
  std::vector<std::int64_t> blank;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    const Input& input = inputs_[i];
    names.push_back(input.name);
    kinds.emplace_back(value_name(input.kind));
    if (input.is_coded()) archive.put(fmt::format("labels.{}", i), input.labels);
    if (input.is_blank) blank.push_back(static_cast<std::int64_t>(i));
  }
  if (!blank.empty()) archive.put("blank", blank);
  archive.put("inputs", names);
  archive.put("kinds", kinds);
  archive.put("chains", static_cast<std::int64_t>(chains_.size()));
  for (std::size_t c = 0; c < chains_.size(); ++c) {
    const Chain& chain = chains_[c];
    Archive part;
    part.put("inputs", std::vector<std::int64_t>(chain.inputs.begin(), chain.inputs.end()));
    save_steps(chain.steps, part);
    archive.add(chain_name(c), part);
  }
  archive.add("samples", samples_.save());
  archive.add("texts", texts_.save());
  return archive;
}

std::unique_ptr<FittedView> load_view(const Archive& archive) {
  std::vector<Input> inputs = load_inputs(archive);
  std::vector<Chain> chains;
  const std::int64_t count = archive.integer("chains");
  for (std::int64_t c = 0; c < count; ++c)
    chains.push_back(load_chain(inputs, archive.part(chain_name(static_cast<std::size_t>(c)))));
  return std::make_unique<ColumnsView>(archive.text("view"), std::move(inputs), std::move(chains),
                                       SampleChains::load(archive.part("samples")),
                                       texts::TextChains::load(archive.part("texts")));
}

}  // namespace dlflow::views
