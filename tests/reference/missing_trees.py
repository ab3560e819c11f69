"""Prints what one tree of XGBoost learns from values that are missing, as C++ lists.

Run from the root: python3 tests/reference/missing_trees.py > tests/reference/missing_trees.inc
A tree of squared error without penalty, of which every step is added, is the tree of the least
squared error whose leaves are means.
"""
import numpy as np
import xgboost

from reference_data import read, show

DATA = "diabetes-progression"


def lacking(x, share):
    """Values that a fixed rule leaves out, the large ones of the first columns more often."""
    n, f = np.indices(x.shape)
    is_large = (x > np.median(x, axis=0)) & (f < 4)
    out = x.copy()
    out[(n * 7 + f * 13 + n // 11) % 10 < np.where(is_large, 2 * share, share)] = np.nan
    return out


x, labels = read(DATA)
y = labels.astype(float)
print(f"// Printed by missing_trees.py with XGBoost {xgboost.__version__}.")
print("// clang-format off")
print("inline const std::vector<MissingReference> kMissingReferences = {")
for share in [1, 3]:
    for depth, least in [(1, 5), (3, 20), (4, 20)]:
        z = lacking(x, share)
        held = np.arange(len(y)) % 5 == 0
        options = dict(
            objective="reg:squarederror", tree_method="exact", max_depth=depth, base_score=0,
            min_child_weight=least, reg_lambda=0, learning_rate=1, nthread=1,
        )
        model = xgboost.train(options, xgboost.DMatrix(z[~held], y[~held]), 1)
        p = [model.predict(xgboost.DMatrix(part)) for part in (z[~held], z[held])]
        sums = [(v.astype(float) * np.cos(np.arange(v.size))).sum() for v in p]
        print(f"{{{share}, {depth}, {least}, {show(sums)}, {show(p[1][:12])}}},")
print("};")
