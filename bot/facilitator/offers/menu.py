"""`/menu`: three suggestions, and everything else by what a couple may need just now."""

from collections.abc import Callable
from typing import get_args

from bot.dialogue.kinds import Deck
from bot.dialogue.model import Need
from bot.dialogue.shelf import Entry
from bot.facilitator import gates
from bot.facilitator.ids import TapId
from bot.facilitator.offers import cards, reads, weeks
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.sentences import title
from bot.facilitator.texts import Button, Phrase, Rows, Text, button, grid, text

#: A suggestion is easier to take than a catalogue.
SUGGESTIONS = 3
#: In the order in which they are shown.
NEEDS: tuple[Need, ...] = get_args(Need)
#: What is good without an occasion: the warm suggestion is one of these, if there is one.
AT_ANY_TIME: frozenset[Need] = frozenset({"warm", "close"})
#: What else answers a need, beside exercises and cards.
BESIDE: dict[Need, Button] = {
    "repair": button("lines", "need.lines"),
    "calm": button("ground", "need.ways"),
}


# --- the first page ------------------------------------------------------------------------------


def show(draft: RoomDraft) -> None:
    """A new card with new suggestions."""
    found = suggestions(draft)
    deeper = tuple(one.dialogue for one in found if gates.gated(one))
    past = draft.state.past
    again = not set(past).isdisjoint(deeper)
    draft.set(
        suggested=tuple(one.dialogue for one in found), past=deeper if again else past + deeper
    )
    draft.cover()
    draft.card("menu", *_home(draft))


def suggestions(draft: RoomDraft) -> list[Entry]:
    """Something warm always, and first; nothing that goes deeper soon after something hard.

    Only what both have seen decides here: a menu must not tell what *not today* keeps to itself.
    """
    room = draft.state
    warm = [one for one in draft.library.index() if not gates.gated(one)]
    warm.sort(key=lambda one: (one.need not in AT_ANY_TIME, room.begun.get(one.dialogue, 0)))
    deeper = _deeper(draft)
    if gates.tender(draft):
        draft.note("menu.warm_only")
        deeper = []
    return [*warm[:1], *deeper[:2], *warm[1:]][:SUGGESTIONS]


def _deeper(draft: RoomDraft) -> list[Entry]:
    """At most one level deeper than what the two have finished, and not what they were asked for
    this evening. Each once before any comes again, and never twice in a row; what was not yet
    played comes first.
    """
    room, listed = draft.state, draft.library.index()
    reach = 1 + max((one.level for one in listed if one.dialogue in room.played), default=1)
    found = [
        one
        for one in listed
        if gates.gated(one) and one.level <= reach and not gates.tried(draft, one)
    ]
    found.sort(key=lambda one: one.dialogue in room.played)
    fresh = [one for one in found if one.dialogue not in room.past]
    return fresh or [one for one in found if one.dialogue not in room.suggested]


def _home(draft: RoomDraft) -> tuple[Text, Rows]:
    """What was suggested, the next thing of a week before it, and the ways to everything else."""
    listed = {one.dialogue: one for one in draft.library.index()}
    coming = weeks.upcoming(draft)
    suggested = [
        listed[name]
        for name in draft.state.suggested
        if name in listed and (coming is None or coming[0].dialogue != name)
    ]
    beside = (
        button("decks", "button.a_card") if cards.open_decks(draft) else None,
        button("reads") if draft.library.lessons() else None,
        button("weeks") if weeks.programmes(draft) else None,
        button("kept") if draft.state.kept else None,
    )
    more = (button("needs"), *(one for one in beside if one is not None))
    rows = (*_items(suggested), *grid(more, 2))
    return text("menu.card"), (*weeks.following(draft), *rows, (button("enough"),))


def _items(dialogues: list[Entry]) -> Rows:
    return tuple((Button(_item(one), f"begin_{one.dialogue}"),) for one in dialogues)


def _item(one: Entry) -> Text:
    return text("menu.item", title=Phrase(title(one)), minutes=one.minutes)


# --- by need -------------------------------------------------------------------------------------


def _needs(draft: RoomDraft) -> tuple[Text, Rows]:
    """Those for which there is something."""
    found = [need for need in NEEDS if _dialogues(draft, need) or _decks(draft, need)
             or need in BESIDE]  # fmt: skip
    buttons = [button(f"need_{need}", f"need.{need}") for need in found]
    return text("need.card"), (*grid(buttons, 2), (button("home", "button.back"),))


def _need(draft: RoomDraft, need: Need) -> tuple[Text, Rows]:
    """What answers one of them, the lightest first."""
    dialogues = _dialogues(draft, need)
    decks = tuple((cards.deck_button(deck),) for deck in _decks(draft, need))
    beside = ((BESIDE[need],),) if need in BESIDE else ()
    rows = (*_items(dialogues), *decks, *beside, *reads.before(draft, dialogues))
    return text("need.one", need=Phrase(f"need.{need}")), (
        *rows,
        (button("needs", "button.back"),),
    )


def _dialogues(draft: RoomDraft, need: Need) -> list[Entry]:
    return [one for one in draft.library.index() if one.need == need]


def _decks(draft: RoomDraft, need: Need) -> list[Deck]:
    return [one for one in cards.open_decks(draft) if one.need == need]


# --- from page to page ---------------------------------------------------------------------------


def tapped(draft: RoomDraft, head: str, rest: str, tap: TapId | None) -> None:
    """Another page of the menu, in place: whoever taps is looking at it."""
    draft.answer(tap)
    if head == "need" and rest in NEEDS:
        draft.note("menu.need")
        draft.refresh("menu", *_need(draft, rest))
    elif head in _PAGES:
        draft.note("menu.page")
        draft.refresh("menu", *_PAGES[head](draft))


_PAGES: dict[str, Callable[[RoomDraft], tuple[Text, Rows]]] = {
    "home": _home,
    "needs": _needs,
    "reads": reads.page,
    "weeks": weeks.page,
}
