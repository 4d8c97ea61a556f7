"""`bbchat eval` and `bbchat check`: what authors and CI read."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.test_ask import bbchat

GOLDEN = Path(__file__).resolve().parents[1] / "golden"


def test_the_figures_come_as_text_as_json_and_as_a_gate() -> None:
    text = bbchat("eval", "--curve", str(GOLDEN / "two_part.tsv"))
    assert text.returncode == 0
    assert "right or offered" in text.stdout
    assert "threshold" in text.stdout
    data = bbchat("eval", "--json", "--min-right", "99", str(GOLDEN / "two_part.tsv"))
    assert data.returncode == 1, "the gate is closed"
    assert "fewer than the 99 %" in data.stderr
    assert json.loads(data.stdout)["questions"] == 75


def test_wrong_use_of_eval_is_one_sentence(tmp_path: Path) -> None:
    for arguments in (("eval",), ("eval", "--cross-validate", "x.tsv")):
        done = bbchat(*arguments)
        assert done.returncode == 2
        assert "either a FILE or --cross-validate" in done.stderr
    missing = bbchat("eval", str(tmp_path / "nowhere.tsv"))
    assert missing.returncode == 5
    assert "Traceback" not in missing.stderr


def test_check_proves_the_bundled_knowledge() -> None:
    done = bbchat("check")
    assert done.returncode == 0
    assert "Every passage stands word for word in its article." in done.stdout
    assert "phone, email, booking, hours" in done.stdout
