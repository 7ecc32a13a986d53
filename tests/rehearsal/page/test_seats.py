"""What people do in their seats, and what the others see of it."""

from typing import Any

import pytest

from tests.rehearsal.page.served import Page, first_key, last, pane, seat, texts

pytestmark = pytest.mark.asyncio(loop_scope="session")

KINDS = (
    ("sticker", "😢", "😢", ""),
    ("voice", "", "Voice note", ""),
    ("photo", "look", "Photo", "look"),
    ("film", "", "Film", ""),
    ("video", "", "Video", ""),
    ("round", "", "Round video", ""),
    ("file", "", "File", ""),
    ("music", "", "Music", ""),
    ("poll", "Tea?", "Poll", ""),
    ("dice", "", "🎲", ""),
    ("place", "", "Place", ""),
    ("contact", "", "Contact", ""),
)


async def test_post_edit_delete(page: Page) -> None:
    await page.do("post", seat="b", chat="group", text="Tee?")
    line = last(await page.scene(), "b")
    assert (line["text"], line["editable"], line["deletable"]) == ("Tee?", True, True)
    here = {"seat": "b", "chat": "group", "message": line["id"]}
    await page.do("edit", **here, text="Tea?")
    line = last(await page.scene())
    assert (line["text"], line["edited"], line["author"]) == ("Tea?", True, "Ben")
    await page.do("delete", **here)
    assert "Tea?" not in texts(await page.scene(), "a")


async def test_the_owner_may_delete_what_others_wrote(page: Page) -> None:
    await page.do("post", seat="b", chat="group", text="by Ben")
    await page.do("post", seat="a", chat="group", text="by Ana")
    scene = await page.scene()
    mine, hers = pane(scene, "b", "group")["lines"][-2:]
    assert (mine.get("deletable"), hers.get("deletable")) == (True, None)
    assert all(line["deletable"] for line in pane(scene, "a", "group")["lines"][-2:])
    refused = await page.refused(
        {"act": "delete", "seat": "b", "chat": "group", "message": hers["id"]}
    )
    assert refused == (409, "Ben may not delete this message.")
    await page.do("delete", seat="a", chat="group", message=mine["id"])
    assert "by Ben" not in texts(await page.scene(), "b")


@pytest.mark.parametrize(("what", "text", "label", "caption"), KINDS)
async def test_things_that_are_not_text(
    page: Page, what: str, text: str, label: str, caption: str
) -> None:
    await page.do("send", seat="a", chat="group", what=what, text=text)
    line = last(await page.scene(), "b")
    assert ([one["label"] for one in line["media"]], line["text"]) == ([label], caption)


async def test_an_album_is_one_message_and_loses_what_is_removed(page: Page) -> None:
    before = len(pane(await page.scene(), "b", "group")["lines"])
    await page.do("send", seat="a", chat="group", what="album", text="Look")
    scene = await page.scene()
    line = last(scene, "b")
    assert len(pane(scene, "b", "group")["lines"]) == before + 1
    assert (line["text"], len(line["media"]), len(line["parts"])) == ("Look", 3, 3)
    await page.do("delete", seat="a", chat="group", message=line["parts"][-1])
    line = last(await page.scene(), "b")
    assert (len(line["media"]), len(line["parts"])) == (2, 2)


async def test_reply_forward_react(page: Page) -> None:
    await page.do("post", seat="a", chat="group", text="Tea?")
    asked = last(await page.scene())["id"]
    await page.do("post", seat="b", chat="group", text="Please.", reply_to=asked)
    line = last(await page.scene())
    assert line["reply"] == {"id": asked, "author": "Ana", "text": "Tea?"}
    await page.do("react", seat="b", chat="group", message=asked, emoji="👍")
    line = pane(await page.scene(), "a", "group")["lines"][-2]
    assert line["reactions"] == {"👍": 1}
    here = {"act": "forward", "seat": "b", "chat": "group", "message": asked}
    assert await page.refused(here) == (409, "Press START first.")
    await page.do("start", seat="b")
    await page.do("forward", seat="b", chat="group", message=asked)
    scene = await page.scene(lambda scene: "Tea?" in texts(scene, "b", "private"))
    line = next(one for one in pane(scene, "b", "private")["lines"] if one["text"] == "Tea?")
    assert line["forwarded"] == "Ana"


async def test_who_is_writing_is_seen_by_the_others_until_they_have_written(page: Page) -> None:
    await page.do("write", seat="a", chat="group")
    scene = await page.scene()
    seen = [pane(scene, key, "group")["writing"] for key in "ab"]
    assert seen == [[], ["Ana"]]
    await page.do("post", seat="a", chat="group", text="Done.")
    assert pane(await page.scene(), "b", "group")["writing"] == []


async def test_writing_to_heard_is_seen_by_nobody(page: Page) -> None:
    await page.do("write", seat="a", chat="private")
    scene = await page.scene()
    assert not any(one["writing"] for seat in scene["seats"] for one in seat["panes"])


async def test_a_tap_that_opens_a_link_leads_to_start(page: Page) -> None:
    scene = await page.scene()
    assert pane(scene, "a", "private")["door"]
    assert not pane(scene, "a", "private")["started"]
    assert last(scene)["keys"][0][0]["label"] == page.director.book["button.im_in"]
    await page.do("tap", seat="a", chat="group", **first_key(scene, "a", "group"))
    scene = await page.scene(lambda scene: pane(scene, "a", "private")["led"])
    assert pane(scene, "b", "private")["led"] == 0
    await page.do("start", seat="a")
    scene = await page.scene(lambda scene: len(pane(scene, "a", "private")["lines"]) > 1)
    assert texts(scene, "a", "private")[0] == "/start"
    assert not pane(scene, "a", "private")["door"]
    assert last(scene, "a", "private")["keys"]


async def test_a_toast_is_for_the_tapper_alone(page: Page) -> None:
    card = last(await page.scene())
    skip = card["keys"][0][1]["value"]
    await page.do("tap", seat="b", chat="group", message=card["id"], data=skip)
    await page.director.stage.rest()
    couple, stage = page.director.couple, page.director.stage
    tap = stage.world.tap(couple.users["b"], couple.group, card["id"], skip)
    stage.world.call(
        stage.bot.token, "answerCallbackQuery", {"callback_query_id": tap.id, "text": "Noted."}
    )
    scene = await page.scene()
    assert pane(scene, "b", "group")["toast"]["text"] == "Noted."
    assert pane(scene, "a", "group")["toast"] is None


async def test_links(page: Page) -> None:
    await page.do("follow", seat="b", url="https://t.me/heard_bot?start=room_1")
    scene = await page.scene()
    assert pane(scene, "b", "private")["led"] == 1
    await page.do("start", seat="b")
    assert texts(await page.scene(), "b", "private")[0] == "/start"
    url = "https://t.me/heard_bot?startgroup=setup&admin=delete_messages"
    await page.do("follow", seat="a", url=url)
    scene = await page.scene(lambda scene: pane(scene, "a", "private")["adding"])
    adding = {"group": "Ana & Ben", "rights": ["Delete messages"]}
    assert pane(scene, "a", "private")["adding"] == adding
    assert texts(scene, "b").count("/start@heard_bot setup") == 1
    await page.do("add", seat="a")
    scene = await page.scene(lambda scene: texts(scene, "b").count("/start@heard_bot setup") == 2)
    assert pane(scene, "a", "group")["led"] == 1
    assert pane(scene, "a", "private")["adding"] is None


async def test_who_may_not_add_admins_has_no_group_to_choose(page: Page) -> None:
    url = "https://t.me/heard_bot?startgroup=setup&admin=delete_messages"
    await page.do("follow", seat="b", url=url)
    scene = await page.scene(lambda scene: pane(scene, "b", "private")["adding"])
    assert pane(scene, "b", "private")["adding"]["group"] == ""
    refused = await page.refused({"act": "add", "seat": "b"})
    assert refused == (409, "Ben may not appoint administrators.")
    await page.do("let_be", seat="b")
    await page.scene(lambda scene: not pane(scene, "b", "private")["adding"])
    assert await page.refused({"act": "add", "seat": "b"}) == (409, "There is nothing to be added.")


async def test_heard_is_added_by_its_link_to_a_basic_group(page: Page) -> None:
    await page.do("start_over", kind="group", alone=True)
    scene = await page.scene()
    assert scene["tagline"].startswith("Heard is in no group yet.")
    await page.do("start", seat="a")
    scene = await page.scene(lambda scene: len(pane(scene, "a", "private")["lines"]) > 1)
    url = last(scene, "a", "private")["keys"][0][0]["value"]
    await page.do("follow", seat="a", url=url)
    await page.do("add", seat="a")
    await page.director.stage.rest()
    scene = await page.scene(lambda scene: last(scene)["keys"])
    assert page.director.couple.group.is_supergroup
    text = page.director.recorder.text()
    lines = ("# group: basic", "Ana starts", "Ana taps Add me to a group, private")
    assert [line for line in text.splitlines() if line in lines] == list(lines)


async def test_the_commands_of_each_chat(page: Page) -> None:
    scene = await page.scene(lambda scene: pane(scene, "a", "group")["commands"])
    group, private = (
        {one["command"] for one in pane(scene, "b", chat)["commands"]}
        for chat in ("group", "private")
    )
    assert "begin" in group - private
    assert "held" in private - group


async def test_buttons_that_change_are_no_edit_and_words_that_change_are(page: Page) -> None:
    stage = page.director.stage
    place = {"chat_id": page.director.couple.group.id}
    keys = {"inline_keyboard": [[{"text": "Go", "callback_data": "x"}]]}
    sent: Any = stage.world.call(
        stage.bot.token, "sendMessage", {**place, "text": "Ready?", "reply_markup": keys}
    )
    place["message_id"] = sent["message_id"]
    stage.world.call(stage.bot.token, "editMessageReplyMarkup", place)
    assert last(await page.scene()).get("edited") is None
    stage.world.call(stage.bot.token, "editMessageText", {**place, "text": "Ready now?"})
    assert last(await page.scene())["edited"] is True


async def test_a_keyboard_where_one_writes_and_a_pinned_message(page: Page) -> None:
    stage = page.director.stage
    place = {"chat_id": page.director.couple.group.id}
    rows = {"keyboard": [[{"text": "Yes"}, "No"]], "input_field_placeholder": "Say"}
    sent: Any = stage.world.call(
        stage.bot.token, "sendMessage", {**place, "text": "Well?", "reply_markup": rows}
    )
    scene = await page.scene()
    assert pane(scene, "b", "group")["prompt"] == {"rows": [["Yes", "No"]], "hint": "Say"}
    page.director.couple.group.pinned.append(sent["message_id"])
    scene = await page.scene()
    assert pane(scene, "b", "group")["pinned"] == {"id": sent["message_id"], "text": "Well?"}
    gone = {**place, "text": "Well.", "reply_markup": {"remove_keyboard": True}}
    stage.world.call(stage.bot.token, "sendMessage", gone)
    assert pane(await page.scene(), "b", "group")["prompt"] is None


# --- coming and going ----------------------------------------------------------------------------


async def test_the_therapist_has_a_seat_comes_in_as_a_third_human_and_leaves(page: Page) -> None:
    scene = await page.scene()
    group = pane(scene, "t", "group")
    assert (seat(scene, "t")["name"], group["started"], group["lines"]) == ("Mara", False, [])
    assert (group["shut"], group["way"]) == ("Mara isn't in the group.", "Ana adds Mara")
    await page.do("start", seat="t")
    await page.scene(lambda scene: len(pane(scene, "t", "private")["lines"]) > 1)
    await page.do("join", seat="t")
    scene = await page.scene(lambda scene: "Ana added Mara" in texts(scene, "b"))
    assert pane(scene, "t", "group")["started"]
    assert "Mara" in pane(scene, "a", "group")["detail"]
    assert scene["bar"]["group"]["guest"] is True
    await page.do("post", seat="t", chat="group", text="Good evening.")
    line = last(await page.scene(lambda scene: "Good evening." in texts(scene, "b")), "b")
    assert line["who"] in ("t", "heard")
    await page.do("leave", seat="t")
    scene = await page.scene(lambda scene: "Mara left" in texts(scene, "a"))
    assert pane(scene, "t", "group")["lines"] == []


async def test_a_partner_leaves_and_comes_back(page: Page) -> None:
    await page.do("leave", seat="b")
    scene = await page.scene(lambda scene: "Ben left" in texts(scene, "a"))
    assert pane(scene, "b", "group")["way"] == "Ana adds Ben"
    said = {"act": "post", "seat": "b", "chat": "group", "text": "still here?"}
    assert await page.refused(said) == (409, "Ben is not in the group.")
    await page.do("join", seat="b")
    assert "Ana added Ben" in texts(await page.scene(), "b")
    await page.do("leave", seat="a")
    scene = await page.scene()
    assert pane(scene, "a", "group")["way"] == "Ana comes back"
    await page.do("join", seat="a")
    assert pane(await page.scene(), "a", "group")["started"]


async def test_blocking_heard(page: Page) -> None:
    await page.do("start", seat="a")
    await page.do("block", seat="a", blocked=True)
    shown = pane(await page.scene(), "a", "private")
    assert (shown["shut"], shown["way"]) == ("Ana has blocked Heard.", "Unblock")
    assert not shown["started"]
    await page.do("block", seat="a", blocked=False)
    assert pane(await page.scene(), "a", "private")["started"]


# --- what is impossible --------------------------------------------------------------------------


def _on(act: str, message: int, who: str = "b", **more: object) -> dict[str, object]:
    return {"act": act, "seat": who, "chat": "group", "message": message, **more}


@pytest.mark.parametrize(
    ("what", "code", "why"),
    [
        (b"", 400, "No such act"),
        (b"{", 400, "No such act"),
        (b"[]", 400, "No such act"),
        (b'{"act":"post","seat":"a","chat":"group","text":"\\ud800"}', 400, "No such act"),
        ({"act": "dance"}, 400, "No such act"),
        ({"act": "post", "seat": "c", "chat": "group", "text": "x"}, 400, "No such act"),
        ({"act": "post", "seat": "a", "chat": "kitchen", "text": "x"}, 400, "No such act"),
        ({"act": "post", "seat": "a", "chat": "group"}, 400, "No such act"),
        ({"act": "start", "seat": "a", "more": 1}, 400, "No such act"),
        ({"act": "move", "seconds": 0}, 400, "No such act"),
        ({"act": "move", "seconds": 10**9}, 400, "No such act"),
        ({"act": "send", "seat": "a", "chat": "group", "what": "elephant"}, 400, "No such act"),
        ({"act": "seat", "seat": "t", "persona": "eager"}, 400, "No such act"),
        ({"act": "seat", "seat": "a", "persona": "jolly"}, 409, "There is no persona 'jolly'."),
        ({"act": "post", "seat": "a", "chat": "group", "text": " "}, 409, "There is nothing to"),
        ({"act": "post", "seat": "a", "chat": "group", "text": "x" * 5000}, 409, "No client sends"),
        ({"act": "post", "seat": "a", "chat": "private", "text": "x"}, 409, "Press START first."),
        ({"act": "post", "seat": "t", "chat": "group", "text": "x"}, 409, "Mara is not in the"),
        ({"act": "replay", "text": "x" * 600_000}, 413, "That is too"),
        (_on("edit", 5, "a", text="x"), 409, "Only one"),
        (_on("delete", 5), 409, "Ben may not delete"),
        (_on("delete", 99), 409, "There is no message 99"),
        (_on("forward", 99), 409, "There is no such message."),
        (_on("react", 5, emoji="x"), 409, "X is no reaction."),
        (_on("tap", 5, data="?"), 409, "There is"),
        (_on("tap", 5, data=""), 400, "No such"),
        ({"act": "join", "seat": "b"}, 409, "Ben is in the group already."),
        ({"act": "leave", "seat": "t"}, 409, "Mara is not in the group."),
        ({"act": "grow"}, 409, "Only a basic group can grow"),
        ({"act": "give_to", "seat": "t"}, 409, "Mara cannot own this group."),
        ({"act": "begin_at", "dialogue": "no", "step": ""}, 409, "There is no dialogue 'no'."),
        (
            {"act": "begin_at", "dialogue": "three-good-minutes", "step": "two_sides"},
            409,
            "One cannot begin at 'two_sides' of 'three-good-minutes'.",
        ),
        ({"act": "follow", "seat": "a", "url": "https://example.org"}, 409, "This link leads out"),
        ({"act": "follow", "seat": "a", "url": "http://[::1"}, 409, "This is no link."),
        (
            {"act": "follow", "seat": "a", "url": "t.me/heard_bot?startgroup=x&admin=fly"},
            409,
            "This link asks for rights",
        ),
    ],
)
async def test_what_is_impossible_says_why_and_changes_nothing(
    page: Page, what: Any, code: int, why: str
) -> None:
    refused = await page.refused(what)
    assert refused[0] == code
    assert refused[1].startswith(why)
