"""What becomes of speed and of right answers as a practice's articles grow in number.

    python -m benchmarks.articles [--articles 50] [--asked 300]

Writes a knowledge folder with so many made-up articles beside the one that comes with the program, in a temporary
folder: each has five sections, with the same ids in all of them and twelve example questions each. Other questions, in
other words, are put to it, and those about the first article to a folder with that article alone. Printed are example
questions, topics, the first start, a start once compiled, the 95th percentile of a reply to the golden questions, and
how many got the right section; last, each as a multiple of one article. The same numbers give the same folder and the
same questions.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bbchat.authoring.evaluate import Share
from bbchat.cli.loading import load_assistant
from bbchat.conversation.reply import Answer
from bbchat.conversation.respond import respond
from bbchat.conversation.state import ConversationState
from bbchat.encoding.store import FILE_NAME, save_arrays
from benchmarks.latency import least

ROOT = Path(__file__).resolve().parents[1]
SUBJECTS = (
    "bread baking|beekeeping|bicycle repair|birdwatching|bonsai trees|book binding|candle making|canoe trips|"
    "carpentry|cheese making|chess openings|choir singing|coffee roasting|compost heaps|crochet|darts|"
    "dog training|dry stone walls|embroidery|fencing|fly fishing|folk dancing|fruit picking|glass blowing|"
    "goldfish ponds|hang gliding|hedge laying|herb gardens|horse riding|ice skating|jam making|juggling|"
    "kite flying|knitting|lace making|map reading|model railways|mushroom picking|origami|paper marbling|"
    "piano tuning|pottery|quilting|rock climbing|rowing|sailing|sheep shearing|stamp collecting|star gazing|"
    "sour pickles|table tennis|thatched roofs|tidal pools|violin making|watercolors|wood carving|yo-yo tricks|"
    "zither music"
).split("|")
QUESTIONS, EVERY, RUNS = ROOT / "tests/golden/questions.tsv", 4, 3
"""The questions that are timed, the same for any number of articles: every fourth of them, so many times."""
SECTIONS = ("basics", "tools", "costs", "dangers", "mistakes")
"""Ids of the sections of each article; all but the first article's clash."""
SAYS = {
    "basics": "{s} begin with patience. The first steps in {s} are learned in an afternoon.",
    "tools": "Few tools are needed for {s}. What is used for {s} should be clean and dry.",
    "costs": "Most people spend little on {s} in the first year. Used things for {s} cost half.",
    "dangers": "Nobody should be alone with {s} at first. Gloves prevent most injuries in {s}.",
    "mistakes": "Beginners in {s} hurry too much. Nearly every slip in {s} can be put right.",
}
TAUGHT = {
    "basics": "how do i start with {s}|what is {s} all about|first steps in {s}|can anybody learn {s}",
    "tools": "what do i need for {s}|which tools are used in {s}|equipment for {s}|what should i get for {s}",
    "costs": "how much money does {s} take|is {s} expensive|price of {s}|can i afford {s}",
    "dangers": "is {s} dangerous|can i get hurt in {s}|injuries from {s}|is {s} safe for children",
    "mistakes": "what goes wrong in {s}|usual mistakes in {s}|why does my {s} fail|errors of beginners in {s}",
}
FRAMES = ("{q}", "please tell me, {q}", "my neighbor asks: {q}")
ASKED = {
    "basics": "i am new to {s}, where do i begin|explain {s} to me",
    "tools": "what gear is necessary if i want to try {s}|do i have to buy special things for {s}",
    "costs": "what would i have to pay for {s}|is {s} a cheap hobby",
    "dangers": "what are the risks of {s}|could somebody be injured by {s}",
    "mistakes": "what do people do wrong when they try {s}|i keep failing at {s}, why is that",
}
"""Questions that no article was taught."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a folder does."""

    articles: int
    examples: int
    topics: int
    first_start: float
    """Seconds, with nothing of the made-up articles compiled."""
    start: float
    """Seconds, once compiled."""
    p95: float
    """Milliseconds of a whole reply."""
    right: Share


def write_articles(folder: Path, count: int) -> None:
    """Put made-up articles beside those of a knowledge folder, and list all in its practice.yaml."""
    names = sorted(child.name for child in (folder / "articles").iterdir() if child.is_dir())
    for number in range(count):
        subject, name = _subject(number), f"made-up-{number:03}"
        (folder / "articles" / name).mkdir()
        front = (
            f"---\ntitle: All about {subject}\npractice: A made-up practice\nauthor: nobody\npublished: Jan 1\n---\n"
        )
        body = "".join(
            f"\n## {_title(section, subject)}\n\n{SAYS[section].format(s=subject)}\n" for section in SECTIONS
        )
        (folder / "articles" / name / "source.md").write_text(front + body, "utf-8")
        passages = "".join(_passage(section, subject) for section in SECTIONS)
        (folder / "articles" / name / "passages.yaml").write_text(f"passages:\n{passages}", "utf-8")
        names.append(name)
    with (folder / "practice.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\narticles: [{', '.join(names)}]\n")


def _subject(number: int) -> str:
    turn, place = divmod(number, len(SUBJECTS))
    return SUBJECTS[place] + (f" in region {turn + 1}" if turn else "")


def _title(section: str, subject: str) -> str:
    return f"The {section} of {subject}"


def _passage(section: str, subject: str) -> str:
    questions = [
        frame.format(q=question.format(s=subject)) for frame in FRAMES for question in TAUGHT[section].split("|")
    ]
    lines = "".join(f"      - '{question}'\n" for question in questions)
    title, text = _title(section, subject), SAYS[section].format(s=subject)
    return (
        f"  - id: {section}\n    title: {title}\n    text: {text}\n"
        f"    suggestion: 'What are {title[0].lower()}{title[1:]}?'\n    questions:\n{lines}"
    )


def questions_about(count: int, most: int) -> list[tuple[str, str, str]]:
    """Article, section heading and question, evenly over so many made-up articles."""
    rows = [
        (f"All about {_subject(number)}", _title(section, _subject(number)), question.format(s=_subject(number)))
        for number in range(count)
        for section in SECTIONS
        for question in ASKED[section].split("|")
    ]
    return rows[:: -(-len(rows) // most)]


def measure(base: Path, count: int, most: int) -> Measured:
    """Write a folder with so many made-up articles, start on it twice, and ask."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "knowledge"
        shutil.copytree(base, folder)
        write_articles(folder, count)
        started = time.perf_counter()
        _, to_store, _ = load_assistant(folder)
        first = time.perf_counter() - started
        save_arrays(folder / FILE_NAME, to_store())
        started = time.perf_counter()
        assistant, _, _ = load_assistant(folder)
        start = time.perf_counter() - started
    right, rows = 0, questions_about(count, most)
    for article, heading, question in rows:
        _, reply = respond(ConversationState(), question, assistant)
        right += isinstance(reply, Answer) and (reply.article.title, reply.passage.title) == (article, heading)
    knowledge = assistant.knowledge
    texts = [line.rsplit("\t", 1)[-1] for line in QUESTIONS.read_text("utf-8").splitlines()[1:]][::EVERY]
    spent = least([lambda text: respond(ConversationState(), text, assistant)], texts, RUNS)
    p95 = 1000 * float(np.percentile(spent, 95))
    return Measured(count, len(knowledge.examples), len(knowledge.topics), first, start, p95, Share(right, len(rows)))


def table(one: Measured, many: Measured) -> list[str]:
    """Both as lines, and how many times one the many are."""
    lines = [f"{'made-up articles':28}{one.articles:>12}{many.articles:>12}{'times':>8}"]
    figures = {
        "example questions": (one.examples, many.examples, "{:.0f}"),
        "topics": (one.topics, many.topics, "{:.0f}"),
        "first start, seconds": (one.first_start, many.first_start, "{:.2f}"),
        "start compiled, seconds": (one.start, many.start, "{:.2f}"),
        "a reply, p95 milliseconds": (one.p95, many.p95, "{:.1f}"),
        "right section, per cent": (one.right.percent, many.right.percent, "{:.1f}"),
    }
    for name, (first, second, form) in figures.items():
        lines.append(f"{name:28}{form.format(first):>12}{form.format(second):>12}{second / max(first, 1e-9):>8.2f}")
    low, high = many.right.interval()
    return [*lines, f"of {many.right.total} questions that no article was taught; 95 %: {low:.1f} to {high:.1f}"]


def main() -> int:
    """Run by the command line's arguments."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=50)
    parser.add_argument("--asked", type=int, default=300, help="about so many questions")
    parser.add_argument("--knowledge", type=Path, default=ROOT / "knowledge")
    chosen = parser.parse_args()
    one, many = (measure(chosen.knowledge, count, chosen.asked) for count in (1, max(chosen.articles, 1)))
    sys.stdout.write("\n".join(table(one, many)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
