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

}  // namespace

Html class_balance(const Facts& facts) {
  const auto& counts = facts.class_counts;
  if (counts.empty()) return {};
  const std::size_t shown = std::min(counts.size(), kMost);
  std::size_t total = 0, largest = 1;
  for (const auto& [name, count] : counts) {
    total += count;
    largest = std::max(largest, count);
  }
  const Scale x(0, static_cast<double>(largest), kLeft, kRight);
  Svg svg(kWidth, kRowHeight * static_cast<double>(shown) + 30, "rows of each class");
  for (std::size_t i = 0; i < shown; ++i) {
    const double y = kRowHeight * static_cast<double>(i) + 6;
    const double end = x(static_cast<double>(counts[i].second));
    svg.text({kLeft - 12, y + 14}, clipped(counts[i].first, 24), Anchor::end);
    svg.rectangle({kLeft, y}, end - kLeft, kRowHeight - 8, "fill1");
    const double share =
        total == 0 ? 0 : static_cast<double>(counts[i].second) / static_cast<double>(total);
    svg.text({end + 8, y + 14},
             fmt::format("{} ({})", with_thousands(static_cast<long long>(counts[i].second)),
                         format_percent(share)),
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

}  // namespace dlflow::report
