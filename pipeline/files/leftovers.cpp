#include "pipeline/files/leftovers.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>

#include "core/base/text.hpp"
#include "pipeline/files/descriptor.hpp"

namespace dlflow::files {
namespace {

bool is_count(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_temporary(std::string_view name) {
  constexpr std::string_view kMark = ".tmp-";
  const std::size_t at = name.rfind(kMark);
  if (!name.starts_with('.') || at == name.npos || at == 0) return false;
  const auto numbers = split(name.substr(at + kMark.size()), '-');
  return numbers.size() == 2 && is_count(numbers[0]) && is_count(numbers[1]);
}

}  // namespace

void remove_leftovers(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::directory_iterator entries(folder, error), end;
  for (; !error && entries != end; entries.increment(error)) {
    const std::filesystem::path& path = entries->path();
    if (!is_temporary(path.filename().native())) continue;
    const Descriptor descriptor = open_file(path.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK);
    // The process number in the name proves nothing: numbers are reused, and differ in containers.
    if (descriptor.is_open() && try_lock(descriptor.get())) ::unlink(path.c_str());
  }
}

}  // namespace dlflow::files
