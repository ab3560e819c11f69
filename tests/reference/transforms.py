"""Reference values of the transforms: scikit-learn 1.2.1, numpy 1.24.

Prints tests/pipeline/views/transform_reference.hpp.
"""
import warnings

import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, StandardScaler

warnings.filterwarnings("ignore")
nan = float("nan")
NUMBERS = {
    "plain": [3.5, -1.25, 0.1, 7.0, 2.0 / 3.0, 12.0, 0.1],
    "gaps": [nan, 22.0, 38.0, nan, 26.0, 35.0, 35.0],
    "large": [1e9 + 0.1, 1e9 + 0.7, 1e9 + 0.2, 1e9 - 3.3, 1e9 + 0.4, 1e9, 1e9 + 0.9],
    "tiny": [1e-9, 3e-9, nan, 2.5e-9, 7e-9, 1e-10, 4e-9],
    "ties": [4.0, 2.0, 4.0, 2.0, nan, 9.0, 1.0],
    "constant": [0.1] * 7,
    "even": [1.0, 8.0, 3.0, 2.0, nan, 5.0, 13.0],
}
UNSEEN = [0.0, 1.7, -40.0, 1e9]
CATEGORIES = ["red", "blue", None, "red", "green", "blue", "red", "teal", "red", "green"]


def text(values):
    return "{" + ", ".join("kNan" if v != v else repr(float(v)) for v in np.ravel(values)) + "}"


def column(values):
    return np.array(values, dtype=float).reshape(-1, 1)


print("#pragma once\n\n#include <limits>\n#include <string>\n#include <vector>\n")
print("// Printed by tests/reference/transforms.py with scikit-learn 1.2.1.\n")
print("namespace dlflow::views::reference {\n")
print("inline constexpr double kNan = std::numeric_limits<double>::quiet_NaN();\n")
print("struct NumberCase {\n  std::string name;\n  std::vector<double> training;")
print("  double mean, median, most_frequent;\n  std::vector<double> standardized, minmaxed;\n};\n")
print("inline const std::vector<double> kLater = %s;\n" % text(UNSEEN))
print("// Scaled values: the training rows, then kLater.")
print("inline const std::vector<NumberCase> kNumberCases = {")
for name, values in NUMBERS.items():
    x = column(values)
    both = np.vstack([x, column(UNSEEN)])
    fills = [SimpleImputer(strategy=s).fit(x).statistics_[0] for s in ("mean", "median", "most_frequent")]
    scaled = StandardScaler().fit(x).transform(both)
    minmaxed = MinMaxScaler().fit(x).transform(both)
    print('    {"%s",\n     %s,' % (name, text(values)))
    print("     %s," % ", ".join(repr(float(v)) for v in fills))
    print("     %s,\n     %s}," % (text(scaled), text(minmaxed)))
print("};\n")

words = np.array([[c] for c in CATEGORIES], dtype=object)
filled = SimpleImputer(strategy="most_frequent", missing_values=None).fit_transform(words)
present = np.array([[c] for c in CATEGORIES if c], dtype=object)
plain = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(present)
rare = OneHotEncoder(min_frequency=0.15, handle_unknown="ignore", sparse_output=False).fit(filled)
print("// Rows of one_hot: missing and unknown are all zeros; filled first and pooled below 0.15.")
print("inline const std::vector<std::string> kWords = {%s};" % ", ".join('"%s"' % (c or "") for c in CATEGORIES))
print("inline const std::vector<double> kOneHot = %s;" % text(plain.transform(words)))
print("inline const std::vector<double> kPooled = %s;\n" % text(rare.transform(filled)))
print("}  // namespace dlflow::views::reference")
