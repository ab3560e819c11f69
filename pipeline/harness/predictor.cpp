#include "pipeline/harness/predictor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/names.hpp"
#include "core/base/text.hpp"
#include "pipeline/config/yaml.hpp"
#include "pipeline/ensembles/ensemble.hpp"

namespace dlflow::harness {
namespace {

template <class Enum>
Enum read_enum(const std::string& name) {
  if (const auto value = value_named<Enum>(name)) return *value;
  throw CorruptFile("the model", "unknown name '" + name + "' in it");
}

Archive save_member(const Predictor::Member& member) {
  Archive out;
  out.put("kind", member.kind);
  out.put("options", member.options);
  out.put("weight", member.weight);
  out.put("problem",
          std::vector<std::int64_t>{static_cast<std::int64_t>(member.problem.rows),
                                    static_cast<std::int64_t>(member.problem.dense_columns),
                                    static_cast<std::int64_t>(member.problem.code_columns),
                                    member.problem.has_images(), member.problem.has_sequences(),
                                    static_cast<std::int64_t>(member.problem.codes),
                                    static_cast<std::int64_t>(member.problem.sparse_columns)});
  out.add("view", member.view->save());
  out.add("model", member.model->save());
  out.add("target", member.target.save());
  if (member.times) out.add("times", member.times->save());
  return out;
}

std::size_t saved_size(std::int64_t size) {
  if (size < 0 || size > INT32_MAX) throw CorruptFile("the model", "its problem has no such size");
  return static_cast<std::size_t>(size);
}

Predictor::Member load_member(const Archive& archive, const Framing& framing) {
  Predictor::Member member;
  member.kind = archive.text("kind");
  member.options = archive.text("options");
  member.weight = archive.number("weight");
  const auto& sizes = archive.integers("problem");
  // Files from before texts have five.
  if (sizes.size() != 5 && sizes.size() != 7)
    throw CorruptFile("the model", "its problem has another size");
  member.problem = {framing.task, static_cast<int>(framing.classes.size()),
                    static_cast<std::size_t>(sizes[0]), static_cast<std::size_t>(sizes[1]),
                    static_cast<std::size_t>(sizes[2])};
  if (sizes.size() == 7) {
    member.problem.codes = saved_size(sizes[5]);
    member.problem.sparse_columns = saved_size(sizes[6]);
  }
  const schema::Choice* choice = schema::find_choice(models::model_choices(), member.kind);
  if (!choice) throw CorruptFile("the model", "it is of an unknown kind '" + member.kind + "'");
  std::vector<dlflow::Problem> problems;
  const auto chosen = schema::load_options(
      *choice, config::parse_yaml(member.options, "the options in the model"), problems, "");
  if (!problems.empty()) throw CorruptFile("the model", render(problems));
  member.view = views::load_view(archive.part("view"));
  member.model = models::kind_of(*choice).make(chosen.options.get(), member.problem);
  member.model->load(archive.part("model"));
  if (archive.has("target.scale"))
    member.target = views::TargetTransform::load(archive.part("target"));
  if (archive.has("times.time")) member.times = data::SeriesTimes::load(archive.part("times"));
  return member;
}

Archive save_framing(const Framing& framing) {
  Archive out;
  out.put("task", std::string(value_name(framing.task)));
  out.put("target", framing.target);
  if (!framing.weight.empty()) out.put("weight", framing.weight);
  out.put("classes", framing.classes);
  out.put("columns", framing.all_columns);
  out.put("has_header", static_cast<std::int64_t>(framing.has_header));
  out.put("ids", framing.ids);
  out.put("missing", framing.missing);
  out.put("decimal", std::string(1, framing.marks.decimal));
  if (framing.marks.thousands != '\0')
    out.put("thousands", std::string(1, framing.marks.thousands));
  if (framing.dates != data::DateOrder::automatic)
    out.put("dates", std::string(value_name(framing.dates)));
  out.put("plain_quotes", static_cast<std::int64_t>(framing.has_plain_quotes));
  std::vector<std::string> names, kinds;
  for (const auto& input : framing.inputs) {
    const std::string number = std::to_string(names.size());
    if (!input.from.empty()) {
      const std::string at = "inputs.block." + number;
      out.put(at + ".columns", std::vector<std::string>{input.from, input.to});
      out.put(at + ".shape", input.shape);
    }
    if (!input.missing.empty()) out.put("inputs.missing." + number, input.missing);
    names.push_back(input.name);
    kinds.emplace_back(value_name(input.kind));
  }
  out.put("inputs.names", names);
  out.put("inputs.kinds", kinds);
  return out;
}

data::NumberMarks marks_of(const Archive& archive) {
  data::NumberMarks out;
  const auto read = [&archive](const char* name, char& mark) {
    const std::string text = archive.text(name);
    if (text.size() != 1)
      throw CorruptFile("the model", fmt::format("its {} is no character", name));
    mark = text[0];
  };
  read("decimal", out.decimal);
  if (archive.has("thousands")) read("thousands", out.thousands);
  return out;
}

Framing load_framing(const Archive& archive) {
  Framing out;
  out.task = read_enum<data::Task>(archive.text("task"));
  out.target = archive.text("target");
  if (archive.has("dates")) out.dates = read_enum<data::DateOrder>(archive.text("dates"));
  if (archive.has("weight")) out.weight = archive.text("weight");
  out.classes = archive.list("classes");
  out.all_columns = archive.list("columns");
  out.has_header = archive.integer("has_header") != 0;
  out.ids = archive.list("ids");
  out.missing = archive.list("missing");
  out.marks = marks_of(archive);
  // Files from before texts have no such entry.
  if (archive.has("plain_quotes")) out.has_plain_quotes = archive.integer("plain_quotes") != 0;
  const auto &names = archive.list("inputs.names"), &kinds = archive.list("inputs.kinds");
  if (names.size() != kinds.size()) throw CorruptFile("the model", "its inputs do not match");
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto& input = out.inputs.emplace_back();
    input.name = names[i];
    input.kind = read_enum<data::ColumnKind>(kinds[i]);
    const std::string number = std::to_string(i), at = "inputs.block." + number;
    if (archive.has("inputs.missing." + number))
      input.missing = archive.list("inputs.missing." + number);
    if (!archive.has(at + ".columns")) continue;
    const auto& columns = archive.list(at + ".columns");
    if (columns.size() != 2) throw CorruptFile("the model", "its inputs do not match");
    input.from = columns[0];
    input.to = columns[1];
    input.shape = archive.integers(at + ".shape");
  }
  return out;
}

}  // namespace

data::Predictions Predictor::Member::predict(const data::Rows& rows) const {
  data::Features features = view->apply(rows);
  if (times) features.places = times->places(rows);
  data::Predictions predictions = model->predict(features);
  target.invert(predictions);
  return predictions;
}

data::Predictions Predictor::predict(const data::Rows& rows) const {
  if (ensemble.empty()) return members[0].predict(rows);
  std::vector<double> weights;
  std::vector<data::Predictions> parts;
  for (const Member& member : members) {
    weights.push_back(member.weight);
    parts.push_back(member.predict(rows));
  }
  std::vector<const data::Predictions*> pointers;
  for (const auto& part : parts) pointers.push_back(&part);
  return ensembles::combine(schema::choose(ensembles::ensemble_choices(), ensemble), weights,
                            pointers);
}

std::size_t Predictor::parameters() const {
  std::size_t sum = 0;
  for (const Member& member : members) sum += member.model->parameters();
  return sum;
}

const data::SeriesTimes* Predictor::times() const {
  const auto found =
      std::ranges::find_if(members, [](const Member& m) { return m.times.has_value(); });
  return found == members.end() ? nullptr : &*found->times;
}

std::vector<std::string> Predictor::columns() const {
  std::vector<std::string> out;
  for (const auto& input : framing.inputs) out.push_back(input.name);
  if (times() == nullptr) return out;
  for (const auto& [name, kind] : times()->columns())
    if (std::ranges::find(out, name) == out.end()) out.push_back(name);
  return out;
}

Archive Predictor::save() const {
  Archive out = save_framing(framing);
  out.put("title", title);
  out.put("ensemble", ensemble);
  out.put("members", static_cast<std::int64_t>(members.size()));
  for (std::size_t i = 0; i < members.size(); ++i)
    out.add("member." + std::to_string(i), save_member(members[i]));
  out.add("record", record.save());
  return out;
}

Predictor Predictor::load(const Archive& archive) {
  Predictor out;
  out.title = archive.text("title");
  out.ensemble = archive.text("ensemble");
  if (!out.ensemble.empty() && !schema::find_choice(ensembles::ensemble_choices(), out.ensemble))
    throw CorruptFile("the model", "it is an ensemble of an unknown kind '" + out.ensemble + "'");
  out.framing = load_framing(archive);
  const std::int64_t members = archive.integer("members");
  if (members < 1 || members > 10000) throw CorruptFile("the model", "it has no members");
  for (std::int64_t i = 0; i < members; ++i)
    out.members.push_back(load_member(archive.part("member." + std::to_string(i)), out.framing));
  out.record = ModelRecord::load(archive.part("record"));
  out.check_itself();
  return out;
}

void Predictor::check_itself() const {
  const data::Predictions& made = record.self_check.predictions;
  if (made.rows == 0) return;
  std::vector<data::RowIndex> rows(made.rows);
  std::iota(rows.begin(), rows.end(), data::RowIndex{0});
  data::Predictions now;
  try {
    now = predict(data::Rows{&record.self_check.table, rows});
  } catch (const UserError& e) {
    throw CorruptFile("the model", "its sample does not fit it: " + e.problems().front().message);
  }
  double greatest = 0;
  for (const double value : made.values) greatest = std::max(greatest, std::abs(value));
  for (std::size_t i = 0; i < made.values.size(); ++i) {
    const bool is_same =
        now.columns == made.columns &&
        (std::abs(now.values[i] - made.values[i]) <= kSelfCheckTolerance * greatest ||
         (std::isnan(now.values[i]) && std::isnan(made.values[i])));
    if (is_same) continue;
    throw CorruptFile("the model", "it predicts " + shortest(now.values[i]) +
                                       " for a row of its own sample, " + "where it predicted " +
                                       shortest(made.values[i]) + " when it was made");
  }
}

std::string options_text(const schema::Chosen& model) {
  // A chosen kind is dumped as `kind: {its options}`; the kind stands beside them already.
  return config::to_yaml(schema::dump(model).entries.front().value);
}

namespace {

/// Height, width and channels of the images that the model was made from; empty for other columns.
std::vector<std::int64_t> image_shape(const data::Column* sample) {
  if (sample == nullptr || !sample->images) return {};
  const samples::ImageBlock& block = *sample->images;
  return {static_cast<std::int64_t>(block.height), static_cast<std::int64_t>(block.width),
          static_cast<std::int64_t>(block.channels)};
}

}  // namespace

data::StreamColumns Predictor::stream_columns() const {
  data::StreamColumns out;
  for (const auto& input : framing.inputs) {
    data::ColumnOptions options;
    options.kind = input.kind == data::ColumnKind::binary ? data::ColumnKind::category : input.kind;
    options.from = input.from;
    options.to = input.to;
    options.shape =
        input.from.empty() ? image_shape(record.self_check.table.find(input.name)) : input.shape;
    options.missing = input.missing;
    out.inputs.emplace_back(input.name, options);
  }
  if (times() != nullptr)
    for (const auto& [name, kind] : times()->columns()) {
      if (std::ranges::find(framing.inputs, name, &Framing::Input::name) != framing.inputs.end())
        continue;
      data::ColumnOptions options;
      options.kind = kind;
      out.inputs.emplace_back(name, options);
    }
  out.texts = framing.ids;
  out.texts.push_back(framing.target);
  if (!framing.weight.empty()) out.texts.push_back(framing.weight);
  out.names = framing.all_columns;
  out.target = framing.target;
  out.has_header = framing.has_header;
  out.missing = framing.missing;
  out.marks = framing.marks;
  out.dates = framing.dates;
  out.has_plain_quotes = framing.has_plain_quotes;
  return out;
}

}  // namespace dlflow::harness
