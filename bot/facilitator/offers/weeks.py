"""*A week together*: a few small things in an order, at the couple's own pace. The next one is
offered and never asked for; there is no streak, no count, and either may put it away at once.
"""

from bot.dialogue.kinds import Part, Programme
from bot.dialogue.limits import THERAPIST_LEVEL
from bot.dialogue.model import PLAYED, Closing
from bot.facilitator.ids import TapId
from bot.facilitator.offers import cards, reads
from bot.facilitator.room import Week
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.sentences import title
from bot.facilitator.texts import Button, Phrase, Rows, Text, button, text


def programmes(draft: RoomDraft) -> list[Programme]:
    """What a couple can begin by themselves."""
    return [one for one in draft.library.programmes() if one.level < THERAPIST_LEVEL]


# --- the page in the menu ------------------------------------------------------------------------


def page(draft: RoomDraft) -> tuple[Text, Rows]:
    """What is under way and how to put it away; or what there is to begin."""
    back = (button("home", "button.back"),)
    current = _current(draft)
    if current is None:
        rows = tuple(
            (Button(Text(f"programme:{one.programme}/title"), f"programme_{one.programme}"),)
            for one in programmes(draft)
        )
        return text("week.card"), (*rows, back)
    key = f"programme:{current.programme}"
    what = text("week.now", Text(f"{key}/purpose"), title=Phrase(f"{key}/title"))
    return what, (*following(draft), (button("drop", "button.put_away"),), back)


def begin(draft: RoomDraft, name: str, tap: TapId | None) -> None:
    """Either begins one; what is in it is offered, one thing at a time."""
    if all(one.programme != name for one in programmes(draft)):
        draft.answer(tap, "toast.passed")
        return
    draft.answer(tap)
    if _current(draft) is None:
        draft.note("week.begun")
        draft.set(week=Week(name))
    draft.refresh("menu", *page(draft))


def drop(draft: RoomDraft, tap: TapId | None) -> None:
    """Either puts it away, at once. Nobody reads who did."""
    draft.answer(tap)
    draft.note("week.dropped")
    draft.set(week=None)
    draft.fold("menu", text("week.dropped"))


# --- the next thing ------------------------------------------------------------------------------


def following(draft: RoomDraft) -> Rows:
    """The next thing as a button; nothing if no week is under way."""
    found = upcoming(draft)
    return ((Button(text("week.next", title=Phrase(found[1])), "next"),),) if found else ()


def upcoming(draft: RoomDraft) -> tuple[Part, str] | None:
    """The next part that is still there, and the key of its title."""
    current, week = _current(draft), draft.state.week
    if current is None or week is None:
        return None
    for part in current.parts[week.place :]:
        if (key := _title(draft, part)) is not None:
            return part, key
    return None


def _current(draft: RoomDraft) -> Programme | None:
    week = draft.state.week
    return next(
        (one for one in programmes(draft) if week and one.programme == week.programme), None
    )


def _title(draft: RoomDraft, part: Part) -> str | None:
    """The key of its title; None if there is no such thing, or none for a couple to choose."""
    if part.dialogue is not None:
        found = next((one for one in draft.library.index() if one.dialogue == part.dialogue), None)
        return title(found) if found else None
    if part.deck is not None:
        open_to_all = any(one.deck == part.deck for one in cards.open_decks(draft))
        return f"deck:{part.deck}/title" if open_to_all else None
    known = any(one.lesson == part.lesson for one in draft.library.lessons())
    return f"lesson:{part.lesson}/title" if known else None


def take(draft: RoomDraft, part: Part, tap: TapId | None) -> None:
    """A card or a short read: it is there at once, and what comes after it stands below."""
    draft.answer(tap)
    draft.note("week.taken")
    draft.fold("menu")
    over = _on(draft)
    deck = draft.library.deck(part.deck) if part.deck else None
    draft.cover()
    if deck is not None:
        cards.show(draft, deck, following(draft), *over)
        return
    lesson = next(one for one in draft.library.lessons() if one.lesson == part.lesson)
    what = reads.read(draft, lesson)
    rows = (*following(draft), (button("close_card", "button.enough"),))
    draft.card("card", Text(what.key, what.values, (*what.then, *over)), rows)


def after(draft: RoomDraft, dialogue: str, closing: Closing) -> tuple[Text, ...]:
    """An exercise has ended. If it was the next thing and was not left early, it is behind them;
    a line, if it was the last.
    """
    found = upcoming(draft)
    if found is None or found[0].dialogue != dialogue or closing not in PLAYED:
        return ()
    return _on(draft)


def _on(draft: RoomDraft) -> tuple[Text, ...]:
    """Past the next part."""
    current, week, found = _current(draft), draft.state.week, upcoming(draft)
    if current is None or week is None or found is None:
        return ()
    place = current.parts.index(found[0], week.place) + 1
    draft.set(week=Week(week.programme, place))
    if upcoming(draft) is not None:
        return ()
    draft.note("week.over")
    draft.set(week=None)
    return (text("week.over"),)
