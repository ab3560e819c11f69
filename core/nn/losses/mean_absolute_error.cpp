#include "core/nn/losses/losses.hpp"
#include "core/nn/losses/rows.hpp"

namespace dlflow::nn {
namespace {

struct Options {};
void describe(schema::Object&, Options&) {}

/// |d|, with the slope 0 at d = 0.
class MeanAbsoluteError final : public DifferenceLoss<MeanAbsoluteError> {
 public:
  MeanAbsoluteError(const Options&, std::size_t) {}
  template <class T>
  Point<T> at(T d) const {
    return {std::abs(d), static_cast<T>(d > 0) - static_cast<T>(d < 0)};
  }
};

}  // namespace

LossKind mean_absolute_error() {
  return schema::with_source(
      loss<MeanAbsoluteError, Options>("mean_absolute_error",
                                       "Mean size of the difference; aims at the median.", "",
                                       {Target::regression}),
      "as Keras's MeanAbsoluteError");
}

}  // namespace dlflow::nn
