"""An article comes in as it was published: all of its text, nothing else of the page, not a letter changed."""

from __future__ import annotations

import html
import quopri
import textwrap
from pathlib import Path

import pytest

from bbchat.authoring.importing.article import Section
from bbchat.authoring.importing.source import read_source
from tests.unit.authoring.import_sources import (
    OFFLINE,
    PROSE,
    W,
    paragraph,
    sections,
    seed_page,
    seed_sections,
    seed_title,
    word,
)


def as_pairs(found: list[Section]) -> list[tuple[str, list[str]]]:
    return [(section.title, list(section.paragraphs)) for section in found]


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("is_marked", [True, False])
@pytest.mark.parametrize("heading", ["h2", "strong"])
def test_the_blogs_page_gives_the_seven_sections(
    knowledge_folder: Path, tmp_path: Path, heading: str, is_marked: bool
) -> None:
    page = write(tmp_path, "page.html", seed_page(knowledge_folder, heading=heading, is_marked=is_marked))
    assert as_pairs(sections(page)) == seed_sections(knowledge_folder)


def test_the_blogs_page_says_who_wrote_it_when(knowledge_folder: Path, tmp_path: Path) -> None:
    facts = read_source(str(write(tmp_path, "page.html", seed_page(knowledge_folder))), OFFLINE).facts
    assert facts.title == seed_title(knowledge_folder)
    assert (facts.author, facts.published, facts.updated) == ("balieghbutlerthera", "Oct 5", "2 days ago")


def test_what_is_left_out_of_a_page_is_listed(knowledge_folder: Path, tmp_path: Path) -> None:
    dropped = read_source(str(write(tmp_path, "page.html", seed_page(knowledge_folder))), OFFLINE).dropped
    for text in ("- Home", "2 min read", "Write a comment...", "Recent Posts", "Facebook", "Accept"):
        assert any(text in one for one in dropped), text
    assert any(one.startswith("Small habits add up.") for one in dropped)
    assert any(one.startswith("We use cookies") for one in dropped)


def test_no_script_is_kept(knowledge_folder: Path, tmp_path: Path) -> None:
    reading = read_source(str(write(tmp_path, "page.html", seed_page(knowledge_folder))), OFFLINE)
    assert "script" not in " ".join([*reading.dropped, *(block.text for block in reading.blocks)])


def test_the_same_article_as_text_markdown_and_word(knowledge_folder: Path, tmp_path: Path) -> None:
    expected, title = seed_sections(knowledge_folder), seed_title(knowledge_folder)
    byline = ["balieghbutlerthera", "Oct 5", "2 min read", "Updated: 2 days ago"]
    lines = [title, *(f"- {line}" for line in byline)]
    lines += [line for heading, texts in expected for line in (heading, *texts)] + ["", "Comments"]
    markdown = [f"# {title}", *byline, *(line for head, texts in expected for line in (f"## {head}", *texts))]
    parts = [paragraph(title, "Title"), *map(paragraph, byline)]
    for heading, texts in expected:
        parts += [paragraph(heading, "Heading1"), *map(paragraph, texts)]
    for name, content in (
        ("a.txt", "\n".join(lines)),
        ("b.txt", "\n\n".join(lines)),
        ("a.md", "\n\n".join(markdown)),
        ("a.docx", word(*parts)),
    ):
        path = write(tmp_path, name, content)
        assert as_pairs(sections(path)) == expected, name
        facts = read_source(str(path), OFFLINE).facts
        assert (facts.title, facts.author, facts.published) == (title, "balieghbutlerthera", "Oct 5"), name


def test_its_own_source_file_can_be_imported(knowledge_folder: Path) -> None:
    source = knowledge_folder / "articles" / "what-is-psychotherapy" / "source.md"
    assert as_pairs(sections(source)) == seed_sections(knowledge_folder)
    facts = read_source(str(source), OFFLINE).facts
    assert facts.title == seed_title(knowledge_folder)
    assert facts.published == "Oct 5"


_SITE = f"""<html><head><title>Sleeping Well - Quiet Harbor</title><meta property="og:site_name" content="Quiet Harbor">
<script type="application/ld+json">{{"@graph": [{{"@type": "Organization", "headline": "x"}}, {{"@type": "BlogPosting",
"headline": "Sleeping Well", "author": [{{"name": "Jo Doe"}}], "datePublished": "2025-10-05T08:00:00Z"}}]}}</script>
<link rel="canonical" href="https://quiet.example/sleeping-well"></head><body class="single has-sidebar comments-open">
<header class="site-header"><h1 class="site-title">Quiet Harbor</h1></header><div class="content-with-sidebar"><div>
<div class="post"><header><h1>Sleeping Well</h1></header><div class="entry-content">
<p>{PROSE}</p><h2>What helps?</h2><p>{PROSE}</p><ul><li>A dark room</li><li><p>A walk</p></li></ul>
<ol><li><strong>Get up</strong></li><li>Go to bed</li></ol><h3>At night</h3><blockquote><p>{PROSE}</p></blockquote>
<p><b>One more thing</b><br>{PROSE}<br><br>The end.</p></div></div></div><aside class="x"><p>{PROSE} Aside.</p></aside>
<div id="comments"><h3>12 Comments</h3>
<b class="comment-author">Al</b><p>{PROSE} I liked it.</p><p>{PROSE} So did I.</p></div></div></body></html>"""


def test_a_page_of_another_maker(tmp_path: Path) -> None:
    page = write(tmp_path, "page.htm", _SITE)
    found = sections(page)
    assert [section.title for section in found] == ["Sleeping Well", "What helps?", "At night", "One more thing"]
    assert found[1].paragraphs == (PROSE, "- A dark room", "- A walk", "1. Get up", "2. Go to bed")
    assert found[3].paragraphs == (PROSE, "The end.")
    facts = read_source(str(page), OFFLINE).facts
    assert (facts.author, facts.published) == ("Jo Doe", "2025-10-05")
    assert (facts.url, facts.practice) == ("https://quiet.example/sleeping-well", "Quiet Harbor")


def test_a_page_saved_in_one_file_knows_its_address(tmp_path: Path) -> None:
    body = quopri.encodestring(f"<html><body><h1>Rest</h1><p>{PROSE}</p></body></html>".encode()).decode()
    head = "From: <Saved>\nSnapshot-Content-Location: https://quiet.example/rest\nMIME-Version: 1.0\n"
    head += 'Content-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html; charset="utf-8"\n'
    page = write(tmp_path, "a.mhtml", f"{head}Content-Transfer-Encoding: quoted-printable\n\n{body}\n--b--\n")
    assert read_source(str(page), OFFLINE).facts.url == "https://quiet.example/rest"
    assert sections(page)[0].text == PROSE


def test_word_keeps_what_was_inserted_and_drops_what_was_deleted(tmp_path: Path) -> None:
    tracked = (
        f'<w:ins xmlns:w="{W}"><w:r><w:t>kept</w:t></w:r></w:ins><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>'
    )
    path = write(
        tmp_path, "a.docx", word(paragraph("Rest", "Title"), paragraph(f"{PROSE} ", inner=tracked), creator="Jo Doe")
    )
    assert sections(path)[0].text == f"{PROSE} kept"
    reading = read_source(str(path), OFFLINE)
    assert reading.facts.author == "Jo Doe"
    assert "Jo Doe" in reading.notes[0]


@pytest.mark.parametrize(
    "text", ["It’s “so” — isn’t it… fine‑grained? ½ café naïve", "a <b> & 'c' \"d\" *e* _f_ #g [h](i)"]
)
def test_no_sign_is_changed(tmp_path: Path, text: str) -> None:
    whole = f"{text} {PROSE}"
    page = write(tmp_path, "a.html", f"<html><body><h1>T</h1><p>{html.escape(whole)}</p></body></html>")
    assert sections(page)[0].text == whole
    assert sections(write(tmp_path, "a.txt", f"Title\n\n{whole}"))[0].text == whole
    assert sections(write(tmp_path, "a.docx", word(paragraph("T", "Title"), paragraph(whole))))[0].text == whole


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", ""),
        ("utf-8", "windows-1252"),
        ("cp1252", "utf-8"),
        ("cp1252", "iso-8859-1"),
        ("utf-16", "utf-8"),
        ("utf-16-le", ""),
        ("utf-16-be", ""),
        ("utf-32", ""),
    ],
)
def test_a_page_in_another_encoding_than_it_says(tmp_path: Path, encoding: str, declared: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body><h1>T</h1><p>{PROSE} Café.</p></body></html>'
    assert sections(write(tmp_path, "a.html", page.encode(encoding)))[0].text == f"{PROSE} Café."


def test_a_letter_that_cannot_be_read_does_not_spoil_the_others(tmp_path: Path) -> None:
    page = f"<html><body><h1>T</h1><p>{PROSE} Café.</p></body></html>".encode() + b"<p>\xff</p>"
    assert sections(write(tmp_path, "a.html", page))[0].text.startswith(f"{PROSE} Café.")


def test_control_characters_do_not_come_in(tmp_path: Path) -> None:
    page = f"<html><body><h1>T\x1b[31m</h1><p>{PROSE}\u202e\x07 end\u00ad.</p></body></html>"
    assert sections(write(tmp_path, "a.html", page))[0].text == f"{PROSE} end."


def test_without_headings_all_is_one_section_under_the_title(tmp_path: Path) -> None:
    page = f"<html><body><h1>Rest</h1><p>{PROSE}</p><p>{PROSE}</p></body></html>"
    assert as_pairs(sections(write(tmp_path, "a.html", page))) == [("Rest", [PROSE, PROSE])]


def test_lines_that_an_editor_broke_are_one_paragraph(tmp_path: Path) -> None:
    broken = textwrap.fill(PROSE, 70)
    assert sections(write(tmp_path, "a.txt", f"Rest\n\n{broken}\n"))[0].paragraphs == (PROSE,)


def test_a_subtitle_is_not_an_author(tmp_path: Path) -> None:
    reading = read_source(str(write(tmp_path, "a.md", f"# Rest\n\nA guide for parents\n\n{PROSE}\n")), OFFLINE)
    assert reading.facts.author == ""
    assert [block.text for block in reading.blocks] == ["A guide for parents", PROSE]


def test_the_title_is_the_heading_that_the_page_is_named_by(tmp_path: Path) -> None:
    page = "<html><head><title>What is Rest? - Quiet Harbor</title></head><body><h1>Quiet Harbor</h1><p>Tea</p>"
    page += f"<h2>What Is Rest?</h2><p><a href='/'>In our news</a></p><h3>One</h3><p>{PROSE}</p></body></html>"
    path = write(tmp_path, "a.html", page)
    assert read_source(str(path), OFFLINE).facts.title == "What Is Rest?"
    assert as_pairs(sections(path)) == [("One", [PROSE])]


def test_one_long_paragraph_does_not_hide_what_stands_around_it(tmp_path: Path) -> None:
    parts = f"<div><div><h2>One</h2></div><div><div><p>{PROSE * 9}</p></div></div></div>"
    parts += f"<div><h2>Two</h2><p>{PROSE}</p></div>"
    page = f"<html><body><nav><p>{PROSE}</p></nav><div><h1>Rest</h1>{parts}</div></body></html>"
    assert [one.title for one in sections(write(tmp_path, "a.html", page))] == ["One", "Two"]


def test_somebody_who_comments_is_not_the_author(tmp_path: Path) -> None:
    page = f"<html><body class='comments-open'><h1>Rest</h1><p>{PROSE}</p><div class='reply-list'>"
    page += "<span class='comment-author'>Al Stranger</span></div></body></html>"
    assert read_source(str(write(tmp_path, "a.html", page)), OFFLINE).facts.author == ""
    named = page.replace("<h1>", "<span class='post-author'>By Jo Doe</span><h1>")
    assert read_source(str(write(tmp_path, "a.html", named)), OFFLINE).facts.author == "Jo Doe"


def test_what_a_visitor_does_not_see_and_links_at_the_end_stay_out(tmp_path: Path) -> None:
    page = f"<html><body><h1>Rest</h1><p>{PROSE}</p><p style='display: none'>Hidden.</p><p hidden>Hidden.</p>"
    page += "<p>The end.</p><p><a href='/x'>Our services</a></p><h3>Hours</h3></body></html>"
    reading = read_source(str(write(tmp_path, "a.html", page)), OFFLINE)
    assert [block.text for block in reading.blocks] == [PROSE, "The end."]
    assert reading.dropped == ["Hidden.", "Our services", "Hours"]


def test_a_heading_called_comments_amid_the_text_does_not_end_it(tmp_path: Path) -> None:
    page = (
        f"<html><body><h1>Rest</h1><p>{PROSE}</p><!-- x --><h2>Comments</h2><p>{PROSE}</p><p>{PROSE}</p></body></html>"
    )
    assert [one.title for one in sections(write(tmp_path, "a.html", page))] == ["Rest", "Comments"]


def test_teasers_that_are_marked_as_articles_are_not_taken_for_it(tmp_path: Path) -> None:
    teasers = f"<article><h2>Other</h2><p>{PROSE}</p></article>" * 2
    page = f"<html><body><div><h1>Rest</h1><p>{PROSE * 8}</p><p>{PROSE * 8}</p></div><div>{teasers}</div></body></html>"
    assert as_pairs(sections(write(tmp_path, "a.html", page))) == [("Rest", [PROSE * 8, PROSE * 8])]
