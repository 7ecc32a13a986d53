"""`/forget`: everything of a person goes, and their seats with it."""

from msgspec.structs import replace

from bot.facilitator import effects as do
from bot.facilitator.events import Withdrew
from bot.facilitator.ids import RoomId, TapId
from bot.facilitator.nameless import bare
from bot.facilitator.person import Person
from bot.facilitator.private import check
from bot.facilitator.private.draft import PersonDraft
from bot.facilitator.texts import button, text


def ask(draft: PersonDraft) -> None:
    """What goes, what stays, and that the others may guess."""
    draft.note("forget.asked")
    draft.card("forget", text("forget.ask"), ((button("forget_me"), button("stay")),))


def tapped(draft: PersonDraft, action: str, tap: TapId | None) -> None:
    """*Forget me* or *stay*."""
    draft.answer(tap)
    if action != "forget_me":
        draft.note("forget.stayed")
        draft.change("forget", text("forget.stayed"))
        return
    draft.note("forget.done")
    check.give_up(draft)  # a question would stay in the chat, only without its buttons
    me = draft.state
    for room in dict.fromkeys((*me.rooms, *me.invites)):
        draft.tell_to(room, Withdrew(person=me.id))
    for card in me.cards.values():
        if card.rows:
            draft.add(do.Strip(of=card.say))
    draft.say(text("forget.done"))
    draft.add(do.Forget())
    draft.state = Person(id=me.id, language=me.language, seq=me.seq)


def account_gone(draft: PersonDraft) -> None:
    """Telegram says that this account is no more: what was kept for it is forgotten, and its seats
    are free for whoever taps *I'm in*.
    """
    draft.note("forget.account_gone")
    me = draft.state
    for room in dict.fromkeys((*me.rooms, *me.invites)):
        draft.tell_to(room, Withdrew(person=me.id, gone=True))
    draft.add(do.Forget())
    draft.state = Person(id=me.id, language=me.language, seq=me.seq)


# --- the other -----------------------------------------------------------------------------------


def unname(draft: PersonDraft, room: RoomId) -> None:
    """Nobody sits beside this person in that room any more: nothing that they have keeps the name.
    What is still asked about an evening with them can be answered no more.
    """
    me = draft.state
    gone = {"which", "solo"}
    if me.question is not None and me.question.room in (None, room):
        gone.add("rating")
        draft.set(question=None)
    cards = {
        slot: card
        for slot, card in me.cards.items()
        if slot not in gone and not slot.startswith(f"{room}.")
    }
    ratings = tuple(
        replace(one, title=bare(one.title), label=bare(one.label)) for one in me.ratings
    )
    draft.set(cards=cards, ratings=ratings, solo=None)
