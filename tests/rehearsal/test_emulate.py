"""`heard emulate`: the local Bot API alone, for any bot."""

import asyncio
import os
import signal
import socket
import sys
from datetime import timedelta

import httpx
import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.rehearsal.botapi import ApiError
from bot.rehearsal.control import remote
from bot.rehearsal.emulate import EmulationError, Wishes, emulated, emulating

PATIENCE_S = 20
PLAIN = Wishes(
    token="77:x",
    username="tea_bot",
    group="supergroup",
    admin=False,
    privacy=True,
    inline=False,
    limits=False,
    ephemeral="off",
)


def wishes(**other: object) -> Wishes:
    return Wishes(**{name: getattr(PLAIN, name) for name in Wishes.__slots__} | other)


def call(made, method, **params):
    return made.world.call(made.bot.token, method, params)


def test_there_are_two_people_who_have_pressed_start_and_their_group():
    made = emulated(PLAIN)
    ana, ben = made.people

    starts = [
        (update["message"]["from"]["id"], update["message"]["text"])
        for update in call(made, "getUpdates")
        if update.get("message", {}).get("text")
    ]

    assert starts == [(ana.id, "/start"), (ben.id, "/start")]
    assert call(made, "getChat", chat_id=made.group.id)["type"] == "supergroup"
    assert call(made, "getChatMember", chat_id=made.group.id, user_id=77)["status"] == "member"
    assert call(made, "sendMessage", chat_id=ana.id, text="Tea?")["chat"]["first_name"] == "Ana"
    me = call(made, "getMe")
    assert (me["username"], me["can_read_all_group_messages"]) == ("tea_bot", False)
    assert me["supports_inline_queries"] is False


@pytest.mark.parametrize("kind", ["group", "supergroup", "forum"])
def test_the_kind_of_the_group(kind):
    made = emulated(wishes(group=kind))

    chat = call(made, "getChat", chat_id=made.group.id)

    assert (chat["type"], chat.get("is_forum")) == {
        "group": ("group", None),
        "supergroup": ("supergroup", None),
        "forum": ("supergroup", True),
    }[kind]
    assert any(f"({kind})" in line for line in made.lines("http://x"))


def test_no_group():
    made = emulated(wishes(group="none"))

    assert made.group is None
    assert not made.world.chats
    assert not any("group" in line for line in made.lines("http://x"))


def test_an_administrator_with_every_right():
    made = emulated(wishes(admin=True))

    member = call(made, "getChatMember", chat_id=made.group.id, user_id=77)

    rights = {name: value for name, value in member.items() if name.startswith("can_")}
    assert rights.pop("can_be_edited") is False
    assert set(rights.values()) == {True}


def test_what_botfather_would_ask():
    made = emulated(wishes(privacy=False, inline=True))

    me = call(made, "getMe")

    assert me["can_read_all_group_messages"] is True
    assert me["supports_inline_queries"] is True


def test_rate_limits_only_on_request():
    for limits in (False, True):
        made = emulated(wishes(limits=limits))
        answers = []
        for _ in range(40):
            try:
                call(made, "sendMessage", chat_id=made.group.id, text="a")
            except ApiError as error:
                answers.append(error.code)
        assert set(answers) == ({429} if limits else set())


def test_ephemeral_messages_only_on_request():
    for version in ("off", "10.2"):
        made = emulated(wishes(ephemeral=version, admin=True))
        sent = call(
            made, "sendMessage", chat_id=made.group.id, text="a", receiver_user_id=made.people[0].id
        )
        assert ("ephemeral_message_id" in sent) is (version == "10.2")


def test_a_token_that_is_none():
    with pytest.raises(EmulationError, match=r"^--token nonsense: a token looks like"):
        emulated(wishes(token="nonsense"))


@pytest.mark.asyncio
async def test_a_port_that_is_taken():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(EmulationError, match=f"^port {port}: .*Choose another, or 0 for any$"):
            async with emulating(emulated(PLAIN), port):
                pass


@pytest.mark.asyncio
async def test_its_control_moves_it():
    made = emulated(PLAIN)
    async with emulating(made) as served, remote(served.control_url) as control:
        bot = f"@{made.bot.username}"
        await control.ask("post", user="@ana_emulated", chat=bot, text="hello")
        before = await control.ask("clock")
        after = await control.ask("move_clock", seconds=86_400)
    assert [one.text for one in made.world.view(made.people[0], _private(made)).messages] == [
        "/start",
        "hello",
    ]
    assert (before["running"], after["running"]) == (True, True)
    assert made.clock.setting.ahead == timedelta(days=1)
    assert f"Its control is at {served.control_url}" in made.lines("x", served.control_url)


def _private(made):
    return made.world.open_private(made.people[0], made.bot)


def test_a_wrong_token_on_the_command_line_is_one_line():
    result = CliRunner().invoke(main, ["emulate", "--token", "nonsense"])

    assert result.exit_code == 2
    assert len(result.output.strip().splitlines()) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_the_command_serves_and_stops_when_asked(number):
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "emulate",
        "--token",
        "99:yes",
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(PATIENCE_S):
        address = (await process.stdout.readline()).decode().split()[-1]
        async with httpx.AsyncClient() as http:
            me = (await http.get(f"{address}/bot99:yes/getMe")).json()
        assert me["result"]["id"] == 99
        process.send_signal(number)
        _, error = await process.communicate()

    assert (process.returncode, error) == (0, b"")
