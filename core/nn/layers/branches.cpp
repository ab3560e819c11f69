#include "core/nn/layers/branches.hpp"

#include <algorithm>
#include <array>
#include <type_traits>

#include "core/nn/layers/activated.hpp"
#include "core/tensor/arena.hpp"

namespace dlflow::nn {
namespace {

std::size_t room(std::size_t values) { return aligned_count<float>(values); }

void reorder(std::size_t rows, const Shape& shape, Layout to, const float* x, float* y) {
  const std::size_t channels = shape.back(), spatial = count(shape) / channels;
  if (to == Layout::blocked)
    kernels::to_blocked(rows, spatial, channels, x, y);
  else
    kernels::to_plain(rows, spatial, channels, x, y);
}
void reorder(std::size_t, const Shape&, Layout, const double*, double*) {
  throw Bug(__FILE__, __LINE__, "doubles are never blocked");
}

kernels::Merge kernel_of(Merging merging) {
  return static_cast<kernels::Merge>(static_cast<int>(merging) - 1);
}

}  // namespace

std::span<const std::string_view> names_of(Merging) {
  static constexpr std::array<std::string_view, 5> kNames{"concat", "add", "multiply", "average",
                                                          "max"};
  return kNames;
}

std::vector<Chain> Branches::chains(const Shape& input) const {
  std::vector<Chain> chains;
  for (const Part& part : parts_) {
    try {
      chains.emplace_back(part.layers, input);
    } catch (const UserError& error) {
      std::vector<Problem> problems = error.problems();
      for (Problem& problem : problems) problem.path = part.name + "." + problem.path;
      throw UserError(error.code(), std::move(problems));
    }
  }
  return chains;
}

Shape Branches::merged(const std::vector<Chain>& chains) const {
  Shape shape = chains.front().output();
  for (std::size_t i = 1; i < chains.size(); ++i) {
    Shape other = chains[i].output(), like = shape;
    if (merging_ == Merging::concat && other.size() == shape.size() && !shape.empty()) {
      shape.back() += other.back();
      other.back() = like.back();
    }
    if (other != like)
      throw UserError(ExitCode::configuration,
                      "cannot " +
                          std::string(names_of(merging_)[static_cast<std::size_t>(merging_)]) +
                          " " + text(chains.front().output()) + " of '" + parts_.front().name +
                          "' and " + text(chains[i].output()) + " of '" + parts_[i].name + "'",
                      merging_ == Merging::concat
                          ? "all axes but the last must agree"
                          : "give one of them layers that end in the shape of the other");
  }
  return shape;
}

Shape Branches::output_shape(const Shape& input) const { return merged(chains(input)); }

void Branches::build(const Shape& input) {
  std::vector<Chain> made = chains(input);
  output_ = merged(made);
  input_ = input;
  for (std::size_t i = 0; i < made.size(); ++i) {
    branches_.push_back({std::move(made[i]), block(), statistics_block()});
    add_nested(parts_[i].name, branches_.back().chain);
  }
}

void Branches::initialize(RandomKey key, float* weights, float* statistics) const {
  for (std::size_t i = 0; i < branches_.size(); ++i)
    branches_[i].chain.initialize(key.with(parts_[i].name), weights + branches_[i].offset,
                                  statistics + branches_[i].statistics_offset);
}

double Branches::operations() const {
  double sum = static_cast<double>(count(output_) * branches_.size());
  for (const Branch& branch : branches_) sum += branch.chain.operations();
  return sum;
}

// What the first branch wants; others that want another layout convert on their own.
Layouts Branches::layouts(Layout available) const {
  Layouts layouts;
  layouts.input = branches_.front().chain.layouts(available).input;
  layouts.output = branches_.front().chain.layouts(layouts.input).output;
  for (const Branch& branch : branches_)
    if (!kernels::can_block(branch.chain.output().empty() ? 0 : branch.chain.output().back()))
      layouts.output = Layout::plain;
  if (kernels::mixes_channels(activation_)) layouts.output = Layout::plain;
  return layouts;
}

// Memory of a branch: its own, its result, and the result in the layout of the layer.
std::size_t Branches::saved_of(std::size_t index, std::size_t rows) const {
  const Chain& chain = branches_[index].chain;
  return room(chain.saved(rows)) + 2 * room(rows * count(chain.output()));
}

std::size_t Branches::saved(std::size_t rows) const {
  std::size_t sum = room(kept_values(activation_, rows * count(output_)));
  for (std::size_t i = 0; i < branches_.size(); ++i) sum += saved_of(i, rows);
  return sum;
}

// Two slopes of a result, one of x, and that of the largest values.
std::size_t Branches::scratch(std::size_t rows) const {
  std::size_t most = 0;
  for (const Branch& branch : branches_) most = std::max(most, branch.chain.scratch(rows));
  return 3 * room(rows * count(output_)) + room(rows * count(input_)) + room(most);
}

template <class T>
Layout Branches::left_in(const Branch& branch, const Pass<T>& pass) const {
  return std::is_same_v<T, float> ? branch.chain.layouts(pass.layouts.input).output : Layout::plain;
}

template <class T>
Pass<T> Branches::pass_of(std::size_t index, const Pass<T>& pass, T* saved) const {
  const Branch& branch = branches_[index];
  Pass<T> own = pass;
  own.saved = saved;
  own.y = saved + room(branch.chain.saved(pass.rows));
  own.weights = pass.weights + branch.offset;
  if (pass.gradients) own.gradients = pass.gradients + branch.offset;
  own.statistics = pass.statistics + branch.statistics_offset;
  if (pass.new_statistics) own.new_statistics = pass.new_statistics + branch.statistics_offset;
  own.scratch =
      pass.scratch + 3 * room(pass.rows * count(output_)) + room(pass.rows * count(input_));
  own.key = pass.key.with(parts_[index].name);
  return own;
}

/// Where the result of a branch lies in the layout of the layer, after forward.
template <class T>
T* Branches::result_of(std::size_t index, const Pass<T>& pass, T* saved) const {
  const Branch& branch = branches_[index];
  const bool is_same = left_in(branch, pass) == pass.layouts.output;
  if (branch.chain.is_empty() && is_same) return const_cast<T*>(pass.x);
  T* own = saved + room(branch.chain.saved(pass.rows));
  return is_same ? own : own + room(pass.rows * count(branch.chain.output()));
}

/// Copies a branch's part of each last axis to the whole, or back. Blocked rows are contiguous.
template <class T>
void Branches::join(std::size_t rows, std::size_t place, const Chain& chain, Layout layout, T* part,
                    T* whole, bool is_split) const {
  const std::size_t spatial = count(output_) / output_.back();
  const std::size_t times = layout == Layout::blocked ? spatial : 1;
  const std::size_t own = chain.output().back() * times, all = output_.back() * times;
  for (std::size_t i = 0; i < rows * spatial / times; ++i) {
    T* inside = whole + i * all + place * times;
    if (is_split)
      std::copy_n(inside, own, part + i * own);
    else
      std::copy_n(part + i * own, own, inside);
  }
}

template <class T>
void Branches::run_forward(const Pass<T>& pass) const {
  T* saved = pass.saved;
  const std::size_t values = pass.rows * count(output_);
  std::size_t place = 0;
  for (std::size_t i = 0; i < branches_.size(); ++i) {
    const Chain& chain = branches_[i].chain;
    const Pass<T> own = pass_of(i, pass, saved);
    if (!chain.is_empty()) chain.forward(own);
    T* result = result_of(i, pass, saved);
    const Layout left = left_in(branches_[i], pass);
    if (left != pass.layouts.output)
      reorder(pass.rows, chain.output(), pass.layouts.output, chain.is_empty() ? pass.x : own.y,
              result);
    if (merging_ == Merging::concat)
      join(pass.rows, place, chain, pass.layouts.output, result, pass.y, false);
    else if (i == 0)
      std::copy_n(result, values, pass.y);
    else
      kernels::merge_into(kernel_of(merging_), values, result, pass.y, pass.team);
    place += chain.output().empty() ? 0 : chain.output().back();
    saved += saved_of(i, pass.rows);
  }
  if (merging_ == Merging::average)
    kernels::scale(values, 1.0 / static_cast<double>(branches_.size()), pass.y);
  activate(activation_, values / output_.back(), output_.back(), pass.y, saved);
}

/// The slope of the result of a branch: from dy of the merged one, which `max` uses up.
template <class T>
void Branches::slope_of(std::size_t index, const Pass<T>& pass, T* dy, T* out) const {
  const std::size_t values = pass.rows * count(output_);
  T* saved = pass.saved;
  std::size_t place = 0;
  for (std::size_t i = 0; i < index; ++i) place += branches_[i].chain.output().back();
  if (merging_ == Merging::concat)
    return join(pass.rows, place, branches_[index].chain, pass.layouts.output, out, dy, true);
  if (merging_ != Merging::max) std::copy_n(dy, values, out);
  if (merging_ == Merging::average)
    kernels::scale(values, 1.0 / static_cast<double>(branches_.size()), out);
  for (std::size_t i = 0; i < branches_.size(); ++i, saved += saved_of(i - 1, pass.rows)) {
    const T* result = result_of(i, pass, saved);
    if (merging_ == Merging::multiply && i != index)
      kernels::merge_into(kernels::Merge::multiply, values, result, out);
    if (merging_ != Merging::max) continue;
    // The largest values are found again: the activation has changed y.
    T* largest = pass.scratch + 2 * room(values);
    if (i == 0)
      std::copy_n(result, values, largest);
    else
      kernels::merge_into(kernels::Merge::max, values, result, largest);
  }
  saved = pass.saved;
  for (std::size_t i = 0; i < index; ++i) saved += saved_of(i, pass.rows);
  if (merging_ == Merging::max)
    kernels::take_slope_of_max(values, result_of(index, pass, saved),
                               pass.scratch + 2 * room(values), dy, out);
}

template <class T>
void Branches::run_backward(const Pass<T>& pass) const {
  const std::size_t values = pass.rows * count(output_), inputs = pass.rows * count(input_);
  T *slope = pass.scratch, *ordered = slope + room(values), *dx = ordered + 2 * room(values);
  T* kept = pass.saved;
  for (std::size_t i = 0; i < branches_.size(); ++i) kept += saved_of(i, pass.rows);
  activate_backward(activation_, values / output_.back(), output_.back(), pass.y, kept, pass.dy);
  T* saved = pass.saved;
  for (std::size_t i = 0; i < branches_.size(); ++i) {
    const Chain& chain = branches_[i].chain;
    // A sum hands its slope to every branch as it is; only a chain that is not the last needs a
    // copy of its own, which it may overwrite.
    const bool is_shared =
        merging_ == Merging::add && (chain.is_empty() || i + 1 == branches_.size());
    if (!is_shared) slope_of(i, pass, pass.dy, slope);
    T* dy = is_shared ? pass.dy : slope;
    const Layout left = left_in(branches_[i], pass);
    if (left != pass.layouts.output) {
      reorder(pass.rows, chain.output(), left, dy, ordered);
      dy = ordered;
    }
    if (chain.is_empty()) {
      if (pass.dx && i == 0) std::copy_n(dy, inputs, pass.dx);
      if (pass.dx && i > 0)
        kernels::merge_into(kernels::Merge::add, inputs, dy, pass.dx, pass.team);
    } else {
      Pass<T> own = pass_of(i, pass, saved);
      own.dy = dy;
      own.dx = !pass.dx ? nullptr : i == 0 ? pass.dx : dx;
      chain.backward(own);
      if (pass.dx && i > 0)
        kernels::merge_into(kernels::Merge::add, inputs, dx, pass.dx, pass.team);
    }
    saved += saved_of(i, pass.rows);
  }
}

void Branches::lower(graph::Graph& graph, const float* weights, const float* statistics) const {
  const std::string input = graph.output, real = graph.steps;
  std::vector<std::string> results;
  for (const Branch& branch : branches_) {
    graph.output = input;
    graph.steps = real;
    branch.chain.lower(graph, weights + branch.offset, statistics + branch.statistics_offset);
    results.push_back(graph.output);
  }
  graph.output = results.front();
  graph.steps = real;
  const std::string name(names_of(merging_)[static_cast<std::size_t>(merging_)]);
  graph.apply(merging_ == Merging::concat ? name : "merge_" + name,
              {results.begin() + 1, results.end()});
  lower_activation(graph, activation_);
}

template void Branches::run_forward(const Pass<float>&) const;
template void Branches::run_forward(const Pass<double>&) const;
template void Branches::run_backward(const Pass<float>&) const;
template void Branches::run_backward(const Pass<double>&) const;

}  // namespace dlflow::nn
