#include <algorithm>

#include "pipeline/search/searchers/searchers.hpp"

namespace dlflow::search {
namespace {

struct Options {};
void describe(schema::Object&, Options&) {}

bool has_same_options(const Candidate& a, const Candidate& b) {
  return std::ranges::equal(a.options, b.options, [](const auto& left, const auto& right) {
    return left.second.same_value(right.second);
  });
}

/// One round with all candidates. A candidate equal to an earlier one is left out, its number with
/// it, so that a small space is not tried twice.
class RandomSearch final : public Searcher {
 public:
  RandomSearch(Space space, std::int64_t trials, RandomKey key)
      : space_(std::move(space)), trials_(trials), key_(key) {}

  std::vector<Candidate> next_round(const std::vector<Trial>& finished) override {
    std::vector<Candidate> round;
    if (!finished.empty()) return round;
    for (std::int64_t t = 0; t < trials_; ++t) {
      Candidate candidate = draw(t);
      const auto is_same = [&](const Candidate& c) { return has_same_options(c, candidate); };
      if (std::ranges::none_of(round, is_same)) round.push_back(std::move(candidate));
    }
    return round;
  }

 private:
  /// Depends on the number and the paths alone: more trials or dimensions change no other value.
  Candidate draw(std::int64_t number) const {
    Candidate out{static_cast<int>(number), {}};
    const RandomKey key = key_.with("trial").with(static_cast<std::uint64_t>(number));
    for (const auto& [path, dimension] : space_)
      out.options.emplace_back(path, sample(dimension, key.with(path)));
    return out;
  }

  Space space_;
  std::int64_t trials_;
  RandomKey key_;
};

}  // namespace

SearcherKind random_search() {
  return {
      .choice = {
          .name = "random",
          .doc = "Draws every option independently.",
          .example = "{}",
          .source =
              "J. Bergstra and Y. Bengio, Random search for hyper-parameter optimization (2012)",
          .make = [] { return std::make_shared<Options>(); },
          .describe = [](schema::Object& o, void* x) { describe(o, *static_cast<Options*>(x)); }},
      .make = [](const void*, const Space& space, std::int64_t trials, RandomKey key) {
        return std::make_unique<RandomSearch>(space, trials, key);
      }};
}

}  // namespace dlflow::search
