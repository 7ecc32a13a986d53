"""Ways this could be misused, and what stands against each: docs/safety.md names these tests."""

import re
from collections.abc import Iterable

import pytest

from bot.adapters.library import phrases, shipped
from bot.dialogue.library import Library
from bot.dialogue.model import texts
from bot.rehearsal.plays.rig import PureRig
from bot.rehearsal.transcripts.given import GIVEN
from bot.rehearsal.transcripts.script import parse

#: Both have answered the private questions.
ANSWERED = "questions answered"
ASKED = ("Ana: /begin speaker-listener", "Ana taps Apart")


def play(library: Library, given: str, lines: Iterable[str]) -> tuple[PureRig, list[str]]:
    """What everybody saw in these lines, in the words of a transcript."""
    rig = PureRig(library, parse(f"# given: {given}\n"))
    for does in GIVEN[given]:
        rig.play(does)
    return rig, [seen for does in lines for seen in rig.play(does)]


def of(seen: list[str], name: str = "") -> list[str]:
    """What is seen in one private chat, or on one phone alone; without a name, in the group."""
    found, mine = [], False
    for line in seen:
        if not line.startswith("  "):
            private = re.match(r"\(?(?:gone: )?\w+ to (\w+)|\((?:toast|door) for (\w+)", line)
            mine = (private[1] or private[2] if private else "") == name
        if mine:
            found.append(line)
    return found


# --- to compel a partner -------------------------------------------------------------------------


def test_who_said_not_today_cannot_be_seen(library: Library) -> None:
    yes, no = "taps I'm up for it, private", "taps Not today, private"
    one, other, both = (
        play(library, ANSWERED, (*ASKED, f"Ana {ana}", f"Ben {ben}", "+30 min"))[1]
        for ana, ben in ((yes, no), (no, yes), (no, no))
    )
    for name in ("", "Ana", "Ben"):
        assert of(one, name) == of(other, name) == of(both, name)
    assert "Heard: Not today. Something warm, or enough for now?" in of(one)


def test_who_has_not_answered_is_never_shown(library: Library) -> None:
    """Silence looks to the group, and to the one who did answer, like any other reason."""
    answered = (*ASKED, "Ana taps I'm up for it, private")
    _, never = play(library, ANSWERED, (*answered, "+30 min"))
    _, no = play(library, ANSWERED, (*answered, "+9 min", "Ben taps Not today, private"))
    assert of(never) == of(no)
    assert of(never, "Ana") == of(no, "Ana")
    assert not [line for line in of(never) if "Ben" in line or "Ana" in line]


def test_a_not_yet_looks_like_no_answer(library: Library) -> None:
    asked = ("Ana: /pause", "Ana: /resume")
    _, not_yet = play(library, "listening", (*asked, "Ben taps Not yet, private", "+5 min"))
    _, silent = play(library, "listening", (*asked, "+5 min"))
    assert of(not_yet) == of(silent)
    assert of(not_yet, "Ana") == of(silent, "Ana")


# --- to use the rules as a weapon ----------------------------------------------------------------


def test_no_sentence_counts_or_names_a_slip(library: Library) -> None:
    counted = re.compile(
        r"interrupt|violat|broke (?:a|the) rule|(?<!isn't )your fault|at fault|to blame|strike"
        r"|score|penalt|\d+ of \d+|(?:first|second|third|last) (?:time|warning)|too (?:often|many)"
        r"|again and again|how (?:often|many)|respect the|misbehav|complain",
        re.IGNORECASE,
    )
    book = phrases(shipped() / "phrases")[0]["en"]
    said = [*book.items(), *(one for each in library.listed() for one in texts(each))]
    assert len(said) > 200
    assert not [(key, text) for key, text in said if counted.search(text)]


def test_the_other_reads_nothing_of_what_was_kept(library: Library) -> None:
    """One interruption or two, and no interruption at all: the same for the one who speaks."""
    speaks = "Ana: You made tea. I felt looked after."
    _, none = play(library, "warm", (speaks,))
    _, two = play(library, "warm", ("Ben: Wait!", "+15 s", "Ben: Me first!", speaks))
    assert of(two, "Ana") == of(none, "Ana") == []
    assert [line for line in of(two) if not line.startswith("gone: Ben")] == of(none)


# --- the pause as a wall -------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["{}: /pause", "{}, private: /pause", "{}, private: /pause 2h"])
def test_a_pause_has_the_same_words_and_a_return_whoever_asks(library: Library, how: str) -> None:
    _, one = play(library, "listening", (how.format("Ana"),))
    _, other = play(library, "listening", (how.format("Ben"),))
    assert of(one) == of(other)
    assert any(re.search(r"Back at \d\d:\d\d", line) for line in of(one))
    assert not [line for line in of(one) if line.startswith("Heard") and "Ana" in line]


# --- a second account, somebody else -------------------------------------------------------------

STATES = {
    "not both in": ("added", ()),
    "both in": ("paired", ()),
    "in an exercise": ("warm", ("Ben: Wait, me first!",)),
    "in a break": ("listening", ("Ben: /pause 2h",)),
    "one has left": ("paired", ("Ben, private: /leave", "Ben taps Leave, private")),
}
PROBES = ("/start", "/held", "/pause", "/resume", "/stop", "/consent", "/journal", "/leave",
          "/begin speaker-listener", "/support", "/help", "Is Ana in a break?")  # fmt: skip


def test_a_stranger_reads_the_same_whatever_the_two_do(library: Library) -> None:
    answers = set()
    for given, lines in STATES.values():
        rig, _ = play(library, given, lines)
        seen = [line for probe in PROBES for line in rig.play(f"Cara, private: {probe}")]
        assert not [*of(seen), *of(seen, "Ana"), *of(seen, "Ben")]
        answers.add(tuple(of(seen, "Cara")))
    (answer,) = answers
    assert len(answer) >= len(PROBES)


@pytest.mark.parametrize(
    ("lines", "label"),
    [
        (("Ana: /menu",), "Three good minutes · 3 min"),
        (("Ana: /rules",), "Only remind (at once)"),
        (("Ana: /pause",), "Back in 1 h"),
        (("Ana: /pause",), "Earlier"),
        (("Ana: /breathe",), "Breathe along"),
    ],
)
def test_taps_of_a_third_do_nothing(library: Library, lines: tuple[str, ...], label: str) -> None:
    rig, _ = play(library, "paired", (*lines, "Cara joins"))
    seen = rig.play(f"Cara taps {label}")
    assert seen == ["(toast for Cara: That's for the two who are in.)"]


def test_a_third_has_no_command_in_the_group(library: Library) -> None:
    rig, _ = play(library, "paired", ("Cara joins",))
    for command in ("/begin three good minutes", "/stop", "/resume", "/done", "/rules"):
        seen = rig.play(f"Cara: {command}")
        assert not [line for line in seen if line.startswith("Heard")], command


#: Nothing happens, and it is said what does.
BY_NOBODY = [
    "Heard: I can't tell who asked. Tap Pause, or write to me in private.",
    "  [Pause]",
]


@pytest.mark.parametrize(
    ("before", "how"),
    [
        ((), ", as Garden"),
        (("Ana promotes Ben", "Ana hides", "Ben hides"), ""),
        (("Ana hides", "Cara joins"), ""),
    ],
    ids=["as a channel", "both write as the group", "a third is here"],
)
def test_whoever_is_not_known_has_no_say(
    library: Library, before: tuple[str, ...], how: str
) -> None:
    rig, _ = play(library, "paired", before)
    for command in ("/begin three good minutes", "/rules", "/done"):
        assert not rig.play(f"Ana{how}: {command}"), command
    for command in ("/stop", "/pause", "/breathe"):
        assert rig.play(f"Ana{how}: {command}") == BY_NOBODY, command
    said = rig.play(f"Ana{how}: /resume")
    assert said == ["Heard: I can't tell who asked. In our private chat I can."]


def test_a_stranger_who_writes_as_the_group_is_not_taken_for_a_partner(library: Library) -> None:
    """Cara, whom the bot does not know, leads it in secret, and Ben has left: there are two."""
    lines = ("Cara joins", "Ana promotes Cara", "Cara hides", "Ana hides", "Ben leaves")
    rig, _ = play(library, "paired", lines)
    for command in ("/stop", "/pause"):
        assert rig.play(f"Cara: {command}") == BY_NOBODY
    assert rig.play("Cara taps Pause") == ["(toast for Cara: That's for the two who are in.)"]


# --- evidence ------------------------------------------------------------------------------------


def test_there_is_no_record_of_what_was_said_in_turn(library: Library) -> None:
    lines = (
        "Ana: You made tea. I felt looked after.",
        "Ana: Me again!",
        "Ben: Tea, and you felt looked after.",
        "Ana taps That's it",
    )
    rig, _ = play(library, "warm", lines)
    kept = {words.text for words, _ in rig.boards.words.values()}
    assert "You made tea. I felt looked after." not in kept
    assert "Tea, and you felt looked after." not in kept


def test_nobody_is_shown_what_the_other_has(library: Library) -> None:
    rig, _ = play(library, "warm", ("Ben: Wait, me first!", "Ana: /stop"))
    seen = [
        line
        for command in ("/held", "/journal", "/consent", "/start", "/help", "/privacy")
        for line in rig.play(f"Ana, private: {command}")
    ]
    assert seen
    assert not [line for line in seen if "Wait, me first!" in line]
    assert any("Wait, me first!" in line for line in rig.play("Ben taps Show it, private"))
