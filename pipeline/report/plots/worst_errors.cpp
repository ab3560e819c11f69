#include <fmt/format.h>

#include "pipeline/report/numbers.hpp"
#include "pipeline/report/plots/plots.hpp"
#include "pipeline/report/words.hpp"

namespace dlflow::report {
namespace {

std::vector<Figure> make(const Facts& facts) {
  if (facts.judged.empty() || facts.judged[0].worst.empty()) return {};
  const Judged& judged = facts.judged[0];
  const bool has_classes = !facts.class_counts.empty();
  Figure figure;
  figure.is_wide = true;
  figure.title = fmt::format("The {} {} that were predicted worst: are they mislabelled?",
                             judged.worst.size(), judged.rows_from);
  figure.table.headings = {{"row", true},
                           {"true " + facts.target},
                           {"predicted"},
                           {has_classes ? "probability of the truth" : "off by", true}};
  for (const std::string& column : judged.worst_columns) figure.table.headings.push_back({column});
  for (const WorstError& worst : judged.worst) {
    std::vector<std::string> cells = {
        std::to_string(worst.row), worst.truth, worst.prediction,
        has_classes ? fmt::format("{:.3f}", 1 - worst.loss) : format_score(worst.loss, "error")};
    for (const std::string& value : worst.values)
      cells.push_back(value.empty() ? "\u2013" : clipped(compact_number(value), 120));
    cells.resize(figure.table.headings.size());
    figure.table.rows.push_back(std::move(cells));
  }
  return {figure};
}

}  // namespace

PlotKind worst_errors() {
  return {"worst_errors", "The rows that were predicted worst.", Part::unseen, make};
}

}  // namespace dlflow::report
