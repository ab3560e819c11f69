#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "pipeline/models/model.hpp"
#include "pipeline/stages/tuned_names.hpp"
#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {
namespace {

using Names = std::vector<std::string>;

bool holds(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Collects what is wrong, each at its place in the configuration.
class NameCheck {
 public:
  explicit NameCheck(Workflow& workflow) : workflow_(workflow) {
    for (const auto& view : workflow.views()) views_.push_back(view.first);
    for (const auto& model : workflow.models()) models_.push_back(model.name);
  }

  void run() {
    for (const auto& model : workflow_.models()) check_views(model);
    const auto& tune = workflow_.project().improve.tune;
    for (std::size_t i = 0; i < tune.size(); ++i)
      check_tune(tune[i], "improve.tune." + std::to_string(i));
    check_presented();
    check_new_rows();
    if (!problems_.empty()) throw UserError(ExitCode::configuration, std::move(problems_));
  }

 private:
  void add(const std::string& path, std::string message, std::string hint) {
    problems_.push_back({workflow_.place_of(path), path, std::move(message), std::move(hint)});
  }

  void check_views(const schema::NamedChosen& model) {
    const auto& wanted =
        models::kind_of(*model.chosen.choice).common(model.chosen.options.get()).views;
    const std::string path = schema::path_join("evaluate.models", model.name) + ".views.";
    for (std::size_t i = 0; i < wanted.size(); ++i)
      if (!holds(views_, wanted[i]))
        add(path + std::to_string(i), "there is no view '" + wanted[i] + "'",
            suggestion(wanted[i], views_));
  }

  void check_tune(const search::TuneOptions& tune, const std::string& path) {
    const auto& models = workflow_.models();
    const auto model = std::find_if(models.begin(), models.end(),
                                    [&](const auto& one) { return one.name == tune.model; });
    if (model == models.end()) {
      add(path + ".model", "there is no model '" + tune.model + "' to tune",
          suggestion(tune.model, models_));
      return;
    }
    for (const auto& dimension : tune.space)
      check_dimension(*model, dimension, schema::path_join(path + ".space", dimension.first));
    try {
      search::make_searcher(tune.search, tune.space, tune.trials, RandomKey(0));
    } catch (const UserError& e) {
      const UserError placed = workflow_.at_option(e, path);
      problems_.insert(problems_.end(), placed.problems().begin(), placed.problems().end());
    }
  }

  /// What the model says of one value for an option of a search; nothing when it takes it.
  static std::vector<Problem> problems_of(const schema::NamedChosen& model, const std::string& path,
                                          const schema::Node& value) {
    schema::Node options = model.source;
    std::vector<Problem> problems;
    try {
      schema::set_path(options, path, value);
      schema::load_options(*model.chosen.choice, options, problems, "");
    } catch (const UserError& e) {
      problems = e.problems();
    }
    return problems;
  }

  /// The ends of a range, or every value of a choice, must be what the model takes; and what lies
  /// between the ends, which for an option of whole numbers is not.
  void check_dimension(const schema::NamedChosen& model,
                       const std::pair<std::string, search::Dimension>& dimension,
                       const std::string& path) {
    const auto& [option, values] = dimension;
    for (const schema::Node& value : search::grid_values(values, 2)) {
      const auto problems = problems_of(model, option, value);
      if (problems.empty()) continue;
      add(path, problems.front().message, problems.front().hint);
      return;
    }
    const auto fraction = search::fraction_of(values);
    if (!fraction || problems_of(model, option, *fraction).empty()) return;
    const bool is_log = values.uniform.empty();
    const auto& range = is_log ? values.log_uniform : values.uniform;
    add(path,
        fmt::format("'{}' draws numbers such as {:.2f}, but the option takes whole numbers",
                    is_log ? "log_uniform" : "uniform", *parse_number(fraction->text)),
        fmt::format("write {{{}: [{}, {}]}}", is_log ? "log_int" : "int", shortest(range[0]),
                    shortest(range[1])));
  }

  void check_presented() {
    const auto& project = workflow_.project();
    Names names = {"simplest", "best"};
    names.insert(names.end(), models_.begin(), models_.end());
    const auto tuned = tuned_names(project.improve.tune);
    names.insert(names.end(), tuned.begin(), tuned.end());
    for (const auto& ensemble : project.improve.ensembles) names.push_back(ensemble.choice->name);
    if (!holds(names, project.present.model))
      add("present.model", "there is no model '" + project.present.model + "'",
          suggestion(project.present.model, names));
  }

  /// The file of new rows is read when all else is done.
  void check_new_rows() {
    const std::string& file = workflow_.project().present.predict;
    if (file.empty()) return;
    try {
      data::require_file(workflow_.file_of(file));
    } catch (const UserError& e) {
      add("present.predict", e.problems().front().message, e.problems().front().hint);
    }
  }

  Workflow& workflow_;
  Names views_, models_;
  std::vector<Problem> problems_;
};

}  // namespace

void check_names(Workflow& workflow) { NameCheck(workflow).run(); }

}  // namespace dlflow::stages
