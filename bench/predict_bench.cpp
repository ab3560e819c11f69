// Rows to be predicted: 28 columns of numbers and a class that depends on them.
// Usage: predict_bench FILE ROWS [SEED]
#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>

#include "core/base/random.hpp"

namespace {

using namespace dlflow;

constexpr int kColumns = 28;

void generate(const std::string& name, std::size_t rows, std::uint64_t seed) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(name.c_str(), "w"),
                                                             std::fclose);
  if (!file) throw std::runtime_error("cannot write " + name);
  std::string block;
  for (int c = 0; c < kColumns; ++c) block += fmt::format("x{},", c);
  block += "y\n";
  RandomStream random(RandomKey(seed).with("predict bench"));
  for (std::size_t row = 0; row < rows; ++row) {
    double score = 0;
    for (int c = 0; c < kColumns; ++c) {
      const double value = random.normal();
      score += std::sin(value * (c % 4)) + 0.1 * value;
      fmt::format_to(std::back_inserter(block), "{:.6f},", value * (c + 1) + c);
    }
    block += score + random.normal() > 0 ? "yes\n" : "no\n";
    if (block.size() < 1 << 20 && row + 1 < rows) continue;
    if (std::fwrite(block.data(), 1, block.size(), file.get()) != block.size())
      throw std::runtime_error("cannot write " + name);
    block.clear();
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr, "usage: predict_bench FILE ROWS [SEED]\n");
    return 2;
  }
  generate(argv[1], std::stoul(argv[2]), argc > 3 ? std::stoul(argv[3]) : 1);
  return 0;
}
