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


def model_of(name, is_exact):
    """As scikit-learn comes, for time; at the very minimum, for scores."""
    from sklearn.linear_model import LogisticRegression, Ridge

    if name == "ridge":
        return Ridge(alpha=1)
    return LogisticRegression(C=1, tol=1e-10, max_iter=100000) if is_exact else LogisticRegression(C=1)


def score(metric, model, x, y):
    from sklearn import metrics

    if metric == "rmse":
        return metrics.mean_squared_error(y, model.predict(x), squared=False)
    if metric == "mae":
        return metrics.mean_absolute_error(y, model.predict(x))
    if metric == "r2":
        return metrics.r2_score(y, model.predict(x))
    if metric == "accuracy":
        return metrics.accuracy_score(y, model.predict(x))
    probabilities = model.predict_proba(x)
    if metric == "log_loss":
        return metrics.log_loss(y, probabilities, labels=model.classes_)
    if metric == "roc_auc" and len(model.classes_) == 2:
        return metrics.roc_auc_score(y, probabilities[:, 1])
    return None


def scores(path):
    import pandas
    from sklearn.preprocessing import StandardScaler

    with open(path) as file:
        ours = json.load(file)
    frame = pandas.read_csv(ours["file"])
    target = frame.pop(ours["target"] or frame.columns[-1])
    largest, compared, seconds = 0.0, set(), []
    for fold in ours["folds"]:
        train, held_out = fold["train"], fold["held_out"]
        scaler = StandardScaler().fit(frame.iloc[train])
        x, y = scaler.transform(frame.iloc[train]), target.iloc[train]
        quick = model_of(ours["model"], False)
        start = time.perf_counter()
        quick.fit(x, y)
        seconds.append(time.perf_counter() - start)
        model = model_of(ours["model"], True).fit(x, y)
        x, y = scaler.transform(frame.iloc[held_out]), target.iloc[held_out]
        for metric, value in fold["scores"].items():
            theirs = score(metric, model, x, y)
            if theirs is not None:
                compared.add(metric)
                largest = max(largest, abs(value - theirs))
    our_ms = 1e3 * statistics.median(fold["fit_seconds"] for fold in ours["folds"])
    print(f"{our_ms:.2f} {1e3 * statistics.median(seconds):.2f} {largest:.1e} {len(ours['folds'])} "
          f"{','.join(sorted(compared))}")
    if not compared or largest > TOLERANCE:
        sys.exit(f"{path}: the scores differ by up to {largest:.3g}")


def accuracy(path):
    with open(path) as file:
        rows = json.load(file)["leaderboard"]["rows"]
    print(f"{next(row['score']['mean'] for row in rows if row['model'] == 'mlp'):.4f}")


if __name__ == "__main__":
    {"pima": pima, "csv": csv, "scores": scores, "accuracy": accuracy}[sys.argv[1]](*sys.argv[2:])
