#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "core/base/text.hpp"
#include "pipeline/report/facts.hpp"
#include "pipeline/report/markup.hpp"
#include "pipeline/report/words.hpp"
#include "tests/pipeline/report/example_facts.hpp"
#include "tests/pipeline/report/pages.hpp"

using namespace dlflow;
using namespace dlflow::report;

namespace {

/// Facts in which each text that a user or a file can choose is `text`.
Facts filled_with(const std::string& text) {
  Facts facts = example_facts();
  for (std::string* field :
       {&facts.project, &facts.problem, &facts.data_source, &facts.task, &facts.target,
        &facts.positive, &facts.protocol, &facts.search, &facts.chosen_reason, &facts.digest,
        &facts.version, &facts.config, &facts.leaderboard.metric, &facts.leaderboard.naive_name,
        &facts.leaderboard.in_words, &facts.motivation, &facts.assumptions, &facts.importance_rows,
        &facts.notes_by_author})
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
  for (Judged& judged : facts.judged) {
    judged.rows_from = text;
    judged.worst_columns.assign(2, text);
    for (WorstError& worst : judged.worst) {
      worst.truth = worst.prediction = text;
      worst.values.assign(2, text);
    }
  }
  for (auto& column : facts.importance) column.column = text;
  for (Contrast& contrast : facts.contrasts)
    contrast.first = contrast.second = contrast.steps = text;
  for (RunFact& run : facts.runs) {
    run.chosen = run.effect = text;
    run.changes.assign(1, text);
  }
  facts.curves[0].diagnosis = {{text, text}};
  facts.chosen = row_name(facts.leaderboard.rows[0]);
  facts.curves[0].name = text;
  facts.data_curve->name = facts.data_curve->points[0].error = text;
  for (Trial& trial : facts.trials) trial.model = text, trial.options = {{text, text}};
  facts.trials[1].error = text;
  facts.published->metric = facts.published->source = facts.published->protocol =
      facts.published->verdict = text;
  return facts;
}

/// Every tag of a page with the names of its attributes, and the values of those that could act.
std::set<std::string> markup_of(const std::string& html) {
  std::set<std::string> out;
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    const std::size_t end = html.find('>', at);
    std::string kept;
    bool is_quoted = false;
    for (const char c : html.substr(at, end - at)) {
      if (c == '"') is_quoted = !is_quoted;
      if (!is_quoted) kept += c;
    }
    out.insert(kept);
  }
  return out;
}

std::string unescaped(std::string text) {
  const std::vector<std::pair<std::string, std::string>> entities = {
      {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};
  for (const auto& [entity, plain] : entities)
    for (std::size_t at = text.find(entity); at != text.npos; at = text.find(entity, at + 1))
      text.replace(at, entity.size(), plain);
  return text;
}

/// Names of columns, classes and files that somebody may have chosen to break a page.
std::vector<std::string> hostile_names() {
  std::vector<std::string> names = {"<script>alert(1)</script>",
                                    "</script><script>alert(1)</script>",
                                    "<SCRIPT SRC=//x.y></SCRIPT>",
                                    "<img src=x onerror=alert(1)>",
                                    "<svg onload=alert(1)>",
                                    "<svg/onload=alert(1)>",
                                    "</svg><script>1</script>",
                                    "</title><script>1</script>",
                                    "</style><script>1</script>",
                                    "</pre><iframe src=x>",
                                    "</td></tr></table><h1>",
                                    "<!--",
                                    "-->",
                                    "<![CDATA[",
                                    "]]>",
                                    "<?xml",
                                    "<body onload=alert(1)>",
                                    "<a href=javascript:alert(1)>x</a>",
                                    "<iframe srcdoc='<script>'>",
                                    "<object data=x>",
                                    "<embed src=x>",
                                    "<link rel=stylesheet href=x>",
                                    "<meta http-equiv=refresh>",
                                    "<base href=//x>",
                                    "<form action=x>",
                                    "<input autofocus onfocus=alert(1)>",
                                    "<details open ontoggle=x>",
                                    "<math><mi xlink:href=x>",
                                    "<style>*{display:none}</style>",
                                    "<div style=position:fixed>",
                                    "\" onmouseover=\"alert(1)",
                                    "' onmouseover='alert(1)",
                                    "\"><script>1</script>",
                                    "'><script>1</script>",
                                    "` onclick=alert(1)",
                                    "javascript:alert(1)",
                                    "data:text/html,<script>1</script>",
                                    "&lt;script&gt;",
                                    "&#60;script&#62;",
                                    "&amp;lt;",
                                    "&",
                                    "&&&&;",
                                    "&notanentity;",
                                    "&#0;",
                                    "%3Cscript%3E",
                                    "\\u003cscript\\u003e",
                                    "{{7*7}}",
                                    "${7*7}",
                                    "<%= 7*7 %>",
                                    "#{7*7}",
                                    "| a | b |",
                                    "[x](javascript:alert(1))",
                                    "![x](http://x.y/z.png)",
                                    "`code`",
                                    "**bold**",
                                    "\n# heading",
                                    "line\nbreak",
                                    "tab\there",
                                    "\r\n\r\n",
                                    "../../etc/passwd",
                                    "C:\\con",
                                    "a/b",
                                    "=cmd|' /C calc'!A0",
                                    "'; DROP TABLE x; --",
                                    "http://x.y",
                                    "x@y.z",
                                    "\u202Egnp.exe",
                                    "\u2066left\u2069",
                                    "\u200Frtl",
                                    "\u200B",
                                    "e\u0301\u0301\u0301\u0301",
                                    "שלום",
                                    "\U0001F600",
                                    std::string("nul\0byte", 8),
                                    "\x01\x02\x1b[31m",
                                    "\x7f",
                                    "\xff\xfe",
                                    "\xc0\xbc",
                                    "\xed\xa0\x80",
                                    "\u0085",
                                    "\u2028",
                                    " ",
                                    "",
                                    std::string(20000, 'x'),
                                    std::string(5000, '<'),
                                    std::string(3000, '"'),
                                    std::string(2000, '&')};
  return names;
}

}  // namespace

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

TEST_CASE("at least sixty hostile names change no tag and no attribute of the page") {
  const auto names = hostile_names();
  CHECK(std::set<std::string>(names.begin(), names.end()).size() >= 60);
  const auto plain = markup_of(to_html(filled_with("plain name")));
  for (const std::string& name : names) {
    INFO(escape_html(name.substr(0, 80)));
    const std::string html = to_html(filled_with(name));
    // Empty texts leave elements out, and notes that are a heading or a list make one.
    for (const std::string& tag : markup_of(html)) {
      INFO(tag);
      CHECK((plain.count(tag) || tag == "<h4" || tag == "</h4" || tag == "<ul" || tag == "<ol"));
    }
    CHECK(unbalanced(html) == "");
    CHECK(is_utf8(html));
    CHECK(html.size() < 2000000 + 300 * escape_html(name).size());
    const std::string shown = without_controls(name);
    CHECK((name.size() > 1000 || unescaped(html).find(shown) != html.npos));
  }
}

TEST_CASE("hostile names leave Markdown without HTML and without a way out of a cell") {
  for (const std::string& name : hostile_names()) {
    INFO(escape_html(name.substr(0, 80)));
    Facts facts = filled_with(name);
    facts.config = "";
    facts.model_summary.clear();
    facts.curves[0].diagnosis.clear();
    if (name.starts_with("```")) continue;
    const std::string text = to_markdown(facts);
    CHECK_FALSE(has(text, "<"));
    CHECK(is_utf8(text));
    for (std::size_t at = text.find("]("); at != text.npos; at = text.find("](", at + 1))
      CHECK(text[at - 1] == '\\');
  }
}
