#include "core/kernels/recurrent/shard.hpp"

#include <algorithm>
#include <type_traits>

#include "core/base/error.hpp"
#include "core/kernels/rows.hpp"
#include "core/tensor/arena.hpp"

namespace dlflow::kernels::recurrent {
namespace {

/// Hands out blocks of one memory; with null it only counts.
template <class T>
struct Blocks {
  T* begin;
  std::size_t used = 0;
  T* next(std::size_t values) {
    T* block = begin ? begin + used : nullptr;
    used += aligned_count<float>(values);
    return block;
  }
};

void sum_rows(std::size_t rows, std::size_t columns, const float* y, float* sum) {
  sum_of_rows(rows, columns, y, sum);
}
void sum_rows(std::size_t rows, std::size_t columns, const double* y, double* sum) {
  std::fill_n(sum, columns, 0.0);
  for (std::size_t i = 0; i < rows * columns; ++i) sum[i % columns] += y[i];
}

}  // namespace

template <class T>
std::size_t Shard<T>::saved(const Engine<T>& engine, std::size_t rows) {
  const Plan& plan = engine.plan;
  const std::size_t values = plan.channels + plan.width() + plan.units + engine.cell->kept() +
                             (plan.drops_states ? plan.units : 0);
  return rows * plan.steps * values;
}

template <class T>
std::size_t Shard<T>::scratch(const Engine<T>& engine, std::size_t rows) {
  const Pass<T> none;
  // The same list of blocks as a shard takes, of no memory.
  const Shard counted(engine, none, 0, rows, nullptr, nullptr);
  return static_cast<std::size_t>(counted.total_);
}

// A shard's part of the saved memory is that of its rows, whatever the number of shards.
template <class T>
Shard<T>::Shard(const Engine<T>& engine, const Pass<T>& pass, std::size_t first, std::size_t rows,
                T* scratch, const T* packed)
    : engine_(engine),
      plan_(engine.plan),
      pass_(pass),
      first_(first),
      rows_(rows),
      packed_(packed) {
  const std::size_t units = plan_.units, values = rows * plan_.steps;
  Blocks<T> blocks{scratch};
  order_ = reinterpret_cast<std::int32_t*>(blocks.next(rows));
  active_ = reinterpret_cast<std::int32_t*>(blocks.next(plan_.steps + 1));
  cursor_ = reinterpret_cast<std::int32_t*>(blocks.next(plan_.steps + 1));
  zeros_ = blocks.next(rows * units);
  products_ = blocks.next(rows * plan_.width());
  inner_ = blocks.next(rows * units);
  dh_ = blocks.next(rows * units);
  dh_product_ = blocks.next(rows * units);
  carried_ = blocks.next(rows * engine.cell->carried());
  states_ = blocks.next(values * units);
  d_products_ = blocks.next(engine.cell->has_own_products() ? values * plan_.width() : 0);
  free_ = blocks.next(std::max(engine.input->scratch(), engine.cell->weights_scratch()));
  total_ = blocks.used;
  if (!scratch) return;
  x_ = pass.saved + saved(engine, first);
  gates_ = x_ + values * plan_.channels;
  h_ = gates_ + values * plan_.width();
  kept_ = h_ + values * units;
  dropped_ = kept_ + values * engine.cell->kept();
  sort_rows();
}

template <class T>
std::size_t Shard<T>::steps_of(std::size_t row) const {
  return pass_.steps ? static_cast<std::size_t>(pass_.steps[row]) : plan_.steps;
}

// Counting sort; rows of as many steps keep their order.
template <class T>
void Shard<T>::sort_rows() {
  std::fill_n(active_, plan_.steps + 1, 0);
  for (std::size_t n = first_; n < first_ + rows_; ++n) {
    DLFLOW_REQUIRE(steps_of(n) <= plan_.steps, "a row has at most as many steps as its block");
    if (steps_of(n) > 0) ++active_[steps_of(n) - 1];
  }
  total_ = 0;
  for (std::size_t s = plan_.steps; s-- > 0;) {
    active_[s] += active_[s + 1];
    total_ += active(s);
  }
  std::copy_n(active_, plan_.steps + 1, cursor_);
  for (std::size_t k = 0; k < rows_; ++k)
    order_[cursor_[steps_of(first_ + k)]++] = static_cast<std::int32_t>(k);
}

template <class T>
std::size_t Shard<T>::input_place(std::size_t k, std::size_t s) const {
  const std::size_t t = plan_.goes_backwards ? steps_of(row(k)) - 1 - s : s;
  return (row(k) * plan_.steps + t) * plan_.channels;
}

template <class T>
void Shard<T>::gather_inputs() {
  T* to = x_;
  for (std::size_t s = 0; s < plan_.steps; ++s)
    for (std::size_t k = 0; k < active(s); ++k, to += plan_.channels) {
      const T* x = pass_.x + input_place(k, s);
      const T* factors = pass_.input_factors + (pass_.input_factors ? row(k) * plan_.channels : 0);
      for (std::size_t c = 0; c < plan_.channels; ++c)
        to[c] = pass_.input_factors ? x[c] * factors[c] : x[c];
    }
}

// The gradient of the gathered inputs takes their place.
template <class T>
void Shard<T>::scatter_inputs() {
  if (total_ < rows_ * plan_.steps)
    std::fill_n(pass_.dx + first_ * plan_.steps * plan_.channels,
                rows_ * plan_.steps * plan_.channels, T{0});
  const T* from = x_;
  for (std::size_t s = 0; s < plan_.steps; ++s)
    for (std::size_t k = 0; k < active(s); ++k, from += plan_.channels) {
      T* dx = pass_.dx + input_place(k, s);
      const T* factors = pass_.input_factors + (pass_.input_factors ? row(k) * plan_.channels : 0);
      for (std::size_t c = 0; c < plan_.channels; ++c)
        dx[c] = pass_.input_factors ? from[c] * factors[c] : from[c];
    }
}

template <class T>
Step<T> Shard<T>::step_at(std::size_t s, std::size_t offset) const {
  const std::size_t units = plan_.units, kept = engine_.cell->kept();
  Step<T> step;
  step.rows = active(s);
  step.is_first = s == 0;
  step.gates = gates_ + offset * plan_.width();
  step.products = products_;
  step.inner = inner_;
  step.packed = packed_;
  const std::size_t previous = s == 0 ? 0 : offset - active(s - 1);
  step.before = s == 0 ? zeros_ : h_ + previous * units;
  step.dropped = s > 0 && pass_.state_factors ? dropped_ + offset * units : step.before;
  step.kept_before = s == 0 ? zeros_ : kept_ + previous * kept;
  step.kept = kept_ + offset * kept;
  step.h = h_ + offset * units;
  step.dh = dh_;
  step.dh_product = engine_.cell->passes_state() || pass_.state_factors ? dh_product_ : dh_;
  step.carried = carried_;
  step.d_products = d_products_ + (d_products_ ? offset * plan_.width() : 0);
  return step;
}

template <class T>
void Shard<T>::drop_states(std::size_t s, std::size_t offset) {
  const std::size_t units = plan_.units;
  const T* before = h_ + (offset - active(s - 1)) * units;
  for (std::size_t k = 0; k < active(s); ++k)
    for (std::size_t j = 0; j < units; ++j)
      dropped_[(offset + k) * units + j] =
          before[k * units + j] * pass_.state_factors[row(k) * units + j];
}

template <class T>
void Shard<T>::give(std::size_t s, std::size_t offset) {
  const std::size_t units = plan_.units;
  const std::size_t first = plan_.returns_sequences ? 0 : active(s + 1);
  for (std::size_t k = first; k < active(s); ++k) {
    const std::size_t place = plan_.returns_sequences ? row(k) * plan_.steps + s : row(k);
    std::copy_n(h_ + (offset + k) * units, units, pass_.y + place * units);
  }
}

template <class T>
void Shard<T>::forward() {
  const std::size_t outputs = (plan_.returns_sequences ? plan_.steps : 1) * plan_.units;
  if (total_ < rows_ * plan_.steps) std::fill_n(pass_.y + first_ * outputs, rows_ * outputs, T{0});
  if (total_ == 0) return;
  gather_inputs();
  engine_.input->forward(total_, x_, pass_.weights, nullptr, gates_);
  std::fill_n(zeros_, rows_ * plan_.units, T{0});
  const T* bias = plan_.has_bias ? pass_.weights + plan_.bias_offset : nullptr;
  std::size_t offset = 0;
  for (std::size_t s = 0; s < plan_.steps && active(s) > 0; ++s) {
    if (s > 0 && pass_.state_factors) drop_states(s, offset);
    Step<T> step = step_at(s, offset);
    step.bias = bias;
    if (plan_.has_recurrent_bias()) step.recurrent_bias = bias + plan_.width();
    engine_.cell->forward(step);
    give(s, offset);
    offset += active(s);
  }
}

/// dh of the rows at step s: what the later steps left, and that of the result.
template <class T>
void Shard<T>::take(std::size_t s) {
  const std::size_t units = plan_.units, later = active(s + 1);
  std::fill(dh_ + later * units, dh_ + active(s) * units, T{0});
  const std::size_t first = plan_.returns_sequences ? 0 : later;
  for (std::size_t k = first; k < active(s); ++k) {
    const std::size_t place = plan_.returns_sequences ? row(k) * plan_.steps + s : row(k);
    for (std::size_t j = 0; j < units; ++j) dh_[k * units + j] += pass_.dy[place * units + j];
  }
}

template <class T>
void Shard<T>::pass_states(const Step<T>& step) {
  const std::size_t units = plan_.units;
  for (std::size_t k = 0; k < step.rows; ++k)
    for (std::size_t j = 0; j < units; ++j) {
      T through = dh_product_[k * units + j];
      if (pass_.state_factors) through *= pass_.state_factors[row(k) * units + j];
      T& dh = dh_[k * units + j];
      dh = engine_.cell->passes_state() ? dh + through : through;
    }
}

template <class T>
void Shard<T>::backward_steps() {
  std::fill_n(zeros_, rows_ * plan_.units, T{0});
  std::fill_n(carried_, rows_ * engine_.cell->carried(), T{0});
  std::size_t offset = total_;
  for (std::size_t s = plan_.steps; s-- > 0;) {
    if (active(s) == 0) continue;
    offset -= active(s);
    take(s);
    const Step<T> step = step_at(s, offset);
    engine_.cell->backward(step);
    if (s > 0 && step.dh_product != dh_) pass_states(step);
  }
}

/// (total - active(0), U) the states before each step but the first, as U saw them.
template <class T>
const T* Shard<T>::states_before() {
  const std::size_t units = plan_.units;
  if (pass_.state_factors) return dropped_ + active(0) * units;
  if (active(plan_.steps - 1) == rows_) return h_;
  T* to = states_;
  std::size_t previous = 0;
  for (std::size_t s = 1; s < plan_.steps; ++s) {
    to = std::copy_n(h_ + previous * units, active(s) * units, to);
    previous += active(s - 1);
  }
  return states_;
}

template <class T>
void Shard<T>::backward_weights(T* gradients) {
  const std::size_t width = plan_.width(), first = active(0), later = total_ - first;
  const T* d_products = engine_.cell->has_own_products() ? d_products_ : gates_;
  T* bias = plan_.has_bias ? gradients + plan_.bias_offset : nullptr;
  engine_.input->backward_weights(total_, x_, gates_, gradients, bias);
  if (plan_.has_recurrent_bias()) sum_rows(total_, width, d_products, bias + width);
  T* du = gradients + plan_.recurrent_offset;
  if (later == 0)
    std::fill_n(du, plan_.units * width, T{0});
  else
    engine_.cell->weights(later, *engine_.recurrent, states_before(),
                          kept_ + first * engine_.cell->kept(), d_products + first * width, du,
                          free_);
}

template <class T>
void Shard<T>::backward(T* gradients) {
  if (total_ == 0) {
    std::fill_n(gradients, plan_.block, T{0});
  } else {
    backward_steps();
    backward_weights(gradients);
    if (pass_.dx) engine_.input->backward_input(total_, gates_, pass_.weights, x_, free_);
  }
  if (pass_.dx) scatter_inputs();
}

template class Shard<float>;
template class Shard<double>;

}  // namespace dlflow::kernels::recurrent
