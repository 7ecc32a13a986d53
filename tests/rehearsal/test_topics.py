"""Topics: of forums by people and by the bot, and the threads of other supergroups."""

import pytest

from bot.rehearsal.botapi import ImpossibleError

BAD = "400 Bad Request: "
LEADS = ("can_manage_topics", "can_delete_messages", "can_pin_messages")


@pytest.fixture
def forum(scene):
    """Ana's group with topics, where the bot leads them."""
    group = scene.group(rights=LEADS)
    scene.world.enable_topics(group, by=scene.ana)
    scene.drain()
    return group


def seen(scene, chat, topic):
    return [message.text for message in scene.world.view(scene.ben, chat, topic=topic).messages]


def test_a_basic_group_that_gets_topics_grows_into_a_supergroup(scene):
    group = scene.group("group")

    grown = scene.world.enable_topics(group, by=scene.ana)

    assert grown is group.migrated_to
    assert scene.call("getChat", chat_id=grown.id)["is_forum"] is True
    with pytest.raises(ImpossibleError):
        scene.world.enable_topics(grown, by=scene.ben)


def test_the_bot_begins_a_topic(scene, forum):
    topic = scene.call(
        "createForumTopic", chat_id=forum.id, name=" Holiday\n plans ", icon_color=16766590
    )

    assert topic == {
        "message_thread_id": topic["message_thread_id"],
        "name": "Holiday plans",
        "icon_color": 16766590,
    }
    founding = forum.messages[topic["message_thread_id"]]
    assert founding.json(scene.bot)["forum_topic_created"] == {
        "name": "Holiday plans",
        "icon_color": 16766590,
    }
    # The server tells a bot of its own deeds where all members see a note about them.
    (update,) = scene.updates()
    assert update["message"]["message_id"] == topic["message_thread_id"]


def test_messages_in_a_topic_answer_its_founding(scene, forum):
    topic = scene.world.open_topic(forum, "Money", by=scene.ana)
    scene.drain()

    scene.world.post(scene.ben, forum, "In here", topic=topic.id)
    scene.world.post(scene.ben, forum, "In general")

    inside, general = (update["message"] for update in scene.updates())
    assert inside["message_thread_id"] == topic.id
    assert inside["is_topic_message"] is True
    assert inside["reply_to_message"]["forum_topic_created"]["name"] == "Money"
    assert inside["chat"]["is_forum"] is True
    assert not general.keys() & {"message_thread_id", "is_topic_message", "reply_to_message"}
    assert seen(scene, forum, topic.id)[-1] == "In here"
    assert "In here" not in seen(scene, forum, 1)


def test_the_bot_writes_into_a_topic(scene, forum):
    topic = scene.world.open_topic(forum, "Money", by=scene.ana).id
    said = scene.world.post(scene.ben, forum, "Hm", topic=topic)

    sent = scene.call("sendMessage", chat_id=forum.id, message_thread_id=topic, text="a")
    answer = scene.call(
        "sendMessage", chat_id=forum.id, text="b", reply_parameters={"message_id": said.id}
    )

    assert (sent["message_thread_id"], sent["is_topic_message"]) == (topic, True)
    assert answer["message_thread_id"] == topic
    assert answer["reply_to_message"]["message_id"] == said.id
    assert seen(scene, forum, topic)[-2:] == ["a", "b"]


def test_everything_goes_to_the_topic_that_is_named(scene, forum):
    topic = scene.world.open_topic(forum, "Money", by=scene.ana).id
    place = {"chat_id": forum.id, "message_thread_id": topic}
    source = scene.call("sendMessage", chat_id=forum.id, text="a")
    move = {"from_chat_id": forum.id, "message_id": source["message_id"]}

    assert scene.call("sendDice", **place)["message_thread_id"] == topic
    assert scene.call("forwardMessage", **place, **move)["message_thread_id"] == topic
    copied = scene.call("copyMessage", **place, **move)["message_id"]
    assert forum.messages[copied].draft.topic == topic
    assert scene.call("sendChatAction", **place, action="typing") is True


@pytest.mark.parametrize(
    ("thread", "complaint"), [(99, "message thread not found"), (1, "message thread not found")]
)
def test_a_thread_that_is_none(scene, forum, thread, complaint):
    refusal = scene.refusal("sendMessage", chat_id=forum.id, message_thread_id=thread, text="a")

    assert refusal == f"{BAD}{complaint}"


def test_a_topic_is_renamed_closed_opened_and_deleted(scene, forum, kinds):
    topic = scene.world.open_topic(forum, "Money", by=scene.ana).id
    place = {"chat_id": forum.id, "message_thread_id": topic}

    assert scene.call("editForumTopic", **place, name="Savings", icon_custom_emoji_id="5") is True
    assert forum.topics[topic].json()["name"] == "Savings"
    assert scene.refusal("editForumTopic", **place, name="Savings") == f"{BAD}TOPIC_NOT_MODIFIED"
    assert scene.call("closeForumTopic", **place) is True
    assert scene.refusal("closeForumTopic", **place) == f"{BAD}TOPIC_NOT_MODIFIED"
    with pytest.raises(ImpossibleError):
        scene.world.post(scene.ben, forum, "too late", topic=topic)
    assert scene.call("sendMessage", **place, text="who leads may")
    assert scene.call("reopenForumTopic", **place) is True
    scene.world.post(scene.ben, forum, "again", topic=topic)
    told = [message.body.payload for message in forum.messages.values() if message.body.is_service]
    assert told[-3:] == [
        {"forum_topic_edited": {"name": "Savings", "icon_custom_emoji_id": "5"}},
        {"forum_topic_closed": {}},
        {"forum_topic_reopened": {}},
    ]

    assert scene.call("deleteForumTopic", **place) is True
    assert topic not in forum.topics
    assert not [one for one in forum.messages.values() if one.draft.topic == topic]
    assert scene.refusal("editForumTopic", **place, name="x") == f"{BAD}TOPIC_ID_INVALID"


def test_a_member_writes_nowhere_that_is_closed(scene):
    group = scene.group(rights=None)
    scene.world.enable_topics(group, by=scene.ana)
    topic = scene.world.open_topic(group, "Money", by=scene.ana).id
    scene.world.close_topic(group, topic, by=scene.ana)

    refusal = scene.refusal("sendMessage", chat_id=group.id, message_thread_id=topic, text="a")

    assert refusal == f"{BAD}TOPIC_CLOSED"


def test_the_general_topic(scene, forum):
    def call(method, **more):
        return scene.call(method, chat_id=forum.id, **more)

    assert call("editGeneralForumTopic", name="Everything")
    assert forum.topics[1].name == "Everything"
    assert call("closeGeneralForumTopic")
    assert call("reopenGeneralForumTopic")
    assert call("hideGeneralForumTopic")
    assert (forum.topics[1].hidden, forum.topics[1].closed) == (True, True)
    assert scene.refusal("hideGeneralForumTopic", chat_id=forum.id) == f"{BAD}TOPIC_NOT_MODIFIED"
    assert call("unhideGeneralForumTopic")
    assert (forum.topics[1].hidden, forum.topics[1].closed) == (False, True)
    assert call("reopenGeneralForumTopic")
    told = [list(one.body.payload) for one in forum.messages.values() if one.body.is_service]
    assert [name for (name,) in told[-6:]] == [
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
        "general_forum_topic_hidden",
        "general_forum_topic_unhidden",
        "forum_topic_reopened",
    ]


def test_pins_of_one_topic(scene, forum):
    topic = scene.world.open_topic(forum, "Money", by=scene.ana).id
    inside, general = (
        scene.call("sendMessage", chat_id=forum.id, text="a", message_thread_id=thread)
        for thread in (topic, 0)
    )
    for message in (inside, general):
        scene.call("pinChatMessage", chat_id=forum.id, message_id=message["message_id"])

    scene.call("unpinAllForumTopicMessages", chat_id=forum.id, message_thread_id=topic)
    assert forum.pinned == [general["message_id"]]
    scene.call("unpinAllGeneralForumTopicMessages", chat_id=forum.id)
    assert forum.pinned == []


OF_TOPICS = [
    ("createForumTopic", {"name": "x"}, "not enough rights to create a topic"),
    (
        "editForumTopic",
        {"message_thread_id": 0, "name": "x"},
        "not enough rights to edit the topic",
    ),
    ("closeForumTopic", {"message_thread_id": 0}, "not enough rights to close or open the topic"),
    ("deleteForumTopic", {"message_thread_id": 0}, "not enough rights to delete the topic"),
    ("hideGeneralForumTopic", {}, "not enough rights to close or open the topic"),
    (
        "unpinAllGeneralForumTopicMessages",
        {},
        "not enough rights to manage pinned messages in the chat",
    ),
]


@pytest.mark.parametrize(("method", "params", "complaint"), OF_TOPICS)
def test_what_needs_the_right(scene, method, params, complaint):
    group = scene.group(rights=("can_change_info",))
    scene.world.enable_topics(group, by=scene.ana)
    topic = scene.world.open_topic(group, "Money", by=scene.ana).id
    given = {name: value or topic for name, value in params.items()}

    assert scene.refusal(method, chat_id=group.id, **given) == f"{BAD}{complaint}"


def test_the_bot_leads_the_topic_that_it_has_begun(scene, forum):
    topic = scene.call("createForumTopic", chat_id=forum.id, name="Mine")["message_thread_id"]
    scene.world.promote(forum, scene.bot, ("can_change_info",), by=scene.ana)
    place = {"chat_id": forum.id, "message_thread_id": topic}

    assert scene.call("editForumTopic", **place, name="Still mine") is True
    assert scene.call("closeForumTopic", **place) is True


@pytest.mark.parametrize(("method", "params", "complaint"), OF_TOPICS)
def test_a_group_without_topics(scene, method, params, complaint):
    group = scene.group(rights=LEADS)

    assert scene.refusal(method, chat_id=group.id, **params) == f"{BAD}the chat is not a forum"


@pytest.mark.parametrize(
    ("params", "complaint"),
    [
        ({"name": " "}, "name must be non-empty"),
        ({}, "name must be non-empty"),
        ({"name": "x", "icon_color": -1}, "invalid icon color specified"),
    ],
)
def test_topics_that_cannot_be(scene, forum, params, complaint):
    assert scene.refusal("createForumTopic", chat_id=forum.id, **params) == f"{BAD}{complaint}"


def test_a_long_name_is_cut(scene, forum):
    topic = scene.call("createForumTopic", chat_id=forum.id, name="x" * 200)

    assert topic["name"] == "x" * 128


def test_people_begin_and_close_topics_as_they_may(scene, forum):
    topic = scene.world.open_topic(forum, "Ben's", by=scene.ben)
    scene.world.close_topic(forum, topic.id, by=scene.ben)
    other = scene.world.open_topic(forum, "Ana's", by=scene.ana)
    scene.world.close_topic(forum, other.id, by=scene.ana)
    forum.permissions -= {"can_manage_topics"}
    assert scene.world.post(scene.ben, forum, "My own stays mine", topic=topic.id)

    for impossible in (
        lambda: scene.world.open_topic(forum, "No", by=scene.ben),
        lambda: scene.world.close_topic(forum, other.id, by=scene.ben),
        lambda: scene.world.close_topic(forum, 99, by=scene.ana),
        lambda: scene.world.post(scene.ben, forum, "a", topic=99),
        lambda: scene.world.post(scene.ben, forum, "a", topic=other.id),
    ):
        with pytest.raises(ImpossibleError):
            impossible()


def test_answers_in_other_supergroups_have_a_thread_and_in_basic_groups_none(scene):
    for kind in ("supergroup", "group"):
        group = scene.group(kind)
        first = scene.world.post(scene.ana, group, "a")
        second = scene.world.post(scene.ben, group, "b", reply_to=first.id)
        scene.drain()

        scene.world.post(scene.ana, group, "c", reply_to=second.id)

        message = scene.updates()[-1]["message"]
        assert message.get("message_thread_id") == (first.id if kind == "supergroup" else None)
        assert "is_topic_message" not in message


def test_icons_that_anybody_may_use(scene, forum):
    first, second, *_ = scene.call("getForumTopicIconStickers")
    assert (first["emoji"], first["type"], first["set_name"]) == ("📰", "custom_emoji", "Topics")
    assert first["custom_emoji_id"] != second["custom_emoji_id"]
    assert scene.call("getForumTopicIconStickers")[0] == first

    icon = {"icon_custom_emoji_id": first["custom_emoji_id"]}
    topic = scene.call("createForumTopic", chat_id=forum.id, name="News", **icon)

    assert topic["icon_custom_emoji_id"] == first["custom_emoji_id"]
