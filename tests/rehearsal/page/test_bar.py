"""What the stage manager does."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.rehearsal.page.deadlines import LABELS, label
from tests.rehearsal.page.served import Page, Scene, last, pane, texts

pytestmark = pytest.mark.asyncio(loop_scope="session")

#: What other tests leave due is less than this.
DUE_MAX = 60
FACILITATOR = Path(__file__).parents[3] / "bot" / "facilitator"


def settled(scene: Scene) -> bool:
    return scene["bar"]["heard"] == "running" and not scene["bar"]["under_way"]


# --- time ----------------------------------------------------------------------------------------


async def test_time_passes_by_so_much(page: Page) -> None:
    before = (await page.scene())["clock"]["now"]
    await page.do("move", seconds=60)
    after = (await page.settled())["clock"]["now"]
    assert 60_000 <= after - before < 75_000


async def test_up_to_the_next_deadline_which_has_a_name(page: Page) -> None:
    for _ in range(DUE_MAX):  # couples of other tests may have left something
        await page.do("next")
        if (await page.settled())["bar"]["text"] == "Nothing is due.":
            break
    else:
        pytest.fail("something is always due")
    await page.do("begin_at", dialogue="three-good-minutes", step="thanks")
    scene = await page.settled()
    assert scene["bar"]["due"] == LABELS["session.warn"]
    due = scene["clock"]["due"]
    await page.do("next")
    warned = await page.scene(lambda scene: scene["clock"]["due"] not in (None, due))
    assert warned["clock"]["now"] >= due
    assert warned["bar"]["due"] != LABELS["session.warn"]


async def test_every_deadline_of_heards_has_a_label() -> None:
    source = "\n".join(path.read_text("utf-8") for path in FACILITATOR.rglob("*.py"))
    clocks = re.findall(r'draft\.clock\(\s*"(\w+)"', source)
    deadlines = re.findall(r'draft\.deadline\(\s*"([\w.]+)"', source)
    names = {f"session.{name}" for name in clocks} | set(deadlines)
    assert len(names) > 8
    assert names - set(LABELS) == set()
    assert label("pause.something_new") == "pause something new"


# --- Heard ---------------------------------------------------------------------------------------


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
    moved = await page.scene(lambda scene: scene["clock"]["now"] >= before + 60_000)
    assert moved["bar"]["heard"] == "stopped"
    await page.do("restart")
    await page.scene(settled)


async def test_heards_rights(page: Page) -> None:
    assert (await page.scene())["bar"]["group"]["heard"] == "deletes"
    for wanted in ("reminds", "member", "absent", "member", "deletes"):
        await page.do("make_heard", wanted=wanted)
        scene = await page.scene()
        assert scene["bar"]["group"]["heard"] == wanted
        assert ("Heard" in pane(scene, "b", "group")["detail"]) == (wanted != "absent")


# --- the line ------------------------------------------------------------------------------------


async def test_offline_nothing_arrives_until_the_line_is_back(page: Page) -> None:
    await page.do("connect", how="offline")
    await page.scene(lambda scene: scene["bar"]["how"] == "offline")
    await page.do("post", seat="a", chat="group", text="/help")
    await page.do("move", seconds=60)
    await asyncio.sleep(0.3)
    assert last(await page.scene())["text"] == "/help"
    await page.do("connect", how="fine")
    await page.scene(lambda scene: last(scene)["who"] == "heard")


async def test_limited_the_first_try_is_refused_and_the_second_gets_through(page: Page) -> None:
    bot, ledger = page.director.stage.bot, page.director.stage.world.ledger
    await page.director.stage.rest()  # nothing else is sent that could be refused instead
    await page.do("connect", how="limited")
    await page.scene(lambda scene: not scene["bar"]["under_way"])
    await page.do("post", seat="a", chat="group", text="/help")
    await page.scene(lambda scene: last(scene)["who"] == "heard")
    calls = ledger.calls("sendMessage")[-2:]  # it keeps the newest only, so they have no numbers
    assert [one.code for one in calls] == [429, 200]
    assert calls[0].description.startswith("Too Many Requests: retry after 5")
    assert bot.id == calls[0].bot_id


async def test_slow_takes_its_time(page: Page) -> None:
    await page.do("connect", how="slow")
    await page.scene(lambda scene: not scene["bar"]["under_way"])
    await page.do("post", seat="a", chat="group", text="/help")
    await page.director.stage.rest()
    await page.scene(lambda scene: last(scene)["who"] == "heard")
    assert (await page.scene())["bar"]["how"] == "slow"


# --- the group -----------------------------------------------------------------------------------


async def test_a_basic_group_grows_and_what_was_said_can_still_be_read(page: Page) -> None:
    await page.do("start_over", owner="b", kind="group")
    scene = await page.scene(lambda scene: last(scene).get("keys"))
    assert scene["bar"]["group"] == {
        "owner": "b",
        "basic": True,
        "guest": False,
        "heard": "deletes",
    }
    assert await page.refused({"act": "make_heard", "wanted": "reminds"}) == (
        409,
        "An administrator of a basic group may always delete.",
    )
    await page.do("post", seat="a", chat="group", text="before")
    await page.director.stage.rest()
    await page.do("grow")
    scene = await page.scene(lambda scene: not scene["bar"]["group"]["basic"])
    lines = pane(scene, "a", "group")["lines"]
    (past,) = [line for line in lines if line["text"] == "before"]
    assert (past["past"], past.get("editable"), past.get("deletable")) == (True, None, None)
    assert not any(line.get("keys") for line in lines if line.get("past"))
    assert len({line["id"] for line in lines}) == len(lines)
    assert [line["text"] for line in lines].count("The group became a supergroup") == 1
    await page.do("post", seat="a", chat="group", text="after")
    assert "after" in texts(await page.scene(), "b")


async def test_the_owner_gives_the_group_away(page: Page) -> None:
    await page.do("give_to", seat="b")
    scene = await page.scene()
    assert scene["bar"]["group"]["owner"] == "b"
    assert "Ben (owner)" in pane(scene, "a", "group")["detail"]
    assert "Ana gave the group to Ben" in texts(scene, "a")
    await page.do("make_heard", wanted="reminds")
    assert (await page.scene())["bar"]["group"]["heard"] == "reminds"


async def test_a_therapist_can_own_the_group(page: Page) -> None:
    await page.do("start_over", owner="t")
    scene = await page.scene()
    assert scene["bar"]["group"]["owner"] == "t"
    assert texts(scene, "a")[:4] == [
        "Mara made the group",
        "Mara added Ana",
        "Mara added Ben",
        "Mara added Heard",
    ]


async def test_start_over(page: Page) -> None:
    old = page.director.couple
    await page.do("post", seat="a", chat="group", text="old")
    await page.do("start_over")
    scene = await page.scene()
    assert scene["couple"] == old.number + 1
    assert "old" not in texts(scene, "a")
    world = page.director.stage.world
    assert not old.group.member(page.director.stage.bot, world.now()).inside
