#include <algorithm>
#include <array>

#include "core/nn/chain.hpp"
#include "core/nn/layers/layers.hpp"
#include "core/nn/layers/nested.hpp"
#include "core/tensor/arena.hpp"

namespace dlflow::nn {
namespace {

enum class MergeMode { concat, sum, mul, ave };
std::span<const std::string_view> names_of(MergeMode) {
  static constexpr std::array<std::string_view, 4> kNames{"concat", "sum", "mul", "ave"};
  return kNames;
}

struct Options {
  schema::Chosen layer;
  MergeMode merge_mode = MergeMode::concat;
};

void describe(schema::Object& o, Options& x) {
  o.one_of("layer", x.layer, layer_choices(), "The recurrent layer that reads both ways.")
      .required();
  o.field("merge_mode", x.merge_mode, "How the two results become one.");
}

/// The same layer, reading the other way.
schema::Chosen reversed(const schema::Chosen& chosen) {
  schema::Object from, to;
  chosen.choice->describe(from, chosen.options.get());
  schema::Chosen copy{chosen.choice, chosen.choice->make(), chosen.place};
  copy.choice->describe(to, copy.options.get());
  std::vector<Problem> problems;
  schema::load(schema::dump(from), to, problems);
  for (schema::Field& field : to.fields())
    if (field.name == "go_backwards") {
      bool* goes_backwards = std::get<bool*>(field.slot);
      *goes_backwards = !*goes_backwards;
      return copy;
    }
  throw UserError(ExitCode::configuration,
                  "expects a recurrent layer inside, got '" + chosen.choice->name + "'",
                  "use 'simple_rnn', 'lstm' or 'gru'");
}

/// y = merge(f(x), b(x)), where b reads each sequence from its last real step to its first and its
/// sequences are turned round again. y has the shape of f(x), for concat with twice the channels.
/// Source: Schuster and Paliwal (1997).
class Bidirectional final : public TypedLayer<Bidirectional> {
 public:
  explicit Bidirectional(const Options& options)
      : mode_(options.merge_mode), ahead_of_(options.layer), back_of_(reversed(options.layer)) {}

  Shape output_shape(const Shape& input) const override {
    Shape shape = Chain({ahead_of_}, input).output();
    if (mode_ == MergeMode::concat) shape.back() *= 2;
    return shape;
  }

  void build(const Shape& input) override {
    ahead_ = std::make_unique<Chain>(std::vector{ahead_of_}, input);
    back_ = std::make_unique<Chain>(std::vector{back_of_}, input);
    add_nested("forward", *ahead_);
    add_nested("backward", *back_);
    steps_ = ahead_->output().size() == 2 ? ahead_->output()[0] : 1;
    units_ = ahead_->output().back();
    inputs_ = count(input);
  }

  void initialize(RandomKey key, float* weights, float* statistics) const override {
    ahead_->initialize(key.with("forward"), weights, statistics);
    back_->initialize(key.with("backward"), weights + ahead_->block(), statistics);
  }

  template <class T>
  void run_forward(const Pass<T>& pass) const {
    const Pass<T> ahead = ahead_pass(pass), back = back_pass(pass);
    ahead_->forward(ahead);
    back_->forward(back);
    const T* turned = turn(pass, back.y, buffer(pass, 0));
    for (std::size_t i = 0; i < pass.rows * steps_; ++i)
      for (std::size_t j = 0; j < units_; ++j) {
        const T f = ahead.y[i * units_ + j], b = turned[i * units_ + j];
        if (mode_ == MergeMode::concat) {
          pass.y[2 * i * units_ + j] = f;
          pass.y[(2 * i + 1) * units_ + j] = b;
        } else {
          pass.y[i * units_ + j] = mode_ == MergeMode::mul   ? f * b
                                   : mode_ == MergeMode::sum ? f + b
                                                             : (f + b) / 2;
        }
      }
  }

  template <class T>
  void run_backward(const Pass<T>& pass) const {
    Pass<T> ahead = ahead_pass(pass), back = back_pass(pass);
    ahead.dy = buffer(pass, 1);
    split(pass, ahead.y, turn(pass, back.y, buffer(pass, 0)), ahead.dy, buffer(pass, 2));
    back.dy = turn(pass, buffer(pass, 2), buffer(pass, 0));
    ahead_->backward(ahead);
    if (pass.dx) back.dx = buffer(pass, 3);
    back_->backward(back);
    for (std::size_t i = 0; pass.dx && i < pass.rows * inputs_; ++i) pass.dx[i] += back.dx[i];
  }

  std::size_t saved(std::size_t rows) const override {
    return part(ahead_->saved(rows)) + part(back_->saved(rows)) + 2 * part(rows * outputs());
  }
  std::size_t scratch(std::size_t rows) const override {
    return nested_scratch(rows) + 3 * part(rows * outputs()) + part(rows * inputs_);
  }
  double operations() const override { return ahead_->operations() + back_->operations(); }

  void lower(graph::Graph& graph, const float* weights, const float* statistics) const override {
    const std::string input = graph.output;
    ahead_->lower(graph, weights, statistics);
    const std::string ahead = graph.output;
    graph.output = input;
    back_->lower(graph, weights + ahead_->block(), statistics);
    if (ahead_->output().size() == 2) graph.apply("reverse_steps");
    const std::string back = graph.output;
    graph.output = ahead;
    static constexpr std::array<const char*, 4> kKinds{"concat", "merge_add", "merge_multiply",
                                                       "merge_average"};
    graph.apply(kKinds[static_cast<std::size_t>(mode_)], {back});
  }

 private:
  static std::size_t part(std::size_t values) { return aligned_count<float>(values); }
  std::size_t outputs() const { return steps_ * units_; }
  std::size_t nested_scratch(std::size_t rows) const {
    return part(std::max(ahead_->scratch(rows), back_->scratch(rows)));
  }
  /// Blocks of scratch behind that of the chains: 0 to 2 of results, 3 of inputs.
  template <class T>
  T* buffer(const Pass<T>& pass, std::size_t index) const {
    return pass.scratch + nested_scratch(pass.rows) + index * part(pass.rows * outputs());
  }

  template <class T>
  Pass<T> ahead_pass(const Pass<T>& pass) const {
    Pass<T> own = pass;
    own.layouts = {};
    own.y = pass.saved + part(ahead_->saved(pass.rows)) + part(back_->saved(pass.rows));
    own.key = pass.key.with("forward");
    return own;
  }
  template <class T>
  Pass<T> back_pass(const Pass<T>& pass) const {
    Pass<T> own = ahead_pass(pass);
    own.y += part(pass.rows * outputs());
    own.saved += part(ahead_->saved(pass.rows));
    own.weights += ahead_->block();
    if (own.gradients) own.gradients += ahead_->block();
    own.key = pass.key.with("backward");
    return own;
  }

  /// Sequences with their real steps in the opposite order; what is none stays as it is.
  template <class T>
  T* turn(const Pass<T>& pass, T* from, T* to) const {
    if (ahead_->output().size() != 2) return from;
    for (std::size_t n = 0; n < pass.rows; ++n) {
      const std::size_t real = pass.steps ? static_cast<std::size_t>(pass.steps[n]) : steps_;
      for (std::size_t t = 0; t < steps_; ++t) {
        const std::size_t source = t < real ? real - 1 - t : t;
        std::copy_n(from + (n * steps_ + source) * units_, units_, to + (n * steps_ + t) * units_);
      }
    }
    return to;
  }

  /// The gradient of either result, f and b.
  template <class T>
  void split(const Pass<T>& pass, const T* f, const T* b, T* df, T* db) const {
    for (std::size_t i = 0; i < pass.rows * steps_; ++i)
      for (std::size_t j = 0; j < units_; ++j) {
        const std::size_t at = i * units_ + j;
        const bool is_both = mode_ == MergeMode::concat;
        const T dy = pass.dy[is_both ? at + i * units_ : at];
        df[at] = mode_ == MergeMode::mul ? dy * b[at] : mode_ == MergeMode::ave ? dy / 2 : dy;
        db[at] = is_both                   ? pass.dy[at + (i + 1) * units_]
                 : mode_ == MergeMode::mul ? dy * f[at]
                                           : df[at];
      }
  }

  MergeMode mode_;
  schema::Chosen ahead_of_, back_of_;
  std::unique_ptr<Chain> ahead_, back_;
  std::size_t steps_ = 1, units_ = 0, inputs_ = 0;
};

}  // namespace

LayerKind bidirectional() {
  LayerKind result = kind<Bidirectional, Options>(
      "bidirectional", "Reads sequences in both directions.",
      {"{layer: {simple_rnn: {units: 4, return_sequences: true}}, merge_mode: mul}",
       {},
       {{4, 2}, {1, 1}, {3, 5}}});
  result.example = [] {
    return std::make_shared<Options>(Options{example_of("simple_rnn"), MergeMode::mul});
  };
  return schema::with_source(
      result, "M. Schuster and K. Paliwal, Bidirectional recurrent neural networks (1997)");
}

}  // namespace dlflow::nn
