#include "pipeline/stages/prediction_text.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/stages/run_texts.hpp"

namespace dlflow::stages {
namespace {

void append_number(double value, std::string& out) {
  if (!std::isfinite(value)) {
    out += shortest(value);
    return;
  }
  char buffer[32];
  out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

/// JSON has no NaN and no infinity.
void append_json_number(double value, std::string& out) {
  if (std::isfinite(value))
    append_number(value, out);
  else
    out += "null";
}

void append_count(std::size_t value, std::string& out) {
  char buffer[24];
  out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

}  // namespace

std::span<const std::string_view> names_of(PredictionFormat) {
  static constexpr std::array<std::string_view, 3> kNames = {"csv", "jsonl", "submission"};
  return kNames;
}

PredictionText::PredictionText(const harness::Predictor& predictor, PredictionFormat format,
                               std::optional<double> level, std::string id)
    : predictor_(predictor),
      framing_(predictor.framing),
      format_(format),
      id_(std::move(id)),
      level_(level) {
  json_name_ = id_.empty() ? "\"row\"" : nlohmann::json(id_).dump();
  for (const std::string& name : framing_.classes) {
    csv_classes_.push_back(csv_field(name));
    json_classes_.push_back(nlohmann::json(name).dump());
  }
  if (!level) return;
  widens_ = predictor.times() && !predictor.record.ahead.is_empty();
  const statistics::Conformal& conformal =
      widens_ ? predictor.record.ahead.scores() : predictor.record.conformal;
  if (format_ == PredictionFormat::submission)
    throw UserError(ExitCode::usage, "--interval: a submission has no room for intervals",
                    "write csv or jsonl");
  if (conformal.rows() == 0)
    throw UserError(ExitCode::usage,
                    "--interval: the model holds no calibration: it is of an older format",
                    "make it again with this version of dlflow");
  threshold_ = conformal.threshold(*level);
  if (!threshold_)
    throw UserError(ExitCode::usage,
                    fmt::format("--interval {}: the model was calibrated on {} rows, which is "
                                "enough for {:.4g} at most",
                                *level, conformal.rows(), conformal.highest_level()),
                    "ask for less, or train on more rows");
}

std::string PredictionText::header() const {
  const std::string target = csv_field(framing_.target);
  if (format_ == PredictionFormat::jsonl) return "";
  if (format_ == PredictionFormat::submission) return csv_field(id_) + "," + target + "\n";
  std::string out = (id_.empty() ? "row" : csv_field(id_)) + "," + target;
  if (framing_.classes.empty()) return out + (threshold_ ? ",low,high\n" : "\n");
  for (const std::string& name : framing_.classes) out += "," + csv_field("p(" + name + ")");
  if (threshold_)
    for (const std::string& name : framing_.classes) out += "," + csv_field("in(" + name + ")");
  return out + "\n";
}

bool PredictionText::is_in_set(std::span<const double> values, std::size_t k) const {
  // The most probable class always is: an empty set says nothing.
  return 1 - values[k] <= *threshold_ || k == best_class(values);
}

std::vector<double> PredictionText::half_widths(const data::Rows& rows) const {
  if (!widens_) return std::vector<double>(rows.size(), threshold_.value_or(0));
  std::vector<double> out;
  for (const std::int64_t step : predictor_.times()->steps_ahead(rows))
    out.push_back(*predictor_.record.ahead.half_width(*level_, step));
  return out;
}

void PredictionText::csv_row(std::span<const double> values, double half, std::string& out) const {
  if (framing_.classes.empty()) {
    append_number(values[0], out);
    for (const double sign : {-1.0, 1.0})
      if (threshold_) out += ',', append_number(values[0] + sign * half, out);
  } else {
    out += csv_classes_[best_class(values)];
    for (const double p : values) out += ',', append_number(p, out);
    if (threshold_)
      for (std::size_t k = 0; k < values.size(); ++k) out += is_in_set(values, k) ? ",1" : ",0";
  }
  out += '\n';
}

void PredictionText::jsonl_row(std::span<const double> values, double half,
                               std::string& out) const {
  out += ",\"prediction\":";
  if (framing_.classes.empty()) {
    append_json_number(values[0], out);
    if (threshold_) {
      out += ",\"low\":";
      append_json_number(values[0] - half, out);
      out += ",\"high\":";
      append_json_number(values[0] + half, out);
    }
    out += "}\n";
    return;
  }
  out += json_classes_[best_class(values)] + ",\"probabilities\":{";
  for (std::size_t k = 0; k < values.size(); ++k) {
    out += (k > 0 ? "," : "") + json_classes_[k] + ":";
    append_json_number(values[k], out);
  }
  out += '}';
  if (threshold_) {
    std::string set;
    for (std::size_t k = 0; k < values.size(); ++k)
      if (is_in_set(values, k)) set += (set.empty() ? "" : ",") + json_classes_[k];
    out += ",\"set\":[" + set + "]";
  }
  out += "}\n";
}

void PredictionText::append(const data::Rows& rows, std::size_t before,
                            const data::Predictions& predictions, std::string& out) const {
  const data::Column* names = id_.empty() ? nullptr : rows.table->find(id_);
  if (!id_.empty() && !names)
    throw UserError(ExitCode::data, "the new rows have no column '" + id_ + "' to name them by",
                    "name another with --id COLUMN");
  const bool is_json = format_ == PredictionFormat::jsonl;
  const std::vector<double> halves = half_widths(rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (is_json) out += "{" + json_name_ + ":";
    if (!names)
      append_count(before + rows.index[i] + 1, out);
    else if (is_json)
      out += nlohmann::json(names->text(rows.index[i])).dump();
    else
      out += csv_field(names->text(rows.index[i]));
    const auto values = predictions.row(i);
    if (is_json) {
      jsonl_row(values, halves[i], out);
      continue;
    }
    out += ',';
    if (format_ == PredictionFormat::csv)
      csv_row(values, halves[i], out);
    else if (framing_.classes.empty())
      append_number(values[0], out), out += '\n';
    else
      out += csv_classes_[best_class(values)] + '\n';
  }
}

}  // namespace dlflow::stages
