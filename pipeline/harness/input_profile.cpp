#include "pipeline/harness/input_profile.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "core/base/error.hpp"

namespace dlflow::harness {
namespace {

constexpr std::size_t kEdges = 9;

void profile_numbers(const data::Column& column, const data::Rows& rows, InputProfile& out) {
  std::vector<double> values;
  for (const data::RowIndex row : rows.index)
    if (!std::isnan(column.numbers[row])) values.push_back(column.numbers[row]);
  std::sort(values.begin(), values.end());
  out.edges.assign(kEdges, 0);
  out.counts.assign(kEdges + 2, 0);
  out.counts.back() = static_cast<double>(rows.size() - values.size());
  if (values.empty()) return;
  const auto n = static_cast<double>(values.size());
  out.mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  for (const double v : values) out.deviation += (v - out.mean) * (v - out.mean) / n;
  out.deviation = std::sqrt(out.deviation);
  for (std::size_t e = 0; e < kEdges; ++e) out.edges[e] = values[(e + 1) * values.size() / 10];
  for (const double v : values) {
    const auto bin = std::lower_bound(out.edges.begin(), out.edges.end(), v) - out.edges.begin();
    ++out.counts[static_cast<std::size_t>(bin)];
  }
}

void profile_codes(const data::Column& column, const data::Rows& rows, InputProfile& out) {
  std::vector<double> counts(column.labels.size() + 1, 0);
  for (const data::RowIndex row : rows.index) {
    const std::int32_t code = column.codes[row];
    ++counts[code < 0 ? column.labels.size() : static_cast<std::size_t>(code)];
  }
  for (std::size_t i = 0; i < column.labels.size(); ++i) {
    if (counts[i] == 0) continue;
    out.labels.push_back(column.labels[i]);
    out.counts.push_back(counts[i]);
  }
  out.counts.push_back(counts.back());
}

}  // namespace

double InputProfile::rows() const { return std::accumulate(counts.begin(), counts.end(), 0.0); }

std::vector<InputProfile> profile_inputs(const data::Rows& rows,
                                         const std::vector<std::string>& inputs) {
  std::vector<InputProfile> all;
  for (const std::string& name : inputs) {
    const data::Column& column = *rows.table->find(name);
    if (!column.is_number() && !column.is_coded()) continue;
    InputProfile& profile = all.emplace_back();
    profile.name = name;
    profile.is_number = column.is_number();
    if (profile.is_number)
      profile_numbers(column, rows, profile);
    else
      profile_codes(column, rows, profile);
  }
  return all;
}

Archive save_profiles(const std::vector<InputProfile>& profiles) {
  Archive out;
  std::vector<std::string> names;
  std::vector<std::int64_t> are_numbers;
  std::vector<double> moments, edges, counts;
  for (const InputProfile& profile : profiles) {
    const std::string at = "labels." + std::to_string(names.size());
    names.push_back(profile.name);
    are_numbers.push_back(profile.is_number);
    if (!profile.is_number) {
      out.put(at, profile.labels);
      out.put(at + ".counts", profile.counts);
      continue;
    }
    moments.insert(moments.end(), {profile.mean, profile.deviation});
    edges.insert(edges.end(), profile.edges.begin(), profile.edges.end());
    counts.insert(counts.end(), profile.counts.begin(), profile.counts.end());
  }
  const auto numbers = static_cast<std::int64_t>(moments.size() / 2);
  out.put("names", names);
  out.put("are_numbers", are_numbers);
  out.put("moments", ArchiveArray{{numbers, 2}, moments});
  out.put("edges", ArchiveArray{{numbers, kEdges}, edges});
  out.put("counts", ArchiveArray{{numbers, kEdges + 2}, counts});
  return out;
}

std::vector<InputProfile> load_profiles(const Archive& archive) {
  const auto& names = archive.list("names");
  const auto& are_numbers = archive.integers("are_numbers");
  const auto &moments = archive.doubles("moments"), &edges = archive.doubles("edges"),
             &counts = archive.doubles("counts");
  const auto numbers =
      static_cast<std::size_t>(std::count(are_numbers.begin(), are_numbers.end(), 1));
  if (names.size() != are_numbers.size() || moments.size() != 2 * numbers ||
      edges.size() != kEdges * numbers || counts.size() != (kEdges + 2) * numbers)
    throw CorruptFile("the model", "the profile of its columns does not fit them");
  const auto part = [](const std::vector<double>& all, std::size_t i, std::size_t size) {
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(i * size);
    return std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(size));
  };
  std::vector<InputProfile> out(names.size());
  std::size_t number = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    InputProfile& profile = out[i];
    profile.name = names[i];
    profile.is_number = are_numbers[i] == 1;
    if (profile.is_number) {
      profile.mean = moments[2 * number];
      profile.deviation = moments[2 * number + 1];
      profile.edges = part(edges, number, kEdges);
      profile.counts = part(counts, number++, kEdges + 2);
      continue;
    }
    const std::string at = "labels." + std::to_string(i);
    profile.labels = archive.list(at);
    profile.counts = archive.doubles(at + ".counts");
    if (profile.counts.size() != profile.labels.size() + 1)
      throw CorruptFile("the model", "the profile of its columns does not fit them");
  }
  return out;
}

}  // namespace dlflow::harness
