"""The project's own specification: tests/sensing/specification."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bot.adapters.senses import LANGUAGES, sense
from bot.rehearsal.heat.conversation import Conversation
from bot.sensing.heat import PAUSES
from bot.sensing.sense import Role
from sensing_sets.table import Row, wilson

FOLDER = Path(__file__).parents[3] / "tests" / "sensing" / "specification"
#: Written for choosing levels, in the same form.
CHATS = Path(__file__).parents[2] / "sensing" / "chats"
#: A fire is found at its mark, or so many messages after it.
WITHIN = 2

_HEAD = re.compile(r"== (\S+) \| (fire|quiet) \| (\S+)")
_LINE = re.compile(r"(0|\+\d+) ([ab])(!|~)?: (.+)")


class Message(NamedTuple):
    """`at`: seconds since the chat began."""

    who: str
    text: str
    at: float
    role: Role


class Chat(NamedTuple):
    """One of the specification: its messages, and the place of its mark."""

    name: str
    language: str
    kind: str
    messages: tuple[Message, ...]
    mark: int | None

    @property
    def odd(self) -> bool:
        """Whether it was looked at while the sensing was made."""
        return int(self.name.rsplit("-", 1)[1]) % 2 == 1


class Seen(NamedTuple):
    """What was called for, by message."""

    chat: Chat
    actions: tuple[str, ...]
    levels: tuple[float, ...]

    @property
    def pauses(self) -> list[int]:
        """The messages after which one was called for or offered."""
        return [place for place, action in enumerate(self.actions) if action in PAUSES]

    @property
    def found(self) -> bool:
        """Whether its mark was answered in time."""
        mark = self.chat.mark
        return mark is not None and any(mark <= place <= mark + WITHIN for place in self.pauses)

    @property
    def before(self) -> bool:
        """Whether there was one shortly before its mark."""
        mark = self.chat.mark
        return mark is not None and any(mark - WITHIN <= place < mark for place in self.pauses)


def chats(language: str, folder: Path = FOLDER) -> Iterator[Chat]:
    """All of one language; or what another folder has in the same form."""
    text = (folder / f"{language}.txt").read_text("utf-8")
    for block in re.split(r"\n\s*\n", text.strip()):
        head, *lines = block.split("\n")
        known = _HEAD.fullmatch(head)
        if known is None:
            raise ValueError(f"{language}: {head}")
        at, mark, messages = 0.0, None, []
        for place, line in enumerate(lines):
            row = _LINE.fullmatch(line)
            if row is None:
                raise ValueError(f"{language}: {line}")
            at += float(row[1])
            role: Role = "listener-reflect" if row[3] == "~" else ""
            messages.append(Message(row[2], row[4], at, role))
            mark = place if row[3] == "!" else mark
        yield Chat(known[1], language, known[3], tuple(messages), mark)


def seen(chat: Chat) -> Seen:
    """One chat, message by message. Nobody says in which language it is."""
    talk = Conversation(sense())
    found = [talk.says(*message)[1] for message in chat.messages]
    return Seen(chat, tuple(one.action for one in found), tuple(one.level for one in found))


def rows(*, misses: bool = False) -> list[Row]:
    """Each language, and all."""
    everything = [seen(chat) for language in LANGUAGES for chat in chats(language)]
    found = []
    for language in LANGUAGES:
        found += _rows(
            f"spec {language}", [one for one in everything if one.chat.language == language]
        )
    found += _rows("spec all", everything)
    found += _rows("spec all, even (only counted)", [one for one in everything if not one.chat.odd])
    found += _rows(
        "chats that levels were chosen on",
        [seen(chat) for language in LANGUAGES for chat in chats(language, CHATS)],
    )
    if misses:
        _name(everything)
    return found


def _rows(name: str, all_of: Sequence[Seen]) -> list[Row]:
    fire = [one for one in all_of if one.chat.mark is not None]
    quiet = [one for one in all_of if one.chat.mark is None]
    early = sum(any(place < (one.chat.mark or 0) for place in one.pauses) for one in fire)
    messages = sum(len(one.actions) for one in quiet)
    said_back = [
        action
        for one in quiet
        for message, action in zip(one.chat.messages, one.actions, strict=True)
        if message.role
    ]
    paused = sum(len(one.pauses) for one in quiet)
    nudged = sum(action == "nudge" for one in quiet for action in one.actions)
    return [
        Row(
            name,
            "escalations found within 2 messages",
            *wilson(sum(one.found for one in fire), len(fire)),
            f"{len(fire)} escalations",
        ),
        Row(
            name,
            "the same, or a pause at most 2 before",
            *wilson(sum(one.found or one.before for one in fire), len(fire)),
            f"{len(fire)} escalations",
        ),
        Row(
            name,
            "with a pause before the mark",
            *wilson(early, len(fire)),
            f"{len(fire)} escalations",
        ),
        Row(
            name,
            "fine ones with a pause",
            *wilson(sum(bool(one.pauses) for one in quiet), len(quiet)),
            f"{len(quiet)} fine ones",
        ),
        Row(
            name,
            "pauses per 1,000 messages of fine ones",
            *(1000 * value for value in wilson(paused, messages)),
            f"{messages} messages",
        ),
        Row(
            name,
            "lines per 1,000 messages of fine ones",
            *(1000 * value for value in wilson(nudged, messages)),
            f"{messages} messages",
        ),
        Row(
            name,
            "pauses on a reflect-back",
            *wilson(sum(action in PAUSES for action in said_back), len(said_back)),
            f"{len(said_back)} reflect-backs",
        ),
    ]


def _name(everything: Sequence[Seen]) -> None:
    """Those with odd numbers that were not as they should be, for whoever improves the lists."""
    for one in everything:
        wrong = bool(one.pauses) if one.chat.mark is None else not one.found
        if one.chat.odd and wrong:
            what = (
                "paused"
                if one.chat.mark is None
                else "early"
                if one.pauses and one.pauses[0] < one.chat.mark
                else "missed"
            )
            print(f"== {one.chat.language} {one.chat.name}: {what}")
            for place, message in enumerate(one.chat.messages):
                sign = "!" if place == one.chat.mark else "~" if message.role else " "
                print(
                    f"  {one.levels[place]:.2f} {one.actions[place]:8} {message.who}{sign} {message.text}"
                )
