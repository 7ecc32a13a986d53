"""What a bot says about itself."""

import pytest

COMMANDS = [
    {"command": "pause", "description": "Pause now"},
    {"command": "help", "description": "Help"},
]


def test_a_bot_knows_itself(scene):
    assert (
        scene.call("getMe").items()
        >= {
            "id": 1234567,
            "is_bot": True,
            "first_name": "Heard",
            "username": "heard_bot",
            "can_join_groups": True,
        }.items()
    )


def test_commands_are_kept_by_scope_and_language(scene):
    group = scene.group()
    scopes = [
        None,
        {"type": "all_private_chats"},
        {"type": "chat", "chat_id": group.id},
        {"type": "chat_member", "chat_id": group.id, "user_id": scene.ben.id},
    ]
    for number, scope in enumerate(scopes):
        commands = [{"command": f"c{number}", "description": "x"}]
        assert scene.call("setMyCommands", commands=commands, scope=scope) is True
    scene.call("setMyCommands", commands=COMMANDS, language_code="de")

    for number, scope in enumerate(scopes):
        assert scene.call("getMyCommands", scope=scope)[0]["command"] == f"c{number}"
    assert scene.call("getMyCommands", language_code="de") == COMMANDS
    assert scene.call("getMyCommands", scope=scopes[1], language_code="de") == []
    assert scene.call("deleteMyCommands", language_code="de") is True
    assert scene.call("getMyCommands", language_code="de") == []
    assert scene.call("getMyCommands")[0]["command"] == "c0"


def one(command: str, description: str = "x") -> dict[str, object]:
    return {"commands": [{"command": command, "description": description}]}


BAD_COMMANDS = [
    (one("Pause"), "BOT_COMMAND_INVALID"),
    (one("pa-use"), "BOT_COMMAND_INVALID"),
    (one("x" * 33), "command length must not exceed 32"),
    (one("/"), "command must be non-empty"),
    (one("pause", " "), "command description must be non-empty"),
    (one("pause", "x" * 257), "command description length must not exceed 256"),
    ({"commands": [{"command": "x"}]}, "can't parse BotCommand: Can't find field \"description\""),
    ({"commands": ["x"]}, "can't parse BotCommand: expected an Object"),
    ({"commands": "{}"}, "expected an Array of BotCommand"),
    ({"commands": COMMANDS * 51}, "BOT_COMMANDS_TOO_MUCH"),
    ({"language_code": "deu"}, "invalid language code specified"),
    ({"scope": "[]"}, "can't parse BotCommandScope: BotCommandScope must be an Object"),
    ({"scope": "{"}, "can't parse BotCommandScope JSON object"),
    ({"scope": {}}, "can't parse BotCommandScope: Can't find field \"type\""),
    ({"scope": {"type": "x"}}, "can't parse BotCommandScope: Unsupported type specified"),
    ({"scope": {"type": "chat", "chat_id": 5}}, "chat not found"),
    (
        {"scope": {"type": "chat", "chat_id": ""}},
        "can't parse BotCommandScope: Empty chat_id specified",
    ),
    (
        {"scope": {"type": "chat_member", "chat_id": 5, "user_id": -1}},
        "can't parse BotCommandScope: Invalid user_id specified",
    ),
]


@pytest.mark.parametrize(("params", "complaint"), BAD_COMMANDS)
def test_bad_commands_are_refused(scene, params, complaint):
    assert scene.refusal("setMyCommands", **params) == f"400 Bad Request: {complaint}"


# What is asked about first: form, scope and chat, language, and only then each command.
ORDER = [
    ({**one("/"), "scope": {"type": "chat", "chat_id": 5}}, "chat not found"),
    ({**one("/"), "language_code": "deu"}, "invalid language code specified"),
    ({"commands": "{}", "scope": "{"}, "expected an Array of BotCommand"),
]


@pytest.mark.parametrize(("params", "complaint"), ORDER)
def test_commands_are_judged_last(scene, params, complaint):
    assert scene.refusal("setMyCommands", **params) == f"400 Bad Request: {complaint}"


@pytest.mark.parametrize(
    ("kind", "where", "complaint"),
    [
        ("chat_administrators", "private", "can't use specified scope in private chats"),
        ("chat_member", "private", "can't use specified scope in private chats"),
        ("chat", "channel", "can't change commands in channel chats"),
    ],
)
def test_not_every_chat_has_every_scope(scene, kind, where, complaint):
    scene.world.add_channel("Voices", username="voices")
    chats = {"private": scene.private().id, "channel": "@voices"}
    scope = {"type": kind, "chat_id": chats[where], "user_id": scene.ana.id}

    assert scene.refusal("setMyCommands", scope=scope) == f"400 Bad Request: {complaint}"


@pytest.mark.parametrize("field", ["name", "description", "short_description"])
def test_texts_are_kept_by_language(scene, field):
    title = "".join(part.title() for part in field.split("_"))
    fallback = "Heard" if field == "name" else ""

    assert scene.call(f"getMy{title}") == {field: fallback}
    scene.call(f"setMy{title}", **{field: "A third seat"})
    scene.call(f"setMy{title}", **{field: "Ein dritter Platz"}, language_code="de")
    assert scene.call(f"getMy{title}", language_code="de") == {field: "Ein dritter Platz"}
    assert scene.call(f"getMy{title}", language_code="fr") == {field: "A third seat"}
    scene.call(f"setMy{title}", language_code="de")
    assert scene.call(f"getMy{title}", language_code="de") == {field: "A third seat"}
    assert scene.refusal(f"setMy{title}", **{field: "x" * 513}).startswith("400 Bad Request: BOT_")
