"""What a persona in a seat sees, and what its intent is as an act of the page."""

from bot.rehearsal.botapi import ImpossibleError, SeenMessage
from bot.rehearsal.page import acts
from bot.rehearsal.page.couple import NAMES, ChatKey, Couple, SeatKey
from bot.rehearsal.personas.sight import Author, Begin, Card, Intent, Press, Sight, Write
from bot.rehearsal.standing import Playing

#: So many of the newest messages are in sight.
IN_SIGHT = 16


def sight(couple: Couple, seat: SeatKey, playing: Playing | None, done: tuple[str, ...]) -> Sight:
    """What this seat sees now."""
    other: SeatKey = "b" if seat == "a" else "a"
    may = playing.may if playing else {}
    return Sight(
        me=NAMES[seat],
        other=NAMES[other],
        group=_cards(couple, seat, "group"),
        private=_cards(couple, seat, "private"),
        door=couple.door(seat),
        running=playing is not None,
        verb=playing.verb if playing else "",
        may=frozenset(may.get(NAMES[seat], ())),
        theirs=frozenset(may.get(NAMES[other], ())),
        done=done,
    )


def _cards(couple: Couple, seat: SeatKey, chat: ChatKey) -> tuple[Card, ...]:
    try:
        seen = couple.view(seat, chat).messages[-IN_SIGHT:]
    except ImpossibleError:
        return ()
    return tuple(_card(couple, one) for one in seen if one.kind != "service")


def _card(couple: Couple, seen: SeenMessage) -> Card:
    whose = couple.whose(seen.author_id)
    keys = tuple(button.label for row in seen.keyboard for button in row)
    author: Author = "me" if seen.own else "heard" if whose == "heard" else "other"
    return Card(seen.id, author, seen.text, keys)


def act(couple: Couple, seat: SeatKey, intent: Intent) -> acts.SeatedAct:
    """An intent as an act. `ImpossibleError` if its button is gone."""
    match intent.does:
        case Begin():
            return acts.Start(seat)
        case Write(text):
            return acts.Post(seat, intent.chat, text)
        case Press(message, pressed):
            for one in couple.view(seat, intent.chat).messages:
                for button in (key for row in one.keyboard for key in row):
                    if one.id == message and button.label == pressed:
                        if button.kind == "url":
                            return acts.Follow(seat, button.value)
                        return acts.Tap(seat, intent.chat, message, button.value)
    raise ImpossibleError("that button is gone")
