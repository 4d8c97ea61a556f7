"""A small knowledge folder that is whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.unit.knowledge.knowledge_writer import write_knowledge


@pytest.fixture
def small_knowledge(knowledge_folder: Path, tmp_path: Path) -> Path:
    """The small folder to change, with the safety files that came with the program."""
    folder = write_knowledge(tmp_path / "knowledge")
    shutil.copytree(knowledge_folder / "safety", folder / "safety")
    return folder
