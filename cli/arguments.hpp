#pragma once

#include <functional>
#include <string>
#include <vector>

namespace dlflow::cli {

/// What the command line said. Options a verb does not take keep their defaults.
struct Arguments {
  std::vector<std::string> words;  ///< positional arguments
  std::vector<std::string> set;    ///< --set a.b=value
  std::string runs = "runs", target, preset, model, view, output;
  std::string input_format, format, id, interval;  ///< of predict, as written
  int jobs = 0;                                    ///< at least 1 once the command line is read
  int show = 0;                                    ///< prepare: rows to show
  bool json = false, quiet = false, verbose = false, open_test = false, find_rate = false;
};

/// Which options a verb takes, beside --help.
inline constexpr unsigned kConfig = 1;  ///< CONFIG or DATA, --set, --runs, --target, --preset
inline constexpr unsigned kWork = 2;    ///< --jobs
inline constexpr unsigned kJson = 4;
inline constexpr unsigned kOpenTest = 8;
inline constexpr unsigned kModel = 16;  ///< --model
inline constexpr unsigned kView = 32;
inline constexpr unsigned kOutput = 64;  ///< what predict reads and writes, and --output
inline constexpr unsigned kFindRate = 128;
inline constexpr unsigned kRuns = 256;       ///< --runs alone, for a verb without a configuration
inline constexpr unsigned kRows = 512;       ///< --show
inline constexpr unsigned kSearched = 1024;  ///< --model, of those that are searched

/// A verb of the tool: a row of the table of verbs.
struct Verb {
  std::string name, doc;
  std::string words;  ///< positional arguments in help: "CONFIG", "MODEL [DATA]"
  std::size_t least_words = 0, most_words = 0;
  unsigned takes = 0;
  int (*run)(const Arguments&) = nullptr;
};

/// All verbs, in the order that help shows them.
const std::vector<Verb>& verbs();

/// Reads the command line and runs the verb. Returns its exit code; 0 after --help or --version.
/// Throws UserError (usage) with the nearest verb or option.
int dispatch(int argc, char** argv);

}  // namespace dlflow::cli
