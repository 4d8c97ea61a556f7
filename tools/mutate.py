"""Change one thing at a time in a module and run its tests: what they don't notice, they don't test.

    .venv/bin/python tools/mutate.py src/bbchat/matching/decision.py --tests tests/unit/matching

Prints each change that the tests let pass, then how many there were. A comparison is turned or loses its equal sign,
`and` becomes `or`, plus becomes minus, a number grows, `not` goes, a condition is turned, a result becomes None. Some
of what is let pass makes no difference that anybody could see: it has to be read. No source is written: what has
changed is compiled in memory, and the tests run in a process forked for it, which has the libraries already.
"""

from __future__ import annotations

import argparse
import ast
import importlib.abc
import importlib.machinery
import importlib.util
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # before it is imported, as the encoder does
os.environ["OPENBLAS_NUM_THREADS"] = "1"  # there is a process for each core, and threads would wait for each other

import hypothesis  # noqa: F401  imported once, for all runs; so are those below
import numpy  # noqa: F401
import onnxruntime  # noqa: F401
import pytest

ROOT = Path(__file__).resolve().parents[1]
LONGEST = 120
"""Seconds after which a run is ended: the change made a loop endless, or the machine is too busy."""
OTHER: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
}

LEFT_ALONE = ("annotation", "returns", "decorator_list")
Change = tuple[ast.AST, str, Any]
"""A node, one of its fields, and what to put there."""


def changes(node: ast.AST) -> Iterator[Change]:
    """Every change to a module but for its types, its decorators, its assertions and what only a type checker reads."""
    yield from _of_node(node)
    for name, value in ast.iter_fields(node):
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, ast.AST) and name not in LEFT_ALONE and not _is_unread(inner):
                yield from changes(inner)


def _is_unread(node: ast.AST) -> bool:
    return isinstance(node, ast.Assert) or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")


def _of_node(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Compare(ops=[op]) if type(op) in OTHER:
            yield node, "ops", [OTHER[type(op)]()]
        case ast.BoolOp(op=op) | ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in OTHER:
            yield node, "op", OTHER[type(op)]()
        case ast.Constant(value=bool(value)):
            yield node, "value", not value
        case ast.Constant(value=int(value) | float(value)):
            yield node, "value", value + 1
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield node, "operand", ast.UnaryOp(ast.Not(), operand)
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            yield node, "test", ast.UnaryOp(ast.Not(), test)
        case ast.Return(value=value) if value is not None and not isinstance(value, ast.Constant):
            yield node, "value", ast.Constant(None)


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from code that is given."""

    def __init__(self, name: str, code: CodeType) -> None:
        self._name, self._code = name, code

    def find_spec(self, name: str, path: object, target: object = None) -> importlib.machinery.ModuleSpec | None:
        """Only of that module."""
        is_changed = name == self._name
        return importlib.util.spec_from_file_location(name, self._code.co_filename, loader=self) if is_changed else None

    def exec_module(self, module: ModuleType) -> None:
        """Run the code."""
        exec(self._code, vars(module))


def begin(name: str, code: CodeType, tests: list[str]) -> int:
    """Run the tests in a process of their own; its id."""
    child = os.fork()
    if child:
        return child
    signal.alarm(LONGEST)
    for stream in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    sys.meta_path.insert(0, _Changed(name, code))
    sys.dont_write_bytecode = True
    options = ["-q", "-x", "-p", "no:xdist", "-p", "no:cacheprovider", "-o", "addopts="]
    os._exit(int(pytest.main([*options, *tests])))


def let_pass(path: Path, tests: list[str], say: Callable[[str], object]) -> tuple[int, int]:
    """How many changes the tests of a module let pass, each of which is said, and of how many."""
    name = ".".join(path.resolve().relative_to(ROOT / "src").with_suffix("").parts)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    running: dict[int, str] = {}
    passed = count = 0

    def finish() -> int:
        child, status = os.wait()
        what = running.pop(child)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:
            say(f"{path}:{what}  (ended after {LONGEST} seconds)")
        elif not status:
            say(f"{path}:{what}")
        return int(not status)

    for node, field, value in changes(tree):
        before, kept = ast.unparse(node), getattr(node, field)
        setattr(node, field, value)
        code, after = compile(ast.fix_missing_locations(tree), str(path), "exec"), ast.unparse(node)
        setattr(node, field, kept)
        while len(running) >= (os.cpu_count() or 1):
            passed += finish()
        first, second = before.splitlines()[0], after.splitlines()[0]
        running[begin(name, code, tests)] = f"{node.lineno}: {first[:70]}  ->  {second[:70]}"  # type: ignore[attr-defined]
        count += 1
    while running:
        passed += finish()
    return passed, count


def main() -> int:
    """Run by the command line's arguments; 1 where the tests fail as it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", type=Path, nargs="+")
    parser.add_argument("--tests", nargs="+", required=True)
    chosen = parser.parse_args()
    modules = [path.resolve() for path in chosen.modules]
    if not all(path.is_relative_to(ROOT / "src") and path.is_file() and path.stem != "__init__" for path in modules):
        parser.error("modules are files below src")
    os.chdir(ROOT)
    if os.waitpid(begin("", compile("", "", "exec"), chosen.tests), 0)[1]:
        sys.stderr.write("The tests fail as it is, or took too long: mend that first.\n")
        return 1
    for path in (path.relative_to(ROOT) for path in modules):
        passed, count = let_pass(path, chosen.tests, lambda line: print(line, flush=True))
        print(f"{path}: {count} changes, {passed} let pass", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
