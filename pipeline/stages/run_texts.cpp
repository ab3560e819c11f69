#include "pipeline/stages/run_texts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "pipeline/project/split_rules.hpp"
#include "pipeline/store/model_file.hpp"

namespace dlflow::stages {

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == text.npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

std::vector<std::vector<std::string>> csv_records(std::string_view text) {
  std::vector<std::vector<std::string>> records(1, {""});
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string& field = records.back().back();
    const char c = text[i];
    if (c == '"' && is_quoted && i + 1 < text.size() && text[i + 1] == '"')
      field += text[++i];
    else if (c == '"')
      is_quoted = !is_quoted;
    else if (c == ',' && !is_quoted)
      records.back().emplace_back();
    else if (c == '\n' && !is_quoted)
      records.push_back({""});
    else
      field += c;
  }
  if (records.back() == std::vector<std::string>{""}) records.pop_back();
  return records;
}

std::size_t best_class(std::span<const double> probabilities) {
  return static_cast<std::size_t>(std::max_element(probabilities.begin(), probabilities.end()) -
                                  probabilities.begin());
}

std::string predictions_csv(const Framed& framed, const project::DefineOptions& define,
                            const data::Predictions& predictions) {
  const auto& rows = framed.outer.held_out;
  const auto& classes = framed.framing.classes;
  const data::Column* time = framed.read.table.find(define.time);
  const data::Column* group = framed.read.table.find(project::group_of(define));
  std::string out = "row,truth,prediction";
  for (const std::string& name : classes) out += "," + csv_field("p(" + name + ")");
  out += std::string(time ? ",time" : "") + (group ? ",group" : "") + "\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = predictions.row(i);
    out += std::to_string(rows[i] + 1) + ",";
    if (classes.empty()) {
      out += shortest(framed.target.values[rows[i]]) + "," + shortest(row[0]);
    } else {
      out += csv_field(classes[static_cast<std::size_t>(framed.target.labels[rows[i]])]) + "," +
             csv_field(classes[best_class(row)]);
      for (const double p : row) out += "," + shortest(p);
    }
    for (const data::Column* column : {time, group})
      if (column) out += "," + csv_field(column->text(rows[i]));
    out += "\n";
  }
  return out;
}

std::string leaderboard_csv(const harness::Leaderboard& board) {
  std::string out =
      "rank,model,view,metric,mean,low,high,gain_over_naive,tie,p_against_best,fit_seconds,"
      "predict_microseconds_per_row,parameters,model_bytes,peak_bytes,status,fold_scores\n";
  for (const auto& row : board.rows) {
    std::vector<std::string> folds;
    for (const double score : row.fold_scores) folds.push_back(shortest(score));
    const std::string status = !row.error.empty()     ? "failed: " + row.error
                               : !row.skipped.empty() ? "skipped: " + row.skipped
                               : row.is_baseline      ? "baseline"
                                                      : "ok";
    const bool has_scores = !row.fold_scores.empty();
    const auto number = [&](double v) { return has_scores ? shortest(v) : std::string(); };
    out += fmt::format(
        "{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n",
        row.rank > 0 ? std::to_string(row.rank) : "", csv_field(row.model), csv_field(row.view),
        board.metric, number(row.score.mean), number(row.score.low), number(row.score.high),
        row.gain ? shortest(*row.gain) : "", row.tie,
        row.rank > 0 ? number(row.p_against_best) : "", number(row.fit_seconds),
        number(row.predict_microseconds), row.parameters, row.model_bytes,
        row.peak_bytes ? std::to_string(*row.peak_bytes) : "", csv_field(status), join(folds, " "));
  }
  return out;
}

std::string results_digest(Workflow& workflow, const report::Facts& facts, const Archive& model) {
  Archive all;
  for (const auto& result : workflow.improved()) {
    const std::string name = result.candidate.model + "/" + result.candidate.view;
    for (std::size_t f = 0; f < result.folds.size(); ++f) {
      const harness::FoldResult& fold = result.folds[f];
      const std::string at = name + "/" + std::to_string(f);
      if (!fold.error.empty()) all.put(at + "/error", fold.error);
      all.put(at + "/predictions",
              std::vector<double>(fold.predictions.values.begin(), fold.predictions.values.end()));
      for (const auto& [metric, score] : fold.scores) all.put(at + "/" + metric, score);
      std::vector<double> losses;
      for (const auto& epoch : fold.history) losses.push_back(epoch.loss);
      all.put(at + "/loss", losses);
    }
  }
  all.add("model", model);
  for (const auto& [metric, score] : facts.test_metrics) all.put("test/" + metric, score);
  for (const auto& column : facts.importance)
    all.put("importance/" + column.column,
            std::vector<double>{column.loss.mean, column.loss.low, column.loss.high});
  if (facts.data_curve)
    for (const auto& point : facts.data_curve->points)
      all.put("learning curve/" + shortest(point.share),
              std::vector<double>{point.score.mean, point.score.low, point.score.high});
  return store::digest(all);
}

}  // namespace dlflow::stages
