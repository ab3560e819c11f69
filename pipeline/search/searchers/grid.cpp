#include <fmt/format.h>

#include "pipeline/search/searchers/searchers.hpp"

namespace dlflow::search {
namespace {

struct Options {
  std::int64_t points = 5;
};
void describe(schema::Object& o, Options& x) {
  o.field("points", x.points, "Values of a range that are tried, both ends included.")
      .between(2, 1000);
  o.scalar_form("points");
}

/// One round with every combination; the last dimension changes fastest.
class GridSearch final : public Searcher {
 public:
  GridSearch(const Space& space, int points, std::int64_t trials) {
    double combinations = 1;
    for (const auto& [path, dimension] : space) {
      axes_.emplace_back(path, grid_values(dimension, points));
      combinations *= static_cast<double>(axes_.back().second.size());
    }
    // A part of a grid would leave out whole values of the first dimension.
    if (combinations > static_cast<double>(trials))
      throw UserError(
          ExitCode::configuration,
          fmt::format("the grid has {:.0f} candidates, but trials is {}", combinations, trials),
          "raise trials, lower points, or search at random");
    count_ = static_cast<std::size_t>(combinations);
  }

  std::vector<Candidate> next_round(const std::vector<Trial>& finished) override {
    std::vector<Candidate> round;
    if (!finished.empty()) return round;
    for (std::size_t n = 0; n < count_; ++n) round.push_back(combination(n));
    return round;
  }

 private:
  Candidate combination(std::size_t number) const {
    Candidate out{static_cast<int>(number), {}};
    std::size_t block = count_;
    for (const auto& [path, values] : axes_) {
      block /= values.size();
      out.options.emplace_back(path, values[number / block % values.size()]);
    }
    return out;
  }

  std::vector<std::pair<std::string, std::vector<schema::Node>>> axes_;
  std::size_t count_ = 0;
};

}  // namespace

SearcherKind grid_search() {
  return {.choice = {.name = "grid",
                     .doc = "Tries every combination of evenly spread values.",
                     .example = "{points: 3}",
                     .source = "as scikit-learn's ParameterGrid",
                     .make = [] { return std::make_shared<Options>(); },
                     .describe = [](schema::Object& o,
                                    void* x) { describe(o, *static_cast<Options*>(x)); }},
          .make = [](const void* options, const Space& space, std::int64_t trials, RandomKey) {
            const auto& x = *static_cast<const Options*>(options);
            return std::make_unique<GridSearch>(space, static_cast<int>(x.points), trials);
          }};
}

}  // namespace dlflow::search
