"""The couple of a rehearsal and their therapist, and what only their clients know: links that were
opened, toasts, who is writing.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from msgspec import Struct

from bot.rehearsal.botapi import (
    Bot,
    Chat,
    ImpossibleError,
    SeenMessage,
    Toast,
    User,
    View,
    World,
)
from bot.rehearsal.botapi.links import deep_link_payload
from bot.rehearsal.page.adding import Asked, add, asked
from bot.rehearsal.transcripts.cast import TO_DELETE, Cast, Clock

SeatKey = Literal["a", "b", "t"]
ChatKey = Literal["group", "private"]
#: What Heard may do in the group: remove messages, only remind, hear commands only, or nothing.
HeardIs = Literal["deletes", "reminds", "member", "absent"]

SEATS: Final[tuple[SeatKey, ...]] = ("a", "b", "t")
PARTNERS: Final[tuple[SeatKey, ...]] = ("a", "b")
NAMES: Final[dict[SeatKey, str]] = {"a": "Ana", "b": "Ben", "t": "Mara"}
#: How long somebody is seen writing after a keystroke, in seconds.
WRITING_S = 5.0


class Beginning(Struct, frozen=True):
    """How a couple begins: who owns the group, and which kind it is."""

    owner: SeatKey = "a"
    kind: Literal["group", "supergroup"] = "supergroup"


USUAL: Final = Beginning()


@dataclass(frozen=True, slots=True)
class Shown:
    """A toast and its number; numbers grow."""

    number: int
    toast: Toast


class Couple:
    """Ana and Ben, their group, a private chat with Heard for each, and Mara, who is a therapist.

    Whoever owns the group has just added Heard, unless `alone`; nobody has started in private.
    `led` counts the links that somebody has opened to a chat; `asked`: the link for adding Heard
    that they are being asked about; `known` is the newest message that is no news to anybody, since
    the couple has played up to it by itself.
    """

    def __init__(
        self,
        world: World,
        clock: Clock,
        bot: Bot,
        number: int = 1,
        beginning: Beginning = USUAL,
        *,
        alone: bool = False,
    ) -> None:
        self.number, self.beginning, self.alone = number, beginning, alone
        self.world, self.bot = world, bot
        owner = NAMES[beginning.owner]
        self.cast = Cast(world, clock, bot, kind=beginning.kind, owner=owner, title="Ana & Ben")
        self.users = {key: self.cast.person(NAMES[key]) for key in SEATS}
        self._founded = self.group
        self.led: dict[tuple[SeatKey, ChatKey], int] = {}
        self.asked: dict[SeatKey, Asked] = {}
        self.known: dict[tuple[SeatKey, ChatKey], int] = {}
        self._toasts: dict[tuple[SeatKey, ChatKey], Shown] = {}
        self._toasted = 0
        self._writing: dict[SeatKey, tuple[ChatKey, float]] = {}
        if not alone:
            self._add_heard()

    def _add_heard(self) -> None:
        if self.group.is_supergroup:
            link = ("setup", (TO_DELETE,))
            self.world.start_in_group(self.owner, self.bot, self.group, *link)
        else:
            # A link that asks for rights would let the group grow; appointing by hand does not.
            self.world.promote(self.group, self.bot, (), by=self.owner)

    # --- chats -----------------------------------------------------------------------------------

    @property
    def group(self) -> Chat:
        """The group, as it is called now."""
        return self.cast.group

    @property
    def former(self) -> Chat | None:
        """The basic group that has grown into the supergroup: clients still show what was said."""
        return self._founded if self._founded.migrated_to else None

    @property
    def owner(self) -> User:
        """Who owns the group."""
        return self.cast.owner

    def chat(self, seat: SeatKey, chat: ChatKey) -> Chat:
        """A chat as this seat knows it."""
        if chat == "group":
            return self.group
        return self.world.open_private(self.users[seat], self.bot)

    def view(self, seat: SeatKey, chat: ChatKey) -> View:
        """A chat as this seat sees it. `ImpossibleError` for a group that they have left."""
        return self.world.view(self.users[seat], self.chat(seat, chat))

    def seen(self, seat: SeatKey, chat: ChatKey) -> tuple[SeenMessage, ...]:
        """The messages of a chat, oldest first; none of a group that they have left."""
        try:
            return self.view(seat, chat).messages
        except ImpossibleError:
            return ()

    def know(self) -> None:
        """Everything that has been said so far is no news."""
        for seat in SEATS:
            for chat in ("group", "private"):
                seen = self.seen(seat, chat)
                self.known[seat, chat] = seen[-1].id if seen else 0

    def seen_before(self, seat: SeatKey) -> tuple[SeenMessage, ...]:
        """The messages of the group that has grown; none for those who were not in it."""
        if self.former is None:
            return ()
        try:
            return self.world.view(self.users[seat], self.former).messages
        except ImpossibleError:
            return ()

    def whose(self, account: int) -> str:
        """Whose an account is: a seat's, *heard*, or *other*."""
        known: dict[int, str] = {user.id: seat for seat, user in self.users.items()}
        return "heard" if account == self.bot.id else known.get(account, "other")

    def seat_of(self, user: User) -> SeatKey | None:
        """The seat of a user."""
        return next((seat for seat, one in self.users.items() if one is user), None)

    def inside(self, seat: SeatKey) -> bool:
        """Whether they are in the group."""
        return self.group.member(self.users[seat], self.world.now()).inside

    # --- links -----------------------------------------------------------------------------------

    def door(self, seat: SeatKey) -> bool:
        """Whether a link waits for START."""
        return NAMES[seat] in self.cast.doors

    def follow(self, seat: SeatKey, url: str) -> None:
        """Open a link to Heard: its private chat with START, or the question into which group.

        Raises `ImpossibleError` for a link that leads elsewhere.
        """
        try:
            payload = deep_link_payload(url, self.bot.username)
            adding = asked(url, self.bot.username)
        except ValueError:
            raise ImpossibleError("this is no link") from None
        if payload is not None:
            self.cast.doors[NAMES[seat]] = payload
            self._lead(seat, "private")
        elif adding is not None:
            self.asked[seat] = adding
        else:
            raise ImpossibleError("this link leads out of the rehearsal")

    def add(self, seat: SeatKey) -> None:
        """Say yes to adding Heard; one is in the group then. `ImpossibleError`."""
        if seat not in self.asked:
            raise ImpossibleError("there is nothing to be added")
        self.cast.group = add(self.world, self.users[seat], self.bot, self.group, self.asked[seat])
        del self.asked[seat]
        self._lead(seat, "group")

    def _lead(self, seat: SeatKey, chat: ChatKey) -> None:
        self.led[seat, chat] = self.led.get((seat, chat), 0) + 1

    def start(self, seat: SeatKey) -> None:
        """Press START, with the payload of the link that led there."""
        self.world.start(self.users[seat], self.bot, self.cast.doors.pop(NAMES[seat], ""))

    # --- toasts ----------------------------------------------------------------------------------

    def toasted(self, toast: Toast) -> None:
        """Keep the newest answer to a tap; one that opens a link opens it."""
        for seat, user in self.users.items():
            if user.id == toast.user_id:
                self._toasted += 1
                chat: ChatKey = "group" if toast.chat_id == self.group.id else "private"
                if self.cast.open_link(user.name, toast):
                    self._lead(seat, "private")
                elif toast.text:
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
        """The names of those whom the others see writing in the group."""
        for seat, (chat, until) in self._writing.items():
            if seat != besides and chat == "group" and until > time.monotonic():
                yield self.users[seat].name

    # --- what the owner does ---------------------------------------------------------------------

    @property
    def heard_is(self) -> HeardIs:
        """What Heard may do in the group."""
        member = self.group.member(self.bot, self.world.now())
        if not member.inside:
            return "absent"
        if not member.leads:
            return "member"
        return "deletes" if member.holds(TO_DELETE) else "reminds"

    def make_heard(self, wanted: HeardIs) -> None:
        """The owner gives or takes rights, adds or removes Heard. `ImpossibleError`."""
        world, group, bot, owner = self.world, self.group, self.bot, self.owner
        now = self.heard_is
        if wanted == "reminds" and not group.is_supergroup:
            raise ImpossibleError("an administrator of a basic group may always delete")
        if wanted == now:
            return
        if wanted == "deletes":
            world.promote(group, bot, (TO_DELETE,), by=owner)
        elif wanted == "reminds":
            world.promote(group, bot, ("can_manage_chat",), by=owner)
        elif wanted == "absent":
            world.remove_member(group, bot, by=owner)
        elif now == "absent":
            world.add_member(group, bot, by=owner)
        else:
            world.demote(group, bot, by=owner)

    def let_in(self, seat: SeatKey) -> None:
        """The owner adds somebody to the group, or comes back. `ImpossibleError`."""
        user = self.users[seat]
        self.world.add_member(self.group, user, by=None if user is self.owner else self.owner)

    def leave(self, seat: SeatKey) -> None:
        """Somebody leaves the group. `ImpossibleError`."""
        self.world.remove_member(self.group, self.users[seat], by=self.users[seat])

    def grow(self) -> None:
        """The basic group becomes a supergroup. `ImpossibleError`."""
        self.cast.group = self.world.migrate(self.group)

    def give_to(self, seat: SeatKey) -> None:
        """The owner gives the group away. `ImpossibleError`."""
        self.world.transfer(self.group, self.users[seat], by=self.owner)

    def part(self) -> None:
        """Part with Heard, so that nothing of this couple is due any more."""
        if self.heard_is != "absent" and not self.group.migrated_to:
            owner = self.owner
            if not self.group.member(owner, self.world.now()).inside:
                self.world.add_member(self.group, owner)
            self.world.remove_member(self.group, self.bot, by=owner)
