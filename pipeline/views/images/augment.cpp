#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/base/text.hpp"
#include "pipeline/views/images/pixels.hpp"

namespace dlflow::views::images {
namespace {

enum class Flip { none, horizontal, vertical, both };
std::span<const std::string_view> names_of(Flip) {
  static constexpr std::array<std::string_view, 4> kNames = {"none", "horizontal", "vertical",
                                                             "both"};
  return kNames;
}
enum class Fill { edge, zero };
std::span<const std::string_view> names_of(Fill) {
  static constexpr std::array<std::string_view, 2> kNames = {"edge", "zero"};
  return kNames;
}

struct Options {
  Flip flip = Flip::none;
  Fill fill = Fill::edge;
  double shift = 0, rotate = 0, zoom = 0, brightness = 0, contrast = 0, cutout = 0;
  double mixup = 0, cutmix = 0;
};
void describe(schema::Object& o, Options& x) {
  o.field("flip", x.flip, "Mirrors every second image along this axis.");
  o.field("shift", x.shift, "Moves by up to this share of height and width.").between(0, 1);
  o.field("rotate", x.rotate, "Turns by up to this angle either way.")
      .between(0, 180)
      .measured_in("degrees");
  o.field("zoom", x.zoom, "Enlarges or shrinks by up to this share.").at_least(0).below(1);
  o.field("brightness", x.brightness, "Adds up to this share of the range of values.")
      .between(0, 1);
  o.field("contrast", x.contrast, "Changes the contrast by up to this share.").between(0, 1);
  o.field("cutout", x.cutout, "Blanks a square of this share of the shorter side.").between(0, 1);
  o.field("mixup", x.mixup,
          "Mixes each image and its truth with another's: the share is drawn from Beta(m, m); 0: "
          "not.")
      .between(0, 100);
  o.field("cutmix", x.cutmix,
          "Puts a box of another image into each: the area is drawn from Beta(c, c); 0: not.")
      .between(0, 100);
  o.field("fill", x.fill, "What comes in from outside: the nearest pixel, or zero.");
}

/// Only says what is to be done to training batches; the pixels stay as they are.
class Augment final : public SampleStep<samples::Images> {
 public:
  explicit Augment(const Options& options) : options_(options) {}

  void fit(const samples::Images& training, const SamplePlace& place) override {
    if (augmentation().is_none())
      place.refuse("changes nothing as it is written",
                   "say what: {flip: horizontal, shift: 0.1, ...}");
    const auto [low, high] = pixel_range(training);
    range_ = std::max(high - low, 0.0);
  }
  void apply(samples::Images& images) const override { images.augmentation = augmentation(); }
  void lower(LoweredSamples&) const override {}
  std::string learnt() const override {
    std::vector<std::string> parts;
    if (options_.flip != Flip::none)
      parts.push_back("flip " +
                      std::string(names_of(Flip{})[static_cast<std::size_t>(options_.flip)]));
    for (const auto& [name, value] : shares())
      if (value > 0) parts.push_back(fmt::format("{} {}", name, spoken(value)));
    if (options_.mixup > 0) parts.push_back(fmt::format("mixup {}", spoken(options_.mixup)));
    if (options_.cutmix > 0) parts.push_back(fmt::format("cutmix {}", spoken(options_.cutmix)));
    return "training batches are changed at random: " + join(parts, ", ");
  }
  Archive save() const override {
    Archive archive;
    std::vector<double> values;
    for (const auto& [name, value] : shares()) values.push_back(value);
    archive.put("shares", values);
    archive.put("mixing", std::vector<double>{options_.mixup, options_.cutmix});
    archive.put("flip", static_cast<std::int64_t>(options_.flip));
    archive.put("fill", static_cast<std::int64_t>(options_.fill));
    archive.put("range", range_);
    return archive;
  }
  void load(const Archive& archive) override {
    const auto& values = sized_doubles(archive, "shares", 6);
    options_.shift = values[0];
    options_.rotate = values[1];
    options_.zoom = values[2];
    options_.brightness = values[3];
    options_.contrast = values[4];
    options_.cutout = values[5];
    const auto& mixing = sized_doubles(archive, "mixing", 2);
    options_.mixup = mixing[0];
    options_.cutmix = mixing[1];
    const std::int64_t flip = archive.integer("flip"), fill = archive.integer("fill");
    if (flip < 0 || flip > 3) throw CorruptFile("flip", "expected 0 to 3");
    if (fill < 0 || fill > 1) throw CorruptFile("fill", "expected 0 or 1");
    options_.flip = static_cast<Flip>(flip);
    options_.fill = static_cast<Fill>(fill);
    range_ = archive.number("range");
  }

 private:
  std::array<std::pair<const char*, double>, 6> shares() const {
    const Options& o = options_;
    return {{{"shift", o.shift},
             {"rotate", o.rotate},
             {"zoom", o.zoom},
             {"brightness", o.brightness},
             {"contrast", o.contrast},
             {"cutout", o.cutout}}};
  }
  samples::Augmentation augmentation() const {
    samples::Augmentation a;
    a.flip_horizontal = options_.flip == Flip::horizontal || options_.flip == Flip::both;
    a.flip_vertical = options_.flip == Flip::vertical || options_.flip == Flip::both;
    a.shift = options_.shift;
    a.rotate = options_.rotate;
    a.zoom = options_.zoom;
    a.brightness = options_.brightness;
    a.contrast = options_.contrast;
    a.cutout = options_.cutout;
    a.mixup = options_.mixup;
    a.cutmix = options_.cutmix;
    a.fills_with_edge = options_.fill == Fill::edge;
    a.range = range_;
    return a;
  }

  Options options_;
  double range_ = 0;
};

}  // namespace

ImageStepKind augment() {
  return sample_kind<samples::Images, Augment, Options>(
      "augment", "Changes training images at random in every epoch; new images stay as they are.",
      {.example = "{flip: horizontal, shift: 0.1}",
       .source = "cutout: T. DeVries and G. Taylor (2017); mixup: H. Zhang, M. Cisse, Y. Dauphin "
                 "and D. Lopez-Paz (2018); cutmix: S. Yun et al. (2019); the rest as Keras's image "
                 "augmentation layers"});
}

}  // namespace dlflow::views::images
