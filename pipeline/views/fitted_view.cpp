#include "pipeline/views/fitted_view.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/memory.hpp"
#include "core/base/text.hpp"
#include "pipeline/views/dense_rows.hpp"

namespace dlflow::views {
namespace {

/// Rows pass through the steps in pieces that stay in the cache, of whole tiles.
std::size_t piece_size(std::size_t columns) {
  constexpr std::size_t kValues = std::size_t{1} << 16, kTile = 64;
  return std::clamp(kValues / std::max<std::size_t>(columns, 1) / kTile * kTile, kTile,
                    std::size_t{4096});
}

/// Writes the codes of a block into the code columns from `column` on; the last code is unseen.
void write_codes(const Block& block, std::size_t row, std::size_t column,
                 std::vector<data::CodeColumn>& columns) {
  for (std::size_t c = 0; c < block.codes.size(); ++c) {
    data::CodeColumn& out = columns[column + c];
    for (std::size_t r = 0; r < block.rows; ++r) {
      const std::int32_t code = block.codes[c][r];
      out.codes[row + r] = code < 0 ? out.cardinality - 1 : code;
    }
  }
}

/// Some rows of a block.
Block cut(const Block& block, std::size_t begin, std::size_t rows) {
  const auto part = [&](const auto& column) {
    const auto first = column.begin() + static_cast<std::ptrdiff_t>(begin);
    return std::decay_t<decltype(column)>(first, first + static_cast<std::ptrdiff_t>(rows));
  };
  Block piece{rows, {}, {}, {}};
  for (const auto& column : block.numbers) piece.numbers.push_back(part(column));
  for (const auto& column : block.codes) piece.codes.push_back(part(column));
  if (block.sparse.columns == 0) return piece;
  piece.sparse = {block.sparse.columns, {0}, {}, {}};
  for (std::size_t row = begin; row < begin + rows; ++row) {
    piece.sparse.append(block.sparse, row, 0);
    piece.sparse.end_row();
  }
  return piece;
}

/// A number column after steps that are applied by column, while the nearest cache holds it. The
/// block gets memory for it, which holds the values where they do not lie side by side already.
const double* apply_by_column(std::span<const FittedStep> steps, const Source& source,
                              const Piece& rows, Block& block) {
  const std::size_t column = block.numbers.size();
  std::vector<double>& changed = block.add_numbers();
  const double* values = source.numbers(rows, changed);
  for (const FittedStep& step : steps) {
    step.transform->apply_column(column, {values, rows.size()}, changed);
    values = changed.data();
  }
  return values;
}

void append_columns(const Block& block, std::vector<DenseColumn>& columns) {
  for (const auto& column : block.numbers) columns.push_back({column.data()});
}

/// Appends the sparse values of the blocks, side by side, as rows.
void append_sparse(const std::vector<Block>& blocks, std::size_t rows, data::SparseRows& out) {
  if (out.columns == 0) return;
  for (std::size_t row = 0; row < rows; ++row) {
    std::uint32_t first = 0;
    for (const Block& block : blocks) {
      if (block.sparse.columns == 0) continue;
      out.append(block.sparse, row, first);
      first += static_cast<std::uint32_t>(block.sparse.columns);
    }
    out.end_row();
  }
}

}  // namespace

Layout layout_of(const std::vector<Input>& inputs, const std::vector<std::size_t>& chosen) {
  Layout layout;
  for (std::size_t i : chosen) {
    const Input& input = inputs[i];
    if (input.kind == InputKind::number)
      layout.numbers.push_back(input.name);
    else if (input.kind == InputKind::date)
      layout.dates.push_back(input.name);
    else
      layout.codes.push_back({input.name, input.labels, input.kind == InputKind::binary});
  }
  return layout;
}

data::Features ColumnsView::empty_features(std::size_t rows) const {
  data::Features features;
  features.rows = rows;
  for (const Chain& chain : chains_) {
    for (const std::string& name : chain.end.numbers) features.dense_names.push_back(name);
    for (const std::string& name : chain.end.sparse) features.sparse_names.push_back(name);
    for (const CodedName& column : chain.end.codes)
      features.codes.push_back({column.name, static_cast<int>(column.labels.size()) + 1,
                                std::vector<std::int32_t>(rows)});
  }
  for (const std::string& name : samples_.dense_names()) features.dense_names.push_back(name);
  features.sparse.columns = features.sparse_names.size();
  if (features.sparse.columns > 0) features.sparse.offsets.assign(1, 0);
  Matrix<float>& dense = features.dense;
  dense.columns = features.dense_names.size();
  dense.values.reserve(rows * dense.columns);
  prefer_large_pages(dense.values.data(), rows * dense.columns * sizeof(float));
  return features;
}

data::Features ColumnsView::apply(const data::Rows& rows) const {
  return apply(rows, std::vector<std::optional<Block>>(chains_.size()));
}

data::Features ColumnsView::apply(const data::Rows& rows,
                                  const std::vector<std::optional<Block>>& trained) const {
  const std::vector<std::optional<Source>> sources = sources_of(*rows.table);
  data::Features features = empty_features(rows.size());
  DenseRows dense(features.dense);
  std::vector<Block> blocks(chains_.size());
  std::vector<DenseColumn> numbers;
  std::size_t begin = 0;
  for (const Piece& piece : pieces_of(rows.index, piece_size(features.dense.columns))) {
    numbers.clear();
    std::size_t code = 0;
    for (std::size_t c = 0; c < chains_.size(); ++c) {
      if (chains_[c].yields_nothing()) continue;
      Block& block = blocks[c];
      if (trained[c]) {
        block = cut(*trained[c], begin, piece.size());
        append_columns(block, numbers);
      } else {
        chains_[c].apply(sources, piece, block, numbers);
      }
      write_codes(block, begin, code, features.codes);
      code += block.codes.size();
    }
    dense.append(numbers, piece.size());
    append_sparse(blocks, piece.size(), features.sparse);
    begin += piece.size();
  }
  dense.refuse_infinite(name_, features.dense_names);
  note_missing(dense.missing(), rows, features);
  std::size_t before = 0;
  for (const Chain& chain : chains_) before += chain.end.numbers.size();
  samples_.apply(rows, before, features);
  texts_.apply(rows, features);
  return features;
}

/// Says which column lacks values. Throws UserError (data) where a step has spread them over the
/// columns it made.
void ColumnsView::note_missing(const std::vector<std::size_t>& missing, const data::Rows& rows,
                               data::Features& features) const {
  std::size_t column = 0;
  for (const Chain& chain : chains_) {
    const auto spreads = std::find_if(chain.steps.begin(), chain.steps.end(),
                                      [](const FittedStep& s) { return s.kind->spreads_missing; });
    for (std::size_t c = 0; c < chain.end.numbers.size(); ++c, ++column) {
      if (missing[column] == 0) continue;
      const std::string& name = features.dense_names[column];
      if (spreads != chain.steps.end()) refuse_missing(chain, *spreads->kind, rows);
      if (!features.missing) features.missing = data::MissingNumbers{name, missing[column]};
    }
  }
}

/// Names the first column that lacks a value in these rows.
void ColumnsView::refuse_missing(const Chain& chain, const TransformKind& step,
                                 const data::Rows& rows) const {
  for (const std::size_t input : chain.inputs) {
    const data::Column* column = rows.table->find(inputs_[input].name);
    const auto missing = std::ranges::count_if(
        rows.index, [&](data::RowIndex row) { return column->is_missing(row); });
    if (missing == 0) continue;
    throw UserError(ExitCode::data,
                    fmt::format("view '{}': column '{}': {}: {} value{} missing, and it needs a "
                                "value in every row",
                                name_, column->name, step.choice.name, with_thousands(missing),
                                missing == 1 ? " is" : "s are"),
                    "put 'impute' before it");
  }
  throw UserError(ExitCode::data,
                  fmt::format("view '{}': {}: a step before it left a number missing, and it needs "
                              "a value in every row",
                              name_, step.choice.name),
                  "put 'impute' before it");
}

/// One for each input; none for those of which nothing is left in the end.
std::vector<std::optional<Source>> ColumnsView::sources_of(const data::Table& table) const {
  std::vector<std::optional<Source>> sources(inputs_.size());
  for (const Chain& chain : chains_)
    for (std::size_t i : chain.inputs) {
      Source source(inputs_[i], table);
      if (!chain.yields_nothing()) sources[i] = std::move(source);
    }
  return sources;
}

void Chain::apply(const std::vector<std::optional<Source>>& sources, const Piece& rows,
                  Block& block, std::vector<DenseColumn>& columns) const {
  block.restart(rows.size());
  const bool is_mixed = !start.codes.empty() || !start.dates.empty();
  const auto first = is_mixed
                         ? steps.begin()
                         : std::find_if(steps.begin(), steps.end(), [](const FittedStep& step) {
                             return !step.transform->is_applied_by_column();
                           });
  const std::span<const FittedStep> by_column(steps.begin(), first);
  const bool are_all = first == steps.end() && !by_column.empty();
  for (std::size_t n = 0; n < inputs.size(); ++n) {
    const Source& source = *sources[inputs[n]];
    if (by_column.empty()) {
      source.gather({&rows, 1}, block);
      continue;
    }
    const auto last = are_all ? by_column.back().transform->scaling(n) : std::nullopt;
    const double* values =
        apply_by_column(by_column.first(by_column.size() - (last ? 1 : 0)), source, rows, block);
    if (are_all) columns.push_back({values, last.value_or(Scaling())});
  }
  for (auto step = first; step != steps.end(); ++step) step->transform->apply(block);
  if (!are_all) append_columns(block, columns);
}

bool ColumnsView::is_blank(const Chain& chain, const std::string& column) const {
  return std::ranges::any_of(chain.inputs, [&](std::size_t i) {
    return inputs_[i].is_blank && inputs_[i].name == column;
  });
}

std::vector<Learnt> ColumnsView::learnt() const {
  std::vector<Learnt> all;
  for (const Chain& chain : chains_) {
    Layout layout = chain.start;
    for (const FittedStep& step : chain.steps) {
      for (Learnt& learnt : step.transform->learnt(layout)) {
        learnt.step = step.kind->choice.name;
        if (is_blank(chain, learnt.column))
          learnt.sentence = "learns nothing: no training row has a value";
        all.push_back(std::move(learnt));
      }
      layout = step.transform->output(layout);
    }
  }
  samples_.add_learnt(all);
  texts_.add_learnt(all);
  return all;
}

}  // namespace dlflow::views
