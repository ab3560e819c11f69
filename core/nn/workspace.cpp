#include <algorithm>
#include <utility>

#include "core/nn/network.hpp"

namespace dlflow::nn {

template <class T>
Workspace<T>::Workspace(const Network& network, std::size_t rows, bool with_backward)
    : network_(network), rows_(rows), codes_(rows * network.embeddings().columns()) {
  std::size_t widest = network.embeddings().width(), scratch = 0;
  input_ = arena_.reserve(rows * widest);
  for (const Network::Entry& entry : network.entries()) {
    const Layer& layer = *entry.layer;
    const std::size_t width = count(entry.output);
    Block& block = blocks_.emplace_back();
    block.y = arena_.reserve(rows * width);
    block.saved = arena_.reserve(rows * layer.saved_per_row());
    widest = std::max(widest, width);
    scratch = std::max(scratch, layer.scratch());
  }
  scratch_ = arena_.reserve(scratch);
  if (with_backward)
    for (std::size_t& place : gradients_) place = arena_.reserve(rows * widest);
  arena_.allocate();
}

template <class T>
Pass<T> Workspace<T>::pass_of(std::size_t layer, const Run& run) {
  Pass<T> pass;
  pass.rows = run.rows;
  pass.x = layer == 0 ? input() : arena_.at(blocks_[layer - 1].y);
  pass.y = arena_.at(blocks_[layer].y);
  pass.weights = run.weights + network_.entries()[layer].offset;
  pass.saved = arena_.at(blocks_[layer].saved);
  pass.scratch = arena_.at(scratch_);
  pass.is_training = run.is_training;
  pass.key = run.key.with(layer);
  pass.samples = run.samples;
  return pass;
}

template <class T>
void Workspace<T>::forward(const Run& run) {
  DLFLOW_REQUIRE(run.rows <= rows_, "a batch fits its workspace");
  network_.embeddings().forward(run.rows, codes(), rows_, run.weights, input());
  for (std::size_t i = 0; i < blocks_.size(); ++i)
    network_.entries()[i].layer->forward(pass_of(i, run));
}

template <class T>
void Workspace<T>::backward(const Run& run, T* gradients) {
  T* dy = arena_.at(gradients_[0]);
  T* dx = arena_.at(gradients_[1]);
  const bool wants_input = network_.embeddings().columns() > 0;
  for (std::size_t i = blocks_.size(); i-- > 0;) {
    Pass<T> pass = pass_of(i, run);
    pass.dy = dy;
    pass.dx = i > 0 || wants_input ? dx : nullptr;
    pass.gradients = gradients + network_.entries()[i].offset;
    network_.entries()[i].layer->backward(pass);
    std::swap(dy, dx);
  }
  if (wants_input) network_.embeddings().backward(run.rows, codes(), rows_, dy, gradients);
}

template class Workspace<float>;
template class Workspace<double>;

}  // namespace dlflow::nn
