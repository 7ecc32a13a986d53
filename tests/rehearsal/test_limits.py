"""Telegram's rate limits, as an option."""

import httpx
import pytest

from bot.rehearsal.botapi import RateLimits, serve


@pytest.fixture
def scene(scene_of):
    """The same people in a world with limits."""
    return scene_of(limits=RateLimits())


def send(scene, chat, **more):
    """The seconds to wait, 0 if it was sent."""
    given = {"chat_id": chat.id, "text": "a", **more}
    answer = scene.world.answer(scene.bot.token, "sendMessage", given)
    return 0 if answer.body["ok"] else answer.body["parameters"]["retry_after"]


def test_the_refusal_says_how_long_to_wait(scene):
    chat = scene.private()
    for _ in range(5):
        assert send(scene, chat) == 0

    answer = scene.world.answer(scene.bot.token, "sendMessage", {"chat_id": chat.id, "text": "a"})

    assert answer.code == 429
    assert answer.body == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }


def test_one_a_second_in_a_chat_after_a_burst(scene, clock):
    chat = scene.private()
    for _ in range(5):
        send(scene, chat)
    for _ in range(3):
        assert send(scene, chat) == 1
        clock.forward(seconds=1)
        assert send(scene, chat) == 0
    clock.forward(seconds=5)
    assert [send(scene, chat) for _ in range(6)] == [0, 0, 0, 0, 0, 1]


def test_twenty_a_minute_in_a_group_and_chats_apart(scene, clock):
    group, chat = scene.group(), scene.private()
    for _ in range(20):
        assert send(scene, group) == 0
        clock.forward(seconds=1)

    assert send(scene, group) == 40
    for _ in range(5):
        assert send(scene, chat) == 0
    clock.forward(seconds=39)
    assert send(scene, group) == 1
    clock.forward(seconds=1)
    assert send(scene, group) == 0
    # The next of the twenty falls out of its minute a second later.
    assert send(scene, group) == 1


def test_thirty_a_second_over_all(scene, clock):
    chats = []
    for number in range(31):
        human = scene.world.add_user(f"U{number}")
        chats.append(scene.world.start(human, scene.bot))

    assert [send(scene, chat) for chat in chats] == [0] * 30 + [1]
    clock.forward(seconds=1)
    assert send(scene, chats[30]) == 0


def test_what_counts_and_what_does_not(scene):
    group = scene.group(rights=("can_delete_messages", "can_pin_messages"))
    sent = scene.call("sendMessage", chat_id=group.id, text="a")
    place = {"chat_id": group.id, "message_id": sent["message_id"]}
    for number in range(30):
        assert scene.call("editMessageText", **place, text=str(number))
        assert scene.call("sendChatAction", chat_id=group.id, action="typing")
        assert scene.call("getChat", chat_id=group.id)
    assert scene.call("pinChatMessage", **place)
    assert scene.call("deleteMessage", **place)
    # Four more are left of the burst.
    assert [send(scene, group) for _ in range(5)] == [0, 0, 0, 0, 1]


def test_an_album_counts_each_of_its_messages(scene):
    chat = scene.private()
    photo = scene.world.post(scene.ana, chat, photo=True).body.payload[-1]["file_id"]
    media = [{"type": "photo", "media": photo}] * 4

    scene.call("sendMediaGroup", chat_id=chat.id, media=media)

    assert [send(scene, chat) for _ in range(2)] == [0, 1]


def test_a_refused_call_counts_for_nothing(scene, clock):
    chat = scene.private()
    for _ in range(5):
        send(scene, chat)
    for _ in range(10):
        assert send(scene, chat) == 1
    clock.forward(seconds=1)
    assert send(scene, chat) == 0


def test_figures_of_ones_own(scene_of):
    scene = scene_of(limits=RateLimits(chat_seconds=10, chat_burst=1))
    chat = scene.private()

    assert [send(scene, chat) for _ in range(2)] == [0, 10]


@pytest.mark.asyncio
async def test_the_wait_is_in_the_header_too(scene):
    chat = scene.private()
    for _ in range(5):
        send(scene, chat)
    async with serve(scene.world) as base, httpx.AsyncClient(base_url=base) as http:
        answer = await http.post(
            f"/bot{scene.bot.token}/sendMessage", json={"chat_id": chat.id, "text": "a"}
        )

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")


def test_a_clock_that_is_set_back_limits_nobody(scene, clock):
    group = scene.group()
    for _ in range(4):
        for _ in range(5):
            assert send(scene, group) == 0
        clock.forward(seconds=10)

    clock.forward(days=-7)

    assert [send(scene, group) for _ in range(6)] == [0, 0, 0, 0, 0, 1]
