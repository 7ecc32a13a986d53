"""Runs as transcripts: what is written down of them, and playing them again."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.dialogue.library import Library
from bot.rehearsal.plays.rig import PureRig
from bot.rehearsal.transcripts.cast import wait
from bot.rehearsal.transcripts.script import parse
from tests.rehearsal.page.served import Page, first_key, last, pane, texts

pytestmark = pytest.mark.asyncio(loop_scope="session")

CORPUS = Path(__file__).parents[2] / "transcripts"
Evening = Callable[[Page], Awaitable[None]]


async def saved(page: Page) -> str:
    answer = await page.client.get(f"{page.address}transcript.txt")
    assert answer.headers["content-disposition"] == 'attachment; filename="rehearsal.txt"'
    return answer.text


async def both_in(page: Page) -> None:
    """By hand, as people do it."""
    for key in "ab":
        scene = await page.scene()
        greeting = next(one for one in pane(scene, key, "group")["lines"] if one.get("keys"))
        here = {"seat": key, "chat": "group", "message": greeting["id"]}
        await page.do("tap", **here, data=greeting["keys"][0][0]["value"])
        await page.scene(lambda scene, key=key: pane(scene, key, "private")["led"])
        await page.director.stage.rest()
        await page.do("start", seat=key)
        await page.director.stage.rest()
        scene = await page.scene(lambda scene, key=key: last(scene, key, "private").get("keys"))
        await page.do("tap", seat=key, chat="private", **first_key(scene, key, "private"))
        await page.director.stage.rest()


async def a_trial(page: Page) -> None:
    await both_in(page)
    await page.do("post", seat="b", chat="group", text="in the same breath")
    await page.director.stage.rest()
    await page.do("move", seconds=10)
    await page.settled()
    await page.do("post", seat="b", chat="group", text="banana")
    await page.director.stage.rest()


async def a_pause_to_its_end(page: Page) -> None:
    await both_in(page)
    await page.do("post", seat="a", chat="group", text="/pause 20m")
    await page.director.stage.rest()
    await page.do("move", seconds=1200)
    await page.settled()
    await page.director.stage.rest()
    await page.do("post", seat="b", chat="group", text="two lines\nof text")
    await page.director.stage.rest()


async def a_crash_and_rights(page: Page) -> None:
    await both_in(page)
    await page.do("restart", kill=True)
    await page.settled()
    await page.do("make_heard", wanted="reminds")
    await page.director.stage.rest()
    await page.do("send", seat="b", chat="group", what="voice")
    await page.director.stage.rest()
    await page.do("make_heard", wanted="deletes")
    await page.director.stage.rest()
    await page.do("leave", seat="b")
    await page.director.stage.rest()
    await page.do("join", seat="b")
    await page.director.stage.rest()


async def the_therapist(page: Page) -> None:
    await page.do("join", seat="t")
    await page.director.stage.rest()
    await page.do("post", seat="t", chat="group", text="Good evening.")
    await page.director.stage.rest()
    line = last(await page.scene(lambda scene: "Good evening." in texts(scene, "t")), "t")
    here = {"seat": "t", "chat": "group"}
    said = next(
        one["id"]
        for one in pane(await page.scene(), "t", "group")["lines"]
        if one["text"] == "Good evening."
    )
    await page.do("edit", **here, message=said, text="Good evening, you two.")
    await page.director.stage.rest()
    await page.do("delete", **here, message=said)
    await page.do("leave", seat="t")
    await page.director.stage.rest()
    assert line


@pytest.mark.parametrize(
    "evening", [both_in, a_trial, a_pause_to_its_end, a_crash_and_rights, the_therapist]
)
async def test_a_run_that_is_saved_plays_again_as_it_was(page: Page, evening: Evening) -> None:
    await evening(page)
    text = await saved(page)
    script = parse(text)
    assert script.lines[0].does == "Ana adds Heard"
    assert script.began <= page.director.stage.clock.now()
    await page.do("replay", text=text)
    said = (await page.settled())["bar"]["text"]
    assert said == f"Played {len(script.lines)} lines. Everything was seen as it stands there."


async def test_a_run_that_is_saved_is_a_test_for_the_engine_alone(
    page: Page, library: Library
) -> None:
    await a_trial(page)
    script = parse(await saved(page))
    rig = PureRig(library, script)
    for line in script.lines:
        assert rig.play(line.does) == line.seen
    assert "note.kept" in rig.notes


async def test_a_run_reads_like_a_play(page: Page) -> None:
    await a_trial(page)
    does = [line.does for line in parse(await saved(page)).lines if wait(line.does) is None]
    im_in = page.director.book["button.im_in"]
    assert does == [
        "Ana adds Heard",
        f"Ana taps {im_in}",
        "Ana starts",
        f"Ana taps {im_in}, private",
        f"Ben taps {im_in}",
        "Ben starts",
        f"Ben taps {im_in}, private",
        "Ben: in the same breath",
        "Ben: banana",
    ]
    script = parse(await saved(page))
    assert "gone: Ben: banana" in script.lines[-1].seen


async def test_another_owner_and_a_basic_group_stand_in_the_head(page: Page) -> None:
    await page.do("start_over", owner="b", kind="group")
    await page.director.stage.rest()
    script = parse(await saved(page))
    assert (script.owner, script.kind) == ("Ben", "group")
    assert script.lines[0].does == "Ben adds Heard as member"
    await page.do("grow")
    await page.director.stage.rest()
    text = await saved(page)
    assert parse(text).lines[-1].does == "Ben migrates"
    await page.do("replay", text=text)
    assert (await page.settled())["bar"]["text"].endswith("seen as it stands there.")
    assert page.director.couple.owner.name == "Ben"


@pytest.mark.parametrize("name", ["setup/the-first-ten-minutes", "away/for-hours"])
async def test_transcripts_of_the_corpus_play_on_the_page(page: Page, name: str) -> None:
    text = (CORPUS / f"{name}.txt").read_text("utf-8")
    await page.do("replay", text=text)
    said = (await page.settled())["bar"]["text"]
    count = len(parse(text).lines)
    assert said == f"Played {count} lines. Everything was seen as it stands there."
    assert (await page.scene())["clock"]["ticks"] is True


async def test_the_first_line_that_is_seen_otherwise_is_named(page: Page) -> None:
    text = "Ana adds Heard\n  Heard: Something else.\nBen: Hello\n"
    await page.do("replay", text=text)
    said = (await page.settled())["bar"]["text"]
    assert said.startswith("Line 1 (Ana adds Heard): expected “Heard: Something else.”, seen “")
    assert said.endswith(" 0 lines before it were alike.")
    await page.do("replay", text="Ana taps Dance\n")
    said = (await page.settled())["bar"]["text"]
    assert said.startswith("Line 1 (Ana taps Dance): Ana sees no button 'Dance'.")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "nobody does anything in it"),
        ("# only a head\n", "nobody does anything in it"),
        ("  seen before anything\n", "-:1: something is seen before anybody does anything"),
        ("# given: a miracle\nAna: Hello\n", "there is no beginning 'a miracle'"),
        ("# owner: Zoe\nAna: Hello\n", "Zoe has no seat"),
        ("# began: yesterday\nAna: Hello\n", "-: “# began: yesterday” is no instant"),
        ("# pace: quick\nAna: Hello\n", "-: “# pace: quick” is no number of seconds"),
        (
            "# began: 2026-01-10T18:00:00\nAna: Hello\n",
            "-: “# began: 2026-01-10T18:00:00” is without its zone",
        ),
    ],
)
async def test_what_is_no_transcript_says_why(page: Page, text: str, why: str) -> None:
    code, said = await page.refused({"act": "replay", "text": text})
    assert (code, said.startswith(f"This is no transcript: {why}")) == (409, True), said


async def test_what_is_impossible_is_not_written_down(page: Page) -> None:
    before = await saved(page)
    await page.refused({"act": "post", "seat": "t", "chat": "group", "text": "let me in"})
    assert await saved(page) == before
