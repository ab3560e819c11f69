// The sanitizers bring their own operator new, which cannot be counted.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <new>

#include "network_fixture.hpp"

using namespace dlflow;
using namespace dlflow::train;

namespace {
std::atomic<std::size_t> allocations{0};

void* counted(std::size_t size, std::size_t alignment) {
  ++allocations;
  const std::size_t rounded = (size + alignment - 1) / alignment * alignment;
  if (void* p = std::aligned_alloc(alignment, rounded == 0 ? alignment : rounded)) return p;
  throw std::bad_alloc();
}
}  // namespace

void* operator new(std::size_t size) { return counted(size, 16); }
void* operator new(std::size_t size, std::align_val_t a) {
  return counted(size, static_cast<std::size_t>(a));
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }

namespace {

/// Allocations between the end of the first and of the last of 11 epochs.
std::size_t allocations_of_ten_epochs(const NetworkOptions& options) {
  const test::Checkers data(100);
  TrainedNetwork network(options, {2, {}}, Output::binary, 2);
  std::size_t first = 0, last = 0;
  FitRequest request;
  request.on_epoch = [&](const EpochResult& epoch) {
    (epoch.epoch == 1 ? first : last) = allocations.load();
  };
  network.fit(data.input, data.truth, request);
  return last - first;
}

NetworkOptions options_of(double units) {
  NetworkOptions options;
  options.layers = {test::dense(units), test::chosen(nn::layer_choices(), "dropout"),
                    test::dense(units)};
  options.train.epochs = 11;
  options.train.batch_size = 10;
  return options;
}

}  // namespace

TEST_CASE("a training step of a small network allocates nothing") {
  CHECK(allocations_of_ten_epochs(options_of(12)) == 0);
  NetworkOptions stopping = options_of(12);
  stopping.train.early_stopping = EarlyStopping{0.2, 11, 0};
  CHECK(allocations_of_ten_epochs(stopping) == 0);
}

TEST_CASE("a training step of a large network allocates nothing beside the library's own") {
  // 100 steps; of the three dense layers one (128 x 128) is the library's, with three products.
  CHECK(allocations_of_ten_epochs(options_of(128)) <= 100 * 3 * 8);
}

#endif
