"""What an evening is cannot be chosen by one of the two: *not today* gives one answer a day."""

import pytest

from bot.dialogue.library import Library
from bot.facilitator import codec, gates
from bot.facilitator.events import Known, TimePassed
from bot.facilitator.room_draft import RoomDraft
from bot.rehearsal.transcripts.given import GIVEN
from tests.stage.pure import PureRig

BEGIN = "Ben: /begin speaker-listener"
AGAIN = "Heard: That one has had its turn this evening. Something warm, or enough for now?"


@pytest.fixture
def rig(library: Library) -> PureRig:
    """Both have answered the private questions."""
    playing = PureRig(library)
    for does in GIVEN["questions answered"]:
        playing.play(does)
    return playing


def hours_on(rig: PureRig, hours: int) -> None:
    """Ben sets his clock to another zone, as by the buttons of `/settings`."""
    for name, data in rig.boards.states.items():
        if name.startswith("r"):
            room = codec.room(data)
            (ben,) = (one for one in room.seats.values() if one.name == "Ben")
            zone = f"Etc/GMT{-hours:+d}"
            known = Known(person=ben.person, name="Ben", zone=zone, reachable=True, version=9)
            draft = RoomDraft(rig.boards.library, room, known, rig.time.now())
            seat = room.seat_of(ben.person)
            assert seat is not None
            draft.partner(seat, zone=zone)
            rig.boards.states[name] = codec.encode(draft.state)


def closed_for_both(rig: PureRig) -> bool:
    """Whether something warm comes first."""
    (data,) = (data for name, data in rig.boards.states.items() if name.startswith("r"))
    draft = RoomDraft(rig.boards.library, codec.room(data), TimePassed(), rig.time.now())
    return gates.rests(draft)


def assert_refused(seen: list[str]) -> None:
    """Nobody is asked anything; whatever stood above has no buttons any more."""
    assert [line for line in seen if "without buttons" not in line] == [
        AGAIN,
        "  [Enough] [Something warm]",
    ]


@pytest.mark.parametrize("hours", range(-11, 13))
def test_another_clock_gives_no_second_answer(rig: PureRig, hours: int) -> None:
    rig.play(BEGIN)
    rig.play("Ana taps Apart")
    rig.play("Ben taps I'm up for it, private")
    rig.play("Ana taps Not today, private")
    hours_on(rig, hours)
    assert_refused(rig.play(BEGIN))
    rig.play("+900 min")
    hours_on(rig, -hours)
    assert_refused(rig.play(BEGIN))


@pytest.mark.parametrize("hours", range(-11, 13))
def test_another_clock_opens_nothing_after_something_hard(rig: PureRig, hours: int) -> None:
    rig.play(BEGIN)
    rig.play("Ana taps Apart")
    rig.play("Ben taps I'm up for it, private && Ana taps I'm up for it, private")
    rig.play("Ana: /stop")
    hours_on(rig, hours)
    assert closed_for_both(rig)


def test_the_next_evening_is_another(rig: PureRig) -> None:
    rig.play(BEGIN)
    rig.play("Ana taps Apart")
    rig.play("Ben taps I'm up for it, private && Ana taps Not today, private")
    rig.play("+1200 min")
    assert rig.play(BEGIN)[0].startswith("Heard: One speaks, one listens ·")
