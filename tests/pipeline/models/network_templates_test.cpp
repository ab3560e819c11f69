#include <catch2/catch.hpp>
#include <functional>

#include "core/base/error.hpp"
#include "pipeline/config/yaml.hpp"
#include "tests/pipeline/models/samples.hpp"

using namespace dlflow;
using namespace dlflow::models;
using dlflow::models::Problem;

namespace {

/// Rows of one input kind and their classes.
struct Rows {
  data::Features x;
  data::Target y;
};

data::Target labels_of(std::size_t rows, int classes) {
  data::Target y;
  y.task = classes == 2 ? data::Task::binary : data::Task::multiclass;
  y.classes = classes;
  for (std::size_t n = 0; n < rows; ++n)
    y.labels.push_back(static_cast<std::int32_t>(n % static_cast<std::size_t>(classes)));
  return y;
}

/// Noise of 9 by 7 pixels with a bright line across the top, the middle or the bottom.
Rows images(std::size_t rows) {
  Rows out;
  out.y = labels_of(rows, 3);
  RandomStream random{RandomKey(4)};
  auto block = std::make_shared<samples::ImageBlock>();
  block->height = 9;
  block->width = 7;
  block->channels = 1;
  for (std::size_t n = 0; n < rows; ++n)
    for (std::size_t i = 0; i < 63; ++i) {
      const bool is_bright = i / 7 == 1 + 3 * static_cast<std::size_t>(out.y.labels[n]);
      block->bytes.push_back(static_cast<std::uint8_t>(random.below(120) + (is_bright ? 100 : 0)));
    }
  out.x.rows = rows;
  out.x.images = samples::all_images(block);
  out.x.images.scale = {1.0F / 100};
  out.x.images.shift = {-0.6F};
  return out;
}

/// Two channels of 6 to 12 steps: noise, of which the first rises or falls.
Rows series(std::size_t rows) {
  Rows out;
  out.y = labels_of(rows, 2);
  RandomStream random{RandomKey(5)};
  auto block = std::make_shared<samples::SequenceBlock>();
  block->channels = 2;
  for (std::size_t n = 0; n < rows; ++n) {
    const std::size_t steps = 6 + random.below(7);
    const double slope = out.y.labels[n] == 1 ? 0.4 : -0.4;
    for (std::size_t t = 0; t < steps; ++t) {
      const double at = static_cast<double>(t) - static_cast<double>(steps - 1) / 2;
      block->values.push_back(static_cast<float>(slope * at + 0.5 * random.normal()));
      block->values.push_back(static_cast<float>(random.normal()));
    }
    block->offsets.push_back(block->offsets.back() + steps);
  }
  out.x.rows = rows;
  out.x.sequences = samples::all_sequences(block);
  out.x.sequences.steps = 12;
  return out;
}

/// Sentences of 4 to 9 words out of 30; those of one class hold word 7 and behind it word 8.
Rows sentences(std::size_t rows) {
  Rows out;
  out.y = labels_of(rows, 2);
  RandomStream random{RandomKey(6)};
  auto block = std::make_shared<samples::SequenceBlock>();
  for (std::size_t n = 0; n < rows; ++n) {
    const std::size_t steps = 4 + random.below(6), at = random.below(steps - 1);
    for (std::size_t t = 0; t < steps; ++t) {
      auto word = static_cast<float>(random.below(30));
      if (out.y.labels[n] == 1 && (t == at || t == at + 1)) word = t == at ? 7.0F : 8.0F;
      block->values.push_back(word);
    }
    block->offsets.push_back(block->offsets.back() + steps);
  }
  out.x.rows = rows;
  out.x.sequences = samples::all_sequences(block);
  out.x.sequences.steps = 9;
  return out;
}

std::unique_ptr<Model> made(const char* name, const std::string& options, const Rows& rows) {
  const ModelKind& kind = kind_named(name);
  std::vector<dlflow::Problem> problems;
  const schema::Node node = config::parse_yaml(options, "own.yaml");
  const schema::Chosen chosen = schema::load_options(kind.choice, node, problems, "");
  INFO(render(problems));
  REQUIRE(problems.empty());
  CHECK(kind.unsuited(chosen.options.get(), problem_of(rows.x, rows.y)).empty());
  return kind.make(chosen.options.get(), problem_of(rows.x, rows.y));
}

double accuracy(const Model& model, const Rows& rows) {
  const data::Predictions p = model.predict(rows.x);
  double right = 0;
  for (std::size_t n = 0; n < p.rows; ++n) {
    const auto row = p.row(n);
    right += std::max_element(row.begin(), row.end()) - row.begin() == rows.y.labels[n] ? 1 : 0;
  }
  return right / static_cast<double>(p.rows);
}

/// The model learns the rows, and is the same after saving and loading.
void check_learns(const char* name, const std::string& options, const Rows& rows) {
  INFO(name);
  const auto model = made(name, options, rows);
  model->fit(rows.x, rows.y, context_for(name));
  CHECK(accuracy(*model, rows) > 0.93);
  CHECK(model->history().size() <= 12);
  const auto other = made(name, options, rows);
  other->load(model->save());
  CHECK(other->predict(rows.x).values == model->predict(rows.x).values);
}

std::string reason(const char* name, const Problem& problem) {
  const ModelKind& kind = kind_named(name);
  return kind.unsuited(kind.choice.make().get(), problem);
}

const std::string kTraining = "train: {epochs: 12, batch_size: 16, optimizer: {adam: 0.01}}";

}  // namespace

TEST_CASE("every template of images learns where a line is") {
  const Rows rows = images(150);
  check_learns("lenet", "{filters: [4, 8], hidden: [16], " + kTraining + "}", rows);
  check_learns("vgg_small", "{filters: [8, 16], hidden: [16], dropout: 0.1, " + kTraining + "}",
               rows);
  check_learns("resnet_small", "{filters: [8, 16], blocks: 1, " + kTraining + "}", rows);
}

TEST_CASE("every template of series learns whether one rises") {
  const Rows rows = series(160);
  check_learns("cnn1d", "{filters: [8, 8], kernel_size: 3, " + kTraining + "}", rows);
  check_learns("fcn", "{filters: [8, 16], kernel_sizes: [5, 3], " + kTraining + "}", rows);
  check_learns("tcn", "{filters: 8, blocks: 2, " + kTraining + "}", rows);
  check_learns("lstm", "{units: [8], " + kTraining + "}", rows);
  check_learns("gru", "{units: [8, 6], bidirectional: true, " + kTraining + "}", rows);
  check_learns("cnn_lstm", "{filters: [8], kernel_size: 3, units: [8], " + kTraining + "}", rows);
}

TEST_CASE("the template of words learns that two of them follow each other") {
  const Rows rows = sentences(200);
  const std::string sizes = "{vocabulary: 30, embedding: 8, filters: 16, kernel_sizes: ";
  check_learns("text_cnn", sizes + "[2, 3], " + kTraining + "}", rows);
  check_learns("text_cnn", sizes + "[2], " + kTraining + "}", rows);
  Rows coded = rows;
  coded.x.sequences.codes = 30;
  check_learns("text_cnn", "{embedding: 8, filters: 16, kernel_sizes: [2], " + kTraining + "}",
               coded);
  check_learns("lstm", "{units: [12], embedding: 8, " + kTraining + "}", coded);
}

TEST_CASE("a template takes numbers beside an image, and predicts a number") {
  Rows rows = images(120);
  rows.x.dense = Matrix<float>(120, 1);
  data::Target y;
  y.task = data::Task::regression;
  for (std::size_t n = 0; n < 120; ++n) {
    rows.x.dense(n, 0) = static_cast<float>(n % 7) - 3;
    y.values.push_back(rows.x.dense(n, 0) + 2.0 * rows.y.labels[n]);
  }
  rows.y = y;
  const auto model = made("lenet", "{filters: [4, 8], hidden: [16], " + kTraining + "}", rows);
  model->fit(rows.x, rows.y, context_for("lenet"));
  const data::Predictions p = model->predict(rows.x);
  double squares = 0;
  for (std::size_t n = 0; n < 120; ++n) squares += std::pow(p(n, 0) - y.values[n], 2);
  CHECK(squares / 120 < 0.6);  // of a variance of 6.7
}

TEST_CASE("a template of another kind of input says what it reads") {
  const Problem table{data::Task::binary, 2, 10, 3, 0};
  Problem with_images = table, with_series = table;
  with_images.image = {28, 28, 1};
  with_series.channels = 12;
  with_series.steps = 40;
  for (const char* name : {"lenet", "vgg_small", "resnet_small"}) {
    CHECK(reason(name, table) == "reads images, and this view has none");
    CHECK(reason(name, with_series) == "reads images, and this view has none");
    CHECK(reason(name, with_images).empty());
  }
  for (const char* name : {"cnn1d", "fcn", "tcn", "lstm", "gru", "cnn_lstm"}) {
    CHECK(reason(name, table) == "reads series, and this view has none");
    CHECK(reason(name, with_images) == "reads series, and this view has none");
    CHECK(reason(name, with_series).empty());
  }
  CHECK(reason("text_cnn", table) == "reads sequences of words, and this view has none");
  CHECK(reason("text_cnn", with_series) ==
        "reads one code of a word at each step, and these series have 12 channels");
}

TEST_CASE("a step that is no code of a word is told with its row") {
  const Rows rows = sentences(40);
  const auto model = made("text_cnn", "{vocabulary: 20}", rows);
  CHECK_THROWS_WITH(model->fit(rows.x, rows.y, context_for("own")),
                    Catch::Contains("model 'own' reads codes of words, whole numbers below its "
                                    "vocabulary of 20, but row "));
  Rows scaled = rows;
  scaled.x.sequences.scale = {0.5F};
  CHECK_THROWS_AS(
      made("text_cnn", "{vocabulary: 30}", rows)->fit(scaled.x, scaled.y, context_for("own")),
      UserError);
}

TEST_CASE("a template draws the network that its source describes") {
  const Rows pictures = images(30), shapes = series(30);
  const auto parameters = [](const char* name, const std::string& options, const Rows& rows) {
    const auto model = made(name, options, rows);
    FitContext context = context_for(name);
    context.epochs = 1;
    model->fit(rows.x, rows.y, context);
    return model->parameters();
  };
  // Convolutions of 8, 5 and 3 steps with biases, gamma and beta of each filter, and the output.
  CHECK(parameters("fcn", "{}", shapes) ==
        (8 * 2 + 3) * 128 + (5 * 128 + 3) * 256 + (3 * 256 + 3) * 128 + 128 + 1);
  const auto block = [](std::size_t in, std::size_t out) {
    return 9 * (in + out) * out + 4 * out + (in == out ? 0 : in * out + 2 * out);
  };
  CHECK(parameters("resnet_small", "{}", pictures) ==
        9 * 32 + 2 * 32 + 2 * block(32, 32) + block(32, 64) + block(64, 64) + block(64, 128) +
            block(128, 128) + 3 * 128 + 3);
  CHECK(parameters("lstm", "{units: [5], bidirectional: true}", shapes) ==
        2 * 4 * (5 * (2 + 5) + 5) + 2 * 5 + 1);
}
