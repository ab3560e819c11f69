#include "cli/terminal/epochs.hpp"

#include <catch2/catch.hpp>

using namespace dlflow;
using terminal::EpochLines;

namespace {

/// A clock and a screen under the test's control.
struct Screen {
  double now = 0;
  std::string text;

  terminal::ProgressOptions options(bool is_live, std::size_t width = 80) {
    return {false, is_live, width, [this] { return now; },
            [this](std::string_view more) { text += more; }};
  }
};

models::EpochRecord epoch_of(int epoch, std::int64_t epochs) {
  models::EpochRecord e;
  e.epoch = epoch;
  e.loss = 0.5;
  e.validation_loss = 0.25;
  e.seconds = 2;
  e.epochs = epochs;
  e.samples = 24690;
  e.metrics = {0.875};
  return e;
}

}  // namespace

TEST_CASE("an epoch is a line with losses, metric, speed and time left") {
  Screen screen;
  {
    EpochLines lines({"accuracy"}, screen.options(false, 90));
    lines.note("begins anew");
    lines.add(epoch_of(8, 10));
    lines.add(epoch_of(10, 10));
  }
  CHECK(screen.text ==
        "begins anew\n"
        "epoch  8/10  loss 0.5  val_loss 0.25  accuracy 0.875  12,345 rows/s  4.0 s left\n"
        "epoch 10/10  loss 0.5  val_loss 0.25  accuracy 0.875  12,345 rows/s\n");
}

TEST_CASE("the lines of epochs fit the width, 80 cells too") {
  for (const std::size_t width : {40, 60, 80}) {
    Screen screen;
    {
      EpochLines lines({"balanced_accuracy"}, screen.options(false, width));
      models::EpochRecord e = epoch_of(99999, 1000000);
      e.loss = -0.00012345;
      e.samples = 123456789;
      lines.add(e);
    }
    CAPTURE(width, screen.text);
    CHECK(screen.text.size() <= width);
    CHECK(screen.text.starts_with("epoch   99999/1000000  loss"));
  }
}

TEST_CASE("quick epochs are shown ten times a second, the first and the last always") {
  Screen screen;
  {
    EpochLines lines({}, screen.options(false));
    for (int epoch = 1; epoch <= 1000; ++epoch) {
      lines.add(epoch_of(epoch, 2000));
      screen.now += 0.001;
    }
  }
  CHECK(std::count(screen.text.begin(), screen.text.end(), '\n') == 11);
  CHECK(screen.text.starts_with("epoch    1/2000"));
  CHECK(screen.text.find("epoch 1000/2000") != std::string::npos);
}

TEST_CASE("on a terminal one line is drawn anew and stays in the end") {
  Screen screen;
  {
    EpochLines lines({}, screen.options(true));
    lines.add(epoch_of(1, 2));
    lines.add(epoch_of(2, 2));
  }
  CHECK(screen.text.starts_with("\r\033[Kepoch 1/2"));
  CHECK(std::count(screen.text.begin(), screen.text.end(), '\n') == 1);
  CHECK(screen.text.ends_with("\n"));
}
