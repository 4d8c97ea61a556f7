"""A processor that computes other vectors than it should is noticed before it gives anybody a wrong answer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bbchat.encoding.encoder import Encoder
from bbchat.encoding.reference import FILE, likeness, save_reference
from bbchat.encoding.store import load_arrays, save_arrays


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load()


def test_the_shipped_sentences_are_read_here_as_where_the_encoder_was_built(encoder: Encoder) -> None:
    near = likeness(encoder)
    assert near is not None
    assert near > 0.97


def test_what_is_written_here_is_read_here_alike(encoder: Encoder, tmp_path: Path) -> None:
    save_reference(encoder, tmp_path / "reference.npz")
    near = likeness(encoder, tmp_path / "reference.npz")
    assert near == pytest.approx(1.0, abs=1e-3)


def test_one_sentence_read_wrongly_is_enough_to_be_told(encoder: Encoder, tmp_path: Path) -> None:
    stored = load_arrays(FILE)
    wrong = stored["vectors"].copy()
    wrong[3] = -wrong[3]
    save_arrays(tmp_path / "reference.npz", {**stored, "vectors": wrong})
    near = likeness(encoder, tmp_path / "reference.npz")
    assert near is not None
    assert near < -0.9


def test_nothing_is_said_where_there_is_nothing_to_compare_with(encoder: Encoder, tmp_path: Path) -> None:
    stored = load_arrays(FILE)
    assert likeness(encoder, tmp_path / "missing.npz") is None
    save_arrays(tmp_path / "other.npz", {**stored, "model": np.array("another")})
    assert likeness(encoder, tmp_path / "other.npz") is None
    save_arrays(tmp_path / "short.npz", {**stored, "vectors": stored["vectors"][1:]})
    assert likeness(encoder, tmp_path / "short.npz") is None
