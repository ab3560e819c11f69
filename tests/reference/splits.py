"""Prints the folds of scikit-learn's splitters; tests/pipeline/data/split_kinds_test.cpp reads them.

Made with scikit-learn 1.2.1:  python3 splits.py > splits.txt
One case a line:
  time rows origins step gap training | begin end from to, of each fold
  group folds | size of each group | held-out rows of each fold
  stratified_group folds classes | counts of each group, class by class | fold of each group
  shuffle rows share held
  hold_out_groups groups share held
  predefined | fold of each row, -1 for none | held-out rows of each fold, with commas
"""
import numpy as np
from sklearn.model_selection import (GroupKFold, GroupShuffleSplit, PredefinedSplit, ShuffleSplit,
                                     StratifiedGroupKFold, TimeSeriesSplit)

rng = np.random.default_rng(11)


def text(values):
    return " ".join(str(int(v)) for v in values)


for number in range(24):
    rows, origins = int(rng.integers(20, 120)), int(rng.integers(2, 7))
    step = int(rng.integers(1, rows // (origins + 2) + 1)) if number % 2 else 0
    gap = int(rng.integers(0, 3)) if number % 3 else 0
    training = int(rng.integers(3, 12)) if number % 4 == 0 else 0
    split = TimeSeriesSplit(origins, max_train_size=training or None, test_size=step or None, gap=gap)
    cuts = [(a[0], a[-1] + 1, b[0], b[-1] + 1) for a, b in split.split(np.zeros(rows))]
    print("time", rows, origins, step, gap, training, "|", text(np.ravel(cuts)))

for number in range(24):
    folds = int(rng.integers(2, 7))
    sizes = rng.integers(1, 9, int(rng.integers(4 * folds, 60)))
    groups = np.repeat(np.arange(len(sizes)), sizes)
    held = [len(b) for _, b in GroupKFold(folds).split(groups, groups, groups)]
    print("group", folds, "|", text(sizes), "|", text(held))

made = 0
while made < 24:
    folds, classes = int(rng.integers(2, 6)), int(rng.integers(2, 4))
    counts = rng.integers(0, 15, (int(rng.integers(5 * folds, 40)), classes))
    counts = counts[counts.sum(axis=1) > 0]
    # Groups that are equally uneven are dealt in an order that is drawn.
    if len(np.unique(np.std(counts, axis=1).round(9))) < len(counts):
        continue
    if counts.sum(axis=1).max() > counts.sum() / folds:
        continue
    made += 1
    groups = np.repeat(np.arange(len(counts)), counts.sum(axis=1))
    labels = np.concatenate([np.repeat(np.arange(classes), c) for c in counts])
    fold_of = np.full(len(counts), -1)
    for f, (_, b) in enumerate(StratifiedGroupKFold(folds).split(labels, labels, groups)):
        fold_of[groups[b]] = f
    print("stratified_group", folds, classes, "|", text(counts.ravel()), "|", text(fold_of))

for number in range(20):
    rows, share = int(rng.integers(5, 300)), round(float(rng.uniform(0.05, 0.6)), 3)
    _, held = next(ShuffleSplit(1, test_size=share).split(np.zeros(rows)))
    print("shuffle", rows, share, len(held))
    groups = np.arange(rows) // 2
    _, held = next(GroupShuffleSplit(1, test_size=share).split(groups, groups, groups))
    print("hold_out_groups", len(np.unique(groups)), share, len(np.unique(groups[held])))

for number in range(20):
    folds = rng.integers(-1 if number % 2 else 0, 4, int(rng.integers(8, 25)))
    held = [",".join(map(str, b)) for _, b in PredefinedSplit(folds).split()]
    print("predefined |", text(folds), "|", " ".join(held))
