"""A whole knowledge folder with little of everything in it, so that a command reads it in no time."""

from __future__ import annotations

from pathlib import Path

import yaml

from bbchat.knowledge.yaml_source import Data
from tests.unit.knowledge.knowledge_writer import write_knowledge

FEW = 3
"""Entries that are kept of each list: more of the same would only take time."""


def shortened(data: Data) -> Data:
    """What a file says, with the beginnings of its long lists and blocks."""
    match data:
        case dict():
            return {name: shortened(value) for name, value in data.items()}
        case list() if all(isinstance(one, str) for one in data):
            return data[:FEW]
        case list():
            return [shortened(one) for one in data]
        case str() if data.count("\n") > FEW:
            return "\n".join(data.split("\n")[:FEW])
    return data


def shorten(path: Path, target: Path) -> None:
    """Write a file anew, shortened."""
    data = shortened(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader))
    target.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


def write_small_folder(folder: Path, shipped: Path) -> Path:
    """Write the small knowledge with the beginnings of the shipped safety files."""
    write_knowledge(folder)
    (folder / "safety").mkdir()
    for path in (shipped / "safety").glob("*.yaml"):
        shorten(path, folder / "safety" / path.name)
    return folder
