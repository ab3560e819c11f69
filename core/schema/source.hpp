#pragma once

#include <string>
#include <utility>

namespace dlflow::schema {

/// A kind whose `choice` names its source: who published it, or whose definition it follows.
template <class Kind>
Kind with_source(Kind kind, std::string source) {
  kind.choice.source = std::move(source);
  return kind;
}

}  // namespace dlflow::schema
