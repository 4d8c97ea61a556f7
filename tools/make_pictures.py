"""Draw the pictures of the documents from the running program: `python tools/make_pictures.py` writes docs/screens/."""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from bbchat.cli.chat import make_app
from bbchat.cli.kiosk import load_kiosk
from bbchat.cli.loading import build_assistant
from bbchat.cli.locations import bundled_knowledge
from bbchat.cli.preview_command import editing
from bbchat.knowledge.loader import load_knowledge
from bbchat.tui.app import BbchatApp
from bbchat.tui.demo.app import DemoApp
from bbchat.tui.loading import Sources
from bbchat.tui.preview.app import PreviewApp

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "screens"
EDITED = Path(tempfile.gettempdir()) / "bbchat-picture" / "my-knowledge"
ASKED = "does it actually work"


@dataclass(frozen=True)
class Picture:
    """One picture: what is typed for it (a word after @ is a key), its size, its colors."""

    about: str
    steps: tuple[str, ...]
    size: tuple[int, int] = (80, 24)
    theme: str = "dark"
    program: str = "chat"
    """Or kiosk, demo, preview."""
    shows: str = ""
    """What must be seen on it, where the reply may come to be another one."""


PICTURES = {
    "chat": Picture("An answer, with its source", (ASKED, "@enter")),
    "suggestions": Picture("Questions offered while somebody types", ("does it", "@up")),
    "did-you-mean": Picture("A question back", ("will it help me", "@enter"), shows="None of these: whom can I ask?"),
    "two-part": Picture("Two questions in one line", ("how much does it cost and does it really work", "@enter")),
    "not-covered": Picture("What the article does not answer", ("how mcuh does it cost", "@enter")),
    "help-lines": Picture("Help lines first", ("i dont want to be alive anymore", "@enter")),
    "topics": Picture("All that the practice has written", (ASKED, "@enter", "@f3")),
    "my-questions": Picture("A sheet for a first visit", (ASKED, "@enter", "@f5", "@f4", "who pays for it", "@enter")),
    "phone": Picture("A code for a phone", (ASKED, "@enter", "@f6"), (120, 40)),
    "save": Picture("Saving what was said", (ASKED, "@enter", "@ctrl+s")),
    "why": Picture("Why this reply", (ASKED, "@enter", "@f2")),
    "all-keys": Picture("All keys", ("@ctrl+p",)),
    "chat-light": Picture("Light colors", (ASKED, "@enter"), theme="light"),
    "chat-contrast": Picture("High contrast", (ASKED, "@enter"), theme="contrast"),
    "help-lines-light": Picture("Help lines, light", ("i dont want to be alive anymore", "@enter"), theme="light"),
    "topics-contrast": Picture("Topics, high contrast", ("@f3",), theme="contrast"),
    "chat-wide": Picture("120 columns, 40 rows", (ASKED, "@enter"), (120, 40)),
    "topics-wide": Picture("Topics on a wide screen", (ASKED, "@enter", "@f3"), (120, 40)),
    "chat-narrow": Picture("40 columns, 20 rows", (ASKED, "@enter"), (40, 20)),
    "topics-narrow": Picture("Topics on a narrow screen", ("@f3",), (40, 20)),
    "help-lines-narrow": Picture("Help lines on a narrow screen", ("i dont want to be alive", "@enter"), (40, 20)),
    "kiosk-at-rest": Picture("The kiosk in a waiting room, at rest", (), program="kiosk"),
    "kiosk": Picture("The kiosk, in use", ("@space", ASKED, "@enter"), program="kiosk"),
    "demo": Picture("The tour for staff", ("@right", "@right", "@right", "@space"), (100, 30), program="demo"),
    "preview": Picture(
        "A folder that is being edited, with a mistake", (ASKED, "@enter"), (120, 36), program="preview"
    ),
    "chat-tiny": Picture("20 columns, 5 rows", (ASKED, "@enter"), (20, 5)),
}
"""By file name."""
_FONT = re.compile(r"@font-face\s*\{.*?\}", re.DOTALL)


def without_addresses(svg: str) -> str:
    """The picture without the fonts that it would fetch from elsewhere."""
    svg = (
        _FONT.sub("", svg)
        .replace("<svg ", '<svg xml:space="preserve" ', 1)
        .replace("Fira Code", "monospace")
        .replace("arial", "sans-serif")
    )
    svg = svg.replace("\n</text>", "</text>")
    return "\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n"


def open_app(picture: Picture) -> BbchatApp:
    """The program that a picture is of, not yet running."""
    if picture.program == "kiosk":
        return load_kiosk(bundled_knowledge(), picture.theme, Path("no-pin"), lambda: True)[0]()
    if picture.program == "demo":
        knowledge = load_knowledge(bundled_knowledge())
        assistant, _, _ = build_assistant(bundled_knowledge(), knowledge)
        return DemoApp(knowledge, Sources(lambda: knowledge, lambda _: (assistant, None)), (), theme=picture.theme)
    if picture.program == "preview":
        shutil.rmtree(EDITED, ignore_errors=True)
        shutil.copytree(bundled_knowledge(), EDITED)
        return PreviewApp(editing(EDITED), theme=picture.theme)
    return make_app(None, theme=picture.theme)


def break_something() -> None:
    """Two slips that authors make."""
    handoffs = EDITED / "handoffs.yaml"
    text = handoffs.read_text(encoding="utf-8")
    text = text.replace("title: Insurance", "titel: Insurance", 1).replace(
        "related: [insurance", "related: [insurence", 1
    )
    handoffs.write_text(text, encoding="utf-8")


async def settle(app: BbchatApp, pilot: Pilot[Any]) -> None:
    """Until nothing more happens; what goes on for ever gets a few seconds."""
    if isinstance(app, (DemoApp, PreviewApp)):
        await pilot.pause(3)
    else:
        await app.workers.wait_for_complete()
        await pilot.pause(0.1)


async def draw(picture: Picture) -> str:
    """The screen as SVG."""
    app = open_app(picture)
    async with app.run_test(size=picture.size) as pilot:
        await settle(app, pilot)
        for step in picture.steps:
            keys = [step[1:]] if step.startswith("@") else ["space" if one == " " else one for one in step]
            await pilot.press(*keys)
            await pilot.pause(0.2)
            await settle(app, pilot)
        if picture.program == "preview":
            break_something()
            await pilot.pause(4)
        svg = without_addresses(app.export_screenshot(title="bbchat"))
        if picture.shows.replace(" ", "&#160;") not in svg:
            raise ValueError(f"the picture of '{picture.about}' does not show it any more: ask another question for it")
        return svg


def gallery() -> str:
    """The page that shows them all."""
    parts = [f"## {picture.about}\n\n![{picture.about}]({name}.svg)\n" for name, picture in PICTURES.items()]
    return "# Every screen\n\nDrawn from the running program by `python tools/make_pictures.py`.\n\n" + "\n".join(parts)


def main() -> int:
    """Draw them all, or those that are named."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[1:] or PICTURES:
        (FOLDER / f"{name}.svg").write_text(asyncio.run(draw(PICTURES[name])), encoding="utf-8")
        print(f"docs/screens/{name}.svg")
    (FOLDER / "README.md").write_text(gallery(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
