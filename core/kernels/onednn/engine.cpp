#include "core/kernels/onednn/engine.hpp"

#include <array>

#include "core/base/error.hpp"
#include "core/tensor/aligned.hpp"

namespace dlflow::kernels::onednn {

const dnnl::engine& engine() {
  static const dnnl::engine kEngine(dnnl::engine::kind::cpu, 0);
  return kEngine;
}

dnnl::stream& stream() {
  thread_local dnnl::stream own(engine());
  return own;
}

void* thread_memory(Slot slot, std::size_t bytes) {
  thread_local std::array<AlignedVector<unsigned char>, 4> own;
  AlignedVector<unsigned char>& memory = own[static_cast<std::size_t>(slot)];
  if (memory.size() < bytes) {
    memory = {};
    memory.resize(bytes);
  }
  return memory.data();
}

void execute(const dnnl::primitive& primitive, const dnnl::memory::desc& scratchpad,
             std::initializer_list<Argument> arguments) {
  constexpr std::size_t kMost = 6;
  DLFLOW_REQUIRE(arguments.size() < kMost, "a primitive has at most five arguments");
  std::array<dnnl_exec_arg_t, kMost> made{};
  std::size_t used = 0;
  const auto add = [&](int index, const dnnl::memory::desc& desc, const void* data) {
    dnnl_memory_t memory = nullptr;
    const auto status =
        dnnl_memory_create(&memory, &desc.data, engine().get(), const_cast<void*>(data));
    DLFLOW_REQUIRE(status == dnnl_success, "the library describes the memory of a kernel");
    made[used++] = {index, memory};
  };
  for (const Argument& argument : arguments) add(argument.index, argument.desc, argument.data);
  const std::size_t bytes = scratchpad.get_size();
  add(DNNL_ARG_SCRATCHPAD, scratchpad, thread_memory(Slot::scratchpad, bytes));
  const auto status =
      dnnl_primitive_execute(primitive.get(), stream().get(), static_cast<int>(used), made.data());
  for (std::size_t i = 0; i < used; ++i) dnnl_memory_destroy(made[i].memory);
  DLFLOW_REQUIRE(status == dnnl_success, "a kernel of the library runs");
}

}  // namespace dlflow::kernels::onednn
