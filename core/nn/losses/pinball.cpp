#include "core/nn/losses/losses.hpp"
#include "core/nn/losses/rows.hpp"

namespace dlflow::nn {
namespace {

struct Options {
  double quantile = 0.5;
};

void describe(schema::Object& o, Options& x) {
  o.field("quantile", x.quantile, "Share of the rows that should lie below the prediction.")
      .above(0)
      .below(1);
  o.scalar_form("quantile");
}

/// (1 - q) d where the prediction is too high by d > 0, else -q d.
/// Source: Koenker and Bassett (1978).
class Pinball final : public DifferenceLoss<Pinball> {
 public:
  Pinball(const Options& options, std::size_t) : quantile_(options.quantile) {}
  template <class T>
  Point<T> at(T d) const {
    const T q = static_cast<T>(quantile_);
    if (d > 0) return {(1 - q) * d, 1 - q};
    return {-q * d, d < 0 ? -q : T{0}};
  }

 private:
  double quantile_;
};

}  // namespace

LossKind pinball() {
  return schema::with_source(loss<Pinball, Options>("pinball", "Aims at a quantile of the target.",
                                                    "{quantile: 0.9}", {Target::regression}),
                             "R. Koenker and G. Bassett, Regression quantiles (1978)");
}

}  // namespace dlflow::nn
