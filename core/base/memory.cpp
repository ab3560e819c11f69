#include "core/base/memory.hpp"

namespace dlflow {

constinit thread_local ThreadMemory thread_memory;
constinit bool is_memory_counted = false;

}  // namespace dlflow
