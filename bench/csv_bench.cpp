// A table of numbers read into typed columns.
// Usage: csv_bench generate FILE MEGABYTES | csv_bench read FILE [THREADS]
#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>

#include "core/base/memory.hpp"
#include "core/base/random.hpp"
#include "pipeline/data/reader.hpp"

namespace {

using namespace dlflow;

constexpr int kColumns = 20;

/// Normal numbers with six decimals, until the file is `megabytes` long.
void generate(const std::string& name, std::size_t megabytes) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(name.c_str(), "w"),
                                                             std::fclose);
  if (!file) throw std::runtime_error("cannot write " + name);
  std::string block;
  for (int c = 0; c < kColumns; ++c)
    block += fmt::format("x{}{}", c, c + 1 < kColumns ? ',' : '\n');
  RandomStream random(RandomKey(1).with("csv bench"));
  for (std::size_t written = 0; written < megabytes * 1000000;) {
    for (int row = 0; row < 1000; ++row)
      for (int c = 0; c < kColumns; ++c)
        fmt::format_to(std::back_inserter(block), "{:.6f}{}", random.normal() * 100,
                       c + 1 < kColumns ? ',' : '\n');
    if (std::fwrite(block.data(), 1, block.size(), file.get()) != block.size())
      throw std::runtime_error("cannot write " + name);
    written += block.size();
    block.clear();
  }
}

/// Bytes at the peak of this process.
double peak_bytes() {
  struct rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024;
}

double processor_seconds() {
  struct rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  const auto of = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

/// Prints seconds, processor seconds, and peak memory over the typed columns.
void read(const std::string& name, int threads) {
  const double before = processor_seconds();
  const auto start = std::chrono::steady_clock::now();
  const data::ReadResult result = data::read_table(name, {}, {}, threads);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  double typed = 0;
  for (const data::Column& column : result.table.columns) {
    if (!column.is_number()) throw std::runtime_error(column.name + " was not read as numbers");
    typed += static_cast<double>(column.size() * sizeof(double));
  }
  fmt::print("{:.3f} {:.3f} {:.2f}\n", seconds, processor_seconds() - before, peak_bytes() / typed);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc > 2 ? argv[1] : "";
  keep_freed_memory();  // as the tool does
  try {
    if (what == "generate" && argc == 4)
      generate(argv[2], std::stoul(argv[3]));
    else if (what == "read" && (argc == 3 || argc == 4))
      read(argv[2], argc == 4 ? std::stoi(argv[3]) : 1);
    else
      throw std::runtime_error(
          "usage: csv_bench generate FILE MEGABYTES | csv_bench read FILE [THREADS]");
  } catch (const std::exception& e) {
    fmt::print(stderr, "csv_bench: {}\n", e.what());
    return 1;
  }
}
