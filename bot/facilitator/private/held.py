"""Held notes: kept for their author alone, given back in the author's own turn, one at a time."""

from datetime import datetime

from msgspec.structs import replace

from bot.facilitator import effects as do
from bot.facilitator.events import (
    BreakOver,
    Comes,
    Edited,
    Ended,
    Kept,
    KeptTold,
    NoteChanged,
    NotePlaced,
    NotePosted,
    NoteStayed,
    Said,
    TurnCame,
)
from bot.facilitator.ids import RoomId, TapId, WordRef
from bot.facilitator.limits import DRAFT_HOLD, NOTE, NOTE_WARNING, WORDS_MAX
from bot.facilitator.person import Note
from bot.facilitator.private.draft import PersonDraft
from bot.facilitator.texts import Button, Rows, Text, Words, button, text

KEPT: dict[Comes, Text] = {
    "turn": text("note.kept_turn"),
    "held": text("note.kept_held"),
    "urgent": text("note.kept_urgent"),
    "minute": text("note.kept_minute"),
    "trial": text("note.kept_trial"),
}
POST, EDIT, LET_GO, SHOW, SEND_NOW, SOFTEN, KEEP_LATER = (
    button(name) for name in ("post", "edit", "let_go", "show", "send_now", "soften", "keep_later")
)


def kept(draft: PersonDraft, event: Kept) -> None:
    """A message was taken out of a group. One line, not one per message of a burst."""
    urgent = event.when in ("urgent", "minute")
    gone = draft.now + WORDS_MAX
    note = Note(event.room, event.words, event.signals, event.message, gone, urgent=urgent)
    draft.set(notes=(*draft.state.notes, note))
    _arm(draft)
    if event.quiet:
        return
    _tell_kept(draft, note, event.when)


def kept_told(draft: PersonDraft, event: KeptTold) -> None:
    """The same line, of the latest note, where the group could not say it to them alone."""
    notes = [one for one in draft.state.notes if one.room == event.room]
    if notes:
        _tell_kept(draft, notes[-1], event.when)


def _tell_kept(draft: PersonDraft, note: Note, when: Comes) -> None:
    draft.note("note.kept")
    if note.urgent:
        _card(draft, note, KEPT[when], ((SEND_NOW,),))
    else:
        draft.say(KEPT[when])


def changed(draft: PersonDraft, event: NoteChanged) -> None:
    """The message was edited before it was gone."""
    for note in draft.state.notes:
        if note.room == event.room and note.message == event.message:
            if note.words != event.words:  # told twice, the words are still the note's
                draft.release(note.words)
                _replace(draft, note, replace(note, words=event.words))
            return
    draft.release(event.words)


def stayed(draft: PersonDraft, event: NoteStayed) -> None:
    """It could not be removed, so it stands in the group and is not needed here."""
    for note in draft.state.notes:
        if note.room == event.room and note.message == event.message:
            draft.note("note.stayed")
            _drop(draft, note)
            draft.say(text("note.stayed"))


def add(draft: PersonDraft, note: Note) -> None:
    """A draft: a note that its author wrote here."""
    draft.set(notes=(*draft.state.notes, note))
    _arm(draft)
    hold(draft, note)


def hold(draft: PersonDraft, note: Note) -> None:
    """A draft waits with its author for some seconds, each time it is written."""
    ready = draft.now + DRAFT_HOLD
    new = replace(note, ready=ready)
    _replace(draft, note, new)
    _card(draft, new, text("draft.waits"), ((SOFTEN, KEEP_LATER),))
    draft.deadline("draft", ready)


def ready(draft: PersonDraft) -> None:
    """The seconds are over: now it can go."""
    draft.deadline("draft", None)
    note = _of(draft, draft.state.about)
    if note is not None and note.ready is not None and note.ready <= draft.now:
        draft.note("draft.ready")
        draft.change("note", text("draft.ready"), ((POST, SOFTEN), (KEEP_LATER, LET_GO)))


def turn_came(draft: PersonDraft, event: TurnCame) -> None:
    """Their turn, and something is kept. After a break the first choice is to let it go."""
    if event.rested:
        _rested(draft, event.room)
    note = _first(draft, event.room)
    if note is not None:
        draft.note("note.turn_rested" if note.rested else "note.turn")
        _card(draft, note, text("note.turn"), (_choice(note),))


def listing(draft: PersonDraft) -> None:
    """`/held`: one at a time, to their author, at any time."""
    note = _first(draft)
    if note is None:
        draft.say(text("note.none"))
    else:
        draft.note("note.listed")
        _show(draft, note)


def _first(draft: PersonDraft, room: RoomId | None = None) -> Note | None:
    """The oldest note, of one room or of any."""
    return next((one for one in draft.state.notes if room in (None, one.room)), None)


def _of(draft: PersonDraft, words: WordRef | None) -> Note | None:
    """The note with these words."""
    return next((one for one in draft.state.notes if one.words == words), None)


def _choice(note: Note) -> tuple[Button, ...]:
    return (LET_GO, SHOW) if note.rested else (SHOW, LET_GO)


def _card(draft: PersonDraft, note: Note, what: Text, rows: Rows) -> None:
    """A card about one note: its buttons mean that note and no other."""
    draft.set(about=note.words)
    draft.card("note", what, rows)


def _show(draft: PersonDraft, note: Note) -> None:
    """The note as it was written."""
    rows: Rows = ((POST, EDIT), (LET_GO,))
    if note.urgent and note.expires is None:
        rows = ((SEND_NOW, EDIT), (LET_GO,))
    if note.signals.medium == "text":
        _card(draft, note, text("note.show", words=Words(note.words)), rows)
    else:
        if draft.state.reachable:
            draft.add(do.Say(text=text("note.show_medium"), words=note.words))
        _card(draft, note, text("note.choose"), rows)


def tapped(draft: PersonDraft, action: str, tap: TapId | None) -> None:
    """*Show*, *post*, *edit*, *let it go*, *send now*: of the note that the card is about."""
    note = _of(draft, draft.state.about)
    if note is None:
        draft.answer(tap, "toast.passed")
        draft.change("note", text("note.gone"))
        return
    waits = note.ready is not None and draft.now < note.ready and action in ("post", "send_now")
    draft.answer(tap, "draft.not_yet" if waits else "toast.on_its_way" if note.on_its_way else "")
    if note.on_its_way:
        return
    match action:
        case "show":
            draft.change("note", text("note.shown"))
            _show(draft, note)
        case "post" | "send_now" if waits:
            draft.note("draft.not_yet")
        case "post" | "send_now":
            _replace(draft, note, replace(note, on_its_way=True))
            posted = NotePosted(
                person=draft.state.id,
                words=note.words,
                signals=note.signals,
                urgent=note.urgent,
            )
            draft.tell_to(note.room, posted)
        case "edit" | "soften":
            draft.note("note.editing")
            draft.listen(editing=note.words)
            draft.deadline("draft", None)  # its seconds begin again with the new words
            draft.change("note", text("note.edit" if action == "edit" else "draft.soften"))
        case "keep_later":
            draft.note("draft.kept")
            draft.deadline("draft", None)
            draft.change("note", text("draft.kept"))
        case _:
            draft.note("note.let_go")
            _drop(draft, note)
            draft.change("note", text("note.let_go"))
            _next(draft, note)


def rewritten(draft: PersonDraft, said: Said) -> bool:
    """The next private message in writing is the note's new words."""
    note = _of(draft, draft.state.editing)
    if note is None:
        draft.set(editing=None)
        return False
    if said.signals.medium != "text":
        draft.say(text("note.edit"))
        return True
    draft.set(editing=None)
    _reword(draft, note, said)
    return True


def reworded(draft: PersonDraft, changed: Edited) -> bool:
    """Whether a message was changed that is a note or a draft: it says what it says now, and a
    draft waits its seconds again.
    """
    note = next((one for one in draft.state.notes if one.own == changed.message), None)
    if note is None or note.on_its_way or changed.signals.medium != "text":
        return note is not None
    if note.ready is not None and changed.signals.insult:
        draft.note("draft.other_words")
        draft.say(text("gather.other_words"))
        return True
    if draft.state.editing == note.words:
        draft.set(editing=changed.words)
    _reword(draft, note, changed)
    return True


def _reword(draft: PersonDraft, note: Note, said: Said | Edited) -> None:
    draft.note("note.edited")
    draft.add(do.Keep(words=said.words, owner=draft.state.id, room=note.room, until=note.gone))
    draft.release(note.words)
    new = replace(note, words=said.words, signals=said.signals, own=said.message)
    _replace(draft, note, new)
    if note.ready is not None:
        hold(draft, new)
        return
    post = SEND_NOW if note.urgent and note.expires is None else POST
    _card(draft, new, text("note.rewritten"), ((post, LET_GO),))


def placed(draft: PersonDraft, event: NotePlaced) -> None:
    """It stands in the group now, or it was not their turn after all."""
    note = _of(draft, event.words)
    if note is None:
        return
    if not event.placed:
        draft.note("note.still_kept")
        _replace(draft, note, replace(note, on_its_way=False))
        draft.change("note", text("note.still_kept"), ((LET_GO,),))
        return
    draft.note("note.placed")
    _drop(draft, note)
    draft.change("note", text("note.placed"))
    _next(draft, note)


def _next(draft: PersonDraft, done: Note) -> None:
    note = _first(draft, done.room)
    if note is not None:
        _card(draft, note, text("note.another"), (_choice(note),))


# --- the end of a note ---------------------------------------------------------------------------


def ended(draft: PersonDraft, event: Ended) -> None:
    """The exercise is over: what is left begins to expire, and its author is told where it is. A
    trial's note goes at once.
    """
    if event.trial:
        if _first(draft, event.room) is not None:
            draft.note("note.trial_gone")
        drop(draft, event.room)
        return
    fresh = [one for one in draft.state.notes if one.room == event.room and one.expires is None]
    if not fresh:
        return
    for note in fresh:
        rested = note.rested or note.urgent
        _replace(draft, note, replace(note, expires=draft.now + NOTE, rested=rested))
    _arm(draft)
    draft.note("note.left")
    first = _first(draft, event.room)
    if first is not None:
        when = draft.moment(first.end, draft.state.zone)
        _card(draft, first, text("note.left", when=when), (_choice(first),))


def break_over(draft: PersonDraft, event: BreakOver) -> None:
    """After a break the first choice is to let it go."""
    _rested(draft, event.room)
    if event.ended:
        ended(draft, Ended(room=event.room))


def _rested(draft: PersonDraft, room: RoomId) -> None:
    for note in draft.state.notes:
        if note.room == room:
            _replace(draft, note, replace(note, rested=True))


def due(draft: PersonDraft) -> None:
    """The author is told before; then the note goes. If we were away at that time, the author is
    told now, and it goes as much later, as long as its words are there.
    """
    fresh: Note | None = None
    for note in draft.state.notes:
        if note.end <= draft.now and (note.warned or note.gone <= draft.now):
            draft.note("note.expired")
            _drop(draft, note)
        elif note.end - NOTE_WARNING <= draft.now and not note.warned:
            later = max(note.end, draft.now + NOTE_WARNING)
            new = replace(note, warned=True, expires=later)
            _replace(draft, note, new)
            fresh = fresh or new
    if fresh is not None:
        draft.note("note.warned")
        when = draft.moment(fresh.end, draft.state.zone)
        _card(draft, fresh, text("note.warning", when=when), ((SHOW, LET_GO),))
    _arm(draft)


def drop(draft: PersonDraft, room: RoomId) -> None:
    """Everything that was kept from a room goes."""
    for note in draft.state.notes:
        if note.room == room:
            _drop(draft, note)
    _arm(draft)


def _arm(draft: PersonDraft) -> None:
    instants: list[datetime] = [
        note.end if note.warned else note.end - NOTE_WARNING for note in draft.state.notes
    ]
    draft.deadline("notes", min(instants, default=None))


def _drop(draft: PersonDraft, note: Note) -> None:
    draft.release(note.words)
    draft.set(notes=tuple(one for one in draft.state.notes if one.words != note.words))
    _arm(draft)


def _replace(draft: PersonDraft, note: Note, new: Note) -> None:
    changed_notes: list[Note] = [
        new if one.words == note.words else one for one in draft.state.notes
    ]
    draft.set(notes=tuple(changed_notes))
    if draft.state.about == note.words:
        draft.set(about=new.words)
