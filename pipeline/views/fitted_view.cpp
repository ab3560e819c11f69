#include "pipeline/views/fitted_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace dlflow::views {
namespace {

// Rows pass through the steps in pieces that stay in the cache.
constexpr std::size_t kPiece = 1024;

/// How many values of each dense column a model could not take.
struct Unusable {
  explicit Unusable(std::size_t columns) : missing(columns), infinite(columns) {}
  std::vector<std::size_t> missing, infinite;

  void refuse(const std::string& view, const std::vector<std::string>& names) const {
    for (std::size_t c = 0; c < names.size(); ++c) {
      const auto fail = [&](std::size_t count, const char* one, const char* many,
                            const char* hint) {
        throw UserError(ExitCode::data,
                        fmt::format("view '{}': column '{}' has {} {} after all steps", view,
                                    names[c], count, count == 1 ? one : many),
                        hint);
      };
      if (missing[c])
        fail(missing[c], "missing value", "missing values", "add 'impute' to the column's steps");
      if (infinite[c])
        fail(infinite[c], "value too large for a float", "values too large for a float",
             "add 'standardize' or 'log1p' to the column's steps");
    }
  }
};

/// Writes the numbers of a block into the dense columns from `column` on, rows from `row` on.
void write_numbers(const Block& block, std::size_t row, std::size_t column, Matrix<float>& dense,
                   Unusable& unusable) {
  for (std::size_t c = 0; c < block.numbers.size(); ++c) {
    const double* from = block.numbers[c].data();
    float* to = dense.values.data() + row * dense.columns + column + c;
    std::size_t missing = 0, infinite = 0;
    for (std::size_t r = 0; r < block.rows; ++r, to += dense.columns) {
      *to = static_cast<float>(from[r]);
      missing += std::isnan(*to);
      infinite += std::isinf(*to);
    }
    unusable.missing[column + c] += missing;
    unusable.infinite[column + c] += infinite;
  }
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
Block piece_of(const Block& block, std::size_t begin, std::size_t rows) {
  const auto cut = [&](const auto& column) {
    const auto first = column.begin() + static_cast<std::ptrdiff_t>(begin);
    return std::decay_t<decltype(column)>(first, first + static_cast<std::ptrdiff_t>(rows));
  };
  Block piece{rows, {}, {}, {}};
  for (const auto& column : block.numbers) piece.numbers.push_back(cut(column));
  for (const auto& column : block.codes) piece.codes.push_back(cut(column));
  return piece;
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
    for (const CodedName& column : chain.end.codes)
      features.codes.push_back({column.name, static_cast<int>(column.labels.size()) + 1,
                                std::vector<std::int32_t>(rows)});
  }
  for (const std::string& name : samples_.dense_names()) features.dense_names.push_back(name);
  features.dense = Matrix<float>(rows, features.dense_names.size());
  return features;
}

data::Features ColumnsView::apply(const data::Rows& rows) const {
  return apply(rows, std::vector<std::optional<Block>>(chains_.size()));
}

data::Features ColumnsView::apply(const data::Rows& rows,
                                  const std::vector<std::optional<Block>>& trained) const {
  std::vector<Source> sources;
  for (const Input& input : inputs_) sources.emplace_back(input, *rows.table);
  data::Features features = empty_features(rows.size());
  Unusable unusable(features.dense.columns);
  for (std::size_t begin = 0; begin < rows.size(); begin += kPiece) {
    const auto piece = rows.index.subspan(begin, std::min(kPiece, rows.size() - begin));
    std::size_t number = 0, code = 0;
    for (std::size_t c = 0; c < chains_.size(); ++c) {
      const Chain& chain = chains_[c];
      Block block{piece.size(), {}, {}, {}};
      if (trained[c]) {
        block = piece_of(*trained[c], begin, piece.size());
      } else {
        for (std::size_t i : chain.inputs) sources[i].gather(piece, block);
        for (const FittedStep& step : chain.steps) step.transform->apply(block);
      }
      write_numbers(block, begin, number, features.dense, unusable);
      write_codes(block, begin, code, features.codes);
      number += chain.end.numbers.size();
      code += chain.end.codes.size();
    }
  }
  unusable.refuse(name_, features.dense_names);
  std::size_t numbers = 0;
  for (const Chain& chain : chains_) numbers += chain.end.numbers.size();
  samples_.apply(rows, numbers, features);
  texts_.apply(rows, features);
  return features;
}

std::vector<Learnt> ColumnsView::learnt() const {
  std::vector<Learnt> all;
  for (const Chain& chain : chains_) {
    Layout layout = chain.start;
    for (const FittedStep& step : chain.steps) {
      for (Learnt& learnt : step.transform->learnt(layout)) {
        learnt.step = step.kind->choice.name;
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
