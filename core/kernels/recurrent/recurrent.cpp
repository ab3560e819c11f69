#include "core/kernels/recurrent/recurrent.hpp"

#include <algorithm>

#include "core/kernels/recurrent/shard.hpp"
#include "core/tensor/arena.hpp"

namespace dlflow::kernels::recurrent {
namespace {

/// By rows alone, so that gradients do not depend on the threads.
std::size_t shards_of(std::size_t rows) { return rows >= 256 ? 4 : rows >= 16 ? 2 : 1; }

std::size_t most_rows(std::size_t rows) { return (rows + shards_of(rows) - 1) / shards_of(rows); }

/// Scratch of one shard: its own, and a block of gradients where there are several shards.
template <class T>
std::size_t shard_scratch(const Engine<T>& engine, std::size_t rows) {
  const std::size_t gradients = shards_of(rows) > 1 ? aligned_count<float>(engine.plan.block) : 0;
  return Shard<T>::scratch(engine, most_rows(rows)) + gradients;
}

template <class T>
void add(std::size_t n, const T* from, T* to) {
  for (std::size_t i = 0; i < n; ++i) to[i] += from[i];
}

/// Behind the packed U: the scratch of the shards, each with its gradients at the end.
template <class T>
T* scratch_of(const Engine<T>& engine, const Pass<T>& pass, std::size_t index) {
  return pass.scratch + aligned_count<float>(engine.cell->packed()) +
         index * shard_scratch(engine, pass.rows);
}

/// The first shard writes to the gradients of the pass itself.
template <class T>
T* gradients_of(const Engine<T>& engine, const Pass<T>& pass, std::size_t index) {
  if (index == 0) return pass.gradients;
  return scratch_of(engine, pass, index + 1) - aligned_count<float>(engine.plan.block);
}

/// Runs work(shard, index) for every shard.
template <class T, class Work>
void in_shards(const Engine<T>& engine, const Pass<T>& pass, const Work& work) {
  const std::size_t shards = shards_of(pass.rows);
  run_parts(pass.team, shards, [&](std::size_t index) {
    const std::size_t begin = index * pass.rows / shards;
    const std::size_t end = (index + 1) * pass.rows / shards;
    Shard<T> shard(engine, pass, begin, end - begin, scratch_of(engine, pass, index), pass.scratch);
    work(shard, index);
  });
}

}  // namespace

template <class T>
Recurrent<T>::Recurrent(const Plan& plan) : engine_(std::make_unique<Engine<T>>(plan)) {}
template <class T>
Recurrent<T>::~Recurrent() = default;

template <class T>
std::size_t Recurrent<T>::saved(std::size_t rows) const {
  return Shard<T>::saved(*engine_, rows);
}

template <class T>
std::size_t Recurrent<T>::scratch(std::size_t rows) const {
  return aligned_count<float>(engine_->cell->packed()) +
         shards_of(rows) * shard_scratch(*engine_, rows);
}

template <class T>
void Recurrent<T>::forward(const Pass<T>& pass) const {
  engine_->cell->pack_forward(pass.weights + engine_->plan.recurrent_offset, pass.scratch);
  in_shards(*engine_, pass, [](Shard<T>& shard, std::size_t) { shard.forward(); });
}

template <class T>
void Recurrent<T>::backward(const Pass<T>& pass) const {
  const Engine<T>& engine = *engine_;
  engine.cell->pack_backward(pass.weights + engine.plan.recurrent_offset, pass.scratch);
  in_shards(engine, pass, [&](Shard<T>& shard, std::size_t index) {
    shard.backward(gradients_of(engine, pass, index));
  });
  // (0 + 1) + (2 + 3)
  const std::size_t shards = shards_of(pass.rows);
  for (std::size_t stride = 1; stride < shards; stride *= 2)
    for (std::size_t i = 0; i + stride < shards; i += 2 * stride)
      add(engine.plan.block, gradients_of(engine, pass, i + stride), gradients_of(engine, pass, i));
}

template class Recurrent<float>;
template class Recurrent<double>;

}  // namespace dlflow::kernels::recurrent
