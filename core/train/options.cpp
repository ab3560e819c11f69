#include "core/train/options.hpp"

#include <array>

#include "core/nn/layer.hpp"
#include "core/optim/optimizer.hpp"
#include "core/optim/schedule.hpp"

namespace dlflow::train {

void describe(schema::Object& o, EarlyStopping& x) {
  o.field("validation", x.validation,
          "Share of the training rows held out inside the fit: of whole groups, or the last ones, "
          "where define names groups or a time.")
      .above(0)
      .below(1);
  o.field("patience", x.patience, "Epochs without a gain before the training stops.").at_least(1);
  o.field("min_delta", x.min_delta, "A gain is a fall of the validation loss by more than this.")
      .at_least(0);
  o.scalar_form("patience");
}

void describe(schema::Object& o, WeightAveraging& x) {
  o.field("start", x.start, "Share of the epochs after which the average begins.")
      .at_least(0)
      .below(1);
  o.scalar_form("start");
}

std::span<const std::string_view> names_of(ClassWeight) {
  static constexpr std::array<std::string_view, 2> kNames = {"equal", "balanced"};
  return kNames;
}

TrainOptions::TrainOptions()
    : optimizer(schema::choose(optim::optimizer_choices(), "adam")),
      schedule(schema::choose(optim::schedule_choices(), "constant")) {}

void describe(schema::Object& o, TrainOptions& x) {
  o.field("epochs", x.epochs, "Passes over the training rows.").between(1, 1000000);
  o.field("batch_size", x.batch_size, "Rows between two steps of the optimizer.")
      .between(1, 1000000);
  o.one_of("optimizer", x.optimizer, optim::optimizer_choices(), "How the weights are moved.");
  o.one_of("schedule", x.schedule, optim::schedule_choices(),
           "The optimizer's learning rate over the training.");
  o.one_of("loss", x.loss, nn::loss_choices(), "What the training makes small.")
      .default_is("follows the task");
  o.field("class_weight", x.class_weight,
          "Whether rows count alike, or each class as much as any other.");
  o.field("early_stopping", x.early_stopping,
          "Stops when the loss on held-out rows no longer falls and keeps the best weights.")
      .default_is("off");
  o.field("swa", x.swa, "Averages the weights of the last epochs.").default_is("off");
  o.field("shuffle", x.shuffle, "Whether each epoch takes the rows in a new order.");
  o.field("precision", x.precision,
          "Numbers that large products of dense layers and convolutions multiply.");
  o.check("schedule", [&x]() -> std::optional<std::string> {
    if (x.early_stopping || !optim::make_schedule(x.schedule)->needs_validation())
      return std::nullopt;
    return "'" + x.schedule.choice->name +
           "' watches val_loss, but no validation part is held out\n"
           "set 'early_stopping', or 'monitor: auto' to watch the training loss";
  });
  o.check("swa", [&x]() -> std::optional<std::string> {
    const auto& common = optim::optimizer_kind(x.optimizer).common(x.optimizer.options.get());
    if (!x.swa || !common.use_ema) return std::nullopt;
    return "expected one average of the weights, got swa and the optimizer's use_ema\n"
           "leave one out";
  });
}

void require_precision(kernels::Precision precision, bool has_bfloat16) {
  if (precision == kernels::Precision::float32 || has_bfloat16) return;
  throw UserError(ExitCode::configuration,
                  {Problem{{},
                           "train.precision",
                           "expected a processor with bfloat16 arithmetic (AVX-512 BF16), and this "
                           "one has none",
                           "leave it out, or set it to float32"}});
}

bool reads_counts(const TrainOptions& options) {
  return options.loss && nn::loss_kind_of(*options.loss.choice).reads_counts;
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
