#include <fmt/format.h>

#include "pipeline/views/transforms/kinds.hpp"

namespace dlflow::views {
namespace {

struct Options {};
void describe(schema::Object&, Options&) {}

/// Keeps codes as codes, 0 .. K-1 for the K training labels; missing and unseen become K.
class Ordinal final : public Transform {
 public:
  explicit Ordinal(const Options&) {}

  void fit(const Layout& in, const Block&, const StepContext&) override { count(in); }
  bool reads_values() const override { return false; }
  Layout output(const Layout& in) const override { return in; }
  void apply(Block& block) const override {
    for (std::size_t c = 0; c < labels_.size(); ++c)
      for (std::int32_t& code : block.codes[c])
        if (code < 0) code = static_cast<std::int32_t>(labels_[c]);
  }
  std::vector<Learnt> learnt(const Layout& in) const override {
    std::vector<Learnt> all;
    for (std::size_t c = 0; c < labels_.size(); ++c)
      all.push_back({in.codes[c].name, "",
                     fmt::format("a code for each of {} values; {} stands for missing and unseen "
                                 "values",
                                 labels_[c], labels_[c])});
    return all;
  }
  void lower(const Layout&, LoweredBlock& block) const override {
    for (std::size_t c = 0; c < labels_.size(); ++c) {
      const auto labels = static_cast<std::int32_t>(labels_[c]);
      block.codes[c] = recoded(block.value(block.codes[c]), labels_[c], labels_[c],
                               [labels](std::int32_t code) { return code < 0 ? labels : code; });
    }
  }
  Archive save() const override { return {}; }
  void load(const Layout& in, const Archive&) override { count(in); }

 private:
  void count(const Layout& in) {
    for (const CodedName& column : in.codes) labels_.push_back(column.labels.size());
  }
  std::vector<std::size_t> labels_;
};

}  // namespace

TransformKind ordinal() {
  return kind<Ordinal, Options>(
      "ordinal", "Keeps categories as codes, for embeddings and for trees.",
      {.takes = Takes::categories, .source = "as scikit-learn's OrdinalEncoder"});
}

}  // namespace dlflow::views
