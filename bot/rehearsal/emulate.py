"""`heard emulate`: the local Bot API alone, for any bot."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Literal

import click

from bot.rehearsal.botapi import Bot, Chat, RateLimits, User, World
from bot.rehearsal.botapi.rights import RIGHTS
from bot.rehearsal.clock import StageClock
from bot.rehearsal.control import Emulation
from bot.rehearsal.control import emulating as serving

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
    clock: StageClock
    bot: Bot
    people: tuple[User, User]
    group: Chat | None

    def lines(self, address: str, control: str = "") -> list[str]:
        """What somebody who brings a bot, or a test that plays its humans, has to know."""
        ana, ben = self.people
        told = [
            f"The local Bot API is at {address}",
            *([f"Its control is at {control}"] if control else []),
            f"  try    {address}/bot{self.bot.token}/getMe",
            f"  token  {self.bot.token}  (@{self.bot.username})",
            f"  people {ana.id} {ana.first_name}, {ben.id} {ben.first_name}",
        ]
        if self.group:
            kind = "forum" if self.group.forum else self.group.kind
            told.append(f"  group  {self.group.id} {self.group.title} ({kind})")
        return [*told, "Ctrl-C ends it. Nothing is kept."]


def emulated(wishes: Wishes) -> Emulated:
    """Make it, on the machine's own clock until that is moved. Raises `EmulationError`."""
    clock = StageClock()
    world = World(
        clock.now,
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
    return Emulated(world, clock, bot, (ana, ben), _shared(world, wishes, bot, ana, ben))


@asynccontextmanager
async def emulating(
    made: Emulated, port: int = 0, control_port: int = 0
) -> AsyncIterator[Emulation]:
    """Serve it on loopback, with its control; its `api_url` stands in for
    `https://api.telegram.org`. Ports of 0 take any that are free. Raises `EmulationError`.
    """
    async with AsyncExitStack() as served:
        try:
            both = serving(made.world, made.clock, port=port, control_port=control_port)
            emulation = await served.enter_async_context(both)
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            which = f"port {port}" + (f" or {control_port}" if control_port else "")
            raise EmulationError(f"{which}: {why}. Choose another, or 0 for any") from None
        yield emulation


async def emulate(wishes: Wishes, *, port: int, control_port: int = 0) -> None:
    """Serve until cancelled, and say where. Raises `EmulationError`."""
    made = emulated(wishes)
    async with emulating(made, port, control_port) as served:
        click.echo("\n".join(made.lines(served.api_url, served.control_url)))
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
