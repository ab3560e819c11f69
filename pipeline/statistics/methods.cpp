#include "pipeline/statistics/methods.hpp"

namespace dlflow::statistics {

const std::vector<Method>& methods() {
  static const std::vector<Method> all = {
      {"corrected_t_test",
       "Whether the fold scores of two models differ in the mean. Folds share training rows, so "
       "the "
       "variance of their mean is raised by the rows judged per row learnt from; without that, "
       "repeating a cross-validation makes any difference look real. Gives the intervals of the "
       "leaderboard, the ties and the p values against the best.",
       "C. Nadeau and Y. Bengio, Inference for the generalization error (2003)"},
      {"naive",
       "The best of the baselines, which look at no input, or at the past of a series alone. "
       "Models are held against it on the same folds by the corrected t-test, after Holm's "
       "correction.",
       "a rule of dlflow; the baselines name their own sources"},
      {"gain_over_naive",
       "The share of the naive error that a model removes: the score is the error where lower is "
       "better, else its distance from 1.",
       "as a skill score: A. Murphy, Skill scores based on the mean square error and their "
       "relationships to the correlation coefficient (1988)"},
      {"tie",
       "Models with one letter cannot be told apart from the best of that letter by the corrected "
       "t-test at 5 %. That one was chosen for being the best, so the p values are raised by the "
       "range of all it is compared with (with fewer than five scores, by Holm's correction): two "
       "of "
       "many equal models are told apart in at most one of twenty leaderboards. Each letter is "
       "led by the best model that has none yet.",
       "J. Tukey, The problem of multiple comparisons (1953), and M. Keuls, The use of the "
       "\"studentized range\" in connection with an analysis of variance (1952)"},
      {"simplest",
       "The model that is presented unless told otherwise: of those tied with the best, the least "
       "complex whose mean lies within a standard error of the best mean.",
       "L. Breiman, J. Friedman, R. Olshen and C. Stone, Classification and regression trees "
       "(1984), "
       "3.4.3"},
      {"optimism",
       "How much better the best of several models looks than it is: folds are drawn with "
       "replacement, and the winner's mean there is compared with its mean on the folds not drawn.",
       "I. Tsamardinos, E. Greasidou and G. Borboudakis, Bootstrapping the out-of-sample "
       "predictions "
       "for efficient and accurate cross-validation (2018)"},
      {"wilcoxon",
       "Whether the differences of the fold scores of two models lie around zero, by their ranks. "
       "Used beside the t-test in comparisons; needs no normal differences.",
       "F. Wilcoxon, Individual comparisons by ranking methods (1945)"},
      {"holm",
       "Raises the p values of all pairs of models so that the chance of one false difference "
       "among them stays at 5 %. Over all models it decides whether one beats naive; over all "
       "pairs, in pairs.csv, those verdicts that the letters of the leaderboard do not give.",
       "S. Holm, A simple sequentially rejective multiple test procedure (1979)"},
      {"mcnemar",
       "Whether two classifiers are wrong equally often on the same rows, from the rows on which "
       "one "
       "alone is right.",
       "Q. McNemar, Note on the sampling error of the difference between correlated proportions "
       "(1947)"},
      {"diebold_mariano",
       "Whether two forecasts err alike on the same test rows, by `compare`: their losses, of "
       "which "
       "those near in time depend on each other, and one a time where several series are "
       "predicted.",
       "F. Diebold and R. Mariano, Comparing predictive accuracy (1995); D. Harvey, S. Leybourne "
       "and P. Newbold, Testing the equality of prediction mean squared errors (1997)"},
      {"bootstrap",
       "The interval of a score on the test set: the metric of rows drawn with replacement, from "
       "its 2.5 % to its 97.5 % percentile. The rows of a group or of a time are drawn together, "
       "and times in blocks that follow each other.",
       "B. Efron and R. Tibshirani, An introduction to the bootstrap (1993), 13.3; D. Politis and "
       "J. Romano, A circular block-resampling procedure for stationary data (1992)"},
      {"conformal",
       "Intervals of `predict --interval`: errors on rows that a model had not seen tell how wide "
       "an "
       "interval must be to hold the truth as often as asked.",
       "H. Papadopoulos, K. Proedrou, V. Vovk and A. Gammerman, Inductive confidence machines for "
       "regression (2002)"},
      {"permutation_importance",
       "How much the score of rows that a model had not seen loses when the values of one column "
       "are shuffled among them.",
       "L. Breiman, Random forests (2001); A. Fisher, C. Rudin and F. Dominici, All models are "
       "wrong, but many are useful (2019)"},
      {"stability_index",
       "Whether a column of new rows is spread as in training, by the shares of its values or "
       "deciles; above 0.2, beyond what chance gives, `predict` says that it has drifted.",
       "N. Siddiqi, Credit risk scorecards (2006); chance after B. Yurdakul, Statistical "
       "properties of population stability index (2018)"},
  };
  return all;
}

}  // namespace dlflow::statistics
