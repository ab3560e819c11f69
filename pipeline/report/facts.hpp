#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/harness/importance.hpp"
#include "pipeline/harness/leaderboard.hpp"
#include "pipeline/report/judged.hpp"

namespace dlflow::report {

/// A learning curve over the folds of one model: one value per epoch.
struct LearningCurve {
  std::string name;                         ///< "mlp / standard"
  std::vector<double> loss;                 ///< mean training loss over folds
  std::vector<double> loss_low, loss_high;  ///< smallest and largest over folds
  std::vector<double> validation;           ///< empty without a validation part
  std::vector<double> validation_low, validation_high;
  std::optional<double> best_epoch;  ///< mean over folds
  /// What the curve shows, in words, and the command to try next (empty where none is).
  std::vector<std::pair<std::string, std::string>> diagnosis;
};

/// The score of a model that learnt from a part of the training rows of each fold.
struct DataPoint {
  double share = 1;
  std::size_t rows = 0;  ///< mean over folds
  statistics::Interval score;
  std::string error;  ///< why there is none
};

/// Would more rows help? By share, the last point being all rows.
struct DataCurve {
  std::string name;  ///< "ridge / standard"
  std::vector<DataPoint> points;
  /// What the step from the last part to all rows brought: above 0 when all are better; and the p
  /// value of the corrected resampled t-test that it brought nothing.
  statistics::Interval gain;
  double p = 1;
  std::string verdict;  ///< "helps", "hurts", "levelled off", "cannot tell"
};

struct ColumnFact {
  std::string name, kind, reason;
  std::size_t missing = 0;
  std::string summary;  ///< "17 to 81, mean 33.2" or "3 values; most often 'a' (62 %)"
};

struct Trial {
  int number = 0;
  std::string model;                                         ///< that is tuned
  std::vector<std::pair<std::string, std::string>> options;  ///< path, value
  statistics::Interval score;
  std::string error;
};

struct PublishedScore {
  std::string metric, source, protocol;
  double naive = 0, good = 0, spread = 0;
  std::string verdict;             ///< "matches", "beats", "below", "not comparable (why)"
  statistics::Interval ours = {};  ///< the score that was compared, where one was
};

/// Everything the report says. Plain facts: the stages fill them in from what is stored, the
/// renderers turn them into words and pictures, and nothing else.
struct Facts {
  std::string project;
  int run = 0;
  // define
  std::string problem, motivation, assumptions;
  std::string data_source, task, target, positive;
  std::size_t rows = 0, columns = 0;
  std::size_t season = 0;          ///< steps, of time series; 0: there are none
  std::string season_unit;         ///< "months", where the season is that of such times
  std::vector<std::string> notes;  ///< of reading and framing
  std::vector<ColumnFact> column_facts;
  std::vector<std::pair<std::string, std::size_t>> class_counts;
  std::size_t training_rows = 0, test_rows = 0;  ///< test_rows 0: no sealed test set
  // prepare: view name, then the sentences of its steps
  std::vector<std::pair<std::string, std::vector<std::string>>> views;
  std::vector<std::string> view_notes;  ///< of views as fitted on all training rows
  // evaluate
  std::vector<std::string> fold_notes;  ///< of views in some folds alone
  std::string protocol;                 ///< "3 x 10-fold, stratified"
  std::string folds_key;                ///< hash of rows, truth and folds: equal ones can be paired
  harness::Leaderboard leaderboard;
  std::vector<LearningCurve> curves;
  std::optional<DataCurve> data_curve;
  std::optional<PublishedScore> published;
  std::vector<Contrast> contrasts;
  // improve
  std::string search;  ///< "random search, 20 trials of mlp"
  std::vector<Trial> trials;
  std::vector<std::string> improvements;  ///< sentences
  // present
  std::string chosen, chosen_reason;  ///< "ridge / standard", "simplest within ..."
  std::size_t refit_rows = 0;  ///< of the saved model, where test rows are among them; else 0
  std::optional<double> test_score;
  statistics::Interval test_interval;  ///< bootstrap over test rows
  std::vector<std::pair<std::string, double>> test_metrics;
  int test_openings = 0;       ///< of test sets that hold some of the rows
  std::string test_opened_on;  ///< when this configuration first opened it: "2026-03-01 12:30 UTC"
  bool test_was_open = false;  ///< whether it had done so before the scores were made
  double test_rows_seen = 0;   ///< share of the rows that openings before this one have shown
  std::vector<Judged> judged;  ///< out-of-fold rows, then test rows where they were opened
  std::vector<Forecast> forecasts;                    ///< of test rows that were opened
  std::vector<harness::ColumnImportance> importance;  ///< greatest first
  std::string importance_rows;                        ///< how it was measured, or why it was not
  std::vector<std::string> model_summary;             ///< lines of the network's summary
  std::vector<std::string> exports;                   ///< files of the model for other programs
  std::string digest, version, config;                ///< config: resolved YAML
  std::vector<std::string> history;                   ///< "against houses@1: ...", of this run
  /// What beside the configuration the results depend on: "data" and its hash, and the like.
  std::vector<std::pair<std::string, std::string>> made_from;
  std::vector<RunFact> runs;    ///< of the project, oldest first, this one last
  std::string notes_by_author;  ///< notes.md of the project, as it was written
};

/// Whether some rows of the test set, not all, were shown by an earlier opening.
inline bool is_partly_seen(const Facts& facts) {
  return facts.test_rows_seen > 0 && facts.test_rows_seen < 1;
}

/// A whole offline page: style inside, no script needed, strict Content-Security-Policy.
std::string to_html(const Facts& facts);
std::string to_markdown(const Facts& facts);

}  // namespace dlflow::report
