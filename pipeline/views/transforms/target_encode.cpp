#include <fmt/format.h>

#include "core/base/error.hpp"
#include "pipeline/data/inner_splits.hpp"
#include "pipeline/views/transforms/kinds.hpp"

namespace dlflow::views {
namespace {

struct Options {
  double smoothing = 10;
  std::int64_t folds = 5;
};
void describe(schema::Object& o, Options& x) {
  o.scalar_form("smoothing");
  o.field("smoothing", x.smoothing,
          "How many rows with the overall mean are added to those of a value.")
      .at_least(0);
  o.field(
       "folds", x.folds,
       "Parts of the training rows, of whole groups where define names them; each is encoded from "
       "the others, over time from those before it, where the first rows get the overall mean.")
      .between(2, 1000);
}

/// What is averaged: (N) values of each output, one output for a number or a binary target, else
/// one for each class.
using Outputs = std::vector<std::vector<double>>;

Outputs outputs_of(const data::Target& target) {
  if (target.classes == 0) return {target.values};
  const int first = target.classes == 2 ? 1 : 0;
  Outputs outputs;
  for (int k = first; k < target.classes; ++k) {
    auto& values = outputs.emplace_back();
    for (std::int32_t label : target.labels) values.push_back(label == k);
  }
  return outputs;
}

/// The smoothed means of one column for one output: of each label, and overall.
struct Means {
  std::vector<double> of_label;
  double overall = 0;
  double at(std::int32_t code) const {
    const bool is_known = code >= 0 && static_cast<std::size_t>(code) < of_label.size();
    return is_known ? of_label[static_cast<std::size_t>(code)] : overall;
  }
};

/// (sum of a label + smoothing * overall mean) / (rows of the label + smoothing), over the rows
/// for which `is_learnt` holds. Weights count rows in parts.
template <class IsLearnt>
Means means_of(const std::vector<std::int32_t>& codes, std::size_t labels,
               const std::vector<double>& values, const std::vector<double>& weights,
               double smoothing, IsLearnt is_learnt) {
  std::vector<double> sums(labels), counts(labels);
  double sum = 0, count = 0;
  for (std::size_t row = 0; row < codes.size(); ++row) {
    if (!is_learnt(row)) continue;
    const double weight = weights.empty() ? 1 : weights[row];
    sum += weight * values[row];
    count += weight;
    if (codes[row] < 0 || static_cast<std::size_t>(codes[row]) >= labels) continue;
    sums[static_cast<std::size_t>(codes[row])] += weight * values[row];
    counts[static_cast<std::size_t>(codes[row])] += weight;
  }
  Means means{std::vector<double>(labels), count > 0 ? sum / count : 0};
  for (std::size_t label = 0; label < labels; ++label) {
    const double rows = counts[label] + smoothing;
    means.of_label[label] =
        rows > 0 ? (sums[label] + smoothing * means.overall) / rows : means.overall;
  }
  return means;
}

/// The fold of each row where nothing binds them: in turn, then shuffled.
std::vector<std::int32_t> dealt(std::size_t rows, std::size_t folds, RandomKey key) {
  std::vector<std::int32_t> fold_of(rows);
  for (std::size_t row = 0; row < rows; ++row)
    fold_of[row] = static_cast<std::int32_t>(row % folds);
  RandomStream(key).shuffle(std::span(fold_of));
  return fold_of;
}

/// A category becomes the smoothed mean of the target over its training rows. New rows get the
/// means over all training rows; a training row gets means from the folds that do not judge it, so
/// that neither its own target nor that of its group reaches its features. Over time these are the
/// rows before it; those of the first block, which have none, get the overall mean, as missing and
/// unseen values do.
/// Source: Micci-Barreca, A preprocessing scheme for high-cardinality categorical attributes
/// (2001).
class TargetEncode final : public Transform {
 public:
  explicit TargetEncode(const Options& options) : options_(options) {}

  void fit(const Layout& in, const Block& training, const StepContext& context) override;
  Layout output(const Layout& in) const override;
  void apply(Block& block) const override;
  bool trains_apart() const override { return true; }
  void apply_to_training(Block& training) override;
  std::vector<Learnt> learnt(const Layout& in) const override;
  void lower(const Layout& in, LoweredBlock& block) const override;
  Archive save() const override;
  void load(const Layout& in, const Archive& archive) override;

 private:
  Options options_;
  std::size_t outputs_ = 0;
  bool is_over_time_ = false;  ///< whether training rows are encoded from those before them
  std::string shared_;         ///< what one output is a mean of: a class, where there are two
  std::vector<std::vector<Means>> means_;  ///< of each column, for each output
  Outputs training_;  ///< columns of the training rows, between fit and apply_to_training
};

void TargetEncode::fit(const Layout& in, const Block& training, const StepContext& context) {
  DLFLOW_REQUIRE(context.target && context.target->rows() == training.rows,
                 "target_encode is fitted with the target of its rows");
  const Outputs outputs = outputs_of(*context.target);
  const std::vector<double>& weights = context.target->weights;
  outputs_ = outputs.size();
  if (context.target->classes == 2 && context.classes.size() == 2) shared_ = context.classes[1];
  const auto count = static_cast<std::size_t>(options_.folds);
  const RandomKey key = context.key.with("folds");
  const auto folds = data::inner_folds(*context.target, count, key,
                                       [&] { return dealt(training.rows, count, key); });
  is_over_time_ = folds.is_over_time();
  for (std::size_t c = 0; c < in.codes.size(); ++c) {
    const std::size_t labels = in.codes[c].labels.size();
    auto& means = means_.emplace_back();
    for (const auto& values : outputs) {
      const auto learn = [&](auto is_learnt) {
        return means_of(training.codes[c], labels, values, weights, options_.smoothing, is_learnt);
      };
      means.push_back(learn([](std::size_t) { return true; }));
      auto& column = training_.emplace_back(training.rows, means.back().overall);
      for (std::size_t fold = 0; fold < folds.count(); ++fold) {
        const Means others = learn([&](std::size_t row) { return folds.learns_from(fold, row); });
        for (std::size_t row = 0; row < training.rows; ++row)
          if (folds.judges(fold, row)) column[row] = others.at(training.codes[c][row]);
      }
    }
  }
}

Layout TargetEncode::output(const Layout& in) const {
  Layout out{in.numbers, {}, {}};
  for (const CodedName& column : in.codes)
    for (std::size_t k = 0; k < outputs_; ++k)
      out.numbers.push_back(outputs_ == 1 ? column.name + " target"
                                          : fmt::format("{} target {}", column.name, k + 1));
  return out;
}

void TargetEncode::apply(Block& block) const {
  for (std::size_t c = 0; c < means_.size(); ++c)
    for (const Means& means : means_[c]) {
      auto& column = block.numbers.emplace_back(block.rows);
      for (std::size_t row = 0; row < block.rows; ++row)
        column[row] = means.at(block.codes[c][row]);
    }
  block.codes.clear();
}

void TargetEncode::apply_to_training(Block& training) {
  for (auto& column : training_) training.numbers.push_back(std::move(column));
  training_.clear();
  training.codes.clear();
}

std::vector<Learnt> TargetEncode::learnt(const Layout& in) const {
  std::vector<Learnt> all;
  for (std::size_t c = 0; c < means_.size(); ++c) {
    std::string sentence = fmt::format(
        "{} values become {}", in.codes[c].labels.size(),
        shared_.empty() ? outputs_ == 1 ? "the mean target of their rows"
                                        : "the shares of the classes in their rows"
                        : fmt::format("the share of class '{}' in their rows", shared_));
    if (outputs_ == 1)
      sentence += fmt::format(", {} overall", spoken(means_[c][0].overall));
    else
      sentence += fmt::format(", one column for each of {} classes", outputs_);
    sentence += is_over_time_ ? "; a training row's value comes from the rows before it alone, the "
                                "first rows get the overall one"
                              : "; a training row's value comes from the rows of other folds";
    all.push_back({in.codes[c].name, "", std::move(sentence)});
  }
  return all;
}

void TargetEncode::lower(const Layout& in, LoweredBlock& block) const {
  for (std::size_t c = 0; c < means_.size(); ++c)
    block.add_numbers(lowered_codes(block.value(block.codes[c]), in.codes[c].labels.size(),
                                    outputs_, [&](std::int32_t code, double* out) {
                                      for (const Means& means : means_[c]) *out++ = means.at(code);
                                    }));
  block.codes.clear();
}

Archive TargetEncode::save() const {
  Archive archive;
  archive.put("outputs", static_cast<std::int64_t>(outputs_));
  if (!shared_.empty()) archive.put("class", shared_);
  if (is_over_time_) archive.put("over_time", std::int64_t{1});
  for (std::size_t c = 0; c < means_.size(); ++c)
    for (std::size_t k = 0; k < outputs_; ++k) {
      std::vector<double> values = means_[c][k].of_label;
      values.push_back(means_[c][k].overall);
      archive.put(fmt::format("{}.{}.means", c, k), values);
    }
  return archive;
}

void TargetEncode::load(const Layout& in, const Archive& archive) {
  const std::int64_t outputs = archive.integer("outputs");
  if (outputs < 1 || outputs > 1000000)
    throw CorruptFile("outputs", fmt::format("{} is no number of outputs", outputs));
  outputs_ = static_cast<std::size_t>(outputs);
  if (archive.has("class")) shared_ = archive.text("class");
  is_over_time_ = archive.has("over_time");
  for (std::size_t c = 0; c < in.codes.size(); ++c) {
    auto& means = means_.emplace_back();
    for (std::size_t k = 0; k < outputs_; ++k) {
      std::vector<double> values =
          sized_doubles(archive, fmt::format("{}.{}.means", c, k), in.codes[c].labels.size() + 1);
      const double overall = values.back();
      values.pop_back();
      means.push_back({std::move(values), overall});
    }
  }
}

}  // namespace

TransformKind target_encode() {
  return kind<TargetEncode, Options>(
      "target_encode",
      "Replaces a category by the mean target of its training rows; one that is missing or new by "
      "the mean of all.",
      {.takes = Takes::categories,
       .example = "{smoothing: 2, folds: 3}",
       .source = "D. Micci-Barreca, A preprocessing scheme for high-cardinality categorical "
                 "attributes in classification and prediction problems (2001); cross-fitted as "
                 "scikit-learn's TargetEncoder"});
}

}  // namespace dlflow::views
