#include "pipeline/views/transforms/kinds.hpp"

namespace dlflow::views {
namespace {

struct Options {};
void describe(schema::Object&, Options&) {}

/// Leaves the columns out.
class Drop final : public Transform {
 public:
  explicit Drop(const Options&) {}

  void fit(const Layout&, const Block&, const StepContext&) override {}
  bool reads_values() const override { return false; }
  Layout output(const Layout&) const override { return {}; }
  void apply(Block& block) const override {
    block.numbers.clear();
    block.codes.clear();
    block.dates.clear();
  }
  std::vector<Learnt> learnt(const Layout& in) const override {
    std::vector<Learnt> all;
    for (const std::string& name : in.numbers) all.push_back({name, "", "left out"});
    for (const CodedName& column : in.codes) all.push_back({column.name, "", "left out"});
    for (const std::string& name : in.dates) all.push_back({name, "", "left out"});
    return all;
  }
  void lower(const Layout&, LoweredBlock& block) const override {
    block = {block.graph, "", {}, ""};
  }
  Archive save() const override { return {}; }
  void load(const Layout&, const Archive&) override {}
};

}  // namespace

TransformKind drop() {
  return kind<Drop, Options>(
      "drop", "Leaves the columns out of the view.",
      {.takes = Takes::all, .source = "as 'drop' of scikit-learn's ColumnTransformer"});
}

}  // namespace dlflow::views
