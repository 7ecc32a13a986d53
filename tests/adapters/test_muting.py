"""Locks on a local Bot API: what is taken away, what is given back, and whose it is."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from telegram import Bot

from bot.adapters.telegram.gateway import TelegramGateway
from bot.adapters.telegram.inbound import Me
from bot.adapters.telegram.pace import Pace
from bot.adapters.telegram.transport import AiohttpRequest
from bot.rehearsal.botapi import Chat, User, World, serve
from bot.rehearsal.botapi.members import Member
from bot.rehearsal.botapi.rights import ALL_PERMISSIONS
from bot.rehearsal.plays.hands import WorldGateway
from bot.service.ports import Call, Gateway, NoRights, Result
from bot.service.standing import Mute, Standing, Stands, Unmute

TOKEN = "7000000001:rehearsal"
START = datetime(2026, 1, 10, 18, 0, tzinfo=UTC)
UNTIL, LATEST = START + timedelta(minutes=4), START + timedelta(minutes=15)


@dataclass
class Group:
    """A group of Cara's, in which Ana and Ben are plain members."""

    world: World
    chat: Chat
    cara: User
    ben: User
    gateway: Gateway

    async def do(self, call: Call) -> Result:
        return await self.gateway.do(str(self.chat.id), call)

    def stands(self) -> Member:
        return self.chat.member(self.ben, int(START.timestamp()))


class Clock:
    def now(self) -> datetime:
        return START

    async def sleep_until(self, instant: datetime) -> None:
        raise AssertionError("a lock waits for nothing")


@pytest_asyncio.fixture(params=["http", "hands"])
async def group(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Group]:
    world = World(lambda: START)
    bot_user = world.add_bot(TOKEN, username="heard_bot", name="Heard")
    cara, ben = world.add_user("Cara"), world.add_user("Ben")
    chat = world.add_group("Us", owner=cara)
    world.add_member(chat, ben, by=cara)
    world.promote(chat, bot_user, ("can_delete_messages", "can_restrict_members"), by=cara)
    if request.param == "hands":
        yield Group(world, chat, cara, ben, WorldGateway(world, TOKEN, "heard_bot"))
        return
    line = AiohttpRequest()
    await line.initialize()
    async with serve(world) as url:
        bot = Bot(TOKEN, base_url=f"{url}/bot", request=line)
        gateway = TelegramGateway(bot, Me(bot_user.id, "heard_bot"), Pace(Clock()), tmp_path / "f")
        yield Group(world, chat, cara, ben, gateway)
        await line.shutdown()


def lock(group: Group) -> Mute:
    return Mute(str(group.ben.id), UNTIL, LATEST)


def unlock(group: Group) -> Unmute:
    return Unmute(str(group.ben.id), LATEST, LATEST)


@pytest.mark.asyncio
async def test_a_lock_takes_writing_and_nothing_else_and_ends_by_itself(group: Group) -> None:
    assert await group.do(Standing(str(group.ben.id))) == Stands(plain=True)
    await group.do(lock(group))
    stands = group.stands()
    taken = ALL_PERMISSIONS - stands.permissions
    assert all(one.startswith("can_send_") or "previews" in one for one in taken)
    assert "can_send_messages" in taken
    assert "can_react_to_messages" in stands.permissions
    assert stands.until == UNTIL.timestamp()
    assert await group.do(Standing(str(group.ben.id))) == Stands(plain=False)
    assert group.chat.member(group.ben, int(UNTIL.timestamp())).status == "member"


@pytest.mark.asyncio
async def test_unlocked_they_are_what_they_were(group: Group) -> None:
    before = group.stands()
    await group.do(lock(group))
    await group.do(lock(group))  # once more, as after a kill
    await group.do(unlock(group))
    assert group.stands() == before
    await group.do(unlock(group))
    assert group.stands() == before


@pytest.mark.asyncio
async def test_what_the_group_does_not_allow_stays_so(group: Group) -> None:
    group.world.permit(group.chat, ("can_send_messages",), by=group.cara)
    allowed = group.chat.allowed(group.ben, int(START.timestamp()))
    await group.do(lock(group))
    await group.do(unlock(group))
    assert group.chat.allowed(group.ben, int(START.timestamp())) == allowed


@pytest.mark.asyncio
@pytest.mark.parametrize("until", [None, START + timedelta(days=1)])
async def test_what_somebody_else_has_forbidden_stays(group: Group, until: datetime | None) -> None:
    await group.do(lock(group))
    kept = ALL_PERMISSIONS - {one for one in ALL_PERMISSIONS if one.startswith("can_send_")}
    group.world.restrict(
        group.chat, group.ben, kept - {"can_add_web_page_previews"}, until=until, by=group.cara
    )
    theirs = group.stands()
    await group.do(unlock(group))
    assert group.stands() == theirs
    assert await group.do(lock(group)) == Stands(plain=False)
    assert group.stands() == theirs


@pytest.mark.asyncio
async def test_nobody_who_leads_is_locked(group: Group) -> None:
    group.world.promote(group.chat, group.ben, ("can_delete_messages",), by=group.cara)
    assert await group.do(Standing(str(group.ben.id))) == Stands(plain=False)
    for user in (group.ben, group.cara):
        assert await group.do(Mute(str(user.id), UNTIL, LATEST)) == Stands(plain=False)
    await group.do(unlock(group))
    assert group.stands().status == "administrator"


@pytest.mark.asyncio
async def test_without_the_right_it_is_said(group: Group) -> None:
    await group.do(lock(group))
    (bot,) = [one.user for one in group.chat.members.values() if one.user.is_bot]
    group.world.promote(group.chat, bot, ("can_delete_messages",), by=group.cara)
    with pytest.raises(NoRights):
        await group.do(unlock(group))


@pytest.mark.asyncio
async def test_whoever_left_while_locked_can_come_back_and_write(group: Group) -> None:
    await group.do(lock(group))
    group.world.remove_member(group.chat, group.ben, by=group.ben)
    await group.do(unlock(group))
    group.world.add_member(group.chat, group.ben, by=group.cara)
    assert group.stands().status == "member"
