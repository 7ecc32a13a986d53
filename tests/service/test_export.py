"""`/export`: all that is one's own and nothing of the other's, in a form that stays as it is."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from msgspec import Struct
from msgspec.structs import replace

from bot.dialogue.library import Library
from bot.facilitator import codec
from bot.facilitator import effects as do
from bot.facilitator.ids import Mailbox, MessageId, WordRef
from bot.facilitator.person import Consent, Membership, Note, Part, Person, Question, Rating
from bot.facilitator.texts import Text, text
from bot.sensing.signals import Medium, Signals
from bot.service.export import LEFT_OUT
from bot.service.ports import Document, Post, Words
from bot.service.rendering import Renderer, refs

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 1, 10, 18, 0, 5, 250, tzinfo=UTC)
HERE, THERE = Mailbox("r1"), Mailbox("r2")
TITLE, LABEL = text("menu.card"), text("button.early")
NOTE = Note(HERE, WordRef("w1"), Signals(9), MessageId(5), NOW + timedelta(hours=72))
PART = Part(WordRef("w2"), Signals(0, "voice"), MessageId(6))
PERSON = Person(
    id=Mailbox("p1"),
    name="Ana",
    zone="Etc/GMT-2",
    reachable=True,
    consent=Consent(1, NOW - timedelta(days=3)),
    rooms={HERE: Membership("Ben", gate="closed"), THERE: Membership()},
    notes=(NOTE,),
    question=Question(TITLE, (LABEL, text("button.no"))),
    ratings=(Rating(NOW - timedelta(days=1), TITLE, LABEL),),
)
WORDS = {WordRef("w1"): Words("marmalade & <b>piano</b>"), WordRef("w2"): Words("", "voice", "F")}

#: Another value for each field that is in the files: of whom, and where it stands in `PERSON`.
OTHER: dict[type[Struct], tuple[Callable[[Any], Person], dict[str, Any]]] = {
    Person: (
        lambda new: new(PERSON),
        {
            "name": "Zoë",
            "language": "de",
            "zone": "Asia/Kabul",
            "consent": None,
            "invites": (HERE,),
            "rooms": {HERE: Membership("Ben")},
            "notes": (),
            "question": None,
            "ratings": (),
        },
    ),
    Consent: (
        lambda new: replace(PERSON, consent=new(PERSON.consent)),
        {"version": 7, "at": NOW - timedelta(days=4)},
    ),
    Membership: (
        lambda new: replace(PERSON, rooms={**PERSON.rooms, HERE: new(PERSON.rooms[HERE])}),
        {
            "partner": "Cara",
            "gate": "limited",
            "tender": NOW + timedelta(days=2),
            "leaves": NOW + timedelta(days=1),
        },
    ),
    Note: (
        lambda new: replace(PERSON, notes=(new(NOTE),)),
        {
            "room": THERE,
            "words": WordRef("w9"),
            "signals": Signals(0, "voice"),
            "gone": NOW + timedelta(hours=71),
            "expires": NOW + timedelta(hours=3),
            "urgent": True,
            "more": (PART,),
        },
    ),
    Part: (
        lambda new: replace(PERSON, notes=(replace(NOTE, more=(new(PART),)),)),
        {"words": WordRef("w9"), "signals": Signals(0, "video")},
    ),
    Signals: (
        lambda new: replace(PERSON, notes=(replace(NOTE, signals=new(NOTE.signals)),)),
        {"medium": "photo"},
    ),
    Question: (
        lambda new: replace(PERSON, question=new(PERSON.question)),
        {
            "title": text("button.no"),
            "labels": (LABEL,),
            "room": HERE,
            "share": True,
            "text": text("rate.noted"),
        },
    ),
    Rating: (
        lambda new: replace(PERSON, ratings=(new(PERSON.ratings[0]),)),
        {"at": NOW, "title": text("button.no"), "label": text("button.no")},
    ),
}
FIELDS = [(kind, name) for kind, (_, fields) in OTHER.items() for name in fields]


def file(library: Library, form: Any, person: Person = PERSON) -> str:
    zone = person.zone or "UTC"
    hand = do.Hand(form=form, text=text("export.page"), person=person, at=NOW, zone=zone)
    again = codec.effect(codec.encode(hand))
    assert again == hand
    assert set(refs(hand)) == {part.words for note in person.notes for part in note.parts}
    post = Renderer(library, "en", WORDS).call(hand, None)
    assert isinstance(post, Post)
    assert isinstance(post.document, Document)
    assert post.document.name == {"data": "export.json", "page": "export.html"}[form]
    return post.document.content.decode()


# --- nothing is forgotten ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", LEFT_OUT, ids=lambda kind: kind.__name__)
def test_every_field_is_in_the_files_or_left_out_for_a_reason(kind: type[Struct]) -> None:
    """A new field: into `belongings`, docs/export.md and `OTHER` here, or into `LEFT_OUT`."""
    shown, left_out = set(OTHER[kind][1]), set(LEFT_OUT[kind])
    assert not shown & left_out
    assert shown | left_out == set(kind.__struct_fields__)
    assert all(LEFT_OUT[kind].values())


@pytest.mark.parametrize(("kind", "name"), FIELDS, ids=lambda one: getattr(one, "__name__", one))
@pytest.mark.parametrize("form", ["data", "page"])
def test_what_is_not_left_out_is_in_both_files(
    library: Library, form: str, kind: type[Struct], name: str
) -> None:
    place, fields = OTHER[kind]
    other = place(lambda one: replace(one, **{name: fields[name]}))
    assert file(library, form, other) != file(library, form)


# --- the data ------------------------------------------------------------------------------------


def test_the_data_as_it_is(library: Library) -> None:
    data = msgspec.json.decode(file(library, "data"))
    assert data.pop("about").startswith("One person's own words and data")
    assert data == {
        "format": "heard-export",
        "version": 1,
        "made": "2026-01-10T18:00:05Z",
        "person": {"name": "Ana", "language": "en", "time_zone": "Etc/GMT-2"},
        "consent": {"version": 1, "date": "2026-01-07T18:00:05Z"},
        "groups": [
            {"number": 1, "with": "Ben", "private_check": "closed", "warm_first_until": None,
             "leaves": None},
            {"number": 2, "with": None, "private_check": None, "warm_first_until": None,
             "leaves": None},
        ],
        "waiting_invitations": 0,
        "held_notes": [{
            "group": 1, "kind": "text", "words": "marmalade & <b>piano</b>", "more": [],
            "see": None, "from_quiet_break": False,
            "kept_until": "2026-01-13T18:00:05Z",
        }],
        "ratings": [
            {"date": "2026-01-09T18:00:05Z", "exercise": "What would help now?", "answer": "Yes"}
        ],
        "open_question": {
            "group": None, "exercise": "What would help now?", "question": None,
            "choices": ["Yes", "Not now"], "to_be_shared": False,
        },
    }  # fmt: skip


def _names(data: Any, before: str = "") -> set[str]:
    if isinstance(data, list):
        return set().union(*(_names(one, f"{before}[]") for one in data)) if data else {before}
    if isinstance(data, dict):
        dot = f"{before}." if before else ""
        return set().union(*(_names(value, f"{dot}{name}") for name, value in data.items()))
    return {before.removesuffix("[]")}


def test_the_fields_are_those_of_the_docs(library: Library) -> None:
    table = (ROOT / "docs" / "export.md").read_text("utf-8").split("## What is in neither")[0]
    documented = set(re.findall(r"^\| `([a-z_.\[\]]+)` \|", table, re.MULTILINE))
    several = replace(PERSON, notes=(replace(NOTE, more=(PART,)),))
    assert _names(msgspec.json.decode(file(library, "data", several))) == documented


def test_of_nobody_there_is_little_and_nothing_breaks(library: Library) -> None:
    nobody = Person(id=Mailbox("p1"))
    data = msgspec.json.decode(file(library, "data", nobody))
    assert (data["consent"], data["groups"], data["open_question"]) == (None, [], None)
    assert file(library, "page", nobody).count("Nothing.") == 4


# --- the page ------------------------------------------------------------------------------------


def test_the_page_holds_no_script_and_asks_for_nothing(library: Library) -> None:
    page = file(library, "page")
    assert not re.findall(
        r"<(?:script|link|img|iframe|object|form|a)\b|src=|url\(|@import|//", page
    )
    assert "default-src 'none'" in page
    assert "prefers-color-scheme: dark" in page


def test_words_on_the_page_are_words(library: Library) -> None:
    page = file(library, "page", replace(PERSON, name="<script>alert(1)</script>"))
    assert "<script" not in page
    assert "<b>" not in page
    assert "marmalade & <b>piano</b>" in unescape(page)


def test_times_on_the_page_are_the_readers(library: Library) -> None:
    page = file(library, "page")
    assert '<time datetime="2026-01-10T18:00:05Z">2026-01-10 20:00</time>' in page
    assert "UTC+02:00" in page


@pytest.mark.parametrize("medium", get_args(Medium))
def test_of_media_it_is_said_what_they_are_and_where_to_see_them(
    library: Library, medium: Medium
) -> None:
    note = replace(NOTE, signals=Signals(0, medium), words=WordRef("w2"))
    person = replace(PERSON, notes=(note,))
    data = msgspec.json.decode(file(library, "data", person))
    shown = data["held_notes"][0]
    assert (shown["kind"], shown["words"]) == (medium, "")
    assert shown["see"] == (None if medium == "text" else "/held")
    assert ("/held shows it." in file(library, "page", person)) == (medium != "text")
    assert medium == "text" or library.has(f"medium.{medium}")


def test_words_that_are_gone_are_said_to_be(library: Library) -> None:
    person = replace(PERSON, notes=(replace(NOTE, words=WordRef("w9")),))
    assert msgspec.json.decode(file(library, "data", person))["held_notes"][0]["words"] is None
    assert "no longer kept" in file(library, "page", person)


def test_titles_are_those_of_the_exercises(library: Library) -> None:
    title = Text("three-good-minutes@1/title")
    assert library.has(title.key)
    person = replace(PERSON, ratings=(Rating(NOW, title, LABEL),))
    assert "Three good minutes" in file(library, "page", person)
