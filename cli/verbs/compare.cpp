#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/print.hpp"
#include "cli/verbs.hpp"
#include "core/base/text.hpp"
#include "pipeline/report/numbers.hpp"
#include "pipeline/stages/compare.hpp"

namespace dlflow::cli {
namespace {

std::string as_text(const stages::RunComparison& c) {
  std::string out = fmt::format("{}\n{}\n\n", c.a, c.b);
  for (const auto& change : c.changes)
    out +=
        fmt::format("  {}: {} -> {}\n", change.path, change.from.empty() ? "(none)" : change.from,
                    change.to.empty() ? "(none)" : change.to);
  if (!c.changes.empty()) out += "\n";
  out += fmt::format("  {} {} -> {}\n\n", c.metric, report::format_score(c.score_a, c.metric),
                     report::format_score(c.score_b, c.metric));
  return out + c.sentence + "\n";
}

std::string as_json(const stages::RunComparison& c) {
  using Json = nlohmann::ordered_json;
  Json changes = Json::array();
  for (const auto& change : c.changes)
    changes.push_back({{"path", change.path}, {"from", change.from}, {"to", change.to}});
  Json out = {{"version", 1},
              {"a", c.a},
              {"b", c.b},
              {"changes", changes},
              {"metric", c.metric},
              {"score_a", c.score_a},
              {"score_b", c.score_b},
              {"not_comparable", c.not_comparable},
              {"sentence", c.sentence}};
  if (c.not_comparable.empty())
    out["difference"] = {{"mean", c.difference.interval.mean},
                         {"low", c.difference.interval.low},
                         {"high", c.difference.interval.high},
                         {"p", c.difference.p},
                         {"verdict", statistics::words_of(c.difference.verdict)}};
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
