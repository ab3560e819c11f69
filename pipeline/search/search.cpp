#include "pipeline/search/search.hpp"

#include "pipeline/search/searchers/searchers.hpp"

namespace dlflow::search {

const std::vector<SearcherKind>& searcher_kinds() {
  static const std::vector<SearcherKind> kinds = {
      random_search(),
      grid_search(),
  };
  return kinds;
}

const schema::Choices& searcher_choices() {
  static const schema::Choices choices = [] {
    schema::Choices all;
    for (const SearcherKind& kind : searcher_kinds()) all.push_back(&kind.choice);
    return all;
  }();
  return choices;
}

std::unique_ptr<Searcher> make_searcher(const schema::Chosen& chosen, const Space& space,
                                        std::int64_t trials, RandomKey key) {
  for (const SearcherKind& kind : searcher_kinds())
    if (&kind.choice == chosen.choice) return kind.make(chosen.options.get(), space, trials, key);
  throw Bug(__FILE__, __LINE__, "a searcher that is not in the table");
}

void describe(schema::Object& o, TuneOptions& x) {
  o.field("model", x.model, "Name of the model that is tuned.").required();
  o.one_of("search", x.search, searcher_choices(), "How candidates are drawn from the space.");
  o.field("trials", x.trials, "Most candidates that are tried.").between(1, 100'000);
  o.field("space", x.space, "Options by their path, starting at the model, with their values.")
      .required();
  o.check("space", [&x]() -> std::optional<std::string> {
    if (x.space.empty()) return "wanted at least one option to search, but got none";
    return defect(x.space);
  });
}

}  // namespace dlflow::search
