"""Prints what scikit-learn's linear models give on the shipped data, as a C++ header.

Run from the root: python3 tests/reference/linear_models.py > tests/reference/linear_models.hpp
Folds: row i is held out in fold i % 5. Logistic regression sees columns standardized by the
training rows (population deviation) and rounded to float, as dlflow's features are. Its solver is
newton-cg: the default lbfgs stops by the relative fall of the objective, whatever tol says, with
coefficients up to 1e-4 away from the minimum.
"""
import warnings

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import log_loss

from reference_data import read, show, standardized

warnings.filterwarnings("ignore")


def logistic(name, **options):
    x, labels = read(name)
    y = np.searchsorted(np.unique(labels), labels)
    accuracy, loss = [], []
    for fold in range(5):
        held = np.arange(len(y)) % 5 == fold
        z = standardized(x, ~held)
        model = LogisticRegression(solver="newton-cg", max_iter=100000, tol=1e-10, **options)
        model.fit(z[~held], y[~held])
        p = model.predict_proba(z[held])
        accuracy.append((p.argmax(1) == y[held]).mean())
        loss.append(log_loss(y[held], p))
        if fold == 0:
            first = model, p[:3]
    return accuracy, loss, first[0].coef_, first[0].intercept_, first[1]


def ridge(**options):
    x, y = read("diabetes-progression")
    y = y.astype(float)
    errors = []
    for fold in range(5):
        held = np.arange(len(y)) % 5 == fold
        z = standardized(x, ~held)
        model = Ridge(**options).fit(z[~held], y[~held])
        errors.append(np.sqrt(((model.predict(z[held]) - y[held]) ** 2).mean()))
        if fold == 0:
            first = model
    return errors, first.coef_, first.intercept_


print("#pragma once\n")
print(f"// Printed by linear_models.py with scikit-learn {sklearn.__version__}.\n")
print("#include <vector>\n")
print("struct LogisticReference {")
print("  const char* data;\n  const char* options;")
print("  std::vector<double> accuracy, log_loss;  // per fold")
print("  std::vector<double> coefficients;        // of fold 0, (outputs, features)")
print("  std::vector<double> intercept, probabilities;  // fold 0; first three held-out rows\n};\n")
print("// clang-format off")
print("inline const std::vector<LogisticReference> kLogisticReferences = {")
cases = [("iris", "", {}), ("wine", "", {}), ("breast-cancer-wisconsin-diagnostic", "", {}),
         ("iris", "C=0.01", {"C": 0.01}), ("wine", "no intercept", {"fit_intercept": False}),
         ("breast-cancer-wisconsin-diagnostic", "balanced", {"class_weight": "balanced"})]
for name, label, options in cases:
    parts = logistic(name, **options)
    print(f'  {{"{name}", "{label}",')
    print(",\n".join("   " + show(p) for p in parts) + "},")
print("};\n")
print("struct RidgeReference {\n  double alpha;")
print("  std::vector<double> rmse, coefficients;  // per fold; of fold 0\n  double intercept;\n};\n")
print("inline const std::vector<RidgeReference> kRidgeReferences = {")
for alpha in [1.0, 100.0, 1e-3]:
    errors, coefficients, intercept = ridge(alpha=alpha)
    print(f"  {{{alpha}, {show(errors)},\n   {show(coefficients)}, {float(intercept)!r}}},")
print("};\n// clang-format on")
