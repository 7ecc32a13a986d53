"""Editing: the bot's own messages, and only to something else."""

import pytest

from bot.rehearsal.botapi import Upload

JPEG = b"\xff\xd8\xff"
NOT_MODIFIED = (
    "400 Bad Request: message is not modified: specified new message content and reply markup are"
    " exactly the same as a current content and reply markup of the message"
)


def keyboard(data: str) -> dict[str, object]:
    return {"inline_keyboard": [[{"text": "Tap", "callback_data": data}]]}


def test_a_text_is_changed_in_place(scene, clock):
    group = scene.group()
    sent = scene.call(
        "sendMessage", chat_id=group.id, text="Ana's turn", reply_markup=keyboard("a")
    )
    clock.forward(minutes=1)

    edited = scene.call(
        "editMessageText", chat_id=group.id, message_id=sent["message_id"], text="Ben's turn"
    )

    assert edited["text"] == "Ben's turn"
    assert edited["edit_date"] == clock.now
    assert edited["date"] == sent["date"]
    # A keyboard that is not sent along is taken away.
    assert "reply_markup" not in edited
    seen = scene.world.view(scene.ben, group).messages[-1]
    assert (seen.text, seen.edited, seen.keyboard) == ("Ben's turn", True, ())
    assert scene.updates() == []


def test_the_answer_to_an_edit_does_not_show_what_the_message_answers(scene):
    chat = scene.private()
    said = scene.world.post(scene.ana, chat, "May I?")
    reply = {"message_id": said.id}
    sent = scene.call("sendMessage", chat_id=chat.id, text="Yes", reply_parameters=reply)
    assert "reply_to_message" in sent

    edited = scene.call(
        "editMessageText", chat_id=chat.id, message_id=sent["message_id"], text="No"
    )

    assert "reply_to_message" not in edited
    assert scene.world.view(scene.ana, chat).messages[-1].reply_to == said.id


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("editMessageText", {"text": "<b>Hello</b>", "parse_mode": "HTML"}),
        ("editMessageReplyMarkup", {}),
    ],
)
def test_an_edit_has_to_change_something(scene, method, params):
    chat = scene.private()
    sent = scene.call(
        "sendMessage",
        chat_id=chat.id,
        text="<b>Hello</b>",
        parse_mode="HTML",
        reply_markup=keyboard("a"),
    )
    place = {"chat_id": chat.id, "message_id": sent["message_id"]}

    assert scene.refusal(method, **place, **params, reply_markup=keyboard("a")) == NOT_MODIFIED
    assert scene.call(method, **place, **params, reply_markup=keyboard("b"))
    assert scene.call(method, **place, **params)
    assert scene.refusal(method, **place, **params) == NOT_MODIFIED


def test_people_read_edited_only_where_words_have_changed(scene):
    group = scene.group()
    sent = scene.call("sendMessage", chat_id=group.id, text="Ready?", reply_markup=keyboard("a"))
    place = {"chat_id": group.id, "message_id": sent["message_id"]}

    def edited() -> bool:
        return scene.world.view(scene.ben, group).messages[-1].edited

    assert "edit_date" in scene.call("editMessageReplyMarkup", **place)
    assert not edited()
    scene.call("editMessageText", **place, text="Ready now?")
    assert edited()
    scene.call("editMessageReplyMarkup", **place, reply_markup=keyboard("b"))
    assert edited()


def test_a_caption_is_changed_and_removed(scene):
    chat = scene.private()
    sent = scene.call(
        "sendPhoto", {"photo": Upload("a.jpg", JPEG)}, chat_id=chat.id, caption="before"
    )
    place = {"chat_id": chat.id, "message_id": sent["message_id"]}

    assert scene.call("editMessageCaption", **place, caption="after")["caption"] == "after"
    assert "caption" not in scene.call("editMessageCaption", **place)
    assert scene.refusal("editMessageCaption", **place) == NOT_MODIFIED


def test_the_bots_own_messages_can_be_edited_after_years(scene, clock):
    chat = scene.private()
    sent = scene.call("sendMessage", chat_id=chat.id, text="a")
    clock.forward(days=800)

    assert scene.call("editMessageText", chat_id=chat.id, message_id=sent["message_id"], text="b")


ERRORS = [
    ("editMessageText", {"text": "b"}, "message identifier is not specified"),
    ("editMessageText", {"text": "b", "inline_message_id": "x"}, "MESSAGE_ID_INVALID"),
    ("editMessageText", {"chat_id": "CHAT", "text": "b"}, "message to edit not found"),
    (
        "editMessageText",
        {"chat_id": "CHAT", "message_id": 99, "text": "b"},
        "message to edit not found",
    ),
    ("editMessageText", {"chat_id": "CHAT", "message_id": "TEXT"}, "message text is empty"),
    (
        "editMessageText",
        {"chat_id": "CHAT", "message_id": "TEXT", "text": " "},
        "text must be non-empty",
    ),
    (
        "editMessageText",
        {"chat_id": "CHAT", "message_id": "TEXT", "text": "\u200b"},
        "text must be non-empty",
    ),
    # Sending too much is worded, editing too much is a code.
    (
        "editMessageText",
        {"chat_id": "CHAT", "message_id": "TEXT", "text": "x" * 4097},
        "MESSAGE_TOO_LONG",
    ),
    (
        "editMessageCaption",
        {"chat_id": "CHAT", "message_id": "PHOTO", "caption": "x" * 1025},
        "MEDIA_CAPTION_TOO_LONG",
    ),
    (
        "editMessageText",
        {"chat_id": "CHAT", "message_id": "PHOTO", "text": "b"},
        "there is no text in the message to edit",
    ),
    (
        "editMessageCaption",
        {"chat_id": "CHAT", "message_id": "TEXT", "caption": "b"},
        "there is no caption in the message to edit",
    ),
    (
        "editMessageText",
        {"chat_id": "CHAT", "message_id": "THEIRS", "text": "b"},
        "message can't be edited",
    ),
    (
        "editMessageReplyMarkup",
        {"chat_id": "CHAT", "message_id": "THEIRS"},
        "message can't be edited",
    ),
    (
        "editMessageText",
        {"chat_id": "CHAT", "message_id": "FORWARDED", "text": "b"},
        "message can't be edited",
    ),
    (
        "editMessageText",
        {
            "chat_id": "CHAT",
            "message_id": "TEXT",
            "text": "b",
            "reply_markup": {"force_reply": True},
        },
        "inline keyboard expected",
    ),
]


@pytest.mark.parametrize(("method", "params", "complaint"), ERRORS)
def test_not_everything_can_be_edited(scene, method, params, complaint):
    chat = scene.private()
    theirs = scene.world.post(scene.ana, chat, "mine")
    text = scene.call("sendMessage", chat_id=chat.id, text="a")
    photo = scene.call("sendPhoto", {"photo": Upload("a.jpg", JPEG)}, chat_id=chat.id)
    forwarded = scene.call(
        "forwardMessage", chat_id=chat.id, from_chat_id=chat.id, message_id=theirs.id
    )
    stands_for = {
        "CHAT": chat.id,
        "THEIRS": theirs.id,
        "TEXT": text["message_id"],
        "PHOTO": photo["message_id"],
        "FORWARDED": forwarded["message_id"],
    }
    given = {
        name: stands_for.get(value, value) if isinstance(value, str) else value
        for name, value in params.items()
    }

    assert scene.refusal(method, **given) == f"400 Bad Request: {complaint}"


WORDLESS = [
    ("sendDice", {}),
    ("sendContact", {"phone_number": "+1", "first_name": "A"}),
    ("sendLocation", {"latitude": 1, "longitude": 2}),
    ("sendVenue", {"latitude": 1, "longitude": 2, "title": "a", "address": "b"}),
    ("sendPoll", {"question": "a", "options": ["b", "c"], "is_closed": True}),
    ("sendSticker", {"sticker": Upload("a.webp", b"RIFF\0\0\0\0WEBP")}),
    ("sendVideoNote", {"video_note": Upload("a.mp4", b"\0\0\0\x18ftypmp42")}),
]


@pytest.mark.parametrize(("method", "params"), WORDLESS)
def test_what_has_no_words_takes_another_keyboard_and_nothing_else(scene, method, params):
    chat = scene.private()
    files = {name: value for name, value in params.items() if isinstance(value, Upload)}
    rest = {name: value for name, value in params.items() if name not in files}
    sent = scene.call(method, files, chat_id=chat.id, **rest)
    place = {"chat_id": chat.id, "message_id": sent["message_id"]}

    for edit in ("editMessageText", "editMessageCaption"):
        assert scene.refusal(edit, **place, text="a", caption="a") == (
            "400 Bad Request: message can't be edited"
        )
    assert scene.call("editMessageReplyMarkup", **place, reply_markup=keyboard("a"))


def test_an_open_poll_is_editable_and_has_no_words(scene):
    chat = scene.private()
    sent = scene.call("sendPoll", chat_id=chat.id, question="a", options=["b", "c"])

    refusal = scene.refusal(
        "editMessageText", chat_id=chat.id, message_id=sent["message_id"], text="a"
    )

    assert refusal == "400 Bad Request: there is no text in the message to edit"
