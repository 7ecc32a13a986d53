"""Keyboards: what is accepted, how it comes back, and Telegram's complaints."""

import pytest

BUTTONS = [
    (
        {"text": "Yes", "callback_data": "y", "icon_custom_emoji_id": "5368"},
        {"text": "Yes", "callback_data": "y", "icon_custom_emoji_id": "5368"},
    ),
    (
        {"text": "In", "login_url": {"url": "https://example.com/in"}},
        {"text": "In", "url": "https://example.com/in"},
    ),
    ({"text": "Yes", "callback_data": "y" * 64}, {"text": "Yes", "callback_data": "y" * 64}),
    ({"text": "Go", "url": "https://t.me/x"}, {"text": "Go", "url": "https://t.me/x"}),
    ({"text": "Go", "url": "example.com"}, {"text": "Go", "url": "http://example.com/"}),
    ({"text": "Ana", "url": "tg://user?id=7"}, {"text": "Ana", "url": "tg://user?id=7"}),
    (
        {"text": "App", "web_app": {"url": "https://example.com/app"}},
        {"text": "App", "web_app": {"url": "https://example.com/app"}},
    ),
    (
        {"text": "Copy", "copy_text": {"text": "held words"}},
        {"text": "Copy", "copy_text": {"text": "held words"}},
    ),
    (
        {"text": "Pause", "callback_data": "p", "style": "danger"},
        {"text": "Pause", "callback_data": "p", "style": "danger"},
    ),
    (
        {"text": "Dull", "callback_data": "d", "style": "default"},
        {"text": "Dull", "callback_data": "d"},
    ),
]


@pytest.mark.parametrize(("given", "shown"), BUTTONS)
def test_a_button_comes_back_as_telegram_writes_it(scene, given, shown):
    chat = scene.private()

    sent = scene.call(
        "sendMessage", chat_id=chat.id, text="a", reply_markup={"inline_keyboard": [[given]]}
    )

    assert sent["reply_markup"] == {"inline_keyboard": [[shown]]}


BAD_BUTTONS = [
    ({"text": "Yes", "callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
    ({"text": "Copy", "copy_text": {"text": "x" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
    ({"text": "Pay", "pay": True}, "BUTTON_TYPE_INVALID"),
    (
        {"text": "Go", "url": "http://localhost"},
        "inline keyboard button URL 'http://localhost' is invalid: Wrong HTTP URL",
    ),
    (
        {"text": "Go", "url": "ftp://example.com"},
        "inline keyboard button URL 'ftp://example.com' is invalid: Unsupported URL protocol",
    ),
    (
        {"text": "Go", "url": "https://exa mple.com"},
        (
            "inline keyboard button URL 'https://exa mple.com' is invalid:"
            " Disallowed character in URL host"
        ),
    ),
    (
        {"text": "App", "web_app": {"url": "http://example.com"}},
        (
            "inline keyboard button Web App URL 'http://example.com' is invalid:"
            " Only HTTPS links are allowed"
        ),
    ),
    (
        {"text": "Yes"},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        {"text": "Yes", "callback_data": ""},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    ({"callback_data": "y"}, "can't parse inline keyboard button: Can't find field \"text\""),
    (
        {"text": "", "callback_data": "y", "icon_custom_emoji_id": "5368"},
        "inline keyboard button text must be non-empty",
    ),
    (
        {"text": "Ana", "login_url": {"url": "tg://user?id=7"}},
        "link to a user can't be used in login URL buttons",
    ),
    (
        {"text": "Ana", "web_app": {"url": "tg://user?id=7"}},
        "link to a user can't be used in Web App URL buttons",
    ),
    (
        {"text": "Yes", "url": None},
        'can\'t parse inline keyboard button: Field "url" must be of type String',
    ),
    (
        {"text": "Yes", "callback_data": "y", "style": "pink"},
        "can't parse inline keyboard button: invalid button style specified",
    ),
    ("Yes", "can't parse inline keyboard button: InlineKeyboardButton must be an Object"),
]


@pytest.mark.parametrize(("given", "complaint"), BAD_BUTTONS)
def test_a_bad_button_is_refused(scene, given, complaint):
    chat = scene.private()

    refusal = scene.refusal(
        "sendMessage", chat_id=chat.id, text="a", reply_markup={"inline_keyboard": [[given]]}
    )

    assert refusal == f"400 Bad Request: {complaint}"


BAD_MARKUPS = [
    (
        '{"inline_keyboard": [[{"text": "\\ud83d", "callback_data": "x"}]]}',
        "can't parse reply keyboard markup JSON object",
    ),
    ({"keyboard": ["x"]}, 'field "keyboard" must be an Array of Arrays'),
    (
        {"keyboard": [[5]]},
        "can't parse keyboard button: KeyboardButton must be a String or an Object",
    ),
    (
        {"keyboard": [[{"text": "", "icon_custom_emoji_id": "5368"}]]},
        "keyboard button text must be non-empty",
    ),
    (
        {"keyboard": [[{"text": "Yes", "style": "pink"}]]},
        "can't parse keyboard button: invalid button style specified",
    ),
    (
        {"keyboard": [[{"text": "Ana", "web_app": {"url": "tg://user?id=7"}}]]},
        "link to a user can't be used in Web App URL buttons",
    ),
    ({"keyboard": [[{}]]}, "can't parse keyboard button: Can't find field \"text\""),
    ("{", "can't parse reply keyboard markup JSON object"),
    ("null", "object expected as reply markup"),
    (
        {"inline_keyboard": [{}]},
        'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    ),
    ({"inline_keyboard": "x"}, 'field "inline_keyboard" must be of type Array'),
    ({"force_reply": "yes"}, 'field "force_reply" must be of type Boolean'),
]


@pytest.mark.parametrize(("markup", "complaint"), BAD_MARKUPS)
def test_a_malformed_markup_is_refused(scene, markup, complaint):
    chat = scene.private()

    refusal = scene.refusal("sendMessage", chat_id=chat.id, text="a", reply_markup=markup)

    assert refusal == f"400 Bad Request: {complaint}"


def test_a_web_app_button_is_for_private_chats(scene):
    group = scene.group()
    button = {"text": "App", "web_app": {"url": "https://example.com"}}

    refusal = scene.refusal(
        "sendMessage", chat_id=group.id, text="a", reply_markup={"inline_keyboard": [[button]]}
    )

    assert refusal == "400 Bad Request: BUTTON_TYPE_INVALID"


@pytest.mark.parametrize("rows", [[], [[]], [[{"text": "", "callback_data": "x"}]]])
def test_a_keyboard_without_named_buttons_is_none(scene, rows):
    chat = scene.private()

    sent = scene.call(
        "sendMessage", chat_id=chat.id, text="a", reply_markup={"inline_keyboard": rows}
    )

    assert "reply_markup" not in sent


def test_a_forced_reply_is_for_clients_only(scene):
    chat = scene.private()
    asked = {"force_reply": True, "input_field_placeholder": "Say it back"}

    sent = scene.call("sendMessage", chat_id=chat.id, text="a", reply_markup=asked)

    assert "reply_markup" not in sent
    assert scene.world.view(scene.ana, chat).messages[-1].prompt == asked
    refusal = scene.refusal(
        "editMessageText", chat_id=chat.id, message_id=sent["message_id"], text="b"
    )
    assert refusal == "400 Bad Request: message can't be edited"


@pytest.mark.parametrize(
    ("text", "answers_ben", "for_whom"),
    [
        ("Say it back", False, []),
        ("Say it back", True, ["Ben"]),
        ("Say it back, @Ana_banana", False, ["Ana"]),
        ('<a href="tg://user?id=700000002">You</a>, say it back', False, ["Ben"]),
    ],
)
def test_a_selective_prompt_is_for_whom_it_answers_or_mentions(scene, text, answers_ben, for_whom):
    group = scene.group()
    said = scene.world.post(scene.ben, group, "You never listen")

    scene.call(
        "sendMessage",
        chat_id=group.id,
        text=text,
        parse_mode="HTML",
        reply_to_message_id=said.id if answers_ben else 0,
        reply_markup={"force_reply": True, "selective": True},
    )

    seen = {user.first_name: scene.world.view(user, group) for user in (scene.ana, scene.ben)}
    assert [name for name, view in seen.items() if view.messages[-1].prompt] == for_whom


@pytest.mark.parametrize("rows", [[[]], [[""]], [[{"text": ""}], []]])
def test_a_reply_keyboard_without_named_buttons_is_none(scene, rows):
    chat = scene.private()

    sent = scene.call("sendMessage", chat_id=chat.id, text="a", reply_markup={"keyboard": rows})

    assert scene.world.view(scene.ana, chat).messages[-1].prompt is None
    assert scene.call("editMessageText", chat_id=chat.id, message_id=sent["message_id"], text="b")


@pytest.mark.parametrize("kind", ["keyboard", "inline_keyboard"])
def test_a_keyboard_has_12_buttons_in_a_row_and_300_in_all(scene, kind):
    chat = scene.private()
    button = {"text": "Yes"} if kind == "keyboard" else {"text": "Yes", "callback_data": "y"}
    rows = [[{"text": ""} | button | {"text": ""}, *[button] * 14]] * 26

    scene.call("sendMessage", chat_id=chat.id, text="a", reply_markup={kind: rows})

    seen = scene.world.view(scene.ana, chat).messages[-1]
    shown = seen.prompt["keyboard"] if kind == "keyboard" else seen.keyboard
    assert [len(row) for row in shown] == [12] * 25


def test_a_reply_keyboard_is_for_clients_only(scene):
    chat = scene.private()
    button = {"text": "Pass", "style": "danger", "icon_custom_emoji_id": "5368"}
    asked = {"keyboard": [["Done", button]], "resize_keyboard": True, "selective": True}

    sent = scene.call("sendMessage", chat_id=chat.id, text="a", reply_markup=asked)

    assert "reply_markup" not in sent
    assert scene.world.view(scene.ana, chat).messages[-1].prompt == {
        "keyboard": [[{"text": "Done"}, button]],
        "resize_keyboard": True,
    }
