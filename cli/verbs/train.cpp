#include <fmt/format.h>

#include "cli/print.hpp"
#include "cli/session.hpp"
#include "cli/verbs.hpp"
#include "core/base/text.hpp"
#include "pipeline/stages/train.hpp"

namespace dlflow::cli {

int run_train(const Arguments& arguments) {
  Session session(arguments, read_source(arguments));
  const bool is_live = !arguments.quiet && !arguments.json;
  const auto on_epoch = [&](const models::EpochRecord& e) {
    if (!is_live) return;
    fmt::print(stderr, "epoch {:>4}  loss {:.5f}{}  {:.3f} s\n", e.epoch, e.loss,
               e.validation_loss ? fmt::format("  validation {:.5f}", *e.validation_loss) : "",
               e.seconds);
  };
  const auto trained =
      stages::train_one(session.workflow, arguments.model, arguments.view, on_epoch);
  if (arguments.json) {
    print(fmt::format("{{\"version\": 1, \"model\": \"{}\", \"path\": \"{}\"}}\n", trained.title,
                      trained.model_file.string()));
    return 0;
  }
  std::string out = trained.title + " fitted on " +
                    with_thousands(static_cast<long long>(trained.training_rows)) + " rows; on " +
                    with_thousands(static_cast<long long>(trained.validation_rows)) +
                    " validation rows:\n";
  for (const auto& [metric, score] : trained.scores)
    out += fmt::format("  {:<18} {:.5g}\n", metric, score);
  print(out + "model  " + trained.model_file.string() + "\n");
  return 0;
}

}  // namespace dlflow::cli
