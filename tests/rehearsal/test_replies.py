"""Answers with quotes, answers in other chats, and keyboards in place of the letters."""

import pytest

from bot.rehearsal.botapi import ApiError

BAD = "400 Bad Request: "


def reply(message_id, **more):
    return {"reply_parameters": {"message_id": message_id, **more}}


MARKED = "I <b>never</b> felt <tg-spoiler>so <i>alone</i></tg-spoiler> at x.org, never"


def test_a_quote_is_marked_as_its_message_is(scene):
    chat = scene.private()
    said = scene.call("sendMessage", chat_id=chat.id, text=MARKED, parse_mode="HTML")

    def quoting(quote, **more):
        asked = reply(said["message_id"], quote=quote, quote_parse_mode="HTML", **more)
        return scene.call("sendMessage", chat_id=chat.id, text="a", **asked)

    assert quoting("felt <tg-spoiler>so <i>al</i></tg-spoiler>")["quote"] == {
        "text": "felt so al",
        "entities": [
            {"type": "spoiler", "offset": 5, "length": 3},
            {"type": "italic", "offset": 8, "length": 2},
            {"type": "spoiler", "offset": 8, "length": 2},
        ],
        "position": 0,
        "is_manual": True,
    }
    # Of two places with the words, one has no marks, and one has them.
    assert "entities" not in quoting("never")["quote"]
    assert quoting("<b>never</b>", quote_position=2)["quote"]["position"] == 2
    # Links are no part of a quote, whether the message has them or the bot marks them.
    assert "entities" not in quoting("<a href='x.org'>at x.org</a>")["quote"]
    for quote in ("so alone", "<i>felt</i>", "joy"):
        with pytest.raises(ApiError, match="400 Bad Request: QUOTE_TEXT_INVALID"):
            quoting(quote)


@pytest.mark.parametrize(
    "quote",
    [
        {"quote": " \n"},
        {"quote": "a", "quote_entities": [{"type": "bold", "offset": 5, "length": 1}]},
    ],
)
def test_a_quote_of_nothing_is_none(scene, quote):
    chat = scene.private()
    said = scene.world.post(scene.ana, chat, "a b")

    sent = scene.call("sendMessage", chat_id=chat.id, text="a", **reply(said.id, **quote))

    assert "quote" not in sent
    assert sent["reply_to_message"]["message_id"] == said.id


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


def test_answers_that_silently_go(scene):
    group, chat = scene.group(), scene.private()
    kept = scene.call("sendMessage", chat_id=group.id, text="a", protect_content=True)
    joined = next(one for one in group.messages.values() if "new_chat_members" in one.body.json())

    def answered(place, number, **more):
        sent = scene.call("sendMessage", chat_id=place.id, text="b", **reply(number, **more))
        return "reply_to_message" in sent or "external_reply" in sent

    # The first message of a supergroup takes no answer, others of the service do.
    assert not answered(group, 1)
    assert answered(group, joined.id)
    assert answered(group, kept["message_id"])
    # Elsewhere only what could be forwarded can be answered.
    assert not answered(chat, joined.id, chat_id=group.id)
    assert not answered(chat, kept["message_id"], chat_id=group.id)


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
