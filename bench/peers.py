"""The networks of network_bench in PyTorch: prints samples per second of the median epoch.

Usage: peers.py NAME [THREADS]; `predict-NAME` measures batched prediction in eval mode. With one
thread the time is that of the processor, else that of the clock. Fails unless the BLAS below PyTorch
is OpenBLAS, which is ten times as fast as the reference BLAS: another would make dlflow look good
for no reason.
"""
import os
import sys
import time

import torch
from torch import nn


def require_openblas():
    link = "/etc/alternatives/libblas.so.3-x86_64-linux-gnu"
    target = os.path.realpath(link)
    print(f"PyTorch {torch.__version__}, BLAS {os.path.basename(os.path.dirname(target))}",
          file=sys.stderr)
    if "openblas" not in target and "openblas" not in torch.__config__.show().lower():
        sys.exit("PyTorch does not run on OpenBLAS; install libopenblas0-pthread")


def dense(*sizes):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def cnn():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(64 * 12 * 12, 128), nn.ReLU(), nn.Linear(128, 10))


class Residual(nn.Module):
    def __init__(self, inputs, filters, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(inputs, filters, 3, stride, 1, bias=False), nn.BatchNorm2d(filters), nn.ReLU(),
            nn.Conv2d(filters, filters, 3, 1, 1, bias=False), nn.BatchNorm2d(filters))
        self.shortcut = nn.Identity() if stride == 1 else nn.Sequential(
            nn.Conv2d(inputs, filters, 1, stride, bias=False), nn.BatchNorm2d(filters))

    def forward(self, x):
        return torch.relu(self.body(x) + self.shortcut(x))


def resnet():
    layers = [nn.Conv2d(3, 32, 3, 1, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU()]
    inputs = 32
    for filters in (32, 64, 128):
        for i in range(2):
            layers.append(Residual(inputs, filters, 2 if filters > 32 and i == 0 else 1))
            inputs = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(128, 10))


class Recurrent(nn.Module):
    def __init__(self, cell, inputs, units):
        super().__init__()
        self.cell, self.out = cell(inputs, units, batch_first=True), nn.Linear(units, 1)

    def forward(self, x):
        return self.out(self.cell(x)[0][:, -1])


# name: (network, shape of a row, classes, rows, batch, epochs)
WORKS = {
    "small": (lambda: dense(8, 12, 8, 1), (8,), 2, 7680, 10, 4),
    "large": (lambda: dense(784, 512, 512, 10), (784,), 10, 12800, 128, 4),
    "cnn": (cnn, (1, 28, 28), 10, 1280, 128, 3),
    "resnet": (resnet, (3, 32, 32), 10, 256, 128, 3),
    "lstm50": (lambda: Recurrent(nn.LSTM, 1, 50), (12, 1), 2, 6400, 32, 3),
    "lstm128": (lambda: Recurrent(nn.LSTM, 128, 128), (80, 128), 2, 640, 32, 3),
    "gru128": (lambda: Recurrent(nn.GRU, 128, 128), (80, 128), 2, 640, 32, 3),
}


def clock(threads):
    return time.process_time() if threads == 1 else time.perf_counter()


def training_speed(name, threads):
    make, shape, classes, rows, batch, epochs = WORKS[name]
    torch.manual_seed(1)
    x = torch.randn(rows, *shape)
    if classes == 2:
        y, loss_of = torch.randint(0, 2, (rows, 1)).float(), nn.BCEWithLogitsLoss()
    else:
        y, loss_of = torch.randint(0, classes, (rows,)), nn.CrossEntropyLoss()
    network = make()
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01)
    seconds = []
    for _ in range(epochs):
        start = clock(threads)
        order = torch.randperm(rows)
        for i in range(0, rows, batch):
            ids = order[i : i + batch]
            optimizer.zero_grad(set_to_none=True)
            loss = loss_of(network(x[ids]), y[ids])
            loss.backward()
            optimizer.step()
        seconds.append(clock(threads) - start)
    return rows / sorted(seconds[1:])[(epochs - 1) // 2]


def prediction_speed(name, threads):
    make, shape, _, rows, _, _ = WORKS[name]
    torch.manual_seed(1)
    x = torch.randn(rows, *shape)
    network = make().eval()
    seconds = []
    with torch.no_grad():
        for _ in range(5):
            start = clock(threads)
            for i in range(0, rows, 256):
                network(x[i : i + 256])
            seconds.append(clock(threads) - start)
    return rows / sorted(seconds)[2]


if __name__ == "__main__":
    what, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
    torch.set_num_threads(count)
    require_openblas()
    if what.startswith("predict-"):
        print(f"{what} {prediction_speed(what.removeprefix('predict-'), count):.0f}")
    else:
        print(f"{what} {training_speed(what, count):.0f}")
