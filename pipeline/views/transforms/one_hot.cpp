#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "pipeline/views/transforms/kinds.hpp"
#include "pipeline/views/transforms/sparse_columns.hpp"

namespace dlflow::views {
namespace {

enum class Unknown { zeros, rare, own };
std::span<const std::string_view> names_of(Unknown) {
  static constexpr std::array<std::string_view, 3> kNames = {"zeros", "rare", "own"};
  return kNames;
}

struct Options {
  double rare = 0;
  Unknown unknown = Unknown::zeros;
  WriteSparse sparse = WriteSparse::automatic;
};
void describe(schema::Object& o, Options& x) {
  o.scalar_form("rare");
  o.field("rare", x.rare, "Values with a smaller share of the training rows share one column.")
      .between(0, 1);
  o.field("unknown", x.unknown,
          "What missing values and values that no training row holds become: zeros in all columns, "
          "a one in the column of rare values where there is one, or in a column of their own.");
  describe_sparse(o, x.sparse);
}

constexpr std::int64_t kNoColumn = -1;

/// Where the values of one category column go.
struct Encoding {
  std::vector<std::int64_t> target;  ///< output column of each label; kNoColumn: all zeros
  std::int64_t rare = kNoColumn;     ///< the column of the pooled values
  std::int64_t unknown = kNoColumn;  ///< the column of missing and unseen values
  std::size_t columns = 0;

  std::int64_t column_of(std::int32_t code) const {
    const bool is_known = code >= 0 && static_cast<std::size_t>(code) < target.size();
    return is_known ? target[static_cast<std::size_t>(code)] : unknown;
  }
};

Encoding encode_labels(const CodedName& column, const std::vector<std::int32_t>& codes,
                       double rare) {
  std::vector<std::size_t> counts(column.labels.size());
  std::size_t present = 0;
  for (std::int32_t code : codes) {
    if (code < 0 || static_cast<std::size_t>(code) >= counts.size()) continue;
    ++counts[static_cast<std::size_t>(code)];
    ++present;
  }
  Encoding e;
  e.target.assign(counts.size(), kNoColumn);
  const double least = std::max(1.0, rare * static_cast<double>(present));
  // One column tells two values apart, as long as none is missing.
  if (column.is_binary && counts.size() == 2 && present == codes.size() &&
      static_cast<double>(std::min(counts[0], counts[1])) >= least) {
    e.target[1] = 0;
    e.columns = 1;
    return e;
  }
  bool has_rare = false;
  for (std::size_t label = 0; label < counts.size(); ++label) {
    const bool is_rare = static_cast<double>(counts[label]) < least;
    if (counts[label] && !is_rare) e.target[label] = static_cast<std::int64_t>(e.columns++);
    has_rare = has_rare || (counts[label] && is_rare);
  }
  if (!has_rare) return e;
  e.rare = static_cast<std::int64_t>(e.columns++);
  for (std::size_t label = 0; label < counts.size(); ++label)
    if (counts[label] && e.target[label] == kNoColumn) e.target[label] = e.rare;
  return e;
}

Encoding encode(const CodedName& column, const std::vector<std::int32_t>& codes,
                const Options& options) {
  Encoding e = encode_labels(column, codes, options.rare);
  if (options.unknown == Unknown::rare) e.unknown = e.rare;
  if (options.unknown == Unknown::own) e.unknown = static_cast<std::int64_t>(e.columns++);
  return e;
}

/// What is said of missing and unseen values; nothing where they are zeros.
std::string unknown_words(const Encoding& e) {
  if (e.unknown == kNoColumn) return "";
  return e.unknown == e.rare ? "; unknown values count as rare" : "; one more for unknown values";
}

std::string sentence(const CodedName& column, const Encoding& e) {
  std::vector<std::string> own, pooled, none;
  for (std::size_t label = 0; label < e.target.size(); ++label)
    (e.target[label] == kNoColumn ? none
     : e.target[label] == e.rare  ? pooled
                                  : own)
        .push_back("'" + column.labels[label] + "'");
  if (e.columns == 0) return "no column: every training value is missing";
  if (pooled.empty() && own.size() == 1 && none.size() == 1)
    return fmt::format("one column for {}; its other value {} needs none", own[0], none[0]);
  std::string text = own.empty() ? "no value has a column of its own"
                     : own.size() == 1
                         ? "one column for the value " + own[0]
                         : fmt::format("one column for each of {} values", own.size());
  if (pooled.size() == 1) text += fmt::format("; {} is rare", pooled[0]);
  if (pooled.size() == 2) text += fmt::format("; {} and {} are rare", pooled[0], pooled[1]);
  if (pooled.size() > 2)
    text += fmt::format("; {} and {} others are rare", pooled[0], pooled.size() - 1);
  return text;
}

/// One column of zeros and ones for each training label, then those of rare and unknown values.
class OneHot final : public Transform {
 public:
  explicit OneHot(const Options& options) : options_(options) {}

  void fit(const Layout& in, const Block& training, const StepContext& context) override {
    for (std::size_t c = 0; c < in.codes.size(); ++c)
      encodings_.push_back(encode(in.codes[c], training.codes[c], options_));
    is_sparse_ = writes_sparse(options_.sparse, columns(), encodings_.size(), context);
  }
  Layout output(const Layout& in) const override {
    Layout out{in.numbers, {}, {}};
    std::vector<std::string>& names = names_for(is_sparse_, out);
    for (std::size_t c = 0; c < in.codes.size(); ++c) {
      const Encoding& e = encodings_[c];
      for (std::size_t label = 0; label < e.target.size(); ++label)
        if (e.target[label] != kNoColumn && e.target[label] != e.rare)
          names.push_back(in.codes[c].name + "=" + in.codes[c].labels[label]);
      if (e.rare != kNoColumn) names.push_back(in.codes[c].name + "=rare");
      if (e.unknown != kNoColumn && e.unknown != e.rare)
        names.push_back(in.codes[c].name + "=unknown");
    }
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
    for (std::size_t c = 0; c < encodings_.size(); ++c)
      all.push_back({in.codes[c].name, "",
                     sentence(in.codes[c], encodings_[c]) + unknown_words(encodings_[c])});
    return all;
  }
  void lower(const Layout&, LoweredBlock& block) const override {
    for (std::size_t c = 0; c < encodings_.size(); ++c) {
      const Encoding& e = encodings_[c];
      if (e.columns == 0) continue;
      const auto ones =
          lowered_codes(block.value(block.codes[c]), e.target.size(), e.columns,
                        [&e](std::int32_t code, double* out) {
                          if (const auto target = e.column_of(code); target != kNoColumn)
                            out[target] = 1;
                        });
      add_lowered(is_sparse_, ones, block);
    }
    block.codes.clear();
  }
  Archive save() const override {
    Archive archive;
    for (std::size_t c = 0; c < encodings_.size(); ++c) {
      archive.put(fmt::format("{}.target", c), encodings_[c].target);
      archive.put(fmt::format("{}.rare", c), encodings_[c].rare);
      archive.put(fmt::format("{}.unknown", c), encodings_[c].unknown);
    }
    save_sparse(is_sparse_, archive);
    return archive;
  }
  void load(const Layout& in, const Archive& archive) override {
    is_sparse_ = load_sparse(archive);
    for (std::size_t c = 0; c < in.codes.size(); ++c) {
      Encoding e;
      const std::string name = fmt::format("{}.target", c);
      e.target = sized_integers(archive, name, in.codes[c].labels.size());
      e.rare = archive.integer(fmt::format("{}.rare", c));
      // Columns follow the labels; the rare one is the last.
      for (std::int64_t target : e.target)
        if (target != kNoColumn && target != e.rare && target != std::int64_t(e.columns++))
          throw CorruptFile(name, "the columns are not in order");
      if (e.rare != kNoColumn && e.rare != std::int64_t(e.columns++))
        throw CorruptFile(name, "the rare column is not the last");
      e.unknown = archive.integer(fmt::format("{}.unknown", c));
      if (e.unknown != kNoColumn && e.unknown != e.rare && e.unknown != std::int64_t(e.columns++))
        throw CorruptFile(name, "the column of unknown values is not the last");
      encodings_.push_back(std::move(e));
    }
  }

 private:
  std::size_t columns() const {
    std::size_t sum = 0;
    for (const Encoding& e : encodings_) sum += e.columns;
    return sum;
  }
  void write_dense(Block& block) const {
    for (std::size_t c = 0; c < encodings_.size(); ++c) {
      const Encoding& e = encodings_[c];
      const std::size_t first = block.numbers.size();
      for (std::size_t k = 0; k < e.columns; ++k) std::ranges::fill(block.add_numbers(), 0.0);
      for (std::size_t row = 0; row < block.rows; ++row)
        if (const std::int64_t target = e.column_of(block.codes[c][row]); target != kNoColumn)
          block.numbers[first + static_cast<std::size_t>(target)][row] = 1;
    }
  }
  void write_sparse(Block& block) const {
    block.sparse = {columns(), {0}, {}, {}};
    for (std::size_t row = 0; row < block.rows; ++row) {
      std::uint32_t first = 0;
      for (std::size_t c = 0; c < encodings_.size(); ++c) {
        const Encoding& e = encodings_[c];
        if (const std::int64_t target = e.column_of(block.codes[c][row]); target != kNoColumn)
          block.sparse.add(first + static_cast<std::uint32_t>(target), 1);
        first += static_cast<std::uint32_t>(e.columns);
      }
      block.sparse.end_row();
    }
  }

  Options options_;
  std::vector<Encoding> encodings_;
  bool is_sparse_ = false;
};

}  // namespace

TransformKind one_hot() {
  return kind<OneHot, Options>("one_hot", "One column of zeros and ones for each value.",
                               {.takes = Takes::categories,
                                .example = "{rare: 0.01}",
                                .version = 2,
                                .source = "as scikit-learn's OneHotEncoder"});
}

}  // namespace dlflow::views
