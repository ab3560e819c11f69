#include <fmt/format.h>

#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {

void prepare(Workflow& workflow) {
  Framed& framed = workflow.framed();
  report::Facts& facts = workflow.facts();
  facts.views.clear();
  for (const auto& [name, options] : workflow.views()) {
    std::unique_ptr<const views::FittedView> view;
    try {
      view =
          views::fit_view(name, options, framed.outer.training(framed.read.table), framed.inputs);
    } catch (const UserError& e) {
      throw workflow.at_option(e, schema::path_join("prepare.views", name));
    }
    std::vector<std::string> sentences;
    for (const auto& learnt : view->learnt())
      sentences.push_back(fmt::format("{}: {}: {}", learnt.column, learnt.step, learnt.sentence));
    facts.views.emplace_back(name, std::move(sentences));
  }
}

}  // namespace dlflow::stages
