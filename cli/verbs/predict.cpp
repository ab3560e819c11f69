#include <fmt/format.h>
#include <malloc.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <filesystem>
#include <optional>

#include "cli/print.hpp"
#include "cli/terminal/terminal.hpp"
#include "cli/verbs.hpp"
#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "core/base/names.hpp"
#include "core/base/text.hpp"
#include "pipeline/files/files.hpp"
#include "pipeline/stages/predict.hpp"
#include "pipeline/store/test_set_register.hpp"

namespace dlflow::cli {
namespace {

template <class Enum>
Enum read_name(const std::string& option, const std::string& name) {
  if (const auto value = value_named<Enum>(name)) return *value;
  const auto names = names_of(Enum{});
  const std::vector<std::string> known(names.begin(), names.end());
  throw UserError(ExitCode::usage, fmt::format("{}: unknown value '{}'", option, name),
                  suggestion(name, known));
}

stages::PredictOptions options_of(const Arguments& arguments) {
  stages::PredictOptions out;
  if (arguments.words.size() > 1)
    out.input = arguments.words[1];
  else if (terminal::is_terminal(STDIN_FILENO))
    throw UserError(ExitCode::usage, "dlflow predict: no data are given",
                    "name a file, or pipe rows into it");
  if (!arguments.input_format.empty())
    out.input_format = read_name<data::StreamFormat>("--input-format", arguments.input_format);
  if (!arguments.format.empty())
    out.format = read_name<stages::PredictionFormat>("--format", arguments.format);
  out.id = arguments.id;
  if (arguments.interval.empty()) return out;
  out.level = parse_number(arguments.interval);
  if (!out.level || *out.level <= 0 || *out.level >= 1)
    throw UserError(
        ExitCode::usage,
        fmt::format("--interval: expected a number between 0 and 1, got '{}'", arguments.interval),
        "0.9 gives intervals that hold 9 of 10 true values");
  return out;
}

/// Where predictions go: a file that has them all or none, or stdout.
class Sink {
 public:
  explicit Sink(const std::string& path) {
    if (path.empty()) return;
    std::error_code ignored;
    const auto status = std::filesystem::status(path, ignored);
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
      throw EnvironmentError(path,
                             "is no regular file, which could be replaced as a whole; leave "
                             "--output out and redirect stdout");
    file_.emplace(path);
  }
  void write(std::string_view text) {
    if (file_)
      file_->write(text);
    else
      print(std::string(text));
  }
  void finish() {
    if (file_) file_->finish();
  }

 private:
  std::optional<files::PendingFile> file_;
};

/// A look at scores is counted beside the openings of test sets, where there is such a count. Says
/// which look at this input it is.
std::string count_look(const Arguments& arguments, const stages::Predicted& predicted,
                       const std::string& model) {
  const std::filesystem::path runs = arguments.runs;
  if (predicted.hash.empty() || !std::filesystem::is_directory(runs)) return "";
  store::TestSetRegister looks(runs / "test-sets.json");
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  looks.record({predicted.hash, model, "predict",
                std::chrono::duration_cast<std::chrono::seconds>(now).count()});
  const std::size_t count = looks.openings(predicted.hash).size();
  return count == 1 ? ", the first look at this input"
                    : fmt::format(", look {} at this input", count);
}

void tell(const Arguments& arguments, const harness::Predictor& predictor,
          const stages::Predicted& predicted, const std::string& model) {
  for (const std::string& note : predicted.notes) log_note(note);
  for (const std::string& sentence : predicted.unseen) log_warning(sentence);
  for (const std::string& sentence : predicted.drifted) log_warning(sentence);
  if (predicted.scored == 0) return;
  std::string scores;
  for (const auto& [metric, score] : predicted.scores)
    if (!std::isnan(score))  // not defined for these rows, such as a logarithm of what is below 0
      scores += fmt::format("{}{} {:.4g}", scores.empty() ? "" : ", ", metric, score);
  const bool were_learnt_from = predictor.record.origin("data digest") == predicted.hash;
  log_note(fmt::format("{} of {} {} scored by the target '{}'{}: {}", counted(predicted.scored),
                       counted(predicted.rows, "row"), predicted.scored == 1 ? "is" : "are",
                       predictor.framing.target,
                       were_learnt_from ? "" : count_look(arguments, predicted, model), scores));
  if (were_learnt_from)
    log_warning("the model was trained on rows of this very file: these scores look too good");
}

}  // namespace

int run_predict(const Arguments& arguments) {
  // Each piece of rows takes the memory of the one before; giving it back to the system between
  // them and taking it again costs a fifth of the time.
  constexpr int kept = 1 << 28;
  ::mallopt(M_MMAP_THRESHOLD, kept);
  ::mallopt(M_TRIM_THRESHOLD, kept);
  const auto options = options_of(arguments);
  spare_inputs(arguments.output, arguments.words);
  const stages::LoadedModel model = stages::load_model(arguments.words[0]);
  Sink sink(arguments.output);
  const auto predicted =
      stages::predict(model.predictor, options, [&](std::string_view text) { sink.write(text); });
  sink.finish();
  tell(arguments, model.predictor, predicted, model.file.digest);
  return 0;
}

}  // namespace dlflow::cli
