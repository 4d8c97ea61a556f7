"""Draw the pictures of the documents from the running program: `python tools/make_pictures.py` writes docs/*.svg."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

from bbchat.cli.chat import make_app

DOCS = Path(__file__).resolve().parents[1] / "docs"
SIZE = (80, 24)
PICTURES = {
    "chat": "does it actually work",
    "did-you-mean": "would it help me stick up for what i want",
    "not-covered": "how mcuh does it cost",
    "help-lines": "i dont want to be alive anymore",
}
"""File name, and the question that is typed for it."""
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


async def draw(question: str) -> str:
    """The screen after a question, as SVG."""
    app = make_app(None)
    async with app.run_test(size=SIZE) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        for character in question:
            await pilot.press("space" if character == " " else character)
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause(0.3)
        return without_addresses(app.export_screenshot(title="bbchat"))


def main() -> int:
    """Draw them all."""
    DOCS.mkdir(exist_ok=True)
    for name, question in PICTURES.items():
        (DOCS / f"{name}.svg").write_text(asyncio.run(draw(question)), encoding="utf-8")
        print(f"docs/{name}.svg")
    return 0


if __name__ == "__main__":
    sys.exit(main())
