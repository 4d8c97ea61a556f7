"""Sources to import: the seed article as a blog page shows it, pages of other makers, Word documents."""

from __future__ import annotations

import html
import io
import re
import shutil
import zipfile
from pathlib import Path
from typing import NoReturn

from bbchat.authoring.importing.article import Section, sections_of
from bbchat.authoring.importing.fetch import Network
from bbchat.authoring.importing.source import read_source
from bbchat.encoding.store import FILE_NAME

SEED = "what-is-psychotherapy"
LONG = "Some running text that goes on for a while — as “text” does — so that nobody takes it for a label. " * 2
PROSE = LONG.strip()


def refuse(host: str) -> NoReturn:
    raise AssertionError(f"{host} was contacted")


OFFLINE = Network(tell=refuse)


def sections(path: Path) -> list[Section]:
    """What a file is read as."""
    reading = read_source(str(path), OFFLINE)
    return sections_of(reading.blocks, reading.facts.title)


def seed_sections(knowledge: Path) -> list[tuple[str, list[str]]]:
    """Headings and paragraphs of the seed article, from its `source.md`."""
    body = (knowledge / "articles" / SEED / "source.md").read_text(encoding="utf-8").split("---\n", 2)[2]
    parts = re.split(r"^## (.*)\n", body, flags=re.MULTILINE)[1:]
    texts = [re.split(r"\n\n", text.strip()) for text in parts[1::2]]
    return list(zip(parts[::2], texts, strict=True))


def seed_title(knowledge: Path) -> str:
    source = (knowledge / "articles" / SEED / "source.md").read_text(encoding="utf-8")
    match = re.search(r"^title: '(.*)'$", source, re.MULTILINE)
    assert match is not None
    return match[1]


def without_seed(knowledge: Path, target: Path) -> Path:
    """A copy of the knowledge in which nobody has imported the article yet."""
    shutil.copytree(knowledge, target, ignore=shutil.ignore_patterns(FILE_NAME))
    shutil.rmtree(target / "articles" / SEED)
    return target


def seed_page(knowledge: Path, *, heading: str = "h2", is_marked: bool = True) -> str:
    """The page of the seed article, laid out by a maker of nested boxes.

    Args:
        knowledge: where the article is.
        heading: `h2`, or `strong` where the author has set them in bold only.
        is_marked: whether the page says which of its boxes is the article.
    """
    content = []
    for title, texts in seed_sections(knowledge):
        shown = f'<span class="x1">{html.escape(title)}</span>'
        content.append(
            f'<h2 dir="auto" class="x2">{shown}</h2>'
            if heading == "h2"
            else f'<p class="x3"><span><strong>{shown}</strong></span></p>'
        )
        for text in texts:
            box = f'<div><div><p dir="auto" class="x4"><span class="x1">{html.escape(text)}</span></p></div></div>'
            content.append(f"{box}<div data-hook='block'></div>")
    title = html.escape(seed_title(knowledge))
    page = _BLOG.replace("{title}", title).replace("{content}", "\n".join(content))
    if is_marked:
        return page
    return page.replace("<article>", "<div>").replace("</article>", "</div>").replace("main", "div")


_BLOG = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} | Balance &amp; Bliss Therapy
</title><style>.x1 { color: red }</style><script>document.write("<p>A script must never be run, nor kept.</p>")</script>
</head><body><div id="SITE_CONTAINER">
<div id="cookie-banner" role="dialog"><div>We use cookies and other tracking technologies to improve your browsing.
By continuing you accept our privacy policy.</div><button>Accept</button><button>Decline</button></div>
<header><div><a href="/">Balance &amp; Bliss Therapy</a><nav><ul><li><a href="/">Home</a></li><li><a href="/about">About
</a></li><li><a href="/services">Services</a></li><li><a href="/blog">Blog</a></li></ul></nav></div></header>
<main><div><div><div><div><a href="/blog">All Posts</a></div><div><a href="/in">Log in / Sign up</a></div></div>
<article><div><div><div><ul><li><span data-hook="user-name">balieghbutlerthera</span></li><li><span title="Oct 5">Oct 5
</span></li><li><span>2 min read</span></li></ul></div>
<h1 class="title"><span>{title}</span></h1><div><p>Updated: 2 days ago</p></div>
<div class="viewer"><div><div>{content}</div></div></div>
<div class="foot"><div class="share-buttons"><button>Facebook</button><button>X (Twitter)</button>
<a href="#">Copy link</a></div><div><span>14 views</span><span>0 comments</span><button>Like</button></div>
</div></div></div></article>
<section><div><div><h2>Recent Posts</h2><a href="/all">See All</a></div><div><div><h2><a href="/2">Five Small Habits
</a></h2><p>Small habits add up. Here are five that clients come back to again and again when weeks are busy...</p>
</div></div></div></section>
<section><div><h2>Comments</h2><div><div>Write a comment...</div></div><div>Commenting has been turned off.</div></div>
</section></div></div></main>
<footer><div><p>123 Main Street, Suite 4</p><p>© 2025 by Balance &amp; Bliss Therapy. Powered and secured by nobody</p>
<form><label>Subscribe to our newsletter</label><input></form></div></footer></div></body></html>"""

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def paragraph(text: str, style: str = "", *, inner: str = "") -> str:
    """A paragraph of a Word document."""
    kind = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{kind}<w:r><w:t>{html.escape(text)}</w:t></w:r>{inner}</w:p>"


def word(*paragraphs: str, extra: dict[str, bytes] | None = None, creator: str = "") -> bytes:
    """A Word document."""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in {"Title": "Title", "Heading1": "heading 1", "Heading2": "heading 2"}.items()
    )
    core = f'<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{creator}</dc:creator></c>'
    parts = {
        "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{"".join(paragraphs)}</w:body></w:document>'.encode(),
        "word/styles.xml": f'<w:styles xmlns:w="{W}">{styles}</w:styles>'.encode(),
        "docProps/core.xml": core.encode(),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, **(extra or {})}.items():
            archive.writestr(name, content)
    return packed.getvalue()
