"""What the product relies on about groups and the line: set-up by the one link, growing, topics,
the webhook.
"""

import asyncio
from typing import Any

from aiohttp import web

from tests.live.asking import check
from tests.live.live import EVERY_KIND, Live, NoHuman, kind_of

SECRET = "live-check_secret"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
#: How long an update may take to the door, in seconds.
KNOCK_S = 60.0


@check(
    "the one link for set-up, with a basic group chosen: what comes, in its order",
    "my_chat_member left -> administrator, new_chat_members, /start@… setup; in a supergroup",
    human=True,
)
async def set_up_by_the_link(live: Live) -> str:
    link = f"https://t.me/{live.username}?startgroup=setup&admin=delete_messages"
    await live.hands.do(
        f"make a basic group (new, private), open {link}, choose that group and confirm",
        "found_here",
        kind="group",
        link=True,
    )
    heard = await live.hear_until(
        lambda one: one.get("message", {}).get("text", "").startswith("/start@")
    )
    kinds = ", ".join(kind_of(one).replace(live.username, "…") for one in heard)
    return f"{kinds}; in a {heard[-1]['message']['chat']['type']}"


@check(
    "a basic group with the bot in it grows: what comes, in its order, and writing to the old one",
    "my_chat_member left -> member, migrate_to_chat_id, migrate_from_chat_id;"
    " 400 Bad Request: group chat was upgraded to a supergroup chat; with the new number",
    human=True,
)
async def growing(live: Live) -> str:
    await live.hands.do("add the bot to another basic group as a plain member",
                        "found_here", kind="group")  # fmt: skip
    joined = await live.hear_until(lambda one: "my_chat_member" in one)
    basic = joined[-1]["my_chat_member"]["chat"]["id"]
    await _quiet(live)
    await live.hands.do(
        "let that group grow: make its history visible to new members",
        "migrate",
        chat=basic,
        by=live.owner,
    )
    wanted = {"migrate_to_chat_id", "migrate_from_chat_id"}

    def done(update: dict[str, Any]) -> bool:
        wanted.discard(kind_of(update))
        return not wanted

    kinds = ", ".join(map(kind_of, await live.hear_until(done)))
    answer = await live.call("sendMessage", chat_id=basic, text="Still here?")
    told = "with" if "migrate_to_chat_id" in answer.parameters else "without"
    return f"{kinds}; {answer.said}; {told} the new number"


async def _quiet(live: Live) -> None:
    """Hear whatever else comes at once."""
    try:
        while True:
            await live.hear("message", within=1)
    except NoHuman:
        return


@check(
    "writing into a closed topic without leading topics, and into one that is deleted",
    "400 Bad Request: TOPIC_CLOSED; 400 Bad Request: message thread not found",
    human=True,
)
async def closed_topic(live: Live) -> str:
    await live.hands.do(
        "make another group with topics; make the bot an administrator there who may only delete;"
        " begin a topic, write in it: in. Then close the topic",
        "found_here",
        kind="supergroup",
        topics=True,
    )
    heard = await live.hear_until(lambda one: one.get("message", {}).get("text") == "in")
    message = heard[-1]["message"]
    place = {
        "chat_id": message["chat"]["id"],
        "message_thread_id": message.get("message_thread_id"),
    }
    await live.hear_until(lambda one: "forum_topic_closed" in one.get("message", {}))
    closed = await live.call("sendMessage", **place, text="Closed?")
    await live.call("deleteForumTopic", **place)
    deleted = await live.call("sendMessage", **place, text="Gone?")
    return f"{closed.said}; {deleted.said}"


@check(
    "a webhook with a secret (`--door` an https address that leads to `--port` here)",
    "the secret comes along; a word is heard",
    human=True,
    needs="door",
)
async def webhook_secret(live: Live) -> str:
    knocks: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue()

    async def opened(request: web.Request) -> web.Response:
        await knocks.put((request.headers.get(SECRET_HEADER, ""), await request.json()))
        return web.Response()

    served = web.Application()
    served.router.add_post("/{any:.*}", opened)
    runner = web.AppRunner(served)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", live.port)
    await site.start()
    try:
        return await _knocked(live, live.door or _address(runner), knocks)
    finally:
        await live.call("deleteWebhook")
        await runner.cleanup()


def _address(runner: web.AppRunner) -> str:
    host, port = runner.addresses[0][:2]
    return f"http://{host}:{port}/"


async def _knocked(
    live: Live, door: str, knocks: "asyncio.Queue[tuple[str, dict[str, Any]]]"
) -> str:
    answer = await live.call(
        "setWebhook",
        url=door,
        secret_token=SECRET,
        allowed_updates=EVERY_KIND,
        drop_pending_updates=True,
    )
    if answer.code != 200:
        return answer.said
    place = {"user": live.owner, "chat": live.group}
    await live.hands.do("write in the group: knock", "post", **place, text="knock")
    try:
        secret, update = await asyncio.wait_for(knocks.get(), KNOCK_S)
    except TimeoutError:
        raise NoHuman(f"nobody came to the door within {KNOCK_S:.0f} s") from None
    along = "comes along" if secret == SECRET else "does not come along"
    heard = "a word is heard" if update.get("message", {}).get("text") == "knock" else "no word"
    return f"the secret {along}; {heard}"
