#include <catch2/catch.hpp>
#include <sstream>
#include <string>

#include "tests/cli/shell.hpp"

using namespace dlflow;

#if defined(__x86_64__)
// A pragma or an attribute of one source must not reach what is compiled behind it.
TEST_CASE("only functions that are chosen by the processor use vectors beyond SSE2") {
  const Shell shell;
  const Shell::Outcome got = shell.run(
      "objdump -d -C --no-show-raw-insn " DLFLOW_BINARY
      " | awk '/^[0-9a-f]+ <.*>:$/ { name = $0; next } $2 ~ /^v/ && !seen[name]++ { print name }'");
  REQUIRE(got.code == 0);
  std::istringstream lines(got.out);
  std::string others;
  bool has_chosen = false;
  for (std::string line; std::getline(lines, line);) {
    bool is_chosen = false;
    for (const char* part :
         {"[clone .arch_x86_64_v", "kernels::run_with_64<", "kernels::run_with_32<",
          "small::avx2::", "small::avx512::", "_avx2(", "_avx512(", "::pick_near("})
      is_chosen = is_chosen || line.find(part) != std::string::npos;
    has_chosen = has_chosen || is_chosen;
    if (!is_chosen) others += line + "\n";
  }
  CHECK(has_chosen);
  CHECK(others == "");
}
#endif
