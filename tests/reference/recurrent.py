"""Recurrent layers in PyTorch, float64: results, gradients of the input and of the weights.

Prints tests/reference/recurrent.txt. One case is a line of what it is and one line for each block of
numbers. Inputs, weights and the gradient of the result are waves (see `wave`), so that only results
are stored; of long results every stride-th value. PyTorch's gates and kernels are put in Keras's
order and layout.

case CELL steps channels units rows sequences backwards activation reset_after bidirectional ragged
"""
import math

import torch

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
KEEP = 12


def wave(start, *shape):
    count = math.prod(shape)
    return torch.sin(start + 1.37 * torch.arange(count)).reshape(*shape)


def lengths_of(rows, steps, ragged):
    return [steps if not ragged else (3 * n * n + 2 * n + 1) % steps + 1 for n in range(rows)]


def weights(cell, channels, units, has_two_biases, start):
    """Keras's kernel, recurrent_kernel, bias."""
    gates = {"lstm": 4, "gru": 3, "simple_rnn": 1}[cell]
    scale = 0.9 / math.sqrt(max(channels, units))
    kernel = wave(start, channels, gates * units) * scale
    recurrent = wave(start + 1, units, gates * units) * scale
    bias = wave(start + 2, 2, gates * units) * 0.3 if has_two_biases else wave(start + 2, gates * units) * 0.3
    return [w.clone().requires_grad_() for w in (kernel, recurrent, bias)]


def run_torch(parameters, cell, units, x, activation):
    """The function below torch.nn.LSTM, GRU and RNN, with the given weights."""
    kernel, recurrent, bias = parameters
    order = [1, 0, 2] if cell == "gru" else list(range(kernel.shape[1] // units))
    pick = lambda m: torch.cat([m.split(units, -1)[g] for g in order], -1)
    first = bias[0] if bias.dim() == 2 else bias
    second = bias[1] if bias.dim() == 2 else torch.zeros_like(bias)
    flat = [pick(kernel).T, pick(recurrent).T, pick(first), pick(second)]
    h = torch.zeros(1, x.shape[0], units)
    rest = (flat, True, 1, 0.0, False, False, True)
    if cell == "lstm":
        return torch._VF.lstm(x, (h, h), *rest)[0]
    run = {"gru": torch._VF.gru, "simple_rnn": getattr(torch._VF, "rnn_" + activation, None)}[cell]
    return run(x, h, *rest)[0]


def run_plain(parameters, x, units, activation):
    """A gru that resets before the product, or an lstm with another activation, step by step."""
    kernel, recurrent, bias = parameters
    f = {"tanh": torch.tanh, "relu": torch.relu, "linear": lambda v: v, "sigmoid": torch.sigmoid}[activation]
    h = torch.zeros(x.shape[0], units)
    c, out = torch.zeros_like(h), []
    for t in range(x.shape[1]):
        a = x[:, t] @ kernel + bias
        if kernel.shape[1] == 4 * units:
            i, g, k, o = (a + h @ recurrent).split(units, 1)
            c = torch.sigmoid(g) * c + torch.sigmoid(i) * f(k)
            h = torch.sigmoid(o) * f(c)
        else:
            zr = torch.sigmoid(a[:, : 2 * units] + h @ recurrent[:, : 2 * units])
            z, r = zr.split(units, 1)
            k = f(a[:, 2 * units :] + (r * h) @ recurrent[:, 2 * units :])
            h = z * h + (1 - z) * k
        out.append(h)
    return torch.stack(out, 1)


def one_way(case, parameters, x, lengths, backwards):
    """The result of each row over its real steps; zeros behind them."""
    cell, units = case["cell"], case["units"]
    rows = []
    for n, length in enumerate(lengths):
        row = x[n : n + 1, :length]
        row = row.flip(1) if backwards else row
        is_torch = cell == "simple_rnn" or (case["activation"] == "tanh" and case["reset_after"])
        h = run_torch(parameters, cell, units, row, case["activation"]) if is_torch else run_plain(
            parameters, row, units, case["activation"])
        if not case["sequences"]:
            rows.append(h[0, -1])
            continue
        rows.append(torch.cat([h[0], torch.zeros(case["steps"] - length, units)]))
    return torch.stack(rows)


def turn(y, lengths):
    return torch.stack([torch.cat([y[n, :l].flip(0), y[n, l:]]) for n, l in enumerate(lengths)])


def write(name, values):
    values = values.detach().reshape(-1)
    stride = max(1, len(values) // KEEP)
    picked = values[::stride]
    print(name, len(values), stride, repr(float(values.sum())), *(f"{float(v):.13g}" for v in picked))


def show(case):
    print("case", *(int(v) if isinstance(v, bool) else v for v in case.values()))
    rows, steps, channels = case["rows"], case["steps"], case["channels"]
    lengths = lengths_of(rows, steps, case["ragged"])
    x = wave(0.1, rows, steps, channels)
    for n, length in enumerate(lengths):
        x[n, length:] = 0
    x.requires_grad_()
    two = case["cell"] == "gru" and case["reset_after"]
    ways = [weights(case["cell"], channels, case["units"], two, 0.4)]
    y = one_way(case, ways[0], x, lengths, case["backwards"])
    if case["merge"] != "none":
        ways.append(weights(case["cell"], channels, case["units"], two, 5.4))
        b = one_way(case, ways[1], x, lengths, not case["backwards"])
        b = turn(b, lengths) if case["sequences"] else b
        y = {"concat": lambda: torch.cat([y, b], -1), "sum": lambda: y + b, "mul": lambda: y * b,
             "ave": lambda: (y + b) / 2}[case["merge"]]()
    (y * wave(0.7, *y.shape)).sum().backward()
    write("y", y)
    write("dx", x.grad)
    for way in ways:
        for name, block in zip(("kernel", "recurrent_kernel", "bias"), way):
            write(name, block.grad)


def case(cell, steps, channels, units, rows, sequences=False, backwards=False, activation="tanh",
         reset_after=True, merge="none", ragged=False):
    show(dict(cell=cell, steps=steps, channels=channels, units=units, rows=rows, sequences=sequences,
              backwards=backwards, activation=activation, reset_after=reset_after, merge=merge, ragged=ragged))


for cell in ("simple_rnn", "lstm", "gru"):
    for sequences in (False, True):
        for ragged in (False, True):
            case(cell, 5, 3, 4, 3, sequences=sequences, ragged=ragged)
            case(cell, 7, 2, 17, 5, sequences=sequences, backwards=True, ragged=ragged)
    case(cell, 1, 1, 1, 1)
    case(cell, 12, 1, 5, 33, ragged=True)
    case(cell, 3, 520, 6, 2)
    case(cell, 4, 3, 501, 2, sequences=True)
    case(cell, 3, 2, 8, 260)
    for merge in ("concat", "sum", "mul", "ave"):
        case(cell, 4, 3, 5, 4, sequences=True, merge=merge, ragged=True)
    case(cell, 4, 3, 5, 4, merge="concat", ragged=True)
case("simple_rnn", 6, 3, 4, 3, activation="relu", sequences=True)
case("simple_rnn", 6, 3, 19, 5, activation="relu", ragged=True)
for activation in ("relu", "linear", "sigmoid"):
    case("lstm", 5, 3, 4, 3, activation=activation, ragged=True)
for activation in ("tanh", "relu", "sigmoid"):
    case("gru", 5, 3, 4, 3, activation=activation, reset_after=False, ragged=True)
    case("gru", 6, 2, 18, 4, activation=activation, reset_after=False, sequences=True, backwards=True)
case("gru", 3, 1, 500, 2, reset_after=False)
