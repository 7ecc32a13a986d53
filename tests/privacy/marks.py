"""Marks: every sentence that a human says in a play carries one of its own."""

import re
from dataclasses import dataclass, field, replace

from bot.rehearsal.botapi import Chat
from bot.rehearsal.transcripts import cast
from bot.rehearsal.transcripts.cast import Cast
from bot.rehearsal.transcripts.places import placed

MARK = re.compile(r"zq\d{5}v")
#: Sentences as long as this have their mark in place of their end: a limit may hang on the length.
LONG_CHARS = 60

_LINES = (cast._SAYS, cast._EDITS, cast._DELETES, cast._SENDS)
_PARTS = ("text", "old", "new")


@dataclass
class Marks:
    """Marks as they were given. One sentence of one play has one; an edit gives another."""

    given: dict[str, str] = field(default_factory=dict)  # the mark, and the sentence
    _hidden: dict[str, str] = field(default_factory=dict)  # what was put in, and instead of what
    _play: dict[str, str] = field(default_factory=dict)  # of this play: sentences with their marks

    def begin(self) -> None:
        """Another play: its sentences have marks of their own."""
        self._play = {}

    def line(self, does: str) -> str:
        """A line of a transcript, marked."""
        return " && ".join(self._one(part) for part in does.split(" && "))

    def _one(self, does: str) -> str:
        bare, where = placed(does)
        if not where:
            return self._bare(does)
        who = does.partition(" in ")[0]
        return f"{who} in {where}{self._bare(bare)[len(who) :]}"

    def _bare(self, does: str) -> str:
        for pattern in _LINES:
            if found := pattern.match(does):
                break
        else:
            return does
        if found.groupdict().get("whose"):
            return does  # what the bot wrote
        sent = found.groupdict().get("what")
        if sent is not None and sent not in {*cast.CAPTIONED, *cast.ALBUMS, "poll"}:
            return does
        if found.groupdict().get("whose"):  # the bot's words, which have no mark
            return does
        marked = does
        for part in sorted(found.groupdict().keys() & set(_PARTS), key=found.start, reverse=True):
            if said := found[part]:
                begin, end = found.span(part)
                marked = marked[:begin] + self.sentence(said) + marked[end:]
        return marked

    def sentence(self, said: str) -> str:
        """Marked, if it is one: a command is none."""
        if said.startswith("/"):
            return said
        if said not in self._play:
            mark = f"zq{len(self.given):05}v"
            self.given[mark] = said
            if len(said) < LONG_CHARS:
                self._play[said], self._hidden[f" {mark}"] = f"{said} {mark}", ""
            else:
                self._play[said] = said[: -len(mark)] + mark
                self._hidden[mark] = said[-len(mark) :]
        return self._play[said]

    def without(self, text: str) -> str:
        """What it would say without marks."""
        for mark in MARK.findall(text):
            for put in (f" {mark}", mark):
                if put in self._hidden:
                    text = text.replace(put, self._hidden[put])
        return text

    def blind(self, people: Cast) -> None:
        """From now on the eyes of these people see no marks."""
        eyes = people._eyes
        seen = eyes._messages

        def unmarked(chat: Chat, only: str = ""):  # type: ignore[no-untyped-def]
            for number, message in seen(chat, only):
                yield number, replace(message, text=self.without(message.text))

        eyes._messages = unmarked  # type: ignore[method-assign]


@dataclass
class Sink:
    """Something that keeps or shows: how much went into it, and which marks."""

    items: int = 0
    bytes: int = 0
    marks: set[str] = field(default_factory=set)


@dataclass
class Sinks:
    """All of them, by name."""

    found: dict[str, Sink] = field(default_factory=dict)

    def add(self, name: str, what: bytes | str) -> None:
        """Something went in there."""
        data = what if isinstance(what, bytes) else what.encode("utf-8", "backslashreplace")
        sink = self.found.setdefault(name, Sink())
        sink.items += 1
        sink.bytes += len(data)
        sink.marks |= {mark.decode() for mark in _BYTES.findall(data)}


_BYTES = re.compile(MARK.pattern.encode())
