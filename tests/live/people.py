"""What the product relies on about people: whose a message is, what is taken away from whom, who
is told, who can be written to.
"""

from typing import Any

from tests.live.asking import check
from tests.live.live import Live, NoHuman

#: Until a restriction ends, in seconds: short enough to be taken as for ever, and long enough.
SHORT_S, LONG_S = 20, 60


@check("deleting what the owner and what a plain member has written", "ok; ok", human=True)
async def delete_from_both(live: Live) -> str:
    guest = await live.meet_guest()
    words = (("you", live.owner, "from the owner"), ("the second account", guest, "from a guest"))
    said = []
    for who, user, text in words:
        message = await live.written(f"{who}: write in the group: {text}", user, text)
        number = message["message_id"]
        answer = await live.call("deleteMessage", chat_id=live.group, message_id=number)
        said.append(answer.said)
    return "; ".join(said)


@check("a member who is made an administrator, and one again: who has done it",
       "member -> administrator by the owner; administrator -> member by the owner",
       human=True)  # fmt: skip
async def chat_member_update(live: Live) -> str:
    place = {"chat": live.group, "user": await live.meet_guest(), "by": live.owner}
    rights = ("can_delete_messages",)
    made = "make the second account an administrator of the group"
    await live.hands.do(made, "promote", **place, rights=rights)
    up = _moved(live, await live.hear("chat_member"))
    await live.hands.do("make the second account a plain member again", "demote", **place)
    return f"{up}; {_moved(live, await live.hear('chat_member'))}"


def _moved(live: Live, update: dict[str, Any]) -> str:
    old, new = update["old_chat_member"]["status"], update["new_chat_member"]["status"]
    by = "the owner" if update["from"]["id"] == live.owner else "somebody"
    return f"{old} -> {new} by {by}"


# --- who is not to be known ----------------------------------------------------------------------


@check("what somebody writes as a channel of theirs", "from 136817688, as a channel", human=True)
async def as_a_channel(live: Live) -> str:
    await live.hands.do(
        "write in the group as a channel of yours: as a channel (long press on the button to send,"
        " or the picture beside where one writes)",
        "post_as_channel",
        user=live.owner,
        chat=live.group,
        text="as a channel",
    )
    heard = await live.hear_until(lambda one: _text(one) == "as a channel")
    return _whose(live, heard[-1]["message"])


@check("what an anonymous administrator writes, and whom their tap names",
       "from 1087968824, as the group; the tap names the owner", human=True)  # fmt: skip
async def anonymous_administrator(live: Live) -> str:
    place = {"chat": live.group, "user": live.owner}
    await live.hands.do("turn on “Remain anonymous” for yourself in the group",
                        "remain_anonymous", **place, anonymous=True)  # fmt: skip
    message = await live.written("write in the group: guess who", live.owner, "guess who")
    tap = await live.pressed("Tap, please.", live.owner)
    await live.hands.do("turn “Remain anonymous” off again",
                        "remain_anonymous", **place, anonymous=False)  # fmt: skip
    named = "the owner" if tap["from"]["id"] == live.owner else f"{tap['from']['id']}"
    return f"{_whose(live, message)}; the tap names {named}"


def _text(update: dict[str, Any]) -> str:
    return str(update.get("message", {}).get("text", ""))


def _whose(live: Live, message: dict[str, Any]) -> str:
    sender = message.get("sender_chat", {})
    mask = "the group" if sender.get("id") == live.group else f"a {sender.get('type')}"
    return f"from {message['from']['id']}, as {mask}"


# --- restrictions --------------------------------------------------------------------------------


@check("a button that is pressed by somebody who may write nothing", "the tap arrives", human=True)
async def restricted_taps(live: Live) -> str:
    guest = await live.meet_guest()
    await _restrict(live, {})
    tap = await live.pressed("Tap, please.", guest, "the second account")
    await _release(live)
    return "the tap arrives" if tap["from"]["id"] == guest else "somebody else's tap"


@check(f"a restriction for {SHORT_S} seconds, and one for {LONG_S}",
       f"for ever; for {LONG_S} s, and then member", human=True)  # fmt: skip
async def restriction_ends(live: Live) -> str:
    await live.meet_guest()
    said = []
    for length in (SHORT_S, LONG_S):
        now = await live.now()
        await _restrict(live, {}, until_date=now + length)
        until = (await _standing(live)).get("until_date", 0)
        said.append(f"for {until - now} s" if until else "for ever")
    await live.hands.wait(LONG_S + 5)
    after = (await _standing(live))["status"]
    await _release(live)
    return f"{'; '.join(said)}, and then {after}"


@check("permissions that were taken and given back", "as before; all of them: member", human=True)
async def permissions_given_back(live: Live) -> str:
    await live.meet_guest()
    await _restrict(live, {"can_send_messages": True, "can_send_photos": True})
    before = _permissions(await _standing(live))
    await _restrict(live, {})
    await _restrict(live, before)
    after = _permissions(await _standing(live))
    await _release(live)
    same = "as before" if after == before else "otherwise than before"
    return f"{same}; all of them: {(await _standing(live))['status']}"


async def _standing(live: Live) -> dict[str, Any]:
    answer = await live.call("getChatMember", chat_id=live.group, user_id=live.guest)
    return dict(answer.result)


def _permissions(member: dict[str, Any]) -> dict[str, bool]:
    return {name: held for name, held in member.items() if name.startswith("can_")}


async def _restrict(live: Live, permissions: dict[str, bool], **more: object) -> None:
    answer = await live.call(
        "restrictChatMember",
        chat_id=live.group,
        user_id=live.guest,
        permissions=permissions or {"can_send_messages": False},
        use_independent_chat_permissions=True,
        **more,
    )
    if answer.code != 200:
        raise NoHuman(f"the guest cannot be restricted: {answer.said}")


async def _release(live: Live) -> None:
    """Give every permission that there is; who is restricted no longer has none listed."""
    if names := _permissions(await _standing(live)):
        await _restrict(live, dict.fromkeys(names, True))


# --- who can be written to -----------------------------------------------------------------------


@check("writing to somebody who has never started the bot",
       "403 Forbidden: bot can't initiate conversation with a user", human=True)  # fmt: skip
async def never_started(live: Live) -> str:
    guest = await live.meet_guest()
    return (await live.call("sendMessage", chat_id=guest, text="Hello.")).said


@check("writing to somebody who has blocked the bot, and what both bring",
       "member -> kicked; 403 Forbidden: bot was blocked by the user; kicked -> member",
       human=True)  # fmt: skip
async def blocked(live: Live) -> str:
    both = {"user": live.owner, "bot": f"@{live.username}"}
    await live.hands.do("block the bot", "block", **both)
    away = await live.hear("my_chat_member")
    answer = await live.call("sendMessage", chat_id=live.owner, text="Hello?")
    await live.hands.do("unblock it", "unblock", **both)
    back = await live.hear("my_chat_member")
    first, last = (
        f"{one['old_chat_member']['status']} -> {one['new_chat_member']['status']}"
        for one in (away, back)
    )
    return f"{first}; {answer.said}; {last}"


@check("writing to an account that has been deleted (`--deleted` its number)",
       "403 Forbidden: user is deactivated", needs="deleted")  # fmt: skip
async def deleted_account(live: Live) -> str:
    return (await live.call("sendMessage", chat_id=live.deleted, text="Hello?")).said
