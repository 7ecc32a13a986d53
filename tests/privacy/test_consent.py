"""The first screen is asked for again when it changes, and nothing deep begins by an old yes."""

import pytest
from msgspec.structs import replace

from bot.dialogue.library import Library
from bot.facilitator import codec
from bot.facilitator.limits import CONSENT_VERSION
from bot.facilitator.person import Consent
from bot.rehearsal.transcripts.given import GIVEN
from tests.stage.pure import PureRig

#: The notes that these tests claim.
CLAIMS = ("joining.asked_again", "joining.consented_again", "joining.not_again", "begin.changed")


@pytest.fixture
def rig(library: Library) -> PureRig:
    """Both are in, by a yes to the screen of an older program."""
    playing = PureRig(library)
    for does in GIVEN["paired"]:
        playing.play(does)
    for name, data in playing.boards.states.items():
        if name.startswith("p"):
            person = codec.person(data)
            assert person.consent is not None
            old = replace(person, consent=Consent(CONSENT_VERSION - 1, person.consent.at))
            playing.boards.states[name] = codec.encode(old)
        else:
            room = codec.room(data)
            seats = {
                seat: replace(one, version=CONSENT_VERSION - 1) for seat, one in room.seats.items()
            }
            playing.boards.states[name] = codec.encode(replace(room, seats=seats))
    return playing


def test_both_are_asked_again_before_anything_begins(rig: PureRig) -> None:
    seen = rig.play("Ana: /begin three good minutes")
    assert seen[0].startswith("Heard: What I do or keep has changed. I've asked each of you")
    for who in ("Ana", "Ben"):
        assert any(
            line.startswith(f"Heard to {who}: What I do or keep has changed") for line in seen
        )
    assert rig.play("Ana taps I'm in, private") == ["Heard to Ana, edited: Thank you."]
    seen = rig.play("Ana: /begin three good minutes")
    assert not any("to Ana" in line for line in seen), "who has said yes is not asked again"
    rig.play("Ben taps More, private")
    rig.play("Ben taps I'm in, private")
    seen = rig.play("Ana: /begin three good minutes")
    assert seen[0] == "Heard: Three good minutes · Same room or apart?"


def test_a_no_leaves_everything_but_exercises_as_it_was(rig: PureRig) -> None:
    rig.play("Ana: /begin three good minutes")
    assert rig.play("Ben taps No, private") == [
        "Heard to Ben, edited: All right. Exercises wait until you say yes; /leave is there, too."
    ]
    assert rig.play("Ben: /pause")[0].startswith("Heard: Pause.")


def test_a_card_of_before_is_not_a_yes(rig: PureRig) -> None:
    """The older screen's button has no meaning any more; `/consent` says what was agreed to."""
    seen = rig.play("Ben, private: /consent")
    assert "you agreed" in seen[0]
    rig.play("Ben taps Take it back, private")
    assert rig.play("Ben taps Leave, private")[0].startswith("Heard: Heard rests here")
