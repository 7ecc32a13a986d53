"""`heard emulate`: the local Bot API alone, for any bot."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Literal

import click

from bot.rehearsal.botapi import Bot, Chat, RateLimits, User, World, serve
from bot.rehearsal.botapi.rights import RIGHTS
from bot.rehearsal.clock import StageClock

Group = Literal["none", "group", "supergroup", "forum"]
Ephemeral = Literal["off", "10.2", "10.3"]


class EmulationError(Exception):
    """What was asked for cannot be served."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What kind of Telegram is wanted, for which bot.

    `group` is the kind that Ana and Ben share with the bot; there it is a plain member, or with
    `admin` an administrator with every right. `limits`: Telegram's rate limits hold.
    """

    token: str
    username: str
    group: Group
    admin: bool
    privacy: bool
    inline: bool
    limits: bool
    ephemeral: Ephemeral


@dataclass(frozen=True, slots=True)
class Emulated:
    """A small Telegram with one bot, two humans who have pressed Start, and their group."""

    world: World
    bot: Bot
    people: tuple[User, User]
    group: Chat | None

    def lines(self, address: str) -> list[str]:
        """What somebody who brings a bot has to know."""
        ana, ben = self.people
        told = [
            f"The local Bot API is at {address}",
            f"  try    {address}/bot{self.bot.token}/getMe",
            f"  token  {self.bot.token}  (@{self.bot.username})",
            f"  people {ana.id} {ana.first_name}, {ben.id} {ben.first_name}",
        ]
        if self.group:
            kind = "forum" if self.group.forum else self.group.kind
            told.append(f"  group  {self.group.id} {self.group.title} ({kind})")
        return [*told, "Ctrl-C ends it. Nothing is kept."]


def emulated(wishes: Wishes) -> Emulated:
    """Make it, on the machine's own clock. Raises `EmulationError`."""
    world = World(
        StageClock().now,
        limits=RateLimits() if wishes.limits else None,
        ephemeral=wishes.ephemeral,
    )
    try:
        bot = world.add_bot(
            wishes.token,
            username=wishes.username,
            name="Emulated",
            privacy=wishes.privacy,
            inline=wishes.inline,
        )
    except ValueError as error:
        raise EmulationError(f"--token {wishes.token}: {error}") from None
    ana = world.add_user("Ana", username="ana_emulated", language="en")
    ben = world.add_user("Ben", username="ben_emulated", language="de")
    for one in (ana, ben):
        world.start(one, bot)
    return Emulated(world, bot, (ana, ben), _shared(world, wishes, bot, ana, ben))


@asynccontextmanager
async def emulating(made: Emulated, port: int = 0) -> AsyncIterator[str]:
    """Serve it on loopback; gives the address that stands in for `https://api.telegram.org`.

    Port 0 takes any free one. Raises `EmulationError`.
    """
    async with AsyncExitStack() as served:
        try:
            address = await served.enter_async_context(serve(made.world, port=port))
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise EmulationError(f"port {port}: {why}. Choose another, or 0 for any") from None
        yield address


async def emulate(wishes: Wishes, *, port: int) -> None:
    """Serve until cancelled, and say where. Raises `EmulationError`."""
    made = emulated(wishes)
    async with emulating(made, port) as address:
        click.echo("\n".join(made.lines(address)))
        await asyncio.Event().wait()


def _shared(world: World, wishes: Wishes, bot: Bot, ana: User, ben: User) -> Chat | None:
    if wishes.group == "none":
        return None
    kind: Literal["group", "supergroup"] = "group" if wishes.group == "group" else "supergroup"
    chat = world.add_group("Ana & Ben", owner=ana, kind=kind)
    if wishes.group == "forum":
        world.enable_topics(chat, by=ana)
    world.add_member(chat, ben, by=ana)
    world.add_member(chat, bot, by=ana)
    if wishes.admin:
        world.promote(chat, bot, frozenset(RIGHTS) - {"is_anonymous"}, by=ana)
    return chat
