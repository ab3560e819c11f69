#include "pipeline/data/readers/lines.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/data/readers/encodings.hpp"

namespace dlflow::data {

Lines::Lines(const std::filesystem::path& file, SourceEncoding encoding, Encoding wanted)
    : name_(file.string()),
      wanted_(wanted),
      state_(std::make_shared<SourceState>()),
      lines_(file, encoding, state_) {}

bool Lines::next(std::string_view& line) {
  char *begin = nullptr, *end = nullptr;
  lines_.next(begin, end);
  const std::uint64_t failed = state_->failed_line.load(std::memory_order_acquire);
  if (failed > 0 && (!begin || number_ + 1 >= failed)) {
    number_ = failed;
    refuse_failure();
  }
  if (!begin) return false;
  ++number_;
  line = trim(begin);
  return true;
}

void Lines::refuse_failure() const {
  using Failure = SourceState::Failure;
  if (state_->failure == Failure::nul)
    refuse("holds a NUL byte", "this is a text format: is the file of another?");
  if (state_->failure == Failure::too_long) refuse("is longer than 16 MiB");
  if (wanted_ == Encoding::automatic) throw NotUtf8{};
  refuse("is not valid UTF-8", "set data.encoding: latin1 or automatic");
}

void Lines::refuse(const std::string& message, const std::string& hint) const {
  throw UserError(ExitCode::data, {{{name_, static_cast<int>(number_), 0, ""}, "", message, hint}});
}

}  // namespace dlflow::data
