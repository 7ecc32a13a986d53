"""What is between a private chat and its room: answers, drafts, takeaways, and who must not be hurt
by them.
"""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.dialogue.library import Library
from bot.dialogue.load import load
from bot.facilitator import again, codec, engine, sharing
from bot.facilitator import effects as do
from bot.facilitator import events as ev
from bot.facilitator.ids import MessageId, WordRef
from bot.facilitator.limits import (
    DRAFT_HOLD,
    HELD_MAX,
    NOTE,
    SOLO_WAIT,
    TAKEAWAY,
    TAKEAWAYS_MAX,
    WORDS_MAX,
)
from bot.facilitator.person import Membership, Note, Person, Solo
from bot.facilitator.private import engine as private
from bot.facilitator.progress import Speaking
from bot.facilitator.room import Again, Sharing, Takeaway
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Text, Words, text
from bot.sensing.signals import Signals
from tests.facilitator.test_private import HERE, ME, NOW, THERE, TWO, asked, me, tap
from tests.facilitator.walk import GUEST, START, A, B, Walk, room

FORM = """
dialogue: a-form
edition: 1
title: A form
purpose: A form that is said back, some words that are kept, twice.
lineage: [for tests]
rows: [P46]
need: listen
level: 1
minutes: 5
roles: [speaker, listener]
steps:
  - rounds: both
    times: 2
    swap: [speaker, listener]
    steps:
      - fill: form
        by: speaker
        ask: "{{ speaker.name }}, in private."
        slots:
          line: {text: One line., chars: 80}
        text: "{{ line }}."
      - reflect: back
        of: form
        by: listener
        text: "{{ listener.name }}, what did you hear?"
        validate: "{{ listener.name }}, what makes sense of it?"
"""
WORDS = """
dialogue: some-words
edition: 1
title: Some words
purpose: Some words, kept, twice.
lineage: [for tests]
rows: [P46]
need: listen
level: 1
minutes: 5
roles: [speaker, listener]
steps:
  - repeat: twice
    at_most: 2
    steps:
      - gather: word
        of: speaker
        chars: 30
        text: "{{ speaker.name }}, a word."
      - keep: ours
        text: "{{ word }}"
"""


def playing(library: Library, source: str) -> Walk:
    """Begun, at its first step."""
    dialogue, _ = load(source, "x.yaml")
    base = library.dialogue("try-me")
    assert dialogue is not None
    assert base is not None
    walk = Walk(Library([dialogue, base], {"en": {}}))
    walk.feed(ev.Asked(by=A, command="begin", argument=dialogue.dialogue))
    assert walk.state.session is not None
    return walk


def released(outcome: object) -> set[WordRef]:
    return {one.words for one in outcome.effects if isinstance(one, do.Release)}  # type: ignore[attr-defined]


# --- the room ------------------------------------------------------------------------------------


def halted(walk: Walk) -> None:
    for _ in range(3):
        walk.now += timedelta(seconds=15)
        walk.say("b")
    assert walk.state.session is not None
    assert walk.state.session.floor is not None
    assert walk.state.session.floor.halted


@pytest.mark.parametrize("choice", [0, 1])
def test_a_form_that_is_sent_or_kept_where_both_have_stopped_goes_on(
    library: Library, choice: int
) -> None:
    """Else the exercise is put away ten minutes later, and no pause stops its clocks any more."""
    walk = playing(library, FORM)
    halted(walk)
    walk.feed(walk.sent(A, choice))
    assert walk.state.session is not None
    assert "pause.halt" not in walk.state.deadlines
    assert "pause" not in walk.state.cards
    assert walk.state.session.resting is None
    assert "session.end" in walk.state.deadlines


def test_what_is_meant_to_hurt_instead_of_a_form_is_not_said_back(library: Library) -> None:
    walk = playing(library, FORM)
    walk.now += timedelta(seconds=5)
    walk.feed(walk._said(A, 20, None, harsh=True))
    assert walk.state.session is not None
    assert walk.state.session.cursor[-1].place == 0
    assert walk.state.session.cursor[-1].round == 1, "on without asking anybody to say it back"


def test_what_is_meant_to_hurt_makes_sense_of_nothing(library: Library) -> None:
    walk = playing(library, FORM)
    walk.feed(walk.sent(A, 1))
    walk.say("b")
    walk.tap("a", "thats_it")
    walk.now += timedelta(seconds=5)
    walk.feed(walk._said(B, 20, None, harsh=True))
    assert walk.state.session is not None
    assert not walk.state.session.validated


def kept_once(library: Library) -> tuple[Walk, WordRef]:
    walk = playing(library, WORDS)
    walk.say("a")
    assert walk.state.session is not None
    word = walk.state.session.answers["word"]
    for person in (A, B):
        walk.feed(walk.sent(person, 1))
    assert [one.words for one in walk.state.kept] == [(word,)]
    return walk, word


MORE = """
dialogue: more-words
edition: 1
title: More words
purpose: Words of several kinds, of which a takeaway names some.
lineage: [for tests]
rows: [P46]
need: listen
level: 1
minutes: 15
roles: [speaker, listener]
steps:
  - gather: word
    of: speaker
    chars: 30
    text: "{{ speaker.name }}, a word."
  - gather: other
    of: listener
    chars: 30
    text: "{{ listener.name }}, a word."
  - rounds: both
    times: 2
    swap: [speaker, listener]
    steps:
      - fill: form
        by: speaker
        ask: "{{ speaker.name }}, in private."
        slots:
          one: {text: One line., chars: 80}
          two: {text: One line., chars: 80}
        text: "{{ one }}, {{ two }}."
      - when: form_sent
        if: {sent: form}
        steps:
          - keep: ours
            text: "{{ word }} {{ form.one }}"
"""


def test_nothing_is_kept_but_what_the_takeaway_says(library: Library) -> None:
    """All other words of the exercise go with it, as was promised."""
    walk = playing(library, MORE)
    walk.say("a")
    walk.say("b")
    walk.feed(walk.sent(A, 1))
    assert walk.state.session is not None
    word, other = (walk.state.session.answers[name] for name in ("word", "other"))
    walk.feed(walk.sent(A, 1))
    outcome = walk.feed(walk.sent(B, 1))
    (takeaway,) = walk.state.kept
    one = next(ref for ref in walk.state.session.authors if ref.endswith("one"))
    two = next(ref for ref in walk.state.session.authors if ref.endswith("two"))
    assert set(takeaway.words) == {word, one}
    kept = {effect.words for effect in outcome.effects if isinstance(effect, do.Keep)}
    assert kept == {word, one}
    assert two not in str(takeaway)
    ended = walk.feed(ev.Asked(by=A, command="stop"))
    assert released(ended) >= {other, two}
    assert not released(ended) & {word, one}


def test_what_is_kept_is_not_released_when_the_same_is_asked_again(library: Library) -> None:
    walk, word = kept_once(library)
    assert word not in released(walk.say("a"))


def test_a_fault_of_ours_takes_nothing_from_what_is_kept_and_leaves_nothing_else(
    library: Library,
) -> None:
    walk, _ = kept_once(library)
    walk.say("a")
    assert walk.state.session is not None
    second = walk.state.session.answers["word"]
    outcome = engine.rescue(walk.library, walk.state, ev.TimePassed(), walk.now)
    assert released(outcome) == {second}
    told = [(one.to, one.event) for one in outcome.effects if isinstance(one, do.Tell)]
    for person in (A, B):  # who was asked in private is asked no longer
        assert (person, ev.UpPassed(room=walk.state.id)) in told


def test_words_of_a_form_go_with_a_fault_of_ours(library: Library) -> None:
    walk = playing(library, FORM)
    walk.feed(walk.sent(A, 1))
    assert walk.state.session is not None
    sent = set(walk.state.session.authors)
    assert sent
    assert released(engine.rescue(walk.library, walk.state, ev.TimePassed(), walk.now)) == sent


def test_words_of_a_session_from_before_go_with_it(library: Library) -> None:
    """Sessions did not know whose words are whose."""
    walk = playing(library, WORDS)
    walk.say("a")
    assert walk.state.session is not None
    word = walk.state.session.answers["word"]
    walk.state = replace(walk.state, session=replace(walk.state.session, authors={}))
    assert word in released(walk.feed(ev.Asked(by=B, command="stop")))


def test_words_of_the_oldest_takeaway_go_with_it(library: Library) -> None:
    walk = playing(library, WORDS)
    older = tuple(
        Takeaway(START - timedelta(days=number), Text("x"), (WordRef(f"old{number}"),))
        for number in range(TAKEAWAYS_MAX, 0, -1)
    )
    walk.state = replace(walk.state, kept=older)
    walk.say("a")
    walk.feed(walk.sent(A, 1))
    outcome = walk.feed(walk.sent(B, 1))
    assert len(walk.state.kept) == TAKEAWAYS_MAX
    assert released(outcome) == {WordRef(f"old{TAKEAWAYS_MAX}")}


def test_a_guest_reads_no_takeaway(library: Library) -> None:
    """The menu was there before they came."""
    walk = Walk(library, replace(room(), kept=(Takeaway(START, Text("x")),)))
    walk.feed(ev.Asked(by=A, command="menu"))
    walk.feed(ev.Joined(who=GUEST, name="Cara"))
    outcome = walk.tap("a", "kept")
    assert "kept.shown" not in outcome.notes


def test_a_guest_does_not_read_what_the_two_had_in_mind(library: Library) -> None:
    walk = Walk(library, replace(room(), humans=3, again=Again(START, "after-a-fight"),
                                 deadlines={again.DEADLINE: START}))  # fmt: skip
    outcome = walk.feed(ev.TimePassed())
    assert not [one for one in outcome.effects if isinstance(one, do.Say)]
    assert (walk.state.again, walk.state.deadlines) == (None, {})


def test_a_fault_of_ours_leaves_what_was_arranged(library: Library) -> None:
    at = START + timedelta(days=7)
    walk = Walk(library, replace(room(), again=Again(at, "weekly-talk"),
                                 deadlines={again.DEADLINE: at}))  # fmt: skip
    outcome = engine.rescue(library, walk.state, ev.TimePassed(), walk.now)
    assert outcome.state.deadlines == {again.DEADLINE: at}


def test_the_end_of_an_exercise_is_told_to_who_has_only_a_draft(library: Library) -> None:
    """A draft was never in the group, so the room does not know of it."""
    walk = Walk(library)
    walk.open("three-good-minutes")
    outcome = walk.feed(ev.Asked(by=A, command="stop"))
    told = [one.to for one in outcome.effects
            if isinstance(one, do.Tell) and isinstance(one.event, ev.Ended)]  # fmt: skip
    assert sorted(told) == [A, B]


# --- the private chat ----------------------------------------------------------------------------


def wrote(number: int, length: int = 10) -> ev.Said:
    return ev.Said(
        by=ME, words=WordRef(f"w{number}"), signals=Signals(length), message=MessageId(number),
        sent=NOW,
    )  # fmt: skip


def wants(place: str, kind: str = "words") -> ev.AnswerWanted:
    slots = {"text": (text("x"), 50)} if kind in ("words", "form") else {}
    labels = (text("x"), text("y")) if kind in ("option", "number") else ()
    return ev.AnswerWanted(
        room=place, stamp="q1", kind=kind, text=text("x"), slots=slots, labels=labels,  # type: ignore[arg-type]
    )  # fmt: skip


def after(library: Library, person: Person, *events: ev.PersonEvent) -> Person:
    for event in events:
        data = codec.encode(person)
        person = private.advance(library, codec.person(data), event, NOW).state
    return person


def test_words_are_for_the_question_that_stands_last_in_the_chat(library: Library) -> None:
    """Not for the other group's, whose question is older."""
    person = after(library, me(rooms=TWO), wants(HERE), wants(THERE), wrote(1))
    assert not person.answers[HERE].written
    assert [ref for ref, _ in person.answers[THERE].written.values()] == ["w1"]


def test_a_number_that_is_not_on_the_card_is_no_answer(library: Library) -> None:
    """What a button says comes from the phone of whoever taps."""
    for kind, beyond in (("option", 2), ("number", 11), ("keep", 7)):
        person = after(library, me(rooms=TWO), wants(HERE, kind))
        card = person.cards[f"ask.{HERE}"]
        event = ev.Tapped(by=ME, stamp=card.stamp, action=f"answer_{beyond}")
        outcome = private.advance(library, person, event, NOW)
        assert not [one for one in outcome.effects if isinstance(one, do.Tell)], kind


def test_a_question_takes_the_words_although_a_draft_was_to_be_written(library: Library) -> None:
    person = after(library, me(rooms={HERE: Membership("Ben")}), asked("start", "draft"),
                   wants(HERE), wrote(1))  # fmt: skip
    assert person.answers[HERE].written
    assert not person.notes


def test_a_draft_that_is_kept_for_later_is_not_brought_up(library: Library) -> None:
    person = after(library, me(rooms={HERE: Membership("Ben")}), asked("start", "draft"), wrote(1))
    person = after(library, person, tap(person, "keep_later"))
    assert not person.deadlines.keys() & {"draft"}
    outcome = private.advance(library, person, ev.TimePassed(), NOW + DRAFT_HOLD)
    assert not outcome.effects


def test_a_draft_goes_a_day_after_the_exercise(library: Library) -> None:
    person = after(library, me(rooms={HERE: Membership("Ben")}), asked("start", "draft"),
                   wrote(1), ev.Ended(room=HERE))  # fmt: skip
    assert person.notes[0].end == NOW + NOTE


def test_a_tidied_chat_has_no_answer_half_written_and_waits_for_nothing(library: Library) -> None:
    """Whoever takes the phone and opens the question finds it as it was asked."""
    person = after(library, me(rooms=TWO, solo=Solo("the-story", 1), drafting=THERE),
                   wants(HERE, "form"))  # fmt: skip
    person = after(library, replace(person, drafting=None), wrote(1), asked("tidy"))
    assert person.answers[HERE].written
    outcome = private.advance(library, replace(person, drafting=THERE), tap(person, "tidy"), NOW)
    assert released(outcome) == {"w1"}
    assert not outcome.state.answers[HERE].written
    assert (outcome.state.solo, outcome.state.drafting) == (None, None)


def test_an_exercise_by_oneself_does_not_keep_the_name_of_one_who_left(library: Library) -> None:
    person = me(rooms={HERE: Membership("Ben", who=B)})
    person = after(library, person, asked("menu"))
    first = next(one.action for row in person.cards["solo"].rows for one in row
                 if one.action.startswith("solo_"))  # fmt: skip
    person = after(library, person, tap(person, first))
    assert b"Ben" in codec.encode(person)
    person = after(library, person, ev.Seated(room=HERE, partner=None))
    assert b"Ben" not in codec.encode(person)


def test_what_was_picked_is_not_in_the_history() -> None:
    for action in ("word_lonely", "family_hurt"):
        event = ev.Tapped(by=A, stamp="t1", action=action)
        assert action.partition("_")[2].encode() not in codec.record(event, ())


def test_which_exercise_somebody_does_alone_is_not_in_the_history() -> None:
    event = ev.Tapped(by=A, stamp="k1", action="solo_the-story")
    assert b"the-story" not in codec.record(event, ())


# --- what is changed afterwards, and when --------------------------------------------------------


def changed(message: int, number: int, length: int = 10) -> ev.Edited:
    return ev.Edited(
        by=ME, words=WordRef(f"w{number}"), signals=Signals(length), message=MessageId(message),
        sent=NOW,
    )  # fmt: skip


def test_an_answer_that_is_changed_before_it_is_sent_says_what_it_says_now(
    library: Library,
) -> None:
    """Words that their author has taken back must not come out by a tap."""
    person = after(library, me(rooms=TWO), wants(HERE, "form"), wrote(1))
    outcome = private.advance(library, person, changed(1, 2), NOW)
    assert [ref for ref, _ in outcome.state.answers[HERE].written.values()] == ["w2"]
    assert released(outcome) == {"w1"}
    assert "w2" in str(outcome.state.cards[f"ask.{HERE}"].text)
    longer = private.advance(library, outcome.state, changed(1, 3, 999), NOW)
    assert [ref for ref, _ in longer.state.answers[HERE].written.values()] == ["w2"]


def test_a_draft_that_is_changed_waits_again_with_its_new_words(library: Library) -> None:
    person = after(library, me(rooms={HERE: Membership("Ben")}), asked("start", "draft"), wrote(1))
    outcome = private.advance(library, person, changed(1, 2), NOW + DRAFT_HOLD / 2)
    assert [note.words for note in outcome.state.notes] == ["w2"]
    assert released(outcome) == {"w1"}
    assert outcome.state.deadlines["draft"] == NOW + DRAFT_HOLD * 1.5


def test_a_breather_that_a_stop_ends_counts_as_a_pause(library: Library) -> None:
    """Else a stop is the way around what rests an hour after a pause."""
    for command in ("breathe", "meta"):
        walk = Walk(library)
        walk.open("three-good-minutes")
        walk.feed(ev.Asked(by=B, command=command))
        walk.feed(ev.Asked(by=A, command="stop"))
        assert walk.state.pause is None
        assert walk.state.pace.paused == walk.now


def test_what_was_arranged_does_not_come_at_night(library: Library) -> None:
    late = START.replace(hour=23)
    walk = Walk(library, replace(room(), again=Again(late, "weekly-talk"),
                                 deadlines={again.DEADLINE: late}), late)  # fmt: skip
    assert not walk.feed(ev.TimePassed()).effects
    assert walk.state.deadlines == {again.DEADLINE: START.replace(day=11, hour=19)}
    walk = Walk(library, now=START.replace(hour=21))
    draft = RoomDraft(library, walk.state, ev.TimePassed(), walk.now)
    again.arrange(draft, "weekly-talk", "soon")
    assert draft.state.again == Again(START.replace(day=11, hour=19), "weekly-talk")


def test_a_takeaway_goes_after_its_time_although_nobody_looks(library: Library) -> None:
    walk, word = kept_once(library)
    walk.feed(ev.Asked(by=A, command="stop"))
    at = walk.state.kept[0].at + TAKEAWAY
    assert walk.state.deadlines["kept"] == at
    walk.now = at
    outcome = walk.feed(ev.TimePassed())
    assert not walk.state.kept
    assert released(outcome) == {word}
    assert "kept" not in walk.state.deadlines


def test_what_is_deleted_goes_from_the_post_that_it_stood_in(library: Library) -> None:
    takeaway = Takeaway(START, text("kept.none"), (WordRef("w1"),))
    walk = Walk(library, replace(room(), kept=(takeaway,)))
    walk.feed(ev.Asked(by=A, command="menu"))
    walk.tap("a", "kept")
    card = walk.state.cards["menu"]
    walk.say("b")
    unkeep = card.rows[0][0].action
    outcome = walk.tap("b", unkeep)
    amended = [one for one in outcome.effects if isinstance(one, do.Amend)]
    assert [one.of for one in amended] == [card.say]
    assert takeaway.text not in amended[0].text.then
    assert released(outcome) == {"w1"}


def test_a_question_takes_the_words_although_a_note_was_to_be_written_anew(
    library: Library,
) -> None:
    person = after(library, me(rooms={HERE: Membership("Ben")}), asked("start", "draft"), wrote(1))
    person = after(library, person, tap(person, "soften"), wants(HERE), wrote(2))
    assert [ref for ref, _ in person.answers[HERE].written.values()] == ["w2"]
    assert [note.words for note in person.notes] == ["w1"]


def _by_oneself(library: Library, person: Person) -> Person:
    person = after(library, person, asked("menu"))
    first = next(one.action for row in person.cards["solo"].rows for one in row
                 if one.action.startswith("solo_"))  # fmt: skip
    return after(library, person, tap(person, first))


def test_what_is_written_by_oneself_is_no_draft_for_a_group(library: Library) -> None:
    """Of this nothing is kept: so it says."""
    person = after(library, me(rooms={HERE: Membership("Ben")}), asked("start", "draft"))
    person = _by_oneself(library, person)
    assert not private.advance(library, person, wrote(1), NOW).effects


def test_what_is_written_by_oneself_is_not_a_notes_new_words(library: Library) -> None:
    person = after(library, me(rooms={HERE: Membership("Ben")}), asked("start", "draft"), wrote(1))
    person = _by_oneself(library, after(library, person, tap(person, "soften")))
    outcome = private.advance(library, person, wrote(2), NOW)
    assert not outcome.effects
    assert [note.words for note in outcome.state.notes] == ["w1"]


def test_who_left_an_exercise_by_oneself_is_answered_again(library: Library) -> None:
    person = after(library, me(rooms={HERE: Membership("Ben")}), asked("menu"))
    first = next(one.action for row in person.cards["solo"].rows for one in row
                 if one.action.startswith("solo_"))  # fmt: skip
    person = after(library, person, tap(person, first))
    assert not private.advance(library, person, wrote(1), NOW).effects
    later = NOW + SOLO_WAIT
    person = private.advance(library, person, ev.TimePassed(), later).state
    assert private.advance(library, person, wrote(2), later).effects


def test_a_fault_of_ours_leaves_no_words_of_an_open_answer(library: Library) -> None:
    person = after(library, me(rooms=TWO), wants(HERE, "form"), wrote(1))
    assert released(private.rescue(library, person, ev.TimePassed(), NOW)) == {"w1"}


def test_a_button_of_no_card_moves_nothing_in_a_pause(library: Library) -> None:
    """A card that is silent has no stamp, and neither has what somebody makes up on their phone."""
    walk = Walk(library)
    walk.open("three-good-minutes")
    walk.feed(ev.Asked(by=B, command="pause"))
    before = walk.state.session
    assert walk.state.cards["turn"].stamp == ""
    outcome = walk.feed(ev.Tapped(by=A, stamp="", action="pass"))
    assert outcome.notes == ("tap.stale",)
    assert walk.state.session == before


def test_a_takeaway_outlives_the_edition_that_said_it(library: Library) -> None:
    """It was promised for 90 days, and an edition that no file has any more stays for three."""
    walk, word = kept_once(library)
    walk.feed(ev.Asked(by=A, command="stop"))
    for source, key in (
        (WORDS.replace("edition: 1", "edition: 2"), "some-words@2/ours/text"),
        (WORDS.replace("edition: 1", "edition: 2").replace("word", "other"), None),
    ):
        dialogue, findings = load(source.replace("some-others", "some-words"), "x.yaml")
        assert not findings
        assert dialogue is not None
        later = Walk(Library([dialogue], {"en": {}}), walk.state, walk.now)
        later.feed(ev.Asked(by=A, command="menu"))
        later.tap("a", "kept")
        (line,) = later.state.cards["menu"].text.then
        assert line.then[0].key == (key or "some-words@1/ours/text")
        assert line.then[0].values["word"] == Words(word)


def test_a_guest_does_not_read_how_it_was(library: Library) -> None:
    both = Sharing("s1", "x", {"a": text("x"), "b": text("y")})
    walk = Walk(library, replace(room(), sharing=both, humans=3,
                                 deadlines={sharing.DEADLINE: START}))  # fmt: skip
    assert not walk.feed(ev.TimePassed()).effects


@pytest.mark.parametrize("way", ["apart", "short"])
def test_what_is_in_writing_is_put_away_when_the_bot_hears_no_more(
    library: Library, way: str
) -> None:
    walk = Walk(library)
    walk.feed(ev.Asked(by=A, command="begin", argument="three-good-minutes"))
    walk.tap("a", way)
    assert walk.state.session is not None
    walk.feed(ev.RightsChanged(rights=ev.Rights()))
    assert walk.state.session is None


def test_what_is_only_in_writing_does_not_begin_where_the_bot_hears_nothing(
    library: Library,
) -> None:
    walk = playing(library, WORDS)
    walk.feed(ev.Asked(by=A, command="stop"))
    walk.feed(ev.RightsChanged(rights=ev.Rights()))
    walk.feed(ev.Asked(by=A, command="begin", argument="some-words"))
    walk.tap("a", "apart")
    assert walk.state.session is not None
    assert walk.state.session.branch == ""
    assert walk.state.cards["turn"].text.key == "place.deaf"


def test_a_note_has_no_message_that_could_be_changed(library: Library) -> None:
    """A message of a chat that the group was before has the number 0, too."""
    walk = Walk(library)
    walk.open("speaker-listener")
    for _ in range(4):
        if (
            walk.state.session
            and walk.state.session.floor
            and isinstance(walk.state.session.step, Speaking)
        ):
            break
        walk.natural()
    assert walk.state.session is not None
    holder = walk.state.session.floor.holder  # type: ignore[union-attr]
    person = walk.state.seats[holder].person
    outcome = walk.feed(ev.NotePosted(person=person, words=WordRef("n1"), signals=Signals(12)))
    (note,) = (one.note for one in outcome.effects if isinstance(one, do.Say) and one.note)
    walk.feed(ev.NoteOut(note=note, placed=True))
    walk.now += timedelta(seconds=30)
    before = walk.state.session
    edited = ev.Edited(by=person, words=WordRef("x"), signals=Signals(9, insult=True),
                       message=MessageId(0), sent=walk.now)  # fmt: skip
    walk.feed(edited)
    assert walk.state.session is not None
    assert walk.state.session.cursor == before.cursor


def test_no_open_answer_is_written_down_once_more_for_the_files(library: Library) -> None:
    person = after(library, me(rooms=TWO), wants(HERE, "form"), wrote(1), asked("export"))
    outcome = private.advance(library, person, tap(person, "send_files"), NOW)
    handed = [one for one in outcome.effects if isinstance(one, do.Hand)]
    assert handed
    assert not any(one.person.answers for one in handed)


def test_what_was_arranged_makes_no_sound(library: Library) -> None:
    """*One quiet card* was promised."""
    walk = Walk(library, replace(room(), again=Again(START, "weekly-talk"),
                                 deadlines={again.DEADLINE: START}))  # fmt: skip
    outcome = walk.feed(ev.TimePassed())
    assert [one.silent for one in outcome.effects if isinstance(one, do.Say)] == [True]


REVEAL = """
dialogue: shown
edition: 1
title: Shown
purpose: Two answers.
lineage: [for tests]
rows: [P46]
need: listen
level: 1
minutes: 10
roles: [speaker, listener]
steps:
  - reveal: both
    text: Some words.
  - wait: a_while
    text: A while.
"""


def test_one_answer_that_nobody_will_read_goes_at_once(library: Library) -> None:
    walk = playing(library, REVEAL)
    walk.feed(walk.sent(A, 1))
    assert walk.state.session is not None
    (word,) = walk.state.session.authors
    assert released(walk.feed(walk.sent(B, 0))) == {word}
    assert walk.state.session is not None


def test_drafts_are_not_piled_up(library: Library) -> None:
    """As with what was out of turn: a limit, said in one line, and nothing that is there goes."""
    notes = tuple(
        Note(HERE, WordRef(f"n{n}"), Signals(5), MessageId(n), NOW + WORDS_MAX)
        for n in range(HELD_MAX)
    )
    outcome = private.advance(library, me(rooms=TWO, drafting=HERE, notes=notes), wrote(1), NOW)
    assert "draft.too_many" in outcome.notes
    assert outcome.state.notes == notes
    assert not [one for one in outcome.effects if isinstance(one, do.Keep)]
