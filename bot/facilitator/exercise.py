"""What belongs to the exercise: messages under the floor's rules, commands, buttons."""

from bot.dialogue.model import Consent
from bot.facilitator import (
    albums,
    desk,
    floor,
    heat,
    masks,
    notes,
    rules,
    sessions,
    sharing,
    topics,
    unseen,
    whispers,
)
from bot.facilitator.events import (
    Answered,
    AnswerSent,
    Asked,
    Composed,
    Edited,
    HelpedSaid,
    NoteOut,
    NotePosted,
    Notice,
    RatingShared,
    Reacted,
    Said,
    Tapped,
)
from bot.facilitator.ids import Seat
from bot.facilitator.interrupts import seat_of
from bot.facilitator.offers import cards, repair, sources
from bot.facilitator.progress import Branch
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.steps import verb
from bot.facilitator.steps.consent import CONSENT
from bot.facilitator.texts import Button, text

#: Commands that need two who are in; whoever is not yet is told so.
_FOR_TWO = frozenset({"begin", "menu", "rules", "done", "pass", "card", "repair"})
#: Commands that only the private chat answers.
PRIVATE = frozenset({
    "held", "note", "journal", "consent", "settings", "therapist", "export", "forget", "tidy",
    "leave",
})  # fmt: skip


_PLACES: dict[str, Branch] = {"apart": "apart", "together": "together", "short": "short"}


def hear(draft: RoomDraft) -> bool:
    """Whatever somebody says, in any way."""
    match draft.event:
        case Said() as said:
            _said(draft, said)
        case Edited() as changed:
            seat = seat_of(draft)
            if seat is not None and draft.state.session is not None:
                _edited(draft, seat, changed)
        case Reacted() as reacted:
            floor.reacted(draft, seat_of(draft), reacted)
        case NotePosted() as posted:
            notes.posted(draft, posted)
        case NoteOut() as out:
            notes.out(draft, out)
        case Composed() as composed:
            notes.composed(draft, composed)
        case _:
            return False
    return True


def _said(draft: RoomDraft, said: Said) -> None:
    seat = seat_of(draft)
    if said.unseen is not None:
        if seat is not None:
            unseen.heard(draft, seat, said)
    elif seat is None:
        if said.by is None and draft.state.session is not None:
            masks.heard(draft, said)
        else:
            draft.cover()
    elif not albums.goes_on(draft, seat, said):
        _heard(draft, seat, said)
        albums.remember(draft, seat, said)


def _heard(draft: RoomDraft, seat: Seat, said: Said) -> None:
    if draft.state.pause is not None:
        floor.in_pause(draft, seat, said)
    elif draft.state.session is None:
        draft.cover()
        heat.hear(draft, seat, said)
    else:
        _in_exercise(draft, seat, said)


def _in_exercise(draft: RoomDraft, seat: Seat, said: Said) -> None:
    verdict = floor.hear(draft, seat, said)
    step = sessions.here(draft)
    if step is not None and verdict == "mine":
        sessions.go(draft, verb(step).said(draft, step, seat, said))
    elif step is not None and verdict == "kept":
        sessions.go(draft, verb(step).kept(draft, step))
    if verdict not in ("kept", "out"):  # what nobody can read makes nobody hot
        heat.hear(draft, seat, said)


def _edited(draft: RoomDraft, seat: Seat, changed: Edited) -> None:
    step = sessions.here(draft)
    if floor.edited(draft, seat, changed) and step is not None:
        sessions.go(draft, verb(step).turned(draft, step, seat, changed.signals))


def act(draft: RoomDraft) -> bool:
    """Commands and buttons."""
    match draft.event:
        case Asked(command=command, argument=argument) as asked:
            seat = seat_of(draft)
            alone = asked.unseen is not None  # a leaflet for all would show that somebody asked
            if command in PRIVATE or command in desk.LEAFLETS:
                topics.answer_there(draft)
            if command in PRIVATE or (alone and command in desk.LEAFLETS):
                _in_private(draft, asked)
            elif command in desk.LEAFLETS:
                desk.leaflet(draft, command)
            elif seat is not None:
                _asked(draft, seat, command, argument)
            elif not draft.state.complete and command in _FOR_TWO:
                draft.say(text("begin.not_both"))
        case Tapped() as tap:
            _tapped(draft, tap)
        case Answered() as answered:
            _answered(draft, answered)
        case AnswerSent() as sent:
            _sent(draft, sent)
        case RatingShared() as event:
            sharing.shared(draft, event)
        case HelpedSaid() as event:
            heat.answered(draft, event)
    return True


def _in_private(draft: RoomDraft, asked: Asked) -> None:
    """What only the private chat answers."""
    if asked.by is None:
        draft.note("desk.in_private")
        draft.say(text("help.in_private"), ((Button(text("button.open_private"), door="help"),),))
        return
    notice = Notice("asked", command=asked.command, hidden=asked.unseen is not None)
    whispers.tell(draft, asked.by, notice, asked.unseen)


def _answered(draft: RoomDraft, answered: Answered) -> None:
    """Somebody answered in private, to what is still asked."""
    session, seat = draft.state.session, draft.state.seat_of(answered.person)
    if session is None or seat is None or session.asked != answered.stamp:
        return
    step = sessions.here(draft)
    if isinstance(step, Consent):
        sessions.go(draft, CONSENT.answered(draft, seat, up=answered.up))


def _sent(draft: RoomDraft, sent: AnswerSent) -> None:
    """An answer to what this step asked; to anything else it is too late, and its words go."""
    session, seat = draft.state.session, draft.state.seat_of(sent.person)
    step = sessions.here(draft) if session is not None and session.asked == sent.stamp else None
    if step is None or seat is None:
        draft.note("answer.too_late")
        for ref in sent.words.values():
            draft.release(ref)
        return
    holds = draft.session.floor is not None and draft.session.floor.holder == seat
    if holds and draft.state.pause is None:
        floor.go_on(draft)
    sessions.go(draft, verb(step).sent(draft, step, seat, sent))


def _asked(draft: RoomDraft, seat: Seat, command: str, argument: str) -> None:
    match command:
        case "begin":
            desk.begin(draft, seat, argument)
        case "menu":
            desk.begin(draft, seat, "")
        case "rules":
            rules.show(draft)
        case "card":
            cards.asked(draft, argument)
        case "repair":
            repair.asked(draft, seat)
        case "done" | "pass":
            _ended_turn(draft, seat, command)


def _ended_turn(draft: RoomDraft, seat: Seat, command: str) -> None:
    """`/done` and `/pass`."""
    draft.cover()
    if draft.state.session is None:
        draft.note("desk.nothing_runs")
        draft.say(text("begin.nothing"))
        return
    step = sessions.here(draft)
    if step is None or draft.state.pause is not None:
        return
    holder = draft.session.floor.holder if draft.session.floor else None
    if seat == holder:
        floor.go_on(draft)
    sessions.go(draft, verb(step).tapped(draft, step, seat, command, None))


def _tapped(draft: RoomDraft, tap: Tapped) -> None:
    if tap.action in ("help", "privacy", "sources"):
        draft.answer(tap.tap)
        topics.answer_there(draft)
        desk.LEAFLETS[tap.action](draft)
        return
    if not tap.stamp and tap.action.startswith(sources.MORE):
        draft.answer(tap.tap)
        topics.answer_there(draft)
        desk.sources_page(draft, tap.action.removeprefix(sources.MORE))
        return
    seat = seat_of(draft)
    slot = next((slot for slot, card in draft.state.cards.items() if card.stamp == tap.stamp), None)
    if seat is None or slot is None or not tap.stamp:  # a card that is silent now has none
        draft.note("tap.stale")
        draft.answer(tap.tap, "toast.not_yours" if seat is None else "toast.passed")
    elif slot == "turn":
        _tapped_step(draft, seat, tap)
    elif slot == "heat" and tap.action == "fine":
        heat.fine(draft, seat, tap.tap)
    else:
        desk.tapped(draft, seat, tap)


def _tapped_step(draft: RoomDraft, seat: Seat, tap: Tapped) -> None:
    step = sessions.here(draft)
    if step is not None:
        sessions.go(draft, verb(step).tapped(draft, step, seat, tap.action, tap.tap))
    elif (branch := _PLACES.get(tap.action)) is not None:
        sessions.placed(draft, branch, tap.tap)
    else:
        draft.answer(tap.tap)
        sessions.close(draft, "not_now")
