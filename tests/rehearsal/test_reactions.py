"""Reactions that are impossible, and reactions that a bot takes away; others in test_chats."""

import pytest

BAD = "400 Bad Request: "
UP = [{"type": "emoji", "emoji": "👍"}]


@pytest.fixture
def said(scene):
    """A message of Ben's, as a bot names it."""
    group = scene.group(rights=("can_delete_messages",))
    message = scene.world.post(scene.ben, group, "a")
    scene.drain()
    return {"chat_id": group.id, "message_id": message.id}


def test_nobody_reacts_to_a_service_message(scene, said):
    refusal = scene.refusal("setMessageReaction", **said | {"message_id": 1}, reaction=UP)

    assert refusal == f"{BAD}MESSAGE_ID_INVALID"


def test_the_bot_takes_reactions_away(scene, said):
    group = scene.world.chats[said["chat_id"]]
    other = scene.world.post(scene.ben, group, "b")
    for message_id in (said["message_id"], other.id):
        scene.world.react(scene.ana, group, message_id, "👍")

    assert scene.call("deleteMessageReaction", **said, user_id=scene.ana.id) is True
    assert [len(group.messages[one].reactions) for one in (said["message_id"], other.id)] == [0, 1]
    place = {"chat_id": group.id, "user_id": scene.ana.id}
    assert scene.call("deleteAllMessageReactions", **place) is True
    assert not group.messages[other.id].reactions


def test_taking_away_needs_the_right(scene):
    group = scene.group(rights=())
    message = scene.world.post(scene.ben, group, "a")
    place = {"chat_id": group.id, "message_id": message.id, "user_id": scene.ana.id}

    assert scene.refusal("deleteMessageReaction", **place) == f"{BAD}CHAT_ADMIN_REQUIRED"
