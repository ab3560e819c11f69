#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"
#include "pipeline/report/numbers.hpp"
#include "pipeline/report/plots/plots.hpp"
#include "pipeline/report/words.hpp"

namespace dlflow::report {
namespace {

constexpr double kWidth = 460, kLeft = 124, kRight = 442, kTop = 62;
constexpr std::size_t kMost = 12;  ///< classes that are drawn; a table tells of more

using Matrix = std::vector<std::vector<double>>;

double sum_of(const std::vector<double>& row) {
  double sum = 0;
  for (const double count : row) sum += count;
  return sum;
}

std::string count_text(double count) { return with_thousands(std::llround(count)); }

/// The shade of a share of a row, in nine steps.
void draw_cell(Svg& svg, Point corner, double size, double count, double share) {
  static constexpr Literal shades[] = {"heat0", "heat1", "heat2", "heat3", "heat4",
                                       "heat5", "heat6", "heat7", "heat8"};
  const auto shade = static_cast<std::size_t>(std::clamp(std::lround(8 * share), 0l, 8l));
  svg.rectangle(corner, size - 2, size - 2, shades[shade]);
  const Point middle{corner.x + size / 2 - 1, corner.y + size / 2 + 4};
  if (size > 60) {
    svg.text({middle.x, middle.y - 8}, count_text(count), Anchor::middle);
    svg.text({middle.x, middle.y + 10}, format_percent(share), Anchor::middle, "tick-ink");
  } else if (count > 0) {
    svg.text(middle, count_text(count), Anchor::middle, "tick-ink");
  }
}

Html draw(const Facts& facts, const Matrix& matrix) {
  const std::size_t classes = matrix.size();
  const double size = (kRight - kLeft) / static_cast<double>(classes);
  const double bottom = kTop + size * static_cast<double>(classes);
  const auto room = static_cast<std::size_t>(std::max(3.0, size / 8));
  Svg svg(kWidth, bottom + 14, "rows by their true and their predicted class", "small");
  svg.text({8, 15}, "true class, in percent of its rows", Anchor::start);
  svg.text({(kLeft + kRight) / 2, kTop - 24}, "predicted class", Anchor::middle);
  for (std::size_t k = 0; k < classes; ++k) {
    const double middle = size * (static_cast<double>(k) + 0.5);
    const std::string& name = facts.class_counts[k].first;
    svg.text({kLeft + middle, kTop - 6}, clipped(name, room), Anchor::middle, "tick");
    svg.text({kLeft - 8, kTop + middle + 4}, clipped(name, 15), Anchor::end, "tick");
    const double rows = sum_of(matrix[k]);
    for (std::size_t p = 0; p < classes; ++p)
      draw_cell(svg, {kLeft + size * static_cast<double>(p), kTop + middle - size / 2}, size,
                matrix[k][p], rows > 0 ? matrix[k][p] / rows : 0);
  }
  return svg.finish();
}

/// "'1' is mistaken for '0' most often: 108 of its 268 rows".
std::string title_of(const Facts& facts, const Judged& judged) {
  const Matrix& matrix = judged.confusion;
  std::size_t truth = 0, predicted = 0;
  double most = 0;
  for (std::size_t t = 0; t < matrix.size(); ++t)
    for (std::size_t p = 0; p < matrix.size(); ++p)
      if (t != p && matrix[t][p] > most) most = matrix[t][p], truth = t, predicted = p;
  if (most == 0) return fmt::format("No class is mistaken for another ({})", judged.rows_from);
  return fmt::format(
      "'{}' taken for '{}' is the most frequent mistake: {} of its {} ({})",
      facts.class_counts[truth].first, facts.class_counts[predicted].first, count_text(most),
      counted(static_cast<std::size_t>(sum_of(matrix[truth])), "row", "rows"), judged.rows_from);
}

/// Per class: precision, recall and F1.
DataTable table_of(const Facts& facts, const Matrix& matrix) {
  DataTable table;
  table.headings = {{"class"},           {"rows", true},   {"called so", true}, {"right", true},
                    {"precision", true}, {"recall", true}, {"F1", true}};
  for (std::size_t k = 0; k < matrix.size(); ++k) {
    double called = 0;
    for (const auto& row : matrix) called += row[k];
    const double rows = sum_of(matrix[k]), right = matrix[k][k];
    const auto share = [](double part, double whole) {
      return whole > 0 ? fmt::format("{:.3f}", part / whole) : std::string("\u2013");
    };
    table.rows.push_back({facts.class_counts[k].first, count_text(rows), count_text(called),
                          count_text(right), share(right, called), share(right, rows),
                          share(2 * right, rows + called)});
  }
  return table;
}

std::vector<Figure> make(const Facts& facts) {
  std::vector<Figure> out;
  for (const Judged& judged : facts.judged) {
    if (judged.confusion.size() < 2 || judged.confusion.size() != facts.class_counts.size())
      continue;
    Figure figure;
    figure.title = title_of(facts, judged);
    figure.table = table_of(facts, judged.confusion);
    if (judged.confusion.size() <= kMost) figure.drawing = draw(facts, judged.confusion);
    figure.is_wide = judged.confusion.size() > kMost;
    out.push_back(std::move(figure));
  }
  return out;
}

}  // namespace

PlotKind confusion() {
  return {"confusion", "Rows by true and predicted class, with precision and recall.", Part::unseen,
          make};
}

}  // namespace dlflow::report
