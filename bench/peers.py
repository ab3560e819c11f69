"""The training loops of mlp_bench in PyTorch: prints samples per processor second of the median epoch.

Usage: peers.py small|large. Fails unless the BLAS below PyTorch is OpenBLAS, which is ten times as
fast as the reference BLAS: another would make dlflow look good for no reason.
"""
import os
import sys
import time

import torch


def require_openblas():
    link = "/etc/alternatives/libblas.so.3-x86_64-linux-gnu"
    target = os.path.realpath(link)
    print(f"PyTorch {torch.__version__}, BLAS {target}", file=sys.stderr)
    if "openblas" not in target and "openblas" not in torch.__config__.show().lower():
        sys.exit("PyTorch does not run on OpenBLAS; install libopenblas0-pthread")


def build(sizes):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        layers += [torch.nn.Linear(a, b), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


def speed(sizes, rows, batch, epochs):
    torch.manual_seed(1)
    outputs = sizes[-1]
    x = torch.randn(rows, sizes[0])
    if outputs == 1:
        y, loss_of = torch.randint(0, 2, (rows, 1)).float(), torch.nn.BCEWithLogitsLoss()
    else:
        y, loss_of = torch.randint(0, outputs, (rows,)), torch.nn.CrossEntropyLoss()
    network = build(sizes)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01)
    seconds = []
    for _ in range(epochs):
        start = time.process_time()
        order = torch.randperm(rows)
        for i in range(0, rows, batch):
            ids = order[i : i + batch]
            optimizer.zero_grad(set_to_none=True)
            loss = loss_of(network(x[ids]), y[ids])
            loss.backward()
            optimizer.step()
        seconds.append(time.process_time() - start)
    return rows / sorted(seconds[1:])[(epochs - 1) // 2]


torch.set_num_threads(1)
require_openblas()
if sys.argv[1] == "small":
    print(f"small {speed([8, 12, 8, 1], 7680, 10, 4):.0f}")
else:
    print(f"large {speed([784, 512, 512, 10], 12800, 128, 4):.0f}")
