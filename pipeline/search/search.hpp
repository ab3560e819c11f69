#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/random.hpp"
#include "core/schema/schema.hpp"
#include "pipeline/search/space.hpp"

namespace dlflow::search {

/// One configuration to try: values by their path, starting at the model.
struct Candidate {
  int number = 0;  ///< from 0; the same number has the same options in every run
  std::vector<std::pair<std::string, schema::Node>> options;
};

/// A candidate with its score; NaN when it failed.
struct Trial {
  Candidate candidate;
  double score = 0;  ///< greater is better: turned by the caller where the metric is not
};

/// Hands out candidates in rounds. What a round holds depends on the finished trials alone, never
/// on how many run at a time; the next round begins when all of the last one are finished.
class Searcher {
 public:
  virtual ~Searcher() = default;
  /// Candidates to try next; empty when the search is over. `finished`: all trials of the rounds
  /// before, by number.
  virtual std::vector<Candidate> next_round(const std::vector<Trial>& finished) = 0;
};

/// A kind of searcher: its options, and how one is made for at most `trials` candidates.
struct SearcherKind {
  schema::Choice choice;
  /// Throws UserError (configuration) when the space does not suit.
  std::function<std::unique_ptr<Searcher>(const void* options, const Space&, std::int64_t trials,
                                          RandomKey)>
      make;
};

const std::vector<SearcherKind>& searcher_kinds();
const schema::Choices& searcher_choices();
std::unique_ptr<Searcher> make_searcher(const schema::Chosen& chosen, const Space& space,
                                        std::int64_t trials, RandomKey key);

/// One entry of `tune`: which model is searched, how, and in which space.
struct TuneOptions {
  std::string model;
  schema::Chosen search = schema::choose(searcher_choices(), "random");
  std::int64_t trials = 20;
  Space space;
};
void describe(schema::Object& o, TuneOptions& x);

}  // namespace dlflow::search
