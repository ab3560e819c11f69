#pragma once

#include <string_view>
#include <vector>

namespace dlflow::nn {

/// What there is to say of one kind of Initializer.
struct InitializerKind {
  std::string_view name, doc, source;
};
/// In the order of Initializer::Kind.
const std::vector<InitializerKind>& initializer_kinds();

}  // namespace dlflow::nn
