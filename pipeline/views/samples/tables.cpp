#include <fmt/format.h>

#include "pipeline/views/images/kinds.hpp"
#include "pipeline/views/series/kinds.hpp"

namespace dlflow::views {

template <>
const std::vector<ImageStepKind>& sample_kinds<samples::Images>() {
  static const std::vector<ImageStepKind> kinds = {
      images::scale(), images::standardize(), images::grey(),    images::resize(), images::crop(),
      images::pad(),   images::augment(),     images::flatten(), images::drop(),
  };
  return kinds;
}

template <>
const std::vector<SeriesStepKind>& sample_kinds<samples::Sequences>() {
  static const std::vector<SeriesStepKind> kinds = {
      series::fill(), series::standardize(), series::resample(), series::truncate(),
      series::pad(),  series::flatten(),     series::drop(),
  };
  return kinds;
}

namespace {

template <class Samples>
schema::Choices choices_of() {
  schema::Choices all;
  for (const auto& kind : sample_kinds<Samples>()) all.push_back(&kind.choice);
  return all;
}

}  // namespace

const schema::Choices& image_choices() {
  static const schema::Choices choices = choices_of<samples::Images>();
  return choices;
}

const schema::Choices& series_choices() {
  static const schema::Choices choices = choices_of<samples::Sequences>();
  return choices;
}

std::size_t sized(const Archive& archive, const std::string& name, std::size_t low) {
  const std::int64_t value = archive.integer(name);
  if (value < static_cast<std::int64_t>(low) || value > 1'000'000'000)
    throw CorruptFile(name, fmt::format("{} is no size", value));
  return static_cast<std::size_t>(value);
}

}  // namespace dlflow::views
