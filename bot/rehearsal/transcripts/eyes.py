"""What people see in their chats, and how a transcript says what has changed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile

from bot.rehearsal.botapi import Bot, Chat, Toast, User, World

#: Everything that is seen, by chat: the group under the empty name, another one as `in NAME`,
#: private chats by their human's, what one human alone sees of the group behind `WHISPERED`.
Look = dict[str, dict[int, "Seen"]]

WHISPERED = "~"
_DOOR = "?start="
_GLIMPSE_CHARS = 32


@dataclass(frozen=True, slots=True)
class Seen:
    """One message as it looks. `author`: with the topic that it is in; `own`: the bot's;
    `reactions`: who put what under it.
    """

    author: str
    text: str
    keys: tuple[tuple[str, ...], ...]
    own: bool
    reactions: tuple[tuple[str, str], ...] = ()


class Eyes:
    """The eyes of everybody in `people`; they see only what is new to them."""

    def __init__(
        self,
        world: World,
        bot: Bot,
        people: Mapping[str, User],
        groups: Callable[[], Mapping[str, Chat]],
    ) -> None:
        self._world, self._bot, self._people, self._groups = world, bot, people, groups
        self._newest = _newest(world)

    def look(self) -> Look:
        """Everything as it is now."""
        chats = dict(self._groups())
        for name in sorted(self._people):
            chats[name] = self._world.open_private(self._people[name], self._bot)
        seen = {name: dict(self._messages(chat)) for name, chat in chats.items()}
        whispers = {
            WHISPERED + name: dict(self._messages(chats[""], name)) for name in self._people
        }
        return seen | {name: found for name, found in sorted(whispers.items()) if found}

    def new_toasts(self) -> list[tuple[str, Toast]]:
        """Answers to taps since the last call, with who tapped."""
        names = {user.id: name for name, user in self._people.items()}
        fresh = list(
            takewhile(lambda toast: toast is not self._newest, reversed(self._world.toasts))
        )
        self._newest = _newest(self._world)
        return [(names[one.user_id], one) for one in reversed(fresh) if one.user_id in names]

    def difference(self, before: Look, toasts: list[tuple[str, Toast]]) -> list[str]:
        """What has changed since `before`, in the words of a transcript."""
        lines = sorted(_toasted(toasts))
        now = self.look()
        for name in dict.fromkeys((*now, *before)):
            lines += _changes(name, before.get(name, {}), now.get(name, {}))
        return lines

    def _messages(self, chat: Chat, only: str = "") -> Iterator[tuple[int, Seen]]:
        """What everybody sees, or what `only` one person does."""
        reader = self._people[only] if only else None
        for number, message in chat.messages.items():
            if message.body.is_service or message.only_for is not reader:
                continue
            words = message.body.words.text
            kind = "" if message.body.kind == "text" else f"({message.body.kind}) "
            keyboard = message.keyboard
            keys = tuple(
                tuple(button.text for button in row) for row in (keyboard.rows if keyboard else ())
            )
            own = message.sender is self._bot
            reactions = tuple(sorted(self._reactions(message.reactions)))
            topic = chat.topics.get(message.draft.topic)
            author = message.sender.name + (f" in {topic.name}" if topic else "")
            yield number, Seen(author, (kind + words).strip(), keys, own, reactions)

    def _reactions(self, under: Mapping[int, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
        names = {user.id: name for name, user in self._people.items()} | {self._bot.id: "Heard"}
        for who, emojis in under.items():
            if emojis and who in names:
                yield names[who], "".join(emojis)


def _newest(world: World) -> Toast | None:
    return world.toasts[-1] if world.toasts else None


def door(url: str) -> str:
    """The payload of a link to the private chat."""
    return url.partition(_DOOR)[2]


def _toasted(toasts: list[tuple[str, Toast]]) -> Iterator[str]:
    for who, toast in toasts:
        if toast.url:
            yield f"(door for {who}: {door(toast.url)})"
        elif toast.text:
            yield f"(toast for {who}: {toast.text})"


def _changes(name: str, before: dict[int, Seen], now: dict[int, Seen]) -> Iterator[str]:
    to = f" to {name}" if name and not name.startswith("in ") else name and f" {name}"
    if name.startswith(WHISPERED):
        to = f" whispers to {name.removeprefix(WHISPERED)}"
    for number, seen in before.items():
        if number not in now:
            yield f"gone: {seen.author}{to}: {_flat(seen.text)}"
    for number, seen in now.items():
        old = before.get(number)
        if old is not None and old.reactions != seen.reactions:
            yield from _reacted(old, seen)
            old = replace(old, reactions=seen.reactions)
        if not seen.own or old == seen:
            continue
        if old is None:
            yield from _shown(f"{seen.author}{to}", seen)
        elif old.text == seen.text and not seen.keys:
            yield f"({seen.author}{to}, without buttons: {_flat(seen.text)[:_GLIMPSE_CHARS]}…)"
        else:
            yield from _shown(f"{seen.author}{to}, edited", seen)


def _reacted(old: Seen, now: Seen) -> Iterator[str]:
    about = f"{now.author}: {_flat(now.text)[:_GLIMPSE_CHARS]}"
    for who, emoji in old.reactions:
        if (who, emoji) not in now.reactions:
            yield f"gone: {who}'s {emoji} on {about}"
    for who, emoji in now.reactions:
        if (who, emoji) not in old.reactions:
            yield f"{who} reacts {emoji} to {about}"


def _shown(who: str, seen: Seen) -> Iterator[str]:
    yield f"{who}: {_flat(seen.text)}"
    for row in seen.keys:
        yield "  " + " ".join(f"[{label}]" for label in row)


def _flat(text: str) -> str:
    return text.replace("\n", " / ")
