#include "core/base/error.hpp"

#include <algorithm>
#include <cstring>
#include <tuple>

#include "core/base/text.hpp"

namespace dlflow {
namespace {

// A message that quotes a whole file says nothing more than one that quotes its start.
constexpr std::size_t kLongestText = 4000;
constexpr std::size_t kLongestPath = 400;

/// The caret line under a source line: tabs are kept so that the caret stands where it should.
std::string caret_pad(std::string_view line, int column) {
  std::string pad;
  int at = 1;
  for (const std::string_view point : code_points(line)) {
    if (at++ >= column) break;
    pad += point == "\t" ? '\t' : ' ';
  }
  while (at++ < column) pad += ' ';
  return pad;
}

}  // namespace

std::string render(const Problem& problem) {
  std::string out;
  const Place& place = problem.place;
  if (!place.file.empty()) {
    out += excerpt(place.file, kLongestPath);
    if (place.line > 0) out += ":" + std::to_string(place.line);
    if (place.line > 0 && place.column > 0) out += ":" + std::to_string(place.column);
    out += ": ";
  }
  if (!problem.path.empty()) out += excerpt(problem.path, kLongestPath) + ": ";
  out += excerpt(problem.message, kLongestText);
  if (place.source_line.empty()) {
    if (!problem.hint.empty()) out += "\n  " + excerpt(problem.hint, kLongestText);
    return out;
  }
  out += "\n    " + place.source_line;
  out += "\n    " + caret_pad(place.source_line, place.column) + "^";
  if (!problem.hint.empty()) out += " " + excerpt(problem.hint, kLongestText);
  return out;
}

std::vector<Problem> sorted(std::vector<Problem> problems) {
  const auto key = [](const Problem& p) {
    return std::tie(p.place.file, p.place.line, p.place.column);
  };
  std::stable_sort(problems.begin(), problems.end(),
                   [&](const Problem& a, const Problem& b) { return key(a) < key(b); });
  return problems;
}

std::string render(std::vector<Problem> problems) {
  std::string out;
  for (const Problem& problem : sorted(std::move(problems))) {
    if (!out.empty()) out += "\n";
    out += render(problem);
  }
  return out;
}

UserError::UserError(ExitCode code, std::vector<Problem> problems)
    : Error(code, render(problems)), problems_(std::move(problems)) {}

UserError::UserError(ExitCode code, std::string message, std::string hint)
    : UserError(code, {Problem{{}, "", std::move(message), std::move(hint)}}) {}

EnvironmentError::EnvironmentError(std::string_view path, std::string_view reason, ExitCode code)
    : Error(code, std::string(path) + ": " + std::string(reason)) {}

EnvironmentError EnvironmentError::from_errno(std::string_view path, std::string_view action,
                                              int error_number) {
  std::string reason = std::string("cannot ") + std::string(action) + ": ";
  std::string text = std::strerror(error_number);
  if (!text.empty()) text[0] = static_cast<char>(std::tolower(text[0]));
  return EnvironmentError(path, reason + text);
}

CorruptFile::CorruptFile(std::string_view path, std::string_view reason)
    : Error(ExitCode::corrupt, std::string(path) + ": " + std::string(reason)) {}

Bug::Bug(const char* file, int line, std::string_view what)
    : Error(ExitCode::internal, std::string("internal error at ") + file + ":" +
                                    std::to_string(line) + ": " + std::string(what) +
                                    "\n  this is a defect of dlflow, not of your input") {}

}  // namespace dlflow
