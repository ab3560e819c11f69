#pragma once

#include <string_view>
#include <utility>

namespace dlflow::files {

/// Owns an open file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor();
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  int get() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  /// Gives the descriptor to the caller, who closes it.
  int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

/// open(2) with O_CLOEXEC, tried again after a signal; not open, with errno set, on failure.
Descriptor open_file(const char* path, int flags);

/// Writes all bytes however short the single writes are; false with errno set on failure.
bool write_fully(int descriptor, std::string_view bytes);

/// read(2), tried again after a signal.
long read_some(int descriptor, char* buffer, std::size_t size);

/// Takes the write lock of the open file description without waiting; false with errno set
/// (EAGAIN when another holds it).
bool try_lock(int descriptor);

}  // namespace dlflow::files
