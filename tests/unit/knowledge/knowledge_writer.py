"""A small knowledge folder to break, without safety files; and what the loader says about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bbchat.errors import KnowledgeError, Problem
from bbchat.knowledge.loader import load_knowledge

PRACTICE = "practice.yaml"
SOURCE = "articles/first/source.md"
PASSAGES = "articles/first/passages.yaml"
HANDOFFS = "handoffs.yaml"
SMALL_TALK = "small_talk.yaml"

FILES = {
    PRACTICE: """\
name: Test Practice
phone: ""
email:
region: US
referral: Ask the practice.
disclosure: This is a program.
""",
    SOURCE: """\
---
title: What is therapy?
practice: Test Practice
author: somebody
published: Oct 5
---

## A Space to Think

Whether you’re feeling “stuck” — or not — therapy is not a cure. It is a conversation.

It takes time.

## Tools for Coping

Clients gain tools for managing stress.
""",
    PASSAGES: """\
passages:
  - id: space
    title: A Space to Think
    text: |-
      Whether you’re feeling “stuck” — or not —
      therapy is not a cure. It is a conversation.

      It takes time.
    suggestion: What is therapy?
    related: [tools, fees]
    questions:
      - what is therapy
      - text: does it help
        also:
          - tools
    not_for:
      - how do i become a therapist
      - text: what does it cost
        belongs: fees
  - id: tools
    title: Tools for Coping
    text: Clients gain tools for managing stress.
    suggestion: What will I learn?
    reviewed:
      by: Somebody
      on: 2026-01-31
    questions:
      - what will i learn
""",
    HANDOFFS: """\
handoffs:
  - id: fees
    title: Fees
    reply: The article doesn't cover fees.
    ask: Ask the practice.
    suggestion: What does it cost?
    questions:
      - how much is it
  - id: other
    title: Something else
    reply: The article doesn't cover that.
    ask: Ask the practice.
    suggestion: What else?
    questions:
      - something else
""",
    SMALL_TALK: """\
small_talk:
  - id: help
    reply: Ask in your own words.
    questions:
      - help
off_topic:
  reply: I only know about therapy.
  questions:
    - who won the game
""",
}


def write_knowledge(folder: Path) -> Path:
    """Write the small folder."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Replace what stands exactly once in a file."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def problems_of(folder: Path) -> list[Problem]:
    """All that the loader finds, except that the small folder has no safety files."""
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(folder)
    return [problem for problem in caught.value.problems if folder / "safety" not in problem.path.parents]


def mistakes(folder: Path) -> list[str]:
    """The same as an author reads them, paths from the folder on."""
    return [str(problem).removeprefix(f"{folder}/") for problem in problems_of(folder)]
