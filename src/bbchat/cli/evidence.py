"""What the tour measures in the end: the evidence of this very copy, with the test sets that came along."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bbchat.cli.locations import bundled_evidence, bundled_knowledge
from bbchat.knowledge.wording import DemoWords

if TYPE_CHECKING:
    from bbchat.authoring.evaluate import Report, Share
    from bbchat.conversation.assistant import Assistant
    from bbchat.knowledge.model import Knowledge
    from bbchat.tui.demo.scoreboard import Measure

Tell = Callable[[float], None]


class Evidence:
    """Measures one folder; each figure is measured when it is asked for, and golden questions once for all three."""

    def __init__(
        self, path: Path, knowledge: Knowledge, get_assistant: Callable[[], Assistant], sets: Path | None = None
    ) -> None:
        """`sets`: the folder of the test sets; None for those that came along."""
        self._sets = sets or bundled_evidence()
        self._path, self._knowledge, self._get_assistant = path, knowledge, get_assistant
        self._words: DemoWords = knowledge.wording.demo
        self._golden: Report | None = None

    def measures(self) -> Sequence[Measure]:
        """In the order in which they are shown."""
        from bbchat.tui.demo.scoreboard import Measure

        words = self._words
        return (
            Measure(words.score_knowledge, self._check),
            Measure(words.score_verbatim, self._prove),
            Measure(words.score_right, lambda tell: self._share(tell, lambda report: report.right)),
            Measure(words.score_offered, lambda tell: self._share(tell, lambda report: report.offered)),
            Measure(words.score_crisis, lambda tell: self._safety(tell, is_danger=True)),
            Measure(words.score_false, lambda tell: self._safety(tell, is_danger=False)),
            Measure(words.score_time, self._time),
        )

    def _check(self, tell: Tell) -> str:
        """Read everything once more, as `bbchat check` does."""
        from bbchat.authoring.check import check_folder, count
        from bbchat.cli.checking import compiled_of
        from bbchat.knowledge.loader import read_folder

        counts = count(check_folder(read_folder(self._path), date.today(), compiled_of(self._path)))
        return self._words.score_topics.format(
            passages=len(list(self._knowledge.passages())),
            handoffs=len(list(self._knowledge.handoffs())),
            examples=f"{len(self._knowledge.examples):,}",
            errors=counts.errors,
            warnings=counts.warnings,
        )

    def _prove(self, tell: Tell) -> str:
        """Look for each section in the article's file, letter for letter."""
        sources = {
            article: " ".join((self._path / "articles" / article / "source.md").read_text("utf-8").split())
            for article in self._knowledge.articles
        }
        passages = list(self._knowledge.passages())
        found = [one for one in passages if all(part in sources[one.article] for part in one.text.split("\n\n"))]
        return self._words.score_all_found.format(count=len(found), total=len(passages))

    def _share(self, tell: Tell, choose: Callable[[Report], Share]) -> str:
        if self._path.resolve() != bundled_knowledge():
            return self._words.score_elsewhere
        return self._as_sentence(choose(self._golden_report(tell)))

    def _golden_report(self, tell: Tell) -> Report:
        if self._golden is None:
            from bbchat.authoring.evaluate import evaluate
            from bbchat.authoring.question_sets import read_question_set

            rows, _ = read_question_set(self._sets / "questions.tsv", self._knowledge.topics)
            done = iter(range(1, len(rows) + 1))
            self._golden = evaluate(
                self._get_assistant(), rows, time.perf_counter, lambda: tell(next(done) / len(rows))
            )
        return self._golden

    def _safety(self, tell: Tell, *, is_danger: bool) -> str:
        """Crisis messages, or ordinary ones by the strict count: none that touches on danger at all."""
        from bbchat.authoring.evaluate_safety import Label, evaluate_safety, is_flagged_by, read_safety_set

        assistant = self._get_assistant()
        rows = [
            row
            for row in read_safety_set(self._sets / "safety.tsv")
            if (row.label is Label.CRISIS if is_danger else row.is_strict)
        ]
        done = iter(range(1, len(rows) + 1))
        report = evaluate_safety(rows, is_flagged_by(assistant), lambda: tell(next(done) / len(rows)))
        return self._as_sentence(report.recall(Label.CRISIS) if is_danger else report.strict_false_alarms)

    def _time(self, tell: Tell) -> str:
        """Of whole replies to the example questions, a few hundred of them."""
        from bbchat.conversation.respond import respond
        from bbchat.conversation.state import ConversationState

        assistant = self._get_assistant()
        asked = self._knowledge.examples[:: max(len(self._knowledge.examples) // 300, 1)]
        spent = []
        for at, example in enumerate(asked, 1):
            begun = time.perf_counter()
            respond(ConversationState(), example.text, assistant)
            spent.append((time.perf_counter() - begun) * 1000)
            tell(at / len(asked))
        slow = statistics.quantiles(spent, n=20)[-1] if len(spent) > 1 else spent[0]
        return self._words.score_milliseconds.format(median=f"{statistics.median(spent):.1f}", slow=f"{slow:.1f}")

    def _as_sentence(self, share: Share) -> str:
        low, high = share.interval()
        return self._words.score_share.format(
            percent=f"{share.percent:.1f}", total=share.total, low=f"{low:.1f}", high=f"{high:.1f}"
        )
