#include "pipeline/data/nested_parts.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace dlflow::data {
namespace {

std::size_t part_size(std::size_t rows, double share) {
  return std::clamp<std::size_t>(rounded_up(rows, share), 1, rows);
}

}  // namespace

std::vector<RowIndex> nested_part(const std::vector<RowIndex>& rows, const SplitTarget& target,
                                  double share, const RandomKey& key) {
  std::map<std::int32_t, std::vector<RowIndex>> classes;
  for (const RowIndex row : rows)
    classes[target.class_count > 0 ? target.classes[row] : 0].push_back(row);
  // A row stands where its class has spent the same share of its rows: any first part of this
  // order has the classes in proportion.
  std::vector<std::tuple<double, std::int32_t, RowIndex>> order;
  for (auto& [label, of_class] : classes) {
    RandomStream(key.with(static_cast<std::uint64_t>(label))).shuffle(std::span(of_class));
    for (std::size_t i = 0; i < of_class.size(); ++i)
      order.emplace_back(static_cast<double>(i) / static_cast<double>(of_class.size()), label,
                         of_class[i]);
  }
  std::ranges::sort(order);
  std::vector<RowIndex> part;
  for (std::size_t i = 0; i < part_size(rows.size(), share); ++i)
    part.push_back(std::get<RowIndex>(order[i]));
  std::ranges::sort(part);
  return part;
}

std::vector<RowIndex> nested_groups(const std::vector<RowIndex>& rows, const SplitGroups& groups,
                                    double share, const RandomKey& key) {
  std::map<std::int32_t, std::vector<RowIndex>> members;
  for (const RowIndex row : rows) members[groups.of_row[row]].push_back(row);
  std::vector<std::int32_t> order;
  for (const auto& [group, unused] : members) order.push_back(group);
  RandomStream(key).shuffle(std::span(order));
  std::vector<RowIndex> part;
  const std::size_t wanted = part_size(rows.size(), share);
  for (std::size_t i = 0; part.size() < wanted; ++i)
    part.insert(part.end(), members[order[i]].begin(), members[order[i]].end());
  std::ranges::sort(part);
  return part;
}

std::vector<RowIndex> latest_part(const std::vector<RowIndex>& rows, double share) {
  const std::size_t size = part_size(rows.size(), share);
  return {rows.end() - static_cast<std::ptrdiff_t>(size), rows.end()};
}

}  // namespace dlflow::data
