"""The work of run_predict with pandas and PyTorch: rows in, predictions out.

Usage: predict_peer.py MODEL IN.csv OUT.csv    MODEL: a file of dlflow, whose weights are taken
       predict_peer.py compare A.csv B.csv     the greatest difference of their probabilities

Prints the seconds of clock and processor without the time that imports take, and the peak of memory
in MB. One thread.
"""
import json
import resource
import sys
import time

import numpy as np
import pandas as pd
import torch


def read_safetensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    types = {"F32": np.float32, "F64": np.float64, "I64": np.int64}
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        values = np.frombuffer(data[begin:end], types[entry["dtype"]])
        tensors[name] = values.reshape(entry["shape"])
    return tensors, header["__metadata__"]


def part(tensors, ending):
    found = [name for name in sorted(tensors) if name.endswith(ending)]
    assert found, f"no {ending} in {sorted(tensors)}"
    return [torch.from_numpy(tensors[name].astype(np.float32)) for name in found]


def predict(model, source, result):
    torch.set_num_threads(1)
    tensors, metadata = read_safetensors(model)
    network = {k: v for k, v in tensors.items() if k.startswith("member.0.model.network.")}
    view = {k: v for k, v in tensors.items() if k.startswith("member.0.view.")}
    kernels, biases = part(network, "kernel"), part(network, "bias")
    mean, scale = part(view, ".mean")[0], part(view, ".scale")[0]
    classes = np.array(json.loads(metadata["list.classes"]))
    wall, processor = time.perf_counter(), time.process_time()
    x = torch.from_numpy(pd.read_csv(source).iloc[:, :28].to_numpy(np.float32))
    with torch.no_grad():
        x = (x - mean) / scale
        for kernel, bias in zip(kernels[:-1], biases[:-1]):
            x = torch.relu(x @ kernel + bias)
        positive = torch.sigmoid(x @ kernels[-1] + biases[-1])[:, 0].double().numpy()
    table = pd.DataFrame({"row": np.arange(1, len(positive) + 1),
                          "y": classes[(positive > 0.5).astype(int)],
                          f"p({classes[0]})": 1 - positive, f"p({classes[1]})": positive})
    table.to_csv(result, index=False)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{time.perf_counter() - wall:.2f} {time.process_time() - processor:.2f} {peak:.0f}")


def compare(one, other):
    a, b = pd.read_csv(one), pd.read_csv(other)
    assert list(a.columns) == list(b.columns) and len(a) == len(b), "other columns or rows"
    print(f"{np.abs(a.iloc[:, 2:].to_numpy() - b.iloc[:, 2:].to_numpy()).max():.1e}")


if __name__ == "__main__":
    if sys.argv[1] == "compare":
        compare(*sys.argv[2:])
    else:
        predict(*sys.argv[1:])
