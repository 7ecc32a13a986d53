"""How it was is told to the group if both chose so before they answered; otherwise one line, at one
time, for everyone.
"""

from itertools import product

import pytest

from bot.dialogue.library import Library
from bot.rehearsal.plays.rig import PureRig
from bot.rehearsal.transcripts.given import GIVEN

ASKED = (
    "Ana: /begin speaker-listener",
    "Ana taps Apart",
    "Ana taps I'm up for it, private && Ben taps I'm up for it, private",
    "Ana: the dishes",
    "Ben taps All right",
    *(
        "Ana: I would like help.",
        "Ben: You would like help.",
        "Ana taps That's it",
        "Ana taps Pass",
    ),
    *("Ben: I am tired.", "Ana: You are tired.", "Ben taps That's it", "Ben taps Pass"),
    "Ana taps Enough",
)
LABELS = ("not yet", "a little", "partly", "mostly", "fully")
Taps = tuple[str, ...]
#: Everything that Ben can do: not touch it, choose and not answer, answer for himself or for both.
ALONE: list[Taps] = [
    (),
    ("For me alone",),
    ("For us both",),
    *(("For me alone", label) for label in LABELS),
]
BOTH: list[Taps] = [("For us both", label) for label in LABELS]


def seen(library: Library, ana: Taps, ben: Taps, then: str = "") -> list[str]:
    """What Ana and the group see after the question, once Ben has done this."""
    rig = PureRig(library)
    for does in (*GIVEN["questions answered"], *ASKED):
        rig.play(does)
    for tap in ana:
        rig.play(f"Ana taps {tap}, private")
    for tap in ben:
        assert all(
            "to Ben" in line or line[0] == " " for line in rig.play(f"Ben taps {tap}, private")
        )
    if then:
        rig.play(then)
    return rig.play("+6 min")


@pytest.mark.parametrize("ana", [("For us both", "fully"), ("For me alone", "fully"), ()])
def test_one_line_for_everyone_unless_both_share(library: Library, ana: Taps) -> None:
    traces = {tuple(seen(library, ana, ben)) for ben in ALONE}
    assert traces == {("Heard: How it was stays with each of you.",)}
    if ana[:1] != ("For us both",):
        assert {tuple(seen(library, ana, ben)) for ben in BOTH} == traces


def test_both_share(library: Library) -> None:
    for one, other in product(LABELS[:2], LABELS[3:]):
        assert seen(library, ("For us both", one), ("For us both", other)) == [
            f"Heard: One speaks, one listens · How heard did you feel? / Ana: {one} / Ben: {other}"
        ]


def test_in_the_middle_of_something_else_nobody_hears_of_it(library: Library) -> None:
    for ben in (BOTH[0], ALONE[0]):
        said = seen(library, ("For us both", "fully"), ben, "Ben: /begin three good minutes")
        assert not any("How" in line for line in said)


def test_an_answer_after_the_set_time_is_not_told(library: Library) -> None:
    assert seen(library, ("For us both", "fully"), (), "+6 min") == []
    rig = PureRig(library)
    for does in (*GIVEN["questions answered"], *ASKED, "+6 min"):
        rig.play(does)
    for who in ("Ana", "Ben"):
        for tap in ("For us both", "fully"):
            rig.play(f"{who} taps {tap}, private")
    assert rig.play("+10 min") == []
