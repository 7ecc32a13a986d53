"""Reactions: of people, of the bot, and those that are taken away."""

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


def shown(scene, said):
    group = scene.world.chats[said["chat_id"]]
    return scene.world.view(scene.ana, group).messages[-1].reactions


def test_a_human_s_reaction_is_told_to_who_asks(scene, said, kinds):
    group = scene.world.chats[said["chat_id"]]
    scene.world.react(scene.ana, group, said["message_id"], "👍")
    assert scene.updates() == []
    scene.ask_for("message_reaction")

    scene.world.react(scene.ana, group, said["message_id"], "❤")
    scene.world.react(scene.ana, group, said["message_id"])

    changed, gone = (update["message_reaction"] for update in scene.updates())
    assert changed["user"]["id"] == scene.ana.id
    assert (changed["old_reaction"], changed["new_reaction"]) == (
        UP,
        [{"type": "emoji", "emoji": "❤"}],
    )
    assert gone["new_reaction"] == []
    assert gone["message_id"] == said["message_id"]


def test_an_anonymous_administrator_reacts_as_the_group(scene, said):
    group = scene.world.chats[said["chat_id"]]
    scene.ask_for("message_reaction")
    scene.world.remain_anonymous(group, scene.ana)
    scene.drain()

    scene.world.react(scene.ana, group, said["message_id"], "👍")

    reaction = scene.updates()[-1]["message_reaction"]
    assert "user" not in reaction
    assert reaction["actor_chat"]["id"] == group.id


def test_the_bot_reacts_and_takes_it_back_and_is_not_told(scene, said):
    scene.ask_for("message_reaction")

    assert scene.call("setMessageReaction", **said, reaction=UP, is_big=True) is True
    assert list(shown(scene, said)) == ["👍"]
    assert scene.call("setMessageReaction", **said) is True
    assert not shown(scene, said)
    assert scene.updates() == []


@pytest.mark.parametrize(
    ("reaction", "complaint"),
    [
        ("[", "can't parse reaction types JSON object"),
        ("{}", "expected an Array of ReactionType"),
        ([5], "can't parse ReactionType: expected an Object"),
        ([{"type": "wink"}], "can't parse ReactionType: invalid reaction type specified"),
        ([{"type": "emoji"}], "can't parse ReactionType: Can't find field \"emoji\""),
        ([{"type": "emoji", "emoji": "🧦"}], "REACTION_INVALID"),
        ([{"type": "custom_emoji", "custom_emoji_id": "5"}], "REACTION_INVALID"),
        ([*UP, {"type": "emoji", "emoji": "❤"}], "REACTIONS_TOO_MANY"),
    ],
)
def test_reactions_that_are_none(scene, said, reaction, complaint):
    assert scene.refusal("setMessageReaction", **said, reaction=reaction) == f"{BAD}{complaint}"


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
