"""What is amiss in a call is written down, though the server lets much of it pass."""

import json

import pytest

from bot.rehearsal.botapi import Upload
from bot.rehearsal.botapi.findings import flaws
from bot.rehearsal.botapi.table import bot_api


def amiss(scene):
    """What was amiss in the last call, as `kind where`."""
    return [f"{one.kind} {one.where}" for one in scene.world.ledger.calls()[-1].findings]


def test_a_call_in_order_has_no_findings(scene):
    chat = scene.private()

    scene.call(
        "sendMessage",
        chat_id=chat.id,
        text="*Ready?*",
        parse_mode="MarkdownV2",
        disable_notification=True,
        reply_parameters={"message_id": 1, "allow_sending_without_reply": True},
        link_preview_options={"is_disabled": True},
        reply_markup={"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]},
    )

    assert amiss(scene) == []
    assert not scene.world.ledger.amiss


# What the server lets pass.


def one_button(**more):
    return {"inline_keyboard": [[{"text": "a", "callback_data": "a", **more}]]}


@pytest.mark.parametrize(
    ("params", "finding"),
    [
        ({"no_such_thing": "x"}, "unknown no_such_thing"),
        ({"business_connection_id": "x"}, "absent business_connection_id"),
        ({"disable_notification": "perhaps"}, "type disable_notification"),
        ({"message_thread_id": "x"}, "type message_thread_id"),
        ({"link_preview_options": {"disabled": True}}, "unknown link_preview_options.disabled"),
        ({"reply_markup": one_button(tint=1)}, "unknown reply_markup.inline_keyboard[0][0].tint"),
    ],
)
def test_what_the_server_takes_is_taken_but_written_down(scene, params, finding):
    chat = scene.private()

    assert scene.call("sendMessage", chat_id=chat.id, text="a", **params)

    assert amiss(scene) == [finding]
    assert scene.world.ledger.amiss == {f"sendmessage {finding}": 1}


@pytest.mark.parametrize(
    ("method", "params", "finding", "answer"),
    [
        (
            "sendMessage",
            {"text": "a"},
            "missing chat_id",
            "400 Bad Request: chat_id is empty",
        ),
        (
            "sendMessage",
            {"chat_id": "CHAT"},
            "missing text",
            "400 Bad Request: message text is empty",
        ),
        (
            "sendMessage",
            {"chat_id": "CHAT", "text": "a", "reply_markup": "{"},
            "type reply_markup",
            "400 Bad Request: can't parse reply keyboard markup JSON object",
        ),
        (
            "sendMessage",
            {"chat_id": "CHAT", "text": "a", "reply_markup": {"force_reply": "true"}},
            "type reply_markup.force_reply",
            '400 Bad Request: field "force_reply" must be of type Boolean',
        ),
        (
            "answerCallbackQuery",
            {},
            "missing callback_query_id",
            "400 Bad Request: query is too old and response timeout expired or query ID is invalid",
        ),
        (
            "sendPhoto",
            {"chat_id": "CHAT"},
            "missing photo",
            "400 Bad Request: there is no photo in the request",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "go"}]},
            "missing commands[0].description",
            "400 Bad Request: can't parse BotCommand: Can't find field \"description\"",
        ),
        (
            "getUpdate",
            {},
            "unknown getupdate",
            "404 Not Found: method not found",
        ),
        (
            "sendInvoice",
            {"title": "x"},
            "absent sendinvoice",
            "404 Not Found: method not found",
        ),
    ],
)
def test_what_the_server_refuses_it_refuses_in_its_own_words(
    scene, method, params, finding, answer
):
    chat = scene.private()
    given = {name: chat.id if value == "CHAT" else value for name, value in params.items()}

    assert scene.refusal(method, **given) == answer
    assert amiss(scene) == [finding]


@pytest.mark.parametrize(
    ("method", "params", "finding"),
    [
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "length text"),
        ("setChatTitle", {"chat_id": 1, "title": "x" * 129}, "length title"),
        ("deleteMessages", {"chat_id": 1, "message_ids": []}, "length message_ids"),
        (
            "deleteMessages",
            {"chat_id": 1, "message_ids": list(range(1, 102))},
            "length message_ids",
        ),
        ("setMyShortDescription", {"short_description": "x" * 121}, "length short_description"),
    ],
)
def test_what_is_too_short_or_too_long(scene, method, params, finding):
    scene.world.answer(scene.bot.token, method, params)

    assert amiss(scene) == [finding]


def test_a_text_is_measured_without_its_marks(scene):
    """The server complains of it; the table cannot know how long it will be."""
    chat = scene.private()
    text = "<b>" + "x" * 4096 + "</b>"

    assert scene.call("sendMessage", chat_id=chat.id, text=text, parse_mode="HTML")
    assert amiss(scene) == []
    assert "message is too long" in scene.refusal("sendMessage", chat_id=chat.id, text="x" * 4097)


def test_uploads_count_as_parameters_and_what_is_attached_is_spoken_of(scene):
    chat = scene.private()
    upload = Upload("a.jpg", b"\xff\xd8\xff")

    scene.call("sendPhoto", {"photo": upload}, chat_id=chat.id)
    assert amiss(scene) == []
    scene.call(
        "sendMediaGroup",
        {"one": upload, "two": upload},
        chat_id=chat.id,
        media=[{"type": "photo", "media": f"attach://{name}"} for name in ("one", "two")],
    )
    assert amiss(scene) == []
    scene.call("sendPhoto", {"photo": upload, "stray": upload}, chat_id=chat.id)
    assert amiss(scene) == ["unknown stray"]


def test_former_names_and_letters_are_no_matter(scene):
    scene.call("GETME")

    assert amiss(scene) == []
    assert scene.world.answer(scene.bot.token, "kickChatMember", {}).code == 400
    assert scene.world.ledger.calls()[-1].method == "banchatmember"


def test_ephemeral_parameters_are_unknown_until_there_are_ephemeral_messages(scene):
    chat = scene.private()

    sent = scene.call("sendMessage", chat_id=chat.id, text="a", receiver_user_id=scene.ana.id)

    assert "ephemeral_message_id" not in sent
    assert amiss(scene) == ["unknown receiver_user_id"]


def test_the_kindest_reading_of_alternatives_counts():
    table = bot_api()
    button = {"text": "a", "callback_data": "a", "x": 1}

    found = flaws(
        table, "ReplyKeyboardMarkup|InlineKeyboardMarkup", {"inline_keyboard": [[button]]}
    )

    assert [str(one) for one in found] == ["inline_keyboard[0][0].x: there is no such field"]


@pytest.mark.parametrize(
    ("kind", "value", "count"),
    [
        ("integer", 5, 0),
        ("integer", "5", 0),
        ("integer", True, 1),
        ("integer", 5.5, 1),
        ("number", "5.5", 0),
        ("number", "x", 1),
        ("string", 5, 0),
        ("string", None, 1),
        ("boolean", True, 0),
        ("boolean", "true", 1),
        ("[integer]", [1, 2], 0),
        ("[integer]", [1, "x"], 1),
        ("[integer]", 1, 1),
        ("User", {"id": 1, "is_bot": False, "first_name": "Ana"}, 0),
        ("User", {"id": 1, "is_bot": False}, 1),
        ("User", "Ana", 1),
        (
            "ChatMember",
            {"status": "left", "user": {"id": 1, "is_bot": False, "first_name": "A"}},
            0,
        ),
    ],
)
def test_values(kind, value, count):
    assert len(flaws(bot_api(), kind, json.loads(json.dumps(value)))) == count
