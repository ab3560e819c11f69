#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace dlflow::data {

/// One image as it lies in a folder or an archive.
struct ImageFile {
  std::size_t index = 0;  ///< in paths()
  std::string bytes;
  bool is_too_large = false;  ///< more than 256 MiB, and not read
};

/// The PNG and JPEG files below a folder or in a .tar, by their names; hidden files and folders
/// ('.' before the name) and all others are left out. Links may not lead out of the folder.
class ImageFiles {
 public:
  virtual ~ImageFiles() = default;

  /// Below the folder, with '/' between names: of a folder sorted, of an archive as they stand.
  const std::vector<std::string>& paths() const { return paths_; }
  virtual bool is_archive() const = 0;
  /// How a message names an image: "photos/cat/1.png", "photos.tar: cat/1.png".
  virtual std::string shown(const std::string& path) const = 0;
  /// Folders that were met, below the folder, with '/' between names; sorted.
  const std::vector<std::string>& folders() const { return folders_; }
  /// "2 files are no PNG or JPEG by their names and left out: Thumbs.db, ..."; or "".
  std::string left_out() const;

  /// The next images, in the order of paths(), at most `most` and about 64 MiB of bytes; none
  /// behind the last. Throws EnvironmentError when a file cannot be read, UserError (data) as
  /// open_images does.
  virtual std::vector<ImageFile> next(std::size_t most) = 0;
  /// What changes whenever a path or a byte of an image does; once all have been read. `hashes`:
  /// SHA-256 of each image, by its index.
  virtual std::string hash(const std::vector<std::string>& hashes) = 0;

 protected:
  /// True when it is an image by its name, else it is left out.
  bool meet(const std::string& name);
  void leave_out(const std::string& name);

  std::vector<std::string> paths_, folders_;
  std::map<std::string, std::size_t> left_out_;  ///< name of a file, how many bear it
};

/// Lists a folder or an archive. Throws UserError (data) for a link that leads out, a name that is
/// no plain UTF-8, a path that occurs twice, a damaged archive, and where there is no image;
/// EnvironmentError when the system refuses to read it.
std::unique_ptr<ImageFiles> open_images(const std::filesystem::path& file);

/// Whether it is a folder, or an archive by its name.
bool holds_images(const std::filesystem::path& file);

}  // namespace dlflow::data
