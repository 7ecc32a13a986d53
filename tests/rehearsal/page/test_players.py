"""Personas in seats of the page."""

from datetime import timedelta

import pytest

from bot.rehearsal.page import sights
from bot.rehearsal.page.couple import PARTNERS, SeatKey
from bot.rehearsal.page.director import Director
from bot.rehearsal.page.prompter import who_acts
from bot.rehearsal.personas.acting import Actor
from bot.rehearsal.personas.temperament import TEMPERAMENTS
from bot.rehearsal.personas.vocabulary import vocabulary
from tests.rehearsal.page.served import Page, pane, seat, texts

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAIRS = (
    *(("eager", name) for name in TEMPERAMENTS),
    ("silent", "silent"),
    ("hot-headed", "hot-headed"),
    ("interrupter", "walk-away"),
)
#: More acts than this, and they talk in circles; nothing that is due later than this is waited for.
ACTS_MAX, LONG = 160, timedelta(hours=4)


async def played(director: Director, one: str, other: str, seed: int) -> int:
    """Let two of them play on the moved clock until nobody means to do anything and nothing is due
    soon; how often somebody did something."""
    words = vocabulary(director.book)
    actors = {
        key: Actor(TEMPERAMENTS[name], words, seed)
        for key, name in zip(PARTNERS, (one, other), strict=True)
    }
    done: dict[SeatKey, list[str]] = {key: [] for key in PARTNERS}
    stage = director.stage
    for count in range(ACTS_MAX):
        await stage.rest()
        found = who_acts(director, actors, done)
        due = director.due - stage.clock.now() if director.due else LONG
        if found is None and due >= LONG:
            return count
        if found is None or due.total_seconds() < found[1].after:
            stage.clock.move(max(due, timedelta()))
            continue
        key, intent = found
        stage.clock.move(timedelta(seconds=intent.after))
        done[key].append(intent.reason)
        director.play(sights.act(director.couple, key, intent))
    return ACTS_MAX


@pytest.mark.parametrize(("one", "other"), PAIRS)
async def test_an_evening_of_any_two_comes_to_an_end(page: Page, one: str, other: str) -> None:
    director = page.director
    notices = director.notice.number
    acts = await played(director, one, other, seed=7)
    assert 6 < acts < ACTS_MAX
    assert director.playing is None
    assert (director.heard, director.notice.number) == ("running", notices)
    assert '"level": "error"' not in director.stage.log()


async def test_two_eager_people_hear_each_other(page: Page) -> None:
    await played(page.director, "eager", "eager", seed=3)
    library = page.director.library
    dialogue = library.dialogue("three-good-minutes")
    assert dialogue is not None
    assert f"Heard: {dialogue.closings['done']}" in page.director.recorder.text()


async def test_the_interrupter_has_something_kept(page: Page) -> None:
    await played(page.director, "eager", "interrupter", seed=3)
    removed = page.director.stage.world.removed(page.director.couple.group)
    ben = page.director.couple.users["b"]
    assert len([one for one in removed if one.author is ben]) > 1  # the trial's, and its own


async def test_a_persona_takes_a_seat_and_gets_up(page: Page) -> None:
    await page.do("seat", seat="b", persona="eager")
    scene = await page.scene()
    assert [seat(scene, key)["persona"] for key in "abt"] == ["", "eager", ""]
    clock = page.director.stage.clock

    async def passes() -> None:
        clock.move(timedelta(seconds=15))

    await passes()
    await page.scene(lambda scene: pane(scene, "b", "private")["led"])
    await passes()
    await page.scene(lambda scene: pane(scene, "b", "private")["started"])
    await page.director.stage.rest()
    before = len(texts(await page.scene(), "b", "private"))
    await passes()
    await page.scene(lambda scene: len(texts(scene, "b", "private")) > before)

    await page.do("seat", seat="b", persona="")
    assert seat(await page.scene(), "b")["persona"] == ""
    greeting = texts(await page.scene(), "a")
    await passes()
    await page.director.stage.rest()
    assert texts(await page.scene(), "a") == greeting


async def test_a_persona_is_seen_typing_and_stays_for_the_next_couple(page: Page) -> None:
    await page.do("begin_at", dialogue="three-good-minutes", step="thanks")
    scene = await page.settled()
    speaker = next(
        key for key in PARTNERS if "speak" in page.director.playing.may[seat(scene, key)["name"]]
    )
    other = "b" if speaker == "a" else "a"
    await page.do("seat", seat=speaker, persona="eager")
    name = seat(scene, speaker)["name"]
    clock = page.director.stage.clock
    for _ in range(30):
        clock.move(timedelta(seconds=0.5))
        scene = await page.scene()
        if pane(scene, other, "group")["writing"]:
            break
    assert pane(scene, other, "group")["writing"] == [name]
    lines = len(texts(scene, other))
    clock.move(timedelta(seconds=15))
    scene = await page.scene(lambda scene: len(texts(scene, other)) > lines)
    await page.do("start_over")
    assert seat(await page.scene(), speaker)["persona"] == "eager"
