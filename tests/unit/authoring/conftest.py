"""A small knowledge folder that is whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.small_folder import write_small_folder


@pytest.fixture(scope="session")
def whole_folder(knowledge_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small folder with the beginnings of the safety files, made once: reading the whole of them takes a second."""
    return write_small_folder(tmp_path_factory.mktemp("small") / "knowledge", knowledge_folder)


@pytest.fixture
def small_knowledge(whole_folder: Path, tmp_path: Path) -> Path:
    """A copy of it to change."""
    return Path(shutil.copytree(whole_folder, tmp_path / "knowledge"))
