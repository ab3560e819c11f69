#include "pipeline/data/images/decoding.hpp"

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/base/thread_pool.hpp"
#include "pipeline/files/files.hpp"

namespace dlflow::data {
namespace {

Picture decoded(const ImageFile& image, UsefulSize useful) {
  if (image.is_too_large) throw BadPicture("a file of more than 256 MiB", "shrink the image");
  return decode_picture(image.bytes, useful);
}

}  // namespace

std::vector<DecodedImage> decode(const ImageFiles& files, std::vector<ImageFile> images,
                                 UsefulSize useful, int jobs,
                                 const std::function<void(Picture&)>& settle) {
  std::vector<DecodedImage> out(images.size());
  run_tasks(images.size(), jobs, [&](std::size_t i, int) {
    ImageFile& image = images[i];
    out[i].index = image.index;
    out[i].hash = files::sha256(image.bytes);
    try {
      out[i].picture = decoded(image, useful);
      settle(out[i].picture);
    } catch (const BadPicture& e) {
      Problem& problem = out[i].problem.emplace();
      problem.place.file = files.shown(files.paths()[image.index]);
      problem.message = e.what();
      problem.hint = e.hint();
    }
    image.bytes = {};
  });
  return out;
}

void FileProblems::add(const Problem& problem) {
  constexpr std::size_t kShown = 20;
  if (problems_.size() < kShown)
    problems_.push_back(problem);
  else
    ++more_;
}

void FileProblems::raise() {
  if (problems_.empty()) return;
  if (more_ > 0)
    problems_.back().hint = fmt::format("and {} more file{}", more_, more_ > 1 ? "s" : "");
  throw UserError(ExitCode::data, problems_);
}

void PictureChanges::add(const Picture& picture) {
  resized_ += picture.was_resized;
  turned_ += picture.was_turned;
  transparent_ += picture.was_transparent;
  deep_ += picture.was_deep;
  stray_ += picture.had_stray_bytes;
  height_ = picture.height;
  width_ = picture.width;
}

std::vector<std::string> PictureChanges::sentences() const {
  std::vector<std::string> out;
  const auto say = [&](std::size_t count, const std::string& one, const std::string& several) {
    if (count == 1) out.push_back("1 image " + one);
    if (count > 1) out.push_back(counted(count) + " images " + several);
  };
  const std::string to = fmt::format("resized to {} x {} pixels", height_, width_);
  say(resized_, "is " + to, "are " + to);
  say(turned_, "is turned as its EXIF orientation says",
      "are turned as their EXIF orientation says");
  say(transparent_, "is transparent in parts: they are white",
      "are transparent in parts: they are white");
  say(deep_, "of 16 bits a value is read with 8", "of 16 bits a value are read with 8");
  say(stray_, "holds stray bytes between its parts, which are skipped",
      "hold stray bytes between their parts, which are skipped");
  return out;
}

}  // namespace dlflow::data
