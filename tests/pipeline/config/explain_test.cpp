#include "pipeline/config/explain.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "pipeline/config/json_schema.hpp"
#include "tests/core/schema/sample.hpp"

using namespace dlflow;
using Catch::Contains;
using Json = nlohmann::json;

namespace {

std::string explained(const std::string& path) {
  sample::Root root;
  schema::Object object = schema::table(root);
  return config::explain(object, path);
}

Json schema_of_root() {
  sample::Root root;
  return Json::parse(config::json_schema(schema::table(root), "sample"));
}

}  // namespace

TEST_CASE("an option is explained with type, range and default") {
  CHECK(explained("folds") ==
        "folds\n  Number of folds.\n\n"
        "  type     whole number\n  range    at least 2\n  default  5\n");
  CHECK(explained("data.share") ==
        "data.share\n  Share of the rows.\n\n"
        "  type     number\n  range    between 0 and 1\n  unit     rows\n  default  0.2\n");
  CHECK_THAT(explained("limit"), Contains("default  not set"));
  CHECK_THAT(explained("bound"), Contains("default  none"));
  CHECK_THAT(explained("mode"), Contains("one of: fast, exact"));
  CHECK_THAT(explained("layers.dense.units"), Contains("default  required"));
}

TEST_CASE("paths go through kinds, lists, maps and optionals") {
  for (const char* path :
       {"models.network.train.epochs", "layers.0.dense.units", "columns.kind", "columns.age.kind",
        "columns.\"a.b\".missing.0", "parts.0.share", "parts.share", "stopping.patience",
        "hidden.1", "grid.0.1", "models.network.train.early_stopping.patience",
        "layers.residual.layers.residual.layers.dropout.rate"}) {
    INFO(path);
    CHECK_THAT(explained(path), Contains("type") && Contains("default"));
  }
}

TEST_CASE("a section lists its options and a family its kinds") {
  CHECK_THAT(explained(""), Contains("options\n") &&
                                Contains("folds: whole number, at least 2, "
                                         "default 5") &&
                                Contains("Where the rows are."));
  CHECK_THAT(explained("data"), Contains("file: text") && Contains("a single value in place of "
                                                                   "the map is 'file'"));
  CHECK_THAT(explained("layers"), Contains("kinds") && Contains("dropout   Zeroes inputs."));
  CHECK_THAT(explained("layers.dropout"),
             Contains("example  dropout: 0.2") && Contains("rate: number, between 0 and 1"));
  CHECK_THAT(explained("layers.flatten"), Contains("it has no options"));
}

TEST_CASE("a bare name is found anywhere") {
  CHECK_THAT(explained("dropout"), Contains("layers.dropout\n") && Contains("also at") &&
                                       Contains("models.network.layers.dropout"));
  CHECK_THAT(explained("patience"), Contains("'patience' is found at") &&
                                        Contains("  stopping.patience\n") &&
                                        Contains("models.network.train.early_stopping.patience"));
  CHECK_THAT(explained("alpha"), Contains("models.ridge.alpha\n") && Contains("at least 0"));
}

TEST_CASE("an unknown topic names the nearest one") {
  CHECK_THROWS_WITH(explained("data.shrae"),
                    "unknown option 'shrae' in 'data'\n  did you mean 'share'?");
  CHECK_THROWS_WITH(explained("layers.dens"),
                    "unknown kind 'dens' in 'layers'\n  did you mean 'dense'?");
  CHECK_THROWS_WITH(explained("dropuot"), "nothing is named 'dropuot'\n  did you mean 'dropout'?");
  CHECK_THROWS_WITH(explained("folds.x"), Contains("'folds' has no option 'x'"));
  CHECK_THROWS_AS(explained("a..b"), UserError);
}

TEST_CASE("the JSON Schema says docs, ranges, names and defaults") {
  const Json root = schema_of_root();
  CHECK(root["$schema"] == "https://json-schema.org/draft/2020-12/schema");
  CHECK(root["title"] == "sample");
  CHECK(root["additionalProperties"] == false);
  const Json& options = root["properties"];
  CHECK(options["folds"] == Json{{"type", "integer"},
                                 {"minimum", 2.0},
                                 {"default", 5},
                                 {"description", "Number of folds."}});
  CHECK(options["tolerance"]["exclusiveMinimum"] == 0.0);
  CHECK(options["mode"]["enum"] == Json::array({"fast", "exact"}));
  CHECK(options["mode"]["default"] == "fast");
  CHECK(options["hidden"]["items"]["minimum"] == 1.0);
  CHECK_FALSE(options["bound"].contains("default"));
}

TEST_CASE("the JSON Schema says short forms and kinds") {
  const Json root = schema_of_root();
  const Json& options = root["properties"];
  CHECK(options["data"]["oneOf"].size() == 3);
  const Json& forms = options["layers"]["items"]["oneOf"];
  CHECK(forms[0]["enum"] == Json::array({"dropout", "flatten", "residual"}));
  CHECK(forms[1]["properties"]["dense"]["$ref"] == "#/$defs/dense");
  CHECK(root["$defs"]["dense"]["required"] == Json::array({"units"}));
  CHECK(root["$defs"]["dropout"]["oneOf"].size() == 2);
  CHECK(root["$defs"]["network_named"]["properties"]["kind"]["const"] == "network");
  CHECK(options["models"]["properties"].contains("ridge"));
}

TEST_CASE("every reference of the JSON Schema has its definition") {
  const Json root = schema_of_root();
  std::vector<const Json*> open{&root};
  int references = 0;
  while (!open.empty()) {
    const Json* at = open.back();
    open.pop_back();
    if (at->is_object() && at->contains("$ref")) {
      ++references;
      CHECK(root.contains(Json::json_pointer((*at)["$ref"].get<std::string>().substr(1))));
    }
    if (at->is_structured())
      for (const Json& part : *at) open.push_back(&part);
  }
  CHECK(references > 10);
}
