#include "core/nn/losses/losses.hpp"
#include "core/nn/losses/rows.hpp"

namespace dlflow::nn {
namespace {

struct Options {
  double delta = 1;
};

void describe(schema::Object& o, Options& x) {
  o.field("delta", x.delta, "Size of a difference from where on it counts by its size alone.")
      .above(0)
      .measured_in("standard deviations of the target");
  o.scalar_form("delta");
}

/// d^2 / 2 where |d| <= delta, else delta (|d| - delta / 2). Source: Huber (1964).
class Huber final : public DifferenceLoss<Huber> {
 public:
  Huber(const Options& options, std::size_t) : delta_(options.delta) {}
  template <class T>
  Point<T> at(T d) const {
    const T delta = static_cast<T>(delta_), size = std::abs(d);
    if (size <= delta) return {d * d / 2, d};
    return {delta * (size - delta / 2), d < 0 ? -delta : delta};
  }

 private:
  double delta_;
};

}  // namespace

LossKind huber() {
  return schema::with_source(
      loss<Huber, Options>("huber", "Squared error near zero, absolute error beyond delta.",
                           "{delta: 0.5}", {Target::regression}),
      "P. Huber, Robust estimation of a location parameter (1964)");
}

}  // namespace dlflow::nn
