#include "pipeline/stages/published.hpp"

#include <fmt/format.h>

namespace dlflow::stages {
namespace {

/// Why the two scores must not be compared; empty when they may.
std::string obstacle(const Framed& framed, const report::PublishedScore& published) {
  const std::string& ours = framed.protocol;
  if (published.metric != framed.metric->name) return "it is " + published.metric;
  if (published.protocol == kGivenTest)
    return framed.read.test_begin ? "" : "it was made on the given test set";
  if (!framed.outer.held_out.empty()) return "it was made on all rows; here a test set is sealed";
  if (ours != published.protocol) return "it was made by " + published.protocol + ", here " + ours;
  return "";
}

}  // namespace

std::string verdict_beside(double good, const statistics::Interval& ours, bool beats_naive,
                           bool greater_is_better) {
  const bool is_inside = good >= ours.low && good <= ours.high;
  if (is_inside && beats_naive) return "matches";
  if (!is_inside && greater_is_better != (ours.mean > good)) return "below";
  return beats_naive ? "beats" : "cannot tell (not shown to be better than naive)";
}

void judge_published(const Framed& framed, const harness::LeaderboardRow& row,
                     report::Facts& facts) {
  if (!facts.published) return;
  auto& published = *facts.published;
  const bool greater = framed.metric->greater_is_better;
  const std::string why = obstacle(framed, published);
  const bool by_test = published.protocol == kGivenTest;
  bool beats_naive = row.beats_naive;
  published.ours = row.score;
  if (by_test && facts.test_score) {
    published.ours = {*facts.test_score, facts.test_interval.low, facts.test_interval.high};
    beats_naive =
        greater ? published.ours.low > published.naive : published.ours.high < published.naive;
  }
  published.verdict = !why.empty() ? "not comparable (" + why + ")"
                      : by_test && !facts.test_score
                          ? "compared when the test set is opened"
                          : verdict_beside(published.good, published.ours, beats_naive, greater);
}

}  // namespace dlflow::stages
