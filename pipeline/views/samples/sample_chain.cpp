#include "pipeline/views/samples/sample_chain.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/names.hpp"
#include "core/base/text.hpp"
#include "pipeline/views/saved_steps.hpp"

namespace dlflow::views {
namespace {

using samples::Images;
using samples::Sequences;

// What the two types of samples differ in, as overloads.
bool is_kind(const data::Column& column, const Images*) { return column.is_image(); }
bool is_kind(const data::Column& column, const Sequences*) { return column.is_series(); }
const char* words_of(const Images*) { return "images"; }
const char* words_of(const Sequences*) { return "series"; }
const char* option_of(const Images*) { return "image"; }
const char* option_of(const Sequences*) { return "series"; }

Images view_of(const data::Column& column, const Images*) {
  return {column.images,
          {},
          std::vector<float>(column.images->channels, 1),
          std::vector<float>(column.images->channels, 0),
          {}};
}
Sequences view_of(const data::Column& column, const Sequences*) {
  Sequences out;
  out.block = column.series;
  out.scale.assign(out.block->channels, 1);
  out.shift.assign(out.block->channels, 0);
  return out;
}

std::vector<std::size_t> block_shape(const Images& images) {
  return {images.block->height, images.block->width, images.block->channels};
}
std::vector<std::size_t> block_shape(const Sequences& sequences) { return {sequences.channels()}; }

std::vector<std::size_t> final_shape(const Images& images) { return block_shape(images); }
std::vector<std::size_t> final_shape(const Sequences& s) {
  const std::size_t steps = s.steps > 0 ? s.steps : longest(s);
  return {std::max<std::size_t>(steps, 1), s.channels()};
}

void keep_shape(Images&, const std::vector<std::size_t>&) {}
void keep_shape(Sequences& s, const std::vector<std::size_t>& shape) { s.steps = shape[0]; }

void write(const Images& images, std::size_t n, std::span<float> out) {
  write_image(images, n, out);
}
void write(const Sequences& s, std::size_t n, std::span<float> out) { write_sequence(s, n, out); }

std::string shown(const std::vector<std::size_t>& shape) {
  std::vector<std::string> sides;
  for (const std::size_t n : shape) sides.push_back(std::to_string(n));
  return join(sides, " x ") + (shape.size() == 1 ? " channels" : "");
}

std::vector<std::int64_t> integers(const std::vector<std::size_t>& shape) {
  return {shape.begin(), shape.end()};
}

std::vector<std::size_t> load_shape(const Archive& archive, const std::string& name,
                                    std::size_t axes) {
  std::vector<std::size_t> shape;
  for (const std::int64_t n : sized_integers(archive, name, axes)) {
    if (n < 1 || n > 1'000'000'000) throw CorruptFile(name, fmt::format("{} is no size", n));
    shape.push_back(static_cast<std::size_t>(n));
  }
  return shape;
}

template <class Samples>
const SampleStepKind<Samples>* find_kind(std::string_view name) {
  for (const auto& kind : sample_kinds<Samples>())
    if (kind.choice.name == name) return &kind;
  return nullptr;
}

}  // namespace

template <class Samples>
Outcome SampleChain<Samples>::outcome() const {
  return steps_.empty() ? Outcome::samples : steps_.back().first->outcome;
}

template <class Samples>
SampleChain<Samples> SampleChain<Samples>::fit(const std::string& view, const std::string& column,
                                               const std::vector<schema::Chosen>& steps,
                                               const data::TrainingRows& rows) {
  SampleChain chain;
  chain.column_ = column;
  Samples samples = view_of(*rows.table->find(column), static_cast<Samples*>(nullptr));
  samples.rows.assign(rows.index.begin(), rows.index.end());
  chain.input_shape_ = block_shape(samples);
  for (const schema::Chosen& chosen : steps) {
    const SamplePlace place{
        {view, chosen.choice->name, nullptr, RandomKey(0),
         fmt::format("{}.{}", option_of(static_cast<Samples*>(nullptr)), chain.steps_.size())},
        column};
    if (chain.outcome() != Outcome::samples)
      place.step.misplace(
          column,
          fmt::format("stands behind '{}', which is last", chain.steps_.back().first->choice.name),
          "put it before");
    const auto* kind = find_kind<Samples>(chosen.choice->name);
    DLFLOW_REQUIRE(kind, "a step of samples is in the table");
    auto step = kind->make(chosen.options.get());
    step->fit(samples, place);
    step->apply(samples);
    chain.steps_.emplace_back(kind, std::move(step));
  }
  chain.output_shape_ = final_shape(samples);
  return chain;
}

template <class Samples>
std::vector<std::string> SampleChain<Samples>::dense_names() const {
  std::vector<std::string> names;
  if (outcome() != Outcome::dense) return names;
  std::size_t count = 1;
  for (const std::size_t n : output_shape_) count *= n;
  const bool has_channels = output_shape_.back() > 1;
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<std::string> place;
    std::size_t rest = i;
    for (std::size_t axis = output_shape_.size(); axis-- > 0; rest /= output_shape_[axis])
      if (has_channels || axis + 1 < output_shape_.size())
        place.insert(place.begin(), std::to_string(rest % output_shape_[axis]));
    names.push_back(fmt::format("{}[{}]", column_, join(place, ",")));
  }
  return names;
}

template <class Samples>
Samples SampleChain<Samples>::apply(const data::Rows& rows) const {
  const auto* type = static_cast<const Samples*>(nullptr);
  const data::Column* column = rows.table->find(column_);
  if (!column)
    throw UserError(ExitCode::data, fmt::format("column '{}' is missing", column_),
                    "the preparation reads it: give the table all columns it was fitted on");
  if (!is_kind(*column, type))
    throw UserError(ExitCode::data,
                    fmt::format("column '{}' holds values of kind {} where {} are needed", column_,
                                value_name(column->kind), words_of(type)));
  Samples samples = view_of(*column, static_cast<Samples*>(nullptr));
  if (block_shape(samples) != input_shape_)
    throw UserError(
        ExitCode::data,
        fmt::format("column '{}' holds {} of {}, the preparation was fitted on {}", column_,
                    words_of(type), shown(block_shape(samples)), shown(input_shape_)));
  samples.rows.assign(rows.index.begin(), rows.index.end());
  for (const auto& [kind, step] : steps_) step->apply(samples);
  keep_shape(samples, output_shape_);
  return samples;
}

template <class Samples>
void SampleChain<Samples>::write_dense(const data::Rows& rows, std::size_t first,
                                       Matrix<float>& dense) const {
  const Samples samples = apply(rows);
  std::size_t size = 1;
  for (const std::size_t n : output_shape_) size *= n;
  for (std::size_t n = 0; n < samples.size(); ++n)
    write(samples, n, dense.row(n).subspan(first, size));
}

template <class Samples>
void SampleChain<Samples>::add_learnt(std::vector<Learnt>& all) const {
  for (const auto& [kind, step] : steps_)
    all.push_back({column_, kind->choice.name, step->learnt()});
}

template <class Samples>
Archive SampleChain<Samples>::save() const {
  Archive archive;
  archive.put("column", column_);
  archive.put("input_shape", integers(input_shape_));
  archive.put("output_shape", integers(output_shape_));
  save_steps(steps_, archive);
  return archive;
}

template <class Samples>
SampleChain<Samples> SampleChain<Samples>::load(const Archive& archive) {
  constexpr bool kIsImage = std::is_same_v<Samples, Images>;
  SampleChain chain;
  chain.column_ = archive.text("column");
  chain.input_shape_ = load_shape(archive, "input_shape", kIsImage ? 3 : 1);
  chain.output_shape_ = load_shape(archive, "output_shape", kIsImage ? 3 : 2);
  for (const std::string& name : archive.list("steps")) {
    const auto* kind = chain.outcome() == Outcome::samples ? find_kind<Samples>(name) : nullptr;
    chain.steps_.push_back(load_step(kind, name, archive, chain.steps_.size()));
  }
  return chain;
}

template class SampleChain<Images>;
template class SampleChain<Sequences>;

}  // namespace dlflow::views
