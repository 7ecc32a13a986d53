"""Answers with quotes, answers in other chats, and keyboards in place of the letters."""

import pytest

BAD = "400 Bad Request: "


def reply(message_id, **more):
    return {"reply_parameters": {"message_id": message_id, **more}}


def test_a_quote(scene):
    chat = scene.private()
    said = scene.world.post(scene.ana, chat, "💔 I feel unheard when you leave")

    sent = scene.call(
        "sendMessage",
        chat_id=chat.id,
        text="a",
        **reply(said.id, quote="<i>unheard</i>", quote_parse_mode="HTML"),
    )

    assert sent["quote"] == {
        "text": "unheard",
        "entities": [{"type": "italic", "offset": 0, "length": 7}],
        "position": 10,
        "is_manual": True,
    }
    assert sent["reply_to_message"]["message_id"] == said.id
    refusal = scene.refusal("sendMessage", chat_id=chat.id, text="a", **reply(said.id, quote="joy"))
    assert refusal == f"{BAD}QUOTE_TEXT_INVALID"


def test_an_answer_in_another_chat(scene):
    group, chat = scene.group(), scene.private()
    said = scene.world.post(scene.ben, group, "look", photo=True)

    sent = scene.call("sendMessage", chat_id=chat.id, text="a", **reply(said.id, chat_id=group.id))

    external = sent["external_reply"]
    assert external["origin"]["sender_user"]["id"] == scene.ben.id
    assert external["chat"]["id"] == group.id
    assert external["photo"]
    assert "caption" not in external
    assert "reply_to_message" not in sent


def test_a_keyboard_in_place_of_the_letters(scene):
    chat = scene.private()
    keyboard = {
        "keyboard": [["Yes", {"text": "My number", "request_contact": True}]],
        "resize_keyboard": True,
        "input_field_placeholder": "Tap",
    }

    sent = scene.call("sendMessage", chat_id=chat.id, text="a", reply_markup=keyboard)

    assert "reply_markup" not in sent
    prompt = scene.world.view(scene.ana, chat).messages[-1].prompt
    assert prompt == {
        "keyboard": [[{"text": "Yes"}, {"text": "My number", "request_contact": True}]],
        "resize_keyboard": True,
        "input_field_placeholder": "Tap",
    }
    # A message with such a keyboard cannot be edited.
    refusal = scene.refusal(
        "editMessageText", chat_id=chat.id, message_id=sent["message_id"], text="b"
    )
    assert refusal == f"{BAD}message can't be edited"


@pytest.mark.parametrize(
    ("button", "complaint"),
    [
        (
            {"text": "x", "request_contact": True},
            "phone number can be requested in private chats only",
        ),
        (
            {"text": "x", "request_location": True},
            "location can be requested in private chats only",
        ),
        (
            {"text": "x", "web_app": {"url": "https://x.org"}},
            "web App buttons can be used in private chats only",
        ),
        ({}, "can't parse keyboard button: Can't find field \"text\""),
    ],
)
def test_buttons_that_a_group_does_not_have(scene, button, complaint):
    group = scene.group()

    refusal = scene.refusal(
        "sendMessage", chat_id=group.id, text="a", reply_markup={"keyboard": [[button]]}
    )

    assert refusal == f"{BAD}{complaint}"


@pytest.mark.parametrize(
    ("markup", "seen"),
    [
        ({"remove_keyboard": True}, {"remove_keyboard": True}),
        (
            {"force_reply": True, "selective": True, "input_field_placeholder": "Say"},
            {"force_reply": True, "input_field_placeholder": "Say"},
        ),
        ({"force_reply": False}, None),
    ],
)
def test_other_prompts(scene, markup, seen):
    chat = scene.private()

    scene.call("sendMessage", chat_id=chat.id, text="a", reply_markup=markup)

    assert scene.world.view(scene.ana, chat).messages[-1].prompt == seen


def test_a_silent_message_and_an_effect(scene):
    group, chat = scene.group(), scene.private()

    scene.call("sendMessage", chat_id=group.id, text="a", disable_notification=True)
    sent = scene.call(
        "sendMessage", chat_id=chat.id, text="b", message_effect_id="5104841245755180586"
    )

    assert scene.world.view(scene.ana, group).messages[-1].silent is True
    assert sent["effect_id"] == "5104841245755180586"
    refusal = scene.refusal("sendMessage", chat_id=group.id, text="c", message_effect_id="5")
    assert refusal == f"{BAD}can't use message effects in the chat"
