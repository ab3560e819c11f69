#include "pipeline/data/readers/number_forms.hpp"

#include <catch2/catch.hpp>

using namespace dlflow;
using namespace dlflow::data;

namespace {

Column texts_of(std::vector<std::string> texts) {
  Column column;
  column.kind = ColumnKind::text;
  column.texts = std::move(texts);
  return column;
}

TEST_CASE("a text that says a number is known by its form") {
  CHECK(number_form("12.5", '.') == NumberForm::plain);
  CHECK(number_form("-1,5", '.') == NumberForm::decimal_comma);
  CHECK(number_form("0,126", '.') == NumberForm::decimal_comma);
  CHECK(number_form("1,234,567", '.') == NumberForm::thousands);
  CHECK(number_form("-1,234.5", '.') == NumberForm::thousands);
  CHECK(number_form("1'234", '.') == NumberForm::thousands);
  CHECK(number_form("1.234,5", ',') == NumberForm::thousands);
  CHECK(number_form("1.234,5", '.') == NumberForm::decimal_comma);
  CHECK(number_form("-1\u202f234,5", '.') == NumberForm::decimal_comma);
  CHECK(number_form("$1,234.50", '.') == NumberForm::sign);
  CHECK(number_form("-$5", '.') == NumberForm::sign);
  CHECK(number_form("13.2 %", '.') == NumberForm::sign);
  CHECK(number_form("5 €", '.') == NumberForm::sign);
  for (const char* text :
       {"", "$", "%", "a", "1,2,3", "12,34,567", "1,234,56", "1-2", "1/2", "x5"}) {
    CAPTURE(text);
    CHECK_FALSE(number_form(text, '.'));
  }
}

TEST_CASE("a column holds numbers as text where nine of ten cells say one") {
  CHECK_FALSE(text_numbers(texts_of({"1", "2", "3"}), '.'));
  CHECK_FALSE(text_numbers(texts_of({"$1", "b", "c"}), '.'));
  const auto signs = text_numbers(texts_of({"", "1", "$2", "$3"}), '.');
  REQUIRE(signs);
  CHECK(signs->form == NumberForm::sign);
  CHECK(signs->example == "$2");
  const auto commas = text_numbers(texts_of({"1,234", "0,5", "2,25"}), '.');
  REQUIRE(commas);
  CHECK(commas->form == NumberForm::decimal_comma);
}

TEST_CASE("of separated thousands it is said how they are read") {
  const auto remedy = [](const char* example, char decimal) {
    return remedy_of({NumberForm::thousands, example}, decimal);
  };
  CHECK(remedy("1,234", '.') == "if they are: define.data: {file: ..., thousands: ','}");
  CHECK(remedy_of({NumberForm::decimal_comma, "-1.234,5"}, '.') ==
        "if they are: define.data: {file: ..., decimal: ',', thousands: '.'}");
  CHECK(remedy_of({NumberForm::decimal_comma, "0,5"}, '.') ==
        "if they are: define.data: {file: ..., decimal: ','}");
  CHECK(remedy("-1 234", '.') == "if they are: define.data: {file: ..., thousands: space}");
  CHECK(remedy("1'234", '.') == "if they are: define.data: {file: ..., thousands: \"'\"}");
  CHECK(remedy("1.234", ',') == "if they are: define.data: {file: ..., thousands: '.'}");
}

}  // namespace
