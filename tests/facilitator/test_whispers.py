"""What one person alone is told in a group: never to anybody else, on any way."""

from datetime import timedelta
from itertools import product
from typing import get_args

import pytest
from msgspec.structs import replace

from bot.dialogue.library import Library
from bot.facilitator import codec
from bot.facilitator import effects as do
from bot.facilitator import events as ev
from bot.facilitator.ids import MessageId, Seat, other
from bot.facilitator.notices import Comes
from bot.facilitator.progress import Floor
from bot.facilitator.texts import refs
from bot.service.ports import Whisper
from bot.service.rendering import Renderer
from tests.facilitator.walk import RIGHTS, A, B, Walk

#: All that the group may read in place of a whisper.
ALOUD = {"floor.kept_in_group", "help.in_private"}
PHRASES = {"whisper.asked": "Only you.", "button.open_private": "Open"}
NOTICES = [
    *(ev.Notice("kept", when=when) for when in get_args(Comes)),
    ev.Notice("asked", command="held"),
    ev.Notice("asked", command="journal"),
    ev.Notice("support", hidden=True),
    ev.Notice("unsaid", hidden=True),
]


def room(library: Library, *, whispers: bool = True, reachable: bool = True) -> Walk:
    walk = Walk(library)
    walk.open("three-good-minutes")
    seats = {seat: replace(who, reachable=reachable) for seat, who in walk.state.seats.items()}
    walk.state = replace(walk.state, seats=seats, rights=replace(RIGHTS, whispers=whispers))
    return walk


def unseen(walk: Walk, seat: Seat) -> ev.Said:
    said = walk._said({"a": A, "b": B}[seat], 12, None)
    return replace(said, message=MessageId(0), unseen=MessageId(4))


@pytest.mark.parametrize("notice", NOTICES)
def test_on_the_way_down_nothing_of_it_is_said_to_all(library: Library, notice: ev.Notice) -> None:
    for hidden, unsure, reachable in product((True, False), repeat=3):
        walk = room(library, reachable=reachable)
        told = replace(notice, hidden=hidden or notice.hidden)
        outcome = walk.feed(ev.Unheard(to=B, notice=told, unsure=unsure))
        assert not outcome.state.rights.whispers
        said = [one.text for one in outcome.effects if isinstance(one, do.Say)]
        assert {one.key for one in said} <= ALOUD
        assert not said or not (hidden or unsure or reachable)
        assert not any(isinstance(one, do.Whisper) for one in outcome.effects), "not once more"
        to = {one.to for one in outcome.effects if isinstance(one, do.Tell)}
        assert to <= {B}


def test_what_everybody_sees_is_taken_out_of_the_chat(library: Library) -> None:
    event = ev.Unheard(to=B, notice=ev.Notice("kept"), message=MessageId(77))
    assert do.Remove(message=MessageId(77)) in room(library).feed(event).effects


@pytest.mark.parametrize("seat", ["a", "b"])
def test_a_burst_has_one_notice_and_it_is_the_author_s(library: Library, seat: Seat) -> None:
    """The same for either."""
    walk = room(library)
    assert walk.state.session is not None
    floor = Floor(other(seat), walk.now - timedelta(minutes=1))
    walk.state = replace(walk.state, session=replace(walk.state.session, floor=floor))
    person = {"a": A, "b": B}[seat]
    burst = [walk._said(person, 12, None) for _ in range(5)]
    effects = [one for said in burst for one in walk.feed(said).effects]
    heard = [one for one in effects if isinstance(one, do.Whisper)]
    assert [one.to for one in heard] == [person]
    assert heard[0].text.key.startswith("whisper.kept_")
    told = [one.event for one in effects if isinstance(one, do.Tell)]
    kept = [one for one in told if isinstance(one, ev.Kept)]
    assert len(kept) == sum(isinstance(one, do.Remove) for one in effects) == 5
    assert all(one.quiet for one in kept), "not in the private chat as well"
    assert not any(isinstance(one, do.Say) for one in effects)


def test_a_whisper_names_nobody_s_words_and_has_doors_only(library: Library) -> None:
    for notice, whispers in product(NOTICES, (True, False)):
        walk = room(library, whispers=whispers)
        command = notice.command or "support"
        asked = ev.Asked(by=B, command=command, unseen=MessageId(4))
        for event in (asked, unseen(walk, "a"), unseen(walk, "b")):
            for effect in walk.feed(event).effects:
                if isinstance(effect, do.Whisper):
                    assert effect.answers == MessageId(4)
                    assert not effect.text.values
                    assert not list(refs(effect.text))
                    assert all(one.door and not one.action for row in effect.rows for one in row)


def test_what_only_the_bot_saw_is_not_said_not_removed_and_interrupts_nobody(
    library: Library,
) -> None:
    walk = room(library)
    before = walk.state.session
    assert before is not None
    assert before.floor is not None
    for seat in ("a", "b"):
        for _ in range(4):
            outcome = walk.feed(unseen(walk, seat))
            assert not any(isinstance(one, do.Say | do.Remove) for one in outcome.effects)
    after = walk.state.session
    assert after is not None
    assert after.floor == before.floor
    assert after.cursor == before.cursor


def test_a_leaflet_that_only_the_bot_was_asked_for_is_for_who_asked(library: Library) -> None:
    for command in ("help", "privacy", "sources", "start", "held", "forget"):
        outcome = room(library).feed(ev.Asked(by=A, command=command, unseen=MessageId(4)))
        assert [type(one) for one in outcome.effects] == [do.Whisper]


def test_a_room_from_before_shows_nothing_to_one_alone(library: Library) -> None:
    state = Walk(library).state
    before = codec.encode(state).replace(b',"whispers":false', b"")
    assert before != codec.encode(state)
    assert codec.room(before).rights.whispers is False


def test_each_is_told_in_their_own_language_whatever_the_group_speaks(library: Library) -> None:
    walk = room(library)
    seats = {**walk.state.seats, "b": replace(walk.state.seats["b"], language="de")}
    walk.state = replace(walk.state, seats=seats)
    both = Library((), {"en": dict(PHRASES), "de": {**PHRASES, "whisper.asked": "Nur du."}})
    for person, language, said in ((A, "en", "Only you."), (B, "de", "Nur du.")):
        outcome = walk.feed(ev.Asked(by=person, command="held"))
        (whisper,) = (one for one in outcome.effects if isinstance(one, do.Whisper))
        assert (whisper.to, whisper.language) == (person, language)
        call = Renderer(both, "en", {}).call(whisper, None)
        assert isinstance(call, Whisper)
        assert call.html == said
