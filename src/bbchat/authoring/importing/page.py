"""A web page: which part of it is the article, and what it says about itself.

The one invariant: whatever of the page's text is not in the article is listed as left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bbchat.authoring.importing.article import Facts, Reading
from bbchat.authoring.importing.head import take_apart
from bbchat.authoring.importing.markup import Found, blocks_of, parse
from bbchat.errors import SourceError
from bbchat.language.clean import clean

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ASIDE = {"nav", "footer", "aside", "menu", "dialog", "button", "select", "label", "figcaption"}
_ROLES = "navigation banner contentinfo dialog alertdialog complementary search menu menubar toolbar tablist button"
_LABELS = re.compile(
    r"(?:^|[\s_-])(?:comments?|respond|disqus|shar(?:e|ing)|social|related|recommended|sidebar|newsletter|subscribe"
    r"|cookies?|consent|gdpr|breadcrumbs?|pagination|pager|popup|modal|promo|caption|advert\w*|ads?|sponsored|masthead|navbar"
    r"|navigation|nav|menu|footer|author-bio|about-author|tag-list|post-tags|skip-link|screen-reader-text|sr-only"
    r"|recent-posts?|toc|table-of-contents|signup|login|rating)(?:$|[\s_-])"
)
"""Names that makers of web pages give to what is not the article."""
_AUTHORS = re.compile(r"(?:^|[\s_-])(?:author(?:-name)?|byline|user-name|post-author)(?:$|[\s_-])")
_MOST = 0.4
"""Share of a page's running text from which an element is not put aside, whatever it is called."""
_BODY = 0.85
"""Share of the running text that the smallest element around an article holds, where none is marked as one."""
_LEAST = 150
"""Characters of running text below which there is no article."""
_KINDS = {"Article", "BlogPosting", "NewsArticle", "MedicalWebPage", "ScholarlyArticle", "Report", "WebPage"}
_LINES_ABOVE = 6
"""Lines above a title in which its byline may stand."""


def read_page(text: str) -> Reading:
    """Read a web page.

    Raises:
        SourceError: there is no article in it.
    """
    tree = parse(text)
    found = blocks_of(tree)
    weights = _weights(found)
    whole = weights.get(tree, 0)
    aside = _set_aside(found, weights, whole)
    inside = [one for one in found if not aside.intersection(_around(one.element))]
    weights = _weights(inside)
    facts = _facts(tree, text)
    root = _root(tree, weights)
    _refuse_without_article(tree, found, weights.get(root, 0))
    marked = [root in _around(one.element) for one in inside]
    first, last = marked.index(True), len(marked) - marked[::-1].index(True)
    title, at = _title(inside, marked, facts)
    start = max(at, first)
    head = [*inside[max(0, at - _LINES_ABOVE) : at], *inside[at + 1 : start]] if at >= 0 else []
    before = [one.block for one in head if not one.block.is_prose and not one.block.is_link]
    article = [one.block for one, is_marked in zip(inside[start:last], marked[start:last], strict=True) if is_marked]
    parts = take_apart(article, replace(facts, title=title), before)
    kept, shown = {id(block) for block in parts.blocks}, {title, *parts.used}
    dropped = [one.block.text for one in found if id(one.block) not in kept and one.block.text not in shown]
    return Reading(parts.blocks, parts.facts, list(dict.fromkeys(dropped)))


def _around(element: HtmlElement) -> Iterator[HtmlElement]:
    """An element and all that it stands in."""
    yield element
    yield from element.iterancestors()


def _weights(found: Iterable[Found]) -> dict[HtmlElement, int]:
    """Characters of running text in each element."""
    weights: dict[HtmlElement, int] = {}
    for one in found:
        if one.block.is_prose:
            for element in _around(one.element):
                weights[element] = weights.get(element, 0) + len(one.block.text)
    return weights


def _set_aside(found: Sequence[Found], weights: dict[HtmlElement, int], whole: int) -> set[HtmlElement]:
    """The elements that are not the article's by their kind, role or name, and hold little of the text."""
    elements = {element for one in found for element in _around(one.element)}
    return {element for element in elements if weights.get(element, 0) <= _MOST * whole and _is_aside(element)}


def _is_aside(element: HtmlElement) -> bool:
    tag, role = element.tag, element.get("role", "")
    is_hidden = "hidden" in element.attrib or element.get("aria-hidden") == "true"
    if is_hidden or re.search(r"display\s*:\s*none", element.get("style", ""), re.I):
        return True
    if tag in ("html", "body", "article", "main", "h1", "h2", "h3", "h4", "p"):
        return False
    if tag in _ASIDE or role in _ROLES.split():
        return True
    if tag == "header":
        return not any(above.tag in ("article", "main") for above in element.iterancestors())
    return _LABELS.search(_labels(element)) is not None


def _labels(element: HtmlElement) -> str:
    return " ".join(element.get(name, "") for name in ("class", "id", "data-hook", "data-testid")).lower()


def _root(tree: HtmlElement, weights: dict[HtmlElement, int]) -> HtmlElement:
    """The element that holds the article: the one marked so, or the smallest with most of the running text."""
    whole = weights.get(tree, 0)
    for marked in (_is_body, lambda element: element.tag == "article" or element.get("role") == "article"):
        best = max((one for one in weights if marked(one)), key=lambda one: weights[one], default=None)
        if best is not None and weights[best] >= whole / 2:
            return best
    root = tree
    while True:
        inner = next((child for child in root if weights.get(child, 0) >= _BODY * whole), None)
        if inner is None or not whole or _is_of_one_piece(inner, weights):
            return root
        root = inner


def _is_of_one_piece(element: HtmlElement, weights: dict[HtmlElement, int]) -> bool:
    """Whether all running text in an element is one paragraph's: then its headings stand around the element."""
    while True:
        inside = [child for child in element if weights.get(child, 0)]
        if len(inside) != 1 or weights[inside[0]] != weights[element]:
            return not inside
        element = inside[0]


def _is_body(element: HtmlElement) -> bool:
    return str(element.get("itemprop")) == "articleBody"


def _refuse_without_article(tree: HtmlElement, found: Sequence[Found], weight: int) -> None:
    if weight >= _LEAST:
        return
    if tree.xpath("//input[@type='password']"):
        raise SourceError(
            "This is a page to log in at, not an article.",
            "Open the article in your browser as a visitor sees it, save that page, and import the file.",
        )
    links = sum(one.block.is_link for one in found)
    if links > 5 and links * 2 > len(found):
        raise SourceError(
            "This is a page of links, not an article.", "Open the article itself, and give its own address or file."
        )
    raise SourceError(
        "No article was found on this page.",
        "Open it in your browser, wait until the article shows, save the page as a file, and import that file; "
        "or paste the article into a Word document and import it.",
    )


def _title(inside: Sequence[Found], marked: Sequence[bool], facts: Facts) -> tuple[str, int]:
    """The article's title, and its place among the blocks; -1 where it isn't one of them."""
    last = next((at for at, one in enumerate(inside) if one.block.is_prose and marked[at]), len(inside))
    headings = [at for at, one in enumerate(inside[:last]) if one.block.is_heading]
    named = [at for at in headings if inside[at].block.text.casefold() in facts.title.casefold()]
    tops = [at for at in headings if inside[at].block.level == 1]
    if named:
        at = max(named, key=lambda at: len(inside[at].block.text))
        return inside[at].block.text, at
    if tops:
        return inside[tops[-1]].block.text, tops[-1]
    return re.split(r"\s[|–—]\s", facts.title)[0], -1


def _facts(tree: HtmlElement, text: str) -> Facts:
    """What a page's head and its labels say."""
    data = _data(tree)
    meta = {
        (one.get("property") or one.get("name") or "").lower(): one.get("content", "") for one in tree.xpath("//meta")
    }
    saved = re.search(r"<!-- saved from url=\(\d+\)(https?://\S+) -->", text[:2000])
    canonical = tree.xpath("//link[@rel='canonical']/@href")
    named = [one for one in tree.xpath("//*[@class or @rel or @itemprop or @data-hook]") if _names_author(one)]
    authors = [clean("".join(one.itertext())) for one in named]
    url = next(iter([*canonical, meta.get("og:url", ""), saved[1] if saved else ""]), "")
    return Facts(
        title=clean(_word(data, "headline") or meta.get("og:title") or "".join(tree.xpath("//title//text()"))),
        author=clean(
            next((re.sub(r"^(?:written )?by\s+", "", name, flags=re.I) for name in authors if 1 < len(name) <= 60), "")
            or _word(data, "author")
            or meta.get("author", "")
        ),
        published=_day(_word(data, "datePublished") or meta.get("article:published_time", "")),
        updated=_day(_word(data, "dateModified") or meta.get("article:modified_time", "")),
        url=clean(url) if url.startswith(("http://", "https://")) else "",
        practice=clean(meta.get("og:site_name") or _word(data, "publisher")),
    )


def _names_author(element: HtmlElement) -> bool:
    is_marked = "author" in (element.get("rel", ""), element.get("itemprop", ""))
    if not is_marked and not _AUTHORS.search(_labels(element)):
        return False
    return not any("comment" in _labels(one) for one in _around(element) if one.tag not in ("html", "body"))


def _day(moment: str) -> str:
    """The day of a moment as machines write it."""
    match = re.match(r"\d{4}-\d{2}-\d{2}", moment)
    return match[0] if match else ""


def _data(tree: HtmlElement) -> dict[str, Any]:
    """What a page tells search engines about its article; only read, never run."""
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            waiting = [json.loads(script)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            one = waiting.pop()
            if isinstance(one, list):
                waiting += one
            elif isinstance(one, dict):
                kinds = one.get("@type", "")
                if _KINDS.intersection(kinds if isinstance(kinds, list) else [kinds]) and "headline" in one:
                    return one
                waiting += [one.get("@graph", [])]
    return {}


def _word(data: dict[str, Any], key: str) -> str:
    """A fact that may be wrapped in a list or in a thing with a name."""
    value = data.get(key)
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name")
    return value if isinstance(value, str) else ""
