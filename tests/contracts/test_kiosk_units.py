"""The units for the kiosk: systemd takes them as they are, and they leave open no more than docs/kiosk.md says."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRIB = ROOT / "contrib" / "kiosk"
UNITS = {"bbchat-kiosk@.service": "bbchat-kiosk@tty1.service", "bbchat-kiosk-touch.service": ""}
"""Each unit, and the name under which one with an @ is tried."""


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    tool = shutil.which("systemd-analyze")
    if not tool:
        pytest.skip("systemd-analyze is not installed")
    return subprocess.run([tool, *arguments], capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture(params=UNITS)
def unit(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A unit with programs that are on every machine in place of those that it starts."""
    text = (CONTRIB / request.param).read_text(encoding="utf-8")
    copy = tmp_path / (UNITS[request.param] or request.param)
    copy.write_text(re.sub(r"^ExecStart=.*", "ExecStart=/bin/true", text, flags=re.MULTILINE), encoding="utf-8")
    return copy


def test_systemd_finds_no_mistake_in_a_unit(unit: Path) -> None:
    done = analyze("verify", "--man=no", str(unit))
    told = [line for line in done.stderr.splitlines() if unit.name.partition("@")[0] in line]
    assert not told


def test_a_unit_leaves_open_no_more_than_the_document_says(unit: Path) -> None:
    document = (ROOT / "docs" / "kiosk.md").read_text(encoding="utf-8")
    name = unit.name.replace("@tty1", "@")
    stated = re.search(rf"`{re.escape(name)}`[^|]*\|\s*(\d+\.\d+)", document)
    assert stated is not None, f"docs/kiosk.md states no exposure for {name}"
    found = re.search(r"exposure level for .*: (\d+\.\d+)", analyze("security", "--offline=true", str(unit)).stdout)
    assert found is not None
    assert float(found[1]) <= float(stated[1])


@pytest.mark.parametrize("name", sorted(path.name for path in CONTRIB.iterdir()))
def test_the_walk_through_puts_every_file_where_it_belongs(name: str) -> None:
    assert name in (ROOT / "docs" / "kiosk.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_starts_the_kiosk_again_for_ever_unless_the_staff_ended_it(name: str) -> None:
    lines = (CONTRIB / name).read_text(encoding="utf-8").splitlines()
    wanted = {"Restart=always", "RestartPreventExitStatus=0", "StartLimitIntervalSec=0"}
    private = {"LimitCORE=0", "MemorySwapMax=0", "StandardError=null"}
    assert wanted | private <= set(lines)
