"""Links into a group, and requests to be let in."""

import pytest

from bot.rehearsal.botapi import ImpossibleError

BAD = "400 Bad Request: "


@pytest.fixture
def group(scene):
    return scene.group(rights=("can_invite_users",))


def create(scene, group, **more):
    return scene.call("createChatInviteLink", chat_id=group.id, **more)


def test_the_primary_link_is_new_each_time(scene, group):
    first = scene.call("exportChatInviteLink", chat_id=group.id)
    assert scene.call("getChat", chat_id=group.id)["invite_link"] == first

    second = scene.call("exportChatInviteLink", chat_id=group.id)

    assert second != first
    with pytest.raises(ImpossibleError):
        scene.world.join_by_link(scene.cleo, first)
    assert scene.world.join_by_link(scene.cleo, second) is group


def test_joining_is_told_with_the_link(scene, group):
    scene.ask_for("message", "chat_member")
    link = create(scene, group, name="For Cleo", member_limit=1)
    assert (link["name"], link["member_limit"], link["is_primary"]) == ("For Cleo", 1, False)
    scene.drain()

    scene.world.join_by_link(scene.cleo, link["invite_link"])

    told, note = scene.updates()
    assert told["chat_member"]["invite_link"]["invite_link"] == link["invite_link"]
    assert told["chat_member"]["from"]["id"] == scene.cleo.id
    assert note["message"]["new_chat_members"][0]["id"] == scene.cleo.id
    dora = scene.world.add_user("Dora")
    with pytest.raises(ImpossibleError):
        scene.world.join_by_link(dora, link["invite_link"])


def test_a_link_expires(scene, group, clock):
    link = create(scene, group, expire_date=clock.now + 60)["invite_link"]
    clock.forward(seconds=60)

    with pytest.raises(ImpossibleError):
        scene.world.join_by_link(scene.cleo, link)


def test_a_link_is_changed_and_revoked(scene, group):
    place = {"chat_id": group.id, "invite_link": create(scene, group)["invite_link"]}

    changed = scene.call("editChatInviteLink", **place, name="Renamed", member_limit=5)
    assert (changed["name"], changed["member_limit"]) == ("Renamed", 5)
    assert scene.call("revokeChatInviteLink", **place)["is_revoked"] is True
    with pytest.raises(ImpossibleError):
        scene.world.join_by_link(scene.cleo, place["invite_link"])


def test_somebody_asks_and_is_let_in(scene, group, kinds):
    scene.ask_for("message", "chat_member", "chat_join_request")
    link = create(scene, group, creates_join_request=True)["invite_link"]

    scene.world.join_by_link(scene.cleo, link, bio="A friend")

    (asked,) = scene.updates()
    request = asked["chat_join_request"]
    assert (request["from"]["id"], request["bio"]) == (scene.cleo.id, "A friend")
    assert request["invite_link"]["pending_join_request_count"] == 1
    assert request["user_chat_id"] == scene.cleo.id
    place = {"chat_id": group.id, "user_id": scene.cleo.id}
    assert scene.call("approveChatJoinRequest", **place) is True
    joined, _ = scene.updates()
    assert joined["chat_member"]["via_join_request"] is True
    assert joined["chat_member"]["from"]["id"] == scene.bot.id
    assert scene.refusal("approveChatJoinRequest", **place) == f"{BAD}USER_ALREADY_PARTICIPANT"


def test_somebody_asks_and_is_not_let_in(scene, group):
    link = create(scene, group, creates_join_request=True)["invite_link"]
    scene.world.join_by_link(scene.cleo, link)
    place = {"chat_id": group.id, "user_id": scene.cleo.id}

    assert scene.call("declineChatJoinRequest", **place) is True

    assert not group.member(scene.cleo, scene.world.now()).inside
    assert scene.refusal("declineChatJoinRequest", **place) == f"{BAD}HIDE_REQUESTER_MISSING"


def test_who_asks_may_be_written_to_for_five_minutes(scene, group, clock):
    link = create(scene, group, creates_join_request=True)["invite_link"]
    scene.world.join_by_link(scene.cleo, link)
    question = {"chat_id": scene.cleo.id, "text": "Who has told you of us?"}

    assert scene.call("sendMessage", **question)["chat"]["id"] == scene.cleo.id
    clock.forward(seconds=299)
    assert scene.call("sendMessage", **question)
    clock.forward(seconds=1)

    refusal = scene.refusal("sendMessage", **question)
    assert refusal == "403 Forbidden: bot can't initiate conversation with a user"


def test_who_has_asked_and_is_not_let_in_is_written_to_no_more(scene, group):
    link = create(scene, group, creates_join_request=True)["invite_link"]
    scene.world.join_by_link(scene.cleo, link)
    scene.call("declineChatJoinRequest", chat_id=group.id, user_id=scene.cleo.id)

    refusal = scene.refusal("sendMessage", chat_id=scene.cleo.id, text="Sorry")

    assert refusal == "403 Forbidden: bot can't initiate conversation with a user"


def test_who_asks_elsewhere_is_not_known(scene):
    group = scene.group(rights=("can_pin_messages",))
    link = scene.world.invite_link(group, by=scene.ana, by_request=True)
    scene.world.join_by_link(scene.cleo, link)

    refusal = scene.refusal("sendMessage", chat_id=scene.cleo.id, text="Who are you?")

    assert refusal == "400 Bad Request: chat not found"


def test_links_of_people(scene, group):
    link = scene.world.invite_link(group, by=scene.ana)
    scene.ask_for("chat_member")

    scene.world.join_by_link(scene.cleo, link)

    # Of others' links a bot is shown only the first half.
    shown = scene.updates()[-1]["chat_member"]["invite_link"]["invite_link"]
    assert shown.endswith("...")
    assert link.startswith(shown[:-3])
    group.permissions -= {"can_invite_users"}
    with pytest.raises(ImpossibleError):
        scene.world.invite_link(group, by=scene.ben)


@pytest.mark.parametrize(
    ("method", "params", "complaint"),
    [
        (
            "createChatInviteLink",
            {"creates_join_request": True, "member_limit": 5},
            "member limit can't be specified for links requiring administrator approval",
        ),
        ("createChatInviteLink", {"expire_date": 1}, "EXPIRE_DATE_INVALID"),
        ("editChatInviteLink", {}, "invite link must be non-empty"),
        ("editChatInviteLink", {"invite_link": "https://t.me/+x"}, "INVITE_HASH_EXPIRED"),
        ("approveChatJoinRequest", {"user_id": 1}, "USER_ID_INVALID"),
        ("approveChatJoinRequest", {}, "invalid user_id specified"),
    ],
)
def test_what_cannot_be(scene, group, method, params, complaint):
    assert scene.refusal(method, chat_id=group.id, **params) == f"{BAD}{complaint}"


@pytest.mark.parametrize(
    ("method", "chat", "complaint"),
    [
        ("createChatInviteLink", "nowhere", "chat not found"),
        ("editChatInviteLink", "nowhere", "chat not found"),
        (
            "createChatInviteLink",
            "group",
            "member limit can't be specified for links requiring administrator approval",
        ),
        ("editChatInviteLink", "group", "not enough rights to manage chat invite link"),
    ],
)
def test_the_order_of_the_questions(scene, method, chat, complaint):
    chats = {"nowhere": 5, "group": scene.group(rights=("can_pin_messages",)).id}
    both = {"creates_join_request": True, "member_limit": 5}

    assert scene.refusal(method, chat_id=chats[chat], **both) == f"{BAD}{complaint}"


def test_it_needs_the_right_and_a_group(scene):
    group, chat = scene.group(rights=("can_pin_messages",)), scene.private()

    refusal = scene.refusal("exportChatInviteLink", chat_id=group.id)
    assert refusal == f"{BAD}not enough rights to manage chat invite link"
    refusal = scene.refusal("exportChatInviteLink", chat_id=chat.id)
    assert refusal == f"{BAD}can't invite members to a private chat"
    refusal = scene.refusal("approveChatJoinRequest", chat_id=group.id, user_id=scene.ben.id)
    assert refusal == f"{BAD}not enough rights to manage chat join requests"


def test_who_was_removed_comes_in_by_no_link(scene, group):
    link = scene.world.invite_link(group, by=scene.ana)
    scene.world.remove_member(group, scene.ben, by=scene.ana)

    with pytest.raises(ImpossibleError):
        scene.world.join_by_link(scene.ben, link)
