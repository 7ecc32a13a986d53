"""Errors, pace, and the poller on a real local Bot API."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape, unescape
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import structlog
from msgspec.structs import replace
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.adapters.clock import SystemClock
from bot.adapters.sqlite.journal import SqliteJournal
from bot.adapters.sqlite.keys import Keyring
from bot.adapters.status.metrics import PrometheusMeter
from bot.adapters.telegram import reach as module
from bot.adapters.telegram.errors import already_so, trouble
from bot.adapters.telegram.gateway import TelegramGateway
from bot.adapters.telegram.inbound import Me
from bot.adapters.telegram.pace import BURST, GROUP_PER_MINUTE, Pace
from bot.adapters.telegram.pieces import pieces
from bot.adapters.telegram.poller import POLL_READ_S, Poller
from bot.adapters.telegram.reach import TokenRefused
from bot.adapters.telegram.transport import AiohttpRequest, Broken, NeverSent
from bot.adapters.telegram.wire import Update
from bot.facilitator.events import Rights
from bot.facilitator.ids import MessageId
from bot.rehearsal.botapi import Chat, Fault, User, World, polling, serve
from bot.sensing.signals import utf16
from bot.service.ports import (
    CLEAR_MAX,
    Change,
    Clear,
    Delete,
    Document,
    Gone,
    Key,
    Later,
    Look,
    MovedTo,
    NoRights,
    Parcel,
    Post,
    Posted,
    Rejected,
    Reply,
    Row,
    Seen,
    StorageTrouble,
    Unsure,
    Words,
)

TOKEN = "7000000001:rehearsal"
ME = Me(7000000001, "heard_bot")
START = datetime(2026, 1, 10, 18, 0, tzinfo=UTC)


@dataclass
class HandClock:
    """Sleeping moves it, so nothing waits."""

    value: datetime = START
    slept: list[datetime] = field(default_factory=list)

    def now(self) -> datetime:
        return self.value

    async def sleep_until(self, instant: datetime) -> None:
        self.slept.append(instant)
        self.value = max(self.value, instant)


# --- errors ----------------------------------------------------------------------------------

ERRORS: list[tuple[TelegramError, type[Exception]]] = [
    (ChatMigrated(-1005), MovedTo),
    (RetryAfter(timedelta(seconds=7)), Later),
    (Forbidden("Forbidden: bot was blocked by the user"), Gone),
    (Forbidden("Forbidden: bot can't initiate conversation with a user"), Gone),
    (BadRequest("Chat not found"), Gone),
    (BadRequest("Message to delete not found"), Gone),
    (BadRequest("Query is too old and response timeout expired or query id is invalid"), Gone),
    (BadRequest("Message can't be deleted for everyone"), NoRights),
    (BadRequest("Not enough rights to send text messages to the chat"), NoRights),
    (BadRequest("Can't parse entities: unsupported start tag"), Rejected),
    (InvalidToken("Not Found"), Unsure),
    (Conflict("terminated by other getUpdates request"), Unsure),
    (TimedOut(), Unsure),
    (NeverSent("ClientConnectorError"), Unsure),
    (NetworkError("Bad Gateway"), Unsure),
    (TelegramError("Invalid server response"), Unsure),
]


@pytest.mark.parametrize(("error", "kind"), ERRORS, ids=[str(error) for error, _ in ERRORS])
def test_each_error_is_one_of_seven_kinds(error: TelegramError, kind: type[Exception]) -> None:
    assert isinstance(trouble(error), kind)


def test_what_trouble_knows() -> None:
    later, moved = trouble(RetryAfter(timedelta(seconds=7))), trouble(ChatMigrated(-1005))
    assert isinstance(later, Later)
    assert isinstance(moved, MovedTo)
    assert (later.after, moved.place) == (7.0, "-1005")
    assert getattr(trouble(NeverSent("x")), "sent", None) is False
    assert getattr(trouble(TimedOut()), "sent", None) is True
    kinds = (NetworkError("Bad Gateway"), Broken("ServerDisconnectedError"), TimedOut())
    assert [getattr(trouble(one), "answered", None) for one in kinds] == [True, False, False]
    assert already_so(BadRequest("Message is not modified: specified new message content"))


def test_no_word_of_anybody_travels_in_an_error() -> None:
    said = trouble(BadRequest('Can\'t parse entities: unsupported start tag "marmalade"'))
    assert "marmalade" not in str(said)


# --- pace ------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_group_gets_at_most_twenty_posts_in_any_minute() -> None:
    clock = HandClock()
    pace, times = Pace(clock), []
    for _ in range(100):
        await pace.post("-1005")
        times.append(clock.now())
    for first, last in zip(times, times[20:], strict=False):
        assert last - first >= timedelta(minutes=1)
    for first, last in zip(times, times[BURST:], strict=False):
        assert last - first >= timedelta(seconds=BURST)
    assert times[BURST - 1] == START  # a burst is free


@pytest.mark.asyncio
async def test_one_chat_never_slows_another_nor_do_all_together_exceed_their_limit() -> None:
    clock = HandClock()
    pace = Pace(clock)
    for _ in range(BURST):
        await pace.post("-1")
    await pace.post("-2")
    assert clock.now() == START
    for number in range(200):
        await pace.post(str(number))
    assert clock.now() - START >= timedelta(seconds=200 / 30 - 1)


@pytest.mark.asyncio
async def test_a_clock_that_is_set_back_does_not_stop_the_posts() -> None:
    clock = HandClock(START + timedelta(days=1))
    pace = Pace(clock)
    for _ in range(GROUP_PER_MINUTE):
        await pace.post("-1")
    clock.value = START
    await pace.post("-1")
    assert clock.now() == START


@pytest.mark.asyncio
async def test_nobody_waits_an_hour_because_the_clock_was_set_back_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nor for ever: whoever sleeps sleeps for as long as it was, and looks again."""
    shows = [START]
    clock = SystemClock()
    monkeypatch.setattr(clock, "now", lambda: shows[0])
    sleeping = asyncio.create_task(clock.sleep_until(START + timedelta(seconds=0.05)))
    await asyncio.sleep(0)
    shows[0] -= timedelta(hours=1)
    async with asyncio.timeout(5):
        await sleeping


# --- the poller and the gateway, over HTTP ---------------------------------------------------


@dataclass
class Line:
    """A world, a bot that talks to it, and a journal."""

    world: World
    url: str
    bot: Bot
    calls: AiohttpRequest
    journal: SqliteJournal
    folder: Path
    ana: User
    group: Chat
    rows: list[Row] = field(default_factory=list)
    beats: int = 0
    losses: int = 0
    refusals: list[Update] = field(default_factory=list)
    meter: PrometheusMeter = field(default_factory=PrometheusMeter)

    def poller(self, token: str = TOKEN) -> Poller:
        bot = Bot(token, base_url=f"{self.url}/bot", request=self.calls)
        request = AiohttpRequest(POLL_READ_S)
        return Poller(bot, request, self.journal, HandClock(), self, meter=self.meter)

    def unheard(self) -> dict[str, int]:
        """Polls without an answer, by why."""
        said = self.meter.text().decode()
        found = re.findall(r'^heard_polls_failed_total\{why="(\w+)"\} (\d+)', said, re.MULTILINE)
        return {why: int(count) for why, count in found if int(count)}

    async def take(self, parcels: Sequence[Parcel]) -> list[Parcel]:
        return list(parcels)

    def put(self, row: Row) -> None:
        self.rows.append(row)

    async def moved(self, old: str, new: str) -> None:
        await self.journal.move(old, new)

    def reached(self, *, behind: bool) -> None:
        self.beats += 1

    def lost(self) -> None:
        self.losses += 1

    async def refused(self, updates: Sequence[Update]) -> None:
        self.refusals += updates

    def gateway(self) -> TelegramGateway:
        film = self.folder / "film.mp4"
        film.write_bytes(b"\0\0\0\x18ftypmp42")
        return TelegramGateway(self.bot, ME, Pace(HandClock()), film)


@pytest_asyncio.fixture
async def line(tmp_path: Path) -> AsyncIterator[Line]:
    world = World(lambda: START)
    bot_user = world.add_bot(TOKEN, username="heard_bot", name="Heard")
    ana = world.add_user("Ana")
    group = world.add_group("Us", owner=ana)
    world.promote(group, bot_user, ("can_delete_messages",), by=ana)
    journal = SqliteJournal(tmp_path, Keyring(bytes(32)), HandClock())
    await journal.open()
    request = AiohttpRequest()
    await request.initialize()
    async with serve(world) as url:
        bot = Bot(TOKEN, base_url=f"{url}/bot", request=request)
        yield Line(world, url, bot, request, journal, tmp_path, ana, group)
        await request.shutdown()
    await journal.close()


async def until(reached: "object", condition: object) -> None:
    assert callable(condition)
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.005)


@pytest.mark.asyncio
async def test_what_is_acknowledged_is_on_the_disk(line: Line) -> None:
    line.world.post(line.ana, line.group, "one")
    line.world.post(line.ana, line.group, "two")
    task = asyncio.create_task(line.poller().run())
    await until(line, lambda: not line.world.pending_updates(line.world.bots[TOKEN]))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert [row.id for row in await line.journal.waiting()] == [row.id for row in line.rows]
    assert len(line.rows) == 4  # the promotion, the joining, two messages
    assert line.beats


@pytest.mark.asyncio
async def test_a_poller_that_dies_before_acknowledging_gets_everything_again_once(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    line.world.post(line.ana, line.group, "one")
    poller = line.poller()
    await poller._request.initialize()
    await poller._once()
    await poller._request.shutdown()
    count = len(line.rows)
    again = line.poller()
    await again._request.initialize()
    await again._once()
    await again._request.shutdown()
    # Given again, since the first may not have heard of them; the conductor knows them by id.
    assert [row.id for row in line.rows[count:]] == [row.id for row in line.rows[:count]]
    assert len(await line.journal.waiting()) == count == 3


@pytest.mark.asyncio
async def test_a_disk_that_refuses_is_not_acknowledged(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RETRY_FIRST_S", 0.01)
    refusals, pending = iter(range(2)), []
    receive = line.journal.receive

    async def refusing(parcels, now):  # type: ignore[no-untyped-def]
        if next(refusals, None) is not None:
            pending[:] = line.world.pending_updates(line.world.bots[TOKEN])
            assert pending
            raise StorageTrouble("disk is full")
        return await receive(parcels, now)

    monkeypatch.setattr(line.journal, "receive", refusing)
    task = asyncio.create_task(line.poller().run())
    await until(line, lambda: line.rows)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    # From the second time on it is said whose updates wait.
    assert [one.update_id for one in line.refusals] == [one["update_id"] for one in pending]


@pytest.mark.asyncio
async def test_a_second_poller_is_one_clear_line_until_it_is_gone(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of the two gets through between the other's polls: that is not the end of it."""
    monkeypatch.setattr(module, "CONFLICT_S", 0.02)
    monkeypatch.setattr(module, "CALM_S", 1.0)
    monkeypatch.setattr(polling, "CONFLICT_PAUSE", 0.02)
    with structlog.testing.capture_logs() as logs:
        tasks = [asyncio.create_task(line.poller().run()) for _ in range(2)]
        await until(line, lambda: line.unheard().get("conflict", 0) >= 10)
        assert line.beats > 5
        assert [entry["event"] for entry in logs] == ["telegram.trouble"] * 2
        assert {entry["what"] for entry in logs} == {module.TWO_POLL}
        tasks[0].cancel()
        line.world.post(line.ana, line.group, "one")  # a poll has an end
        await until(line, lambda: len(logs) == 3 or not line.world.post(line.ana, line.group, "x"))
        assert logs[2]["event"] == "telegram.back"
        tasks[1].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    assert set(line.unheard()) == {"conflict"}


@pytest.mark.asyncio
async def test_a_webhook_from_before_is_removed_and_nothing_is_lost(line: Line) -> None:
    line.world.post(line.ana, line.group, "one")
    line.world.call(TOKEN, "setWebhook", {"url": "http://127.0.0.1:9/"})
    bot = line.world.bots[TOKEN]
    with structlog.testing.capture_logs() as logs:
        task = asyncio.create_task(line.poller().run())
        await until(line, lambda: not line.world.pending_updates(bot))
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert bot.webhook is None
    assert len(line.rows) == 3
    assert [entry["event"] for entry in logs if entry["event"] != "update.ignored"] == [
        "webhook.removed"
    ]


@pytest.mark.asyncio
async def test_a_webhook_that_somebody_sets_later_is_said_and_left_to_them(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CONFLICT_S", 0.02)
    monkeypatch.setattr(module, "CALM_S", 1.05)
    monkeypatch.setattr(polling, "CONFLICT_PAUSE", 0.02)
    bot = line.world.bots[TOKEN]
    with structlog.testing.capture_logs() as logs:
        task = asyncio.create_task(line.poller().run())
        await until(line, lambda: line.beats)
        line.world.call(TOKEN, "setWebhook", {"url": "http://127.0.0.1:9/"})
        await until(line, lambda: line.unheard().get("conflict", 0) >= 5)
        assert [entry["what"] for entry in logs] == [module.WEBHOOK_IS_SET]
        assert bot.webhook is not None
        assert line.losses >= 5
        line.world.call(TOKEN, "deleteWebhook", {})
        await until(line, lambda: len(logs) > 1 or not line.world.post(line.ana, line.group, "x"))
        assert [entry["event"] for entry in logs] == ["telegram.trouble", "telegram.back"]
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.asyncio
async def test_a_refused_token_ends_the_poller(line: Line) -> None:
    with pytest.raises(TokenRefused):
        await line.poller("7000000002:unknown").run()


@pytest.mark.asyncio
async def test_the_servers_bad_days_are_survived(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RETRY_FIRST_S", 0.01)
    for kind in ("server_error", "too_many_requests", "drop_before", "drop_after"):
        line.world.faults.calls.append(Fault(kind, method="getUpdates", retry_after=1))
    line.world.post(line.ana, line.group, "one")
    task = asyncio.create_task(line.poller().run())
    await until(line, lambda: len(line.rows) == 3)
    assert set(line.unheard()) == {"limited", "other"}
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.asyncio
async def test_posts_changes_removals_and_looks(line: Line) -> None:
    gateway, place = line.gateway(), str(line.group.id)
    keyboard = ((Key("Yes", "t1:yes"), Key("Open", door="held")), (Key("Add", invite=True),))
    number = await gateway.do(place, Post("<b>Hi</b> &amp; hello", keyboard))
    assert isinstance(number, int)
    shown = line.world.view(line.ana, line.group).messages[-1]
    assert shown.text == "Hi & hello"
    assert [key.value for row in shown.keyboard for key in row] == [
        "t1:yes",
        "https://t.me/heard_bot?start=held",
        "https://t.me/heard_bot?startgroup=setup&admin=delete_messages",
    ]
    assert await gateway.do(place, Change(number, "new")) is None
    assert await gateway.do(place, Change(number, "new")) is None  # not modified: already so
    assert await gateway.do(place, Change(number, None)) is None
    spoken = line.world.post(line.ana, line.group, "x")
    assert await gateway.do(place, Delete(MessageId(spoken.id))) is None
    with pytest.raises(Gone):
        await gateway.do(place, Delete(MessageId(spoken.id)))
    seen = await gateway.do(place, Look())
    ana = (str(line.ana.id),)
    known = Seen(Rights(sees=True, removes=True), "Ana", 1, ana, (), supergroup=True)
    assert seen == known
    line.world.enable_topics(line.group, by=line.ana)
    assert await gateway.do(place, Look()) == replace(known, forum=True)


@pytest.mark.asyncio
async def test_a_look_needs_no_newer_server(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the library asks of a chat, an older one leaves out."""
    full = Chat.full_json

    def older(*given: Any) -> Any:
        new = {"accepted_gift_types", "max_reaction_count", "accent_color_id"}
        return {name: value for name, value in full(*given).items() if name not in new}

    monkeypatch.setattr(Chat, "full_json", older)
    seen = await line.gateway().do(str(line.group.id), Look())
    assert isinstance(seen, Seen)
    assert not seen.forum


@pytest.mark.asyncio
async def test_a_time_goes_as_words_where_the_server_does_not_know_it(line: Line) -> None:
    gateway, place = line.gateway(), str(line.group.id)
    html = 'Back at <tg-time unix="1768071600" format="t">19:00</tg-time>.'
    await gateway.do(place, Post(html))
    (known,) = line.world.view(line.ana, line.group).messages[-1].entities
    assert known.type == "date_time"
    refused = 'Bad Request: can\'t parse entities: Unsupported start tag "tg-time" at byte offset 8'
    fault = Fault("refused", method="sendMessage", description=refused)
    line.world.faults.calls.append(fault)
    for _ in range(2):  # the second time it is not even tried
        await gateway.do(place, Post(html))
        shown = line.world.view(line.ana, line.group).messages[-1]
        assert (shown.text, shown.entities) == ("Back at 19:00.", ())


@pytest.mark.asyncio
async def test_a_tap_is_answered_once(line: Line) -> None:
    gateway, place = line.gateway(), str(line.group.id)
    number = await gateway.do(place, Post("?", ((Key("Yes", "t1:yes"),),)))
    assert isinstance(number, int)
    tap = line.world.tap(line.ana, line.group, number, "t1:yes")
    await gateway.do(place, Reply(tap.id, "Noted."))  # type: ignore[arg-type]
    assert tap.answer is not None
    assert tap.answer.text == "Noted."
    with pytest.raises(Gone):
        await gateway.do(place, Reply(tap.id, "Noted."))  # type: ignore[arg-type]


@pytest.mark.asyncio
@pytest.mark.parametrize("medium", ["photo", "voice", "sticker", "video_note"])
async def test_media_come_back_as_they_were(line: Line, medium: str) -> None:
    gateway, place = line.gateway(), str(line.group.id)
    what = {"photo": True, "voice": 3, "sticker": "🙂", "video_note": 3}[medium]
    sent = line.world.post(line.ana, line.group, **{medium: what})  # type: ignore[arg-type]
    content = line.world.view(line.ana, line.group).messages[-1].content
    file = (content[-1] if isinstance(content, list) else content)["file_id"]  # type: ignore[index]
    words = Words("a & b" if medium in ("photo", "voice") else "", medium, file)  # type: ignore[arg-type]
    posted = await gateway.do(place, Post("From Ana:", media=(words,)))
    shown = line.world.view(line.ana, line.group).messages
    several = medium in ("sticker", "video_note")  # these have no caption
    numbers = [MessageId(one.id) for one in shown[-2:]]
    assert posted == (Posted(numbers[1], (numbers[0],)) if several else numbers[1])
    assert shown[-1].kind == medium
    assert any(one.text.startswith("From Ana:") for one in shown)
    assert sent.id


@pytest.mark.asyncio
async def test_the_film_is_uploaded_once(line: Line) -> None:
    gateway, place = line.gateway(), str(line.group.id)
    for _ in range(2):
        await gateway.do(place, Post("Breathe", film=True))
    uploads = [call.files for call in line.world.ledger.calls("sendAnimation")]
    assert [bool(files) for files in uploads] == [True, False]


@pytest.mark.asyncio
async def test_a_document_arrives_byte_by_byte_with_its_name(line: Line) -> None:
    line.world.start(line.ana, line.world.bots[TOKEN])
    gateway, chat = line.gateway(), line.world.open_private(line.ana, line.world.bots[TOKEN])
    content = '{"words": "💔 & <b>\r\n--"}'.encode()
    post = Post("To <b>read</b>.", document=Document("export.json", content), silent=True)
    number = await gateway.do(str(chat.id), post)
    message = chat.messages[number]  # type: ignore[index]
    assert (message.body.kind, message.body.words.text) == ("document", "To read.")
    shown: dict[str, str] = message.body.payload  # type: ignore[assignment]
    stored = line.world.files.by_id(shown["file_id"])
    assert shown["file_name"] == "export.json"
    assert stored is not None
    assert stored.content == content


@pytest.mark.asyncio
async def test_a_private_chat_is_emptied_a_hundred_at_once_or_not_at_all(line: Line) -> None:
    bot = line.world.bots[TOKEN]
    line.world.start(line.ana, bot)
    gateway, chat = line.gateway(), line.world.open_private(line.ana, bot)
    place = str(chat.id)
    theirs = [line.world.post(line.ana, chat, f"{number}") for number in range(CLEAR_MAX - 1)]
    ours = await gateway.do(place, Post("hello"))
    assert isinstance(ours, int)
    every = (*(MessageId(one.id) for one in theirs), ours)
    dice = MessageId(line.world.post(line.ana, chat, dice="🎲").id)  # not within a day
    with pytest.raises(NoRights):
        await gateway.do(place, Clear((*every[1:], dice)))
    assert set(every) <= set(chat.messages)
    for _ in range(2):  # what is gone already is no trouble
        assert await gateway.do(place, Clear(every)) is None
        assert not set(every) & set(chat.messages)
    for call in (Change(ours, "new"), Change(ours, None), Delete(ours)):
        with pytest.raises(Gone) as caught:
            await gateway.do(place, call)
        assert not caught.value.chat


@pytest.mark.parametrize(
    "text",
    ["💔" * 4000, "a & b < c " * 800, "word " * 1000, "x" * 4097, "x" * 4096, "", "line\n" * 900],
)
def test_no_word_of_a_long_note_is_lost(text: str) -> None:
    found = [unescape(piece) for piece in pieces(escape(text))]
    assert all(utf16(piece) <= 4096 for piece in found)
    assert "".join("".join(found).split()) == "".join(text.split())
    for piece in found:
        piece.encode("utf-8")  # no half characters


@pytest.mark.asyncio
async def test_a_long_note_is_posted_in_pieces_with_its_buttons_on_the_last(line: Line) -> None:
    gateway, place = line.gateway(), str(line.group.id)
    posted = await gateway.do(place, Post("word " * 1000, ((Key("Yes", "t1:yes"),),)))
    shown = [one for one in line.world.view(line.ana, line.group).messages if one.text]
    assert [len(one.keyboard) for one in shown[-2:]] == [0, 1]
    first, last = (MessageId(one.id) for one in shown[-2:])
    assert posted == Posted(last, (first,))


@pytest.mark.asyncio
async def test_a_server_that_is_not_there_was_surely_not_reached(line: Line) -> None:
    request = AiohttpRequest()
    await request.initialize()
    bot = Bot(TOKEN, base_url="http://127.0.0.1:9/bot", request=request)
    gateway = TelegramGateway(bot, Me(1, "x"), Pace(HandClock()), line.folder)
    with pytest.raises(Unsure) as caught:
        await gateway.do("-1", Post("x"))
    assert caught.value.sent is False
    await request.shutdown()
