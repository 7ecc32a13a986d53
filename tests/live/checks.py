"""The questions: what the local Bot API does without being sure that Telegram does.

Each has a name that docs/fidelity.md uses, what it is about, and what the local Bot API says. A
check gives what it got, as one line.
"""

import asyncio

from tests.live.asking import RIGHTS, check
from tests.live.live import EVERY_KIND, Answer, Live

TOO_OLD = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"


# --- transport -----------------------------------------------------------------------------------


@check("a method that there is not", "404 Not Found: method not found")
async def unknown_method(live: Live) -> str:
    return (await live.call("getTheWeather")).said


@check("a parameter that there is not", "ok")
async def unknown_parameter(live: Live) -> str:
    return (await live.call("getMe", colour="blue")).said


@check("a token that nobody has", "401 Unauthorized")
async def wrong_token(live: Live) -> str:
    return (await live.call_as("123456789:AAFakeFakeFakeFakeFakeFakeFakeFakeFak", "getMe")).said


@check("a token that is none", "404 Not Found")
async def malformed_token(live: Live) -> str:
    return (await live.call_as("nonsense", "getMe")).said


@check(
    "a second getUpdates while one waits",
    "409 Conflict: terminated by other getUpdates request; make sure that only one bot instance is"
    " running",
)
async def second_poller(live: Live) -> str:
    first = asyncio.create_task(live.call("getUpdates", offset=live.offset, timeout=20))
    await asyncio.sleep(0.5)
    await live.call("getUpdates", offset=live.offset, timeout=1)
    return (await first).said


@check("allowed_updates that are left out", "message,chat_member")
async def allowed_updates_are_kept(live: Live) -> str:
    await live.call("getUpdates", allowed_updates=["message", "chat_member"])
    await live.call("getUpdates")
    info = await live.call("getWebhookInfo")
    await live.call("getUpdates", allowed_updates=EVERY_KIND)
    return ",".join(info.result.get("allowed_updates", []))


# --- texts ---------------------------------------------------------------------------------------


@check("no text at all", "400 Bad Request: message text is empty")
async def empty_text(live: Live) -> str:
    return (await live.call("sendMessage", chat_id=live.group, text="")).said


@check("a text of spaces", "400 Bad Request: text must be non-empty")
async def blank_text(live: Live) -> str:
    return (await live.call("sendMessage", chat_id=live.group, text="  \n ")).said


@check("4097 characters", "400 Bad Request: message is too long")
async def long_text(live: Live) -> str:
    return (await live.call("sendMessage", chat_id=live.group, text="a" * 4097)).said


@check("4096 emoji, which are 8192 UTF-16 units", "ok")
async def long_text_in_units(live: Live) -> str:
    return (await live.call("sendMessage", chat_id=live.group, text="💔" * 4096)).said


@check("4097 emoji", "400 Bad Request: message is too long")
async def one_emoji_too_many(live: Live) -> str:
    return (await live.call("sendMessage", chat_id=live.group, text="💔" * 4097)).said


@check(
    "HTML with a tag that does not end",
    "400 Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
)
async def open_tag(live: Live) -> str:
    answer = await live.call("sendMessage", chat_id=live.group, text="<b>a", parse_mode="HTML")
    return answer.said


@check(
    "MarkdownV2 with a full stop that is not escaped",
    "400 Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the"
    " preceding '\\'",
)
async def unescaped(live: Live) -> str:
    answer = await live.call("sendMessage", chat_id=live.group, text="a.", parse_mode="MarkdownV2")
    return answer.said


@check("an answer to a message that is gone", "400 Bad Request: message to be replied not found")
async def reply_to_nothing(live: Live) -> str:
    number = await live.say("This goes.")
    await live.call("deleteMessage", chat_id=live.group, message_id=number)
    reply = {"message_id": number}
    answer = await live.call("sendMessage", chat_id=live.group, text="a", reply_parameters=reply)
    return answer.said


# --- changing and deleting -----------------------------------------------------------------------


@check(
    "a change that changes nothing",
    "400 Bad Request: message is not modified: specified new message content and reply markup are"
    " exactly the same as a current content and reply markup of the message",
)
async def not_modified(live: Live) -> str:
    number = await live.say("The same.")
    answer = await live.call(
        "editMessageText", chat_id=live.group, message_id=number, text="The same."
    )
    return answer.said


@check("deleting a message twice", "400 Bad Request: message to delete not found")
async def delete_twice(live: Live) -> str:
    number = await live.say("This goes.")
    await live.call("deleteMessage", chat_id=live.group, message_id=number)
    return (await live.call("deleteMessage", chat_id=live.group, message_id=number)).said


@check("deleting many, of which one is gone", "ok")
async def delete_many(live: Live) -> str:
    numbers = [await live.say("One."), await live.say("Two.")]
    await live.call("deleteMessage", chat_id=live.group, message_id=numbers[0])
    return (await live.call("deleteMessages", chat_id=live.group, message_ids=numbers)).said


@check("changing a human's message", "400 Bad Request: message can't be edited", human=True)
async def edit_a_humans(live: Live) -> str:
    await live.hands.do(
        "write anything in the group", "post", user=live.owner, chat=live.group, text="mine"
    )
    number = (await live.hear("message"))["message_id"]
    answer = await live.call("editMessageText", chat_id=live.group, message_id=number, text="yours")
    return answer.said


@check(
    "deleting a human's message once the bot leads no longer",
    "400 Bad Request: message to delete not found",
    human=True,
)
async def delete_without_rights(live: Live) -> str:
    place = {"user": live.owner, "chat": live.group}
    await live.hands.do("write anything in the group", "post", **place, text="stays")
    number = (await live.hear("message"))["message_id"]
    bot = f"@{live.username}"
    await live.hands.do(
        f"make {bot} a plain member", "demote", chat=live.group, user=bot, by=live.owner
    )
    await live.hear("my_chat_member")
    answer = await live.call("deleteMessage", chat_id=live.group, message_id=number)
    await live.hands.do(
        f"make {bot} an administrator with every right again",
        "promote",
        chat=live.group,
        user=bot,
        by=live.owner,
        rights=RIGHTS,
    )
    await live.hear("my_chat_member")
    return answer.said


# --- buttons -------------------------------------------------------------------------------------


async def _button(live: Live, **button: object) -> Answer:
    keyboard = {"inline_keyboard": [[{"text": "Button", **button}]]}
    return await live.call("sendMessage", chat_id=live.group, text="a", reply_markup=keyboard)


@check("callback_data of 65 bytes", "400 Bad Request: BUTTON_DATA_INVALID")
async def long_button(live: Live) -> str:
    return (await _button(live, callback_data="x" * 65)).said


@check("a button that does nothing",
       "400 Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the"
       " inline keyboard")  # fmt: skip
async def idle_button(live: Live) -> str:
    return (await _button(live)).said


@check("a Mini App behind a button in a group", "400 Bad Request: BUTTON_TYPE_INVALID")
async def app_in_a_group(live: Live) -> str:
    return (await _button(live, web_app={"url": "https://example.com"})).said


@check("answering a tap, and answering it again", f"ok; {TOO_OLD}", human=True)
async def answer_twice(live: Live) -> str:
    tap = await live.tapped("Tap, please.")
    first = await live.call("answerCallbackQuery", callback_query_id=tap, text="Thank you.")
    second = await live.call("answerCallbackQuery", callback_query_id=tap, text="Again.")
    return f"{first.said}; {second.said}"


@check("answering a tap after 12 seconds", "ok", human=True)
async def answer_late(live: Live) -> str:
    tap = await live.tapped("Tap, please, and wait.")
    await live.hands.wait(12)
    return (await live.call("answerCallbackQuery", callback_query_id=tap)).said


@check("answering a tap after 20 seconds", TOO_OLD, human=True)
async def answer_too_late(live: Live) -> str:
    tap = await live.tapped("Tap, please, and wait a little longer.")
    await live.hands.wait(20)
    return (await live.call("answerCallbackQuery", callback_query_id=tap)).said


@check("an answer of 201 characters", "400 Bad Request: MESSAGE_TOO_LONG", human=True)
async def long_answer(live: Live) -> str:
    tap = await live.tapped("Tap, please.")
    answer = await live.call("answerCallbackQuery", callback_query_id=tap, text="x" * 201)
    return answer.said


# --- people and rights ---------------------------------------------------------------------------


@check("a chat that there is not", "400 Bad Request: chat not found")
async def no_such_chat(live: Live) -> str:
    return (await live.call("sendMessage", chat_id=-1009999999999, text="a")).said


@check("muting the owner", "400 Bad Request: can't remove chat owner")
async def mute_the_owner(live: Live) -> str:
    answer = await live.call(
        "restrictChatMember", chat_id=live.group, user_id=live.owner, permissions={}
    )
    return answer.said


@check("muting oneself", "400 Bad Request: can't restrict self")
async def mute_oneself(live: Live) -> str:
    me = (await live.call("getMe")).result["id"]
    answer = await live.call("restrictChatMember", chat_id=live.group, user_id=me, permissions={})
    return answer.said


@check("a reaction that is none", "400 Bad Request: REACTION_INVALID")
async def no_reaction(live: Live) -> str:
    number = await live.say("React.")
    answer = await live.call(
        "setMessageReaction",
        chat_id=live.group,
        message_id=number,
        reaction=[{"type": "emoji", "emoji": "🧦"}],
    )
    return answer.said


@check("an action that is none", "400 Bad Request: wrong parameter action in request")
async def no_action(live: Live) -> str:
    return (await live.call("sendChatAction", chat_id=live.group, action="juggling")).said


@check("the administrators of a private chat",
       "400 Bad Request: there are no administrators in the private chat")  # fmt: skip
async def private_administrators(live: Live) -> str:
    return (await live.call("getChatAdministrators", chat_id=live.owner)).said


@check("what a reaction of the owner brings", "[] -> 👍 by the owner", human=True)
async def reaction_update(live: Live) -> str:
    number = await live.say("Put 👍 under this.")
    details = {"user": live.owner, "chat": live.group, "message": number, "emoji": "👍"}
    await live.hands.do("put 👍 under the newest message of the bot", "react", **details)
    update = await live.hear("message_reaction")
    old, new = update["old_reaction"], update["new_reaction"]
    by = "the owner" if update["user"]["id"] == live.owner else "somebody"
    return f"{old} -> {''.join(one['emoji'] for one in new)} by {by}"


@check("the menu button before anything was set", "ok default")
async def menu_button(live: Live) -> str:
    answer = await live.call("getChatMenuButton")
    return f"{answer.said} {answer.result['type']}"


@check("an album: numbers in a row, one media_group_id, a caption on one", "True True 1")
async def album(live: Live) -> str:
    files = [await live.upload(f"note-{number}.txt", b"A small document.") for number in (1, 2)]
    media: list[dict[str, str]] = [{"type": "document", "media": file} for file in files]
    media[0]["caption"] = "one"
    answer = await live.call("sendMediaGroup", chat_id=live.group, media=media)
    if answer.code != 200:
        return answer.said
    one, two = answer.result
    captions = sum("caption" in message for message in answer.result)
    same = one["media_group_id"] == two["media_group_id"]
    return f"{two['message_id'] - one['message_id'] == 1} {same} {captions}"


@check("how many messages go to a group at once", "5 go, then 429")
async def burst(live: Live) -> str:
    await live.hands.wait(61)  # so that nothing from before counts
    for sent in range(40):
        answer = await live.call_once("sendMessage", chat_id=live.group, text=f"Number {sent}.")
        if answer.code == 429:
            return f"{sent} go, then 429"
    return "40 go"
