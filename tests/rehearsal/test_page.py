"""The rehearsal page over HTTP: who may ask, what acts do, what is seen of them, and when."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio

from bot.rehearsal.page.content import announcement, medium
from bot.rehearsal.page.director import Director
from bot.rehearsal.rehearse import PortError, rehearse, rehearsing
from bot.rehearsal.stage import stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

Scene = dict[str, Any]


@dataclass
class Page:
    """The page's address, who directs, and a client that asks as the page does."""

    director: Director
    address: str
    client: httpx.AsyncClient

    @property
    def origin(self) -> str:
        return str(httpx.URL(self.address).copy_with(path="/")).rstrip("/")

    async def act(self, what: Any, **headers: str) -> httpx.Response:
        body = what if isinstance(what, bytes) else json.dumps(what).encode()
        sent = {"origin": self.origin, **headers}
        return await self.client.post(f"{self.address}act", content=body, headers=sent)

    async def do(self, act: str, /, **fields: Any) -> None:
        """An act that succeeds."""
        answer = await self.act({"act": act, **fields})
        assert (answer.status_code, answer.text) == (200, "{}")

    async def refused(self, what: Any) -> tuple[int, str]:
        """The code and the line of an act that does not, and that has changed nothing."""
        if self.director.heard == "running" and not self.director.under_way:
            await self.director.stage.rest()
        version = self.director.stage.world.log.version
        answer = await self.act(what)
        assert self.director.stage.world.log.version == version
        assert list(answer.json()) == ["error"]
        assert "\n" not in answer.json()["error"]
        return answer.status_code, answer.json()["error"]

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[AsyncIterator[Scene]]:
        async with self.client.stream("GET", f"{self.address}scenes") as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            lines = stream.aiter_lines()
            yield (json.loads(line[6:]) async for line in lines if line.startswith("data: "))

    async def scene(self, fits: Callable[[Scene], object] = lambda _: True) -> Scene:
        """The first scene that fits."""
        async with asyncio.timeout(20), self.watching() as scenes:
            async for scene in scenes:
                if fits(scene):
                    return scene
        raise AssertionError("the stream has ended")


def pane(scene: Scene, seat: str, chat: str) -> dict[str, Any]:
    panes = scene["seats"]["ab".index(seat)]["panes"]
    return panes[("group", "private").index(chat)]


def texts(scene: Scene, seat: str, chat: str) -> list[str]:
    return [line["text"] for line in pane(scene, seat, chat)["lines"]]


def last(scene: Scene, seat: str = "a", chat: str = "group") -> dict[str, Any]:
    return pane(scene, seat, chat)["lines"][-1]


def first_key(scene: Scene, seat: str, chat: str) -> dict[str, Any]:
    """The first button of the newest message, as a tap names it."""
    line = last(scene, seat, chat)
    return {"message": line["id"], "data": line["keys"][0][0]["value"]}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served() -> AsyncIterator[Page]:
    async with (
        stage() as built,
        rehearsing(built) as (director, address),
        httpx.AsyncClient(timeout=20) as client,
    ):
        yield Page(director, address, client)


@pytest_asyncio.fixture(loop_scope="module")
async def page(served: Page) -> Page:
    """A new couple, whom Heard has greeted."""
    await served.director.stage.rest()
    served.director.start_over()
    await served.scene(lambda scene: pane(scene, "a", "group")["lines"][-1].get("keys"))
    return served


# --- what is there, and for whom -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("", "text/html"),
        ("page.css", "text/css"),
        ("page.js", "text/javascript"),
        ("icon.svg", "image/svg+xml"),
    ],
)
async def test_files(served: Page, name: str, kind: str) -> None:
    answer = await served.client.get(served.address + name)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


async def test_everything_the_page_asks_for_is_there(served: Page) -> None:
    html = (await served.client.get(served.address)).text
    names = [part.split('"')[0] for part in html.replace("src=", "href=").split('href="')[1:]]
    assert "messages.css" in names
    for name in names:
        if not name.startswith("#"):
            assert (await served.client.get(served.address + name)).status_code == 200, name


async def test_nothing_outside_the_secret(served: Page) -> None:
    for path in ("/", "/page.css", "/scenes", "/act", "/wrong/", "/wrong/scenes", "//"):
        assert (await served.client.get(served.origin + path)).status_code == 404
    for name in ("app.py", "../app.py", "%2e%2e/app.py", "film/none", "act"):
        assert (await served.client.get(served.address + name)).status_code == 404


@pytest.mark.parametrize("host", ["heard.example", "127.0.0.1", "localhost:1", "evil.test:80", ""])
async def test_another_host_is_refused(served: Page, host: str) -> None:
    for path in ("", "scenes", "page.js"):
        answer = await served.client.get(served.address + path, headers={"host": host})
        assert answer.status_code == 403
        assert list(answer.json()) == ["error"]


@pytest.mark.parametrize("origin", [None, "null", "", "http://evil.test", "https://{host}"])
async def test_another_origin_is_refused(page: Page, origin: str | None) -> None:
    host = page.origin.removeprefix("http://")
    headers = {} if origin is None else {"origin": origin.format(host=host)}
    body = json.dumps({"act": "post", "seat": "a", "chat": "group", "text": "no"})
    answer = await page.client.post(f"{page.address}act", content=body, headers=headers)
    assert answer.status_code == 403
    assert last(await page.scene())["text"] != "no"


async def test_localhost_is_a_name_of_ours(served: Page) -> None:
    host = served.origin.removeprefix("http://").replace("127.0.0.1", "localhost")
    headers = {"host": host, "origin": f"http://{host}"}
    assert (await served.client.get(served.address, headers=headers)).status_code == 200
    assert (await served.act({"act": "start", "seat": "a"}, **headers)).status_code == 200


# --- the stream ----------------------------------------------------------------------------------


async def test_an_act_is_seen_in_the_other_seat_at_once(page: Page) -> None:
    async with asyncio.timeout(10), page.watching() as scenes:
        await anext(scenes)
        began = time.perf_counter()
        await page.do("post", seat="a", chat="group", text="Tea?")
        async for scene in scenes:
            if last(scene, "b")["text"] == "Tea?":
                break
        assert time.perf_counter() - began < 0.5
    assert (last(scene, "b")["who"], last(scene, "b").get("own")) == ("a", None)
    assert last(scene, "a")["own"] is True


async def test_many_changes_are_few_scenes(page: Page) -> None:
    couple, world = page.director.couple, page.director.stage.world
    seen = 0
    async with asyncio.timeout(10), page.watching() as scenes:
        await anext(scenes)
        for number in range(50):
            world.post(couple.users["b"], couple.group, f"word {number}")
        async for scene in scenes:
            seen += 1
            if last(scene)["text"] == "word 49":
                break
    assert seen <= 3


async def test_a_move_of_the_clock_is_seen(page: Page) -> None:
    before = (await page.scene())["clock"]
    page.director.stage.clock.move(timedelta(hours=1))
    after = await page.scene(lambda scene: scene["clock"]["now"] > before["now"] + 3_500_000)
    assert after["clock"]["ticks"] is True


# --- what partners do ----------------------------------------------------------------------------


async def test_post_edit_delete(page: Page) -> None:
    await page.do("post", seat="b", chat="group", text="Tee?")
    line = last(await page.scene(), "b")
    assert (line["text"], line["editable"]) == ("Tee?", True)
    here = {"seat": "b", "chat": "group", "message": line["id"]}
    await page.do("edit", **here, text="Tea?")
    line = last(await page.scene())
    assert (line["text"], line["edited"], line["author"]) == ("Tea?", True, "Ben")
    await page.do("delete", **here)
    assert "Tea?" not in texts(await page.scene(), "a", "group")


@pytest.mark.parametrize(
    ("what", "label", "text"),
    [("sticker", "🙂", ""), ("voice", "Voice note", ""), ("photo", "Photo", "look")],
)
async def test_things_that_are_not_text(page: Page, what: str, label: str, text: str) -> None:
    await page.do("send", seat="a", chat="group", what=what, text=text)
    line = last(await page.scene(), "b")
    assert (line["medium"]["label"], line["text"]) == (label, text)


async def test_who_is_writing_is_seen_by_the_other_until_they_have_written(page: Page) -> None:
    await page.do("write", seat="a", chat="group")
    scene = await page.scene()
    assert (pane(scene, "a", "group")["writing"], pane(scene, "b", "group")["writing"]) == (
        [],
        ["Ana"],
    )
    await page.do("post", seat="a", chat="group", text="Done.")
    assert pane(await page.scene(), "b", "group")["writing"] == []


async def test_writing_to_heard_is_seen_by_nobody(page: Page) -> None:
    await page.do("write", seat="a", chat="private")
    scene = await page.scene()
    assert not any(one["writing"] for seat in scene["seats"] for one in seat["panes"])


async def test_a_tap_that_opens_a_link_leads_to_start(page: Page) -> None:
    scene = await page.scene()
    assert pane(scene, "a", "private")["door"]
    assert not pane(scene, "a", "private")["started"]
    assert [key["label"] for key in last(scene)["keys"][0]] == ["I'm in", "Not now"]
    await page.do("tap", seat="a", chat="group", **first_key(scene, "a", "group"))
    scene = await page.scene(lambda scene: pane(scene, "a", "private")["led"])
    assert pane(scene, "b", "private")["led"] == 0
    await page.do("start", seat="a")
    scene = await page.scene(lambda scene: len(pane(scene, "a", "private")["lines"]) > 1)
    assert texts(scene, "a", "private")[0] == "/start"
    assert not pane(scene, "a", "private")["door"]
    assert last(scene, "a", "private")["keys"]


async def test_a_toast_is_for_the_tapper_alone(page: Page) -> None:
    card = last(await page.scene())
    skip = card["keys"][0][1]["value"]
    await page.do("tap", seat="b", chat="group", message=card["id"], data=skip)
    await page.director.stage.rest()
    couple, stage = page.director.couple, page.director.stage
    tap = stage.world.tap(couple.users["b"], couple.group, card["id"], skip)
    stage.world.call(
        stage.bot.token, "answerCallbackQuery", {"callback_query_id": tap.id, "text": "Noted."}
    )
    scene = await page.scene()
    assert pane(scene, "b", "group")["toast"]["text"] == "Noted."
    assert pane(scene, "a", "group")["toast"] is None


async def test_links(page: Page) -> None:
    await page.do("follow", seat="b", url="https://t.me/heard_bot?start=room_1")
    assert pane(await page.scene(), "b", "private")["led"] == 1
    await page.do("start", seat="b")
    assert texts(await page.scene(), "b", "private")[0] == "/start"
    url = "https://t.me/heard_bot?startgroup=setup&admin=delete_messages"
    await page.do("follow", seat="a", url=url)
    assert last(await page.scene())["text"].startswith("/start@heard_bot setup")
    assert await page.refused({"act": "follow", "seat": "b", "url": url}) == (
        409,
        "Ben may not appoint administrators.",
    )


async def test_the_commands_of_each_chat(page: Page) -> None:
    scene = await page.scene(lambda scene: pane(scene, "a", "group")["commands"])
    group, private = (
        {one["command"] for one in pane(scene, "b", chat)["commands"]}
        for chat in ("group", "private")
    )
    assert "begin" in group - private
    assert "held" in private - group


# --- what is impossible --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "code", "why"),
    [
        (b"", 400, "No such act"),
        (b"{", 400, "No such act"),
        (b"[]", 400, "No such act"),
        (b'{"act":"post","seat":"a","chat":"group","text":"\\ud800"}', 400, "No such act"),
        ({"act": "dance"}, 400, "No such act"),
        ({"act": "post", "seat": "c", "chat": "group", "text": "x"}, 400, "No such act"),
        ({"act": "post", "seat": "a", "chat": "kitchen", "text": "x"}, 400, "No such act"),
        ({"act": "post", "seat": "a", "chat": "group"}, 400, "No such act"),
        ({"act": "start", "seat": "a", "more": 1}, 400, "No such act"),
        ({"act": "move", "seconds": 0}, 400, "No such act"),
        ({"act": "move", "seconds": 10**9}, 400, "No such act"),
        ({"act": "send", "seat": "a", "chat": "group", "what": "poll"}, 400, "No such act"),
        ({"act": "post", "seat": "a", "chat": "group", "text": " "}, 409, "There is nothing to"),
        ({"act": "post", "seat": "a", "chat": "group", "text": "x" * 5000}, 409, "No client sends"),
        ({"act": "post", "seat": "a", "chat": "private", "text": "x"}, 409, "Press START first."),
        ({"act": "post", "seat": "a", "chat": "group", "text": "x" * 70_000}, 413, "That is too"),
        ({"act": "edit", "seat": "a", "chat": "group", "message": 5, "text": "x"}, 409, "Only one"),
        ({"act": "delete", "seat": "a", "chat": "group", "message": 5}, 409, "Only one's own"),
        ({"act": "delete", "seat": "b", "chat": "group", "message": 99}, 409, "Only one's own"),
        ({"act": "tap", "seat": "a", "chat": "group", "message": 5, "data": "?"}, 409, "There is"),
        ({"act": "tap", "seat": "a", "chat": "group", "message": 5, "data": ""}, 400, "No such"),
        ({"act": "follow", "seat": "a", "url": "https://example.org"}, 409, "This link leads out"),
        ({"act": "follow", "seat": "a", "url": "http://[::1"}, 409, "This is no link."),
        (
            {"act": "follow", "seat": "a", "url": "t.me/heard_bot?startgroup=x&admin=fly"},
            409,
            "This link asks for rights",
        ),
    ],
)
async def test_what_is_impossible_says_why_and_changes_nothing(
    page: Page, what: Any, code: int, why: str
) -> None:
    refused = await page.refused(what)
    assert refused[0] == code
    assert refused[1].startswith(why)


# --- the bar -------------------------------------------------------------------------------------


def settled(scene: Scene) -> bool:
    return scene["bar"]["heard"] == "running" and not scene["bar"]["under_way"]


async def test_time_passes_by_so_much(page: Page) -> None:
    before = (await page.scene())["clock"]["now"]
    await page.do("move", seconds=60)
    after = (await page.scene(settled))["clock"]["now"]
    assert 60_000 <= after - before < 75_000


async def test_up_to_the_next_deadline(page: Page) -> None:
    await page.do("next")
    assert (await page.scene(settled))["bar"]["text"] == "Nothing is due."
    await page.do("tap", seat="a", chat="group", **first_key(await page.scene(), "a", "group"))
    await page.scene(lambda scene: pane(scene, "a", "private")["led"])
    await page.do("start", seat="a")
    scene = await page.scene(lambda scene: len(pane(scene, "a", "private")["lines"]) > 1)
    await page.do("tap", seat="a", chat="private", **first_key(scene, "a", "private"))
    await page.scene(lambda scene: "You're in." in last(scene, "a", "private")["text"])
    await page.do("post", seat="a", chat="group", text="/pause")
    due = (await page.scene(lambda scene: scene["clock"]["due"]))["clock"]["due"]
    await page.do("next")
    scene = await page.scene(lambda scene: "Now, or later?" in last(scene)["text"])
    assert scene["clock"]["now"] >= due


@pytest.mark.parametrize("kill", [False, True])
async def test_restart(page: Page, kill: bool) -> None:
    await page.do("restart", kill=kill)
    scene = await page.scene()
    assert (scene["bar"]["heard"], scene["bar"]["under_way"]) == ("starting", "starting Heard")
    assert await page.refused({"act": "move", "seconds": 10}) == (
        409,
        "One thing at a time: starting Heard.",
    )
    await page.scene(settled)
    await page.do("post", seat="a", chat="group", text="/help")
    await page.scene(lambda scene: last(scene)["who"] == "heard" and last(scene).get("keys"))


async def test_heard_that_does_not_come_to_rest_is_told_of(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_: timedelta) -> None:
        raise TimeoutError

    monkeypatch.setattr(page.director.stage, "wait", never)
    await page.do("move", seconds=10)
    text = (await page.scene(settled))["bar"]["text"]
    assert text.startswith("Heard doesn't come to rest. Its log: ")
    assert text.endswith("product.log")


async def test_heard_that_has_died_is_seen_to_be_gone(page: Page) -> None:
    await page.director.stage.stop(kill=True)
    await page.scene(lambda scene: scene["bar"]["heard"] == "stopped")
    before = (await page.scene())["clock"]["now"]
    await page.do("move", seconds=60)
    assert (await page.scene())["clock"]["now"] >= before + 60_000
    await page.do("restart")
    await page.scene(settled)


async def test_the_right_to_delete(page: Page) -> None:
    assert (await page.scene())["bar"]["may_delete"] is True
    await page.do("allow", deleting=False)
    scene = await page.scene(lambda scene: "can't remove" in last(scene)["text"])
    assert scene["bar"]["may_delete"] is False
    await page.do("allow", deleting=True)
    assert (await page.scene())["bar"]["may_delete"] is True


async def test_start_over(page: Page) -> None:
    old = page.director.couple
    await page.do("post", seat="a", chat="group", text="old")
    await page.do("start_over")
    scene = await page.scene()
    assert scene["couple"] == old.number + 1
    assert "old" not in texts(scene, "a", "group")
    world = page.director.stage.world
    assert not old.group.member(page.director.stage.bot, world.now()).inside


# --- in words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actor", "content", "words"),
    [
        ("Ana", {"supergroup_chat_created": True}, "Ana made the group"),
        ("Ana", {"new_chat_members": [{"first_name": "Ben"}]}, "Ana added Ben"),
        ("Ben", {"new_chat_members": [{"first_name": "Ben"}]}, "Ben came in"),
        ("Ana", {"left_chat_member": {"first_name": "Ben"}}, "Ana removed Ben"),
        ("Ben", {"left_chat_member": {"first_name": "Ben"}}, "Ben left"),
        ("Ana", {"pinned_message": {}}, "Ana pinned a message"),
        ("Ana", {"new_chat_title": "x"}, "The group has changed"),
    ],
)
async def test_announcements(actor: str, content: dict[str, Any], words: str) -> None:
    assert announcement(actor, content) == words


@pytest.mark.parametrize(
    ("kind", "content", "label", "detail"),
    [
        ("voice", {"duration": 64}, "Voice note", "1:04"),
        ("photo", [{"file_id": "x"}], "Photo", ""),
        ("dice", {"emoji": "🎲", "value": 3}, "🎲", "3"),
        ("document", {"file_name": "a.pdf"}, "File", "a.pdf"),
        ("contact", {"first_name": "Cara"}, "Contact", "Cara"),
        (
            "poll",
            {"question": "Tea?", "options": [{"text": "yes"}, {"text": "no"}]},
            "Poll",
            "Tea? (yes, no)",
        ),
        ("game", {}, "game", ""),
    ],
)
async def test_media(kind: str, content: object, label: str, detail: str) -> None:
    shown = medium(kind, content)
    assert shown is not None
    assert (shown.label, shown.detail, shown.file) == (label, detail, "")


async def test_a_film_can_be_played(page: Page) -> None:
    couple, world = page.director.couple, page.director.stage.world
    sent = world.post(couple.users["a"], couple.group, animation=True)
    file = last(await page.scene())["medium"]["file"]
    answer = await page.client.get(f"{page.address}film/{file}")
    assert answer.headers["content-type"] == "video/mp4"
    stored = world.files.by_id(sent.body.payload["file_id"])
    assert answer.content == stored.content
    photo = world.post(couple.users["a"], couple.group, photo=True).body.payload[0]["file_id"]
    assert (await page.client.get(f"{page.address}film/{photo}")).status_code == 404


# --- the command ---------------------------------------------------------------------------------


async def test_rehearse_says_where_and_stops_with_streams_open(
    capsys: pytest.CaptureFixture[str],
) -> None:
    running = asyncio.create_task(rehearse(port=0, open_browser=False))
    said = ""
    async with asyncio.timeout(10):
        while "Ctrl-C" not in said:
            await asyncio.sleep(0.02)
            said += capsys.readouterr().out
    address = said.split()[3]
    assert said.startswith("Heard rehearses at http://127.0.0.1:")
    async with httpx.AsyncClient() as client, client.stream("GET", f"{address}scenes") as stream:
        await anext(stream.aiter_lines())
        began = time.perf_counter()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert time.perf_counter() - began < 2
    assert capsys.readouterr().err == ""


async def test_a_port_that_is_taken(served: Page) -> None:
    port = httpx.URL(served.address).port
    with pytest.raises(PortError, match=f"port {port}: address already in use"):
        await rehearse(port=port, open_browser=False)
