"""The couple of a rehearsal, and what only their clients know: links, toasts, who is writing."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import parse_qs, urlsplit

from bot.rehearsal.botapi import Bot, Chat, ImpossibleError, Toast, User, View, World
from bot.rehearsal.botapi.links import deep_link_payload

SeatKey = Literal["a", "b"]
ChatKey = Literal["group", "private"]

SEATS: Final[tuple[SeatKey, ...]] = ("a", "b")
NAMES: Final = {"a": "Ana", "b": "Ben"}
#: The right that Heard asks for when it is added.
TO_DELETE: Final = "can_delete_messages"
#: How long somebody is seen writing after a keystroke, in seconds.
WRITING_S = 5.0


@dataclass(frozen=True, slots=True)
class Shown:
    """A toast and its number; numbers grow."""

    number: int
    toast: Toast


class Couple:
    """Ana and Ben, their group, and a private chat with Heard for each.

    Ana owns the group and has just added Heard; nobody has started in private. `doors` are the
    payloads of links that somebody has opened, up to START; `led` counts them.
    """

    def __init__(self, world: World, bot: Bot, number: int = 1) -> None:
        self.number = number
        self._world, self.bot = world, bot
        self.users: dict[SeatKey, User] = {key: world.add_user(NAMES[key]) for key in SEATS}
        ana, ben = self.users["a"], self.users["b"]
        group = world.add_group("Ana & Ben", owner=ana)
        world.add_member(group, ben, by=ana)
        self.group = world.start_in_group(ana, bot, group, "setup", (TO_DELETE,))
        self.doors: dict[SeatKey, str] = {}
        self.led: dict[SeatKey, int] = dict.fromkeys(SEATS, 0)
        self._toasts: dict[tuple[SeatKey, ChatKey], Shown] = {}
        self._toasted = 0
        self._writing: dict[SeatKey, tuple[ChatKey, float]] = {}

    def chat(self, seat: SeatKey, chat: ChatKey) -> Chat:
        """A chat as this seat knows it."""
        if chat == "group":
            return self.group
        return self._world.open_private(self.users[seat], self.bot)

    def view(self, seat: SeatKey, chat: ChatKey) -> View:
        """A chat as this seat sees it."""
        return self._world.view(self.users[seat], self.chat(seat, chat))

    def whose(self, account: int) -> str:
        """Whose an account is: a seat's, *heard*, or *other*."""
        known: dict[int, str] = {user.id: seat for seat, user in self.users.items()}
        return "heard" if account == self.bot.id else known.get(account, "other")

    # --- links -----------------------------------------------------------------------------------

    def follow(self, seat: SeatKey, url: str) -> None:
        """Open a link to Heard: its private chat with START, or adding it to the group.

        Raises `ImpossibleError` for a link that leads elsewhere.
        """
        try:
            payload = deep_link_payload(url, self.bot.username)
            # With a payload added, any link to this bot is one to its private chat.
            ours = deep_link_payload(f"{url}&start=x", self.bot.username) is not None
            asked = parse_qs(urlsplit(url).query)
        except ValueError:
            raise ImpossibleError("this is no link") from None
        if payload is not None:
            self.doors[seat] = payload
            self.led[seat] += 1
        elif ours and "startgroup" in asked:
            rights = [f"can_{name}" for name in asked.get("admin", [""])[0].split()]
            self._add(seat, asked["startgroup"][0], rights)
        else:
            raise ImpossibleError("this link leads out of the rehearsal")

    def _add(self, seat: SeatKey, payload: str, rights: list[str]) -> None:
        try:
            self._world.start_in_group(self.users[seat], self.bot, self.group, payload, rights)
        except ValueError:
            raise ImpossibleError("this link asks for rights that do not exist") from None

    def start(self, seat: SeatKey) -> None:
        """Press START, with the payload of the link that led there."""
        self._world.start(self.users[seat], self.bot, self.doors.pop(seat, ""))

    # --- toasts ----------------------------------------------------------------------------------

    def toasted(self, toast: Toast) -> None:
        """Keep the newest answer to a tap; one that opens a link opens it."""
        for seat, user in self.users.items():
            if user.id == toast.user_id:
                self._toasted += 1
                chat: ChatKey = "group" if toast.chat_id == self.group.id else "private"
                if toast.url:
                    self.follow(seat, toast.url)
                else:
                    self._toasts[seat, chat] = Shown(self._toasted, toast)

    def toast(self, seat: SeatKey, chat: ChatKey) -> Shown | None:
        """The newest one that this seat has seen in a chat."""
        return self._toasts.get((seat, chat))

    # --- who is writing --------------------------------------------------------------------------

    def write(self, seat: SeatKey, chat: ChatKey) -> None:
        """Somebody has touched a key."""
        self._writing[seat] = chat, time.monotonic() + WRITING_S

    def rest(self, seat: SeatKey) -> None:
        """They write no more."""
        self._writing.pop(seat, None)

    def writing(self, besides: SeatKey) -> Iterator[str]:
        """The names of those whom the other sees writing in the group."""
        for seat, (chat, until) in self._writing.items():
            if seat != besides and chat == "group" and until > time.monotonic():
                yield self.users[seat].name

    # --- Heard's part ----------------------------------------------------------------------------

    @property
    def may_delete(self) -> bool:
        """Whether Heard has the right to delete here."""
        return self.group.member(self.bot, self._world.now()).holds(TO_DELETE)

    def allow(self, *, deleting: bool) -> None:
        """Ana gives or takes the right to delete."""
        rights = (TO_DELETE,) if deleting else ("can_manage_chat",)
        self._world.promote(self.group, self.bot, rights, by=self.users["a"])

    def leave(self) -> None:
        """Part with Heard, so that nothing of this couple is due any more."""
        if self.group.member(self.bot, self._world.now()).inside:
            self._world.remove_member(self.group, self.bot, by=self.users["a"])
