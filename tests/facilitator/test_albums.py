"""Albums, part by part: in any order, seconds apart, while everything else goes on."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from bot.dialogue.library import Library
from bot.facilitator import codec
from bot.facilitator import effects as do
from bot.facilitator import events as ev
from bot.facilitator.draft import Outcome
from bot.facilitator.ids import EffectId, MessageId, PersonId, RoomId, WordRef
from bot.facilitator.limits import ALBUM, HELD_MAX, WORDS_MAX
from bot.facilitator.person import Membership, Note, Person
from bot.facilitator.private import engine as private
from bot.facilitator.progress import Speaking
from bot.sensing.signals import Signals, wordless
from tests.facilitator.walk import ROOM, A, B, Walk

HERE = RoomId(ROOM)


def warm(library: Library) -> Walk:
    """It is Ana's turn, and has been for a while."""
    walk = Walk(library)
    walk.open("three-good-minutes")
    walk.now += timedelta(seconds=30)
    return walk


def part(walk: Walk, by: PersonId, number: int, album: str = "7", **more: Any) -> ev.Said:
    given = {"length": 0, "medium": "photo", **more}
    return ev.Said(
        by=by,
        words=WordRef(f"w{number}"),
        signals=Signals(**given),
        message=MessageId(number),
        sent=walk.now,
        album=album,
    )


def kept(*outcomes: Outcome[Any]) -> list[ev.Kept]:
    return [
        one.event
        for outcome in outcomes
        for one in outcome.effects
        if isinstance(one, do.Tell) and isinstance(one.event, ev.Kept)
    ]


def removed(*outcomes: Outcome[Any]) -> list[int]:
    return [one.message for out in outcomes for one in out.effects if isinstance(one, do.Remove)]


class Author:
    """Ben's own mailbox."""

    def __init__(self, library: Library, walk: Walk) -> None:
        self.library, self.walk = library, walk
        self.state = Person(id=B, name="Ben", reachable=True, rooms={HERE: Membership("Ana")})

    def hear(self, *events: Any) -> list[Outcome[Person]]:
        found = []
        for event in events:
            self.state = codec.person(codec.encode(self.state))
            found.append(private.advance(self.library, self.state, event, self.walk.now))
            self.state = found[-1].state
        return found

    def says(self, *events: Any) -> list[do.Say]:
        return [one for out in self.hear(*events) for one in out.effects if isinstance(one, do.Say)]

    @property
    def note(self) -> Note:
        (note,) = self.state.notes
        return note

    @property
    def messages(self) -> list[int]:
        return [one.message for one in self.note.parts]


def test_parts_in_any_order_and_seconds_apart_are_one_interruption_and_one_note(
    library: Library,
) -> None:
    walk = warm(library)
    out = []
    for number in (13, 11, 12):
        out.append(walk.feed(part(walk, B, number)))
        walk.now += timedelta(seconds=12)  # longer than a burst
    assert removed(*out) == [13, 11, 12]
    for one in out:  # stored in the same commit
        assert len([effect for effect in one.effects if isinstance(effect, do.Keep)]) == 1
    floor = walk.state.session and walk.state.session.floor
    assert floor is not None
    assert floor.interruptions == 1
    assert walk.state.seats["b"].notes == 1
    author = Author(library, walk)
    notices = author.says(*kept(*out))
    assert [one.text.key for one in notices] == ["note.kept_turn"]
    assert author.messages == [11, 12, 13]
    (shown, _) = author.says(ev.Asked(by=B, command="held"))
    assert (shown.words, shown.more) == ("w11", ("w12", "w13"))


def test_whatever_has_changed_between_its_parts(library: Library) -> None:
    walk = warm(library)
    first = walk.feed(part(walk, B, 11))
    walk.feed(ev.Asked(by=A, command="stop"))
    assert walk.state.session is None
    assert removed(first, walk.feed(part(walk, B, 12))) == [11, 12]  # sent as one message
    assert removed(walk.feed(part(walk, B, 13, album="8"))) == []
    walk.now += ALBUM + timedelta(seconds=1)
    assert removed(walk.feed(part(walk, B, 14))) == []


def test_one_that_was_not_removed_stays_whole(library: Library) -> None:
    walk = warm(library)
    first = replace(part(walk, B, 11), sent=walk.state.session.floor.since)  # type: ignore[union-attr]
    assert removed(walk.feed(first)) == []
    walk.now += timedelta(seconds=5)
    assert removed(walk.feed(part(walk, B, 12))) == []


def test_a_right_that_is_lost_in_between(library: Library) -> None:
    walk = warm(library)
    out = [walk.feed(part(walk, B, 11)), walk.feed(part(walk, B, 12))]
    author = Author(library, walk)
    author.hear(*kept(*out))
    refused = ev.Refused(effect=EffectId("r1/9/1"), why="rights", message=MessageId(12))
    told = walk.feed(refused)
    assert removed(walk.feed(part(walk, B, 13))) == []
    stayed = [
        one.event
        for one in told.effects
        if isinstance(one, do.Tell) and one.to == B and isinstance(one.event, ev.NoteStayed)
    ]
    (outcome,) = author.hear(*stayed)
    assert author.messages == [11]
    assert [one.words for one in outcome.effects if isinstance(one, do.Release)] == ["w12"]
    assert [one.text.key for one in author.says(ev.NoteStayed(room=HERE, message=MessageId(11)))]
    assert author.state.notes == ()


def test_the_first_part_stays_and_the_note_goes_on(library: Library) -> None:
    walk = warm(library)
    author = Author(library, walk)
    author.hear(*kept(walk.feed(part(walk, B, 11)), walk.feed(part(walk, B, 12, length=4))))
    author.hear(ev.Asked(by=B, command="held"), ev.NoteStayed(room=HERE, message=MessageId(11)))
    assert author.messages == [12]
    assert author.state.about == author.note.words == "w12"
    assert author.note.whole.length == 4


def test_a_caption_that_is_edited_before_it_is_gone_is_that_parts(library: Library) -> None:
    walk = warm(library)
    out = [walk.feed(part(walk, B, number)) for number in range(11, 21)]
    author = Author(library, walk)
    author.hear(*kept(*out))
    edit = ev.Edited(by=B, words=WordRef("new"), signals=Signals(3, "photo", insult=True),
                     message=MessageId(12), sent=walk.now)  # fmt: skip
    changed = walk.feed(edit)
    (told,) = [one.event for one in changed.effects if isinstance(one, do.Tell)]
    (outcome,) = author.hear(told)
    assert [one.words for one in author.note.parts][:3] == ["w11", "new", "w13"]
    assert [one.words for one in outcome.effects if isinstance(one, do.Release)] == ["w12"]
    assert author.note.whole.insult  # so it is said anew when it is posted
    assert len(author.note.parts) == 10


def test_all_parts_go_together(library: Library) -> None:
    walk = warm(library)
    out = [walk.feed(part(walk, B, number)) for number in (11, 12, 13)]
    author = Author(library, walk)
    author.hear(*kept(*out))
    author.hear(ev.Asked(by=B, command="held"))
    stamp = author.state.cards["note"].stamp
    (posted,) = author.hear(ev.Tapped(by=B, stamp=stamp, action="post"))
    (told,) = [one.event for one in posted.effects if isinstance(one, do.Tell)]
    assert isinstance(told, ev.NotePosted)
    assert told.more == ("w11", "w12", "w13")
    placed = ev.NotePlaced(room=HERE, words=told.words, placed=True)
    (outcome,) = author.hear(placed)
    released = {one.words for one in outcome.effects if isinstance(one, do.Release)}
    assert released == {"w11", "w12", "w13"}
    assert author.state.notes == ()


def test_an_album_of_ones_own_turn_is_one_message_whatever_comes_between(library: Library) -> None:
    walk = warm(library)
    walk.feed(part(walk, A, 11, length=9))
    session = walk.state.session
    assert session is not None
    assert session.floor is not None
    assert session.floor.holder == "b"  # to say it back
    walk.now += timedelta(seconds=8)
    assert removed(walk.feed(part(walk, A, 12))) == []
    assert walk.state.session == session


def test_the_words_of_an_album_may_come_last(library: Library) -> None:
    walk = warm(library)
    walk.feed(part(walk, A, 11))
    step = walk.state.session and walk.state.session.step
    assert isinstance(step, Speaking)
    assert (step.messages, step.bare) == (0, True)
    walk.feed(part(walk, A, 12, length=9))
    assert walk.state.session is not None
    assert walk.state.session.floor is not None
    assert walk.state.session.floor.holder == "b"


def test_in_the_trial_the_other_parts_go_with_the_first(library: Library) -> None:
    walk = Walk(library)
    walk.open("try-me")
    walk.tap("a", "apart")
    walk.tap("a", "yes")
    walk.tap("b", "yes")
    walk.now += timedelta(seconds=30)
    out = [walk.feed(part(walk, B, 11)), walk.feed(part(walk, B, 12))]
    assert removed(*out) == [11, 12]
    first, second = kept(*out)
    author = Author(library, walk)
    author.hear(first, ev.Ended(room=HERE, trial=True))
    (outcome,) = author.hear(second)
    assert author.state.notes == ()
    assert [one.words for one in outcome.effects if isinstance(one, do.Release)] == ["w12"]


def test_two_albums_at_once_and_the_same_name_of_the_other(library: Library) -> None:
    walk = warm(library)
    out = [
        walk.feed(part(walk, B, number, album=album))
        for number, album in ((11, "7"), (12, "8"), (13, "7"), (14, "8"))
    ]
    author = Author(library, walk)
    author.hear(*kept(*out))
    assert [[one.message for one in note.parts] for note in author.state.notes] == [
        [11, 13],
        [12, 14],
    ]
    assert removed(walk.feed(part(walk, A, 15, length=3))) == []


@pytest.mark.parametrize(
    ("signals", "bare"),
    [
        (Signals(0, "voice"), False), (Signals(0, "video_note"), False),
        (Signals(0, "video"), False),
        (Signals(0, "photo"), True), (Signals(4, "photo"), False), (Signals(2, "sticker"), True),
        (Signals(4, "dice"), True), (Signals(16, "location"), True), (Signals(0, "other"), True),
        (Signals(9, "checklist"), False), (Signals(9, "poll"), False),
        (Signals(0, "giveaway"), True),
    ],
)  # fmt: skip
def test_what_has_no_words(signals: Signals, bare: bool) -> None:
    assert wordless(signals) is bare


# --- written in private --------------------------------------------------------------------------


def wrote(number: int, album: str = "", medium: Any = "text", length: int = 5) -> ev.Said:
    return ev.Said(
        by=B,
        words=WordRef(f"c{number}"),
        signals=Signals(length, medium),
        message=MessageId(number),
        sent=Walk(None).now,  # type: ignore[arg-type]
        album=album,
    )


def test_what_is_written_in_private_is_stored_at_once_and_removed_nowhere(
    library: Library,
) -> None:
    author = Author(library, warm(library))
    assert [one.text.key for one in author.says(wrote(1))] == ["private.plain"]
    author.hear(ev.TurnsBegan(room=HERE))
    (out,) = author.hear(wrote(2))
    (keep,) = [one for one in out.effects if isinstance(one, do.Keep)]
    assert (keep.words, keep.owner, keep.room) == ("c2", B, HERE)
    assert not [one for one in out.effects if isinstance(one, do.Remove | do.Say)]
    assert (author.note.message, author.note.own) == (0, 2)
    assert author.note.gone == author.walk.now + WORDS_MAX
    author.hear(ev.Ended(room=HERE))
    assert [one.text.key for one in author.says(wrote(3))] == ["private.plain"]


def test_an_album_in_private_and_a_caption_that_is_edited(library: Library) -> None:
    author = Author(library, warm(library))
    author.hear(ev.TurnsBegan(room=HERE))
    author.hear(*(wrote(number, "9", "photo", 0) for number in (4, 3)))
    assert [one.own for one in author.note.parts] == [3, 4]
    edited = ev.Edited(by=B, words=WordRef("new"), signals=Signals(3, "photo"),
                       message=MessageId(3), sent=author.walk.now)  # fmt: skip
    (outcome,) = author.hear(edited)
    assert "note.caption" in outcome.notes
    assert [one.words for one in author.note.parts] == ["new", "c4"]
    (keep,) = [one for one in outcome.effects if isinstance(one, do.Keep)]
    assert keep.words == "new"


def test_of_two_rooms_the_one_with_the_exercise(library: Library) -> None:
    author = Author(library, warm(library))
    other = RoomId("r9")
    author.state = replace(author.state, rooms={HERE: Membership("Ana"), other: Membership("Cara")})
    author.hear(ev.TurnsBegan(room=other), wrote(1))
    assert author.note.room == other


def test_as_much_is_kept_as_may_be(library: Library) -> None:
    author = Author(library, warm(library))
    author.hear(ev.TurnsBegan(room=HERE), *(wrote(number) for number in range(HELD_MAX)))
    (outcome,) = author.hear(wrote(HELD_MAX))
    assert "compose.too_many" in outcome.notes
    assert len(author.state.notes) == HELD_MAX
    assert not [one for one in outcome.effects if isinstance(one, do.Keep)]


@pytest.mark.parametrize("crisis", ["self_harm", "help"])
def test_a_call_for_help_is_never_kept(library: Library, crisis: Any) -> None:
    author = Author(library, warm(library))
    author.hear(ev.TurnsBegan(room=HERE))
    (outcome,) = author.hear(replace(wrote(1), signals=Signals(5, crisis=crisis)))
    assert "private.crisis" in outcome.notes
    assert author.state.notes == ()


def test_the_room_says_when_it_can_be_used_once_for_a_burst(library: Library) -> None:
    walk = warm(library)

    def answered(by: PersonId) -> list[Any]:
        outcome = walk.feed(ev.Composed(person=by))
        return [one.event for one in outcome.effects if isinstance(one, do.Tell) and one.to == by]

    assert answered(B) == [ev.NoteWaits(room=HERE, when="turn")]
    walk.now += timedelta(seconds=5)
    assert answered(B) == []
    assert answered(A) == [ev.TurnCame(room=HERE, rested=False)]
    walk.now += timedelta(seconds=30)
    walk.feed(ev.Asked(by=A, command="stop"))
    assert answered(B) == [ev.NoteWaits(room=HERE, when="held")]
    assert answered(PersonId(ROOM)) == []


# --- told before they go -------------------------------------------------------------------------


def test_notes_that_go_one_after_the_other_are_told_of_once(library: Library) -> None:
    walk = warm(library)
    author = Author(library, walk)
    for number in range(3):
        walk.now += timedelta(minutes=1)
        author.hear(ev.Kept(room=HERE, words=WordRef(f"w{number}"), signals=Signals(3),
                            message=MessageId(number + 1)))  # fmt: skip
    told = 0
    while author.state.notes:
        walk.now = max(author.state.deadlines["notes"], walk.now)
        told += len(author.says(ev.TimePassed()))
    assert told == 1
