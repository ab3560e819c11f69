#include "pipeline/views/texts/text_chain.hpp"

#include <fmt/format.h>

#include <utility>

#include "core/base/error.hpp"
#include "core/base/names.hpp"
#include "pipeline/views/saved_steps.hpp"

namespace dlflow::views::texts {
namespace {

/// A model takes the sequences of one step.
void require_one_sequence(const std::string& view, const std::vector<TextChain>& chains) {
  const std::string* first = nullptr;
  for (const TextChain& chain : chains)
    for (const auto& [kind, step] : chain.steps()) {
      if (kind->outcome != Outcome::sequence) continue;
      if (first)
        throw UserError(ExitCode::data,
                        fmt::format("view '{}': columns '{}' and '{}' both become sequences, and a "
                                    "model takes one",
                                    view, *first, chain.column()),
                        "give one of them the kind 'ignore', or use 'tf_idf'");
      first = &chain.column();
    }
}

void require_steps(const std::string& view, const data::Table& table,
                   const std::vector<std::string>& inputs) {
  for (const std::string& name : inputs)
    if (const data::Column* column = table.find(name); !column || !column->is_text()) return;
  if (inputs.empty()) return;
  throw UserError(ExitCode::data,
                  fmt::format("view '{}': column '{}': a text needs a step that makes numbers of "
                              "it, and the view names none",
                              view, inputs.front()),
                  "write 'text: [tf_idf]' into the view, or 'text: [sequence]' for a network that "
                  "begins with an embedding");
}

}  // namespace

TextChain TextChain::fit(const std::string& view, const std::string& column,
                         const std::vector<schema::Chosen>& steps, const data::TrainingRows& rows) {
  TextChain chain;
  chain.column_ = column;
  const Texts texts = chain.texts_of(rows);
  for (const schema::Chosen& chosen : steps) {
    const TextStepKind* kind = find_text_kind(chosen.choice->name);
    DLFLOW_REQUIRE(kind, "a step of texts is in the table");
    auto step = kind->make(chosen.options.get());
    step->fit(texts, {{view, chosen.choice->name, nullptr, RandomKey(0),
                       fmt::format("text.{}", chain.steps_.size())},
                      column});
    chain.steps_.emplace_back(kind, std::move(step));
  }
  return chain;
}

Texts TextChain::texts_of(const data::Rows& rows) const {
  const data::Column* column = rows.table->find(column_);
  if (!column)
    throw UserError(ExitCode::data, fmt::format("column '{}' is missing", column_),
                    "the preparation reads it: give the table all columns it was fitted on");
  if (!column->is_text())
    throw UserError(ExitCode::data,
                    fmt::format("column '{}' holds values of kind {} where texts are needed",
                                column_, value_name(column->kind)),
                    "give the column the kind 'text'");
  return {column, rows.index};
}

Archive TextChain::save() const {
  Archive archive;
  archive.put("column", column_);
  save_steps(steps_, archive);
  return archive;
}

TextChain TextChain::load(const Archive& archive) {
  TextChain chain;
  chain.column_ = archive.text("column");
  for (const std::string& name : archive.list("steps"))
    chain.steps_.push_back(load_step(find_text_kind(name), name, archive, chain.steps_.size()));
  return chain;
}

TextChains TextChains::fit(const std::string& view, const ViewOptions& options,
                           const data::TrainingRows& rows, const std::vector<std::string>& inputs) {
  TextChains all;
  if (options.text.empty()) {
    require_steps(view, *rows.table, inputs);
    return all;
  }
  for (const std::string& name : inputs) {
    const data::Column* column = rows.table->find(name);
    if (column && column->is_text())
      all.chains_.push_back(TextChain::fit(view, name, options.text, rows));
  }
  require_one_sequence(view, all.chains_);
  return all;
}

void TextChains::apply(const data::Rows& rows, data::Features& features) const {
  struct Part {
    const TextStep* step;
    Texts texts;
    std::uint32_t first;
  };
  std::vector<Part> parts;
  std::size_t columns = features.sparse.columns;
  for (const TextChain& chain : chains_) {
    const Texts texts = chain.texts_of(rows);
    for (const auto& [kind, step] : chain.steps()) {
      if (kind->outcome == Outcome::sequence) features.sequences = step->sequences(texts);
      if (kind->outcome != Outcome::sparse) continue;
      parts.push_back({step.get(), texts, static_cast<std::uint32_t>(columns)});
      for (const std::string& term : step->terms())
        features.sparse_names.push_back(chain.column() + "=" + term);
      columns += step->terms().size();
    }
  }
  if (parts.empty()) return;
  const data::SparseRows before =
      std::exchange(features.sparse, data::SparseRows{columns, {0}, {}, {}});
  data::SparseRows& sparse = features.sparse;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (before.columns > 0) sparse.append(before, row, 0);
    for (const Part& part : parts) part.step->add_row(part.texts[row], part.first, sparse);
    sparse.end_row();
  }
}

void TextChains::add_learnt(std::vector<Learnt>& all) const {
  for (const TextChain& chain : chains_)
    for (const auto& [kind, step] : chain.steps())
      all.push_back({chain.column(), kind->choice.name, step->learnt()});
}

void TextChains::lower() const {
  for (const TextChain& chain : chains_)
    for (const auto& [kind, step] : chain.steps())
      if (kind->outcome != Outcome::nothing)
        throw UserError(ExitCode::configuration,
                        fmt::format("the text step '{}' has no counterpart in the exported graph",
                                    kind->choice.name),
                        "leave texts out of the view of a model that is exported: text: [drop]");
}

Archive TextChains::save() const {
  Archive archive;
  if (chains_.empty()) return archive;
  std::vector<std::string> columns;
  for (const TextChain& chain : chains_) {
    archive.add(std::to_string(columns.size()), chain.save());
    columns.push_back(chain.column());
  }
  archive.put("columns", columns);
  return archive;
}

TextChains TextChains::load(const Archive& archive) {
  TextChains all;
  if (archive == Archive()) return all;
  for (std::size_t c = 0; c < archive.list("columns").size(); ++c)
    all.chains_.push_back(TextChain::load(archive.part(std::to_string(c))));
  return all;
}

}  // namespace dlflow::views::texts
