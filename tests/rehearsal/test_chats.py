"""Chats as a whole: looking, pinning, reacting."""

import pytest
from telegram import ChatFullInfo

FULL = {"max_reaction_count": 11}


def test_a_private_chat_is_shown_in_full(scene):
    chat = scene.private()

    shown = scene.call("getChat", chat_id=chat.id)

    assert shown["type"] == "private"
    assert shown["first_name"] == "Ana"
    assert shown["active_usernames"] == ["ana_banana"]
    assert shown["accepted_gift_types"]["unlimited_gifts"] is True
    assert shown.items() >= FULL.items()
    other = scene.call("getChat", chat_id=scene.private(scene.ben).id)
    assert (other["first_name"], other["last_name"]) == ("Ben", "Okafor")
    assert "active_usernames" not in other


@pytest.mark.parametrize("kind", ["group", "supergroup"])
def test_a_group_is_shown_in_full(scene, kind):
    group = scene.group(kind)

    shown = scene.call("getChat", chat_id=group.id)

    assert (shown["type"], shown["title"]) == (kind, "Ana & Ben")
    assert shown["permissions"]["can_send_messages"] is True
    assert "pinned_message" not in shown
    assert shown.items() >= FULL.items()


def test_a_public_group_has_its_username_in_use(scene):
    group = scene.group()
    assert "active_usernames" not in scene.call("getChat", chat_id=group.id)

    group.username = "ana_and_ben"

    assert scene.call("getChat", chat_id="@Ana_and_Ben")["active_usernames"] == ["ana_and_ben"]


@pytest.mark.parametrize("kind", ["group", "supergroup", "private"])
def test_the_library_understands_all_of_it(scene, kind):
    chat = scene.private() if kind == "private" else scene.group(kind)

    info = ChatFullInfo.de_json(scene.call("getChat", chat_id=chat.id), None)

    assert set(info.api_kwargs) <= {"all_members_are_administrators", "can_send_gift"}
    assert set(info.permissions.api_kwargs if info.permissions else ()) <= {
        "can_send_media_messages"
    }


def test_the_old_group_can_still_be_looked_at(scene):
    group = scene.group("group")
    scene.world.migrate(group)

    assert scene.call("getChat", chat_id=group.id)["type"] == "group"
    refusal = scene.refusal("getChatMemberCount", chat_id=group.id)
    assert refusal == "400 Bad Request: group chat was upgraded to a supergroup chat"


def test_pinning_is_announced_even_to_the_bot_itself(scene):
    group = scene.group(rights=("can_pin_messages",))
    said = scene.call("sendMessage", chat_id=group.id, text="The rules")
    place = {"chat_id": group.id, "message_id": said["message_id"]}

    assert scene.call("pinChatMessage", **place) is True

    [update] = scene.updates()
    assert update["message"]["pinned_message"]["text"] == "The rules"
    assert update["message"]["from"]["id"] == scene.bot.id
    assert scene.call("getChat", chat_id=group.id)["pinned_message"]["text"] == "The rules"
    seen = scene.world.view(scene.ben, group).messages
    assert [message.text for message in seen if message.pinned] == ["The rules"]
    assert scene.call("pinChatMessage", **place) is True
    assert scene.updates() == []


def test_unpinning_takes_the_named_or_the_newest(scene):
    chat = scene.private()
    pinned = [scene.world.post(scene.ana, chat, text).id for text in "abc"]
    for message_id in (pinned[0], pinned[2], pinned[1]):
        scene.call("pinChatMessage", chat_id=chat.id, message_id=message_id)

    assert scene.call("getChat", chat_id=chat.id)["pinned_message"]["text"] == "c"
    scene.call("unpinChatMessage", chat_id=chat.id)
    assert chat.pinned == pinned[:2]
    scene.call("unpinChatMessage", chat_id=chat.id, message_id=pinned[0])
    assert chat.pinned == pinned[1:2]
    scene.call("unpinChatMessage", chat_id=chat.id)
    refusal = scene.refusal("unpinChatMessage", chat_id=chat.id)
    assert refusal == "400 Bad Request: message to unpin not found"


NO_RIGHT = "400 Bad Request: not enough rights to manage pinned messages in the chat"
PINNING = [
    ("supergroup", ("can_pin_messages",), False, None),
    ("supergroup", ("can_delete_messages",), False, NO_RIGHT),
    ("supergroup", ("can_delete_messages",), True, NO_RIGHT),
    ("supergroup", None, False, NO_RIGHT),
    # Of a bot the server asks for the administrator's right itself, whatever everybody may.
    ("supergroup", None, True, NO_RIGHT),
    ("group", (), False, None),
    ("group", None, True, NO_RIGHT),
]


@pytest.mark.parametrize(("kind", "rights", "everybody", "error"), PINNING)
def test_who_may_pin(scene, kind, rights, everybody, error):
    group = scene.group(kind, rights=rights)
    if everybody:
        group.permissions |= {"can_pin_messages"}
    sent = scene.call("sendMessage", chat_id=group.id, text="a")
    place = {"chat_id": group.id, "message_id": sent["message_id"]}

    if error:
        assert scene.refusal("pinChatMessage", **place) == error
    else:
        assert scene.call("pinChatMessage", **place) is True


@pytest.mark.parametrize(
    ("message_id", "complaint"),
    [(1, "service messages can't be pinned"), (99, "message to pin not found")],
)
def test_what_cannot_be_pinned(scene, message_id, complaint):
    group = scene.group(rights=("can_pin_messages",))

    refusal = scene.refusal("pinChatMessage", chat_id=group.id, message_id=message_id)

    assert refusal == f"400 Bad Request: {complaint}"


def emoji(*emojis: str) -> list[dict[str, str]]:
    return [{"type": "emoji", "emoji": each} for each in emojis]


def test_a_bot_reacts_with_one_emoji_or_takes_it_back(scene):
    group = scene.group()
    said = scene.world.post(scene.ben, group, "I heard you")
    place = {"chat_id": group.id, "message_id": said.id}

    def seen() -> dict[str, int]:
        return scene.world.view(scene.ana, group).messages[-1].reactions

    scene.world.react(scene.ana, group, said.id, "❤")
    assert scene.call("setMessageReaction", **place, reaction=emoji("❤️")) is True
    assert seen() == {"❤": 2}
    assert scene.call("setMessageReaction", **place) is True
    assert seen() == {"❤": 1}


REACTIONS = [
    (emoji("👍", "👎"), "REACTIONS_TOO_MANY"),
    (emoji("🍋"), "REACTION_INVALID"),
    (emoji(""), "invalid reaction type specified"),
    (emoji("#1"), "invalid reaction type specified"),
    ([{"type": "custom_emoji", "custom_emoji_id": "5"}], "REACTION_INVALID"),
    ([{"type": "paid"}], "can't parse ReactionType: invalid reaction type specified"),
    ([{"type": "emoji"}], "can't parse ReactionType: Can't find field \"emoji\""),
    (["👍"], "can't parse ReactionType: expected an Object"),
    ("{}", "expected an Array of ReactionType"),
    ("[", "can't parse reaction types JSON object"),
]


@pytest.mark.parametrize(("reaction", "complaint"), REACTIONS)
def test_bad_reactions_are_refused(scene, reaction, complaint):
    chat = scene.private()
    said = scene.world.post(scene.ana, chat, "a")

    refusal = scene.refusal(
        "setMessageReaction", chat_id=chat.id, message_id=said.id, reaction=reaction
    )

    assert refusal == f"400 Bad Request: {complaint}"


@pytest.mark.parametrize(
    ("rights", "asked", "told"), [((), True, True), ((), False, False), (None, True, False)]
)
def test_reactions_are_told_to_administrators_that_ask(scene, clock, rights, asked, told):
    group = scene.group(rights=rights)
    if asked:
        scene.ask_for("message_reaction")
    said = scene.call("sendMessage", chat_id=group.id, text="a")

    scene.world.react(scene.ben, group, said["message_id"], "👎")
    scene.world.react(scene.ben, group, said["message_id"], "👎")
    scene.world.react(scene.ben, group, said["message_id"])

    updates = [update["message_reaction"] for update in scene.updates()]
    if told:
        put, taken = updates
        assert put["user"]["id"] == scene.ben.id
        assert (put["message_id"], put["date"]) == (said["message_id"], clock.now)
        assert (put["old_reaction"], put["new_reaction"]) == ([], emoji("👎"))
        assert (taken["old_reaction"], taken["new_reaction"]) == (emoji("👎"), [])
    else:
        assert updates == []


def test_the_anonymous_react_as_the_group(scene):
    group = scene.group()
    scene.ask_for("message_reaction")
    scene.world.remain_anonymous(group, scene.ana)
    said = scene.world.post(scene.ben, group, "a")

    scene.world.react(scene.ana, group, said.id, "👍")

    reaction = scene.updates()[-1]["message_reaction"]
    assert reaction["actor_chat"]["id"] == group.id
    assert "user" not in reaction


def test_a_public_chat_is_found_by_its_username(scene):
    group = scene.group()
    group.username = "us_two"

    assert scene.call("getChat", chat_id="@US_two")["id"] == group.id
    assert scene.call("sendMessage", chat_id="@us_two", text="a")["chat"]["id"] == group.id
    assert scene.refusal("getChat", chat_id="@nobody") == "400 Bad Request: chat not found"
    # A human's username is nothing that bots may ask for.
    scene.private()
    assert scene.refusal("getChat", chat_id="@ana_banana") == "400 Bad Request: chat not found"


def test_a_public_chat_is_read_without_being_in_it(scene):
    group = scene.world.add_group("Square", owner=scene.ana)
    group.username = "the_square"
    channel = scene.world.add_channel("News", username="the_news")

    for chat, what in ((group, "supergroup"), (channel, "channel")):
        name = f"@{chat.username}"
        assert scene.call("getChat", chat_id=name)["id"] == chat.id
        assert scene.refusal("sendMessage", chat_id=name, text="a") == (
            f"403 Forbidden: bot is not a member of the {what} chat"
        )
