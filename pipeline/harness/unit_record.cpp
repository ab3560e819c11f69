#include "pipeline/harness/unit_record.hpp"

#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

namespace dlflow::harness {
namespace {

using Json = nlohmann::json;

/// JSON has no NaN: an undefined score is null.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }
double number(const Json& value) { return value.is_null() ? std::nan("") : value.get<double>(); }

Json epoch(const models::EpochRecord& e) {
  Json out = {{"epoch", e.epoch}, {"loss", number(e.loss)}, {"learning_rate", e.learning_rate}};
  if (e.validation_loss) out["validation_loss"] = number(*e.validation_loss);
  return out;
}

models::EpochRecord epoch(const Json& json) {
  models::EpochRecord e;
  e.epoch = json.at("epoch");
  e.loss = number(json.at("loss"));
  e.learning_rate = json.at("learning_rate");
  if (json.contains("validation_loss")) e.validation_loss = number(json.at("validation_loss"));
  return e;
}

}  // namespace

store::Unit to_unit(const FoldResult& result, std::string key, std::string stage,
                    std::string name) {
  Json record = {{"fit_seconds", result.fit_seconds},
                 {"predict_microseconds", result.predict_microseconds},
                 {"parameters", result.parameters},
                 {"best_epoch", result.best_epoch},
                 {"model_bytes", result.model_bytes},
                 {"rows", result.predictions.rows},
                 {"columns", result.predictions.columns},
                 {"scores", Json::object()},
                 {"history", Json::array()}};
  for (const views::Note& note : result.notes) record["notes"].push_back({note.fact, note.deed});
  if (result.peak_bytes) record["peak_bytes"] = *result.peak_bytes;
  if (!result.error.empty()) record["error"] = result.error;
  for (const auto& [metric, score] : result.scores) record["scores"][metric] = number(score);
  for (const auto& e : result.history) record["history"].push_back(epoch(e));

  store::Unit unit;
  unit.key = std::move(key);
  unit.stage = std::move(stage);
  unit.name = std::move(name);
  unit.record = record.dump(-1, ' ', false, Json::error_handler_t::replace);
  unit.blob.resize(result.predictions.values.size() * sizeof(double));
  if (!unit.blob.empty())
    std::memcpy(unit.blob.data(), result.predictions.values.data(), unit.blob.size());
  unit.seconds = result.fit_seconds;
  return unit;
}

FoldResult from_unit(const store::Unit& unit) {
  try {
    const Json record = Json::parse(unit.record);
    FoldResult out;
    out.error = record.value("error", "");
    out.fit_seconds = record.at("fit_seconds");
    out.predict_microseconds = record.at("predict_microseconds");
    out.parameters = record.at("parameters");
    out.best_epoch = record.at("best_epoch");
    out.model_bytes = record.at("model_bytes");
    if (record.contains("peak_bytes")) out.peak_bytes = record.at("peak_bytes");
    for (const auto& [metric, score] : record.at("scores").items())
      out.scores[metric] = number(score);
    for (const auto& note : record.value("notes", Json::array()))
      out.notes.push_back({note.at(0), note.at(1)});
    for (const auto& e : record.at("history")) out.history.push_back(epoch(e));
    const std::size_t rows = record.at("rows"), columns = record.at("columns");
    if (unit.blob.size() != rows * columns * sizeof(double))
      throw CorruptFile(unit.name, "the stored predictions have another size than their record");
    out.predictions = data::Predictions(rows, columns);
    std::memcpy(out.predictions.values.data(), unit.blob.data(), unit.blob.size());
    return out;
  } catch (const Json::exception& e) {
    throw CorruptFile(unit.name, std::string("the stored record cannot be read: ") + e.what());
  }
}

}  // namespace dlflow::harness
