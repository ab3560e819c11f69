"""The views of run_views in scikit-learn: processor seconds to fit and apply, the median of 15.

Usage: views_peers.py FILE NAME; views_peers.py generate FILE ROWS writes the table.
"""
import sys
import time

import numpy as np
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    KBinsDiscretizer, MaxAbsScaler, MinMaxScaler, OneHotEncoder, OrdinalEncoder, PolynomialFeatures,
    PowerTransformer, QuantileTransformer, RobustScaler, StandardScaler)

NUMBER = {
    "standardize": lambda: StandardScaler(),
    "minmax": lambda: MinMaxScaler(),
    "maxabs": lambda: MaxAbsScaler(),
    "robust": lambda: RobustScaler(),
    "quantile": lambda: QuantileTransformer(),
    "yeo_johnson": lambda: PowerTransformer(standardize=False),
    "bins": lambda: KBinsDiscretizer(5, encode="ordinal", strategy="quantile"),
    "polynomial": lambda: PolynomialFeatures(2, include_bias=False),
    "pca": lambda: PCA(5, svd_solver="full"),
    "impute": lambda: make_pipeline(SimpleImputer(strategy="median"), StandardScaler()),
}
CATEGORY = {
    "one_hot": lambda: OneHotEncoder(handle_unknown="ignore"),
    "ordinal": lambda: OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1),
}


def generate(path, rows):
    random = np.random.default_rng(1)
    columns = {f"x{i}": random.normal(size=rows).round(6) for i in range(10)}
    for i in range(5):
        columns[f"skewed{i}"] = random.lognormal(size=rows).round(6)
    for i, levels in enumerate((4, 12, 40)):
        columns[f"c{i}"] = [f"level {v}" for v in random.integers(levels, size=rows)]
    frame = pd.DataFrame(columns)
    frame.to_csv(path, index=False)
    for i in range(5):
        frame.loc[random.random(rows) < 0.05, f"x{i}"] = np.nan
    frame.to_csv(path + ".gaps.csv", index=False)


def measure(path, name):
    frame = pd.read_csv(path)
    numbers = frame.select_dtypes("number").to_numpy()
    texts = frame.select_dtypes("object").to_numpy()
    make, x = (NUMBER[name], numbers) if name in NUMBER else (CATEGORY[name], texts)
    seconds = []
    for _ in range(15):
        start = time.process_time()
        make().fit_transform(x)
        seconds.append(time.process_time() - start)
    print(f"{sorted(seconds)[7]:.6f}")


if __name__ == "__main__":
    if sys.argv[1] == "generate":
        generate(sys.argv[2], int(sys.argv[3]))
    else:
        measure(sys.argv[1], sys.argv[2])
