"""The rooms stay apart, also where imports are deferred and no static check can see them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CORE = ["language.spelling", "knowledge.loader", "encoding.store", "matching.matcher", "safety.check"]
CORE += ["conversation.respond"]


def modules_after(statement: str) -> set[str]:
    """What a fresh interpreter has loaded after a statement."""
    code = f"import sys\n{statement}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.split())


@pytest.mark.parametrize("module", CORE)
def test_the_core_loads_no_screen_no_command_line_and_no_network(module: str) -> None:
    loaded = modules_after(f"import bbchat.{module}")
    assert not loaded & {"textual", "rich", "click", "onnxruntime", "http.client", "ssl", "urllib.request"}


def test_help_loads_nothing_heavy() -> None:
    loaded = modules_after("from bbchat.cli import commands, main")
    assert not loaded & {"textual", "rich", "numpy", "onnxruntime", "pydantic", "yaml", "rapidfuzz"}


def test_the_first_screen_waits_for_nothing_that_it_does_not_show() -> None:
    loaded = modules_after("from bbchat.cli import main; from bbchat.cli.chat import make_app; make_app(None)")
    assert "textual" in loaded
    assert not loaded & {"click", "numpy", "onnxruntime", "pydantic", "yaml", "rapidfuzz"}
    assert not loaded & {"bbchat.knowledge.model", "bbchat.knowledge.safety_rules", "bbchat.conversation.reply"}


def test_answering_leaves_nothing_on_the_disk_and_reports_to_nobody(tmp_path: Path) -> None:
    """The encoder's runtime keeps quiet by itself only where it sees that it is tested, so nothing says so here."""
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    command = [sys.executable, "-B", "-m", "bbchat", "ask", "does it work"]
    done = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.rglob("*")) == []


def test_answering_makes_no_network_connection() -> None:
    code = """
import socket
def refuse(*args, **kwargs):
    raise AssertionError("a socket was opened")
socket.socket = refuse
socket.create_connection = refuse
import sys
sys.argv = ["bbchat", "ask", "does it work"]
from bbchat.cli.main import main
main()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "Science Behind" in done.stdout
