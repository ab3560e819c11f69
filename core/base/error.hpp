#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace dlflow {

/// What the process returns to its caller. The numbers are part of the interface of the tool.
enum class ExitCode : int {
  ok = 0,
  internal = 1,
  usage = 2,
  configuration = 3,
  data = 4,
  gate = 5,
  input_output = 6,
  busy = 7,
  corrupt = 8,
  resource = 9,
  stopped = 75,
  interrupted = 130,
};

/// A place in a text that the user wrote. line and column count from 1; 0 means "not known".
struct Place {
  std::string file;         ///< as the user named it; "--set" for an override
  int line = 0;             ///< 1-based
  int column = 0;           ///< 1-based, in code points
  std::string source_line;  ///< the line itself, without its end; empty when there is none to show
  bool operator==(const Place&) const = default;
};

/// One thing that is wrong with what the user gave, and the way out.
struct Problem {
  Place place;
  std::string path;     ///< option path such as `models.own.layers.0.dense.units`; may be empty
  std::string message;  ///< what was wanted and what was got; lower case, no full stop
  std::string hint;     ///< the way out; may be empty
};

/// The text of one problem:
///
///     bad.yaml:3:35: models.own.layers.0.dense.activation: unknown value 'rellu'
///         - dense: {units: 64, activation: rellu}
///                                          ^ did you mean 'relu'?
std::string render(const Problem& problem);

/// By file, line and column; problems of one place stay in their order.
std::vector<Problem> sorted(std::vector<Problem> problems);

/// All problems, sorted, each rendered, without a final newline.
std::string render(std::vector<Problem> problems);

/// What every failure of dlflow derives from. `main` alone catches it.
class Error : public std::runtime_error {
 public:
  Error(ExitCode code, const std::string& text) : std::runtime_error(text), code_(code) {}
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

/// Something the user gave is wrong: usage, configuration or data. Carries every problem found.
class UserError : public Error {
 public:
  /// code is usage, configuration or data. Throws nothing itself; problems must not be empty.
  UserError(ExitCode code, std::vector<Problem> problems);
  UserError(ExitCode code, std::string message, std::string hint = "");
  const std::vector<Problem>& problems() const { return problems_; }

 private:
  std::vector<Problem> problems_;
};

/// The system refused something: a file, a folder, memory, disk space. `path: reason`.
class EnvironmentError : public Error {
 public:
  EnvironmentError(std::string_view path, std::string_view reason,
                   ExitCode code = ExitCode::input_output);
  /// The reason is the text of errno value `error_number`.
  static EnvironmentError from_errno(std::string_view path, std::string_view action,
                                     int error_number);
};

/// A file of ours is damaged, of another kind or of a newer version (exit 8).
class CorruptFile : public Error {
 public:
  CorruptFile(std::string_view path, std::string_view reason);
};

/// The work was stopped from outside and can be resumed: a signal or a time limit.
class Stopped : public Error {
 public:
  Stopped(ExitCode code, const std::string& text) : Error(code, text) {}
};

/// An invariant of dlflow is broken: our mistake, never the user's.
class Bug : public Error {
 public:
  Bug(const char* file, int line, std::string_view what);
};

}  // namespace dlflow

/// Throws Bug with this place when `condition` is false. Stays on in release builds.
#define DLFLOW_REQUIRE(condition, what)                                \
  do {                                                                 \
    if (!(condition)) throw ::dlflow::Bug(__FILE__, __LINE__, (what)); \
  } while (false)
