"""The people of a transcript in a world of their own: what they do, line by line.

Two partners, Ana and Ben, the bot, and whoever else comes in. What they see is read from the world
as each human sees it (`eyes`), so everything that plays transcripts is judged by the same eyes.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol, Self

from bot.rehearsal.botapi import Bot, Chat, ImpossibleError, Message, Toast, User, World
from bot.rehearsal.botapi.attachments import Attachment
from bot.rehearsal.botapi.links import group_link
from bot.rehearsal.transcripts.deeds import came_or_went, sent_by_way_of
from bot.rehearsal.transcripts.eyes import Eyes, Look, door
from bot.rehearsal.transcripts.given import PACE, START
from bot.rehearsal.transcripts.places import found_group, groups, placed, shown, topic
from bot.rehearsal.transcripts.script import Script
from bot.rehearsal.transcripts.trouble import befall

TOKEN = "7000000001:rehearsal"  # noqa: S105 -- nobody's
#: The right that Heard asks for when it is added.
TO_DELETE = "can_delete_messages"
#: What locks need; nobody is asked for it unasked.
TO_RESTRICT = "can_restrict_members"
#: Commands that only the bot sees, where the server has such.
UNSEEN = [
    {"command": name, "description": name, "is_ephemeral": True} for name in ("held", "support")
]
STICKER, VOICE_S, FILM_S = "🙂", 4, 6

_SAYS = re.compile(
    r"^(?P<who>\w+)(?P<how>, private|, at once|, to the whisper|, as \w+)?: (?P<text>.*)$"
)
_TAPS = re.compile(r"^(?P<who>\w+) taps (?P<label>.+?)(?P<where>, private)?(?P<old>, old)?$")
_WAITS = re.compile(r"^\+(?P<count>\d+(?:\.\d)?) (?P<unit>s|min|h|d)(?P<away>, away)?$")
_EDITS = re.compile(r'^(?P<who>\w+) edits "(?P<old>.*)" to "(?P<new>.*)"$')
_DELETES = re.compile(r'^(?P<who>\w+) deletes (?P<whose>Heard\'s )?"(?P<text>.*)"$')
_REACTS = re.compile(r'^(?P<who>\w+) reacts (?P<emoji>\S+) to "(?P<text>.*)"$')
_SENDS = re.compile(
    r"^(?P<who>\w+) sends (?:a |an )?(?P<what>\w+)(?: \"(?P<text>.*)\")?(?P<where>, private)?$"
)
_DOES = re.compile(r"^(?P<who>\w+) (?P<what>[A-Za-z ]+)$")
_UNITS = {"s": "seconds", "min": "minutes", "h": "hours", "d": "days"}

#: What can be sent beside text, an album and a forward.
ATTACHMENTS: dict[str, Callable[[str], Attachment]] = {
    "sticker": lambda text: {"sticker": text or STICKER},
    "voice": lambda _: {"voice": VOICE_S},
    "photo": lambda _: {"photo": True},
    "film": lambda _: {"animation": True},
    "video": lambda _: {"video": FILM_S},
    "round": lambda _: {"video_note": FILM_S},
    "file": lambda _: {"document": "notes.pdf"},
    "music": lambda _: {"audio": "A song"},
    "poll": lambda text: {"poll": (text or "Yes or no?", ("yes", "no"))},
    "dice": lambda _: {"dice": "🎲"},
    "place": lambda _: {"location": (48.2, 16.37)},
    "venue": lambda _: {"venue": (48.2, 16.37, "The corner café", "Long Street 1")},
    "story": lambda _: {"story": True},
    "contact": lambda _: {"contact": ("+1 555 0100", "Cara")},
}
#: What is in an album, by how a transcript calls it.
ALBUMS: dict[str, tuple[Attachment, ...]] = {
    "album": ({"photo": True}, {"photo": True}),
    "mixture": ({"photo": True}, {"video": FILM_S}, {"photo": True}),
    "files": ({"document": "one.pdf"}, {"document": "two.pdf"}),
    "songs": ({"audio": "A song"}, {"audio": "Another"}),
}
#: What of these has its words as a caption.
CAPTIONED = frozenset({"voice", "photo", "film", "video", "file", "music"})


@dataclass(frozen=True, slots=True)
class Wait:
    """A line that lets time pass; `away`: the bot does not run meanwhile."""

    length: timedelta
    away: bool


def wait(does: str) -> Wait | None:
    """The line as a wait, if it is one: `+30 s`, `+20 min`, `+1 h, away`."""
    found = _WAITS.match(does)
    if found is None:
        return None
    try:
        length = timedelta(**{_UNITS[found["unit"]]: float(found["count"])})
    except OverflowError:
        return None  # nobody waits so long
    return Wait(length, bool(found["away"]))


class Clock(Protocol):
    """The world's time, for a cast."""

    def now(self) -> datetime:
        """This instant."""

    def move(self, by: timedelta) -> None:
        """Forward, or back."""


@dataclass(slots=True)
class Time:
    """A clock that is moved by hand alone. `moved` is called after each move."""

    value: datetime = START
    moved: Callable[[], None] = field(default=lambda: None)

    def now(self) -> datetime:
        """This instant."""
        return self.value

    def move(self, by: timedelta) -> None:
        """Forward, or back."""
        self.value += by
        self.moved()


class Cast:
    """One couple, their group, their private chats. `pace`: the time that goes before each line;
    `further`: other groups, by name; `doors`: the payload of the link that somebody has opened
    last, up to START.
    """

    def __init__(
        self,
        world: World,
        time: Clock,
        bot: Bot,
        *,
        kind: Literal["group", "supergroup"] = "supergroup",
        owner: str = "Ana",
        pace: timedelta = PACE,
        title: str = "Us two",
    ) -> None:
        self.world, self.time, self.bot = world, time, bot
        self.pace = pace
        self.people: dict[str, User] = {name: world.add_user(name) for name in ("Ana", "Ben")}
        founder = self.person(owner)
        self.group = world.add_group(title, owner=founder, kind=kind)
        for name in ("Ana", "Ben"):
            if self.people[name] is not founder:
                world.add_member(self.group, self.people[name], by=founder)
        self.further: dict[str, Chat] = {}
        self._where, self.former = "", self.group
        self.doors: dict[str, str] = {}
        self._opened: list[Toast] = []
        self._channels: dict[str, Chat] = {}
        self._silent: list[str] = []
        self._eyes = Eyes(world, bot, self.people, lambda: {"": self.group, **shown(self.further)})

    @classmethod
    def of(cls, script: Script, world: World, time: Clock, bot: Bot) -> Self:
        """The people of a transcript, as it begins; their menu has what one asks alone."""
        if script.ephemeral != "off":
            world.call(bot.token, "setMyCommands", {"commands": UNSEEN})
        cast = cls(world, time, bot, kind=script.kind, owner=script.owner, pace=script.pace)
        for name, people in groups(script.header("groups")).items():
            cast.further[name] = found_group(world, name, tuple(map(cast.person, people)))
        return cast

    @property
    def owner(self) -> User:
        """Who owns the group."""
        return self.here.owner or self.people["Ana"]

    @property
    def here(self) -> Chat:
        """The group in which the line happens."""
        return self.further.get(self._where, self.group)

    @here.setter
    def here(self, grown: Chat) -> None:
        if grown is not self.here:
            self.former = self.here
        if self._where in self.further:
            self.further[self._where] = grown
        else:
            self.group = grown

    @property
    def _topic(self) -> int:
        return 0 if self._where in self.further else topic(self.group, self._where)

    # --- what they do ----------------------------------------------------------------------------

    def act(self, does: str) -> None:
        """Play one line; `&&` joins what happens before the bot hears of it. `ValueError` if it
        is none, `ImpossibleError` if no client offers it.
        """
        for part in does.split(" && "):
            self._act(part)

    def _act(self, does: str) -> None:
        does, self._where = placed(does)
        for pattern, play in (
            (_SAYS, self._says),
            (_EDITS, self._edits),
            (_DELETES, self._deletes),
            (_TAPS, self._taps),
            (_REACTS, self._reacts),
            (_SENDS, self._sends),
            (_DOES, self._does),
        ):
            if found := pattern.match(does):
                play(found)
                return
        raise ValueError(f"no such line: {does}")

    def _says(self, found: re.Match[str]) -> None:
        how = found["how"] or ""
        if how != ", at once":
            self.time.move(self.pace)
        who = self.person(found["who"])
        chat = self._chat(who, private=how == ", private")
        mask = self._channel(how.removeprefix(", as ")) if how.startswith(", as ") else None
        answered = self._whisper_to(who) if how == ", to the whisper" else 0
        said, topic = found["text"].replace(" / ", "\n"), 0 if chat.is_private else self._topic
        with self._noted(who):
            self.world.post(who, chat, said, topic=topic, as_chat=mask, reply_to=answered)

    def _channel(self, title: str) -> Chat:
        """A channel that people write as."""
        if title not in self._channels:
            self._channels[title] = self.world.add_channel(title)
        return self._channels[title]

    @contextmanager
    def _noted(self, who: User) -> Iterator[None]:
        """Whoever may write nothing here sees it before they begin: nothing is sent."""
        try:
            yield
        except ImpossibleError as error:
            if "may not send" not in str(error):
                raise
            self._silent.append(f"({who.name} cannot write)")

    def _whisper_to(self, who: User) -> int:
        for number, message in reversed(self.group.messages.items()):
            if message.draft.receiver is who:
                return number
        raise ValueError(f"nothing was whispered to {who.name}")

    def _edits(self, found: re.Match[str]) -> None:
        self.time.move(self.pace)
        message = self._written(found["who"], found["old"])
        self.world.edit(message.sender, self.here, message.id, found["new"])

    def _deletes(self, found: re.Match[str]) -> None:
        self.time.move(self.pace)
        who = self.person(found["who"])
        author = "Heard" if found["whose"] else found["who"]
        message = self._written(author, found["text"])
        self.world.delete(who, self.here, message.id)

    def _reacts(self, found: re.Match[str]) -> None:
        self.time.move(self.pace)
        for message in reversed(self.group.messages.values()):
            if message.body.words.text.replace("\n", " / ") == found["text"]:
                self.world.react(self.person(found["who"]), self.group, message.id, found["emoji"])
                return
        raise ValueError(f"nobody has written {found['text']!r}")

    def _written(self, name: str, text: str) -> Message:
        who = self.bot if name == "Heard" else self.person(name)
        for message in reversed(self.here.messages.values()):
            if message.sender is who and message.body.words.text.replace("\n", " / ") == text:
                return message
        raise ValueError(f"{name} has not written {text!r}")

    def _taps(self, found: re.Match[str]) -> None:
        self.time.move(self.pace)
        who = self.person(found["who"])
        chat = self._chat(who, private=bool(found["where"]))
        numbers = list(chat.messages) if found["old"] else list(reversed(chat.messages))
        for number in numbers:
            if chat.messages[number].only_for not in (None, who):
                continue
            keyboard = chat.messages[number].keyboard
            for button in keyboard.buttons() if keyboard else ():
                if button.text != found["label"]:
                    continue
                if button.kind == "url":
                    self.time.move(self.pace)
                    self._opens(who, button.value)
                else:
                    self.world.tap(who, chat, number, label=button.text)
                return
        raise ValueError(f"{found['who']} sees no button {found['label']!r}")

    def _opens(self, who: User, url: str) -> None:
        """Open a link under a message, and press what it leads to."""
        if adding := group_link(url, self.bot.username):
            self.here = self.world.start_in_group(who, self.bot, self.here, *adding)
        else:
            self.world.start(who, self.bot, door(url))

    def _sends(self, found: re.Match[str]) -> None:
        self.time.move(self.pace)
        who = self.person(found["who"])
        with self._noted(who):
            self._send(who, self._chat(who, private=bool(found["where"])), found)

    def _send(self, who: User, chat: Chat, found: re.Match[str]) -> None:
        text, what = found["text"] or "", found["what"]
        there = 0 if chat.is_private else self._topic
        if what in ALBUMS:
            self.world.post_album(who, chat, ALBUMS[what], text, topic=there)
        elif what == "forward":
            worded = [one for one in chat.messages.values() if not one.body.is_service]
            if not worded:
                raise ValueError("there is nothing to forward")
            self.world.forward(who, chat, worded[0], topic=there)
        elif what == "card":
            sent_by_way_of(self, who, chat, text)
        elif what in ATTACHMENTS:
            caption = text if what in CAPTIONED else ""
            self.world.post(who, chat, caption, topic=there, **ATTACHMENTS[what](text))
        else:
            raise ValueError(f"nobody can send a {what} here")

    def _does(self, found: re.Match[str]) -> None:
        self.time.move(self.pace)
        if found["who"] == "Telegram":
            befall(self.world, found["what"])
            return
        who = self.person(found["who"])
        world, group, bot = self.world, self.here, self.bot
        match found["what"]:
            case "adds Heard":
                self.here = world.start_in_group(who, bot, group, "setup", (TO_DELETE,))
            case "adds Heard to lock":
                rights = (TO_DELETE, TO_RESTRICT)
                self.here = world.start_in_group(who, bot, group, "setup", rights)
            case "adds Heard as member":
                world.promote(group, bot, (), by=who)
            case "starts":
                world.start(who, bot, self.doors.pop(who.name, ""))
            case "takes rights":
                world.promote(group, bot, ("can_manage_chat",), by=who)
            case "demotes":
                world.demote(group, bot, by=who)
            case "gives rights":
                world.promote(group, bot, (TO_DELETE,), by=who)
            case "gives both rights":
                world.promote(group, bot, (TO_DELETE, TO_RESTRICT), by=who)
            case "removes Heard":
                world.remove_member(group, bot, by=who)
            case what:
                self.here = came_or_went(self, who, what)

    def person(self, name: str) -> User:
        """Somebody by name; who is new has just been born."""
        if name not in self.people:
            self.people[name] = self.world.add_user(name)
        return self.people[name]

    def _chat(self, who: User, *, private: bool) -> Chat:
        return self.world.open_private(who, self.bot) if private else self.here

    # --- what they see ---------------------------------------------------------------------------

    def look(self) -> Look:
        """Everything, by chat."""
        return self._eyes.look()

    def difference(self, before: Look) -> list[str]:
        """What has changed since `before`, in the words of a transcript."""
        silent, self._silent = self._silent, []
        return silent + self._eyes.difference(before, self.notice())

    def notice(self) -> list[tuple[str, Toast]]:
        """See the answers to taps that are new, and open their links."""
        toasts = self._eyes.new_toasts()
        for name, toast in toasts:
            self.open_link(name, toast)
        return toasts

    def open_link(self, name: str, toast: Toast) -> bool:
        """Open the link of an answer to a tap, once. Whether it has one."""
        if toast.url and not any(toast is known for known in self._opened):
            self._opened.append(toast)
            self.doors[name] = door(toast.url)
        return bool(toast.url)
