#include "pipeline/views/texts/kinds.hpp"

namespace dlflow::views::texts {
namespace {

struct Options {};
void describe(schema::Object&, Options&) {}

class Drop final : public TextStep {
 public:
  explicit Drop(const Options&) {}
  void fit(const Texts&, const TextPlace&) override {}
  std::string learnt() const override { return "left out of this view"; }
  Archive save() const override { return {}; }
  void load(const Archive&) override {}
};

}  // namespace

TextStepKind drop() {
  return text_kind<Drop, Options>("drop", "Leaves the column out of the view.", Outcome::nothing,
                                  "as 'drop' of scikit-learn's ColumnTransformer");
}

}  // namespace dlflow::views::texts
