"""Which card comes next: every card of a deck once before any comes again, in an order that is the
couple's own. The order follows from their seed and may choose a card, never a seat.
"""

import zlib

from bot.dialogue.kinds import Deck
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Phrase


def draw(draft: RoomDraft, deck: Deck) -> Phrase:
    """The next card, which is now drawn."""
    number = draft.state.drawn.get(deck.deck, 0)
    draft.set(drawn={**draft.state.drawn, deck.deck: number + 1})
    return Phrase(f"deck:{deck.deck}/cards/{order(deck, draft.state.pace.seed, number)}")


def order(deck: Deck, seed: str, number: int) -> str:
    """The id of the card that is drawn as the `number`-th, from 0. Each time through the deck has
    an order of its own.
    """
    turn, place = divmod(number, len(deck.cards))

    def rank(card: str) -> tuple[int, str]:
        return zlib.crc32(f"{seed}/{deck.deck}/{turn}/{card}".encode()), card

    return sorted(deck.cards, key=rank)[place]
