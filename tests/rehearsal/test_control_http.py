"""The control interface over HTTP, and the trouble that needs a served world."""

import asyncio
import io
from datetime import UTC, datetime

import aiohttp
import pytest
import pytest_asyncio

from bot.rehearsal.clock import StageClock
from bot.rehearsal.control import REQUESTS, Emulation, Remote, WrongRequest, emulating, remote

pytestmark = pytest.mark.asyncio
TOKEN = "1234567:control"


class Table:
    """An emulation, its control from afar, and a bot's side of it."""

    def __init__(
        self, emulation: Emulation, control: Remote, session: aiohttp.ClientSession
    ) -> None:
        self.emulation, self.control, self.session = emulation, control, session

    async def call(self, method: str, **params: object) -> tuple[int, dict]:
        url = f"{self.emulation.api_url}/bot{TOKEN}/{method}"
        async with self.session.post(url, json=params) as answer:
            return answer.status, await answer.json()


@pytest_asyncio.fixture
async def table():
    start = datetime(2026, 3, 14, 20, tzinfo=UTC)
    async with (
        emulating(clock=StageClock(start)) as emulation,
        remote(emulation.control_url) as control,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session,
    ):
        made = Table(emulation, control, session)
        await control.ask("add_user", name="Ana", username="ana_b")
        await control.ask("add_bot", token=TOKEN, username="echo_bot", name="Echo")
        await control.ask("start", user="@ana_b", bot="@echo_bot")
        yield made


async def test_a_conversation_from_afar(table):
    ana = (await table.control.ask("people"))["users"][0]["id"]
    _, given = await table.call("getUpdates")
    assert [update["message"]["text"] for update in given["result"]] == ["/start"]
    assert (await table.call("sendMessage", chat_id=ana, text="Hello"))[0] == 200

    view = await table.control.ask("view", user="@ana_b", chat="@echo_bot")

    assert [(one["author"], one["text"]) for one in view["messages"]] == [
        ("Ana", "/start"),
        ("Echo", "Hello"),
    ]


async def test_a_wrong_request_is_the_same_line_from_afar(table):
    with pytest.raises(WrongRequest) as caught:
        await table.control.ask("post", user="@ana_b", chat=-5, text="a")

    assert caught.value.trouble == "impossible"
    assert str(caught.value) == (
        "post: chat: there is no group or channel -5. `people` lists what there is"
    )


@pytest.mark.parametrize(
    ("path", "method", "code", "words"),
    [
        ("/wrong/v1/people", "POST", 404, "There is nothing here. The address has the secret"),
        ("SECRET/v9/people", "POST", 404, "There is nothing here."),
        ("SECRET/v1/people", "GET", 405, "people: ask with POST and a JSON object"),
        ("SECRET/v1/fly", "POST", 404, "fly: there is no such verb. There are: accept_"),
        ("/", "GET", 404, "There is nothing here."),
    ],
)
async def test_other_addresses(table, path, method, code, words):
    scheme, _, host, secret, _ = table.emulation.control_url.split("/")
    url = f"{scheme}//{host}" + path.replace("SECRET", f"/{secret}")

    async with table.session.request(method, url) as answer:
        given = await answer.json()

    assert (answer.status, given["ok"]) == (code, False)
    assert given["error"].startswith(words)


async def test_web_pages_are_refused(table):
    url = f"{table.emulation.control_url}/people"
    for headers in ({"Origin": "http://evil.example"}, {"Host": "evil.example"}):
        async with table.session.post(url, headers=headers) as answer:
            assert answer.status == 403


async def test_the_address_lists_the_verbs(table):
    async with table.session.get(f"{table.emulation.control_url}/") as answer:
        listed = (await answer.json())["result"]

    assert listed.keys() == REQUESTS.keys()
    assert listed["leave"] == {"does": "Go out of a group by oneself.", "fields": "chat, user"}


@pytest.mark.parametrize(
    "body", [b'{"user": "\xff"}', b'{"user": 1, "attachment": {"x": ' + b"[" * 3000]
)
async def test_what_cannot_be_read_is_one_line(table, body):
    async with table.session.post(f"{table.emulation.control_url}/post", data=body) as answer:
        assert answer.status == 400
        assert len((await answer.json())["error"].splitlines()) == 1


async def test_too_much_is_too_much(table):
    async with table.session.post(
        f"{table.emulation.control_url}/people", data=io.BytesIO(b" " * (1024 * 1024 + 1))
    ) as answer:
        assert answer.status == 413


async def test_failing_calls(table):
    ask = table.control.ask
    await ask("fault", kind="too_many_requests", retry_after=9, times=2)
    await ask("fault", kind="server_error", status=503, method="getChat")
    await ask("fault", kind="refused", description="Forbidden: bot was blocked by the user")

    code, body = await table.call("getMe")
    assert (code, body["parameters"]) == (429, {"retry_after": 9})
    assert (await table.call("getMe"))[0] == 429
    assert await table.call("getMe") == (
        403,
        {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"},
    )
    assert (await table.call("getMe"))[0] == 200
    await ask("end_faults")
    assert (await table.call("getChat", chat_id=1))[0] == 400


async def test_dropped_calls(table):
    await table.control.ask("fault", kind="drop_after", method="sendMessage")
    ana = (await table.control.ask("people"))["users"][0]["id"]

    with pytest.raises(aiohttp.ClientError):
        await table.call("sendMessage", chat_id=ana, text="heard?")

    view = await table.control.ask("view", user="@ana_b", chat="@echo_bot", last=1)
    assert view["messages"][0]["text"] == "heard?"


async def test_nobody_listens_for_a_while(table):
    await table.control.ask("refuse_connections")
    with pytest.raises(aiohttp.ClientConnectorError):
        await table.call("getMe")
    await table.control.ask("accept_connections")
    assert (await table.call("getMe"))[0] == 200

    await table.control.ask("refuse_connections", seconds=0.05)
    with pytest.raises(aiohttp.ClientConnectorError):
        await table.call("getMe")
    while not table.emulation.control.door.is_open:
        await asyncio.sleep(0.01)
    assert (await table.call("getMe"))[0] == 200


async def test_a_waiting_poll_breaks_when_connections_are_refused(table):
    await table.call("getUpdates", offset=-1)
    await table.call("getUpdates", offset=2**31 - 1)
    polling = asyncio.create_task(table.call("getUpdates", timeout=30, offset=416203002))
    while not table.emulation.world.ledger.calls("getUpdates")[2:]:
        await asyncio.sleep(0.01)

    await table.control.ask("refuse_connections")

    with pytest.raises(aiohttp.ClientError):
        await polling


async def test_somebody_else_polls(table):
    (update,) = (await table.call("getUpdates"))[1]["result"]
    polling = asyncio.create_task(
        table.call("getUpdates", timeout=30, offset=update["update_id"] + 1)
    )
    while len(table.emulation.world.ledger.calls("getUpdates")) < 2:
        await asyncio.sleep(0.01)

    await table.control.ask("second_poller", bot="@echo_bot")

    code, body = await polling
    assert (code, body["description"][:54]) == (
        409,
        "Conflict: terminated by other getUpdates request; make",
    )


async def test_updates_come_twice_and_astray(table):
    ask = table.control.ask
    await ask("post", user="@ana_b", chat="@echo_bot", text="two")
    await ask("reorder_updates")
    await ask("duplicate_updates")

    _, first = await table.call("getUpdates")
    newest = max(update["update_id"] for update in first["result"])
    _, second = await table.call("getUpdates", offset=newest + 1)

    texts = [update["message"]["text"] for update in first["result"]]
    assert texts == ["two", "/start"]
    assert [update["message"]["text"] for update in second["result"]] == ["/start"]


async def test_a_taken_port_is_an_error(table):
    port = int(table.emulation.api_url.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"):
        async with emulating(port=port):
            pass
