"""The picture of a dialogue: it says everything, nothing lies on something else, and it is the same
each time.
"""

from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest

from bot.adapters.library import check, of_folder, shipped
from bot.dialogue.diagram import diagram
from bot.dialogue.diagram.blocks import condition, repeated
from bot.dialogue.diagram.cards import card
from bot.dialogue.diagram.layout import layout
from bot.dialogue.diagram.letters import width, wrap
from bot.dialogue.diagram.plain import plain
from bot.dialogue.diagram.shapes import Box, Frame, Picture, Text
from bot.dialogue.measure import minutes
from bot.dialogue.model import (
    VERBS,
    Condition,
    Consent,
    Dialogue,
    Include,
    Repeat,
    Rounds,
    Turn,
    When,
    steps_of,
)
from tests.dialogue.everything import EVERYTHING

GOLDEN = Path(__file__).parent / "diagrams" / "everything.svg"
SHIPPED = [one for one in check(of_folder(shipped()))[0] if isinstance(one, Dialogue)]
ALL = [EVERYTHING, *SHIPPED]
each = pytest.mark.parametrize("dialogue", ALL, ids=lambda one: one.dialogue)
#: Lines and dashes have a width.
HAIR = 0.01


def test_the_example_has_every_verb() -> None:
    verbs = {type(step) for step in steps_of(EVERYTHING)}
    assert verbs | {Include} == set(VERBS.values())


def test_the_picture_is_as_it_was(request: pytest.FixtureRequest) -> None:
    """To see a change of it, delete the file, run this twice, and look at the picture."""
    drawn = diagram(EVERYTHING)
    if not GOLDEN.exists():
        GOLDEN.write_text(drawn, "utf-8")
        pytest.fail(f"{GOLDEN.name} is written; look at it")
    assert drawn == GOLDEN.read_text("utf-8")


@each
def test_it_is_well_formed_and_says_what_it_is(dialogue: Dialogue) -> None:
    root = ET.fromstring(diagram(dialogue))  # noqa: S314 -- ours
    space = "{http://www.w3.org/2000/svg}"
    title, desc = root.find(f"{space}title"), root.find(f"{space}desc")
    assert title is not None
    assert desc is not None
    assert title.text == dialogue.title
    labelled = root.attrib["aria-labelledby"].split()
    assert labelled == [title.attrib["id"], desc.attrib["id"]]
    for step in steps_of(dialogue):
        if not isinstance(step, Rounds | Repeat | When):
            assert card(step, dialogue).said in str(desc.text)


@each
def test_every_step_is_there_with_its_name_its_words_and_its_minutes(dialogue: Dialogue) -> None:
    picture = layout(dialogue)
    boxes = {box.step.partition(",")[0]: box for box in picture.boxes if box.step}
    for step in steps_of(dialogue):
        if isinstance(step, Rounds | Repeat | When):
            continue
        words = [text.words for text in boxes[step.id].texts]
        shown = card(step, dialogue)
        assert any(one.startswith(step.id) for one in words)
        assert shown.head.split()[0] in " ".join(words)
        first = shown.said.split()[0][:12] if shown.said else ""
        assert first in " ".join(words)
        if shown.minutes:
            assert f"{shown.minutes} min" in words
    assert len(boxes) == sum(
        not isinstance(step, Rounds | Repeat | When) for step in steps_of(dialogue)
    )


@each
def test_every_block_says_how_often(dialogue: Dialogue) -> None:
    said = " ".join(text.words for frame in layout(dialogue).frames for text in frame.texts)
    for step in steps_of(dialogue):
        if isinstance(step, Rounds | Repeat):
            assert repeated(step, dialogue) in said
        elif isinstance(step, When):
            assert condition(step.condition, dialogue) in said


@each
def test_nothing_lies_on_something_else(dialogue: Dialogue) -> None:
    picture = layout(dialogue)
    for one, other in combinations(picture.boxes, 2):
        assert _apart(one, other), (one.step, other.step)
    for outer, inner in combinations(picture.frames, 2):
        assert _apart(outer, inner) or _inside(outer, inner) or _inside(inner, outer)
    for frame in picture.frames:
        for box in picture.boxes:
            assert _apart(frame, box) or _inside(box, frame), box.step
    for box in picture.boxes:
        assert box.x >= 0
        assert box.x + box.width <= picture.width
        assert 0 <= box.y < box.bottom <= picture.height


@each
def test_no_words_reach_beyond_their_box_or_into_each_other(dialogue: Dialogue) -> None:
    picture = layout(dialogue)
    shapes: tuple[Box | Frame, ...] = (*picture.boxes, *picture.frames)
    for shape in shapes:
        for text in shape.texts:
            left, right = _ends(text)
            assert left >= shape.x, text.words
            assert right <= shape.x + shape.width, text.words
            assert shape.y < text.y - 0.7 * text.size < text.y < shape.bottom, text.words
    for text in picture.texts:
        assert _ends(text)[1] <= picture.width, text.words
    for one, other in combinations(_all_texts(picture), 2):
        apart_across = _ends(one)[1] <= _ends(other)[0] or _ends(other)[1] <= _ends(one)[0]
        assert apart_across or abs(one.y - other.y) >= 0.7 * min(one.size, other.size), (
            one.words,
            other.words,
        )
    for box in picture.boxes:
        for text in picture.texts:
            if box.x < text.x < box.x + box.width:
                assert not box.y < text.y < box.bottom, text.words


@each
def test_arrows_cross_no_box(dialogue: Dialogue) -> None:
    picture = layout(dialogue)
    for arrow in picture.arrows:
        for (x0, y0), (x1, y1) in pairwise(arrow.points):
            assert x0 == x1 or y0 == y1
            for box in picture.boxes:
                across = min(x0, x1) < box.x + box.width and max(x0, x1) > box.x
                down = min(y0, y1) < box.bottom - HAIR and max(y0, y1) > box.y + HAIR
                assert not (across and down), box.step


def test_what_is_private_is_dashed_and_says_so_without_colour() -> None:
    picture = layout(EVERYTHING)
    private = {box.step.partition(",")[0] for box in picture.boxes if box.private and box.step}
    assert {"ready", "calm", "softer", "one-word", "heard", "takeaway"} <= private
    assert "share" not in private
    assert all(box.mark == "lock" for box in picture.boxes if box.private)
    assert diagram(EVERYTHING).count('stroke-dasharray="5 3"') == sum(
        box.private for box in picture.boxes
    )


def test_lanes_are_those_of_who_acts() -> None:
    boxes = {box.step: box for box in layout(EVERYTHING).boxes}
    assert boxes["share"].look == "first"
    assert boxes["mirror"].look == "second"
    assert boxes["share"].x + boxes["share"].width < boxes["mirror"].x
    assert boxes["again"].look == "group"


def test_names_stand_for_what_will_be_known() -> None:
    roles = ("speaker", "listener")
    assert plain("{{ speaker.name }}, <i>now</i> {{ topic }} &amp; all", roles) == (
        "Speaker, now ‹topic› & all"
    )
    assert plain("{{ form.wish_two }}", roles) == "‹form: wish two›"
    assert plain(("one", "two"), roles) == "one"


def test_how_often_and_how_long() -> None:
    turn = Turn(id="t", floor="speaker", text="x", minutes=4)
    swap = ("speaker", "listener")

    def rounds(times: int) -> str:
        return repeated(Rounds(id="r", times=times, swap=swap, steps=(turn,)), EVERYTHING)

    assert [rounds(1), rounds(2), rounds(4)] == [
        "Once",
        "Twice, changing places",
        "4 times, in turns",
    ]
    assert repeated(Repeat(id="r", at_most=3, steps=(turn,)), EVERYTHING) == (
        "Up to 3 times, or until the turn is passed"
    )
    found = Repeat(id="r", at_most=3, until={"agree": "fine"}, or_close="not_now", steps=(turn,))
    assert repeated(found, EVERYTHING) == (
        "Up to 3 times, until “All right”; if never, it ends: not today"
    )
    several = Repeat(id="r", at_most=2, until={"agree": ("fine", "smaller")}, steps=(turn,))
    assert (
        repeated(several, EVERYTHING) == "Up to 2 times, until “All right” or “Something smaller”"
    )
    once = Repeat(id="r", at_most=1, until={"agree": "fine"}, or_close="not_now", steps=(turn,))
    assert repeated(once, EVERYTHING) == "Goes on with “All right”; otherwise it ends: not today"
    assert minutes((Rounds(id="r", times=2, steps=(turn, turn)), turn)) == 20
    longer = When(id="w", condition=Condition(played=True), steps=(turn,), otherwise=(turn, turn))
    assert minutes((longer,)) == 8
    assert minutes((Consent(id="c", text="x", minutes=30), turn)) == 4


def test_every_condition_has_words_of_its_own() -> None:
    values = {"chosen": {"agree": "fine"}, "heard": "both", "validated": "both", "played": True}
    conditions = [
        msgspec.convert({name: values.get(name, "calm")}, Condition)
        for name in Condition.__struct_fields__
    ]
    said = [condition(one, EVERYTHING) for one in conditions]
    assert len(set(said)) == len(said)
    assert condition(Condition(played=False), EVERYTHING) == "If it is their first time"
    assert not any("first time" in one for one in said)


def test_words_are_wrapped_where_they_end() -> None:
    lines = wrap("one two three four five " + "w" * 60, 80, 12)
    assert all(width(line, 12) <= 80 for line in lines)
    assert "".join(lines).replace(" ", "") == "onetwothreefourfive" + "w" * 60
    short = wrap("one two three four five six seven", 60, 12, most=2)
    assert len(short) == 2
    assert short[1].endswith(" …")
    assert width(short[1], 12) <= 60
    assert width("漢字", 10) > width("ab", 10)
    assert width("e\u0301", 10) == width("e", 10)


def _all_texts(picture: Picture) -> list[Text]:
    shapes: tuple[Box | Frame, ...] = (*picture.boxes, *picture.frames)
    return [*picture.texts, *(text for shape in shapes for text in shape.texts)]


def _ends(text: Text) -> tuple[float, float]:
    wide = width(text.words, text.size, bold=text.bold)
    return (text.x - wide, text.x) if text.ends else (text.x, text.x + wide)


def _apart(one: Box | Frame, other: Box | Frame) -> bool:
    across = one.x + one.width <= other.x or other.x + other.width <= one.x
    return across or one.bottom <= other.y or other.bottom <= one.y


def _inside(one: Box | Frame, other: Box | Frame) -> bool:
    return (
        other.x < one.x
        and one.x + one.width < other.x + other.width
        and other.y < one.y
        and one.bottom < other.bottom
    )
