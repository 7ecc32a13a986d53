"""What a person reads, by reference: a key, and the values that its sentence names.

The core never holds a rendered sentence, so words can expire and languages can differ.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from bot.facilitator.ids import WordRef


class Words(Struct, frozen=True, tag="words"):
    """A partner's own words, looked up at the door."""

    ref: WordRef


class Name(Struct, frozen=True, tag="name"):
    """A partner, for texts that say `speaker.name`."""

    name: str


class Moment(Struct, frozen=True, tag="moment"):
    """An instant, shown as a clock time in `zone` (IANA), with the weekday if it is not today.
    `clocks`: name and zone of each reader, where one clock would mislead.
    """

    at: datetime
    zone: str
    today: datetime
    clocks: tuple[tuple[str, str], ...] = ()


class Day(Struct, frozen=True, tag="day"):
    """An instant, shown as a date in `zone` (IANA)."""

    at: datetime
    zone: str


class Span(Struct, frozen=True, tag="span"):
    """A length of time, shown in minutes, or in hours and minutes."""

    minutes: int


class Phrase(Struct, frozen=True, tag="phrase"):
    """Another sentence inside this one, with the values that it names itself."""

    key: str
    values: dict[str, "Value"] = {}


class Many(Struct, frozen=True, tag="many"):
    """Several short ones, with commas; of none, that nothing was said."""

    keys: tuple[str, ...]


#: What somebody answered: in their own words, with an option, with a number.
Said = Words | Phrase | int


class Fields(Struct, frozen=True, tag="fields"):
    """Several answers by name, for texts that say `form.slot` or `answer.speaker`."""

    of: dict[str, Said]


Value = str | int | Words | Name | Moment | Day | Span | Phrase | Many | Fields


class Text(Struct, frozen=True):
    """`key`: `phrase.key` of the phrase book, or `dialogue@edition/step/field`."""

    key: str
    values: dict[str, Value] = {}
    #: Further sentences, each a paragraph of the same post.
    then: tuple["Text", ...] = ()


class Button(Struct, frozen=True):
    """`label`: a text. `action`: what a tap means. A `door` opens the private chat instead, with
    this start word; an `invite` leads to adding the bot to a group.
    """

    label: Text
    action: str = ""
    door: str | None = None
    invite: bool = False


Rows = tuple[tuple[Button, ...], ...]


def text(key: str, *then: Text, **values: Value) -> Text:
    """`Text` with its values as keywords."""
    return Text(key, values, then)


def refs(what: Text) -> Iterator[WordRef]:
    """The words of partners that a text names."""
    yield from _refs(what.values)
    for following in what.then:
        yield from refs(following)


def _refs(values: Mapping[str, Value]) -> Iterator[WordRef]:
    for value in values.values():
        match value:
            case Words(ref):
                yield ref
            case Fields(answers):
                yield from _refs(answers)
            case Phrase(values=inner):
                yield from _refs(inner)
            case _:
                pass


def phrase(what: Text) -> Phrase:
    """A text inside another one."""
    return Phrase(what.key, what.values)


def button(action: str, label: str | None = None, *, door: str | None = None) -> Button:
    """A button of the phrase book: its label is `button.<action>` unless said otherwise."""
    key = label or f"button.{action}"
    return Button(Text(key), "" if door else action, door)


def grid(buttons: Sequence[Button], wide: int) -> Rows:
    """Buttons in rows of so many."""
    return tuple(tuple(buttons[at : at + wide]) for at in range(0, len(buttons), wide))
