#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "core/base/names.hpp"
#include "core/base/text.hpp"
#include "pipeline/data/images/decoding.hpp"
#include "pipeline/data/images/image_layout.hpp"
#include "pipeline/data/readers/column_builder.hpp"
#include "pipeline/data/readers/readers.hpp"
#include "pipeline/files/files.hpp"

/// A folder of images: the columns `file`, `image` and, from the sub-folders, `class`.
namespace dlflow::data {
namespace {

constexpr std::uint64_t kMostBytes = std::uint64_t{16} << 30;
constexpr std::size_t kMostBatch = 256;
constexpr std::size_t kBatchBytes = std::size_t{64} << 20;

/// Height by width, as files have it.
struct Size {
  std::uint32_t height = 0, width = 0;
  bool operator==(const Size&) const = default;
};

/// The pixels of all rows, put in their place as they come.
class Gathering {
 public:
  Gathering(std::string file, const DataOptions& options, const ImageLayout& layout)
      : file_(std::move(file)), layout_(layout), sizes_(layout.rows()) {
    block_.channels = options.colours == Colours::grey ? 1 : 3;
    is_grey_ = options.colours == Colours::automatic;
  }

  void add(std::size_t row, Picture picture) {
    changes_.add(picture);
    sizes_[row] = {static_cast<std::uint32_t>(picture.height),
                   static_cast<std::uint32_t>(picture.width)};
    if (block_.height == 0) begin(picture);
    if (picture.height != block_.height || picture.width != block_.width) return;
    is_grey_ = is_grey_ && picture.channels == 1;
    recolour_picture(picture, block_.channels);
    std::ranges::copy(picture.bytes, block_.bytes.begin() +
                                         static_cast<std::ptrdiff_t>(row * picture.bytes.size()));
  }

  /// Throws UserError (data) when the images are not of one size.
  std::shared_ptr<const samples::ImageBlock> finish() {
    const auto other = std::ranges::find_if(sizes_, [&](Size s) { return s != sizes_.front(); });
    if (other != sizes_.end()) refuse_sizes(static_cast<std::size_t>(other - sizes_.begin()));
    if (is_grey_) keep_one_channel();
    return std::make_shared<samples::ImageBlock>(std::move(block_));
  }
  const PictureChanges& changes() const { return changes_; }

  /// Called for each picture before add, from any thread: what will not be used takes no memory.
  void settle(Picture& picture) const {
    if (block_.height > 0 && (picture.height != block_.height || picture.width != block_.width))
      picture.bytes = {};
  }
  /// How many images to decode before they are added. The first tells how large they are.
  std::size_t batch() const {
    if (block_.height == 0) return 1;
    return std::clamp<std::size_t>(kBatchBytes / block_.values_per_image(), 4, kMostBatch);
  }

 private:
  void begin(const Picture& first) {
    block_.height = first.height;
    block_.width = first.width;
    const std::uint64_t bytes = layout_.rows() * block_.values_per_image();
    if (bytes > kMostBytes)
      throw UserError(
          ExitCode::data,
          fmt::format("{}: {} images of {} x {} pixels take {} GiB, more than 16", file_,
                      counted(layout_.rows()), first.height, first.width, bytes >> 30),
          "bring them to a smaller size: data: {images: ..., size: [64, 64]}");
    block_.bytes.resize(bytes);
  }

  [[noreturn]] void refuse_sizes(std::size_t row) const {
    const Size a = sizes_.front(), b = sizes_[row];
    throw UserError(ExitCode::data,
                    fmt::format("{}: the images differ in size: '{}' is {} x {}, '{}' is {} x {} "
                                "pixels (height x width)",
                                file_, layout_.paths.front(), a.height, a.width, layout_.paths[row],
                                b.height, b.width),
                    "say which size all are resized to: data: {images: ..., size: [64, 64]}");
  }

  /// Every image is grey: its three channels are equal.
  void keep_one_channel() {
    auto& bytes = block_.bytes;
    for (std::size_t i = 0; i < bytes.size() / 3; ++i) bytes[i] = bytes[3 * i];
    bytes.resize(bytes.size() / 3);
    bytes.shrink_to_fit();
    block_.channels = 1;
  }

  std::string file_;
  const ImageLayout& layout_;
  std::vector<Size> sizes_;  ///< of each row
  samples::ImageBlock block_;
  bool is_grey_ = false;  ///< one channel is enough for all so far
  PictureChanges changes_;
};

Column file_column(const ImageLayout& layout) {
  Column out;
  out.name = "file";
  out.kind = ColumnKind::id;
  out.reason = "it names the image";
  out.texts = layout.paths;
  return out;
}

Column class_column(const ImageLayout& layout) {
  Column out;
  out.name = "class";
  out.reason = "the folder that the image lies in";
  out.labels = layout.classes;
  std::ranges::sort(out.labels);
  out.labels.erase(std::unique(out.labels.begin(), out.labels.end()), out.labels.end());
  out.kind = out.labels.size() <= 2 ? ColumnKind::binary : ColumnKind::category;
  for (const std::string& name : layout.classes)
    out.codes.push_back(
        static_cast<std::int32_t>(std::ranges::lower_bound(out.labels, name) - out.labels.begin()));
  sort_labels(out);
  return out;
}

void check_options(const std::string& file, const DataOptions& options) {
  if (!options.labels.empty())
    throw UserError(ExitCode::data,
                    fmt::format("{}: the class of an image is the folder that it lies in, but "
                                "'labels' names another source",
                                file),
                    "leave 'labels' out");
}

void apply_settings(ReadResult& result, const std::string& file, const ColumnSettings& settings) {
  for (const auto& [name, given] : settings)
    for (Column& column : result.table.columns)
      if (column.name == name && given.kind && *given.kind != column.kind) {
        if (column.is_image())
          throw UserError(ExitCode::data,
                          fmt::format("{}: column 'image' holds images, not values of kind {}",
                                      file, value_name(*given.kind)));
        const bool are_categories = *given.kind == ColumnKind::category && column.is_coded();
        if (*given.kind == ColumnKind::number)
          column = as_number(column);
        else if (!are_categories)
          apply_kind(column, *given.kind, file);
      }
}

ReadResult read_images(const std::filesystem::path& path, const DataOptions& options,
                       const ColumnSettings& settings, int threads) {
  const std::string file = path.string();
  check_options(file, options);
  const auto files = open_images(path);
  const ImageLayout layout = lay_out(*files, true);
  require_classes(*files, layout, file);
  UsefulSize size;
  if (!options.size.empty())
    size = {static_cast<std::size_t>(options.size[0]), static_cast<std::size_t>(options.size[1])};

  Gathering gathering(file, options, layout);
  FileProblems problems;
  std::vector<std::string> hashes(files->paths().size());
  const auto settle = [&](Picture& picture) {
    if (size.height > 0) resize_picture(picture, size.height, size.width);
    gathering.settle(picture);
  };
  for (auto batch = files->next(1); !batch.empty(); batch = files->next(gathering.batch()))
    for (DecodedImage& image : decode(*files, std::move(batch), size, threads, settle)) {
      hashes[image.index] = std::move(image.hash);
      const std::uint32_t row = layout.row_of[image.index];
      if (row == ImageLayout::kNoRow) continue;
      if (image.problem)
        problems.add(*image.problem);
      else
        gathering.add(row, std::move(image.picture));
    }
  problems.raise();

  ReadResult result;
  result.has_header = true;
  result.target = "class";
  result.test_begin = layout.test_begin;
  result.content_hash = files->hash(hashes);
  result.table.columns.push_back(file_column(layout));
  Column& image = result.table.columns.emplace_back();
  image.name = "image";
  image.kind = ColumnKind::image;
  image.images = gathering.finish();
  image.reason = fmt::format("{} files", counted(layout.rows()));
  result.table.columns.push_back(class_column(layout));
  apply_settings(result, file, settings);
  result.notes = gathering.changes().sentences();
  for (const std::string& sentence : {files->left_out(), layout.left_out})
    if (!sentence.empty()) result.notes.push_back(sentence);
  if (layout.test_begin)
    result.notes.push_back(fmt::format("the test set is test/: {} of {} images",
                                       counted(layout.rows() - *layout.test_begin),
                                       counted(layout.rows())));
  return result;
}

}  // namespace

const ReaderKind& image_reader() {
  static const ReaderKind kind{Format::images, {".tar"}, read_images};
  return kind;
}

std::string hash_of_images(const std::filesystem::path& folder) {
  const auto files = open_images(folder);
  std::vector<std::string> hashes(files->paths().size());
  for (auto batch = files->next(kMostBatch); !batch.empty(); batch = files->next(kMostBatch))
    for (const ImageFile& image : batch) hashes[image.index] = files::sha256(image.bytes);
  return files->hash(hashes);
}

}  // namespace dlflow::data
