"""The control interface in Python: what requests do, and that wrong ones do nothing."""

import copy
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from bot.rehearsal.botapi import World
from bot.rehearsal.botapi.attachments import Attachment
from bot.rehearsal.clock import StageClock
from bot.rehearsal.control import REQUESTS, Control, WrongRequest

START = datetime(2026, 3, 14, 20, tzinfo=UTC)
TOKEN = "1234567:control"


class Asking:
    """A control and short ways to ask it."""

    def __init__(self) -> None:
        self.clock = StageClock(START)
        self.world = World(self.clock.now)
        self.control = Control(self.world, self.clock)
        self.group = 0

    async def ask(self, verb: str, **fields: object) -> Any:
        return await self.control.ask(verb, msgspec.json.encode(fields))

    async def refusal(self, verb: str, **fields: object) -> str:
        before = photograph(self.world)
        with pytest.raises(WrongRequest) as caught:
            await self.ask(verb, **fields)
        assert photograph(self.world) == before
        assert "\n" not in str(caught.value)
        return str(caught.value)

    async def texts(self, user: str, chat: int | str) -> list[str]:
        view = await self.ask("view", user=user, chat=chat)
        return [one["text"] for one in view["messages"] if one["kind"] != "service"]


def photograph(world: World) -> object:
    """Everything that there is in a world, as it is now, to be compared."""
    memo: dict[int, object] = {}
    # What the world shares with the outside and not with the photograph.
    for outside in (world.clock, world.wakers, world.log._listeners):
        memo[id(outside)] = outside
    return plain(copy.deepcopy(world.__dict__, memo), set())


def plain(thing: object, seen: set[int]) -> object:
    """Plain values that compare by what they hold."""
    if isinstance(thing, (str, int, float, bool, bytes, type(None))) or callable(thing):
        return thing
    if id(thing) in seen:
        return "seen"
    seen = seen | {id(thing)}
    if isinstance(thing, dict):
        return [(plain(key, seen), plain(value, seen)) for key, value in thing.items()]
    if isinstance(thing, (set, frozenset)):
        return sorted(map(repr, thing))
    if hasattr(thing, "__iter__"):
        return [plain(one, seen) for one in thing]
    fields = getattr(thing, "__dataclass_fields__", None) or getattr(thing, "__dict__", {})
    return [type(thing).__name__, *((name, plain(getattr(thing, name), seen)) for name in fields)]


@pytest_asyncio.fixture
async def asking() -> Asking:
    made = Asking()
    await made.ask("add_user", name="Ana", username="ana_b", language="en")
    await made.ask("add_user", name="Ben", username="ben_o", last_name="Okafor")
    await made.ask("add_user", name="Cleo", username="cleo")
    await made.ask("add_bot", token=TOKEN, username="echo_bot", name="Echo")
    group = await made.ask("add_group", title="Us two", owner="@ana_b")
    made.group = group["id"]
    for who in ("@ben_o", "@echo_bot"):
        await made.ask("add_member", chat=made.group, user=who, by="@ana_b")
    return made


@pytest.mark.asyncio
async def test_people_and_chats_are_made_and_listed(asking):
    await asking.ask("add_channel", title="Thoughts", username="thoughts")

    people = await asking.ask("people")

    assert [user["username"] for user in people["users"]] == ["ana_b", "ben_o", "cleo"]
    assert [(bot["username"], bot["can_read_all_group_messages"]) for bot in people["bots"]] == [
        ("echo_bot", False)
    ]
    assert [(chat["title"], chat["type"]) for chat in people["chats"]] == [
        ("Us two", "supergroup"),
        ("Thoughts", "channel"),
    ]


@pytest.mark.asyncio
async def test_members_come_and_go_and_their_rights_change(asking):
    chat = {"chat": asking.group}
    assert (await asking.ask("join", **chat, user="@cleo"))["status"] == "member"
    promoted = await asking.ask(
        "promote", **chat, user="@ben_o", by="@ana_b", rights=["can_delete_messages"]
    )
    assert promoted["can_delete_messages"] is True
    assert (await asking.ask("demote", **chat, user="@ben_o", by="@ana_b"))["status"] == "member"
    muted = await asking.ask(
        "restrict", **chat, user="@ben_o", by="@ana_b", until=START + timedelta(hours=1)
    )
    assert (muted["status"], muted["can_send_messages"]) == ("restricted", False)
    assert (await asking.ask("leave", **chat, user="@cleo"))["status"] == "left"
    gone = await asking.ask("remove_member", **chat, user="@ben_o", by="@ana_b")
    assert gone["status"] == "kicked"
    hidden = await asking.ask("remain_anonymous", **chat, user="@ana_b")
    assert hidden["is_anonymous"] is True

    listed = await asking.ask("members", **chat)

    standing = {one["user"]["first_name"]: one["status"] for one in listed}
    assert standing == {"Ana": "creator", "Ben": "kicked", "Echo": "member", "Cleo": "left"}


@pytest.mark.asyncio
async def test_a_restriction_ends_by_itself(asking):
    await asking.ask(
        "restrict",
        chat=asking.group,
        user="@ben_o",
        by="@ana_b",
        until=START + timedelta(hours=1),
    )
    line = await asking.refusal("post", user="@ben_o", chat=asking.group, text="hello")
    assert line.startswith("post: Ben Okafor may not send text messages here. `view` shows")

    await asking.ask("move_clock", seconds=3600)

    assert await asking.ask("post", user="@ben_o", chat=asking.group, text="hello")


@pytest.mark.asyncio
async def test_what_plain_members_may_do_can_be_changed(asking):
    await asking.ask("permit", chat=asking.group, by="@ana_b", permissions=["can_send_messages"])

    line = await asking.refusal(
        "post", user="@ben_o", chat=asking.group, attachment={"sticker": "🙂"}
    )

    assert "may not send stickers here" in line
    assert await asking.ask("post", user="@ben_o", chat=asking.group, text="words")


EVERY_KIND = {
    "photo": True,
    "animation": True,
    "video": 3,
    "video_note": 3,
    "voice": 4,
    "audio": "Song",
    "document": "a.pdf",
    "sticker": "😢",
    "dice": "🎲",
    "poll": ["Who?", ["You", "Me"]],
    "contact": ["+1", "Mum"],
    "own_contact": "+2",
    "location": [1.5, 2.5],
    "venue": [1.5, 2.5, "Harbour", "Pier 1"],
    "story": True,
}


def test_every_kind_is_tried():
    assert EVERY_KIND.keys() == Attachment.__annotations__.keys()


@pytest.mark.parametrize("kind", EVERY_KIND)
@pytest.mark.asyncio
async def test_every_kind_can_be_posted(asking, kind):
    posted = await asking.ask(
        "post", user="@ben_o", chat=asking.group, attachment={kind: EVERY_KIND[kind]}
    )

    view = await asking.ask("view", user="@ana_b", chat=asking.group)

    newest = view["messages"][-1]
    assert newest["kind"] == ("contact" if kind == "own_contact" else kind)
    assert newest["id"] == posted["message_id"]
    assert (newest["author"], newest["own"]) == ("Ben Okafor", False)


@pytest.mark.asyncio
async def test_messages_are_edited_answered_forwarded_reacted_to_and_deleted(asking):
    place = {"user": "@ben_o", "chat": asking.group}
    first = (await asking.ask("post", **place, text="helo"))["message_id"]
    await asking.ask("edit", **place, message=first, text="hello")
    await asking.ask("react", user="@ana_b", chat=asking.group, message=first, emoji="👍")
    answer = await asking.ask("post", user="@ana_b", chat=asking.group, text="hi", reply_to=first)
    copied = await asking.ask("forward", **place, from_chat=asking.group, message=first)
    album = await asking.ask("post_album", **place, items=[{"photo": True}, {"video": 3}], text="2")

    view = await asking.ask("view", user="@ana_b", chat=asking.group)

    seen = {one["id"]: one for one in view["messages"]}
    assert (seen[first]["text"], seen[first]["edited"]) == ("hello", True)
    assert seen[first]["reactions"] == {"👍": 1}
    assert seen[answer["message_id"]]["reply_to"] == first
    assert seen[copied["message_id"]]["forwarded_from"] == "Ben Okafor"
    assert len({seen[number]["album"] for number in album["message_ids"]}) == 1
    assert await asking.ask("delete", **place, message=first) is None
    assert "hello" not in (await asking.texts("@ana_b", asking.group))[:1]


@pytest.mark.asyncio
async def test_a_private_chat_is_named_by_its_bot(asking):
    await asking.ask("start", user="@ana_b", bot="@echo_bot", payload="door")
    asking.world.call(
        TOKEN,
        "sendMessage",
        {
            "chat_id": asking.world.users[next(iter(asking.world.users))].id,
            "text": "Well?",
            "reply_markup": {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]},
        },
    )
    view = await asking.ask("view", user="@ana_b", chat="@echo_bot")
    assert [one["text"] for one in view["messages"]] == ["/start", "Well?"]
    assert view["messages"][1]["keyboard"] == [
        [{"label": "Yes", "kind": "callback_data", "value": "y", "style": ""}]
    ]

    tapped = await asking.ask(
        "tap",
        user="@ana_b",
        chat="@echo_bot",
        message=view["messages"][1]["id"],
        label="Yes",
    )
    asking.world.call(TOKEN, "answerCallbackQuery", {**tapped, "text": "Good"})

    view = await asking.ask("view", user="@ana_b", chat="@echo_bot", last=1)
    assert [toast["text"] for toast in view["toasts"]] == ["Good"]
    assert [one["text"] for one in view["messages"]] == ["Well?"]


@pytest.mark.asyncio
async def test_a_poll_is_answered_and_closed(asking):
    place = {"user": "@ben_o", "chat": asking.group}
    poll = await asking.ask("post", **place, attachment={"poll": ["Tea?", ["Yes", "No"]]})
    number = {"chat": asking.group, "message": poll["message_id"]}
    await asking.ask("vote", user="@ana_b", **number, options=[1])

    view = await asking.ask("view", user="@ana_b", chat=asking.group, last=1)
    assert [one["voter_count"] for one in view["messages"][0]["content"]["options"]] == [0, 1]

    await asking.ask("vote", user="@ana_b", **number)
    await asking.ask("close_poll", user="@ben_o", **number)
    line = await asking.refusal("vote", user="@ana_b", **number, options=[0])
    assert line.startswith("vote: ")
    view = await asking.ask("view", user="@ana_b", chat=asking.group, last=1)
    assert view["messages"][0]["content"]["is_closed"] is True


@pytest.mark.asyncio
async def test_a_group_is_renamed_given_away_and_joined_by_a_link(asking):
    renamed = await asking.ask("rename", chat=asking.group, by="@ana_b", title="We two")
    assert renamed["title"] == "We two"
    given = await asking.ask("transfer", chat=asking.group, user="@ben_o", by="@ana_b")
    assert given["status"] == "creator"
    link = await asking.ask("invite_link", chat=asking.group, by="@ben_o")
    joined = await asking.ask("join_by_link", user="@cleo", link=link["link"])
    assert joined["id"] == asking.group
    await asking.ask("add_user", name="Dara", username="dara")
    asks = await asking.ask("invite_link", chat=asking.group, by="@ben_o", by_request=True)
    await asking.ask("join_by_link", user="@dara", link=asks["link"], bio="hello")
    listed = await asking.ask("members", chat=asking.group)
    assert {one["user"]["first_name"] for one in listed} == {"Ana", "Ben", "Echo", "Cleo"}


@pytest.mark.asyncio
async def test_topics_are_opened_written_in_and_closed(asking):
    forum = await asking.ask("enable_topics", chat=asking.group, by="@ana_b")
    assert forum["is_forum"] is True
    topic = await asking.ask("open_topic", chat=asking.group, by="@ana_b", name="Dishes")
    number = topic["message_thread_id"]
    place = {"user": "@ben_o", "chat": asking.group, "topic": number}
    await asking.ask("post", **place, text="here")
    await asking.ask("post", user="@ben_o", chat=asking.group, text="elsewhere")

    view = await asking.ask("view", **place)
    general = await asking.ask("view", user="@ben_o", chat=asking.group, topic=0, last=1)
    assert [one["text"] for one in view["messages"] if one["kind"] == "text"] == ["here"]
    assert [one["text"] for one in general["messages"]] == ["elsewhere"]

    await asking.ask("close_topic", chat=asking.group, by="@ana_b", topic=number)
    assert "post: " in await asking.refusal("post", **place, text="closed?")
    await asking.ask("close_topic", chat=asking.group, by="@ana_b", topic=number, closed=False)
    assert await asking.ask("post", **place, text="open")


@pytest.mark.asyncio
async def test_inline_mode(asking):
    token = "7654321:inline"
    await asking.ask(
        "add_bot", token=token, username="inline_bot", name="I", inline=True, feedback=True
    )
    typed = await asking.ask(
        "type_inline", user="@ana_b", chat=asking.group, bot="@inline_bot", text="hi"
    )
    assert (await asking.ask("inline_results", **typed))["results"] is None
    article = {
        "type": "article",
        "id": "1",
        "title": "Loud",
        "input_message_content": {"message_text": "HI"},
    }
    asking.world.call(
        token, "answerInlineQuery", {"inline_query_id": typed["query"], "results": [article]}
    )

    listed = await asking.ask("inline_results", **typed)
    assert listed["results"] == [{"id": "1", "type": "article", "title": "Loud", "description": ""}]
    line = await asking.refusal("choose_inline", **typed, result="2")
    assert line.startswith("choose_inline: there is no result '2'. `inline_results` lists them")
    await asking.ask("choose_inline", **typed, result="1")
    view = await asking.ask("view", user="@ben_o", chat=asking.group, last=1)
    assert [(one["text"], one["via"]) for one in view["messages"]] == [("HI", "inline_bot")]
    updates = await asking.ask("updates", bot="@inline_bot")
    assert [set(one) - {"update_id"} for one in updates] == [
        {"inline_query"},
        {"chosen_inline_result"},
    ]


@pytest.mark.asyncio
async def test_mini_apps(asking):
    await asking.ask("start", user="@ana_b", bot="@echo_bot")
    ana = (await asking.ask("people"))["users"][0]["id"]
    app = {"url": "https://example.com/app"}
    asking.world.call(
        TOKEN,
        "sendMessage",
        {
            "chat_id": ana,
            "text": "a",
            "reply_markup": {"inline_keyboard": [[{"text": "Open", "web_app": app}]]},
        },
    )
    asking.world.call(
        TOKEN,
        "sendMessage",
        {
            "chat_id": ana,
            "text": "b",
            "reply_markup": {"keyboard": [[{"text": "Pick", "web_app": app}]]},
        },
    )
    asking.world.call(
        TOKEN,
        "setChatMenuButton",
        {"menu_button": {"type": "web_app", "text": "Menu", "web_app": app}},
    )
    asking.world.call(TOKEN, "setMyCommands", {"commands": [{"command": "go", "description": "g"}]})
    place = {"user": "@ana_b", "chat": "@echo_bot"}
    shown = (await asking.ask("view", **place))["messages"]

    inline = await asking.ask("open_web_app", **place, message=shown[1]["id"], label="Open")
    keyboard = await asking.ask("open_web_app", **place, label="Pick")
    menu = await asking.ask("open_menu", user="@ana_b", bot="@echo_bot")
    direct = await asking.ask(
        "open_direct_link",
        user="@ana_b",
        chat=asking.group,
        bot="@echo_bot",
        url=app["url"],
        start="x",
    )
    await asking.ask("send_web_app_data", **place, label="Pick", data="{}")

    for opened in (inline, menu, direct):
        assert opened["url"].startswith("https://example.com/app#tgWebAppData=")
    assert (keyboard["init_data"], keyboard["query_id"]) == ("", "")
    assert "start_param=x" in direct["init_data"]
    assert bool(inline["query_id"]) is True
    (*_, update) = await asking.ask("updates", bot="@echo_bot")
    assert update["message"]["web_app_data"] == {"button_text": "Pick", "data": "{}"}
    assert await asking.ask("menu", **place, bot="@echo_bot") == [
        {"command": "go", "description": "g"}
    ]


@pytest.mark.asyncio
async def test_rate_limits_hold_when_they_should(asking):
    async def refused() -> bool:
        answers = [
            asking.world.answer(TOKEN, "sendMessage", {"chat_id": asking.group, "text": "a"})
            for _ in range(30)
        ]
        return any(answer.code == 429 for answer in answers)

    assert await refused() is False
    await asking.ask("limit_rates")
    assert await refused() is True
    await asking.ask("limit_rates", on=False)
    assert await refused() is False


@pytest.mark.asyncio
async def test_what_was_amiss_in_a_call_is_told(asking):
    asking.world.answer(TOKEN, "getMe", {"colour": "blue"})

    (call,) = await asking.ask("calls", bot="@echo_bot", methods=["getMe"])

    assert call["findings"] == ["unknown colour: there is no such parameter"]


@pytest.mark.asyncio
async def test_a_bot_is_blocked_and_unblocked(asking):
    await asking.ask("start", user="@ana_b", bot="@echo_bot")
    await asking.ask("block", user="@ana_b", bot="@echo_bot")
    line = await asking.refusal("start", user="@ana_b", bot="@echo_bot")
    assert line.endswith("`unblock` the bot first")
    await asking.ask("unblock", user="@ana_b", bot="@echo_bot")
    assert await asking.ask("start", user="@ana_b", bot="@echo_bot")


@pytest.mark.asyncio
async def test_topics_and_an_account_end(asking):
    await asking.ask("enable_topics", chat=asking.group, by="@ana_b")
    topic = await asking.ask("open_topic", chat=asking.group, by="@ana_b", name="Kitchen")
    number = topic["message_thread_id"]
    await asking.ask("delete_topic", chat=asking.group, by="@ana_b", topic=number)
    line = await asking.refusal("delete_topic", chat=asking.group, by="@ana_b", topic=number)
    assert line.startswith("delete_topic: Ana cannot delete this topic. `open_topic` gives")
    await asking.ask("disable_topics", chat=asking.group, by="@ana_b")
    line = await asking.refusal("disable_topics", chat=asking.group, by="@ana_b")
    assert line.startswith("disable_topics: only the owner turns topics off. Name a group")
    await asking.ask("start", user="@ana_b", bot="@echo_bot")
    ana = next(one for one in asking.world.users.values() if one.username == "ana_b")
    await asking.ask("delete_account", user="@ana_b")
    sent = asking.world.answer(TOKEN, "sendMessage", {"chat_id": ana.id, "text": "x"})
    assert sent.body["description"] == "Forbidden: user is deactivated"
    member = asking.world.answer(
        TOKEN, "getChatMember", {"chat_id": asking.group, "user_id": ana.id}
    )
    assert member.body["result"]["user"]["first_name"] == ""


@pytest.mark.asyncio
async def test_a_link_adds_the_bot_with_rights_and_the_group_grows(asking):
    group = await asking.ask("add_group", title="Basic", owner="@ben_o", kind="group")
    grown = await asking.ask(
        "start_in_group",
        user="@ben_o",
        bot="@echo_bot",
        chat=group["id"],
        payload="x",
        rights=["can_delete_messages"],
    )
    assert (grown["type"], grown["id"] != group["id"]) == ("supergroup", True)
    line = await asking.refusal("migrate", chat=group["id"], by="@ben_o")
    assert line == (
        "migrate: the group has become a supergroup. Name a basic group that has not grown yet,"
        " and its owner in `by`"
    )


@pytest.mark.asyncio
async def test_what_bots_did_and_have_not_heard_can_be_read(asking):
    asking.world.call(TOKEN, "getMe", {})
    asking.world.answer(TOKEN, "sendMessage", {"chat_id": 5, "text": "?"})

    calls = await asking.ask("calls", bot="@echo_bot")
    refused = await asking.ask("calls", bot="@echo_bot", refused=True)
    updates = await asking.ask("updates", bot="@echo_bot")

    assert [call["method"].lower() for call in calls] == ["getme", "sendmessage"]
    assert [call["description"] for call in refused] == ["Bad Request: chat not found"]
    assert [set(update) - {"update_id"} for update in updates] == [{"my_chat_member"}, {"message"}]


@pytest.mark.asyncio
async def test_looking_at_a_chat_makes_no_acquaintance(asking):
    view = await asking.ask("view", user="@cleo", chat="@echo_bot")

    assert view["messages"] == []
    assert not asking.world.private_chats


@pytest.mark.asyncio
async def test_the_clock_moves_stops_and_runs(asking):
    assert await asking.ask("clock") == {"now": "2026-03-14T20:00:00+00:00", "running": False}
    moved = await asking.ask("move_clock", seconds=-90.5)
    assert moved["now"] == "2026-03-14T19:58:29.500000+00:00"
    stood = await asking.ask("set_clock", at="2027-01-01T00:00:00Z")
    assert stood == {"now": "2027-01-01T00:00:00+00:00", "running": False}
    runs = await asking.ask("set_clock", at="2027-01-01T00:00:00+01:00", running=True)
    assert (runs["now"][:16], runs["running"]) == ("2026-12-31T23:00", True)


@pytest.mark.asyncio
async def test_a_change_is_waited_for(asking):
    version = (await asking.ask("changes"))["version"]
    waiting = asking.ask("changes", after=version, wait=20)
    await asking.ask("post", user="@ben_o", chat=asking.group, text="now")

    changes = await waiting

    assert [change["kind"] for change in changes["changes"]] == ["posted"]
    assert changes["version"] == version + 1


@pytest.mark.parametrize(
    ("verb", "fields", "line"),
    [
        ("fly", {}, "fly: there is no such verb. There are: accept_connections, add_bot, "),
        (
            "post",
            {"user": "@ana_b"},
            "post: Object missing required field chat. Its fields: user, chat, text?, ",
        ),
        (
            "post",
            {"user": "@ana_b", "chat": [1]},
            "post: Expected int | str, got array - at chat. Its fields: ",
        ),
        (
            "post",
            {"user": "@ana_b", "chat": 1, "txt": "?"},
            "post: Object contains unknown field txt. Its fields: ",
        ),
        (
            "post",
            {"user": "@nobody", "chat": "GROUP", "text": "a"},
            "post: user: there is nobody @nobody. `people` lists everybody",
        ),
        (
            "post",
            {"user": "@echo_bot", "chat": "GROUP", "text": "a"},
            "post: user: @echo_bot is a bot, which acts over the Bot API",
        ),
        (
            "post",
            {"user": "@ana_b", "chat": -5, "text": "a"},
            "post: chat: there is no group or channel -5. `people` lists what there is",
        ),
        (
            "post",
            {"user": "@ana_b", "chat": "GROUP"},
            "post: there is nothing to send. `view` shows the chat as this human sees it, ",
        ),
        (
            "post",
            {"user": "@cleo", "chat": "@echo_bot", "text": "a" * 4097},
            "post: no client sends more than 4096 characters in one message. ",
        ),
        (
            "post",
            {"user": "@ana_b", "chat": "GROUP", "attachment": {"hologram": 1}},
            "post: attachment: nobody can send hologram. Send one of photo, ",
        ),
        (
            "post",
            {"user": "@ana_b", "chat": "GROUP", "attachment": {"voice": "long"}},
            "post: attachment: Expected `int`, got `str` - at `$.voice`. `docs/control.md#att",
        ),
        (
            "post",
            {"user": "@cleo", "chat": "GROUP", "text": "a"},
            "post: Cleo is not in the group. ",
        ),
        (
            "post",
            {"user": "@ana_b", "chat": "GROUP", "text": "a", "reply_to": 99},
            "post: there is no message 99 in this chat. ",
        ),
        ("edit", {"user": "@ana_b", "chat": "GROUP", "message": 1, "text": "a"}, "edit: only one"),
        ("delete", {"user": "@ben_o", "chat": "GROUP", "message": 1}, "delete: Ben Okafor may not"),
        ("react", {"user": "@ben_o", "chat": "GROUP", "message": 1, "emoji": "x"}, "react: x is"),
        (
            "tap",
            {"user": "@ben_o", "chat": "GROUP", "message": 1},
            "tap: label, data: give one of the two. ",
        ),
        (
            "tap",
            {"user": "@ben_o", "chat": "GROUP", "message": 1, "data": "y"},
            "tap: there is no such button under message 1. ",
        ),
        ("view", {"user": "@cleo", "chat": "GROUP"}, "view: Cleo is not in this chat. Only who"),
        (
            "forward",
            {"user": "@cleo", "chat": "@echo_bot", "from_chat": "GROUP", "message": 1},
            "forward: Cleo is not in this chat. ",
        ),
        (
            "promote",
            {"chat": "GROUP", "user": "@ben_o", "by": "@ana_b", "rights": ["can_fly"]},
            "promote: no such administrator right: can_fly. ",
        ),
        (
            "promote",
            {"chat": "GROUP", "user": "@cleo", "by": "@ben_o"},
            "promote: Ben Okafor may not appoint administrators. Name somebody in `by` who may",
        ),
        (
            "permit",
            {"chat": "GROUP", "by": "@ana_b", "permissions": ["can_fly"]},
            "permit: no such permission: can_fly. ",
        ),
        (
            "restrict",
            {"chat": "GROUP", "user": "@ana_b", "by": "@ana_b"},
            "restrict: Ana leads the group and cannot be restricted. ",
        ),
        ("join", {"chat": "GROUP", "user": "@ben_o"}, "join: Ben Okafor is in the group already. "),
        ("leave", {"chat": "GROUP", "user": "@cleo"}, "leave: Cleo is not in the group. "),
        ("add_user", {"name": " "}, "add_user: name: ' ' is no name. Give 1 to 64 characters"),
        (
            "add_user",
            {"name": "Ana", "username": "ana_b"},
            "add_user: username: @ana_b is taken. Choose another",
        ),
        (
            "add_bot",
            {"name": "Bot", "username": "new_bot", "token": "nonsense"},
            "add_bot: a token looks like 1234567:secret. Give a token of its own",
        ),
        (
            "add_group",
            {"title": "Us", "owner": "@ana_b", "kind": "gang"},
            "add_group: Invalid enum value 'gang' - at kind. Its fields: title, owner, kind?",
        ),
        ("migrate", {"chat": "GROUP", "by": "@ana_b"}, "migrate: only a basic group can grow"),
        ("fault", {"kind": "gremlin"}, "fault: Invalid enum value 'gremlin' - at kind. Its "),
        ("fault", {"kind": "slow", "times": 0}, "fault: Expected int >= 1 - at times. "),
        ("second_poller", {"bot": "@ana_b"}, "second_poller: bot: @ana_b is no bot. "),
        (
            "second_poller",
            {"bot": "@echo_bot"},
            "second_poller: bot: this world is not served, so nobody can poll. Use `serve`",
        ),
        ("vote", {"user": "@ana_b", "chat": "GROUP", "message": 1}, "vote: Ana sees no poll there"),
        (
            "close_poll",
            {"user": "@ana_b", "chat": "GROUP", "message": 9},
            "close_poll: there is no",
        ),
        (
            "type_inline",
            {"user": "@ana_b", "chat": "GROUP", "bot": "@echo_bot"},
            "type_inline: @echo_bot has no inline mode. `add_bot` with `inline`; ",
        ),
        (
            "inline_results",
            {"query": "5"},
            "inline_results: query: there is no inline query '5'. `type_inline` gives its number",
        ),
        (
            "open_web_app",
            {"user": "@ana_b", "chat": "GROUP", "label": "Open"},
            "open_web_app: only a private chat has such buttons. `view` shows the buttons; ",
        ),
        (
            "open_menu",
            {"user": "@ana_b", "bot": "@echo_bot"},
            "open_menu: the menu button opens no Mini App. The bot sets it with setChatMenuButton",
        ),
        (
            "send_web_app_data",
            {"user": "@cleo", "chat": "@echo_bot", "label": "Pick", "data": "x"},
            "send_web_app_data: there is no button 'Pick' that opens a Mini App. ",
        ),
        ("rename", {"chat": "GROUP", "by": "@cleo", "title": "x"}, "rename: Cleo cannot rename"),
        (
            "transfer",
            {"chat": "GROUP", "by": "@ben_o", "user": "@ana_b"},
            "transfer: only the owner can give a group away. Name the owner in `by`, ",
        ),
        ("invite_link", {"chat": "GROUP", "by": "@cleo"}, "invite_link: Cleo may not make links. "),
        (
            "join_by_link",
            {"user": "@cleo", "link": "https://t.me/+x"},
            "join_by_link: there is no such link. `invite_link` makes a link; ",
        ),
        ("enable_topics", {"chat": "GROUP", "by": "@ben_o"}, "enable_topics: only the owner turns"),
        ("open_topic", {"chat": "GROUP", "by": "@ana_b", "name": "x"}, "open_topic: Ana cannot"),
        ("close_topic", {"chat": "GROUP", "by": "@ana_b", "topic": 5}, "close_topic: there is no"),
        ("refuse_connections", {}, "refuse_connections: this world is not served, so there is"),
        ("set_clock", {"at": "noon"}, "set_clock: Invalid RFC3339 encoded datetime - at at. "),
        ("move_clock", {"seconds": 1e12}, "move_clock: Expected float <= 316224000.0 - at "),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.asyncio
async def test_a_wrong_request_is_one_line_and_changes_nothing(asking, verb, fields, line):
    given = {name: asking.group if value == "GROUP" else value for name, value in fields.items()}

    assert (await asking.refusal(verb, **given)).startswith(line)


@pytest.mark.asyncio
async def test_what_is_no_json_is_said_so(asking):
    with pytest.raises(WrongRequest, match=r"^post: Input data was truncated\. Its fields: user, "):
        await asking.control.ask("post", b"{")
    with pytest.raises(WrongRequest, match=r"^post: Expected object, got array\. Its fields: "):
        await asking.control.ask("post", b"[]")


@pytest.mark.asyncio
async def test_a_photograph_notices_a_change(asking):
    before = photograph(asking.world)
    asking.world.chats[asking.group].messages[1].reactions[5] = ("👍",)
    assert photograph(asking.world) != before


def test_every_verb_says_what_it_does():
    for verb, asked in REQUESTS.items():
        first = (asked.__doc__ or "").strip().split("\n\n")[0]
        assert first.endswith("."), verb
