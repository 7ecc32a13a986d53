"""Updates that nobody can read: the poller goes on, hears the others, and says so once, without
their content.
"""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import structlog

from bot.adapters.telegram import wire
from bot.adapters.telegram.poller import Poller
from bot.rehearsal.simulation import virtual
from tests.adapters.made import CANARY
from tests.fuzz.couples import Answered, Ears, Shelf, poller

SECONDS = 60.0


def message(number: Any, text: str) -> dict[str, Any]:
    chat = {"id": -1001, "type": "supergroup"}
    return {
        "update_id": number,
        "message": {"message_id": 5, "date": 1_768_069_800, "chat": chat, "text": text},
    }


GOOD, LATER = message(500, "hello"), message(502, "still here")
BARE = {"message": {"text": CANARY}}
BAD: dict[str, bytes] = {
    "no number": json.dumps(BARE).encode(),
    "a word": json.dumps(message("501", CANARY)).encode(),
    "zero": json.dumps(message(0, CANARY)).encode(),
    "a negative number": json.dumps(message(-50, CANARY)).encode(),
    "a number that no database holds": json.dumps(message(10**30, CANARY)).encode(),
    "no object": b"7",
    "no UTF-8": json.dumps(message(501, CANARY)).encode().replace(b"marm", b"\xff"),
}


@dataclass
class Server(Answered):
    """Gives what is not acknowledged, at once or when it comes. An offset acknowledges all up to
    the last one with a lower number.
    """

    updates: list[bytes]
    polls: list[float] = field(default_factory=list)

    async def do_request(self, url: str, *_: Any, **__: Any) -> tuple[int, bytes]:
        loop = asyncio.get_running_loop()
        self.polls.append(loop.time())
        offset = int(parse_qs(urlsplit(url).query).get("offset", ["0"])[0])
        assert offset >= 0, "a negative offset would forget updates"
        for place in reversed(range(len(self.updates))):
            if (wire.number(self.updates[place]) or offset) < offset:
                del self.updates[: place + 1]
                break
        if not self.updates:
            await asyncio.sleep(25)
        return 200, b'{"ok":true,"result":[' + b",".join(self.updates) + b"]}"


def heard(server: Server, later: bytes | None = None) -> tuple[Shelf, list[Any], Poller]:
    """What is stored within a minute, and what is logged; halfway something more comes."""
    shelf = Shelf()
    polling = poller(b"", shelf)
    polling._request = server

    async def play() -> None:
        task = asyncio.create_task(polling.run())
        await asyncio.sleep(SECONDS / 2)
        if later is not None:
            server.updates.append(later)
        await asyncio.sleep(SECONDS / 2)
        assert not task.done(), "the poller has ended"
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    with structlog.testing.capture_logs() as logs:
        virtual.run(play())
    return shelf, logs, polling


def numbers(shelf: Shelf) -> list[int]:
    return [json.loads(row.payload)["update"]["update_id"] for row in shelf.rows]


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_one_that_cannot_be_read_silences_nobody(bad: bytes) -> None:
    server = Server([json.dumps(GOOD).encode(), bad])
    shelf, logs, polling = heard(server, json.dumps(LATER).encode())
    assert set(numbers(shelf)) == {500, 502}
    assert polling.offset == 503
    assert not server.updates, "everything is acknowledged"
    assert CANARY not in str(logs)
    assert [one["event"] for one in logs].count("update.unnumbered") <= 1


def test_one_without_a_number_is_given_again_until_a_later_one_comes_but_not_in_haste(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reached: list[bool] = []
    monkeypatch.setattr(Ears, "reached", lambda _, *, behind: reached.append(behind))
    server = Server([json.dumps(BARE).encode()])
    _, logs, _ = heard(server)
    assert 20 <= len(server.polls) <= SECONDS + 2
    assert len(reached) >= len(server.polls) - 1, "deadlines would not go on"
    assert [one["event"] for one in logs].count("update.unnumbered") == 1
    assert not [one for one in logs if one["event"] == "telegram.trouble"]


def test_an_answer_that_is_too_deep_is_trouble_and_not_the_end() -> None:
    deep = b'{"update_id":501,"message":{"x":' + b"[" * 3000 + b"]" * 3000 + b"}}"
    _, logs, _ = heard(Server([deep]))
    assert [one["what"] for one in logs if one["event"] == "telegram.trouble"] == ["DecodeError"]
