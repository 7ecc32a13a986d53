"""What somebody does in a seat. What no client of Telegram's would offer raises `ImpossibleError`
and changes nothing.
"""

from bot.rehearsal.botapi import Chat, ImpossibleError
from bot.rehearsal.page import acts
from bot.rehearsal.page.acts import SeatedAct
from bot.rehearsal.page.couple import Couple
from bot.rehearsal.transcripts.cast import ATTACHMENTS, CAPTIONED


def in_seat(couple: Couple, act: SeatedAct) -> None:
    """Do it. `ImpossibleError`."""
    match act:
        case acts.Follow(seat, url):
            couple.follow(seat, url)
        case acts.Add(seat):
            couple.add(seat)
        case acts.LetBe(seat):
            couple.asked.pop(seat, None)
        case acts.Start(seat):
            couple.start(seat)
        case acts.Write(seat, chat):
            couple.write(seat, chat)
        case acts.Leave(seat):
            couple.leave(seat)
        case acts.Join(seat):
            couple.let_in(seat)
        case acts.Block(seat, blocked):
            world, user = couple.world, couple.users[seat]
            (world.block if blocked else world.unblock)(user, couple.bot)
        case acts.Post() | acts.Send():
            _speak(couple, act)
        case _:
            _touch(couple, act)


def _speak(couple: Couple, act: acts.Post | acts.Send) -> None:
    """Write or send something new."""
    world, user = couple.world, couple.users[act.seat]
    chat = couple.chat(act.seat, act.chat)
    _check_open(chat)
    match act:
        case acts.Post(text=text, reply_to=reply_to):
            world.post(user, chat, text, reply_to=reply_to)
            couple.rest(act.seat)
        case acts.Send(what="album", text=caption):
            world.post_album(user, chat, [{"photo": True}] * 3, caption)
        case acts.Send(what=what, text=text):
            caption = text if what in CAPTIONED else ""
            world.post(user, chat, caption, **ATTACHMENTS[what](text))


def _touch(
    couple: Couple, act: acts.Edit | acts.Delete | acts.Forward | acts.React | acts.Tap
) -> None:
    """Do something with a message that is there."""
    world, user = couple.world, couple.users[act.seat]
    chat = couple.chat(act.seat, act.chat)
    _check_open(chat)
    match act:
        case acts.Edit(message=number, text=text):
            world.edit(user, chat, number, text)
        case acts.Delete(message=number):
            world.delete(user, chat, number)
        case acts.Forward():
            _forward(couple, act)
        case acts.React(message=number, emoji=emoji):
            world.react(user, chat, number, emoji)
        case acts.Tap(message=number, data=data):
            world.tap(user, chat, number, data)


def _forward(couple: Couple, act: acts.Forward) -> None:
    if not any(one.id == act.message for one in couple.view(act.seat, act.chat).messages):
        raise ImpossibleError("there is no such message")
    there = couple.chat(act.seat, "private" if act.chat == "group" else "group")
    _check_open(there)
    message = couple.chat(act.seat, act.chat).messages[act.message]
    couple.world.forward(couple.users[act.seat], there, message)


def _check_open(chat: Chat) -> None:
    if chat.is_private and not chat.started:
        raise ImpossibleError("press START first")
