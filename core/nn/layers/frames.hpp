#pragma once

#include <array>
#include <string>
#include <vector>

#include "core/nn/layer.hpp"

namespace dlflow::nn {

/// A row with channels as one frame: (H, W, C), or a sequence (T, C) as (T, 1, C).
struct Frame {
  std::size_t height = 0, width = 1, channels = 0;
  std::size_t size() const { return height * width * channels; }
  Shape shape(bool is_sequence) const {
    return is_sequence ? Shape{height, channels} : Shape{height, width, channels};
  }
};

/// Throws UserError (configuration) unless the shape is (T, C) or (H, W, C) as asked for.
inline Frame frame_of(const Shape& input, bool is_sequence) {
  if (is_sequence && input.size() == 2) return {input[0], 1, input[1]};
  if (!is_sequence && input.size() == 3) return {input[0], input[1], input[2]};
  const bool is_other = input.size() == (is_sequence ? 3U : 2U);
  throw UserError(ExitCode::configuration,
                  std::string("expects ") + (is_sequence ? "(N, T, C)" : "(N, H, W, C)") +
                      ", got " + text(input),
                  is_other ? std::string("use the kind that ends in ") + (is_sequence ? "2d" : "1d")
                           : "put 'reshape' before it");
}

/// How many frames a row has in a layout, and their channels: the blocked layout of a row equals
/// the plain one of C / B rows with B channels.
struct Blocks {
  std::size_t groups, channels;
};
inline Blocks blocks_of(Layout layout, std::size_t channels) {
  if (layout == Layout::plain) return {1, channels};
  return {channels / kernels::channel_block(), kernels::channel_block()};
}

/// Whether a step of a sequence is real, and how many are.
template <class T>
std::size_t real_steps(const Pass<T>& pass, std::size_t row, std::size_t all) {
  return pass.steps ? static_cast<std::size_t>(pass.steps[row]) : all;
}

/// Numbers for the axes of a frame: one for all axes, or one each.
inline std::array<std::size_t, 2> by_axis(const std::vector<std::int64_t>& given) {
  return {static_cast<std::size_t>(given.front()), static_cast<std::size_t>(given.back())};
}

/// A rule for such numbers: one, or one for each of the axes.
inline std::optional<std::string> axes_problem(const std::vector<std::int64_t>& given,
                                               std::size_t axes) {
  if (given.size() == 1 || given.size() == axes) return std::nullopt;
  return "expects one number" + (axes > 1 ? " or " + std::to_string(axes) : std::string()) +
         ", got " + std::to_string(given.size());
}

}  // namespace dlflow::nn
