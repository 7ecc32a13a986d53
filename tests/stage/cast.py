"""The people of a transcript in a world of their own: what they do, and what they see.

Two partners, Ana (who owns the group) and Ben, the bot, and whoever else comes in. What they see
is read from the world as each human sees it, so the three rigs are judged by the same eyes.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.rehearsal.botapi.chats import Chat
from bot.rehearsal.botapi.people import Bot, User
from bot.rehearsal.botapi.world import World

TOKEN = "7000000001:rehearsal"
START = datetime(2026, 1, 10, 18, 0, tzinfo=UTC)
#: Between two things that people do, unless the line says otherwise.
PACE = timedelta(seconds=5)

_SAYS = re.compile(r"^(?P<who>\w+)(?P<how>, private|, at once)?: (?P<text>.*)$")
_TAPS = re.compile(r"^(?P<who>\w+) taps (?P<label>.+?)(?P<where>, private)?(?P<old>, old)?$")
_WAITS = re.compile(r"^\+(?P<count>\d+) (?P<unit>s|min|h|d)(?P<away>, away)?$")
_EDITS = re.compile(r'^(?P<who>\w+) edits "(?P<old>.*)" to "(?P<new>.*)"$')
_SENDS = re.compile(
    r"^(?P<who>\w+) sends (?:a |an )?(?P<what>\w+)(?: \"(?P<text>.*)\")?(?P<where>, private)?$"
)
_DOES = re.compile(r"^(?P<who>\w+) (?P<what>[A-Za-z ]+)$")
_UNITS = {"s": "seconds", "min": "minutes", "h": "hours", "d": "days"}

#: Ready-made beginnings: what happens, unseen, before the first line.
SETUP = ("Ana adds Heard",)
PAIRED = (
    *SETUP,
    "Ana taps I'm in",
    "Ana starts",
    "Ana taps I'm in, private",
    "Ben taps I'm in",
    "Ben starts",
    "Ben taps I'm in, private",
    "Ana: /stop",
    "+1 min",
)
WARM = (
    *PAIRED,
    "Ana: /begin three good minutes",
    "Ben taps Apart",
    "Ana taps Ready",
    "Ben taps Ready",
)
GIVEN: dict[str, tuple[str, ...]] = {
    "nothing": (),
    "added": SETUP,
    "paired": PAIRED,
    "paired, no right to remove": (*PAIRED, "Ana takes rights", "+1 min"),
    "warm": WARM,
    "warm, basic group": ("Ana adds Heard as member", *WARM[1:]),
    "listening": (
        *PAIRED,
        "Ana: /begin speaker-listener",
        "Ben taps Apart",
        "Ana taps I'm up for it, private",
        "Ben taps I'm up for it, private",
        "Ana: the dishes",
        "Ben taps All right",
        "+10 s",
    ),
}


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
    length = timedelta(**{_UNITS[found["unit"]]: int(found["count"])})
    return Wait(length, bool(found["away"]))


@dataclass(frozen=True, slots=True)
class Seen:
    """One message as it looks."""

    author: str
    text: str
    keys: tuple[tuple[str, ...], ...]
    own: bool


@dataclass(slots=True)
class Time:
    """The world's clock, moved by hand. `moved` is called after each move."""

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
    """One couple, their group, their private chats."""

    def __init__(self, world: World, time: Time, bot: Bot, *, kind: str = "supergroup") -> None:
        self.world, self.time, self.bot = world, time, bot
        self.people: dict[str, User] = {name: world.add_user(name) for name in ("Ana", "Ben")}
        self.group = world.add_group("Us two", owner=self.people["Ana"], kind=kind)
        world.add_member(self.group, self.people["Ben"], by=self.people["Ana"])
        self._doors: dict[str, str] = {}
        self._toasts = list(world.toasts)

    # --- what they do ----------------------------------------------------------------------------

    def act(self, does: str) -> None:
        """Play one line; `&&` joins what happens before the bot hears of it. `ValueError` if it
        is none."""
        for part in does.split(" && "):
            self._act(part)

    def _act(self, does: str) -> None:
        for pattern, play in (
            (_SAYS, self._says),
            (_EDITS, self._edits),
            (_TAPS, self._taps),
            (_SENDS, self._sends),
            (_DOES, self._does),
        ):
            if found := pattern.match(does):
                play(found)
                return
        raise ValueError(f"no such line: {does}")

    def _says(self, found: re.Match[str]) -> None:
        if found["how"] != ", at once":
            self.time.move(PACE)
        who = self.person(found["who"])
        chat = self._chat(who, private=found["how"] == ", private")
        self.world.post(who, chat, found["text"].replace(" / ", "\n"))

    def _edits(self, found: re.Match[str]) -> None:
        self.time.move(PACE)
        who = self.person(found["who"])
        for number, message in reversed(self.group.messages.items()):
            if message.sender is who and message.body.words.text == found["old"]:
                self.world.edit(who, self.group, number, found["new"])
                return
        raise ValueError(f"{found['who']} has not written {found['old']!r}")

    def _taps(self, found: re.Match[str]) -> None:
        self.time.move(PACE)
        who = self.person(found["who"])
        chat = self._chat(who, private=bool(found["where"]))
        numbers = list(chat.messages) if found["old"] else list(reversed(chat.messages))
        for number in numbers:
            keyboard = chat.messages[number].keyboard
            labels = [button.text for button in keyboard.buttons()] if keyboard else []
            if found["label"] in labels:
                self._press(who, chat, number, found["label"])
                return
        raise ValueError(f"{found['who']} sees no button {found['label']!r}")

    def _press(self, who: User, chat: Chat, number: int, label: str) -> None:
        for button in chat.messages[number].keyboard.buttons():
            if button.text == label and button.kind == "url":
                self._doors[who.name] = button.value.partition("?start=")[2]
                self.time.move(PACE)
                self.world.start(who, self.bot, self._doors.pop(who.name))
                return
        self.world.tap(who, chat, number, label=label)

    def _sends(self, found: re.Match[str]) -> None:
        self.time.move(PACE)
        who = self.person(found["who"])
        chat = self._chat(who, private=bool(found["where"]))
        text = found["text"] or ""
        match found["what"]:
            case "album":
                self.world.post_album(who, chat, [{"photo": True}, {"photo": True}], text)
            case "forward":
                source = next(iter(chat.messages.values()))
                text_message = next(
                    (one for one in chat.messages.values() if not one.body.is_service), source
                )
                self.world.forward(who, chat, text_message)
            case "poll":
                self.world.post(who, chat, poll=(text or "Yes or no?", ("yes", "no")))
            case "sticker":
                self.world.post(who, chat, sticker="🙂")
            case "voice":
                self.world.post(who, chat, text, voice=4)
            case "photo":
                self.world.post(who, chat, text, photo=True)
            case what:
                raise ValueError(f"nobody can send a {what} here")

    def _does(self, found: re.Match[str]) -> None:
        self.time.move(PACE)
        who = self.person(found["who"])
        world, group, bot = self.world, self.group, self.bot
        ana = self.people["Ana"]
        match found["what"]:
            case "adds Heard":
                world.start_in_group(who, bot, group, "setup", ("can_delete_messages",))
            case "adds Heard as member":
                world.promote(group, bot, (), by=ana)
            case "starts":
                world.start(who, bot, self._doors.pop(who.name, ""))
            case "takes rights":
                world.promote(group, bot, ("can_manage_chat",), by=ana)
            case "demotes":
                world.demote(group, bot, by=ana)
            case "gives rights":
                world.promote(group, bot, ("can_delete_messages",), by=ana)
            case "removes Heard":
                world.remove_member(group, bot, by=ana)
            case "joins":
                world.add_member(group, who, by=ana)
            case "leaves":
                world.remove_member(group, who, by=who)
            case "blocks":
                world.block(who, bot)
            case "unblocks":
                world.unblock(who, bot)
            case "hides":
                world.remain_anonymous(group, who)
            case "migrates":
                self.group = world.migrate(group)
            case what:
                raise ValueError(f"nobody can do this: {what}")

    def person(self, name: str) -> User:
        """Somebody by name; who is new has just been born."""
        if name not in self.people:
            self.people[name] = self.world.add_user(name)
        return self.people[name]

    def _chat(self, who: User, *, private: bool) -> Chat:
        return self.world.open_private(who, self.bot) if private else self.group

    # --- what they see ---------------------------------------------------------------------------

    def look(self) -> dict[str, dict[int, Seen]]:
        """Everything, by chat: the group under the empty name, private chats by their human's."""
        chats = {"": self.group}
        for name in sorted(self.people):
            chats[name] = self.world.open_private(self.people[name], self.bot)
        return {name: dict(self._messages(chat)) for name, chat in chats.items()}

    def _messages(self, chat: Chat) -> Iterable[tuple[int, Seen]]:
        for number, message in chat.messages.items():
            if message.body.is_service:
                continue
            words = message.body.words.text
            kind = "" if message.body.kind == "text" else f"({message.body.kind}) "
            keyboard = message.keyboard
            keys = tuple(
                tuple(button.text for button in row) for row in (keyboard.rows if keyboard else ())
            )
            own = message.sender is self.bot
            yield number, Seen(message.sender.name, (kind + words).strip(), keys, own)

    def difference(self, before: dict[str, dict[int, Seen]]) -> list[str]:
        """What has changed since `before`, in the words of a transcript."""
        lines: list[str] = []
        lines += self._heard_toasts()
        for name, now in self.look().items():
            lines += _changes(name, before.get(name, {}), now)
        return lines

    def _heard_toasts(self) -> list[str]:
        names = {user.id: name for name, user in self.people.items()}
        lines = []
        for toast in self.world.toasts:
            who = names.get(toast.user_id)
            if who is None or any(toast is known for known in self._toasts):
                continue
            if toast.url:
                self._doors[who] = toast.url.partition("?start=")[2]
                lines.append(f"(door for {who}: {self._doors[who]})")
            elif toast.text:
                lines.append(f"(toast for {who}: {toast.text})")
        self._toasts = list(self.world.toasts)
        return sorted(lines)


def _changes(name: str, before: dict[int, Seen], now: dict[int, Seen]) -> list[str]:
    to = f" to {name}" if name else ""
    lines: list[str] = []
    for number, seen in before.items():
        if number not in now:
            lines.append(f"gone: {seen.author}{to}: {_flat(seen.text)}")
    for number, seen in now.items():
        old = before.get(number)
        if not seen.own or old == seen:
            continue
        if old is None:
            lines += _shown(f"{seen.author}{to}", seen)
        elif old.text == seen.text and not seen.keys:
            lines.append(f"({seen.author}{to}, without buttons: {_flat(seen.text)[:32]}…)")
        else:
            lines += _shown(f"{seen.author}{to}, edited", seen)
    return lines


def _shown(who: str, seen: Seen) -> list[str]:
    lines = [f"{who}: {_flat(seen.text)}"]
    lines += ["  " + " ".join(f"[{label}]" for label in row) for row in seen.keys]
    return lines


def _flat(text: str) -> str:
    return text.replace("\n", " / ")
