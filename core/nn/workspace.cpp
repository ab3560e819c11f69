#include <algorithm>
#include <type_traits>

#include "core/nn/network.hpp"
#include "core/tensor/arena.hpp"

namespace dlflow::nn {

template <class T>
Workspace<T>::Workspace(const Network& network, std::size_t rows, bool with_backward)
    : network_(network), rows_(rows), codes_(rows * network.embeddings().columns()) {
  const bool joins = network.branches().size() > 1;
  std::size_t scratch = 0, width = 0;
  for (const Network::Branch& branch : network.branches()) {
    Block& block = blocks_.emplace_back();
    const std::size_t output = count(branch.chain.output());
    block.input = arena_.reserve(rows * count(branch.chain.input()));
    block.saved = arena_.reserve(branch.chain.saved(rows));
    block.output = branch.chain.is_empty() ? block.input : arena_.reserve(rows * output);
    if (with_backward) block.gradient = arena_.reserve(rows * output);
    scratch = std::max(scratch, branch.chain.scratch(rows));
    width += output;
    if (branch.part == Network::Part::sequence) steps_.resize(rows);
    if (branch.part == Network::Part::table && network.embeddings().columns() > 0 && with_backward)
      table_gradient_ = arena_.reserve(rows * count(branch.chain.input()));
  }
  if (joins) joined_ = arena_.reserve(rows * width);
  if (with_backward) joined_gradient_ = arena_.reserve(rows * width);
  const Chain& trunk = network.trunk();
  trunk_saved_ = arena_.reserve(trunk.saved(rows));
  scores_ = arena_.reserve(rows * network.outputs());
  if (with_backward) score_gradients_ = arena_.reserve(rows * network.outputs());
  scratch_ = arena_.reserve(std::max(scratch, trunk.scratch(rows)));
  arena_.allocate();
}

template <class T>
T* Workspace<T>::block(Network::Part part) {
  for (std::size_t i = 0; i < blocks_.size(); ++i)
    if (network_.branches()[i].part == part) return arena_.at(blocks_[i].input);
  return nullptr;
}

template <class T>
Pass<T> Workspace<T>::pass_of(const Run& run) const {
  Pass<T> pass;
  pass.rows = run.rows;
  pass.is_training = run.is_training;
  pass.key = run.key;
  pass.samples = run.samples;
  pass.team = run.team;
  return pass;
}

template <class T>
Pass<T> Workspace<T>::branch_pass(std::size_t index, const Run& run) {
  const Network::Branch& branch = network_.branches()[index];
  const std::size_t statistics = network_.trained_size() + branch.statistics_offset;
  Pass<T> pass = pass_of(run);
  pass.x = arena_.at(blocks_[index].input);
  pass.y = arena_.at(blocks_[index].output);
  pass.saved = arena_.at(blocks_[index].saved);
  pass.scratch = arena_.at(scratch_);
  pass.weights = run.weights + branch.offset;
  pass.statistics = run.weights + statistics;
  if (run.new_statistics) pass.new_statistics = run.new_statistics + branch.statistics_offset;
  if (branch.part == Network::Part::sequence) pass.steps = steps_.data();
  pass.key = run.key.with(static_cast<std::uint64_t>(branch.part)).with("inputs");
  return pass;
}

template <class T>
Pass<T> Workspace<T>::trunk_pass(const Run& run) {
  const std::size_t offset = network_.trunk_statistics_offset();
  const Network::Branch& first = network_.branches().front();
  Pass<T> pass = pass_of(run);
  pass.x = joined();
  pass.y = scores();
  pass.saved = arena_.at(trunk_saved_);
  pass.scratch = arena_.at(scratch_);
  pass.weights = run.weights + network_.trunk_offset();
  pass.statistics = run.weights + network_.trained_size() + offset;
  if (run.new_statistics) pass.new_statistics = run.new_statistics + offset;
  if (blocks_.size() == 1) {
    pass.layouts.input = first.chain.layouts(Layout::plain).output;
    if (first.part == Network::Part::sequence) pass.steps = steps_of_first();
  }
  return pass;
}

// A sequence alone goes on as one, with the steps that its own layers leave.
template <class T>
const std::int32_t* Workspace<T>::steps_of_first() {
  const Chain& chain = network_.branches().front().chain;
  if (!chain.changes_steps()) return steps_.data();
  changed_steps_.resize(rows_);
  for (std::size_t n = 0; n < rows_; ++n) changed_steps_[n] = chain.output_steps(steps_[n]);
  return changed_steps_.data();
}

template <class T>
const T* Workspace<T>::joined() {
  return arena_.at(blocks_.size() > 1 ? joined_ : blocks_.front().output);
}

template <class T>
void Workspace<T>::forward(const Run& run) {
  DLFLOW_REQUIRE(run.rows <= rows_, "a batch fits its workspace");
  if (T* x = table(); x && network_.embeddings().columns() > 0)
    network_.embeddings().forward(run.rows, codes(), rows_, run.weights, x);
  std::size_t place = 0, width = 0;
  for (const Network::Branch& branch : network_.branches()) width += count(branch.chain.output());
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    const Chain& chain = network_.branches()[i].chain;
    if (!chain.is_empty()) chain.forward(branch_pass(i, run));
    const std::size_t own = count(chain.output());
    const T* y = arena_.at(blocks_[i].output);
    for (std::size_t n = 0; blocks_.size() > 1 && n < run.rows; ++n)
      std::copy_n(y + n * own, own, arena_.at(joined_) + n * width + place);
    place += own;
  }
  network_.trunk().forward(trunk_pass(run));
}

template <class T>
void Workspace<T>::backward(const Run& run, T* gradients) {
  const Embeddings& embeddings = network_.embeddings();
  bool wants_joined = embeddings.columns() > 0;
  std::size_t width = 0, place = 0;
  for (const Network::Branch& branch : network_.branches()) {
    wants_joined = wants_joined || branch.chain.block() > 0;
    width += count(branch.chain.output());
  }
  Pass<T> pass = trunk_pass(run);
  pass.gradients = gradients + network_.trunk_offset();
  pass.dy = score_gradients();
  pass.dx = wants_joined ? arena_.at(joined_gradient_) : nullptr;
  network_.trunk().backward(pass);
  for (std::size_t i = 0; wants_joined && i < blocks_.size(); ++i) {
    const Network::Branch& branch = network_.branches()[i];
    const std::size_t own = count(branch.chain.output());
    T* dy = arena_.at(blocks_[i].gradient);
    for (std::size_t n = 0; n < run.rows; ++n)
      std::copy_n(arena_.at(joined_gradient_) + n * width + place, own, dy + n * own);
    place += own;
    const bool is_embedded = branch.part == Network::Part::table && embeddings.columns() > 0;
    if (!branch.chain.is_empty()) {
      Pass<T> below = branch_pass(i, run);
      below.gradients = gradients + branch.offset;
      below.dy = dy;
      below.dx = is_embedded ? arena_.at(table_gradient_) : nullptr;
      branch.chain.backward(below);
      dy = below.dx;
    }
    if (is_embedded) embeddings.backward(run.rows, codes(), rows_, dy, gradients);
  }
}

template class Workspace<float>;
template class Workspace<double>;

}  // namespace dlflow::nn
