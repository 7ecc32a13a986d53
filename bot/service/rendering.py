"""At the door: a `Text` becomes the sentence that its reader gets, words are looked up."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.dialogue.library import Library
from bot.facilitator import effects as do
from bot.facilitator import texts
from bot.facilitator.ids import MessageId, WordRef
from bot.facilitator.texts import (
    Button,
    Day,
    Fields,
    Many,
    Moment,
    Name,
    Phrase,
    Rows,
    Span,
    Text,
    Value,
)
from bot.facilitator.texts import Words as WordsValue
from bot.service import export
from bot.service.formats import formatted
from bot.service.ports import (
    Call,
    Change,
    Delete,
    Key,
    Keyboard,
    Look,
    Post,
    React,
    Reply,
    Style,
    Whisper,
    Words,
)

#: A time that clients show by their own clock.
TIME = re.compile(r"</?tg-time\b[^>]*>")
#: Buttons that shall be found at once: the pause, and the one step that is asked for.
STYLES: Final[dict[str, Style]] = {
    "pause": "danger",
    **dict.fromkeys(("im_in", "join", "ready", "here", "up_yes"), "primary"),
}
_TAG = re.compile(r"<[^>]*>")


def refs(effect: do.AnyEffect) -> Iterator[WordRef]:
    """The words that an effect needs."""
    if isinstance(effect, do.Say) and effect.words is not None:
        yield effect.words
        yield from effect.more
    if isinstance(effect, do.Hand):
        yield from (part.words for note in effect.person.notes for part in note.parts)
    text = getattr(effect, "text", None)
    if text is not None:
        yield from texts.refs(text)


class Renderer:
    """Texts to HTML, in one language, with the words that were found."""

    def __init__(self, library: Library, language: str, words: Mapping[WordRef, Words]) -> None:
        self._library = library
        self._language = language
        self._words = words

    def call(self, effect: do.AnyEffect, message: MessageId | None) -> Call | None:
        """An effect as the chat understands it. `message`: the post that it changes. None: it is
        not the chat's affair.
        """
        match effect:
            case do.Say() | do.Hand():
                return self._post(effect)
            case do.Whisper():
                return self._whisper(effect)
            case do.Amend() if message is not None:
                keyboard = self.keyboard(effect.rows, effect.stamp)
                return Change(message, self.html(effect.text), keyboard)
            case do.Strip() if message is not None:
                return Change(message, None)
            case do.Unsay() if message is not None:
                return Delete(message)
            case do.Remove(message=theirs):
                return Delete(theirs)
            case do.React(message=theirs, emoji=emoji):
                return React(theirs, emoji)
            case do.Answer(tap=tap, text=text, door=door):
                return Reply(tap, self.plain(text) if text else "", door)
            case do.Probe():
                return Look()
            case _:
                return None

    def _whisper(self, effect: do.Whisper) -> Whisper:
        """In its reader's own language, as in private."""
        own = Renderer(self._library, effect.language or self._language, self._words)
        keyboard = own.keyboard(effect.rows, "")
        return Whisper(effect.to, own.html(effect.text), keyboard, effect.answers, effect.thread)

    def _post(self, effect: do.Say | do.Hand) -> Post:
        if isinstance(effect, do.Hand):
            document = export.document(effect, self._library, self._words, self.plain)
            return Post(self.html(effect.text), document=document)
        media, html = self._again(effect)
        keyboard = self.keyboard(effect.rows, effect.stamp)
        film, silent, thread = effect.film, effect.silent, effect.thread
        return Post(html, keyboard, media, film=film, silent=silent, thread=thread)

    def _again(self, effect: do.Say) -> tuple[tuple[Words, ...], str]:
        """What is sent again, and what is said of it: what it was where it cannot be sent, where it
        came from, that it is gone. A part of an album that is gone is left out.
        """
        lines = [self.html(effect.text)]
        if effect.words is None:
            return (), lines[0]
        named = (effect.words, *effect.more)
        found = [self._words[ref] for ref in named if ref in self._words]
        if not found:
            lines.append(self._phrase("words.gone"))
        origins = dict.fromkeys(words.origin for words in found if words.origin is not None)
        lines += [str(Markup.escape(self._origin(origin))) for origin in origins]
        for words in found:
            if words.file is None:  # a poll, a place: in words
                if words.medium != "text":
                    lines.append(str(Markup.escape(self._phrase(f"medium.{words.medium}"))))
                lines.append(str(_said(words)))
        media = tuple(words for words in found if words.file is not None)
        return media, "\n".join(line for line in lines if line)

    def _origin(self, origin: str) -> str:
        key = "words.forwarded_from" if origin else "words.forwarded"
        return self._phrase(key, name=origin)

    def html(self, text: Text) -> str:
        """The sentence and those that follow it, each a paragraph."""
        paragraphs = [self._sentence(text.key, text.values)]
        paragraphs += [self.html(following) for following in text.then]
        return "\n".join(paragraph for paragraph in paragraphs if paragraph)

    def plain(self, text: Text) -> str:
        """For labels and toasts, which know no markup."""
        bare = _TAG.sub("", self.html(text))
        return str(Markup(bare).unescape())  # noqa: S704 -- our own HTML, to plain text

    def keyboard(self, rows: Rows, stamp: str) -> Keyboard:
        """Buttons as they are drawn. Their data says which card they are on."""
        return tuple(tuple(self._key(button, stamp) for button in row) for row in rows if row)

    def _key(self, button: Button, stamp: str) -> Key:
        label = self.plain(button.label)
        if button.door is not None or button.invite:
            return Key(label, door=button.door, invite=button.invite)
        return Key(label, data=f"{stamp}:{button.action}", style=STYLES.get(button.action, ""))

    def _sentence(self, key: str, values: Mapping[str, Value]) -> str:
        if not self._library.has(key):
            return self._library.sentence("words.gone", self._language, {})
        found = {name: self._value(value) for name, value in values.items()}
        note = values.get("words")
        if isinstance(note, WordsValue) and (words := self._words.get(note.ref)):
            found["words"] = self._whole(words)
        return self._library.sentence(key, self._language, found)

    def _whole(self, words: Words) -> Markup:
        """A message: what it says, and whose words these are if they were only passed on."""
        if words.origin is None:
            return _said(words)
        return Markup("{}\n{}").format(self._origin(words.origin), _said(words))

    def _value(self, value: Value) -> Any:
        match value:
            case WordsValue(ref):
                words = self._words.get(ref)
                return _said(words) if words else self._phrase("words.gone")
            case Name(name):
                return {"name": name}
            case Phrase(key, values):
                return Markup(self._sentence(key, values))  # noqa: S704 -- rendered and escaped already
            case Many(keys):
                return Markup(", ").join(self._value(Phrase(key)) for key in keys) or self._phrase(
                    "pick.none"
                )
            case Fields(answers):
                return {name: self._value(answer) for name, answer in answers.items()}
            case Span(minutes):
                return self._span(minutes)
            case Moment():
                return self._time(value)
            case Day(at, zone):
                return self._date(at.astimezone(ZoneInfo(zone)))
            case _:
                return value

    def _date(self, at: datetime) -> str:
        month = self._phrase("moment.months").split()[at.month - 1]
        return self._phrase("moment.date", day=self._day(at), number=at.day, month=month)

    def _phrase(self, key: str, **values: object) -> str:
        html = self._library.sentence(key, self._language, values)
        return str(Markup(html).unescape())  # noqa: S704 -- our own HTML, to plain text

    def _span(self, minutes: int) -> str:
        hours, rest = divmod(minutes, 60)
        if not hours:
            return self._phrase("span.minutes", minutes=rest)
        return self._phrase("span.both" if rest else "span.hours", hours=hours, minutes=rest)

    def _time(self, moment: Moment) -> Markup:
        """A clock time that every reader's own client shows by its own clock; what is written here
        is for clients that do not know how.
        """
        zones = [ZoneInfo(zone) for _, zone in moment.clocks] or [ZoneInfo(moment.zone)]
        today = all(
            moment.at.astimezone(z).date() == moment.today.astimezone(z).date() for z in zones
        )
        form, unix = "t" if today else "wt", round(moment.at.timestamp())
        said = Markup.escape(self._moment(moment))
        return Markup(f'<tg-time unix="{unix}" format="{form}">{said}</tg-time>')  # noqa: S704 -- numbers, and escaped

    def _moment(self, moment: Moment) -> str:
        if not moment.clocks:
            return self._clock(moment, moment.zone)
        return " · ".join(
            self._phrase("moment.of", name=name, when=self._clock(moment, zone))
            for name, zone in moment.clocks
        )

    def _clock(self, moment: Moment, name: str) -> str:
        zone = ZoneInfo(name)
        at, today = moment.at.astimezone(zone), moment.today.astimezone(zone)
        clock = f"{at:%H:%M}"
        if at.date() == today.date():
            return self._phrase("moment.today", time=clock)
        day = self._day(at)
        return self._phrase("moment.other", day=day, time=clock)

    def _day(self, at: datetime) -> str:
        return self._phrase("moment.days").split()[at.weekday()]


def _said(words: Words) -> Markup:
    return formatted(words.text, words.formats) or Markup.escape(words.detail)
