"""A dialogue's file beside the seats: opened at the page, judged, played, begun again."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from bot.rehearsal.page.director import Director, directing
from bot.rehearsal.stage import stage
from tests.rehearsal.page.served import Page, Scene
from tests.rehearsal.page.test_begin import OURS

pytestmark = pytest.mark.asyncio(loop_scope="session")

WRONG = OURS.replace("turn: first", "tern: first")


@pytest_asyncio.fixture(loop_scope="session")
async def clean(page: Page) -> AsyncIterator[Page]:
    """The page, and afterwards no file of the test's on its stage."""
    yield page
    director = page.director
    number = director.notice.number
    if files := list(director.stage.own.iterdir()):
        for path in files:
            path.unlink()
        await page.scene(lambda scene: scene["bar"]["notice"] > number)
        await page.settled()


def begun(dialogue: str, step: str, *words: str) -> Callable[[Scene], object]:
    def fits(scene: Scene) -> bool:
        bar = scene["bar"]
        lines = str(scene["seats"][0]["panes"][0]["lines"])
        there = (bar["dialogue"], bar["step"]) == (dialogue, step) and not bar["under_way"]
        return there and all(one in lines for one in words)

    return fits


async def judged(page: Page) -> Scene:
    """The file that lies open."""
    scene = await page.scene(lambda scene: scene["bar"]["sheet"]["judged"])
    sheet: Scene = scene["bar"]["sheet"]
    return sheet


async def lies_judged(director: Director) -> None:
    with director.audience.watching() as news:
        while not director.sheet.shown.judged:
            news.clear()
            await news.wait()


async def text(page: Page) -> str:
    return (await page.client.get(f"{page.address}sheet.yaml")).text


async def test_a_file_is_opened_played_and_begun_again_on_a_change(clean: Page) -> None:
    page, director = clean, clean.director
    assert (await page.scene())["bar"]["sheet"]["name"] == ""
    await page.do("open_file", name="Ours, 2nd try.yml", text=OURS)
    scene = await page.scene(begun("ours", "ready", "Two minutes"))
    sheet = scene["bar"]["sheet"]
    assert (sheet["name"], sheet["own"], sheet["wrong"]) == ("Ours, 2nd try.yml", True, [])
    assert await text(page) == OURS

    director.begin_at("ours", "first")
    await page.scene(begun("ours", "first", "one thing."))
    await page.do("open_file", name="ours.yaml", text=OURS.replace("one thing.", "another thing."))
    scene = await page.scene(begun("ours", "first", "another thing."))
    assert scene["bar"]["sheet"]["number"] > sheet["number"]
    assert [one.name for one in director.stage.own.iterdir()] == ["ours.yaml"]

    renamed = OURS.replace("turn: first", "turn: second")
    await page.do("open_file", name="ours.yaml", text=renamed)
    await page.scene(begun("ours", "ready", "Two minutes"))


async def test_findings_are_listed_and_what_was_fine_is_still_played(clean: Page) -> None:
    page, director = clean, clean.director
    await page.do("open_file", name="ours.yaml", text=OURS)
    await page.scene(begun("ours", "ready"))
    couple, notice = director.couple.number, director.notice.number

    await page.do("open_file", name="ours.yaml", text=WRONG)
    wrong, *_ = (await judged(page))["wrong"]
    assert (wrong["file"], wrong["line"], wrong["code"]) == ("", 18, "S01")
    assert wrong["message"].startswith("a step has one verb")
    assert wrong["remedy"].startswith("Begin the step with one of")
    assert await text(page) == WRONG
    two = OURS.replace("speaker.name", "nobody").replace("minutes: 3", "minutes: 300")
    await page.do("open_file", name="ours.yaml", text=two)
    wrongs = (await judged(page))["wrong"]
    assert {"N04", "S03"} <= {one["code"] for one in wrongs}

    await asyncio.sleep(1.0)  # the watcher has looked twice
    assert (director.couple.number, director.notice.number) == (couple, notice)
    assert (director.stage.own / "ours.yaml").read_text("utf-8") == OURS
    await page.do("open_file", name="ours.yaml", text=OURS)
    assert (await judged(page))["wrong"] == []


@pytest.mark.parametrize(
    "content",
    ["", "\x00\x01binary", "\ud800".encode("utf-8", "replace").decode() + "[", "- a", "x: " * 9000],
    ids=["empty", "binary", "half", "list", "long"],
)
async def test_what_is_no_dialogue_is_a_finding(clean: Page, content: str) -> None:
    await clean.do("open_file", name="../../etc/x.txt", text=content)
    sheet = await judged(clean)
    assert sheet["wrong"]
    assert not list(clean.director.stage.own.iterdir())
    assert [one.name for one in (clean.director.stage.folder / "draft").iterdir()] == [
        "etc-x-txt.yaml"
    ]


async def test_a_seat_alone_sees_no_file(clean: Page) -> None:
    alone = clean.alone(await clean.scene(), "a")
    assert (await alone.act({"act": "open_file", "name": "x", "text": OURS})).status_code == 403
    assert (await alone.client.get(f"{alone.address}sheet.yaml")).status_code == 404
    assert (await alone.scene())["bar"] is None


async def test_a_watched_file_that_is_wrong_lies_open_until_it_is_mended(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(OURS, "utf-8")
    async with stage(dialogues=(tmp_path,)) as built, directing(built) as director:
        await built.rest()
        director.watch(on=True)

        async def written(content: str) -> None:
            """Write it, and wait until it has been heeded."""
            number = director.notice.number
            path.write_text(content, "utf-8")
            with director.audience.watching() as news:
                while director.notice.number == number or director.under_way:
                    news.clear()
                    await news.wait()

        await written(WRONG)
        sheet = director.sheet.shown
        assert (sheet.name, sheet.own, director.sheet.text) == ("ours.yaml", False, WRONG)
        first = sheet.wrong[0]
        assert (first.file, first.line, first.code) == ("", 18, "S01")
        await written(OURS)
        assert director.sheet.shown.wrong == ()
        director.sheet.open("ours.yaml", OURS.replace("Ours", "Ours, as it lies open"))
        await lies_judged(director)
        assert director.sheet.shown.wrong == ()
        director.read_dialogues()
        known = director.library.dialogue("ours")
        assert known is not None
        assert known.title == "Ours, as it lies open"
        director.sheet.open("mine.yaml", OURS.replace("ours", "mine"))
        director.sheet.trouble([])
        assert director.sheet.shown.name == "mine.yaml"
