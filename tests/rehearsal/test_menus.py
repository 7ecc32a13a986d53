"""Commands as people are offered them, the button beside the text, deep links."""

import pytest

BAD = "400 Bad Request: "


def offer(scene, name, scope=None, language=""):
    commands = [{"command": name, "description": name}]
    asked = {"commands": commands, "language_code": language}
    scene.call("setMyCommands", **asked, **({"scope": scope} if scope else {}))


def offered(scene, user, chat):
    return [one["command"] for one in scene.world.menu(user, chat, scene.bot)]


def test_the_narrowest_scope_wins(scene):
    group, chat = scene.group(), scene.private()
    assert offered(scene, scene.ben, group) == []
    scopes = [
        {"type": "default"},
        {"type": "all_group_chats"},
        {"type": "all_chat_administrators"},
        {"type": "chat", "chat_id": group.id},
        {"type": "chat_administrators", "chat_id": group.id},
        {"type": "chat_member", "chat_id": group.id, "user_id": scene.ben.id},
    ]
    seen = []
    for scope in scopes:
        offer(scene, scope["type"], scope)
        seen.append((offered(scene, scene.ana, group), offered(scene, scene.ben, group)))

    assert [(ana[0], ben[0]) for ana, ben in seen] == [
        ("default", "default"),
        ("all_group_chats", "all_group_chats"),
        ("all_chat_administrators", "all_group_chats"),
        ("chat", "chat"),
        ("chat_administrators", "chat"),
        ("chat_administrators", "chat_member"),
    ]
    assert offered(scene, scene.ana, chat) == ["default"]
    offer(scene, "private", {"type": "all_private_chats"})
    assert offered(scene, scene.ana, chat) == ["private"]


def test_the_language_counts_within_a_scope(scene):
    """Ben's language is German, Ana's English, Cleo's unknown."""
    group = scene.group()
    scene.world.add_member(group, scene.cleo, by=scene.ana)
    offer(scene, "anfangen", language="de")
    offer(scene, "begin")

    assert offered(scene, scene.ben, group) == ["anfangen"]
    assert offered(scene, scene.ana, group) == ["begin"]
    assert offered(scene, scene.cleo, group) == ["begin"]
    # A narrower scope wins even where it has only another language.
    offer(scene, "wide", {"type": "all_group_chats"})
    assert offered(scene, scene.ben, group) == ["wide"]


def test_the_menu_button(scene):
    chat = scene.private()
    app = {"type": "web_app", "text": "Open", "web_app": {"url": "https://example.com/app"}}
    assert scene.call("getChatMenuButton") == {"type": "default"}

    assert scene.call("setChatMenuButton", menu_button={"type": "commands"}) is True
    assert scene.call("setChatMenuButton", chat_id=chat.id, menu_button=app) is True

    assert scene.call("getChatMenuButton") == {"type": "commands"}
    assert scene.call("getChatMenuButton", chat_id=chat.id) == app
    scene.call("setChatMenuButton", chat_id=chat.id)
    assert scene.call("getChatMenuButton", chat_id=chat.id) == {"type": "commands"}


@pytest.mark.parametrize(
    ("params", "complaint"),
    [
        ({"menu_button": "["}, "can't parse menu button JSON object"),
        ({"menu_button": 5}, "can't parse menu button: MenuButton must be an Object"),
        (
            {"menu_button": {"type": "door"}},
            "can't parse menu button: MenuButton has unsupported type",
        ),
        (
            {"menu_button": {"type": "web_app", "text": "", "web_app": {"url": "https://x.org"}}},
            "menu button text must be non-empty",
        ),
        (
            {"menu_button": {"type": "web_app", "text": "x", "web_app": {"url": "http://x.org"}}},
            "menu button Web App URL 'http://x.org' is invalid: Only HTTPS links are allowed",
        ),
        ({"chat_id": 1}, "user not found"),
    ],
)
def test_buttons_that_cannot_be(scene, params, complaint):
    assert scene.refusal("setChatMenuButton", **params) == f"{BAD}{complaint}"


def test_a_deep_link_tells_the_bot_more_than_people_see(scene):
    chat = scene.world.start(scene.ana, scene.bot, "room_1")

    message = scene.updates()[-1]["message"]
    assert message["text"] == "/start room_1"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    (seen,) = scene.world.view(scene.ana, chat).messages
    assert seen.text == "/start"
    assert [(one.type, one.offset, one.length) for one in seen.entities] == [("bot_command", 0, 6)]


def test_who_types_a_payload_sees_it(scene):
    chat = scene.private()

    scene.world.post(scene.ana, chat, "/start room_1")

    assert scene.world.view(scene.ana, chat).messages[-1].text == "/start room_1"
