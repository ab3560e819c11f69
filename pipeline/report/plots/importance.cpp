#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "pipeline/report/numbers.hpp"
#include "pipeline/report/plots/plots.hpp"
#include "pipeline/report/words.hpp"

namespace dlflow::report {
namespace {

constexpr double kWidth = 720, kLeft = 190, kRight = 690, kTop = 8, kRowHeight = 26;
constexpr int kTicks = 6;
constexpr std::size_t kMost = 20;

using Columns = std::vector<harness::ColumnImportance>;

/// The axis tells points where the metric is a share.
double shown(double loss, const std::string& metric) {
  return is_share(metric) ? 100 * loss : loss;
}

Html draw(const Columns& columns, const std::string& metric) {
  const std::size_t rows = std::min(columns.size(), kMost);
  double low = 0, high = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    low = std::min({low, shown(columns[i].loss.low, metric), shown(columns[i].loss.mean, metric)});
    high =
        std::max({high, shown(columns[i].loss.high, metric), shown(columns[i].loss.mean, metric)});
  }
  const Scale x(low, high, kLeft, kRight);
  const double bottom = kTop + kRowHeight * static_cast<double>(rows);
  Svg svg(kWidth, bottom + 46, "how much worse the score gets when a column is shuffled");
  for (const double tick : x.ticks(kTicks)) {
    svg.line({x(tick), kTop}, {x(tick), bottom}, "grid");
    svg.text({x(tick), bottom + 16}, x.tick_text(tick, kTicks), Anchor::middle, "tick");
  }
  for (std::size_t i = 0; i < rows; ++i) {
    const double y = kTop + kRowHeight * (static_cast<double>(i) + 0.5);
    const statistics::Interval& loss = columns[i].loss;
    const double from = x(0), to = x(shown(loss.mean, metric));
    svg.text({kLeft - 12, y + 4}, clipped(columns[i].column, 24), Anchor::end);
    svg.rectangle({std::min(from, to), y - 8}, std::abs(to - from), 16, "box1");
    svg.line({x(shown(loss.low, metric)), y}, {x(shown(loss.high, metric)), y}, "ink1");
    svg.circle({to, y}, 4, "fill1");
  }
  svg.line({x(0), kTop}, {x(0), bottom}, "axis");
  svg.text({(kLeft + kRight) / 2, bottom + 38},
           fmt::format("how much worse {} gets{} when the column is shuffled (95 % interval)",
                       metric, is_share(metric) ? ", in points," : ""),
           Anchor::middle);
  return svg.finish();
}

std::vector<Figure> make(const Facts& facts) {
  const Columns& columns = facts.importance;
  if (columns.empty()) return {};
  const std::string& metric = facts.leaderboard.metric;
  Figure figure;
  figure.is_wide = true;
  const harness::ColumnImportance& first = columns.front();
  figure.title = first.loss.low > 0
                     ? fmt::format("'{}' matters most: when it is shuffled, {} gets worse by {}",
                                   first.column, metric, format_difference(first.loss.mean, metric))
                     : "No column could be shown to matter by itself";
  if (columns.size() > kMost)
    figure.title += fmt::format(" ({} of {} columns are drawn)", kMost, columns.size());
  figure.drawing = draw(columns, metric);
  figure.table.headings = {{"column"}, {"loss", true}, {"95 % interval", true}, {"verdict"}};
  for (const auto& [column, loss] : columns)
    figure.table.rows.push_back({column, format_difference(loss.mean, metric),
                                 fmt::format("{} to {}", format_difference(loss.low, metric),
                                             format_difference(loss.high, metric)),
                                 loss.low > 0    ? "matters"
                                 : loss.high < 0 ? "harms"
                                                 : "cannot tell"});
  return {figure};
}

}  // namespace

PlotKind importance() {
  return {"importance", "Loss of score when a column is shuffled among unseen rows.", Part::columns,
          make};
}

}  // namespace dlflow::report
