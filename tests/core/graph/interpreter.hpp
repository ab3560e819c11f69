#pragma once

#include "tests/core/graph/layer_operations.hpp"

namespace dlflow::graph::test {

/// What a graph computes, said as plainly as possible: the reference that layers, steps, models and
/// formats are held against.
class Interpreter : public LayerOperations {
 public:
  using LayerOperations::LayerOperations;

  /// The results by name, from inputs by name.
  std::map<std::string, Value> run(const std::map<std::string, Value>& inputs) {
    values_ = inputs;
    for (const auto& [name, constant] : graph_.constants)
      values_[name] = {constant.type, constant.shape, constant.values, constant.texts};
    for (const auto& [name, constant] : graph_.constants) round(values_[name]);
    for (const Operation& operation : graph_.operations) {
      Value made = perform(operation);
      round(made);
      values_[operation.output] = std::move(made);
    }
    std::map<std::string, Value> out;
    for (const Result& result : graph_.results) out[result.name] = values_.at(result.value);
    return out;
  }

 private:
  using Function = Value (Interpreter::*)(const Operation&);

  Value perform(const Operation& o) {
    if (const auto one = unary().find(o.kind); one != unary().end()) {
      Value out = in(o, 0);
      const auto alpha = o.attributes.find("alpha");
      const double a = alpha == o.attributes.end() ? 0 : std::get<double>(alpha->second);
      for (double& x : out.numbers) x = one->second(x, a);
      if (o.kind == "is_missing") out.type = Type::flag;
      return out;
    }
    if (const auto two = binary().find(o.kind); two != binary().end()) {
      Value out = in(o, 0);
      for (std::size_t i = 1; i < o.inputs.size(); ++i) out = broadcast(out, in(o, i), two->second);
      if (o.kind == "less" || o.kind == "greater" || o.kind == "greater_equal" || o.kind == "equal")
        out.type = Type::flag;
      if (o.kind == "merge_average")
        for (double& x : out.numbers) x /= static_cast<double>(o.inputs.size());
      return out;
    }
    static const std::map<std::string, Function> kOthers = {
        {"where", &Interpreter::where},
        {"cast", &Interpreter::cast},
        {"matmul", &Interpreter::matmul},
        {"concat", &Interpreter::concat},
        {"sum", &Interpreter::sum},
        {"arg_max", &Interpreter::arg_max},
        {"take", &Interpreter::take},
        {"smallest", &Interpreter::smallest},
        {"pick", &Interpreter::pick},
        {"softmax", &Interpreter::softmax},
        {"gather", &Interpreter::gather},
        {"lookup", &Interpreter::lookup},
        {"rows_like", &Interpreter::rows_like},
        {"trees", &Interpreter::trees},
        {"reshape", &Interpreter::reshape},
        {"transpose", &Interpreter::transpose},
        {"layer_normalization", &Interpreter::layer_normalization},
        {"max_pool", &Interpreter::pool},
        {"average_pool", &Interpreter::pool},
        {"global_max_pool", &Interpreter::global_pool},
        {"global_average_pool", &Interpreter::global_pool},
        {"pad", &Interpreter::move},
        {"crop", &Interpreter::move},
        {"upsample", &Interpreter::upsample},
        {"convolution", &Interpreter::convolution},
        {"repeat", &Interpreter::repeat},
        {"fold_steps", &Interpreter::fold_steps},
        {"unfold_steps", &Interpreter::unfold_steps},
        {"reverse_steps", &Interpreter::reverse_steps},
        {"mask_steps", &Interpreter::mask_steps},
        {"take_steps", &Interpreter::take_steps},
        {"simple_rnn", &Interpreter::recurrent},
        {"lstm", &Interpreter::recurrent},
        {"gru", &Interpreter::recurrent},
    };
    const auto found = kOthers.find(o.kind);
    DLFLOW_REQUIRE(found != kOthers.end(), "no operation '" + o.kind + "'");
    return (this->*found->second)(o);
  }

  Value where(const Operation& o) {
    const Value &flags = in(o, 0), &a = in(o, 1), &b = in(o, 2);
    DLFLOW_REQUIRE(a.type == b.type && flags.type == Type::flag, "values of one type");
    // NaN stands for what the flag leaves out; both sides are chosen by the flag alone.
    const Value both = broadcast(a, b, [](double x, double) { return x; });
    const Value other = broadcast(b, a, [](double x, double) { return x; });
    const Value chosen =
        broadcast(flags, both, [](double flag, double x) { return flag != 0 ? x : 0; });
    const Value left =
        broadcast(flags, other, [](double flag, double x) { return flag != 0 ? 0 : x; });
    Value out = chosen;
    out.type = a.type;
    for (std::size_t i = 0; i < out.numbers.size(); ++i) out.numbers[i] += left.numbers[i];
    return out;
  }

  Value cast(const Operation& o) {
    Value out = in(o, 0);
    for (const Type type : {Type::f32, Type::f64, Type::i64, Type::flag})
      if (name_of(type) == std::get<std::string>(o.attributes.at("to"))) out.type = type;
    if (out.type == Type::i64)
      for (double& x : out.numbers) x = std::trunc(x);
    return out;
  }

  Value matmul(const Operation& o) {
    const Value &x = in(o, 0), &w = in(o, 1);
    DLFLOW_REQUIRE(x.type == w.type && x.last() == w.shape[0], "matrices that fit each other");
    Value out{x.type, x.shape, {}, {}};
    out.shape.back() = w.shape[1];
    for (std::size_t n = 0; n < x.lines(); ++n)
      for (std::size_t j = 0; j < w.shape[1]; ++j) {
        double sum = 0;
        for (std::size_t i = 0; i < x.last(); ++i) sum += x.line(n)[i] * w.line(i)[j];
        out.numbers.push_back(sum);
      }
    return out;
  }

  Value concat(const Operation& o) {
    Value out = in(o, 0);
    for (std::size_t k = 1; k < o.inputs.size(); ++k) {
      const Value left = out, &right = in(o, k);
      DLFLOW_REQUIRE(left.type == right.type && left.lines() == right.lines(), "rows of one type");
      out.shape.back() += right.last();
      out.numbers.clear();
      for (std::size_t n = 0; n < left.lines(); ++n) {
        out.numbers.insert(out.numbers.end(), left.line(n), left.line(n) + left.last());
        out.numbers.insert(out.numbers.end(), right.line(n), right.line(n) + right.last());
      }
    }
    return out;
  }

  Value sum(const Operation& o) {
    const Value& x = in(o, 0);
    Value out{x.type, x.shape, {}, {}};
    out.shape.back() = 1;
    for (std::size_t n = 0; n < x.lines(); ++n)
      out.numbers.push_back(std::accumulate(x.line(n), x.line(n) + x.last(), 0.0));
    return out;
  }

  Value arg_max(const Operation& o) {
    const Value& x = in(o, 0);
    Value out{Type::i64, {x.shape.begin(), x.shape.end() - 1}, {}, {}};
    for (std::size_t n = 0; n < x.lines(); ++n)
      out.numbers.push_back(
          static_cast<double>(std::max_element(x.line(n), x.line(n) + x.last()) - x.line(n)));
    return out;
  }

  Value take(const Operation& o) {
    const Value& x = in(o, 0);
    Value out{x.type, x.shape, {}, {}};
    out.shape.back() = list(o, "places").size();
    for (std::size_t n = 0; n < x.lines(); ++n)
      for (const double place : list(o, "places")) out.numbers.push_back(x.line(n)[whole(place)]);
    return out;
  }

  Value smallest(const Operation& o) {
    const Value& x = in(o, 0);
    const std::size_t count = whole(number(o, "count"));
    Value out{Type::i64, {x.lines(), count}, {}, {}};
    for (std::size_t n = 0; n < x.lines(); ++n) {
      std::vector<std::size_t> order(x.last());
      std::iota(order.begin(), order.end(), std::size_t{0});
      std::stable_sort(order.begin(), order.end(),
                       [&](std::size_t a, std::size_t b) { return x.line(n)[a] < x.line(n)[b]; });
      out.numbers.insert(out.numbers.end(), order.begin(),
                         order.begin() + static_cast<std::ptrdiff_t>(count));
    }
    return out;
  }

  Value pick(const Operation& o) {
    const Value &x = in(o, 0), &places = in(o, 1);
    Value out{x.type, places.shape, {}, {}};
    for (std::size_t n = 0; n < x.lines(); ++n)
      for (std::size_t k = 0; k < places.last(); ++k)
        out.numbers.push_back(x.line(n)[whole(places.line(n)[k])]);
    return out;
  }

  Value softmax(const Operation& o) {
    Value out = in(o, 0);
    for (std::size_t n = 0; n < out.lines(); ++n) {
      double* row = out.line(n);
      const double top = *std::max_element(row, row + out.last());
      double all = 0;
      for (std::size_t k = 0; k < out.last(); ++k) all += row[k] = std::exp(row[k] - top);
      for (std::size_t k = 0; k < out.last(); ++k) row[k] /= all;
    }
    return out;
  }

  Value layer_normalization(const Operation& o) {
    Value out = in(o, 0);
    const auto size = static_cast<double>(out.last());
    for (std::size_t n = 0; n < out.lines(); ++n) {
      double *row = out.line(n), *end = row + out.last(), squares = 0;
      const double mean = std::accumulate(row, end, 0.0) / size;
      for (double* x = row; x < end; ++x) squares += (*x - mean) * (*x - mean);
      for (double* x = row; x < end; ++x)
        *x = (*x - mean) / std::sqrt(squares / size + number(o, "epsilon"));
    }
    return out;
  }

  Value gather(const Operation& o) {
    const Value &codes = in(o, 0), &table = in(o, 1);
    const std::size_t width = size_of(table.shape) / table.shape[0];
    Value out{table.type, codes.shape, {}, {}};
    out.shape.insert(out.shape.end(), table.shape.begin() + 1, table.shape.end());
    for (const double code : codes.numbers) {
      DLFLOW_REQUIRE(code >= 0 && whole(code) < table.shape[0], "a code of the table");
      for (std::size_t i = whole(code) * width; i < (whole(code) + 1) * width; ++i)
        if (table.type == Type::text)
          out.texts.push_back(table.texts[i]);
        else
          out.numbers.push_back(table.numbers[i]);
    }
    return out;
  }

  Value lookup(const Operation& o) {
    const auto& labels = std::get<std::vector<std::string>>(o.attributes.at("labels"));
    Value out{Type::i64, in(o, 0).shape, {}, {}};
    for (const std::string& text : in(o, 0).texts) {
      const auto at = std::find(labels.begin(), labels.end(), text) - labels.begin();
      const bool is_unseen = !text.empty() && at == std::ssize(labels);
      out.numbers.push_back(static_cast<double>(at + is_unseen));
    }
    return out;
  }

  Value rows_like(const Operation& o) {
    const Value& row = in(o, 1);
    Value out{row.type, {in(o, 0).shape[0], row.last()}, {}, {}};
    for (std::size_t n = 0; n < out.shape[0]; ++n)
      out.numbers.insert(out.numbers.end(), row.numbers.begin(), row.numbers.end());
    return out;
  }

  Value trees(const Operation& o) {
    const Value& x = in(o, 0);
    const std::size_t outputs = whole(number(o, "outputs"));
    Value out{Type::f32,
              {x.lines(), outputs},
              std::vector<double>(x.lines() * outputs, number(o, "base")),
              {}};
    for (std::size_t n = 0; n < x.lines(); ++n)
      for (std::size_t t = 0; t < list(o, "root").size(); ++t) {
        std::size_t node = whole(list(o, "root")[t]);
        for (double f = list(o, "feature")[node]; f >= 0; f = list(o, "feature")[node]) {
          const double value = x.line(n)[whole(f)];
          const bool is_left = std::isnan(value) ? list(o, "missing_left")[node] != 0
                                                 : value < list(o, "value")[node];
          node = whole(list(o, is_left ? "left" : "right")[node]);
        }
        const double output = list(o, "output")[t];
        if (output >= 0) out.line(n)[whole(output)] += list(o, "value")[node];
        for (std::size_t k = 0; output < 0 && k < outputs; ++k)
          out.line(n)[k] += list(o, "leaves")[whole(list(o, "left")[node]) * outputs + k];
      }
    return out;
  }
};

}  // namespace dlflow::graph::test
