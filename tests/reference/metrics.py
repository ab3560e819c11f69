"""Prints scores of random predictions; tests/core/metrics/metric_test.cpp reads them.

Made with scikit-learn 1.2.1:  python3 metrics.py > metrics.txt
A case is five lines: kind rows columns; truth; predictions row by row; weights or "-"; scores.
"""
import numpy as np
from sklearn import metrics as m

rng = np.random.default_rng(7)


def text(values):
    return " ".join(repr(float(v)) for v in values)


def show(kind, truth, shares, weights, scores):
    print(kind, len(truth), shares.shape[1])
    print(" ".join(repr(v) for v in truth.tolist()))
    print(text(shares.ravel()))
    print("-" if weights is None else text(weights))
    print(" ".join(f"{name} {float(value)!r}" for name, value in scores.items()))


def classes_case(number, classes):
    rows = int(rng.integers(6, 30))
    truth = rng.integers(0, classes, rows)
    if number == 1:
        truth[:] = 0
    elif number != 2:
        truth[:classes] = np.arange(classes)
    shares = rng.random((rows, classes)) ** 2
    if number % 3 == 0:  # ties
        shares = np.round(shares, 1) + 0.1
    shares /= shares.sum(axis=1, keepdims=True)
    if number % 4 == 0:  # certain ones, right and wrong
        shares[0] = np.eye(classes)[truth[0]]
        shares[1] = np.eye(classes)[(truth[1] + 1) % classes]
    weights = rng.random(rows) * 3 if number % 2 else None
    guess = shares.argmax(axis=1)
    labels = list(range(classes))
    known = len(np.unique(truth)) == classes
    auc = float("nan")
    if known and classes == 2:
        auc = m.roc_auc_score(truth, shares[:, 1], sample_weight=weights)
    elif known:
        auc = m.roc_auc_score(truth, shares, multi_class="ovr", average="macro",
                              sample_weight=weights, labels=labels)
    average = "binary" if classes == 2 else "macro"
    show("classes", truth, shares, weights, {
        "accuracy": m.accuracy_score(truth, guess, sample_weight=weights),
        "balanced_accuracy": m.balanced_accuracy_score(truth, guess, sample_weight=weights),
        "log_loss": m.log_loss(truth, shares, eps=1e-15, sample_weight=weights, labels=labels),
        "roc_auc": auc,
        "f1": m.f1_score(truth, guess, average=average, sample_weight=weights, zero_division=0),
    })


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
    # With weights, scikit-learn's mean of a constant is not exactly that constant.
    weights = rng.random(rows) * 3 if number % 2 and number != 1 else None
    mse = m.mean_squared_error(truth, guess, sample_weight=weights)
    show("values", truth, guess[:, None], weights, {
        "rmse": np.sqrt(mse),
        "mse": mse,
        "mae": m.mean_absolute_error(truth, guess, sample_weight=weights),
        "r2": m.r2_score(truth, guess, sample_weight=weights),
    })


for number in range(24):
    classes_case(number, 2)
for number in range(24):
    classes_case(number, 3 + number % 3)
for number in range(24):
    values_case(number)
