#include "pipeline/data/readers/raw_input.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <vector>

#include "core/base/error.hpp"
#include "pipeline/files/hash.hpp"

namespace dlflow::data {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 18;
/// A .gz may not unzip to more than this: a few bytes can claim any size.
constexpr std::uint64_t kMostUnzipped = std::uint64_t{64} << 30;

}  // namespace

class RawInput::Parts {
 public:
  explicit Parts(const std::filesystem::path& file)
      : name_(file == "-" ? "stdin" : file.string()),
        is_zipped_(file.extension() == ".gz" || file.extension() == ".tgz") {
    descriptor_ = file == "-" ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
                              : ::open(name_.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor_ < 0) throw EnvironmentError::from_errno(name_, "cannot open", errno);
    if (is_zipped_) {
      input_.resize(kPiece);
      DLFLOW_REQUIRE(inflateInit2(&stream_, 16 + MAX_WBITS) == Z_OK, "zlib cannot start");
    }
  }
  ~Parts() {
    if (is_zipped_) inflateEnd(&stream_);
    ::close(descriptor_);
  }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  std::size_t read(char* out, std::size_t size) {
    return is_zipped_ ? unzip(out, size) : fill(out, size);
  }
  void stop_hashing() { is_hashed_ = false; }
  std::string hash() { return is_hashed_ ? sha_.finish() : ""; }

 private:
  std::size_t fill(char* out, std::size_t size) {
    std::size_t filled = 0;
    while (filled < size) {
      const ssize_t got = ::read(descriptor_, out + filled, size - filled);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) throw EnvironmentError::from_errno(name_, "cannot read", errno);
      if (got == 0) break;
      if (is_hashed_) sha_.add(std::string_view(out + filled, static_cast<std::size_t>(got)));
      filled += static_cast<std::size_t>(got);
    }
    return filled;
  }

  /// More zipped bytes; false at the end of the file.
  bool refill() {
    const std::size_t got = fill(input_.data(), input_.size());
    stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
    stream_.avail_in = static_cast<uInt>(got);
    return got > 0;
  }

  std::size_t unzip(char* out, std::size_t size) {
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = static_cast<uInt>(size);
    while (stream_.avail_out > 0) {
      if (stream_.avail_in == 0 && !refill()) {
        if (!is_between_members_) refuse("the file is cut short");
        break;
      }
      // A .gz may hold several members one after the other; what follows is one text.
      if (is_between_members_) inflateReset(&stream_);
      is_between_members_ = false;
      const int result = inflate(&stream_, Z_NO_FLUSH);
      if (result == Z_STREAM_END) is_between_members_ = true;
      if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
        refuse(stream_.msg ? stream_.msg : "the bytes are not gzip");
    }
    const std::size_t made = size - stream_.avail_out;
    unzipped_ += made;
    if (unzipped_ > kMostUnzipped) refuse("it unzips to more than 64 GiB");
    return made;
  }

  [[noreturn]] void refuse(std::string_view why) const {
    throw UserError(ExitCode::data, fmt::format("{}: not a whole gzip file: {}", name_, why));
  }

  std::string name_;
  bool is_zipped_;
  int descriptor_ = -1;
  files::Sha256 sha_;
  bool is_hashed_ = true;
  std::vector<char> input_;
  z_stream stream_{};
  bool is_between_members_ = false;
  std::uint64_t unzipped_ = 0;
};

RawInput::RawInput(const std::filesystem::path& file) : parts_(std::make_unique<Parts>(file)) {}
RawInput::~RawInput() = default;
std::size_t RawInput::read(char* out, std::size_t size) { return parts_->read(out, size); }
void RawInput::stop_hashing() { parts_->stop_hashing(); }
std::string RawInput::hash() { return parts_->hash(); }

}  // namespace dlflow::data
