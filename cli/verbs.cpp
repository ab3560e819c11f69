#include "cli/verbs.hpp"

namespace dlflow::cli {

const std::vector<Verb>& verbs() {
  constexpr unsigned kStage = kConfig | kWork | kJson;
  static const std::vector<Verb> kVerbs = {
      {"run", "all five stages, each only if something changed", "CONFIG|DATA", 1, 1,
       kStage | kOpenTest, run_run},
      {"define", "stage 1: what is predicted, from which data, judged how", "CONFIG|DATA", 1, 1,
       kStage, run_define},
      {"prepare", "stage 2: the views of the data, fitted and explained", "CONFIG|DATA", 1, 1,
       kStage | kRows, run_prepare},
      {"evaluate", "stage 3: every model on every view, compared", "CONFIG|DATA", 1, 1, kStage,
       run_evaluate},
      {"improve", "stage 4: tuning and ensembles of what works", "CONFIG|DATA", 1, 1, kStage,
       run_improve},
      {"present", "stage 5: the model, its report, its predictions", "CONFIG|DATA", 1, 1,
       kStage | kOpenTest, run_present},
      {"train", "one fit with live progress; never ranks", "CONFIG|DATA", 1, 1,
       kStage | kModel | kView | kFindRate, run_train},
      {"tune", "the searches of stage 4 alone", "CONFIG|DATA", 1, 1, kStage | kSearched, run_tune},
      {"report", "renders the report again from what is stored", "CONFIG|DATA", 1, 1,
       kConfig | kJson, run_report},
      {"predict", "predictions for new rows of a file, or of stdin", "MODEL [DATA]", 1, 2,
       kOutput | kRuns, run_predict},
      {"export", "a finished model for other programs, such as model.onnx", "MODEL FILE", 2, 2, 0,
       run_export},
      {"check", "finds what is wrong with a configuration", "CONFIG|DATA", 1, 1, kConfig | kJson,
       run_check},
      {"show", "the resolved configuration, or a model's card", "CONFIG|MODEL", 1, 1, kConfig,
       run_show},
      {"schema", "the JSON Schema of the configuration, for editors", "", 0, 0, 0, run_schema},
      {"explain", "help on any option, kind or stage", "[TOPIC]", 0, 1, 0, run_explain},
      {"status", "what is done, what is stale and why", "CONFIG|DATA", 1, 1, kConfig | kJson,
       run_status},
      {"compare", "two finished runs side by side, with a paired test", "A B", 2, 2, kRuns | kJson,
       run_compare},
  };
  return kVerbs;
}

}  // namespace dlflow::cli
