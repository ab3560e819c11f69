#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/optim/schedules/schedules.hpp"

namespace dlflow::optim {
namespace {

enum class Anneal { cos, linear };
std::span<const std::string_view> names_of(Anneal) {
  static constexpr std::array<std::string_view, 2> kNames{"cos", "linear"};
  return kNames;
}

struct Options {
  double pct_start = 0.3;
  double div_factor = 25;
  double final_div_factor = 10000;
  Anneal anneal_strategy = Anneal::cos;
  bool three_phase = false;
};

void describe(schema::Object& o, Options& x) {
  o.field("pct_start", x.pct_start, "Share of the training in which the rate rises.")
      .above(0)
      .below(1);
  o.field("div_factor", x.div_factor, "The optimizer's rate, the top, over the first rate.")
      .at_least(1);
  o.field("final_div_factor", x.final_div_factor, "The first rate over the last.").at_least(1);
  o.field("anneal_strategy", x.anneal_strategy, "The form of rise and fall.");
  o.field("three_phase", x.three_phase, "Whether it falls to the first rate, then to the last.");
  o.check("pct_start", [&x]() -> std::optional<std::string> {
    if (!x.three_phase || x.pct_start <= 0.5) return std::nullopt;
    return "expected at most 0.5 with three phases";
  });
}

/// Rises from base / div_factor to base and falls to base / (div_factor final_div_factor); steps
/// are numbered from 0 and the phases end where PyTorch ends them.
/// Source: Smith and Topin, Super-convergence (2018).
class OneCycle final : public Schedule {
 public:
  explicit OneCycle(const Options& options) : options_(options) {}

  double rate(double base, const Progress& progress, std::span<const double>) const override {
    const double total = static_cast<double>(progress.steps);
    const double at = std::min(static_cast<double>(progress.step), total - 1);
    const double first = base / options_.div_factor, last = first / options_.final_div_factor;
    const double top = std::max(options_.pct_start * total - 1, 0.0);
    if (at <= top) return anneal(first, base, 0, top, at);
    if (!options_.three_phase) return anneal(base, last, top, total - 1, at);
    const double middle = std::max(2 * options_.pct_start * total - 2, top);
    if (at <= middle) return anneal(base, first, top, middle, at);
    return anneal(first, last, middle, total - 1, at);
  }

 private:
  double anneal(double from, double to, double begin, double end, double at) const {
    const double share = end > begin ? (at - begin) / (end - begin) : 1;
    if (options_.anneal_strategy == Anneal::linear) return from + (to - from) * share;
    return to + (from - to) / 2 * (1 + std::cos(std::numbers::pi * share));
  }

  Options options_;
};

}  // namespace

ScheduleKind one_cycle() {
  return schema::with_source(
      schedule<OneCycle, Options>("one_cycle", "Rises to the learning rate, then falls far below.",
                                  "{pct_start: 0.2}"),
      "L. Smith and N. Topin, Super-convergence: very fast training of neural networks using large "
      "learning rates (2019); as PyTorch's OneCycleLR");
}

}  // namespace dlflow::optim
