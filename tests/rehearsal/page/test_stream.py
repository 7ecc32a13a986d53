"""Scenes: when they come, and what is in them."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from tests.rehearsal.page.served import Page, Scene, last, pane, texts

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_act_is_seen_in_the_other_seat_by_the_next_scene(page: Page) -> None:
    async with asyncio.timeout(10), page.watching() as scenes:
        await anext(scenes)
        await page.do("post", seat="a", chat="group", text="Tea?")
        scene = await anext(scenes)
    assert (last(scene, "b")["text"], last(scene, "b")["who"]) == ("Tea?", "a")
    assert (last(scene, "b").get("own"), last(scene, "a")["own"]) == (None, True)


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


async def test_only_chats_that_have_changed_are_sent_again(page: Page) -> None:
    async with (
        asyncio.timeout(10),
        page.client.stream("GET", f"{page.address}scenes") as stream,
    ):
        data = (line[6:] async for line in stream.aiter_lines() if line.startswith("data: "))
        first = json.loads(await anext(data))
        assert all(one for seat in first["seats"] for one in seat["panes"])
        await page.do("start", seat="a")
        second = json.loads(await anext(data))
        kept = [[one is None for one in seat["panes"]] for seat in second["seats"]]
        assert kept == [[True, False], [True, True], [True, True]]
        await page.do("post", seat="a", chat="group", text="one more")
        posted = last_group(json.loads(await anext(data)))
        await page.do("edit", seat="a", chat="group", message=posted["id"], text="and changed")
        changed = last_group(json.loads(await anext(data)))
        assert (changed["id"], changed["text"]) == (posted["id"], "and changed")
        await page.do("delete", seat="a", chat="group", message=posted["id"])
        third = json.loads(await anext(data))["seats"][1]["panes"][0]
        assert (third["lines"], third["gone"]) == ([], [posted["id"]])


def last_group(scene: Scene) -> dict[str, Any]:
    """The only line of Ben's group that a scene brings."""
    (line,) = scene["seats"][1]["panes"][0]["lines"]
    return line


async def test_a_new_couple_is_sent_whole(page: Page) -> None:
    async with asyncio.timeout(10), page.watching() as scenes:
        await anext(scenes)
        page.director.start_over()
        scene = await anext(scenes)
    assert scene["couple"] == page.director.couple.number
    assert texts(scene, "b")[0] == "Ana made the group"


async def test_a_move_of_the_clock_is_seen(page: Page) -> None:
    before = (await page.scene())["clock"]
    page.director.stage.clock.move(timedelta(hours=1))
    after = await page.scene(lambda scene: scene["clock"]["now"] > before["now"] + 3_500_000)
    assert after["clock"]["ticks"] is True


async def test_how_one_begins_is_said_until_both_are_in(page: Page) -> None:
    im_in = page.director.book["button.im_in"]
    scene = await page.scene()
    assert scene["tagline"] == f"You play both. Tap “{im_in}” for Ana, then for Ben."
    assert pane(scene, "a", "private")["door"] == "Ana opens her chat with Heard:"
    assert pane(scene, "b", "private")["door"] == "Ben opens his chat with Heard:"
    await page.do("begin_at", dialogue="try-me", step="banana")
    scene = await page.settled()
    assert im_in not in scene["tagline"]
