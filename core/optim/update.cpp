#include "core/optim/update.hpp"

#include <algorithm>
#include <cmath>

#include "core/kernels/update.hpp"

namespace dlflow::optim {
namespace {

/// Shortens a gradient that is longer than the limit. Norms that are not finite leave it alone, so
/// that the loss says so.
void shorten(double limit, std::span<float> gradients) {
  const double norm = std::sqrt(kernels::square_sum(gradients.size(), gradients.data()));
  if (norm > limit && std::isfinite(norm))
    kernels::scale(gradients.size(), static_cast<float>(limit / norm), gradients.data());
}

}  // namespace

Update::Update(const schema::Chosen& optimizer, std::vector<Parameter> parameters)
    : common_(optimizer_kind(optimizer).common(optimizer.options.get())),
      optimizer_(optimizer_kind(optimizer).make(optimizer.options.get())),
      parameters_(std::move(parameters)) {}

void Update::clip(std::span<float> gradients) const {
  if (common_.clipvalue)
    kernels::clip_values(gradients.size(), static_cast<float>(*common_.clipvalue),
                         gradients.data());
  if (common_.global_clipnorm) shorten(*common_.global_clipnorm, gradients);
  if (common_.clipnorm)
    for (const Parameter& one : parameters_)
      shorten(*common_.clipnorm, gradients.subspan(one.offset, count(one.shape)));
}

void Update::step(std::int64_t step, double rate, std::span<float> weights,
                  std::span<float> gradients, std::span<float> state) const {
  for (const Parameter& one : parameters_)
    if (const Restraint& rule = one.restraint; rule.l1 > 0 || rule.l2 > 0)
      kernels::add_penalty(count(one.shape), static_cast<float>(rule.l1),
                           static_cast<float>(rule.l2), weights.data() + one.offset,
                           gradients.data() + one.offset);
  clip(gradients);
  if (common_.weight_decay && *common_.weight_decay > 0)
    kernels::scale(weights.size(), static_cast<float>(1 - rate * *common_.weight_decay),
                   weights.data());
  optimizer_->step(step, rate, weights, gradients, state);
  for (const Parameter& one : parameters_)
    if (one.restraint.max_norm > 0) {
      const std::size_t columns = one.restraint.outputs;
      kernels::limit_columns(count(one.shape) / columns, columns, one.restraint.max_norm,
                             weights.data() + one.offset);
    }
}

void Update::average(std::int64_t step, std::span<const float> weights,
                     std::span<float> average) const {
  if (step == 1)
    std::copy(weights.begin(), weights.end(), average.begin());
  else
    kernels::average_step(weights.size(), static_cast<float>(1 - common_.ema_momentum),
                          weights.data(), average.data());
}

}  // namespace dlflow::optim
