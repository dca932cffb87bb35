"""The model as an ONNX graph, written by hand: a fraction of torch's time on a CPU, and no weights inside.

The weights are external initializers by their own names, integers as the weights file has them; whoever opens
the graph supplies them (see `runtime.py`), and onnxruntime lays them out once, on opening. Matrices of int8
meet activations of 8 bits with one scale a token (vector-wise quantisation, arXiv 2208.07339): nothing has to
be calibrated, and what else is in its batch changes a vector by no more than rounding. Where a processor adds
two products in 16 bits (x86 without VNNI) a few sums saturate; vectors keep a cosine of .9997 all the same.

Of onnxruntime's own operators, FusedMatMul and RotaryEmbedding save copies. Some are left out on purpose:
SkipLayerNormalization is slower than Add followed by LayerNormalization; MultiHeadAttention is no faster, and
wrong in onnxruntime 1.20 where its bias has a batch; DynamicQuantizeMatMul has one scale for a whole batch;
MatMulNBits has as good scales, and is no faster than fp32.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from codesearch.encoder.folder import WEIGHTS_FILE
from codesearch.encoder.weights import EMBEDDING, SCALE_SUFFIX, Precision

if TYPE_CHECKING:
    from codesearch.encoder.model import ModernBertConfig


_MICROSOFT = "com.microsoft"
_BLOCKED_FROM = 2  # sequences of more than that many blocks have local layers in blocks
_MASKED = np.float32(-1e30)  # finite, so that no row of a softmax is all minus infinity
_UNMASKED = np.float32(0)
_LEVELS = np.float32(127)  # of an activation, on each side of zero
_ZERO_POINT = np.uint8(128)  # unsigned by signed is what processors multiply; signed by signed is far slower
_TINY = np.float32(1e-30)  # a token of nothing but zeros has a scale too


class Graph:
    """Collects nodes and initializers; a method that adds a node returns the name of its output."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.initializers: dict[str, Any] = {}

    def add(self, kind: str, *inputs: Any, domain: str = "", **attributes: Any) -> str:
        """Add a node with one output; an input is a name or a constant."""
        return self.add_many(kind, 1, *inputs, domain=domain, **attributes)[0]

    def add_many(
        self, kind: str, outputs: int, *inputs: Any, domain: str = "", **attributes: Any
    ) -> list[str]:
        """Add a node with that many outputs."""
        name = f"{kind}_{len(self.nodes)}"
        names = [f"{name}_{i}" for i in range(outputs)]
        sources = [x if isinstance(x, str) else self._constant(x) for x in inputs]
        self.nodes.append(helper.make_node(kind, sources, names, domain=domain, name=name, **attributes))
        return names

    def weight(self, name: str, shape: list[int], data_type: int = TensorProto.FLOAT) -> str:
        """Declare a tensor of the weights file."""
        tensor = TensorProto(name=name, data_type=data_type, dims=shape, data_location=TensorProto.EXTERNAL)
        entry = tensor.external_data.add()
        entry.key, entry.value = "location", WEIGHTS_FILE
        self.initializers[name] = tensor
        return name

    def _constant(self, value: Any) -> str:
        array = np.asarray(value)  # Python integers become int64, as shapes and axes must be
        name = f"constant_{array.dtype}_{array.shape}_{array.tobytes().hex()}"
        self.initializers.setdefault(name, numpy_helper.from_array(array, name))
        return name


class _ModernBertGraph(Graph):
    """Names in the methods: B texts, T tokens, D wide, H heads, n blocks of Q queries over S keys."""

    def __init__(self, config: "ModernBertConfig", precision: Precision) -> None:
        super().__init__()
        self.config = config
        self.precision = precision
        self.reach = config.local_attention // 2
        self.length = self.add("Gather", self.add("Shape", "input_ids"), 1)
        self.valid = self.add("Cast", "attention_mask", to=TensorProto.BOOL)  # (B, T)
        self.ropes = {theta: self._rope(theta) for theta in {config.rope_theta(i) for i in self.layers}}
        self._prepare_global()
        self._prepare_local()

    @property
    def layers(self) -> range:
        return range(self.config.num_hidden_layers)

    def pooled(self) -> str:
        """Mean of the hidden states over the valid tokens, (B, D)."""
        weights = self.add("Cast", "attention_mask", to=TensorProto.FLOAT)  # (B, T)
        weighted = self.add("Mul", self._hidden(), self.add("Unsqueeze", weights, [2]))
        total = self.add("ReduceSum", weighted, [1], keepdims=0)
        return self.add("Div", total, self.add("ReduceSum", weights, [1], keepdims=1))

    def _hidden(self) -> str:
        x = normed = self._norm(self._embedded(), "embeddings.norm.weight")
        for i in self.layers:
            if i:
                normed = self._norm(x, f"layers.{i}.attn_norm.weight")
            x = self.add("Add", x, self._attention(normed, i))
            x = self.add("Add", x, self._mlp(self._norm(x, f"layers.{i}.mlp_norm.weight"), i))
        return self._norm(x, "final_norm.weight")

    def _embedded(self) -> str:
        rows, width = self.config.vocab_size, self.config.hidden_size
        kind = TensorProto.INT8 if self.precision == "int8" else TensorProto.FLOAT16
        table = self.weight(EMBEDDING, [rows, width], kind)  # stays as it is stored: few rows are ever read
        values = self.add("Cast", self.add("Gather", table, "input_ids"), to=TensorProto.FLOAT)
        if self.precision == "float16":
            return values
        scale = self.weight(EMBEDDING + SCALE_SUFFIX, [rows])
        return self.add("Mul", values, self.add("Unsqueeze", self.add("Gather", scale, "input_ids"), [-1]))

    def _attention(self, x: str, layer: int) -> str:
        prefix, width = f"layers.{layer}.attn.", self.config.hidden_size
        q, k, v = self._linear(x, prefix + "Wqkv.weight", 3 * width, width, parts=3)  # each (B, T, D)
        theta = self.config.rope_theta(layer)
        q, k = self._rotated(q, theta), self._rotated(k, theta)
        if self.config.is_global(layer):
            mixed = self._attend(q, k, v, self.global_bias)
        else:
            mixed = self._attend_locally(q, k, v)
        return self._linear(mixed, prefix + "Wo.weight", width, width)[0]

    def _mlp(self, x: str, layer: int) -> str:
        prefix, width, inner = f"layers.{layer}.mlp.", self.config.hidden_size, self.config.intermediate_size
        value, gate = self._linear(x, prefix + "Wi.weight", 2 * inner, width, parts=2)
        gated = self.add("Mul", self.add("Gelu", value), gate)
        return self._linear(gated, prefix + "Wo.weight", width, inner)[0]

    def _linear(self, x: str, name: str, rows: int, columns: int, *, parts: int = 1) -> list[str]:
        """Products of x (B, T, columns) with equal parts of a matrix's rows; splitting one product copies."""
        if self.precision == "float16":
            parted = self._rows_in_parts(self.weight(name, [rows, columns]), parts)
            return [self.add("FusedMatMul", x, part, domain=_MICROSOFT, transB=1) for part in parted]
        levels, token_scale = self._quantized(x)
        matrices = self._rows_in_parts(self.weight(name, [rows, columns], TensorProto.INT8), parts)
        scales = self._rows_in_parts(self.weight(name + SCALE_SUFFIX, [rows]), parts)
        return [
            self.add("Mul", self._integer_product(levels, matrix, scale), token_scale)
            for matrix, scale in zip(matrices, scales, strict=True)
        ]

    def _rows_in_parts(self, weight: str, parts: int) -> list[str]:
        return self.add_many("Split", parts, weight, axis=0, num_outputs=parts)

    def _quantized(self, x: str) -> tuple[str, str]:
        """Unsigned levels of x (B, T, N), and what one level is worth in each token (B, T, 1)."""
        highest = self.add("ReduceMax", x, [-1], keepdims=1)
        lowest = self.add("ReduceMin", x, [-1], keepdims=1)
        largest = self.add("Max", highest, self.add("Neg", lowest), _TINY)
        scale = self.add("Div", largest, _LEVELS)
        return self.add("QuantizeLinear", self.add("Div", x, scale), np.float32(1), _ZERO_POINT), scale

    def _integer_product(self, levels: str, matrix: str, scale: str) -> str:
        """Levels (B, T, N) times matrix (M, N), whose rows have scales (M,); accumulated in 32 bits."""
        columns_first = self.add("Transpose", matrix, perm=[1, 0])
        inputs = levels, columns_first, np.float32(1), scale, _ZERO_POINT
        return self.add("MatMulIntegerToFloat", *inputs, domain=_MICROSOFT)

    def _norm(self, x: str, name: str) -> str:
        weight = self.weight(name, [self.config.hidden_size])
        return self.add("LayerNormalization", x, weight, epsilon=self.config.norm_eps)

    def _rope(self, theta: float) -> tuple[str, str]:
        steps = np.arange(0, self.config.head_size, 2, dtype=np.float32)
        frequencies = (theta ** (-steps / self.config.head_size)).astype(np.float32)
        positions = self.add("Cast", self.add("Range", 0, self.length, 1), to=TensorProto.FLOAT)
        angles = self.add("Mul", self.add("Unsqueeze", positions, [1]), frequencies[None])  # (T, D/2H)
        return self.add("Cos", angles), self.add("Sin", angles)

    def _rotated(self, x: str, theta: float) -> str:
        heads = self.config.num_attention_heads
        return self.add("RotaryEmbedding", x, [0], *self.ropes[theta], domain=_MICROSOFT, num_heads=heads)

    def _attend(self, q: str, k: str, v: str, bias: str) -> str:
        keys, scale = self._heads(k, [0, 2, 3, 1]), self.config.head_size**-0.5
        scores = self.add("FusedMatMul", self._heads(q), keys, domain=_MICROSOFT, alpha=scale)
        weights = self.add("Softmax", self.add("Add", scores, bias), axis=-1)  # (B, H, T, T)
        mixed = self.add("MatMul", weights, self._heads(v))
        joined = [0, 0, self.config.hidden_size]
        return self.add("Reshape", self.add("Transpose", mixed, perm=[0, 2, 1, 3]), joined)

    def _heads(self, x: str, order: Sequence[int] = (0, 2, 1, 3)) -> str:
        split = [0, 0, self.config.num_attention_heads, self.config.head_size]
        return self.add("Transpose", self.add("Reshape", x, split), perm=order)

    def _prepare_global(self) -> None:
        valid = self.add("Unsqueeze", self.valid, [1, 2])
        self.global_bias = self.add("Where", valid, _UNMASKED, _MASKED)  # (B, 1, 1, T)

    def _prepare_local(self) -> None:
        """A short text is one block over itself (Q = S = T), a long one has Q = 2·reach and S = 4·reach."""
        block = 2 * self.reach
        is_short = self.add("LessOrEqual", self.length, _BLOCKED_FROM * block)
        queries = self.add("Where", is_short, self.length, block)
        keys = self.add("Where", is_short, self.length, 2 * block)
        before = self.add("Where", is_short, 0, self.reach)
        blocks = self.add("Div", self.add("Sub", self.add("Add", self.length, queries), 1), queries)
        first = self.add(
            "Mul", self.add("Unsqueeze", self.add("Range", 0, blocks, 1), [1]), queries
        )  # (n, 1)
        query_at = self.add("Add", first, self._row(queries))  # (n, Q)
        key_at = self.add("Add", self.add("Sub", first, before), self._row(keys))  # (n, S)
        self.query_index, self.key_index = self._inside(query_at), self._inside(key_at)
        self.query_shape = self._shape(-1, queries, self.config.hidden_size)
        self.key_shape = self._shape(-1, keys, self.config.hidden_size)
        self.joined_shape = self._shape(-1, self.add("Mul", blocks, queries), self.config.hidden_size)
        allowed = self._local_mask(query_at, key_at)  # (B, n, Q, S)
        bias = self.add("Where", allowed, _UNMASKED, _MASKED)
        self.local_bias = self.add("Reshape", bias, self._shape(-1, 1, queries, keys))  # (B·n, 1, Q, S)

    def _local_mask(self, query_at: str, key_at: str) -> str:
        offset = self.add("Sub", self.add("Unsqueeze", query_at, [2]), self.add("Unsqueeze", key_at, [1]))
        near = self.add("LessOrEqual", self.add("Abs", offset), self.reach)  # (n, Q, S)
        exists = self.add("Equal", key_at, self.key_index)  # (n, S)
        valid = self.add("And", self.add("Gather", self.valid, self.key_index, axis=1), exists)  # (B, n, S)
        return self.add("And", self.add("Unsqueeze", valid, [2]), near)

    def _attend_locally(self, q: str, k: str, v: str) -> str:
        blocks = self.add("Reshape", self.add("Gather", q, self.query_index, axis=1), self.query_shape)
        keys, values = (
            self.add("Reshape", self.add("Gather", x, self.key_index, axis=1), self.key_shape) for x in (k, v)
        )
        mixed = self._attend(blocks, keys, values, self.local_bias)  # (B·n, Q, D)
        joined = self.add("Reshape", mixed, self.joined_shape)  # (B, n·Q, D)
        return self.add("Slice", joined, [0], self._shape(self.length), [1])

    def _row(self, length: str) -> str:
        return self.add("Unsqueeze", self.add("Range", 0, length, 1), [0])

    def _inside(self, positions: str) -> str:
        last = self.add("Sub", self.length, 1)
        return self.add("Min", self.add("Max", positions, 0), last)

    def _shape(self, *sizes: int | str) -> str:
        parts = [self.add("Unsqueeze", size, [0]) if isinstance(size, str) else [size] for size in sizes]
        return self.add("Concat", *parts, axis=0)


def build_graph(config: "ModernBertConfig", precision: Precision = "int8") -> bytes:
    """Return the serialised graph: input_ids and attention_mask (B, T) int64 to pooled (B, D) float32.

    The result is the mean over the valid tokens, not normalised. The precision is that of the weights
    file: with float16 the result equals `ModernBert` to within rounding, with int8 to a cosine near .9998.
    """
    graph = _ModernBertGraph(config, precision)
    graph.nodes.append(helper.make_node("Identity", [graph.pooled()], ["pooled"]))
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"])
        for name in ("input_ids", "attention_mask")
    ]
    output = helper.make_tensor_value_info("pooled", TensorProto.FLOAT, ["texts", config.hidden_size])
    model = helper.make_model(
        helper.make_graph(graph.nodes, "modernbert", inputs, [output], list(graph.initializers.values())),
        opset_imports=[helper.make_opsetid("", 20), helper.make_opsetid(_MICROSOFT, 1)],
        ir_version=10,
        producer_name="codesearch",
    )
    serialised: bytes = model.SerializeToString()
    return serialised
