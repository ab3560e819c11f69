#include "core/nn/chain.hpp"

#include <algorithm>
#include <type_traits>

#include "core/tensor/arena.hpp"

namespace dlflow::nn {
namespace {

/// What a layer found wrong with its input, at the layer's place; a layer within a layer has its
/// own place already.
UserError placed(const UserError& error, const schema::Chosen& chosen, const std::string& name) {
  std::vector<Problem> problems = error.problems();
  for (Problem& problem : problems) {
    const std::string inner = problem.path.empty() ? "" : "." + problem.path;
    if (problem.path.empty()) problem.place = chosen.place;
    problem.path = name + "." + chosen.choice->name + inner;
  }
  return {error.code(), std::move(problems)};
}

std::size_t channels_of(const Shape& shape) { return shape.empty() ? 1 : shape.back(); }

void reorder(std::size_t rows, const Shape& shape, Layout to, const float* x, float* y) {
  const std::size_t channels = channels_of(shape), spatial = count(shape) / channels;
  if (to == Layout::blocked)
    kernels::to_blocked(rows, spatial, channels, x, y);
  else
    kernels::to_plain(rows, spatial, channels, x, y);
}
void reorder(std::size_t, const Shape&, Layout, const double*, double*) {
  throw Bug(__FILE__, __LINE__, "doubles are never blocked");
}

/// Row lengths are whole numbers kept in memory of another type of at least their size.
template <class T>
std::int32_t* as_steps(T* memory) {
  return reinterpret_cast<std::int32_t*>(memory);
}

}  // namespace

Chain::Chain(const std::vector<schema::Chosen>& layers, Shape input) : Chain(std::move(input)) {
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const schema::Chosen& chosen = layers[i];
    DLFLOW_REQUIRE(chosen && chosen.options, "a layer is chosen with its options");
    try {
      append(std::to_string(i), chosen.choice->name,
             kind_of(*chosen.choice).make(chosen.options.get()));
    } catch (const UserError& error) {
      throw placed(error, chosen, std::to_string(i));
    }
  }
}

void Chain::append(std::string name, std::string kind, std::unique_ptr<Layer> layer) {
  Entry entry;
  entry.input = output();
  entry.output = layer->output_shape(entry.input);
  layer->build(entry.input);
  for (const std::size_t start : {0, 1}) {
    const Layout available =
        entries_.empty() ? static_cast<Layout>(start) : entries_.back().layouts[start].output;
    entry.layouts[start] = layer->layouts(available);
    entry.may_convert = entry.may_convert || entry.layouts[start].input != available;
  }
  entry.input_size = count(entry.input);
  entry.output_size = count(entry.output);
  widest_ = std::max(widest_, entry.output_size);
  entry.name = std::move(name);
  entry.kind = std::move(kind);
  entry.layer = std::move(layer);
  entry.offset = block_;
  entry.statistics_offset = statistics_block_;
  block_ += entry.layer->block();
  statistics_block_ += entry.layer->statistics_block();
  entries_.push_back(std::move(entry));
}

double Chain::operations() const {
  double sum = 0;
  for (const Entry& entry : entries_) sum += entry.layer->operations();
  return sum;
}

void Chain::initialize(RandomKey key, float* weights, float* statistics) const {
  for (const Entry& entry : entries_)
    entry.layer->initialize(key.with(entry.name), weights + entry.offset,
                            statistics + entry.statistics_offset);
}

Layouts Chain::layouts(Layout available) const {
  if (entries_.empty()) return {available, available};
  const auto start = static_cast<std::size_t>(available);
  return {entries_.front().layouts[start].input, entries_.back().layouts[start].output};
}

std::int32_t Chain::output_steps(std::int32_t steps) const {
  for (const Entry& entry : entries_) steps = entry.layer->output_steps(steps);
  return steps;
}

bool Chain::changes_steps() const {
  return std::ranges::any_of(entries_, [](const Entry& e) { return e.layer->changes_steps(); });
}

Layouts Chain::layouts_of(std::size_t index, bool is_float, Layout available) const {
  return is_float ? entries_[index].layouts[static_cast<std::size_t>(available)] : Layouts{};
}

Layout Chain::arriving(std::size_t index, bool is_float, Layout available) const {
  if (!is_float) return Layout::plain;
  return index == 0 ? available : layouts_of(index - 1, is_float, available).output;
}

// Room for a converted input is kept for whichever layout the chain is fed, and for doubles too, so
// that the memory of a pass depends on its rows alone.
Chain::Sizes Chain::sizes(std::size_t index, std::size_t rows) const {
  const Entry& entry = entries_[index];
  Sizes sizes;
  if (entry.may_convert) sizes.converted = aligned_count<float>(rows * entry.input_size);
  if (index + 1 < entries_.size()) sizes.y = aligned_count<float>(rows * entry.output_size);
  sizes.saved = aligned_count<float>(entry.layer->saved(rows));
  if (entry.layer->changes_steps()) sizes.steps = aligned_count<float>(rows);
  return sizes;
}

template <class T>
Chain::Places<T> Chain::places(std::size_t index, std::size_t rows, T* begin) const {
  const Sizes size = sizes(index, rows);
  Places<T> at;
  at.converted = begin;
  at.y = at.converted + size.converted;
  at.saved = at.y + size.y;
  at.steps = at.saved + size.saved;
  at.end = at.steps + size.steps;
  return at;
}

std::size_t Chain::saved_of(std::size_t index, std::size_t rows) const {
  const Sizes size = sizes(index, rows);
  return size.converted + size.y + size.saved + size.steps;
}

std::size_t Chain::saved(std::size_t rows) const {
  std::size_t sum = 0;
  for (std::size_t i = 0; i < entries_.size(); ++i) sum += saved_of(i, rows);
  return sum;
}

std::size_t Chain::scratch(std::size_t rows) const {
  std::size_t most = 0;
  for (const Entry& entry : entries_) most = std::max(most, entry.layer->scratch(rows));
  return 2 * aligned_count<float>(rows * widest_) + aligned_count<float>(most);
}

template <class T>
Pass<T> Chain::pass_of(std::size_t index, const Pass<T>& pass, const Places<T>& at) const {
  const Entry& entry = entries_[index];
  const bool is_last = index + 1 == entries_.size();
  Pass<T> own = pass;
  own.y = is_last ? pass.y : at.y;
  own.weights = pass.weights + entry.offset;
  if (pass.gradients) own.gradients = pass.gradients + entry.offset;
  own.statistics = pass.statistics + entry.statistics_offset;
  if (pass.new_statistics) own.new_statistics = pass.new_statistics + entry.statistics_offset;
  own.saved = at.saved;
  own.scratch = pass.scratch + 2 * aligned_count<float>(pass.rows * widest_);
  own.layouts = layouts_of(index, std::is_same_v<T, float>, pass.layouts.input);
  own.key = pass.key.with(index);
  return own;
}

template <class T>
void Chain::forward(const Pass<T>& pass) const {
  if (entries_.empty()) {
    std::copy_n(pass.x, pass.rows * count(input_), pass.y);
    return;
  }
  constexpr bool kIsFloat = std::is_same_v<T, float>;
  const T* x = pass.x;
  const std::int32_t* steps = pass.steps;
  T* memory = pass.saved;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Entry& entry = entries_[i];
    const Places<T> at = places(i, pass.rows, memory);
    Pass<T> own = pass_of(i, pass, at);
    if (own.layouts.input != arriving(i, kIsFloat, pass.layouts.input)) {
      reorder(pass.rows, entry.input, own.layouts.input, x, at.converted);
      x = at.converted;
    }
    own.x = x;
    own.steps = steps;
    entry.layer->forward(own);
    if (steps && entry.layer->changes_steps()) {
      std::int32_t* changed = as_steps(at.steps);
      for (std::size_t n = 0; n < pass.rows; ++n) changed[n] = entry.layer->output_steps(steps[n]);
      steps = changed;
    }
    x = own.y;
    memory = at.end;
  }
}

template <class T>
void Chain::backward(const Pass<T>& pass) const {
  if (entries_.empty()) {
    if (pass.dx) std::copy_n(pass.dy, pass.rows * count(input_), pass.dx);
    return;
  }
  constexpr bool kIsFloat = std::is_same_v<T, float>;
  T* const gradients[2] = {pass.scratch, pass.scratch + aligned_count<float>(pass.rows * widest_)};
  T* memory = pass.saved + saved(pass.rows);
  T* dy = pass.dy;
  int free = 0;  // the gradient block that dy does not use
  for (std::size_t i = entries_.size(); i-- > 0;) {
    const Entry& entry = entries_[i];
    memory -= saved_of(i, pass.rows);
    const Places<T> at = places(i, pass.rows, memory);
    Pass<T> own = pass_of(i, pass, at);
    const Layout arrives = arriving(i, kIsFloat, pass.layouts.input);
    const bool is_converted = own.layouts.input != arrives;
    const bool wants = i > 0 || pass.dx;
    const T* before = pass.x;
    own.steps = pass.steps;
    if (i > 0) {
      const Places<T> previous = places(i - 1, pass.rows, memory - saved_of(i - 1, pass.rows));
      before = previous.y;
    }
    for (std::size_t j = i; pass.steps && j-- > 0;)
      if (entries_[j].layer->changes_steps()) {
        T* begin = pass.saved;
        for (std::size_t k = 0; k < j; ++k) begin += saved_of(k, pass.rows);
        own.steps = as_steps(places(j, pass.rows, begin).steps);
        break;
      }
    own.x = is_converted ? at.converted : before;
    own.dy = dy;
    own.dx = !wants ? nullptr : i == 0 && !is_converted ? pass.dx : gradients[free];
    entry.layer->backward(own);
    if (!wants) return;
    if (is_converted) {
      T* plain = i == 0 ? pass.dx : gradients[1 - free];
      reorder(pass.rows, entry.input, arrives, own.dx, plain);
      dy = plain;
    } else {
      dy = own.dx;
      free = 1 - free;
    }
  }
}

void Chain::lower(graph::Graph& graph, const float* weights, const float* statistics) const {
  for (const Entry& entry : entries_) {
    const std::string real = graph.steps;
    entry.layer->lower(graph, weights + entry.offset, statistics + entry.statistics_offset);
    graph.steps = real;
    if (entry.layer->changes_steps())
      graph.steps = lowered_steps(graph, *entry.layer, entry.input.front());
  }
}

template void Chain::forward(const Pass<float>&) const;
template void Chain::forward(const Pass<double>&) const;
template void Chain::backward(const Pass<float>&) const;
template void Chain::backward(const Pass<double>&) const;

}  // namespace dlflow::nn
