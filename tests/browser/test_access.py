"""For everybody: at three widths and in both themes, with a large zoom, from right to left."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from bot.rehearsal.page import acts
from bot.rehearsal.page.couple import Beginning
from tests.browser.table import Table

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Sit = Callable[..., Awaitable[Table]]

WIDTHS = {"phone": (320, 640), "tablet": (900, 700), "desk": (1440, 900)}
THEMES = ("light", "dark")
PANELS = ("Begin at", "Heard", "Group", "Let them play", "Run")
EVERYWHERE = pytest.mark.parametrize("scheme", THEMES)
AT_EACH_WIDTH = pytest.mark.parametrize("width", WIDTHS)

#: The least that a finger or a shaking hand needs, by WCAG 2.2, in pixels.
TARGET = 24


def at(width: str, scheme: str = "light", **more: Any) -> dict[str, Any]:
    wide, high = WIDTHS[width]
    return {"viewport": {"width": wide, "height": high}, "color_scheme": scheme, **more}


async def full(table: Table) -> None:
    """Everybody is in, and everything that can stand in a chat stands there."""
    await table.begin_at("speaker-listener", "mirror")
    director = table.director
    for what in (
        "sticker", "voice", "photo", "album", "film", "video", "round", "file", "music", "poll",
        "dice", "place", "contact",
    ):  # fmt: skip
        director.play(acts.Send("b", "group", what, ""))
    said = max(director.couple.group.messages)
    director.play(acts.React("a", "group", said, "👍"))
    director.play(acts.Post("a", "group", "Thank you.", said))
    director.play(acts.Join("t"))
    director.play(acts.Start("t"))
    director.play(acts.Write("b", "group"))
    director.players.seat("b", "silent")
    await director.stage.rest()
    await expect(table.messages("Ana", "group").filter(has_text="Mara").first).to_be_attached()


async def nothing_is_wrong(table: Table) -> None:
    """What axe finds, by rule and place: nothing."""
    # Things that come and go are seen when they have come.
    await table.page.wait_for_function(
        "() => document.getAnimations().every(one => one.playState !== 'running')"
    )
    found = await Axe().run(table.page, options={"resultTypes": ["violations"]})
    broken = [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
    ]
    assert broken == []


async def stage_of(table: Table, width: str) -> None:
    if width == "phone":
        await table.button("Stage").click()


@EVERYWHERE
@AT_EACH_WIDTH
async def test_axe_finds_nothing_at_the_beginning(sit: Sit, width: str, scheme: str) -> None:
    await nothing_is_wrong(await sit(**at(width, scheme)))


@EVERYWHERE
@AT_EACH_WIDTH
async def test_axe_finds_nothing_when_everything_is_there(
    sit: Sit, width: str, scheme: str
) -> None:
    table = await sit(**at(width, scheme))
    await full(table)
    await nothing_is_wrong(table)
    group = table.pane("Ana", "group")
    await table.newest("Ana", "group").hover()
    await group.get_by_role("button", name="what to do with it").last.click()
    await group.get_by_role("button", name="Something else").click()
    await nothing_is_wrong(table)
    await group.get_by_role("button", name="leave the group").click()
    await nothing_is_wrong(table)
    if width != "desk":
        await table.page.get_by_role("group", name="Ana's chats").get_by_text("Private").click()
    else:
        await table.page.get_by_role("button", name="Mara (therapist)").click()
    await nothing_is_wrong(table)


@EVERYWHERE
@AT_EACH_WIDTH
async def test_axe_finds_nothing_while_heard_is_added(sit: Sit, width: str, scheme: str) -> None:
    table = await sit(**at(width, scheme))
    table.director.start_over(Beginning(kind="group"), alone=True)
    table.director.play(acts.Start("a"))
    await table.director.stage.rest()
    if width != "desk":
        await table.page.get_by_role("group", name="Ana's chats").get_by_text("Private").click()
    for label in (table.said("button.add_to_group"), "Ana & Ben"):
        await table.key("Ana", "private", label).click()
        await expect(table.key("Ana", "private", "Cancel")).to_be_visible()
        await nothing_is_wrong(table)
    await table.key("Ana", "private", "Add as admin").press("Enter")
    await expect(table.key("Ana", "group", table.said("button.im_in"))).to_be_visible()


@EVERYWHERE
@AT_EACH_WIDTH
async def test_axe_finds_nothing_in_the_panels(sit: Sit, width: str, scheme: str) -> None:
    table = await sit(**at(width, scheme))
    await stage_of(table, width)
    for label in PANELS:
        await table.panel(label)
        await nothing_is_wrong(table)
    await table.page.keyboard.press("Escape")
    await table.write("Ana", "group", "x" * 5000)
    await expect(table.pane("Ana", "group").locator(".toast p")).to_be_visible()
    await nothing_is_wrong(table)


# --- what a screen reader is told ----------------------------------------------------------------


def seat_snapshot(name: str, chats: tuple[str, ...], im_in: str, skip: str, their: str) -> str:
    """A seat at the beginning, as its roles and names."""
    group = f"""
    - 'region "{name}: group"':
      - heading "Ana & Ben" [level=3]
      - paragraph: Ana (owner), Ben, Heard
      - 'button "{name}\\'s group chat: leave the group"'
      - 'log "{name}: group, messages"':
        - article
        - article
        - article
        - article:
          - paragraph:
            - button /what to do with it/
        - article:
          - paragraph: Heard
          - group "Buttons":
            - button "{im_in}"
            - button "{skip}"
      - status
      - button "Something else than text"
      - textbox "{name} writes in the group":
        - /placeholder: Message
      - button "Send"
"""
    private = f"""
    - 'region "{name}: private"':
      - heading "Heard" [level=3]
      - paragraph: Only {name} sees this
      - 'log "{name}: private, messages"': Nothing here yet.
      - status
      - paragraph: "{name} opens {their} chat with Heard:"
      - button "START"
"""
    group = group.replace("\\'", "''")
    both = {"group": group, "private": private}
    return f"""
  - region "{name}'s seat":
    - heading "{name}" [level=2]
""" + "".join(both[chat] for chat in chats)


@EVERYWHERE
@AT_EACH_WIDTH
async def test_roles_and_names(sit: Sit, width: str, scheme: str) -> None:
    table = await sit(**at(width, scheme))
    im_in, skip = table.said("button.im_in"), table.said("button.skip")
    bar = """
  - region "Stage":
    - group "Let time pass":
      - button "+10 s"
      - button "+1 min"
      - button "+20 min"
      - 'button "Next: nothing due"'
    - button "Begin at"
    - button "Heard"
    - button "Group"
    - button "Let them play"
    - button "Run"
"""
    fold = """
  - button "Stage"
"""
    seats = {"phone": ("Ana",), "tablet": ("Ana", "Ben"), "desk": ("Ana", "Ben")}[width]
    chats = ("group", "private") if width == "desk" else ("group",)
    pressed = {name: " [pressed]" if name in seats else "" for name in ("Ana", "Ben")}
    expected = f"""
- link "To the seats":
  - /url: "#seats"
- banner:
  - heading "Heard" [level=1]
  - paragraph: /{im_in}/
  - status: Heard is running
  - paragraph:
    - time
{fold if width == "phone" else bar}
  - group "Seats":
    - button "Ana"{pressed["Ana"]}
    - button "Ben"{pressed["Ben"]}
    - button "Mara (therapist)"
- main:
"""
    their = {"Ana": "her", "Ben": "his"}
    for name in seats:
        expected += seat_snapshot(name, chats, im_in, skip, their[name])
    expected += "\n- status"
    lines = "\n".join(line for line in expected.splitlines() if line.strip())
    await expect(table.page.locator("body")).to_match_aria_snapshot(lines)


# --- room for everybody --------------------------------------------------------------------------


@EVERYWHERE
@AT_EACH_WIDTH
async def test_nothing_is_wider_than_the_window_in_either_direction(
    sit: Sit, width: str, scheme: str
) -> None:
    table = await sit(**at(width, scheme))
    await full(table)
    await stage_of(table, width)
    couple, world = table.director.couple, table.director.stage.world
    world.post(couple.users["b"], couple.group, "wide" * 60)
    await expect(table.newest("Ana", "group")).to_contain_text("wide")
    for label in (*PANELS, None):
        if label:
            await table.panel(label)
        for direction in ("ltr", "rtl"):
            await table.page.evaluate("dir => { document.documentElement.dir = dir }", direction)
            wider = "node => node.scrollWidth - node.clientWidth"
            assert await table.page.locator("html").evaluate(wider) == 0
            assert await table.pane("Ana", "group").locator(".log").evaluate(wider) == 0


async def test_from_right_to_left_everything_is_mirrored(sit: Sit) -> None:
    table = await sit()
    await table.write("Ana", "group", "mine")
    await expect(table.newest("Ana", "group")).to_contain_text("mine")

    async def middles(*selectors: str) -> list[float]:
        found = [await table.page.locator(one).first.bounding_box() for one in selectors]
        return [box["x"] + box["width"] / 2 for box in found if box]

    parts = (
        '[data-seat="a"].seat', ".title img", "#clock", "#panel-scene", ".send", ".more",
        ".message.own .bubble", '.message[data-who="heard"] .bubble',
    )  # fmt: skip
    await table.panel("Begin at")
    before = await middles(*parts)
    await table.page.evaluate("document.documentElement.dir = 'rtl'")
    after = await middles(*parts)
    # Both scrollbars have no width here, so the mirror is the middle of the window.
    assert len(before) == len(parts)
    assert [round(x) for x in after] == pytest.approx([1440 - x for x in before], abs=2)


async def test_at_400_percent_everything_can_be_reached(sit: Sit) -> None:
    """A window of 1280 by 1024 at 400 %: 320 by 256 pixels are left, and one scrolls down only."""
    table = await sit(viewport={"width": 320, "height": 256})
    for reached in (
        table.key("Ana", "group", table.said("button.im_in")),
        table.page.get_by_label("Ana writes in the group"),
        table.button("Stage"),
    ):
        await reached.scroll_into_view_if_needed()
        await expect(reached).to_be_in_viewport()
    await table.button("Stage").click()
    panel = await table.panel("Run")
    over = panel.get_by_role("button", name="Start over")
    await over.scroll_into_view_if_needed()
    await expect(over).to_be_in_viewport()
    wider = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await table.page.evaluate(wider) == 0


@AT_EACH_WIDTH
async def test_targets_are_large_enough(sit: Sit, width: str) -> None:
    table = await sit(**at(width))
    await full(table)
    await stage_of(table, width)
    await table.newest("Ana", "group").hover()
    menu = table.pane("Ana", "group").get_by_role("button", name="what to do with it").last
    await menu.click()
    small: list[str] = []
    for label in PANELS:
        await table.panel(label)
        small += await table.page.evaluate(
            """least => [...document.querySelectorAll("button, select, a, textarea, .check")]
              .filter(node => node.checkVisibility() && !node.closest(".unseen, .skip, .text"))
              .map(node => [node, node.getBoundingClientRect()])
              .filter(([, { width, height }]) => width > 0 && (width < least || height < least))
              .map(([node, { width, height }]) => `${node.outerHTML}: ${width} x ${height}`)""",
            TARGET,
        )
    assert small == []


async def test_fingers_get_more(sit: Sit) -> None:
    table = await sit(**at("phone", has_touch=True, is_mobile=True))
    for reached in (
        table.key("Ana", "group", table.said("button.im_in")),
        table.page.get_by_role("button", name="Send").first,
        table.page.get_by_role("group", name="Seats").get_by_role("button", name="Ben"),
    ):
        box = await reached.bounding_box()
        assert box is not None
        assert box["height"] >= 44


async def test_nothing_moves_for_those_who_want_it_still(sit: Sit) -> None:
    table = await sit(reduced_motion="reduce")
    await table.key("Ana", "group", table.said("button.im_in")).click()
    await expect(table.key("Ana", "private", "START")).to_be_focused()
    couple, world = table.director.couple, table.director.stage.world
    world.post(couple.users["b"], couple.group, animation=True)
    await expect(table.newest("Ana", "group")).to_contain_text("Film")
    running = "() => document.getAnimations().filter(one => one.playState === 'running').length"
    assert await table.page.evaluate(running) == 0
    moving = await sit()
    world.post(couple.users["b"], couple.group, "and now?")
    await moving.page.wait_for_function("() => document.getAnimations().length > 0")


async def test_nothing_comes_from_elsewhere(sit: Sit) -> None:
    table = await sit()
    asked: list[str] = []
    table.page.on("request", lambda request: asked.append(request.url))
    await table.page.reload()
    await expect(table.key("Ana", "group", table.said("button.im_in"))).to_be_visible()
    assert len(asked) > 10
    origin = table.page.url.rsplit("/", 2)[0]
    assert [url for url in asked if not url.startswith(origin)] == []
