"""What was decided is done, in order, however often it takes; and what cannot be done is told."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from telegram.error import Forbidden

from bot.adapters.telegram.errors import unshown
from bot.dialogue.library import Library
from bot.facilitator import codec
from bot.facilitator import effects as do
from bot.facilitator import events as ev
from bot.facilitator.ids import EffectId, Mailbox, MessageId, PersonId, TapId, WordRef
from bot.facilitator.person import Person
from bot.facilitator.texts import Words, text
from bot.service import outbox as module
from bot.service.outbox import Outbox
from bot.service.ports import (
    Call,
    Change,
    Clear,
    Delete,
    Delivered,
    Gone,
    Later,
    MovedTo,
    NoRights,
    NotAlone,
    Post,
    Rejected,
    Row,
    Sending,
    Trouble,
    Unsure,
    Whisper,
)
from bot.service.standing import Mute, Standing, Stands, Unmute

ROOM = Mailbox("r1")
NOW = datetime(2026, 1, 10, 18, 0, tzinfo=UTC)


class Clock:
    def now(self) -> datetime:
        return NOW

    async def sleep_until(self, instant: datetime) -> None:
        raise AssertionError("the outbox does not wait by this clock")


@dataclass
class Memory:
    """As much of a journal as the outbox needs."""

    marks: list[Delivered] = field(default_factory=list)
    place: str = "-100"

    async def place_of(self, mailbox: Mailbox) -> str | None:
        return self.place if mailbox.startswith("r") else {"p1": "201", "p2": "202"}.get(mailbox)

    async def mailbox_of(self, place: str) -> Mailbox | None:
        return Mailbox("r1") if place == self.place else None

    async def words(self, *_: object) -> dict[object, object]:
        return {}

    async def message_of(self, _: EffectId) -> MessageId | None:
        return None

    async def posts_of(self, *_: object) -> list[MessageId]:
        return [mark.message for mark in self.marks if mark.message is not None]

    async def move(self, _: str, new: str) -> None:
        self.place = new

    async def delivered(self, mark: Delivered) -> list[Row]:
        self.marks.append(mark)
        if mark.event is None:
            return []
        return [Row(99, mark.mailbox, "told", mark.event, NOW)]


@dataclass
class Chat:
    """Answers each call by a script; then by a message id."""

    script: list[Trouble | float] = field(default_factory=list)
    calls: list[tuple[str, Call]] = field(default_factory=list)
    numbers: int = 100
    plain: bool = True

    async def do(self, place: str, call: Call) -> MessageId | Stands | None:
        self.calls.append((place, call))
        if self.script:
            turn = self.script.pop(0)
            if isinstance(turn, Trouble):
                raise turn
            await asyncio.sleep(turn)
        self.numbers += 1
        if isinstance(call, Standing) or (isinstance(call, Mute) and not self.plain):
            return Stands(plain=self.plain)
        return MessageId(self.numbers) if isinstance(call, Post) else None


@dataclass
class Bench:
    outbox: Outbox
    journal: Memory
    chat: Chat
    told: list[Row]

    def send(self, *effects: do.AnyEffect) -> None:
        rows = [
            Sending(EffectId(f"r1/1/{place}"), ROOM, "en", codec.encode(effect))
            for place, effect in enumerate(effects)
        ]
        self.outbox.put(rows)

    async def done(self) -> list[Call]:
        async with asyncio.timeout(5):
            await self.outbox.settled()
        return [call for _, call in self.chat.calls]


@pytest.fixture
def bench(library: Library, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Bench]:
    monkeypatch.setattr(module, "RETRY_FIRST_S", 0.001)

    def make(*script: Trouble | float) -> Bench:
        journal, chat, told = Memory(), Chat(list(script)), list[Row]()
        return Bench(
            Outbox(journal, chat, library, Clock(), told.append),  # type: ignore[arg-type]
            journal, chat, told,
        )  # fmt: skip

    return make


SAY = do.Say(text=text("pause.none"))
TIDY = do.Tidy(messages=(MessageId(5), MessageId(7)), since=NOW, until=NOW)
HAND = do.Hand(
    form="data", text=text("export.data"), person=Person(id=Mailbox("p1")), at=NOW, zone="UTC"
)
REMOVE = do.Remove(message=MessageId(7))
P1, NOBODY = PersonId(Mailbox("p1")), PersonId(Mailbox("p9"))
IN_A_WHILE, LATEST = NOW + timedelta(minutes=5), NOW + timedelta(minutes=15)
LOCK = do.Lock(person=P1, until=IN_A_WHILE, latest=LATEST)
UNLOCK = do.Unlock(person=P1, latest=LATEST)
INSPECT = do.Inspect(person=P1)
MUTE = Mute("201", IN_A_WHILE, LATEST)
UNMUTE = Unmute("201", LATEST, LATEST)


@pytest.mark.asyncio
async def test_posts_keep_their_order_and_removals_do_not_wait(bench: Callable[..., Bench]) -> None:
    b = bench(0.05)
    b.send(SAY, do.Say(text=text("stop.nothing")), REMOVE)
    calls = await b.done()
    assert [type(call) for call in calls] == [Post, Delete, Post]
    assert isinstance(calls[0], Post)
    assert calls[0].html == "There's no pause just now."


@pytest.mark.asyncio
@pytest.mark.parametrize("trouble", [Later(0.001), Unsure("no answer in time")])
async def test_what_may_pass_is_tried_again(bench: Callable[..., Bench], trouble: Trouble) -> None:
    b = bench(trouble, trouble)
    b.send(SAY)
    assert len(await b.done()) == 3
    assert b.journal.marks == [Delivered(EffectId("r1/1/0"), ROOM, MessageId(101))]
    assert not b.told


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("trouble", "effect", "event"),
    [
        (Gone("message to delete not found"), REMOVE, None),
        (Gone("bot was kicked", chat=True), SAY, ev.Refused(effect=EffectId("r1/1/0"), why="door")),
        (
            NoRights("message can't be deleted"),
            REMOVE,
            ev.Refused(effect=EffectId("r1/1/0"), why="rights", message=MessageId(7)),
        ),
        (Rejected("bad request"), SAY, None),
    ],
)
async def test_what_cannot_be_done_is_told_only_if_it_changes_what_is_possible(
    bench: Callable[..., Bench], trouble: Trouble, effect: do.AnyEffect, event: ev.Refused | None
) -> None:
    b = bench(trouble)
    b.send(effect)
    assert len(await b.done()) == 1
    assert [codec.event(row.payload) for row in b.told] == ([event] if event else [])
    assert len(b.journal.marks) == 1


@pytest.mark.asyncio
async def test_one_post_that_makes_no_sense_does_not_hold_up_the_rest(
    bench: Callable[..., Bench], monkeypatch: pytest.MonkeyPatch
) -> None:
    b = bench()
    words = b.journal.words

    async def broken(*_: object) -> dict[object, object]:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(b.journal, "words", broken)
    b.send(do.Say(text=text("note.show", words=Words(WordRef("w1")))), SAY)
    assert [type(call) for call in await b.done()] == [Post]
    assert [mark.id for mark in b.journal.marks] == ["r1/1/0", "r1/1/1"]
    monkeypatch.setattr(b.journal, "words", words)
    b.outbox.put([Sending(EffectId("r1/2/0"), ROOM, "en", b'{"effect":"Dance"}')])
    await b.done()
    assert b.journal.marks[-1] == Delivered(EffectId("r1/2/0"), ROOM)


@pytest.mark.asyncio
async def test_what_was_sent_is_not_sent_again_while_its_mark_is_on_its_way(
    bench: Callable[..., Bench],
) -> None:
    b = bench()
    b.send(SAY)
    await b.done()
    b.send(SAY)
    assert len(await b.done()) == 1


@pytest.mark.asyncio
async def test_only_posts_follow_a_chat_that_moved(bench: Callable[..., Bench]) -> None:
    """Message ids begin anew there: a removal would take somebody else's message."""
    b = bench(MovedTo("-200"))
    b.send(REMOVE)
    assert [(place, type(call)) for place, call in b.chat.calls] == []
    await b.done()
    assert [(place, type(call)) for place, call in b.chat.calls] == [("-100", Delete)]


@pytest.mark.asyncio
async def test_what_a_topic_does_not_take_goes_to_the_general_one(
    bench: Callable[..., Bench],
) -> None:
    b = bench(Gone("topic_closed", of="topic"))
    b.send(replace(SAY, thread=7))
    await b.done()
    threads = [call.thread for _, call in b.chat.calls if isinstance(call, Post)]
    assert threads == [7, 0]
    (mark,) = b.journal.marks
    assert mark.message is not None
    assert codec.event(mark.event or b"") == ev.Refused(effect=mark.id, why="topic", thread=7)


@pytest.mark.asyncio
async def test_a_chat_that_moved_is_found_again(bench: Callable[..., Bench]) -> None:
    b = bench(MovedTo("-200"))
    b.send(SAY)
    await b.done()
    assert [place for place, _ in b.chat.calls] == ["-100", "-200"]


@pytest.mark.asyncio
async def test_of_many_changes_only_the_last_is_made(bench: Callable[..., Bench]) -> None:
    b = bench(0.02)
    post = EffectId("r1/1/0")
    changes = [
        do.Amend(of=post, text=text(key)) for key in ("pause.none", "pause.back", "note.none")
    ]
    b.send(SAY, *changes)
    calls = await b.done()
    assert [type(call) for call in calls] == [Post, Change]
    assert calls[1] == Change(MessageId(101), "Nothing is kept for you just now.")
    assert len(b.journal.marks) == 4


@pytest.mark.asyncio
async def test_a_change_of_a_post_that_never_was_is_dropped(bench: Callable[..., Bench]) -> None:
    b = bench(Rejected("bad request"))
    b.send(SAY, do.Amend(of=EffectId("r1/1/0"), text=text("note.none")))
    assert len(await b.done()) == 1


@pytest.mark.asyncio
async def test_the_same_row_twice_is_sent_once(bench: Callable[..., Bench]) -> None:
    b = bench(0.02)
    b.send(SAY)
    b.send(SAY)
    assert len(await b.done()) == 1


@pytest.mark.asyncio
async def test_a_tap_is_answered_with_plain_text(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.send(do.Answer(tap=TapId("5"), text=text("toast.theirs", name="<Ana & Co>")))
    (call,) = await b.done()
    assert getattr(call, "text", "") == "That one is <Ana & Co>'s just now."


# --- what may be there already ---------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_post_that_may_be_there_already_is_waited_for_longer(
    bench: Callable[..., Bench],
) -> None:
    b = bench(Unsure("refused", sent=False), Unsure("no answer"), Unsure("no answer"))
    b.send(SAY)
    patience = [call.patience for call in await b.done() if isinstance(call, Post)]
    assert patience == [None, None, module.DOUBT_PATIENCE_S, module.DOUBT_PATIENCE_S]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("unsure", "woken"),
    [
        (Unsure("refused", sent=False), True),
        (Unsure("Telegram is unwell", answered=True), True),
        (Unsure("no answer"), False),
    ],
)
async def test_that_others_reach_telegram_says_nothing_of_a_post_that_may_be_there(
    bench: Callable[..., Bench], monkeypatch: pytest.MonkeyPatch, unsure: Unsure, woken: bool
) -> None:
    b = bench(*[unsure] * 12)
    b.send(SAY)
    await asyncio.sleep(0.2)
    tried = len(b.chat.calls)
    assert 3 < tried < 12, "it waits for longer than this by now"
    b.outbox.reached()
    await asyncio.sleep(0.01)
    assert (len(b.chat.calls) > tried) is woken
    tried = len(b.chat.calls)
    b.outbox.reached(again=True)  # Telegram was out of reach for everybody, and is back
    await asyncio.sleep(0.01)
    assert len(b.chat.calls) > tried
    await b.outbox.stop(0)


@pytest.mark.asyncio
async def test_a_document_is_a_post(bench: Callable[..., Bench]) -> None:
    """It keeps its place, is tried again, and its number is remembered."""
    b = bench(Unsure("no answer in time"))
    b.send(HAND, SAY)
    calls = await b.done()
    names = [one.document.name if one.document else "" for one in calls if isinstance(one, Post)]
    assert names == ["export.json", "export.json", ""]
    assert [mark.message for mark in b.journal.marks] == [101, 102]


@pytest.mark.asyncio
async def test_a_chat_is_emptied_of_what_was_said_before_and_its_mailbox_hears_of_it(
    bench: Callable[..., Bench],
) -> None:
    b = bench()
    b.send(SAY, TIDY, SAY)
    calls = await b.done()
    assert [type(call) for call in calls] == [Post, Clear, Post]
    assert calls[1] == Clear((MessageId(101), MessageId(7), MessageId(5)))
    assert [codec.event(row.payload) for row in b.told] == [ev.Tidied(left=0)]


@pytest.mark.asyncio
@pytest.mark.parametrize("trouble", [Later(0.001), Unsure("no answer in time")])
async def test_emptying_is_tried_again(bench: Callable[..., Bench], trouble: Trouble) -> None:
    b = bench(trouble)
    b.send(TIDY)
    assert await b.done() == [Clear((MessageId(7), MessageId(5)))] * 2
    assert [codec.event(row.payload) for row in b.told] == [ev.Tidied(left=0)]


@pytest.mark.asyncio
async def test_where_nobody_can_be_reached_nothing_is_emptied(bench: Callable[..., Bench]) -> None:
    b = bench(Gone("bot was blocked", chat=True))
    b.send(TIDY)
    assert len(await b.done()) == 1
    refused = ev.Refused(effect=EffectId("r1/1/0"), why="door")
    assert [codec.event(row.payload) for row in b.told] == [refused]


@pytest.mark.asyncio
async def test_too_much_in_one_chat_slows_no_other(bench: Callable[..., Bench]) -> None:
    """Nor what is taken out of the same one."""
    b = bench(Later(0.3))
    b.send(SAY, REMOVE)
    await asyncio.sleep(0.01)
    other = Sending(EffectId("r2/1/0"), Mailbox("r2"), "en", codec.encode(SAY))
    b.outbox.put([other])
    await asyncio.sleep(0.05)
    assert [mark.id for mark in b.journal.marks] == ["r1/1/1", "r2/1/0"]
    await b.done()
    assert [mark.id for mark in b.journal.marks][2:] == ["r1/1/0"]


@pytest.mark.asyncio
async def test_a_post_does_not_wait_until_old_buttons_are_gone(bench: Callable[..., Bench]) -> None:
    """Somebody waits for the post; old buttons do nothing."""
    b = bench()
    first, second = EffectId("r1/1/0"), EffectId("r1/1/1")
    b.send(SAY, SAY, do.Strip(of=first), do.Strip(of=second), SAY)
    calls = await b.done()
    assert [type(call) for call in calls] == [Post, Post, Post, Change, Change]


@pytest.mark.asyncio
async def test_a_card_that_somebody_deleted_is_told(bench: Callable[..., Bench]) -> None:
    b = bench(0.0, Gone("message to edit not found"))
    b.send(SAY, do.Amend(of=EffectId("r1/1/0"), text=text("note.none")))
    await b.done()
    (row,) = b.told
    assert codec.event(row.payload) == ev.Refused(effect=EffectId("r1/1/0"), why="deleted")


# --- locks ---------------------------------------------------------------------------------------


def heard(b: Bench) -> list[ev.AnyEvent]:
    return [codec.event(row.payload) for row in b.told]


@pytest.mark.asyncio
async def test_locks_keep_their_order_and_do_not_wait_behind_posts(
    bench: Callable[..., Bench],
) -> None:
    b = bench(0.05)
    b.send(SAY, SAY, INSPECT, LOCK)
    calls = await b.done()
    assert [type(call) for call in calls] == [Post, Standing, Mute, Post]
    assert heard(b) == [ev.Stood(person=P1, plain=True)]
    b = bench(0.05)
    b.send(UNLOCK, INSPECT)
    assert await b.done() == [UNMUTE, Standing("201")]


@pytest.mark.asyncio
async def test_a_lock_is_worth_no_waiting(bench: Callable[..., Bench]) -> None:
    b = bench(Later(3600))
    b.send(LOCK)
    assert await b.done() == [MUTE]
    assert not b.told


@pytest.mark.asyncio
@pytest.mark.parametrize("trouble", [Later(0.001), Unsure("no answer in time")])
async def test_unlocking_is_tried_until_it_is_done(
    bench: Callable[..., Bench], trouble: Trouble
) -> None:
    b = bench(trouble, trouble)
    b.send(UNLOCK)
    assert await b.done() == [UNMUTE] * 3


@pytest.mark.asyncio
async def test_a_lock_of_unknown_fate_does_not_hold_up_its_end(bench: Callable[..., Bench]) -> None:
    b = bench(*[Unsure("no answer in time")] * 2)
    b.send(LOCK)
    await asyncio.sleep(0)
    b.outbox.put([Sending(EffectId("r1/2/0"), ROOM, "en", codec.encode(UNLOCK))])
    calls = await b.done()
    assert calls.count(MUTE) <= 2
    assert calls[-1] == UNMUTE
    b = bench()
    b.send(LOCK, UNLOCK, LOCK)
    assert await b.done() == [UNMUTE, MUTE]  # the first is never sent: its end is known already


@pytest.mark.asyncio
@pytest.mark.parametrize("left_s", [59, 29, 0, -86400])
async def test_a_lock_that_comes_too_late_is_never_set(
    bench: Callable[..., Bench], left_s: int
) -> None:
    """Telegram takes less than half a minute for ever."""
    b = bench()
    until = NOW + timedelta(seconds=left_s)
    b.send(do.Lock(person=P1, until=until, latest=LATEST))
    assert await b.done() == []
    b.send(do.Lock(person=P1, until=NOW + timedelta(seconds=60), latest=LATEST))
    assert not b.told


@pytest.mark.asyncio
async def test_what_ended_by_itself_long_ago_is_not_unlocked(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.send(do.Unlock(person=P1, latest=NOW))
    assert await b.done() == []
    soon = NOW + timedelta(seconds=10)
    b = bench()
    b.send(do.Unlock(person=P1, latest=soon))
    (call,) = await b.done()
    assert isinstance(call, Unmute)
    assert call.until - NOW >= timedelta(minutes=1)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("effect", "trouble", "told"),
    [
        (LOCK, NoRights("rights"), ev.LockRefused(person=P1, rights=True)),
        (LOCK, Rejected("an admin"), ev.LockRefused(person=P1, rights=False)),
        (INSPECT, Gone("nobody"), ev.LockRefused(person=P1, rights=False)),
        (UNLOCK, NoRights("rights"), ev.LockRefused(person=P1, rights=True, until=LATEST)),
        (UNLOCK, Gone("kicked", chat=True), ev.Refused(effect=EffectId("r1/1/0"), why="door")),
    ],
)
async def test_what_does_not_hold_is_told(
    bench: Callable[..., Bench], effect: do.AnyEffect, trouble: Trouble, told: ev.AnyEvent
) -> None:
    b = bench(trouble)
    b.send(effect)
    await b.done()
    assert heard(b) == [told]


@pytest.mark.asyncio
async def test_who_turns_out_to_be_no_plain_member_says_nothing_of_our_rights(
    bench: Callable[..., Bench],
) -> None:
    b = bench()
    b.chat.plain = False
    b.send(LOCK)
    assert await b.done() == [MUTE]
    assert heard(b) == [ev.Stood(person=P1, plain=False)]


@pytest.mark.asyncio
async def test_of_somebody_who_is_forgotten_nothing_is_asked(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.send(do.Inspect(person=NOBODY))
    assert await b.done() == []
    assert heard(b) == [ev.LockRefused(person=NOBODY, rights=False)]


# --- for one person alone ----------------------------------------------------------------------

BEN = PersonId(Mailbox("p2"))
KEPT = ev.Notice("kept")
WHISPER = do.Whisper(to=BEN, text=text("whisper.kept_turn"), notice=KEPT)
_OUT = ev.Refused(effect=EffectId("r1/1/0"), why="door")
#: What Telegram forbids: about whom it is for, or about the group.
_FORBIDDEN: tuple[tuple[str, ev.RoomEvent], ...] = (
    ("bot was blocked by the user", ev.Unheard(to=BEN, notice=KEPT)),
    ("bot can't initiate conversation with a user", ev.Unheard(to=BEN, notice=KEPT)),
    ("user is deactivated", ev.Unheard(to=BEN, notice=KEPT)),
    ("whatever comes next", ev.Unheard(to=BEN, notice=KEPT)),
    ("bot was kicked from the supergroup chat", _OUT),
    ("bot is not a member of the supergroup chat", _OUT),
    ("the group chat was deleted", _OUT),
)


@pytest.mark.asyncio
async def test_a_whisper_does_not_wait_behind_posts(bench: Callable[..., Bench]) -> None:
    b = bench(0.05)
    b.send(SAY, SAY, WHISPER)
    calls = await b.done()
    assert [type(call) for call in calls] == [Post, Whisper, Post]
    assert calls[1] == Whisper(
        "202", "Kept. Only you see this. It's in our private chat when it's your turn."
    )
    assert not b.told


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("troubles", "event"),
    [
        ([NotAlone("none here")], ev.Unheard(to=BEN, notice=KEPT)),
        ([NotAlone("seen", MessageId(9))], ev.Unheard(to=BEN, notice=KEPT, message=MessageId(9))),
        ([NoRights("chat_admin_required")], ev.Unheard(to=BEN, notice=KEPT)),
        ([Rejected("bad request")], ev.Unheard(to=BEN, notice=KEPT)),
        ([Unsure("down", sent=False), NotAlone("off")], ev.Unheard(to=BEN, notice=KEPT)),
        ([Unsure("no answer"), NotAlone("off")], ev.Unheard(to=BEN, notice=KEPT, unsure=True)),
        ([MovedTo("-200"), NotAlone("off")], ev.Unheard(to=BEN, notice=KEPT)),
        ([Gone("kicked", chat=True)], ev.Refused(effect=EffectId("r1/1/0"), why="door")),
        *(([unshown(Forbidden(f"Forbidden: {why}"))], told) for why, told in _FORBIDDEN),
    ],
)
async def test_a_room_hears_of_a_whisper_that_was_none(
    bench: Callable[..., Bench], troubles: list[Trouble], event: ev.RoomEvent
) -> None:
    """And of nothing else: that one cannot be shown says nothing of what the bot may do."""
    b = bench(*troubles)
    b.send(WHISPER)
    calls = await b.done()
    assert [type(call) for call in calls] == [Whisper] * len(troubles), "never as a post"
    assert [codec.event(row.payload) for row in b.told] == [event]
