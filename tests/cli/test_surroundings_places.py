"""Commands where little is as it should be: the home, the folders, the language, the limits, and somebody else at work.

Whatever is missing, a command does its work or says in a sentence why it can't, and a file is never left half written.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bbchat.cli.loading import build_assistant
from bbchat.encoding.store import FILE_NAME, load_arrays, save_arrays
from bbchat.knowledge.loader import load_knowledge
from bbchat.knowledge.stored import made_of, store_knowledge
from tests.small_folder import write_small_folder

BBCHAT = [sys.executable, "-m", "bbchat"]
READ_ONLY = 'mount --rbind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"'
ALONE = ["unshare", "--map-root-user", "--mount", "sh", "-c"]


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory, knowledge_folder: Path) -> Path:
    """A small folder that was compiled."""
    made = write_small_folder(tmp_path_factory.mktemp("places") / "knowledge", knowledge_folder)
    knowledge = load_knowledge(made)
    save_arrays(made / FILE_NAME, build_assistant(made, knowledge)[1]())
    store_knowledge(made, knowledge, made_of(made))
    return made


@pytest.fixture
def folder(compiled: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(compiled, tmp_path / "knowledge"))


def hears_ctrl_c() -> None:
    """In a new process: what runs in the background of a shell would not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def run(
    *arguments: str, shell: str = "", env: dict[str, str] | None = None, unset: str = "", cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run bbchat; `shell`: what is done before."""
    settings = {name: value for name, value in os.environ.items() if name != unset} | (env or {})
    return subprocess.run(
        ["sh", "-c", f'{shell}\nexec "$@"', "sh", *BBCHAT, *arguments],
        capture_output=True, check=False, timeout=120, env=settings, cwd=cwd, encoding="utf-8", errors="replace",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("env", "unset"),
    [
        ({"HOME": "/nowhere/at/all"}, ""),
        ({}, "HOME"),
        ({"TMPDIR": "/nowhere"}, ""),
        ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, ""),
    ],
    ids=["missing home", "no home", "no temporary folder", "ASCII"],
)
def test_an_answer_needs_no_home_and_no_language(folder: Path, env: dict[str, str], unset: str) -> None:
    done = run("--knowledge", str(folder), "ask", "--json", "how much is it — café", env=env, unset=unset)
    assert done.stderr == ""
    reply = json.loads(done.stdout)
    assert (reply["id"], reply["question"], done.returncode) == ("fees", "how much is it — café", 3)


ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}


@pytest.mark.parametrize("words", ["ask hello", "check {0}", "diff {0} {0}", "check /n\udcc3\udcb6", "new --help"])
def test_letters_that_the_output_lacks_stop_no_command(folder: Path, words: str) -> None:
    done = run("--knowledge", str(folder), *words.format(folder).split(), env=ASCII)
    assert done.returncode in (0, 1, 3, 5)
    assert "inside bbchat" not in done.stderr
    assert "Traceback" not in done.stderr
    assert "--help" in words or (done.stdout + done.stderr).isascii()


def test_a_question_that_is_not_utf8_is_asked_all_the_same(folder: Path) -> None:
    done = run("--knowledge", str(folder), "ask", "--json", "how much is it \udcff")
    assert json.loads(done.stdout)["question"] == "how much is it \ufffd"


@pytest.mark.parametrize(
    ("words", "code"), [("--knowledge {0} ask how much is it", 3), ("check {0}", 0), ("check .", 5)]
)
def test_a_working_folder_that_was_removed_is_no_reason_to_fail(folder: Path, words: str, code: int) -> None:
    gone = folder.parent / "gone"
    gone.mkdir()
    done = run(*words.format(folder).split(), shell=f"rmdir '{gone}'", cwd=gone)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


def can_mount() -> bool:
    try:
        return subprocess.run([*ALONE, "mount --rbind /tmp /tmp"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@pytest.mark.skipif(not can_mount(), reason="no folder can be made read-only here, whoever runs this")
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("ask how much is it", 3, ""),
        ("check {0}", 0, ""),
        ("compile {0}", 1, "could not be written (Read-only file system)"),
        ("sign --yes --reviewer Jo {0}", 1, "Read-only file system"),
    ],
)
def test_a_folder_that_cannot_be_written_is_read_and_says_so_where_it_matters(
    folder: Path, words: str, code: int, said: str
) -> None:
    command = [*BBCHAT, "--knowledge", str(folder), *words.format(folder).split()]
    (folder / "handoffs.yaml").write_text((folder / "handoffs.yaml").read_text() + "\n")
    done = subprocess.run(
        [*ALONE, READ_ONLY, "sh", str(folder), *command], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert done.stderr.count("\n") <= 2


def test_two_at_once_on_one_folder_leave_a_whole_file_and_whole_answers(folder: Path) -> None:
    words = [
        ["compile", str(folder)],
        ["compile", str(folder)],
        ["--knowledge", str(folder), "ask", "--json", "how much is it"],
        ["sign", "--yes", "--reviewer", "Jo", str(folder)],
        ["sign", "--yes", "--reviewer", "Jo", str(folder)],
    ]
    running = [subprocess.Popen([*BBCHAT, *one], stdout=subprocess.PIPE, stderr=subprocess.PIPE) for one in words]
    ended = [(process.communicate(timeout=120), process.returncode) for process in running]
    assert [code for _, code in ended] == [0, 0, 3, 0, 0]
    assert json.loads(ended[2][0][0])["id"] == "fees"
    assert load_arrays(folder / FILE_NAME)
    assert run("verify", str(folder)).returncode == 0
    assert not list(folder.glob("tmp*"))


def stop(process: subprocess.Popen[bytes], number: signal.Signals) -> bytes:
    """Stop a process as somebody does who presses Ctrl+C again where the first had no effect; what it has said."""
    for _ in range(10):
        process.send_signal(number)
        try:
            return process.communicate(timeout=3)[1]
        except subprocess.TimeoutExpired:
            continue
    pytest.fail("it went on")


def wait_until_loading(process: subprocess.Popen[bytes]) -> None:
    """Wait until a process loads the encoder."""
    end = time.monotonic() + 60
    while "onnxruntime" not in Path(f"/proc/{process.pid}/maps").read_text():
        assert time.monotonic() < end, "it never began"
        time.sleep(0.02)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
def test_a_batch_that_is_stopped_ends_in_silence(folder: Path, number: signal.Signals, code: int) -> None:
    process = subprocess.Popen(
        [*BBCHAT, "--knowledge", str(folder), "ask", "--json", "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=hears_ctrl_c,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"hello\n")
    process.stdin.flush()
    assert process.stdout.readline()
    said = stop(process, number)
    assert (process.returncode, said.strip()) == (code, b"")


def test_a_measurement_that_is_stopped_prints_no_figures(folder: Path) -> None:
    (folder / "asked.tsv").write_text("labels\ttext\n" + "fees\thow much is it\n" * 50_000)
    command = [*BBCHAT, "--knowledge", str(folder), "eval", str(folder / "asked.tsv")]
    with (folder / "out").open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE, preexec_fn=hears_ctrl_c)
        wait_until_loading(process)
        said = stop(process, signal.SIGINT)
    assert process.returncode == 130
    assert b"Traceback" not in said
    assert (folder / "out").read_bytes() == b""


def test_a_compile_that_is_stopped_leaves_the_old_file_and_nothing_beside_it(folder: Path) -> None:
    before = (folder / FILE_NAME).read_bytes()
    names = sorted(path.name for path in folder.iterdir())
    command = [*BBCHAT, "compile", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=hears_ctrl_c)
    wait_until_loading(process)
    assert b"Traceback" not in stop(process, signal.SIGINT)
    assert process.returncode == 0 or (folder / FILE_NAME).read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == names


def test_what_is_saved_while_it_compiles_is_what_visitors_get(folder: Path) -> None:
    process = subprocess.Popen([*BBCHAT, "compile", str(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_until_loading(process)
    handoffs = folder / "handoffs.yaml"
    handoffs.write_text(handoffs.read_text().replace("The article doesn't cover fees.", "New words."))
    process.communicate(timeout=120)
    assert "New words." in run("--knowledge", str(folder), "ask", "how much is it").stdout


@pytest.mark.parametrize("limit", ["ulimit -n 6", "ulimit -v 200000", "ulimit -f 1"])
def test_too_little_of_anything_is_an_answer_or_a_sentence(folder: Path, limit: str) -> None:
    words = ["sign", "--yes", "--reviewer", "Jo"] if "-f" in limit else ["check"]
    done = run(*words, str(folder), shell=limit)
    assert done.returncode in (0, 1)
    assert "Traceback" not in done.stderr
    assert done.returncode == 0 or 0 < len(done.stderr.splitlines()) <= 2


def test_the_safety_layer_is_fitted_anew_to_new_questions_only_where_that_is_asked_for(folder: Path) -> None:
    """It takes minutes, so that an author who adds a question need not wait for it."""
    handoffs = folder / "handoffs.yaml"

    def supports_after(*options: str) -> int:
        assert run("compile", *options, str(folder)).returncode == 0
        return len(load_arrays(folder / FILE_NAME)["safety_second_weights"])

    before = supports_after()
    text = handoffs.read_text(encoding="utf-8")
    more = re.sub(r"(questions:\n +- )", r"\1may my dog come along\n      - ", text, count=1)
    handoffs.write_text(more, encoding="utf-8")
    assert supports_after() == before
    assert supports_after("--refit-safety") == before + 1
