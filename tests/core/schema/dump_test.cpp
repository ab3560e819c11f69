#include <catch2/catch.hpp>

#include "tests/core/schema/sample.hpp"

using namespace dlflow;
using namespace dlflow::schema;
using sample::Root;

namespace {

Root everything() {
  Root root;
  root.shuffle = false;
  root.folds = 9;
  root.tolerance = 0.1 + 0.2;
  root.name = "a: b\n# c";
  root.space = Node::map();
  root.space.at("x") = Node::list({Node::scalar("1"), Node{}});
  root.mode = sample::Mode::exact;
  root.data = {"f.csv", {"a", "b"}, 0.25};
  root.optimizer = choose(sample::optimizers(), "adam");
  std::static_pointer_cast<sample::Adam>(root.optimizer.options)->learning_rate = 0.5;
  Chosen dense = choose(sample::layers(), "dense");
  *std::static_pointer_cast<sample::Dense>(dense.options) = {12, sample::Mode::fast};
  Chosen residual = choose(sample::layers(), "residual");
  std::static_pointer_cast<sample::Residual>(residual.options)->layers = {dense};
  root.layers = {dense, residual, choose(sample::layers(), "flatten")};
  Chosen network = choose(sample::models(), "network");
  std::static_pointer_cast<sample::Network>(network.options)->train.early_stopping.reset();
  root.models.push_back({"own", network, {}});
  root.limit = 1000;
  root.stopping = sample::Stopping{0.3, 4};
  root.note = "none";
  root.hidden = {8, 4};
  root.parts = {{"x", {}, 1}, {"y", {"c"}, 0}};
  root.columns = {{"a.b", {"date", {"NA", ""}}}, {"", {}}};
  root.grid = {{1, 2.5}, {}};
  return root;
}

}  // namespace

TEST_CASE("what is dumped loads to the same values for every kind of slot") {
  Root original = everything(), copy;
  const Node written = dump(table(original));
  Object object = table(copy);
  std::vector<Problem> problems;
  load(written, object, problems);
  INFO(render(problems));
  REQUIRE(problems.empty());
  CHECK(dump(object).same_value(written));
  CHECK(copy.name == original.name);
  CHECK(copy.tolerance == original.tolerance);
  CHECK(copy.columns.at(0).first == "a.b");
  CHECK(copy.columns.at(0).second.missing == original.columns.at(0).second.missing);
  CHECK(copy.grid == original.grid);
  CHECK(copy.note == original.note);
  CHECK(copy.layers.at(1).as<sample::Residual>().layers.at(0).as<sample::Dense>().units == 12);
  CHECK_FALSE(copy.models.at(0).chosen.as<sample::Network>().train.early_stopping.has_value());
}

TEST_CASE("a dump has every default and leaves out what is not set") {
  Root root;
  const Node written = dump(table(root));
  CHECK(written.find("folds")->text == "5");
  CHECK(find_path(written, "data.share")->text == "0.2");
  CHECK(written.find("limit") == nullptr);
  CHECK(written.find("stopping") == nullptr);
  CHECK(written.find("bound") == nullptr);
  CHECK(written.find("space") == nullptr);
  CHECK(written.find("optimizer") == nullptr);
}

TEST_CASE("a chosen kind is dumped in its long form") {
  const Node written = dump(choose(sample::optimizers(), "adam"));
  CHECK(find_path(written, "adam.learning_rate")->text == "0.001");
}
