#pragma once

#include "tests/core/graph/state.hpp"

namespace dlflow::graph::test {

/// Operations on shapes, windows and steps.
class LayerOperations : public State {
 protected:
  using State::State;

  static Shape shape_behind(std::size_t rows, const std::vector<double>& row) {
    Shape shape{rows};
    for (const double size : row) shape.push_back(whole(size));
    return shape;
  }

  Value reshape(const Operation& o) {
    Value out = in(o, 0);
    const std::size_t row = size_of(shape_behind(1, list(o, "shape")));
    out.shape = shape_behind(out.numbers.size() / row, list(o, "shape"));
    return out;
  }

  Value transpose(const Operation& o) {
    const Value& x = in(o, 0);
    std::vector<std::size_t> axes{0};
    for (const double axis : list(o, "axes")) axes.push_back(whole(axis));
    Value out{x.type, {}, std::vector<double>(x.numbers.size()), {}};
    for (const std::size_t axis : axes) out.shape.push_back(x.shape[axis]);
    for (std::size_t i = 0; i < x.numbers.size(); ++i) {
      std::vector<std::size_t> place(axes.size());
      std::size_t rest = i, to = 0;
      for (std::size_t axis = axes.size(); axis-- > 0; rest /= x.shape[axis])
        place[axis] = rest % x.shape[axis];
      for (std::size_t k = 0; k < axes.size(); ++k) to = to * out.shape[k] + place[axes[k]];
      out.numbers[to] = x.numbers[i];
    }
    return out;
  }

  /// x as frames (N, H, W, C), W being 1 for sequences.
  struct Frames {
    std::size_t rows, height, width, channels;
    std::size_t at(std::size_t n, std::size_t h, std::size_t w, std::size_t c) const {
      return ((n * height + h) * width + w) * channels + c;
    }
  };
  static Frames frames_of(const Value& x) {
    const Shape& s = x.shape;
    return s.size() == 3 ? Frames{s[0], s[1], 1, s[2]} : Frames{s[0], s[1], s[2], s[3]};
  }
  static Value framed(const Value& like, const Frames& f) {
    const bool is_sequence = like.shape.size() == 3;
    Value out{like.type,
              is_sequence ? Shape{f.rows, f.height, f.channels}
                          : Shape{f.rows, f.height, f.width, f.channels},
              {},
              {}};
    out.numbers.assign(size_of(out.shape), 0);
    return out;
  }
  /// A list of one number an axis, as those of height and width.
  static std::array<std::ptrdiff_t, 2> both(const std::vector<double>& list, double otherwise) {
    return {static_cast<std::ptrdiff_t>(list[0]),
            static_cast<std::ptrdiff_t>(list.size() > 1 ? list[1] : otherwise)};
  }

  Value pool(const Operation& o) {
    const Value& x = in(o, 0);
    const Frames from = frames_of(x);
    const auto size = both(list(o, "size"), 1), stride = both(list(o, "strides"), 1);
    const auto begin = both(list(o, "begin"), 0), end = both(list(o, "end"), 0);
    const auto windows = [&](std::size_t extent, std::size_t axis) {
      return (extent + whole(begin[axis]) + whole(end[axis]) - whole(size[axis])) /
                 whole(stride[axis]) +
             1;
    };
    const Frames to{from.rows, windows(from.height, 0), windows(from.width, 1), from.channels};
    Value out = framed(x, to);
    const auto each = [&](std::size_t n, std::size_t i, std::size_t j, std::size_t c) {
      const auto height = static_cast<std::ptrdiff_t>(real(o, n, from.height));
      double best = -std::numeric_limits<double>::infinity(), all = 0, count = 0;
      for (std::ptrdiff_t a = 0; a < size[0]; ++a)
        for (std::ptrdiff_t b = 0; b < size[1]; ++b) {
          const std::ptrdiff_t h = std::ptrdiff_t(i) * stride[0] - begin[0] + a;
          const std::ptrdiff_t w = std::ptrdiff_t(j) * stride[1] - begin[1] + b;
          if (h < 0 || h >= height || w < 0 || w >= std::ptrdiff_t(from.width)) continue;
          const double value = x.numbers[from.at(n, std::size_t(h), std::size_t(w), c)];
          best = std::max(best, value);
          all += value;
          ++count;
        }
      return count == 0 ? 0 : o.kind == "max_pool" ? best : all / count;
    };
    for (std::size_t n = 0; n < to.rows; ++n)
      for (std::size_t i = 0; i < to.height; ++i)
        for (std::size_t j = 0; j < to.width; ++j)
          for (std::size_t c = 0; c < to.channels; ++c)
            out.numbers[to.at(n, i, j, c)] = each(n, i, j, c);
    return out;
  }

  Value global_pool(const Operation& o) {
    const Value& x = in(o, 0);
    const Frames from = frames_of(x);
    Value out{x.type, {from.rows, from.channels}, {}, {}};
    for (std::size_t n = 0; n < from.rows; ++n)
      for (std::size_t c = 0; c < from.channels; ++c) {
        double best = -std::numeric_limits<double>::infinity(), all = 0, count = 0;
        for (std::size_t h = 0; h < real(o, n, from.height); ++h)
          for (std::size_t w = 0; w < from.width; ++w, ++count) {
            best = std::max(best, x.numbers[from.at(n, h, w, c)]);
            all += x.numbers[from.at(n, h, w, c)];
          }
        out.numbers.push_back(count == 0 ? 0 : o.kind == "global_max_pool" ? best : all / count);
      }
    return out;
  }

  /// pad and crop: a window of another size over the frames.
  Value move(const Operation& o) {
    const Value& x = in(o, 0);
    const Frames from = frames_of(x);
    const std::ptrdiff_t sign = o.kind == "pad" ? 1 : -1;
    const auto begin = both(list(o, "begin"), 0), end = both(list(o, "end"), 0);
    const auto grown = [&](std::size_t extent, std::size_t axis) {
      return std::size_t(std::ptrdiff_t(extent) + sign * (begin[axis] + end[axis]));
    };
    const Frames to{from.rows, grown(from.height, 0), grown(from.width, 1), from.channels};
    Value out = framed(x, to);
    const auto value = o.attributes.find("value");
    if (value != o.attributes.end())
      std::ranges::fill(out.numbers, std::get<double>(value->second));
    for (std::size_t n = 0; n < to.rows; ++n)
      for (std::size_t i = 0; i < to.height; ++i)
        for (std::size_t j = 0; j < to.width; ++j) {
          const std::size_t h = i - std::size_t(sign * begin[0]),
                            w = j - std::size_t(sign * begin[1]);
          if (h >= from.height || w >= from.width) continue;
          for (std::size_t c = 0; c < to.channels; ++c)
            out.numbers[to.at(n, i, j, c)] = x.numbers[from.at(n, h, w, c)];
        }
    return out;
  }

  Value upsample(const Operation& o) {
    const Value& x = in(o, 0);
    const Frames from = frames_of(x);
    const auto size = both(list(o, "size"), 1);
    const Frames to{from.rows, from.height * std::size_t(size[0]),
                    from.width * std::size_t(size[1]), from.channels};
    Value out = framed(x, to);
    for (std::size_t n = 0; n < to.rows; ++n)
      for (std::size_t i = 0; i < to.height; ++i)
        for (std::size_t j = 0; j < to.width; ++j)
          for (std::size_t c = 0; c < to.channels; ++c)
            out.numbers[to.at(n, i, j, c)] =
                x.numbers[from.at(n, i / std::size_t(size[0]), j / std::size_t(size[1]), c)];
    return out;
  }

  Value convolution(const Operation& o) {
    const Value &x = in(o, 0), &kernel = in(o, 1);
    const bool is_sequence = number(o, "is_sequence") != 0;
    Frames from = frames_of(x);
    if (is_sequence) from = {from.rows, 1, from.height, from.channels};
    const auto stride = both(list(o, "strides"), 1), dilation = both(list(o, "dilations"), 1);
    const std::vector<double>& padding = list(o, "padding");
    const Shape& k = kernel.shape;
    const auto places = [&](std::size_t extent, double before, double behind, std::size_t axis) {
      return (extent + whole(before) + whole(behind) - std::size_t(dilation[axis]) * (k[axis] - 1) -
              1) /
                 std::size_t(stride[axis]) +
             1;
    };
    const std::size_t groups = whole(number(o, "groups")), of_group = k[3] / groups;
    const Frames to{from.rows, places(from.height, padding[0], padding[2], 0),
                    places(from.width, padding[1], padding[3], 1), k[3]};
    Value out{
        x.type,
        is_sequence ? Shape{to.rows, to.width, k[3]} : Shape{to.rows, to.height, to.width, k[3]},
        {},
        {}};
    out.numbers.resize(size_of(out.shape));
    const auto each = [&](std::size_t n, std::size_t i, std::size_t j, std::size_t f) {
      double sum = o.inputs.size() > 2 ? in(o, 2).numbers[f] : 0;
      for (std::size_t a = 0; a < k[0]; ++a)
        for (std::size_t b = 0; b < k[1]; ++b) {
          const std::size_t h =
              i * std::size_t(stride[0]) + a * std::size_t(dilation[0]) - whole(padding[0]);
          const std::size_t w =
              j * std::size_t(stride[1]) + b * std::size_t(dilation[1]) - whole(padding[1]);
          if (h >= from.height || w >= from.width) continue;
          for (std::size_t c = 0; c < k[2]; ++c)
            sum += x.numbers[from.at(n, h, w, f / of_group * k[2] + c)] *
                   kernel.numbers[((a * k[1] + b) * k[2] + c) * k[3] + f];
        }
      return sum;
    };
    for (std::size_t n = 0; n < to.rows; ++n)
      for (std::size_t i = 0; i < to.height; ++i)
        for (std::size_t j = 0; j < to.width; ++j)
          for (std::size_t f = 0; f < to.channels; ++f)
            out.numbers[to.at(n, i, j, f)] = each(n, i, j, f);
    return out;
  }

  Value repeat(const Operation& o) {
    const Value& x = in(o, 0);
    Value out{x.type, {x.shape[0], whole(number(o, "steps")), x.last()}, {}, {}};
    for (std::size_t n = 0; n < x.lines(); ++n)
      for (std::size_t t = 0; t < out.shape[1]; ++t)
        out.numbers.insert(out.numbers.end(), x.line(n), x.line(n) + x.last());
    return out;
  }

  Value fold_steps(const Operation& o) {
    Value out = in(o, 0);
    out.shape[1] *= out.shape[0];
    out.shape.erase(out.shape.begin());
    return out;
  }

  Value unfold_steps(const Operation& o) {
    Value out = in(o, 0);
    const std::size_t steps = whole(number(o, "steps"));
    out.shape[0] /= steps;
    out.shape.insert(out.shape.begin() + 1, steps);
    return out;
  }

  Value reverse_steps(const Operation& o) {
    const Value& x = in(o, 0);
    Value out = x;
    const std::size_t step = size_of(x.shape) / x.shape[0] / x.shape[1];
    for (std::size_t n = 0; n < x.shape[0]; ++n)
      for (std::size_t t = 0; t < real(o, n, x.shape[1]); ++t)
        std::copy_n(x.numbers.begin() + std::ptrdiff_t((n * x.shape[1] + t) * step), step,
                    out.numbers.begin() +
                        std::ptrdiff_t((n * x.shape[1] + real(o, n, x.shape[1]) - 1 - t) * step));
    return out;
  }

  Value mask_steps(const Operation& o) {
    Value out = in(o, 0);
    const std::size_t step = size_of(out.shape) / out.shape[0] / out.shape[1];
    for (std::size_t n = 0; n < out.shape[0]; ++n)
      for (std::size_t i = whole(in(o, 1).numbers[n]) * step; i < out.shape[1] * step; ++i)
        out.numbers[n * out.shape[1] * step + i] = 0;
    return out;
  }

  Value take_steps(const Operation& o) {
    const Value &x = in(o, 0), &places = in(o, 1);
    Value out{x.type, {x.shape[0], places.last(), x.last()}, {}, {}};
    for (std::size_t n = 0; n < x.shape[0]; ++n)
      for (std::size_t l = 0; l < places.last(); ++l) {
        const double place = places.line(n)[l];
        DLFLOW_REQUIRE(place >= 0 && whole(place) < x.shape[1], "a step of the sequence");
        const double* step = x.line(n * x.shape[1] + whole(place));
        out.numbers.insert(out.numbers.end(), step, step + x.last());
      }
    return out;
  }

  struct Cell {
    const Operation& o;
    const Value &kernel, &states;
    const Value* bias;
    std::size_t units;

    std::function<double(double)> function(const char* which, const char* alpha) const {
      const Unary f = unary().at(std::get<std::string>(o.attributes.at(which)));
      const auto found = o.attributes.find(alpha);
      const double a = found == o.attributes.end() ? 0 : std::get<double>(found->second);
      return [f, a](double x) { return f(x, a); };
    }
    /// x kernel + bias, for all gates; or h states.
    std::vector<double> product(const Value& matrix, const double* x, std::size_t line) const {
      std::vector<double> out(matrix.last(), 0);
      for (std::size_t j = 0; j < out.size(); ++j) {
        for (std::size_t i = 0; i < matrix.shape[0]; ++i) out[j] += x[i] * matrix.line(i)[j];
        const bool has = bias && (line + 1) * out.size() <= bias->numbers.size();
        if (has) out[j] += bias->numbers[line * out.size() + j];
      }
      return out;
    }
  };

  static void advance(const Cell& cell, const double* x, std::vector<double>& h,
                      std::vector<double>& c) {
    const std::size_t u = cell.units;
    const auto t = cell.function("activation", "alpha");
    const auto in = cell.product(cell.kernel, x, 0), own = cell.product(cell.states, h.data(), 1);
    if (cell.o.kind == "simple_rnn") {
      for (std::size_t j = 0; j < u; ++j) h[j] = t(in[j] + own[j]);
      return;
    }
    const auto s = cell.function("recurrent_activation", "recurrent_alpha");
    if (cell.o.kind == "lstm") {
      for (std::size_t j = 0; j < u; ++j) {
        const auto gate = [&](std::size_t g) { return in[g * u + j] + own[g * u + j]; };
        c[j] = s(gate(1)) * c[j] + s(gate(0)) * t(gate(2));
        h[j] = s(gate(3)) * t(c[j]);
      }
      return;
    }
    std::vector<double> z(u), r(u), content(u), scaled(h);
    for (std::size_t j = 0; j < u; ++j) {
      z[j] = s(in[j] + own[j]);
      r[j] = s(in[u + j] + own[u + j]);
      scaled[j] *= r[j];
    }
    const bool resets_after = std::get<double>(cell.o.attributes.at("reset_after")) != 0;
    const auto before = cell.product(cell.states, scaled.data(), 1);
    for (std::size_t j = 0; j < u; ++j)
      content[j] = t(in[2 * u + j] + (resets_after ? r[j] * own[2 * u + j] : before[2 * u + j]));
    for (std::size_t j = 0; j < u; ++j) h[j] = z[j] * h[j] + (1 - z[j]) * content[j];
  }

  Value recurrent(const Operation& o) {
    const Value& x = in(o, 0);
    const std::size_t units = whole(number(o, "units")), steps = x.shape[1];
    const Cell cell{o, in(o, 1), in(o, 2), o.inputs.size() > 3 ? &in(o, 3) : nullptr, units};
    const bool returns_all = number(o, "return_sequences") != 0;
    Value out{
        x.type, returns_all ? Shape{x.shape[0], steps, units} : Shape{x.shape[0], units}, {}, {}};
    for (std::size_t n = 0; n < x.shape[0]; ++n) {
      std::vector<double> h(units, 0), c(units, 0);
      const std::size_t all = real(o, n, steps);
      for (std::size_t t = 0; t < all; ++t) {
        const std::size_t at = number(o, "go_backwards") != 0 ? all - 1 - t : t;
        advance(cell, x.line(n * steps + at), h, c);
        if (returns_all) out.numbers.insert(out.numbers.end(), h.begin(), h.end());
      }
      if (returns_all)
        out.numbers.resize((n + 1) * steps * units, 0);
      else
        out.numbers.insert(out.numbers.end(), h.begin(), h.end());
    }
    return out;
  }
};

}  // namespace dlflow::graph::test
