"""`bbchat preview`: what it refuses before it opens."""

from __future__ import annotations

from tests.cli.test_ask import bbchat


def test_a_folder_that_is_not_there_is_one_sentence() -> None:
    done = bbchat("preview", "nowhere")
    assert done.returncode == 2
    assert done.stderr.startswith("There is no folder nowhere.")


def test_the_folder_is_asked_for() -> None:
    done = bbchat("preview")
    assert done.returncode == 2
    assert done.stderr.startswith("Say which folder to open.")
