"""Loss curves of 50 full-batch steps, printed as the header tests/reference/loss_curve.inc.

Inputs, labels and first weights are formulas, so that both sides make the same ones.
PyTorch adds the epsilon of Adam after the correction of the bias and Keras before it; with 1e-12 the
difference does not show.
Needs PyTorch (made with 1.13.1); run: python3 tests/reference/loss_curve.py > loss_curve.inc
"""
import math
import torch

torch.set_num_threads(1)
ROWS, SIZES = 32, [6, 20, 10, 3]


def wave(count, start, step, scale):
    return torch.tensor([scale * math.sin(start + step * i) for i in range(count)], dtype=torch.float32)


def curve(make_optimizer):
    x = wave(ROWS * SIZES[0], 0.1, 0.05, 1.0).reshape(ROWS, SIZES[0])
    labels = torch.tensor([n * 3 // ROWS for n in range(ROWS)])
    weights = []
    for i, (a, b) in enumerate(zip(SIZES, SIZES[1:])):
        weights += [wave(a * b, i + 0.3, 1.3, 0.4).reshape(a, b), wave(b, i + 0.5, 0.9, 0.1)]
    for w in weights:
        w.requires_grad_(True)
    optimizer = make_optimizer(weights)
    losses = []
    for _ in range(50):
        h = torch.relu(x @ weights[0] + weights[1])
        h = torch.tanh(h @ weights[2] + weights[3])
        loss = torch.nn.functional.cross_entropy(h @ weights[4] + weights[5], labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def lstm_curve():
    """Rows of 6 steps of 2 through an LSTM of 5 units; Keras's gates, step by step."""
    x = wave(ROWS * 12, 0.1, 0.05, 1.0).reshape(ROWS, 6, 2)
    labels = torch.tensor([n * 3 // ROWS for n in range(ROWS)])
    weights = [wave(40, 0.3, 1.3, 0.4).reshape(2, 20), wave(100, 0.3, 1.3, 0.4).reshape(5, 20),
               wave(20, 0.5, 0.9, 0.1), wave(15, 1.3, 1.3, 0.4).reshape(5, 3), wave(3, 1.5, 0.9, 0.1)]
    for w in weights:
        w.requires_grad_(True)
    optimizer = torch.optim.Adam(weights, lr=0.02, eps=1e-12)
    losses = []
    for _ in range(50):
        flat = [weights[0].T, weights[1].T, weights[2], torch.zeros(20)]
        zero = torch.zeros(1, ROWS, 5)
        h = torch._VF.lstm(x, (zero, zero), flat, True, 1, 0.0, True, False, True)[0][:, -1]
        loss = torch.nn.functional.cross_entropy(h @ weights[3] + weights[4], labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def cnn_curve():
    """Images of 6 by 6 by 1 through a convolution without bias, batch normalization (which also
    moves its statistics, and they are not used), relu, pooling and a convolution."""
    x = wave(ROWS * 36, 0.1, 0.05, 1.0).reshape(ROWS, 1, 6, 6)
    labels = torch.tensor([n * 3 // ROWS for n in range(ROWS)])
    weights = [wave(36, 0.3, 1.3, 0.4).reshape(3, 3, 1, 4), torch.ones(4), wave(4, 0.5, 0.9, 0.1),
               wave(2 * 2 * 4 * 5, 1.3, 1.3, 0.4).reshape(2, 2, 4, 5), wave(5, 1.5, 0.9, 0.1),
               wave(15, 2.3, 1.3, 0.4).reshape(5, 3), wave(3, 2.5, 0.9, 0.1)]
    for w in weights:
        w.requires_grad_(True)
    optimizer = torch.optim.Adam(weights, lr=0.02, eps=1e-12)
    losses = []
    for _ in range(50):
        h = torch.nn.functional.conv2d(x, weights[0].permute(3, 2, 0, 1), padding=1)
        h = torch.relu(torch.nn.functional.batch_norm(h, None, None, weights[1], weights[2], True,
                                                      eps=1e-3))
        h = torch.nn.functional.max_pool2d(h, 2)
        h = torch.relu(torch.nn.functional.conv2d(h, weights[3].permute(3, 2, 0, 1), weights[4]))
        loss = torch.nn.functional.cross_entropy(h.mean((2, 3)) @ weights[5] + weights[6], labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


CURVES = {
    "kSgdCurve": lambda w: torch.optim.SGD(w, lr=0.1),
    "kMomentumCurve": lambda w: torch.optim.SGD(w, lr=0.05, momentum=0.9),
    "kNesterovCurve": lambda w: torch.optim.SGD(w, lr=0.05, momentum=0.9, nesterov=True),
    "kAdamCurve": lambda w: torch.optim.Adam(w, lr=0.01, eps=1e-12),
}
OTHERS = {"kLstmCurve": lstm_curve, "kCnnCurve": cnn_curve}
print(f"// Made by loss_curve.py with PyTorch {torch.__version__}.")
for name in [*CURVES, *OTHERS]:
    values = [f"{v:.7f}" for v in (curve(CURVES[name]) if name in CURVES else OTHERS[name]())]
    print(f"constexpr double {name}[] = {{")
    for i in range(0, len(values), 8):
        print("    " + ", ".join(values[i : i + 8]) + ",")
    print("};")
