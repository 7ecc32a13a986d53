"""What every journal promises: whole transactions, once, forgotten on time."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.adapters.memory.disk import Disk
from bot.adapters.memory.journal import MemoryJournal
from bot.adapters.sqlite.journal import SqliteJournal
from bot.adapters.sqlite.keys import Keyring
from bot.facilitator.ids import EffectId, Mailbox, MessageId, PersonId, WordRef
from bot.service.ports import (
    AlreadySettled,
    Delivered,
    Journal,
    Sending,
    StaleSeq,
    Stored,
    Words,
)
from bot.service.retention import HISTORY, SENT, TRANSIT
from tests.adapters.made import CANARY, KEY, ME, NOW, ROOM, Clock, commit, parcel


@pytest_asyncio.fixture(params=["sqlite", "memory"])
async def journal(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Journal]:
    if request.param == "memory":
        yield MemoryJournal(Disk(), Clock())
        return
    journal = SqliteJournal(tmp_path, Keyring(KEY), Clock())
    await journal.open()
    yield journal
    await journal.close()


@pytest.mark.asyncio
async def test_an_update_is_stored_once_and_waits_until_it_is_settled(
    journal: Journal,
) -> None:
    first = await journal.receive([parcel(1), parcel(2)], NOW)
    again = await journal.receive([parcel(2), parcel(3)], NOW)
    # Given again: whoever asked before may not have heard the answer.
    assert [row.id for row in again] == [first[1].id, again[1].id]
    assert [row.id for row in await journal.waiting()] == [first[0].id, *(row.id for row in again)]
    await journal.commit(commit(1, first[0].id))
    await journal.settle(first[1].id, failed=True)
    assert [row.id for row in await journal.waiting()] == [again[1].id]
    assert not await journal.receive([parcel(1)], NOW)


@pytest.mark.asyncio
async def test_what_is_settled_as_it_comes_is_known_for_ever(journal: Journal) -> None:
    assert await journal.mailbox_of(parcel(1).place) is None
    await journal.receive([parcel(1)], NOW)
    assert await journal.mailbox_of(parcel(1).place) == ROOM
    await journal.commit(commit(1, parcel(2)))
    assert [row.id for row in await journal.waiting()] == [1]
    assert not await journal.receive([parcel(2)], NOW)
    for known in (parcel(1), parcel(2)):  # one that waits, one that is done
        with pytest.raises(AlreadySettled):
            await journal.commit(commit(2, known))
    assert await journal.load(ROOM) == b"s1"


@pytest.mark.asyncio
async def test_outcomes_that_belong_together_are_all_stored_or_none(journal: Journal) -> None:
    await journal.receive([parcel(1)], NOW)
    other = Mailbox("p7")
    with pytest.raises(StaleSeq):
        await journal.commit(commit(1, parcel(2)), commit(2, mailbox=other))
    assert await journal.load(ROOM) is None
    assert len(await journal.receive([parcel(2)], NOW)) == 1
    tells = ((ROOM, b"told"),)
    rows = await journal.commit(commit(1, parcel(3)), commit(1, mailbox=other, tells=tells))
    assert [row.payload for row in rows] == [b"told"]
    assert [await journal.load(one) for one in (ROOM, other)] == [b"s1", b"s1"]


@pytest.mark.asyncio
async def test_several_of_one_mailbox_in_their_order(journal: Journal) -> None:
    await journal.receive([parcel(1)], NOW)
    for wrong in ((commit(1), commit(3)), (commit(2), commit(1)), (commit(1), commit(1))):
        with pytest.raises(StaleSeq):
            await journal.commit(*wrong)
    with pytest.raises(AlreadySettled):
        await journal.commit(commit(1, parcel(2)), commit(2, parcel(2)))
    assert await journal.load(ROOM) is None
    await journal.commit(commit(1, parcel(2)), commit(2, parcel(3)))
    assert await journal.load(ROOM) == b"s2"
    assert not await journal.receive([parcel(2), parcel(3)], NOW)


@pytest.mark.asyncio
async def test_an_outcome_is_committed_once(journal: Journal) -> None:
    (row,) = await journal.receive([parcel(1)], NOW)
    await journal.commit(commit(1, row.id))
    with pytest.raises(AlreadySettled):
        await journal.commit(commit(2, row.id))
    with pytest.raises(StaleSeq):
        await journal.commit(commit(1))
    with pytest.raises(StaleSeq):
        await journal.commit(commit(3))
    assert await journal.load(ROOM) == b"s1"


@pytest.mark.asyncio
async def test_a_stale_outcome_leaves_nothing_behind(journal: Journal) -> None:
    """Neither its outbox, nor its tells, nor its words, nor a key that nothing was sealed with."""
    await journal.commit(commit(1))
    stored = Stored(WordRef("w1"), ME, ROOM, NOW + timedelta(days=1), Words(CANARY))
    sending = Sending(EffectId("r1/9/0"), ROOM, "en", b"{}")
    stale = commit(9, outbox=(sending,), tells=((ME, b"{}"),), words=(stored,))
    with pytest.raises(StaleSeq):
        await journal.commit(stale)
    assert not await journal.unsent()
    assert not await journal.waiting()
    assert not await journal.words([WordRef("w1")], NOW)
    await journal.commit(commit(2, words=(stored,)))  # the key is made anew, and opens
    assert (await journal.words([WordRef("w1")], NOW))[WordRef("w1")].text == CANARY


@pytest.mark.asyncio
async def test_many_at_once_are_each_whole(journal: Journal) -> None:
    async def one(number: int) -> None:
        mailbox = Mailbox(f"r{number}")
        for seq in range(1, 6):
            await journal.commit(commit(seq, mailbox=mailbox, deadline=NOW))

    await asyncio.gather(*(one(number) for number in range(10, 40)))
    found = await journal.next_deadline(tuple(Mailbox(f"r{n}") for n in range(10, 39)))
    assert found == (Mailbox("r39"), NOW)


@pytest.mark.asyncio
async def test_words_come_back_until_they_expire(journal: Journal) -> None:
    ref = WordRef("w1")
    stored = Stored(ref, ME, ROOM, NOW + timedelta(hours=2), Words(CANARY, "voice", "file"))
    await journal.commit(commit(1, words=(stored,)))
    assert (await journal.words([ref], NOW))[ref] == stored.words
    longer = Stored(ref, ME, ROOM, NOW + timedelta(hours=3), None)
    await journal.commit(commit(2, words=(longer,)))
    assert await journal.words([ref], NOW + timedelta(hours=2, minutes=30))
    await journal.commit(commit(3, released=((ref, NOW + timedelta(minutes=10)),)))
    assert await journal.words([ref], NOW)
    assert not await journal.words([ref], NOW + timedelta(minutes=10))
    assert (await journal.sweep(NOW + timedelta(minutes=10)))["words"] == 1


@pytest.mark.asyncio
async def test_words_go_under_the_key_of_whoever_they_are_of(journal: Journal) -> None:
    ref, until = WordRef("w1"), NOW + timedelta(hours=2)
    known = await journal.people(["77", "88"])
    me, other = known["77"], known["88"]
    for who in (me, other):  # somebody who was heard of, so that they can be forgotten
        await journal.commit(commit(1, mailbox=Mailbox(who)))
    await journal.commit(commit(1, words=(Stored(ref, me, ROOM, until, Words(CANARY)),)))
    await journal.commit(commit(2, words=(Stored(ref, other, ROOM, until, None),)))
    assert (await journal.words([ref], NOW))[ref].text == CANARY
    await journal.commit(commit(2, mailbox=Mailbox(me), forget=True))
    assert (await journal.words([ref], NOW))[ref].text == CANARY
    await journal.commit(commit(2, mailbox=Mailbox(other), forget=True))
    assert not await journal.words([ref], NOW)


@pytest.mark.asyncio
async def test_what_is_done_is_forgotten_on_time(journal: Journal) -> None:
    (row,) = await journal.receive([parcel(1)], NOW)
    sending = Sending(EffectId("r1/1/0"), ROOM, "en", b"{}")
    await journal.commit(commit(1, row.id, outbox=(sending,)))
    await journal.delivered(Delivered(sending.id, ROOM, MessageId(7)))
    assert await journal.message_of(sending.id) == 7
    assert not any((await journal.sweep(NOW)).values())
    assert (await journal.sweep(NOW + TRANSIT + timedelta(days=1)))["inbox"] == 1
    assert (await journal.sweep(NOW + SENT))["outbox"] == 1
    assert (await journal.sweep(NOW + HISTORY))["journal"] == 1


@pytest.mark.asyncio
async def test_words_that_a_post_waits_for_stay_until_it_is_out(journal: Journal) -> None:
    """However long Telegram cannot be reached, nothing that was decided is posted without words."""
    ref = WordRef("w1")
    stored = Stored(ref, PersonId("p1"), ROOM, NOW + timedelta(hours=72), Words("hello"))
    await journal.commit(commit(1, words=(stored,)))
    sending = Sending(EffectId("r1/2/0"), ROOM, "en", b"{}", (ref,))
    gone = NOW + timedelta(minutes=10)
    await journal.commit(commit(2, outbox=(sending,), released=((ref, gone),)))
    later = NOW + timedelta(hours=1)
    await journal.sweep(later)
    assert await journal.words([ref], later) == {ref: Words("hello")}
    await journal.delivered(Delivered(sending.id, ROOM, MessageId(7)))
    assert await journal.message_of(sending.id) == 7
    assert not await journal.words([ref], later)
    assert (await journal.sweep(later))["words"] == 1


@pytest.mark.asyncio
async def test_words_do_not_wait_for_a_post_for_ever(journal: Journal) -> None:
    ref = WordRef("w1")
    stored = Stored(ref, PersonId("p1"), ROOM, NOW + timedelta(hours=1), Words("hello"))
    sending = Sending(EffectId("r1/1/0"), ROOM, "en", b"{}", (ref,))
    await journal.commit(commit(1, words=(stored,), outbox=(sending,)))
    assert (await journal.sweep(NOW + TRANSIT))["words"] == 0
    assert (await journal.sweep(NOW + TRANSIT + timedelta(hours=1)))["words"] == 1


@pytest.mark.asyncio
async def test_an_update_whose_key_is_gone_fails_instead_of_looping(
    journal: Journal,
) -> None:
    await journal.receive([parcel(1)], NOW)
    await journal.sweep(NOW + TRANSIT + timedelta(days=1, hours=1))
    assert await journal.waiting() == []
    assert await journal.waiting() == []


@pytest.mark.asyncio
async def test_marks_ride_with_the_next_transaction(journal: Journal) -> None:
    effects = tuple(Sending(EffectId(f"r1/1/{n}"), ROOM, "en", b"{}") for n in range(3))
    await journal.commit(commit(1, outbox=effects))
    assert [row.id for row in await journal.unsent()] == [one.id for one in effects]
    assert await journal.delivered(Delivered(effects[0].id, ROOM, MessageId(7))) == []
    told = await journal.delivered(Delivered(effects[1].id, ROOM, event=b"{}"))
    assert [(row.mailbox, row.kind) for row in told] == [(ROOM, "told")]
    assert [row.id for row in await journal.unsent()] == [effects[2].id]


@pytest.mark.asyncio
async def test_the_posts_of_a_mailbox_are_found_by_when_they_were_decided(
    journal: Journal,
) -> None:
    """Also those whose mark still rides; never those of a mailbox whose name begins the same."""
    hour = timedelta(hours=1)
    for mailbox, number in (("p1", 100), ("p12", 200), ("r1", 300)):
        for seq in (1, 2, 3):
            name = EffectId(f"{mailbox}/{seq}/0")
            sending = Sending(name, Mailbox(mailbox), "en", b"{}")
            no_post = Sending(EffectId(f"{mailbox}/{seq}/1"), Mailbox(mailbox), "en", b"{}")
            at = NOW + hour * seq
            await journal.commit(
                commit(seq, mailbox=Mailbox(mailbox), at=at, outbox=(sending, no_post))
            )
            await journal.delivered(Delivered(name, Mailbox(mailbox), MessageId(number + seq)))
            await journal.delivered(Delivered(no_post.id, Mailbox(mailbox)))
    unsent = Sending(EffectId("p1/4/0"), Mailbox("p1"), "en", b"{}")
    await journal.commit(commit(4, mailbox=Mailbox("p1"), at=NOW + hour * 2, outbox=(unsent,)))
    posts = journal.posts_of
    assert await posts(Mailbox("p1"), NOW, NOW + hour * 3) == [101, 102, 103]
    assert await posts(Mailbox("p1"), NOW + hour, NOW + hour * 2) == [102]
    assert await posts(Mailbox("p12"), NOW, NOW + hour * 9) == [201, 202, 203]
    assert await posts(Mailbox("p9"), NOW, NOW + hour * 9) == []


@pytest.mark.asyncio
async def test_a_post_that_became_several_messages_is_found_whole(journal: Journal) -> None:
    sending = Sending(EffectId("r1/1/0"), ROOM, "en", b"{}")
    await journal.commit(commit(1, outbox=(sending,)))
    mark = Delivered(sending.id, ROOM, MessageId(9), also=(MessageId(7), MessageId(8)))
    for _ in range(2):  # told twice
        await journal.delivered(mark)
    assert await journal.message_of(sending.id) == 9
    found = await journal.posts_of(ROOM, NOW - timedelta(seconds=1), NOW)
    assert sorted(found) == [7, 8, 9]
    assert await journal.unsent() == []
    assert (await journal.sweep(NOW + SENT))["outbox"] == 3


@pytest.mark.asyncio
async def test_a_chat_that_moved_keeps_its_mailbox_by_both_names(journal: Journal) -> None:
    (row,) = await journal.receive([parcel(1, place="-5")], NOW)
    for _ in range(2):  # told twice
        await journal.move("-5", "-1005")
    rows_ = await journal.receive([parcel(2, place="-1005"), parcel(3, place="-5")], NOW)
    assert {one.mailbox for one in rows_} == {row.mailbox}
    assert await journal.place_of(row.mailbox) == "-1005"


@pytest.mark.asyncio
async def test_the_new_chat_may_speak_before_the_move_is_told(journal: Journal) -> None:
    (old,) = await journal.receive([parcel(1, place="-5")], NOW)
    await journal.receive([parcel(2, place="-1005")], NOW)
    await journal.move("-5", "-1005")
    (new_row,) = await journal.receive([parcel(3, place="-1005")], NOW)
    assert new_row.mailbox == old.mailbox


# --- a person is forgotten -----------------------------------------------------------------------


async def known(journal: Journal) -> PersonId:
    """Somebody with everything that a mailbox can have, and a room that says something to them."""
    me = (await journal.people(["77"]))["77"]
    sent, unsent = (Sending(EffectId(f"{me}/1/{n}"), me, "en", b"{}") for n in range(2))
    stored = Stored(WordRef("w1"), me, ROOM, NOW + timedelta(days=1), Words(CANARY))
    mine = commit(1, parcel(1, place="77"), mailbox=me, outbox=(sent, unsent), deadline=NOW)
    await journal.commit(mine, commit(1, words=(stored,), tells=((me, b"told"),)))
    await journal.delivered(Delivered(sent.id, me, MessageId(7)))
    await journal.receive([parcel(2, place="77")], NOW)
    return me


@pytest.mark.asyncio
async def test_of_who_is_forgotten_nothing_is_left_but_the_last_post(journal: Journal) -> None:
    me = await known(journal)
    last = Sending(EffectId(f"{me}/2/0"), me, "en", b"last")
    await journal.commit(commit(2, mailbox=me, outbox=(last,), forget=True))
    assert await journal.load(me) is None
    assert not await journal.waiting()
    assert not await journal.words([WordRef("w1")], NOW)
    assert await journal.next_deadline(()) is None
    assert await journal.unsent() == [last]
    assert await journal.message_of(EffectId(f"{me}/1/0")) == 7  # its buttons can be taken away
    assert await journal.place_of(me) == "77"
    assert await journal.mailbox_of("77") is None
    await journal.delivered(Delivered(last.id, me, MessageId(8)))
    assert await journal.message_of(EffectId(f"{me}/1/0")) is None
    assert await journal.message_of(last.id) is None
    assert not await journal.unsent()
    assert await journal.load(ROOM) == b"s1"


@pytest.mark.asyncio
async def test_nothing_is_stored_for_them_any_more_and_who_writes_is_new(journal: Journal) -> None:
    me = await known(journal)
    with pytest.raises(StaleSeq):
        await journal.commit(commit(5, mailbox=me, forget=True))
    assert await journal.load(me) == b"s1"
    await journal.commit(commit(2, mailbox=me, forget=True))
    for late in (commit(3, mailbox=me), commit(1, parcel(9, place="77"), mailbox=me)):
        with pytest.raises(AlreadySettled):
            await journal.commit(late)
    stored = Stored(WordRef("w2"), me, ROOM, NOW + timedelta(days=1), Words(CANARY))
    assert not await journal.commit(commit(2, words=(stored,), tells=((me, b"told"),)))
    assert not await journal.words([WordRef("w2")], NOW)
    assert not await journal.receive([parcel(1, place="77"), parcel(2, place="77")], NOW)
    (row,) = await journal.receive([parcel(3, place="77")], NOW)
    assert row.mailbox not in (me, ROOM)
    assert (await journal.people(["77"]))["77"] == row.mailbox


@pytest.mark.asyncio
async def test_a_last_post_that_cannot_be_sent_is_given_up(journal: Journal) -> None:
    me = await known(journal)
    last = Sending(EffectId(f"{me}/2/0"), me, "en", b"last")
    await journal.commit(commit(2, mailbox=me, outbox=(last,), forget=True))
    await journal.sweep(NOW + TRANSIT - timedelta(minutes=1))
    assert await journal.unsent() == [last]
    await journal.sweep(NOW + TRANSIT)
    assert not await journal.unsent()
