"""Prints layers over random inputs; tests/core/nn/layer_reference_test.cpp reads them.

Made with PyTorch 1.13.1 in float64:  python3 layers.py > layers.txt
A case is a line "kind|options|input shape|rows|parameters", then lines of values: x, each parameter,
the factors c of a linear function of the result, y, dx, and the gradient of each parameter, where
the differentiated value is sum(c y). A layer with statistics has a sixth field, "training" or
"predicting", and two lines for each statistic: before the pass, and after it. Channels are last.
Keras's options and defaults are stated in full.
"""
import math

import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
rng = np.random.default_rng(11)


def line(values):
    return " ".join(f"{v:.15g}" for v in values.detach().numpy().ravel())


def normals(scale, shape):
    """Short numbers keep the file small."""
    return torch.tensor(rng.normal(0, scale, shape).round(3))


def case(kind, options, shape, f, parameters=(), rows=2, x=None, x_slope=True, mode=None):
    x = normals(1.5, (rows, *shape)) if x is None else x
    p = [normals(1, s).requires_grad_() for s in parameters]
    x.requires_grad_(x_slope)
    y = f(x, *p)
    c = normals(1, tuple(y.shape))
    (c * y).sum().backward()
    print(f"{kind}|{options}|{' '.join(map(str, shape))}|{rows}|{len(p)}{f'|{mode}' if mode else ''}")
    dx = x.grad if x_slope else torch.zeros_like(x)
    for v in [x, *p, c, y, dx, *[q.grad for q in p]]:
        print(line(v))


def first(x):
    """Channels first."""
    return x.movedim(-1, 1)


def last(x):
    return x.movedim(1, -1)


FUNCTIONS = {
    "linear": lambda x: x * 1, "relu": F.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid,
    "leaky_relu": lambda x: F.leaky_relu(x, 0.2), "elu": F.elu, "selu": F.selu, "gelu": F.gelu,
    "silu": F.silu, "softplus": F.softplus, "softsign": F.softsign, "exponential": torch.exp,
    # The slope of F.hardsigmoid is 1/6 in single precision.
    "hard_sigmoid": lambda x: torch.clamp(x / 6 + 0.5, 0, 1),
    "mish": F.mish, "softmax": lambda x: F.softmax(x, -1),
}
for name, f in FUNCTIONS.items():
    case("activation", f"{{function: {name}}}", (3, 5), f)
    case("dense", f"{{units: 4, activation: {name}}}", (6,), lambda x, w, b: f(x @ w + b),
         [(6, 4), (4,)], rows=3)
case("dense", "{units: 1, use_bias: false}", (520,), lambda x, w: x @ w, [(520, 1)])
case("leaky_relu", "{negative_slope: 0.3}", (7,), lambda x: F.leaky_relu(x, 0.3))
case("leaky_relu", "{negative_slope: 0}", (7,), lambda x: F.leaky_relu(x, 0.0))
case("elu", "{alpha: 0.4}", (7,), lambda x: F.elu(x, 0.4))
case("elu", "{alpha: 2}", (7,), lambda x: F.elu(x, 2.0))
case("flatten", "{}", (2, 3, 2), lambda x: x.flatten(1))
case("reshape", "{target_shape: [3, -1]}", (2, 6), lambda x: x.reshape(-1, 3, 4))
case("permute", "{dims: [2, 1]}", (2, 3), lambda x: x.permute(0, 2, 1))
case("permute", "{dims: [3, 1, 2]}", (2, 3, 4), lambda x: x.permute(0, 3, 1, 2))


def norm(eps, n):
    return lambda x, g=None, b=None: F.layer_norm(x, (n,), g, b, eps)


case("layer_normalization", "{epsilon: 0.001, center: true, scale: true}", (5,), norm(1e-3, 5),
     [(5,), (5,)], rows=4)
case("layer_normalization", "{epsilon: 0.00001, center: true, scale: true}", (520,),
     norm(1e-5, 520), [(520,), (520,)], rows=1)
case("layer_normalization", "{epsilon: 0.001, center: false, scale: true}", (3, 20),
     lambda x, g: F.layer_norm(x, (20,), g, None, 1e-3), [(20,)])
case("layer_normalization", "{epsilon: 0.001, center: true, scale: false}", (3, 20),
     lambda x, b: F.layer_norm(x, (20,), None, b, 1e-3), [(20,)])
case("layer_normalization", "{epsilon: 0.001, center: false, scale: false}", (17,), norm(1e-3, 17))
for shape in [(5,), (4, 1)]:
    codes = torch.tensor(rng.integers(0, 7, (3, *shape)).astype(float))
    case("embedding", "{input_dim: 7, output_dim: 3}", shape,
         lambda x, w: F.embedding(x.long().reshape(3, -1), w), [(7, 3)], rows=3, x=codes,
         x_slope=False)


def same(n, size, stride):
    """Zeros or nothing before and behind, as Keras has them."""
    total = max((math.ceil(n / stride) - 1) * stride + size - n, 0)
    return total // 2, total - total // 2


def pool1(x, mode, size, stride, padding):
    x = first(x)
    if mode == "max":
        if padding == "same":
            x = F.pad(x, same(x.shape[2], size, stride), value=-math.inf)
        return last(F.max_pool1d(x, size, stride))
    ones = torch.ones_like(x)
    if padding == "same":
        border = same(x.shape[2], size, stride)
        x, ones = F.pad(x, border), F.pad(ones, border)
    return last(F.avg_pool1d(x, size, stride) / F.avg_pool1d(ones, size, stride))


def pool2(x, mode, size, stride, padding):
    x = first(x)
    border = (*same(x.shape[3], size[1], stride[1]), *same(x.shape[2], size[0], stride[0]))
    if padding != "same":
        border = (0, 0, 0, 0)
    if mode == "max":
        return last(F.max_pool2d(F.pad(x, border, value=-math.inf), size, stride))
    ones = F.pad(torch.ones_like(x), border)
    return last(F.avg_pool2d(F.pad(x, border), size, stride) / F.avg_pool2d(ones, size, stride))


for mode in ["max", "average"]:
    for n, size, stride, padding in [(7, 2, 2, "valid"), (7, 3, 2, "same"), (8, 3, 1, "same"),
                                     (8, 3, 1, "valid"), (5, 2, 3, "valid")]:
        case(f"{mode}_pooling1d", f"{{pool_size: {size}, strides: {stride}, padding: {padding}}}",
             (n, 3), lambda x: pool1(x, mode, size, stride, padding))
    for h, w, size, stride, padding in [
            (4, 6, (2, 2), (2, 2), "valid"), (5, 7, (2, 2), (2, 2), "valid"),
            (5, 7, (3, 2), (2, 1), "same"), (6, 5, (3, 3), (1, 2), "valid"),
            (5, 5, (2, 3), (3, 2), "same")]:
        case(f"{mode}_pooling2d",
             f"{{pool_size: {list(size)}, strides: {list(stride)}, padding: {padding}}}",
             (h, w, 3), lambda x: pool2(x, mode, size, stride, padding))
case("global_max_pooling1d", "{}", (6, 3), lambda x: x.amax(1))
case("global_max_pooling2d", "{}", (4, 3, 5), lambda x: x.amax((1, 2)))
case("global_average_pooling1d", "{}", (6, 3), lambda x: x.mean(1))
case("global_average_pooling2d", "{}", (23, 23, 1), lambda x: x.mean((1, 2)),
     rows=1)
case("zero_padding1d", "{padding: 2}", (3, 2), lambda x: F.pad(x, (0, 0, 2, 2)))
case("zero_padding1d", "{padding: [0, 3]}", (3, 2), lambda x: F.pad(x, (0, 0, 0, 3)))
case("zero_padding2d", "{padding: [1, 2]}", (3, 2, 2), lambda x: F.pad(x, (0, 0, 2, 2, 1, 1)))
case("zero_padding2d", "{padding: [1, 0, 2, 3]}", (3, 2, 2),
     lambda x: F.pad(x, (0, 0, 2, 3, 1, 0)))
case("cropping1d", "{cropping: [1, 2]}", (6, 2), lambda x: x[:, 1:-2])
case("cropping2d", "{cropping: [1, 0, 2, 1]}", (4, 5, 2), lambda x: x[:, 1:, 2:-1])
case("upsampling1d", "{size: 2}", (3, 2), lambda x: x.repeat_interleave(2, 1))
case("upsampling2d", "{size: [2, 3]}", (3, 2, 2),
     lambda x: last(F.interpolate(first(x), scale_factor=(2, 3), mode="nearest")))
case("residual", "{layers: [{dense: {units: 4, activation: tanh}}, {dense: {units: 4}}], "
     "activation: relu}", (4,),
     lambda x, v, a, w, b: F.relu(torch.tanh(x @ v + a) @ w + b + x),
     [(4, 4), (4,), (4, 4), (4,)], rows=3)
case("residual", "{layers: [{dense: {units: 5, activation: relu}}], shortcut: [{dense: {units: 5, "
     "use_bias: false}}], activation: gelu}", (4,),
     lambda x, v, a, w: F.gelu(F.relu(x @ v + a) + x @ w), [(4, 5), (5,), (4, 5)], rows=3)
BRANCHES = "branches: [[{dense: {units: 4}}], [tanh], []]".replace(
    "[tanh]", "[{activation: tanh}]")
MERGES = {
    "concat": lambda a, b, c: torch.cat([a, b, c], -1), "add": lambda a, b, c: a + b + c,
    "multiply": lambda a, b, c: a * b * c, "average": lambda a, b, c: (a + b + c) / 3,
    "max": lambda a, b, c: torch.maximum(torch.maximum(a, b), c),
}
for name, f in MERGES.items():
    case("parallel", f"{{{BRANCHES}, merge: {name}}}", (4,),
         lambda x, w, b: f(x @ w + b, torch.tanh(x), x), [(4, 4), (4,)], rows=3)


def border_of(padding, n, size, stride, dilation):
    """Zeros before and behind, as Keras has them."""
    window = (size - 1) * dilation + 1
    return {"valid": (0, 0), "same": same(n, window, stride), "causal": (window - 1, 0)}[padding]


def conv1(x, kernel, bias, stride, dilation, groups, padding):
    """kernel (T, C / groups, filters)"""
    x = F.pad(first(x), border_of(padding, x.shape[1], kernel.shape[0], stride, dilation))
    return last(F.conv1d(x, kernel.permute(2, 1, 0), bias, stride, 0, dilation, groups))


def conv2(x, weight, bias, strides, dilation, groups, padding):
    """weight as PyTorch has it"""
    borders = [border_of(padding, x.shape[1 + i], weight.shape[2 + i], strides[i], dilation[i])
               for i in (0, 1)]
    x = F.pad(first(x), (*borders[1], *borders[0]))
    return last(F.conv2d(x, weight, bias, strides, 0, dilation, groups))


def yaml(**options):
    text = {True: "true", False: "false"}
    parts = [f"{k}: {text[v] if isinstance(v, bool) else list(v) if isinstance(v, tuple) else v}"
             for k, v in options.items()]
    return "{" + ", ".join(parts) + "}"


for n, c, filters, size, stride, dilation, groups, padding, act, bias in [
        (7, 3, 4, 3, 1, 1, 1, "valid", "linear", True), (7, 3, 4, 3, 1, 1, 1, "same", "relu", True),
        (8, 2, 5, 4, 1, 1, 1, "same", "tanh", False), (9, 2, 3, 3, 2, 1, 1, "valid", "linear", True),
        (9, 2, 3, 3, 2, 1, 1, "same", "sigmoid", True), (8, 3, 2, 2, 3, 1, 1, "same", "elu", True),
        (9, 2, 3, 3, 1, 2, 1, "valid", "linear", True), (9, 2, 3, 3, 1, 2, 1, "same", "selu", True),
        (9, 2, 4, 3, 1, 1, 1, "causal", "linear", True),
        (9, 3, 4, 2, 1, 4, 1, "causal", "relu", True), (8, 2, 3, 3, 2, 1, 1, "causal", "gelu", True),
        (7, 4, 6, 3, 1, 1, 2, "valid", "linear", True), (7, 6, 6, 3, 1, 1, 3, "same", "silu", False),
        (5, 16, 16, 2, 1, 1, 1, "same", "relu", True), (6, 1, 1, 1, 1, 1, 1, "valid", "linear", True)]:
    f = FUNCTIONS[act]
    case("conv1d", yaml(filters=filters, kernel_size=size, strides=stride, padding=padding,
                        dilation_rate=dilation, groups=groups, activation=act, use_bias=bias),
         (n, c), lambda x, w, b=None: f(conv1(x, w, b, stride, dilation, groups, padding)),
         [(size, c // groups, filters), *([(filters,)] if bias else [])])
for h, w, c, filters, size, strides, dilation, groups, padding, act, bias in [
        (5, 6, 3, 4, (3, 3), (1, 1), (1, 1), 1, "valid", "linear", True),
        (5, 6, 3, 4, (3, 3), (1, 1), (1, 1), 1, "same", "relu", True),
        (5, 6, 2, 3, (2, 4), (1, 1), (1, 1), 1, "same", "tanh", False),
        (7, 6, 2, 3, (3, 2), (2, 3), (1, 1), 1, "valid", "linear", True),
        (7, 6, 2, 3, (3, 3), (2, 2), (1, 1), 1, "same", "softplus", True),
        (6, 6, 2, 3, (1, 1), (2, 2), (1, 1), 1, "same", "linear", False),
        (7, 8, 2, 3, (3, 3), (1, 1), (2, 3), 1, "valid", "linear", True),
        (6, 7, 2, 3, (3, 3), (1, 1), (2, 2), 1, "same", "leaky_relu", True),
        (5, 5, 4, 6, (3, 3), (1, 1), (1, 1), 2, "same", "linear", True),
        (5, 5, 6, 6, (3, 3), (2, 1), (1, 1), 3, "valid", "relu", True),
        (3, 4, 16, 16, (1, 2), (1, 1), (1, 1), 1, "same", "relu", True),
        (4, 3, 3, 16, (3, 2), (1, 1), (1, 1), 1, "same", "linear", True),
        (4, 5, 16, 3, (1, 1), (1, 1), (1, 1), 1, "valid", "mish", True),
        (6, 5, 1, 2, (5, 5), (1, 1), (1, 1), 1, "valid", "hard_sigmoid", True)]:
    f = FUNCTIONS[act]
    case("conv2d", yaml(filters=filters, kernel_size=size, strides=strides, padding=padding,
                        dilation_rate=dilation, groups=groups, activation=act, use_bias=bias),
         (h, w, c), lambda x, k, b=None: f(conv2(x, k.permute(3, 2, 0, 1), b, strides, dilation,
                                                 groups, padding)),
         [(*size, c // groups, filters), *([(filters,)] if bias else [])])


def depthwise(x, kernel, bias, strides, dilation, padding):
    """kernel (H, W, C, multiplier)"""
    c, multiplier = kernel.shape[2:]
    weight = kernel.permute(2, 3, 0, 1).reshape(c * multiplier, 1, *kernel.shape[:2])
    return conv2(x, weight, bias, strides, dilation, c, padding)


for h, w, c, multiplier, size, strides, dilation, padding, act, bias in [
        (5, 6, 3, 1, (3, 3), (1, 1), (1, 1), "valid", "linear", True),
        (5, 6, 3, 2, (3, 3), (1, 1), (1, 1), "same", "relu", True),
        (6, 5, 2, 1, (3, 2), (2, 2), (1, 1), "same", "tanh", False),
        (7, 7, 2, 3, (3, 3), (1, 1), (2, 2), "valid", "linear", True),
        (6, 6, 16, 1, (3, 3), (1, 1), (1, 1), "same", "linear", True),
        (5, 5, 4, 1, (2, 2), (2, 1), (1, 1), "valid", "gelu", True)]:
    f = FUNCTIONS[act]
    case("depthwise_conv2d",
         yaml(kernel_size=size, strides=strides, padding=padding, dilation_rate=dilation,
              depth_multiplier=multiplier, activation=act, use_bias=bias), (h, w, c),
         lambda x, k, b=None: f(depthwise(x, k, b, strides, dilation, padding)),
         [(*size, c, multiplier), *([(c * multiplier,)] if bias else [])])
    case("separable_conv2d",
         yaml(filters=5, kernel_size=size, strides=strides, padding=padding,
              dilation_rate=dilation, depth_multiplier=multiplier, activation=act, use_bias=bias),
         (h, w, c), lambda x, k, p, b=None: f(conv2(
             depthwise(x, k, None, strides, dilation, padding), p.permute(3, 2, 0, 1), b,
             (1, 1), (1, 1), 1, "valid")),
         [(*size, c, multiplier), (1, 1, c * multiplier, 5), *([(5,)] if bias else [])])


def normalization_case(shape, rows, momentum, epsilon, center, scale, is_training):
    """PyTorch's momentum is the share of the new; its moving variance counts one value less."""
    c = shape[-1]
    before = [normals(1, (c,)), normals(1, (c,)).abs() + 0.1]
    moving = [v.clone() for v in before]

    def f(x, *p):
        gamma = p[0] if scale else None
        beta = p[-1] if center else None
        values = x.reshape(-1, c)
        y = F.batch_norm(values, *moving, gamma, beta, is_training, 1 - momentum, epsilon)
        if is_training:
            share = (len(values) - 1) / len(values)
            kept = momentum * before[1]
            moving[1] = kept + (moving[1] - kept) * share
        return y.reshape(x.shape)

    text = yaml(momentum=momentum, epsilon=epsilon, center=center, scale=scale)
    case("batch_normalization", text, shape, f, [(c,)] * (center + scale), rows=rows,
         mode="training" if is_training else "predicting")
    for old, new in zip(before, moving):
        print(line(old))
        print(line(new))


for is_training in [True, False]:
    for shape, rows, momentum, epsilon, center, scale in [
            ((5,), 4, 0.99, 0.001, True, True), ((5,), 7, 0.9, 0.00001, False, True),
            ((6, 3), 3, 0.8, 0.001, True, False), ((6, 3), 2, 0.99, 0.001, False, False),
            ((4, 3, 2), 3, 0.99, 0.001, True, True), ((3, 3, 16), 2, 0.5, 0.01, True, True),
            ((1,), 9, 0, 0.001, True, True)]:
        normalization_case(shape, rows, momentum, epsilon, center, scale, is_training)
