#include "pipeline/report/plots/plots.hpp"

namespace dlflow::report {

const std::vector<PlotKind>& plots() {
  static const std::vector<PlotKind> table = {
      class_balance(),    fold_scores(),      cost(),
      data_curve(),       confusion(),        roc(),
      precision_recall(), reliability(),      threshold_sweep(),
      forecast(),         predicted_actual(), residuals(),
      worst_errors(),     importance(),       learning_curves(),
      search_history(),
  };
  return table;
}

}  // namespace dlflow::report
