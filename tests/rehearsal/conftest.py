"""A couple, their group and a bot in a small Telegram, with a clock that tests move."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.rehearsal.botapi import ApiError, Bot, Chat, Finding, Upload, User, World
from bot.rehearsal.botapi.findings import flaws

TOKEN = "1234567:AAE-rehearsal_token"
START = datetime(2026, 3, 14, 20, 0, 0, tzinfo=UTC)


#: What the server writes into objects though no documentation has it (any more).
UNDOCUMENTED = {
    "all_members_are_administrators",
    "can_manage_voice_chats",
    "can_send_media_messages",
    "forward_date",
    "forward_from",
    "forward_from_chat",
    "forward_from_message_id",
    "forward_sender_name",
    "forward_signature",
    "left_chat_participant",
    "new_chat_member",
    "new_chat_participant",
    "thumb",
}
#: What `Chat` says of gifts, which are not played: the table has no such fields.
OF_GIFTS = {"accepted_gift_types", "can_send_gift"}


def misshapen(world: World, kind: str, value: object) -> list[Finding]:
    """Where a value differs from the table's type."""
    return [
        flaw
        for flaw in flaws(world.checker.table, kind, value)
        if flaw.kind != "unknown" or flaw.where.rpartition(".")[2] not in UNDOCUMENTED | OF_GIFTS
    ]


@dataclass
class Clock:
    """The world's time."""

    moment: datetime = START

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **span: float) -> None:
        """Let time pass."""
        self.moment += timedelta(**span)

    @property
    def now(self) -> int:
        return int(self.moment.timestamp())


@dataclass
class Scene:
    """Ana, Ben and the bot, and short ways to act for the bot."""

    clock: Clock
    world: World
    bot: Bot
    ana: User
    ben: User
    cleo: User
    groups: dict[str, Chat] = field(default_factory=dict)

    def group(self, kind: str = "supergroup", *, rights: tuple[str, ...] | None = ()) -> Chat:
        """Ana's group with Ben and the bot: an administrator, or with `rights=None` a member."""
        group = self.world.add_group("Ana & Ben", owner=self.ana, kind=kind)
        self.world.add_member(group, self.ben, by=self.ana)
        self.world.add_member(group, self.bot, by=self.ana)
        if rights is not None:
            self.world.promote(group, self.bot, rights, by=self.ana)
        self.drain()
        return group

    def private(self, user: User | None = None) -> Chat:
        """The private chat of somebody (Ana) who has pressed Start."""
        chat = self.world.start(user or self.ana, self.bot)
        self.drain()
        return chat

    def call(self, method: str, files: dict[str, Upload] | None = None, **params: object) -> Any:
        """Call a method as the bot; the answer has to have the shape that the table says."""
        result = self.world.call(self.bot.token, method, params, files)
        table = self.world.checker.table
        kinds = {name.lower(): known.answer for name, known in table.methods.items()}
        assert not misshapen(self.world, kinds[method.lower()], result)
        return result

    def refusal(self, method: str, files: dict[str, Upload] | None = None, **params: object) -> str:
        """The error of a call, as `code description`."""
        with pytest.raises(ApiError) as caught:
            self.call(method, files, **params)
        return str(caught.value)

    def updates(self) -> list[dict[str, Any]]:
        """What the bot has not been shown yet; shows it. Has to be what the table says."""
        pending = self.world.pending_updates(self.bot)
        assert not [flaw for one in pending for flaw in misshapen(self.world, "Update", one)]
        self.drain()
        return pending

    def drain(self) -> None:
        """Let the bot confirm everything."""
        self.bot.updates.clear()

    def ask_for(self, *kinds: str) -> None:
        """Let the bot ask for these kinds of updates."""
        self.call("getUpdates", allowed_updates=list(kinds))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def scene_of(clock: Clock) -> Callable[..., Scene]:
    """A function that makes a scene in a world with these options."""

    def made(**options: Any) -> Scene:
        world = World(clock, **options)
        bot = world.add_bot(TOKEN, username="heard_bot", name="Heard")
        ana = world.add_user("Ana", language="en", username="ana_banana")
        ben = world.add_user("Ben", language="de", last_name="Okafor")
        cleo = world.add_user("Cleo")
        return Scene(clock, world, bot, ana, ben, cleo)

    return made


@pytest.fixture
def scene(scene_of: Callable[..., Scene]) -> Scene:
    return scene_of()


@pytest.fixture
def kinds() -> Callable[[list[dict[str, Any]]], list[str]]:
    """The kinds of updates, in order."""

    def names(updates: list[dict[str, Any]]) -> list[str]:
        return [key for update in updates for key in update if key != "update_id"]

    return names
