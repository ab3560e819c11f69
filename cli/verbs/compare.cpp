#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/print.hpp"
#include "cli/verbs.hpp"
#include "core/base/text.hpp"
#include "pipeline/report/numbers.hpp"
#include "pipeline/stages/compare.hpp"

namespace dlflow::cli {
namespace {

std::string tests_in_words(const stages::Effect& effect) {
  if (effect.folds < 2 || effect.is_unchanged) return "";
  return fmt::format("   corrected t-test p {:.3g}, Wilcoxon p {:.3g}", effect.difference.p,
                     effect.wilcoxon_p);
}

/// "knn / standard: accuracy 0.9417 -> 0.9500   corrected t-test p 0.374, Wilcoxon p 0.75".
std::string effect_line(const stages::Effect& effect, const std::string& metric) {
  const std::string name =
      effect.before == effect.after ? effect.after : effect.before + " -> " + effect.after;
  return fmt::format("  {}: {} {} -> {}{}\n", name, metric,
                     report::format_score(effect.score_before, metric),
                     report::format_score(effect.score_after, metric), tests_in_words(effect));
}

std::string scores_in_words(const stages::RunComparison& c) {
  const std::string a = report::format_score(c.score_a, c.metric_a);
  const std::string b = report::format_score(c.score_b, c.metric_b);
  if (c.metric_a != c.metric_b)
    return fmt::format("  {} {}, then {} {}: judged by different metrics\n", c.metric_a, a,
                       c.metric_b, b);
  const auto& chosen = c.effects.chosen;
  return fmt::format("  {} {} -> {}{}\n", c.metric_b, a, b, chosen ? tests_in_words(*chosen) : "");
}

std::string errors_in_words(const stages::TestSetComparison& t) {
  using Unit = stages::TestUnit;
  const auto& errors = *t.errors;
  const auto& gap = errors.difference.interval;
  const std::string drawn =
      errors.unit == Unit::time    ? ", " + counted(errors.units, "time") + ", Diebold-Mariano"
      : errors.unit == Unit::group ? ", " + counted(errors.units, "group") + ", paired t-test"
                                   : ", paired t-test";
  return fmt::format("  test set of {}: {} {} -> {}, {} ({}): {}{} p {:.3g}\n",
                     counted(t.rows, "row"), errors.metric,
                     report::format_score(errors.a, errors.metric),
                     report::format_score(errors.b, errors.metric),
                     (gap.mean > 0 ? "+" : "") + report::format_difference(gap.mean, errors.metric),
                     report::format_interval(gap.low, gap.high, errors.metric),
                     statistics::words_of(errors.difference.verdict), drawn, t.p);
}

std::string test_set_in_words(const stages::TestSetComparison& t) {
  if (t.errors) return errors_in_words(t);
  return fmt::format(
      "  test set of {}: {} right in the first alone, {} in the second alone; McNemar p {:.3g}\n",
      counted(t.rows, "row"), counted(t.only_a), counted(t.only_b), t.p);
}

std::string as_text(const stages::RunComparison& c) {
  if (c.is_same_run) return c.a + "\n\n" + c.sentence + "\n";
  std::string out = fmt::format("{}\n{}\n\n", c.a, c.b);
  for (const auto& change : c.changes) {
    using Kind = stages::OptionChange::Kind;
    out += change.kind == Kind::changed
               ? fmt::format("  {}: {} -> {}\n", change.path, change.from, change.to)
               : "  " + stages::in_words(change) + "\n";
  }
  if (!c.changes.empty()) out += "\n";
  out += scores_in_words(c);
  const auto& chosen = c.effects.chosen;
  for (const auto& effect : c.effects.models)
    if (effect.before != chosen->before || effect.after != chosen->after)
      out += effect_line(effect, c.metric_b);
  if (c.test_set) out += test_set_in_words(*c.test_set);
  return out + "\n" + c.sentence + "\n";
}

using Json = nlohmann::ordered_json;

Json json_of(const stages::Effect& effect) {
  return {{"before", effect.before},
          {"after", effect.after},
          {"score_before", effect.score_before},
          {"score_after", effect.score_after},
          {"mean", effect.difference.interval.mean},
          {"low", effect.difference.interval.low},
          {"high", effect.difference.interval.high},
          {"p", effect.difference.p},
          {"wilcoxon_p", effect.wilcoxon_p},
          {"verdict", statistics::words_of(effect.difference.verdict)}};
}

Json json_of(const stages::TestSetComparison& t) {
  if (!t.errors)
    return {{"rows", t.rows}, {"only_a", t.only_a}, {"only_b", t.only_b}, {"mcnemar_p", t.p}};
  const auto& errors = *t.errors;
  const bool is_over_time = errors.unit == stages::TestUnit::time;
  return {{"rows", t.rows},
          {"metric", errors.metric},
          {"a", errors.a},
          {"b", errors.b},
          {"mean", errors.difference.interval.mean},
          {"low", errors.difference.interval.low},
          {"high", errors.difference.interval.high},
          {"verdict", statistics::words_of(errors.difference.verdict)},
          {"units", errors.units},
          {is_over_time ? "diebold_mariano_p" : "paired_t_p", t.p}};
}

std::string as_json(const stages::RunComparison& c) {
  Json changes = Json::array(), models = Json::array();
  for (const auto& change : c.changes)
    changes.push_back({{"path", change.path}, {"from", change.from}, {"to", change.to}});
  for (const auto& effect : c.effects.models) models.push_back(json_of(effect));
  Json out = {{"version", 1},
              {"a", c.a},
              {"b", c.b},
              {"same_run", c.is_same_run},
              {"changes", changes},
              {"metric", c.metric_b},
              {"metric_a", c.metric_a},
              {"score_a", c.score_a},
              {"score_b", c.score_b},
              {"not_comparable", c.effects.not_comparable},
              {"models", models},
              {"sentence", c.sentence}};
  if (c.effects.chosen) out["difference"] = json_of(*c.effects.chosen);
  if (c.test_set) out["test_set"] = json_of(*c.test_set);
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

int run_compare(const Arguments& arguments) {
  const auto comparison =
      stages::compare_runs(arguments.runs, arguments.words[0], arguments.words[1]);
  print(arguments.json ? as_json(comparison) : as_text(comparison));
  return 0;
}

}  // namespace dlflow::cli
