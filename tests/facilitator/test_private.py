"""A person's own mailbox: total, and nothing of theirs is lost or shown to others."""

from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.dialogue.library import Library
from bot.facilitator import codec
from bot.facilitator import effects as do
from bot.facilitator import events as ev
from bot.facilitator.ids import EffectId, Mailbox, MessageId, TapId, WordRef
from bot.facilitator.limits import CONSENT_VERSION
from bot.facilitator.person import Checking, Consent, Membership, Person
from bot.facilitator.private import engine as private
from bot.facilitator.texts import button, text
from bot.sensing.signals import Signals
from tests.facilitator.test_properties import relaxed

NOW = datetime(2026, 1, 10, 18, 0, tzinfo=UTC)
ME, HERE, THERE = (Mailbox(name) for name in ("p1", "r1", "r2"))
TWO = {HERE: Membership("Ben"), THERE: Membership("Cara")}
COMMANDS = ("start", "pause", "resume", "stop", "leave", "breathe", "support", "held", "consent",
            "settings", "journal", "help", "privacy", "sources", "dance",
            "export", "tidy")  # fmt: skip
ACTIONS = ("join", "decline", "more_about", "show", "post", "edit", "let_go", "send_now", "leave",
           "stay", "rate_1", "rate_99", "set_zone_Etc/GMT-1", "set_zone_x", "set_clock",
           "set_private", "set_room_r1", "set_alone_r1", "set_ask_r1", "set_close_r1", "up_yes",
           "up_no", "check_0_0", "check_1_1", "check_2_later", "check_5_keep", "check_9_x",
           "leave_day", "room_r1", "room_r9", "end_r1",
           "end_p9",
           "ask_leave", "quit_r1", "journal_clear", "yes", "support", "oh", "send_files", "tidy",
           "skip")  # fmt: skip


def me(**more: object) -> Person:
    return Person(id=ME, name="Ana", reachable=True, **more)  # type: ignore[arg-type]


def tap(person: Person, action: str) -> ev.Tapped:
    """A button of whichever card has it."""
    for card in person.cards.values():
        if any(one.action == action for row in card.rows for one in row):
            return ev.Tapped(by=ME, stamp=card.stamp, action=action, tap=TapId("1"))
    return ev.Tapped(by=ME, stamp="k0", action=action, tap=TapId("1"))


def asked(command: str, argument: str = "") -> ev.Asked:
    return ev.Asked(by=ME, command=command, argument=argument)


def test_a_card_that_was_deleted_comes_again_only_while_it_has_buttons(library: Library) -> None:
    person = private.advance(library, me(rooms=TWO), asked("pause"), NOW).state
    (card,) = person.cards.values()
    gone = ev.Refused(effect=card.say, why="deleted")
    outcome = private.advance(library, person, gone, NOW)
    assert "private.card_again" in outcome.notes
    says = [one for one in outcome.effects if isinstance(one, do.Say)]
    assert [(one.text, one.rows, one.stamp) for one in says] == [(card.text, card.rows, card.stamp)]
    again = private.advance(library, outcome.state, gone, NOW)  # of the older one, it says nothing
    assert not again.effects


def test_with_two_rooms_the_bot_asks_which(library: Library) -> None:
    person = me(rooms=TWO)
    outcome = private.advance(library, person, asked("pause", "1h"), NOW)
    assert "private.which" in outcome.notes
    assert not [one for one in outcome.effects if isinstance(one, do.Tell)]
    outcome = private.advance(library, outcome.state, tap(outcome.state, "room_r2"), NOW)
    told = [one for one in outcome.effects if isinstance(one, do.Tell)]
    pause = ev.Asked(by=ME, command="pause", argument="1h", private=True)
    assert told == [do.Tell(to=THERE, event=pause)]


def test_a_card_means_the_room_that_it_was_shown_for(library: Library) -> None:
    """Whatever is typed in between, the buttons of an older card keep their meaning."""
    person = me(rooms=dict(TWO))
    for event in (asked("stop"), "room_r1", asked("pause", "p9")):
        drawn = tap(person, event) if isinstance(event, str) else event
        person = private.advance(library, person, drawn, NOW).state
    outcome = private.advance(library, person, tap(person, "end_r1"), NOW)
    told = [one for one in outcome.effects if isinstance(one, do.Tell)]
    assert [(one.to, one.event.command) for one in told] == [(HERE, "stop")]  # type: ignore[union-attr]
    person = private.advance(library, me(rooms=dict(TWO)), asked("pause"), NOW).state
    strange = private.advance(
        library,
        person,
        ev.Tapped(by=ME, stamp=person.cards["which"].stamp, action="room_p9", tap=TapId("1")),
        NOW,
    )
    assert "private.room_gone" in strange.notes
    assert not [one for one in strange.effects if isinstance(one, do.Tell)]


def test_leaving_one_room_keeps_the_other(library: Library) -> None:
    note = ev.Kept(room=HERE, words=WordRef("w1"), signals=Signals(3), message=MessageId(1))
    other = ev.Kept(room=THERE, words=WordRef("w2"), signals=Signals(3), message=MessageId(2))
    person = me(rooms=TWO)
    for event in (note, other, ev.Unseated(room=HERE)):
        person = private.advance(library, person, event, NOW).state
    assert set(person.rooms) == {THERE}
    assert [one.words for one in person.notes] == ["w2"]


def test_the_clock_card_offers_every_hour_and_takes_only_these(library: Library) -> None:
    person = private.advance(library, me(), asked("settings"), NOW).state
    for action in ("set_zone_99", "set_zone_x", "set_zone_"):
        card = person.cards["settings"]
        strange = ev.Tapped(by=ME, stamp=card.stamp, action=action, tap=TapId("1"))
        assert private.advance(library, person, strange, NOW).state.zone is None
    person = private.advance(library, person, tap(person, "set_clock"), NOW).state
    outcome = private.advance(library, person, tap(person, "set_zone_Etc/GMT-2"), NOW)
    assert outcome.state.zone == "Etc/GMT-2"


def test_with_two_rooms_the_private_questions_are_about_one_of_them(library: Library) -> None:
    person = me(rooms=dict(TWO))
    notes: set[str] = set()
    for event in ("settings", "set_private", f"set_room_{THERE}", f"set_alone_{THERE}",
                  f"set_close_{THERE}"):  # fmt: skip
        drawn = asked(event) if event == "settings" else tap(person, event)
        outcome = private.advance(library, person, drawn, NOW)
        person, notes = outcome.state, notes | set(outcome.notes)
    assert "settings.which" in notes
    assert {room: one.gate for room, one in person.rooms.items()} == {HERE: None, THERE: "closed"}
    strange = private.advance(library, person, tap(person, "set_close_r9"), NOW)
    assert strange.state.rooms == person.rooms


def test_what_was_said_of_one_partner_is_not_said_of_another(library: Library) -> None:
    closed = replace(TWO[HERE], who=Mailbox("p7"), gate="closed")
    person = me(rooms={HERE: closed})
    alone = private.advance(library, person, ev.Seated(room=HERE, partner=None), NOW).state
    assert alone.rooms[HERE].gate == "closed"
    for who, before, after in (
        ("p7", "closed", "closed"), ("p7", "open", "open"), ("p8", "open", None),
        ("p8", "limited", None), ("p8", "closed", "closed"),  # maybe the same one, forgotten
    ):  # fmt: skip
        alone = me(rooms={HERE: replace(closed, partner=None, gate=before)})
        seated = ev.Seated(room=HERE, partner="Ben", who=Mailbox(who))
        assert private.advance(library, alone, seated, NOW).state.rooms[HERE].gate == after


def test_a_yes_to_the_new_screen_counts_in_every_room(library: Library) -> None:
    """Also if it was asked for by another group, whose *I'm in* was tapped."""
    old = Consent(CONSENT_VERSION - 1, NOW)
    person = me(rooms={HERE: TWO[HERE]}, invites=(THERE,), consent=old)
    person = private.advance(library, person, ev.ConsentDue(room=HERE), NOW).state
    outcome = private.advance(library, person, tap(person, "join"), NOW)
    told = {one.to: one.event for one in outcome.effects if isinstance(one, do.Tell)}
    assert {to: (type(one), one.version) for to, one in told.items()} == {  # type: ignore[union-attr]
        HERE: (ev.Known, CONSENT_VERSION), THERE: (ev.Enrolled, CONSENT_VERSION),
    }  # fmt: skip


def test_whoever_is_forgotten_on_the_way_in_takes_no_seat(library: Library) -> None:
    """The room has not answered yet: it hears of both, in this order."""
    person = me(invites=(HERE,))
    told: list[tuple[str, object]] = []
    for event in (asked("start"), asked("forget"), "join", "forget_me"):
        drawn = tap(person, event) if isinstance(event, str) else event
        outcome = private.advance(library, person, drawn, NOW)
        told += [(one.to, type(one.event)) for one in outcome.effects if isinstance(one, do.Tell)]
        person = outcome.state
    assert told == [(HERE, ev.Enrolled), (HERE, ev.Withdrew)]
    for answer in (ev.Seated(room=HERE, partner=None), ev.SeatTaken(room=HERE)):
        invited = me(invites=(HERE, THERE))
        assert private.advance(library, invited, answer, NOW).state.invites == (THERE,)


def test_the_same_two_in_another_group_have_the_same_value(library: Library) -> None:
    """Another group would be a way to have somebody asked again, or to open what they closed."""
    closed = replace(TWO[HERE], who=Mailbox("p7"), gate="closed", tender=NOW, leaves=NOW)
    seated = ev.Seated(room=THERE, partner="Ben", who=Mailbox("p7"))
    person = private.advance(library, me(rooms={HERE: closed}), seated, NOW).state
    assert (person.rooms[THERE].gate, person.rooms[THERE].tender) == ("closed", NOW)
    assert person.rooms[THERE].leaves is None
    open_both = me(rooms={room: replace(closed, gate="open") for room in (HERE, THERE)})
    person = private.advance(library, open_both, asked("settings"), NOW).state
    for action in ("set_private", f"set_room_{THERE}", f"set_alone_{THERE}", f"set_close_{THERE}"):
        person = private.advance(library, person, tap(person, action), NOW).state
    assert {one.gate for one in person.rooms.values()} == {"closed"}


def test_questions_about_one_partner_say_nothing_about_the_next(library: Library) -> None:
    """Ben leaves and somebody else comes in while the last question is still open. What is closed
    by then stays so, for it may be the same one.
    """
    before = replace(TWO[HERE], who=Mailbox("p7"))
    for found, gate in ((("past",), None), (("fear",), "closed")):
        checking = Checking(HERE, "settings", 5, found)  # type: ignore[arg-type]
        seated = ev.Seated(room=HERE, partner="Cleo", who=Mailbox("p8"))
        person = me(rooms={HERE: before}, checking=checking)
        person = private.advance(library, person, seated, NOW).state
        assert person.checking is None
        assert person.rooms[HERE].gate == gate


# --- any event, in any state ---------------------------------------------------------------------

_RATING = ev.RatingAsked(
    room=HERE,
    text=text("rate.noted"),
    title=text("menu.card"),
    labels=(text("button.yes"),) * 3,
    low=1,
)
_events = st.one_of(
    st.builds(asked, st.sampled_from(COMMANDS), st.sampled_from(("", "hello", "held", "1h"))),
    st.builds(
        lambda number, crisis, medium: ev.Said(
            by=ME, words=WordRef(f"w{number}"), signals=Signals(5, medium, crisis),
            message=MessageId(number), sent=NOW,
        ),
        st.integers(100, 120), st.sampled_from((None, None, "self_harm")),
        st.sampled_from(("text", "voice")),
    ),
    st.builds(
        lambda number, quiet, when, voice: ev.Kept(
            room=HERE, words=WordRef(f"w{number}"), message=MessageId(number), quiet=quiet,
            signals=Signals(5, "voice" if voice else "text"), when=when,
        ),
        st.integers(1, 9), st.booleans(),
        st.sampled_from(("turn", "held", "urgent", "trial")), st.booleans(),
    ),
    st.sampled_from((
        ev.Invited(room=HERE, name="Ana"), ev.Seated(room=HERE, partner="Ben"),
        ev.Seated(room=THERE, partner=None), ev.SeatTaken(room=HERE), ev.Unseated(room=HERE),
        ev.TurnCame(room=HERE, rested=False), ev.TurnCame(room=HERE, rested=True),
        ev.Ended(room=HERE), ev.Ended(room=HERE, trial=True), ev.SupportWanted(),
        ev.BreakOver(room=HERE), ev.Reached(reachable=False), ev.Reached(reachable=True),
        ev.Refused(effect=EffectId("p1/1/1"), why="door"), ev.TimePassed(), _RATING,
        ev.Shown(room=HERE, slot="consent", text=text("consent.none"),
                 rows=((button("yes"),),), stamp="c1"),
        ev.Shown(room=HERE, slot="consent", text=text("consent.none")),
        ev.UpAsked(room=HERE, stamp="c1", text=text("menu.card"), level=2),
        ev.UpPassed(room=HERE), ev.ConsentDue(room=HERE),
        ev.NotePlaced(room=HERE, words=WordRef("w3"), placed=True),
        ev.NotePlaced(room=HERE, words=WordRef("w3"), placed=False),
        ev.NoteStayed(room=HERE, message=MessageId(4)),
        ev.NoteChanged(room=HERE, words=WordRef("w50"), message=MessageId(5)),
    )),
    st.sampled_from(ACTIONS),
)  # fmt: skip


_CHANGED = ev.NoteChanged(room=HERE, words=WordRef("w50"), message=MessageId(5))
_KEPT = ev.Kept(room=HERE, words=WordRef("w5"), signals=Signals(length=5), message=MessageId(5))


@relaxed
@given(st.lists(st.tuples(_events, st.integers(0, 30)), max_size=40))
@example([(_KEPT, 0), (_CHANGED, 0), (_CHANGED, 0)])
def test_nothing_kept_is_lost(
    library: Library, path: list[tuple[ev.PersonEvent | str, int]]
) -> None:
    """A note leaves a person's mailbox only by being posted, let go, expired, or left behind; and
    whoever holds no notes waits for no deadline."""
    person, now = me(rooms=dict(TWO)), NOW
    for drawn, hours in path:
        now += timedelta(hours=hours / 4)
        event = tap(person, drawn) if isinstance(drawn, str) else drawn
        outcome = private.advance(library, person, event, now)
        assert codec.person(codec.encode(outcome.state)) == outcome.state
        before = {note.message for note in person.notes}
        after = {note.message for note in outcome.state.notes}
        if before - after:
            why = {"note.let_go", "note.placed", "note.stayed", "note.expired", "leaving.done",
                   "note.trial_gone"}  # fmt: skip
            assert why & set(outcome.notes)
        released = {one.words for one in outcome.effects if isinstance(one, do.Release)}
        gone = {one.words for one in person.notes} - {one.words for one in outcome.state.notes}
        assert gone <= released
        assert not {one.words for one in outcome.state.notes} & released
        person = outcome.state
    for _ in range(10):
        if private.next_deadline(person) is None:
            break
        person = private.advance(library, person, ev.TimePassed(), now + timedelta(days=9)).state
    assert private.next_deadline(person) is None


@relaxed
@given(st.lists(_events, max_size=30))
def test_nothing_is_said_to_somebody_who_cannot_be_reached(
    library: Library, path: list[ev.PersonEvent | str]
) -> None:
    person = Person(id=ME, rooms=dict(TWO))
    for drawn in path:
        if isinstance(drawn, str | ev.Asked | ev.Said | ev.Reached):
            continue
        outcome = private.advance(library, person, drawn, NOW)
        assert not [one for one in outcome.effects if isinstance(one, do.Say)]
        person = outcome.state
