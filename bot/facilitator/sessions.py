"""One run of a dialogue: how it begins, how it moves from step to step, how it ends.

A cursor is a path of frames through nested blocks. It only ever moves forward, and each block says
how often it is played at most, so every session ends.
"""

from datetime import timedelta

from msgspec.structs import replace

from bot.dialogue.model import (
    PLAYED,
    Block,
    Choose,
    Closing,
    Dialogue,
    Repeat,
    Rounds,
    Step,
    When,
    any_of,
)
from bot.facilitator import events as told
from bot.facilitator import gates
from bot.facilitator.again import soon_is_early
from bot.facilitator.conditions import holds
from bot.facilitator.cursor import Cursor, at, block
from bot.facilitator.events import AnyEvent
from bot.facilitator.ids import SEATS, Seat, TapId, other
from bot.facilitator.limits import (
    AGAIN,
    AWAY,
    FIRST,
    OFFER,
    PLACE,
    SESSION,
    TRIAL,
)
from bot.facilitator.offers import weeks
from bot.facilitator.pauses.ends import SUPPORT
from bot.facilitator.progress import Branch, Frame, Session
from bot.facilitator.room import Break
from bot.facilitator.room_draft import CLOCK, OFFERED, RoomDraft
from bot.facilitator.sentences import title
from bot.facilitator.steps import verb
from bot.facilitator.steps.base import Close, Into, Then
from bot.facilitator.texts import Button, Phrase, Text, button, text

#: A dialogue that runs on for longer than this many steps in one event has no wait in it.
STEPS_MAX = 200


# --- beginning -----------------------------------------------------------------------------------


def begin(draft: RoomDraft, opener: Seat, dialogue: Dialogue) -> None:
    """Begin a dialogue: its first question is always *same room or apart?*"""
    first, second = dialogue.roles
    draft.fold("menu")
    session = Session(
        dialogue=dialogue.dialogue,
        edition=dialogue.edition,
        opener=opener,
        roles={first: opener, second: other(opener)},
        began=draft.now,
        variant=draft.state.begun.get(dialogue.dialogue, 0),
    )
    draft.set(
        session=session,
        begun={**draft.state.begun, dialogue.dialogue: session.variant + 1},
    )
    for seat in draft.state.seats:
        draft.partner(seat, notes=0)
    draft.note("session.began")
    draft.deadline(CLOCK + "end", draft.now + SESSION)
    if not dialogue.together and not dialogue.short and draft.state.rights.sees:
        _place(draft, "apart")
        return
    what = text(
        "place.ask" if dialogue.together else "place.ask_short", title=Phrase(title(dialogue))
    )
    together = (button("together"),) if dialogue.together else ()
    short = (button("short"),) if dialogue.short else ()
    draft.card("turn", what, ((button("apart"), *together), (*short, button("no"))))
    draft.clock("place", PLACE)


def placed(draft: RoomDraft, branch: Branch, tap: TapId | None) -> None:
    """Where the two are. In writing the bot has to hear them; otherwise it says what it needs."""
    if branch != "together" and not draft.state.rights.sees:
        draft.note("place.deaf")
        draft.answer(tap, "toast.deaf")
        draft.refresh("turn", text("place.deaf"))
        return
    draft.answer(tap)
    _place(draft, branch)


def _place(draft: RoomDraft, branch: Branch) -> None:
    draft.play(branch=branch)
    if branch != "together" and draft.session.dialogue != TRIAL:
        draft.tell_both(told.TurnsBegan(room=draft.state.id))
    draft.clear_clocks()
    _enter(draft, (Frame("", 0),))


# --- moving --------------------------------------------------------------------------------------


def here(draft: RoomDraft) -> Step | None:
    """The step that the cursor points to; None before the place is known."""
    return _at(draft, draft.session.cursor)


def _at(draft: RoomDraft, cursor: Cursor) -> Step | None:
    return at(draft.dialogue, draft.session.branch, cursor)


def go(draft: RoomDraft, then: Then) -> None:
    """Do what a step asked for."""
    match then:
        case "wait":
            return
        case "next":
            _after(draft, draft.session.cursor)
        case "leave":
            _leave(draft)
        case Into(name):
            _enter(draft, (*draft.session.cursor, Frame(name, 0)))
        case Close(closing):
            close(draft, closing)


def _enter(draft: RoomDraft, cursor: Cursor) -> None:
    """Enter the step at `cursor`, and go on until one waits."""
    for _ in range(STEPS_MAX):
        draft.play(cursor=cursor)
        step = here(draft)
        if step is None:
            then: Then = Close("done")
        elif isinstance(step, Rounds | Repeat):
            cursor = (*cursor, Frame("", 0))
            continue
        elif isinstance(step, When):
            name = "if" if holds(draft.state, draft.session, step.condition) else "else"
            then = Into(name) if block(step, name) else "next"
        else:
            draft.clear_clocks()
            then = verb(step).enter(draft, step)
        if then == "next":
            following = _following(draft, cursor)
            if isinstance(following, Close):
                close(draft, following.closing)
                return
            cursor = following
            continue
        go(draft, then)
        return
    raise RuntimeError(f"{draft.session.dialogue} does not wait")


def _after(draft: RoomDraft, cursor: Cursor) -> None:
    following = _following(draft, cursor)
    if isinstance(following, Close):
        close(draft, following.closing)
    else:
        _enter(draft, following)


def _following(draft: RoomDraft, cursor: Cursor) -> Cursor | Close:
    """The cursor after the step at `cursor`: on in its block, round again, or out of it."""
    while cursor:
        outer, frame = cursor[:-1], cursor[-1]
        parent = _at(draft, outer)
        whole = draft.dialogue.branch(draft.session.branch)
        steps = block(parent, frame.block) if parent else whole
        if frame.place + 1 < len(steps):
            return (*outer, Frame(frame.block, frame.place + 1, frame.round))
        if isinstance(parent, Choose) and (end := parent.options[frame.block].close):
            return Close(end)
        if isinstance(parent, Rounds | Repeat):
            again = _again(draft, parent, frame)
            if isinstance(again, Close):
                return again
            if again:
                return (*outer, Frame(frame.block, 0, frame.round + 1))
        cursor = outer
    return Close("done")


def _again(draft: RoomDraft, one: Block, frame: Frame) -> bool | Close:
    """Whether a block is played once more."""
    if isinstance(one, Rounds):
        more = frame.round + 1 < one.times
        if more and one.swap:
            _swap(draft, one.swap)
        return more
    if one.until and _chosen(draft, one):
        return False
    if frame.round + 1 < one.at_most:
        return True
    return Close(one.or_close) if one.or_close else False


def _chosen(draft: RoomDraft, one: Repeat) -> bool:
    made = draft.session.choices
    return any(made.get(step) in any_of(wanted) for step, wanted in one.until.items())


def _swap(draft: RoomDraft, pair: tuple[str, str]) -> None:
    one, two = pair
    roles = draft.session.roles
    draft.play(roles={**roles, one: roles[two], two: roles[one]}, spoken={})
    draft.note("session.swapped")


def _leave(draft: RoomDraft) -> None:
    """Out of the nearest repeat; where there is none, simply on."""
    cursor = draft.session.cursor
    for depth in range(len(cursor) - 1, 0, -1):
        if isinstance(_at(draft, cursor[:depth]), Repeat):
            _after(draft, cursor[:depth])
            return
    _after(draft, cursor)


# --- ending --------------------------------------------------------------------------------------


def close(
    draft: RoomDraft,
    closing: Closing,
    *,
    silent: bool = False,
    wordless: bool = False,
    leaver: Seat | None = None,
) -> None:
    """The end: the floor is open, nothing waits, gathered words are released, notes begin to
    expire. A break goes on: whoever called it did not call it for the exercise alone. `silent`: no
    phone makes a sound; `wordless`: the caller says what there is to say; `leaver`: whose notes go
    at once.
    """
    session = draft.session
    dialogue = draft.library.dialogue(session.dialogue, session.edition)
    done = closing == "done"
    if done and not _both_heard(session):
        closing = "together" if session.branch == "together" else "partly"
    draft.note(f"closing.{closing}")
    own = dialogue is not None and closing in dialogue.closings
    line = draft.text(f"closings/{closing}") if own else text(f"closing.{closing}")
    not_today = closing == "not_now" and gates.gated(dialogue)
    if not_today:
        line = text("closing.not_today")
    gates.after_close(draft, dialogue, closing)
    _withdraw(draft, session)
    _release(draft, session, leaver)
    _clear(draft)
    pause = draft.state.pause
    if pause is not None and not isinstance(pause, Break):
        gates.after_pause(draft)
    draft.set(session=None, pause=pause if isinstance(pause, Break) else None)
    if done and session.dialogue not in draft.state.played:
        draft.set(played=(*draft.state.played, session.dialogue))
    if session.dialogue == TRIAL and done:
        _after_trial(draft, session.opener)
    elif closing == "away":
        _another_time(draft, line, session.dialogue, soon=not gates.gated(dialogue))
    elif not wordless:
        offer = closing in PLAYED or not_today
        hard = gates.gated(dialogue)
        line = replace(line, then=(*line.then, *weeks.after(draft, session.dialogue, closing)))
        _farewell(draft, closing, line, offer=offer, hard=hard, silent=silent)


def _withdraw(draft: RoomDraft, session: Session) -> None:
    """Questions that were asked in private and are not answered are asked no longer."""
    if session.asked:
        draft.tell_both(told.UpPassed(room=draft.state.id))


def _release(draft: RoomDraft, session: Session, leaver: Seat | None) -> None:
    """Gathered words go; notes begin to expire, or, in a break, when it is over."""
    draft.release_session()
    ended: AnyEvent = told.Ended(room=draft.state.id, trial=session.dialogue == TRIAL)
    if isinstance(draft.state.pause, Break):
        ended = told.TurnsEnded(room=draft.state.id)
    for seat in draft.state.seats:
        draft.partner(seat, notes=0)
        if seat != leaver:
            draft.tell(seat, ended)  # whoever they are: of drafts no room knows


def _both_heard(session: Session) -> bool:
    """Whether each has said yes to what was said back; nothing else is claimed."""
    return all(session.heard.get(seat, False) for seat in SEATS)


def _clear(draft: RoomDraft) -> None:
    """Cards that nobody wrote below go, others lose their buttons; clocks and short pauses go."""
    draft.clear("turn")
    over: tuple[str, ...] = (CLOCK,)
    if not isinstance(draft.state.pause, Break):
        draft.clear("pause")
        over = (CLOCK, "pause.")
    kept = {name: due for name, due in draft.state.deadlines.items() if not name.startswith(over)}
    draft.set(deadlines=kept)


def _farewell(
    draft: RoomDraft, closing: Closing, line: Text, *, offer: bool, hard: bool, silent: bool
) -> None:
    """The last words of an exercise; after a good one, *enough, or one more?*, and after one that
    was not easy, something warm. In a week together, the next thing of it.
    """
    if offer:
        ((more,),) = weeks.following(draft) or ((button("more"),),)
        suggest(draft, line, button(f"begin_{FIRST}", "button.warm") if hard else more)
    else:
        draft.say(line, ((SUPPORT,),) if closing == "support" else (), silent=silent)


def _another_time(draft: RoomDraft, line: Text, dialogue: str, *, soon: bool) -> None:
    """Nobody is asked why, and nobody is named: when would be better? Both are asked only once an
    evening for what goes deeper, so that comes back another day; and so does all when it is late.
    """
    soon = soon and soon_is_early(draft)
    times = ("soon" if soon else "tomorrow", "tomorrow" if soon else "week")
    buttons = tuple(button(f"again_{when}_{dialogue}", f"button.again_{when}") for when in times)
    draft.card("menu", line, (buttons, (button("enough"),)))
    draft.deadline(OFFERED, draft.now + OFFER)


def suggest(draft: RoomDraft, line: Text, what: Button) -> None:
    """*Enough*, or this, as long as anybody may still think of it."""
    draft.card("menu", line, ((button("enough"), what),))
    draft.deadline(OFFERED, draft.now + OFFER)


def _after_trial(draft: RoomDraft, opener: Seat) -> None:
    """The trial was the way in; the first exercise follows at once."""
    first = draft.library.dialogue(FIRST)
    if first is not None and draft.state.complete:
        begin(draft, opener, first)


def again(draft: RoomDraft, clock: str, late: timedelta) -> None:
    """We were away while a clock ran out. Nobody loses time by that: the clocks start again, or,
    after long, the exercise is put away without a sound.
    """
    if late > AWAY:
        draft.note("deadline.away")
        close(draft, "put_away", silent=True)
        return
    draft.note("deadline.late")
    draft.deadline(CLOCK + "warn", None)
    for name in draft.state.deadlines:
        if name.startswith(CLOCK) and name != CLOCK + "end":
            draft.deadline(name, None)
    draft.clock(clock, AGAIN)
    card = draft.state.cards.get("turn")
    if card is not None:
        draft.cover()
        draft.card(
            "turn", replace(card.text, then=(text("session.was_away"),)), card.rows, card.calls
        )
