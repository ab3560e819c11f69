"""Prints values of Student's t; tests/pipeline/statistics/comparison_test.cpp reads them.

Made with scipy 1.10.1:  python3 student_t.py > student_t.txt
"two_sided t degrees p" and "quantile p degrees t" lines.
"""
from scipy import optimize, stats


def quantile(p, degrees):
    """t.ppf of this version is off by 1e-8 in places (t.sf of it is not 1 - p): solve t.sf."""
    if p < 0.5:
        return -quantile(1 - p, degrees)
    near = stats.t.ppf(p, degrees)
    return optimize.brentq(lambda t: stats.t.sf(t, degrees) - (1 - p), near * 0.99, near * 1.01,
                           xtol=1e-15, rtol=1e-14)


for degrees in (1, 2, 3, 4.5, 9, 29, 99, 250, 1000, 100000):
    for t in (1e-6, 0.01, 0.5, 1.0, 2.262, 5.0, 12.0):
        print("two_sided", t, degrees, repr(float(2 * stats.t.sf(t, degrees))))
    for p in (0.001, 0.025, 0.4, 0.5001, 0.75, 0.975, 0.9995):
        print("quantile", p, degrees, repr(float(quantile(p, degrees))))
