#include "pipeline/stages/predict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <numeric>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/metrics/metric.hpp"
#include "pipeline/harness/task_metrics.hpp"

namespace dlflow::stages {
namespace {

constexpr std::size_t kPiece = 4096;

/// The metric of time series that a model was chosen by; empty where it was by another. The record
/// says it first in the score.
std::string series_metric_of(const harness::ModelRecord& record) {
  const std::string score = record.origin("score");
  const auto* metric = metrics::find_metric(score.substr(0, score.find(' ')));
  return metric && metric->needs_series ? metric->name : "";
}

/// Keeps the truth of rows where it came along, up to kMostScored.
class Truths {
 public:
  explicit Truths(const harness::Predictor& predictor)
      : framing_(predictor.framing), ranked_by_(series_metric_of(predictor.record)) {
    truth_.task = framing_.task;
    truth_.classes = static_cast<int>(framing_.classes.size());
    for (std::size_t k = 0; k < framing_.classes.size(); ++k)
      label_of_.emplace(framing_.classes[k], static_cast<std::int32_t>(k));
  }

  void add(const data::Rows& rows, const data::Predictions& predictions) {
    const data::Column* column = rows.table->find(framing_.target);
    if (!column) return;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (column->is_missing(rows.index[i])) continue;
      ++known_;
      const std::string text = column->text(rows.index[i]);
      if (kept_.size() + predictions.columns > kMostScored || !add_truth(text)) continue;
      const auto row = predictions.row(i);
      kept_.insert(kept_.end(), row.begin(), row.end());
    }
  }

  void tell(Predicted& out) const {
    if (known_ == 0) return;
    out.scored = truth_.rows();
    if (strange_ > 0)
      out.notes.push_back(fmt::format(
          "{} of {} values of '{}' {} {} and not scored; the first is '{}'", counted(strange_),
          counted(known_), framing_.target, strange_ == 1 ? "is" : "are",
          framing_.classes.empty() ? "no number" : "no class of the model", first_strange_));
    if (out.scored == 0) return;
    if (out.scored + strange_ < known_)
      out.notes.push_back(
          fmt::format("the first {} rows with the target are scored, the {} behind them are not",
                      counted(out.scored), counted(known_ - strange_ - out.scored)));
    data::Predictions predictions(out.scored, kept_.size() / out.scored);
    std::copy(kept_.begin(), kept_.end(), predictions.values.begin());
    out.scores = harness::score_all(truth_, predictions);
    if (!ranked_by_.empty() && !out.scores.contains(ranked_by_))
      out.notes.push_back(
          fmt::format("{} is not among the scores: it scales errors by the series that were learnt "
                      "from, and a model file does not hold them",
                      ranked_by_));
  }

 private:
  bool add_truth(const std::string& text) {
    if (framing_.classes.empty()) {
      std::string number = text;
      if (framing_.decimal != ".")
        std::replace(number.begin(), number.end(), framing_.decimal[0], '.');
      if (const auto value = parse_number(number)) {
        truth_.values.push_back(*value);
        return true;
      }
    } else if (const auto at = label_of_.find(text); at != label_of_.end()) {
      truth_.labels.push_back(at->second);
      return true;
    }
    if (strange_++ == 0) first_strange_ = text;
    return false;
  }

  const harness::Framing& framing_;
  std::string ranked_by_;  ///< of time series: the metric that models were compared by
  data::Target truth_;
  std::map<std::string, std::int32_t, std::less<>> label_of_;
  std::vector<double> kept_;
  std::size_t known_ = 0, strange_ = 0;
  std::string first_strange_;
};

/// The column that names each row: in a submission, and of images; "" where its number does.
std::string id_of(const harness::Framing& framing, const PredictOptions& options,
                  const data::RowStream& stream) {
  const bool is_submission = options.format == PredictionFormat::submission;
  if (is_submission && !options.id.empty()) return options.id;
  const std::string name = stream.name_column();
  if (!is_submission || !name.empty()) return name;
  if (!framing.ids.empty()) return framing.ids.front();
  throw UserError(ExitCode::usage,
                  "a submission names each row, but the training rows had no column that did",
                  "name one with --id COLUMN");
}

std::unique_ptr<data::RowStream> open(const harness::Predictor& predictor,
                                      const PredictOptions& options) {
  data::StreamColumns columns = predictor.stream_columns();
  if (!options.id.empty()) columns.texts.push_back(options.id);
  return data::open_stream(options.input, options.input_format, columns);
}

std::string unknown_columns(const std::vector<std::string>& names) {
  constexpr std::size_t kNamed = 5;
  if (names.size() == 1)
    return fmt::format("the model does not know column '{}', it is not read", names.front());
  return fmt::format("the model does not know {} columns, they are not read: {}", names.size(),
                     quoted_few(names, kNamed));
}

/// Sentences of columns; of many, the first ones and how many more there are.
std::vector<std::string> first_few(std::vector<std::string> sentences, const char* what) {
  constexpr std::size_t shown = 10;
  if (sentences.size() <= shown) return sentences;
  const std::size_t more = sentences.size() - shown;
  sentences.resize(shown);
  sentences.push_back(fmt::format("{} more column{} {}", more, more == 1 ? "" : "s", what));
  return sentences;
}

std::optional<data::Table> next_of(data::RowStream& stream) {
  data::Table table;
  if (!stream.next(table)) return std::nullopt;
  return table;
}

/// Rows that are further ahead than any that intervals were made from.
std::size_t count_beyond(const harness::Predictor& predictor, const data::Rows& rows) {
  const auto steps = predictor.times()->steps_ahead(rows);
  return static_cast<std::size_t>(std::ranges::count_if(
      steps, [&](std::int64_t step) { return step > predictor.record.ahead.furthest(); }));
}

void add_interval_notes(const harness::Predictor& predictor, const PredictOptions& options,
                        const PredictionText& text, std::size_t beyond, Predicted& out) {
  if (options.level && predictor.times() && !text.widens())
    out.notes.push_back(
        "the model does not hold its errors by steps ahead, so that all intervals are as wide; "
        "make "
        "it again with this version of dlflow");
  if (beyond == 0) return;
  const auto furthest = static_cast<std::size_t>(predictor.record.ahead.furthest());
  out.notes.push_back(fmt::format(
      "{} of {} rows {} more than {} ahead, the furthest that was evaluated; {} as wide as there, "
      "which may be too narrow",
      counted(beyond), counted(out.rows), beyond == 1 ? "is" : "are", counted(furthest, "step"),
      beyond == 1 ? "its interval is" : "their intervals are"));
}

}  // namespace

LoadedModel load_model(const std::string& path) {
  LoadedModel out;
  out.file = store::open_model_file(path);
  try {
    out.predictor = harness::Predictor::load(out.file.archive);
  } catch (const CorruptFile& e) {
    throw CorruptFile(path, e.what());
  }
  return out;
}

Predicted predict(const harness::Predictor& predictor, const PredictOptions& options,
                  const std::function<void(std::string_view)>& write) {
  const auto stream = open(predictor, options);
  const PredictionText text(predictor, options.format, options.level,
                            id_of(predictor.framing, options, *stream));
  harness::DriftWatch watch(predictor.record.profile);
  Truths truths(predictor);
  Predicted out;
  std::string lines = text.header();
  std::vector<data::RowIndex> rows;
  const data::SeriesTimes* times = predictor.times();
  std::size_t early = 0, beyond = 0;
  const auto read = [&stream] { return next_of(*stream); };
  auto ahead = std::async(std::launch::async, read);
  while (const std::optional<data::Table> table = ahead.get()) {
    ahead = std::async(std::launch::async, read);
    watch.add(*table);
    for (std::size_t begin = 0; begin < table->rows(); begin += kPiece) {
      rows.resize(std::min(kPiece, table->rows() - begin));
      std::iota(rows.begin(), rows.end(), static_cast<data::RowIndex>(begin));
      const data::Rows piece{&*table, rows};
      if (times) early += times->count_early(piece, out.rows);
      if (text.widens()) beyond += count_beyond(predictor, piece);
      const data::Predictions predictions = predictor.predict(piece);
      text.append(piece, out.rows, predictions, lines);
      truths.add(piece, predictions);
      write(lines);
      lines.clear();
    }
    out.rows += table->rows();
  }
  out.hash = stream->hash();
  if (const auto& unknown = stream->unknown(); !unknown.empty())
    out.notes.push_back(unknown_columns(unknown));
  for (const std::string& note : stream->notes()) out.notes.push_back(note);
  if (early > 0)
    out.notes.push_back(fmt::format(
        "{} of {} rows {} not after the last that was learnt from of {} series; each is predicted "
        "as the one after it",
        counted(early), counted(out.rows), early == 1 ? "is" : "are",
        early == 1 ? "its" : "their"));
  add_interval_notes(predictor, options, text, beyond, out);
  truths.tell(out);
  out.unseen = first_few(watch.unseen(), "hold values that training rows did not show");
  out.drifted = first_few(watch.drifted(), "have drifted");
  return out;
}

}  // namespace dlflow::stages
