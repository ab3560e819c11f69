#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "core/optim/schedules/schedules.hpp"

namespace dlflow::optim {
namespace {

struct Options {
  double alpha = 0;
  std::optional<double> first_decay_epochs;
  double t_mul = 2;
  double m_mul = 1;
};

void describe(schema::Object& o, Options& x) {
  o.field("alpha", x.alpha, "Where the fall ends, as a share of the learning rate.").between(0, 1);
  o.field("first_decay_epochs", x.first_decay_epochs, "Epochs to the first restart.")
      .above(0)
      .default_is("the whole training, without a restart");
  o.field("t_mul", x.t_mul, "How much longer each fall is than the one before.").at_least(1);
  o.field("m_mul", x.m_mul, "Factor on the top of each fall.").above(0).at_most(1);
}

/// base ((1 - alpha) m (1 + cos(pi done)) / 2 + alpha), done the share of the fall that is done and
/// m = m_mul^restarts. Source: Loshchilov and Hutter, SGDR (2017).
class Cosine final : public Schedule {
 public:
  explicit Cosine(const Options& options) : options_(options) {}

  double rate(double base, const Progress& progress, std::span<const double>) const override {
    double done = progress.epochs_done(), length = progress.epochs(), top = 1;
    if (options_.first_decay_epochs) {
      length = *options_.first_decay_epochs;
      while (done >= length) {
        done -= length;
        length *= options_.t_mul;
        top *= options_.m_mul;
      }
    }
    const double share = std::min(done / length, 1.0);
    const double fall = top * (1 + std::cos(std::numbers::pi * share)) / 2;
    return base * ((1 - options_.alpha) * fall + options_.alpha);
  }

 private:
  Options options_;
};

}  // namespace

ScheduleKind cosine() {
  return schema::with_source(
      schedule<Cosine, Options>("cosine", "Falls on half a cosine, with restarts if wanted.",
                                "{first_decay_epochs: 10}"),
      "I. Loshchilov and F. Hutter, SGDR: stochastic gradient descent with warm restarts (2017); "
      "as Keras's CosineDecay and CosineDecayRestarts");
}

}  // namespace dlflow::optim
