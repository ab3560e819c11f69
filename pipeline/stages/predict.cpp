#include "pipeline/stages/predict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <numeric>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/stages/truths.hpp"

namespace dlflow::stages {
namespace {

constexpr std::size_t kPiece = 4096;

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
        "make it again with this version of dlflow");
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
      std::vector<bool> are_early;
      if (times) are_early = times->are_early(piece, out.rows);
      early += static_cast<std::size_t>(std::ranges::count(are_early, true));
      if (text.widens()) beyond += count_beyond(predictor, piece);
      const data::Predictions predictions = predictor.predict(piece);
      text.append(piece, out.rows, predictions, lines);
      truths.add(piece, are_early, predictions);
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
        "as the one after it{}",
        counted(early), counted(out.rows), early == 1 ? "is" : "are", early == 1 ? "its" : "their",
        truths.leaves_out_early() ? ", and not scored" : ""));
  add_interval_notes(predictor, options, text, beyond, out);
  truths.tell(out);
  out.unseen = first_few(watch.unseen(), "hold values that training rows did not show");
  out.drifted = first_few(watch.drifted(), "have drifted");
  return out;
}

}  // namespace dlflow::stages
