"""Faults that are planted in the product, each of which the simulation must find."""

import asyncio
import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from msgspec.structs import replace

from bot.adapters.memory.disk import Disk
from bot.adapters.telegram.gateway import TelegramGateway
from bot.adapters.telegram.pace import Pace
from bot.adapters.telegram.sheets import Sheet
from bot.dialogue.library import Library
from bot.facilitator import effects as do
from bot.facilitator import floor
from bot.facilitator.events import Said
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Words, text
from bot.rehearsal.simulation.plan import Plan, plan
from bot.rehearsal.simulation.runs import play
from bot.rehearsal.simulation.trouble import CALM
from bot.service.alarms import Alarms
from bot.service.conductor import Conductor
from bot.service.outbox import Outbox
from bot.service.ports import Parcel, Row, Sending

#: How many runs it may take until a fault is found.
RUNS = 150


def stormy() -> Iterable[Plan]:
    return (plan(number) for number in range(1, RUNS))


def calm() -> Iterable[Plan]:
    return (plan(number, CALM) for number in range(1, RUNS))


Plant = Callable[[pytest.MonkeyPatch], None]


def acknowledges_first(patch: pytest.MonkeyPatch) -> None:
    """Updates are handed on, and stored when the next ones come."""
    before: list[Parcel] = []
    receive = Disk.receive

    def late(disk: Disk, parcels: Iterable[Parcel], now: Any) -> list[Row]:
        stored, before[:] = list(before), list(parcels)
        receive(disk, stored, now)
        return []

    patch.setattr(Disk, "receive", late)


def forgets_posts(patch: pytest.MonkeyPatch) -> None:
    """After a crash nobody looks what was not sent."""

    async def nothing(_: Outbox) -> int:
        return 0

    patch.setattr(Outbox, "recover", nothing)


def forgets_rows(patch: pytest.MonkeyPatch) -> None:
    """After a crash nobody looks what was not settled."""

    async def nothing(_: Conductor) -> int:
        return 0

    patch.setattr(Conductor, "recover", nothing)


def sends_twice(patch: pytest.MonkeyPatch) -> None:
    """Every tenth row is put into the outbox twice."""
    put, counted = Outbox.put, [0]

    def twice(outbox: Outbox, rows: Iterable[Sending]) -> None:
        for row in rows:
            counted[0] += 1
            put(outbox, [row])
            if counted[0] % 10 == 0:
                outbox._known.pop(row.id, None)
                put(outbox, [row])

    patch.setattr(Outbox, "put", twice)


def sends_the_newest_first(patch: pytest.MonkeyPatch) -> None:
    """A lane is a pile."""
    run = Outbox._run

    async def pile(outbox: Outbox, mailbox: Any) -> None:
        await asyncio.sleep(0.5)
        outbox._lanes[mailbox].reverse()
        await run(outbox, mailbox)

    patch.setattr(Outbox, "_run", pile)


def sleeps_late(patch: pytest.MonkeyPatch) -> None:
    """No deadline is ever noticed."""

    async def deaf(*_: Any) -> None:
        await asyncio.Event().wait()

    patch.setattr(Alarms, "run", deaf)


def does_not_wait_to_hear(patch: pytest.MonkeyPatch) -> None:
    """Deadlines are acted on while Telegram is out of reach."""
    patch.setattr(Alarms, "hold", lambda _: None)


def asks_again_too_soon(patch: pytest.MonkeyPatch) -> None:
    """A post whose answer is slow is sent again after the same ten seconds, each time."""
    patch.setattr("bot.service.outbox.DOUBT_PATIENCE_S", 10.0)


def waits_too_long(patch: pytest.MonkeyPatch) -> None:
    """Every post waits for ten seconds."""

    async def slow(*_: Any) -> None:
        await asyncio.sleep(10)

    patch.setattr(Pace, "post", slow)


def shows_what_is_kept(patch: pytest.MonkeyPatch) -> None:
    """What was said out of turn is quoted in the group."""
    hold = floor.hold

    def tell(draft: RoomDraft, seat: Any, said: Said, *, notice: bool) -> bool:
        kept = hold(draft, seat, said, notice=notice)
        draft.say(text("note.posted", name="Ben", words=Words(said.words)))
        return kept

    patch.setattr(floor, "hold", tell)


def removes_in_free_talk(patch: pytest.MonkeyPatch) -> None:
    """Every message that is written while nothing runs is taken out."""
    advance = RoomDraft.outcome

    def outcome(draft: RoomDraft) -> Any:
        event = draft.event
        if isinstance(event, Said) and draft.state.session is None:
            draft.add(do.Remove(message=event.message))
        return advance(draft)

    patch.setattr(RoomDraft, "outcome", outcome)


def removes_the_speakers_words(patch: pytest.MonkeyPatch) -> None:
    """Whatever is written in an exercise is taken out, whose turn it is or not."""
    outcome = RoomDraft.outcome

    def always(draft: RoomDraft) -> Any:
        event, session = draft.event, draft.state.session
        if isinstance(event, Said) and session and session.floor and not draft.state.pause:
            draft.add(do.Remove(message=event.message))
        return outcome(draft)

    patch.setattr(RoomDraft, "outcome", always)


def gets_stuck(patch: pytest.MonkeyPatch) -> None:
    """A turn has no end."""
    deadline = RoomDraft.deadline

    def none(draft: RoomDraft, name: str, at: Any) -> None:
        deadline(draft, name, None)

    patch.setattr(RoomDraft, "deadline", none)


def breaks_on_an_edit(patch: pytest.MonkeyPatch) -> None:
    """An edit in an exercise raises."""

    def broken(*_: Any) -> None:
        raise KeyError

    patch.setattr(floor, "edited", broken)


def writes_bad_html(patch: pytest.MonkeyPatch) -> None:
    """What is posted has a tag that never ends."""
    post = TelegramGateway._send

    async def broken(gateway: TelegramGateway, chat: int, sheet: Sheet, *more: Any) -> Any:
        return await post(gateway, chat, replace(sheet, html=f"<b>{sheet.html}"), *more)

    patch.setattr(TelegramGateway, "_send", broken)


PLANTED: list[tuple[Plant, Callable[[], Iterable[Plan]], str]] = [
    (acknowledges_first, stormy, "was acknowledged and not stored"),
    (forgets_posts, stormy, "is still to be done|was never shown|more than anything"),
    (forgets_rows, stormy, "waits|more than anything"),
    (sends_twice, calm, "was shown 2 times; 0 attempts"),
    (sends_the_newest_first, calm, "was shown before"),
    (sleeps_late, calm, "did not come to rest"),
    (does_not_wait_to_hear, stormy, "a deadline was acted on"),
    (asks_again_too_soon, stormy, "times by one process"),
    (waits_too_long, calm, "more than anything explains"),
    (shows_what_is_kept, calm, "sees what .* wrote out of turn"),
    (removes_in_free_talk, calm, "is removed in free talk|a command was removed"),
    (removes_the_speakers_words, calm, "the floor holder's own"),
    (gets_stuck, calm, "waits for nothing|a pause without an end"),
    (breaks_on_an_edit, calm, "logged: .*mailbox.failed"),
    (writes_bad_html, calm, "outbox.rejected|was refused: 400"),
]


@pytest.mark.parametrize(
    ("plant", "plans", "sign"), PLANTED, ids=[plant.__name__ for plant, _, _ in PLANTED]
)
def test_what_is_planted_is_found(
    library: Library,
    monkeypatch: pytest.MonkeyPatch,
    plant: Plant,
    plans: Callable[[], Iterable[Plan]],
    sign: str,
) -> None:
    plant(monkeypatch)
    found = next((run.wrong for one in plans() if (run := play(library, one)).wrong), ())
    assert re.search(sign, " ".join(found)), found
