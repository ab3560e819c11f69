"""Prints scores of random predictions; tests/core/metrics/metric_test.cpp reads them.

Made with scikit-learn 1.2.1:  python3 metrics.py > metrics.txt
A case is five lines: kind rows columns; truth; predictions row by row; weights or "-"; scores.
One of series has three more: the season; the series of each row; the training values of each
series, ";" between them. Their scores are a few lines of numpy (Hyndman and Koehler 2006; RMSSE as
the M5 competition defines it, from the first value on).
"""
import warnings

import numpy as np
from sklearn import metrics as m

warnings.filterwarnings("ignore")

rng = np.random.default_rng(7)


def text(values):
    return " ".join(repr(float(v)) for v in values)


def show(kind, truth, shares, weights, scores):
    print(kind, len(truth), shares.shape[1])
    print(" ".join(repr(v) for v in truth.tolist()))
    print(text(shares.ravel()))
    print("-" if weights is None else text(weights))
    print(" ".join(f"{name} {float(value)!r}" for name, value in scores.items()))


def ece(truth, shares, guess, weights):
    """Guo et al. 2017, 15 bins that are open below."""
    confidence = shares.max(axis=1)
    bins = np.clip(np.ceil(confidence * 15) - 1, 0, 14).astype(int)
    w = np.ones(len(truth)) if weights is None else weights
    gaps = [abs(np.sum((w * ((guess == truth) - confidence))[bins == b])) for b in range(15)]
    return sum(gaps) / w.sum()


def ovo(truth, shares, weights):
    """scikit-learn has it without weights; with them, by the areas of the pairs."""
    classes = shares.shape[1]
    if weights is None:
        return m.roc_auc_score(truth, shares, multi_class="ovo", average="macro")
    areas = []
    for a in range(classes):
        for b in range(classes):
            if a != b:
                pair = (truth == a) | (truth == b)
                areas.append(m.roc_auc_score(truth[pair] == a, shares[pair, a],
                                             sample_weight=weights[pair]))
    return np.mean(areas)


def specificity(truth, guess, weights, classes):
    if classes == 2:
        return m.recall_score(truth, guess, pos_label=0, sample_weight=weights, zero_division=0)
    tables = m.multilabel_confusion_matrix(truth, guess, sample_weight=weights)
    return np.mean([t[0, 0] / t[0].sum() if t[0].sum() > 0 else 0 for t in tables])


def class_scores(truth, shares, weights):
    classes = shares.shape[1]
    guess = shares.argmax(axis=1)
    labels = list(range(classes))
    w = {"sample_weight": weights}
    known = len(np.unique(truth)) == classes
    one_hot = np.eye(classes)[truth]
    average = {"average": "binary" if classes == 2 else "macro", "zero_division": 0, **w}
    auc = precision = float("nan")
    if classes == 2:
        if truth.any():
            precision = m.average_precision_score(truth, shares[:, 1], **w)
        if known:
            auc = m.roc_auc_score(truth, shares[:, 1], **w)
    elif known:
        auc = m.roc_auc_score(truth, shares, multi_class="ovr", average="macro", labels=labels, **w)
        precision = m.average_precision_score(one_hot, shares, average="macro", **w)
    squares = (shares - one_hot) ** 2
    recalls = [m.recall_score(truth == k, guess == k, **w) for k in np.unique(truth)]
    scores = {
        "accuracy": m.accuracy_score(truth, guess, **w),
        "balanced_accuracy": m.balanced_accuracy_score(truth, guess, **w),
        "log_loss": m.log_loss(truth, shares, eps=1e-15, labels=labels, **w),
        "brier": m.brier_score_loss(truth, shares[:, 1], pos_label=1, **w) if classes == 2
        else np.average(squares.sum(axis=1), weights=weights),
        "ece": ece(truth, shares, guess, weights),
        "roc_auc": auc,
        "average_precision": precision,
        "f1": m.f1_score(truth, guess, **average),
        "f2": m.fbeta_score(truth, guess, beta=2, **average),
        "f0_5": m.fbeta_score(truth, guess, beta=0.5, **average),
        "f1_5": m.fbeta_score(truth, guess, beta=1.5, **average),
        "f0_25": m.fbeta_score(truth, guess, beta=0.25, **average),
        "f10": m.fbeta_score(truth, guess, beta=10, **average),
        "f1_micro": m.f1_score(truth, guess, average="micro", **w),
        "f1_macro": m.f1_score(truth, guess, average="macro", zero_division=0, **w),
        "f1_weighted": m.f1_score(truth, guess, average="weighted", zero_division=0, **w),
        "precision": m.precision_score(truth, guess, **average),
        "recall": m.recall_score(truth, guess, **average),
        "specificity": specificity(truth, guess, weights, classes),
        "g_mean": np.prod(recalls) ** (1 / len(recalls)),
        "mcc": m.matthews_corrcoef(truth, guess, **w),
        "kappa": m.cohen_kappa_score(truth, guess, labels=labels, **w),
        "quadratic_kappa": m.cohen_kappa_score(truth, guess, labels=labels, weights="quadratic",
                                               **w),
    }
    if classes > 2:
        scores["roc_auc_ovo"] = ovo(truth, shares, weights) if known else float("nan")
        for k in (1, 2, 3, 4, 5, 9):
            scores[f"top_{k}_accuracy"] = m.top_k_accuracy_score(truth, shares, k=k, labels=labels,
                                                                 **w)
    return scores


def classes_case(number, classes):
    rows = int(rng.integers(max(6, classes), 30))
    truth = rng.integers(0, classes, rows)
    if number == 1:
        truth[:] = 0
    elif number == 5:  # the other side of one class
        truth[:] = classes - 1
    elif number != 2:
        truth[:classes] = np.arange(classes)
    shares = rng.random((rows, classes)) ** 2
    if number % 3 == 0:  # ties
        shares = np.round(shares, 1) + 0.1
    shares /= shares.sum(axis=1, keepdims=True)
    if number % 4 == 0:  # certain ones, right and wrong
        shares[0] = np.eye(classes)[truth[0]]
        shares[1] = np.eye(classes)[(truth[1] + 1) % classes]
    if number == 7:  # one class alone is predicted
        shares = np.roll(np.sort(shares, axis=1), 1, axis=1)
    weights = rng.random(rows) * 3 if number % 2 else None
    show("classes", truth, shares, weights, class_scores(truth, shares, weights))


def values_case(number):
    rows = int(rng.integers(2, 30))
    truth = rng.normal(50, 10, rows)
    guess = truth + rng.normal(1, 5, rows)
    if number == 1:  # a constant truth
        truth[:] = 3.5
    if number == 2:  # a constant truth, met exactly
        truth[:] = 3.5
        guess = truth.copy()
    if number == 3:  # far from zero
        truth += 1e6
        guess += 1e6
    if number == 4:  # around zero
        truth -= 50
        guess -= 50
    if number == 6:  # zeros, one met exactly, and ties
        truth[:] = np.round(truth / 25)
        guess = np.abs(np.round(guess / 25))
        truth[:2] = 0
        guess[0] = 0
    if number == 8:  # a constant error
        guess = truth + 2
    # With weights, scikit-learn's mean of a constant is not exactly that constant.
    weights = rng.random(rows) * 3 if number % 2 and number != 1 else None
    w = {"sample_weight": weights}
    mse = m.mean_squared_error(truth, guess, **w)
    size = np.abs(truth) + np.abs(guess)
    relative = np.divide(2 * np.abs(guess - truth), size, out=np.zeros(rows), where=size > 0)
    total = np.average(np.abs(truth), weights=weights)
    is_below_zero = (truth < 0).any() or (guess < 0).any()
    scores = {
        "rmse": np.sqrt(mse),
        "mse": mse,
        "mae": m.mean_absolute_error(truth, guess, **w),
        "rmsle": float("nan") if is_below_zero
        else np.sqrt(m.mean_squared_log_error(truth, guess, **w)),
        "median_ae": m.median_absolute_error(truth, guess, **w),
        "r2": m.r2_score(truth, guess, **w),
        "explained_variance": m.explained_variance_score(truth, guess, **w),
        "mape": m.mean_absolute_percentage_error(truth, guess, **w),
        "smape": np.average(relative, weights=weights),
        "wape": np.average(np.abs(guess - truth), weights=weights) / total
        if total > 0 else float("nan"),
        "max_error": m.max_error(truth, guess),
    }
    for percent in (10, 50, 90):
        scores[f"pinball_{percent}"] = m.mean_pinball_loss(truth, guess, alpha=percent / 100, **w)
    show("values", truth, guess[:, None], weights, scores)


def series_scores(truth, guess, weights, series, training, season):
    w = np.ones(len(truth)) if weights is None else weights
    steps = [np.array(y[season:]) - np.array(y[:-season]) for y in training]
    if any(len(d) == 0 or not d.any() for d in steps):
        return {"mase": float("nan"), "rmsse": float("nan")}
    mase, rmsse, total = 0.0, 0.0, 0.0
    for s in np.unique(series):
        rows = series == s
        error = guess[rows] - truth[rows]
        weight = w[rows].sum()
        mase += weight * (np.average(np.abs(error), weights=w[rows]) / np.mean(np.abs(steps[s])))
        rmsse += weight * np.sqrt(np.average(error**2, weights=w[rows]) / np.mean(steps[s] ** 2))
        total += weight
    return {"mase": mase / total, "rmsse": rmsse / total}


def series_case(number):
    many = (1, 2, 3, 5)[number % 4]
    season = (1, 4, 7)[number % 3]
    rows = int(rng.integers(many, 30))
    series = rng.integers(0, many, rows)
    series[:many] = np.arange(many)
    training = [rng.normal(20, 5, int(rng.integers(season + 1, 40))).round(3).tolist()
                for _ in range(many)]
    truth = rng.normal(20, 5, rows)
    guess = truth + rng.normal(0, 3, rows)
    if number == 6:  # met exactly
        guess = truth.copy()
    if number == 9:  # whole numbers, of which many follow their like
        training = [np.round(np.array(y) / 10).tolist() for y in training]
        training[0][:2] = [1.0, 5.0]
    if number == 11:  # a series that never changes
        training[0] = [3.0] * 12
    if number == 13:  # one that is no longer than a season
        training[1] = training[1][:season]
    if number == 14:  # far from zero
        truth, guess = truth + 1e6, guess + 1e6
        training = [(np.array(y) + 1e6).tolist() for y in training]
    weights = rng.random(rows) * 3 if number % 2 else None
    show("series", truth, guess[:, None], weights,
         series_scores(truth, guess, weights, series, training, season))
    print(season)
    print(" ".join(str(s) for s in series))
    print(" ; ".join(text(y) for y in training))


for number in range(24):
    classes_case(number, 2)
for number in range(24):
    classes_case(number, (3, 4, 5, 7)[number % 4] if number < 22 else 15)
for number in range(24):
    values_case(number)
for number in range(24):
    series_case(number)
