"""Heat: how fast talk is escalating, from one message to the next. Pure; time comes in as `now`.

Each partner has a fast average of how far their messages attack the other, and a slow one of their
own; what is called for follows from these two, coupled. One hot message waits for the next before
anything follows, unless it is very hot; what was called for rests a while, and is not called for
again before it has become calmer. The room's level, a number from 0 to 1 that only authors and
operators see, is how much anger there is in what both write, and at a pause what called for it, if
that is more; nothing follows from the anger, for anger is no attack. Nothing here knows which seat
is whose.
"""

import math
from datetime import datetime, timedelta
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from bot.sensing.marks import HOT, RAISES, SAID
from bot.sensing.sense import CALM, UNHEATED, Felt

#: What is called for: nothing, a line, a short pause, the offer of a long one, a gentle question.
Action = Literal["none", "nudge", "breather", "break", "check_in"]
#: Of these, the pauses.
PAUSES: Final = ("breather", "break")

#: What one new message weighs in its author's fast and slow average, from 0 to 1.
FAST, SLOW = 0.5, 0.06
#: What of somebody's own baseline is taken off what they write now, from 0 to 1.
USUAL = 0.25
#: A baseline is never higher than this, in logits: who is always hot is not calm.
SLOW_MOST = -1.5
#: What one message weighs in the average of what both write, one after the other.
BOTH = 0.37
#: What the hotter of the two says about the room, from 0 to 1; the rest is the other's.
LEADS = 0.83
#: After this time without a word a fast average is half as far from the slow one.
COOLS = timedelta(minutes=8)
#: So much later it is another conversation.
ANOTHER = timedelta(hours=1)

#: Levels, in logits: a line; a pause; a pause at once; and below which it has become calmer.
NUDGE, PAUSE, AT_ONCE, CALMER = -0.1, 0.4, 1.24, -0.25
#: Nine of ten levels of calm public dialogues are below this.
STIRRED = -0.75
#: What one message weighs in the average of anger, from 0 to 1; where that begins, in logits; where
#: it is even on the room's level; and how steep it is there.
ANGER, NOT_ANGRY, ANGRY, STEEP = 0.3, UNHEATED, 0.4, 3.0
#: A message less hot than this is not answered by anything.
HOT_NOW = -0.19
#: What follows, on the room's level, from 0 to 1; for pictures.
LEVELS: Final = {
    name: 1 / (1 + math.exp(-level))
    for name, level in (
        ("a line", NUDGE),
        ("a pause, if it stays", PAUSE),
        ("a pause at once", AT_ONCE),
    )
}
#: What a wish moves all levels by, in logits: sooner, or only when it is clearer.
WISH: Final = 0.5
#: The author's own average, if the other only gives in; and answers of so few words give in.
FLOOD, SMALL_WORDS = 1.96, 3
#: So many small answers, or so many messages without one, are giving in.
GIVES_IN, UNANSWERED = 2, 4
#: So many messages in a row, so many of the latest three of them shouted, and the author's average.
BURST_RUN, BURST_LOUD, BURST = 3, 2, -0.07
#: Somebody presses, so many messages in a row, for so long, and nobody answers.
PRESSES, SILENT = 3, timedelta(seconds=90)

#: At most one line in this time; at most one pause in so many messages and this time.
NUDGE_REST, PAUSE_REST, PAUSE_REST_MESSAGES = timedelta(minutes=5), timedelta(minutes=3), 6
#: Hot again so soon after a pause: a longer one is offered.
AGAIN = timedelta(minutes=20)
#: Both have said that they are fine.
FINE = timedelta(minutes=10)
#: The marks of so many messages say why.
WHY_MESSAGES = 3


_LOUD, _FUN = frozenset({"caps", "shouting"}), frozenset({"joke", "warm"})


class Warmth(Struct, frozen=True):
    """One partner: both averages in logits, when they last wrote, and how many of their latest
    messages in a row say next to nothing.
    """

    fast: float = CALM
    slow: float = CALM
    at: datetime | None = None
    small: int = 0


class Heat(Struct, frozen=True):
    """A room's. `both`: the average of attack in what both write, one after the other, in logits;
    `anger`: the same of anger; `last`: who wrote last, `run`: how many in a row, since `began`;
    `waits`: one hot message was there, the next decides; `marks`: of the latest messages;
    `noticed`: when it last began to heat; `nudged` and `paused`: when something was called for
    last, and `since` how many messages ago; `armed`: it has been calmer since; `fine`: both are,
    until then.
    """

    seats: dict[str, Warmth] = {}
    both: float = CALM
    anger: float = NOT_ANGRY
    last: str = ""
    run: int = 0
    began: datetime | None = None
    waits: bool = False
    marks: tuple[tuple[str, ...], ...] = ()
    noticed: datetime | None = None
    nudged: datetime | None = None
    paused: datetime | None = None
    since: int = 0
    armed: bool = True
    fine: datetime | None = None


class Sensed(Struct, frozen=True):
    """What follows from a message: the room's level from 0 to 1, what is called for, and the named
    signals that led to it. `attack`: what it follows from, from 0 to 1, too.
    """

    level: float
    attack: float
    action: Action = "none"
    why: tuple[str, ...] = ()


def sensed(heat: Heat, seat: str, felt: Felt, now: datetime, wish: int = 0) -> tuple[Heat, Sensed]:
    """The room after this message of this seat. `wish`: 1 for sooner, -1 for later."""
    heat = _heard(heat, seat, felt, now)
    level = _level(heat)
    heat = replace(heat, armed=heat.armed or level < CALMER)
    wished = level + wish * WISH
    what, why = _called_for(heat, seat, felt, wished, now)
    angry = STEEP * (heat.anger - ANGRY)
    shown = max(angry, level) if what in PAUSES else angry
    heat = _acted(_noticed(heat, felt, wished, now), what, now)
    return heat, Sensed(_probability(shown), _probability(level), what, why)


# --- what was heard ------------------------------------------------------------------------------


def _heard(heat: Heat, seat: str, felt: Felt, now: datetime) -> Heat:
    seats = {name: _cooled(one, now) for name, one in heat.seats.items()}
    if seats and all(one.at is None for one in seats.values()):
        heat = replace(heat, both=CALM, anger=NOT_ANGRY)  # another conversation
    me = seats.get(seat, Warmth())
    small = me.small + 1 if felt.words <= SMALL_WORDS else 0
    slow = min(me.slow + SLOW * (felt.attack - me.slow), SLOW_MOST)
    fast = me.fast + FAST * (felt.attack - me.fast)
    same = heat.last == seat
    return replace(
        heat,
        seats={**seats, seat: Warmth(fast, slow, now, small)},
        both=heat.both + BOTH * (felt.attack - heat.both),
        anger=heat.anger + ANGER * (felt.heat - heat.anger),
        last=seat,
        run=heat.run + 1 if same else 1,
        began=heat.began if same else now,
        marks=(*heat.marks, felt.marks)[-WHY_MESSAGES:],
        since=heat.since + 1,
    )


def _cooled(one: Warmth, now: datetime) -> Warmth:
    """Time alone cools: the fast average goes towards the slow one, or all begins anew."""
    gap = now - one.at if one.at is not None else timedelta()
    if gap >= ANOTHER:
        return Warmth(slow=one.slow)
    if gap <= timedelta():
        return one
    left = 0.5 ** (gap / COOLS)
    return replace(one, fast=one.slow + (one.fast - one.slow) * left, at=now)


def _level(heat: Heat) -> float:
    """Both together, in logits: the hotter one leads; or they heat each other."""
    own = sorted((_own(one) for one in heat.seats.values()), reverse=True)
    least = own[1] if len(own) > 1 else CALM
    return max(LEADS * own[0] + (1 - LEADS) * least, heat.both)


def _own(one: Warmth) -> float:
    """How hot somebody is, for them: who usually writes sharply has to be sharper."""
    return one.fast - USUAL * (one.slow - CALM)


def _probability(level: float) -> float:
    return round(1 / (1 + math.exp(-level)), 4)


# --- what is called for --------------------------------------------------------------------------


def _called_for(
    heat: Heat, seat: str, felt: Felt, level: float, now: datetime
) -> tuple[Action, tuple[str, ...]]:
    if heat.fine is not None and now < heat.fine:
        return "none", ()
    if felt.attack >= HOT_NOW and _may_pause(heat, now):
        why = _pauses(heat, seat, level)
        if why:
            again = heat.paused is not None and now - heat.paused <= AGAIN
            return ("break", (*why, "again")) if again else ("breather", why)
    if not _long_ago(heat.nudged, now):
        return "none", ()
    if _presses(heat, now):
        return "check_in", ("silence",)
    if _warm(heat, felt, level) and SAID.intersection(felt.marks):
        return "nudge", _why(heat)
    return "none", ()


def _warm(heat: Heat, felt: Felt, level: float) -> bool:
    """Whether this message heats."""
    return felt.attack >= HOT_NOW and level >= NUDGE and _attacked(heat)


def _noticed(heat: Heat, felt: Felt, level: float, now: datetime) -> Heat:
    """What this message means for the next: the first that heats in a while is let pass, with a
    line or without; the next hot one waits for one more.
    """
    if _warm(heat, felt, level) and _long_ago(heat.noticed, now):
        return replace(heat, noticed=now, waits=False)
    return replace(heat, waits=level >= PAUSE)


def _long_ago(before: datetime | None, now: datetime) -> bool:
    return before is None or now - before >= NUDGE_REST


def _pauses(heat: Heat, seat: str, level: float) -> tuple[str, ...]:
    """Why there should be a pause; empty if there should not."""
    if _one_sided(heat, seat):
        return (*_why(heat), "one-sided")
    if _bursts(heat, seat):
        return (*_why(heat), "burst")
    if level >= NUDGE and _in_a_row(heat):
        return (*_why(heat), "in-a-row")
    if level >= AT_ONCE or (level >= PAUSE and heat.waits and _attacked(heat)):
        return _why(heat)
    return ()


def _may_pause(heat: Heat, now: datetime) -> bool:
    if heat.paused is None:
        return True
    rested = now - heat.paused >= PAUSE_REST and heat.since >= PAUSE_REST_MESSAGES
    return rested and heat.armed


def _one_sided(heat: Heat, seat: str) -> bool:
    """One goes on and on, hot; the other gives in, or says nothing any more."""
    me, other = heat.seats[seat], next((w for s, w in heat.seats.items() if s != seat), Warmth())
    gives_in = other.small >= GIVES_IN or (heat.run >= UNANSWERED and other.at is not None)
    return me.fast >= FLOOD and gives_in


def _bursts(heat: Heat, seat: str) -> bool:
    """Message after message, most of them shouted, none in fun."""
    loud = sum(not _LOUD.isdisjoint(one) for one in heat.marks)
    hot = heat.seats[seat].fast >= BURST
    return heat.run >= BURST_RUN and loud >= BURST_LOUD and hot and not _in_fun(heat)


def _in_a_row(heat: Heat) -> bool:
    """Attack after attack, each of them in the lists, none in fun; whoever wrote them."""
    attacks = sum(not SAID.isdisjoint(one) for one in heat.marks)
    return attacks >= WHY_MESSAGES and not _in_fun(heat)


def _in_fun(heat: Heat) -> bool:
    return any(not _FUN.isdisjoint(one) for one in heat.marks)


def _presses(heat: Heat, now: datetime) -> bool:
    long = heat.began is not None and now - heat.began >= SILENT
    return heat.run >= PRESSES and long and any("demand" in one for one in heat.marks)


def _attacked(heat: Heat) -> bool:
    """Whether any of the latest messages was aimed at the other, by name."""
    return any(mark in HOT for one in heat.marks for mark in one)


def _why(heat: Heat) -> tuple[str, ...]:
    """The named signals of the latest messages, of both, in the order of the alphabet."""
    return tuple(sorted({mark for one in heat.marks for mark in one} & RAISES)) or ("words",)


def _acted(heat: Heat, what: Action, now: datetime) -> Heat:
    if what == "none":
        return heat
    if what not in PAUSES:
        return replace(heat, nudged=now)
    return replace(heat, noticed=now, nudged=now, paused=now, since=0, armed=False, waits=False)


# --- from outside --------------------------------------------------------------------------------


def rested(heat: Heat) -> Heat:
    """There was a pause: both begin again from where they usually are."""
    calm = {name: replace(one, fast=one.slow, small=0) for name, one in heat.seats.items()}
    return replace(
        heat,
        seats=calm,
        both=CALM,
        anger=NOT_ANGRY,
        last="",
        run=0,
        began=None,
        marks=(),
        waits=False,
    )


def stirred(heat: Heat) -> bool:
    """Whether there is anything to be forgotten: it is not simply calm."""
    return _level(heat) >= STIRRED or _attacked(heat) or heat.noticed is not None


def cooled(heat: Heat) -> Heat:
    """Long after: only how each usually writes is left."""
    return Heat(seats={name: Warmth(slow=one.slow) for name, one in heat.seats.items()})


def fine(heat: Heat, now: datetime) -> Heat:
    """Both say that they are fine: nothing is called for, for a while."""
    return replace(rested(heat), fine=now + FINE)
