#include "core/optim/schedules/schedules.hpp"

namespace dlflow::optim {
namespace {

struct Options {};
void describe(schema::Object&, Options&) {}

class Constant final : public Schedule {
 public:
  explicit Constant(const Options&) {}
  double rate(double base, const Progress&, std::span<const double>) const override { return base; }
};

}  // namespace

ScheduleKind constant() {
  return schedule<Constant, Options>("constant", "The learning rate of the optimizer throughout.",
                                     "");
}

}  // namespace dlflow::optim
