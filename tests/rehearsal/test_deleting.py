"""Deleting: who may, for how long, and that nobody is told."""

import pytest

GONE = "400 Bad Request: message to delete not found"
REFUSED = "400 Bad Request: message can't be deleted"
NOT_FOR_ALL = "400 Bad Request: message can't be deleted for everyone"


def test_an_administrator_with_the_right_deletes_anybodys_message(scene, clock):
    group = scene.group(rights=("can_delete_messages",))
    said = scene.world.post(scene.ana, group, "out of turn")
    scene.drain()

    assert scene.call("deleteMessage", chat_id=group.id, message_id=said.id) is True

    assert said.id not in [message.id for message in scene.world.view(scene.ben, group).messages]
    [removed] = scene.world.removed(group)
    assert (removed.id, removed.author, removed.text) == (said.id, scene.ana, "out of turn")
    assert (removed.removed_by, removed.at) == (scene.bot, clock.now)
    assert scene.updates() == []
    assert scene.refusal("deleteMessage", chat_id=group.id, message_id=said.id) == GONE


# Kind of group, rights (None: plain member), whose message, error or None.
WHO = [
    ("supergroup", ("can_delete_messages",), "ana", None),
    ("supergroup", ("can_restrict_members",), "ana", REFUSED),
    ("supergroup", None, "bot", None),
    ("group", (), "ana", None),
    ("group", None, "bot", None),
    ("group", None, "ana", NOT_FOR_ALL),
]


@pytest.mark.parametrize(("kind", "rights", "author", "error"), WHO)
def test_who_may_delete(scene, kind, rights, author, error):
    group = scene.group(kind, rights=rights)
    if author == "bot":
        message_id = scene.call("sendMessage", chat_id=group.id, text="a")["message_id"]
    else:
        # A command, so that a plain member with privacy mode knows of the message.
        message_id = scene.world.post(scene.ana, group, "/help").id

    if error:
        assert scene.refusal("deleteMessage", chat_id=group.id, message_id=message_id) == error
        assert message_id in group.messages
    else:
        assert scene.call("deleteMessage", chat_id=group.id, message_id=message_id) is True
        assert message_id not in group.messages


# Age in hours, in a supergroup, in a basic group and in private: error or None.
AGES = [
    (47.9, None, None, None),
    (48, REFUSED, None, None),
    (48.1, REFUSED, NOT_FOR_ALL, NOT_FOR_ALL),
]


@pytest.mark.parametrize(("hours", "supergroup", "basic", "private"), AGES)
@pytest.mark.parametrize("own", [True, False])
def test_messages_can_be_deleted_for_48_hours(scene, clock, hours, supergroup, basic, private, own):
    chats = {
        scene.group("supergroup", rights=("can_delete_messages",)): supergroup,
        scene.group("group"): basic,
        scene.private(): private,
    }
    sent = {
        chat: scene.call("sendMessage", chat_id=chat.id, text="a")["message_id"]
        if own
        else scene.world.post(scene.ana, chat, "a").id
        for chat in chats
    }
    clock.forward(hours=hours)

    for chat, error in chats.items():
        if error:
            refusal = scene.refusal("deleteMessage", chat_id=chat.id, message_id=sent[chat])
            assert refusal == error
        else:
            assert scene.call("deleteMessage", chat_id=chat.id, message_id=sent[chat]) is True


def test_dice_in_private_stay_for_a_day(scene, clock):
    chat = scene.private()
    dice = scene.world.post(scene.ana, chat, dice="🎲")

    assert scene.refusal("deleteMessage", chat_id=chat.id, message_id=dice.id) == NOT_FOR_ALL
    clock.forward(hours=24)
    assert scene.call("deleteMessage", chat_id=chat.id, message_id=dice.id) is True


def test_the_founding_of_a_supergroup_cannot_be_deleted(scene):
    group = scene.group(rights=("can_delete_messages",))

    assert scene.refusal("deleteMessage", chat_id=group.id, message_id=1) == REFUSED


def test_the_founding_of_a_topic_cannot_be_deleted(scene):
    group = scene.group(rights=("can_delete_messages",))
    forum = scene.world.enable_topics(group, by=scene.ana)
    topic = scene.world.open_topic(forum, "Money", by=scene.ana)

    assert scene.refusal("deleteMessage", chat_id=forum.id, message_id=topic.id) == REFUSED


def test_other_service_messages_can(scene):
    group = scene.group(rights=("can_delete_messages",))
    scene.world.add_member(group, scene.cleo, by=scene.ana)
    joined = scene.updates()[-1]["message"]

    assert "new_chat_members" in joined
    assert scene.call("deleteMessage", chat_id=group.id, message_id=joined["message_id"])


@pytest.mark.parametrize(
    ("params", "complaint"),
    [
        ({}, "chat identifier is not specified"),
        ({"chat_id": "CHAT"}, "message identifier is not specified"),
        ({"chat_id": "CHAT", "message_id": "99"}, "message to delete not found"),
        ({"chat_id": "CHAT", "message_id": "-5"}, "message identifier is not specified"),
    ],
)
def test_a_deletion_names_chat_and_message(scene, params, complaint):
    chat = scene.private()
    given = {name: chat.id if value == "CHAT" else value for name, value in params.items()}

    assert scene.refusal("deleteMessage", **given) == f"400 Bad Request: {complaint}"


def test_many_messages_go_at_once_and_missing_ones_are_skipped(scene):
    group = scene.group(rights=("can_delete_messages",))
    said = [scene.world.post(scene.ana, group, text).id for text in "abc"]

    assert scene.call("deleteMessages", chat_id=group.id, message_ids=[*said[:2], 99, said[0]])

    assert said[2] in group.messages
    assert [removed.id for removed in scene.world.removed(group)] == said[:2]


def test_many_messages_go_together_or_not_at_all(scene):
    group = scene.group(rights=None)
    own = scene.call("sendMessage", chat_id=group.id, text="a")["message_id"]
    other = scene.world.post(scene.ana, group, "/help").id

    assert scene.refusal("deleteMessages", chat_id=group.id, message_ids=[own, other]) == REFUSED
    assert own in group.messages


@pytest.mark.parametrize(
    ("ids", "complaint"),
    [
        ("", "message identifiers are not specified"),
        ("[]", "message identifiers are not specified"),
        ("[", "can't parse message_ids JSON object"),
        ("5", "expected an Array of message identifiers"),
        (list(range(1, 102)), "too many message identifiers specified"),
        ([0], "invalid message identifier specified"),
        ([True], "message identifier must be a Number"),
        (["x"], "can't parse message identifier as a Number"),
    ],
)
def test_bad_lists_of_ids_are_refused(scene, ids, complaint):
    group = scene.group()

    refusal = scene.refusal("deleteMessages", chat_id=group.id, message_ids=ids)

    assert refusal == f"400 Bad Request: {complaint}"


def test_a_bot_is_not_told_when_a_person_deletes(scene):
    group = scene.group()
    said = scene.world.post(scene.ben, group, "never mind")
    scene.drain()

    scene.world.delete(scene.ben, group, said.id)

    assert scene.updates() == []
    assert scene.world.removed(group)[0].removed_by is scene.ben
    assert scene.refusal("deleteMessage", chat_id=group.id, message_id=said.id) == GONE
