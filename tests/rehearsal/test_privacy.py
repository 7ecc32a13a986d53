"""What a bot hears in a group."""

import pytest

TEXTS = [
    ("hello", False),
    ("hello /pause", False),
    ("/pause", True),
    ("/pause@heard_bot", True),
    ("/pause@HEARD_BOT 20m", True),
    ("/pause@other_bot", False),
    ("well, /pause@heard_bot", True),
    ("@heard_bot please", True),
    ("please, @Heard_Bot", True),
    ("@heard_botany", False),
]


@pytest.mark.parametrize("kind", ["group", "supergroup"])
@pytest.mark.parametrize(("text", "heard"), TEXTS)
def test_a_private_bot_hears_what_is_meant_for_it(scene, kind, text, heard):
    group = scene.group(kind, rights=None)

    said = scene.world.post(scene.ben, group, text)

    assert [update["message"]["text"] for update in scene.updates()] == [text] * heard
    # What it has not heard, it cannot answer either.
    reply = {"chat_id": group.id, "text": "Yes?", "reply_to_message_id": said.id}
    if heard:
        assert scene.call("sendMessage", **reply)["reply_to_message"]["text"] == text
    else:
        refusal = scene.refusal("sendMessage", **reply)
        assert refusal == "400 Bad Request: message to be replied not found"


@pytest.mark.parametrize("kind", ["group", "supergroup"])
@pytest.mark.parametrize("text", [text for text, _ in TEXTS])
def test_an_administrator_hears_everything(scene, kind, text):
    group = scene.group(kind)

    scene.world.post(scene.ben, group, text)

    assert [update["message"]["text"] for update in scene.updates()] == [text]


def test_a_bot_without_privacy_hears_everything(scene):
    open_bot = scene.world.add_bot("99:open", username="open_bot", name="Open", privacy=False)
    group = scene.group()
    scene.world.add_member(group, open_bot, by=scene.ana)
    open_bot.updates.clear()

    scene.world.post(scene.ben, group, "hello")

    assert [u["message"]["text"] for u in scene.world.pending_updates(open_bot)] == ["hello"]
    assert scene.world.call(open_bot.token, "getMe")["can_read_all_group_messages"] is True
    assert scene.call("getMe")["can_read_all_group_messages"] is False


def test_a_private_bot_hears_answers_to_itself(scene):
    group = scene.group(rights=None)
    asked = scene.call("sendMessage", chat_id=group.id, text="Who speaks first?")
    other = scene.world.post(scene.ana, group, "you")

    scene.world.post(scene.ben, group, "me", reply_to=asked["message_id"])
    scene.world.post(scene.ben, group, "no, you", reply_to=other.id)

    assert [update["message"]["text"] for update in scene.updates()] == ["me"]


def test_a_private_bot_hears_answers_to_what_was_meant_for_it(scene):
    group = scene.group(rights=None)
    asked = scene.world.post(scene.ana, group, "/pause@heard_bot")

    answer = scene.world.post(scene.ben, group, "yes, please", reply_to=asked.id)
    scene.world.post(scene.ana, group, "so be it", reply_to=answer.id)

    heard = [update["message"]["text"] for update in scene.updates()]
    assert heard == ["/pause@heard_bot", "yes, please", "so be it"]


# What is written, as an answer to what, and who hears of it. Only one of two ever does.
ONE_OF_TWO = [
    ("/go@other_bot", "ours", ["heard_bot"]),
    ("/go@other_bot", "theirs", ["other_bot"]),
    ("/go@other_bot", "people", ["other_bot"]),
    ("@heard_bot", "theirs", ["other_bot"]),
    ("/go@heard_bot and /go@other_bot", "people", ["heard_bot"]),
    ("/go", "ours", ["heard_bot"]),
    ("/go", "people", ["other_bot"]),
    ("well", "people", []),
]


@pytest.mark.parametrize(("text", "answered", "heard"), ONE_OF_TWO)
def test_a_message_is_for_one_private_bot_and_answers_come_first(scene, text, answered, heard):
    group = scene.group(rights=None)
    other = scene.world.add_bot("99:other", username="other_bot", name="Other")
    scene.world.add_member(group, other, by=scene.ana)
    said = {"people": scene.world.post(scene.ana, group, "you").id}
    for bot, whose in ((scene.bot, "ours"), (other, "theirs")):
        sent = scene.world.call(bot.token, "sendMessage", {"chat_id": group.id, "text": "So?"})
        said[whose] = sent["message_id"]
        bot.updates.clear()

    scene.world.post(scene.ben, group, text, reply_to=said[answered])

    bots = (scene.bot, other)
    assert [bot.username for bot in bots if scene.world.pending_updates(bot)] == heard


def test_what_a_bot_has_heard_stays_in_its_reach(scene):
    group = scene.group(rights=None)
    other = scene.world.add_bot("99:other", username="other_bot", name="Other")
    scene.world.add_member(group, other, by=scene.ana)
    scene.call("sendMessage", chat_id=group.id, text="I was here")
    asked = scene.world.post(scene.ben, group, "/help")

    scene.world.call(other.token, "sendMessage", {"chat_id": group.id, "text": "Now I"})

    sent = scene.call("sendMessage", chat_id=group.id, text="a", reply_to_message_id=asked.id)
    assert sent["reply_to_message"]["message_id"] == asked.id


def test_a_private_bot_hears_edits_by_the_same_rule(scene):
    group = scene.group(rights=None)
    said = scene.world.post(scene.ben, group, "hello")

    scene.world.edit(scene.ben, group, said.id, "hello there")
    assert scene.updates() == []
    scene.world.edit(scene.ben, group, said.id, "hello @heard_bot")
    assert [list(update)[1] for update in scene.updates()] == ["edited_message"]


def test_a_private_bot_hears_service_messages(scene):
    group = scene.group(rights=None)

    scene.world.add_member(group, scene.cleo, by=scene.ana)

    assert "new_chat_members" in scene.updates()[-1]["message"]


def test_bots_do_not_hear_each_other(scene):
    group = scene.group()
    other = scene.world.add_bot("99:other", username="other_bot", name="Other")
    scene.world.add_member(group, other, by=scene.ana)
    scene.drain()

    scene.world.call(other.token, "sendMessage", {"chat_id": group.id, "text": "@heard_bot hi"})

    assert scene.updates() == []


def test_a_plain_command_goes_to_the_bot_that_spoke_last(scene):
    group = scene.group(rights=None)
    other = scene.world.add_bot("99:other", username="other_bot", name="Other")
    scene.world.add_member(group, other, by=scene.ana)
    scene.call("sendMessage", chat_id=group.id, text="I was here")
    scene.drain()

    def hearers() -> list[str]:
        scene.world.post(scene.ben, group, "/help")
        heard = [bot.username for bot in (scene.bot, other) if scene.world.pending_updates(bot)]
        scene.drain()
        other.updates.clear()
        return heard

    other.updates.clear()
    assert hearers() == ["heard_bot"]
    scene.world.call(other.token, "sendMessage", {"chat_id": group.id, "text": "Now I"})
    assert hearers() == ["other_bot"]


def test_hearing_begins_and_ends_with_the_administrators_rights(scene):
    group = scene.group(rights=None)

    scene.world.promote(group, scene.bot, by=scene.ana)
    scene.world.post(scene.ben, group, "heard")
    scene.world.demote(group, scene.bot, by=scene.ana)
    scene.world.post(scene.ben, group, "unheard")

    heard = [update["message"]["text"] for update in scene.updates() if "message" in update]
    assert heard == ["heard"]


def test_what_a_private_bot_does_not_hear_is_not_there_for_it(scene):
    group, chat = scene.group(rights=None), scene.private()
    hidden = scene.world.post(scene.ben, group, "hello").id
    heard = scene.world.post(scene.ben, group, "hello @heard_bot").id
    moved = {"chat_id": chat.id, "from_chat_id": group.id}
    optional = {"message_id": hidden, "allow_sending_without_reply": True}

    assert scene.refusal("forwardMessage", **moved, message_id=hidden) == (
        "400 Bad Request: message to forward not found"
    )
    assert len(scene.call("forwardMessages", **moved, message_ids=[hidden, heard])) == 1
    assert len(scene.call("copyMessages", **moved, message_ids=[hidden, heard])) == 1
    assert scene.call("deleteMessages", chat_id=group.id, message_ids=[hidden]) is True
    sent = scene.call("sendMessage", chat_id=group.id, text="a", reply_parameters=optional)
    assert "reply_to_message" not in sent
    assert hidden in group.messages


@pytest.mark.parametrize("method", ["deleteMessage", "deleteMessages"])
def test_who_leads_a_group_deletes_what_other_bots_say(scene, method):
    group = scene.group(rights=("can_delete_messages",))
    other = scene.world.add_bot("99:other", username="other_bot", name="Other")
    scene.world.add_member(group, other, by=scene.ana)
    said = scene.world.call(other.token, "sendMessage", {"chat_id": group.id, "text": "Buy!"})
    number = said["message_id"]

    assert scene.call(method, chat_id=group.id, message_id=number, message_ids=[number]) is True

    assert number not in group.messages
