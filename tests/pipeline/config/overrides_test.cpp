#include "pipeline/config/overrides.hpp"

#include <catch2/catch.hpp>

#include "pipeline/config/origins.hpp"
#include "pipeline/config/yaml.hpp"
#include "tests/core/schema/sample.hpp"

using namespace dlflow;
using config::apply_override;
using config::parse_yaml;
using schema::Node;

namespace {

std::string refusal(const std::string& assignment) {
  Node root = parse_yaml("layers: [flatten]\ndata: iris.csv\n", "c.yaml");
  try {
    apply_override(root, assignment);
  } catch (const UserError& error) {
    CHECK(error.code() == ExitCode::usage);
    return error.what();
  }
  return "accepted";
}

/// Where each value of the resolved configuration comes from.
std::map<std::string, std::string> origins_of(const Node& given) {
  sample::Root root;
  schema::Object object = schema::table(root);
  std::vector<Problem> problems;
  schema::load(given, object, problems);
  REQUIRE(problems.empty());
  return config::origins(given, schema::dump(object));
}

}  // namespace

TEST_CASE("an override replaces or adds the value at its path") {
  Node root = parse_yaml("a: {b: 1}\noptimizer: adam\n", "c.yaml");
  apply_override(root, "a.b=[8, 16]");
  apply_override(root, "a.c = {kind: x}");
  apply_override(root, "optimizer.adam.learning_rate=0.1");
  apply_override(root, "a.\"x=y\"=p=q");
  apply_override(root, "a.d=");
  CHECK(schema::find_path(root, "a.b.1")->text == "16");
  CHECK(schema::find_path(root, "a.c.kind")->text == "x");
  CHECK(schema::find_path(root, "optimizer.adam.learning_rate")->text == "0.1");
  CHECK(schema::find_path(root, "a")->find("x=y")->text == "p=q");
  CHECK(schema::find_path(root, "a.d")->is_null());
  CHECK(schema::find_path(root, "a.b.1")->place == Place{"--set a.b=[8, 16]", 0, 0, ""});
}

TEST_CASE("an override that is none is refused as a usage error") {
  CHECK(refusal("folds") ==
        "--set folds: expected path=value, got no '='\n"
        "  for example --set evaluate.cross_validation.folds=5");
  CHECK_THAT(refusal("=5"), Catch::Contains("expected a path before '='"));
  CHECK_THAT(refusal("a..b=5"), Catch::Contains("a step is empty"));
  CHECK_THAT(refusal("a=[1, 2"),
             Catch::Contains("--set a=[1, 2: a list or a map cannot be a name"));
  CHECK_THAT(refusal("layers.3=x"), Catch::Contains("which has no item '3'"));
  CHECK_THAT(refusal("data.share=0.3"), Catch::Contains("'data' is 'iris.csv'"));
}

TEST_CASE("a problem in an override names the override") {
  Node root = parse_yaml("folds: 5\n", "c.yaml");
  apply_override(root, "folds=abc");
  sample::Root options;
  schema::Object object = schema::table(options);
  std::vector<Problem> problems;
  schema::load(root, object, problems);
  CHECK(render(problems) == "--set folds=abc: folds: expected a whole number, got 'abc'");
}

TEST_CASE("each value knows whether it was given, set or left at its default") {
  Node given = parse_yaml(
      "data: iris.csv\n"
      "optimizer: adam\n"
      "layers:\n  - flatten\n  - dropout: 0.20\n"
      "models:\n  ridge:\n  own: {kind: ridge, alpha: 2}\n"
      "hidden: [8, 4]\n",
      "c.yaml");
  apply_override(given, "folds=7");
  const auto where = origins_of(given);
  CHECK(where.at("data.file") == "c.yaml:1");
  CHECK(where.at("data.share") == "default");
  CHECK(where.at("data.header") == "default");
  CHECK(where.at("optimizer.adam.learning_rate") == "default");
  CHECK(where.at("layers.0.flatten") == "c.yaml:4");
  CHECK(where.at("layers.1.dropout.rate") == "c.yaml:5");
  CHECK(where.at("models.ridge.kind") == "c.yaml:7");
  CHECK(where.at("models.ridge.alpha") == "default");
  CHECK(where.at("models.own.kind") == "c.yaml:8");
  CHECK(where.at("models.own.alpha") == "c.yaml:8");
  CHECK(where.at("hidden.1") == "c.yaml:9");
  CHECK(where.at("folds") == "--set folds=7");
  CHECK(where.at("shuffle") == "default");
}

TEST_CASE("a missing required option stands at its kind and not at the next line") {
  const Node given = parse_yaml("layers:\n  - dense:\n  - flatten\n", "c.yaml");
  sample::Root options;
  schema::Object object = schema::table(options);
  std::vector<Problem> problems;
  schema::load(given, object, problems);
  CHECK(render(problems) ==
        "c.yaml:2:5: layers.0.dense: missing required option 'units'\n"
        "      - dense:\n"
        "        ^ Number of units.");
}

TEST_CASE("a resolved configuration is written, read and loaded to the same values") {
  sample::Root options, copy;
  options.models.push_back({"a.b", schema::choose(sample::models(), "network"), {}});
  options.layers.push_back(schema::choose(sample::layers(), "residual"));
  options.name = "x: y";
  const Node resolved = schema::dump(schema::table(options));
  const Node back = parse_yaml(config::to_yaml(resolved), "resolved.yaml");
  CHECK(back.same_value(resolved));
  schema::Object object = schema::table(copy);
  std::vector<Problem> problems;
  schema::load(back, object, problems);
  INFO(render(problems));
  REQUIRE(problems.empty());
  CHECK(schema::dump(object).same_value(resolved));
}
