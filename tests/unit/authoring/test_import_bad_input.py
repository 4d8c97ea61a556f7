"""What cannot be imported is said in one sentence, whatever it is; nothing is written and nothing is run."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bbchat.authoring.importing.article import MAX_SECTIONS, notes_on
from bbchat.authoring.importing.importer import LONGEST_TEXT, import_article
from bbchat.authoring.importing.limits import MAX_BYTES
from bbchat.authoring.importing.source import read_source
from bbchat.authoring.importing.word import MAX_ENTRIES, MAX_PART
from bbchat.errors import BbchatError, SourceError, UsageError
from bbchat.knowledge.schema import PassageFile
from tests.unit.authoring.import_sources import OFFLINE, PROSE, paragraph, sections, word

NOT_FOR_AUTHORS = re.compile(r"Traceback|Errno|Error\b|Exception|\bNone\b|\blxml\b|mammoth|zipfile|object at|codec")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
LOGIN = "<html><body><h1>Welcome</h1><form><input name=u><input type='password'></form></body></html>"
LINKS = "<html><body><h1>Blog</h1>" + "<p><a href='/x'>A post of ours about something</a></p>" * 12 + "</body></html>"


def refusal(path: Path | str) -> str:
    """The sentence and what to do, after a look that an author can read them."""
    with pytest.raises(BbchatError) as caught:
        read_source(str(path), OFFLINE)
    words = f"{caught.value.message} {caught.value.hint}"
    assert not NOT_FOR_AUTHORS.search(words), words
    assert words.isprintable()
    assert caught.value.hint
    return words


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.html", b"", "empty"),
        ("blank.html", b" \n ", "empty"),
        ("shell.html", b"<html><body><script>load()</script></body></html>", "No article was found"),
        ("login.html", LOGIN.encode(), "log in"),
        ("links.html", LINKS.encode(), "page of links"),
        ("comment.html", b"<!-- -->", "empty"),
        ("empty.md", b"---\ntitle: x\n---\n", "empty"),
        ("picture.html", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "not text"),
        ("picture.jpg", b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20, "not text"),
        ("zeros.txt", bytes(5000), "not text"),
        ("paper.pdf", b"%PDF-1.7 ...", "PDF"),
        ("old.rtf", b"{\\rtf1 x}", "RTF"),
        ("page.mhtml", b"Content-Type: image/png\n\nx", "no page"),
        ("text.docx", b"This is plain text.", "not a Word document"),
        ("cut.docx", word(paragraph(PROSE))[:300], "not a Word document"),
        ("sheet.docx", word().replace(b"word/document.xml", b"xl/workbookxx.xml"), "not a Word document"),
        ("blank.docx", word(paragraph("")), "no text"),
        ("broken.docx", word(extra={"word/document.xml": b"<w:document"}), "damaged"),
        ("locked.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "locked by a password"),
        ("old.doc", OLE + "WordDocument".encode("utf-16-le"), "old Word"),
        ("entity.docx", word(extra={"word/document.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}), "never writes"),
        ("ratio.docx", word(paragraph(PROSE), extra={"word/media/a.png": bytes(30_000_000)}), "unpack"),
        ("part.docx", word(paragraph(PROSE), extra={"word/a.xml": os.urandom(MAX_PART + 1)}), "unpack"),
        ("many.docx", word(extra={f"word/{at}": b"" for at in range(MAX_ENTRIES)}), "unpack"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else None,  # archives hold the time; workers must agree on ids
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_without_an_article(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert words in refusal(path)


def test_a_word_document_of_many_middling_pieces_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "many.docx"
    path.write_bytes(word(paragraph(PROSE), extra={f"word/media/{at}": bytes(950_000) for at in range(220)}))
    assert "unpack" in refusal(path)


def test_a_word_document_with_locked_pieces(tmp_path: Path) -> None:
    path = tmp_path / "locked.docx"
    content = bytearray(word(paragraph(PROSE)))
    place = -1
    while (place := content.find(b"PK\x01\x02", place + 1)) >= 0:
        content[place + 8] |= 1
    path.write_bytes(content)
    assert "locked by a password" in refusal(path)


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.html"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES * 10)
    assert "larger than 20 MB" in refusal(path)


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "no file" in refusal(tmp_path / "nothing.html")
    assert "not a file" in refusal(tmp_path / "pipe")
    assert "cannot be read" in refusal("a\0b")
    assert "cannot be read" in refusal("x" * 5000)
    assert "Only addresses" in refusal("file:///etc/passwd")
    assert "Only addresses" in refusal("ftp://host.example/a.html")


def test_a_folder_is_answered_with_the_page_that_it_belongs_to(tmp_path: Path) -> None:
    (tmp_path / "Sleep_files").mkdir()
    assert "This is a folder" in refusal(tmp_path / "Sleep_files")
    (tmp_path / "Sleep.html").write_text("x")
    assert "Sleep.html" in refusal(tmp_path / "Sleep_files")


def test_too_many_sections_are_no_article(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# All\n\n" + f"## One\n\n{PROSE}\n\n" * (MAX_SECTIONS + 1), encoding="utf-8")
    with pytest.raises(SourceError, match="61 sections"):
        sections(path)


def test_an_author_hears_of_what_is_unusual(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"# All\n\n{PROSE}\n", encoding="utf-8")
    assert "No headings" in next(notes_on(sections(path), LONGEST_TEXT))
    path.write_text(f"# All\n\n## Twice\n\n{PROSE}\n\n## Twice\n\n{'Long. ' * 4000}\n", encoding="utf-8")
    twice, long = notes_on(sections(path), LONGEST_TEXT)
    assert "2 sections have the heading “Twice”" in twice
    assert "20,000" in long
    assert f"max_length={LONGEST_TEXT}" in repr(PassageFile.model_fields["text"])


def test_without_the_authors_extra_it_says_what_to_install(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = "import sys; sys.modules['lxml'] = None; sys.argv = ['bbchat', 'import', 'a.html', '--into', '.']\n"
    code += "from bbchat.cli.main import main; main()"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert "pip install '.[author]'" in done.stderr
    assert done.returncode == 2


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


ENDINGS = st.sampled_from([".html", ".htm", ".md", ".txt", ".docx", ".mhtml", ".jpg", ""])
PIECES = st.sampled_from(
    [
        *(
            f"<{tag}>".encode()
            for tag in "p /p h1 /h1 h2 li ol br b /b a script html body article table td !--".split()
        ),
        *(
            b"# A\n",
            b"---\n",
            b"title: a\n",
            b"\n\n",
            b"| a | b |\n",
            b"1. x\n",
            b"../../x",
            b"By Jo Doe\n",
            b"Oct 5\n",
        ),
        *(b"\x1b[2J", b"\xff", b"\0", b"&#0;&#x1F600;&nbsp;", b"Content-Type: text/html\n\n", PROSE.encode()),
        "Ünï’“ ”".encode(),
    ]
)
CONTENTS = st.binary(max_size=300) | st.lists(PIECES, max_size=30).map(b"".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ending=ENDINGS, content=CONTENTS)
def test_any_bytes_of_any_kind_are_an_article_or_a_sentence(tmp_path: Path, ending: str, content: bytes) -> None:
    target = tmp_path / "knowledge"
    target.mkdir(exist_ok=True)
    (target / "practice.yaml").write_text("name: Test\n")
    source = tmp_path / f"source{ending}"
    source.write_bytes(content)
    said = "plain words"
    try:
        reading = read_source(str(source), OFFLINE)
        import_article(reading, target, target, None, name="one", force=True)
    except (SourceError, UsageError) as error:
        said = error.hint and f"{error.message} {error.hint}"
    assert said
    assert not NOT_FOR_AUTHORS.search(said)
    outside = {name for name in everything_in(tmp_path) if not name.startswith(("knowledge/", "source"))}
    assert not outside
    inside = {name.split(".bak")[0] for name in everything_in(target)}
    assert inside <= {"practice.yaml", "articles/one/source.md", "articles/one/passages.yaml"}
    for path in tmp_path.glob("source*"):
        path.unlink()
    for path in target.rglob("*.bak*"):
        path.unlink()
