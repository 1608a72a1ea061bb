"""Golden outputs and gradients for src/graph/ops: PyTorch in float64, d(sum(output * cotangent)) for every input.

Inputs are multiples of 1/64, so that they are the same numbers in JSON, float32 and float64.

Run: python tools/oracle/ops.py     (needs torch, transformers)
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F
from transformers.models.llama.modeling_llama import apply_rotary_pos_emb

FIXTURE = Path(__file__).resolve().parents[2] / "src" / "graph" / "fixtures" / "ops.json"

torch.manual_seed(7)
CASES = []


def grid(x):
    return (x * 64).round() / 64


def normal(*shape):
    return grid(torch.randn(shape, dtype=torch.float64))


def positive(*shape):
    return grid(torch.rand(shape, dtype=torch.float64) * 3) + 0.25


def ints(values):
    return torch.tensor(values, dtype=torch.int32)


def numbers(x):
    flat = x.detach().reshape(-1).tolist()
    return [float(f"{v:.10g}") for v in flat] if x.is_floating_point() else flat


def tensor(x):
    kind = "float32" if x.is_floating_point() else str(x.dtype).removeprefix("torch.")
    return {"shape": list(x.shape), "type": kind, "values": numbers(x)}


def case(op, name, inputs, run, options=None, constant=()):
    """Records one case. `constant` lists the float inputs that get no gradient."""
    leaves = [x.clone().requires_grad_(x.is_floating_point() and i not in constant) for i, x in enumerate(inputs)]
    output = run(*leaves)
    record = {"op": op, "name": name, "inputs": [tensor(x) for x in inputs], "options": options or {}}
    record["output"] = tensor(output)
    if output.requires_grad:
        cotangent = normal(*output.shape)
        (output * cotangent).sum().backward()
        record["cotangent"] = numbers(cotangent)
        record["gradients"] = [None if x.grad is None else numbers(x.grad) for x in leaves]
    CASES.append(record)


BROADCASTS = {
    "equal shapes": ((2, 3), (2, 3)),
    "row": ((2, 3, 4), (4,)),
    "column": ((2, 3, 4), (3, 1)),
    "rank 0": ((2, 3), ()),
    "left smaller": ((3,), (2, 1, 3)),
    "both": ((1, 3, 1), (2, 1, 4)),
    "axes of size 1 everywhere": ((1, 1), (1, 1)),
}
for name, (left, right) in BROADCASTS.items():
    case("add", name, [normal(*left), normal(*right)], torch.add)
    case("sub", name, [normal(*left), normal(*right)], torch.sub)
    case("mul", name, [normal(*left), normal(*right)], torch.mul)
    divisor = positive(*right) * torch.where(torch.rand(right) < 0.5, -1.0, 1.0).double()
    case("div", name, [normal(*left), divisor], torch.div)

WITH_ZEROS = torch.tensor([-2.0, -0.015625, 0.0, 0.0, 0.015625, 3.0], dtype=torch.float64).reshape(2, 3)
case("neg", "matrix", [normal(2, 3)], torch.neg)
case("relu", "with exact zeros", [WITH_ZEROS], torch.relu)
case("sigmoid", "matrix", [normal(3, 4) * 4], torch.sigmoid)
case("sigmoid", "saturated", [torch.tensor([-64.0, -16.0, 0.0, 16.0, 64.0], dtype=torch.float64)], torch.sigmoid)
case("silu", "matrix", [normal(3, 4) * 4], F.silu)
case("sqrt", "positive", [positive(2, 5)], torch.sqrt)
case("softmax", "last axis", [normal(2, 3, 5)], lambda x: torch.softmax(x, -1))
case("softmax", "with masked scores", [normal(2, 4) + torch.tensor([0, 0, -1e9, 0])], lambda x: torch.softmax(x, -1))
case("logSoftmax", "last axis", [normal(3, 6) * 3], lambda x: torch.log_softmax(x, -1))
case("sign", "with exact zeros", [WITH_ZEROS], lambda x: torch.sign(x).detach())
case("cast", "float to int", [WITH_ZEROS], lambda x: x.to(torch.int32), {"type": "int32"})
case("cast", "int to float", [ints([[3, -1], [0, 7]])], lambda x: x.double(), {"type": "float32"})
case("zeros", "matrix", [], lambda: torch.zeros(2, 3, dtype=torch.float64), {"shape": [2, 3]})

case("reshape", "split an axis", [normal(2, 6)], lambda x: x.reshape(2, 3, 2), {"shape": [2, 3, 2]})
case("reshape", "to rank 0", [normal(1, 1)], lambda x: x.reshape(()), {"shape": []})
case("transpose", "cycle of three axes", [normal(2, 3, 4)], lambda x: x.permute(2, 0, 1), {"permutation": [2, 0, 1]})
case("transpose", "four axes", [normal(2, 3, 1, 4)], lambda x: x.permute(0, 3, 1, 2), {"permutation": [0, 3, 1, 2]})
case("expand", "two axes", [normal(2, 1, 3, 1)], lambda x: x.expand(2, 4, 3, 2), {"shape": [2, 4, 3, 2]})
case("expand", "new leading axis", [normal(3)], lambda x: x.expand(2, 3), {"shape": [2, 3]})
for name, (axis, start, end) in {
    "head": (0, 0, 2),
    "middle": (1, 1, 3),
    "tail": (2, 2, 5),
    "whole axis": (1, 0, 4),
}.items():
    options = {"axis": axis, "start": start, "end": end}
    case("slice", name, [normal(3, 4, 5)], lambda x: x.narrow(axis, start, end - start), options)
case("concat", "first axis", [normal(1, 3), normal(2, 3)], lambda *x: torch.cat(x, 0), {"axis": 0})
case("concat", "last of three parts", [normal(2, 1), normal(2, 3), normal(2, 2)], lambda *x: torch.cat(x, 1), {"axis": 1})
case("concat", "one part", [normal(2, 3)], lambda *x: torch.cat(x, 1), {"axis": 1})

for keep in (False, True):
    for axes in ([0], [1, 2], [0, 1, 2]):
        name, options = f"axes {axes}, keep {keep}", {"axes": axes, "keepAxes": keep}
        case("reduceSum", name, [normal(2, 3, 4)], lambda x: x.sum(axes, keepdim=keep), options)
        case("reduceMean", name, [normal(2, 3, 4)], lambda x: x.mean(axes, keepdim=keep), options)
TIES = torch.tensor([[1.0, 3.0, 3.0, -1.0], [2.0, 2.0, 2.0, 2.0], [-5.0, -4.0, -3.0, -2.0]], dtype=torch.float64)
case("reduceMax", "distinct values", [torch.arange(24.0).double()[torch.randperm(24)].reshape(2, 3, 4)], lambda x: x.amax(1), {"axis": 1})
case("reduceMax", "ties, last axis", [TIES], lambda x: x.amax(1), {"axis": 1})
case("reduceMax", "ties, first axis", [TIES.T.contiguous()], lambda x: x.amax(0), {"axis": 0})


def product(a, b, trans_a, trans_b, alpha=1.0):
    return alpha * ((a.mT if trans_a else a) @ (b.mT if trans_b else b))


for trans_a in (False, True):
    for trans_b in (False, True):
        left = (4, 2) if trans_a else (2, 4)
        right = (3, 4) if trans_b else (4, 3)
        options = {"transA": trans_a, "transB": trans_b}
        name = f"transA {trans_a}, transB {trans_b}"
        case("gemm", name, [normal(*left), normal(*right)], lambda a, b: product(a, b, trans_a, trans_b), options)
        case(
            "matmul",
            name + ", alpha 0.375",
            [normal(2, 3, *left), normal(2, 3, *right)],
            lambda a, b: product(a, b, trans_a, trans_b, 0.375),
            options | {"alpha": 0.375},
        )
case("matmul", "no options, no leading axes", [normal(2, 4), normal(4, 3)], torch.matmul)

REPEATED = ints([[2, 0, 2], [4, 2, 0]])
case("gatherRows", "repeated indices of rank 2", [normal(5, 3), REPEATED], lambda m, i: m[i.long()])
case(
    "scatterAddRows",
    "repeated indices, rows without any",
    [ints([3, 0, 3, 3, 1]), normal(5, 2)],
    lambda i, u: torch.zeros(6, 2, dtype=torch.float64).index_add(0, i.long(), u),
    {"rows": 6},
)


def rotate(x, positions, cos, sin):
    whole = lambda table: torch.cat([table, table], -1)[positions.long()]
    return apply_rotary_pos_emb(x, x, whole(cos), whole(sin))[0]


angles = torch.arange(6.0).double()[:, None] * torch.tensor([1.0, 0.3, 0.09]).double()
case(
    "rotary",
    "positions out of order",
    [normal(2, 2, 4, 6), ints([[0, 1, 2, 3], [5, 2, 2, 0]]), grid(angles.cos()), grid(angles.sin())],
    rotate,
    constant=(2, 3),
)

LOGITS, TARGETS = normal(4, 7) * 2, ints([6, 0, 3, 3])


def cross_entropy(logits, targets, weights):
    return (F.cross_entropy(logits, targets.long(), reduction="none") * weights).sum()


case("crossEntropy", "mean", [LOGITS, TARGETS, torch.full((4,), 0.25).double()], cross_entropy)
case("crossEntropy", "rows of weight 0", [LOGITS, TARGETS, torch.tensor([0.5, 0, 0.5, 0]).double()], cross_entropy)
case("crossEntropy", "confident and wrong", [LOGITS * 32, TARGETS, positive(4)], cross_entropy)

torch.manual_seed(11)
case("exp", "matrix", [normal(3, 4)], torch.exp)
case("erf", "matrix", [normal(3, 4) * 2], torch.erf)
case("gelu", "matrix", [normal(3, 4) * 3], F.gelu)
case("gelu", "far from zero", [torch.tensor([-16.0, -6.0, -0.75, 0.0, 0.75, 6.0, 16.0], dtype=torch.float64)], F.gelu)
for name, shape, epsilon in (("three axes", (2, 3, 8), 1e-12), ("large epsilon", (4, 6), 0.5), ("one row", (5,), 1e-5)):
    case(
        "layerNorm",
        name,
        [normal(*shape) * 2 + 1, normal(shape[-1]), normal(shape[-1])],
        lambda x, w, b: F.layer_norm(x, shape[-1:], w, b, epsilon),
        {"epsilon": epsilon},
    )
case("tanh", "matrix", [normal(3, 4) * 2], torch.tanh)
case("tanh", "saturated", [torch.tensor([-64.0, -8.0, 0.0, 8.0, 64.0], dtype=torch.float64)], torch.tanh)

torch.manual_seed(13)
for scale in (1.0, 0.375):
    case(
        "gemm",
        f"added to a matrix, alpha {scale}",
        [normal(2, 4), normal(3, 4), normal(2, 3)],
        lambda a, b, plus: product(a, b, False, True, scale) + plus,
        {"transB": True, "alpha": scale},
    )
case("project", "a batch of sequences", [normal(2, 3, 4), normal(5, 4)], torch.nn.functional.linear)
case("project", "a matrix", [normal(3, 4), normal(2, 4)], torch.nn.functional.linear)
for name, shape, epsilon in (("three axes", (2, 3, 8), 1e-12), ("large epsilon", (4, 6), 0.5), ("one row", (5,), 1e-5)):
    inputs = [normal(*shape) * 2 + 1, normal(shape[-1])]
    case("rmsNorm", name, inputs, lambda x, w: F.rms_norm(x, shape[-1:], w, epsilon), {"epsilon": epsilon})

FIXTURE.parent.mkdir(parents=True, exist_ok=True)
lines = ",\n".join(json.dumps(record, separators=(",", ":")) for record in CASES)
FIXTURE.write_text(f"[\n{lines}\n]\n")
print(f"{len(CASES)} cases, {len({c['op'] for c in CASES})} operations, {FIXTURE.stat().st_size} bytes")
