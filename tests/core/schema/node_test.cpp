#include "core/schema/node.hpp"

#include <catch2/catch.hpp>

#include "core/base/text.hpp"

using namespace dlflow;
using namespace dlflow::schema;

namespace {

std::string steps(const std::string& path) { return join(parse_path(path), "|"); }

}  // namespace

TEST_CASE("a path is cut at dots outside of quotes") {
  CHECK(steps("a.b.0.c") == "a|b|0|c");
  CHECK(steps("columns.\"a.b\".kind") == "columns|a.b|kind");
  CHECK(steps("\"\"").empty());
}

TEST_CASE("a path with an empty step or an open quote is refused") {
  for (const char* path : {"", ".a", "a.", "a..b", "\"a", "\"a\"b"}) {
    INFO(path);
    CHECK_THROWS_AS(parse_path(path), UserError);
  }
}

TEST_CASE("joined steps are read back as they were") {
  for (const char* step : {"plain", "a.b", "", "\"q", "back\\slash.", "a\"b", "x\\", "ä.ö"}) {
    INFO(step);
    CHECK(steps(path_join("base", step)) == std::string("base|") + step);
    CHECK(steps(path_join("", step)) == step);
  }
}

TEST_CASE("setting a path makes the maps on the way") {
  Node root;
  set_path(root, "a.b", Node::scalar("1"));
  set_path(root, "a.c", Node::scalar("2"));
  REQUIRE(find_path(root, "a.c"));
  CHECK(find_path(root, "a.b")->text == "1");
  CHECK(find_path(root, "a.d") == nullptr);
  CHECK(find_path(root, "a.b.c") == nullptr);
}

TEST_CASE("setting below the bare name of a kind turns it into a map") {
  Node root = Node::map();
  root.at("optimizer") = Node::scalar("adam");
  root.at("layers") = Node::list({Node::scalar("flatten"), Node::scalar("dropout")});
  set_path(root, "optimizer.adam.learning_rate", Node::scalar("0.1"));
  set_path(root, "layers.1.dropout.rate", Node::scalar("0.3"));
  CHECK(find_path(root, "optimizer.adam.learning_rate")->text == "0.1");
  CHECK(find_path(root, "layers.1.dropout.rate")->text == "0.3");
  CHECK(find_path(root, "layers.0")->text == "flatten");
  CHECK_THROWS_WITH(set_path(root, "layers.0.dense.units", Node::scalar("3")),
                    Catch::Contains("'layers.0' is 'flatten', which has no 'dense'"));
}

TEST_CASE("an index past the list is refused") {
  Node root = Node::map();
  root.at("layers") = Node::list({Node::scalar("flatten")});
  CHECK_THROWS_WITH(set_path(root, "layers.1", Node::scalar("x")),
                    Catch::Contains("'layers' is a list of 1, which has no item '1'"));
  CHECK_THROWS_AS(set_path(root, "layers.first", Node::scalar("x")), UserError);
  CHECK(find_path(root, "layers.1") == nullptr);
}

TEST_CASE("equal values may differ in place, quotes and order of names") {
  Node a = Node::map(), b = Node::map();
  a.at("x") = Node::scalar("1");
  a.at("y") = Node::list({Node::scalar("2")});
  b.at("y") = Node::list({Node::scalar("2", true)});
  b.at("x") = Node::scalar("1");
  b.place.line = 7;
  CHECK(a.same_value(b));
  b.at("x") = Node::scalar("2");
  CHECK_FALSE(a.same_value(b));
}
