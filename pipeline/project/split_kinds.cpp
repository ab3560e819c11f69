#include "pipeline/project/split_kinds.hpp"

namespace dlflow::project {
namespace {

constexpr std::string_view kFolds = "evaluate.cross_validation.kind";
constexpr std::string_view kBoth = "evaluate.cross_validation.kind, define.test.kind";
constexpr std::string_view kDraw = "define.test.kind";

}  // namespace

const std::vector<SplitKind>& split_kinds() {
  static const std::vector<SplitKind> all = {
      {"automatic", kBoth,
       "By time or by group where define names such a column; else stratified where the target has "
       "classes, and at random where it is a number.",
       "a rule of dlflow; what it picks has a source of its own"},
      {"kfold", kFolds,
       "The rows are dealt at random into folds of equal size, give or take a row; each is held "
       "out once in each repeat.",
       "M. Stone, Cross-validatory choice and assessment of statistical predictions (1974); as "
       "scikit-learn's KFold with shuffling"},
      {"stratified", kBoth,
       "As kfold, or as a random share, with each class spread evenly over the parts. Needs a row "
       "of each class for every fold.",
       "R. Kohavi, A study of cross-validation and bootstrap for accuracy estimation and model "
       "selection (1995); as scikit-learn's StratifiedKFold and StratifiedShuffleSplit"},
      {"group", kBoth,
       "Rows of one group (a patient, a shop) are never parted: whole groups go to the fold with "
       "the fewest rows, the largest group first. Of a test set, a share of the groups is sealed.",
       "as scikit-learn's GroupKFold and GroupShuffleSplit"},
      {"stratified_group", kFolds,
       "As group, where each group goes where the shares of the classes then differ least between "
       "the folds.",
       "as scikit-learn's StratifiedGroupKFold"},
      {"time", kBoth,
       "What comes later is predicted from what came before: a cut line moves over the rows, and "
       "the rows behind it are judged. Of a test set, the last share of the rows is sealed.",
       "L. Tashman, Out-of-sample tests of forecasting accuracy: an analysis and review (2000); "
       "sizes as scikit-learn's TimeSeriesSplit"},
      {"shuffle", kFolds,
       "Each fold draws a share of the rows anew, so that a row may be held out several times or "
       "never; stratified where the target has classes.",
       "as scikit-learn's ShuffleSplit and StratifiedShuffleSplit"},
      {"leave_one_out", kFolds, "Each row is held out alone, and all others are learnt from.",
       "M. Stone, Cross-validatory choice and assessment of statistical predictions (1974); as "
       "scikit-learn's LeaveOneOut"},
      {"predefined", kFolds,
       "The data say the fold of each row: a column, or a file with a line for each row.",
       "as scikit-learn's PredefinedSplit"},
      {"validation", "evaluate.cross_validation.validation",
       "One part of the rows is held out in place of folds, drawn as a test set is; `seeds` fits "
       "of each model are judged on it.",
       "as scikit-learn's train_test_split"},
      {"random", kDraw, "A share of the rows is sealed, each row with the same chance.",
       "as scikit-learn's train_test_split"},
      {"hash", "define.test.hash",
       "A hash of a column's value decides the side of its rows, so that a row stays on its side "
       "as others arrive.",
       "A. Geron, Hands-on machine learning with Scikit-Learn and TensorFlow (2017), chapter 2"},
      {"column", "define.test.column", "Rows with a mark in a column are sealed.",
       "as scikit-learn's PredefinedSplit"},
      {"rows", "define.test.rows", "The rows whose numbers a file lists are sealed.",
       "as scikit-learn's PredefinedSplit"},
      {"last", "define.test.last", "The last rows of the table are sealed.",
       "L. Tashman, Out-of-sample tests of forecasting accuracy: an analysis and review (2000)"},
      {"from_row", "define.test.from_row", "All rows from a number on are sealed.",
       "L. Tashman, Out-of-sample tests of forecasting accuracy: an analysis and review (2000)"},
  };
  return all;
}

}  // namespace dlflow::project
