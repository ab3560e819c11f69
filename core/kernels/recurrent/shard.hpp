#pragma once

#include "core/kernels/recurrent/cell.hpp"

namespace dlflow::kernels::recurrent {

/// What a recurrent layer computes with; shared by all shards and batches.
template <class T>
struct Engine {
  explicit Engine(const Plan& p)
      : plan(p),
        cell(make_cell<T>(p)),
        input(make_dense<T>(p.channels, p.width())),
        recurrent(make_dense<T>(p.units, p.width())) {}
  Plan plan;
  std::unique_ptr<CellKernel<T>> cell;
  std::unique_ptr<DenseKernel<T>> input, recurrent;
};

/// A run of rows of a batch. Inside it rows are sorted by their steps, longest first, and all
/// blocks by step hold active(s) rows for step s, one step behind the other.
template <class T>
class Shard {
 public:
  /// Rows [first, first + rows) of the batch; `scratch` is its own, `packed` U for one direction.
  Shard(const Engine<T>& engine, const Pass<T>& pass, std::size_t first, std::size_t rows,
        T* scratch, const T* packed);
  static std::size_t saved(const Engine<T>& engine, std::size_t rows);
  static std::size_t scratch(const Engine<T>& engine, std::size_t rows);

  void forward();
  /// Overwrites `gradients`, laid out as Pass::gradients.
  void backward(T* gradients);

 private:
  void sort_rows();
  std::size_t active(std::size_t s) const { return static_cast<std::size_t>(active_[s]); }
  std::size_t row(std::size_t k) const { return first_ + static_cast<std::size_t>(order_[k]); }
  std::size_t steps_of(std::size_t row) const;
  /// The place in x of the k-th row at step s.
  std::size_t input_place(std::size_t k, std::size_t s) const;
  void gather_inputs();
  void scatter_inputs();
  void drop_states(std::size_t s, std::size_t offset);
  void give(std::size_t s, std::size_t offset);
  void take(std::size_t s);
  void backward_steps();
  void backward_weights(T* gradients);
  void pass_states(const Step<T>& step);
  Step<T> step_at(std::size_t s, std::size_t offset) const;
  const T* states_before();

  const Engine<T>& engine_;
  const Plan& plan_;
  const Pass<T>& pass_;
  std::size_t first_, rows_, total_ = 0;  ///< total: rows of all steps
  T *x_ = nullptr, *gates_ = nullptr, *h_ = nullptr, *kept_ = nullptr, *dropped_ = nullptr;
  std::int32_t *order_, *active_, *cursor_;
  T *zeros_, *products_, *inner_, *dh_, *dh_product_, *carried_, *states_, *d_products_, *free_;
  const T* packed_;
};

}  // namespace dlflow::kernels::recurrent
