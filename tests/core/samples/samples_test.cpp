#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <numeric>

#include "core/samples/images.hpp"
#include "core/samples/mixing.hpp"
#include "core/samples/sequences.hpp"

using namespace dlflow;
using namespace dlflow::samples;

namespace {

std::vector<float> ramp(std::size_t n) {
  std::vector<float> values(n);
  std::iota(values.begin(), values.end(), 0.0f);
  return values;
}

std::vector<float> augmented(const Augmentation& a, std::uint64_t seed, ImageSize size,
                             std::vector<float> image) {
  std::vector<float> scratch(image.size());
  augment(a, RandomKey(seed), size, image, scratch);
  return image;
}

Images small_images() {
  auto block = std::make_shared<ImageBlock>();
  block->height = 2;
  block->width = 2;
  block->channels = 2;
  for (int i = 0; i < 24; ++i) block->bytes.push_back(static_cast<std::uint8_t>(i));
  Images images = all_images(block);
  images.scale = {2, 10};
  images.shift = {1, 0};
  return images;
}

}  // namespace

TEST_CASE("an image is written with the scale and shift of each channel") {
  Images images = small_images();
  images.rows = {2, 0};
  std::vector<float> out(8);
  write_image(images, 0, out);
  CHECK(out == std::vector<float>{33, 170, 37, 190, 41, 210, 45, 230});
  write_image(images, 1, out);
  CHECK(out == std::vector<float>{1, 10, 5, 30, 9, 50, 13, 70});
}

TEST_CASE("a flip moves pixels and changes none; both outcomes occur") {
  Augmentation a;
  a.flip_horizontal = true;
  const auto image = ramp(6);
  const std::vector<float> mirrored = {2, 1, 0, 5, 4, 3};
  int flips = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const auto out = augmented(a, seed, {2, 3, 1}, image);
    CHECK((out == image || out == mirrored));
    flips += out == mirrored;
  }
  CHECK(flips > 150);
  CHECK(flips < 250);
  a.flip_horizontal = false;
  a.flip_vertical = true;
  const std::vector<float> upset = {3, 4, 5, 0, 1, 2};
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto out = augmented(a, seed, {2, 3, 1}, image);
    CHECK((out == image || out == upset));
  }
}

TEST_CASE("a constant image stays constant under every change of place") {
  Augmentation a;
  a.flip_horizontal = a.flip_vertical = true;
  a.shift = 0.5;
  a.rotate = 180;
  a.zoom = 0.5;
  const std::vector<float> flat(5 * 4 * 3, 7.0f);
  for (std::uint64_t seed = 0; seed < 50; ++seed)
    for (const float v : augmented(a, seed, {5, 4, 3}, flat)) CHECK(v == Approx(7).margin(1e-5));
}

TEST_CASE("a shift moves the centre of mass by what was asked for at most, and does move it") {
  Augmentation a;
  a.shift = 0.25;
  a.fills_with_edge = false;
  std::vector<float> dot(16 * 16);
  dot[8 * 16 + 8] = 1;
  double furthest = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto out = augmented(a, seed, {16, 16, 1}, dot);
    double mass = 0, y = 0, x = 0;
    for (int i = 0; i < 256; ++i) {
      mass += out[static_cast<std::size_t>(i)];
      y += out[static_cast<std::size_t>(i)] * (i / 16);
      x += out[static_cast<std::size_t>(i)] * (i % 16);
    }
    CHECK(mass == Approx(1).margin(1e-4));
    const double moved = std::max(std::abs(y / mass - 8), std::abs(x / mass - 8));
    CHECK(moved <= 4 + 1e-4);
    furthest = std::max(furthest, moved);
  }
  CHECK(furthest > 3);
}

TEST_CASE("brightness and contrast keep to their shares, cutout blanks a square") {
  const auto image = ramp(64);
  Augmentation a;
  a.range = 100;
  a.brightness = 0.1;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto out = augmented(a, seed, {8, 8, 1}, image);
    const float added = out[0];
    CHECK(std::abs(added) <= 10);
    for (std::size_t i = 0; i < 64; ++i) CHECK(out[i] - image[i] == Approx(added).margin(1e-4));
  }
  a = {};
  a.contrast = 0.5;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto out = augmented(a, seed, {8, 8, 1}, image);
    const double factor = (out[63] - out[0]) / 63.0;
    CHECK(factor >= 0.5);
    CHECK(factor <= 1.5);
    CHECK(out[0] + out[63] == Approx(63).margin(1e-3));
  }
  a = {};
  a.cutout = 0.5;
  a.fill = -1;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto out = augmented(a, seed, {8, 8, 1}, image);
    const auto blank = std::count(out.begin(), out.end(), -1.0f);
    CHECK(blank >= 4);
    CHECK(blank <= 16);
  }
}

TEST_CASE("a sample is the same in the same epoch and another in the next") {
  Images images = small_images();
  images.augmentation.brightness = 0.3;
  std::vector<float> first(8), again(8), later(8), other(8), scratch(8);
  const RandomKey key(5);
  write_augmented(images, 1, key, 3, first, scratch);
  write_augmented(images, 1, key, 3, again, scratch);
  write_augmented(images, 1, key, 4, later, scratch);
  write_augmented(images, 1, key.with("other"), 3, other, scratch);
  CHECK(first == again);
  CHECK(first != later);
  CHECK(first != other);
  images.augmentation = {};
  write_augmented(images, 1, key, 3, again, scratch);
  write_image(images, 1, later);
  CHECK(again == later);
}

TEST_CASE("a sequence is cut and padded at the side that was asked for") {
  const float none = std::numeric_limits<float>::quiet_NaN();
  auto block = std::make_shared<SequenceBlock>();
  block->channels = 2;
  block->offsets = {0, 3, 4, 4};
  block->values = {1, 10, 2, none, 3, 30, 4, 40};
  Sequences s = all_sequences(block);
  s.scale = {1, 2};
  s.shift = {0, 1};
  std::vector<float> out(4);
  CHECK(write_sequence(s, 0, out) == 2);
  CHECK(out == std::vector<float>{1, 21, 2, 0});
  s.cut = Side::start;
  CHECK(write_sequence(s, 0, out) == 2);
  CHECK(out == std::vector<float>{2, 0, 3, 61});
  CHECK(write_sequence(s, 1, out) == 1);
  CHECK(out == std::vector<float>{4, 81, 0, 0});
  s.padding = Side::start;
  CHECK(write_sequence(s, 1, out) == 1);
  CHECK(out == std::vector<float>{0, 0, 4, 81});
  CHECK(write_sequence(s, 2, out) == 0);
  CHECK(out == std::vector<float>{0, 0, 0, 0});
  CHECK(longest(s) == 3);
  s.steps = 2;
  CHECK(longest(s) == 2);
}

TEST_CASE("mixup weighs two images by a share from a symmetric beta") {
  Augmentation a;
  for (const double shape : {0.2, 1.0, 4.0}) {
    CAPTURE(shape);
    a.mixup = shape;
    double sum = 0, squares = 0;
    const int draws = 4000;
    for (std::uint64_t seed = 0; seed < draws; ++seed) {
      RandomStream random{RandomKey(seed)};
      std::vector<float> image = {10, 20};
      const double share = mix(a, random, {1, 2, 1}, std::vector<float>{0, 40}, image);
      CHECK((share >= 0 && share <= 1));
      CHECK(image[0] == Approx(10 * share).margin(1e-5));
      CHECK(image[1] == Approx(40 - 20 * share).epsilon(1e-6));
      sum += share;
      squares += share * share;
    }
    CHECK(sum / draws == Approx(0.5).margin(0.02));
    // The variance of Beta(a, a).
    CHECK(squares / draws - 0.25 == Approx(1 / (8 * shape + 4)).margin(0.01 + 0.02 * 0.25));
  }
}

TEST_CASE("cutmix puts a box of another image in and says what is left") {
  Augmentation a;
  a.cutmix = 1;
  double sum = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    RandomStream random{RandomKey(seed)};
    std::vector<float> image(5 * 4 * 2, 1);
    const double share = mix(a, random, {5, 4, 2}, std::vector<float>(image.size(), 7), image);
    const auto kept = static_cast<double>(std::count(image.begin(), image.end(), 1.0F));
    CHECK(share == Approx(kept / 40));
    for (std::size_t i = 0; i < image.size(); i += 2) CHECK(image[i] == image[i + 1]);
    sum += share;
  }
  CHECK(sum / 1000 > 0.5);  // boxes are cut at the border
  CHECK(sum / 1000 < 0.75);
}
