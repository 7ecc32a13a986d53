"""Mini Apps: what they are handed when they open, and what they send back."""

import hashlib
import hmac
import json
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

import pytest

from bot.rehearsal.botapi import ImpossibleError

APP = "https://example.com/app?x=1"
BAD = "400 Bad Request: "


def verified(token, init_data):
    """The fields, checked as Telegram's documentation tells a Mini App's server to."""
    fields = dict(parse_qsl(init_data))
    told = fields.pop("hash")
    lines = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
    secret = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    assert hmac.new(secret, lines.encode(), hashlib.sha256).hexdigest() == told
    return fields


@pytest.fixture
def launch(scene):
    """Ana opens an app by an inline button."""
    chat = scene.private()
    keyboard = {"inline_keyboard": [[{"text": "Open", "web_app": {"url": APP}}]]}
    sent = scene.call("sendMessage", chat_id=chat.id, text="a", reply_markup=keyboard)
    return scene.world.open_web_app(scene.ana, chat, sent["message_id"], label="Open")


def test_the_signed_data(scene, launch, clock):
    fields = verified(scene.bot.token, launch.init_data)

    assert json.loads(fields["user"]) == {
        "id": scene.ana.id,
        "first_name": "Ana",
        "last_name": "",
        "username": "ana_banana",
        "language_code": "en",
        "allows_write_to_pm": True,
    }
    assert fields["auth_date"] == str(clock.now)
    assert fields["query_id"] == launch.query_id


def test_data_that_was_tampered_with_does_not_verify(scene, launch):
    with pytest.raises(AssertionError):
        verified(scene.bot.token, launch.init_data.replace("Ana", "Eve"))
    with pytest.raises(AssertionError):
        verified("1:other", launch.init_data)


def test_the_address(launch):
    parts = urlsplit(launch.url)

    assert launch.url.startswith(f"{APP}#")
    handed = {
        name: unquote(value)
        for name, _, value in (one.partition("=") for one in parts.fragment.split("&"))
    }
    assert handed["tgWebAppData"] == launch.init_data
    assert set(handed) == {
        "tgWebAppData",
        "tgWebAppVersion",
        "tgWebAppPlatform",
        "tgWebAppThemeParams",
    }
    assert json.loads(handed["tgWebAppThemeParams"])["bg_color"] == "#ffffff"
    # A client's own reading comes to the same.
    assert parse_qs(parts.fragment)["tgWebAppData"] == [launch.init_data]


def test_its_query_is_answered_once(scene, launch):
    result = {
        "type": "article",
        "id": "1",
        "title": "x",
        "input_message_content": {"message_text": "Done"},
    }
    asked = {"web_app_query_id": launch.query_id, "result": result}

    scene.call("answerWebAppQuery", **asked)

    chat = scene.world.open_private(scene.ana, scene.bot)
    seen = scene.world.view(scene.ana, chat).messages[-1]
    assert (seen.text, seen.own, seen.via) == ("Done", True, "heard_bot")
    assert "query is too old" in scene.refusal("answerWebAppQuery", **asked)
    assert scene.refusal("answerWebAppQuery") == f"{BAD}result isn't specified"


def test_the_menu_button_opens_one(scene):
    scene.private()
    app = {"type": "web_app", "text": "Open", "web_app": {"url": APP}}
    scene.call("setChatMenuButton", menu_button=app)

    launch = scene.world.open_menu(scene.ana, scene.bot)

    assert verified(scene.bot.token, launch.init_data)["query_id"] == launch.query_id


def test_a_direct_link_opens_one_in_any_chat(scene):
    group = scene.group()

    launch = scene.world.open_direct_link(scene.ben, scene.bot, APP, group, "room_1")

    fields = verified(scene.bot.token, launch.init_data)
    assert (fields["start_param"], fields["chat_type"]) == ("room_1", "supergroup")
    assert fields["chat_instance"]
    assert launch.query_id == ""
    assert "query_id" not in fields


def test_from_a_reply_keyboard_it_sends_data_to_the_bot(scene):
    chat = scene.private()
    keyboard = {"keyboard": [[{"text": "Open", "web_app": {"url": APP}}]]}
    scene.call("sendMessage", chat_id=chat.id, text="a", reply_markup=keyboard)

    launch = scene.world.open_from_keyboard(scene.ana, chat, "Open")
    scene.world.send_web_app_data(scene.ana, chat, "Open", '{"tea": 2}')

    # Nor is it told who has opened it.
    assert (launch.query_id, launch.init_data) == ("", "")
    assert launch.url.startswith(f"{APP}#tgWebAppVersion=")
    message = scene.updates()[-1]["message"]
    assert message["web_app_data"] == {"button_text": "Open", "data": '{"tea": 2}'}


def test_what_no_client_offers(scene, launch):
    chat = scene.world.open_private(scene.ana, scene.bot)
    last = scene.world.view(scene.ana, chat).messages[-1].id

    for impossible in (
        lambda: scene.world.open_web_app(scene.ana, chat, last, label="Other"),
        lambda: scene.world.open_web_app(scene.ben, chat, last, label="Open"),
        lambda: scene.world.open_menu(scene.ana, scene.bot),
        lambda: scene.world.open_from_keyboard(scene.ana, chat, "Open"),
        lambda: scene.world.send_web_app_data(scene.ana, chat, "Open", "x"),
    ):
        with pytest.raises(ImpossibleError):
            impossible()
