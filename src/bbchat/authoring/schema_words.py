"""What an editor says about each key of the knowledge files: one sentence in an author's words, and an example.

The one invariant: every key of every file has its words here, under the name of the shape that declares it.
"""

from __future__ import annotations

from typing import TypeAlias

Words: TypeAlias = "tuple[str, *tuple[object, ...]]"
"""A sentence, then examples, if any help."""

_QUESTIONS = "How people ask for it, in their own words, slips and half-sentences included; twenty or more is good."
_NOT_FOR = "Questions that sound like this one and are not; `belongs` names the topic that they are."
_RELATED = "Ids of topics that make sense to read next."
_SUGGESTION = "The short question that is offered as a next step and that this answers."
_ID = "A short name that no other topic has: small letters, digits and _ only."
_PATTERNS = "Word patterns; how they are written is told at the head of phrases.en.yaml."
_WORD_LIST = "Words with spaces between them."
_TIER = "How urgent it is; emergency is the most."
_CATEGORY = "What it is about, where other help lines are wanted for it; leave it out otherwise."

KEYS: dict[str, dict[str, Words]] = {
    "PracticeFile": {
        "name": ("The name of the practice, as people know it.", "Riverside Counseling"),
        "phone": ("The phone number as it should stand on the screen, in quotes; blank if none is shown.",),
        "email": ("An e-mail address; blank if none is shown.",),
        "booking": ("The address of the page where people book; blank if none is shown.",),
        "hours": ("When somebody can be reached, in your own words; blank if it isn't shown.",),
        "region": ("Whose help lines are shown, as two capital letters.", "US", "CA", "GB", "IE", "AU", "NZ", "EU"),
        "articles": ("The folders of the articles, the oldest first; needed where two have a section of the same id.",),
        "referral": ("What stands below an answer: whom to talk to.",),
        "disclosure": ("What the chat says of itself at the start: that it is a program and no therapy.",),
    },
    "ArticleFile": {
        "title": ("The title of the article, as published.", 'What the heck is "Psychotherapy?"'),
        "practice": ("The practice that published it.", "Riverside Counseling"),
        "author": ("Who wrote it, as the page says.", "Jo Doe"),
        "published": ("The day as the page shows it.", "Oct 5"),
        "updated": ("The day of the last change as the page shows it; blank if it shows none.", "2 days ago"),
        "url": ("The address of the page; blank if there is none.",),
    },
    "TopicFile": {"id": (_ID, "coping_tools"), "questions": (_QUESTIONS,), "not_for": (_NOT_FOR,)},
    "PassagesFile": {"passages": ("The sections of the article, in its order.",)},
    "PassageFile": {
        "title": ("The heading of the section, exactly as in source.md.",),
        "text": ("The section word for word as in source.md; a blank line between paragraphs.",),
        "suggestion": (_SUGGESTION, "Does therapy work?"),
        "related": (_RELATED, ["overview", "tools"]),
        "reviewed": ("Stays blank: `bbchat sign` notes who has read which section, and when.",),
        "suggested": ("Questions that an import proposes: move the fitting ones up to `questions`.",),
    },
    "Review": {"by": ("Who read it.", "Jo Doe"), "on": ("The day, year first.", "2026-01-31")},
    "SharedQuestion": {
        "text": ("The question.", "what if I can't afford to come every week"),
        "also": ("Ids of the other topics that answer it as well.", ["fees"]),
    },
    "BorderQuestion": {
        "text": ("The question.", "is it worth the money"),
        "belongs": ("The id of the topic that it is; leave it out where no topic answers it.", "fees"),
    },
    "HandoffsFile": {"handoffs": ("What people ask and no article answers; the one with the id `other` must stay.",)},
    "HandoffFile": {
        "title": ("What the subject is called on the screen.", "Fees and payment"),
        "reply": ("Says honestly that the article doesn't cover it.", "The article doesn't cover fees."),
        "ask": ("Says whom to ask.", "The practice can tell you what a session costs."),
        "suggestion": (_SUGGESTION, "What does a session cost?"),
        "related": (_RELATED, ["insurance", "scheduling"]),
    },
    "SmallTalkFile": {
        "small_talk": ("Courtesies such as hello and thank you; the one with the id `help` must stay.",),
        "off_topic": ("What has nothing to do with the practice.",),
    },
    "SmallTalkEntry": {"reply": ("What the chat says.", "You're welcome. Ask as much as you like.")},
    "OffTopicEntry": {
        "reply": ("What the chat says to a question that isn't about therapy.",),
        "questions": ("Questions about anything else, so that the chat learns what it isn't for.",),
        "not_for": (_NOT_FOR,),
    },
    "KioskFile": {
        "idle_seconds": ("Seconds without a key until the kiosk asks whether somebody is still there.", 75),
        "countdown_seconds": ("Seconds that it goes on asking; then everything is cleared.", 20),
        "idle_seconds_after_notice": ("In place of idle_seconds, once help lines have been shown.", 300),
        "session_minutes": ("Minutes until it asks whether to go on.", 20),
        "restart_at": ('The time of day, in quotes, when it starts afresh; "" for never.', "04:00"),
    },
    "DemoFile": {"steps": ("The steps of the tour, in their order.",)},
    "DemoStepFile": {
        "caption": ("What to notice, shown before anything is typed.",),
        "types": ("A line that is typed and sent as a visitor would.", "Does therapy really work?"),
        "expects": ("What must come; `bbchat demo --check` proves it.", {"kind": "answer", "ids": ["science"]}),
        "keys": ("Keys to press, where no line is typed.", ["f2"]),
    },
    "ExpectedFile": {
        "kind": ("The kind of reply, as `bbchat ask --json` names it.",),
        "ids": ("The topics of the reply.", ["science"]),
        "stands_out": ("Words of the sentence that must stand out in the answer.", "the benefits last longer"),
    },
    "PhrasesFile": {
        "fillers": (f"{_WORD_LIST} They may stand anywhere inside a phrase.",),
        "gaps_end_at": (f"{_WORD_LIST} No gap of a phrase runs over them.",),
        "spellings": ("A word, and the other ways in which people spell it.", {"dont": "dnt dunt"}),
        "risk_words": (f"{_WORD_LIST} They are looked for in spite of typing slips.",),
        "lists": ("A name, and the entries that <name> stands for in a phrase, with commas between them.",),
        "families": ("Groups of phrases that lead to one notice.",),
    },
    "FamilyFile": {
        "id": (_ID, "wants_to_die"),
        "about": ("What these phrases have in common, for the clinician who reads them.",),
        "tier": (_TIER,),
        "category": (_CATEGORY,),
        "stands": ("What never lowers these phrases: negation, past or others.", ["negation"]),
        "hyperbole": ("true: a joking word beside the phrase takes the notice away.",),
        "phrases": (_PATTERNS, ["i want to die"]),
    },
    "ModifiersFile": {
        "negators": (f"Words that deny the phrase behind them. {_PATTERNS}",),
        "no_negators": (f"What looks like a denial and is none. {_PATTERNS}",),
        "carriers": (f"{_WORD_LIST} Only they may stand between a denial and what it denies.",),
        "denied_after": (f"A denial that comes after the phrase. {_PATTERNS}",),
        "past_forms": (f"{_WORD_LIST} Forms that speak of the past.",),
        "past_lead": (f"What makes a phrase past by standing before it. {_PATTERNS}",),
        "past_marks": (f"A time gone by, beside a past form. {_PATTERNS}",),
        "back_again": (f"Says that it isn't past after all. {_PATTERNS}",),
        "admits": (f"Says that a question about the subject is about the writer. {_PATTERNS}",),
        "says": (f"Somebody else speaks: what follows is theirs. {_PATTERNS}",),
        "generic": (f"People in general, before the phrase. {_PATTERNS}",),
        "nearly": (f"{_WORD_LIST} Before a loss they say that it didn't happen.",),
        "terminators": (f"{_WORD_LIST} They end a modifier's reach.",),
        "humour": (f"{_WORD_LIST} They mark a joke.",),
        "figures": (f"Figures of speech, titles, mishaps. {_PATTERNS}",),
        "information": (f"Questions about the subject. {_PATTERNS}",),
        "first_person": (f"{_WORD_LIST} Beside them a question is about the writer.",),
        "information_about_me": (f"Questions about the subject in the first person. {_PATTERNS}",),
        "real_words": (f"{_WORD_LIST} They are no misspelt words of danger.",),
    },
    "NoticesFile": {
        "notices": ("What is shown first where a message sounds like danger.",),
        "more": ("Longer texts behind a choice.",),
        "resources": ("The words around the card of all help lines.",),
    },
    "NoticeFile": {
        "tier": (_TIER,),
        "category": (_CATEGORY,),
        "serves": ("Which help lines stand on the notice, in this order.", ["crisis"]),
        "variants": ("The first is shown first; the others where a notice comes again.",),
    },
    "VariantFile": {
        "warm": ("What stands above the help lines.",),
        "closing": ("What stands below the help lines.",),
    },
    "MoreFile": {
        "title": ("What the choice is called.", "What happens when I call?"),
        "text": ("What it shows.",),
        "region": ("For which region it is; ANY for all others.", "US", "ANY"),
    },
    "ResourcesFile": {
        "heading": ("What stands above the help lines.",),
        "closing": ("What stands below the help lines.",),
        "commands": ("What somebody may type to see the card.", ["help", "988"]),
    },
    "HelplinesFile": {
        "helplines": ("All help lines, country by country; nothing that nobody has confirmed.",),
        "footers": ("By region and language: the line that never leaves the screen.",),
    },
    "HelplineFile": {
        "name": ("What the line is called.", "988 Suicide & Crisis Lifeline"),
        "region": ("The region that it serves; ANY for everywhere.", "US"),
        "serves": ("What it is for.",),
        "channel": ("How it is reached.", ["call", "text"]),
        "contact": ("What to dial, text or open, in quotes.", "988"),
        "how": ("By language: how to use it, in a few words.", {"en": "call or text, free, day and night"}),
        "hours": ("When it answers.", "day and night"),
        "language": ("The languages that it answers in.", ["en", "es"]),
        "source": ("Where this was confirmed.",),
        "verified_on": ("When somebody last compared this entry with its source, year first.", "2026-01-31"),
        "short": ("true: it stands on the notices, too; all lines stand on the card.",),
    },
    "ExemplarsFile": {"exemplars": ("Messages from which the second safety layer learns.",)},
    "ExemplarsOfTier": {
        "tier": ("The notice that these messages call for; none: they only sound like danger.",),
        "category": (_CATEGORY,),
        "texts": ("One message a line.",),
    },
}
