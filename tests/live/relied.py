"""What the product relies on in messages: reactions, times, styles, albums, ephemeral messages,
commands.
"""

from typing import Any

from tests.live.asking import check
from tests.live.live import Answer, Live, NoHuman

NOON = 1_767_268_800
ALONE, OPEN = "for one alone; taken away: ok", "for all to see"


@check("a reaction of the bot's, to what a human has written", "ok", human=True)
async def react_to_a_human(live: Live) -> str:
    message = await live.written("write in the group: like this", live.owner, "like this")
    answer = await live.call(
        "setMessageReaction",
        chat_id=live.group,
        message_id=message["message_id"],
        reaction=[{"type": "emoji", "emoji": "👍"}],
    )
    return answer.said


@check("taking a human's reaction off by can_delete_messages, and what comes of it",
       "ok; no update", human=True)  # fmt: skip
async def take_a_reaction_off(live: Live) -> str:
    number = await live.say("Put 👎 under this.")
    details = {"user": live.owner, "chat": live.group, "message": number, "emoji": "👎"}
    await live.hands.do("put 👎 under the newest message of the bot", "react", **details)
    await live.hear("message_reaction")
    where = {"chat_id": live.group, "message_id": number, "user_id": live.owner}
    answer = await live.call("deleteMessageReaction", **where)
    try:
        await live.hear("message_reaction", within=3)
    except NoHuman:
        return f"{answer.said}; no update"
    return f"{answer.said}; an update"


@check("a time that each client shows by its own clock", f"ok date_time {NOON} t")
async def time_in_a_text(live: Live) -> str:
    text = f'Back at <tg-time unix="{NOON}" format="t">12:00</tg-time>.'
    answer = await live.call("sendMessage", chat_id=live.group, text=text, parse_mode="HTML")
    found = (answer.result or {}).get("entities", [{}])[0]
    form = found.get("date_time_format")
    return f"{answer.said} {found.get('type')} {found.get('unix_time')} {form}"


@check("a button with a style", "ok danger")
async def styled_button(live: Live) -> str:
    key = {"text": "Pause", "callback_data": "pause", "style": "danger"}
    keyboard = {"inline_keyboard": [[key]]}
    answer = await live.call("sendMessage", chat_id=live.group, text="a", reply_markup=keyboard)
    if answer.code != 200:
        return answer.said
    (row,) = answer.result["reply_markup"]["inline_keyboard"]
    return f"ok {row[0].get('style')}"


@check("changing a message that is gone", "400 Bad Request: message to edit not found")
async def edit_what_is_gone(live: Live) -> str:
    number = await live.say("This goes.")
    await live.call("deleteMessage", chat_id=live.group, message_id=number)
    answer = await live.call("editMessageText", chat_id=live.group, message_id=number, text="Back.")
    return answer.said


@check(
    "an album of a human's: heard one by one, taken away as a whole, sent again by its files",
    "the same media_group_id; away: ok; again: ok 2",
    human=True,
)
async def album_of_a_human(live: Live) -> str:
    photos = ({"photo": True}, {"photo": True})
    details = {"user": live.owner, "chat": live.group, "items": photos}
    await live.hands.do("send two photos to the group as one album", "post_album", **details)
    parts = [await live.hear("message"), await live.hear("message")]
    same = len({part.get("media_group_id") for part in parts}) == 1
    numbers = sorted(part["message_id"] for part in parts)
    away = await live.call("deleteMessages", chat_id=live.group, message_ids=numbers)
    media = [{"type": "photo", "media": part["photo"][-1]["file_id"]} for part in parts]
    again = await live.call("sendMediaGroup", chat_id=live.group, media=media)
    group = "the same media_group_id" if same else "media_group_ids of their own"
    return f"{group}; away: {away.said}; again: {again.said} {len(again.result or ())}"


# --- ephemeral messages --------------------------------------------------------------------------


@check("an ephemeral message in the form of Bot API 10.2", ALONE)
async def ephemeral_10_2(live: Live) -> str:
    return await _alone(live, receiver_user_id=live.owner)


@check("an ephemeral message in the form of Bot API 10.3", ALONE)
async def ephemeral_10_3(live: Live) -> str:
    return await _alone(live, ephemeral_message_parameters={"receiver_user_id": live.owner})


@check("both forms at once, as Heard asks for one", ALONE)
async def ephemeral_both_forms(live: Live) -> str:
    return await _alone(live, **_both(live))


@check("deleting an ephemeral message that cannot exist, by which Heard finds out whether there are"
       " any (404: there are none)", "400 Bad Request: MESSAGE_ID_INVALID")  # fmt: skip
async def ephemeral_probe(live: Live) -> str:
    me = (await live.call("getMe")).result["id"]
    nothing = {"chat_id": live.group, "receiver_user_id": me, "ephemeral_message_id": 0}
    return (await live.call("deleteEphemeralMessage", **nothing)).said


@check("a command that only its sender and the bot see, sent by somebody, and answered to them",
       f"message_id 0, an ephemeral id; {ALONE}", human=True)  # fmt: skip
async def ephemeral_command(live: Live) -> str:
    scope = {"scope": {"type": "chat", "chat_id": live.group}}
    commands = [{"command": "hold", "description": "Keep this", "is_ephemeral": True}]
    await live.call("setMyCommands", commands=commands, **scope)
    message = await live.written("write in the group: /hold tea", live.owner, "/hold tea")
    number = message.get("ephemeral_message_id")
    answers = {"reply_parameters": {"ephemeral_message_id": number}} if number else {}
    said = await _alone(live, **_both(live), **answers)
    await live.call("deleteMyCommands", **scope)
    heard = f"message_id {message['message_id']}, an ephemeral id" if number else OPEN
    return f"{heard}; {said}"


def _both(live: Live) -> dict[str, Any]:
    parameters = {"receiver_user_id": live.owner}
    return {**parameters, "ephemeral_message_parameters": parameters}


@check("the same by a parameter that there is not: what a server without them does",
       f"{OPEN}; deleted: ok")  # fmt: skip
async def ephemeral_unknown(live: Live) -> str:
    return await _alone(live, ephemeral_parameters_that_there_are_not={"user": live.owner})


async def _alone(live: Live, **aim: object) -> str:
    answer = await live.call("sendMessage", chat_id=live.group, text="For you alone.", **aim)
    if answer.code != 200:
        return answer.said
    number = answer.result.get("ephemeral_message_id")
    if not number:
        return f"{OPEN}; deleted: {(await _deleted(live, answer)).said}"
    away = await live.call(
        "deleteEphemeralMessage",
        chat_id=live.group,
        receiver_user_id=live.owner,
        ephemeral_message_id=number,
    )
    return f"for one alone; taken away: {away.said}"


async def _deleted(live: Live, answer: Answer) -> Answer:
    number = answer.result["message_id"]
    return await live.call("deleteMessage", chat_id=live.group, message_id=number)


# --- commands ------------------------------------------------------------------------------------


@check("commands of a chat in one language", "ok; de: Hallo; none: nothing")
async def commands_by_language(live: Live) -> str:
    scope = {"scope": {"type": "chat", "chat_id": live.group}}
    german = {**scope, "language_code": "de"}
    commands = [{"command": "hello", "description": "Hallo"}]
    answer = await live.call("setMyCommands", commands=commands, **german)
    found = [_first(await live.call("getMyCommands", **one)) for one in (german, scope)]
    await live.call("deleteMyCommands", **german)
    said = [one.get("description", "nothing") for one in found]
    return f"{answer.said}; de: {said[0]}; none: {said[1]}"


@check("a command that only its sender and the bot see", "ok; is_ephemeral True")
async def command_is_ephemeral(live: Live) -> str:
    scope = {"scope": {"type": "chat", "chat_id": live.group}}
    commands = [{"command": "hold", "description": "Keep this", "is_ephemeral": True}]
    answer = await live.call("setMyCommands", commands=commands, **scope)
    found = _first(await live.call("getMyCommands", **scope))
    await live.call("deleteMyCommands", **scope)
    return f"{answer.said}; is_ephemeral {found.get('is_ephemeral', False)}"


def _first(answer: Answer) -> dict[str, Any]:
    commands: list[dict[str, Any]] = answer.result or []
    return commands[0] if commands else {}
