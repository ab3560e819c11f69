#include "pipeline/models/recurrent_template.hpp"

namespace dlflow::models {

void describe(schema::Object& o, RecurrentOptions& x) {
  describe_sizes(o, "units", x.units, "unit", "Units of each recurrent layer.");
  o.field("bidirectional", x.bidirectional, "Whether each layer reads the steps in both orders.");
  o.field("embedding", x.embedding,
          "Values of the learnt vector of a word, where the steps are codes of words.")
      .between(1, 65536);
  describe_dropout(o, x.dropout, "Share of the values behind each layer zeroed in training.");
  describe_training(o, x.train);
}

Layers recurrent_layers(const std::string& cell, const RecurrentOptions& x) {
  Layers out;
  for (std::size_t i = 0; i < x.units.size(); ++i) {
    Layers layer;
    layer.add(cell, {{"units", x.units[i]}, {"return_sequences", i + 1 < x.units.size()}});
    if (x.bidirectional)
      out.add("bidirectional", {{"layer", layer.node().items[0]}});
    else
      out.append(layer);
    out.drop(x.dropout);
  }
  return out;
}

}  // namespace dlflow::models
