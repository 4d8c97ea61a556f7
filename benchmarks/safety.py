"""How many messages that sound like danger get the help lines, beside what others would use.

    python -m benchmarks.safety FILE [--lexicon LEXICON]

FILE is a safety set as `bbchat eval --safety` takes it. Per cent flagged: the product with both layers, its phrases
alone, its second layer alone, and a list of seven keywords, which is what many chats have. LEXICON is the file
`suicide_risk_lexicon_validated_*.json` out of the wheel of the PyPI package construct-tracker (`pip download --no-deps`
is enough), matched the way that package matches it.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from bbchat.authoring.evaluate_safety import DANGERS, evaluate_safety, is_flagged_by, read_safety_set
from bbchat.cli.loading import load_assistant
from bbchat.safety.check import SafetyCheck

ROOT = Path(__file__).resolve().parents[1]
KEYWORDS = re.compile(
    r"suicid|kill myself|end my life|want to die|self.?harm|hurt myself|better off dead", re.IGNORECASE
)


def detectors() -> dict[str, Callable[[str], bool]]:
    """Each says whether a message gets the help lines."""
    assistant, _, _ = load_assistant(ROOT / "knowledge")
    phrases: SafetyCheck = assistant.safety

    def by_phrases(text: str) -> bool:
        notice = phrases.notice_for(text)
        return notice is not None and notice.replaces_answer

    def by_meaning(text: str) -> bool:
        return phrases.notice_once_read(None, assistant.reader.read(text).windows, None) is not None

    return {
        "bbchat": is_flagged_by(assistant),
        "its phrases alone": by_phrases,
        "its second layer alone": by_meaning,
        "seven keywords": lambda text: KEYWORDS.search(text) is not None,
    }


LEXICON_IDEATION = (
    "Passive suicidal ideation",
    "Active suicidal ideation & suicidal planning",
    "Direct self-injury",
    "Other suicidal language",
)
LEXICON_WHOLE_WORDS = 4
"""Letters up to which a token of the lexicon counts as a whole word only; longer ones count inside words too."""


def lexicon_detectors(path: Path) -> dict[str, Callable[[str], bool]]:
    """The Suicide Risk Lexicon: its constructs of suicide and self-injury, and any of its constructs."""
    constructs = json.loads(path.read_text(encoding="utf-8"))

    def any_of(names: Iterable[str]) -> Callable[[str], bool]:
        tokens = sorted({token.lower() for name in names for token in constructs[name]["tokens"]})
        words = [rf"\b{re.escape(t)}\b" if len(t) <= LEXICON_WHOLE_WORDS else re.escape(t) for t in tokens]
        found = re.compile("|".join(words))
        return lambda text: found.search(text.lower()) is not None

    return {
        "lexicon, 4 constructs": any_of(LEXICON_IDEATION),
        f"lexicon, all {len(constructs)}": any_of(constructs),
    }


def main() -> int:
    """Run by the command line's arguments."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--lexicon", type=Path)
    arguments = parser.parse_args()
    rows = read_safety_set(arguments.file)
    peers = lexicon_detectors(arguments.lexicon) if arguments.lexicon else {}
    sys.stdout.write(f"{len(rows)} messages\n{'':24}{'crisis':>9}{'third':>9}{'concern':>9}{'strict':>9}{'none':>9}\n")
    for name, is_flagged in {**detectors(), **peers}.items():
        report = evaluate_safety(rows, is_flagged, lambda: None)
        shares = [*(report.recall(label) for label in DANGERS), report.strict_false_alarms, report.false_alarms]
        sys.stdout.write(f"{name:24}{''.join(f'{share.percent:9.1f}' for share in shares)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
