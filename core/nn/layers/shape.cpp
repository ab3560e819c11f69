#include <algorithm>

#include "core/base/text.hpp"
#include "core/nn/layers/layers.hpp"

namespace dlflow::nn {
namespace {

struct FlattenOptions {};
void describe(schema::Object&, FlattenOptions&) {}

struct ReshapeOptions {
  std::vector<std::int64_t> target_shape;
};
void describe(schema::Object& o, ReshapeOptions& x) {
  o.field("target_shape", x.target_shape,
          "Shape of a row of the result; one -1 stands for what is left.")
      .required()
      .at_least(-1);
  o.list_form("target_shape");
  o.check("target_shape", [&x]() -> std::optional<std::string> {
    const auto& shape = x.target_shape;
    if (shape.empty() || std::ranges::count(shape, 0) > 0)
      return "expects at least one extent, and none that is 0";
    if (std::ranges::count(shape, -1) > 1) return "takes -1 once at most";
    return std::nullopt;
  });
}

/// The same values in the same order under another shape.
class Reshape final : public TypedLayer<Reshape> {
 public:
  explicit Reshape(const FlattenOptions&) : target_{-1} {}
  explicit Reshape(const ReshapeOptions& options) : target_(options.target_shape) {}

  Shape output_shape(const Shape& input) const override {
    const std::size_t values = count(input);
    std::size_t known = 1;
    Shape shape;
    for (const std::int64_t extent : target_) {
      shape.push_back(extent < 0 ? 0 : static_cast<std::size_t>(extent));
      if (extent > 0) known *= static_cast<std::size_t>(extent);
    }
    const auto open = std::ranges::find(shape, std::size_t{0});
    if (open != shape.end() && known > 0 && values % known == 0) *open = values / known;
    if (count(shape) != values)
      throw UserError(ExitCode::configuration, "cannot make " + wanted() + " of " + text(input),
                      "a row has " + std::to_string(values) + " values");
    return shape;
  }
  void build(const Shape& input) override {
    size_ = count(input);
    shape_ = output_shape(input);
  }

  template <class T>
  void run_forward(const Pass<T>& pass) const {
    std::copy_n(pass.x, pass.rows * size_, pass.y);
  }
  template <class T>
  void run_backward(const Pass<T>& pass) const {
    if (pass.dx) std::copy_n(pass.dy, pass.rows * size_, pass.dx);
  }

  void lower(graph::Graph& graph, const float*, const float*) const override {
    graph.apply("reshape");
    graph.operations.back().attributes["shape"] = std::vector<double>(shape_.begin(), shape_.end());
  }

 private:
  std::string wanted() const {
    std::string all = "(N";
    for (const std::int64_t extent : target_) all += ", " + std::to_string(extent);
    return all + ")";
  }

  std::vector<std::int64_t> target_;
  Shape shape_;
  std::size_t size_ = 0;
};

struct PermuteOptions {
  std::vector<std::int64_t> dims;
};
void describe(schema::Object& o, PermuteOptions& x) {
  o.field("dims", x.dims, "Which axis of a row, counted from 1, comes first, second, ...")
      .required()
      .at_least(1);
  o.list_form("dims");
  o.check("dims", [&x]() -> std::optional<std::string> {
    for (std::size_t i = 0; i < x.dims.size(); ++i)
      if (std::ranges::count(x.dims, static_cast<std::int64_t>(i + 1)) != 1)
        return "expects each of 1 to " + std::to_string(x.dims.size()) + " once";
    return std::nullopt;
  });
}

/// y[i_d0, i_d1, ...] = x[i_0, i_1, ...], d = dims - 1.
class Permute final : public TypedLayer<Permute> {
 public:
  explicit Permute(const PermuteOptions& options) : dims_(options.dims) {}

  Shape output_shape(const Shape& input) const override {
    if (input.size() != dims_.size())
      throw UserError(
          ExitCode::configuration,
          "expects " + plural(dims_.size(), "axis", "axes") + " behind N, got " + text(input),
          "name each axis in dims, from 1");
    Shape shape;
    for (const std::int64_t d : dims_) shape.push_back(input[static_cast<std::size_t>(d - 1)]);
    return shape;
  }

  void build(const Shape& input) override {
    const Shape output = output_shape(input);
    Shape strides(input.size(), 1);
    for (std::size_t i = input.size(); i-- > 1;) strides[i - 1] = strides[i] * input[i];
    from_.assign(count(input), 0);
    for (std::size_t at = 0; at < from_.size(); ++at)
      for (std::size_t i = output.size(), left = at; i-- > 0; left /= output[i])
        from_[at] += left % output[i] * strides[static_cast<std::size_t>(dims_[i] - 1)];
  }

  template <class T>
  void run_forward(const Pass<T>& pass) const {
    const std::size_t size = from_.size();
    for (std::size_t n = 0; n < pass.rows; ++n)
      for (std::size_t i = 0; i < size; ++i) pass.y[n * size + i] = pass.x[n * size + from_[i]];
  }
  template <class T>
  void run_backward(const Pass<T>& pass) const {
    const std::size_t size = from_.size();
    for (std::size_t n = 0; pass.dx && n < pass.rows; ++n)
      for (std::size_t i = 0; i < size; ++i) pass.dx[n * size + from_[i]] = pass.dy[n * size + i];
  }

  void lower(graph::Graph& graph, const float*, const float*) const override {
    graph.apply("transpose");
    graph.operations.back().attributes["axes"] = std::vector<double>(dims_.begin(), dims_.end());
  }

 private:
  static std::string plural(std::size_t n, const char* one, const char* many) {
    return std::to_string(n) + " " + (n == 1 ? one : many);
  }

  std::vector<std::int64_t> dims_;
  std::vector<std::size_t> from_;  ///< the place in a row of x of each value of a row of y
};

}  // namespace

LayerKind flatten() {
  return schema::with_source(
      kind<Reshape, FlattenOptions>("flatten", "Makes one axis of all but the first.",
                                    {"{}", {}, {{3, 4}, {5}, {2, 3, 4}}}),
      "as Keras's Flatten");
}
LayerKind reshape() {
  return schema::with_source(kind<Reshape, ReshapeOptions>(
                                 "reshape", "Gives the values of a row another shape.",
                                 {"[3, -1]", {.target_shape = {3, -1}}, {{6}, {2, 3}, {2, 3, 4}}}),
                             "as Keras's Reshape");
}
LayerKind permute() {
  return schema::with_source(
      kind<Permute, PermuteOptions>("permute", "Exchanges the axes of a row.",
                                    {"[2, 1]", {.dims = {2, 1}}, {{3, 4}, {1, 5}}}),
      "as Keras's Permute");
}

}  // namespace dlflow::nn
