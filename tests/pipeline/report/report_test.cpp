#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/base/text.hpp"
#include "pipeline/report/markup.hpp"
#include "pipeline/report/plots/plots.hpp"
#include "pipeline/report/svg.hpp"
#include "pipeline/report/words.hpp"
#include "tests/pipeline/report/example_facts.hpp"

using namespace dlflow;
using namespace dlflow::report;

namespace {

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

/// The first tag that is not closed or closes another one; empty when all is balanced.
std::string unbalanced(const std::string& html) {
  std::vector<std::string> open;
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    const std::size_t end = html.find('>', at);
    const std::string tag = html.substr(at + 1, end - at - 1);
    const std::string name = tag.substr(0, tag.find_first_of(" /", 1));
    if (tag.starts_with('!') || tag.ends_with('/') || name == "meta") continue;
    if (!tag.starts_with('/')) {
      open.push_back(name);
    } else if (open.empty() || "/" + open.back() != tag) {
      return tag;
    } else {
      open.pop_back();
    }
  }
  return open.empty() ? "" : open.back();
}

/// Facts in which each text that a user or a file can choose is `text`.
Facts filled_with(const std::string& text) {
  Facts facts = example_facts();
  for (std::string* field :
       {&facts.project, &facts.problem, &facts.data_source, &facts.task, &facts.target,
        &facts.positive, &facts.protocol, &facts.search, &facts.chosen_reason, &facts.digest,
        &facts.version, &facts.config, &facts.leaderboard.metric, &facts.leaderboard.naive_name,
        &facts.leaderboard.in_words})
    *field = text;
  for (auto* list : {&facts.notes, &facts.improvements, &facts.model_summary, &facts.history})
    list->assign(2, text);
  for (ColumnFact& column : facts.column_facts) column = {text, text, text, 1, text};
  for (auto& [name, rows] : facts.class_counts) name = text;
  for (auto& [name, steps] : facts.views) name = text, steps = {text};
  for (auto& [name, value] : facts.test_metrics) name = text;
  for (auto& row : facts.leaderboard.rows) {
    row.model = row.view = row.tie = text;
    if (!row.error.empty()) row.error = text;
  }
  facts.chosen = row_name(facts.leaderboard.rows[0]);
  facts.curves[0].name = text;
  for (Trial& trial : facts.trials) trial.options = {{text, text}};
  facts.trials[1].error = text;
  facts.published->metric = facts.published->source = facts.published->protocol =
      facts.published->verdict = text;
  return facts;
}

}  // namespace

TEST_CASE("the page has the six sections, in order, and is balanced") {
  const std::string html = to_html(example_facts());
  std::size_t at = 0;
  for (const char* title :
       {"Context", "Problem", "Solution", "Findings", "Limitations", "Conclusions"}) {
    const std::size_t found = html.find("<h2>" + std::string(title) + "</h2>");
    REQUIRE(found != std::string::npos);
    CHECK(found > at);
    at = found;
  }
  CHECK(unbalanced(html) == "");
  CHECK(unbalanced("<p><b></p>") == "/p");
  CHECK(html.starts_with("<!doctype html>\n<html lang=\"en\">"));
  CHECK(has(html, "<title>houses: What will a house sell for?</title>"));
}

TEST_CASE("the page asks for nothing and runs nothing") {
  const std::string html = to_html(example_facts());
  CHECK(has(html, "content=\"default-src 'none'; "));
  for (const char* part : {"<script", "<link", "<img", "<iframe", "http://", "https://", "url(",
                           "@import", " src=", " href=", " onload=", "javascript:"})
    CHECK_FALSE(has(html, part));
}

TEST_CASE("hostile names stay text in the page") {
  const std::string attack = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;";
  const std::string html = to_html(filled_with(attack));
  CHECK_FALSE(has(html, "<script"));
  CHECK_FALSE(has(html, "<img"));
  CHECK_FALSE(has(html, "\"'>"));
  CHECK(count(html, "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&gt;") > 40);
  CHECK(has(html, "&amp;amp;"));
  CHECK(unbalanced(html) == "");
}

TEST_CASE("names cannot turn the text around or smuggle control characters in") {
  const Facts facts = filled_with("abc\u202Egnp.exe\u2066\x01\x1b[31m\xff שלום");
  for (const std::string& text : {to_html(facts), to_markdown(facts)}) {
    CHECK(is_utf8(text));
    for (const char* part : {"\u202E", "\u2066", "\x01", "\x1b"}) CHECK_FALSE(has(text, part));
    CHECK(has(text, "שלום"));
  }
}

TEST_CASE("hostile names stay text in Markdown and keep the cells of their table") {
  const Facts facts =
      filled_with("a | b <script>x</script> [l](javascript:x) `c` **d**\n# e\n```\n<b>");
  const std::string text = to_markdown(facts);
  std::string outside;
  bool is_fenced = false;
  std::string fence;
  for (const auto line : split(text, '\n')) {
    if (!is_fenced && line.starts_with("```")) {
      is_fenced = true;
      fence = std::string(line.substr(0, line.find_first_not_of('`')));
    } else if (is_fenced && line == fence) {
      is_fenced = false;
    } else if (!is_fenced) {
      outside += std::string(line) + "\n";
    }
  }
  CHECK_FALSE(is_fenced);
  CHECK_FALSE(has(outside, "<"));
  CHECK_FALSE(has(outside, "\n# e"));
  CHECK_FALSE(has(outside, "a | b"));
  CHECK(has(outside, "a \\| b &lt;script&gt;"));
  CHECK(has(outside, "\\[l\\](javascript:x)"));
  CHECK(has(outside, "\\`c\\` \\*\\*d\\*\\*"));
}

TEST_CASE("the leaderboard shows scores, intervals, gains, ties and failures") {
  const std::string html = to_html(example_facts());
  for (const char* part : {"<td>xgboost / codes</td>", "26,410", "24,300 to 28,520", "67 %",
                           "failed: loss became nan in epoch 3"})
    CHECK(has(html, part));
  CHECK(count(html, "class=\"whisker\"") == 5);
  CHECK(count(html, "<tr class=\"chosen\">") == 1);
  const std::string text = to_markdown(example_facts());
  CHECK(has(text, "| 1 | xgboost / codes | 26,410 | 24,300 to 28,520 | 67 % | 0.4 s | a |\n"));
}

TEST_CASE("the limitations name what weakens the numbers") {
  Facts facts = example_facts();
  const std::string all = join(limitations_of(facts), " ");
  CHECK(has(all, "1 column has missing values"));
  CHECK(has(all, "'cheap' has 900 rows, 'very dear' has 100 rows"));
  CHECK(has(all, "2 solutions cannot be told apart from each other (tie a)"));
  CHECK(has(all, "The best of 18 is partly the luckiest"));
  CHECK(has(all, "10-fold cross-validation"));
  CHECK(has(all, "1 solution failed"));
  CHECK_FALSE(has(all, "opened"));
  facts.test_openings = 3;
  CHECK(has(join(limitations_of(facts), " "), "was opened 3 times"));
  facts.test_rows = 0;
  facts.rows = 150;
  CHECK(has(join(limitations_of(facts), " "), "There is no sealed test set"));
  CHECK(has(join(limitations_of(facts), " "), "With 150 rows the intervals are wide"));
}

TEST_CASE("a model that does not beat naive is not recommended") {
  Facts facts = example_facts();
  facts.leaderboard.rows[0].beats_naive = false;
  CHECK(has(join(words_of(facts).conclusions, " "), "Do not rely on it"));
  CHECK_FALSE(has(join(words_of(example_facts()).conclusions, " "), "Do not rely on it"));
}

TEST_CASE("a report of empty facts is still a whole page") {
  CHECK(unbalanced(to_html({})) == "");
  CHECK(has(to_markdown({}), "## Conclusions"));
}

TEST_CASE("the same facts give the same page") {
  CHECK(to_html(example_facts()) == to_html(example_facts()));
}

TEST_CASE("a scale has round ticks and survives an empty range") {
  const Scale scale(0.13, 0.98, 0, 100);
  CHECK(scale.ticks(5) == std::vector<double>{0.2, 0.4, 0.6000000000000001, 0.8});
  CHECK(scale.tick_text(0.2, 5) == "0.2");
  CHECK(scale(0.13) == 0);
  CHECK(scale(5) == 100);
  const Scale flat(3, 3, 0, 100);
  CHECK(flat(3) == Approx(50));
  CHECK(Scale(0, 80000, 0, 1).tick_text(20000, 4) == "20,000");
}

TEST_CASE("plots without data draw nothing, and losses that are not numbers are left out") {
  CHECK(fold_scores({}).str() == "");
  CHECK(class_balance({}).str() == "");
  CHECK(learning_curve({}).str() == "");
  LearningCurve curve = example_curve();
  curve.loss[4] = std::nan("");
  CHECK_FALSE(has(learning_curve(curve).str(), "nan"));
  CHECK(has(learning_curve(curve).str(), "best epoch"));
}
