#include "cli/terminal/terminal.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "cli/terminal/progress.hpp"
#include "cli/terminal/table.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"

using namespace dlflow::terminal;

namespace {

Table leaderboard() {
  Table table(
      {{"model"}, {"rmse", Align::right}, {"fit", Align::right, 2}, {"tie", Align::left, 1}});
  table.add_row({"xgboost / codes", "26,410", "0.4 s", "a"});
  table.add_row({"ridge / standard", "31,070", "0.02 s", "b"});
  return table;
}

/// Progress written to a text, under a clock that the test moves.
struct Recorder {
  std::string text;
  double clock = 100;
  ProgressOptions options(bool is_live) {
    ProgressOptions options;
    options.is_live = is_live;
    options.width = 60;
    options.now = [this] { return clock; };
    options.write = [this](std::string_view part) { text += part; };
    return options;
  }
};

}  // namespace

TEST_CASE("a text is folded at spaces, further lines behind their own indent") {
  CHECK(folded("one two three four five six", "- ", 4, 24) ==
        "- one two three four\n    five six\n");
  CHECK(folded("one two", "- ", 4, 0) == "- one two\n");
  const std::string word(40, 'x');
  CHECK(folded("a " + word + " b", "", 2, 24) == "a\n  " + word + "\n  b\n");
}

TEST_CASE("a table lines its columns up, numbers at the right") {
  CHECK(leaderboard().render(80, 2) ==
        "  model               rmse     fit  tie\n"
        "  xgboost / codes   26,410   0.4 s  a\n"
        "  ridge / standard  31,070  0.02 s  b\n");
}

TEST_CASE(
    "a narrow table leaves columns out by their order, cuts the text, and says what is left out") {
  CHECK(leaderboard().render(30) ==
        "model               rmse  tie\n"
        "xgboost / codes   26,410  a\n"
        "ridge / standard  31,070  b\n"
        "too narrow for fit\n");
  CHECK(leaderboard().render(18) ==
        "model         rmse\n"
        "xgboost /…  26,410\n"
        "ridge / s…  31,070\n"
        "too narrow for fit, tie\n");
}

TEST_CASE("a table counts characters, not bytes, and shows control characters as a question mark") {
  Table table({{"name"}, {"n", Align::right}});
  table.add_row({"größe", "1"});
  table.add_row({"\033[31mred", "22"});
  CHECK(table.render(80) == "name       n\ngröße      1\n?[31mred  22\n");
  CHECK_THROWS_AS(table.add_row({"a", "b", "c"}), dlflow::Bug);
}

TEST_CASE("progress in a pipe writes its first and last line, and one every ten seconds") {
  Recorder recorder;
  Progress progress("evaluate", 40, recorder.options(false));
  for (int i = 0; i < 40; ++i) {
    recorder.clock += 0.5;
    progress.advance();
  }
  progress.finish();
  progress.finish();
  CHECK(recorder.text ==
        "evaluate: 0 of 40\n"
        "evaluate: 20 of 40, 50 %, 10 s, about 10 s left\n"
        "evaluate: 40 of 40, 100 %, 20 s\n"
        "evaluate: 40 of 40 in 20 s\n");
}

TEST_CASE("progress on a terminal is drawn at most ten times a second and fits the line") {
  Recorder recorder;
  Progress progress("evaluate", 1000, recorder.options(true));
  for (int i = 0; i < 1000; ++i) {
    recorder.clock += 0.001;
    progress.advance();
  }
  progress.finish();
  const auto draws = dlflow::split(recorder.text, '\r');
  CHECK(draws.size() <= 13);
  CHECK(draws.size() >= 10);
  for (const auto draw : draws) CHECK(dlflow::display_width(draw) <= 60 + 3);
  CHECK(recorder.text.ends_with("evaluate: 1,000 of 1,000 in 1.0 s\n"));
}

TEST_CASE("quiet progress writes nothing") {
  Recorder recorder;
  ProgressOptions options = recorder.options(true);
  options.is_quiet = true;
  {
    Progress progress("evaluate", 3, options);
    progress.advance(3);
    progress.finish();
  }
  CHECK(recorder.text == "");
}

TEST_CASE("progress counts what several threads have done") {
  Recorder recorder;
  Progress progress("fit", 4000, recorder.options(false));
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) progress.advance();
    });
  for (std::thread& thread : threads) thread.join();
  progress.finish();
  CHECK_THAT(recorder.text,
             Catch::Contains("\nfit: 4,000 of 4,000 in ") && Catch::EndsWith(" s\n"));
}

TEST_CASE("colour stays away when NO_COLOR is set or the output is no terminal") {
  CHECK(toned("ok", Tone::good, true) == "\033[32mok\033[0m");
  CHECK(toned("ok", Tone::good, false) == "ok");
  ::setenv("NO_COLOR", "1", 1);
  CHECK_FALSE(has_colour(1));
  ::unsetenv("NO_COLOR");
  CHECK_FALSE(is_terminal(-1));
  CHECK_FALSE(has_colour(-1));
}
