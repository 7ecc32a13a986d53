"""The rehearsal page over HTTP: who may ask for what."""

import json

import pytest

from bot.rehearsal.botapi import Upload
from tests.rehearsal.page.served import Page, last, texts

pytestmark = pytest.mark.asyncio(loop_scope="session")


# --- what is there, and for whom -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("", "text/html"),
        ("style.css", "text/css"),
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
    assert {"style.css", "page.js"} <= set(names)
    for name in names:
        if not name.startswith("#"):
            assert (await served.client.get(served.address + name)).status_code == 200, name


async def test_nothing_outside_the_secret(served: Page) -> None:
    for path in ("/", "/page.css", "/scenes", "/act", "/wrong/", "/wrong/scenes", "//"):
        assert (await served.client.get(served.origin + path)).status_code == 404
    for name in ("app.py", "../app.py", "%2e%2e/app.py", "media/none", "act", "index.html"):
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


# --- a seat's own link ---------------------------------------------------------------------------


async def test_a_seats_link_shows_that_seat_and_nothing_else(page: Page) -> None:
    couple, world = page.director.couple, page.director.stage.world
    world.start(couple.users["a"], couple.bot)
    world.post(couple.users["a"], couple.chat("a", "private"), "only Ana reads this")
    scene = await page.scene(lambda scene: "only Ana reads this" in texts(scene, "a", "private"))
    links = [seat["link"] for seat in scene["seats"]]
    assert len(set(links)) == 3

    alone = page.alone(scene, "b")
    shown = await alone.scene()
    assert [seat["key"] for seat in shown["seats"]] == ["b"]
    assert shown["bar"] is None
    said = json.dumps(shown)
    assert "only Ana reads this" not in said
    assert not [link for link in (*links, page.address) if link in said]
    html = (await page.client.get(alone.address)).text
    assert '<html lang="en" data-only="b"' in html
    assert "data-only" not in (await page.client.get(page.address)).text


async def test_a_seats_link_lets_one_act_in_that_seat_alone(page: Page) -> None:
    alone = page.alone(await page.scene(), "b")
    await alone.do("post", seat="b", chat="group", text="from my own window")
    assert last(await page.scene())["text"] == "from my own window"
    others = (
        {"act": "post", "seat": "a", "chat": "group", "text": "as Ana"},
        {"act": "move", "seconds": 10},
        {"act": "restart", "kill": True},
        {"act": "make_heard", "wanted": "absent"},
        {"act": "seat", "seat": "b", "persona": "eager"},
        {"act": "start_over"},
    )
    for what in others:
        assert await alone.refused(what) == (403, "This is Ben's seat alone.")
    assert (await page.client.get(f"{alone.address}transcript.txt")).status_code == 404


@pytest.mark.parametrize("body", [b'{"act": "\xff"}', b'{"x": ' + b"[" * 3000])
async def test_an_act_that_cannot_be_read_is_refused(page: Page, body: bytes) -> None:
    sent = {"origin": page.origin, "content-type": "application/json"}
    answer = await page.client.post(f"{page.address}act", content=body, headers=sent)
    assert (answer.status_code, answer.json()["error"][:11]) == (400, "No such act")


async def test_a_picture_is_for_those_who_see_its_chat(page: Page) -> None:
    couple, world, bot = page.director.couple, page.director.stage.world, page.director.stage.bot
    world.start(couple.users["a"], bot)
    await page.director.stage.rest()  # Heard has answered, and says no more
    content = b"\x89PNG\r\n\x1a\n" + bytes(100)
    world.call(
        bot.token, "sendPhoto", {"chat_id": couple.users["a"].id}, {"photo": Upload("a", content)}
    )
    scene = await page.scene(lambda scene: last(scene, "a", "private").get("media"))
    (photo,) = last(scene, "a", "private")["media"]
    path = f"media/{photo['file']}"
    for who, code in ((page, 200), (page.alone(scene, "a"), 200), (page.alone(scene, "b"), 404)):
        answer = await page.client.get(who.address + path)
        assert answer.status_code == code
    assert (await page.client.get(page.address + path)).content == content


async def test_a_document_opens_without_the_powers_of_the_page(page: Page) -> None:
    couple, world, bot = page.director.couple, page.director.stage.world, page.director.stage.bot
    world.start(couple.users["a"], bot)
    await page.director.stage.rest()  # Heard has answered, and says no more
    content = b"<!DOCTYPE html><script>alert(1)</script>" + bytes(100)
    for name, kind in (
        ("export.html", "text/html"),
        ("export.json", "application/json"),
        ("a.svg", "application/octet-stream"),
    ):
        chat = {"chat_id": couple.users["a"].id}
        world.call(bot.token, "sendDocument", chat, {"document": Upload(name, content)})
        scene = await page.scene(
            lambda scene, name=name: (
                last(scene, "a", "private").get("media", [{}])[0].get("detail") == name
            )
        )
        path = f"media/{last(scene, 'a', 'private')['media'][0]['file']}"
        for who, code in (
            (page, 200),
            (page.alone(scene, "a"), 200),
            (page.alone(scene, "b"), 404),
        ):
            answer = await page.client.get(who.address + path)
            assert answer.status_code == code
        answer = await page.client.get(page.address + path)
        assert answer.content == content
        assert answer.headers["content-type"].split(";")[0] == kind
        (policy,) = answer.headers.get_list("content-security-policy")
        assert policy.startswith("sandbox; default-src 'none'")
        assert answer.headers["x-content-type-options"] == "nosniff"
        saved = "content-disposition" in answer.headers
        assert saved == (kind == "application/octet-stream")
