#include "pipeline/project/kind_lists.hpp"

#include "core/nn/layer.hpp"
#include "core/nn/loss.hpp"
#include "core/optim/optimizer.hpp"
#include "core/optim/schedule.hpp"
#include "pipeline/search/search.hpp"
#include "pipeline/views/imbalance.hpp"
#include "pipeline/views/view.hpp"

namespace dlflow::project {

const std::vector<KindList>& kind_lists() {
  static const std::vector<KindList> all = {
      {"layers",
       "layer",
       "layers: what a network is made of (models.NAME.layers)",
       {{"kinds", &nn::layer_choices()}}},
      {"losses",
       "loss",
       "losses: what the training of a network makes small (train.loss)",
       {{"kinds", &nn::loss_choices()}}},
      {"optimizers",
       "optimizer",
       "optimizers: how the weights are moved (train.optimizer)",
       {{"kinds", &optim::optimizer_choices()}}},
      {"schedules",
       "schedule",
       "schedules: how the learning rate changes from epoch to epoch (train.schedule)",
       {{"kinds", &optim::schedule_choices()}}},
      {"searchers",
       "searcher",
       "searchers: how a search draws candidates (improve.tune.search)",
       {{"kinds", &search::searcher_choices()}}},
      {"steps",
       "transform",
       "steps: what a view does to its columns, in order (prepare.views)",
       {{"of number, category and date columns", &views::transform_choices()},
        {"of image columns", &views::image_choices()},
        {"of series columns", &views::series_choices()},
        {"of text columns", &views::text_choices()},
        {"of the training rows, against imbalance", &views::imbalance_choices()}}},
  };
  return all;
}

const std::vector<Alias>& option_aliases() {
  static const std::vector<Alias> all = {
      {"views", "view", "prepare.views"},
      {"models", "model", "evaluate.models"},
      {"ensembles", "ensemble", "improve.ensembles"},
      {"searches", "search", "improve.tune.search"},
  };
  return all;
}

}  // namespace dlflow::project
