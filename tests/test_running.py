"""The real processes: how they start, refuse, and stop."""

import asyncio
import json
import re
import resource
import signal
import socket
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from telegram import BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats

from bot.adapters.sqlite.keys import master
from bot.adapters.telegram.menu import GROUP_COMMANDS, PRIVATE_COMMANDS, Menu
from bot.adapters.telegram.whispers import Known
from bot.app import REFUSED, telegram_bot
from bot.config import Settings
from bot.dialogue.library import Library
from bot.rehearsal.botapi import Fault, User, World, serve
from tests.process import PATIENCE_S, TOKEN, end_of, heard, line_with, local_telegram


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[tuple[World, str]]:
    async with local_telegram() as served:
        yield served


@pytest.mark.asyncio
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_serves_and_stops_in_order(
    telegram: tuple[World, str], tmp_path: Path, number: signal.Signals
) -> None:
    world, url = telegram
    process = await heard("run", folder=tmp_path, HEARD_TOKEN=TOKEN, HEARD_API_URL=url)
    assert process.stderr is not None
    await line_with(process.stderr, "heard.serving")
    async with asyncio.timeout(PATIENCE_S):
        while not (tmp_path / "polled").exists():
            await asyncio.sleep(0.01)
    assert {entry.method for entry in world.ledger.calls("setMyCommands")}
    assert resource.prlimit(process.pid, resource.RLIMIT_CORE) == (0, 0)
    process.send_signal(number)
    code, error = await end_of(process)
    assert code == 0
    assert "heard.stopped" in error
    assert "Traceback" not in error
    assert not (tmp_path / "heard.db-wal").exists()  # folded into the file


@pytest.mark.asyncio
async def test_by_webhook_it_serves_and_stops_and_the_webhook_stays(
    telegram: tuple[World, str], tmp_path: Path
) -> None:
    world, url = telegram
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {
        "HEARD_TOKEN": TOKEN, "HEARD_API_URL": url, "HEARD_PORT": str(port),
        "HEARD_WEBHOOK_URL": f"http://127.0.0.1:{port}/a/b", "HEARD_WEBHOOK_SECRET": "A-secret_1",
    }  # fmt: skip
    process = await heard("run", folder=tmp_path, **settings)
    assert process.stderr is not None
    await line_with(process.stderr, "heard.serving")
    world.start(world.add_user("Ana"), world.bots[TOKEN])
    async with asyncio.timeout(PATIENCE_S):
        while world.pending_updates(world.bots[TOKEN]) or not (tmp_path / "polled").exists():
            await asyncio.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    code, error = await end_of(process)
    assert (code, "heard.stopped" in error, "Traceback" in error) == (0, True, False)
    assert "A-secret_1" not in error
    hook = world.bots[TOKEN].webhook
    assert hook is not None
    assert (hook.url, hook.secret) == (settings["HEARD_WEBHOOK_URL"], "A-secret_1")
    assert not world.ledger.calls("getUpdates")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"HEARD_WEBHOOK_URL": "https://10.0.0.1/"}, "HEARD_WEBHOOK_URL: Telegram refuses it"),
        ({"HEARD_PORT": "taken"}, "HEARD_PORT: "),
    ],
)
async def test_a_door_that_cannot_be_opened_is_one_line(
    telegram: tuple[World, str], tmp_path: Path, more: dict[str, str], said: str
) -> None:
    _, url = telegram
    with socket.socket() as other:
        other.bind(("", 0))
        other.listen()
        taken = other.getsockname()[1]
        with socket.socket() as probe:
            probe.bind(("", 0))
            port = probe.getsockname()[1]
        settings = {
            "HEARD_TOKEN": TOKEN, "HEARD_API_URL": url, "HEARD_WEBHOOK_SECRET": "A-secret_1",
            "HEARD_WEBHOOK_URL": "http://127.0.0.1:9/", "HEARD_PORT": str(port), **more,
        }  # fmt: skip
        if settings["HEARD_PORT"] == "taken":
            settings["HEARD_PORT"] = str(taken)
        code, error = await end_of(await heard("run", folder=tmp_path, **settings))
    assert code == 2
    last = error.strip().splitlines()[-1]
    assert last.startswith(f"heard: {said}")
    assert "Traceback" not in error
    assert "A-secret_1" not in error


@pytest.mark.asyncio
async def test_a_second_signal_does_not_break_off_the_end(
    telegram: tuple[World, str], tmp_path: Path
) -> None:
    _, url = telegram
    process = await heard("run", folder=tmp_path, HEARD_TOKEN=TOKEN, HEARD_API_URL=url)
    assert process.stderr is not None
    await line_with(process.stderr, "heard.serving")
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    code, error = await end_of(process)
    assert code == 0
    assert "heard.stopped" in error
    assert not (tmp_path / "heard.db-wal").exists()


@pytest.mark.asyncio
async def test_it_stops_within_five_seconds_while_telegram_hangs_and_nothing_is_lost(
    telegram: tuple[World, str], tmp_path: Path
) -> None:
    world, url = telegram
    settings = {"HEARD_TOKEN": TOKEN, "HEARD_API_URL": url}
    process = await heard("run", folder=tmp_path, **settings)
    assert process.stderr is not None
    await line_with(process.stderr, "heard.serving")
    world.faults.calls.append(Fault("slow", times=100, seconds=7))
    people = [world.add_user(f"Person {number}") for number in range(20)]
    for one in people:
        world.start(one, world.bots[TOKEN])
    async with asyncio.timeout(PATIENCE_S):
        while world.pending_updates(world.bots[TOKEN]):
            await asyncio.sleep(0.01)
    began = time.monotonic()
    process.terminate()
    code, error = await end_of(process)
    assert time.monotonic() - began < 5
    assert (code, "Traceback" in error) == (0, False)
    world.faults.calls.clear()
    again = await heard("run", folder=tmp_path, **settings)
    assert again.stderr is not None
    await line_with(again.stderr, "heard.serving")
    async with asyncio.timeout(PATIENCE_S):
        while not all(answered(world, one) for one in people):
            await asyncio.sleep(0.02)
    again.terminate()
    assert (await end_of(again))[0] == 0


def answered(world: World, user: User) -> bool:
    chat = world.open_private(user, world.bots[TOKEN])
    return any(one.sender.is_bot for one in chat.messages.values())


@pytest.mark.asyncio
async def test_a_key_that_is_missing_or_another_is_one_line_and_makes_nothing(
    telegram: tuple[World, str], tmp_path: Path
) -> None:
    """And it is said before Telegram is asked for anything."""
    _, url = telegram
    settings = {"HEARD_TOKEN": TOKEN, "HEARD_API_URL": url}
    process = await heard("run", folder=tmp_path, **settings)
    assert process.stderr is not None
    await line_with(process.stderr, "heard.serving")
    process.terminate()
    await end_of(process)
    nowhere = {"HEARD_TOKEN": TOKEN, "HEARD_API_URL": "http://127.0.0.1:9"}
    typo = tmp_path / "mastre.key"
    code, error = await end_of(
        await heard("run", folder=tmp_path, **nowhere, HEARD_KEY_FILE=str(typo))
    )
    assert (code, error.count("\n")) == (2, 1)
    assert "mastre.key is missing" in error
    assert not typo.exists()
    other = tmp_path / "other.key"
    master(other, make=True)
    code, error = await end_of(
        await heard("run", folder=tmp_path, **nowhere, HEARD_KEY_FILE=str(other))
    )
    assert (code, error.count("\n")) == (2, 1)
    assert "not the key" in error


@pytest.mark.asyncio
async def test_a_refused_token_is_one_line(telegram: tuple[World, str], tmp_path: Path) -> None:
    _, url = telegram
    process = await heard(
        "run", folder=tmp_path, HEARD_TOKEN="7000000009:nobody", HEARD_API_URL=url
    )
    code, error = await end_of(process)
    *logged, line = error.splitlines()
    assert (code, line) == (2, f"heard: {REFUSED}")
    assert [json.loads(one)["event"] for one in logged] == ["library.compiled"]


@pytest.mark.asyncio
async def test_a_token_that_is_revoked_while_it_runs_is_one_line(
    telegram: tuple[World, str], tmp_path: Path
) -> None:
    world, url = telegram
    process = await heard("run", folder=tmp_path, HEARD_TOKEN=TOKEN, HEARD_API_URL=url)
    assert process.stderr is not None
    await line_with(process.stderr, "heard.serving")
    bot = world.bots.pop(TOKEN)
    world.wake(bot)
    code, error = await end_of(process)
    assert code == 2
    assert error.splitlines()[-1].startswith("heard: HEARD_TOKEN is refused")
    assert "Traceback" not in error


@pytest.mark.asyncio
async def test_two_on_one_folder_do_not_run(telegram: tuple[World, str], tmp_path: Path) -> None:
    _, url = telegram
    first = await heard("run", folder=tmp_path, HEARD_TOKEN=TOKEN, HEARD_API_URL=url)
    assert first.stderr is not None
    await line_with(first.stderr, "heard.serving")
    second = await heard("run", folder=tmp_path, HEARD_TOKEN=TOKEN, HEARD_API_URL=url)
    code, error = await end_of(second)
    assert code == 2
    assert "in use by another heard" in error
    first.terminate()
    assert (await end_of(first))[0] == 0


@pytest.mark.asyncio
async def test_a_wrong_dialogue_names_its_line(telegram: tuple[World, str], tmp_path: Path) -> None:
    _, url = telegram
    (tmp_path / "bad.yaml").write_text("dialogue: [")
    settings = {"HEARD_TOKEN": TOKEN, "HEARD_API_URL": url, "HEARD_DIALOGUES": str(tmp_path)}
    code, error = await end_of(await heard("run", folder=tmp_path / "data", **settings))
    assert code == 2
    assert re.search(r"bad\.yaml:1: Y01 ", error)


@pytest.mark.asyncio
async def test_telegram_may_come_later(tmp_path: Path) -> None:
    """A server that is not there yet is waited for."""
    world = World(lambda: datetime.now(UTC))
    world.add_bot(TOKEN, username="heard_bot", name="Heard")
    async with serve(world) as url:
        port = int(url.rsplit(":", 1)[1])
    process = await heard("run", folder=tmp_path, HEARD_TOKEN=TOKEN, HEARD_API_URL=url)
    assert process.stderr is not None
    await line_with(process.stderr, "telegram.trouble")
    async with serve(world, port=port):
        await line_with(process.stderr, "heard.serving")
        process.terminate()
        assert (await end_of(process))[0] == 0


@pytest.mark.asyncio
async def test_the_rehearsal_prints_its_address_and_stops_on_ctrl_c(tmp_path: Path) -> None:
    process = await heard("rehearse", "--no-open", folder=tmp_path)
    assert process.stdout is not None
    said = await line_with(process.stdout, "Heard rehearses at ")
    assert re.search(r"http://127\.0\.0\.1:\d+/[\w-]+/", said)
    process.send_signal(signal.SIGINT)
    code, error = await end_of(process)
    assert (code, error) == (0, "")


@pytest.mark.asyncio
async def test_a_taken_port_is_one_line(telegram: tuple[World, str], tmp_path: Path) -> None:
    port = telegram[1].rsplit(":", 1)[1]
    code, error = await end_of(
        await heard("rehearse", "--no-open", "--port", port, folder=tmp_path)
    )
    assert code == 2
    assert len(error.strip().splitlines()) == 1
    assert port in error


@pytest.mark.asyncio
async def test_the_menu_of_commands_is_there_in_every_language_that_there_is(
    telegram: tuple[World, str], library: Library
) -> None:
    """Each kind of chat has its own; whoever's language is not there sees the English one."""
    _, url = telegram
    german = {f"command.{name}": f"{name} auf Deutsch" for name in (*GROUP_COMMANDS, "held")}
    english = {key: library.sentence(key, "en", {}) for key in _descriptions()}
    both = Library((), {"en": english, "de": german})
    async with telegram_bot(Settings(TOKEN, api_url=url)) as (bot, me, _):
        await Menu(bot, me, both, Known()).publish()
        groups, chats = BotCommandScopeAllGroupChats(), BotCommandScopeAllPrivateChats()
        assert [one.command for one in await bot.get_my_commands(groups)] == list(GROUP_COMMANDS)
        (found, *_) = await bot.get_my_commands(groups, language_code="de")
        assert found.description == "begin auf Deutsch"
        private = {one.command: one.description for one in await bot.get_my_commands(chats, "de")}
        assert list(private) == list(PRIVATE_COMMANDS)
        assert private["held"] == "held auf Deutsch"
        assert private["journal"] == english["command.journal"]  # not translated yet


def _descriptions() -> set[str]:
    return {f"command.{name}" for name in (*GROUP_COMMANDS, *PRIVATE_COMMANDS)}
