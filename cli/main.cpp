#include <fcntl.h>
#include <fmt/format.h>

#include <cstdio>
#include <new>

#include "cli/arguments.hpp"
#include "core/base/error.hpp"
#include "core/base/memory.hpp"

namespace {

/// Standard streams that the caller closed are opened on nothing, so that no file of ours gets
/// their numbers and a result printed into it; writing to stdout then still fails.
void occupy_standard_streams() {
  for (const int descriptor : {0, 1, 2})
    if (::fcntl(descriptor, F_GETFD) < 0) {
      const int flags = descriptor == 2 ? O_WRONLY : O_RDONLY;
      if (::open("/dev/null", flags) != descriptor) return;
    }
}

}  // namespace

/// The only place that ends the program and the only one that catches everything.
int main(int argc, char** argv) {
  using namespace dlflow;
  occupy_standard_streams();
  keep_freed_memory();
  try {
    const int code = cli::dispatch(argc, argv);
    if (std::fflush(stdout) != 0 || std::ferror(stdout))
      throw EnvironmentError("stdout", "cannot write the results");
    return code;
  } catch (const Stopped& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return static_cast<int>(e.code());
  } catch (const Error& e) {
    std::fprintf(stderr, "error: %s\n", e.what());
    return static_cast<int>(e.code());
  } catch (const std::bad_alloc&) {
    std::fputs("error: there is not enough memory for this\n", stderr);
    return static_cast<int>(ExitCode::resource);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "error: internal: %s\n  this is a defect of dlflow, not of your input\n",
                 e.what());
    return static_cast<int>(ExitCode::internal);
  }
}
