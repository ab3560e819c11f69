#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "pipeline/data/images/image_files.hpp"
#include "pipeline/data/images/picture.hpp"

namespace dlflow::data {

/// What became of one file.
struct DecodedImage {
  std::size_t index = 0;  ///< in ImageFiles::paths()
  std::string hash;       ///< SHA-256 of its bytes
  Picture picture;
  std::optional<Problem> problem;  ///< in place of the picture
};

/// Decodes images on `jobs` threads, each then settled by `settle`, on its thread: resized, or
/// dropped where its size tells that it is of no use.
std::vector<DecodedImage> decode(const ImageFiles& files, std::vector<ImageFile> images,
                                 UsefulSize useful, int jobs,
                                 const std::function<void(Picture&)>& settle);

/// The first 20 files that cannot be read, and how many more there are, to be thrown together.
class FileProblems {
 public:
  void add(const Problem& problem);
  /// Throws UserError (data) when there is any problem.
  void raise();

 private:
  std::vector<Problem> problems_;
  std::size_t more_ = 0;
};

/// How many pictures were changed on the way, for notes.
class PictureChanges {
 public:
  void add(const Picture& picture);
  std::vector<std::string> sentences() const;

 private:
  std::size_t resized_ = 0, turned_ = 0, transparent_ = 0, deep_ = 0, stray_ = 0;
  std::size_t height_ = 0, width_ = 0;
};

}  // namespace dlflow::data
