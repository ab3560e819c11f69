#include "core/nn/initializer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "core/nn/orthogonal.hpp"

namespace dlflow::nn {
namespace {

/// Standard deviation of a standard normal cut at two: dividing by it restores the variance.
constexpr double kCutDeviation = 0.87962566103423978;

void fill_range(double low, double high, RandomKey key, std::span<float> values) {
  RandomStream stream(key);
  for (float& value : values) value = static_cast<float>(low + (high - low) * stream.uniform());
}

struct Normal {
  double mean, deviation, cut = HUGE_VAL, divisor = 1;
};
void fill_normal(const Normal& normal, RandomKey key, std::span<float> values) {
  RandomStream stream(key);
  for (float& value : values) {
    double drawn = stream.normal();
    while (std::abs(drawn) > normal.cut) drawn = stream.normal();
    value = static_cast<float>(normal.mean + drawn * normal.deviation / normal.divisor);
  }
}

/// Variance scale / fan, uniform or normal.
void fill_scaled(bool is_uniform, double scale, double fan, RandomKey key,
                 std::span<float> values) {
  if (is_uniform) return fill_uniform(std::sqrt(3 * scale / fan), key, values);
  fill_normal({0, std::sqrt(scale / fan), 2, kCutDeviation}, key, values);
}

void fill_identity(double gain, std::size_t rows, std::size_t fan_out, std::span<float> values) {
  const std::size_t columns = values.size() / rows;
  if (columns != fan_out)
    throw UserError(ExitCode::configuration,
                    "the identity initializes a kernel of two axes, this one has a window",
                    "take 'orthogonal'");
  std::fill(values.begin(), values.end(), 0.0F);
  for (std::size_t i = 0; i < std::min(rows, columns); ++i)
    values[i * columns + i] = static_cast<float>(gain);
}

/// Which kinds read a number.
struct Reads {
  const char* name;
  std::optional<double> Initializer::*number;
  std::vector<Initializer::Kind> kinds;
};
const std::vector<Reads>& reads() {
  using enum Initializer::Kind;
  static const std::vector<Reads> kReads{
      {"value", &Initializer::value, {constant}},
      {"minval", &Initializer::minval, {random_uniform}},
      {"maxval", &Initializer::maxval, {random_uniform}},
      {"mean", &Initializer::mean, {random_normal, truncated_normal}},
      {"stddev", &Initializer::stddev, {random_normal, truncated_normal}},
      {"gain", &Initializer::gain, {orthogonal, identity}},
  };
  return kReads;
}

}  // namespace

std::span<const std::string_view> names_of(Initializer::Kind) {
  static constexpr std::array<std::string_view, 14> kNames{
      "zeros",          "ones",          "constant",
      "random_uniform", "random_normal", "truncated_normal",
      "glorot_uniform", "glorot_normal", "he_uniform",
      "he_normal",      "lecun_uniform", "lecun_normal",
      "orthogonal",     "identity"};
  return kNames;
}

void describe(schema::Object& o, Initializer& x) {
  o.field("kind", x.kind, "How the values begin.");
  o.field("value", x.value, "Of a constant.").default_is("0");
  o.field("minval", x.minval, "Lower end of a uniform.").default_is("-0.05");
  o.field("maxval", x.maxval, "Upper end of a uniform.").default_is("0.05");
  o.field("mean", x.mean, "Of a normal.").default_is("0");
  o.field("stddev", x.stddev, "Standard deviation of a normal.").above(0).default_is("0.05");
  o.field("gain", x.gain, "Factor of an orthogonal matrix or the identity.").default_is("1");
  o.scalar_form("kind");
  for (const Reads& one : reads())
    o.check(one.name, [&x, &one]() -> std::optional<std::string> {
      if (!(x.*one.number) || std::ranges::count(one.kinds, x.kind) > 0) return std::nullopt;
      const auto name = [](Initializer::Kind kind) {
        return names_of(kind)[static_cast<std::size_t>(kind)];
      };
      std::string kinds(name(one.kinds[0]));
      for (std::size_t i = 1; i < one.kinds.size(); ++i)
        kinds += " and " + std::string(name(one.kinds[i]));
      return fmt::format("'{}' is an option of {}, not of {}\nleave it out", one.name, kinds,
                         name(x.kind));
    });
  o.check("maxval", [&x]() -> std::optional<std::string> {
    const double low = x.minval.value_or(-0.05), high = x.maxval.value_or(0.05);
    if (low <= high) return std::nullopt;
    return fmt::format("expected at least minval ({}), got {}", low, high);
  });
}

void fill_uniform(double limit, RandomKey key, std::span<float> values) {
  RandomStream stream(key);
  for (float& value : values) value = static_cast<float>((2 * stream.uniform() - 1) * limit);
}

void initialize(const Initializer& how, std::size_t fan_in, std::size_t fan_out, RandomKey key,
                std::span<float> values) {
  const double in = static_cast<double>(fan_in), both = in + static_cast<double>(fan_out);
  const double mean = how.mean.value_or(0), deviation = how.stddev.value_or(0.05);
  const auto fill = [&](double value) {
    std::fill(values.begin(), values.end(), static_cast<float>(value));
  };
  switch (how.kind) {
    case Initializer::zeros:
      return fill(0);
    case Initializer::ones:
      return fill(1);
    case Initializer::constant:
      return fill(how.value.value_or(0));
    case Initializer::random_uniform:
      return fill_range(how.minval.value_or(-0.05), how.maxval.value_or(0.05), key, values);
    case Initializer::random_normal:
      return fill_normal({mean, deviation}, key, values);
    case Initializer::truncated_normal:
      return fill_normal({mean, deviation, 2}, key, values);
    case Initializer::glorot_uniform:
    case Initializer::glorot_normal:
      return fill_scaled(how.kind == Initializer::glorot_uniform, 2, both, key, values);
    case Initializer::he_uniform:
    case Initializer::he_normal:
      return fill_scaled(how.kind == Initializer::he_uniform, 2, in, key, values);
    case Initializer::lecun_uniform:
    case Initializer::lecun_normal:
      return fill_scaled(how.kind == Initializer::lecun_uniform, 1, in, key, values);
    case Initializer::orthogonal:
      return fill_orthogonal(how.gain.value_or(1), fan_in, key, values);
    case Initializer::identity:
      return fill_identity(how.gain.value_or(1), fan_in, fan_out, values);
  }
}

}  // namespace dlflow::nn
