#include "pipeline/project/topics.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/base/text.hpp"
#include "core/metrics/metric.hpp"
#include "core/nn/initializer.hpp"
#include "core/nn/initializer_kinds.hpp"
#include "core/nn/layer.hpp"
#include "core/nn/loss.hpp"
#include "core/optim/optimizer.hpp"
#include "core/optim/schedule.hpp"
#include "pipeline/ensembles/ensemble.hpp"
#include "pipeline/models/model.hpp"
#include "pipeline/project/kind_lists.hpp"
#include "pipeline/project/split_kinds.hpp"
#include "pipeline/project/split_options.hpp"
#include "pipeline/search/search.hpp"
#include "pipeline/statistics/methods.hpp"
#include "pipeline/views/imbalance.hpp"
#include "pipeline/views/view.hpp"

using namespace dlflow;
using Catch::Contains;

namespace {

constexpr std::size_t kWide = 96;

/// The lines of a page that are wider than it is.
std::vector<std::string> too_wide(const std::string& page, std::size_t width) {
  std::vector<std::string> out;
  for (const std::string_view line : split(page, '\n'))
    if (display_width(line) > width) out.emplace_back(line);
  return out;
}

}  // namespace

TEST_CASE("every kind of view step, model, ensemble and search names its source") {
  for (const schema::Choices* family :
       {&views::transform_choices(), &views::image_choices(), &views::series_choices(),
        &views::text_choices(), &views::imbalance_choices(), &models::model_choices(),
        &ensembles::ensemble_choices(), &search::searcher_choices()})
    for (const schema::Choice* choice : *family) {
      INFO(choice->name);
      CHECK(choice->source.size() > 5);
      CHECK_THAT(project::explain_topic(choice->name, 10000), Contains(choice->source));
    }
}

TEST_CASE("every layer, loss, optimizer and schedule names its source") {
  for (const schema::Choices* family : {&nn::layer_choices(), &nn::loss_choices(),
                                        &optim::optimizer_choices(), &optim::schedule_choices()})
    for (const schema::Choice* choice : *family) {
      INFO(choice->name);
      if (choice->name == "constant") continue;  // there is nothing to it
      CHECK(choice->source.size() > 5);
      CHECK_THAT(project::explain_topic(choice->name, 10000), Contains(choice->source));
    }
}

TEST_CASE("every metric, test and split names its source, on a page of its own") {
  for (const auto& kind : metrics::metric_kinds()) {
    INFO(kind.name);
    CHECK(kind.source.size() > 5);
    CHECK_THAT(project::explain_topic(kind.name, 10000), Contains("source   " + kind.source));
  }
  for (const auto& method : statistics::methods())
    CHECK_THAT(project::explain_topic(method.name, 10000),
               Contains("source   " + std::string(method.source)));
  for (const auto& split : project::split_kinds()) {
    INFO(split.name);
    CHECK(split.source.size() > 5);
    CHECK_THAT(project::explain_topic(split.name, 10000),
               Contains("kind     split") && Contains(std::string(split.source)));
  }
}

TEST_CASE("a family of metrics has a page under its name, with the number marked or not") {
  for (const char* name : {"top_k_accuracy", "top_<k>_accuracy"})
    CHECK_THAT(project::explain_topic(name, 10000),
               Contains("top_<k>_accuracy") && Contains("as scikit-learn's top_k_accuracy_score"));
  for (const char* name : {"f_beta", "fbeta", "f<beta>"})
    CHECK_THAT(project::explain_topic(name, 10000), Contains("f<beta>") && Contains("source   "));
  const auto hint_of = [](const char* name) -> std::string {
    try {
      project::explain_topic(name, 80);
    } catch (const UserError& error) {
      return error.problems().front().hint;
    }
    return "";
  };
  CHECK(hint_of("top_k_acuracy") == "did you mean 'top_k_accuracy'?");
  CHECK(hint_of("balanced_acuracy") == "did you mean 'balanced_accuracy'?");
  CHECK(hint_of("learning_rat") == "did you mean 'learning_rate'?");
}

TEST_CASE("every kind of folds and of test set has a page") {
  std::vector<std::string_view> names;
  for (const std::string_view name : names_of(project::Folding{})) names.push_back(name);
  for (const std::string_view name : names_of(project::Draw{})) names.push_back(name);
  for (const std::string_view name : names) {
    INFO(name);
    CHECK(std::ranges::count(project::split_kinds(), name, &project::SplitKind::name) == 1);
  }
}

TEST_CASE("what leaderboards, comparisons, predictions and reports speak of has a page") {
  for (const char* words :
       {"naive", "gain over naive", "tie", "corrected t-test", "Wilcoxon", "McNemar",
        "Diebold Mariano", "holm", "optimism", "simplest", "bootstrap", "conformal",
        "permutation importance", "stability index"}) {
    INFO(words);
    CHECK_THAT(project::explain_topic(words, 10000),
               Contains("kind     test or statistic") && Contains("source   "));
  }
  CHECK_THAT(project::explain_topic("C", 10000), Contains("logistic_regression.C"));
  CHECK_THAT(project::explain_topic("learning curve", 10000), Contains("learning_curve"));
}

TEST_CASE("every kind of initializer has a page") {
  std::vector<std::string_view> names;
  for (const auto& kind : nn::initializer_kinds()) {
    names.push_back(kind.name);
    CHECK_THAT(project::explain_topic(kind.name, 10000),
               Contains("kind     initializer") && Contains(std::string(kind.source)));
  }
  const auto known = names_of(nn::Initializer::Kind{});
  CHECK(names == std::vector<std::string_view>(known.begin(), known.end()));
}

TEST_CASE("a sort of kinds is listed under its name, in the plural and the singular") {
  for (const project::KindList& list : project::kind_lists())
    for (const std::string_view topic : {list.plural, list.singular})
      for (const auto& [heading, family] : list.families) {
        INFO(topic);
        const std::string page = project::explain_topic(topic, 10000);
        CHECK_THAT(page, Contains("  " + std::string(heading) + "\n"));
        for (const schema::Choice* choice : *family)
          CHECK_THAT(page, Contains("    " + choice->name) && Contains(choice->doc));
      }
  for (const project::Alias& alias : project::option_aliases())
    for (const std::string_view topic : {alias.plural, alias.singular})
      CHECK_THAT(project::explain_topic(topic, 10000),
                 Contains(project::explain_topic(alias.path, 10000)));
  for (const char* topic : {"metric", "metrics", "split", "splits", "tests", "initializers"})
    CHECK_THAT(project::explain_topic(topic, 10000), Contains("`dlflow explain NAME` tells more"));
  CHECK_THAT(project::explain_topic("loss", 10000),
             Contains("an option is named 'loss' too: evaluate.models."));
}

TEST_CASE("pages are as narrow as the terminal") {
  for (const char* topic :
       {"impute", "select", "holm", "metrics", "splits", "knn", "evaluate", "evaluate.models",
        "group", "prepare.views", "losses", "steps", "initializers", "views", ""})
    for (const std::size_t width : {std::size_t{50}, std::size_t{60}, kWide}) {
      INFO(topic);
      INFO(width);
      CHECK(too_wide(project::explain_topic(topic, width), width) == std::vector<std::string>{});
    }
}

TEST_CASE("the choices of an option are listed") {
  CHECK_THAT(project::explain_topic("impute", 10000),
             Contains("one of: mean, median, most_frequent"));
  CHECK_THAT(project::explain_topic("select", 10000), Contains("one of: variance, correlation"));
}
