#include "pipeline/report/numbers.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace dlflow::report;

TEST_CASE("scores are shown with about four digits") {
  CHECK(format_score(26413.7, "rmse") == "26,410");
  CHECK(format_score(1234.4, "rmse") == "1,234");
  CHECK(format_score(999.97, "rmse") == "1,000");
  CHECK(format_score(-1900, "rmse") == "-1,900");
  CHECK(format_score(31.068, "mae") == "31.07");
  CHECK(format_score(0.12, "log_loss") == "0.1200");
  CHECK(format_score(0.00123456, "log_loss") == "0.001235");
  CHECK(format_score(1.2e-7, "rmse") == "1.200e-07");
  CHECK(format_score(0, "rmse") == "0.0000");
  CHECK(format_score(0.95333, "accuracy") == "0.9533");
  CHECK(format_score(0.0123456, "roc_auc") == "0.0123");
  CHECK(format_score(std::nan(""), "rmse") == "nan");
  CHECK(format_interval(24300, 28520, "rmse") == "24,300 to 28,520");
}

TEST_CASE("durations are shown in the unit a person would use") {
  CHECK(format_seconds(0.0004) == "<0.001 s");
  CHECK(format_seconds(0.0031) == "0.003 s");
  CHECK(format_seconds(0.02) == "0.02 s");
  CHECK(format_seconds(1.94) == "1.9 s");
  CHECK(format_seconds(14.2) == "14 s");
  CHECK(format_seconds(59.7) == "1 min 0 s");
  CHECK(format_seconds(125) == "2 min 5 s");
  CHECK(format_seconds(3840) == "1 h 4 min");
  CHECK(format_seconds(-1) == "-");
}

TEST_CASE("short durations and sizes are shown in the unit a person would use") {
  CHECK(format_microseconds(0.42) == "0.4 us");
  CHECK(format_microseconds(12.3) == "12 us");
  CHECK(format_microseconds(3140) == "3.1 ms");
  CHECK(format_microseconds(45000) == "45 ms");
  CHECK(format_microseconds(1.94e6) == "1.9 s");
  CHECK(format_bytes(812) == "812 B");
  CHECK(format_bytes(4210) == "4.2 kB");
  CHECK(format_bytes(999600) == "1.0 MB");
  CHECK(format_bytes(31400000) == "31 MB");
}

TEST_CASE("shares are shown as percentages") {
  CHECK(format_percent(0.67) == "67 %");
  CHECK(format_percent(0.054) == "5.4 %");
  CHECK(format_percent(0) == "0 %");
  CHECK(format_percent(1) == "100 %");
  CHECK(format_percent(-999) == "-99900 %");
  CHECK(format_percent(-1.2e38) == "-1.2e+40 %");
}

TEST_CASE("long numbers are cut to six digits, and texts are left alone") {
  CHECK(compact_number("0.13283398624758147") == "0.132834");
  CHECK(compact_number("5.0106") == "5.0106");
  CHECK(compact_number("a long name of a class") == "a long name of a class");
}

TEST_CASE("differences of shares are points, others are in the metric, towards its direction") {
  CHECK(difference_text({0.021, 0.009, 0.033}, "accuracy", true) == "+2.1 points (0.9 to 3.3)");
  CHECK(difference_text({-0.0001, -0.01, 0.01}, "f1", true) == "0.0 points (-1.0 to 1.0)");
  CHECK(difference_text({3100, 1900, 4300}, "rmse", false) == "rmse -3,100 (-4,300 to -1,900)");
  CHECK(difference_text({3100, 3100, 3100}, "rmse", false) == "rmse -3,100");
}
