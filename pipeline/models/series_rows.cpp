#include "pipeline/models/series_rows.hpp"

#include <algorithm>
#include <map>
#include <numeric>

#include "pipeline/data/pace.hpp"

namespace dlflow::models {

std::vector<SeriesRows> series_rows(const data::Features& x, const data::Target& y) {
  std::vector<std::size_t> order(x.rows);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t row) { return x.places.steps[row]; });
  std::map<std::int32_t, SeriesRows> found;
  for (const std::size_t row : order) {
    SeriesRows& series = found[x.places.series[row]];
    series.number = x.places.series[row];
    if (series.rows.empty())
      series.values.push_back(y.values[row]);
    else
      data::append_line(y.values[row], x.places.steps[row] - series.last_step, series.values);
    series.rows.resize(series.values.size() - 1, kNoRow);
    series.rows.push_back(row);
    series.last_step = x.places.steps[row];
  }
  std::vector<SeriesRows> out;
  for (auto& [number, series] : found) out.push_back(std::move(series));
  return out;
}

}  // namespace dlflow::models
