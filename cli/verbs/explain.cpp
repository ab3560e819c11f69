#include <unistd.h>

#include <algorithm>

#include "cli/print.hpp"
#include "cli/session.hpp"
#include "cli/terminal/terminal.hpp"
#include "cli/verbs.hpp"
#include "pipeline/config/explain.hpp"
#include "pipeline/project/topics.hpp"

namespace dlflow::cli {

int run_explain(const Arguments& arguments) {
  const std::string topic = arguments.words.empty() ? "" : arguments.words[0];
  const std::size_t width = terminal::is_terminal(STDOUT_FILENO)
                                ? std::min(terminal::terminal_width(), config::kPageWidth)
                                : config::kPageWidth;
  print(project::explain_topic(topic, width));
  return 0;
}

}  // namespace dlflow::cli
