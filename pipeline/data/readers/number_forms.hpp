#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "pipeline/data/column.hpp"

namespace dlflow::data {

/// How a text says a number that is not read as one.
enum class NumberForm { plain, decimal_comma, thousands, sign };

/// The form of a cell; none where it says no number. `decimal` is the character before decimals
/// that is read: a comma is one of decimals where a point is read and no thousands are separated.
std::optional<NumberForm> number_form(std::string_view cell, char decimal);

/// "with a decimal comma", "with separated thousands", "beside a currency or a percent sign".
std::string_view in_words(NumberForm form);

/// How the texts of a column say numbers, where at least nine of ten of its first ones do, and
/// some in a form that is not read; none for other columns.
struct TextNumbers {
  NumberForm form = NumberForm::plain;
  std::string example;  ///< the first such cell
};
std::optional<TextNumbers> text_numbers(const Column& column, char decimal);

/// What to do about them: "if they are: define.data: {file: ..., thousands: ','}".
std::string remedy_of(const TextNumbers& numbers, char decimal);

}  // namespace dlflow::data
