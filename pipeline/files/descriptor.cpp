#include "pipeline/files/descriptor.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace dlflow::files {

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

Descriptor open_file(const char* path, int flags) {
  int number = -1;
  do number = ::open(path, flags | O_CLOEXEC, 0666);
  while (number < 0 && errno == EINTR);
  return Descriptor(number);
}

bool write_fully(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      if (written == 0) errno = EIO;
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

long read_some(int descriptor, char* buffer, std::size_t size) {
  ssize_t got = 0;
  do got = ::read(descriptor, buffer, size);
  while (got < 0 && errno == EINTR);
  return got;
}

bool try_lock(int descriptor) {
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  int result = 0;
  do result = ::fcntl(descriptor, F_OFD_SETLK, &whole);
  while (result < 0 && errno == EINTR);
  if (result < 0 && errno == EACCES) errno = EAGAIN;
  return result == 0;
}

}  // namespace dlflow::files
