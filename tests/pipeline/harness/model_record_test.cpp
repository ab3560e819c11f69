#include "pipeline/harness/model_record.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "pipeline/harness/predictor.hpp"
#include "pipeline/store/model_file.hpp"

using namespace dlflow;
using namespace dlflow::harness;

namespace {

data::Column number_column(const std::string& name, std::vector<double> values) {
  data::Column out;
  out.name = name;
  for (const double value : values) out.numbers.push_back(value);
  return out;
}

data::Column coded_column(const std::string& name, std::vector<std::string> labels,
                          std::vector<std::int32_t> codes) {
  data::Column out;
  out.name = name;
  out.kind = data::ColumnKind::category;
  out.labels = std::move(labels);
  for (const std::int32_t code : codes) out.codes.push_back(code);
  return out;
}

/// Rows of every kind of input.
data::Table every_kind() {
  data::Table table;
  table.columns.push_back(number_column("age", {1, std::nan(""), -0.0}));
  table.columns.push_back(coded_column("colour", {"blue", "red"}, {1, -1, 0}));
  data::Column date;
  date.name = "born";
  date.kind = data::ColumnKind::date;
  date.texts = {"2020-01-02", "", "1999-12-31"};
  table.columns.push_back(std::move(date));
  auto images = std::make_shared<samples::ImageBlock>();
  images->height = images->width = 1;
  images->channels = 2;
  images->bytes = {0, 255, 1, 2, 3, 4};
  data::Column image;
  image.name = "picture";
  image.kind = data::ColumnKind::image;
  image.images = images;
  table.columns.push_back(std::move(image));
  auto series = std::make_shared<samples::SequenceBlock>();
  series->channels = 2;
  series->offsets = {0, 1, 1, 3};
  series->values = {1, 2, 3, 4, 5, 6};
  data::Column sequence;
  sequence.name = "curve";
  sequence.kind = data::ColumnKind::series;
  sequence.series = series;
  table.columns.push_back(std::move(sequence));
  return table;
}

const std::vector<std::string> kNames = {"age", "colour", "born", "picture", "curve"};

std::vector<data::RowIndex> first_rows(std::size_t n) {
  std::vector<data::RowIndex> out(n);
  for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<data::RowIndex>(i);
  return out;
}

ModelRecord example() {
  const data::Table table = every_kind();
  const auto rows = first_rows(3);
  ModelRecord record;
  record.provenance = {{"data", "a.csv"}, {"rows", "3"}};
  record.conformal = statistics::Conformal({0.5, 0.25, 4});
  record.ahead = statistics::ConformalAhead({{1, 0, 1}, {2, 0, 3}, {1, 1, 2}, {2, 1, 1}});
  record.profile = profile_inputs({&table, rows}, kNames);
  record.self_check.table = picked({&table, std::vector<data::RowIndex>{0, 2}}, kNames);
  record.self_check.predictions = data::Predictions(2, 2, 0.5);
  return record;
}

/// What two columns of rows are said to have drifted or shown.
std::pair<std::vector<std::string>, std::vector<std::string>> watched(const data::Table& training,
                                                                      const data::Table& now) {
  std::vector<std::string> names;
  for (const auto& column : training.columns) names.push_back(column.name);
  const auto rows = first_rows(training.rows());
  const auto profile = profile_inputs({&training, rows}, names);
  DriftWatch watch(profile);
  watch.add(now);
  return {watch.unseen(), watch.drifted()};
}

std::vector<double> normal_numbers(std::size_t n, double mean, std::uint64_t seed) {
  RandomStream random{RandomKey(seed)};
  std::vector<double> out(n);
  for (double& value : out) value = mean + random.normal();
  return out;
}

}  // namespace

TEST_CASE("a record is the same after an archive, with rows of every kind") {
  const ModelRecord record = example();
  const Archive archive = record.save();
  const ModelRecord again = ModelRecord::load(archive);
  CHECK(again.save() == archive);
  CHECK(again.provenance == record.provenance);
  CHECK(again.conformal.threshold(0.7) == record.conformal.threshold(0.7));
  CHECK(again.ahead.half_width(0.7, 2) == record.ahead.half_width(0.7, 2));
  const data::Table& table = again.self_check.table;
  REQUIRE(table.columns.size() == 5);
  CHECK(table.rows() == 2);
  CHECK(std::signbit(table.columns[0].numbers[1]));
  CHECK(table.columns[1].text(0) == "red");
  CHECK(table.columns[1].text(1) == "blue");
  CHECK(table.columns[2].texts == std::vector<std::string>{"2020-01-02", "1999-12-31"});
  CHECK(table.columns[3].images->bytes == std::vector<std::uint8_t>{0, 255, 3, 4});
  CHECK(table.columns[4].series->offsets == std::vector<std::size_t>{0, 1, 3});
  CHECK(ModelRecord::load(ModelRecord().save()).self_check.predictions.rows == 0);
}

TEST_CASE("a record that is not whole is refused") {
  const Archive whole = example().save();
  const auto refused = [](Archive archive) {
    try {
      ModelRecord::load(archive);
    } catch (const CorruptFile& error) {
      return std::string(error.what());
    }
    return std::string("read");
  };
  Archive odd = whole;
  odd.put("provenance.values", std::vector<std::string>{"a.csv"});
  CHECK(refused(odd) == "the model: its provenance is not whole");
  odd = whole;
  odd.put("conformal.rows", std::int64_t{2});
  CHECK(refused(odd) == "the model: its calibration is not whole");
  odd = whole;
  odd.put("profile.edges", std::vector<double>{1, 2});
  CHECK(refused(odd) == "the model: the profile of its columns does not fit them");
  odd = whole;
  odd.put("sample.4.offsets", std::vector<std::int64_t>{0, 1, 9});
  CHECK(refused(odd) == "the model: its sample is not whole");
  odd = whole;
  odd.put("sample.1.kind", "colour");
  CHECK(refused(odd) == "the model: its sample is not whole");
  odd = whole;
  odd.put("sample.1.texts", std::vector<std::string>{"red"});
  CHECK(refused(odd) == "the model: its sample is not whole");
}

TEST_CASE("a model that predicts otherwise than when it was made is refused") {
  const auto file = store::open_model_file(DLFLOW_SOURCE_DIR
                                           "/tests/golden/model/format-2/"
                                           "logistic_regression.safetensors");
  CHECK(Predictor::load(file.archive).record.self_check.predictions.rows == 5);
  const auto moved_by = [&](double difference) {
    Archive archive = file.archive;
    ArchiveArray made = archive.array("record.sample.predictions");
    std::get<std::vector<double>>(made.values)[3] += difference;
    archive.put("record.sample.predictions", made);
    return archive;
  };
  CHECK_NOTHROW(Predictor::load(moved_by(1e-5)));
  CHECK_THROWS_WITH(Predictor::load(moved_by(1e-3)),
                    Catch::StartsWith("the model: it predicts 0.") &&
                        Catch::EndsWith(" when it was made") &&
                        Catch::Contains("for a row of its own sample, where it predicted 0."));
}

TEST_CASE("a model whose sample has other columns, or whose profile lies, is refused or harmless") {
  const auto file = store::open_model_file(DLFLOW_SOURCE_DIR
                                           "/tests/golden/model/format-2/"
                                           "logistic_regression.safetensors");
  Archive archive = file.archive;
  archive.put("record.sample.0.name", "height");
  CHECK_THROWS_WITH(Predictor::load(archive),
                    "the model: its sample does not fit it: column 'sepal_length' is missing");

  data::Table numbers, codes;
  numbers.columns.push_back(number_column("x", {1, 2}));
  codes.columns.push_back(coded_column("x", {"a"}, {0, 0}));
  const auto rows = first_rows(2);
  for (const auto& [training, now] : {std::pair(&numbers, &codes), std::pair(&codes, &numbers)}) {
    const auto profile = profile_inputs({training, rows}, {"x"});
    DriftWatch watch(profile);
    watch.add(*now);
    CHECK(watch.unseen().empty());
  }
}

TEST_CASE("a model of an earlier format loads as one that keeps no record") {
  const auto file =
      store::open_model_file(DLFLOW_SOURCE_DIR "/tests/golden/model/format-1/mlp.safetensors");
  CHECK(file.format == 1);
  const Predictor predictor = Predictor::load(file.archive);
  CHECK(predictor.record.provenance.empty());
  CHECK(predictor.record.profile.empty());
  CHECK(predictor.record.conformal.rows() == 0);
  CHECK(predictor.framing.missing == data::default_missing_texts());
  // What it says of itself is of the newest format, and is read again.
  CHECK(Predictor::load(predictor.save()).save() == predictor.save());
}

TEST_CASE("values that training rows did not show are counted, the first named") {
  data::Table training, now;
  training.columns.push_back(coded_column("colour", {"blue", "red", "pink"}, {0, 1, 0}));
  now.columns.push_back(
      coded_column("colour", {"red", "pink", "a", "b", "c", "d"}, {0, 1, 2, 2, 3, 4, 5, -1}));
  CHECK(watched(training, now).first ==
        std::vector<std::string>{"column 'colour': 1 of 8 rows has no value, which no training row "
                                 "lacked",
                                 "column 'colour': 6 of 8 rows hold a value that training rows did "
                                 "not show; the first: 'pink', 'a', 'b'"});
  CHECK(watched(training, training).first.empty());
}

TEST_CASE("a column that is spread otherwise is said to have drifted, and no other") {
  data::Table training, same, other;
  training.columns.push_back(number_column("x", normal_numbers(1000, 0, 1)));
  same.columns.push_back(number_column("x", normal_numbers(300, 0, 2)));
  auto moved = normal_numbers(300, 1.5, 3);
  for (std::size_t i = 0; i < 60; ++i) moved[i] = std::nan("");
  other.columns.push_back(number_column("x", moved));
  CHECK(watched(training, same).second.empty());
  const auto said = watched(training, other).second;
  REQUIRE(said.size() == 1);
  CHECK_THAT(said[0], Catch::StartsWith("column 'x' has drifted: mean 1."));
  CHECK_THAT(said[0], Catch::Contains("standard deviations up; 20 % missing, 0 % in training"));
  CHECK_THAT(said[0], Catch::Contains("above 0.2"));
}

TEST_CASE("categories that come in other shares have drifted; few rows tell nothing") {
  data::Table training, now, few;
  std::vector<std::int32_t> half, nearly_all;
  for (int i = 0; i < 400; ++i) half.push_back(i % 2), nearly_all.push_back(i % 10 != 0);
  training.columns.push_back(coded_column("c", {"a", "b"}, half));
  now.columns.push_back(coded_column("c", {"a", "b"}, nearly_all));
  few.columns.push_back(coded_column("c", {"a", "b"}, std::vector<std::int32_t>(40, 1)));
  const auto said = watched(training, now).second;
  REQUIRE(said.size() == 1);
  CHECK_THAT(said[0], Catch::StartsWith("column 'c' has drifted: most changed is 'a': 10 % of the "
                                        "rows, 50 % in training"));
  CHECK(watched(training, few).second.empty());
}
