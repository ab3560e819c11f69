#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "core/base/text.hpp"
#include "pipeline/report/markup.hpp"
#include "pipeline/report/notes.hpp"
#include "pipeline/report/plots/plots.hpp"
#include "pipeline/report/policy.hpp"
#include "pipeline/report/svg.hpp"
#include "pipeline/report/words.hpp"
#include "tests/pipeline/report/example_facts.hpp"
#include "tests/pipeline/report/large_facts.hpp"
#include "tests/pipeline/report/pages.hpp"

using namespace dlflow;
using namespace dlflow::report;

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
  CHECK(has(html, "content=\"default-src &#39;none&#39;; style-src &#39;sha256-"));
  CHECK_FALSE(has(html, "unsafe"));
  CHECK_FALSE(has(html, " style="));
  for (const char* part : {"<script", "<link", "<img", "<iframe", "http://", "https://", "url(",
                           "@import", " src=", " href=", " onload=", "javascript:"})
    CHECK_FALSE(has(html, part));
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
  CHECK(has(all, "2 solutions cannot be told apart from the best of them (tie a)"));
  CHECK(has(all, "18 solutions and 3 trials were compared, and the best of many is partly the"));
  CHECK(has(all, "10-fold cross-validation"));
  CHECK(has(all, "1 solution failed"));
  CHECK(has(all, "The test set was opened once."));
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

TEST_CASE("a large report stays below two megabytes") {
  const std::string html = to_html(large_facts());
  CHECK(html.size() < 2000000);
  CHECK(unbalanced(html) == "");
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

TEST_CASE("every plot has a title, the numbers behind it, and draws nothing without data") {
  const Facts facts = example_facts();
  for (const PlotKind& kind : plots()) {
    INFO(kind.name);
    CHECK(kind.make({}).empty());
    const auto figures = kind.make(facts);
    REQUIRE_FALSE(figures.empty());
    for (const Figure& figure : figures) {
      CHECK(figure.title.size() > 20);
      CHECK_FALSE(has(figure.title, "nan"));
      CHECK_FALSE(has(figure.drawing.str(), "nan"));
      CHECK_FALSE(figure.table.rows.empty());
      for (const auto& row : figure.table.rows) CHECK(row.size() == figure.table.headings.size());
      CHECK((kind.name == "worst_errors" || has(figure.drawing.str(), "<svg")));
    }
  }
  CHECK(plots().size() == 16);
}

TEST_CASE("whether more data would help is said with what was seen") {
  Facts facts = example_facts();
  DataCurve& curve = *facts.data_curve;
  const auto sentence = [&] { return data_sentence(curve, facts.leaderboard); };
  const std::string seen =
      ": going from 525 to 1,050 rows brought xgboost / codes rmse -2,040 (-3,670 to -410.0)";
  CHECK(sentence() == "more data would likely help" + seen);
  curve.verdict = "hurts";
  CHECK(sentence() == "more data do not help" + seen);
  curve.verdict = "levelled off";
  CHECK(sentence() == "more data would bring little, the score has levelled off" + seen +
                          ", at most a standard error of the score");
  curve.verdict = "cannot tell";
  CHECK(sentence() == "cannot tell whether more data would help" + seen);
  curve.points[1].error = "there is not enough memory to fit it";
  CHECK(sentence() ==
        "cannot tell whether more data would help: on 525 rows there is not enough memory to fit "
        "it");
  CHECK(has(to_markdown(facts), "| 50 % | 525 | failed: there is not enough memory to fit it |"));
  CHECK(unbalanced(to_html(facts)) == "");
}

TEST_CASE("losses that are not numbers are left out of a learning curve") {
  Facts facts = example_facts();
  facts.curves[0].loss[4] = std::nan("");
  const auto figures = learning_curves().make(facts);
  REQUIRE(figures.size() == 1);
  CHECK_FALSE(has(figures[0].drawing.str(), "nan"));
  CHECK(has(figures[0].drawing.str(), "best epoch"));
  CHECK(figures[0].remarks.size() == 1);
}

TEST_CASE("differences are told in points or in the metric, with what they mean") {
  harness::Leaderboard board;
  board.metric = "accuracy";
  using Kind = Contrast::Kind;
  CHECK(contrast_sentence({Kind::view, "standard", "raw", {0.021, 0.009, 0.033}, 3, "standardize"},
                          board) ==
        "Standardize helped: +2.1 points (0.9 to 3.3), view standard instead of raw, mean of 3 "
        "models.");
  CHECK(contrast_sentence({Kind::model, "network", "boosting", {0.004, -0.011, 0.019}, 1, ""},
                          board) ==
        "network and boosting cannot be told apart: difference 0.4 points, -1.1 to 1.9.");
  CHECK(contrast_sentence({Kind::model, "a", "b", {0.05, 0.02, 0.08}, 1, ""}, board) ==
        "a is better than b: +5.0 points (2.0 to 8.0).");
  for (const std::string model : {"a", "b"}) {
    harness::LeaderboardRow& row = board.rows.emplace_back();
    row.model = model;
    row.view = "v";
    row.tie = "a";
  }
  board.compared = 12;
  CHECK(contrast_sentence({Kind::model, "a / v", "b / v", {0.05, 0.02, 0.08}, 1, ""}, board) ==
        "Taken by themselves, a / v is better than b / v: +5.0 points (2.0 to 8.0); among all 12 "
        "models the two cannot be told apart.");
  board.metric = "rmse";
  board.greater_is_better = false;
  CHECK(contrast_sentence({Kind::tuning, "a (tuned)", "a", {310, 120, 500}, 1, ""}, board) ==
        "Tuning a helped: rmse -310.0 (-500.0 to -120.0).");
  CHECK(contrast_sentence({Kind::view, "x", "y", {-310, -1900, 1280}, 1, ""}, board) ==
        "View x instead of y: cannot tell whether it helps (rmse +310.0 (-1,280 to 1,900)).");
}

TEST_CASE("the policy lets no other style count than the one of the page") {
  // openssl dgst -sha256 -binary | base64
  CHECK(content_policy("abc", false) ==
        "default-src 'none'; style-src 'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='; "
        "base-uri 'none'; form-action 'none'");
  CHECK(has(content_policy("abc", true), "='; img-src data:; base-uri"));
}

TEST_CASE(
    "rows with an image are shown by it, and the policy then lets pictures of the page count") {
  Facts facts = example_facts();
  CHECK_FALSE(has(to_html(facts), "img-src"));
  facts.judged[0].worst[0].picture = "aGVsbG8=";
  facts.judged[0].worst[1].picture = "d29ybGQ=";
  const std::string html = to_html(facts);
  CHECK(has(html, "; img-src data:; base-uri"));
  CHECK(count(html, "<img src=\"data:image/png;base64,") == 2);
  CHECK(has(html,
            "<img src=\"data:image/png;base64,aGVsbG8=\" "
            "alt=\"row 17: 42000, predicted 3.9e+04\"/>"));
  CHECK(unbalanced(html) == "");
  // The numbers stand behind the pictures.
  CHECK(has(html, ">Pave</td>"));
}

TEST_CASE("the findings say that the test set was opened once, and which columns matter") {
  const std::string all = join(findings_of(example_facts()), "\n");
  CHECK(has(all, "The test set was opened once."));
  CHECK(has(all, "'area' (5,200)"));
  CHECK(has(all, "Of 1 other column it cannot be told that it matters."));
}

TEST_CASE("what to do next comes with the command that does it") {
  const auto next = words_of(example_facts()).next;
  REQUIRE(next.size() == 2);
  CHECK(next[0].second == "dlflow train houses.yaml --set a=b");
  CHECK(has(to_html(example_facts()), "<code>dlflow train houses.yaml --set a=b</code>"));
  CHECK(has(to_markdown(example_facts()), "`dlflow train houses.yaml --set a=b`"));
}

TEST_CASE("the author's notes appear as paragraphs, lists and headings, escaped") {
  const std::string notes =
      "# Why\r\n\r\nfirst line\r\nsecond <b>line</b>\n\n* one\n* two\n  goes on\n\n1. a\n2. b\n\n"
      "```\n<script>x</script>\n  kept\n```\nend";
  CHECK(notes_html(notes).str() ==
        "<h4>Why</h4><p>first line second &lt;b&gt;line&lt;/b&gt;</p>"
        "<ul><li>one</li><li>two goes on</li></ul><ol><li>a</li><li>b</li></ol>"
        "<pre tabindex=\"0\">&lt;script&gt;x&lt;/script&gt;\n  kept</pre><p>end</p>");
  const std::string text = notes_markdown(notes);
  CHECK(has(text, "#### Why\n"));
  CHECK(has(text, "second &lt;b&gt;line&lt;/b&gt;\n"));
  CHECK(has(text, "- two goes on\n"));
  CHECK(has(text, "2. b\n"));
  CHECK(has(to_html(example_facts()), "<h4>What I saw</h4><p>Houses near the river are odd.</p>"));
  CHECK(notes_html("").str().empty());
}

TEST_CASE("a confusion of many classes is told by its table alone") {
  Facts facts = example_facts();
  facts.class_counts.assign(30, {"c", 10});
  facts.judged.resize(1);
  facts.judged[0].confusion.assign(30, std::vector<double>(30, 1));
  const auto figures = confusion().make(facts);
  REQUIRE(figures.size() == 1);
  CHECK(figures[0].drawing.str().empty());
  CHECK(figures[0].table.rows.size() == 30);
}
