#include "pipeline/views/transforms/number_step.hpp"

#include <fmt/format.h>

#include "pipeline/views/transforms/column_statistics.hpp"

namespace dlflow::views {

void NumberStep::fit_column(const std::string& name, const ColumnValues& values,
                            const StepContext& context) {
  learnt_.push_back(learn(values, name, context));
}

NumberStep::Numbers NumberStep::present_of(const ColumnValues& values, const std::string& column,
                                           const StepContext& context) {
  Numbers all = values.list();
  require_values(all, column, context);
  return all;
}

void NumberStep::apply_column(std::size_t column, std::span<const double> from,
                              std::span<double> to) const {
  change(from, to, learnt_[column]);
}

std::vector<Learnt> NumberStep::learnt(const Layout& in) const {
  std::vector<Learnt> all;
  for (std::size_t c = 0; c < learnt_.size(); ++c)
    all.push_back({in.numbers[c], "", sentence(learnt_[c])});
  return all;
}

void NumberStep::lower(const Layout&, LoweredBlock& block) const {
  if (!learnt_.empty()) block.numbers = lowered(block.value(block.numbers), learnt_).name();
}

graph::Expression NumberStep::row_of(const graph::Expression& x, const std::vector<Numbers>& learnt,
                                     std::size_t place) {
  Numbers row;
  for (const Numbers& column : learnt) row.push_back(column.at(place));
  return x.row(std::move(row));
}

Archive NumberStep::save() const {
  Archive archive;
  for (std::size_t c = 0; c < learnt_.size(); ++c)
    archive.put(fmt::format("{}.learnt", c), learnt_[c]);
  return archive;
}

void NumberStep::load(const Layout& in, const Archive& archive) {
  for (std::size_t c = 0; c < in.numbers.size(); ++c) {
    const std::string name = fmt::format("{}.learnt", c);
    learnt_.push_back(archive.doubles(name));
    if (!suits(learnt_.back())) throw CorruptFile(name, "these are not what the step learns");
  }
}

}  // namespace dlflow::views
