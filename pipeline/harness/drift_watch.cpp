#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/text.hpp"
#include "pipeline/harness/input_profile.hpp"
#include "pipeline/statistics/drift.hpp"

namespace dlflow::harness {
namespace {

/// Two numbers side by side; a comparison gives -1 where it holds.
using Pair = double __attribute__((vector_size(16)));
using PairMask = std::int64_t __attribute__((vector_size(16)));

constexpr std::size_t kShownUnseen = 3;
/// Shares of missing values that differ by less are not spoken of.
constexpr double kMissingShift = 0.05;

std::string percent(double share) { return fmt::format("{:.0f} %", 100 * share); }

/// "mean 45.2, 33.2 in training: 1.02 standard deviations up"
std::string shift_of(const InputProfile& profile, double mean) {
  std::string out = fmt::format("mean {:.4g}, {:.4g} in training", mean, profile.mean);
  if (profile.deviation <= 0) return out;
  const double shift = (mean - profile.mean) / profile.deviation;
  return out +
         fmt::format(": {:.2f} standard deviations {}", std::abs(shift), shift < 0 ? "down" : "up");
}

/// The label whose share changed most.
std::string most_changed(const InputProfile& profile, const std::vector<double>& counts,
                         double rows) {
  std::size_t most = 0;
  double greatest = -1;
  for (std::size_t i = 0; i < profile.labels.size(); ++i) {
    const double change = std::abs(counts[i] / rows - profile.counts[i] / profile.rows());
    if (change > greatest) most = i, greatest = change;
  }
  if (greatest < 0) return "no value is one that training rows held";
  return fmt::format("most changed is '{}': {} of the rows, {} in training", profile.labels[most],
                     percent(counts[most] / rows), percent(profile.counts[most] / profile.rows()));
}

}  // namespace

DriftWatch::DriftWatch(const std::vector<InputProfile>& profiles) : profiles_(profiles) {
  for (const InputProfile& profile : profiles) {
    Seen& seen = seen_.emplace_back();
    seen.counts.assign(profile.counts.size() + 1, 0);
    for (std::size_t i = 0; i < profile.labels.size(); ++i)
      seen.place.emplace(profile.labels[i], i);
  }
}

void DriftWatch::add(const data::Table& table) {
  rows_ += static_cast<double>(table.rows());
  for (std::size_t i = 0; i < profiles_.size(); ++i) {
    const data::Column* column = table.find(profiles_[i].name);
    if (!column) continue;
    // A file may lie about the kind of a column.
    if (column->is_number() && profiles_[i].is_number)
      add_numbers(*column, profiles_[i], seen_[i]);
    else if (column->is_coded() && !profiles_[i].is_number)
      add_codes(*column, seen_[i]);
  }
}

void DriftWatch::add_numbers(const data::Column& column, const InputProfile& profile,
                             Seen& seen) const {
  // The loop below sees every value of every row: two edges are compared at once.
  std::array<Pair, 5> edges;
  edges.fill(Pair{INFINITY, INFINITY});
  for (std::size_t e = 0; e < std::min<std::size_t>(profile.edges.size(), 9); ++e)
    edges[e / 2][e % 2] = profile.edges[e];
  std::array<std::uint32_t, 11> counts{};
  double sum = 0;
  for (std::size_t c = 0; c < column.numbers.chunk_count(); ++c)
    for (const double value : column.numbers.chunk(c)) {
      const bool is_missing = value != value;
      PairMask below{};
      for (const Pair& edge : edges) below += edge < value;
      ++counts[is_missing ? 10 : static_cast<std::size_t>(-below[0] - below[1])];
      sum += is_missing ? 0 : value;
    }
  for (std::size_t b = 0; b < counts.size(); ++b) seen.counts[b] += counts[b];
  seen.sum += sum;
}

void DriftWatch::add_codes(const data::Column& column, Seen& seen) const {
  const std::size_t missing = seen.counts.size() - 2, unseen = seen.counts.size() - 1;
  std::vector<std::size_t> place;
  for (const std::string& label : column.labels) {
    const auto at = seen.place.find(label);
    place.push_back(at == seen.place.end() ? unseen : at->second);
  }
  for (std::size_t i = 0; i < column.codes.size(); ++i) {
    const std::int32_t code = column.codes[i];
    const std::size_t at = code < 0 ? missing : place[static_cast<std::size_t>(code)];
    ++seen.counts[at];
    if (at != unseen || seen.unseen.size() == kShownUnseen) continue;
    const std::string& label = column.labels[static_cast<std::size_t>(code)];
    if (std::find(seen.unseen.begin(), seen.unseen.end(), label) == seen.unseen.end())
      seen.unseen.push_back(label);
  }
}

std::vector<std::string> DriftWatch::unseen() const {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < profiles_.size(); ++i) {
    const Seen& seen = seen_[i];
    const double missing = seen.counts[seen.counts.size() - 2];
    if (!profiles_[i].is_number && profiles_[i].counts.back() == 0 && missing > 0)
      out.push_back(
          fmt::format("column '{}': {} of {} rows {} no value, which no training row lacked",
                      profiles_[i].name, with_thousands(std::llround(missing)),
                      with_thousands(std::llround(rows_)), missing == 1 ? "has" : "have"));
    if (seen.unseen.empty()) continue;
    std::vector<std::string> labels;
    for (const std::string& label : seen.unseen) labels.push_back("'" + label + "'");
    const auto rows = static_cast<long long>(seen.counts.back());
    out.push_back(fmt::format(
        "column '{}': {} of {} rows {} a value that training rows did not "
        "show; the first: {}",
        profiles_[i].name, with_thousands(rows), with_thousands(static_cast<long long>(rows_)),
        rows == 1 ? "holds" : "hold", join(labels, ", ")));
  }
  return out;
}

std::vector<std::string> DriftWatch::drifted() const {
  std::vector<std::string> out;
  if (rows_ < static_cast<double>(statistics::kFewestDriftRows)) return out;
  for (std::size_t i = 0; i < profiles_.size(); ++i) {
    const InputProfile& profile = profiles_[i];
    const Seen& seen = seen_[i];
    std::vector<double> before = profile.counts;
    before.push_back(0);
    const double rows = profile.rows();
    if (rows < static_cast<double>(statistics::kFewestDriftRows)) continue;
    const double index = statistics::stability_index(before, seen.counts);
    if (index <=
        statistics::kDriftIndex + statistics::stability_by_chance(rows, rows_, seen.counts.size()))
      continue;
    const double missing = seen.counts[seen.counts.size() - 2], present = rows_ - missing;
    std::string what = profile.is_number ? present > 0 ? shift_of(profile, seen.sum / present)
                                                       : "every value is missing"
                                         : most_changed(profile, seen.counts, rows_);
    if (std::abs(missing / rows_ - profile.counts.back() / rows) > kMissingShift)
      what += fmt::format("; {} missing, {} in training", percent(missing / rows_),
                          percent(profile.counts.back() / rows));
    out.push_back(fmt::format("column '{}' has drifted: {} (stability index {:.2f}, above {})",
                              profile.name, what, index, statistics::kDriftIndex));
  }
  return out;
}

}  // namespace dlflow::harness
