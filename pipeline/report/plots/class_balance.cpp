#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "pipeline/report/numbers.hpp"
#include "pipeline/report/plots/plots.hpp"
#include "pipeline/report/words.hpp"

namespace dlflow::report {
namespace {

constexpr double kWidth = 720, kLeft = 170, kRight = 590, kRowHeight = 28;
constexpr std::size_t kMost = 20;

using Counts = std::vector<std::pair<std::string, std::size_t>>;

std::string share_text(std::size_t count, std::size_t total) {
  return format_percent(total == 0 ? 0 : static_cast<double>(count) / static_cast<double>(total));
}

Html draw(const Counts& counts, std::size_t total, std::size_t largest) {
  const std::size_t shown = std::min(counts.size(), kMost);
  const Scale x(0, static_cast<double>(std::max<std::size_t>(1, largest)), kLeft, kRight);
  Svg svg(kWidth, kRowHeight * static_cast<double>(shown) + 30, "rows of each class");
  for (std::size_t i = 0; i < shown; ++i) {
    const double y = kRowHeight * static_cast<double>(i) + 6;
    const double end = x(static_cast<double>(counts[i].second));
    svg.text({kLeft - 12, y + 14}, clipped(counts[i].first, 24), Anchor::end);
    svg.rectangle({kLeft, y}, end - kLeft, kRowHeight - 8, "fill1");
    svg.text({end + 8, y + 14},
             fmt::format("{} ({})", with_thousands(static_cast<long long>(counts[i].second)),
                         share_text(counts[i].second, total)),
             Anchor::start, "tick");
  }
  const double bottom = kRowHeight * static_cast<double>(shown) + 22;
  svg.text({kLeft, bottom},
           shown < counts.size()
               ? fmt::format("rows; {} of {} classes are shown", shown, counts.size())
               : "rows",
           Anchor::start, "tick");
  return svg.finish();
}

std::vector<Figure> make(const Facts& facts) {
  const Counts& counts = facts.class_counts;
  if (counts.empty()) return {};
  std::size_t total = 0;
  const auto* most = &counts.front();
  Figure figure;
  figure.table.headings = {{"class"}, {"rows", true}, {"share", true}};
  for (const auto& one : counts) {
    total += one.second;
    if (one.second > most->second) most = &one;
  }
  for (const auto& [name, count] : counts)
    figure.table.rows.push_back(
        {name, with_thousands(static_cast<long long>(count)), share_text(count, total)});
  figure.title =
      fmt::format("'{}' is the most frequent of {}: {} of the training rows", most->first,
                  counted(counts.size(), "class", "classes"), share_text(most->second, total));
  figure.drawing = draw(counts, total, most->second);
  figure.is_wide = true;
  return {figure};
}

}  // namespace

PlotKind class_balance() {
  return {"class_balance", "Rows of each class of the training rows.", Part::data, make};
}

}  // namespace dlflow::report
