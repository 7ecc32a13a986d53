"""Acts in the words of a transcript."""

from bot.rehearsal.botapi import Chat
from bot.rehearsal.page import acts
from bot.rehearsal.page.acts import Act
from bot.rehearsal.page.couple import NAMES, Couple, HeardIs

_HEARD: dict[HeardIs, str] = {
    "deletes": "gives rights",
    "reminds": "takes rights",
    "member": "demotes",
    "absent": "removes Heard",
}


def phrase(couple: Couple, act: Act) -> str | None:
    """The line of an act that is about to be done; None for what no transcript can say.

    A transcript has no line for reactions, forwards, giving the group away and the state of the
    connection; a reply becomes a plain post; a message is known by its words alone.
    """
    match act:
        case acts.Post(seat=seat, chat=chat, text=text):
            return f"{NAMES[seat]}{_where(chat)}: {_flat(text.strip())}"
        case acts.Edit(seat=seat, chat="group", message=number, text=text):
            return f'{NAMES[seat]} edits "{_words(couple.group, number)}" to "{_flat(text)}"'
        case acts.Delete(seat=seat, chat="group", message=number) if _own(couple, act):
            return f'{NAMES[seat]} deletes "{_words(couple.group, number)}"'
        case acts.Tap(seat=seat, chat=where, message=number, data=data):
            return _tap(NAMES[seat], couple.chat(seat, where), where, number, data)
        case acts.Send(seat=seat, chat=where, what=what, text=text):
            said = f' "{_flat(text)}"' if text else ""
            return f"{NAMES[seat]} sends {what}{said}{_where(where)}"
        case _:
            return _plain(act) or _on_stage(couple, act)


def _plain(act: Act) -> str | None:
    match act:
        case acts.Start(seat=seat):
            return f"{NAMES[seat]} starts"
        case acts.Add(seat=seat):
            return f"{NAMES[seat]} adds Heard"
        case acts.Leave(seat=seat):
            return f"{NAMES[seat]} leaves"
        case acts.Join(seat=seat):
            return f"{NAMES[seat]} joins"
        case acts.Block(seat=seat, blocked=blocked):
            return f"{NAMES[seat]} {'blocks' if blocked else 'unblocks'}"
    return None


def _on_stage(couple: Couple, act: Act) -> str | None:
    owner = couple.owner.name
    match act:
        case acts.Restart():
            return "kill"
        case acts.Grow():
            return f"{owner} migrates"
        case acts.MakeHeard(wanted="member") if couple.heard_is == "absent":
            return None
        case acts.MakeHeard(wanted=wanted) if wanted != couple.heard_is:
            return f"{owner} {_HEARD[wanted]}"
        case _:
            return None


def link(couple: Couple, act: acts.Follow) -> str | None:
    """The line of opening a link under a message, which presses START as well."""
    for where in ("private", "group"):
        chat = couple.group if where == "group" else couple.chat(act.seat, "private")
        for message in reversed(chat.messages.values()):
            for button in message.keyboard.buttons() if message.keyboard else ():
                if button.kind == "url" and button.value == act.url:
                    return f"{NAMES[act.seat]} taps {button.text}{_where(where)}"
    return None


def _tap(who: str, chat: Chat, where: str, number: int, data: str) -> str | None:
    message = chat.messages.get(number)
    buttons = list(message.keyboard.buttons()) if message and message.keyboard else []
    label = next((one.text for one in buttons if one.value == data), None)
    if label is None:
        return None
    alike = [
        one.id
        for one in chat.messages.values()
        if one.keyboard and any(button.text == label for button in one.keyboard.buttons())
    ]
    old = ", old" if number != alike[-1] else ""
    return f"{who} taps {label}{_where(where)}{old}"


def _own(couple: Couple, act: acts.Delete) -> bool:
    message = couple.group.messages.get(act.message)
    return message is not None and message.sender is couple.users[act.seat]


def _words(chat: Chat, number: int) -> str:
    message = chat.messages.get(number)
    return _flat(message.body.words.text) if message else ""


def _where(chat: str) -> str:
    return ", private" if chat == "private" else ""


def _flat(text: str) -> str:
    return text.replace("\n", " / ")
