#include "pipeline/harness/model_record.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"
#include "core/base/names.hpp"

namespace dlflow::harness {
namespace {

using data::Column;
using data::ColumnKind;

[[noreturn]] void refuse_sample() { throw CorruptFile("the model", "its sample is not whole"); }

std::shared_ptr<const samples::ImageBlock> picked_images(const samples::ImageBlock& from,
                                                         std::span<const data::RowIndex> rows) {
  auto out = std::make_shared<samples::ImageBlock>();
  out->height = from.height;
  out->width = from.width;
  out->channels = from.channels;
  const std::size_t size = from.values_per_image();
  for (const data::RowIndex row : rows)
    for (std::size_t i = row * size; i < (row + 1) * size; ++i)
      if (from.has_bytes())
        out->bytes.push_back(from.bytes[i]);
      else
        out->floats.push_back(from.floats[i]);
  return out;
}

std::shared_ptr<const samples::SequenceBlock> picked_series(const samples::SequenceBlock& from,
                                                            std::span<const data::RowIndex> rows) {
  auto out = std::make_shared<samples::SequenceBlock>();
  out->channels = from.channels;
  for (const data::RowIndex row : rows) {
    const auto values = from.sequence(row);
    out->values.insert(out->values.end(), values.begin(), values.end());
    out->offsets.push_back(out->offsets.back() + from.length(row));
  }
  return out;
}

void save_images(const samples::ImageBlock& block, Archive& out) {
  std::vector<float> pixels(block.size() * block.values_per_image());
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = block.pixel(i);
  const auto extent = [](std::size_t n) { return static_cast<std::int64_t>(n); };
  out.put("pixels", ArchiveArray{{extent(block.size()), extent(block.height), extent(block.width),
                                  extent(block.channels)},
                                 pixels});
  out.put("are_bytes", static_cast<std::int64_t>(block.has_bytes()));
}

std::shared_ptr<const samples::ImageBlock> load_images(const Archive& archive) {
  const auto& shape = archive.array("pixels").shape;
  const auto& pixels = archive.floats("pixels");
  if (shape.size() != 4) refuse_sample();
  auto out = std::make_shared<samples::ImageBlock>();
  out->height = static_cast<std::size_t>(shape[1]);
  out->width = static_cast<std::size_t>(shape[2]);
  out->channels = static_cast<std::size_t>(shape[3]);
  if (archive.integer("are_bytes") == 0) {
    out->floats.assign(pixels.begin(), pixels.end());
    return out;
  }
  for (const float pixel : pixels) {
    if (!(pixel >= 0 && pixel <= 255)) refuse_sample();
    out->bytes.push_back(static_cast<std::uint8_t>(pixel));
  }
  return out;
}

void save_series(const samples::SequenceBlock& block, Archive& out) {
  out.put("channels", static_cast<std::int64_t>(block.channels));
  out.put("offsets", std::vector<std::int64_t>(block.offsets.begin(), block.offsets.end()));
  out.put("values", block.values);
}

std::shared_ptr<const samples::SequenceBlock> load_series(const Archive& archive) {
  auto out = std::make_shared<samples::SequenceBlock>();
  const std::int64_t channels = archive.integer("channels");
  const auto& offsets = archive.integers("offsets");
  out->values = archive.floats("values");
  if (channels < 1 || offsets.empty() || offsets.front() != 0 ||
      !std::is_sorted(offsets.begin(), offsets.end()) ||
      out->values.size() % static_cast<std::size_t>(channels) != 0 ||
      static_cast<std::size_t>(offsets.back()) !=
          out->values.size() / static_cast<std::size_t>(channels))
    refuse_sample();
  out->channels = static_cast<std::size_t>(channels);
  out->offsets.assign(offsets.begin(), offsets.end());
  return out;
}

Archive save_column(const Column& column) {
  Archive out;
  out.put("name", column.name);
  out.put("kind", std::string(value_name(column.kind)));
  if (column.is_number()) {
    std::vector<double> numbers(column.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = column.numbers[i];
    out.put("numbers", numbers);
  } else if (column.is_image()) {
    save_images(*column.images, out);
  } else if (column.is_series()) {
    save_series(*column.series, out);
  } else {
    std::vector<std::string> texts(column.size());
    for (std::size_t i = 0; i < texts.size(); ++i) texts[i] = column.text(i);
    out.put("texts", texts);
  }
  return out;
}

Column load_column(const Archive& archive) {
  Column out;
  out.name = archive.text("name");
  const auto kind = value_named<ColumnKind>(archive.text("kind"));
  if (!kind) refuse_sample();
  out.kind = *kind;
  if (out.is_number()) {
    for (const double number : archive.doubles("numbers")) out.numbers.push_back(number);
  } else if (out.is_image()) {
    out.images = load_images(archive);
  } else if (out.is_series()) {
    out.series = load_series(archive);
  } else if (!out.is_coded()) {
    out.texts = archive.list("texts");
  } else {
    for (const std::string& text : archive.list("texts")) {
      const auto at = std::find(out.labels.begin(), out.labels.end(), text);
      const auto code = static_cast<std::int32_t>(at - out.labels.begin());
      if (at == out.labels.end() && !text.empty()) out.labels.push_back(text);
      out.codes.push_back(text.empty() ? -1 : code);
    }
  }
  return out;
}

SelfCheck load_check(const Archive& archive) {
  SelfCheck out;
  const std::int64_t columns = archive.integer("columns");
  if (columns < 0 || columns > std::numeric_limits<int>::max()) refuse_sample();
  for (std::int64_t i = 0; i < columns; ++i)
    out.table.columns.push_back(load_column(archive.part(std::to_string(i))));
  const auto& shape = archive.array("predictions").shape;
  const auto& predictions = archive.doubles("predictions");
  if (shape.size() != 2) refuse_sample();
  out.predictions =
      data::Predictions(static_cast<std::size_t>(shape[0]), static_cast<std::size_t>(shape[1]));
  std::copy(predictions.begin(), predictions.end(), out.predictions.values.begin());
  for (const Column& column : out.table.columns)
    if (column.size() != out.predictions.rows) refuse_sample();
  return out;
}

[[noreturn]] void refuse_calibration() {
  throw CorruptFile("the model", "its calibration is not whole");
}

Archive save_conformal(const statistics::Conformal& conformal) {
  Archive out;
  out.put("rows", static_cast<std::int64_t>(conformal.rows()));
  out.put("ranks", conformal.ranks());
  out.put("scores", conformal.scores());
  return out;
}

statistics::Conformal load_conformal(const Archive& archive) {
  auto conformal = statistics::Conformal::restored(
      static_cast<std::size_t>(std::max<std::int64_t>(archive.integer("rows"), 0)),
      archive.integers("ranks"), archive.doubles("scores"));
  if (!conformal) refuse_calibration();
  return std::move(*conformal);
}

}  // namespace

data::Table picked(const data::Rows& rows, const std::vector<std::string>& names) {
  data::Table out;
  for (const std::string& name : names) {
    const Column& from = *rows.table->find(name);
    Column& to = out.columns.emplace_back();
    to.name = name;
    to.kind = from.kind;
    to.labels = from.labels;
    if (from.is_image()) to.images = picked_images(*from.images, rows.index);
    if (from.is_series()) to.series = picked_series(*from.series, rows.index);
    if (from.is_image() || from.is_series()) continue;
    for (const data::RowIndex row : rows.index)
      if (from.is_number())
        to.numbers.push_back(from.numbers[row]);
      else if (from.is_coded())
        to.codes.push_back(from.codes[row]);
      else
        to.texts.push_back(from.texts[row]);
  }
  return out;
}

std::vector<double> conformal_scores(const data::Target& truth,
                                     const data::Predictions& predictions) {
  std::vector<double> out;
  for (std::size_t i = 0; i < predictions.rows; ++i) {
    const auto row = predictions.row(i);
    out.push_back(truth.classes > 0 ? 1 - row[static_cast<std::size_t>(truth.labels[i])]
                                    : std::abs(truth.values[i] - row[0]));
  }
  return out;
}

std::string ModelRecord::origin(std::string_view name) const {
  for (const auto& [key, value] : provenance)
    if (key == name) return value;
  return "";
}

Archive ModelRecord::save() const {
  Archive out;
  std::vector<std::string> names, values;
  for (const auto& [name, value] : provenance) {
    names.push_back(name);
    values.push_back(value);
  }
  out.put("provenance.names", names);
  out.put("provenance.values", values);
  out.add("conformal", save_conformal(conformal));
  if (!ahead.is_empty()) {
    out.put("ahead.scales", ahead.scales());
    out.add("ahead", save_conformal(ahead.scores()));
  }
  out.add("profile", save_profiles(profile));
  out.put("sample.columns", static_cast<std::int64_t>(self_check.table.columns.size()));
  for (std::size_t i = 0; i < self_check.table.columns.size(); ++i)
    out.add("sample." + std::to_string(i), save_column(self_check.table.columns[i]));
  const data::Predictions& made = self_check.predictions;
  out.put(
      "sample.predictions",
      ArchiveArray{{static_cast<std::int64_t>(made.rows), static_cast<std::int64_t>(made.columns)},
                   std::vector<double>(made.values.begin(), made.values.end())});
  return out;
}

ModelRecord ModelRecord::load(const Archive& archive) {
  ModelRecord out;
  const auto &names = archive.list("provenance.names"), &values = archive.list("provenance.values");
  if (names.size() != values.size()) throw CorruptFile("the model", "its provenance is not whole");
  for (std::size_t i = 0; i < names.size(); ++i) out.provenance.emplace_back(names[i], values[i]);
  out.conformal = load_conformal(archive.part("conformal"));
  if (archive.has("ahead.scales")) {
    auto ahead = statistics::ConformalAhead::restored(archive.doubles("ahead.scales"),
                                                      load_conformal(archive.part("ahead")));
    if (!ahead) refuse_calibration();
    out.ahead = std::move(*ahead);
  }
  out.profile = load_profiles(archive.part("profile"));
  out.self_check = load_check(archive.part("sample"));
  return out;
}

}  // namespace dlflow::harness
