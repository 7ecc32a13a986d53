"""The seats in a browser: what a person does and sees there."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import expect

from bot.rehearsal.page.audience import Audience
from tests.browser.table import Table

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Sit = Callable[..., Awaitable[Table]]
NARROW = {"viewport": {"width": 320, "height": 640}}


# --- by keyboard ---------------------------------------------------------------------------------


async def test_by_keyboard_alone(sit: Sit) -> None:
    table = await sit()
    keyboard = table.page.keyboard
    wanted = table.key("Ana", "group", table.said("button.im_in"))
    for _ in range(40):
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
    first = table.said("help.private").splitlines()[0]
    await expect(table.newest("Ana", "private")).to_contain_text(first)


async def test_own_messages_are_changed_and_taken_back_by_keyboard(sit: Sit) -> None:
    table = await sit()
    keyboard = table.page.keyboard
    await table.write("Ben", "group", "Tee?")
    await expect(table.newest("Ana", "group")).to_contain_text("Tee?")
    await keyboard.press("ArrowUp")
    field = table.page.get_by_label("Ben writes in the group")
    await expect(field).to_have_value("Tee?")
    await keyboard.press("Escape")
    await expect(field).to_have_value("")
    await keyboard.press("ArrowUp")
    await field.fill("Tea?")
    await keyboard.press("Enter")
    await expect(table.newest("Ana", "group")).to_contain_text("Tea?")
    await expect(table.newest("Ana", "group").locator(".meta")).to_contain_text("edited")

    menu = table.newest("Ben", "group").get_by_role("button", name="Your message")
    await menu.focus()
    await keyboard.press("Enter")
    await table.newest("Ben", "group").get_by_role("button", name="Delete").focus()
    await keyboard.press("Escape")
    await expect(menu).to_be_focused()
    await keyboard.press("Enter")
    await table.newest("Ben", "group").get_by_role("button", name="Delete").press("Enter")
    for name in ("Ana", "Ben"):
        await expect(table.pane(name, "group").get_by_text("Tea?")).to_have_count(0)


async def test_what_is_removed_is_said_to_those_who_listen(sit: Sit) -> None:
    table = await sit()
    couple, world = table.director.couple, table.director.stage.world
    said = world.post(couple.users["b"], couple.group, "Tea?")
    await expect(table.newest("Ana", "group")).to_contain_text("Tea?")
    world.delete(couple.users["b"], couple.group, said.id)
    await expect(table.page.locator("#said")).to_have_text("A message of Ben was removed.")


async def test_screen_readers_follow_the_seat_in_which_one_is(sit: Sit) -> None:
    table = await sit()
    live = table.page.locator('[role="log"][aria-live="polite"]')
    await expect(live).to_have_count(2)
    await expect(live.first).to_have_attribute("aria-label", "Ana: group, messages")
    await table.page.get_by_label("Ben writes in the group").focus()
    await expect(live).to_have_count(2)
    await expect(live.first).to_have_attribute("aria-label", "Ben: group, messages")


# --- messages ------------------------------------------------------------------------------------


async def test_html_is_only_text(sit: Sit) -> None:
    table = await sit()
    words = "<img src=x onerror=alert(1)> & <b>tea</b>"
    await table.write("Ana", "group", words)
    await expect(table.newest("Ben", "group").locator(".text")).to_have_text(words)
    assert await table.page.locator(".log img, .log .text b").count() == 0


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


SENT = (
    ("Sticker 😢", ".sticker", "😢"),
    ("Voice note", ".voice", "0:04"),
    ("Photo", ".view", ""),
    ("Round video", ".medium.round", "Round video"),
    ("File", ".medium", "notes.pdf"),
    ("Music", ".medium", "A song"),
    ("Poll", ".poll", "Yes or no?"),
    ("Dice", ".sticker", "🎲"),
    ("Place", ".medium", "48.20, 16.37"),
    ("Contact", ".medium", "+1 555 0100"),
)


async def test_everything_that_can_be_sent_is_seen_in_the_other_seat(sit: Sit) -> None:
    table = await sit()
    composer = table.pane("Ana", "group").locator(".composer")
    for label, shape, said in SENT:
        await composer.get_by_role("button", name="Something else").click()
        await composer.get_by_role("button", name=label, exact=True).click()
        shown = table.newest("Ben", "group").locator(shape)
        await expect(shown).to_be_visible()
        await expect(shown).to_contain_text(said)
        await expect(table.newest("Ben", "group")).to_have_attribute("data-who", "a")


async def test_an_album_is_one_message_with_its_words_and_goes_as_a_whole(sit: Sit) -> None:
    table = await sit()
    composer = table.pane("Ana", "group").locator(".composer")
    await composer.get_by_role("textbox").fill("By the lake")
    before = await table.messages("Ben", "group").count()
    await composer.get_by_role("button", name="Something else").click()
    await composer.get_by_role("button", name="Album").click()
    shown = table.newest("Ben", "group")
    await expect(shown.locator(".album .view")).to_have_count(3)
    await expect(shown.locator(".text")).to_have_text("By the lake")
    await expect(composer.get_by_role("textbox")).to_have_value("")
    assert await table.messages("Ben", "group").count() == before + 1
    await table.newest("Ana", "group").get_by_role("button", name="Your message").click()
    await table.newest("Ana", "group").get_by_role("button", name="Delete").click()
    await expect(table.messages("Ben", "group")).to_have_count(before)


async def test_reply_react_and_forward(sit: Sit) -> None:
    table = await sit()
    await table.write("Ana", "group", "Tea?")
    asked = table.newest("Ben", "group")
    await expect(asked).to_contain_text("Tea?")
    await asked.hover()
    await asked.get_by_role("button", name="Message of Ana").click()
    await asked.get_by_role("button", name="React with 👍").click()
    await expect(table.newest("Ana", "group").locator(".reaction")).to_have_text("👍")
    await asked.get_by_role("button", name="Message of Ana").click()
    await asked.get_by_role("button", name="Reply").click()
    field = table.page.get_by_label("Ben writes in the group")
    await expect(field).to_be_focused()
    await expect(table.pane("Ben", "group").locator(".about")).to_contain_text("To Ana: Tea?")
    await field.fill("Please.")
    await field.press("Enter")
    answer = table.newest("Ana", "group")
    await expect(answer.locator(".text")).to_have_text("Please.")
    await expect(answer.locator(".reply")).to_have_text("Ana Tea?")
    await answer.locator(".reply").click()
    await expect(table.messages("Ana", "group").filter(has_text="Tea?").first).to_be_focused()
    await answer.hover()
    await answer.get_by_role("button", name="Message of Ben").click()
    await answer.get_by_role("button", name="Forward").click()
    await expect(table.pane("Ana", "group").locator(".toast")).to_contain_text("Press START first")


async def test_edited_stands_where_words_have_changed_and_nowhere_else(sit: Sit) -> None:
    table = await sit()
    stage = table.director.stage
    place = {"chat_id": table.director.couple.group.id}
    keys = {"inline_keyboard": [[{"text": "Go", "callback_data": "x"}]]}
    sent = stage.world.call(
        stage.bot.token, "sendMessage", {**place, "text": "Ready?", "reply_markup": keys}
    )
    await expect(table.key("Ana", "group", "Go")).to_be_visible()
    place["message_id"] = sent["message_id"]
    stage.world.call(stage.bot.token, "editMessageReplyMarkup", place)
    await expect(table.key("Ana", "group", "Go")).to_have_count(0)
    await expect(table.newest("Ana", "group").locator(".meta")).not_to_contain_text("edited")
    stage.world.call(stage.bot.token, "editMessageText", {**place, "text": "Ready now?"})
    await expect(table.newest("Ana", "group").locator(".meta")).to_contain_text("edited")


async def test_what_cannot_be_done_is_said_beside_the_tap_and_the_words_stay(sit: Sit) -> None:
    table = await sit()
    await table.write("Ana", "group", "x" * 5000)
    toast = table.pane("Ana", "group").locator(".toast")
    await expect(toast).to_contain_text("No client sends")
    field = table.page.get_by_label("Ana writes in the group")
    assert len(await field.input_value()) == 5000
    above, box = await toast.locator("p").bounding_box(), await field.bounding_box()
    assert above is not None
    assert box is not None
    assert 0 <= box["y"] - (above["y"] + above["height"]) < 60
    await expect(table.pane("Ben", "group").locator(".toast")).to_be_empty()


async def test_who_writes_is_seen_by_the_other(sit: Sit) -> None:
    table = await sit()
    await table.page.get_by_label("Ana writes in the group").press_sequentially("Hm")
    await expect(table.pane("Ben", "group").locator(".writing")).to_have_text("Ana is writing")
    await expect(table.pane("Ana", "group").locator(".writing")).to_be_hidden()
    await table.page.get_by_label("Ana writes in the group").press("Enter")
    await expect(table.pane("Ben", "group").locator(".writing")).to_be_hidden()


async def test_a_pinned_message_leads_to_it(sit: Sit) -> None:
    table = await sit()
    couple, world = table.director.couple, table.director.stage.world
    said = world.post(couple.users["a"], couple.group, "Saturday, ten o'clock")
    for number in range(20):
        world.post(couple.users["b"], couple.group, f"more {number}")
    stage = table.director.stage
    place = {"chat_id": couple.group.id, "message_id": said.id}
    world.promote(
        couple.group, stage.bot, ("can_delete_messages", "can_pin_messages"), by=couple.users["a"]
    )
    world.call(stage.bot.token, "pinChatMessage", place)
    await table.pane("Ben", "group").get_by_role("button", name="Pinned").click()
    await expect(table.messages("Ben", "group").filter(has_text="Saturday").first).to_be_focused()


async def test_a_keyboard_where_one_writes(sit: Sit) -> None:
    table = await sit()
    stage = table.director.stage
    rows = {"keyboard": [["Yes"], ["No"]], "input_field_placeholder": "Say"}
    place = {"chat_id": table.director.couple.group.id}
    stage.world.call(
        stage.bot.token, "sendMessage", {**place, "text": "Well?", "reply_markup": rows}
    )
    keyboard = table.pane("Ben", "group").get_by_role("group", name="Keyboard")
    await expect(table.page.get_by_label("Ben writes in the group")).to_have_attribute(
        "placeholder", "Say"
    )
    await keyboard.get_by_role("button", name="No").click()
    await expect(table.messages("Ana", "group").filter(has_text="No").last).to_have_attribute(
        "data-who", "b"
    )


# --- coming and going ----------------------------------------------------------------------------


async def test_the_therapist_comes_in_as_a_third_human_and_leaves(sit: Sit) -> None:
    table = await sit()
    await table.button("Mara (therapist)").click()
    await expect(table.pane("Mara", "group")).to_contain_text("Mara isn't in the group.")
    await table.pane("Mara", "group").get_by_role("button", name="Ana adds Mara").click()
    await expect(table.messages("Ben", "group").filter(has_text="Ana added Mara")).to_be_visible()
    await table.write("Mara", "group", "Good evening, you two.")
    for name in ("Ana", "Ben"):
        said = table.messages(name, "group").filter(has_text="Good evening")
        await expect(said.first).to_have_attribute("data-who", "t")
    await table.pane("Mara", "group").get_by_role("button", name="leave the group").click()
    await table.pane("Mara", "group").get_by_role("button", name="Leave the group").last.click()
    await expect(table.messages("Ana", "group").filter(has_text="Mara left")).to_be_visible()
    await expect(table.messages("Mara", "group")).to_have_count(0)
    mara = table.page.get_by_role("region", name="Mara's seat")
    await mara.get_by_role("button", name="Private").click()
    await expect(table.pane("Mara", "private")).to_contain_text("Mara opens her chat with Heard:")
    await table.key("Mara", "private", "START").click()
    await expect(table.messages("Mara", "private").nth(1)).to_have_attribute("data-who", "heard")


async def test_blocking_heard_and_taking_it_back(sit: Sit) -> None:
    table = await sit()
    await table.key("Ana", "private", "START").click()
    menu = table.pane("Ana", "private").get_by_role("button", name="block heard")
    await menu.first.click()
    await table.pane("Ana", "private").get_by_role("button", name="Block Heard").last.click()
    await expect(table.pane("Ana", "private")).to_contain_text("Ana has blocked Heard.")
    await table.key("Ana", "private", "Unblock").click()
    await expect(table.page.get_by_label("Ana writes to Heard")).to_be_visible()


# --- one at a time -------------------------------------------------------------------------------


async def test_one_seat_and_one_chat_at_a_time_when_it_is_narrow(sit: Sit) -> None:
    table = await sit(**NARROW)
    seats = table.page.get_by_role("group", name="Seats")
    chats = table.page.get_by_role("group", name="Ana's chats")
    await expect(table.pane("Ana", "group")).to_be_visible()
    await expect(table.pane("Ana", "private")).to_be_hidden()
    await expect(table.pane("Ben", "group")).to_be_hidden()
    await table.key("Ana", "group", table.said("button.im_in")).click()
    await expect(table.key("Ana", "private", "START")).to_be_focused()
    await expect(chats.get_by_role("button", name="Private")).to_have_attribute(
        "aria-pressed", "true"
    )
    couple, world = table.director.couple, table.director.stage.world
    world.post(couple.users["b"], couple.group, "Tea?")
    world.post(couple.users["b"], couple.group, "Or coffee?")
    await expect(chats.get_by_role("button", name="Group 2 new")).to_be_visible()
    await chats.get_by_role("button", name="Group").click()
    await expect(chats.get_by_role("button", name="Group", exact=True)).to_be_visible()
    await seats.get_by_role("button", name="Ben").click()
    await expect(table.pane("Ben", "group")).to_be_visible()
    await expect(table.pane("Ana", "group")).to_be_hidden()
    world.post(couple.users["b"], couple.group, "Both?")
    await expect(seats.get_by_role("button", name="Ana 1 new")).to_be_visible()


async def test_what_is_new_below_is_counted_and_leads_there(sit: Sit) -> None:
    table = await sit()
    couple, world = table.director.couple, table.director.stage.world
    for number in range(30):
        world.post(couple.users["b"], couple.group, f"word {number}")
    log = table.pane("Ana", "group").locator(".log")
    await expect(table.newest("Ana", "group")).to_contain_text("word 29")
    await expect(table.newest("Ana", "group")).to_be_in_viewport()
    await log.evaluate("node => { node.scrollTop = 0 }")
    await table.page.wait_for_function(
        "node => node.scrollTop === 0", arg=await log.element_handle()
    )
    world.post(couple.users["b"], couple.group, "the newest")
    more = table.key("Ana", "group", "1 new below")
    await more.click()
    await expect(table.newest("Ana", "group")).to_be_in_viewport()
    await expect(more).to_be_hidden()


async def test_a_couple_that_has_played_by_itself_leaves_nothing_unread(sit: Sit) -> None:
    table = await sit(**NARROW)
    await table.begin_at("three-good-minutes", "thanks")
    await expect(table.messages("Ana", "group").nth(5)).to_be_visible()
    await expect(table.page.locator("#status")).to_have_text("Heard is running")
    await expect(table.page.locator(".new")).to_have_count(0)


async def test_a_seats_own_window(sit: Sit) -> None:
    table = await sit()
    link = table.page.get_by_role("link", name="Ben's seat in a window of its own")
    path = await link.get_attribute("href")
    assert path is not None
    alone = await sit(path)
    await expect(alone.page.get_by_text("This is Ben's seat.")).to_be_visible()
    await expect(alone.pane("Ben", "private")).to_be_visible()
    await expect(alone.pane("Ana", "group")).to_have_count(0)
    for part in (".bar", "#seat-switch", "#fold"):
        await expect(alone.page.locator(part)).to_be_hidden()
    await alone.write("Ben", "group", "from my own window")
    await expect(table.newest("Ana", "group")).to_contain_text("from my own window")


# --- the line to the stage -----------------------------------------------------------------------


async def test_the_stream_comes_back_by_itself(sit: Sit) -> None:
    table = await sit()
    couple, world = table.director.couple, table.director.stage.world
    cut, table.director.audience = table.director.audience, Audience()
    cut.close()
    await expect(table.page.locator("#status")).to_have_text("The line is down. Trying again")
    world.post(couple.users["b"], couple.group, "while you were away")
    await expect(table.page.locator("#status")).to_have_text("Heard is running")
    await expect(table.newest("Ana", "group")).to_contain_text("while you were away")


async def test_a_persona_in_the_other_seat(sit: Sit) -> None:
    table = await sit()
    panel = await table.panel("Let them play")
    await panel.get_by_label("Ben is played by").select_option("eager")
    await expect(table.page.get_by_text("played: eager")).to_be_visible()
    for _ in range(4):
        await table.settle()
    await expect(table.messages("Ben", "private").nth(1)).to_be_visible()
    await panel.get_by_label("Ben is played by").select_option("")
    await expect(table.page.get_by_text("played: eager")).to_be_hidden()


# --- files ---------------------------------------------------------------------------------------


async def test_a_file_of_the_bots_opens_beside_the_page_as_it_is_meant_to_look(sit: Sit) -> None:
    table = await sit()
    await table.key("Ana", "group", table.said("button.im_in")).click()
    await table.key("Ana", "private", "START").click()
    await table.write("Ana", "private", "/export")
    await table.key("Ana", "private", table.said("button.send_files")).click()
    pane = table.pane("Ana", "private")
    await expect(pane.get_by_role("link", name="export.json")).to_be_visible()
    async with table.page.context.expect_page() as opening:
        await pane.get_by_role("link", name="export.html").click()
    page = await opening.value
    await expect(page.get_by_role("heading", name=table.said("export.title"))).to_be_visible()
    await expect(page.locator("body")).to_have_css("max-width", "672px")
