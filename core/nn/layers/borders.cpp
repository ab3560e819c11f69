#include <algorithm>

#include "core/nn/layers/frames.hpp"
#include "core/nn/layers/layers.hpp"

namespace dlflow::nn {
namespace {

enum class Change { padding, cropping };

/// [1] or 1: at each border; [top, left] of images: at top and bottom, at left and right; all
/// borders: [begin, end] of a sequence, [top, bottom, left, right] of an image.
template <Change kChange, bool kSequence>
struct Options {
  std::vector<std::int64_t> amounts = {1};
};

template <Change kChange, bool kSequence>
void describe(schema::Object& o, Options<kChange, kSequence>& x) {
  constexpr const char* kName = kChange == Change::padding ? "padding" : "cropping";
  o.field(kName, x.amounts,
          std::string(kChange == Change::padding ? "Zeros added" : "Values cut") +
              (kSequence ? " at both ends, or [begin, end]."
                         : " at each border, or [rows, columns], or [top, bottom, left, right]."))
      .at_least(0)
      .or_one();
  o.scalar_form(kName);
  o.list_form(kName);
  o.check(kName, [&x]() -> std::optional<std::string> {
    const std::size_t n = x.amounts.size();
    if (n == 1 || n == 2 || (n == 4 && !kSequence)) return std::nullopt;
    return std::string("expects one number or ") + (kSequence ? "2" : "2 or 4") + ", got " +
           std::to_string(n);
  });
}

/// Puts (H, W, C), or (T, C), into a frame of zeros, or cuts a frame. A padded sequence is its real
/// steps between zeros.
template <Change kChange, bool kSequence>
class Borders final : public TypedLayer<Borders<kChange, kSequence>> {
 public:
  explicit Borders(const Options<kChange, kSequence>& options) {
    const auto& given = options.amounts;
    const auto at = [&](std::size_t i) { return static_cast<std::size_t>(given[i]); };
    if (kSequence)
      top_ = at(0), bottom_ = at(given.size() - 1);
    else if (given.size() == 4)
      top_ = at(0), bottom_ = at(1), left_ = at(2), right_ = at(3);
    else
      top_ = bottom_ = at(0), left_ = right_ = at(given.size() - 1);
  }

  Shape output_shape(const Shape& input) const override {
    const Frame frame = frame_of(input, kSequence);
    if (kChange == Change::cropping &&
        (frame.height <= top_ + bottom_ || frame.width <= left_ + right_))
      throw UserError(
          ExitCode::configuration,
          "cannot cut " + std::to_string(top_ + bottom_) +
              (kSequence ? " steps" : " rows and " + std::to_string(left_ + right_) + " columns") +
              " from " + text(input),
          "leave at least one");
    return changed(frame).shape(kSequence);
  }
  void build(const Shape& input) override {
    input_ = frame_of(input, kSequence);
    output_ = changed(input_);
  }
  Layouts layouts(Layout available) const override { return {available, available}; }
  bool changes_steps() const override { return kSequence; }
  std::int32_t output_steps(std::int32_t steps) const override {
    const auto amount = static_cast<std::int32_t>(top_ + bottom_);
    return kChange == Change::padding ? steps + amount : std::max(steps - amount, 0);
  }

  template <class T>
  void run_forward(const Pass<T>& pass) const {
    if constexpr (kChange == Change::padding)
      embed(pass, pass.x, pass.y);
    else
      extract(pass, pass.x, pass.y);
  }
  template <class T>
  void run_backward(const Pass<T>& pass) const {
    if (!pass.dx) return;
    if constexpr (kChange == Change::padding)
      extract<T>(pass, pass.dy, pass.dx);
    else
      embed<T>(pass, pass.dy, pass.dx);
  }

  void lower(graph::Graph& graph, const float*, const float*) const override {
    if (kSequence && kChange == Change::padding) lower_mask(graph, graph.steps);
    graph.apply(kChange == Change::padding ? "pad" : "crop");
    auto& attributes = graph.operations.back().attributes;
    const auto list = [](std::size_t h, std::size_t w) {
      return kSequence ? std::vector<double>{static_cast<double>(h)}
                       : std::vector<double>{static_cast<double>(h), static_cast<double>(w)};
    };
    attributes["begin"] = list(top_, left_);
    attributes["end"] = list(bottom_, right_);
    if (kSequence && kChange == Change::cropping)
      lower_mask(graph, lowered_steps(graph, *this, input_.height));
  }

 private:
  Frame changed(Frame frame) const {
    if (kChange == Change::padding)
      return {frame.height + top_ + bottom_, frame.width + left_ + right_, frame.channels};
    return {frame.height - top_ - bottom_, frame.width - left_ - right_, frame.channels};
  }
  const Frame& inner() const { return kChange == Change::padding ? input_ : output_; }
  const Frame& outer() const { return kChange == Change::padding ? output_ : input_; }
  /// Real steps of the inner frame of a row.
  template <class T>
  std::size_t height_of(const Pass<T>& pass, std::size_t row) const {
    const std::size_t steps = real_steps(pass, row, input_.height);
    if (!kSequence || !pass.steps) return inner().height;
    if (kChange == Change::padding) return steps;
    return steps > top_ + bottom_ ? steps - top_ - bottom_ : 0;
  }

  /// Calls work(place in the inner frames, place in the outer ones, values) for each line, and
  /// with no values behind the real steps of a sequence.
  template <class T, class Work>
  void over_lines(const Pass<T>& pass, const Work& work) const {
    const Blocks blocks = blocks_of(pass.layouts.input, input_.channels);
    const std::size_t c = blocks.channels, line = inner().width * c;
    run_parts(pass.team, std::min<std::size_t>(pass.rows, 8), [&](std::size_t part) {
      const std::size_t parts = std::min<std::size_t>(pass.rows, 8);
      for (std::size_t n = pass.rows * part / parts; n < pass.rows * (part + 1) / parts; ++n)
        for (std::size_t g = n * blocks.groups; g < (n + 1) * blocks.groups; ++g)
          for (std::size_t h = 0; h < inner().height; ++h)
            work((g * inner().height + h) * line,
                 ((g * outer().height + top_ + h) * outer().width + left_) * c,
                 h < height_of(pass, n) ? line : 0);
    });
  }
  template <class T>
  void embed(const Pass<T>& pass, const T* from, T* to) const {
    std::fill_n(to, pass.rows * outer().size(), T{0});
    over_lines(pass, [=](std::size_t in, std::size_t out, std::size_t n) {
      std::copy_n(from + in, n, to + out);
    });
  }
  template <class T>
  void extract(const Pass<T>& pass, const T* from, T* to) const {
    const std::size_t line =
        inner().width * blocks_of(pass.layouts.input, input_.channels).channels;
    over_lines(pass, [=](std::size_t in, std::size_t out, std::size_t n) {
      std::copy_n(from + out, n, to + in);
      std::fill_n(to + in + n, line - n, T{0});
    });
  }

  std::size_t top_ = 0, bottom_ = 0, left_ = 0, right_ = 0;
  Frame input_, output_;
};

template <Change kChange, bool kSequence>
LayerKind borders(std::string name, std::string doc, std::string example,
                  std::vector<std::int64_t> amounts, std::vector<Shape> inputs) {
  return kind<Borders<kChange, kSequence>, Options<kChange, kSequence>>(
      std::move(name), std::move(doc),
      {std::move(example), {.amounts = std::move(amounts)}, std::move(inputs)});
}

}  // namespace

LayerKind zero_padding1d() {
  return schema::with_source(
      borders<Change::padding, true>("zero_padding1d", "Adds zeros before and behind the steps.",
                                     "[2, 1]", {2, 1}, {{4, 3}, {1, 16}}),
      "as Keras's ZeroPadding1D");
}
LayerKind zero_padding2d() {
  return schema::with_source(
      borders<Change::padding, false>("zero_padding2d", "Adds zeros around an image.",
                                      "[1, 0, 2, 1]", {1, 0, 2, 1}, {{3, 2, 3}, {1, 1, 16}}),
      "as Keras's ZeroPadding2D");
}
LayerKind cropping1d() {
  return schema::with_source(
      borders<Change::cropping, true>("cropping1d", "Cuts steps from both ends.", "[2, 1]", {2, 1},
                                      {{6, 3}, {4, 16}}),
      "as Keras's Cropping1D");
}
LayerKind cropping2d() {
  return schema::with_source(
      borders<Change::cropping, false>("cropping2d", "Cuts the borders of an image.",
                                       "[1, 0, 2, 1]", {1, 0, 2, 1}, {{3, 5, 3}, {2, 4, 16}}),
      "as Keras's Cropping2D");
}

}  // namespace dlflow::nn
