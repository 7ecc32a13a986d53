"""Whatever becomes of the post of a held note, its room hears of it, once."""

from collections.abc import Callable

import pytest

from bot.facilitator import codec
from bot.facilitator import effects as do
from bot.facilitator import events as told
from bot.facilitator.ids import EffectId, Mailbox, MessageId, PersonId, WordRef
from bot.facilitator.texts import text
from bot.sensing.signals import Signals
from bot.service.ports import Gone, Later, NoRights, Rejected, Sending, Trouble, Unsure
from tests.service.test_outbox import Bench, bench

__all__ = ["bench"]

NOTE = told.NotePosted(person=PersonId(Mailbox("p1")), words=WordRef("w1"), signals=Signals(5))
SAY = do.Say(text=text("pause.none"), note=NOTE)
NAME = EffectId("r1/1/0")


def heard(b: Bench) -> told.AnyEvent:
    (row,) = b.told
    return codec.event(row.payload)


@pytest.mark.asyncio
async def test_that_it_is_there(bench: Callable[..., Bench]) -> None:
    b = bench(Later(0.001), Unsure("no answer"))
    b.send(SAY)
    await b.done()
    assert heard(b) == told.NoteOut(note=NOTE, placed=True)
    assert b.journal.marks[-1].message == MessageId(101)


@pytest.mark.asyncio
async def test_that_it_stands_in_another_topic(bench: Callable[..., Bench]) -> None:
    b = bench(Gone("closed", of="topic"))
    b.send(do.Say(text=text("pause.none"), note=NOTE, thread=7))
    await b.done()
    lost = told.Refused(effect=NAME, why="topic", thread=7)
    assert heard(b) == told.NoteOut(note=NOTE, placed=True, refused=lost)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("trouble", "why"),
    [
        (Gone("closed", of="topic"), "topic"),
        (Gone("kicked", chat=True), "door"),
        (Gone("deactivated", chat=True, of="account"), "account"),
        (NoRights("not enough rights"), "rights"),
        (Rejected("wrong file identifier"), None),
        (Gone("what is it"), None),
    ],
)
async def test_that_it_is_not(bench: Callable[..., Bench], trouble: Trouble, why: str) -> None:
    b = bench(trouble)
    b.send(SAY)
    await b.done()
    refused = told.Refused(effect=NAME, why=why) if why else None  # type: ignore[arg-type]
    assert heard(b) == told.NoteOut(note=NOTE, placed=False, refused=refused)


@pytest.mark.asyncio
async def test_that_there_is_no_chat(bench: Callable[..., Bench]) -> None:
    b = bench()
    b.outbox.put([Sending(EffectId("x1/1/0"), Mailbox("x1"), "en", codec.encode(SAY))])
    await b.done()
    assert heard(b) == told.NoteOut(note=NOTE, placed=False)


@pytest.mark.asyncio
async def test_that_it_is_not_for_a_fault_of_ours(
    bench: Callable[..., Bench], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ValueError

    b = bench()
    monkeypatch.setattr(b.chat, "do", broken)
    b.send(SAY)
    await b.done()
    assert heard(b) == told.NoteOut(note=NOTE, placed=False)


@pytest.mark.asyncio
async def test_other_posts_have_no_receipt(bench: Callable[..., Bench]) -> None:
    b = bench(Rejected("no"))
    b.send(do.Say(text=text("pause.none")), do.Say(text=text("pause.none")))
    await b.done()
    assert b.told == []
