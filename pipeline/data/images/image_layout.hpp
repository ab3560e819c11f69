#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/data/images/image_files.hpp"

namespace dlflow::data {

/// Which row each image of a folder is, and of which class.
struct ImageLayout {
  static constexpr std::uint32_t kNoRow = 0xFFFFFFFF;

  std::vector<std::uint32_t> row_of;  ///< of ImageFiles::paths(); kNoRow: left out
  std::vector<std::string> paths;    ///< of each row; training rows by path, then test rows by path
  std::vector<std::string> classes;  ///< of each row; "" where it lies in no class folder
  std::optional<std::size_t> test_begin;  ///< the first row of test/, where there are train/ and it
  std::string left_out;  ///< a sentence about folders beside train/ and test/, or ""

  std::size_t rows() const { return paths.size(); }
};

/// Each first folder is a class; below train/ and test/, where both are there and hold folders, the
/// second. A folder that the whole of an archive lies in does not count. Files keep their order
/// when `by_path` is false.
ImageLayout lay_out(const ImageFiles& files, bool by_path);

/// Throws UserError (data) for images in no class folder and for class folders without images.
void require_classes(const ImageFiles& files, const ImageLayout& layout, const std::string& file);

}  // namespace dlflow::data
