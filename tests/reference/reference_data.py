"""The shipped data as the reference scripts see them."""
import csv

import numpy as np


def read(name):
    """Numbers (rows, columns) as float, and the texts of the last column."""
    rows = list(csv.reader(open(f"datasets/{name}.csv")))[1:]
    x = np.array([[float(v) for v in r[:-1]] for r in rows], dtype=np.float32)
    return x, np.array([r[-1] for r in rows])


def standardized(x, train):
    """By the training rows (population deviation), rounded to float as dlflow's features are."""
    mean = x[train].astype(float).mean(0)
    deviation = x[train].astype(float).std(0)
    return ((x.astype(float) - mean) / deviation).astype(np.float32).astype(float)


def show(values):
    return "{" + ", ".join(repr(float(v)) for v in np.ravel(values)) + "}"
