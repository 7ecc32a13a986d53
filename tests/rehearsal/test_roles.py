"""What a bot does with people: removing, letting back, appointing, titles, tags, channels."""

import pytest

from bot.rehearsal.botapi import ImpossibleError

BAD = "400 Bad Request: "
RULES = ("can_restrict_members", "can_promote_members", "can_change_info", "can_manage_tags")


@pytest.fixture
def group(scene):
    return scene.group(rights=RULES)


def standing(scene, group, user):
    return scene.call("getChatMember", chat_id=group.id, user_id=user.id)


def place(group, user):
    return {"chat_id": group.id, "user_id": user.id}


# Removing and letting back.


def test_who_is_banned_is_gone_and_cannot_come_back(scene, group, kinds):
    scene.ask_for("message", "chat_member")

    assert scene.call("banChatMember", **place(group, scene.ben)) is True

    told, note = scene.updates()
    assert told["chat_member"]["from"]["id"] == scene.bot.id
    assert told["chat_member"]["new_chat_member"]["status"] == "kicked"
    assert note["message"]["left_chat_member"]["id"] == scene.ben.id
    assert standing(scene, group, scene.ben)["until_date"] == 0
    with pytest.raises(ImpossibleError):
        scene.world.add_member(group, scene.ben)


def test_a_ban_may_end(scene, group, clock):
    scene.call("banChatMember", **place(group, scene.ben), until_date=clock.now + 60)
    assert standing(scene, group, scene.ben)["until_date"] == clock.now + 60

    clock.forward(seconds=60)

    assert standing(scene, group, scene.ben)["status"] == "left"
    scene.world.add_member(group, scene.ben)


def test_somebody_outside_can_be_banned_beforehand(scene, group):
    scene.world.start(scene.cleo, scene.bot)
    scene.drain()

    scene.call("banChatMember", **place(group, scene.cleo))

    assert scene.updates() == []
    assert standing(scene, group, scene.cleo)["status"] == "kicked"


@pytest.mark.parametrize(("only", "status"), [(False, "left"), (True, "member")])
def test_unbanning_somebody_inside_removes_them_unless_told_otherwise(scene, group, only, status):
    assert scene.call("unbanChatMember", **place(group, scene.ben), only_if_banned=only) is True

    assert standing(scene, group, scene.ben)["status"] == status


def test_who_is_made_to_leave_is_banned_for_a_minute_first(scene, group, clock):
    scene.ask_for("chat_member")

    scene.call("unbanChatMember", **place(group, scene.ben))

    told = [update["chat_member"]["new_chat_member"] for update in scene.updates()]
    assert [one["status"] for one in told] == ["kicked", "left"]
    assert told[0]["until_date"] == clock.now + 60


def test_unbanning_lets_somebody_come_back(scene, group):
    scene.call("banChatMember", **place(group, scene.ben))

    scene.call("unbanChatMember", **place(group, scene.ben), only_if_banned=True)

    scene.world.add_member(group, scene.ben)
    assert standing(scene, group, scene.ben)["status"] == "member"


@pytest.mark.parametrize(
    ("kind", "rights", "whom", "complaint"),
    [
        ("supergroup", RULES, "ana", "can't remove chat owner"),
        ("supergroup", RULES, "bot", "can't restrict self"),
        ("supergroup", (), "ben", "not enough rights to restrict/unrestrict chat member"),
        ("supergroup", None, "ben", "not enough rights to restrict/unrestrict chat member"),
        ("group", None, "ben", "CHAT_ADMIN_REQUIRED"),
        ("group", (), "ana", "user is an administrator of the chat"),
    ],
)
def test_who_cannot_be_banned(scene, kind, rights, whom, complaint):
    group = scene.group(kind, rights=rights)

    refusal = scene.refusal("banChatMember", **place(group, getattr(scene, whom)))

    assert refusal == f"{BAD}{complaint}"


def test_a_basic_group_keeps_no_list_of_the_banned(scene):
    group = scene.group("group")

    assert scene.call("banChatMember", **place(group, scene.ben)) is True

    assert standing(scene, group, scene.ben)["status"] == "left"
    complaint = f"{BAD}method is available for supergroup and channel chats only"
    assert scene.refusal("unbanChatMember", **place(group, scene.ben)) == complaint
    assert scene.refusal("promoteChatMember", **place(group, scene.ben)) == complaint


def test_whom_nobody_knows_cannot_be_removed(scene):
    group = scene.group("group")

    refusal = scene.refusal("banChatMember", chat_id=group.id, user_id=77)

    assert refusal == f"{BAD}USER_ID_INVALID"


def test_private_chats_have_no_bans(scene):
    chat = scene.private()

    refusal = scene.refusal("banChatMember", **place(chat, scene.ana))

    assert refusal == f"{BAD}can't ban members in private chats"


# Channels that people write as.


def test_a_channel_can_be_kept_from_speaking(scene, group):
    channel = scene.world.add_channel("Voices")
    speak = {"chat_id": group.id, "sender_chat_id": channel.id}
    scene.world.post(scene.ben, group, "a", as_chat=channel)
    assert scene.updates()[-1]["message"]["sender_chat"]["title"] == "Voices"

    assert scene.call("banChatSenderChat", **speak) is True
    with pytest.raises(ImpossibleError):
        scene.world.post(scene.ben, group, "b", as_chat=channel)
    assert scene.call("unbanChatSenderChat", **speak) is True
    scene.world.post(scene.ben, group, "c", as_chat=channel)


# Appointing.


def test_the_bot_appoints_and_demotes(scene, group, kinds):
    scene.ask_for("message", "chat_member")
    give = {"can_restrict_members": True, "can_manage_tags": True}

    assert scene.call("promoteChatMember", **place(group, scene.ben), **give) is True

    (told,) = scene.updates()
    assert told["chat_member"]["new_chat_member"]["status"] == "administrator"
    member = standing(scene, group, scene.ben)
    assert member["can_be_edited"] is True
    assert (member["can_restrict_members"], member["can_promote_members"]) == (True, False)
    assert scene.call("promoteChatMember", **place(group, scene.ben)) is True
    assert standing(scene, group, scene.ben)["status"] == "member"


def test_only_rights_that_the_bot_has_can_be_given(scene, group):
    refusal = scene.refusal(
        "promoteChatMember", **place(group, scene.ben), can_delete_messages=True
    )

    assert refusal == f"{BAD}RIGHT_FORBIDDEN"


@pytest.mark.parametrize(
    ("rights", "whom", "params", "complaint"),
    [
        (("can_change_info",), "ben", {"can_change_info": True}, "not enough rights"),
        (RULES, "ana", {"can_change_info": True}, "can't remove chat owner"),
        (RULES, "bot", {"can_change_info": True}, "can't promote self"),
        (RULES, "cleo", {"can_change_info": True}, "USER_NOT_PARTICIPANT"),
    ],
)
def test_who_cannot_be_appointed(scene, rights, whom, params, complaint):
    group = scene.group(rights=rights)
    scene.world.start(scene.cleo, scene.bot)

    refusal = scene.refusal("promoteChatMember", **place(group, getattr(scene, whom)), **params)

    assert refusal == f"{BAD}{complaint}"


def test_the_same_rights_again_need_no_right(scene, group):
    give = {"can_change_info": True}
    scene.call("promoteChatMember", **place(group, scene.ben), **give)
    scene.world.promote(group, scene.bot, ("can_pin_messages",), by=scene.ana)

    assert scene.call("promoteChatMember", **place(group, scene.ben), **give) is True
    refusal = scene.refusal("promoteChatMember", **place(group, scene.ben), can_manage_tags=True)
    assert refusal == f"{BAD}not enough rights"


def test_nobody_is_brought_in_by_giving_them_nothing(scene, group):
    scene.world.start(scene.cleo, scene.bot)
    refused = f"{BAD}bots can't add new chat members"

    assert scene.refusal("promoteChatMember", **place(group, scene.cleo)) == refused
    # Who was removed is let back by it all the same.
    scene.world.remove_member(group, scene.ben, by=scene.ana)
    assert scene.refusal("promoteChatMember", **place(group, scene.ben)) == refused
    assert standing(scene, group, scene.ben)["status"] == "left"


def test_giving_nothing_to_somebody_restricted_lifts_that(scene):
    group = scene.group(rights=("can_restrict_members",))
    scene.world.restrict(group, scene.ben, by=scene.ana)

    assert scene.call("promoteChatMember", **place(group, scene.ben)) is True

    assert standing(scene, group, scene.ben)["status"] == "member"


def test_another_s_administrator_is_not_the_bot_s(scene, group):
    scene.world.promote(group, scene.ben, ("can_change_info",), by=scene.ana)
    assert standing(scene, group, scene.ben)["can_be_edited"] is False

    refusal = scene.refusal("promoteChatMember", **place(group, scene.ben))

    assert refusal == f"{BAD}CHAT_ADMIN_REQUIRED"


def test_titles_are_for_administrators_whom_the_bot_has_appointed(scene, group):
    def title(user, text="Host"):
        return {**place(group, user), "custom_title": text}

    name = "setChatAdministratorCustomTitle"
    assert scene.refusal(name, **title(scene.ben)) == f"{BAD}user is not an administrator"
    owner = "only the owner can edit their custom title"
    assert scene.refusal(name, **title(scene.ana)) == f"{BAD}{owner}"
    scene.call("promoteChatMember", **place(group, scene.ben), can_change_info=True)
    assert scene.call(name, **title(scene.ben)) is True
    assert standing(scene, group, scene.ben)["custom_title"] == "Host"
    assert scene.refusal(name, **title(scene.ben, "x" * 17)) == f"{BAD}CUSTOM_TITLE_INVALID"
    assert scene.refusal(name, **title(scene.ben, "👍")) == f"{BAD}CUSTOM_TITLE_EMOJI_NOT_ALLOWED"
    # The title stays when the rights change.
    scene.call("promoteChatMember", **place(group, scene.ben), can_manage_tags=True)
    assert standing(scene, group, scene.ben)["custom_title"] == "Host"


def test_tags_are_for_plain_members_and_shown_with_their_messages(scene, group):
    tagged = {**place(group, scene.ben), "tag": "partner"}

    assert scene.call("setChatMemberTag", **tagged) is True

    assert standing(scene, group, scene.ben)["tag"] == "partner"
    scene.world.post(scene.ben, group, "a")
    assert scene.updates()[-1]["message"]["sender_tag"] == "partner"
    owner = place(group, scene.ana)
    assert scene.refusal("setChatMemberTag", **owner, tag="x") == f"{BAD}TAG_CHANGE_FORBIDDEN"
    assert scene.refusal("setChatMemberTag", **tagged | {"tag": "x" * 17}) == f"{BAD}TAG_INVALID"
    scene.call("setChatMemberTag", **place(group, scene.ben))
    assert "tag" not in standing(scene, group, scene.ben)


def test_an_anonymous_administrator_signs_with_the_title(scene, group):
    scene.call("promoteChatMember", **place(group, scene.ben), can_change_info=True)
    named = {**place(group, scene.ben), "custom_title": "Host"}
    scene.call("setChatAdministratorCustomTitle", **named)
    scene.world.remain_anonymous(group, scene.ben)
    scene.drain()

    scene.world.post(scene.ben, group, "a")

    message = scene.updates()[-1]["message"]
    assert message["author_signature"] == "Host"
    assert message["sender_chat"]["id"] == group.id
    assert message["from"]["username"] == "GroupAnonymousBot"


def test_suggested_rights(scene):
    rights = {"can_delete_messages": True, "can_pin_messages": True}

    assert scene.call("setMyDefaultAdministratorRights", rights=rights) is True

    given = scene.call("getMyDefaultAdministratorRights")
    # Any right implies this one.
    assert {name for name, has in given.items() if has} == set(rights) | {"can_manage_chat"}
    channels = scene.call("getMyDefaultAdministratorRights", for_channels=True)
    assert not any(channels.values())
    assert "can_post_messages" in channels
    everything = dict.fromkeys(channels, True)
    scene.call("setMyDefaultAdministratorRights", rights=everything, for_channels=True)
    channels = scene.call("getMyDefaultAdministratorRights", for_channels=True)
    assert [name for name, has in channels.items() if not has] == ["is_anonymous"]
    assert scene.call("setMyDefaultAdministratorRights") is True
    assert not any(scene.call("getMyDefaultAdministratorRights").values())


# Whose the group is.


@pytest.mark.parametrize("kind", ["group", "supergroup"])
def test_the_owner_gives_the_group_away(scene, kind, kinds):
    group = scene.group(kind)
    scene.ask_for("message", "chat_member")

    scene.world.transfer(group, scene.ben, by=scene.ana)

    assert standing(scene, group, scene.ben)["status"] == "creator"
    assert standing(scene, group, scene.ana)["status"] == "administrator"
    updates = scene.updates()
    assert kinds(updates) == ["chat_member", "chat_member", "message"]
    assert updates[-1]["message"]["chat_owner_changed"]["new_owner"]["id"] == scene.ben.id
