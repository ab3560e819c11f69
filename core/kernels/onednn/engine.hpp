#pragma once

#include <cstddef>
#include <initializer_list>
#include <oneapi/dnnl/dnnl.hpp>

namespace dlflow::kernels::onednn {

/// The processor, and the stream of the calling thread.
const dnnl::engine& engine();
dnnl::stream& stream();

/// Memory of the calling thread that grows and is never given back before the thread ends. What it
/// held is lost when it grows. Slots are independent.
enum class Slot { scratchpad, weights, gradients, input };
void* thread_memory(Slot slot, std::size_t bytes);

/// One argument of a primitive.
struct Argument {
  int index;
  const dnnl::memory::desc& desc;
  const void* data;
};
/// Runs a primitive with the calling thread's scratchpad of the size it asks for.
void execute(const dnnl::primitive& primitive, const dnnl::memory::desc& scratchpad,
             std::initializer_list<Argument> arguments);

}  // namespace dlflow::kernels::onednn
