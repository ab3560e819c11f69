#pragma once

#include "core/base/archive.hpp"

namespace dlflow::store {

/// The content of a model file of an earlier format number as the newest format says it.
/// 1 <= format <= kModelFormat.
Archive upgraded(Archive archive, int format);

}  // namespace dlflow::store
