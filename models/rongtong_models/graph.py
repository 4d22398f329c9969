"""The model as one standard ONNX graph: probability, log-odds, score, and what explains them, in one run.

Input `features` is float32 [rows, columns], NaN where a value is missing. Outputs, float32: `probability` [rows, 1],
`log_odds` [rows, 1], `score` [rows, 1], `values` [rows, features], which are the columns and behind them the derived
features, and `linear_contributions` [rows, features], what the linear part makes of each. The trees' part of an
explanation is no output: whoever explains walks the trees with `values`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from onnx import ModelProto, TensorProto, checker, helper, numpy_helper, onnx_ml_pb2

from .dictionary import Dictionary, Feature
from .linear import Linear
from .trees import Forest

OPSET, ML_OPSET, IR_VERSION = 17, 3, 8


class _Builder:
    """Nodes and constants of a graph that grows."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def node(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], name=output, **attributes))
        return output


def build(dictionary: Dictionary, forest: Forest, part: Linear, metadata: dict[str, Any]) -> ModelProto:
    """The graph with its metadata; values that are no text are written as JSON."""
    graph = _Builder()
    features = graph.node("Identity", [_expand(graph, dictionary)], "values")
    by_trees = _trees(graph, forest, features)
    by_linear = _linear(graph, part, features)
    axes = graph.constant("axes", np.array([1], np.int64))
    linear_total = graph.node("ReduceSum", [by_linear, axes], "linear_total", keepdims=1)
    total = graph.node("Add", [by_trees, linear_total], "total")
    base = graph.constant("base", _row([forest.base + part.base]))
    log_odds = graph.node("Add", [total, base], "log_odds")
    graph.node("Sigmoid", [log_odds], "probability")
    offset, factor = scale(dictionary)
    points = graph.node("Mul", [log_odds, graph.constant("factor", _row([-factor]))], "points")
    graph.node("Add", [points, graph.constant("offset", _row([offset]))], "score")
    return _model(dictionary, graph, {**metadata, "offset": offset, "factor": factor})


def scale(dictionary: Dictionary) -> tuple[float, float]:
    """`score = offset - factor * log_odds`: base_score at base_odds of good to bad, more by as many points as said
    when the odds double."""
    factor = dictionary.scale["points_to_double_the_odds"] / math.log(2.0)
    offset = dictionary.scale["base_score"] - factor * math.log(dictionary.scale["base_odds"])
    return offset, factor


def _row(values: Any) -> np.ndarray:
    return np.asarray(values, np.float32).reshape(1, -1)


def _expand(graph: _Builder, dictionary: Dictionary) -> str:
    """Appends the derived features. They are reckoned in double precision: a runtime may take a quotient as a product
    with the inverse, and in single precision the last bit then decides on which side of a threshold a firm stands."""
    parts = ["features"]
    for feature in dictionary.features:
        if feature.formula:
            value = _FORMULAS[feature.formula.kind](graph, dictionary, feature)
            parts.append(graph.node("Cast", [value], feature.name, to=TensorProto.FLOAT))
    return parts[0] if len(parts) == 1 else graph.node("Concat", parts, "all_features", axis=1)


def _column(graph: _Builder, dictionary: Dictionary, feature: Feature, column: str) -> str:
    """A column of the input in double precision, for one derived feature."""
    place = np.array([dictionary.columns.index(column)], np.int64)
    index = graph.constant(f"{feature.name}_{column}", place)
    single = graph.node("Gather", ["features", index], f"{index}_column", axis=1)
    return graph.node("Cast", [single], f"{index}_double", to=TensorProto.DOUBLE)


def _of_two(operator: str) -> Callable[[_Builder, Dictionary, Feature], str]:
    """What one operator makes of two columns."""

    def made(graph: _Builder, dictionary: Dictionary, feature: Feature) -> str:
        sides = [_column(graph, dictionary, feature, column) for column in feature.formula.operands]
        return graph.node(operator, sides, f"{feature.name}_double")

    return made


def _remainder(graph: _Builder, dictionary: Dictionary, feature: Feature) -> str:
    """`x - unit * floor((x + 1/2) / unit)`, as the dictionary says it."""
    column, unit = feature.formula.operands
    value = _column(graph, dictionary, feature, column)
    name = feature.name
    half = graph.constant(f"{name}_half", np.array([[0.5]], np.float64))
    size = graph.constant(f"{name}_unit", np.array([[unit]], np.float64))
    raised = graph.node("Add", [value, half], f"{name}_raised")
    units = graph.node("Floor", [graph.node("Div", [raised, size], f"{name}_units")], f"{name}_whole_units")
    whole = graph.node("Mul", [units, size], f"{name}_whole")
    return graph.node("Sub", [value, whole], f"{name}_double")


_FORMULAS = {"ratio": _of_two("Div"), "difference": _of_two("Sub"), "remainder": _remainder}


def _trees(graph: _Builder, forest: Forest, features: str) -> str:
    """One operator for all trees; a leaf has one vote."""
    nodes: dict[str, list[Any]] = {name: [] for name in (
        "treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids",
        "missing_value_tracks_true",
    )}
    votes: dict[str, list[Any]] = {name: [] for name in ("treeids", "nodeids", "ids", "weights")}
    for number, tree in enumerate(forest.trees):
        for index, feature in enumerate(tree.feature):
            leaf = feature < 0
            nodes["treeids"].append(number)
            nodes["nodeids"].append(index)
            nodes["featureids"].append(max(feature, 0))
            nodes["values"].append(tree.threshold[index])
            nodes["modes"].append("LEAF" if leaf else "BRANCH_LEQ")
            nodes["truenodeids"].append(tree.left[index])
            nodes["falsenodeids"].append(tree.right[index])
            nodes["missing_value_tracks_true"].append(int(tree.missing_left[index]))
            if leaf:
                votes["treeids"].append(number)
                votes["nodeids"].append(index)
                votes["ids"].append(0)
                votes["weights"].append(float(np.float32(tree.value[index])))
    attributes = {f"nodes_{name}": values for name, values in nodes.items()}
    attributes |= {f"target_{name}": values for name, values in votes.items()}
    return graph.node(
        "TreeEnsembleRegressor", [features], "trees_total", domain="ai.onnx.ml",
        n_targets=1, aggregate_function="SUM", post_transform="NONE", **attributes,
    )


def _linear(graph: _Builder, part: Linear, features: str) -> str:
    """`where(missing, absence, weight * (sign(x) * log(1 + |x|) - mean) / deviation)` of the clipped x."""
    missing = graph.node("IsNaN", [features], "missing")
    zero = graph.constant("zero", _row([0.0]))
    present = graph.node("Where", [missing, zero, features], "present")
    raised = graph.node("Max", [present, graph.constant("low", _row(part.low))], "raised")
    clipped = graph.node("Min", [raised, graph.constant("high", _row(part.high))], "clipped")
    size = graph.node("Abs", [clipped], "size")
    size_1 = graph.node("Add", [size, graph.constant("one", _row([1.0]))], "size_1")
    logarithm = graph.node("Log", [size_1], "logarithm")
    tamed = graph.node("Mul", [graph.node("Sign", [clipped], "sign"), logarithm], "tamed")
    weight = part.weight / part.deviation
    scaled = graph.node("Mul", [tamed, graph.constant("weight", _row(weight))], "scaled")
    centred = graph.node("Sub", [scaled, graph.constant("centre", _row(weight * part.mean))], "centred")
    absence = graph.constant("absence", _row(part.absence))
    return graph.node("Where", [missing, absence, centred], "linear_contributions")


def _model(dictionary: Dictionary, graph: _Builder, metadata: dict[str, Any]) -> ModelProto:
    def value(name: str, width: int) -> Any:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["rows", width])

    features = len(dictionary.features)
    outputs = [
        value("probability", 1),
        value("log_odds", 1),
        value("score", 1),
        value("values", features),
        value("linear_contributions", features),
    ]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes, dictionary.model["name"], [value("features", len(dictionary.columns))], outputs,
            graph.constants
        ),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid("ai.onnx.ml", ML_OPSET)],
        producer_name="rongtong",
    )
    model.ir_version = IR_VERSION
    texts = {
        key: data if isinstance(data, str) else json.dumps(data, ensure_ascii=False, sort_keys=True)
        for key, data in metadata.items()
    }
    helper.set_model_props(model, texts)
    checker.check_model(model)
    return model


def serialize(model: ModelProto) -> bytes:
    """The file, with lists of numbers packed: a third smaller, and read in two thirds of the time. Every reader of
    protocol buffers takes both forms; ONNX's own description merely does not ask for the packed one."""
    file = descriptor_pb2.FileDescriptorProto()
    onnx_ml_pb2.DESCRIPTOR.CopyToProto(file)
    kind = descriptor_pb2.FieldDescriptorProto
    for message in file.message_type:
        for field in message.field:
            if field.label == kind.LABEL_REPEATED and field.type in (kind.TYPE_INT64, kind.TYPE_FLOAT):
                field.options.packed = True
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    packed = message_factory.GetMessageClass(pool.FindMessageTypeByName("onnx.ModelProto"))
    return packed.FromString(model.SerializeToString()).SerializeToString(deterministic=True)
