"""The work of run_workflow in other tools; each prints one line for the table.

Usage: workflow_peers.py pima torch|sklearn FILE     mean accuracy over 10 folds
       workflow_peers.py csv FILE                    seconds, processor seconds, peak / columns
       workflow_peers.py scores FILE                 compares what fold_scores wrote
       workflow_peers.py accuracy FILE               of the mlp in what `evaluate --json` printed
"""
import json
import os
import resource
import statistics
import sys
import time
import warnings

TOLERANCE = 1e-3


def pima_folds(path):
    import numpy as np
    from sklearn.model_selection import StratifiedKFold
    from sklearn.preprocessing import StandardScaler

    data = np.loadtxt(path, delimiter=",", dtype=np.float32)
    x, y = data[:, :8], data[:, 8]
    for train, test in StratifiedKFold(10, shuffle=True, random_state=1).split(x, y):
        scaler = StandardScaler().fit(x[train])
        yield scaler.transform(x[train]), y[train], scaler.transform(x[test]), y[test]


def torch_accuracy(x, y, x_test, y_test):
    import torch

    torch.set_num_threads(1)
    link = os.path.realpath("/etc/alternatives/libblas.so.3-x86_64-linux-gnu")
    if "openblas" not in link:
        sys.exit("PyTorch does not run on OpenBLAS; install libopenblas0-pthread")
    torch.manual_seed(1)
    nn = torch.nn
    network = nn.Sequential(nn.Linear(8, 12), nn.ReLU(), nn.Linear(12, 8), nn.ReLU(), nn.Linear(8, 1))
    optimizer = torch.optim.Adam(network.parameters())
    loss_of = nn.BCEWithLogitsLoss()
    x, y, x_test = torch.from_numpy(x), torch.from_numpy(y)[:, None], torch.from_numpy(x_test)
    for _ in range(150):
        order = torch.randperm(len(x))
        for i in range(0, len(x), 10):
            ids = order[i : i + 10]
            optimizer.zero_grad(set_to_none=True)
            loss_of(network(x[ids]), y[ids]).backward()
            optimizer.step()
    with torch.no_grad():
        return float(((network(x_test)[:, 0] > 0).numpy() == (y_test > 0)).mean())


def sklearn_accuracy(x, y, x_test, y_test):
    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier(
        (12, 8), batch_size=10, max_iter=150, n_iter_no_change=150, tol=0, alpha=0, random_state=1
    )
    return model.fit(x, y).score(x_test, y_test)


def pima(tool, path):
    warnings.filterwarnings("ignore")
    accuracy = {"torch": torch_accuracy, "sklearn": sklearn_accuracy}[tool]
    print(f"{statistics.mean(accuracy(*fold) for fold in pima_folds(path)):.4f}")


def csv(path):
    import pandas

    start, before = time.perf_counter(), time.process_time()
    frame = pandas.read_csv(path)
    seconds, processor = time.perf_counter() - start, time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    columns = frame.memory_usage(index=False).sum()
    print(f"{seconds:.3f} {processor:.3f} {peak / columns:.2f}")


def xgboost_of(is_number):
    """With the options that run_workflow gives dlflow, on one thread."""
    import xgboost

    kind = xgboost.XGBRegressor if is_number else xgboost.XGBClassifier
    return kind(n_estimators=100, max_depth=6, learning_rate=0.3, subsample=1, colsample_bytree=1,
                colsample_bylevel=1, colsample_bynode=1, min_child_weight=1, reg_lambda=1,
                reg_alpha=0, gamma=0, tree_method="exact", n_jobs=1, random_state=1)


def wide(path):
    """Of 2,000 columns ten have a part in the target."""
    import numpy as np
    import pandas

    random = np.random.default_rng(1)
    x = random.normal(size=(400, 2000))
    y = x[:, :10] @ random.normal(size=10) + random.normal(size=400)
    frame = pandas.DataFrame(x.round(5), columns=[f"x{i}" for i in range(2000)])
    frame.assign(y=y.round(5)).to_csv(path, index=False)


class EveryFifth:
    """The folds in which dlflow looks for a penalty: row n is judged by fold n % 5."""

    def split(self, x, y=None, groups=None):
        import numpy as np

        fold = np.arange(len(x)) % 5
        for number in range(5):
            yield np.flatnonzero(fold != number), np.flatnonzero(fold == number)

    def get_n_splits(self, x=None, y=None, groups=None):
        return 5


def lasso_cv(is_exact):
    from sklearn.linear_model import LassoCV

    exact = {"tol": 1e-5, "max_iter": 10000} if is_exact else {}
    return LassoCV(cv=EveryFifth(), **exact)


def model_of(name, is_exact, is_number, is_wide):
    """As scikit-learn comes, for time; at the very minimum, for scores."""
    if name == "xgboost":
        return xgboost_of(is_number)
    from sklearn import discriminant_analysis, ensemble, linear_model, naive_bayes, neighbors, svm

    exact = {"tol": 1e-10, "max_iter": 100000} if is_exact else {}
    if is_number:
        return {
            "ridge": lambda: linear_model.Ridge(alpha=1),
            "linear_regression": linear_model.LinearRegression,
            "lasso": lambda: lasso_cv(is_exact) if is_wide
            else linear_model.Lasso(alpha=1, **exact),
            "knn": neighbors.KNeighborsRegressor,
            "random_forest": lambda: ensemble.RandomForestRegressor(max_features=1 / 3, random_state=1),
            "extra_trees": lambda: ensemble.ExtraTreesRegressor(max_features=1 / 3, random_state=1),
        }[name]()
    return {
        "logistic_regression": lambda: linear_model.LogisticRegression(C=1, **exact),
        "lda": discriminant_analysis.LinearDiscriminantAnalysis,
        "qda": lambda: discriminant_analysis.QuadraticDiscriminantAnalysis(reg_param=0.1),
        "naive_bayes": naive_bayes.GaussianNB,
        "knn": neighbors.KNeighborsClassifier,
        "svm": lambda: svm.SVC(probability=True, random_state=1),
        "random_forest": lambda: ensemble.RandomForestClassifier(random_state=1),
        "extra_trees": lambda: ensemble.ExtraTreesClassifier(random_state=1),
    }[name]()


def score(metric, model, x, y):
    """None where the metric has no peer here or does not suit the model."""
    from sklearn import metrics

    if not hasattr(model, "predict_proba"):
        predicted = model.predict(x)
        known = {
            "mse": lambda: metrics.mean_squared_error(y, predicted),
            "rmse": lambda: metrics.mean_squared_error(y, predicted, squared=False),
            "mae": lambda: metrics.mean_absolute_error(y, predicted),
            "r2": lambda: metrics.r2_score(y, predicted),
        }
        return known[metric]() if metric in known else None
    probabilities = model.predict_proba(x)
    if metric == "accuracy":
        # Of a calibrated machine the most probable class counts, as in dlflow.
        return metrics.accuracy_score(y, model.classes_[probabilities.argmax(1)])
    if metric == "log_loss":
        # Clipped where dlflow clips; the default of scikit-learn 1.2 is 2.2e-16.
        return metrics.log_loss(y, probabilities, labels=model.classes_, eps=1e-15)
    if metric == "roc_auc" and len(model.classes_) == 2:
        return metrics.roc_auc_score(y, probabilities[:, 1])
    return None


def tolerance_of(model, metric):
    """Draws of its own (bootstrap, folds of the calibration), or questions between two floats that
    were rounded differently, set a model's scores apart by noise."""
    if model not in ("svm", "random_forest", "extra_trees", "xgboost"):
        return TOLERANCE
    return 0.03 if metric in ("accuracy", "roc_auc", "r2") else None


def scores(path):
    import pandas
    from sklearn.preprocessing import StandardScaler

    warnings.filterwarnings("ignore")
    with open(path) as file:
        ours = json.load(file)
    frame = pandas.read_csv(ours["file"])
    target = frame.pop(ours["target"] or frame.columns[-1])
    frame = frame.loc[:, frame.nunique() > 1]
    is_number = "rmse" in ours["folds"][0]["scores"]
    is_boosted = ours["model"] == "xgboost"
    is_wide = frame.shape[1] > len(frame)
    if is_boosted and not is_number:  # it takes numbers of classes
        target = target.astype("category").cat.codes
    seconds, differences = [], {}
    for fold in ours["folds"]:
        scaler = StandardScaler().fit(frame.iloc[fold["train"]])
        x, y = scaler.transform(frame.iloc[fold["train"]]), target.iloc[fold["train"]]
        held_out = scaler.transform(frame.iloc[fold["held_out"]])
        truth = target.iloc[fold["held_out"]]
        quick = model_of(ours["model"], False, is_number, is_wide)
        start = time.perf_counter()
        quick.fit(x, y)
        quick.predict(held_out) if is_number else quick.predict_proba(held_out)
        seconds.append(time.perf_counter() - start)
        model = quick if is_boosted else model_of(ours["model"], True, is_number, is_wide).fit(x, y)
        for metric, value in fold["scores"].items():
            theirs = score(metric, model, held_out, truth)
            if theirs is not None and tolerance_of(ours["model"], metric):
                differences.setdefault(metric, []).append(value - theirs)
    # Noise is judged by the mean over the folds, the same objective by its worst fold.
    is_noisy = tolerance_of(ours["model"], "log_loss") is None
    worst = {m: abs(statistics.mean(d)) if is_noisy else max(map(abs, d))
             for m, d in differences.items()}
    our_seconds = [fold["fit_seconds"] + fold["predict_seconds"] for fold in ours["folds"]]
    our_ms, their_ms = (1e3 * statistics.median(s) for s in (our_seconds, seconds))
    largest = max(worst.values(), default=0)
    print(f"{our_ms:.2f} {their_ms:.2f} {their_ms / our_ms:.2f} {largest:.1e} {len(ours['folds'])} "
          f"{','.join(sorted(worst))}")
    wrong = [m for m, d in worst.items() if d > tolerance_of(ours["model"], m)]
    if not worst or wrong:
        sys.exit(f"{path}: the scores differ by up to {largest:.3g}")


def accuracy(path):
    with open(path) as file:
        rows = json.load(file)["leaderboard"]["rows"]
    print(f"{next(row['score']['mean'] for row in rows if row['model'] == 'mlp'):.4f}")


if __name__ == "__main__":
    {"pima": pima, "csv": csv, "scores": scores, "wide": wide, "accuracy": accuracy}[sys.argv[1]](*sys.argv[2:])
