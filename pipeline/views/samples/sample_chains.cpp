#include <fmt/format.h>

#include "pipeline/views/samples/sample_chain.hpp"

namespace dlflow::views {
namespace {

/// A model takes the samples of one column.
template <class Chain>
void require_one(const std::string& view, const std::vector<Chain>& chains, const char* kind) {
  const Chain* first = nullptr;
  for (const Chain& chain : chains) {
    if (chain.outcome() != Outcome::samples) continue;
    if (first)
      throw UserError(ExitCode::data,
                      fmt::format("view '{}': columns '{}' and '{}' are both {}, and a model takes "
                                  "one",
                                  view, first->column(), chain.column(), kind),
                      "give one of them the kind 'ignore', or end the steps with 'flatten'");
    first = &chain;
  }
}

template <class Chain>
Archive save_all(const std::vector<Chain>& chains) {
  Archive archive;
  archive.put("count", static_cast<std::int64_t>(chains.size()));
  for (std::size_t c = 0; c < chains.size(); ++c) archive.add(std::to_string(c), chains[c].save());
  return archive;
}

template <class Chain>
void load_all(const Archive& archive, std::vector<Chain>& chains) {
  const std::int64_t count = archive.integer("count");
  for (std::int64_t c = 0; c < count; ++c)
    chains.push_back(Chain::load(archive.part(std::to_string(c))));
}

}  // namespace

SampleChains SampleChains::fit(const std::string& view, const ViewOptions& options,
                               const data::TrainingRows& rows,
                               const std::vector<std::string>& inputs) {
  SampleChains all;
  for (const std::string& name : inputs) {
    const data::Column* column = rows.table->find(name);
    if (column && column->is_image())
      all.images_.push_back(SampleChain<samples::Images>::fit(view, name, options.image, rows));
    if (column && column->is_series())
      all.series_.push_back(SampleChain<samples::Sequences>::fit(view, name, options.series, rows));
  }
  require_one(view, all.images_, "images");
  require_one(view, all.series_, "series");
  return all;
}

std::vector<std::string> SampleChains::dense_names() const {
  std::vector<std::string> names;
  const auto add = [&](const auto& chains) {
    for (const auto& chain : chains) {
      const auto own = chain.dense_names();
      names.insert(names.end(), own.begin(), own.end());
    }
  };
  add(images_);
  add(series_);
  return names;
}

void SampleChains::apply(const data::Rows& rows, std::size_t first,
                         data::Features& features) const {
  const auto apply_all = [&](const auto& chains, auto& samples) {
    for (const auto& chain : chains) {
      if (chain.outcome() == Outcome::samples) samples = chain.apply(rows);
      if (chain.outcome() != Outcome::dense) continue;
      chain.write_dense(rows, first, features.dense);
      first += chain.dense_names().size();
    }
  };
  apply_all(images_, features.images);
  apply_all(series_, features.sequences);
}

void SampleChains::add_learnt(std::vector<Learnt>& all) const {
  for (const auto& chain : images_) chain.add_learnt(all);
  for (const auto& chain : series_) chain.add_learnt(all);
}

Archive SampleChains::save() const {
  Archive archive;
  archive.add("images", save_all(images_));
  archive.add("series", save_all(series_));
  return archive;
}

SampleChains SampleChains::load(const Archive& archive) {
  SampleChains all;
  load_all(archive.part("images"), all.images_);
  load_all(archive.part("series"), all.series_);
  return all;
}

}  // namespace dlflow::views
