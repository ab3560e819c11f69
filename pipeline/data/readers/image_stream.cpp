#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/data/images/decoding.hpp"
#include "pipeline/data/images/image_layout.hpp"
#include "pipeline/data/readers/stream_layout.hpp"

namespace dlflow::data {
namespace {

constexpr std::uint64_t kMostPieceBytes = std::uint64_t{64} << 20;

/// New rows as image files, brought to the size and colours of the training images.
class ImageStream final : public RowStream {
 public:
  ImageStream(const std::string& file, const StreamColumns& wanted) : file_(file), wanted_(wanted) {
    for (const auto& [name, options] : wanted_.inputs)
      if (options.kind == ColumnKind::image && options.from.empty() && image_ == nullptr)
        image_ = &name, shape_ = options.shape;
    check_inputs();
    files_ = open_images(file);
    layout_ = lay_out(*files_, false);
    hashes_.resize(files_->paths().size());
    most_ = std::clamp<std::uint64_t>(kMostPieceBytes / (size().height * size().width * channels()),
                                      16, kRows);
  }

  bool next(Table& table) override {
    Column names, pixels, classes;
    names.name = file_column();
    names.kind = classes.kind = ColumnKind::text;
    pixels.name = *image_;
    pixels.kind = ColumnKind::image;
    classes.name = wanted_.target;
    auto block = std::make_shared<samples::ImageBlock>();
    block->height = size().height;
    block->width = size().width;
    block->channels = channels();
    read_piece([&](const DecodedImage& image) {
      const std::uint32_t row = layout_.row_of[image.index];
      names.texts.push_back(layout_.paths[row]);
      classes.texts.push_back(layout_.classes[row]);
      const auto& bytes = image.picture.bytes;
      block->bytes.insert(block->bytes.end(), bytes.begin(), bytes.end());
    });
    if (names.texts.empty()) {
      finish();
      return false;
    }
    pixels.images = std::move(block);
    table.columns.clear();
    table.columns.push_back(std::move(names));
    table.columns.push_back(std::move(pixels));
    table.columns.push_back(std::move(classes));
    return true;
  }

  std::string name_column() const override { return file_column(); }
  std::vector<std::string> notes() const override {
    auto out = changes_.sentences();
    for (const std::string& sentence : {files_->left_out(), layout_.left_out})
      if (!sentence.empty()) out.push_back(sentence);
    return out;
  }

 private:
  UsefulSize size() const {
    return {static_cast<std::size_t>(shape_[0]), static_cast<std::size_t>(shape_[1])};
  }
  std::size_t channels() const { return static_cast<std::size_t>(shape_[2]); }

  /// No input or target of the model bears this name.
  std::string file_column() const {
    std::string name = "file";
    const auto is_taken = [&] {
      return name == wanted_.target ||
             std::ranges::any_of(wanted_.inputs, [&](const auto& in) { return in.first == name; });
    };
    while (is_taken()) name += '_';
    return name;
  }

  void check_inputs() const {
    for (const auto& [name, options] : wanted_.inputs)
      if (image_ == nullptr || name != *image_)
        throw UserError(
            ExitCode::data,
            fmt::format("{} holds images, but the model reads the column '{}'", file_, name),
            "give it rows as a table");
    if (shape_.size() != 3 || (shape_[2] != 1 && shape_[2] != 3))
      throw UserError(ExitCode::data,
                      fmt::format("{}: the model reads images that no file holds", file_),
                      "give it rows in the format that it was trained on");
  }

  template <class Take>
  void read_piece(const Take& take) {
    const int jobs = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    FileProblems problems;
    const auto settle = [this](Picture& picture) {
      resize_picture(picture, size().height, size().width);
      recolour_picture(picture, channels());
    };
    for (std::size_t taken = 0; taken < most_;) {
      auto batch = files_->next(most_ - taken);
      if (batch.empty()) break;
      for (DecodedImage& image : decode(*files_, std::move(batch), size(), jobs, settle)) {
        hashes_[image.index] = std::move(image.hash);
        if (layout_.row_of[image.index] == ImageLayout::kNoRow) continue;
        ++taken;
        if (image.problem) {
          problems.add(*image.problem);
          continue;
        }
        changes_.add(image.picture);
        take(image);
      }
    }
    problems.raise();
  }

  void finish() {
    const bool is_scored =
        std::ranges::any_of(layout_.classes, [](const std::string& name) { return !name.empty(); });
    if (is_scored && hash_.empty()) hash_ = files_->hash(hashes_);
  }

  std::string file_;
  const StreamColumns wanted_;
  const std::string* image_ = nullptr;  ///< name of the input
  std::vector<std::int64_t> shape_;
  std::unique_ptr<ImageFiles> files_;
  ImageLayout layout_;
  std::vector<std::string> hashes_;
  std::size_t most_ = 0;
  PictureChanges changes_;
};

}  // namespace

std::unique_ptr<RowStream> image_stream(const std::string& file, const StreamColumns& columns) {
  return std::make_unique<ImageStream>(file, columns);
}

}  // namespace dlflow::data
