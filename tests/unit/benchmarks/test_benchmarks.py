"""The commands behind the published figures run from a checkout and print what they say."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
TRAIN = [
    *(
        f"card\t{text}"
        for text in ("my card is lost", "where is my new card", "the card does not work", "block my card")
    ),
    *(
        f"rate\t{text}"
        for text in ("what is the exchange rate", "how are rates set", "is the rate good", "rates today")
    ),
    *(f"cash\t{text}" for text in ("the atm gave no cash", "withdraw cash abroad", "cash limit", "cash machine fee")),
]
TEST = ["card\ti lost my card", "rate\ttell me the rate", "cash\thow much cash can i withdraw"]
OUTSIDE = ["oos\twho won the match", "oos\tboil an egg"]
SAFETY = [
    "crisis\ti want to kill myself",
    "third_party\tmy son says he wants to die",
    "concern\tmy husband hits me",
    "none\thi",
]


def run(*arguments: str) -> str:
    done = subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def written(folder: Path, name: str, rows: list[str]) -> str:
    path = folder / f"{name}.tsv"
    path.write_text("\n".join(["label\ttext", *rows]) + "\n", encoding="utf-8")
    return str(path)


@pytest.fixture
def split(tmp_path: Path) -> list[str]:
    return ["--train", written(tmp_path, "train", TRAIN), "--test", written(tmp_path, "test", TEST)]


def test_the_matcher_is_measured_without_out_of_scope_rows(split: list[str]) -> None:
    found = json.loads(run("benchmarks.intents", *split, "--json"))
    assert set(found) == {"accuracy", "in_scope", "oos_recall", "threshold", "ms_per_question"}
    assert found["accuracy"] == 100
    assert found["in_scope"] is found["oos_recall"] is None


def test_the_matcher_is_measured_with_out_of_scope_rows_and_slips(split: list[str], tmp_path: Path) -> None:
    outside = written(tmp_path, "outside", OUTSIDE)
    arguments = [*split, "--oos-valid", outside, "--oos-test", outside, "--noise", "0.4", "--json"]
    found = json.loads(run("benchmarks.intents", *arguments))
    assert found == json.loads(run("benchmarks.intents", *arguments)) | {"ms_per_question": found["ms_per_question"]}
    assert found["oos_recall"] == 100
    assert 0 <= found["threshold"] <= 1


def test_the_safety_check_is_measured_beside_keywords(tmp_path: Path) -> None:
    table = run("benchmarks.safety", written(tmp_path, "safety", SAFETY))
    figures = {line[:24].strip(): line[24:].split() for line in table.splitlines()[2:]}
    assert figures["bbchat"] == ["100.0", "100.0", "100.0", "0.0", "0.0"]
    assert figures["seven keywords"][:3] == ["100.0", "0.0", "0.0"]


def test_the_time_of_a_question_is_measured_beside_the_encoder_alone(tmp_path: Path) -> None:
    table = run("benchmarks.latency", written(tmp_path, "asked", TEST), "--runs", "1")
    assert "3 questions" in table
    figures = {line[:24].strip(): [float(cell) for cell in line[24:40].split()] for line in table.splitlines()[2:]}
    assert list(figures) == ["encoding alone", "reading and matching", "the whole reply", "a key, questions offered"]
    assert all(0 < median <= high for median, high in figures.values())


def test_the_growth_of_the_index_is_measured_in_a_process_of_its_own() -> None:
    table = run("benchmarks.scale", "--sizes", "10", "200", "--asked", "20")
    figures = {line[:36].strip(): line[36:].split() for line in table.splitlines()[:-1]}
    assert figures["example questions"] == ["10", "200", "exponent"]
    assert float(figures["right topic, per cent"][1]) > 90
    assert figures["texts encoded for it"][:2] == ["1", "1"], "what has not changed is not encoded again"
    assert all(float(cell) >= 0 for cell in figures["a question beyond encoding, p95 ms"][:2])
