"""What must be so in the chats, as each human sees them, whatever anybody does.

- Nobody else sees a held note, in what the bot writes, in its buttons, its toasts and its files.
  Nor what somebody told the bot in private.
- Commands, and what reads like a threat or a call for help, are never removed from a group. In
  private its human may have asked for that.
- The server refuses no call but for what people have done meanwhile, and no call has anything
  that the specification does not know.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.adapters.telegram.whispers import PROBE
from bot.rehearsal.botapi import Bot, Chat, Message, Removed, User, World
from bot.rehearsal.botapi.ledger import Entry
from bot.rehearsal.simulation.marks import marks

#: Answers that follow from what people do while the bot is at work: nobody can know before.
EXPECTED = tuple(
    re.compile(pattern)
    for pattern in (
        r"Bad Request: message to delete not found",
        r"Bad Request: message can't be deleted",
        r"Bad Request: message to edit not found",
        r"Bad Request: message to (react|delete reactions) not found",
        r"Bad Request: message can't be edited",
        r"Bad Request: message is not modified.*",
        r"Bad Request: query is too old and response timeout expired or query ID is invalid",
        r"Bad Request: group chat was upgraded to a supergroup chat",
        r"Bad Request: not enough rights to send .* to the chat",
        r"Bad Request: (USER_NOT_PARTICIPANT|CHAT_ADMIN_REQUIRED)",  # of whispers
        r"Forbidden: bot was blocked by the user",
        r"Forbidden: bot can't initiate conversation with a user",
        r"Forbidden: bot (was kicked from|is not a member of) the (super)?group chat",
    )
)
#: Asks whether the server has a method, which it says by how it refuses.
_PROBE = PROBE.lower()
#: The answer to whoever calls a chat that there is not.
NOT_FOUND = "Bad Request: chat not found"
#: Answers to anybody, in bad weather.
WEATHER = (r"Too Many Requests: retry after \d+", r"Bad Gateway")


@dataclass
class Written:
    """Something that a human wrote, and where. `given`: its author, or somebody who has seen it,
    has let others see it.
    """

    author: User
    chat: Chat
    message: int
    given: bool = False


@dataclass
class Eyes:
    """Looks at a world from time to time; says what is wrong. `cries`: how what is never removed
    begins. `weather`: refusals that are nobody's fault, as patterns.
    """

    world: World
    bot: Bot
    cries: tuple[str, ...]
    weather: Iterable[str] = ()
    written: dict[str, Written] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    _calls: int = 0
    _toasts: int = 0
    _removed: dict[int, int] = field(default_factory=dict)
    _held: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._expected = (*EXPECTED, *(re.compile(one) for one in self.weather))

    # --- what is known of what people write ------------------------------------------------------

    def wrote(self, message: Message) -> None:
        """Somebody wrote this."""
        for mark in marks(f"{message.body.words.text} {message.body.payload}"):
            self.written[mark] = Written(message.sender, message.chat, message.id)

    def told_on(self, message: Message) -> None:
        """Somebody forwarded this: whoever does has seen it, and tells it on."""
        for mark in marks(f"{message.body.words.text} {message.body.payload}"):
            self.written[mark].given = True

    def gave(self, user: User) -> None:
        """What was kept for somebody may be shown to others from now on: they said *post*."""
        for one in self.written.values():
            if one.author is user:
                one.given = True

    def sent(self, card: str) -> None:
        """Somebody has sent the answer that stands on this card."""
        for mark in marks(card):
            self.written[mark].given = True

    # --- looking ---------------------------------------------------------------------------------

    def look(self) -> list[str]:
        """What has gone wrong since the last look."""
        return [*self._removals(), *self._shown(), *self._toasted(), *self._refusals()]

    def removed(self) -> Iterator[tuple[Chat, Removed]]:
        """What the bot has taken out of a chat and was a human's, since the last look."""
        for chat in self._chats():
            seen = self._removed.get(chat.id, 0)
            for one in self.world.removed(chat)[seen:]:
                if one.removed_by is self.bot and not one.author.is_bot:
                    yield chat, one

    def _removals(self) -> Iterator[str]:
        for chat, one in self.removed():
            if chat.is_private:
                continue
            self._held.update(marks(one.text))
            # What begins with a slash but was written by an edit, was forwarded, or is no command,
            # may be kept.
            known = one.forwarded or one.text.startswith(("/pause ‡", "/dance"))
            if one.text.startswith("/") and not known:
                yield f"a command was removed: {one.text[:60]!r}"
            if one.text.startswith(self.cries):
                yield f"a call for help was removed: {one.text[:60]!r}"
        for chat in self._chats():
            self._removed[chat.id] = len(self.world.removed(chat))

    def _shown(self) -> Iterator[str]:
        for chat in self._chats():
            for message in chat.messages.values():
                if message.sender is self.bot:
                    yield from self._told(chat, message)

    def _told(self, chat: Chat, message: Message) -> Iterator[str]:
        keyboard = message.keyboard
        labels = " ".join(key.text for key in keyboard.buttons()) if keyboard else ""
        said = f"{message.body.words.text} {labels} {message.body.payload} {self._file(message)}"
        for mark in marks(said):
            for viewer in self._viewers(chat):
                yield from self._exposed(mark, viewer, said)

    def _file(self, message: Message) -> str:
        """What a document says."""
        payload = message.body.payload
        if message.body.kind != "document" or not isinstance(payload, dict):
            return ""
        stored = self.world.files.by_id(str(payload.get("file_id")))
        return stored.content.decode(errors="replace") if stored else ""

    def _toasted(self) -> Iterator[str]:
        toasts = list(self.world.toasts)
        for toast in toasts[self._toasts :]:
            viewer = self.world.users[toast.user_id]
            for mark in marks(toast.text):
                yield from self._exposed(mark, viewer, toast.text)
        self._toasts = len(toasts)

    def _exposed(self, mark: str, viewer: User, said: str) -> Iterator[str]:
        written = self.written.get(mark)
        if written is None or written.given or written.author is viewer:
            return
        if mark in self._held or written.chat.is_private:
            where = "in private" if written.chat.is_private else "out of turn"
            yield f"{viewer.name} sees what {written.author.name} wrote {where}: {said[:80]!r}"

    def _refusals(self) -> Iterator[str]:
        calls = self.world.ledger.calls()
        for call in calls[self._calls :]:
            if call.bot_id != self.bot.id or call.method == _PROBE:
                continue
            for finding in call.findings:
                yield f"{call.method} was called wrongly: {finding}"
            if call.code == 200:
                continue
            self.refused[call.description] += 1
            if call.description == NOT_FOUND and self._was_here(call.params.get("chat_id", "")):
                continue
            if not any(pattern.fullmatch(call.description) for pattern in self._expected):
                yield f"{call.method} was refused: {call.code} {call.description} {_brief(call)}"
        self._calls = len(calls)

    def _was_here(self, chat: str) -> bool:
        """Is it a group that became a supergroup, or what became of it? Whoever was removed before
        cannot know where to, and is not known there.
        """
        number = int(chat) if chat.removeprefix("-").isdecimal() else 0
        found = self.world.chats.get(number)
        if found is None:
            return False
        became = any(one.migrated_to is found for one in self.world.chats.values())
        inside = [member.user for member in found.inside(self.world.now())]
        return found.migrated_to is not None or (became and self.bot not in inside)

    # --- who and where ---------------------------------------------------------------------------

    def _chats(self) -> Iterator[Chat]:
        yield from (chat for chat in self.world.chats.values() if chat.kind != "channel")
        yield from self.world.private_chats.values()

    def _viewers(self, chat: Chat) -> Iterator[User]:
        if chat.human is not None:
            yield chat.human
            return
        for member in chat.inside(self.world.now()):
            if not member.user.is_bot:
                yield member.user


def _brief(call: Entry) -> dict[str, str]:
    return {name: value[:80] for name, value in call.params.items()}
