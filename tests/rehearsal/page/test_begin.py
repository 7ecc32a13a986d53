"""Beginning at any step, and again when a file changes."""

from pathlib import Path

import pytest

from bot.adapters.library import check, shipped
from bot.rehearsal.page.director import directing
from bot.rehearsal.page.stations import stations
from bot.rehearsal.stage import stage
from tests.rehearsal.page.served import Page, texts

pytestmark = pytest.mark.asyncio(loop_scope="session")

DIALOGUES, _ = check(sorted(shipped().glob("*.yaml")))
STATIONS = [(one.dialogue, station.step) for one in DIALOGUES for station in stations(one)]
NAMES = [f"{dialogue}-{step or 'place'}" for dialogue, step in STATIONS]


async def test_every_dialogue_has_a_station() -> None:
    assert {dialogue for dialogue, _ in STATIONS} == {one.dialogue for one in DIALOGUES}
    assert len(STATIONS) > 10


@pytest.mark.parametrize(("dialogue", "step"), STATIONS, ids=NAMES)
async def test_every_step_that_waits_can_be_begun_at(page: Page, dialogue: str, step: str) -> None:
    number = (await page.scene())["couple"]
    notices = page.director.notice.number
    await page.do("begin_at", dialogue=dialogue, step=step)
    scene = await page.settled(couple=number + 1)
    assert (scene["bar"]["dialogue"], scene["bar"]["step"]) == (dialogue, step)
    assert (scene["couple"], page.director.notice.number) == (number + 1, notices)


async def test_what_there_is_to_choose_from(page: Page) -> None:
    choices = (await page.scene())["bar"]["choices"]
    offered = [(one["dialogue"], step["step"]) for one in choices for step in one["steps"]]
    assert sorted(offered) == sorted(STATIONS)
    steps = {step["step"]: step for one in choices for step in one["steps"]}
    assert steps["thanks"]["verb"] == "turn"
    assert steps["thanks"]["way"] == "apart"
    assert "{{" not in "".join(step["glimpse"] for step in steps.values())


async def test_people_who_get_stuck_say_where(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.rehearsal.page.prompter.ACTS_MAX", 3)
    await page.do("begin_at", dialogue="three-good-minutes", step="back")
    scene = await page.settled()
    assert scene["bar"]["text"] == "Eager people don't get to “back” here: nothing runs."


# --- files that change ---------------------------------------------------------------------------

OURS = """\
dialogue: ours
edition: 1
title: Ours
purpose: To be changed.
lineage: [ours]
rows: [P29]
need: warm
level: 1
minutes: 3
roles: [speaker, listener]
steps:
  - consent: ready
    text: Two minutes, nothing more.
  - rounds: both
    times: 2
    swap: [speaker, listener]
    steps:
      - turn: first
        floor: speaker
        text: "{{ speaker.name }}, one thing."
"""


async def test_a_changed_file_is_read_and_its_step_begun_again(tmp_path: Path, page: Page) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(OURS, "utf-8")
    async with stage(dialogues=(tmp_path,)) as built, directing(built) as director:
        await built.rest()

        async def idle() -> None:
            with director.audience.watching() as news:
                while director.under_way:
                    news.clear()
                    await news.wait()

        async def told(text: str) -> str:
            """Write the file, and wait for what is said of it."""
            number = director.notice.number
            path.write_text(text, "utf-8")
            with director.audience.watching() as news:
                while director.notice.number == number:
                    news.clear()
                    await news.wait()
            await idle()
            return director.notice.text

        def shown() -> list[str]:
            return [one.text for one in director.couple.view("a", "group").messages]

        director.begin_at("ours", "first")
        await idle()
        assert "Ana, one thing." in shown() or "Ben, one thing." in shown()
        director.watch(on=True)

        said = await told(OURS.replace("one thing.", "another thing, please."))
        assert said == "ours.yaml is read anew, and begun again at “first”."
        assert any("another thing, please." in one for one in shown())
        assert director.playing is not None
        assert (director.playing.dialogue, director.playing.step) == ("ours", "first")

        said = await told(OURS.replace("turn: first", "tern: first"))
        assert said.startswith(f"{path}:18: S01")
        assert any("another thing, please." in one for one in shown())

        said = await told(OURS.replace("turn: first", "turn: second"))
        assert said == "ours.yaml is read anew; one cannot begin at 'first' of 'ours'."

        director.watch(on=False)
        number = director.notice.number
        path.write_text(OURS, "utf-8")
        director.begin_at("ours", "ready")
        await idle()
        assert director.notice.number == number
    assert "ours" not in str(texts(await page.scene(), "a"))
