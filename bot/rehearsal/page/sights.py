"""What a persona in a seat sees, and what its intent is as an act of the page."""

from bot.rehearsal import seen
from bot.rehearsal.botapi import ImpossibleError
from bot.rehearsal.page import acts
from bot.rehearsal.page.couple import NAMES, Couple, SeatKey
from bot.rehearsal.personas.sight import Begin, Intent, Press, Sight, Write
from bot.rehearsal.standing import Playing


def sight(couple: Couple, seat: SeatKey, playing: Playing | None, done: tuple[str, ...]) -> Sight:
    """What this seat sees now."""
    world, bot, user = couple.world, couple.bot, couple.users[seat]
    group = seen.cards(world, bot, user, couple.group)
    private = seen.cards(world, bot, user, couple.chat(seat, "private"))
    other = NAMES["b" if seat == "a" else "a"]
    door = couple.door(seat)
    return seen.sight(NAMES[seat], other, playing, (group, private), done, door=door)


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
