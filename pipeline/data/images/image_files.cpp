#include "pipeline/data/images/image_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/data/images/tar.hpp"
#include "pipeline/files/files.hpp"
#include "pipeline/files/hash.hpp"

namespace dlflow::data {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostBatch = std::uint64_t{64} << 20;
constexpr std::uint64_t kMostFile = std::uint64_t{256} << 20;
constexpr int kMostDepth = 32;

std::string last_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

bool is_hidden(const std::string& name) { return name.starts_with('.') || name == "__MACOSX"; }

bool is_below_hidden(const std::string& path) {
  const auto parts = split(path, '/');
  return std::any_of(parts.begin(), parts.end(),
                     [](std::string_view part) { return is_hidden(std::string(part)); });
}

bool is_plain(const std::string& name) {
  return is_utf8(name) && std::none_of(name.begin(), name.end(),
                                       [](char c) { return (c >= 0 && c < 32) || c == 127; });
}

/// The name with what would disturb a terminal taken out.
std::string harmless(std::string name) {
  for (char& c : name)
    if (c < 32 || c == 127) c = '?';
  return name;
}

void require_plain(const std::string& path, const std::string& file) {
  if (!is_plain(path))
    throw UserError(ExitCode::data,
                    fmt::format("{}: the name '{}' holds a control character, or is no UTF-8", file,
                                harmless(path)),
                    "rename the file");
}

class FolderImages final : public ImageFiles {
 public:
  explicit FolderImages(const fs::path& folder)
      : folder_(folder), root_(fs::canonical(folder).string()) {
    visit(folder, "", 0);
    std::sort(paths_.begin(), paths_.end());
    std::sort(folders_.begin(), folders_.end());
  }

  bool is_archive() const override { return false; }
  std::string shown(const std::string& path) const override { return (folder_ / path).string(); }

  std::vector<ImageFile> next(std::size_t most) override {
    std::vector<ImageFile> out;
    std::uint64_t bytes = 0;
    while (next_ < paths_.size() && out.size() < most && bytes < kMostBatch) {
      ImageFile& image = out.emplace_back();
      image.index = next_++;
      const fs::path path = folder_ / paths_[image.index];
      std::error_code error;
      const std::uint64_t size = fs::file_size(path, error);
      if (error) throw EnvironmentError::from_errno(path.string(), "cannot read", error.value());
      image.is_too_large = size > kMostFile;
      if (!image.is_too_large) image.bytes = files::read_all(path, kMostFile);
      bytes += image.bytes.size();
    }
    return out;
  }

  std::string hash(const std::vector<std::string>& hashes) override {
    files::Sha256 sha;
    for (std::size_t i = 0; i < paths_.size(); ++i) {
      sha.add_text(paths_[i]);
      sha.add_text(hashes[i]);
    }
    return sha.finish();
  }

 private:
  void visit(const fs::path& folder, const std::string& below, int depth) {
    if (depth > kMostDepth)
      throw UserError(ExitCode::data, fmt::format("{}: folders lie {} deep, more than {}",
                                                  folder.string(), depth, kMostDepth));
    std::error_code error;
    fs::directory_iterator entries(folder, error);
    if (error) throw EnvironmentError::from_errno(folder.string(), "cannot read", error.value());
    for (const auto& entry : entries) {
      const std::string name = entry.path().filename().string();
      const std::string path = below.empty() ? name : below + "/" + name;
      if (is_hidden(name)) {
        if (!entry.is_directory(error)) leave_out(name);
        continue;
      }
      require_plain(path, folder_.string());
      if (entry.is_symlink(error)) require_inside(entry);
      if (entry.is_directory(error)) {
        folders_.push_back(path);
        visit(entry.path(), path, depth + 1);
      } else if (entry.is_regular_file(error)) {
        if (meet(name)) paths_.push_back(path);
      } else {
        leave_out(name);
      }
    }
  }

  void require_inside(const fs::directory_entry& link) const {
    std::error_code error;
    const std::string to = fs::canonical(link.path(), error).string();
    const std::string name = link.path().string();
    if (error)
      throw UserError(ExitCode::data, fmt::format("{}: a link that leads nowhere", name),
                      "remove it, or copy the file in its place");
    if (!to.starts_with(root_ + "/"))
      throw UserError(ExitCode::data, fmt::format("{}: a link out of {}", name, folder_.string()),
                      "copy what it leads to in its place");
    if (fs::is_directory(to, error))
      throw UserError(ExitCode::data,
                      fmt::format("{}: a link to a folder, which is not followed", name),
                      "remove it: what it leads to is read where it lies");
  }

  fs::path folder_;
  std::string root_;
  std::size_t next_ = 0;
};

class TarImages final : public ImageFiles {
 public:
  explicit TarImages(const fs::path& file) : file_(file.string()), input_(file) {
    TarInput listing(file);
    std::set<std::string> met;
    while (const auto entry = listing.next()) {
      if (entry->name.empty()) continue;
      const bool is_folder = entry->kind == TarEntry::Kind::folder;
      if (is_below_hidden(entry->name)) {
        if (!is_folder) leave_out(last_of(entry->name));
        continue;
      }
      require_plain(entry->name, file_);
      if (is_folder) {
        folders_.push_back(entry->name);
      } else if (entry->kind != TarEntry::Kind::file) {
        leave_out(last_of(entry->name) + " (a link or device)");
      } else if (meet(last_of(entry->name))) {
        if (!met.insert(entry->name).second)
          throw UserError(ExitCode::data, fmt::format("{}: '{}' occurs twice", file_, entry->name),
                          "pack the folder again");
        paths_.push_back(entry->name);
      }
    }
    std::sort(folders_.begin(), folders_.end());
  }

  bool is_archive() const override { return true; }
  std::string shown(const std::string& path) const override { return file_ + ": " + path; }

  std::vector<ImageFile> next(std::size_t most) override {
    std::vector<ImageFile> out;
    std::uint64_t bytes = 0;
    while (out.size() < most && bytes < kMostBatch) {
      const auto entry = input_.next();
      if (!entry) break;
      if (next_ == paths_.size() || entry->name != paths_[next_] ||
          entry->kind != TarEntry::Kind::file)
        continue;
      ImageFile& image = out.emplace_back();
      image.index = next_++;
      image.is_too_large = entry->size > kMostFile;
      if (!image.is_too_large) image.bytes = input_.read();
      bytes += image.bytes.size();
    }
    return out;
  }

  std::string hash(const std::vector<std::string>&) override {
    while (input_.next()) continue;
    return input_.hash();
  }

 private:
  std::string file_;
  TarInput input_;
  std::size_t next_ = 0;
};

}  // namespace

bool ImageFiles::meet(const std::string& name) {
  const std::string text = lower_case(name);
  for (const char* ending : {".png", ".jpg", ".jpeg"})
    if (text.ends_with(ending)) return true;
  leave_out(name);
  return false;
}

void ImageFiles::leave_out(const std::string& name) { ++left_out_[name]; }

std::string ImageFiles::left_out() const {
  constexpr std::size_t kShown = 5;
  std::size_t all = 0, shown = 0;
  std::string names;
  for (const auto& [name, count] : left_out_) {
    all += count;
    if (shown < kShown) names += (shown > 0 ? ", " : "") + harmless(name);
    ++shown;
  }
  if (all == 0) return "";
  if (shown > kShown) names += ", ...";
  return fmt::format("{} file{} no PNG or JPEG by {} and left out: {}", counted(all),
                     all == 1 ? " is" : "s are", all == 1 ? "its name" : "their names", names);
}

bool holds_images(const fs::path& file) {
  std::error_code ignored;
  if (fs::is_directory(file, ignored)) return true;
  const std::string name = lower_case(file.filename().string());
  return name.ends_with(".tar") || name.ends_with(".tar.gz") || name.ends_with(".tgz");
}

std::unique_ptr<ImageFiles> open_images(const fs::path& file) {
  std::unique_ptr<ImageFiles> out;
  const bool is_folder = fs::is_directory(file);
  if (!is_folder && !holds_images(file))
    throw UserError(
        ExitCode::data,
        fmt::format("{}: expected a folder of images, or a .tar, .tar.gz or .tgz of one",
                    file.string()));
  if (is_folder)
    out = std::make_unique<FolderImages>(file);
  else
    out = std::make_unique<TarImages>(file);
  if (out->paths().empty())
    throw UserError(ExitCode::data,
                    fmt::format("{}: there is no image in it: no file ends in .png, .jpg or .jpeg",
                                file.string()),
                    out->left_out());
  return out;
}

}  // namespace dlflow::data
