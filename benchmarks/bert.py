"""What one pass saves: a BERT-base-shaped network, once for each task that Rasd's one reading serves, over the same articles.

    bert.py [--articles 8] [--json]

RANDOM WEIGHTS: twelve layers of 768, inner 3,072, 32,000 pieces, as fp32 and as dynamic int8, made here with the onnx package (pip install
'rasd[bench]'). Such a network says nothing; it takes as long as one that does. Its articles are cut into windows of 512 pieces as Rasd's
are, with Rasd's pieces. One thread each; seconds are process CPU time. Heads, decoding and linking count in Rasd's time, not in BERT's.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from read import articles

from rasd.models.files import open_model
from rasd.models.network import tokenizer_of
from rasd.models.pieces import cut, framed, pieces_of
from rasd.pipeline import Pipeline

LAYERS, HIDDEN, HEADS, INNER, VOCABULARY, POSITIONS = 12, 768, 12, 3072, 32_000, 512
TASKS = ("mentions", "statements", "triggers", "arguments", "vectors")


class Graph:
    """Nodes and weights as they are added; every sum and product gets a name of its own."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.weights: list[Any] = []
        self._chance = np.random.default_rng(0)

    def weight(self, *shape: int) -> str:
        """Random numbers like those of a fresh BERT."""
        from onnx import numpy_helper

        return self.constant(numpy_helper.from_array(self._chance.standard_normal(shape, np.float32) * 0.02))

    def constant(self, tensor: Any) -> str:
        """A constant."""
        tensor.name = f"w{len(self.weights)}"
        self.weights.append(tensor)
        return str(tensor.name)

    def add(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """A node; the name of what it gives."""
        from onnx import helper

        name = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=f"{kind}_{name}", **attributes))
        return name

    def linear(self, hidden: str, inside: int, outside: int) -> str:
        """A product with weights, and a bias."""
        return self.add("Add", self.add("MatMul", hidden, self.weight(inside, outside)), self.weight(outside))

    def norm(self, hidden: str) -> str:
        """Layer normalisation."""
        return self.add("LayerNormalization", hidden, self.weight(HIDDEN), self.weight(HIDDEN), axis=-1)


def layer(graph: Graph, hidden: str) -> str:
    """One layer of BERT, its attention by ONNX Runtime's own fused operator, as in Rasd's encoder: nothing is slowed down on purpose."""
    query, key, value = (graph.linear(hidden, HIDDEN, HIDDEN) for _ in range(3))
    mixed = graph.add("MultiHeadAttention", query, key, value, domain="com.microsoft", num_heads=HEADS)
    hidden = graph.norm(graph.add("Add", hidden, graph.linear(mixed, HIDDEN, HIDDEN)))
    inner = graph.add("Gelu", graph.linear(hidden, HIDDEN, INNER), domain="com.microsoft")
    return graph.norm(graph.add("Add", hidden, graph.linear(inner, INNER, HIDDEN)))


def write(path: Path) -> None:
    """The whole network, for windows of one text each."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    graph = Graph()
    ends = [graph.constant(numpy_helper.from_array(np.array([k], np.int64))) for k in (0, 1, 2)]
    length = graph.add("Slice", graph.add("Shape", "ids"), ends[1], ends[2])
    places = graph.add("Slice", graph.weight(POSITIONS, HIDDEN), ends[0], length)
    hidden = graph.norm(graph.add("Add", graph.add("Gather", graph.weight(VOCABULARY, HIDDEN), "ids"), places))
    for _ in range(LAYERS):
        hidden = layer(graph, hidden)
    graph.nodes[-1].output[0] = "hidden"
    given = helper.make_tensor_value_info("ids", TensorProto.INT64, ["batch", "length"])
    made = helper.make_tensor_value_info("hidden", TensorProto.FLOAT, ["batch", "length", HIDDEN])
    whole = helper.make_graph(graph.nodes, "random-bert-base", [given], [made], graph.weights)
    onnx.save(
        helper.make_model(whole, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)], ir_version=9), path
    )


def quantised(path: Path) -> Path:
    """The same in dynamic int8, as Rasd's encoder is."""
    from onnx import TensorProto
    from onnxruntime.quantization import QuantType, quantize_dynamic

    target = path.with_name("bert.int8.onnx")
    options = {"DefaultTensorType": TensorProto.FLOAT}  # what its own operators give, which shape inference does not know
    kinds = ["MatMul", "Gather"]
    logging.disable(logging.WARNING)  # it advises a step that changes nothing here
    quantize_dynamic(
        path, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True, op_types_to_quantize=kinds, extra_options=options
    )
    logging.disable(logging.NOTSET)
    return target


def runner(path: Path) -> Callable[[list[int]], object]:
    """Runs one window."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.log_severity_level = 1, 4
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return lambda ids: session.run(None, {"ids": framed(ids)})


def seconds(run: Callable[[Any], object], items: list[Any]) -> float:
    """CPU seconds over all items; the first one, which warms up, is run once more before."""
    run(items[0])
    started = time.process_time()
    for item in items:
        run(item)
    return time.process_time() - started


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=8)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not find_spec("onnx"):
        print("the onnx package is not installed, so no network to compare with can be made: pip install 'rasd[bench]'")
        return 0
    todo = articles(options.articles)
    files = open_model()
    tokenizer, window = tokenizer_of(files), int(files.config["window"])
    cuts = []
    for article in todo:
        ids = pieces_of(article.text, tokenizer).ids
        cuts += [ids[first:past] for first, past in cut(len(ids), window - 2, int(files.config["overlap"]))]
    windows = [[piece % VOCABULARY for piece in ids] for ids in cuts]
    result: dict[str, float] = {"articles": len(todo), "windows": len(windows)}
    result["rasd_full_articles_a_second"] = len(todo) / seconds(Pipeline(engine="full").read, todo)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bert.fp32.onnx"
        write(path)
        for name, made in (("fp32", path), ("int8", quantised(path))):
            run = runner(made)
            spent = {task: seconds(run, windows) for task in TASKS}  # a pipeline of such models runs one for each task
            result |= {f"bert_base_random_{name}_{task}_articles_a_second": len(todo) / spent[task] for task in TASKS}
            whole = len(todo) / sum(spent.values())
            result[f"bert_base_random_{name}_all_tasks_articles_a_second"] = whole
            result[f"rasd_full_to_bert_{name}_all_tasks"] = result["rasd_full_articles_a_second"] / whole
    result = {name: round(value, 2) for name, value in result.items()}
    print(json.dumps(result) if options.json else "\n".join(f"{name.replace('_', ' '):60} {value}" for name, value in result.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
