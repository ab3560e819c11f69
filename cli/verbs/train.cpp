#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/print.hpp"
#include "cli/session.hpp"
#include "cli/terminal/epochs.hpp"
#include "cli/terminal/table.hpp"
#include "cli/terminal/terminal.hpp"
#include "cli/verbs.hpp"
#include "core/base/text.hpp"
#include "pipeline/stages/train.hpp"

namespace dlflow::cli {
namespace {

std::string count(std::size_t rows) { return with_thousands(static_cast<long long>(rows)); }

/// "12 epochs in 3.4 s, the weights of epoch 9 kept"; empty for a model without epochs.
std::string epochs_text(const stages::Trained& trained) {
  if (trained.history.empty()) return "";
  double seconds = 0;
  for (const models::EpochRecord& e : trained.history) seconds += e.seconds;
  const std::size_t epochs = trained.history.size();
  std::string out = fmt::format("{} epoch{} in {}", epochs, epochs == 1 ? "" : "s",
                                terminal::format_seconds(seconds));
  if (trained.best_epoch != trained.history.back().epoch)
    out += fmt::format(", the weights of epoch {} kept", trained.best_epoch);
  return out + "\n";
}

/// About ten points of a curve, and the rate to take.
std::string rate_text(const stages::FoundRate& found) {
  terminal::Table table(
      {{"learning rate", terminal::Align::right}, {"loss", terminal::Align::right}});
  const auto& points = found.curve.points;
  const std::size_t stride = std::max<std::size_t>(points.size() / 12, 1);
  for (std::size_t i = 0; i < points.size(); i += stride)
    table.add_row({fmt::format("{:.2g}", points[i].rate), fmt::format("{:.5g}", points[i].loss)});
  std::string out = found.title + ", the loss under a rising learning rate:\n" +
                    table.render(terminal::terminal_width(), 2);
  if (found.curve.suggested == 0)
    return out + "the loss falls at none of them; look at inputs and loss\n";
  return out + fmt::format(
                   "it falls fastest at {:.2g}: take that for a constant rate, or up to ten "
                   "times as the\ntop of a schedule\n",
                   found.curve.suggested);
}

int run_find_rate(const Arguments& arguments, Session& session) {
  const auto found = stages::find_rate(session.workflow, arguments.model, arguments.view);
  if (!arguments.json) {
    print(rate_text(found));
    return 0;
  }
  std::string points;
  for (const models::RatePoint& point : found.curve.points)
    points += (points.empty() ? "" : ", ") +
              fmt::format("[{}, {}]", shortest(point.rate), shortest(point.loss));
  print(fmt::format("{{\"version\": 1, \"model\": \"{}\", \"suggested\": {}, \"points\": [{}]}}\n",
                    found.title, shortest(found.curve.suggested), points));
  return 0;
}

stages::Trained train(const Arguments& arguments, Session& session) {
  if (arguments.quiet || arguments.json)
    return stages::train_one(session.workflow, arguments.model, arguments.view, {});
  terminal::EpochLines lines({session.workflow.framed().metric->name});
  return stages::train_one(session.workflow, arguments.model, arguments.view,
                           {[&](const std::string& note) { lines.note(note); },
                            [&](const models::EpochRecord& epoch) { lines.add(epoch); }});
}

}  // namespace

int run_train(const Arguments& arguments) {
  Session session(arguments, read_source(arguments));
  if (arguments.find_rate) return run_find_rate(arguments, session);
  const stages::Trained trained = train(arguments, session);
  if (arguments.json) {
    print(fmt::format("{{\"version\": 1, \"model\": \"{}\", \"path\": \"{}\"}}\n", trained.title,
                      trained.model_file.string()));
    return 0;
  }
  std::string out = trained.title + " fitted on " + count(trained.training_rows) + " rows; on " +
                    count(trained.validation_rows) + " validation rows:\n";
  for (const auto& [metric, score] : trained.scores)
    if (!std::isnan(score))  // not defined for these rows, such as a logarithm of what is below 0
      out += fmt::format("  {:<18} {:.5g}\n", metric, score);
  print(epochs_text(trained) + out + "model  " + trained.model_file.string() + "\n");
  return 0;
}

}  // namespace dlflow::cli
