#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/archive.hpp"
#include "core/base/error.hpp"

/// How the steps of a chain lie in its archive: `steps`, the names of their kinds; what step S
/// saved as `S.*`, and `S.version`, that of its kind.
namespace dlflow::views {

/// `steps`: pairs of a kind and what was fitted.
template <class Steps>
void save_steps(const Steps& steps, Archive& archive) {
  std::vector<std::string> names;
  for (const auto& [kind, step] : steps) {
    const std::string at = std::to_string(names.size());
    archive.put(at + ".version", static_cast<std::int64_t>(kind->choice.version));
    archive.add(at, step->save());
    names.push_back(kind->choice.name);
  }
  archive.put("steps", names);
}

/// Throws CorruptFile when the step was saved by another version of its kind.
template <class Kind>
void require_version(const Kind& kind, const Archive& step, const char* noun) {
  if (const auto version = step.integer("version"); version != kind.choice.version)
    throw CorruptFile(kind.choice.name, "saved by version " + std::to_string(version) + " of the " +
                                            noun + ", this is " +
                                            std::to_string(kind.choice.version));
}

/// Step `number` of a chain; `kind` is that of the name, nullptr where there is none. Throws
/// CorruptFile.
template <class Kind>
auto load_step(const Kind* kind, const std::string& name, const Archive& chain,
               std::size_t number) {
  if (!kind) throw CorruptFile("steps", "'" + name + "' is no step here");
  const Archive part = chain.part(std::to_string(number));
  require_version(*kind, part, "step");
  auto step = kind->make(kind->choice.make().get());
  step->load(part);
  return std::pair(kind, std::move(step));
}

}  // namespace dlflow::views
