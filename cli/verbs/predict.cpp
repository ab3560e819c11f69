#include <fmt/format.h>

#include <numeric>

#include "cli/print.hpp"
#include "cli/verbs.hpp"
#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "core/base/text.hpp"
#include "pipeline/data/reader.hpp"
#include "pipeline/files/files.hpp"
#include "pipeline/harness/harness.hpp"
#include "pipeline/harness/predictor.hpp"
#include "pipeline/stages/run_texts.hpp"
#include "pipeline/store/model_file.hpp"

namespace dlflow::cli {
namespace {

using harness::Predictor;

/// New rows read as the training file was: its header, the kinds that were learnt from.
data::ReadResult read_rows(const Predictor& predictor, const std::string& file) {
  data::DataOptions options;
  if (!predictor.framing.has_header) {
    // A file without names has all columns of the training file, or all but the target.
    options.header.names = predictor.framing.all_columns;
  }
  return data::read_table(file, options, predictor.column_settings());
}

std::string predictions_text(const Predictor& predictor, const data::Predictions& predictions) {
  const auto& classes = predictor.framing.classes;
  std::string out = "row," + stages::csv_field(predictor.framing.target);
  for (const std::string& name : classes) out += "," + stages::csv_field("p(" + name + ")");
  out += "\n";
  for (std::size_t i = 0; i < predictions.rows; ++i) {
    const auto row = predictions.row(i);
    out += std::to_string(i + 1) + ",";
    out += classes.empty() ? shortest(row[0]) : stages::csv_field(classes[stages::best_class(row)]);
    if (!classes.empty())
      for (const double p : row) out += "," + shortest(p);
    out += "\n";
  }
  return out;
}

/// Rows whose truth is in the file are scored, and that is said.
void score_if_known(const Predictor& predictor, const data::Table& table,
                    const data::Predictions& predictions) {
  const data::Column* column = table.find(predictor.framing.target);
  if (!column) return;
  data::Target truth;
  truth.task = predictor.framing.task;
  truth.classes = static_cast<int>(predictor.framing.classes.size());
  const auto& classes = predictor.framing.classes;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    if (column->is_missing(i)) return;
    if (classes.empty()) {
      if (!column->is_number()) return;
      truth.values.push_back(column->numbers[i]);
      continue;
    }
    const auto at = std::find(classes.begin(), classes.end(), column->text(i));
    if (at == classes.end()) return;
    truth.labels.push_back(static_cast<std::int32_t>(at - classes.begin()));
  }
  std::string scores;
  for (const auto& [metric, score] : harness::score_all(truth, predictions))
    scores += fmt::format("{}{} {:.4g}", scores.empty() ? "" : ", ", metric, score);
  log_note(fmt::format("the file has the target '{}': {}", column->name, scores));
}

}  // namespace

int run_predict(const Arguments& arguments) {
  const auto predictor = Predictor::load(store::read_model_file(arguments.words[0]));
  const auto read = read_rows(predictor, arguments.words[1]);
  std::vector<data::RowIndex> rows(read.table.rows());
  std::iota(rows.begin(), rows.end(), data::RowIndex{0});
  const auto predictions = predictor.predict(data::Rows{&read.table, rows});
  const std::string text = predictions_text(predictor, predictions);
  if (arguments.output.empty())
    print(text);
  else
    files::commit(arguments.output, text);
  score_if_known(predictor, read.table, predictions);
  return 0;
}

}  // namespace dlflow::cli
