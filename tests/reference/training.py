"""Reference values of optimizers, schedules and losses, printed as tests/reference/training.txt.

All in float64, from PyTorch where it has the same formula, else from the formula of the Keras 3
documentation in numpy; `source` says which. Every option is stated on both sides. A case is a line

    family | kind | target and classes of a loss, or epochs and steps per epoch | options | source

and a line of numbers: weights after steps 1 and 10, rates of all steps, or the loss and its gradient.
Inputs are the formulas `wave`, `gradient_at`, `scores_of` below, which the tests repeat.
Needs PyTorch (made with 1.13.1) and numpy; run: python3 tests/reference/training.py > training.txt
"""
import math
import numpy as np
import torch

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
SIZE, STEPS = 9, 10


def wave(count, start, step, scale):
    return np.array([scale * math.sin(start + step * i) for i in range(count)])


def gradient_at(w, t):
    """Of step t from 1; depends on the weights, so that an error shows in all later steps."""
    return 0.3 * w + wave(SIZE, 0.7 * t, 1.1, 0.8 / t)


def emit(family, kind, shape, options, source, numbers):
    text = " ".join(f"{k}={v}" for k, v in options.items())
    print(f"{family}|{kind}|{shape}|{text}|{source}")
    print(" ".join(repr(float(v)) for v in numbers))


# Optimizers. Keras clips, then decays the weights by rate * weight_decay, then steps.

def decayed(w, o, lr):
    return w - w * o.get("weight_decay", 0) * lr


def clipped(g, o):
    if "clipvalue" in o:
        g = np.clip(g, -o["clipvalue"], o["clipvalue"])
    limit = o.get("clipnorm", o.get("global_clipnorm"))
    if limit is not None:
        g = g * min(1.0, limit / np.linalg.norm(g))
    return g


def run_torch(make, o):
    w = torch.tensor(wave(SIZE, 0.2, 0.9, 1.0), requires_grad=True)
    optimizer = make([w])
    kept = []
    for t in range(1, STEPS + 1):
        g = clipped(gradient_at(w.detach().numpy(), t), o)
        w.grad = torch.tensor(g)
        with torch.no_grad():
            w.mul_(1 - o.get("weight_decay", 0) * o["learning_rate"])
        optimizer.step()
        if t in (1, STEPS):
            kept += w.detach().numpy().tolist()
    return kept


def run_keras(step, o):
    w = wave(SIZE, 0.2, 0.9, 1.0)
    state = {}
    kept = []
    for t in range(1, STEPS + 1):
        g = clipped(gradient_at(w, t), o)
        w = decayed(w, o, o["learning_rate"])
        w = step(w, g, t, state, o)
        if t in (1, STEPS):
            kept += w.tolist()
    return kept


def rmsprop(w, g, t, s, o):
    rho, momentum, eps = o["rho"], o["momentum"], o["epsilon"]
    s["v"] = rho * s.get("v", 0) + (1 - rho) * g * g
    spread = s["v"]
    if o["centered"] == "true":
        s["a"] = rho * s.get("a", 0) + (1 - rho) * g
        spread = spread - s["a"] ** 2
    move = o["learning_rate"] * g / np.sqrt(spread + eps)
    if momentum > 0:
        s["m"] = momentum * s.get("m", 0) + move
        move = s["m"]
    return w - move


def adagrad(w, g, t, s, o):
    s["v"] = s.get("v", o["initial_accumulator_value"]) + g * g
    return w - o["learning_rate"] * g / np.sqrt(s["v"] + o["epsilon"])


def adam(w, g, t, s, o):
    b1, b2 = o["beta_1"], o["beta_2"]
    s["m"] = s.get("m", 0) + (g - s.get("m", 0)) * (1 - b1)
    s["v"] = s.get("v", 0) + (g * g - s.get("v", 0)) * (1 - b2)
    v = s["v"]
    if o.get("amsgrad") == "true":
        v = s["top"] = np.maximum(s.get("top", 0), v)
    alpha = o["learning_rate"] * math.sqrt(1 - b2**t) / (1 - b1**t)
    return w - alpha * s["m"] / (np.sqrt(v) + o["epsilon"])


def nadam(w, g, t, s, o):
    b1, b2 = o["beta_1"], o["beta_2"]
    u = b1 * (1 - 0.5 * 0.96**t)
    u_next = b1 * (1 - 0.5 * 0.96 ** (t + 1))
    s["product"] = s.get("product", 1) * u
    s["m"] = s.get("m", 0) + (g - s.get("m", 0)) * (1 - b1)
    s["v"] = s.get("v", 0) + (g * g - s.get("v", 0)) * (1 - b2)
    mean = u_next * s["m"] / (1 - s["product"] * u_next) + (1 - u) * g / (1 - s["product"])
    return w - mean * o["learning_rate"] / (np.sqrt(s["v"] / (1 - b2**t)) + o["epsilon"])


def lion(w, g, t, s, o):
    b1, b2 = o["beta_1"], o["beta_2"]
    m = s.get("m", np.zeros_like(g))
    s["m"] = b2 * m + (1 - b2) * g
    return w - o["learning_rate"] * np.sign(b1 * m + (1 - b1) * g)


def optimizer_cases():
    T = torch.optim
    extras = [{}, {"weight_decay": 0.02}, {"clipvalue": 0.3}, {"clipnorm": 0.5}]

    def torch_case(kind, make, o):
        emit("optimizer", kind, "-", o, "torch", run_torch(lambda p: make(p, o), o))

    def keras_case(kind, step, o):
        emit("optimizer", kind, "-", o, "keras", run_keras(step, o))

    for extra in extras + [{"global_clipnorm": 0.4}, {"weight_decay": 0.1, "global_clipnorm": 0.7}]:
        for base in ({"momentum": 0, "nesterov": "false"}, {"momentum": 0.9, "nesterov": "false"},
                     {"momentum": 0.8, "nesterov": "true"}):
            torch_case("sgd", lambda p, o: T.SGD(p, lr=o["learning_rate"], momentum=o["momentum"],
                                                 nesterov=o["nesterov"] == "true"),
                       {"learning_rate": 0.05, **base, **extra})
    for extra in extras[:2]:
        for centered in ("false", "true"):
            for momentum in (0, 0.7):
                keras_case("rmsprop", rmsprop,
                           {"learning_rate": 0.02, "rho": 0.8, "momentum": momentum,
                            "epsilon": 1e-7, "centered": centered, **extra})
        for start in (0.1, 0):
            keras_case("adagrad", adagrad, {"learning_rate": 0.1, "epsilon": 1e-7,
                                            "initial_accumulator_value": start, **extra})
        for rho in (0.95, 0.7):
            torch_case("adadelta", lambda p, o: T.Adadelta(p, lr=o["learning_rate"], rho=o["rho"],
                                                           eps=o["epsilon"]),
                       {"learning_rate": 0.9, "rho": rho, "epsilon": 1e-5, **extra})
        for kind in ("adam", "adamw"):
            for amsgrad in ("false", "true"):
                for moments in ({"beta_1": 0.9, "beta_2": 0.999}, {"beta_1": 0.5, "beta_2": 0.8}):
                    o = {"learning_rate": 0.02, **moments, "epsilon": 1e-7, "amsgrad": amsgrad,
                         **({"weight_decay": 0.004} if kind == "adamw" else {}), **extra}
                    keras_case(kind, adam, o)
        for moments in ({"beta_1": 0.9, "beta_2": 0.999}, {"beta_1": 0.5, "beta_2": 0.8}):
            o = {"learning_rate": 0.02, **moments, "epsilon": 1e-7, **extra}
            keras_case("nadam", nadam, o)
            torch_case("adamax", lambda p, o: T.Adamax(p, lr=o["learning_rate"],
                                                       betas=(o["beta_1"], o["beta_2"]), eps=1e-30),
                       {**o, "epsilon": 1e-30})
        for moments in ({"beta_1": 0.9, "beta_2": 0.99}, {"beta_1": 0.5, "beta_2": 0.8}):
            keras_case("lion", lion, {"learning_rate": 0.01, **moments, **extra})


# Schedules over 50 steps, from a learning rate of 0.5.

BASE, TOTAL = 0.5, 50


def torch_rates(make):
    w = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=BASE)
    scheduler = make(optimizer)
    rates = []
    for _ in range(TOTAL):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


def schedule_cases():
    S = torch.optim.lr_scheduler
    steps = {1: "50 1", 5: "10 5"}

    def case(kind, per, o, source, rates):
        emit("schedule", kind, steps[per], o, source, rates)

    case("constant", 1, {}, "torch", torch_rates(lambda p: S.ConstantLR(p, factor=1)))
    for per in (1, 5):
        for size, gamma in ((3, 0.5), (7, 0.1)):
            case("step", per, {"step_size": size, "gamma": gamma}, "torch",
                 torch_rates(lambda p: S.StepLR(p, size * per, gamma)))
        case("step", per, {"milestones": "[2,5,9]", "gamma": 0.3}, "torch",
             torch_rates(lambda p: S.MultiStepLR(p, [2 * per, 5 * per, 9 * per], 0.3)))
        case("exponential", per, {"decay_rate": 0.9, "decay_epochs": 1, "staircase": "false"},
             "torch", torch_rates(lambda p: S.ExponentialLR(p, 0.9 ** (1 / per))))
        for staircase in ("false", "true"):
            exponent = (lambda x: math.floor(x)) if staircase == "true" else (lambda x: x)
            case("exponential", per,
                 {"decay_rate": 0.7, "decay_epochs": 3, "staircase": staircase}, "keras",
                 [BASE * 0.7 ** exponent(t / per / 3) for t in range(TOTAL)])
        for power in (1, 2.5):
            for end in (0.0001, 0.1):
                length = 6 * per
                case("polynomial", per, {"decay_epochs": 6, "end_learning_rate": end,
                                         "power": power, "cycle": "false"}, "keras",
                     [(BASE - end) * (1 - min(t, length) / length) ** power + end
                      for t in range(TOTAL)])
                lengths = [length * max(1, math.ceil(t / length)) for t in range(TOTAL)]
                case("polynomial", per, {"decay_epochs": 6, "end_learning_rate": end,
                                         "power": power, "cycle": "true"}, "keras",
                     [(BASE - end) * (1 - t / n) ** power + end for t, n in enumerate(lengths)])
        for alpha in (0, 0.1):
            case("cosine", per, {"alpha": alpha}, "torch",
                 torch_rates(lambda p: S.LambdaLR(p, lambda t: (1 - alpha) * 0.5 * (
                     1 + math.cos(math.pi * t / TOTAL)) + alpha)))
            for t_mul in (1, 2):
                case("cosine", per, {"alpha": alpha, "first_decay_epochs": 3, "t_mul": t_mul,
                                     "m_mul": 1}, "torch",
                     torch_rates(lambda p: S.CosineAnnealingWarmRestarts(
                         p, T_0=3 * per, T_mult=t_mul, eta_min=alpha * BASE)))
        case("warmup", per, {"epochs": 4, "start_factor": 0.25}, "torch",
             torch_rates(lambda p: S.LinearLR(p, start_factor=0.25, total_iters=4 * per)))
        case("warmup", per, {"epochs": 3, "start_factor": 0.1, "then.exponential.decay_rate": 0.8},
             "torch", torch_rates(lambda p: S.SequentialLR(
                 p, [S.LinearLR(p, start_factor=0.1, total_iters=3 * per),
                     S.ExponentialLR(p, 0.8 ** (1 / per))], milestones=[3 * per])))
        for strategy in ("cos", "linear"):
            for three in (False, True):
                for share in (0.3, 0.45):
                    case("one_cycle", per,
                         {"pct_start": share, "div_factor": 25, "final_div_factor": 10000,
                          "anneal_strategy": strategy, "three_phase": str(three).lower()}, "torch",
                         torch_rates_of_cycle(share, strategy, three))
    losses = plateau_losses()
    for patience, cooldown in ((2, 0), (3, 2), (1, 4)):
        o = {"factor": 0.5, "patience": patience, "min_delta": 0.01, "cooldown": cooldown,
             "min_lr": 0.01, "monitor": "auto"}
        case("reduce_on_plateau", 1, o, "keras", plateau(losses, o))


def torch_rates_of_cycle(share, strategy, three):
    return torch_rates(lambda p: OneCycle(p, share, strategy, three))


class OneCycle(torch.optim.lr_scheduler.OneCycleLR):
    def __init__(self, optimizer, share, strategy, three):
        self.done = 0
        super().__init__(optimizer, max_lr=BASE, total_steps=TOTAL, pct_start=share, div_factor=25,
                         final_div_factor=10000, anneal_strategy=strategy, three_phase=three,
                         cycle_momentum=False)

    def step(self, *args):
        if self.done < TOTAL:  # the last call would ask for a step past the end
            super().step(*args)
        self.done += 1


def plateau_losses():
    return [1 / (1 + min(t, 12)) + 0.05 * math.sin(3 * t) for t in range(TOTAL)]


def plateau(losses, o):
    rate, best, wait, cooldown, rates = BASE, math.inf, 0, 0, []
    for loss in losses:
        rates.append(rate)
        if cooldown > 0:
            cooldown -= 1
            wait = 0
        if loss < best - o["min_delta"]:
            best, wait = loss, 0
        elif cooldown <= 0:
            wait += 1
            if wait >= o["patience"] and rate > o["min_lr"]:
                rate = max(rate * o["factor"], o["min_lr"])
                cooldown, wait = o["cooldown"], 0
    return rates


# Losses of 7 rows, weighted; the mean over the rows and its gradient.

ROWS = 7


def loss_case(kind, target, classes, options, source, function):
    outputs = classes if target == "multiclass" else 1
    z = torch.tensor(wave(ROWS * outputs, 0.3, 1.7, 2.5).reshape(ROWS, outputs), requires_grad=True)
    labels = torch.tensor([(3 * n) % max(classes, 1) for n in range(ROWS)])
    values = torch.tensor(np.abs(wave(ROWS, 0.5, 2.3, 2.0)))
    weights = torch.tensor(1 + wave(ROWS, 0.1, 0.8, 0.6))
    truth = values if target == "regression" else labels
    loss = (function(z, truth) * weights).sum() / ROWS
    loss.backward()
    emit("loss", kind, f"{target} {classes}", options, source,
         [loss.item()] + z.grad.flatten().tolist())


def loss_cases():
    F = torch.nn.functional

    def class_factors(options, labels):
        if "class_weights" not in options:
            return 1.0
        return torch.tensor(eval(options["class_weights"]), dtype=torch.float64)[labels]

    for o in ({}, {"label_smoothing": 0.1}, {"class_weights": "[0.5,3]"},
              {"class_weights": "[2,1]", "label_smoothing": 0.3}):
        s = o.get("label_smoothing", 0)
        loss_case("binary_crossentropy", "binary", 2, o, "torch",
                  lambda z, y: class_factors(o, y) * F.binary_cross_entropy_with_logits(
                      z[:, 0], y * (1 - s) + 0.5 * s, reduction="none"))
    for classes, w in ((2, "[1,4]"), (3, "[1,0.5,2]"), (6, "[1,2,3,1,0.5,1]")):
        for o in ({}, {"label_smoothing": 0.2}, {"class_weights": w},
                  {"class_weights": w, "label_smoothing": 0.1}):
            s = o.get("label_smoothing", 0)
            loss_case("categorical_crossentropy", "multiclass", classes, o, "torch",
                      lambda z, y: class_factors(o, y) * F.cross_entropy(
                          z, y, reduction="none", label_smoothing=s))
    for gamma in (0, 0.5, 2, 4):
        for o in ({"gamma": gamma}, {"gamma": gamma, "class_weights": "[0.75,0.25]"}):
            def binary(z, y):
                sign = 2 * y - 1
                log_p = F.logsigmoid(sign * z[:, 0])
                return class_factors(o, y) * -((1 - log_p.exp()) ** gamma) * log_p
            loss_case("focal", "binary", 2, o, "keras", binary)

        for classes in (2, 4):
            def several(z, y):
                log_p = F.log_softmax(z, 1)[torch.arange(ROWS), y]
                return -((1 - log_p.exp()) ** gamma) * log_p
            loss_case("focal", "multiclass", classes, {"gamma": gamma}, "keras", several)
    for o in ({}, {"class_weights": "[0.5,3]"}):
        loss_case("hinge", "binary", 2, o, "keras",
                  lambda z, y: class_factors(o, y) * torch.relu(1 - (2 * y - 1) * z[:, 0]))
        loss_case("squared_hinge", "binary", 2, o, "keras",
                  lambda z, y: class_factors(o, y) * torch.relu(1 - (2 * y - 1) * z[:, 0]) ** 2)
    loss_case("mean_squared_error", "regression", 0, {}, "torch",
              lambda z, y: F.mse_loss(z[:, 0], y, reduction="none"))
    loss_case("mean_absolute_error", "regression", 0, {}, "torch",
              lambda z, y: F.l1_loss(z[:, 0], y, reduction="none"))
    for delta in (0.2, 1, 3):
        loss_case("huber", "regression", 0, {"delta": delta}, "torch",
                  lambda z, y: F.huber_loss(z[:, 0], y, reduction="none", delta=delta))
    loss_case("log_cosh", "regression", 0, {}, "keras",
              lambda z, y: torch.log(torch.cosh(z[:, 0] - y)))
    loss_case("poisson", "regression", 0, {}, "torch",
              lambda z, y: F.poisson_nll_loss(z[:, 0], y, log_input=True, full=False,
                                              reduction="none"))
    for q in (0.1, 0.5, 0.9):
        loss_case("pinball", "regression", 0, {"quantile": q}, "formula",
                  lambda z, y: torch.maximum(q * (y - z[:, 0]), (q - 1) * (y - z[:, 0])))


optimizer_cases()
schedule_cases()
loss_cases()
