#!/usr/bin/python3
"""Small files of our own making in readers/, and in readers/expected.txt what NumPy and SciPy read in them.

A line of expected.txt: the file, then each column as `name kind:value|value`, in the words of
tests/pipeline/data/reading.hpp. Made with NumPy 1.24 and SciPy 1.10.
"""
import os

import numpy as np
from scipy.io import arff

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "readers")


def number(value):
    if np.isnan(value):
        return ""
    text = repr(float(value))
    return text[:-2] if text.endswith(".0") else text


def arrays():
    rng = np.random.RandomState(7)
    yield "one_axis_f8", rng.randn(6)
    yield "one_axis_big_endian", rng.randn(5).astype(">f4")
    yield "halves", rng.randn(7).astype("<f2")
    yield "table_i8", rng.randint(-9, 9, (4, 3)).astype("<i8")
    yield "table_fortran", np.asfortranarray(rng.randint(0, 60000, (4, 3)).astype("<u2"))
    yield "images_u1", rng.randint(0, 256, (2, 3, 4)).astype("u1")
    yield "images_colour_fortran", np.asfortranarray(rng.randint(0, 256, (2, 2, 3, 3)).astype("u1"))
    yield "images_f4", rng.randn(2, 2, 2).astype("<f4")
    yield "flags", rng.rand(5) < 0.5


def columns_of(array):
    if array.ndim >= 3:
        rows = [",".join(number(v) for v in image.ravel()) for image in array]
        return ["image image:" + "|".join(rows)]
    table = array.reshape(len(array), -1)
    names = ["value"] if array.ndim == 1 else ["value_%d" % c for c in range(table.shape[1])]
    return [name + " number:" + "|".join(number(v) for v in table[:, c]) for c, name in enumerate(names)]


ARFF = """% made for this test
@relation 'weather of days'
@attribute temperature numeric
@attribute 'out look' {sunny, overcast, rain}
@attribute windy {TRUE,FALSE}
@attribute humidity real
@data
21.5,sunny,FALSE,0.85
-3,rain,TRUE,?
1e-3,overcast,FALSE,.5
?,sunny,?,1.25E2
"""


def arff_columns(path):
    data, meta = arff.loadarff(path)
    for name in meta.names():
        kind, _ = meta[name]
        if kind == "numeric":
            yield "%s number:%s" % (name, "|".join(number(v) for v in data[name]))
        else:
            texts = [v.decode() for v in data[name]]
            labels = len(meta[name][1])
            yield "%s %s:%s" % (name, "binary" if labels == 2 else "category",
                                "|".join("" if t == "?" else t for t in texts))


def main():
    lines = []
    for name, array in arrays():
        path = os.path.join(FOLDER, name + ".npy")
        np.save(path, array)
        lines.append(" ".join([name + ".npy"] + columns_of(np.load(path))))
    path = os.path.join(FOLDER, "weather.arff")
    with open(path, "w") as out:
        out.write(ARFF)
    lines.append(" ".join(["weather.arff"] + list(arff_columns(path))))
    with open(os.path.join(FOLDER, "expected.txt"), "w") as out:
        out.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
