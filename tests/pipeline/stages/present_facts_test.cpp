#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "core/base/text.hpp"
#include "pipeline/config/yaml.hpp"
#include "pipeline/harness/importance.hpp"
#include "pipeline/stages/facts_json.hpp"
#include "pipeline/stages/history.hpp"
#include "pipeline/stages/workflow.hpp"
#include "tests/pipeline/temporary_folder.hpp"

using namespace dlflow;

namespace {

/// 160 rows: `signal` decides the class but for a little noise, `noise` says nothing, and `colour`
/// helps a little.
std::string example_csv() {
  RandomStream random(RandomKey(7).with("present facts"));
  std::string text = "signal,noise,colour,class\n";
  for (int row = 0; row < 160; ++row) {
    const double signal = random.normal(), noise = random.normal();
    const bool is_red = random.uniform() < 0.4;
    const bool is_yes = signal + 0.4 * random.normal() + (is_red ? 0.4 : 0) > 0;
    text += shortest(signal) + "," + shortest(noise) + "," + (is_red ? "red" : "blue") + "," +
            (is_yes ? "yes" : "no") + "\n";
  }
  return text;
}

/// A project on its own data in its own folder.
struct Project {
  TemporaryFolder folder;

  Project() { std::ofstream(folder / "rows.csv") << example_csv(); }

  stages::Workflow workflow(const std::string& more = "", int jobs = 1,
                            const std::string& training = "train: {epochs: 12}") const {
    const std::string config =
        "project: example\n"
        "define: {data: rows.csv, target: class, positive: yes, test: 0.2}\n"
        "prepare:\n"
        "  views:\n"
        "    standard: {number: [standardize], category: [one_hot]}\n"
        "    raw: {number: [], category: [one_hot]}\n"
        "evaluate:\n"
        "  cross_validation: {folds: 4}\n"
        "  models:\n"
        "    logistic_regression:\n"
        "    mlp: {hidden: [4], " +
        training + "}\n" + more;
    stages::Settings settings;
    settings.runs = folder / "runs";
    settings.jobs = jobs;
    return {config::parse_yaml(config, "example.yaml"), folder.path(), settings};
  }
};

const harness::ColumnImportance& of(const report::Facts& facts, const std::string& column) {
  for (const auto& one : facts.importance)
    if (one.column == column) return one;
  FAIL("no importance of " + column);
  throw std::logic_error(column);
}

std::string text_of(const std::filesystem::path& path) { return files::read_all(path); }

}  // namespace

TEST_CASE("present finds the column that matters, on rows that no fit had seen") {
  const Project project;
  auto workflow = project.workflow();
  stages::present(workflow);
  const report::Facts& facts = workflow.facts();
  REQUIRE(facts.importance.size() == 3);
  CHECK(facts.importance[0].column == "signal");
  CHECK(of(facts, "signal").loss.low > 0.1);
  CHECK(of(facts, "noise").loss.low <= 0);
  CHECK(of(facts, "noise").loss.high < of(facts, "signal").loss.low);
}

TEST_CASE("importance and the digest are the same for any number of jobs") {
  const Project one, two;
  auto first = one.workflow("", 1), second = two.workflow("", 2);
  stages::present(first);
  stages::present(second);
  CHECK(first.facts().digest == second.facts().digest);
  for (const auto& column : first.facts().importance) {
    CHECK(column.loss.mean == of(second.facts(), column.column).loss.mean);
    CHECK(column.loss.low == of(second.facts(), column.column).loss.low);
  }
}

TEST_CASE("a fold's fit for importance is the fit of the harness, to the same bits") {
  const Project project;
  auto workflow = project.workflow();
  const auto& results = workflow.evaluated();
  const harness::Ground& ground = workflow.framed().ground;
  for (const auto& result : results) {
    const data::Fold& fold = ground.folds[1];
    const auto member =
        harness::fit_member(ground, result.candidate, fold,
                            harness::fit_context(ground, result.candidate, fold, nullptr));
    const auto again = member.predict(fold.judged(*ground.table));
    INFO(result.candidate.model);
    CHECK(std::equal(again.values.begin(), again.values.end(),
                     result.folds[1].predictions.values.begin(),
                     result.folds[1].predictions.values.end()));
  }
}

TEST_CASE("out-of-fold rows and test rows are judged, each row once") {
  const Project project;
  auto workflow = project.workflow();
  stages::present(workflow);
  const report::Facts& facts = workflow.facts();
  REQUIRE(facts.judged.size() == 2);
  CHECK(facts.judged[0].rows_from == "out-of-fold rows");
  CHECK(facts.judged[0].rows == 128);
  CHECK(facts.judged[1].rows == 32);
  for (const auto& judged : facts.judged) {
    double all = 0, right = 0;
    for (std::size_t k = 0; k < 2; ++k) {
      right += judged.confusion[k][k];
      all += judged.confusion[k][0] + judged.confusion[k][1];
    }
    CHECK(all == static_cast<double>(judged.rows));
    CHECK(judged.roc_area > 0.8);
    CHECK(judged.worst.size() == 10);
    CHECK(judged.worst[0].loss >= judged.worst[9].loss);
    if (&judged == &facts.judged[1]) CHECK(right / all == Approx(*facts.test_score));
  }
  CHECK(facts.judged[0].worst_columns.front() == "signal");
}

TEST_CASE("a view is told from another by the step that only it has") {
  const Project project;
  auto workflow = project.workflow();
  stages::present(workflow);
  const auto& contrasts = workflow.facts().contrasts;
  const auto view = std::find_if(contrasts.begin(), contrasts.end(), [](const auto& contrast) {
    return contrast.kind == report::Contrast::Kind::view;
  });
  REQUIRE(view != contrasts.end());
  CHECK(view->steps == "standardize");
  CHECK(view->first == "standard");
  CHECK(view->over == 2);
}

TEST_CASE("a report rendered again from what is stored is the same, and opens nothing") {
  const Project project;
  const auto page = project.folder / "runs/example/1/report.html";
  {
    auto workflow = project.workflow();
    stages::present(workflow);
  }
  const std::string before = text_of(page);
  const std::string openings = text_of(project.folder / "runs/test-sets.json");
  std::filesystem::remove(page);
  std::filesystem::remove(project.folder / "runs/example/1/model.safetensors");
  auto workflow = project.workflow();
  auto facts = stages::stored_run(workflow);
  REQUIRE(facts);
  stages::write_report(workflow.folder(), *facts);
  CHECK(text_of(page) == before);
  CHECK(text_of(project.folder / "runs/test-sets.json") == openings);
}

TEST_CASE("the author's notes survive rendering and appear escaped") {
  const Project project;
  auto workflow = project.workflow();
  stages::present(workflow);
  std::ofstream(project.folder / "runs/example/notes.md") << "Ask <b>Ann</b>.\n\n- and Bob\n";
  auto facts = stages::stored_run(workflow);
  REQUIRE(facts);
  stages::write_report(workflow.folder(), *facts);
  const std::string page = text_of(project.folder / "runs/example/1/report.html");
  CHECK(page.find("<p>Ask &lt;b&gt;Ann&lt;/b&gt;.</p><ul><li>and Bob</li></ul>") != page.npos);
  CHECK(text_of(project.folder / "runs/example/notes.md") == "Ask <b>Ann</b>.\n\n- and Bob\n");
}

TEST_CASE("a later run tells what was changed and what it brought") {
  const Project project;
  {
    auto workflow = project.workflow();
    stages::present(workflow);
    CHECK(workflow.facts().history.empty());
    CHECK(workflow.facts().runs.size() == 1);
  }
  auto workflow = project.workflow("present: {model: mlp}\n");
  stages::present(workflow);
  const report::Facts& facts = workflow.facts();
  REQUIRE(facts.runs.size() == 2);
  CHECK(facts.runs[1].run == 2);
  CHECK(facts.runs[1].changes == std::vector<std::string>{"present.model simplest -> mlp"});
  REQUIRE(facts.history.size() == 1);
  CHECK(facts.history[0].starts_with("against example@1: present.model simplest -> mlp: "));
  CHECK(facts.runs[1].effect.starts_with("chosen before: logistic_regression / "));
  CHECK(facts.runs[1].effect.find("now: mlp / ") != std::string::npos);
}

TEST_CASE("a change of a model that is not chosen is told of that model") {
  const Project project;
  {
    auto workflow = project.workflow("present: {model: logistic_regression}\n");
    stages::present(workflow);
  }
  auto workflow =
      project.workflow("present: {model: logistic_regression}\n", 1, "train: {epochs: 3}");
  stages::present(workflow);
  const report::RunFact& run = workflow.facts().runs.at(1);
  CHECK(run.changes == std::vector<std::string>{"evaluate.models.mlp.train.epochs 12 -> 3"});
  CHECK(run.effect.starts_with("mlp / "));
  CHECK(run.effect.find("; the chosen solution is the same: logistic_regression / ") !=
        std::string::npos);
}

TEST_CASE("a run leaves its model for other programs where that is asked for") {
  const Project project;
  const std::string more = "present: {model: logistic_regression, export: [onnx]}\n";
  std::filesystem::path folder;
  std::string key;
  {
    stages::Workflow workflow = project.workflow(more);
    folder = stages::present(workflow);
    key = workflow.run_key();
    CHECK(workflow.facts().exports == std::vector<std::string>{"model.onnx"});
  }
  CHECK(text_of(folder / "model.onnx").size() > 1000);
  CHECK(text_of(folder / "report.md").find("as model.onnx too") != std::string::npos);
  // The results are the same without it.
  CHECK(project.workflow("present: {model: logistic_regression}\n").run_key() == key);

  stages::Workflow again = project.workflow(more);
  CHECK(stages::finished_run(again).has_value());
  std::filesystem::remove(folder / "model.onnx");
  CHECK(!stages::finished_run(again).has_value());
}

TEST_CASE("facts survive the ledger, and those stored before a name was added still render") {
  const Project project;
  auto workflow = project.workflow();
  stages::present(workflow);
  const std::string json = stages::to_json(workflow.facts());
  const report::Facts again = stages::facts_from_json(json);
  CHECK(stages::to_json(again) == json);
  std::string older = json;
  for (const char* name : {"\"judged\"", "\"contrasts\"", "\"importance\"", "\"runs\""})
    older.replace(older.find(name), std::string(name).size(), "\"x\"");
  CHECK(report::to_html(stages::facts_from_json(older)).size() > 1000);
}
