"""The webhook's door: who may come in, when it says yes, in what order; and the order alone."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
import msgspec
import pytest
import pytest_asyncio
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.telegram import door as module
from bot.adapters.telegram.door import BODY_BYTES_MAX, SECRET_HEADER, Door
from bot.adapters.telegram.lookout import DoorTrouble, Hook
from bot.adapters.telegram.order import GAP_S, REMEMBERED, SILENCE_S, Order
from bot.adapters.telegram.wire import Update
from bot.service.ports import Parcel, Row, StorageTrouble
from tests.fuzz.couples import Shelf, Still, journal

SECRET = "A-secret_1"
CANARY = "marmalade"
ALL = 100
Wave = list[int]


# --- the order -------------------------------------------------------------------------------


def gone(order: Order, now: float) -> Wave:
    return order.ready(now, ALL)


def begun() -> Order:
    """Everything up to 10 went."""
    order = Order()
    order.put(10, 0.0)
    assert gone(order, GAP_S) == [10]
    return order


def test_the_first_waits_for_those_that_may_have_been_before_it() -> None:
    order = Order()
    order.put(11, 0.0)
    assert gone(order, 0.0) == []
    assert order.due() == GAP_S
    order.put(10, GAP_S / 2)
    assert gone(order, GAP_S / 2) == []
    assert gone(order, GAP_S) == [10, 11]
    assert order.due() is None


def test_the_next_goes_at_once() -> None:
    order = begun()
    order.put(11, 1.0)
    order.put(12, 1.0)
    assert gone(order, 1.0) == [11, 12]


def test_who_is_missing_is_waited_for_and_not_for_long() -> None:
    order = begun()
    order.put(12, 1.0)
    assert gone(order, 1.0) == []
    order.put(11, 1.1)
    assert gone(order, 1.1) == [11, 12]
    order.put(14, 2.0)
    order.put(16, 2.1)
    assert gone(order, 2.1) == []
    assert gone(order, 2.0 + GAP_S) == [14]
    order.put(13, 2.0 + GAP_S)  # too late to be first; at once nevertheless
    assert gone(order, 2.0 + GAP_S) == [13]
    order.put(15, 2.0 + GAP_S)
    assert gone(order, 2.0 + GAP_S) == [15, 16]


def test_who_has_waited_long_enough_takes_along_whoever_is_before() -> None:
    order = begun()
    order.put(15, 1.0)
    order.put(13, 1.0 + GAP_S / 2)
    assert gone(order, 1.0 + GAP_S) == [13, 15]


def test_what_was_refused_is_waited_for_when_it_comes_again() -> None:
    order = begun()
    order.put(11, 1.0)
    order.put(12, 1.0)
    order.refused(gone(order, 1.0))
    order.put(12, 2.0)
    assert gone(order, 2.0) == []
    order.put(11, 2.0)
    assert gone(order, 2.0) == [11, 12]


def test_after_days_of_silence_the_numbers_may_begin_anywhere() -> None:
    order = begun()
    order.put(3, SILENCE_S + 1)
    order.put(4, SILENCE_S + 1)
    assert gone(order, SILENCE_S + 1) == []
    assert gone(order, SILENCE_S + 1 + GAP_S) == [3, 4]


def test_what_was_heard_lately_is_known() -> None:
    order = Order()
    order.stored(list(range(REMEMBERED + 1)))
    assert not order.heard(0)
    assert order.heard(1)
    assert order.heard(REMEMBERED)


@given(st.permutations(range(1, 9)), st.integers(1, 3))
def test_whoever_comes_within_the_gap_goes_in_order(numbers: list[int], limit: int) -> None:
    order, went = Order(), []
    for place, number in enumerate(numbers):
        order.put(number, place * GAP_S / 100)
    while found := order.ready(GAP_S * 1.1, limit):
        assert len(found) <= limit
        went += found
    assert went == sorted(numbers)


@given(st.lists(st.tuples(st.integers(1, 12), st.floats(0, 0.3)), min_size=1))
def test_nobody_waits_longer_than_the_gap_and_nobody_is_lost(
    arrivals: list[tuple[int, float]],
) -> None:
    order, now, came, went = Order(), 0.0, set(), []
    for number, pause in arrivals:
        until = now + pause
        while (due := order.due()) is not None and due <= until:
            now = due
            found = gone(order, now)
            assert found
            assert found == sorted(found)
            went += found
        now = until
        order.put(number, now)
        came.add(number)
        went += gone(order, now)
    went += gone(order, now + GAP_S)
    assert set(went) == came
    assert order.due() is None


# --- the door --------------------------------------------------------------------------------


def said(number: int, text: str = "hello", chat: int = -5) -> bytes:
    kind = "supergroup" if chat < 0 else "private"
    message = {
        "message_id": number, "date": 1_800_000_000, "chat": {"id": chat, "type": kind},
        "from": {"id": 7, "is_bot": False, "first_name": "Ana"}, "text": text,
    }  # fmt: skip
    return msgspec.json.encode({"update_id": number, "message": message})


@dataclass
class House:
    """A door with everybody who hears of what comes in."""

    shelf: Shelf = field(default_factory=Shelf)
    losses: int = 0
    refusals: list[Update] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    open: asyncio.Event = field(default_factory=asyncio.Event)
    refusing: int = 0
    batches: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.open.set()
        bot: Any = None
        self.door = Door(bot, Hook("https://example.org/heard", SECRET, 0), self, Still(), self)  # type: ignore[arg-type]
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.door.app()), base_url="https://example.org"
        )

    # a journal that may be slow, and may refuse

    async def receive(self, parcels: Sequence[Parcel], now: datetime) -> list[Row]:
        await self.open.wait()
        if self.refusing:
            self.refusing -= 1
            raise StorageTrouble("database or disk is full")
        self.batches.append(len(parcels))
        return await self.shelf.receive(parcels, now)

    async def move(self, old: str, new: str) -> None: ...

    # a listener

    async def take(self, parcels: Sequence[Parcel]) -> list[Parcel]:
        return list(parcels)

    async def moved(self, old: str, new: str) -> None: ...

    def put(self, row: Row) -> None:
        self.rows.append(row)

    def reached(self, *, behind: bool) -> None: ...

    def lost(self) -> None:
        self.losses += 1

    async def refused(self, updates: Sequence[Update]) -> None:
        self.refusals += updates

    # Telegram

    async def bring(self, body: bytes, secret: str | None = SECRET, **more: Any) -> httpx.Response:
        headers = {} if secret is None else {SECRET_HEADER: secret}
        return await self.client.post("/heard", content=body, headers=headers, **more)

    def heard(self) -> list[int]:
        return [msgspec.json.decode(row.payload)["update"]["update_id"] for row in self.rows]


@pytest_asyncio.fixture
async def house() -> AsyncIterator[House]:
    built = House()
    storing = asyncio.create_task(built.door._store())
    async with built.client:
        yield built
    storing.cancel()
    await asyncio.gather(storing, return_exceptions=True)


@pytest.mark.asyncio
async def test_yes_is_said_when_it_is_stored_and_not_before(house: House) -> None:
    house.open.clear()
    asking = asyncio.create_task(house.bring(said(1)))
    done, _ = await asyncio.wait({asking}, timeout=2 * GAP_S)
    assert not done
    assert house.rows == []
    house.open.set()
    answer = await asking
    assert (answer.status_code, answer.content, house.heard()) == (200, b"", [1])
    assert house.door.heard == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("secret", [None, "", "A-secret_2", "A-secret_", SECRET + "x", "é"])
async def test_who_does_not_know_the_secret_hears_no_more_than_no(
    house: House, secret: str | None
) -> None:
    headers = {} if secret is None else {SECRET_HEADER: secret.encode()}
    with structlog.testing.capture_logs() as logs:
        answer = await house.client.post("/heard", content=said(1, CANARY), headers=headers)
    assert (answer.status_code, answer.content) == (403, b"")
    assert house.door.heard == 0
    assert [entry["event"] for entry in logs] == ["door.refused"]
    assert SECRET not in str(logs)
    assert CANARY not in str(logs)


@pytest.mark.asyncio
async def test_the_secret_is_asked_for_before_the_body_is_read(house: House) -> None:
    async def receive() -> dict[str, Any]:
        raise AssertionError("the body was read")

    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/heard", "headers": [], "query_string": b"",
        "http_version": "1.1", "scheme": "http", "server": ("x", 1), "client": ("y", 2),
        "root_path": "", "raw_path": b"/heard", "asgi": {"version": "3.0"},
    }  # fmt: skip
    await house.door.app()(scope, receive, send)  # type: ignore[arg-type]
    assert sent[0]["status"] == 403


@pytest.mark.asyncio
async def test_knocking_is_said_seldom(house: House) -> None:
    with structlog.testing.capture_logs() as logs:
        for _ in range(120):
            await house.bring(said(1), "guessed")
    assert [entry["count"] for entry in logs] == [1, 10, 100]


@pytest.mark.asyncio
async def test_there_is_one_way_in(house: House) -> None:
    headers = {SECRET_HEADER: SECRET}
    for method, path, status in (
        ("GET", "/heard", 405), ("PUT", "/heard", 405), ("POST", "/", 404),
        ("POST", "/heard/", 404), ("POST", "/heard/x", 404), ("GET", "/healthz", 404),
    ):  # fmt: skip
        answer = await house.client.request(method, path, headers=headers, content=said(1))
        assert answer.status_code == status, (method, path)
    assert house.rows == []


@pytest.mark.asyncio
async def test_a_disk_that_refuses_is_no_yes_and_whoever_waits_is_told(house: House) -> None:
    house.refusing = 2
    answers = [(await house.bring(said(1))).status_code for _ in range(3)]
    assert answers == [503, 503, 200]
    assert house.losses == 2
    assert [one.update_id for one in house.refusals] == [1]  # from the second time on
    assert house.heard() == [1]


BAD = {
    "no JSON": b"{" + CANARY.encode(),
    "not UTF-8": b'{"update_id":1,"message":"\xff' + CANARY.encode(),
    "no number": b'{"message":{"text":"marmalade"}}',
    "a number beyond all numbers": b'{"update_id":99999999999999999999}',
    "arrays in arrays": b"[" * 100_000,
    "something else for a message": b'{"update_id":1,"message":"marmalade"}',
    "nothing": b"",
    "too large": said(1, CANARY + "x" * BODY_BYTES_MAX),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("body", BAD.values(), ids=BAD.keys())
async def test_what_nobody_can_read_is_taken_so_that_it_does_not_come_for_a_day(
    house: House, body: bytes
) -> None:
    with structlog.testing.capture_logs() as logs:
        assert (await house.bring(body)).status_code == 200
    assert house.rows == []
    assert [entry["event"] for entry in logs] == ["update.ignored"]
    assert CANARY not in str(logs)
    assert (await house.bring(said(2))).status_code == 200
    assert house.heard() == [2]


@pytest.mark.asyncio
async def test_a_body_that_does_not_end_is_given_up(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BODY_S", 0.05)

    async def slowly() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    app = house.door.app()
    parts = slowly()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": await anext(parts), "more_body": True}

    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/heard", "query_string": b"",
        "headers": [(SECRET_HEADER.lower().encode(), SECRET.encode())], "root_path": "",
        "http_version": "1.1", "scheme": "http", "server": ("x", 1), "client": ("y", 2),
    }  # fmt: skip
    await app(scope, receive, send)  # type: ignore[arg-type]
    assert sent[0]["status"] == 408
    assert house.rows == []


@pytest.mark.asyncio
async def test_what_comes_twice_is_stored_once(house: House) -> None:
    house.open.clear()
    asking = [asyncio.create_task(house.bring(said(1))) for _ in range(3)]
    await asyncio.wait(asking, timeout=2 * GAP_S)
    house.open.set()
    assert {answer.status_code for answer in await asyncio.gather(*asking)} == {200}
    assert (await house.bring(said(1))).status_code == 200  # our yes did not get there
    assert house.batches == [1]
    assert house.door.heard == 4


@pytest.mark.asyncio
async def test_side_by_side_the_numbers_say_who_was_first(house: House) -> None:
    await house.bring(said(1))
    tasks = []
    for number in (4, 3, 5, 2):
        tasks.append(asyncio.create_task(house.bring(said(number, chat=-5 if number % 2 else 7))))
        await asyncio.sleep(0.005)
    assert {answer.status_code for answer in await asyncio.gather(*tasks)} == {200}
    assert house.heard() == [1, 2, 3, 4, 5]


@pytest.mark.asyncio
async def test_what_comes_while_the_disk_is_slow_is_stored_together(house: House) -> None:
    await house.bring(said(1))
    house.open.clear()
    tasks = [asyncio.create_task(house.bring(said(number))) for number in range(2, 30)]
    await asyncio.wait(tasks, timeout=0.05)
    house.open.set()
    await asyncio.gather(*tasks)
    assert house.heard() == list(range(1, 30))
    assert len(house.batches) <= 3


@pytest.mark.asyncio
async def test_a_port_that_is_taken_is_one_line() -> None:
    with socket.socket(socket.AF_INET6 if socket.has_dualstack_ipv6() else socket.AF_INET) as other:
        other.bind(("", 0))
        other.listen()
        port = other.getsockname()[1]
        bot: Any = None
        house = House()
        door = Door(bot, Hook("https://x/", SECRET, port), journal(Shelf()), Still(), house)
        with pytest.raises(DoorTrouble, match=rf"^HEARD_PORT: {port}: .*in use"):
            await door.run()
    await house.client.aclose()


@pytest.mark.asyncio
async def test_at_a_stop_what_is_not_stored_is_no_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    house = House()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    bot: Any = Patient()
    hook = Hook(f"http://127.0.0.1:{port}/heard", SECRET, port)
    door = Door(bot, hook, house, Still(), house)  # type: ignore[arg-type]
    house.open.clear()
    running = asyncio.create_task(door.run())
    async with httpx.AsyncClient(headers={SECRET_HEADER: SECRET}) as client:
        async with asyncio.timeout(10):
            while not bot.asked:
                await asyncio.sleep(0.01)
        asking = asyncio.create_task(client.post(hook.url, content=said(1)))
        await asyncio.sleep(2 * GAP_S)
        running.cancel()
        assert (await asking).status_code == 503
    await asyncio.gather(running, return_exceptions=True)
    await house.client.aclose()
    assert house.rows == []


class Patient:
    """A Telegram that never answers."""

    asked = False

    async def get_webhook_info(self) -> None:
        self.asked = True
        await asyncio.Event().wait()
