#include "pipeline/search/space.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/text.hpp"

namespace dlflow::search {
namespace {

schema::Node number_node(double value) { return schema::Node::scalar(shortest(value)); }

schema::Node whole_node(double value) {
  return schema::Node::scalar(std::to_string(static_cast<long long>(value)));
}

std::optional<std::string> range_defect(const char* name, const std::vector<double>& range) {
  if (range.size() != 2)
    return fmt::format("'{}' wants two numbers, low and high, but got {}", name, range.size());
  if (!std::isfinite(range[0]) || !std::isfinite(range[1]) || range[0] >= range[1])
    return fmt::format("'{}' wants low below high, but got {} and {}", name, shortest(range[0]),
                       shortest(range[1]));
  return std::nullopt;
}

std::optional<std::string> whole_defect(const char* name, const std::vector<double>& range) {
  if (auto defect = range_defect(name, range)) return defect;
  constexpr double kLargest = 1e15;
  for (const double end : range)
    if (end != std::floor(end) || std::abs(end) > kLargest)
      return fmt::format("'{}' wants whole numbers, but got {}", name, shortest(end));
  return std::nullopt;
}

std::optional<std::string> integers_defect(const std::vector<double>& range) {
  return whole_defect("int", range);
}

double between(const std::vector<double>& range, double share) {
  return range[0] + share * (range[1] - range[0]);
}

double between_logarithms(const std::vector<double>& range, double share) {
  const double low = std::log(range[0]), high = std::log(range[1]);
  // Rounding of exp may step over an end.
  return std::clamp(std::exp(low + share * (high - low)), range[0], range[1]);
}

/// Whole numbers whose logarithms are spread evenly: each stands for half a step on either side.
double whole_between_logarithms(const std::vector<double>& range, double share) {
  const std::vector<double> widened = {range[0] - 0.5, range[1] + 0.5};
  return std::clamp(std::round(between_logarithms(widened, share)), range[0], range[1]);
}

std::optional<std::string> uniform_defect(const std::vector<double>& range) {
  return range_defect("uniform", range);
}

std::optional<std::string> log_uniform_defect(const std::vector<double>& range) {
  if (auto defect = range_defect("log_uniform", range)) return defect;
  if (range[0] > 0) return std::nullopt;
  return fmt::format("'log_uniform' wants numbers above 0, but got {}", shortest(range[0]));
}

std::optional<std::string> log_integers_defect(const std::vector<double>& range) {
  if (auto defect = whole_defect("log_int", range)) return defect;
  if (range[0] >= 1) return std::nullopt;
  return fmt::format("'log_int' wants numbers from 1 on, but got {}", shortest(range[0]));
}

std::optional<std::string> count_defect(const Dimension& x) {
  const int given = !x.choice.empty() + !x.integers.empty() + !x.uniform.empty() +
                    !x.log_uniform.empty() + !x.log_integers.empty();
  if (given == 1) return std::nullopt;
  return fmt::format(
      "wanted one of choice, int, log_int, uniform and log_uniform, with its values, but got {}\n"
      "such as {{choice: [8, 16]}} or {{log_uniform: [0.0001, 0.1]}}",
      given);
}

}  // namespace

void describe(schema::Object& o, Dimension& x) {
  o.field("choice", x.choice, "Values of which one is taken, all equally likely.");
  o.field("int", x.integers, "Lowest and highest whole number, both included.");
  o.field("uniform", x.uniform, "Lowest and highest number, all between equally likely.");
  o.field("log_uniform", x.log_uniform,
          "Lowest and highest number above 0; each power of ten between is equally likely.");
  o.field("log_int", x.log_integers,
          "Lowest and highest whole number from 1 on, as log_uniform: 16 to 32 is as likely as 32 "
          "to 64.");
  o.check("choice", [&x] { return count_defect(x); });
  const auto check_range = [&o](const char* name, const std::vector<double>& range, auto rule) {
    o.check(name, [&range, rule]() -> std::optional<std::string> {
      return range.empty() ? std::nullopt : rule(range);
    });
  };
  check_range("int", x.integers, integers_defect);
  check_range("uniform", x.uniform, uniform_defect);
  check_range("log_uniform", x.log_uniform, log_uniform_defect);
  check_range("log_int", x.log_integers, log_integers_defect);
}

std::optional<std::string> defect(const Dimension& x) {
  if (auto defect = count_defect(x)) return defect;
  if (!x.integers.empty()) return integers_defect(x.integers);
  if (!x.uniform.empty()) return uniform_defect(x.uniform);
  if (!x.log_uniform.empty()) return log_uniform_defect(x.log_uniform);
  return x.choice.empty() ? log_integers_defect(x.log_integers) : std::nullopt;
}

std::optional<std::string> defect(const Space& space) {
  std::set<std::vector<std::string>> paths;
  for (const auto& [path, dimension] : space) {
    try {
      if (!paths.insert(schema::parse_path(path)).second)
        return fmt::format("'{}' stands twice", path);
    } catch (const UserError& error) {
      return error.problems().front().message;
    }
  }
  // In order, a path stands right before those within it.
  for (auto it = paths.begin(); it != paths.end() && std::next(it) != paths.end(); ++it) {
    const auto& longer = *std::next(it);
    if (it->size() < longer.size() && std::equal(it->begin(), it->end(), longer.begin()))
      return fmt::format("'{}' lies within '{}': only one of them can be searched",
                         join(longer, "."), join(*it, "."));
  }
  return std::nullopt;
}

schema::Node sample(const Dimension& x, RandomKey key) {
  RandomStream random(key);
  if (!x.choice.empty()) return x.choice[random.below(x.choice.size())];
  if (!x.integers.empty()) {
    const auto count = static_cast<std::uint64_t>(x.integers[1] - x.integers[0]) + 1;
    return whole_node(x.integers[0] + static_cast<double>(random.below(count)));
  }
  if (!x.uniform.empty()) return number_node(between(x.uniform, random.uniform()));
  if (!x.log_integers.empty())
    return whole_node(whole_between_logarithms(x.log_integers, random.uniform()));
  DLFLOW_REQUIRE(x.log_uniform.size() == 2, "a dimension without values");
  return number_node(between_logarithms(x.log_uniform, random.uniform()));
}

std::vector<schema::Node> grid_values(const Dimension& x, int points) {
  DLFLOW_REQUIRE(points >= 2, "at least two points");
  if (!x.choice.empty()) return x.choice;
  if (!x.integers.empty())
    points = static_cast<int>(std::min<double>(points, x.integers[1] - x.integers[0] + 1));
  std::vector<schema::Node> values;
  for (int i = 0; i < points; ++i) {
    const double share = static_cast<double>(i) / (points - 1);
    if (!x.integers.empty())
      values.push_back(whole_node(std::round(between(x.integers, share))));
    else if (!x.log_integers.empty())
      values.push_back(whole_node(std::round(between_logarithms(x.log_integers, share))));
    else if (!x.uniform.empty())
      values.push_back(number_node(between(x.uniform, share)));
    else
      values.push_back(number_node(between_logarithms(x.log_uniform, share)));
    // Small whole numbers lie closer than the points.
    if (values.size() > 1 && values.back().text == values[values.size() - 2].text)
      values.pop_back();
  }
  return values;
}

std::optional<schema::Node> fraction_of(const Dimension& x) {
  const bool is_range = !x.uniform.empty() || !x.log_uniform.empty();
  if (!is_range) return std::nullopt;
  // The parts of a golden section are no whole numbers both, unless the range is a huge one.
  constexpr double kGolden = 0.6180339887498949;
  for (const double share : {kGolden, 1 - kGolden, 0.25}) {
    const double value =
        x.uniform.empty() ? between_logarithms(x.log_uniform, share) : between(x.uniform, share);
    if (value != std::floor(value)) return number_node(value);
  }
  return std::nullopt;
}

}  // namespace dlflow::search
