"""Wide categories in scikit-learn and XGBoost's own Python, for run_sparse.

Usage: sparse_peers.py generate FILE       30,000 rows: two numbers, a category of 5,000 values
       sparse_peers.py fit FILE MODEL      seconds of a fit on one thread, of knn with the
                                           prediction of the held-out rows; its accuracy
       sparse_peers.py ours JSON           the same of the one model of `dlflow evaluate --json`,
                                           and the peak bytes of its fit
"""
import json
import sys
import time

ROWS, CATEGORIES, HELD_OUT = 30000, 5000, 6000


def generate(path):
    import numpy as np

    random = np.random.default_rng(1)
    effect = random.normal(size=CATEGORIES)
    code = np.minimum((random.pareto(0.6, ROWS) * 20).astype(int), CATEGORIES - 1)
    x, z = random.normal(size=(2, ROWS))
    y = x + effect[code] + random.normal(size=ROWS) > 0
    with open(path, "w") as out:
        out.write("x,z,code,y\n")
        for row in zip(x, z, code, y):
            out.write(f"{row[0]:.4f},{row[1]:.4f},c{row[2]},{'yes' if row[3] else 'no'}\n")


def fit(path, name):
    import pandas as pd
    import scipy.sparse as sp
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    table = pd.read_csv(path)
    y = (table["y"] == "yes").to_numpy().astype(int)
    train, held = slice(0, ROWS - HELD_OUT), slice(ROWS - HELD_OUT, ROWS)
    scaler = StandardScaler().fit(table[["x", "z"]][train])
    coder = OneHotEncoder(handle_unknown="ignore", dtype="float32").fit(table[["code"]][train])
    x = sp.hstack(
        [scaler.transform(table[["x", "z"]]).astype("float32"), coder.transform(table[["code"]])]
    ).tocsr()
    if name == "logistic_regression":
        model = LogisticRegression(max_iter=1000)
        start = time.process_time()
        model.fit(x[train], y[train])
        seconds = time.process_time() - start
        right = (model.predict(x[held]) == y[held]).mean()
    elif name == "knn":
        model = KNeighborsClassifier()
        start = time.process_time()
        found = model.fit(x[train], y[train]).predict(x[held])
        seconds = time.process_time() - start
        right = (found == y[held]).mean()
    else:
        import xgboost

        options = dict(
            objective="binary:logistic", tree_method="hist", learning_rate=0.05, max_depth=6,
            subsample=0.8, colsample_bynode=0.4, min_child_weight=2, nthread=1, seed=1,
        )
        start = time.process_time()
        model = xgboost.train(options, xgboost.DMatrix(x[train], y[train]), 20)
        seconds = time.process_time() - start
        right = ((model.predict(xgboost.DMatrix(x[held])) > 0.5) == y[held]).mean()
    print(f"{seconds:.6f} {right:.4f}")


def ours(path):
    with open(path) as file:
        rows = json.load(file)["leaderboard"]["rows"]
    row = next(row for row in rows if not row["is_baseline"])
    peak = (row["peak_bytes"] or 0) / 1e6
    seconds = row["fit_seconds"]
    if row["model"] == "knn":
        seconds += row["predict_microseconds"] * HELD_OUT / 1e6
    print(f"{seconds:.6f} {row['score']['mean']:.4f} {peak:.0f}")


if __name__ == "__main__":
    {"generate": generate, "fit": fit, "ours": ours}[sys.argv[1]](*sys.argv[2:])
