"""`/export` at the door: what is one person's own, as a file for other programs and as a page.

docs/export.md says what each field means. A test compares it, and sees to it that no field of what
we keep of a person is forgotten: each is in the files, or in `LEFT_OUT` with its reason.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from markupsafe import Markup
from msgspec import Struct

from bot.dialogue.library import Library
from bot.facilitator.effects import Hand
from bot.facilitator.ids import RoomId, WordRef
from bot.facilitator.person import Consent, Membership, Note, Part, Person, Question, Rating
from bot.facilitator.texts import Text
from bot.sensing.signals import Signals
from bot.service.formats import spelled
from bot.service.ports import Document, Words

FORMAT, VERSION = "heard-export", 1
#: Names that tell nothing to who looks over a shoulder.
DATA_FILE, PAGE_FILE = "export.json", "export.html"
PAGE = "export"
#: How what is no text can be seen.
HELD = "/held"

#: What is in neither file, and why.
LEFT_OUT: Mapping[type[Struct], Mapping[str, str]] = {
    Person: {
        "id": "our number for this mailbox; it means nothing elsewhere",
        "chosen": "whether the language, which is there, was chosen here or is that of the phone",
        "reachable": "whether the bot may write to them; whoever has the files was written to",
        "editing": "which note waits for new words; the note itself is there",
        "about": "which note the latest card is about; the note itself is there",
        "wish": "a command that waits for one tap on a card in this chat",
        "offers": "exercises that wait for one tap on a card in this chat",
        "answers": "questions of an exercise that runs, wiped when it goes on",
        "drafting": "which group the next message in this chat is a draft for",
        "solo": "where one is in an exercise by oneself; nothing that was written in it is kept",
        "checking": "private questions under way, wiped soon; what they come to is there",
        "leaving": "a question that waits for one tap on a card in this chat",
        "written": "numbers of one's own messages in this chat, two days long, without words",
        "cards": "which posts in this chat still have buttons that mean something",
        "deadlines": "when to look at the notes again; it follows from until when they are kept",
        "stamps": "a counter, so that no two cards are taken for one another",
        "seq": "a counter of what has happened",
    },
    Consent: {},
    Membership: {
        "who": "our number for the other; their name is there",
        "turns": "whether an exercise runs, in which what is written here is kept",
    },
    Note: {
        "message": "the number of the message in the group, from which it was taken out",
        "warned": "whether its author was told that it goes soon",
        "rested": "whether there was a break since: which button comes first",
        "ready": "from when a draft can be sent: some seconds after it was written",
        "own": "the number of the message in this chat in which it was written",
        "album": "Telegram's number for an album; its parts are there",
        "on_its_way": "whether it is being posted at this moment",
    },
    Part: {
        "message": "as of a note",
        "own": "as of a note",
    },
    Signals: {
        "length": "the length of the words that are there",
        "crisis": "a cry for help is never held, so a note has none",
        "insult": "whether it is to be said anew when it is posted; the words are there",
        "felt": "how hot a message was is not kept with a note, so it has none",
    },
    Question: {
        "low": "how many of the choices say that it was hard; that is the exercise's affair",
        "stamp": "a name for the answer, for the room that may hear it",
    },
    Rating: {},
}

_SENTENCES = (
    "export.title", "export.about", "export.made", "export.you", "export.name", "export.language",
    "export.zone", "export.not_said", "export.consent", "export.consented", "export.nothing",
    "export.groups", "export.with", "export.alone", "export.waiting", "export.notes",
    "export.until", "export.quiet", "export.words_gone", "export.see_held", "export.ratings",
    "export.open", "export.shared", "export.gate_open", "export.gate_limited",
    "export.gate_closed", "export.warm_first", "export.leaves",
)  # fmt: skip


def document(
    hand: Hand,
    library: Library,
    words: Mapping[WordRef, Words],
    plain: Callable[[Text], str],
) -> Document:
    """The file that this effect names. `words`: those of the notes, as far as they are there."""
    about = plain(Text("export.about"))
    found = belongings(hand.person, hand.at, about, words, plain)
    if hand.form == "data":
        data = msgspec.json.format(msgspec.json.encode(found), indent=2)
        return Document(DATA_FILE, data + b"\n")
    sentences = {
        key.partition(".")[2]: Markup(library.sentence(key, hand.person.language, {}))  # noqa: S704
        for key in _SENTENCES
    }
    media = {
        part["kind"]: plain(Text(f"medium.{part['kind']}"))
        for note in found["held_notes"]
        for part in (note, *note["more"])
        if part["kind"] != "text"
    }
    zone = ZoneInfo(hand.zone)
    own = ZoneInfo(hand.person.zone) if hand.person.zone else None
    page = library.page(
        PAGE,
        {
            **found,
            "say": sentences,
            "media": media,
            "clock": f"UTC{hand.at.astimezone(own).isoformat()[-len('+00:00') :]}" if own else "",
            "when": lambda at: f"{at.astimezone(zone):%Y-%m-%d %H:%M}",
            "instant": lambda at: msgspec.json.decode(msgspec.json.encode(at)),
        },
    )
    return Document(PAGE_FILE, f"{page}\n".encode())


def belongings(
    of: Person,
    at: datetime,
    about: str,
    words: Mapping[WordRef, Words],
    plain: Callable[[Text], str],
) -> dict[str, Any]:
    """All that is this person's, as JSON has it; times are instants in UTC, whole seconds."""
    numbers = {room: number for number, room in enumerate(sorted(of.rooms), 1)}
    return {
        "format": FORMAT,
        "version": VERSION,
        "about": about,
        "made": _utc(at),
        "person": {"name": of.name, "language": of.language, "time_zone": of.zone},
        "consent": None if of.consent is None else {
            "version": of.consent.version, "date": _utc(of.consent.at),
        },
        "groups": [
            _group(number, of.rooms[room]) for room, number in numbers.items()
        ],
        "waiting_invitations": len(of.invites),
        "held_notes": [_note(note, numbers, words) for note in of.notes],
        "ratings": [
            {"date": _utc(one.at), "exercise": plain(one.title), "answer": plain(one.label)}
            for one in of.ratings
        ],
        "open_question": None if of.question is None else _question(of.question, numbers, plain),
    }  # fmt: skip


def _group(number: int, one: Membership) -> dict[str, Any]:
    return {
        "number": number,
        "with": one.partner,
        "private_check": one.gate,
        "warm_first_until": one.tender and _utc(one.tender),
        "leaves": one.leaves and _utc(one.leaves),
    }


def _question(
    one: Question, numbers: Mapping[RoomId, int], plain: Callable[[Text], str]
) -> dict[str, Any]:
    return {
        "group": None if one.room is None else numbers.get(one.room),
        "exercise": plain(one.title),
        "question": one.text and plain(one.text),
        "choices": [plain(label) for label in one.labels],
        "to_be_shared": one.share,
    }


def _note(
    note: Note, numbers: Mapping[RoomId, int], words: Mapping[WordRef, Words]
) -> dict[str, Any]:
    first, *more = (_part(part, words) for part in note.parts)
    return {
        "group": numbers.get(note.room),
        **first,
        "more": more,
        "see": None if note.signals.medium == "text" else HELD,
        "from_quiet_break": note.urgent,
        "kept_until": _utc(note.end),
    }


def _part(part: Part, words: Mapping[WordRef, Words]) -> dict[str, Any]:
    found = words.get(part.words)
    said = None if found is None else spelled(found.text, found.formats) or found.detail
    return {"kind": part.signals.medium, "words": said}


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)
