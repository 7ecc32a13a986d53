"""`/card`: a card of a deck, for two who have a minute and nothing difficult in mind."""

from bot.dialogue.kinds import Deck
from bot.dialogue.library import is_called
from bot.dialogue.limits import GATED_LEVEL
from bot.facilitator import decks
from bot.facilitator.ids import TapId
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Button, Rows, Text, button, text


def open_decks(draft: RoomDraft) -> list[Deck]:
    """The decks that a command may draw from: the warm ones. What goes deeper begins as an
    exercise, which asks each alone first.
    """
    return [deck for deck in draft.library.decks() if deck.level < GATED_LEVEL]


def asked(draft: RoomDraft, name: str) -> None:
    """`/card`, or `/card small-moments`."""
    if hindered(draft, None):
        return
    found = open_decks(draft)
    deck = next((one for one in found if is_called(name, one.deck, one.title)), None)
    if deck is None and not name.strip() and len(found) == 1:
        deck = found[0]
    if deck is not None:
        draft.cover()
        show(draft, deck)
        return
    draft.note("card.which")
    draft.cover()
    key = "card.unknown" if name.strip() else "card.which"
    draft.card("card", text(key if found else "card.none"), _rows(found))


def deck_button(deck: Deck) -> Button:
    """A deck, by its title."""
    return Button(Text(f"deck:{deck.deck}/title"), f"deck_{deck.deck}")


def _rows(found: list[Deck]) -> Rows:
    return (*((deck_button(deck),) for deck in found), (button("close_card", "button.enough"),))


def choose(draft: RoomDraft, tap: TapId | None) -> None:
    """*A card*, in the menu."""
    draft.answer(tap)
    draft.fold("menu")
    asked(draft, "")


def tapped(draft: RoomDraft, name: str, tap: TapId | None) -> None:
    """A deck, or another card of it."""
    if hindered(draft, tap):
        return
    deck = next((one for one in open_decks(draft) if one.deck == name), None)
    if deck is None:
        draft.answer(tap, "toast.passed")
        return
    draft.answer(tap)
    draft.fold("menu")
    old = draft.state.cards.get("card")
    rest = old.rows[1:] if old is not None and _shows(old.rows, deck) else ()
    show(draft, deck, rest)


def _shows(rows: Rows, deck: Deck) -> bool:
    """Whether a card of this deck is open: then what else it offers stays."""
    return bool(rows) and rows[0][0] == _another(deck)


def show(draft: RoomDraft, deck: Deck, rest: Rows = (), *then: Text) -> None:
    """The next card. The question that was there before stays in the chat once anybody has written
    below it, since that was the answer.
    """
    draft.note("card.drawn")
    card = Text(decks.draw(draft, deck).key, then=then)
    draft.card("card", card, ((_another(deck), button("close_card", "button.enough")), *rest))


def _another(deck: Deck) -> Button:
    return button(f"deck_{deck.deck}", "button.another")


def hindered(draft: RoomDraft, tap: TapId | None) -> bool:
    """Whether it is not the moment; it is said, then."""
    if not draft.state.complete:
        key = "begin.not_both"
    elif draft.state.session is not None:
        key = "card.running"
    elif draft.state.pause is not None:
        key = "card.paused"
    else:
        return False
    draft.note("card.not_now")
    if tap is None:
        draft.say(text(key))
    else:
        draft.answer(tap, key)
    return True
