#include "pipeline/config/explain.hpp"

#include "cli/print.hpp"
#include "cli/session.hpp"
#include "cli/verbs.hpp"
#include "pipeline/project/topics.hpp"

namespace dlflow::cli {

int run_explain(const Arguments& arguments) {
  const std::string topic = arguments.words.empty() ? "" : arguments.words[0];
  std::string text = project::explain_topic(topic);
  if (text.empty()) {
    project::Project project;
    auto table = schema::table(project);
    text = config::explain(table, topic);
  }
  if (topic.empty())
    text +=
        "\nmetrics and tests have pages of their own: `dlflow explain metrics`, "
        "`dlflow explain tests`\n";
  print(text);
  return 0;
}

}  // namespace dlflow::cli
