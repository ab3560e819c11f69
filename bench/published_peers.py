"""The folds and the models behind published scores, made with scikit-learn and XGBoost.

Usage: published_peers.py folds FILE CUT FOLDS REPEATS writes the fold of each row in each repeat, a
line a row, as evaluate.cross_validation.file reads it: what RepeatedStratifiedKFold or
RepeatedKFold with random_state=1 deal (CUT stratified, kfold), or in each repeat the same folds, those
of StratifiedKFold without shuffling (CUT in_order): models that draw numbers draw others. published_peers.py score FILE NAME FOLDS.CSV prints the mean score of the model that
the published score names, on these folds; "-" where it names none that is known in full.
"""
import sys
import warnings

import numpy as np
import pandas as pd


def rows_of(path):
    frame = pd.read_csv(path, header=None, na_values="?", skipinitialspace=True)
    y = frame.iloc[:, -1].to_numpy()
    return frame.iloc[:, :-1], y if y.dtype.kind in "if" else np.unique(y, return_inverse=True)[1]


def folds(path, cut, count, repeats):
    from sklearn import model_selection

    x, y = rows_of(path)
    if cut == "in_order":
        splitter = model_selection.StratifiedKFold(count)
    elif cut == "stratified":
        splitter = model_selection.RepeatedStratifiedKFold(
            n_splits=count, n_repeats=repeats, random_state=1)
    else:
        splitter = model_selection.RepeatedKFold(n_splits=count, n_repeats=repeats, random_state=1)
    dealt = np.full((len(y), repeats), -1)
    for i, (_, held) in enumerate(splitter.split(x, y)):
        dealt[held, slice(None) if cut == "in_order" else i // count] = i % count
    for row in dealt:
        print(",".join(map(str, row)))


# Left out by the source of the score: the number of the image patch, and a constant column.
DROPPED = {"oil-spill": [0, 22]}


def published_model(name):
    """The model and its metric; its options are those of the source of the score."""
    from sklearn import discriminant_analysis, linear_model, neural_network, pipeline, svm
    from sklearn.preprocessing import MinMaxScaler, PowerTransformer, StandardScaler
    from xgboost import XGBRegressor

    boosted = dict(colsample_bylevel=0.4, colsample_bynode=0.6, colsample_bytree=1.0,
                   learning_rate=0.06, max_depth=5, n_estimators=700, subsample=0.8)
    return {
        "iris-uci": lambda: (discriminant_analysis.LinearDiscriminantAnalysis(), "accuracy"),
        "wine-uci": lambda: (discriminant_analysis.QuadraticDiscriminantAnalysis(), "accuracy"),
        "pima-indians-diabetes": lambda: (
            linear_model.LogisticRegression(solver="newton-cg", C=1), "accuracy"),
        "haberman": lambda: (
            pipeline.make_pipeline(StandardScaler(), neural_network.MLPClassifier(
                (10,), max_iter=200, random_state=1)), "accuracy"),
        "housing": lambda: (XGBRegressor(**boosted), "mae"),
        "oil-spill": lambda: (
            pipeline.make_pipeline(
                MinMaxScaler(), PowerTransformer(), linear_model.LogisticRegression(
                    solver="liblinear", class_weight="balanced")), "g_mean"),
    }.get(name, lambda: (None, None))()


def score_of(metric, truth, guess):
    if metric == "mae":
        return np.abs(truth - guess).mean()
    if metric == "accuracy":
        return (truth == guess).mean()
    return np.prod([(guess[truth == c] == c).mean() for c in np.unique(truth)]) ** 0.5


def score(path, name, fold_file):
    model, metric = published_model(name)
    if model is None:
        return "-"
    x, y = rows_of(path)
    x = x.drop(columns=DROPPED.get(name, [])).to_numpy()
    scores = []
    drawn = [option for option in model.get_params() if option.endswith("random_state")]
    for seed, repeat in enumerate(pd.read_csv(fold_file, header=None).to_numpy().T, 1):
        model.set_params(**dict.fromkeys(drawn, seed))
        for fold in np.unique(repeat):
            held = repeat == fold
            guess = model.fit(x[~held], y[~held]).predict(x[held])
            scores.append(score_of(metric, y[held], guess))
    return f"{np.mean(scores):.4g}"


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    if sys.argv[1] == "folds":
        folds(sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
    else:
        print(score(*sys.argv[2:5]))
