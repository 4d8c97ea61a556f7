"""The compiled file: it saves time where it is right, and never stops anything where it is not."""

from __future__ import annotations

import hashlib
import io
import pickle
import re
import stat
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bbchat.encoding.encoder import DIMENSIONS, Vector
from bbchat.encoding.store import FILE_NAME, Arrays, VectorStore, load_arrays, save_arrays, text_key

TEXTS = ["what is therapy", "does it help", "how much is it"]


def fake_encode(text: str) -> Vector:
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "little")
    return np.random.default_rng(seed).normal(size=DIMENSIONS).astype(np.float32)


def compiled() -> Arrays:
    store = VectorStore({}, fake_encode, "model")
    store.vectors(TEXTS)
    return {**store.arrays(TEXTS), "weights": np.arange(6.0).reshape(2, 3)}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("compiled") / FILE_NAME
    save_arrays(path, compiled())
    return path


def test_what_was_compiled_comes_back_to_the_last_bit(saved: Path) -> None:
    loaded, made = load_arrays(saved), compiled()
    assert loaded.keys() == made.keys()
    for name, array in made.items():
        assert loaded[name].dtype == array.dtype
        assert np.array_equal(loaded[name], array)


def test_nothing_compiled_is_encoded_again(saved: Path) -> None:
    store = VectorStore(load_arrays(saved), fake_encode, "model")
    vectors = store.vectors(TEXTS)
    assert store.encoded == 0
    assert vectors.dtype == np.float32
    fresh = VectorStore({}, fake_encode, "model")
    assert np.array_equal(vectors, fresh.vectors(TEXTS))
    assert fresh.encoded == len(TEXTS)


def test_only_new_texts_are_encoded_and_each_once(saved: Path) -> None:
    store = VectorStore(load_arrays(saved), fake_encode, "model")
    store.vectors([*TEXTS, "a new one", "another", "a new one"])
    assert store.encoded == 2
    store.vectors(["another"])
    assert store.encoded == 2


def test_vectors_of_another_model_are_not_used(saved: Path) -> None:
    store = VectorStore(load_arrays(saved), fake_encode, "another model")
    store.vectors(TEXTS)
    assert store.encoded == len(TEXTS)
    assert text_key("model", "a") != text_key("another model", "a")


def test_texts_that_are_gone_are_not_saved_again(saved: Path) -> None:
    store = VectorStore(load_arrays(saved), fake_encode, "model")
    kept = store.arrays([TEXTS[0], TEXTS[0]])
    assert len(kept["keys"]) == 1
    assert store.arrays([])["vectors"].shape == (0, DIMENSIONS)
    assert store.vectors([]).shape == (0, DIMENSIONS)


KEYS = np.arange(3, dtype=np.uint64)
VECTORS = np.zeros((3, DIMENSIONS), dtype=np.float16)


@pytest.mark.parametrize(
    ("keys", "vectors"),
    [
        (KEYS, VECTORS[:2]),
        (KEYS, VECTORS[:, :5]),
        (KEYS, VECTORS.astype(str)),
        (KEYS, VECTORS.astype(np.complex64)),
        (KEYS.astype(float), VECTORS),
        (KEYS.reshape(3, 1), VECTORS),
        (np.array(7, dtype=np.uint64), VECTORS),
        (KEYS, np.array(0, dtype=np.float16)),
    ],
)
def test_arrays_of_an_older_or_foreign_program_are_ignored(
    keys: npt.NDArray[np.generic], vectors: npt.NDArray[np.generic]
) -> None:
    store = VectorStore({"keys": keys, "vectors": vectors}, fake_encode, "model")
    store.vectors(TEXTS)
    assert store.encoded == len(TEXTS)


def _npy() -> bytes:
    file = io.BytesIO()
    np.save(file, np.zeros(3))
    return file.getvalue()


def _with_objects() -> bytes:
    file = io.BytesIO()
    np.savez(file, keys=np.array([{"a": 1}], dtype=object))
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\x93NUMPY\x01\x00",
        pickle.dumps({"keys": 1}),
        _npy(),
        _with_objects(),
    ],
    ids=["empty", "text", "zip start", "zip end", "npy start", "pickle", "one array", "objects"],
)
def test_a_foreign_file_counts_as_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(content)
    assert load_arrays(path) == {}


def test_a_missing_file_or_a_folder_counts_as_none(tmp_path: Path) -> None:
    assert load_arrays(tmp_path / FILE_NAME) == {}
    assert load_arrays(tmp_path) == {}


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    with path.open("wb") as file:
        file.truncate(2_000_000_000)
    assert load_arrays(path) == {}


@settings(max_examples=40, deadline=None)
@given(cut=st.floats(min_value=0, max_value=0.999))
def test_a_file_cut_off_while_copying_counts_as_none(saved: Path, cut: float) -> None:
    whole = saved.read_bytes()
    path = saved.with_name("cut.npz")
    path.write_bytes(whole[: int(len(whole) * cut)])
    assert load_arrays(path) == {}


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_no_damage_to_the_file_stops_anything(saved: Path, data: st.DataObject) -> None:
    damaged = bytearray(saved.read_bytes())
    place = st.one_of(
        st.integers(0, 300), st.integers(len(damaged) - 400, len(damaged) - 1), st.integers(0, len(damaged) - 1)
    )
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(place)] = data.draw(st.integers(0, 255))
    path = saved.with_name("damaged.npz")
    path.write_bytes(damaged)
    loaded, right = load_arrays(path), load_arrays(saved)
    assert all(np.array_equal(loaded[name], right[name]) for name in loaded if name in right)
    VectorStore(loaded, fake_encode, "model")


def test_a_save_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    save_arrays(path, compiled())
    before = path.read_bytes()
    with pytest.raises(ValueError, match=r"[Oo]bject"):
        save_arrays(path, {"keys": np.array([object()], dtype=object)})
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_save_onto_a_folder_leaves_nothing_behind(tmp_path: Path) -> None:
    target = tmp_path / FILE_NAME
    target.mkdir()
    with pytest.raises(OSError, match=re.escape(FILE_NAME)):
        save_arrays(target, compiled())
    assert list(tmp_path.iterdir()) == [target]


def test_a_save_into_a_missing_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        save_arrays(tmp_path / "gone" / FILE_NAME, compiled())


def test_a_saved_file_replaces_the_old_one_and_can_be_read_by_all(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_text("old")
    save_arrays(path, {"keys": KEYS})
    assert list(load_arrays(path)) == ["keys"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert list(tmp_path.iterdir()) == [path]
