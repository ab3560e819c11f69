"""Prints the class counts of each fold of scikit-learn's splitters, for splits_test.cpp.

Every line: labels as counts in order, folds, then per fold the held-out rows of each class.
"""
import numpy as np
import sklearn
from sklearn.model_selection import KFold, StratifiedKFold

print("scikit-learn", sklearn.__version__)

CASES = {
    "iris": ([50, 50, 50], 7, None),
    "wine": ([59, 71, 48], 10, None),
    "pima": ([500, 268], 10, None),
    "odd": ([11, 13, 7, 5], 4, None),
    "interleaved": (None, 4, [2, 0, 1, 0, 2, 2, 1, 0, 0, 0, 2, 1, 1, 2, 0, 0, 1, 1, 2]),
    "first class last": (None, 3, [1, 1, 1, 1, 0, 0, 0, 0, 0, 1, 0]),
}
for name, (counts, folds, labels) in CASES.items():
    y = np.array(labels) if labels else np.repeat(np.arange(len(counts)), counts)
    split = StratifiedKFold(folds, shuffle=True, random_state=1).split(np.zeros(len(y)), y)
    rows = [np.bincount(y[test], minlength=y.max() + 1).tolist() for _, test in split]
    print(name, folds, str(rows).replace("[", "{").replace("]", "}"))
for n, folds in [(442, 10), (506, 10), (17, 5)]:
    sizes = [len(test) for _, test in KFold(folds, shuffle=True).split(np.zeros(n))]
    print("numbers", n, folds, sizes)
