"""What is shown to one person alone, on a real local Bot API: nobody else ever sees it, whatever
the server makes of it.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from telegram import Bot

from bot.adapters.telegram import menu as module
from bot.adapters.telegram import whispers
from bot.adapters.telegram.gateway import TelegramGateway
from bot.adapters.telegram.inbound import Me
from bot.adapters.telegram.menu import Menu
from bot.adapters.telegram.pace import Pace
from bot.adapters.telegram.transport import AiohttpRequest
from bot.dialogue.library import Library
from bot.facilitator.ids import MessageId
from bot.rehearsal.botapi import Chat, Fault, User, World, serve
from bot.rehearsal.botapi.ephemerals import Ephemeral
from bot.service.ports import Gone, Key, Look, NotAlone, Seen, Unsure, Whisper

TOKEN = "7000000001:rehearsal"
ME = Me(7000000001, "heard_bot")
START = datetime(2026, 1, 10, 18, 0, tzinfo=UTC)
OPEN = ((Key("Open", door="held"),),)


class Clock:
    def now(self) -> datetime:
        return START

    async def sleep_until(self, instant: datetime) -> None:
        raise AssertionError(instant)


@dataclass
class Place:
    """A world with Ana, Ben and the bot in one group, and a gateway to it."""

    world: World
    bot: Bot
    group: Chat
    ana: User
    ben: User
    gateway: TelegramGateway

    async def whisper(self, answers: MessageId | None = None) -> Any:
        call = Whisper(str(self.ben.id), "<b>Kept.</b>", OPEN, answers)
        return await self.gateway.do(str(self.group.id), call)

    async def rights(self) -> bool:
        seen = await self.gateway.do(str(self.group.id), Look())
        assert isinstance(seen, Seen)
        return seen.rights.whispers

    def read(self, who: User) -> list[str]:
        return [one.text for one in self.world.view(who, self.group).messages if one.text]

    def unseen(self) -> set[str]:
        """The commands in the group's menu that only their sender would see."""
        scope = {"scope": {"type": "all_group_chats"}}
        commands: Any = self.world.call(TOKEN, "getMyCommands", scope)
        return {"held", "support"} & {one["command"] for one in commands}

    def calls(self) -> list[str]:
        return [entry.method for entry in self.world.ledger.calls("sendMessage", "deleteMessage")]


@pytest_asyncio.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    world = World(lambda: START, ephemeral="10.3")
    me = world.add_bot(TOKEN, username="heard_bot", name="Heard")
    ana, ben = world.add_user("Ana"), world.add_user("Ben")
    group = world.add_group("Us", owner=ana)
    world.add_member(group, ben, by=ana)
    world.promote(group, me, ("can_delete_messages",), by=ana)
    request = AiohttpRequest()
    await request.initialize()
    async with serve(world) as url:
        bot = Bot(TOKEN, base_url=f"{url}/bot", request=request)
        gateway = TelegramGateway(bot, ME, Pace(Clock()), tmp_path / "film.mp4")
        yield Place(world, bot, group, ana, ben, gateway)
        await request.shutdown()


@pytest.mark.asyncio
@pytest.mark.parametrize(("version", "there"), [("off", False), ("10.2", True), ("10.3", True)])
async def test_the_server_is_asked_and_nothing_happens_there(
    place: Place, version: Ephemeral, there: bool
) -> None:
    place.world.become(version)
    assert await whispers.ask(place.bot, ME.id, ME.id) is there
    assert await place.rights() is there
    assert place.read(place.ana) == place.read(place.ben) == []


@pytest.mark.asyncio
async def test_a_server_that_gives_no_clear_answer_has_none_until_the_next_look(
    place: Place,
) -> None:
    place.world.faults.calls.append(Fault("server_error", method=whispers.PROBE))
    assert await place.rights() is False
    assert await place.rights() is True
    place.world.become("off")
    assert await place.rights() is False


@pytest.mark.asyncio
async def test_who_leads_nothing_whispers_to_nobody(place: Place) -> None:
    place.world.demote(place.group, place.world.bots[TOKEN], by=place.ana)
    assert await place.rights() is False


@pytest.mark.asyncio
@pytest.mark.parametrize("version", ["10.2", "10.3"])
async def test_one_sees_it_and_the_other_does_not(place: Place, version: Ephemeral) -> None:
    place.world.become(version)
    assert await place.whisper() is None
    assert place.read(place.ben) == ["Kept."]
    assert place.read(place.ana) == []
    (seen,) = (one for one in place.world.view(place.ben, place.group).messages if one.text)
    assert seen.only_you
    ((button,),) = seen.keyboard
    assert (button.kind, button.value) == ("url", "https://t.me/heard_bot?start=held")


@pytest.mark.asyncio
@pytest.mark.parametrize("version", ["off", "10.3"])
async def test_what_everybody_could_see_is_gone_before_anything_else_and_is_the_last(
    place: Place, version: Ephemeral
) -> None:
    """A server that lost them since it was asked, and one that ignores who it is for."""
    assert await place.rights()
    place.world.become(version)
    place.world.faults.calls.append(Fault("public", method="sendMessage"))
    with pytest.raises(NotAlone) as caught:
        await place.whisper()
    assert caught.value.message is None
    assert place.calls() == ["sendmessage", "deletemessage"]
    assert place.read(place.ana) == place.read(place.ben) == []
    place.world.become("10.3")
    with pytest.raises(NotAlone):
        await place.whisper()
    assert len(place.calls()) == 2, "nothing is tried any more"
    assert await place.rights() is False, "whatever the server says of itself"


@pytest.mark.asyncio
async def test_what_could_not_be_taken_back_at_once_is_told(place: Place) -> None:
    place.world.faults.calls.append(Fault("public", method="sendMessage"))
    place.world.faults.calls.append(Fault("server_error", method="deleteMessage"))
    with pytest.raises(NotAlone) as caught:
        await place.whisper()
    (left,) = (one for one in place.world.view(place.ana, place.group).messages if one.text)
    assert caught.value.message == left.id


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "why",
    [
        "Bad Request: PEER_ID_INVALID",
        "Bad Request: chat not found",
        "Bad Request: CHAT_ADMIN_REQUIRED",
        "Forbidden: bot was blocked by the user",
        "Forbidden: bot can't initiate conversation with a user",
        "Forbidden: user is deactivated",
    ],
)
async def test_a_refusal_says_nothing_of_the_group(place: Place, why: str) -> None:
    """As of any other call, most of these would mean that nobody is there any more."""
    refused = Fault("refused", method="sendMessage", description=why)
    place.world.faults.calls.append(refused)
    with pytest.raises(NotAlone):
        await place.whisper()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "why", ["bot was kicked from the supergroup chat", "the group chat was deleted"]
)
async def test_out_of_the_group_it_says_so(place: Place, why: str) -> None:
    refused = Fault("refused", method="sendMessage", description=f"Forbidden: {why}")
    place.world.faults.calls.append(refused)
    with pytest.raises(Gone) as caught:
        await place.whisper()
    assert caught.value.chat


@pytest.mark.asyncio
async def test_of_unknown_fate_it_is_sent_once(place: Place) -> None:
    place.world.faults.calls.append(Fault("drop_after", method="sendMessage"))
    with pytest.raises(Unsure):
        await place.whisper()
    assert place.calls() == ["sendmessage"]


@pytest.mark.asyncio
async def test_what_only_the_bot_saw_is_answered_there(place: Place, library: Library) -> None:
    """The menu has two commands that nobody else sees, where the server has such."""
    menu = Menu(place.bot, ME, library, whispers.Known())
    await menu.publish()
    asked = place.world.post(place.ben, place.group, "/held")
    await place.whisper(MessageId(-asked.id))
    assert place.read(place.ben) == ["/held", "Kept."]
    assert place.read(place.ana) == []
    place.world.post(place.ben, place.group, "/pause")
    assert place.read(place.ana) == ["/pause"]
    place.world.become("off")
    await menu.publish()
    assert not place.unseen()


@pytest.mark.asyncio
async def test_the_menu_follows_what_the_server_turns_out_to_have(
    place: Place, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Silence at the start is asked again; whoever has shown a whisper to all has none."""
    monkeypatch.setattr(module, "AGAIN_S", (0.0, 0.0))
    known = whispers.Known()
    menu = Menu(place.bot, ME, library, known)
    for method in (whispers.PROBE, whispers.PROBE, "setMyCommands"):
        place.world.faults.calls.append(Fault("server_error", method=method))
    await menu.publish()
    keeping = asyncio.create_task(menu.keep())
    async with asyncio.timeout(5):
        while not place.unseen():
            await asyncio.sleep(0.01)
        place.world.faults.calls.append(Fault("server_error", method="setMyCommands"))
        known.spoiled.set()
        await keeping
    assert not place.unseen()
