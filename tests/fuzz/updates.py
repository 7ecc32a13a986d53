"""Targets: what Telegram sends. An answer of getUpdates, what buttons come back with, what follows
a command or comes with a link.
"""

import json
from contextlib import suppress
from typing import Any

import msgspec

from bot.adapters.telegram import inbound, wire
from bot.facilitator import codec
from bot.facilitator import effects as do
from bot.facilitator.events import Asked, Tapped
from bot.facilitator.room import Room
from tests.fuzz.choices import Choices, finished, written
from tests.fuzz.couples import (
    ANA,
    BEN,
    CARA,
    GROUP,
    MAILBOXES,
    ME,
    OTHER_GROUP,
    Couple,
    Shelf,
    persons,
    pleas,
    poller,
    rooms,
    understood,
)

AT = 1_768_069_800
USERS = {
    ANA: {"id": 201, "is_bot": False, "first_name": "Ana", "language_code": "en"},
    BEN: {"id": 202, "is_bot": False, "first_name": "Ben"},
    CARA: {"id": 203, "is_bot": True, "first_name": "Cara"},
}
CHATS = {
    GROUP: {"id": -1001, "type": "supergroup", "title": "Us"},
    OTHER_GROUP: {"id": -1002, "type": "group", "title": "Others"},
    ANA: {"id": 201, "type": "private", "first_name": "Ana"},
    "-1003": {"id": -1003, "type": "channel", "title": "Thoughts"},
}
FILE = {"file_id": "AgAC", "file_unique_id": "Aa"}
#: What a message can hold, as Telegram writes it.
CONTENTS: tuple[dict[str, Any], ...] = (
    {"text": "You never listen"},
    {"text": "/pause 20m", "entities": [{"type": "bot_command", "offset": 0, "length": 6}]},
    {"text": "/start r1", "entities": [{"type": "bot_command", "offset": 0, "length": 6}]},
    {
        "text": "/begin@heard_bot x",
        "entities": [{"type": "bot_command", "offset": 0, "length": 16}],
    },
    {"text": "I want to end it all"},
    {"photo": [FILE, FILE], "caption": "us"},
    {"sticker": FILE | {"emoji": "🙂"}},
    {"animation": FILE, "document": FILE},
    {"voice": FILE | {"duration": 4}},
    {"poll": {"id": "1", "question": "Who?", "options": [{"text": "me", "voter_count": 0}]}},
    {"dice": {"emoji": "🎲", "value": 3}},
    {"contact": {"phone_number": "+1", "first_name": "C"}},
    {"location": {"latitude": 48.2, "longitude": 16.37}},
    {"story": {"id": 1}},
    {"whatever_comes_next": {"text": "hello"}},
    {"pinned_message": {"message_id": 3, "date": 0}},
    {"new_chat_members": [USERS[BEN], USERS[CARA], {"id": 700, "is_bot": True, "first_name": "H"}]},
    {"left_chat_member": USERS[BEN]},
    {"migrate_to_chat_id": -1009},
    {"migrate_from_chat_id": -1001},
)
#: Numbers of updates that Telegram could give: positive, 32 bits.
NUMBERS = range(1, 2**31)


def valid(choices: Choices, number: int) -> dict[str, Any]:
    """An update as Telegram would send it."""
    chat, user = choices.one(tuple(CHATS.values())), choices.one(tuple(USERS.values()))
    message = {"message_id": 5 + choices.below(40), "date": AT, "chat": chat, "from": user}
    rights = {"status": "administrator", "user": {"id": 700, "is_bot": True, "first_name": "H"}}
    kind = choices.below(6)
    one: dict[str, Any]
    match kind:
        case 0:
            one = {"edited_message": {**message, "edit_date": AT + 5, **choices.one(CONTENTS)}}
        case 1:
            tap = {
                "id": "77",
                "from": user,
                "message": message,
                "data": choices.one(("t1:yes", "")),
            }
            one = {"callback_query": tap}
        case 2:
            change = {"chat": chat, "from": user, "date": AT, "old_chat_member": rights}
            new = choices.one((rights, {**rights, "status": "kicked"}))
            one = {"my_chat_member": {**change, "new_chat_member": new}}
        case _:
            one = {"message": {**message, **choices.one(CONTENTS)}}
    return {"update_id": number, **one}


def updates(data: bytes) -> None:
    """An answer of getUpdates: as it is, or valid updates of which some are spoiled."""
    choices = Choices(data)
    if choices.chance(4):
        payload = choices.rest()
        try:
            numbers = _numbers(json.loads(payload))
        except (ValueError, RecursionError):
            numbers = ()
        _poll(payload, numbers, _couple(choices))
        return
    given = [valid(choices, 500 + place) for place in range(1 + choices.below(4))]
    for place in range(len(given)):
        for _ in range(choices.below(3)):
            given[place] = choices.spoiled(given[place])
    answer: Any = {"ok": True, "result": given}
    if choices.chance(8):
        answer = choices.spoiled(answer)
    couple = _couple(choices)
    _poll(written(answer), _numbers(answer), couple)


def _couple(choices: Choices) -> Couple:
    return Couple(choices.one(rooms()), choices.one(persons()))


def _numbers(answer: Any) -> tuple[int, ...]:
    """What an answer that can be read acknowledges."""
    if not isinstance(answer, dict) or not isinstance(answer.get("result"), list):
        return ()
    numbers = (one.get("update_id") for one in answer["result"] if isinstance(one, dict))
    return tuple(one for one in numbers if type(one) is int and one in NUMBERS)


def _poll(payload: bytes, numbers: tuple[int, ...], couple: Couple) -> None:
    shelf = Shelf()
    polling = poller(payload, shelf)
    try:
        finished(polling._once())
    except msgspec.DecodeError:
        _unreadable(payload)
        return
    if numbers:
        assert polling.offset == max(numbers) + 1, "what was heard is not acknowledged"
    assert polling.offset is None or polling.offset - 1 in NUMBERS
    for one in wire.answer(payload).result:
        with suppress(msgspec.DecodeError):
            pleas(wire.update(bytes(one)))
    for row in shelf.rows:
        reading = finished(understood(row, shelf))
        if reading is not None:
            couple.hear(row.mailbox, reading)


def _unreadable(payload: bytes) -> None:
    """Only an answer that is none as a whole may be refused as a whole."""
    try:
        wire.answer(payload)
    except msgspec.DecodeError:
        return
    raise AssertionError("one update is wrong, and all are refused")


def callbacks(data: bytes) -> None:
    """What a button comes back with: of this card, of an old one, of another room, of nobody."""
    choices = Choices(data)
    snapshot = choices.one(rooms())
    couple = Couple(snapshot, choices.one(persons()))
    private = choices.chance(3)
    tap = {
        "id": "77",
        "from": {**choices.one(tuple(USERS.values())), "is_bot": False},  # bots tap nothing
        "message": {"message_id": 9, "date": 0, "chat": CHATS[ANA if private else GROUP]},
        "data": _button(choices, snapshot),
    }
    event = _event({"update_id": 1, "callback_query": tap})
    if event is None:
        return
    assert isinstance(event.event, Tapped)
    effects = couple.hear(MAILBOXES[ANA if private else GROUP], event)
    answers = [one for one in effects if isinstance(one, do.Answer) and one.tap == "77"]
    assert len(answers) == 1, f"the tap is answered {len(answers)} times"


def _button(choices: Choices, snapshot: bytes) -> str:
    room: Room = codec.room(choices.one((snapshot, choices.one(rooms()))))
    stamps = [card.stamp for card in room.cards.values()] + ["early", "h1", "", "t1", "p1"]
    actions = [
        button.action for card in room.cards.values() for row in card.rows for button in row
    ] + ["yes", "back_60", "back_", "im_in", "rate_1", "rate_99", "skip", "note", ""]
    stamp = choices.one(stamps) if choices.below(4) else choices.text()
    action = choices.one(actions) if choices.below(4) else choices.text()
    colon = ":" if choices.below(8) else choices.one(("", "::", " "))
    return f"{stamp}{colon}{action}"


def commands(data: bytes) -> None:
    """What follows a command, and what comes with a link: /start WORD."""
    choices = Choices(data)
    name = choices.one(("start", "pause", "begin", "breathe", "stop", "support", "held", "leave",
                        "settings", "done", "dance"))  # fmt: skip
    place = choices.one((ANA, GROUP))
    word = choices.text()
    if choices.below(3):
        word = choices.one(("r1", "setup", "r1_held", "r999", "20m", "1h 30m", "99h", "tomorrow",
                            "three-good-minutes", "TOMORROW",
                            "20" + " " * 300 + "m")) + word  # fmt: skip
    written_out = f"/{name}{choices.one(('', '@heard_bot', '@other_bot'))}"
    message = {
        "message_id": 9, "date": AT, "chat": CHATS[place], "from": USERS[choices.one((ANA, BEN))],
        "text": f"{written_out}{choices.one((' ', ', ', chr(160)))}{word}",
        "entities": [{"type": "bot_command", "offset": 0, "length": len(written_out)}],
    }  # fmt: skip
    reading = _event({"update_id": 1, "message": message})
    if reading is None:
        return
    if isinstance(reading.event, Asked):
        assert reading.words is None
        assert len(reading.event.argument) <= 64, "more is kept than the command takes"
    _couple(choices).hear(MAILBOXES[place], reading)


def _event(update: dict[str, Any]) -> Any:
    """The update read, or None if it is refused or not ours."""
    try:
        found = wire.update(written(update))
    except msgspec.DecodeError:
        return None
    pleas(found)
    known = {place: MAILBOXES.get(place, f"p{place}") for place in inbound.people(found)}
    return inbound.to_event(found, 0, 1, known, ME)  # type: ignore[arg-type]
