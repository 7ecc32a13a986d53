"""When we fail: the row is marked, the floor opens, both are told, no word reaches a log."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
import structlog

from bot.adapters.sqlite.journal import SqliteJournal
from bot.facilitator import exercise
from bot.facilitator.ids import Mailbox
from bot.facilitator.private import held, keeping
from bot.service.conductor import Conductor
from bot.service.ports import Commit, Row, StorageTrouble
from tests.stage.durable import DurableRig

#: The notes that these tests claim.
CLAIMS = ("engine.rescue", "private.rescue")
SECRET = "the marmalade is behind the piano"


def breaking(*_: object) -> None:
    raise RuntimeError(f"it broke on: {SECRET}")


@pytest.mark.asyncio
async def test_a_fault_in_a_room_opens_the_floor_and_does_not_come_again(
    rig: DurableRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    with structlog.testing.capture_logs() as logs, monkeypatch.context() as patch:
        patch.setattr(exercise, "_said", breaking)
        seen = await rig.play(f"Ben: {SECRET}")
        assert seen == [
            "Heard: Something on my side broke. The floor is open, and nothing you wrote is lost."
        ]
        assert await rig.play("kill") == []  # a restart does not loop
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == ["mailbox.failed"]
    assert SECRET not in str(logs)
    assert await rig.play("Ben: now it is open") == []
    assert "Heard: " in (await rig.play("Ana: /begin three good minutes"))[0]


@pytest.mark.asyncio
async def test_a_fault_in_a_private_chat_loses_nothing(
    rig: DurableRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rig.play("Ben: keep this")
    with monkeypatch.context() as patch:
        patch.setattr(held, "_show", breaking)
        seen = await rig.play("Ben, private: /held")
        assert seen == ["Heard to Ben: Something on my side broke. What was kept is still here."]
    assert "Heard to Ben: You wrote: keep this" in await rig.play("Ben, private: /held")


@pytest.mark.asyncio
async def test_a_fault_in_the_rescue_itself_still_does_not_loop(
    rig: DurableRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(exercise, "_said", breaking)
        patch.setattr("bot.facilitator.room_draft.RoomDraft.say", breaking)
        assert await rig.play("Ben: hello") == []
        assert await rig.play("kill") == []
    assert "Heard: Pause." in " ".join(await rig.play("Ana: /pause"))


@pytest.mark.asyncio
async def test_a_disk_that_refuses_keeps_the_bot_silent_and_loses_nothing(
    rig: DurableRig, refuse: Callable[[int], None]
) -> None:
    refuse(3)
    seen = await rig.play("Ben: keep this")
    assert seen[0] == "gone: Ben: keep this"


@pytest.mark.asyncio
async def test_the_same_update_twice_is_once(rig: DurableRig) -> None:
    world, bot = rig.cast.world, rig.cast.bot
    world.faults.duplicates = 20
    await rig.play("Ana: You made tea.")
    world.faults.duplicates = 20
    await rig.play("Ben: Tea.")
    posts = [one.text for one in rig.cast.look()[""].values() if one.own]
    assert posts.count("Ben, say back what you heard. Nothing to add.") == 1
    assert posts.count("Ana, is that what you meant?") == 1
    assert not world.pending_updates(bot)


@pytest.mark.asyncio
async def test_what_follows_from_a_message_is_one_transaction(
    rig: DurableRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rig.play("Ben: the first, which loads everybody")
    committed: list[list[str]] = []
    commit = SqliteJournal.commit

    async def counting(self: SqliteJournal, *what: Commit) -> list[Row]:
        committed.append([one.mailbox for one in what])
        return await commit(self, *what)

    monkeypatch.setattr(SqliteJournal, "commit", counting)
    assert await rig.play("Ben: and then") == ["gone: Ben: and then"]
    assert committed == [["r1", "p3"]]


@pytest.mark.asyncio
async def test_a_poll_with_several_of_one_room_is_one_transaction(
    rig: DurableRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rig.play("Ben: the first, which loads everybody")
    committed: list[list[tuple[str, object]]] = []
    commit = SqliteJournal.commit

    async def noting(self: SqliteJournal, *what: Commit) -> list[Row]:
        committed.append([(one.mailbox, type(one.row).__name__) for one in what])
        return await commit(self, *what)

    monkeypatch.setattr(SqliteJournal, "commit", noting)
    rig.cast.act("Ben: one")
    rig.cast.act("Ana, private: hello")
    await rig.play("Ben: two")
    at_once = [one for one in committed if any(kind == "Parcel" for _, kind in one)]
    assert [[name for name, kind in one if kind == "Parcel"] for one in at_once] == [
        ["r1", "r1", "p2"]
    ]


@pytest.mark.asyncio
async def test_a_mailbox_that_becomes_busy_while_others_are_looked_up_is_left_alone(
    rig: DurableRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found by `heard simulate --seed 21416`: two owners of one queue ended the process."""
    await rig.play("Ben: the first, which loads everybody")
    assert rig.life is not None
    conductor = rig.life.conductor
    look_up, busy = SqliteJournal.mailbox_of, iter([False, True])
    own = Conductor._busy

    async def meanwhile(self: SqliteJournal, place: str) -> Mailbox | None:
        if next(busy, False):
            conductor.wake(Mailbox("r1"))
        return await look_up(self, place)

    def alone(self: Conductor, mailbox: Mailbox) -> AbstractContextManager[None]:
        assert mailbox not in self._queues
        return own(self, mailbox)

    monkeypatch.setattr(SqliteJournal, "mailbox_of", meanwhile)
    monkeypatch.setattr(Conductor, "_busy", alone)
    rig.cast.act("Ben: one")
    await rig.play("Ana, private: /held")
    assert conductor.idle
    assert (await rig.play("Ben: two"))[0] == "gone: Ben: two"


@pytest.mark.asyncio
async def test_two_messages_at_once_of_one_room_keep_their_order(rig: DurableRig) -> None:
    rig.cast.act("Ben: one")
    rig.cast.act("Ben: two")
    await rig.play("Ben: three")
    assert rig.life is not None
    notes = (await rig.life.conductor.states.load(Mailbox("p3"))).notes
    words = await rig.life.journal.words([note.words for note in notes], rig.time.now())
    assert [words[note.words].text for note in notes] == ["one", "two", "three"]


@pytest.mark.asyncio
async def test_a_commit_of_unknown_fate_is_not_done_twice(
    rig: DurableRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsure = iter([True])
    commit = SqliteJournal.commit

    async def doubtful(self: SqliteJournal, *what: Commit) -> list[Row]:
        rows = await commit(self, *what)
        if next(unsure, False):
            raise StorageTrouble("disk I/O error")
        return rows

    monkeypatch.setattr(SqliteJournal, "commit", doubtful)
    seen = await rig.play("Ben: keep this")
    assert seen == ["gone: Ben: keep this", "Heard to Ben: Kept. It's here when it's your turn."]
    assert await rig.play("Ben: and this") == ["gone: Ben: and this"]


@pytest.mark.asyncio
async def test_a_fault_of_who_is_told_along_is_theirs_alone(
    rig: DurableRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rig.play("Ben: the first, which loads everybody")
    with structlog.testing.capture_logs() as logs, monkeypatch.context() as patch:
        patch.setattr(keeping, "arm", breaking)
        seen = await rig.play("Ben: keep this")
    assert seen == ["gone: Ben: keep this"]
    assert [(one["event"], one.get("mailbox")) for one in logs] == [("mailbox.failed", "p3")]
    assert await rig.play("Ben: and this") == ["gone: Ben: and this"]


@pytest.mark.asyncio
async def test_a_journal_that_breaks_as_nobody_expects_does_not_end_the_program(
    rig: DurableRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = iter([True])
    commit = SqliteJournal.commit

    async def breaks(self: SqliteJournal, *what: Commit) -> list[Row]:
        if next(broken, False):
            raise RuntimeError
        return await commit(self, *what)

    monkeypatch.setattr(SqliteJournal, "commit", breaks)
    assert (await rig.play("Ben: keep this"))[0] == "gone: Ben: keep this"
