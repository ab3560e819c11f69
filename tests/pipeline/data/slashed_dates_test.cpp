#include "pipeline/data/slashed_dates.hpp"

#include "tests/pipeline/data/reading.hpp"

using namespace dlflow;
using namespace dlflow::data;

namespace {

using reading::message_of;
using Texts = std::vector<std::string>;

/// A table of one column of dates, with rows enough for its kind to be inferred.
std::string table_of(const Texts& dates, const std::string& name = "when") {
  std::string text = name + ",y\n";
  for (std::size_t i = 0; i < dates.size(); ++i)
    text += dates[i] + "," + std::to_string(i * i % 7) + "\n";
  return text;
}

ReadResult read(const std::string& text, DateOrder order = DateOrder::automatic,
                const ColumnSettings& columns = {}) {
  const TemporaryFolder folder;
  DataOptions options;
  options.dates = order;
  return read_table(reading::write(folder, "a.csv", text), options, columns);
}

bool is_noted(const ReadResult& result, const std::string& sentence) {
  return std::ranges::find(result.notes, sentence) != result.notes.end();
}

const Texts kOpen = {"1/2/2024", "2/2/2024", "3/2/2024", "4/2/2024", "5/2/2024", "6/2/2024"};

}  // namespace

TEST_CASE("a day beyond 12 says what comes first in every date of the table") {
  Texts dates = kOpen;
  dates.emplace_back("13/2/2024 10:30");
  const ReadResult day = read(table_of(dates));
  CHECK(day.dates == DateOrder::day_first);
  CHECK(day.table.columns[0].kind == ColumnKind::date);
  CHECK(day.table.columns[0].texts == Texts{"2024-02-01", "2024-02-02", "2024-02-03", "2024-02-04",
                                            "2024-02-05", "2024-02-06", "2024-02-13 10:30"});
  CHECK(is_noted(day, "dates have the day first, as '13/2/2024 10:30' in column 'when' shows"));

  dates.back() = "2-13-2024";
  const ReadResult month = read(table_of(dates));
  CHECK(month.dates == DateOrder::month_first);
  CHECK(month.table.columns[0].texts.front() == "2024-01-02");
  CHECK(month.table.columns[0].texts.back() == "2024-02-13");
}

TEST_CASE("one column of dates shows the order of another") {
  std::string text = "a,b,y\n";
  for (int i = 1; i <= 12; ++i)
    text += std::to_string(i) + "/1/2024," + std::to_string(i + 10) + "/1/2024,0\n";
  const ReadResult result = read(text);
  CHECK(result.table.columns[0].kind == ColumnKind::date);
  CHECK(result.table.columns[0].texts[4] == "2024-01-05");
}

TEST_CASE("without a day beyond 12, or with two orders, dates are read as asked alone") {
  CHECK(read(table_of(kOpen)).table.columns[0].kind != ColumnKind::date);
  const ReadResult asked = read(table_of(kOpen), DateOrder::month_first);
  CHECK(asked.table.columns[0].kind == ColumnKind::date);
  CHECK(asked.table.columns[0].texts[2] == "2024-03-02");

  Texts both;
  for (int i = 0; i < 3; ++i) both.insert(both.end(), kOpen.begin(), kOpen.end());
  both.insert(both.end(), {"13/1/2024", "1/13/2024"});
  const ReadResult contrary = read(table_of(both));
  CHECK(contrary.dates == DateOrder::automatic);
  CHECK(contrary.table.columns[0].kind != ColumnKind::date);
  CHECK(
      is_noted(read(table_of(both), DateOrder::day_first),
               "column 'when': nearly every value is a date, but '1/13/2024' is none with the day "
               "first"));
  CHECK(is_noted(contrary,
                 "dates contradict each other: '13/1/2024' in column 'when' has the day "
                 "first, '1/13/2024' in column 'when' the month"));
}

TEST_CASE("dates that repeat are dates, and missing ones stay missing") {
  Texts dates;
  for (int i = 0; i < 30; ++i) dates.emplace_back(i % 3 == 0 ? "31/12/2024" : "1/12/2024");
  dates.emplace_back("");
  const ReadResult result = read(table_of(dates));
  const Column& column = result.table.columns[0];
  CHECK(column.kind == ColumnKind::date);
  CHECK(column.texts[0] == "2024-12-31");
  CHECK(column.is_missing(30));
}

TEST_CASE("a column that is given as dates must be one; another kind is left alone") {
  ColumnOptions dates, category;
  dates.kind = ColumnKind::date;
  category.kind = ColumnKind::category;
  const TemporaryFolder folder;
  CHECK(message_of("a.csv", table_of(kOpen), {{"when", dates}})
            .starts_with("column 'when' is to hold dates, but of '1/2/2024' the day and the month "
                         "could be either way round"));
  const ReadResult left = read(table_of({"13/2/2024", "14/2/2024", "1/2/2024"}),
                               DateOrder::automatic, {{"when", category}});
  CHECK(left.table.columns[0].labels == Texts{"1/2/2024", "13/2/2024", "14/2/2024"});
}

TEST_CASE("a value that is no date among dates is named") {
  Texts dates;
  for (int day = 10; day < 30; ++day) dates.push_back("2024-01-" + std::to_string(day));
  dates.emplace_back("soon");
  CHECK(is_noted(read(table_of(dates)),
                 "column 'when': nearly every value is a date, but 'soon' is none; if that is a "
                 "missing value, name it: define.columns.when.missing: ['soon']"));
  dates.back() = "31/1/2024";
  const ReadResult mixed = read(table_of(dates));
  CHECK(mixed.table.columns[0].kind == ColumnKind::date);
  CHECK(mixed.table.columns[0].texts.back() == "2024-01-31");
}

TEST_CASE("years of two digits and halves of a day are read, and said once") {
  const ReadResult result = read(table_of({"5/3/24 2:15 PM", "5/4/24 9:05 AM", "5/31/24 12:00 AM",
                                           "6/1/24 1:00 PM", "6/2/24 1:00 PM", "6/3/99 1:00 PM"}));
  CHECK(result.dates == DateOrder::month_first);
  CHECK(result.table.columns[0].kind == ColumnKind::date);
  CHECK(result.table.columns[0].texts.front() == "2024-05-03 2:15 PM");
  CHECK(result.table.columns[0].texts.back() == "1999-06-03 1:00 PM");
  CHECK(is_noted(result,
                 "'5/3/24 2:15 PM' in column 'when' is read as 2024-05-03 2:15 PM: years of "
                 "two digits are those from 1969 to 2068"));
}

TEST_CASE("a first number that could be a year of two digits shows no day") {
  const Texts years = {"24/02/01", "24/03/02", "24/04/03", "24/05/04", "24/06/05", "24/07/06"};
  const ReadResult open = read(table_of(years));
  CHECK(open.dates == DateOrder::automatic);
  CHECK(open.table.columns[0].kind != ColumnKind::date);
  const ReadResult asked = read(table_of(years), DateOrder::day_first);
  CHECK(asked.table.columns[0].texts.front() == "2001-02-24");
  CHECK(
      read(table_of({"24/02/99", "25/02/99", "1/03/99", "2/03/99", "3/03/99", "4/03/99"})).dates ==
      DateOrder::day_first);
}
