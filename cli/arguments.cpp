#include "cli/arguments.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <thread>

#include "cli/print.hpp"
#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "core/base/text.hpp"

namespace dlflow::cli {
namespace {

void add_options(CLI::App& app, const Verb& verb, Arguments& a) {
  // Counted by parse, which knows whether a word too many stands behind an unknown option.
  constexpr int kMostWords = 64;
  if (verb.most_words > 0) app.add_option("words", a.words)->expected(0, kMostWords);
  if (verb.takes & kConfig) {
    // One value an occurrence, any number of occurrences.
    app.add_option("--set", a.set)->allow_extra_args(false);
    app.add_option("--target", a.target);
    app.add_option("--preset", a.preset);
  }
  if (verb.takes & (kConfig | kRuns)) app.add_option("--runs", a.runs);
  if (verb.takes & kWork) app.add_option("--jobs,-j", a.jobs);
  if (verb.takes & kJson) app.add_flag("--json", a.json);
  if (verb.takes & kOpenTest) app.add_flag("--open-test", a.open_test);
  if (verb.takes & (kModel | kSearched)) app.add_option("--model", a.model);
  if (verb.takes & kView) app.add_option("--view", a.view);
  if (verb.takes & kFindRate) app.add_flag("--find-rate", a.find_rate);
  if (verb.takes & kOutput) {
    app.add_option("--output,-o", a.output);
    app.add_option("--format", a.format);
    app.add_option("--input-format", a.input_format);
    app.add_option("--interval", a.interval);
    app.add_option("--id", a.id);
  }
  if (verb.takes & kRows) app.add_option("--show", a.show);
  app.add_flag("-q,--quiet", a.quiet);
  app.add_flag("-v,--verbose", a.verbose);
}

std::string option_help(unsigned takes) {
  std::string out;
  if (takes & kConfig)
    out +=
        "  --set a.b=value    change an option of the configuration (repeatable)\n"
        "  --target COLUMN    what is predicted, for data without a configuration\n"
        "  --preset NAME      quick, standard or thorough\n";
  if (takes & (kConfig | kRuns)) out += "  --runs DIR         folder of the runs (default runs)\n";
  if (takes & kSearched) out += "  --model NAME       the searches of one model (default: all)\n";
  if (takes & kModel)
    out += "  --model NAME       one model of the configuration (default: its first network)\n";
  if (takes & kView) out += "  --view NAME        one view of the configuration\n";
  if (takes & kFindRate)
    out += "  --find-rate        the loss under a rising learning rate; trains nothing\n";
  if (takes & kOpenTest) out += "  --open-test        open the sealed test set once more\n";
  if (takes & kOutput)
    out +=
        "  -o, --output FILE  write there instead of to stdout\n"
        "  --format NAME      csv, jsonl or submission\n"
        "  --input-format F   csv, tsv, jsonl, texts, arff, ts, idx, npy, images (default: by "
        "name)\n"
        "  --interval P       add intervals that hold a share P of true values\n"
        "  --id COLUMN        names the rows of a submission\n";
  if (takes & kRows) out += "  --show N           N rows before and after each view\n";
  if (takes & kWork) out += "  -j, --jobs N       threads (default: one per processor)\n";
  if (takes & kJson) out += "  --json             results as JSON on stdout\n";
  return out + "  -q, -v             quiet, verbose\n";
}

std::string help(const Verb& verb) {
  return "dlflow " + verb.name + (verb.words.empty() ? "" : " " + verb.words) + "\n\n  " +
         verb.doc + "\n\n" + option_help(verb.takes);
}

std::string help() {
  std::string out =
      "dlflow: predictive modeling as a process\n\n"
      "  dlflow run data.csv --target price   no configuration needed\n"
      "  dlflow run project.yaml              all five stages, only what changed\n\n";
  for (const Verb& verb : verbs()) {
    const std::string head = verb.name + (verb.words.empty() ? "" : " " + verb.words);
    out +=
        "  " + head + std::string(head.size() < 24 ? 24 - head.size() : 1, ' ') + verb.doc + "\n";
  }
  return out + "\n  dlflow VERB --help   the options of a verb      dlflow --version\n";
}

const Verb& find_verb(const std::string& name) {
  std::vector<std::string> names;
  for (const Verb& verb : verbs()) {
    if (verb.name == name) return verb;
    names.push_back(verb.name);
  }
  if (name.starts_with('-'))
    throw UserError(ExitCode::usage, "'" + name + "' stands before the verb",
                    "options go behind it, such as dlflow run project.yaml --quiet");
  throw UserError(ExitCode::usage, "unknown verb '" + name + "'", suggestion(name, names));
}

/// The nearest option of a verb for a word that it does not know.
std::string option_hint(const Verb& verb, const CLI::App& app, const std::string& word) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  if (const auto near = nearest(word.substr(0, word.find('=')), names);
      near && word.starts_with("-"))
    return "did you mean '" + *near + "'?";
  return "see 'dlflow " + verb.name + " --help'";
}

/// "--jobs: expected a whole number, got 'x'" from the library's "... : --jobs = x".
std::string not_a_number(const std::string& text) {
  const auto equals = text.rfind(" = ");
  const auto dashes = text.find("--");
  if (equals == text.npos || dashes == text.npos || dashes > equals) return text;
  return text.substr(dashes, text.find_first_of(" :,", dashes) - dashes) +
         ": expected a whole number, got '" + text.substr(equals + 3) + "'";
}

/// Reads the words behind the verb. Throws UserError (usage).
void parse(const Verb& verb, CLI::App& app, Arguments& arguments, int argc, char** argv) {
  const std::string name = "dlflow " + verb.name;
  app.set_help_flag();
  app.allow_extras();
  add_options(app, verb, arguments);
  try {
    app.parse(argc - 1, argv + 1);
  } catch (const CLI::ConversionError& e) {
    throw UserError(ExitCode::usage, name + ": " + not_a_number(e.what()),
                    "see '" + name + " --help'");
  } catch (const CLI::ParseError& e) {
    std::string text = e.what();
    if (!text.empty()) text[0] = static_cast<char>(std::tolower(text[0]));
    throw UserError(ExitCode::usage, name + ": " + text, "see '" + name + " --help'");
  }
  std::vector<Problem> problems;
  auto rest = app.remaining();
  if (arguments.words.size() > verb.most_words)
    rest.insert(rest.end(), arguments.words.begin() + static_cast<std::ptrdiff_t>(verb.most_words),
                arguments.words.end());
  const auto is_option = [](const std::string& word) { return word.starts_with("-"); };
  const bool has_option = std::any_of(rest.begin(), rest.end(), is_option);
  for (const std::string& word : rest) {
    // A word beside an unknown option may be its value.
    if (has_option && !is_option(word)) continue;
    problems.push_back({{},
                        "",
                        name + (is_option(word) ? ": unknown option '" + word + "'"
                                                : ": one word too many: '" + word + "'"),
                        option_hint(verb, app, word)});
  }
  if (!has_option && arguments.words.size() < verb.least_words)
    problems.push_back({{}, "", name + " needs " + verb.words, "see '" + name + " --help'"});
  if (!problems.empty()) throw UserError(ExitCode::usage, std::move(problems));
}

/// One thread per processor where nothing was said.
void settle_jobs(const CLI::App& app, Arguments& arguments) {
  constexpr int kMostJobs = 1024;
  if (app.count("--jobs") == 0)
    arguments.jobs = static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1u, 1024u));
  else if (arguments.jobs < 1 || arguments.jobs > kMostJobs)
    throw UserError(ExitCode::usage,
                    "--jobs must be between 1 and " + std::to_string(kMostJobs) + ", got " +
                        std::to_string(arguments.jobs),
                    "leave it out for one per processor");
}

}  // namespace

int dispatch(int argc, char** argv) {
  const std::string first = argc > 1 ? argv[1] : "--help";
  if (first == "--help" || first == "-h" || first == "help") {
    print(help());
    return 0;
  }
  if (first == "--version") {
    print("dlflow " DLFLOW_VERSION "\n");
    return 0;
  }
  const Verb& verb = find_verb(first);
  for (int i = 2; i < argc; ++i)
    if (std::string_view(argv[i]) == "--help" || std::string_view(argv[i]) == "-h") {
      print(help(verb));
      return 0;
    }
  Arguments arguments;
  CLI::App app;
  parse(verb, app, arguments, argc, argv);
  if (verb.takes & kWork) settle_jobs(app, arguments);
  set_log_level(arguments.quiet     ? LogLevel::quiet
                : arguments.verbose ? LogLevel::verbose
                                    : LogLevel::normal);
  return verb.run(arguments);
}

}  // namespace dlflow::cli
