#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <map>

#include "core/base/text.hpp"
#include "pipeline/views/transforms/kinds.hpp"
#include "pipeline/views/transforms/sparse_columns.hpp"

namespace dlflow::views {
namespace {

struct Options {
  std::int64_t columns = 32;
  WriteSparse sparse = WriteSparse::automatic;
};
void describe(schema::Object& o, Options& x) {
  o.scalar_form("columns");
  o.field("columns", x.columns, "Columns that all values of all categories share.")
      .between(1, 1000000);
  describe_sparse(o, x.sparse);
}

/// MurmurHash3 for 32 bits with seed 0. Source: Appleby, SMHasher (2011), in the public domain.
std::uint32_t murmur3(std::string_view text) {
  const auto mixed = [](std::uint32_t k) { return std::rotl(k * 0xcc9e2d51u, 15) * 0x1b873593u; };
  std::uint32_t hash = 0, tail = 0;
  const std::size_t whole = text.size() / 4 * 4;
  const auto byte = [&](std::size_t i) {
    return std::uint32_t{static_cast<unsigned char>(text[i])};
  };
  for (std::size_t i = 0; i < whole; i += 4) {
    const std::uint32_t word = byte(i) | byte(i + 1) << 8 | byte(i + 2) << 16 | byte(i + 3) << 24;
    hash = std::rotl(hash ^ mixed(word), 13) * 5 + 0xe6546b64u;
  }
  for (std::size_t i = text.size(); i > whole; --i) tail = tail << 8 | byte(i - 1);
  if (text.size() > whole) hash ^= mixed(tail);
  hash ^= static_cast<std::uint32_t>(text.size());
  hash = (hash ^ hash >> 16) * 0x85ebca6bu;
  hash = (hash ^ hash >> 13) * 0xc2b2ae35u;
  return hash ^ hash >> 16;
}

/// Where a label goes: its column from 1 on, negative where it counts as -1.
std::int64_t place_of(const std::string& column, const std::string& label, std::int64_t columns) {
  const auto hash = static_cast<std::int32_t>(murmur3(column + "=" + label));
  const std::int64_t at = std::abs(std::int64_t{hash}) % columns + 1;
  return hash >= 0 ? at : -at;
}

/// "colour" of one category, "colour + size", "colour + size + 3 more".
std::string joint_name(const std::vector<CodedName>& columns) {
  constexpr std::size_t kNamed = 3;
  std::vector<std::string> names;
  for (const CodedName& column : columns) names.push_back(column.name);
  if (names.size() > kNamed) {
    names.resize(kNamed - 1);
    names.push_back(fmt::format("{} more", columns.size() - names.size()));
  }
  return join(names, " + ");
}

/// Each label adds 1 or -1 to a column chosen by the hash of "column=label", as scikit-learn's
/// FeatureHasher does. Missing values and labels that no training row holds add nothing.
class Hashing final : public Transform {
 public:
  explicit Hashing(const Options& options) : columns_(options.columns), sparse_(options.sparse) {}

  void fit(const Layout& in, const Block&, const StepContext& context) override {
    is_sparse_ =
        writes_sparse(sparse_, static_cast<std::size_t>(columns_), in.codes.size(), context);
    hash_labels(in);
  }
  Layout output(const Layout& in) const override {
    Layout out{in.numbers, {}, {}};
    const std::string name = joint_name(in.codes);
    for (std::int64_t c = 0; c < columns_; ++c)
      names_for(is_sparse_, out).push_back(fmt::format("{} hash {}", name, c + 1));
    return out;
  }
  void apply(Block& block) const override {
    if (is_sparse_)
      write_sparse(block);
    else
      write_dense(block);
    block.codes.clear();
  }
  std::vector<Learnt> learnt(const Layout& in) const override {
    std::vector<Learnt> all;
    for (const CodedName& column : in.codes)
      all.push_back({column.name, "",
                     fmt::format("{} values share {} columns by their hash", column.labels.size(),
                                 columns_)});
    return all;
  }
  void lower(const Layout&, LoweredBlock& block) const override {
    std::optional<graph::Expression> sum;
    for (std::size_t c = 0; c < places_.size(); ++c) {
      const auto& places = places_[c];
      const graph::Expression own =
          lowered_codes(block.value(block.codes[c]), places.size(),
                        static_cast<std::size_t>(columns_), [&](std::int32_t code, double* out) {
                          if (code < 0 || static_cast<std::size_t>(code) >= places.size()) return;
                          const std::int64_t place = places[static_cast<std::size_t>(code)];
                          out[std::abs(place) - 1] = place > 0 ? 1 : -1;
                        });
      sum = sum ? *sum + own : own;
    }
    if (sum) add_lowered(is_sparse_, *sum, block);
    block.codes.clear();
  }
  Archive save() const override {
    Archive archive;
    archive.put("columns", columns_);
    save_sparse(is_sparse_, archive);
    return archive;
  }
  void load(const Layout& in, const Archive& archive) override {
    columns_ = archive.integer("columns");
    if (columns_ < 1 || columns_ > 1000000)
      throw CorruptFile("columns", fmt::format("{} is no number of columns", columns_));
    is_sparse_ = load_sparse(archive);
    hash_labels(in);
  }

 private:
  void hash_labels(const Layout& in) {
    for (const CodedName& column : in.codes) {
      auto& places = places_.emplace_back();
      for (const std::string& label : column.labels)
        places.push_back(place_of(column.name, label, columns_));
    }
  }
  void write_dense(Block& block) const {
    const std::size_t first = block.numbers.size();
    for (std::int64_t c = 0; c < columns_; ++c) std::ranges::fill(block.add_numbers(), 0.0);
    for (std::size_t c = 0; c < places_.size(); ++c)
      for (std::size_t row = 0; row < block.rows; ++row) {
        const std::int32_t code = block.codes[c][row];
        if (code < 0 || static_cast<std::size_t>(code) >= places_[c].size()) continue;
        const std::int64_t place = places_[c][static_cast<std::size_t>(code)];
        block.numbers[first + static_cast<std::size_t>(std::abs(place)) - 1][row] +=
            place > 0 ? 1 : -1;
      }
  }
  void write_sparse(Block& block) const {
    block.sparse = {static_cast<std::size_t>(columns_), {0}, {}, {}};
    std::map<std::uint32_t, int> sums;
    for (std::size_t row = 0; row < block.rows; ++row) {
      sums.clear();
      for (std::size_t c = 0; c < places_.size(); ++c) {
        const std::int32_t code = block.codes[c][row];
        if (code < 0 || static_cast<std::size_t>(code) >= places_[c].size()) continue;
        const std::int64_t place = places_[c][static_cast<std::size_t>(code)];
        sums[static_cast<std::uint32_t>(std::abs(place) - 1)] += place > 0 ? 1 : -1;
      }
      for (const auto& [column, sum] : sums)
        if (sum != 0) block.sparse.add(column, static_cast<float>(sum));
      block.sparse.end_row();
    }
  }

  std::int64_t columns_;
  WriteSparse sparse_;
  bool is_sparse_ = false;
  std::vector<std::vector<std::int64_t>> places_;
};

}  // namespace

TransformKind hashing() {
  return kind<Hashing, Options>(
      "hashing", "Sums the values of categories in a fixed number of columns, by their hash.",
      {.takes = Takes::categories,
       .example = "{columns: 8}",
       .source = "K. Weinberger et al., Feature hashing for large scale multitask learning (2009); "
                 "as scikit-learn's FeatureHasher"});
}

}  // namespace dlflow::views
