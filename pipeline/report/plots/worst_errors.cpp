#include <fmt/format.h>

#include "pipeline/report/numbers.hpp"
#include "pipeline/report/plots/plots.hpp"
#include "pipeline/report/words.hpp"

namespace dlflow::report {
namespace {

/// Each row's image with what it is and what it was taken for; nothing where rows have no images.
Html pictures(const Judged& judged) {
  Html html;
  if (judged.worst.front().picture.empty()) return html;
  html.open("div", {{"class", "pictures"}});
  for (const WorstError& worst : judged.worst) {
    const std::string said = fmt::format("{}, predicted {}", worst.truth, worst.prediction);
    html.open("div", {{"class", "picture"}});
    html.empty("img", {{"src", "data:image/png;base64," + worst.picture},
                       {"alt", fmt::format("row {}: {}", worst.row, said)}});
    html.element("div", worst.truth).element("div", "predicted " + worst.prediction);
    html.element("div", fmt::format("row {}", worst.row), {{"class", "more"}}).close("div");
  }
  html.close("div");
  return html;
}

std::vector<Figure> make(const Facts& facts) {
  if (facts.judged.empty() || facts.judged[0].worst.empty()) return {};
  const Judged& judged = facts.judged[0];
  const bool has_classes = !facts.class_counts.empty();
  Figure figure;
  figure.is_wide = true;
  figure.title =
      fmt::format("The {} {} that were predicted worst: {}", judged.worst.size(), judged.rows_from,
                  has_classes ? "are they mislabelled?" : "is the truth right?");
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
  figure.drawing = pictures(judged);
  return {figure};
}

}  // namespace

PlotKind worst_errors() {
  return {"worst_errors", "The rows that were predicted worst.", Part::unseen, make};
}

}  // namespace dlflow::report
