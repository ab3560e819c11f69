"""Prints what scikit-learn's classical models give on the shipped data, as C++ lists.

Run from the root: python3 tests/reference/classical_models.py > tests/reference/classical_models.inc
Folds and columns as in linear_models.py. Searches run to the very minimum (small `tol`), so that
what is compared is the objective and not where a search ends.
"""
import warnings

import numpy as np
import sklearn
from sklearn.calibration import _sigmoid_calibration
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.ensemble import (ExtraTreesClassifier, ExtraTreesRegressor, RandomForestClassifier,
                              RandomForestRegressor)
from sklearn.linear_model import ElasticNet, Lasso, LassoCV, LinearRegression
from sklearn.naive_bayes import BernoulliNB, CategoricalNB, GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.svm import SVC, SVR
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from reference_data import read, show, standardized

warnings.filterwarnings("ignore")
CANCER = "breast-cancer-wisconsin-diagnostic"
DIABETES = "diabetes-progression"


class OnStandardTarget:
    """A model of (y - mean) / deviation."""

    def __init__(self, model):
        self.model = model

    def fit(self, x, y):
        self.mean, self.deviation = y.mean(), y.std()
        self.model.fit(x, (y - self.mean) / self.deviation)
        return self

    def predict(self, x):
        return self.mean + self.deviation * self.model.predict(x)


def lasso_cv(x, y):
    part = np.arange(len(y)) % 5
    return LassoCV(cv=[(np.where(part != f)[0], np.where(part == f)[0]) for f in range(5)], tol=1e-10,
                   max_iter=100000).fit(x, y)


class ChosenLasso:
    def fit(self, x, y):
        self.model = lasso_cv(x, y)
        return self

    def predict(self, x):
        return self.model.predict(x)


def counts_of(x):
    return np.maximum(0, np.floor(x * 2))


def signs_of(x):
    return np.sign(np.trunc(x * 2))


class OfSigns:
    """A model of categories given -1, 0 and 1."""

    def __init__(self, model):
        self.model = model

    def fit(self, x, y):
        self.model.fit(x + 1, y)
        return self

    def predict_proba(self, x):
        return self.model.predict_proba(x + 1)


TIGHT = {"tol": 1e-12, "max_iter": 1000000}
CLASSES = [
    ("lda", "", {}, LinearDiscriminantAnalysis()),
    ("lda", "shrinkage", {"shrinkage": 0.2}, LinearDiscriminantAnalysis("lsqr", shrinkage=0.2)),
    ("qda", "", {"reg_param": 0}, QuadraticDiscriminantAnalysis()),
    ("qda", "reg_param", {"reg_param": 0.3}, QuadraticDiscriminantAnalysis(reg_param=0.3)),
    ("naive_bayes", "gaussian", {"distribution": 1}, GaussianNB()),
    ("naive_bayes", "counts", {"distribution": 2}, MultinomialNB()),
    ("naive_bayes", "counts", {"distribution": 2, "alpha": 0.3}, MultinomialNB(alpha=0.3)),
    ("naive_bayes", "bernoulli", {"distribution": 3}, BernoulliNB()),
    ("naive_bayes", "bernoulli", {"distribution": 3, "alpha": 0.3}, BernoulliNB(alpha=0.3)),
    ("naive_bayes", "signs", {}, OfSigns(CategoricalNB(min_categories=3))),
    ("naive_bayes", "signs", {"alpha": 0.3}, OfSigns(CategoricalNB(alpha=0.3, min_categories=3))),
    ("knn", "", {"smoothing": 0}, KNeighborsClassifier()),
    ("knn", "distance", {"smoothing": 0, "k": 7, "weights": 1},
     KNeighborsClassifier(7, weights="distance")),
]
NUMBERS = [
    ("linear_regression", "", {}, LinearRegression()),
    ("lasso", "alpha", {"alpha": 1, "tolerance": 1e-12}, Lasso(alpha=1, **TIGHT)),
    ("lasso", "chosen", {"tolerance": 1e-10}, ChosenLasso()),
    ("elastic_net", "alpha", {"alpha": 0.1, "l1_ratio": 0.7, "tolerance": 1e-12},
     ElasticNet(alpha=0.1, l1_ratio=0.7, **TIGHT)),
    ("knn", "", {}, KNeighborsRegressor()),
    ("knn", "distance", {"k": 9, "weights": 1}, KNeighborsRegressor(9, weights="distance")),
    ("decision_tree", "", {"max_depth": 4, "min_samples_leaf": 5},
     DecisionTreeRegressor(max_depth=4, min_samples_leaf=5, random_state=0)),
    ("svm", "rbf", {"tolerance": 1e-9}, OnStandardTarget(SVR(tol=1e-9))),
    ("svm", "poly", {"kernel": 2, "coef0": 1, "degree": 2, "tolerance": 1e-9},
     OnStandardTarget(SVR(kernel="poly", degree=2, coef0=1, tol=1e-9))),
]


def predictions(model, data, is_number, label):
    """Of every fold, in the order of the rows."""
    x, labels = read(data)
    y = labels.astype(float) if is_number else np.searchsorted(np.unique(labels), labels)
    out = []
    for fold in range(5):
        held = np.arange(len(y)) % 5 == fold
        z = standardized(x, ~held)
        z = {"counts": counts_of, "signs": signs_of}.get(label, lambda z: z)(z)
        model.fit(z[~held], y[~held])
        out.append(model.predict(z[held]) if is_number else model.predict_proba(z[held]))
    return out


def line(name, data, label, options, model, is_number):
    folds = predictions(model, data, is_number, label)
    # A checksum over all values of a fold, and the first rows themselves.
    sums = [(p * np.cos(np.arange(p.size)).reshape(p.shape)).sum() for p in folds]
    text = ", ".join(f'{{"{k}", {float(v)!r}}}' for k, v in options.items())
    print(f'{{"{name}", "{data}", "{label}", {{{text}}},\n {show(sums)},\n {show(folds[0][:4])}}},')


def decisions(data, kernel, options):
    """Of the first held-out rows of fold 0, for each pair of classes, positive for the first."""
    x, labels = read(data)
    y = np.searchsorted(np.unique(labels), labels)
    held = np.arange(len(y)) % 5 == 0
    z = standardized(x, ~held)
    model = SVC(kernel=kernel, tol=1e-9, decision_function_shape="ovo", **options)
    values = model.fit(z[~held], y[~held]).decision_function(z[held])[:4]
    # scikit-learn turns the sign round for two classes only.
    return -values if values.ndim == 1 else values


def forest_score(model_of, data, is_number):
    """Mean and deviation over seeds of the mean over folds: accuracy, or root mean squared error."""
    x, labels = read(data)
    y = labels.astype(float) if is_number else np.searchsorted(np.unique(labels), labels)
    means = []
    for seed in range(6):
        scores = []
        for fold in range(5):
            held = np.arange(len(y)) % 5 == fold
            z = standardized(x, ~held)
            p = model_of(seed).fit(z[~held], y[~held]).predict(z[held])
            scores.append(np.sqrt(((p - y[held]) ** 2).mean()) if is_number else (p == y[held]).mean())
        means.append(np.mean(scores))
    return [np.mean(means), np.std(means, ddof=1)]


print(f"// Printed by classical_models.py with scikit-learn {sklearn.__version__}.")
print("// clang-format off")
print("inline const std::vector<PredictionReference> kPredictionReferences = {")
for name, label, options, model in CLASSES:
    for data in ["iris", "wine", CANCER]:
        line(name, data, label, options, model, False)
for name, label, options, model in NUMBERS:
    line(name, DIABETES, label, options, model, True)
# Shallow ones, whose questions are the only best: equals are told apart by chance there.
for data, depth in [("iris", 1), ("wine", 2)]:
    line("decision_tree", data, "", {"max_depth": depth, "min_samples_leaf": 5, "smoothing": 0},
         DecisionTreeClassifier(max_depth=depth, min_samples_leaf=5, random_state=0), False)
print("};\ninline const std::vector<DecisionReference> kDecisionReferences = {")
for number, kernel in enumerate(["rbf", "linear", "poly"]):
    for data in ["iris", "wine", CANCER]:
        options = {"degree": 2, "coef0": 1.0} if kernel == "poly" else {}
        print(f'{{"{data}", {number}, {show(decisions(data, kernel, options))}}},')
print("};\ninline const std::vector<ForestReference> kForestReferences = {")
for data in ["iris", "wine", CANCER]:
    for name, kind in [("random_forest", RandomForestClassifier),
                       ("extra_trees", ExtraTreesClassifier)]:
        score = forest_score(lambda seed: kind(random_state=seed), data, False)
        print(f'{{"{name}", "{data}", {show(score)[1:-1]}}},')
for name, kind in [("random_forest", RandomForestRegressor), ("extra_trees", ExtraTreesRegressor)]:
    score = forest_score(lambda seed: kind(max_features=3, random_state=seed), DIABETES, True)
    print(f'{{"{name}", "{DIABETES}", {show(score)[1:-1]}}},')
n = np.arange(60)
f = 2 * np.sin(n) + (n % 3 == 0)
a, b = _sigmoid_calibration(f, (f + np.cos(3 * n) > 0).astype(int))
print(f"}};\n// Slope and offset.\ninline const double kSigmoidReference[] = {show([a, b])};")
