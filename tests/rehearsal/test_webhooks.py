"""Webhooks: setting them, what goes to them when, and what they may answer."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import pytest
from aiohttp import web

from bot.rehearsal.botapi import Fault, serve

HOOK = "http://127.0.0.1:8443/heard"


def hooked(scene, **params):
    """A bot with a webhook, and nothing on the way yet."""
    scene.call("setWebhook", url=HOOK, **params)
    return scene.bot.webhook


def due(scene):
    """The texts that are to go now."""
    webhook, queue = scene.bot.webhook, scene.bot.updates
    return [update.payload["text"] for update in webhook.due(queue, scene.world.instant())]


def under_way(scene):
    return scene.bot.webhook.due(scene.bot.updates, scene.world.instant())


def refuse(scene, update, why="503", **answer):
    return scene.bot.webhook.refused(
        scene.bot.updates, update, why, scene.world.instant(), **answer
    )


# Setting.


def test_a_webhook_is_set_seen_and_deleted(scene, clock):
    answer = scene.world.answer(
        scene.bot.token,
        "setWebhook",
        {"url": HOOK, "secret_token": "s-1", "max_connections": 3, "allowed_updates": ["message"]},
    )
    assert answer.body == {"ok": True, "result": True, "description": "Webhook was set"}
    assert scene.call("getWebhookInfo") == {
        "url": HOOK,
        "has_custom_certificate": False,
        "pending_update_count": 0,
        "max_connections": 3,
        "ip_address": "127.0.0.1",
        "allowed_updates": ["message"],
    }

    clock.forward(seconds=1)
    again = {"url": HOOK, "secret_token": "s-1", "max_connections": 3}
    answer = scene.world.answer(scene.bot.token, "setWebhook", again)
    assert answer.body["description"] == "Webhook is already set"

    for description in ("Webhook was deleted", "Webhook is already deleted"):
        answer = scene.world.answer(scene.bot.token, "deleteWebhook")
        assert answer.body["description"] == description
    assert scene.call("getWebhookInfo")["url"] == ""


def test_an_empty_address_deletes(scene):
    hooked(scene)

    assert scene.call("setWebhook", url="") is True

    assert scene.bot.webhook is None


def test_setting_twice_within_a_second_is_too_soon(scene, clock):
    hooked(scene)

    assert scene.refusal("setWebhook", url=HOOK) == "429 Too Many Requests: retry after 1"

    clock.forward(seconds=1)
    assert scene.call("setWebhook", url=HOOK) is True


@pytest.mark.parametrize("way", ["setWebhook", "deleteWebhook"])
def test_pending_updates_are_dropped_on_request(scene, way):
    chat = scene.private()
    scene.world.post(scene.ana, chat, "a")

    scene.call(way, url=HOOK, drop_pending_updates=True)

    assert scene.updates() == []


ABROAD = "400 Bad Request: bad webhook: Failed to resolve host: Name or service not known"


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"url": "ftp://127.0.0.1/"}, "400 Bad Request: invalid webhook URL specified"),
        ({"url": "https://example.org/bot"}, ABROAD),
        (
            {"url": "http://10.0.0.1/"},
            "400 Bad Request: bad webhook: IP address 10.0.0.1 is reserved",
        ),
        (
            {"url": "http://127.0.0.1/", "ip_address": "192.0.2.7"},
            "400 Bad Request: bad webhook: IP address 192.0.2.7 is reserved",
        ),
        (
            {"url": "http://10.0.0.1/", "ip_address": "127.0.0.1"},
            "400 Bad Request: bad webhook: IP address 10.0.0.1 is reserved",
        ),
        (
            {"url": HOOK, "ip_address": "here"},
            "400 Bad Request: bad webhook: Invalid IP address specified",
        ),
        ({"url": HOOK, "secret_token": "x" * 257}, "400 Bad Request: secret token is too long"),
        (
            {"url": HOOK, "secret_token": "ä"},
            "400 Bad Request: secret token contains unallowed characters",
        ),
    ],
)
def test_addresses_and_secrets_that_will_not_do(scene, params, error):
    assert scene.refusal("setWebhook", **params) == error
    assert scene.bot.webhook is None


@pytest.mark.parametrize(
    ("params", "known"),
    [
        # The form of an address and the secret come first, then what the bot wants to hear of.
        ({"url": "ftp://127.0.0.1/"}, False),
        ({"url": HOOK, "secret_token": "ä"}, False),
        ({"url": "https://example.org/bot"}, True),
    ],
)
@pytest.mark.parametrize("drop", [False, True])
def test_an_attempt_that_fails_takes_the_old_webhook_away(scene, clock, params, known, drop):
    chat = scene.private()
    hooked(scene)
    scene.world.post(scene.ana, chat, "a")
    clock.forward(seconds=1)

    scene.refusal(
        "setWebhook", **params, drop_pending_updates=drop, allowed_updates=["message", "poll"]
    )

    info = scene.call("getWebhookInfo")
    assert info["url"] == ""
    assert info["pending_update_count"] == (0 if drop else 1)
    assert ("allowed_updates" in info) is known


def test_what_a_bot_hears_of_stays_where_its_webhook_goes(scene):
    hooked(scene)

    scene.call("deleteWebhook", allowed_updates=["poll"])
    assert "allowed_updates" not in scene.call("getWebhookInfo")

    scene.call("deleteWebhook", allowed_updates=["poll"])
    assert scene.call("getWebhookInfo")["allowed_updates"] == ["poll"]


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://localhost:1/", "127.0.0.1"),
        ("https://127.0.0.2/x?y=1", "127.0.0.2"),
        ("http://[::1]:80/", "::1"),
        ("localhost/hook", "127.0.0.1"),
    ],
)
def test_addresses_of_this_machine(scene, url, address):
    scene.call("setWebhook", url=url)

    assert scene.call("getWebhookInfo")["ip_address"] == address


def test_a_name_goes_with_an_address(scene):
    scene.call("setWebhook", url="https://bot.example/", ip_address="127.0.0.1")

    assert scene.call("getWebhookInfo")["ip_address"] == "127.0.0.1"


def test_there_are_webhooks_or_get_updates(scene):
    hooked(scene)

    assert scene.refusal("getUpdates") == (
        "409 Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to"
        " delete the webhook first"
    )

    scene.call("deleteWebhook")
    assert scene.call("getUpdates") == []


# What goes when.


def test_one_chat_is_told_in_order_and_chats_beside_each_other(scene):
    chat, other, group = scene.private(), scene.private(scene.ben), scene.group()
    hooked(scene)
    for text in ("a1", "a2"):
        scene.world.post(scene.ana, chat, text)
    scene.world.post(scene.ben, other, "b1")
    scene.world.post(scene.ben, group, "g1")

    first = under_way(scene)

    assert [update.payload["text"] for update in first] == ["a1", "b1", "g1"]
    assert under_way(scene) == []
    scene.bot.webhook.took(scene.bot.updates, first[0])
    assert due(scene) == ["a2"]
    assert scene.call("getWebhookInfo")["pending_update_count"] == 3


def test_no_more_at_a_time_than_connections(scene):
    hooked(scene, max_connections=1)
    scene.world.post(scene.ana, scene.private(), "a1")
    scene.world.post(scene.ben, scene.private(scene.ben), "b1")
    scene.drain()
    scene.world.post(scene.ana, scene.private(), "a2")
    scene.world.post(scene.ben, scene.world.open_private(scene.ben, scene.bot), "b2")

    assert due(scene) == ["a2"]


def test_a_refused_update_comes_again_at_once_and_then_later_and_later(scene, clock):
    chat = scene.private()
    hooked(scene)
    scene.world.post(scene.ana, chat, "a")
    scene.world.post(scene.ana, chat, "b")
    waits = []
    for _ in range(8):
        (update,) = under_way(scene)
        assert update.payload["text"] == "a"
        assert refuse(scene, update)
        waits.append(scene.bot.webhook.next_at() - clock.now)
        assert waits[-1] == 0 or due(scene) == []
        clock.forward(seconds=waits[-1])

    assert waits == [0, 2, 4, 8, 16, 32, 60, 60]


def test_the_bot_may_say_when_to_come_again_within_an_hour(scene, clock):
    hooked(scene)
    scene.world.post(scene.ana, scene.world.open_private(scene.ana, scene.bot), "a")

    for asked, given in ((7, 7), (4_000, 3_600), (-5, 2 * 2)):
        (update,) = under_way(scene)
        refuse(scene, update, retry_after=asked)
        assert scene.bot.webhook.next_at() == clock.now + given
        clock.forward(seconds=given)


def test_an_update_that_is_taken_at_last_leaves_nothing_behind(scene):
    hooked(scene)
    scene.world.post(scene.ana, scene.world.open_private(scene.ana, scene.bot), "a")
    (update,) = under_way(scene)
    refuse(scene, update, "Wrong response from the webhook: 500 Oh")

    (update,) = under_way(scene)
    scene.bot.webhook.took(scene.bot.updates, update)

    info = scene.call("getWebhookInfo")
    assert info["pending_update_count"] == 0
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Oh"
    assert info["last_error_date"] == scene.world.now()
    assert scene.bot.webhook.next_at() is None


def test_updates_are_given_up_after_a_day(scene, clock):
    hooked(scene)
    scene.world.post(scene.ana, scene.world.open_private(scene.ana, scene.bot), "a")
    (update,) = under_way(scene)
    refuse(scene, update)
    clock.forward(hours=23, minutes=59, seconds=59)
    (update,) = under_way(scene)
    refuse(scene, update)

    assert scene.call("getWebhookInfo")["pending_update_count"] == 0
    clock.forward(seconds=2)
    assert due(scene) == []
    assert scene.bot.webhook.next_at() is None


def test_a_bot_that_says_gone_for_23_hours_loses_its_webhook(scene, clock):
    hooked(scene)
    scene.world.post(scene.ana, scene.world.open_private(scene.ana, scene.bot), "a")

    def gone(code=410):
        (update,) = under_way(scene)
        kept = refuse(scene, update, code=code)
        clock.forward(hours=12)
        scene.world.post(scene.ana, scene.world.open_private(scene.ana, scene.bot), "b")
        return kept

    assert gone()
    assert gone(503)
    assert gone()
    assert gone()
    # Nobody at home is no answer at all, so nothing begins anew, and nothing ends.
    assert gone(0)
    assert not gone()


# Over HTTP.


@dataclass
class Listener:
    """A bot's own web server: what it was brought, and what it answers next."""

    url: str = ""
    brought: asyncio.Queue = field(default_factory=asyncio.Queue)
    answers: list[web.Response] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        await self.brought.put((dict(request.headers), await request.json()))
        return self.answers.pop(0) if self.answers else web.Response()

    async def next(self):
        async with asyncio.timeout(5):
            return await self.brought.get()


@asynccontextmanager
async def listening():
    listener = Listener()
    app = web.Application()
    app.router.add_post("/hook", listener.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    listener.url = f"http://localhost:{runner.addresses[0][1]}/hook"
    try:
        yield listener
    finally:
        await runner.cleanup()


async def settled(check):
    async with asyncio.timeout(5):
        while not check():
            await asyncio.sleep(0)


@pytest.mark.asyncio
async def test_updates_are_brought_with_the_secret(scene):
    chat = scene.private()
    async with serve(scene.world), listening() as listener:
        scene.call("setWebhook", url=listener.url, secret_token="s-1")
        said = scene.world.post(scene.ana, chat, "a")
        headers, update = await listener.next()

        assert headers["X-Telegram-Bot-Api-Secret-Token"] == "s-1"
        assert headers["Content-Type"] == "application/json"
        assert headers["Host"] == listener.url.split("/")[2]
        assert update["message"]["message_id"] == said.id
        await settled(lambda: not scene.world.pending_updates(scene.bot))


@pytest.mark.asyncio
async def test_what_waits_when_the_webhook_is_set_is_brought_too(scene):
    chat = scene.private()
    scene.world.post(scene.ana, chat, "before")
    async with serve(scene.world), listening() as listener:
        scene.call("setWebhook", url=listener.url)

        headers, update = await listener.next()

    assert update["message"]["text"] == "before"
    assert "X-Telegram-Bot-Api-Secret-Token" not in headers


@pytest.mark.asyncio
async def test_an_answer_may_carry_one_call(scene):
    chat = scene.private()
    async with serve(scene.world), listening() as listener:
        scene.call("setWebhook", url=listener.url)
        listener.answers = [
            web.json_response({"method": "sendMessage", "chat_id": chat.id, "text": "heard"}),
            web.json_response({"method": "deleteWebhook"}),
            web.json_response({"method": "getMe"}),
            web.Response(text="{", content_type="application/json"),
        ]
        for text in "abcd":
            scene.world.post(scene.ana, chat, text)
        await settled(lambda: listener.brought.qsize() == 4)
        await settled(lambda: not scene.world.pending_updates(scene.bot))

    texts = [one.text for one in scene.world.view(scene.ana, chat).messages]
    assert sorted(texts[1:]) == ["a", "b", "c", "d", "heard"]
    assert scene.bot.webhook is not None
    assert scene.world.ledger.calls()[-1].method == "sendmessage"


@pytest.mark.asyncio
async def test_a_refusal_is_told_and_tried_again_when_the_clock_moves(scene, clock):
    chat = scene.private()
    async with serve(scene.world), listening() as listener:
        scene.call("setWebhook", url=listener.url)
        listener.answers = [web.Response(status=500), web.Response(status=302)]
        scene.world.post(scene.ana, chat, "a")
        await listener.next()
        await listener.next()
        await settled(lambda: scene.bot.webhook.next_at() is not None)
        info = scene.call("getWebhookInfo")
        assert info["last_error_message"] == "Wrong response from the webhook: 302 Found"
        assert listener.brought.empty()

        clock.forward(seconds=2)
        await listener.next()
        await settled(lambda: not scene.world.pending_updates(scene.bot))


@pytest.mark.asyncio
async def test_nobody_at_home(scene):
    chat = scene.private()
    async with listening() as listener:
        closed = listener.url
    async with serve(scene.world):
        scene.call("setWebhook", url=closed)
        scene.world.post(scene.ana, chat, "a")
        await settled(lambda: scene.bot.webhook.error)

    assert scene.call("getWebhookInfo")["last_error_message"] == "Connection refused"


@pytest.mark.asyncio
async def test_an_update_is_brought_twice_on_demand(scene):
    chat = scene.private()
    async with serve(scene.world), listening() as listener:
        scene.call("setWebhook", url=listener.url)
        scene.world.faults.duplicates = 1
        scene.world.post(scene.ana, chat, "a")

        (_, first), (_, second) = await listener.next(), await listener.next()

        assert first == second
        await settled(lambda: not scene.world.pending_updates(scene.bot))


@pytest.mark.asyncio
async def test_a_poll_that_waits_ends_where_a_webhook_is_set(scene):
    async with serve(scene.world) as base, httpx.AsyncClient(base_url=base) as client:
        path = f"/bot{scene.bot.token}/"
        waiting = asyncio.create_task(client.get(f"{path}getUpdates?timeout=10"))
        await settled(scene.world.ledger.calls)
        answer = await client.post(path, json={"method": "setWebhook", "url": HOOK})
        assert answer.json()["description"] == "Webhook was set"

        ended = (await waiting).json()

    assert (ended["error_code"], ended["description"]) == (
        409,
        "Conflict: terminated by setWebhook request",
    )


@pytest.mark.asyncio
async def test_slow_answers_of_a_call_in_an_answer_hold_nothing_up(scene):
    chat = scene.private()
    async with serve(scene.world), listening() as listener:
        scene.call("setWebhook", url=listener.url)
        scene.world.faults.calls.append(Fault("slow", seconds=30, method="sendMessage"))
        listener.answers = [
            web.json_response({"method": "sendMessage", "chat_id": chat.id, "text": "heard"})
        ]
        scene.world.post(scene.ana, chat, "a")
        await settled(lambda: scene.world.view(scene.ana, chat).messages[-1].text == "heard")
