#include "core/nn/losses/losses.hpp"
#include "core/nn/losses/rows.hpp"

namespace dlflow::nn {
namespace {

struct Options {};
void describe(schema::Object&, Options&) {}

/// log cosh d = |d| + log(1 + exp(-2 |d|)) - log 2, with the slope tanh d.
class LogCosh final : public DifferenceLoss<LogCosh> {
 public:
  LogCosh(const Options&, std::size_t) {}
  template <class T>
  Point<T> at(T d) const {
    const T size = std::abs(d);
    return {size + std::log1p(std::exp(-2 * size)) - static_cast<T>(0.69314718055994531),
            std::tanh(d)};
  }
};

}  // namespace

LossKind log_cosh() {
  return schema::with_source(
      loss<LogCosh, Options>(
          "log_cosh", "Logarithm of the hyperbolic cosine of the difference: a smooth huber.", "",
          {Target::regression}),
      "as Keras's LogCosh");
}

}  // namespace dlflow::nn
