#include "pipeline/models/class_shares.hpp"

#include "core/base/error.hpp"
#include "pipeline/models/checks.hpp"

namespace dlflow::models {

void ClassShares::fit(const data::Features& x, const data::Target& y, const FitContext& context) {
  DLFLOW_REQUIRE(y.classes > 0 && x.rows == y.rows(), "the target must hold a class per row");
  if (x.rows == 0)
    throw UserError(ExitCode::data,
                    "model '" + context.model_name + "' was given no rows to learn from");
  const std::vector<double> weights = row_weights(y);
  shares_.assign(static_cast<std::size_t>(y.classes), 0.0);
  double all = 0;
  for (std::size_t n = 0; n < y.labels.size(); ++n) {
    shares_.at(static_cast<std::size_t>(y.labels[n])) += weights[n];
    all += weights[n];
  }
  for (double& share : shares_) share /= all;
}

void ClassShares::make_equal() {
  double seen = 0;
  for (const double share : shares_) seen += share > 0;
  for (double& share : shares_) share = share > 0 ? 1 / seen : 0;
}

Archive ClassShares::save() const {
  Archive archive;
  archive.put("shares", shares_);
  return archive;
}

}  // namespace dlflow::models
