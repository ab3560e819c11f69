#include <catch2/catch.hpp>

#include "core/schema/problems.hpp"
#include "tests/core/schema/sample.hpp"

using namespace dlflow;
using namespace dlflow::schema;
using sample::Root;

namespace {

Node scalar(std::string text) { return Node::scalar(std::move(text)); }

/// `path: value` as a tree.
Node given(const std::string& path, Node value) {
  Node root;
  set_path(root, path, std::move(value));
  return root;
}

std::vector<Problem> problems_of(const Node& node) {
  Root root;
  Object object = table(root);
  std::vector<Problem> problems;
  load(node, object, problems);
  return problems;
}

/// "path: message | hint" of the only problem.
std::string problem(const Node& node) {
  const std::vector<Problem> problems = problems_of(node);
  REQUIRE(problems.size() == 1);
  return problems[0].path + ": " + problems[0].message +
         (problems[0].hint.empty() ? "" : " | " + problems[0].hint);
}

Root loaded(const Node& node) {
  Root root;
  Object object = table(root);
  std::vector<Problem> problems;
  load(node, object, problems);
  INFO(render(problems));
  REQUIRE(problems.empty());
  return root;
}

template <class Options>
Options load_one(const Node& node, std::vector<Problem>& problems) {
  Options options;
  Object object = table(options);
  load(node, object, problems);
  return options;
}

Node map_of(std::initializer_list<std::pair<std::string, Node>> entries) {
  Node map = Node::map();
  for (const auto& [key, value] : entries) map.at(key) = value;
  return map;
}

}  // namespace

TEST_CASE("an unknown option names the nearest one") {
  CHECK(problem(given("fodls", scalar("5"))) ==
        "fodls: unknown option 'fodls' | did you mean 'folds'?");
  CHECK(problem(given("data.qqqqqq", scalar("5"))) ==
        "data.qqqqqq: unknown option 'qqqqqq' | one of: file, header, share");
}

TEST_CASE("a whole number has digits alone") {
  CHECK(loaded(given("folds", scalar("7"))).folds == 7);
  CHECK(problem(given("folds", scalar("abc"))) == "folds: expected a whole number, got 'abc'");
  CHECK(problem(given("folds", scalar("0123"))) ==
        "folds: expected a whole number, got '0123' | write it without leading zeros");
  for (const char* text : {"0x10", "1_000", "3.0", "1e3", "+5", "99999999999999999999", " 5", ""}) {
    INFO(text);
    CHECK(problem(given("folds", scalar(text))) ==
          "folds: expected a whole number, got '" + std::string(text) + "'");
  }
  CHECK(problem(given("folds", Node::scalar("5", true))) ==
        "folds: expected a whole number, got the text '5' | write it without quotes");
  CHECK(problem(given("folds", Node{})) == "folds: expected a whole number, got nothing");
  CHECK(problem(given("folds", Node::list({}))) == "folds: expected a whole number, got a list");
}

TEST_CASE("a number is decimal or scientific and finite") {
  CHECK(loaded(given("tolerance", scalar("1e-3"))).tolerance == 0.001);
  CHECK(loaded(given("tolerance", scalar(".5"))).tolerance == 0.5);
  for (const char* text : {".nan", "nan", ".inf", "inf", "0x1", "1,5", "012.5"}) {
    INFO(text);
    CHECK(problem(given("tolerance", scalar(text))).find("expected a number, got") !=
          std::string::npos);
  }
}

TEST_CASE("only true and false are booleans") {
  CHECK_FALSE(loaded(given("shuffle", scalar("false"))).shuffle);
  for (const char* text : {"no", "on", "True", "0", "yes"}) {
    INFO(text);
    CHECK(problem(given("shuffle", scalar(text))) ==
          "shuffle: expected true or false, got '" + std::string(text) + "'");
  }
  CHECK(problem(given("shuffle", Node::scalar("true", true))) ==
        "shuffle: expected true or false, got the text 'true'");
}

TEST_CASE("a value out of its range is told the range") {
  CHECK(problem(given("folds", scalar("1"))) == "folds: must be at least 2, got 1");
  CHECK(problem(given("data.share", scalar("1.5"))) ==
        "data.share: must be between 0 and 1, got 1.5");
  CHECK(problem(given("tolerance", scalar("0"))) == "tolerance: must be above 0, got 0");
  CHECK(problem(given("stopping.validation", scalar("1"))) ==
        "stopping.validation: must be above 0 and below 1, got 1");
  CHECK(problem(given("optimizer.adam", scalar("2"))) ==
        "optimizer.adam.learning_rate: must be above 0 and at most 1, got 2");
}

TEST_CASE("the range of a list is the range of each element") {
  CHECK(problem(given("hidden", Node::list({scalar("4"), scalar("0")}))) ==
        "hidden.1: must be at least 1, got 0");
  CHECK(problem(given("limit", scalar("0"))) == "limit: must be at least 1, got 0");
}

TEST_CASE("a text option takes any scalar as it is written") {
  for (const char* text : {"007", "true", "1e3", "plain"})
    CHECK(loaded(given("name", scalar(text))).name == text);
  CHECK(problem(given("name", Node{})) ==
        "name: expected text, got nothing | an empty text is written \"\"");
  CHECK(problem(given("name", Node::map())) == "name: expected text, got a map");
}

TEST_CASE("an unknown enum value names the nearest one") {
  CHECK(loaded(given("mode", scalar("exact"))).mode == sample::Mode::exact);
  CHECK(problem(given("mode", scalar("exakt"))) ==
        "mode: unknown value 'exakt' | did you mean 'exact'?");
  CHECK(problem(given("mode", Node{})) == "mode: expected one of: fast, exact, got nothing");
}

TEST_CASE("short forms stand for their field everywhere") {
  CHECK(loaded(given("data", scalar("iris.csv"))).data.file == "iris.csv");
  CHECK(loaded(given("data", Node::list({scalar("a"), scalar("b")}))).data.header.size() == 2);
  const Root parts = loaded(given("parts", Node::list({scalar("x.csv"), Node::map()})));
  CHECK(parts.parts.at(0).file == "x.csv");
  CHECK(parts.parts.at(1).share == 0.2);
  const Root columns = loaded(given("columns", map_of({{"a", scalar("date")}, {"b", Node{}}})));
  CHECK(columns.columns.at(0).second.kind == "date");
  CHECK(columns.columns.at(1).second.kind == "number");
  const Root layers = loaded(given("layers", Node::list({given("dropout", scalar("0.2"))})));
  CHECK(layers.layers.at(0).as<sample::Dropout>().rate == 0.2);
  const Root models = loaded(given("models", map_of({{"ridge", scalar("0.5")}})));
  CHECK(models.models.at(0).chosen.as<sample::Ridge>().alpha == 0.5);
}

namespace {

struct Selection {
  sample::Mode by = sample::Mode::fast;
  std::optional<std::int64_t> best;
  double limit = 0.5;
};
void describe(schema::Object& o, Selection& x) {
  o.scalar_form("by");
  o.number_form("best");
  o.field("by", x.by, "How.");
  o.field("best", x.best, "How many.").at_least(1);
  o.field("limit", x.limit, "How much.").at_least(0);
}

struct Clipping {
  sample::Mode by = sample::Mode::fast;
  double low = 0.1;
  std::optional<std::int64_t> width;
};
void describe(schema::Object& o, Clipping& x) {
  o.scalar_form("by");
  o.field("by", x.by, "How.");
  o.field("low", x.low, "From where.").between(0, 1);
  o.field("width", x.width, "How wide.").at_least(1);
}

/// "message | hint" of the only problem.
template <class Options>
std::string fault_of(const Node& node) {
  std::vector<Problem> problems;
  load_one<Options>(node, problems);
  REQUIRE(problems.size() == 1);
  return problems[0].message + " | " + problems[0].hint;
}

}  // namespace

TEST_CASE("a number and a name in short form may stand for different fields") {
  std::vector<Problem> problems;
  CHECK(load_one<Selection>(scalar("3"), problems).best == 3);
  CHECK(load_one<Selection>(scalar("exact"), problems).by == sample::Mode::exact);
  CHECK(problems.empty());
  CHECK(fault_of<Selection>(scalar("2.5")) == "expected a whole number, got '2.5' | ");
  CHECK(fault_of<Selection>(scalar("0")) == "must be at least 1, got 0 | ");
  CHECK(fault_of<Selection>(scalar("exat")) == "unknown value 'exat' | did you mean 'exact'?");
}

TEST_CASE("a value in place of a map is told the options that take it") {
  CHECK(fault_of<Clipping>(scalar("3")) ==
        "unknown value '3' | one of: fast, exact; or write '{width: 3}'");
  CHECK(fault_of<Clipping>(scalar("1")) ==
        "unknown value '1' | one of: fast, exact; or write '{low: 1}' or '{width: 1}'");
  CHECK(fault_of<Clipping>(scalar("-1")) == "unknown value '-1' | one of: fast, exact");
  CHECK(problem(given("stopping", scalar("5"))) ==
        "stopping: expected a map of options, got '5' | write '{patience: 5}'");
  CHECK(problem(given("stopping", scalar("many"))) ==
        "stopping: expected a map of options, got 'many'");
}

TEST_CASE("a kind is a bare name or a map with one key") {
  const Root bare = loaded(given("optimizer", scalar("adam")));
  CHECK(bare.optimizer.choice->name == "adam");
  CHECK(bare.optimizer.as<sample::Adam>().learning_rate == 0.001);
  const Root full = loaded(given("optimizer.adam.learning_rate", scalar("0.1")));
  CHECK(full.optimizer.as<sample::Adam>().learning_rate == 0.1);
  CHECK(loaded(given("optimizer.plain", Node{})).optimizer.choice->name == "plain");
  CHECK(problem(given("optimizer", scalar("adan"))) ==
        "optimizer: unknown kind 'adan' | did you mean 'adam'?");
  CHECK(problem(given("layers", Node::list({scalar("zzzzzzzz")}))) ==
        "layers.0: unknown kind 'zzzzzzzz' | one of: dense, dropout, flatten, residual");
  CHECK(problem(given("optimizer", Node{})) ==
        "optimizer: expected a kind, got nothing | one of: adam, plain");
  CHECK(problem(given("layers", scalar("flatten"))) ==
        "layers: expected a list of kinds, got 'flatten'");
}

TEST_CASE("a bare kind with a required option is told to give it") {
  CHECK(problem(given("layers", Node::list({scalar("dense")}))) ==
        "layers.0.dense: missing required option 'units' | Number of units.");
}

TEST_CASE("options that stand beside their kind are told to be indented") {
  CHECK(
      problem(given("layers", Node::list({map_of({{"dense", Node{}}, {"units", scalar("3")}})}))) ==
      "layers.0: expected one kind with its options, got a map of 2 entries | "
      "indent the options of 'dense' deeper than its name");
}

TEST_CASE("a named kind takes its kind from its name or from 'kind'") {
  const Root root = loaded(given(
      "models", map_of({{"ridge", Node{}},
                        {"own", map_of({{"kind", scalar("ridge")}, {"alpha", scalar("2")}})}})));
  REQUIRE(root.models.size() == 2);
  CHECK(root.models[0].chosen.choice->name == "ridge");
  CHECK(root.models[0].source.is_null());
  CHECK(root.models[1].name == "own");
  CHECK(root.models[1].chosen.as<sample::Ridge>().alpha == 2);
  CHECK(root.models[1].source.same_value(map_of({{"alpha", scalar("2")}})));
}

TEST_CASE("a named kind that is none is told what kinds there are") {
  CHECK(problem(given("models", map_of({{"mine", Node{}}}))) ==
        "models.mine: unknown kind 'mine' | add 'kind: ' with one of: network, ridge");
  CHECK(problem(given("models", map_of({{"mine", map_of({{"kind", scalar("rigde")}})}}))) ==
        "models.mine.kind: unknown kind 'rigde' | did you mean 'ridge'?");
  CHECK(problem(given("models", map_of({{"mine", map_of({{"kind", Node{}}})}}))) ==
        "models.mine.kind: expected the name of a kind, got nothing");
  CHECK(problem(given("models.network.train.epohcs", scalar("3"))) ==
        "models.network.train.epohcs: unknown option 'epohcs' | did you mean 'epochs'?");
}

TEST_CASE("an optional is made by its key and unmade by none") {
  CHECK_FALSE(loaded(Node::map()).stopping.has_value());
  CHECK(loaded(given("stopping", Node{})).stopping->patience == 10);
  CHECK(loaded(given("stopping.patience", scalar("3"))).stopping->patience == 3);
  CHECK(problem(given("limit", Node{})) == "limit: expected a whole number, got nothing");
  const Root root = loaded(given("models.network.train.early_stopping", scalar("none")));
  CHECK_FALSE(root.models[0].chosen.as<sample::Network>().train.early_stopping.has_value());
  CHECK(loaded(given("note", scalar("none"))).note == "none");
}

TEST_CASE("a list is no scalar and a section is not nothing") {
  CHECK(problem(given("hidden", scalar("5"))) == "hidden: expected a list, got '5'");
  CHECK(problem(given("data", Node{})) == "data: expected a map of options, got nothing");
  CHECK(problem(given("columns", scalar("a"))) == "columns: expected a map of names, got 'a'");
  CHECK(problem(given("models", Node::list({}))) ==
        "models: expected a map of named kinds, got a list");
}

TEST_CASE("a rule over several fields is reported at its field and after all others") {
  Node root = given("hidden", Node::list({scalar("1"), scalar("2"), scalar("3")}));
  root.at("hidden").place = {"c.yaml", 4, 9, ""};
  const std::vector<Problem> problems = problems_of(root);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].place.line == 4);
  CHECK(problems[0].path == "hidden");
  CHECK(problems[0].message == "three hidden layers need mode exact");
  CHECK(problems[0].hint == "set 'mode: exact'");
  root.at("mode") = scalar("exact");
  CHECK(problems_of(root).empty());
  root.at("mode") = scalar("exacctt");
  CHECK(problems_of(root).size() == 1);
}

TEST_CASE("all problems are given at once, in the order of their places") {
  Node root = Node::map();
  root.at("folds") = scalar("x");
  root.at("folds").place = {"c.yaml", 9, 3, ""};
  root.at("shuffle") = scalar("x");
  root.at("shuffle").place = {"c.yaml", 2, 5, ""};
  root.at("layers") = Node::list({scalar("dense")});
  root.at("layers").items[0].place = {"c.yaml", 5, 1, ""};
  const std::vector<Problem> problems = problems_of(root);
  REQUIRE(problems.size() == 3);
  CHECK(problems[0].place.line == 2);
  CHECK(problems[1].place.line == 5);
  CHECK(problems[2].place.line == 9);
}

TEST_CASE("a chosen kind stands at its name") {
  Node node = given("dropout", scalar("0.1"));
  node.entries[0].key_place = {"c.yaml", 3, 7, ""};
  std::vector<Problem> problems;
  const Chosen chosen = load_chosen(node, sample::layers(), problems, "layers.0");
  CHECK(problems.empty());
  CHECK(chosen.place.line == 3);
  CHECK(find_choice(sample::layers(), "nothing") == nullptr);
  CHECK_THROWS_AS(choose(sample::layers(), "nothing"), Bug);
}

TEST_CASE("a file that is no map is refused") {
  CHECK(problem(scalar("hello")) == ": expected a map of options, got 'hello'");
  std::vector<Problem> problems;
  load_one<sample::Dense>(Node{}, problems);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].message == "missing required option 'units'");
}

TEST_CASE("what is not a number is outside of every range") {
  double value = 0;
  Object object;
  const Field& field = object.field("x", value, "").between(0, 1);
  CHECK(range_problem(field, std::nan(""), ".nan") == "must be between 0 and 1, got .nan");
  CHECK_FALSE(range_problem(field, 1, "1").has_value());
}
