#include "pipeline/stages/facts_json.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"

namespace dlflow::stages {
namespace {

using Json = nlohmann::ordered_json;

std::array<const char*, 3> contrast_names() { return {"view", "model", "tuning"}; }

/// One list of members serves both directions: a Writer puts them into JSON, a Reader takes them
/// out again.
struct Writer {
  Json json = Json::object();
  template <class T>
  void operator()(const char* name, const T& value) {
    json[name] = encode(value);
  }
  template <class T>
  void newer(const char* name, const T& value) {
    (*this)(name, value);
  }
  static Json encode(double v) { return std::isfinite(v) ? Json(v) : Json(nullptr); }
  static Json encode(bool v) { return v; }
  static Json encode(int v) { return v; }
  static Json encode(std::size_t v) { return v; }
  static Json encode(const std::string& v) { return v; }
  static Json encode(report::Contrast::Kind v) { return contrast_names()[static_cast<int>(v)]; }
  template <class T>
  static Json encode(const std::optional<T>& v) {
    return v ? encode(*v) : Json(nullptr);
  }
  template <class A, class B>
  static Json encode(const std::pair<A, B>& v) {
    return Json::array({encode(v.first), encode(v.second)});
  }
  template <class T>
  static Json encode(const std::vector<T>& v) {
    Json out = Json::array();
    for (const T& item : v) out.push_back(encode(item));
    return out;
  }
  template <class T>
  static Json encode(const T& v) {
    Writer writer;
    members(writer, const_cast<T&>(v));
    return std::move(writer.json);
  }
};

struct Reader {
  const Json& json;
  template <class T>
  void operator()(const char* name, T& value) {
    decode(json.at(name), value);
  }
  /// Of a fact that the first runs of this version were stored without: they render without it.
  template <class T>
  void newer(const char* name, T& value) {
    if (json.contains(name)) (*this)(name, value);
  }
  static void decode(const Json& j, double& v) { v = j.is_null() ? std::nan("") : j.get<double>(); }
  static void decode(const Json& j, bool& v) { v = j.get<bool>(); }
  static void decode(const Json& j, int& v) { v = j.get<int>(); }
  static void decode(const Json& j, std::size_t& v) { v = j.get<std::size_t>(); }
  static void decode(const Json& j, std::string& v) { v = j.get<std::string>(); }
  static void decode(const Json& j, report::Contrast::Kind& v) {
    const auto names = contrast_names();
    const auto found = std::find(names.begin(), names.end(), j.get<std::string>());
    if (found == names.end()) throw CorruptFile("the stored run", "it has an unknown contrast");
    v = static_cast<report::Contrast::Kind>(found - names.begin());
  }
  template <class T>
  static void decode(const Json& j, std::optional<T>& v) {
    if (j.is_null()) return v.reset();
    decode(j, v.emplace());
  }
  template <class A, class B>
  static void decode(const Json& j, std::pair<A, B>& v) {
    decode(j.at(0), v.first);
    decode(j.at(1), v.second);
  }
  template <class T>
  static void decode(const Json& j, std::vector<T>& v) {
    v.clear();
    for (const Json& item : j) decode(item, v.emplace_back());
  }
  template <class T>
  static void decode(const Json& j, T& v) {
    Reader reader{j};
    members(reader, v);
  }
};

template <class F>
void members(F& f, statistics::Interval& x) {
  f("mean", x.mean), f("low", x.low), f("high", x.high);
}

template <class F>
void members(F& f, harness::LeaderboardRow& x) {
  f("rank", x.rank), f("model", x.model), f("view", x.view), f("is_baseline", x.is_baseline);
  f("score", x.score), f("fold_scores", x.fold_scores), f("other_metrics", x.other_metrics);
  f("gain", x.gain), f("beats_naive", x.beats_naive), f("p_against_best", x.p_against_best);
  f("fit_seconds", x.fit_seconds), f("predict_microseconds", x.predict_microseconds);
  f("parameters", x.parameters), f("model_bytes", x.model_bytes);
  f("peak_bytes", x.peak_bytes), f("complexity", x.complexity), f("tie", x.tie);
  f("error", x.error), f("skipped", x.skipped);
}

template <class F>
void members(F& f, harness::Leaderboard& x) {
  f("metric", x.metric), f("greater_is_better", x.greater_is_better), f("naive", x.naive);
  f("test_share", x.test_share);
  f("naive_name", x.naive_name), f("in_words", x.in_words), f("optimism", x.optimism);
  f("compared", x.compared), f("rows", x.rows);
}

template <class F>
void members(F& f, statistics::OperatingPoint& x) {
  f("threshold", x.threshold), f("true_positives", x.true_positives);
  f("false_positives", x.false_positives), f("true_negatives", x.true_negatives);
  f("false_negatives", x.false_negatives);
}

template <class F>
void members(F& f, statistics::CalibrationBin& x) {
  f("low", x.low), f("high", x.high), f("rows", x.rows), f("predicted", x.predicted);
  f("observed", x.observed), f("observed_low", x.observed_low);
  f("observed_high", x.observed_high);
}

template <class F>
void members(F& f, report::WorstError& x) {
  f("row", x.row), f("truth", x.truth), f("prediction", x.prediction), f("loss", x.loss);
  f("values", x.values), f.newer("picture", x.picture);
}

template <class F>
void members(F& f, report::Residuals& x) {
  f("mean", x.mean), f("std", x.std), f("low", x.low), f("median", x.median), f("high", x.high);
}

template <class F>
void members(F& f, report::Judged& x) {
  f("rows_from", x.rows_from), f("rows", x.rows), f("confusion", x.confusion);
  f("calibration", x.calibration), f("calibration_error", x.calibration_error);
  f("curve", x.curve), f("sweep", x.sweep), f("roc_area", x.roc_area);
  f("average_precision", x.average_precision), f("values", x.values);
  f("residuals", x.residuals), f("worst_columns", x.worst_columns), f("worst", x.worst);
}

template <class F>
void members(F& f, report::Forecast& x) {
  f("series", x.series), f("last_learnt", x.last_learnt), f("past", x.past), f("times", x.times);
  f("steps", x.steps), f("actual", x.actual), f("predicted", x.predicted), f("low", x.low);
  f("high", x.high);
}

template <class F>
void members(F& f, harness::ColumnImportance& x) {
  f("column", x.column), f("loss", x.loss);
}

template <class F>
void members(F& f, report::Contrast& x) {
  f("kind", x.kind), f("first", x.first), f("second", x.second), f("gain", x.gain);
  f("over", x.over), f("steps", x.steps);
}

template <class F>
void members(F& f, report::RunFact& x) {
  f("run", x.run), f("chosen", x.chosen), f("score", x.score), f("changes", x.changes);
  f("effect", x.effect);
}

template <class F>
void members(F& f, report::LearningCurve& x) {
  f("name", x.name), f("loss", x.loss), f("loss_low", x.loss_low), f("loss_high", x.loss_high);
  f("validation", x.validation), f("validation_low", x.validation_low);
  f("validation_high", x.validation_high), f("best_epoch", x.best_epoch);
  f.newer("diagnosis", x.diagnosis);
}

template <class F>
void members(F& f, report::DataPoint& x) {
  f("share", x.share), f("rows", x.rows), f("score", x.score), f("error", x.error);
}

template <class F>
void members(F& f, report::DataCurve& x) {
  f("name", x.name), f("points", x.points), f("gain", x.gain), f("p", x.p);
  f("verdict", x.verdict);
}

template <class F>
void members(F& f, report::ColumnFact& x) {
  f("name", x.name), f("kind", x.kind), f("reason", x.reason), f("missing", x.missing);
  f("summary", x.summary);
}

template <class F>
void members(F& f, report::Trial& x) {
  f("number", x.number), f.newer("model", x.model), f("options", x.options), f("score", x.score);
  f("error", x.error);
}

template <class F>
void members(F& f, report::PublishedScore& x) {
  f("metric", x.metric), f("source", x.source), f("protocol", x.protocol), f("naive", x.naive);
  f("good", x.good), f("spread", x.spread), f("verdict", x.verdict);
  f.newer("ours", x.ours);
}

template <class F>
void members(F& f, report::Facts& x) {
  f("project", x.project), f("run", x.run), f("tool_version", x.version);
  f("problem", x.problem), f.newer("motivation", x.motivation),
      f.newer("assumptions", x.assumptions);
  f("data_source", x.data_source), f("task", x.task);
  f("target", x.target), f("positive", x.positive), f("rows", x.rows), f("columns", x.columns);
  f.newer("season", x.season), f.newer("season_unit", x.season_unit);
  f("notes", x.notes), f("column_facts", x.column_facts), f("class_counts", x.class_counts);
  f("training_rows", x.training_rows), f("test_rows", x.test_rows), f("views", x.views);
  f.newer("view_notes", x.view_notes), f.newer("fold_notes", x.fold_notes);
  f("protocol", x.protocol), f("folds_key", x.folds_key), f("leaderboard", x.leaderboard);
  f("curves", x.curves), f.newer("data_curve", x.data_curve), f("published", x.published),
      f.newer("contrasts", x.contrasts);
  f("search", x.search), f("trials", x.trials);
  f("improvements", x.improvements), f("chosen", x.chosen), f("chosen_reason", x.chosen_reason);
  f.newer("refit_rows", x.refit_rows);
  f("test_score", x.test_score), f("test_interval", x.test_interval);
  f("test_metrics", x.test_metrics), f("test_openings", x.test_openings),
      f.newer("test_rows_seen", x.test_rows_seen);
  f.newer("test_opened_on", x.test_opened_on), f.newer("test_was_open", x.test_was_open);
  f.newer("forecasts", x.forecasts), f.newer("judged", x.judged), f.newer("exports", x.exports),
      f.newer("importance", x.importance), f.newer("importance_rows", x.importance_rows);
  f("model_summary", x.model_summary), f("digest", x.digest), f("config", x.config);
  f("history", x.history), f("made_from", x.made_from), f.newer("runs", x.runs);
}

}  // namespace

std::string to_json(const report::Facts& facts, int indent) {
  Json out = {{"version", kJsonVersion}};
  out.update(Writer::encode(facts));
  return out.dump(indent, ' ', false, Json::error_handler_t::replace);
}

report::Facts facts_from_json(const std::string& text) {
  try {
    const Json json = Json::parse(text);
    if (json.at("version") != kJsonVersion)
      throw CorruptFile("the stored run", "it was written by another version of dlflow");
    report::Facts facts;
    Reader reader{json};
    members(reader, facts);
    return facts;
  } catch (const Json::exception& e) {
    throw CorruptFile("the stored run", std::string("it cannot be read: ") + e.what());
  }
}

}  // namespace dlflow::stages
