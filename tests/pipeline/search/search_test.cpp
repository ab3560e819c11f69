#include "pipeline/search/search.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/base/text.hpp"

using namespace dlflow;
using namespace dlflow::search;

namespace {

using schema::Node;

Dimension choice_of(const std::vector<std::string>& texts) {
  Dimension dimension;
  for (const std::string& text : texts) dimension.choice.push_back(Node::scalar(text));
  return dimension;
}
Dimension integers(double low, double high) { return {{}, {low, high}, {}, {}, {}}; }
Dimension uniform(double low, double high) { return {{}, {}, {low, high}, {}, {}}; }
Dimension log_uniform(double low, double high) { return {{}, {}, {}, {low, high}, {}}; }
Dimension log_integers(double low, double high) { return {{}, {}, {}, {}, {low, high}}; }

std::vector<double> draws(const Dimension& dimension, int count) {
  std::vector<double> out;
  for (int i = 0; i < count; ++i)
    out.push_back(
        *parse_number(sample(dimension, RandomKey(3).with(static_cast<std::uint64_t>(i))).text));
  return out;
}

Node list_of(const std::vector<std::string>& texts) {
  std::vector<Node> items;
  for (const std::string& text : texts) items.push_back(Node::scalar(text));
  return Node::list(items);
}

std::vector<Candidate> first_round(const char* searcher, const Space& space, std::int64_t trials) {
  const schema::Chosen chosen = schema::choose(searcher_choices(), searcher);
  return make_searcher(chosen, space, trials, RandomKey(1))->next_round({});
}

std::string defect_text(const Dimension& dimension) { return defect(dimension).value_or(""); }

TEST_CASE("whole numbers are drawn from low to high with both ends") {
  std::map<double, int> seen;
  for (const double value : draws(integers(-1, 2), 4000)) ++seen[value];
  REQUIRE(seen.size() == 4);
  CHECK(seen.begin()->first == -1);
  CHECK(seen.rbegin()->first == 2);
  for (const auto& [value, count] : seen) CHECK(count == Approx(1000).margin(130));
}

TEST_CASE("doublings of a log_int range are equally likely, both ends among them") {
  std::map<double, int> seen;
  for (const double value : draws(log_integers(1, 15), 12000)) {
    REQUIRE(value == std::floor(value));
    ++seen[value];
  }
  REQUIRE(seen.begin()->first == 1);
  REQUIRE(seen.rbegin()->first == 15);
  const double all = std::log(15.5 / 0.5);
  for (const double value : {1., 2., 4., 8.}) {
    CAPTURE(value);
    CHECK(seen[value] == Approx(12000 * std::log((value + 0.5) / (value - 0.5)) / all).margin(200));
  }
}

TEST_CASE("a number with decimals is found where a range draws some") {
  CHECK_FALSE(fraction_of(integers(1, 9)));
  CHECK_FALSE(fraction_of(log_integers(1, 9)));
  CHECK_FALSE(fraction_of(choice_of({"0.5"})));
  for (const Dimension& range : {uniform(1, 2), uniform(0, 100), log_uniform(1, 100)}) {
    const auto fraction = fraction_of(range);
    REQUIRE(fraction);
    CHECK(*parse_number(fraction->text) != std::floor(*parse_number(fraction->text)));
  }
}

TEST_CASE("each power of ten of a log_uniform range is equally likely") {
  int low = 0;
  for (const double value : draws(log_uniform(0.001, 10), 4000)) {
    REQUIRE(value >= 0.001);
    REQUIRE(value <= 10);
    low += value < 0.01;
  }
  CHECK(low == Approx(1000).margin(130));
}

TEST_CASE("uniform numbers fill their range evenly") {
  int low = 0;
  for (const double value : draws(uniform(5, 9), 4000)) {
    REQUIRE(value >= 5);
    REQUIRE(value < 9);
    low += value < 6;
  }
  CHECK(low == Approx(1000).margin(130));
}

TEST_CASE("a choice may hold lists") {
  Dimension hidden;
  hidden.choice = {list_of({"8"}), list_of({"64", "32"})};
  std::set<std::size_t> lengths;
  for (std::uint64_t i = 0; i < 50; ++i) lengths.insert(sample(hidden, RandomKey(i)).items.size());
  CHECK(lengths == std::set<std::size_t>{1, 2});
}

TEST_CASE("a random trial is the same whatever the number of trials and other dimensions") {
  Space space = {{"rate", uniform(0, 1)}, {"units", integers(1, 1000000)}};
  const auto few = first_round("random", space, 3), many = first_round("random", space, 30);
  REQUIRE(few.size() == 3);
  REQUIRE(many.size() == 30);
  for (std::size_t t = 0; t < few.size(); ++t) {
    CHECK(few[t].number == static_cast<int>(t));
    CHECK(few[t].options[0].second.text == many[t].options[0].second.text);
  }
  CHECK(many[0].options[0].second.text != many[1].options[0].second.text);
  space.insert(space.begin(), {"depth", integers(1, 9)});
  CHECK(first_round("random", space, 3)[2].options[1].second.text == few[2].options[0].second.text);
}

TEST_CASE("a small space is not tried twice at random") {
  const auto round = first_round("random", {{"a", choice_of({"x", "y"})}}, 50);
  REQUIRE(round.size() == 2);
  CHECK(round[0].number == 0);
  CHECK(round[0].options[0].second.text != round[1].options[0].second.text);
}

TEST_CASE("every searcher ends after its round is finished") {
  for (const SearcherKind& kind : searcher_kinds()) {
    CAPTURE(kind.choice.name);
    const schema::Chosen chosen = schema::choose(searcher_choices(), kind.choice.name);
    const auto searcher = make_searcher(chosen, {{"a", choice_of({"x", "y"})}}, 20, RandomKey(1));
    std::vector<Trial> finished;
    for (const Candidate& candidate : searcher->next_round({}))
      finished.push_back({candidate, std::nan("")});
    CHECK(finished.size() == 2);
    CHECK(searcher->next_round(finished).empty());
  }
}

TEST_CASE("a grid holds every combination once") {
  const Space space = {
      {"a", choice_of({"x", "y"})}, {"b", integers(1, 3)}, {"c", log_uniform(0.01, 100)}};
  const auto round = first_round("grid", space, 30);
  REQUIRE(round.size() == 30);
  std::set<std::string> seen;
  for (const Candidate& candidate : round) {
    std::string all;
    for (const auto& [path, value] : candidate.options) all += value.text + " ";
    seen.insert(all);
  }
  CHECK(seen.size() == 30);
  const auto& last = round.back().options;
  CHECK(last[0].second.text == "y");
  CHECK(last[1].second.text == "3");
  CHECK(*parse_number(last[2].second.text) == Approx(100).epsilon(1e-12));
  CHECK(*parse_number(round[2].options[2].second.text) == Approx(1).epsilon(1e-12));
}

TEST_CASE("a grid of whole numbers over a wide range steps evenly") {
  std::vector<std::string> texts;
  for (const Node& node : grid_values(integers(0, 100), 5)) texts.push_back(node.text);
  CHECK(texts == std::vector<std::string>{"0", "25", "50", "75", "100"});
  texts.clear();
  for (const Node& node : grid_values(log_integers(1, 4), 6)) texts.push_back(node.text);
  CHECK(texts == std::vector<std::string>{"1", "2", "3", "4"});
}

TEST_CASE("a grid larger than the trials is refused") {
  CHECK_THROWS_WITH(first_round("grid", {{"a", integers(1, 5)}, {"b", integers(1, 5)}}, 20),
                    Catch::Contains("the grid has 25 candidates, but trials is 20"));
}

TEST_CASE("a dimension that cannot be drawn from says why") {
  CHECK(defect_text(uniform(0, 1)).empty());
  CHECK(defect_text({}).starts_with("wanted one of choice, int, log_int, uniform and log_uni"));
  Dimension two = uniform(0, 1);
  two.integers = {1, 2};
  CHECK_FALSE(defect_text(two).empty());
  CHECK(defect_text(uniform(1, 1)) == "'uniform' wants low below high, but got 1 and 1");
  CHECK(defect_text(integers(1, 2.5)) == "'int' wants whole numbers, but got 2.5");
  CHECK(defect_text(log_integers(0, 8)) == "'log_int' wants numbers from 1 on, but got 0");
  CHECK(defect_text(log_integers(1, 2.5)) == "'log_int' wants whole numbers, but got 2.5");
  CHECK(defect_text(log_uniform(0, 1)) == "'log_uniform' wants numbers above 0, but got 0");
  Dimension one;
  one.uniform = {1};
  CHECK(defect_text(one) == "'uniform' wants two numbers, low and high, but got 1");
}

TEST_CASE("paths within each other cannot be searched together") {
  const Dimension d = uniform(0, 1);
  CHECK_FALSE(defect(Space{{"train.rate", d}, {"trainer", d}, {"train.rates", d}}));
  CHECK(*defect(Space{{"train.optimizer.adam", d}, {"x", d}, {"train.optimizer", d}}) ==
        "'train.optimizer.adam' lies within 'train.optimizer': only one of them can be searched");
  CHECK(*defect(Space{{"x", d}, {"x", d}}) == "'x' stands twice");
  CHECK(defect(Space{{"a..b", d}}).has_value());
}

TEST_CASE("an entry of tune loads from its configuration") {
  Node node = Node::map();
  node.at("model") = Node::scalar("mlp");
  node.at("search") = Node::scalar("grid");
  Node space = Node::map();
  Node hidden = Node::map();
  hidden.at("choice") = Node::list({list_of({"8"}), list_of({"64", "32"})});
  space.at("hidden") = hidden;
  Node rate = Node::map();
  rate.at("log_uniform") = list_of({"0.0001", "0.1"});
  space.at("train.optimizer.adam.learning_rate") = rate;
  node.at("space") = space;

  TuneOptions options;
  schema::Object object = schema::table(options);
  std::vector<Problem> problems;
  schema::load(node, object, problems, "improve.tune.0");
  CAPTURE(render(problems));
  REQUIRE(problems.empty());
  CHECK(options.model == "mlp");
  CHECK(options.search.choice->name == "grid");
  CHECK(options.trials == 20);
  REQUIRE(options.space.size() == 2);
  CHECK(options.space[0].second.choice[1].items[1].text == "32");
  CHECK(options.space[1].second.log_uniform == std::vector<double>{0.0001, 0.1});

  node.find("space")->find("hidden")->at("uniform") = list_of({"0", "1"});
  TuneOptions wrong;
  schema::Object again = schema::table(wrong);
  schema::load(node, again, problems, "improve.tune.0");
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].path == "improve.tune.0.space.hidden.choice");
  CHECK(problems[0].message.ends_with("with its values, but got 2"));
}

}  // namespace
