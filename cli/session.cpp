#include "cli/session.hpp"

#include <csignal>

#include "core/base/text.hpp"
#include "pipeline/config/overrides.hpp"
#include "pipeline/config/yaml.hpp"
#include "pipeline/data/reader.hpp"

namespace dlflow::cli {
namespace {

StopFlag flag;

void on_signal(int number) {
  if (number == SIGINT && flag.reason() == SIGINT) {
    std::signal(SIGINT, SIG_DFL);
    std::raise(SIGINT);
  }
  flag.request(number);
}

/// What an option of the command line says, as if it were written in the configuration.
schema::Node option_node(const std::string& option, const std::string& value, bool is_text) {
  schema::Node node = schema::Node::scalar(value, is_text);
  node.place.file = option + " " + value;
  return node;
}

schema::Node node_for_data(const Arguments& arguments) {
  std::filesystem::path file = std::filesystem::path(arguments.words[0]).lexically_normal();
  if (!file.has_filename()) file = file.parent_path();
  data::require_file(file);
  // The folder of an image is its class.
  const bool needs_target = data::format_named_by(file) != data::Format::images;
  if (needs_target && arguments.target.empty())
    throw UserError(ExitCode::usage, "which column of " + file.string() + " is to be predicted?",
                    "say so with --target COLUMN");
  schema::Node node = schema::Node::map();
  std::string stem = file.stem().string();
  if (file.extension() == ".gz") stem = std::filesystem::path(stem).stem().string();
  if (std::filesystem::is_directory(file))
    stem = std::filesystem::canonical(file).filename().string();
  node.at("project") = schema::Node::scalar(stem, true);
  schema::Node& define = node.at("define");
  define.at("data").at("file") = schema::Node::scalar(file.string(), true);
  if (!arguments.target.empty())
    define.at("target") = option_node("--target", arguments.target, true);
  return node;
}

/// Data that are named by their file alone get the long form, in which they have other options.
void name_file_of_data(schema::Node& root, const std::string& assignment) {
  if (!assignment.starts_with("define.data.")) return;
  schema::Node* define = root.find("define");
  schema::Node* data = define ? define->find("data") : nullptr;
  if (!data || !data->is_scalar()) return;
  schema::Node file = *data;
  *data = schema::Node::map();
  data->place = file.place;
  data->at("file") = std::move(file);
}

/// Of a configuration that names no models, one that is set is an option of those compared anyway:
/// it does not take the place of all the others.
void keep_default_models(schema::Node& root, const std::string& assignment) {
  if (!assignment.starts_with("evaluate.models.")) return;
  for (const char* said : {"evaluate.models", "evaluate.default_models"})
    if (schema::find_path(root, said)) return;
  schema::Node yes = schema::Node::scalar("true");
  yes.place.file = "--set " + assignment;
  schema::set_path(root, "evaluate.default_models", std::move(yes));
}

/// What a verb is given to work on the same again: Settings::command.
std::vector<std::string> command_of(const Arguments& arguments) {
  std::vector<std::string> out = {arguments.words[0]};
  const auto add = [&](const char* option, const std::string& value) {
    out.emplace_back(option);
    out.push_back(value);
  };
  if (!arguments.target.empty()) add("--target", arguments.target);
  if (!arguments.preset.empty()) add("--preset", arguments.preset);
  for (const std::string& assignment : arguments.set) add("--set", assignment);
  if (arguments.runs != Arguments().runs) add("--runs", arguments.runs);
  return out;
}

}  // namespace

Source read_source(const Arguments& arguments) {
  Source source;
  const std::string& name = arguments.words[0];
  if (data::format_named_by(name)) {
    source.node = node_for_data(arguments);
    source.base = ".";
    source.is_data = true;
  } else {
    const std::filesystem::path file = name;
    if (!std::filesystem::exists(file))
      throw UserError(ExitCode::configuration, name + ": no such file",
                      "give a project file (.yaml), or data (.csv) with --target");
    source.node = config::parse_yaml(files::read_all(file), name);
    if (!source.node.is_map())
      throw UserError(ExitCode::configuration, name + ": is no configuration: it holds no options",
                      "a table needs a name that says its format, such as " + name + ".csv");
    source.base = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    if (!arguments.target.empty())
      schema::set_path(source.node, "define.target",
                       option_node("--target", arguments.target, true));
  }
  if (!arguments.preset.empty())
    schema::set_path(source.node, "evaluate.preset",
                     option_node("--preset", arguments.preset, false));
  for (const std::string& assignment : arguments.set) {
    keep_default_models(source.node, assignment);
    name_file_of_data(source.node, assignment);
    config::apply_override(source.node, assignment);
  }
  return source;
}

void TerminalObserver::start(const std::string& what, std::size_t total, std::size_t done) {
  progress_.reset();
  if (total == done) return;
  terminal::ProgressOptions options;
  options.is_quiet = is_quiet_;
  progress_ = std::make_unique<terminal::Progress>(what, total - done, std::move(options));
}

void TerminalObserver::advance(const std::string&) {
  if (progress_) progress_->advance();
}

void TerminalObserver::finish() {
  if (progress_) progress_->finish();
  progress_.reset();
}

const StopFlag& stop_flag() {
  static const bool installed = [] {
    struct sigaction action = {};
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    for (const int number : {SIGINT, SIGTERM, SIGUSR1}) sigaction(number, &action, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return true;
  }();
  (void)installed;
  return flag;
}

Session::Session(const Arguments& arguments, Source source)
    : observer(arguments.quiet || arguments.json),
      workflow(std::move(source.node), std::move(source.base),
               stages::Settings{arguments.runs, arguments.jobs, &stop_flag(), &observer,
                                arguments.open_test, DLFLOW_VERSION, command_of(arguments)}) {}

}  // namespace dlflow::cli
