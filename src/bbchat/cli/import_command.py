"""`bbchat import`: an article from where it is published into a knowledge folder, as a draft."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from bbchat.authoring.importing.fetch import Network
    from bbchat.authoring.importing.importer import Imported, Vectors

SHOWN_LABEL = 60
"""Characters of a left-out line of text that are shown."""


@click.command("import")
@click.argument("source", shell_complete=lambda context, parameter, begun: [CompletionItem(begun, type="file")])
@click.option("--into", type=click.Path(path_type=Path), metavar="DIR", help="The knowledge folder it goes into.")
@click.option("--id", "name", metavar="NAME", help="The name of the article's folder; else made from its title.")
@click.option("--force", is_flag=True, help="Take the text of an article that is there already in anew.")
@click.pass_context
def command(context: click.Context, source: str, into: Path | None, name: str | None, force: bool) -> int:
    """Take in the article in SOURCE: its text, headings, title, author and dates.

    SOURCE is a page as your browser saves it (.html or .mhtml), a Word document (.docx), Markdown, a text file, or an
    address that begins with https://. Only for an address is the network used, and the host is named first.

    \b
    Example:
      bbchat import Downloads/sleep.html --into riverside
      bbchat import https://www.example.org/post/sleep --into riverside
      bbchat check riverside

    It writes two files, articles/NAME/source.md and articles/NAME/passages.yaml: a draft with one passage for each
    heading, to which you add questions. Nothing is overwritten without --force; with it, ids, questions and links of
    sections with the same heading stay, a review stays where the text is the same, and the old files are kept as .bak.

    Exit codes: 0 written, 1 there is no article in SOURCE, 2 it cannot be used as it is; then nothing was written.
    """
    from bbchat.authoring.importing.importer import import_article
    from bbchat.authoring.importing.source import read_source
    from bbchat.cli.locations import bundled_knowledge
    from bbchat.cli.output import write_words

    target = into or context.obj or _folder_here()
    reading = read_source(source, _network())
    imported = import_article(reading, target, bundled_knowledge(), _vectors(target), name=name, force=force)
    for line in _report(imported, target):
        write_words(line)
    return 0


def _folder_here() -> Path:
    """The knowledge folder that one stands in or beside.

    Raises:
        UsageError: there is none.
    """
    from bbchat.errors import UsageError

    for folder in (Path(), Path("knowledge")):
        if (folder / "practice.yaml").is_file():
            return folder
    raise UsageError(
        "Say which knowledge folder the article goes into: --into DIR",
        'You have none yet? Make one: bbchat new DIR --name "Your practice"',
    )


def _network() -> Network:
    from bbchat.authoring.importing.fetch import Network
    from bbchat.cli.output import write_note

    return Network(tell=lambda host: write_note(f"Contacting {host} …"))


def _vectors(target: Path) -> Vectors | None:
    """What tells which questions are near; without an encoder nothing is suggested."""
    from bbchat.cli.loading import open_store
    from bbchat.cli.output import write_error
    from bbchat.errors import EncoderError

    try:
        return open_store(target).vectors
    except EncoderError as failure:
        write_error(failure)
        return None


def _report(imported: Imported, target: Path) -> list[str]:
    facts, drafts = imported.facts, imported.drafts
    lines = [f"Title      {facts.title}"]
    for label, fact in (("Author", facts.author), ("Published", facts.published), ("Address", facts.url)):
        lines.append(f"{label:10} {fact or '(not found)'}")
    if facts.updated:
        lines.insert(3, f"{'Updated':10} {facts.updated}")
    lines += ["", f"{len(drafts)} sections, each a passage:"]
    width = max(len(draft.id) for draft in drafts)
    for draft in drafts:
        words = len(draft.section.text.split())
        lines.append(f"  {draft.id:{width}}  {words:4} words  {draft.section.title}")
    lines += _left_out(imported.dropped)
    for note in imported.notes:
        lines += ["", f"Note: {note}"]
    lines += ["", f"Written: {imported.folder / 'source.md'}, {imported.folder / 'passages.yaml'}"]
    if imported.backups:
        lines.append(f"The old files are kept: {', '.join(path.name for path in imported.backups)}")
    return [*lines, *_next_steps(imported, target)]


def _left_out(dropped: tuple[str, ...]) -> list[str]:
    """What is not in the article, so that its author can look whether something is missing."""
    if not dropped:
        return []
    labels = [text.removeprefix("- ") for text in dropped if len(text) < SHOWN_LABEL]
    lines = ["", "Left out; look whether something of the article is among it:"]
    if labels:
        lines.append(f"  {' · '.join(labels)}")
    for text in dropped:
        if len(text) >= SHOWN_LABEL:
            lines.append(f"  {text[: SHOWN_LABEL - 1].rstrip()}… ({len(text.split())} words)")
    return lines


def _next_steps(imported: Imported, target: Path) -> list[str]:
    steps = [
        f"Open {imported.folder / 'passages.yaml'} in a text editor; move fitting questions up from `suggested`.",
        f"bbchat check {shlex.quote(str(target))}",
        f"bbchat preview {shlex.quote(str(target))}",
        f'When somebody has read it against the page: bbchat sign --reviewer "THEIR NAME" {shlex.quote(str(target))}',
    ]
    if (target / "articles" / "example" / "source.md").is_file():
        steps.insert(1, f"Delete the folder {target / 'articles' / 'example'}, which only shows how it is done.")
    if imported.is_to_list:
        steps.insert(0, f"Add {imported.folder.name} at the end of the list `articles` in practice.yaml.")
    return ["", "Next:", *(f"  {place}. {step}" for place, step in enumerate(steps, 1))]
