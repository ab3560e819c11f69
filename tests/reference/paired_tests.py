"""Prints values of paired tests; tests/pipeline/statistics/paired_tests_test.cpp reads them.

Made with scipy 1.10.1 and statsmodels 0.13.5:  python3 paired_tests.py > paired_tests.txt
  wilcoxon statistic p | differences
  mcnemar only_a only_b p_exact statistic p_corrected
  holm | p values | raised p values (by the definition; scipy has none)
  range q count degrees | chance of more
  diebold lags statistic p | differences (a mean over errors of Newey and West; then for few rows)
"""
import numpy as np
import statsmodels.api as sm
from scipy import stats

rng = np.random.default_rng(3)


def text(values):
    return " ".join(repr(float(v)) for v in values)


for number in range(32):
    count = (3, 5, 10, 30, 50, 60, 200, 7)[number % 8]
    d = rng.normal(0.2, 1, count)
    if number % 4 == 1:  # ties
        d = np.round(d * 2) / 2
        d[d == 0] = 0.5
    if number % 4 == 2:  # zeros too
        d = np.round(d)
        d[0] = 0
    has_ties = len(np.unique(np.abs(d))) < count or (d == 0).any()
    mode = "exact" if count <= 50 and not has_ties else "approx"
    result = stats.wilcoxon(d, mode=mode, correction=False)
    print("wilcoxon", repr(float(result.statistic)), repr(float(result.pvalue)), "|", text(d))

for a, b in [(0, 0), (1, 0), (0, 5), (3, 3), (10, 4), (25, 11), (40, 12), (6, 90), (100, 101),
             (500, 440), (1000, 1210), (3, 2000), (7, 8), (15, 5), (2, 14), (33, 20), (0, 60),
             (250, 199), (81, 80), (5000, 4800), (12, 13)]:
    exact = stats.binomtest(min(a, b), a + b, 0.5).pvalue if a + b else 1.0
    square = max(abs(a - b) - 1, 0) ** 2 / (a + b) if a + b else 0.0
    print("mcnemar", a, b, repr(float(exact)), repr(float(square)),
          repr(float(stats.chi2.sf(square, 1))))

for number in range(20):
    p = rng.random(int(rng.integers(1, 12))) ** 3
    if number % 3 == 0:
        p = np.round(p, 1)
    order = np.argsort(p, kind="stable")
    raised = np.empty(len(p))
    raised[order] = np.minimum(1, np.maximum.accumulate(p[order] * (len(p) - np.arange(len(p)))))
    print("holm |", text(p), "|", text(raised))

for q, count, degrees in [(0, 3, 4), (0.3, 12, 29), (1, 2, 4), (2.5, 2, 1), (3, 3, 1), (5, 12, 4),
                          (7.6, 12, 4), (30, 6, 4), (4.5, 12, 9), (3.2, 6, 9), (10, 20, 9),
                          (4.8, 12, 29), (3.5, 4, 29), (8, 12, 29), (4.6, 12, 99), (2, 50, 99),
                          (6, 3, 99), (5, 30, 14), (3, 2, 49), (1.2, 2, 999), (20, 40, 2)]:
    print("range", q, count, degrees, "|",
          repr(float(stats.studentized_range.sf(q, count, degrees))))

for number in range(24):
    count = (2, 5, 12, 30, 72, 200)[number % 6]
    noise = rng.normal(0, 1, count + 1)
    d = 0.3 * (number % 3) + noise[1:] + 0.7 * (number % 2) * noise[:-1]
    lags = min((0, 1, 3, 11)[number // 6], count - 1)
    fit = sm.OLS(d, np.ones(count)).fit(
        cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": False})
    h = lags + 1
    t = fit.tvalues[0] * np.sqrt((count + 1 - 2 * h + h * (h - 1) / count) / count)
    print("diebold", lags, repr(float(t)), repr(float(2 * stats.t.sf(abs(t), count - 1))), "|", text(d))
