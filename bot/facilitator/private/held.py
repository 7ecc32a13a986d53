"""Held notes: kept for their author alone, given back in the author's own turn, one at a time."""

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
from bot.facilitator.ids import RoomId, TapId
from bot.facilitator.limits import DRAFT_HOLD, NOTE, NOTE_WARNING, NOTES_TOGETHER, WORDS_MAX
from bot.facilitator.person import Note, Part
from bot.facilitator.private import keeping, parts, rooms
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
    album = parts.open_album(draft.state, RoomId(event.room), event.album)
    if album is not None:
        keeping.put(draft, album, Part(event.words, event.signals, event.message))
        return
    if event.album and event.quiet and event.when == "trial":  # its note has gone with the trial
        draft.release(event.words)
        return
    urgent = event.when in ("urgent", "minute")
    gone = draft.now + WORDS_MAX
    note = Note(
        event.room, event.words, event.signals, event.message, gone, urgent=urgent,
        album=event.album,
    )  # fmt: skip
    keeping.take(draft, note)
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
        say_kept(draft, note.room, when)


def say_kept(draft: PersonDraft, room: RoomId, when: Comes) -> None:
    """The line that says so; with more than one room also which."""
    draft.say(replace(KEPT[when], then=rooms.about(draft, room)))


def changed(draft: PersonDraft, event: NoteChanged) -> None:
    """The message was edited before it was gone."""
    found = _taken_out(draft, event)
    if found is None or found[0].on_its_way:
        draft.release(event.words)
    elif found[1].words != event.words:  # told twice, the words are still the note's
        note, part = found
        draft.release(part.words)
        new = replace(part, words=event.words, signals=event.signals or part.signals)
        keeping.exchange(draft, note, parts.exchanged(note, part.words, new))


def stayed(draft: PersonDraft, event: NoteStayed) -> None:
    """It could not be removed, so it stands in the group and is not needed here."""
    found = _taken_out(draft, event)
    if found is None:
        return
    draft.note("note.stayed")
    note, part = found
    left = parts.without(note, part.words)
    if left is not None and note.on_its_way:
        return
    if left is None:
        keeping.let_go(draft, note)
        draft.say(text("note.stayed"))
    else:
        draft.release(part.words)
        keeping.exchange(draft, note, left)


def _taken_out(draft: PersonDraft, event: NoteChanged | NoteStayed) -> tuple[Note, Part] | None:
    return parts.find(
        draft.state,
        lambda note, part: (note.room, part.message) == (event.room, event.message),
    )


def add(draft: PersonDraft, note: Note) -> None:
    """A draft: a note that its author wrote here."""
    keeping.take(draft, note)
    hold(draft, note)


def hold(draft: PersonDraft, note: Note) -> None:
    """A draft waits with its author for some seconds, each time it is written."""
    ready = draft.now + DRAFT_HOLD
    new = replace(note, ready=ready)
    keeping.exchange(draft, note, new)
    _card(draft, new, text("draft.waits"), ((SOFTEN, KEEP_LATER),))
    draft.deadline("draft", ready)


def ready(draft: PersonDraft) -> None:
    """The seconds are over: now it can go."""
    draft.deadline("draft", None)
    note = keeping.of(draft, draft.state.about)
    if note is not None and note.ready is not None and note.ready <= draft.now:
        draft.note("draft.ready")
        draft.change("note", text("draft.ready"), ((POST, SOFTEN), (KEEP_LATER, LET_GO)))


def turn_came(draft: PersonDraft, event: TurnCame) -> None:
    """Their turn, and something is kept. After a break the first choice is to let it go."""
    if event.rested:
        _rested(draft, event.room)
    note = keeping.first(draft, event.room)
    if note is not None:
        draft.note("note.turn_rested" if note.rested else "note.turn")
        _card(draft, note, text("note.turn"), (_choice(note),))


def listing(draft: PersonDraft) -> None:
    """`/held`: one at a time, to their author, at any time."""
    note = keeping.first(draft)
    if note is None:
        draft.say(text("note.none"))
    else:
        draft.note("note.listed")
        _show(draft, note)


def _choice(note: Note) -> tuple[Button, ...]:
    return (LET_GO, SHOW) if note.rested else (SHOW, LET_GO)


def _card(draft: PersonDraft, note: Note, what: Text, rows: Rows) -> None:
    """A card about one note: its buttons mean that note and no other."""
    draft.set(about=note.words)
    which = () if what.key == "note.show" else rooms.about(draft, note.room)  # words stand alone
    draft.card("note", replace(what, then=(*what.then, *which)), rows)


def _show(draft: PersonDraft, note: Note) -> None:
    """The note as it was written."""
    rows: Rows = ((POST, EDIT), (LET_GO,))
    if note.urgent and note.expires is None:
        rows = ((SEND_NOW, EDIT), (LET_GO,))
    if note.signals.medium == "text":
        _card(draft, note, text("note.show", words=Words(note.words)), rows)
    else:
        if draft.state.reachable:
            first, *more = (part.words for part in note.parts)
            say = do.Say(text=text("note.show_medium"), words=first, more=tuple(more))
            draft.add(say)
        _card(draft, note, text("note.choose"), rows)


def tapped(draft: PersonDraft, action: str, tap: TapId | None) -> None:
    """*Show*, *post*, *edit*, *let it go*, *send now*: of the note that the card is about."""
    note = keeping.of(draft, draft.state.about)
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
            keeping.exchange(draft, note, replace(note, on_its_way=True))
            keeping.arm(draft)
            posted = NotePosted(
                person=draft.state.id,
                words=note.words,
                signals=note.whole,
                urgent=note.urgent,
                more=tuple(part.words for part in note.parts) if note.more else (),
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
            keeping.let_go(draft, note)
            draft.change("note", text("note.let_go"))
            _next(draft, note)


def rewritten(draft: PersonDraft, said: Said) -> bool:
    """The next private message in writing is the note's new words."""
    note = keeping.of(draft, draft.state.editing)
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
    found = parts.find(draft.state, lambda _, part: part.own == changed.message)
    if found is None:
        return False
    note, part = found
    if note.on_its_way or part.signals.medium != changed.signals.medium:
        return True
    if part.signals.medium != "text":
        draft.note("note.caption")
        draft.add(do.Keep(words=changed.words, owner=draft.state.id, room=note.room,
                          until=note.gone))  # fmt: skip
        draft.release(part.words)
        new = replace(part, words=changed.words, signals=changed.signals)
        keeping.exchange(draft, note, parts.exchanged(note, part.words, new))
        return True
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
    keeping.release(draft, note)
    new = replace(note, words=said.words, signals=said.signals, own=said.message, album="", more=())
    keeping.exchange(draft, note, new)
    if note.ready is not None:
        hold(draft, new)
        return
    post = SEND_NOW if note.urgent and note.expires is None else POST
    _card(draft, new, text("note.rewritten"), ((post, LET_GO),))


def placed(draft: PersonDraft, event: NotePlaced) -> None:
    """It stands in the group now; or it was not their turn after all, or the group did not take it:
    then it is still here, and for long enough to do something with it.
    """
    note = keeping.of(draft, event.words)
    if note is None:
        return
    if not event.placed:
        _back(draft, note, refused=event.refused)
        return
    draft.note("note.placed")
    keeping.let_go(draft, note)
    if draft.state.about == note.words:
        draft.change("note", text("note.placed"))
    else:
        draft.say(text("note.placed"))  # the card is about another one by now
    _next(draft, note)


def _back(draft: PersonDraft, note: Note, *, refused: bool) -> None:
    expires = None if note.expires is None else max(note.expires, draft.now + NOTE_WARNING)
    keeping.exchange(draft, note, replace(note, on_its_way=False, expires=expires))
    keeping.arm(draft)
    draft.note("note.refused" if refused else "note.still_kept")
    draft.set(about=note.words)
    if refused:
        where = rooms.about(draft, note.room)
        draft.change("note", text("note.refused", *where), ((SHOW, LET_GO),))
    else:
        draft.change("note", text("note.still_kept"), ((LET_GO,),))


def _next(draft: PersonDraft, done: Note) -> None:
    note = keeping.first(draft, done.room)
    if note is not None:
        _card(draft, note, text("note.another"), (_choice(note),))


# --- the end of a note ---------------------------------------------------------------------------


def ended(draft: PersonDraft, event: Ended) -> None:
    """The exercise is over: what is left begins to expire, and its author is told where it is. A
    trial's note goes at once.
    """
    if event.trial:
        if keeping.first(draft, event.room) is not None:
            draft.note("note.trial_gone")
        drop(draft, event.room)
        return
    fresh = [one for one in draft.state.notes if one.room == event.room and one.expires is None]
    if not fresh:
        return
    for note in fresh:
        rested = note.rested or note.urgent
        keeping.exchange(draft, note, replace(note, expires=draft.now + NOTE, rested=rested))
    keeping.arm(draft)
    draft.note("note.left")
    first = next((one for one in keeping.at_home(draft) if one.room == event.room), None)
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
            keeping.exchange(draft, note, replace(note, rested=True))


def due(draft: PersonDraft) -> None:
    """The author is told before, once for all that go at about the same time; then the note goes.
    If we were away at that time, the author is told now, and it goes as much later, as long as its
    words are there.
    """
    fresh: list[Note] = []
    soon = draft.now
    here = keeping.at_home(draft)
    if any(one.end - NOTE_WARNING <= draft.now and not one.warned for one in here):
        soon += NOTES_TOGETHER
    for note in draft.state.notes:
        over = note.end <= draft.now and note.warned and not note.on_its_way
        if over or note.gone <= draft.now:
            draft.note("note.expired")
            keeping.let_go(draft, note)
        elif note in here and note.end - NOTE_WARNING <= soon and not note.warned:
            later = max(note.end, draft.now + NOTE_WARNING)
            new = replace(note, warned=True, expires=later)
            keeping.exchange(draft, note, new)
            fresh.append(new)
    if fresh:
        draft.note("note.warned")
        first = min(fresh, key=lambda one: one.end)
        when = draft.moment(first.end, draft.state.zone)
        key = "note.warning" if len(fresh) == 1 else "note.warning_several"
        _card(draft, first, text(key, when=when), ((SHOW, LET_GO),))
    keeping.arm(draft)


def drop(draft: PersonDraft, room: RoomId) -> None:
    """Everything that was kept from a room goes."""
    for note in draft.state.notes:
        if note.room == room:
            keeping.let_go(draft, note)
    keeping.arm(draft)
