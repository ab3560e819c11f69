"""Prints what statsmodels makes of the shipped series, as C++.

Run from the root: python3 tests/reference/forecasts.py > tests/reference/forecasts.inc
SARIMAX sees the differences (simple_differencing), so that its likelihood is exact; its forecasts of
them are summed here. The forecasts of ExponentialSmoothing are compared for less than a season: its
season of the last step before the next one is not brought up to date.
"""
import csv
import warnings

import numpy as np
import statsmodels
from statsmodels.tsa.ar_model import AutoReg
from statsmodels.tsa.holtwinters import ExponentialSmoothing
from statsmodels.tsa.statespace.sarimax import SARIMAX
from statsmodels.tsa.stattools import kpss

from reference_data import show

warnings.filterwarnings("ignore")


def series(name):
    rows = list(csv.reader(open(f"datasets/{name}.csv")))[1:]
    return np.array([float(r[-1]) for r in rows])


AIR, SUN, NOTTINGHAM = "air-passengers", "monthly-sunspots", "nottingham-temperatures"


def autoregressions():
    cases = [(AIR, 1, False), (AIR, 2, True), (SUN, 3, False), (SUN, 30, True),
             (NOTTINGHAM, 12, False), (NOTTINGHAM, 14, True)]
    print("inline const std::vector<AutoregressionReference> kAutoregressions = {")
    for name, lags, trend in cases:
        y = series(name)
        fit = AutoReg(y, lags, trend="ct" if trend else "c", old_names=False).fit()
        ahead = fit.predict(len(y), len(y) + 11)
        print(f'  {{"{name}", {lags}, {str(trend).lower()}, {show(fit.params)},\n   {show(ahead)}}},')
    print("};\n")


def undone(y, d, D, m, differences):
    """The values that go on from y."""
    product = np.array([1.0])
    for lag in [1] * d + [m] * D:
        step = np.zeros(lag + 1)
        step[0], step[-1] = 1, -1
        product = np.convolve(product, step)
    values = list(y)
    for difference in differences:
        past = values[: -len(product): -1][: len(product) - 1]
        values.append(difference - float(np.dot(product[1:], past)))
    return values[len(y):]


def sarima_model(name, order, seasonal, mean):
    return SARIMAX(series(name), order=order, seasonal_order=seasonal, simple_differencing=True,
                   trend="c" if mean else "n")


def sarimas():
    cases = [(AIR, (1, 0, 0), (0, 0, 0, 0), [0.95], 900.0),
             (AIR, (0, 1, 1), (0, 1, 1, 12), [-0.3, -0.1], 130.0),
             (AIR, (2, 1, 1), (0, 1, 0, 12), [0.6, 0.2, -0.9], 130.0),
             (SUN, (2, 0, 1), (0, 0, 0, 0), [1.3, -0.33, -0.6], 250.0),
             (SUN, (3, 1, 2), (0, 0, 0, 0), [0.4, 0.1, -0.05, -0.8, 0.05], 250.0),
             (SUN, (1, 0, 1), (1, 0, 1, 12), [0.97, -0.4, 0.5, -0.45], 250.0),
             (NOTTINGHAM, (1, 0, 2), (2, 1, 1, 12), [0.3, 0.02, 0.1, 0.05, -0.04, -0.9], 5.5),
             (NOTTINGHAM, (0, 0, 3), (1, 0, 0, 12), [0.3, 0.2, 0.1, 0.9], 9.0)]
    print("inline const std::vector<SarimaReference> kSarimas = {")
    for name, order, seasonal, params, variance in cases:
        model = sarima_model(name, order, seasonal, False)
        result = model.smooth(params + [variance])
        y = series(name)
        ahead = undone(y, order[1], seasonal[1], seasonal[3], result.forecast(12))
        print(f'  {{"{name}", {{{order[0]}, {order[1]}, {order[2]}}}, '
              f'{{{seasonal[0]}, {seasonal[1]}, {seasonal[2]}}}, {max(1, seasonal[3])},\n'
              f"   {show(params)}, {variance},\n   {float(result.llf)!r}, {show(ahead)}}},")
    print("};\n")
    fits = [(AIR, (0, 1, 1), (0, 1, 1, 12), False), (AIR, (2, 1, 1), (0, 1, 0, 12), False),
            (AIR, (1, 1, 0), (1, 0, 0, 12), True), (SUN, (2, 0, 1), (0, 0, 0, 0), True),
            (SUN, (2, 1, 2), (0, 0, 0, 0), False), (SUN, (2, 0, 1), (1, 0, 1, 12), True),
            (NOTTINGHAM, (1, 0, 0), (1, 1, 2, 12), False),
            (NOTTINGHAM, (2, 0, 1), (2, 0, 1, 12), True), (AIR, (3, 1, 3), (1, 1, 1, 12), False)]
    print("inline const std::vector<LikelihoodReference> kLikelihoods = {")
    for name, order, seasonal, mean in fits:
        result = sarima_model(name, order, seasonal, mean).fit(disp=False, maxiter=500)
        print(f'  {{"{name}", {{{order[0]}, {order[1]}, {order[2]}}}, '
              f'{{{seasonal[0]}, {seasonal[1]}, {seasonal[2]}}}, {max(1, seasonal[3])}, '
              f"{str(mean).lower()}, {float(result.llf)!r}}},")
    print("};\n")


def smoothings():
    forms = [(None, False, None), ("add", False, None), ("add", True, None), (None, False, "add"),
             ("add", False, "add"), ("add", True, "add"), (None, False, "mul"),
             ("add", False, "mul"), ("add", True, "mul")]
    names = {None: "none", "add": "additive", "mul": "multiplicative"}
    print("inline const std::vector<SmoothingReference> kSmoothings = {")
    for data in [AIR, NOTTINGHAM]:
        y = series(data)
        for trend, damped, seasonal in forms:
            model = ExponentialSmoothing(y, trend=trend, damped_trend=damped, seasonal=seasonal,
                                         seasonal_periods=12 if seasonal else None,
                                         initialization_method="estimated")
            best = model.fit(minimize_kwargs={"options": {"maxiter": 2000}})
            mean = y[:12].mean()
            seasons = [] if seasonal is None else (y[:12] - mean if seasonal == "add" else y[:12] / mean)
            known = {"initial_level": mean}
            if trend:
                known["initial_trend"] = 0.7
            if seasonal:
                known["initial_seasonal"] = seasons
            given = ExponentialSmoothing(y, trend=trend, damped_trend=damped, seasonal=seasonal,
                                         seasonal_periods=12 if seasonal else None,
                                         initialization_method="known", **known)
            result = given.fit(smoothing_level=0.4, smoothing_trend=0.1 if trend else None,
                               smoothing_seasonal=0.3 if seasonal else None,
                               damping_trend=0.95 if damped else None, optimized=False)
            kind = "damped" if damped else names[trend]
            print(f'  {{"{data}", "{kind}", "{names[seasonal]}", {float(mean)!r}, {show(seasons)},\n'
                  f"   {float(((y - result.fittedvalues) ** 2).sum())!r}, {show(result.forecast(11))},\n"
                  f"   {float(best.sse)!r}}},")
    print("};\n")


def levels():
    print("inline const std::vector<LevelReference> kLevels = {")
    for name in [AIR, SUN, NOTTINGHAM]:
        y = series(name)
        for part, text in [(y, "false"), (np.diff(y), "true")]:
            lags = int(3 * np.sqrt(len(part)) / 13)
            print(f'  {{"{name}", {text}, {float(kpss(part, "c", nlags=lags)[0])!r}}},')
    print("};")


print(f"// Printed by forecasts.py with statsmodels {statsmodels.__version__}.\n")
print("// clang-format off")
autoregressions()
sarimas()
smoothings()
levels()
print("// clang-format on")
