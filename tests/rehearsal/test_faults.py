"""Trouble on demand, and the record of calls."""

import pytest

from bot.rehearsal.botapi import DroppedError, Fault, Upload


def test_a_limit_asks_for_a_pause_and_nothing_happens(scene):
    chat = scene.private()
    scene.world.faults.calls.append(Fault("too_many_requests", retry_after=7))

    given = scene.world.answer(scene.bot.token, "sendMessage", {"chat_id": chat.id, "text": "a"})

    assert given.code == 429
    assert given.body == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7},
    }
    assert [message.text for message in scene.world.view(scene.ana, chat).messages] == ["/start"]
    assert scene.call("sendMessage", chat_id=chat.id, text="a")


@pytest.mark.parametrize(
    ("status", "error"), [(500, "500 Internal Server Error"), (502, "502 Bad Gateway")]
)
def test_the_server_can_fail(scene, status, error):
    scene.world.faults.calls.append(Fault("server_error", status=status, times=2))

    assert [scene.refusal("getMe"), scene.refusal("getMe")] == [error, error]
    assert scene.call("getMe")


@pytest.mark.parametrize(("kind", "happened"), [("drop_before", False), ("drop_after", True)])
def test_a_connection_can_drop_before_or_after_the_effect(scene, kind, happened):
    chat = scene.private()
    scene.world.faults.calls.append(Fault(kind))

    with pytest.raises(DroppedError) as caught:
        scene.call("sendMessage", chat_id=chat.id, text="a")

    assert caught.value.happened is happened
    texts = [message.text for message in scene.world.view(scene.ana, chat).messages]
    assert ("a" in texts) is happened


def test_a_slow_answer_is_right_but_late(scene):
    scene.world.faults.calls.append(Fault("slow", seconds=0.5))

    given = scene.world.answer(scene.bot.token, "getMe")

    assert (given.code, given.delay) == (200, 0.5)


def test_a_fault_may_be_for_one_method_in_one_chat(scene):
    chat, group = scene.private(), scene.group()
    scene.world.faults.calls.append(Fault("server_error", method="sendMessage", chat_id=group.id))

    assert scene.call("getChat", chat_id=group.id)
    assert scene.call("sendMessage", chat_id=chat.id, text="a")
    assert scene.refusal("sendMessage", chat_id=group.id, text="a") == "502 Bad Gateway"
    assert scene.call("sendMessage", chat_id=group.id, text="a")


def test_polling_is_spared_unless_named(scene):
    scene.world.faults.calls.append(Fault("server_error"))
    assert scene.call("getUpdates") == []
    scene.world.faults.calls = [Fault("server_error", method="getUpdates")]
    assert scene.refusal("getUpdates") == "502 Bad Gateway"


def texts(updates):
    return "".join(update["message"]["text"] for update in updates)


def test_confirmed_updates_can_come_again(scene):
    chat = scene.private()
    for text in "abc":
        scene.world.post(scene.ana, chat, text)
    scene.world.faults.duplicates = 2

    first = scene.call("getUpdates")
    second = scene.call("getUpdates", offset=first[-1]["update_id"] + 1)
    third = scene.call("getUpdates", offset=first[-1]["update_id"] + 1)

    assert (texts(first), texts(second), texts(third)) == ("abc", "ab", "")
    assert second[0]["update_id"] == first[0]["update_id"]


def test_updates_can_come_in_the_wrong_order(scene):
    chat = scene.private()
    for text in "abc":
        scene.world.post(scene.ana, chat, text)
    scene.world.faults.reorders = 1

    assert texts(scene.call("getUpdates")) == "cba"
    assert texts(scene.call("getUpdates")) == "abc"


def test_every_call_is_on_record(scene, clock):
    chat, group = scene.private(), scene.group()
    scene.call("sendMessage", chat_id=chat.id, text="a")
    scene.refusal("sendMessage", chat_id=group.id)
    scene.world.faults.calls.append(Fault("drop_after"))
    with pytest.raises(DroppedError):
        scene.call("deleteMessage", chat_id=group.id, message_id=1)

    ledger = scene.world.ledger
    sent, refused = ledger.calls("sendMessage")
    assert (sent.at, sent.bot_id, sent.code) == (clock.now, scene.bot.id, 200)
    assert sent.params == {"chat_id": str(chat.id), "text": "a"}
    assert (refused.code, refused.description) == (400, "Bad Request: message text is empty")
    assert [entry.method for entry in ledger.calls(chat_id=group.id)] == [
        "sendmessage",
        "deletemessage",
    ]
    assert [entry.code for entry in ledger.calls("sendMessage", "deleteMessage")] == [200, 400, 0]


def test_files_are_on_record_by_name_only(scene):
    chat = scene.private()
    scene.call("sendDocument", {"document": Upload("a.txt", b"secret")}, chat_id=chat.id)

    [entry] = scene.world.ledger.calls("sendDocument")
    assert entry.files == ("document",)
    assert "secret" not in repr(entry)


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        ("1:unknown", "getMe", "401 Unauthorized"),
        (None, "noSuchMethod", "404 Not Found: method not found"),
    ],
)
def test_token_and_method_have_to_exist(scene, token, method, error):
    given = scene.world.answer(token or scene.bot.token, method)

    assert f"{given.body['error_code']} {given.body['description']}" == error


def test_method_names_are_case_insensitive(scene):
    assert scene.call("GETME") == scene.call("getMe") == scene.call("getme")
