"""The Bot API over HTTP, through python-telegram-bot and through plain requests."""

import asyncio
import time
from contextlib import asynccontextmanager
from statistics import median

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, Update
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)
from telegram.request import HTTPXRequest

from bot.rehearsal.botapi import Fault, polling, serve

pytestmark = pytest.mark.asyncio

MP4 = b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 40 + b"\r\n--"


@asynccontextmanager
async def ptb(base, token):
    """A real python-telegram-bot client of the local server."""
    bot = Bot(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=HTTPXRequest(connection_pool_size=8, read_timeout=2),
        get_updates_request=HTTPXRequest(connection_pool_size=4, read_timeout=2),
    )
    async with bot:
        yield bot


@asynccontextmanager
async def served(scene):
    async with serve(scene.world) as base, ptb(base, scene.bot.token) as bot:
        yield bot


async def test_a_conversation(scene):
    group = scene.group(rights=("can_delete_messages",))
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("I'm in", callback_data="join")]])
    async with served(scene) as bot:
        sent = await bot.send_message(
            group.id, "<b>Ready?</b> 💔", parse_mode="HTML", reply_markup=keyboard
        )
        assert sent.text == "Ready? 💔"
        assert sent.parse_entities() == {sent.entities[0]: "Ready?"}
        assert sent.reply_markup == keyboard

        scene.world.tap(scene.ben, group, sent.message_id, "join")
        [update] = await bot.get_updates(allowed_updates=Update.ALL_TYPES)
        assert update.callback_query.from_user.id == scene.ben.id
        assert await update.callback_query.answer("Welcome")
        assert scene.world.view(scene.ben, group).toasts[-1].text == "Welcome"

        edited = await sent.edit_text("Off we go")
        assert edited.text == "Off we go"
        assert edited.reply_markup is None
        said = scene.world.post(scene.ben, group, "banana")
        assert await bot.delete_message(group.id, said.id)
        assert scene.world.removed(group)[0].text == "banana"

        updates = await bot.get_updates(offset=update.update_id + 1)
        assert [each.message.text for each in updates] == ["banana"]
        assert (await bot.get_chat(group.id)).title == "Ana & Ben"
        assert (await bot.get_chat_member(group.id, bot.id)).can_delete_messages is True


async def test_an_upload_comes_back_byte_for_byte(scene):
    chat = scene.private()
    async with served(scene) as bot:
        sent = await bot.send_animation(
            chat.id, InputFile(MP4, "breathe.mp4"), duration=60, caption="Breathe"
        )
        again = await bot.send_animation(chat.id, sent.animation.file_id)
        file = await bot.get_file(again.animation.file_id)

        assert sent.animation.file_size == len(MP4)
        assert again.animation == sent.animation
        assert bytes(await file.download_as_bytearray()) == MP4


async def test_errors_are_what_the_library_makes_of_telegrams(scene, monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    basic = scene.group("group")
    grown = scene.world.migrate(basic)
    async with served(scene) as bot:
        with pytest.raises(BadRequest, match="Message to be replied not found"):
            await bot.send_message(grown.id, "a", reply_to_message_id=99)
        with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
            await bot.send_message(scene.ben.id, "a")
        with pytest.raises(ChatMigrated) as migrated:
            await bot.send_message(basic.id, "a")
        assert migrated.value.new_chat_id == grown.id
        scene.world.faults.calls.append(Fault("too_many_requests", retry_after=7))
        with pytest.raises(RetryAfter) as limited:
            await bot.send_message(grown.id, "a")
        assert limited.value.retry_after.total_seconds() == 7
        scene.world.faults.calls.append(Fault("server_error"))
        with pytest.raises(NetworkError, match="Bad Gateway"):
            await bot.send_message(grown.id, "a")


async def test_a_long_poll_ends_with_the_next_update(scene):
    chat = scene.private()
    async with served(scene) as bot:
        waiting = asyncio.create_task(bot.get_updates(timeout=20))
        await asyncio.sleep(0.1)
        assert not waiting.done()

        scene.world.post(scene.ana, chat, "at last")

        [update] = await asyncio.wait_for(waiting, 2)
        assert update.message.text == "at last"


async def test_a_long_poll_ends_empty_after_its_timeout(scene):
    async with served(scene) as bot:
        begun = time.monotonic()

        assert await bot.get_updates(timeout=1) == ()

        assert 0.9 < time.monotonic() - begun < 2


async def test_a_second_poller_ends_the_first(scene):
    chat = scene.private()
    token = scene.bot.token
    async with serve(scene.world) as base, ptb(base, token) as one, ptb(base, token) as two:
        first = asyncio.create_task(one.get_updates(timeout=20))
        await asyncio.sleep(0.1)
        second = asyncio.create_task(two.get_updates(timeout=20))

        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await asyncio.wait_for(first, 2)

        assert not second.done()
        scene.world.post(scene.ana, chat, "hello")
        assert len(await asyncio.wait_for(second, 2)) == 1


async def test_pollers_that_end_each_other_do_not_spin(scene, monkeypatch):
    monkeypatch.setattr(polling, "CONFLICT_PAUSE", 0.5)
    token = scene.bot.token
    async with serve(scene.world) as base, ptb(base, token) as bot:
        polls = []
        for _ in "abc":
            polls.append(asyncio.create_task(bot.get_updates(timeout=20)))
            await asyncio.sleep(0.1)

        # The first is told at once, the second only after a while, the third waits.
        assert [poll.done() for poll in polls] == [True, False, False]
        for poll in polls[:2]:
            with pytest.raises(Conflict, match="terminated by other getUpdates request"):
                await asyncio.wait_for(poll, 1)

        scene.world.start(scene.ana, scene.bot)
        assert len(await asyncio.wait_for(polls[2], 1)) == 1


async def test_two_bots_poll_side_by_side(scene):
    token = scene.bot.token
    other = scene.world.add_bot("99:other", username="other_bot", name="Other")
    async with serve(scene.world) as base, ptb(base, token) as one, ptb(base, other.token) as two:
        first = asyncio.create_task(one.get_updates(timeout=20))
        second = asyncio.create_task(two.get_updates(timeout=20))
        await asyncio.sleep(0.1)

        scene.world.start(scene.ana, other)

        assert len(await asyncio.wait_for(second, 2)) == 1
        assert not first.done()
        scene.world.start(scene.ana, scene.bot)
        assert len(await asyncio.wait_for(first, 2)) == 1


async def test_leaving_ends_open_polls_within_a_second(scene):
    async with serve(scene.world) as base:
        bot = ptb(base, scene.bot.token)
        client = await bot.__aenter__()
        waiting = asyncio.create_task(client.get_updates(timeout=40))
        await asyncio.sleep(0.1)
        begun = time.monotonic()

    assert time.monotonic() - begun < 1
    assert await asyncio.wait_for(waiting, 1) == ()
    await client.shutdown()


@pytest.mark.parametrize(("kind", "happened"), [("drop_before", False), ("drop_after", True)])
async def test_a_dropped_connection_is_a_network_error(scene, kind, happened):
    chat = scene.private()
    async with served(scene) as bot:
        scene.world.faults.calls.append(Fault(kind))

        with pytest.raises(NetworkError, match=r"disconnected|ReadError|reset"):
            await bot.send_message(chat.id, "a")

        assert (await bot.send_message(chat.id, "b")).text == "b"
    texts = [message.text for message in scene.world.view(scene.ana, chat).messages]
    assert texts == ["/start", *(["a"] if happened else []), "b"]


async def test_a_slow_answer_times_out_though_it_took_effect(scene):
    chat = scene.private()
    async with served(scene) as bot:
        scene.world.faults.calls.append(Fault("slow", seconds=0.5))

        with pytest.raises(TimedOut):
            await bot.send_message(chat.id, "a", read_timeout=0.1)

        assert scene.world.view(scene.ana, chat).messages[-1].text == "a"


async def test_a_wrong_token_is_invalid(scene):
    async with serve(scene.world) as base:
        bot = Bot("1:unknown", base_url=f"{base}/bot")
        with pytest.raises(InvalidToken):
            await bot.initialize()
        await bot.shutdown()


async def test_calls_are_not_held_back_by_the_network(scene):
    spans = []
    async with serve(scene.world) as base, httpx.AsyncClient(base_url=base) as http:
        for _ in range(25):
            begun = time.monotonic()
            await http.get(f"/bot{scene.bot.token}/getMe")
            spans.append(time.monotonic() - begun)

    # Nagle's algorithm and delayed acknowledgements together would make it 40 ms each.
    assert median(spans) < 0.03


NOT_FOUND = {"ok": False, "error_code": 404, "description": "Not Found"}
# Path (with TOKEN for the token), status and body.
PATHS = [
    ("/botTOKEN/GETME", 200, None),
    ("/botTOKEN/noSuchMethod", 404, NOT_FOUND | {"description": "Not Found: method not found"}),
    ("/botTOKEN", 404, NOT_FOUND),
    ("/botTOKEN/", 404, NOT_FOUND | {"description": "Not Found: method not found"}),
    ("/botTOKEN/?method=getMe", 200, None),
    ("/botnonsense/getMe", 404, NOT_FOUND),
    ("/bot0123:x/getMe", 404, NOT_FOUND),
    ("/", 404, NOT_FOUND),
    (
        "/bot77:well-formed_but_unknown/getMe",
        401,
        {"ok": False, "error_code": 401, "description": "Unauthorized"},
    ),
    ("/file/botTOKEN/photos/nothing.jpg", 404, NOT_FOUND),
    ("/file/bot1:x/photos/nothing.jpg", 404, NOT_FOUND),
]


async def test_addresses(scene):
    async with serve(scene.world) as base, httpx.AsyncClient(base_url=base) as http:
        for path, status, body in PATHS:
            answer = await http.get(path.replace("TOKEN", scene.bot.token))
            assert answer.status_code == status
            assert answer.headers["content-type"] == "application/json"
            assert body is None or answer.json() == body


async def test_every_way_to_pass_parameters(scene):
    chat = scene.private()
    place = {"chat_id": str(chat.id), "text": "é & 💔"}
    async with serve(scene.world) as base, httpx.AsyncClient(base_url=base) as http:
        url = f"/bot{scene.bot.token}/sendMessage"
        answers = [
            await http.get(url, params=place),
            await http.post(url, params=place),
            await http.post(url, data=place),
            await http.post(url, json=place | {"chat_id": chat.id}),
            await http.post(url, files={name: (None, value) for name, value in place.items()}),
        ]
        assert [answer.json()["result"]["text"] for answer in answers] == ["é & 💔"] * 5

        bad = await http.post(url, content=b"{", headers={"content-type": "application/json"})
        assert bad.json()["description"] == "Bad Request: message text is empty"


async def test_what_cannot_be_read_is_answered_with_the_bare_status(scene):
    torn = {"content-type": "multipart/form-data"}
    async with serve(scene.world) as base, httpx.AsyncClient(base_url=base) as http:
        url = f"/bot{scene.bot.token}/getMe"
        answers = [await http.post(url, content=b"--", headers=torn), await http.delete(url)]

    assert [(answer.status_code, answer.content) for answer in answers] == [(400, b""), (501, b"")]
    assert {answer.headers["connection"] for answer in answers} == {"close"}


async def test_a_limit_is_in_the_header_too(scene):
    scene.world.faults.calls.append(Fault("too_many_requests", retry_after=9))
    async with serve(scene.world) as base, httpx.AsyncClient(base_url=base) as http:
        answer = await http.get(f"/bot{scene.bot.token}/getMe")

    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "9"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5"])  # noqa: S104
async def test_only_this_machine_is_served(scene, host):
    with pytest.raises(ValueError, match="not a loopback address"):
        async with serve(scene.world, host):
            pass
