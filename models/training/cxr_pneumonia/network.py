"""Builds the ONNX graph: preprocessing, the MobileNetV2 backbone (Apache-2.0, batch norms folded), pooling and head."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 18  # Resize with antialias=1 starts here; onnxruntime-node 1.30 runs it on every provider we use
IR_VERSION = 9
# (expansion, channels, repeats, first stride) of MobileNetV2 1.0, Sandler et al. 2018, table 2
SIZE = 224
TAPS = ("expand5_0", "expand6_0")  # 576 channels at 14x14 and 960 at 7x7: chosen by cross-validation, see the card
STAGES = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]


class Graph:
    """A small ONNX writer: every method adds one node and returns the name of its output."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []

    def constant(self, name: str, array: np.ndarray) -> str:
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def weight(self, name: str, array: np.ndarray) -> str:
        """A weight stored in half precision and widened once when the session is created."""
        half = self.constant(f"{name}_f16", array.astype(np.float16))
        return self.node("Cast", [half], name, to=TensorProto.FLOAT)

    def node_split(self, source: str, outputs: list[str]) -> list[str]:
        """Splits the last axis into single columns."""
        self.nodes.append(helper.make_node("Split", [source], outputs, name=f"{source}_split", axis=1, num_outputs=len(outputs)))
        return outputs

    def node(self, kind: str, inputs: list[str], output: str, **attributes) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output


def add_preprocessing(g: Graph, size: int) -> str:
    """Raw grey pixels of any size to one channel in [-1, 1]: window, clip, squash to a square with antialiasing."""
    pixels = g.node("Cast", ["pixels"], "pixels_f32", to=TensorProto.FLOAT)
    shape = g.constant("per_image", np.array([-1, 1, 1, 1], dtype=np.int64))
    black = g.node("Reshape", ["black", shape], "black_4d")
    white = g.node("Reshape", ["white", shape], "white_4d")
    span = g.node("Sub", [white, black], "span")
    shifted = g.node("Sub", [pixels, black], "shifted")
    scaled = g.node("Div", [shifted, span], "scaled")
    zero, one = g.constant("zero", np.float32(0)), g.constant("one", np.float32(1))
    grey = g.node("Clip", [scaled, zero, one], "grey")
    sizes = g.constant("resize_to", np.array([size, size], dtype=np.int64))
    small = g.node(
        "Resize", [grey, "", "", sizes], "small",
        mode="linear", antialias=1, axes=[2, 3], coordinate_transformation_mode="half_pixel",
    )
    two = g.constant("two", np.float32(2))
    return g.node("Sub", [g.node("Mul", [small, two], "doubled"), one], "centred")


def add_backbone(g: Graph, weights_path: Path, image: str, size: int, taps: tuple[str, ...]) -> dict[str, str]:
    """MobileNetV2 on one grey channel up to the deepest of the wanted activations, which are returned by name."""
    layers = list(np.load(weights_path).items())
    cursor = 0

    def conv(source: str, stride: int, relu: bool, side: int) -> str:
        nonlocal cursor
        (key, weight), (_, bias) = layers[cursor], layers[cursor + 1]
        cursor += 2
        weight = weight.astype(np.float32)
        if cursor == 2:
            weight = weight.sum(axis=1, keepdims=True)  # three equal channels are one channel with summed weights
        kernel = weight.shape[-1]
        # TensorFlow "same": an even side under stride 2 is padded at the right and the bottom only
        before = kernel // 2 if stride == 1 or side % 2 else 0
        name = key[:2]
        out = g.node(
            "Conv", [source, g.weight(f"w{name}", weight), g.constant(f"b{name}", bias.astype(np.float32))],
            f"conv{name}", strides=[stride, stride], pads=[before, before, kernel // 2, kernel // 2],
            kernel_shape=[kernel, kernel], group=weight.shape[0] if "_dw_" in key else 1,
        )
        return g.node("Clip", [out, "zero", "six"], f"relu{name}") if relu else out

    g.constant("six", np.float32(6))
    found: dict[str, str] = {}
    x = conv(image, 2, True, size)
    side = size // 2
    for stage, (expansion, _, repeats, first_stride) in enumerate(STAGES):
        for block in range(repeats):
            stride = first_stride if block == 0 else 1
            y = x if expansion == 1 else conv(x, 1, True, side)
            if f"expand{stage}_{block}" in taps:
                found[f"expand{stage}_{block}"] = y
                if len(found) == len(taps):
                    return found
            y = conv(conv(y, stride, True, side), 1, False, side // stride)
            side //= stride
            x = g.node("Add", [x, y], f"sum{stage}_{block}") if block else y
    raise ValueError(f"no such activations: {set(taps) - set(found)}")


def add_features(g: Graph, weights_path: Path) -> str:
    """From raw pixels to the feature vector: average and maximum of two depths of the backbone."""
    image = add_preprocessing(g, SIZE)
    taps = add_backbone(g, weights_path, image, SIZE, TAPS)
    axes = g.constant("hw", np.array([2, 3], dtype=np.int64))
    parts = []
    for tap in TAPS:
        parts.append(g.node("ReduceMean", [taps[tap], axes], f"{tap}_mean", keepdims=0))
        parts.append(g.node("ReduceMax", [taps[tap], axes], f"{tap}_max", keepdims=0))
    return g.node("Concat", parts, "features", axis=1)


def add_head(g: Graph, head: dict[str, np.ndarray]) -> None:
    """Two experts mixed by what the film looks like, and the distance of its features from all films seen in training."""
    centred = g.node("Sub", ["features", g.constant("feature_mean", head["mean"])], "features_centred")
    standard = g.node("Mul", [centred, g.constant("feature_scale", head["scale"])], "features_standard")
    logits = g.node(
        "Gemm", [standard, g.weight("head_weight", head["weight"]), g.constant("head_bias", head["bias"])], "logits"
    )
    odds = g.node("Sigmoid", [logits], "head_probabilities")
    child, adult, gate = g.node_split(odds, ["child_probability", "adult_probability", "adult_likeness"])
    from_adult = g.node("Mul", [gate, adult], "from_adult")
    rest = g.node("Sub", ["one", gate], "child_likeness")
    from_child = g.node("Mul", [rest, child], "from_child")
    flat = g.constant("flat", np.array([-1], dtype=np.int64))
    g.node("Reshape", [g.node("Add", [from_adult, from_child], "mixed"), flat], "probability")
    g.node("Reshape", [gate, flat], "adult_film")

    # Mahalanobis distance inside the principal subspace and the energy outside it, each in units of its 99.5 % quantile
    inside = g.node("MatMul", [standard, g.weight("subspace", head["subspace"])], "inside")
    energy = g.node("ReduceSumSquare", [inside, g.constant("last", np.array([1], dtype=np.int64))], "inside_energy")
    whitened = g.node("Mul", [inside, g.constant("whitening", head["whitening"])], "whitened")
    t2 = g.node("ReduceSumSquare", [whitened, "last"], "t2")
    total = g.node("ReduceSumSquare", [standard, "last"], "total_energy")
    residual = g.node("Sub", [total, energy], "residual")
    limits = g.constant("distance_units", head["distance_units"])
    pair = g.node("Mul", [g.node("Concat", [t2, residual], "distance_pair", axis=1), limits], "distance_scaled")
    g.node("ReduceMax", [pair, "last"], "distance", keepdims=0)


def to_model(g: Graph, outputs: list[tuple[str, list]]) -> onnx.ModelProto:
    """Closes the graph over the three inputs every version of this model has."""
    inputs = [
        helper.make_tensor_value_info("pixels", TensorProto.UINT16, ["batch", 1, "rows", "columns"]),
        helper.make_tensor_value_info("black", TensorProto.FLOAT, ["batch"]),
        helper.make_tensor_value_info("white", TensorProto.FLOAT, ["batch"]),
    ]
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs]
    graph = helper.make_graph(g.nodes, "cxr_pneumonia", inputs, ends, g.initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    model.producer_name = "hounsfield"
    onnx.checker.check_model(model, full_check=True)
    return model
