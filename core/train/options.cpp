#include "core/nn/layer.hpp"
#include "core/optim/optimizer.hpp"
#include "core/train/trainer.hpp"

namespace dlflow::train {

void describe(schema::Object& o, EarlyStopping& x) {
  o.field("validation", x.validation, "Share of the training rows held out inside the fit.")
      .above(0)
      .below(1);
  o.field("patience", x.patience, "Epochs without a gain before the training stops.").at_least(1);
  o.field("min_delta", x.min_delta, "A gain is a fall of the validation loss by more than this.")
      .at_least(0);
  o.scalar_form("patience");
}

TrainOptions::TrainOptions() {
  for (const schema::Choice* choice : optim::optimizer_choices())
    if (choice->name == "adam") optimizer = {choice, choice->make(), {}};
}

void describe(schema::Object& o, TrainOptions& x) {
  o.field("epochs", x.epochs, "Passes over the training rows.").between(1, 1000000);
  o.field("batch_size", x.batch_size, "Rows between two steps of the optimizer.")
      .between(1, 1000000);
  o.one_of("optimizer", x.optimizer, optim::optimizer_choices(), "How the weights are moved.");
  o.field("early_stopping", x.early_stopping,
          "Stops when the loss on held-out rows no longer falls and keeps the best weights.")
      .default_is("off");
  o.field("shuffle", x.shuffle, "Whether each epoch takes the rows in a new order.");
}

void describe(schema::Object& o, PartLayers& x) {
  o.list_of("table", x.table, nn::layer_choices(),
            "Layers of the numbers and embedded categories.");
  o.list_of("sequence", x.sequence, nn::layer_choices(), "Layers of the sequence.");
  o.list_of("image", x.image, nn::layer_choices(), "Layers of the image.");
}

void describe(schema::Object& o, NetworkOptions& x) {
  o.list_of("layers", x.layers, nn::layer_choices(),
            "Hidden layers from the input on; the output layer follows from the task.");
  o.field("inputs", x.inputs,
          "Layers of single parts of a row, before the parts are concatenated.");
  o.field("train", x.train, "How the network is trained.");
}

}  // namespace dlflow::train
