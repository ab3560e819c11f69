"""Reference values of the table transforms: scikit-learn 1.2.1, numpy 1.24, scipy 1.10.

Prints tests/reference/table_transforms.inc, which a test includes within its namespace.
"""
import warnings

import numpy as np
from sklearn.decomposition import PCA
from sklearn.feature_extraction import FeatureHasher
from sklearn.feature_selection import (SelectKBest, VarianceThreshold, f_classif, f_regression,
                                       mutual_info_classif)
from sklearn.impute import KNNImputer
from sklearn.preprocessing import (KBinsDiscretizer, MaxAbsScaler, PolynomialFeatures,
                                   PowerTransformer, QuantileTransformer, RobustScaler)

warnings.filterwarnings("ignore")
nan = float("nan")
COLUMNS = {
    "plain": [3.5, -1.25, 0.1, 7.0, 2.0 / 3.0, 12.0, 0.1],
    "gaps": [nan, 22.0, 38.0, nan, 26.0, 35.0, 35.0],
    "ties": [4.0, 2.0, 4.0, 2.0, nan, 9.0, 1.0],
    "constant": [0.5] * 7,
    "skewed": [1.0, 1.5, 2.0, 2.5, 40.0, 300.0, 3.0],
    "negative": [-5.0, -2.5, -0.5, 0.0, 0.25, 1.0, -9.0],
}
LATER = [0.0, 1.7, -40.0, 1e3]
random = np.random.RandomState(3)
TABLE = np.round(random.normal(size=(40, 5)) @ random.normal(size=(5, 5)) + [0, 1, 2, 3, 4], 3)
TABLE[:, 3] = np.round(TABLE[:, 3])
MORE = np.round(random.normal(size=(4, 5)) * 2, 3)
CLASSES = (TABLE[:, 1] + TABLE[:, 3] > 4).astype(int) + (TABLE[:, 0] > 0.5)
VALUES = np.round(TABLE @ [1, 0, -2, 0.5, 0] + random.normal(size=40), 3)
HOLES = TABLE.copy()
HOLES[random.uniform(size=HOLES.shape) < 0.15] = nan
MORE_HOLES = np.vstack([MORE, [nan] * 5])
MORE_HOLES[0, 1] = MORE_HOLES[1, 0] = MORE_HOLES[1, 4] = nan
WORDS = [("port", "s"), ("port", "southampton"), ("port", "q"), ("deck", ""), ("deck", "äö"),
         ("deck", "abc"), ("town", "x"), ("town", "a longer name of a town")]


def text(values):
    return "{" + ", ".join("kNan" if v != v else repr(float(v)) for v in np.ravel(values)) + "}"


def columns(table):
    return "{" + ",\n  ".join(text(c) for c in np.asarray(table).T) + "}"


INPUTS = {}


def case(kind, options, training, later, wanted):
    """The wanted columns of the input that holds these rows; inputs are printed once, at the end."""
    key = columns(training) + ",\n " + columns(later)
    INPUTS.setdefault(key, len(INPUTS))
    pairs = ", ".join('{"%s", "%s"}' % (k, v) for k, v in options.items())
    print('{"%s", {%s}, %d, %s},' % (kind, pairs, INPUTS[key], columns(wanted)))


def fitted(kind, options, transformer, training, later, y=None):
    transformer.fit(training, y)
    case(kind, options, training, later, transformer.transform(np.vstack([training, later])))


def column(values):
    return np.array(values, dtype=float).reshape(-1, 1)


print("// Printed by tests/reference/table_transforms.py with scikit-learn 1.2.1.\n")
print("// Kind, options, the input, and what the step fitted on its training rows makes of all rows.")
print("inline const std::vector<TableCase> kTableCases = {")
later = column(LATER)
for name, values in COLUMNS.items():
    x = column(values)
    present = column([v for v in values if v == v])
    fitted("maxabs", {}, MaxAbsScaler(), x, later)
    fitted("robust", {}, RobustScaler(), x, later)
    fitted("robust", {"low": 0.1, "high": 0.9}, RobustScaler(quantile_range=(10, 90)), x, later)
    for output in ("uniform", "normal"):
        for count in (1000, 4):
            fitted("quantile", {"output": output, "quantiles": count},
                   QuantileTransformer(n_quantiles=min(count, len(values)),
                                       output_distribution=output), x, later)
    both = np.vstack([x, later])
    m, s = np.nanmean(x), np.nanstd(x)
    case("clip", {"by": "sigma", "width": 1.2}, x, later, np.clip(both, m - 1.2 * s, m + 1.2 * s))
    q1, q3 = np.nanpercentile(x, [25, 75])
    case("clip", {}, x, later, np.clip(both, q1 - 1.5 * (q3 - q1), q3 + 1.5 * (q3 - q1)))
    low, high = np.nanpercentile(x, [5, 90])
    case("clip", {"by": "quantile", "low": 0.05, "high": 0.9}, x, later, np.clip(both, low, high))
    for edges in ("uniform", "quantile", "kmeans"):
        for output, encode in (("one_hot", "onehot-dense"), ("ordinal", "ordinal")):
            fitted("bins", {"count": 3, "edges": edges, "output": output},
                   KBinsDiscretizer(3, encode=encode, strategy=edges), present, later)
for edges in ("uniform", "quantile", "kmeans"):
    fitted("bins", {"count": 6, "edges": edges, "output": "ordinal"},
           KBinsDiscretizer(6, encode="ordinal", strategy=edges), TABLE, MORE)
fitted("polynomial", {}, PolynomialFeatures(2, include_bias=False), TABLE[:, :3], MORE[:, :3])
fitted("polynomial", {"degree": 3}, PolynomialFeatures(3, include_bias=False), TABLE[:, :2], MORE[:, :2])
fitted("polynomial", {"degree": 3, "interaction_only": "true"},
       PolynomialFeatures(3, include_bias=False, interaction_only=True), TABLE[:, :4], MORE[:, :4])
fitted("pca", {"components": 3}, PCA(3, svd_solver="full"), TABLE, MORE)
fitted("pca", {"share": 0.9}, PCA(0.9, svd_solver="full"), TABLE, MORE)
fitted("pca", {"components": 2}, PCA(2, svd_solver="full"), TABLE[:4], MORE)
fitted("select", {"limit": 2}, VarianceThreshold(2), TABLE, MORE)
fitted("select", {}, VarianceThreshold(), np.column_stack([TABLE[:, 0], np.full(40, 0.1)]), MORE[:, :2])
fitted("impute", {"strategy": "knn"}, KNNImputer(), HOLES, MORE_HOLES)
fitted("impute", {"strategy": "knn", "neighbors": 2}, KNNImputer(n_neighbors=2), HOLES, MORE_HOLES)
print("};\n")
print("// Columns of training rows, then of later rows.")
print("inline const std::vector<TableInput> kTableInputs = {")
for key in INPUTS:
    print("{%s}," % key)
print("};\n")

print("// Values bent by lambda, then standardized: the training values, then kLaterValues.")
print("inline const std::vector<double> kLaterValues = %s;" % text(LATER))
print("inline const std::vector<PowerCase> kPowerCases = {")
for name, values in COLUMNS.items():
    if name == "constant":
        continue
    x = column(values)
    power = PowerTransformer().fit(x)
    print("{%s, %r, %r, %r, %s},"
          % (text(x), power.lambdas_[0], power._scaler.mean_[0], power._scaler.scale_[0],
             text(power.transform(np.vstack([x, later])))))
print("};\n")

print("// What single columns say of the target.")
print("inline const std::vector<std::vector<double>> kTable = %s;" % columns(TABLE))
print("inline const std::vector<int> kClasses = {%s};" % ", ".join(map(str, CLASSES)))
print("inline const std::vector<double> kValues = %s;" % text(VALUES))
print("inline const std::vector<double> kFOfClasses = %s;" % text(f_classif(TABLE, CLASSES)[0]))
print("inline const std::vector<double> kFOfValues = %s;" % text(f_regression(TABLE, VALUES)[0]))
binned = KBinsDiscretizer(10, encode="ordinal", strategy="quantile").fit_transform(TABLE)
print("inline const std::vector<double> kInformation = %s;"
      % text(mutual_info_classif(binned, CLASSES, discrete_features=True)))
for name, score, y in (("Classes", f_classif, CLASSES), ("Values", f_regression, VALUES)):
    best = SelectKBest(score, k=2).fit(TABLE, y).get_support(indices=True)
    print("inline const std::vector<int> kBestFor%s = {%s};" % (name, ", ".join(map(str, best))))
print("\n// Columns and values, and the eight numbers each becomes by its hash.")
print("inline const std::vector<std::vector<std::string>> kHashed = {")
for pair in WORDS:
    print('    {"%s", "%s"},' % pair)
print("};")
hashed = FeatureHasher(8, input_type="dict").transform([{c: w} for c, w in WORDS]).toarray()
print("inline const std::vector<std::vector<double>> kHashes = %s;" % columns(hashed.T))
