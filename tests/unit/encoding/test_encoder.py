"""The encoder: the same question always reads the same, and a broken one says so in words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bbchat.encoding.encoder import DIMENSIONS, MEANING, MODEL_FOLDER, Encoder, cosines, pool, pool_runs
from bbchat.errors import EncoderError

TEXTS = ["what is therapy", "does it really help with anxiety?", "", "!", "你好", "word " * 400]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load()


def test_a_question_asked_twice_reads_the_same_among_other_questions(encoder: Encoder) -> None:
    first = [encoder.encode(text) for text in TEXTS]
    again = [encoder.encode(text) for text in reversed(TEXTS)]
    for vector, same in zip(first, reversed(again), strict=True):
        assert np.array_equal(vector, same)


def test_a_question_reads_the_same_after_a_restart(encoder: Encoder) -> None:
    other = Encoder.load()
    assert other.digest == encoder.digest
    assert np.array_equal(other.encode(TEXTS[1]), encoder.encode(TEXTS[1]))


@pytest.mark.parametrize("text", TEXTS)
def test_vectors_have_length_one_so_that_likeness_is_comparable(encoder: Encoder, text: str) -> None:
    vector = encoder.encode(text)
    assert vector.shape == (DIMENSIONS,)
    assert vector.dtype == np.float32
    for half in (vector[:MEANING], vector[MEANING:]):
        assert np.linalg.norm(half) == pytest.approx(1.0, abs=1e-4)


def test_questions_alike_in_meaning_are_nearer_than_others(encoder: Encoder) -> None:
    stack = np.array([encoder.encode("how much does a session cost"), encoder.encode("who won the game last night")])
    near, far = cosines(stack, encoder.encode("what is the price of an appointment"))
    assert near > far + 0.2


def test_a_run_of_tokens_is_pooled_as_if_it_were_the_whole_text(encoder: Encoder) -> None:
    states = encoder.read("does it help and what does it cost")
    assert np.array_equal(pool_runs(states, [(0, 4), (4, len(states))]), [pool(states[:4]), pool(states[4:])])


def _broken(folder: Path, model: bytes | None, vocabulary: str | None) -> Path:
    if model is None:
        (folder / "encoder.onnx").symlink_to(MODEL_FOLDER / "encoder.onnx")
    elif model != b"missing":
        (folder / "encoder.onnx").write_bytes(model)
    if vocabulary is not None:
        (folder / "vocab.txt").write_text(vocabulary, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("model", "vocabulary"),
    [
        (b"missing", None),
        (b"", "[UNK]"),
        (b"not a model", "[UNK]"),
        (b"\x08\x07\x12\x07pytorch" * 100, "[UNK]"),
        (None, None),
        (None, "a vocabulary\nwithout special tokens"),
    ],
    ids=["no model", "empty model", "text", "garbage", "no vocabulary", "foreign vocabulary"],
)
def test_a_broken_encoder_is_told_in_one_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], model: bytes | None, vocabulary: str | None
) -> None:
    folder = _broken(tmp_path, model, vocabulary)
    with pytest.raises(EncoderError) as caught:
        Encoder.load(folder)
    assert caught.value.message.startswith(f"The encoder in {folder} could not be opened (")
    assert "\n" not in caught.value.message
    assert caught.value.hint == (
        "Questions are matched by their words alone until it is back: reinstall bbchat to restore it."
    )
    assert capfd.readouterr() == ("", "")


def test_a_model_cut_off_while_copying_is_told_in_one_sentence(tmp_path: Path) -> None:
    with (MODEL_FOLDER / "encoder.onnx").open("rb") as whole:
        folder = _broken(tmp_path, whole.read(1_000_000), "[UNK]")
    with pytest.raises(EncoderError, match="could not be opened"):
        Encoder.load(folder)


def test_the_runtime_is_loaded_only_when_the_encoder_is() -> None:
    code = "import sys, bbchat.encoding.encoder, bbchat.encoding.store; sys.exit('onnxruntime' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0
