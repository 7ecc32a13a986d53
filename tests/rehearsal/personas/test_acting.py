"""What personas do: a function of what they see, of their temperament and of a seed."""

from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace

from bot.adapters.library import PHRASES, phrases, shipped
from bot.facilitator.steps.base import ALWAYS
from bot.rehearsal.personas.acting import Actor
from bot.rehearsal.personas.sight import Begin, Card, Intent, Key, Press, Sight, Write
from bot.rehearsal.personas.taste import SELDOM, likely
from bot.rehearsal.personas.temperament import LONGEST_S, TEMPERAMENTS
from bot.rehearsal.personas.vocabulary import vocabulary

BOOK = phrases(shipped() / PHRASES)[0]["en"]
WORDS = vocabulary(BOOK)
PASS, PAUSE, DONE, HERE = (BOOK[f"button.{name}"] for name in ("pass", "pause", "done", "here"))
SEEDS = range(40)


def actor(temperament: str, seed: int = 1) -> Actor:
    return Actor(TEMPERAMENTS[temperament], WORDS, seed)


#: What buttons do whose label is a dialogue's, or stands in these tests alone.
DOES = {
    "Just so": "thats_it", "Not quite": "nearly", "Yes, I am": "up_yes", "Glad": "family_glad",
    "Sad": "family_sad", "calm": "word_calm", "content": "word_content",
}  # fmt: skip
ACTIONS = {
    **{text: key.removeprefix("button.") for key, text in BOOK.items() if "button." in key},
    **{BOOK[f"button.{name}"]: action for name, action in (
        ("send", "answer_send"), ("anew", "answer_anew"), ("keep_to_myself", "answer_none"),
        ("keep_for_us", "answer_1"), ("not_kept", "answer_none"),
        ("this_one", "this_one"), ("another", "another"), ("done", "done"), ("pass", "pass"),
    )},
    **DOES,
}  # fmt: skip


def heard(number: int, text: str, *labels: str) -> Card:
    keys = (Key(one, f"answer_{one}" if one.isdecimal() else ACTIONS[one]) for one in labels)
    return Card(number, "heard", text, tuple(keys))


PROMPT = heard(7, "Ana, how is it for you?", PASS, PAUSE)
MINE = Sight(
    me="Ana",
    other="Ben",
    group=(PROMPT,),
    running=True,
    step="turn",
    verb="turn",
    writes="me",
    may=frozenset({"speak", "done", "pass"}),
)
THEIRS = replace(
    MINE, me="Ben", other="Ana", writes="other", may=frozenset({"with_you"}), theirs=MINE.may
)
BACK = replace(
    THEIRS,
    group=(PROMPT, Card(8, "other", "I miss our walks."), heard(9, "Ben, say it back.", PASS)),
    step="back",
    verb="reflect",
    writes="me",
    may=frozenset({"speak", "pass", "example"}),
    theirs=frozenset(),
)
CHECK = replace(
    MINE,
    group=(*MINE.group, heard(9, "Is that it?", "Just so", "Not quite", PAUSE)),
    step="back",
    verb="reflect",
    may=frozenset({"speak", "thats_it", "nearly"}),
)


SIGHTS = {"mine": MINE, "theirs": THEIRS, "back": BACK, "check": CHECK}
EVERY_SIGHT = pytest.mark.parametrize("sight", SIGHTS.values(), ids=SIGHTS)


@dataclass
class Evening:
    """One persona that does what it means to, until it means nothing more."""

    persona: Actor
    sight: Sight
    did: list[Intent] = field(default_factory=list)

    def play(self, most: int = 20) -> list[Intent]:
        while (intent := self.persona.next(self.sight)) and len(self.did) < most:
            self.did.append(intent)
            self.sight = replace(self.sight, done=(*self.sight.done, intent.reason))
        return self.did


@pytest.mark.parametrize("temperament", TEMPERAMENTS)
@pytest.mark.parametrize(
    "sight", [MINE, THEIRS, BACK, CHECK], ids=["mine", "theirs", "back", "check"]
)
def test_the_same_sight_and_seed_is_the_same_intent(temperament: str, sight: Sight) -> None:
    assert actor(temperament).next(sight) == actor(temperament).next(sight)


@pytest.mark.parametrize("temperament", TEMPERAMENTS)
@pytest.mark.parametrize(
    "sight", [MINE, THEIRS, BACK, CHECK], ids=["mine", "theirs", "back", "check"]
)
def test_everybody_comes_to_an_end_and_takes_a_humans_time(temperament: str, sight: Sight) -> None:
    for seed in SEEDS:
        did = Evening(actor(temperament, seed), sight).play()
        assert len(did) < 6
        for intent in did:
            assert 0.5 <= intent.after <= 2 * LONGEST_S + 11
            typing = intent.does.typing if isinstance(intent.does, Write) else 0
            assert typing < intent.after


def test_another_seed_says_something_else() -> None:
    said = {actor("eager", seed).next(MINE) for seed in SEEDS}
    assert len(said) > 5


def test_who_is_asked_writes_and_then_says_that_it_is_done() -> None:
    (said,) = Evening(actor("eager"), MINE).play()
    assert isinstance(said.does, Write)
    finished = replace(MINE, group=(heard(7, PROMPT.text, DONE, PAUSE),))
    did = Evening(actor("eager"), finished).play()
    assert [type(one.does) for one in did] == [Write, Press]
    assert did[1].does == Press(7, DONE)


def test_saying_back_has_the_words_of_the_other() -> None:
    (said,) = Evening(actor("eager"), BACK).play()
    assert isinstance(said.does, Write)
    assert "I miss our walks." in said.does.text


def test_the_trial_gets_the_word_that_it_asks_for() -> None:
    trial = replace(MINE, group=(heard(3, "It's Ben's turn. Ana, write “plum”."),), verb="trial")
    (said,) = Evening(actor("interrupter"), trial).play()
    assert isinstance(said.does, Write)
    assert said.does.text == "plum"


def test_questions_get_the_first_answer_and_never_pass_or_pause() -> None:
    for seed in SEEDS:
        (tap,) = Evening(actor("eager", seed), CHECK).play()
        assert tap.does == Press(9, "Just so")


def test_the_hot_headed_often_take_the_second_answer() -> None:
    taken = [Evening(actor("hot-headed", seed), CHECK).play()[0].does for seed in SEEDS]
    labels = [tap.label for tap in taken if isinstance(tap, Press)]
    assert set(labels) == {"Just so", "Not quite"}
    assert len(labels) == len(SEEDS)


def test_the_silent_press_but_never_write() -> None:
    for sight in (MINE, THEIRS, BACK):
        assert actor("silent").next(sight) is None
    assert isinstance(Evening(actor("silent"), CHECK).play()[0].does, Press)


@pytest.mark.parametrize(
    ("temperament", "most"), [("eager", 0), ("silent", 0), ("interrupter", 1), ("hot-headed", 3)]
)
def test_who_writes_in_the_others_turn_and_how_often(temperament: str, most: int) -> None:
    counts = [len(Evening(actor(temperament, seed), THEIRS).play()) for seed in SEEDS]
    assert max(counts) == most


def test_the_walk_away_says_so_after_two_messages_and_does_nothing_more() -> None:
    persona = actor("walk-away")
    done = ("group/1/a/said", "group/2/b/said")
    (last,) = Evening(persona, replace(MINE, done=done)).play()
    assert isinstance(last.does, Write)
    assert last.does.text in WORDS.said["going"]["leaving"]
    assert persona.next(replace(CHECK, done=(*done, last.reason))) is None


def test_start_comes_first_and_private_questions_before_the_group() -> None:
    asked = replace(CHECK, private=(heard(2, "Up for it?", "Yes, I am", BOOK["button.not_today"]),))
    assert Evening(actor("eager"), replace(asked, door=True)).play()[0].does == Begin()
    taps = [one.does for one in Evening(actor("eager"), asked).play()]
    assert taps == [Press(2, "Yes, I am"), Press(9, "Just so")]


def test_in_a_pause_one_only_comes_back_when_called() -> None:
    paused = replace(MINE, may=frozenset({"resume"}))
    card = heard(11, "Pause.", BOOK["button.back_60"], BOOK["button.back_120"])
    assert actor("eager").next(replace(paused, group=(PROMPT, card))) is None
    called = heard(12, "Now, or later?", HERE, BOOK["button.later"])
    (tap,) = Evening(actor("eager"), replace(paused, group=(card, called))).play()
    assert tap.does == Press(12, HERE)


def test_cards_that_ask_nothing_get_no_answer() -> None:
    free = Sight(me="Ana", other="Ben")
    card = heard(4, "How turns are kept.", BOOK["button.removing_off"])
    assert actor("eager").next(replace(free, group=(card,))) is None
    assert actor("eager").next(replace(free, group=(card, heard(5, "Fine.", PASS, PAUSE)))) is None


def test_what_is_wanted_in_a_step_is_done_there_alone() -> None:
    wanting = Actor(TEMPERAMENTS["eager"], WORDS, wanted={"back": "nearly", "turn": "pass"})
    assert Evening(wanting, CHECK).play()[0].does == Press(9, "Not quite")
    assert Evening(wanting, MINE).play()[0].does == Press(7, PASS)
    elsewhere = replace(CHECK, step="other")
    assert Evening(wanting, elsewhere).play()[0].does == Press(9, "Just so")


# --- what a step asks without naming its verb ----------------------------------------------------

SEND, ANEW, KEEP = (BOOK[f"button.{name}"] for name in ("send", "anew", "keep_to_myself"))
ALONE = Sight(me="Ana", other="Ben", running=True, step="any", verb="any")
HOW = BOOK["answer.how_words"]


def limited(chars: int) -> Card:
    return heard(3, HOW.replace("{{ chars }}", str(chars)), KEEP)


@pytest.mark.parametrize("temperament", ["eager", "hot-headed", "interrupter", "walk-away"])
@pytest.mark.parametrize("chars", [30, 60, 200])
def test_a_private_question_is_answered_in_words_that_fit(temperament: str, chars: int) -> None:
    for seed in SEEDS:
        sight = replace(ALONE, private=(limited(chars),))
        (said,) = Evening(actor(temperament, seed), sight).play()
        assert isinstance(said.does, Write)
        assert said.chat == "private"
        assert len(f"{said.does.text} ‡1234") <= chars


def test_the_next_line_of_a_form_says_no_limit_and_gets_few_words() -> None:
    sight = replace(ALONE, private=(heard(3, "What do you wish?", KEEP),))
    (said,) = Evening(actor("eager"), sight).play()
    assert isinstance(said.does, Write)
    assert len(said.does.text) <= 24


def test_what_was_written_is_sent() -> None:
    sight = replace(ALONE, private=(heard(3, "You wrote: tea", SEND, ANEW, KEEP),))
    assert [one.does for one in Evening(actor("eager"), sight).play()] == [Press(3, SEND)]


def test_the_silent_answer_with_a_tap_and_never_in_words() -> None:
    assert actor("silent").next(replace(ALONE, private=(limited(200),))) is None
    numbers = heard(3, "How calm?", *map(str, range(11)), KEEP)
    (tap,) = Evening(actor("silent"), replace(ALONE, private=(numbers,))).play()
    assert isinstance(tap.does, Press)


def test_numbers_are_high_unless_somebody_has_doubts() -> None:
    sight = replace(ALONE, private=(heard(3, "How calm?", *map(str, range(11)), KEEP),))
    taken: dict[str, set[str]] = {"eager": set(), "hot-headed": set()}
    for temperament, labels in taken.items():
        for seed in SEEDS:
            (tap,) = Evening(actor(temperament, seed), sight).play()
            assert isinstance(tap.does, Press)
            labels.add(tap.does.label)
    assert taken["eager"] == {"7", "8", "9", "10"}
    assert {int(one) for one in taken["hot-headed"]} & set(range(7))


def test_a_takeaway_is_kept() -> None:
    keep, no = BOOK["button.keep_for_us"], BOOK["button.not_kept"]
    sight = replace(ALONE, private=(heard(3, "May I keep this?", keep, no),))
    assert Evening(actor("eager"), sight).play()[0].does == Press(3, keep)


def test_a_card_is_taken_by_who_may() -> None:
    this_one, another = BOOK["button.this_one"], BOOK["button.another"]
    card = heard(4, "A card.", this_one, another, PAUSE)
    may = frozenset({"this_one", "another"})
    assert Evening(actor("eager"), replace(ALONE, group=(card,), may=may)).play()[0].does == Press(
        4, this_one
    )
    assert actor("eager").next(replace(ALONE, group=(card,), theirs=may)) is None


def test_words_of_a_list_belong_to_who_has_the_floor() -> None:
    families = heard(4, "What is there?", "Glad", "Sad", PASS, PAUSE)
    mine = replace(ALONE, group=(families,), writes="me", may=frozenset({"speak", "done", "pass"}))
    assert Evening(actor("eager"), mine).play()[0].does == Press(4, "Glad")
    theirs = replace(mine, writes="other", may=frozenset(), theirs=mine.may)
    assert actor("eager").next(theirs) is None
    inside = replace(mine, group=(heard(4, "What is there?", "calm", "content", PASS, PAUSE),))
    assert Evening(actor("eager"), inside).play()[0].does == Press(4, "calm")
    chosen = replace(mine, group=(heard(4, "So far: calm", "calm", "content", DONE, PAUSE),))
    assert Evening(actor("eager"), chosen).play()[0].does == Press(4, DONE)


def test_a_card_for_both_that_is_only_done_is_done() -> None:
    card = heard(4, "Phones down.", DONE, PAUSE)
    sight = replace(ALONE, group=(card,), may=frozenset({"done", "pass"}))
    assert Evening(actor("eager"), sight).play()[0].does == Press(4, DONE)


@pytest.mark.parametrize("action", sorted(ALWAYS))
def test_what_everybody_can_always_do_is_seldom_an_answer(action: str) -> None:
    assert likely(action, (action,)) == SELDOM
