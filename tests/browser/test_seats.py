"""The rehearsal page in a browser: what a person does and sees there."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import expect

from bot.rehearsal.page.audience import Audience
from tests.browser.table import Table

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Sit = Callable[..., Awaitable[Table]]

NARROW, MEDIUM, WIDE = (320, 640), (900, 700), (1440, 900)


def size(width: int, height: int) -> dict[str, dict[str, int]]:
    return {"viewport": {"width": width, "height": height}}


async def come_in(table: Table) -> None:
    """Both say *I'm in* in the group and in private."""
    for name in ("Ana", "Ben"):
        await table.key(name, "group", "I'm in").click()
        await expect(table.key(name, "private", "START")).to_be_focused()
        await table.key(name, "private", "START").click()
        await table.key(name, "private", "I'm in").click()
    await expect(table.newest("Ben", "group")).to_contain_text("Try me.")


async def test_the_first_ten_minutes_up_to_the_first_turn(sit: Sit) -> None:
    table = await sit()
    await come_in(table)
    await table.settle()
    await table.write("Ben", "group", "banana")
    await expect(table.newest("Ben", "private")).to_contain_text("Kept")
    await expect(table.page.get_by_text("banana", exact=True)).to_have_count(0)
    await table.key("Ben", "group", "Apart").click()
    await table.key("Ana", "group", "Ready").click()
    await expect(table.pane("Ana", "group").locator(".toast")).to_have_text("Noted.")
    await expect(table.pane("Ben", "group").locator(".toast")).to_be_empty()
    await table.key("Ben", "group", "Ready").click()
    for name in ("Ana", "Ben"):
        await expect(table.newest(name, "group")).to_contain_text("Ana, one small thing")


async def test_out_of_turn_goes_in_both_seats_and_is_kept_for_its_author(sit: Sit) -> None:
    table = await sit()
    await come_in(table)
    await table.settle()
    words = "Wait, me first!"
    await table.write("Ben", "group", words)
    for name in ("Ana", "Ben"):
        await expect(table.pane(name, "group").get_by_text(words)).to_have_count(0)
    await expect(table.newest("Ben", "private")).to_contain_text("Kept")
    await expect(table.pane("Ana", "private")).not_to_contain_text("Kept")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("extent", [NARROW, MEDIUM, WIDE], ids=["narrow", "medium", "wide"])
async def test_nothing_is_wider_than_the_window(
    sit: Sit, extent: tuple[int, int], scheme: str
) -> None:
    table = await sit(**size(*extent), color_scheme=scheme)
    if extent is NARROW:
        await table.page.get_by_role("button", name="Stage").click()
    couple, world = table.director.couple, table.director.stage.world
    world.post(couple.users["b"], couple.group, "wide" * 60)
    await expect(table.newest("Ana", "group")).to_contain_text("wide")
    for direction in ("ltr", "rtl"):
        await table.page.evaluate("dir => { document.documentElement.dir = dir }", direction)
        wider = await table.page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wider == 0
        inner = "node => node.scrollWidth - node.clientWidth"
        log = table.pane("Ana", "group").locator(".log")
        assert await log.evaluate(inner) == 0


async def test_one_seat_and_one_chat_at_a_time_when_it_is_narrow(sit: Sit) -> None:
    table = await sit(**size(*NARROW))
    seats = table.page.get_by_role("group", name="Seats")
    chats = table.page.get_by_role("group", name="Ana's chats")
    await expect(table.pane("Ana", "group")).to_be_visible()
    await expect(table.pane("Ana", "private")).to_be_hidden()
    await expect(table.pane("Ben", "group")).to_be_hidden()
    await table.key("Ana", "group", "I'm in").click()
    await expect(table.key("Ana", "private", "START")).to_be_focused()
    await expect(chats.get_by_role("button", name="Private")).to_have_attribute(
        "aria-pressed", "true"
    )
    couple, world = table.director.couple, table.director.stage.world
    world.post(couple.users["b"], couple.group, "Tea?")
    await expect(chats.get_by_role("button", name="Group (new)")).to_be_visible()
    await chats.get_by_role("button", name="Group").click()
    await expect(chats.get_by_role("button", name="Group (new)")).to_have_count(0)
    await seats.get_by_role("button", name="Ben").click()
    await expect(table.pane("Ben", "group")).to_be_visible()
    await expect(table.pane("Ana", "group")).to_be_hidden()


async def test_by_keyboard_alone(sit: Sit) -> None:
    table = await sit()
    keyboard = table.page.keyboard
    wanted = table.key("Ana", "group", "I'm in")
    for _ in range(30):
        await keyboard.press("Tab")
        if await wanted.evaluate("node => node === document.activeElement"):
            break
    await expect(wanted).to_be_focused()
    await keyboard.press("Enter")
    await expect(table.key("Ana", "private", "START")).to_be_focused()
    await keyboard.press("Enter")
    await expect(table.page.get_by_label("Ana writes to Heard")).to_be_focused()
    await keyboard.type("/he")
    options = table.pane("Ana", "private").get_by_role("option")
    await expect(options).to_have_count(2)
    await keyboard.press("ArrowDown")
    await keyboard.press("Enter")
    await expect(table.pane("Ana", "private")).to_contain_text("/pause and /stop work from here")


async def test_own_messages_are_changed_and_taken_back_by_keyboard(sit: Sit) -> None:
    table = await sit()
    keyboard = table.page.keyboard
    await table.write("Ben", "group", "Tee?")
    await expect(table.newest("Ana", "group")).to_contain_text("Tee?")
    await keyboard.press("ArrowUp")
    await expect(table.page.get_by_label("Ben writes in the group")).to_have_value("Tee?")
    await keyboard.press("ControlOrMeta+a")
    await keyboard.type("Tea?")
    await keyboard.press("Enter")
    await expect(table.newest("Ana", "group")).to_contain_text("Tea?")
    await expect(table.newest("Ana", "group")).to_contain_text("edited")
    await table.newest("Ben", "group").get_by_role("button", name="Your message").focus()
    await keyboard.press("Enter")
    await keyboard.press("Shift+Tab")
    await expect(table.key("Ben", "group", "Delete")).to_be_focused()
    await keyboard.press("Enter")
    await expect(table.pane("Ana", "group").get_by_text("Tea?")).to_have_count(0)


async def test_a_removal_is_said_to_those_who_do_not_look(sit: Sit) -> None:
    table = await sit()
    await table.write("Ben", "group", "Tea?")
    await expect(table.newest("Ana", "group")).to_contain_text("Tea?")
    couple, world = table.director.couple, table.director.stage.world
    world.delete(couple.users["b"], couple.group, max(couple.group.messages))
    await expect(table.page.locator("#said")).to_have_text("A message of Ben was removed.")
    for name in ("Ana", "Ben"):
        await expect(table.pane(name, "group").get_by_text("Tea?")).to_have_count(0)


async def test_html_is_only_text(sit: Sit) -> None:
    table = await sit()
    words = "<img src=x onerror=alert(1)> & <b>tea</b>"
    await table.write("Ana", "group", words)
    await expect(table.newest("Ben", "group").locator(".text")).to_have_text(words)
    assert await table.page.locator(".log img, .log b").count() == 0


async def test_marked_words_are_nodes(sit: Sit) -> None:
    table = await sit()
    built = table.director.stage
    html = "<b>Say <i>it</i></b> 🙂 <u>back</u>, <tg-spoiler>then</tg-spoiler> /done"
    built.world.call(
        built.bot.token,
        "sendMessage",
        {"chat_id": table.director.couple.group.id, "text": html, "parse_mode": "HTML"},
    )
    text = table.newest("Ana", "group").locator(".text")
    await expect(text.locator("b > i")).to_have_text("it")
    await expect(text.locator("u")).to_have_text("back")
    await text.get_by_role("button", name="Hidden words").click()
    await expect(text).to_have_text("Say it 🙂 back, then /done")
    await text.get_by_role("button", name="/done").click()
    await expect(table.pane("Ben", "group")).to_contain_text("Ana/done")


async def test_what_cannot_be_done_is_said_and_the_words_stay(sit: Sit) -> None:
    table = await sit()
    await table.write("Ana", "group", "x" * 5000)
    await expect(table.pane("Ana", "group").locator(".toast")).to_contain_text("No client sends")
    field = table.page.get_by_label("Ana writes in the group")
    assert len(await field.input_value()) == 5000


async def test_the_stage_bar(sit: Sit) -> None:
    table = await sit()
    page = table.page
    status = page.get_by_role("status").filter(has_text="Heard")
    before = await page.locator("#clock time").inner_text()
    await page.get_by_role("button", name="+20 min").click()
    await expect(page.locator("#clock time")).not_to_have_text(before)
    await page.get_by_role("button", name="Next deadline").click()
    await expect(page.get_by_role("alert")).to_have_text("Nothing is due.")
    await page.get_by_role("button", name="Kill Heard").click()
    await expect(page.locator("#status")).to_have_attribute("data-heard", "starting")
    await expect(status).to_have_text("Heard is running")
    await page.get_by_role("button", name="Take the right to delete").click()
    await expect(table.newest("Ben", "group")).to_contain_text("can't remove")
    await page.get_by_role("button", name="Give the right to delete").click()
    await expect(page.get_by_role("button", name="Take the right to delete")).to_be_visible()
    await table.write("Ana", "group", "the old one")
    await page.get_by_role("button", name="Start over").click()
    await expect(table.pane("Ben", "group")).not_to_contain_text("the old one")
    await expect(table.key("Ben", "group", "I'm in")).to_be_visible()


async def test_the_stream_comes_back_by_itself(sit: Sit) -> None:
    table = await sit()
    couple, world = table.director.couple, table.director.stage.world
    cut, table.director.audience = table.director.audience, Audience()
    cut.close()
    await expect(table.page.locator("#status")).to_have_text("The line is down. Trying again")
    world.post(couple.users["b"], couple.group, "while you were away")
    await expect(table.page.locator("#status")).to_have_text("Heard is running")
    await expect(table.newest("Ana", "group")).to_contain_text("while you were away")
