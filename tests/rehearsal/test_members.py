"""Members: who is what, and muting."""

import json

import pytest

from bot.rehearsal.botapi import ImpossibleError
from bot.rehearsal.botapi.rights import ALL_PERMISSIONS, PERMISSIONS

SILENT = {"can_send_messages": False}


def status(scene, group, user):
    return scene.call("getChatMember", chat_id=group.id, user_id=user.id)


@pytest.mark.parametrize("kind", ["group", "supergroup"])
def test_everybody_has_a_standing(scene, kind):
    group = scene.group(kind, rights=("can_delete_messages",))

    assert status(scene, group, scene.ana) == {
        "user": scene.ana.json(),
        "status": "creator",
        "is_anonymous": False,
    }
    assert status(scene, group, scene.ben) == {"user": scene.ben.json(), "status": "member"}
    assert status(scene, group, scene.bot)["can_delete_messages"] is True
    assert status(scene, group, scene.cleo) == {"user": scene.cleo.json(), "status": "left"}


def test_the_removed_are_kicked_in_supergroups_and_left_in_basic_groups(scene):
    for kind, expected in [("supergroup", "kicked"), ("group", "left")]:
        group = scene.group(kind)
        scene.world.remove_member(group, scene.ben, by=scene.ana)
        assert status(scene, group, scene.ben)["status"] == expected


def test_both_sides_of_a_private_chat_are_members(scene):
    chat = scene.private()

    assert status(scene, chat, scene.ana)["status"] == "member"
    assert status(scene, chat, scene.bot)["status"] == "member"
    refusal = scene.refusal("getChatMember", chat_id=chat.id, user_id=scene.ben.id)
    assert refusal == "400 Bad Request: member not found"


@pytest.mark.parametrize("kind", ["group", "supergroup"])
@pytest.mark.parametrize(
    ("user_id", "complaint"),
    [
        ("", "invalid user_id specified"),
        ("-5", "invalid user_id specified"),
        ("77", "member not found"),
    ],
)
def test_a_member_has_to_exist(scene, kind, user_id, complaint):
    group = scene.group(kind)

    refusal = scene.refusal("getChatMember", chat_id=group.id, user_id=user_id)

    assert refusal == f"400 Bad Request: {complaint}"


def test_administrators_are_listed_without_other_bots(scene):
    group = scene.group()
    other = scene.world.add_bot("99:other", username="other_bot", name="Other")
    scene.world.promote(group, other, by=scene.ana)

    def listed(**params: object) -> list[int]:
        answer = scene.call("getChatAdministrators", chat_id=group.id, **params)
        return [member["user"]["id"] for member in answer]

    assert listed() == [scene.ana.id, scene.bot.id]
    assert listed(return_bots="True") == [scene.ana.id, scene.bot.id, other.id]


def test_private_chats_have_no_administrators(scene):
    chat = scene.private()

    refusal = scene.refusal("getChatAdministrators", chat_id=chat.id)

    assert refusal == "400 Bad Request: there are no administrators in the private chat"


def test_members_are_counted(scene):
    group, chat = scene.group(), scene.private()

    assert scene.call("getChatMemberCount", chat_id=group.id) == 3
    scene.world.remove_member(group, scene.ben, by=scene.ana)
    assert scene.call("getChatMemberCount", chat_id=group.id) == 2
    assert scene.call("getChatMemberCount", chat_id=chat.id) == 2


def test_the_muted_cannot_write_until_unmuted(scene):
    group = scene.group(rights=("can_restrict_members",))
    place = {"chat_id": group.id, "user_id": scene.ben.id}

    assert scene.call("restrictChatMember", **place, permissions=SILENT) is True

    with pytest.raises(ImpossibleError, match="may not send text messages"):
        scene.world.post(scene.ben, group, "but")
    assert not scene.world.view(scene.ben, group).may_write
    shown = status(scene, group, scene.ben)
    assert (shown["status"], shown["until_date"], shown["is_member"]) == ("restricted", 0, True)
    assert shown["can_send_messages"] is False
    everything = dict.fromkeys(PERMISSIONS, True)
    assert scene.call("restrictChatMember", **place, permissions=everything) is True
    assert status(scene, group, scene.ben)["status"] == "member"
    assert scene.world.post(scene.ben, group, "but")


# Seconds from now; whether the restriction ends then.
UNTIL = [(29, False), (30, True), (3600, True), (366 * 86400, True), (366 * 86400 + 1, False)]


@pytest.mark.parametrize(("seconds", "ends"), UNTIL)
def test_a_restriction_ends_within_limits_or_never_and_silently(scene, clock, seconds, ends):
    group = scene.group(rights=("can_restrict_members",))
    scene.ask_for("message", "chat_member")
    until = clock.now + seconds
    scene.call(
        "restrictChatMember",
        chat_id=group.id,
        user_id=scene.ben.id,
        permissions=SILENT,
        until_date=until,
    )
    assert status(scene, group, scene.ben)["until_date"] == (until if ends else 0)
    scene.drain()

    clock.forward(seconds=seconds)

    assert status(scene, group, scene.ben)["status"] == ("member" if ends else "restricted")
    assert scene.updates() == []


def test_a_restriction_is_told_with_the_bot_as_its_author(scene):
    group = scene.group(rights=("can_restrict_members",))
    scene.ask_for("chat_member")

    scene.call("restrictChatMember", chat_id=group.id, user_id=scene.ben.id, permissions=SILENT)

    [update] = scene.updates()
    assert update["chat_member"]["from"]["id"] == scene.bot.id
    assert update["chat_member"]["new_chat_member"]["status"] == "restricted"


def test_leaving_and_coming_back_does_not_lift_a_restriction(scene):
    group = scene.group(rights=("can_restrict_members",))
    scene.call("restrictChatMember", chat_id=group.id, user_id=scene.ben.id, permissions=SILENT)

    scene.world.remove_member(group, scene.ben, by=scene.ben)
    assert status(scene, group, scene.ben)["is_member"] is False
    scene.world.add_member(group, scene.ben, by=scene.ana)

    assert status(scene, group, scene.ben)["is_member"] is True
    with pytest.raises(ImpossibleError):
        scene.world.post(scene.ben, group, "but")


# Kind, the bot's rights, whom, and the error.
RESTRICTIONS = [
    ("group", (), "ben", "method is available only for supergroups"),
    ("supergroup", ("can_restrict_members",), "ana", "can't remove chat owner"),
    ("supergroup", ("can_restrict_members",), "guard", "user is an administrator of the chat"),
    ("supergroup", ("can_restrict_members",), "bot", "can't restrict self"),
    (
        "supergroup",
        ("can_delete_messages",),
        "ben",
        "not enough rights to restrict/unrestrict chat member",
    ),
    ("supergroup", None, "ben", "not enough rights to restrict/unrestrict chat member"),
]


@pytest.mark.parametrize(("kind", "rights", "whom", "complaint"), RESTRICTIONS)
def test_not_everybody_can_be_muted(scene, kind, rights, whom, complaint):
    group = scene.group(kind, rights=rights)
    guard = scene.cleo
    scene.world.promote(group, guard, by=scene.ana)
    people = {"ana": scene.ana, "ben": scene.ben, "guard": guard, "bot": scene.bot}

    refusal = scene.refusal(
        "restrictChatMember",
        chat_id=group.id,
        user_id=people[whom].id,
        permissions=json.dumps(SILENT),
    )

    assert refusal == f"400 Bad Request: {complaint}"


EVERYTHING = dict.fromkeys(PERMISSIONS, True)
RULES = ("can_restrict_members", "can_promote_members", "can_change_info")


def test_giving_everything_back_to_an_administrator_is_demoting_them(scene):
    group = scene.group(rights=RULES)
    place = {"chat_id": group.id, "user_id": scene.ben.id}
    scene.call("promoteChatMember", **place, can_change_info=True)

    assert scene.call("restrictChatMember", **place, permissions=EVERYTHING) is True

    assert status(scene, group, scene.ben)["status"] == "member"


@pytest.mark.parametrize(
    ("rights", "complaint"),
    [(("can_restrict_members",), "not enough rights"), (RULES, "CHAT_ADMIN_REQUIRED")],
)
def test_not_every_administrator_can_be_demoted_so(scene, rights, complaint):
    group = scene.group(rights=rights)
    scene.world.promote(group, scene.ben, by=scene.ana)

    refusal = scene.refusal(
        "restrictChatMember", chat_id=group.id, user_id=scene.ben.id, permissions=EVERYTHING
    )

    assert refusal == f"400 Bad Request: {complaint}"


def test_a_bot_that_gives_itself_everything_leads_no_longer(scene):
    group = scene.group()

    scene.call("restrictChatMember", chat_id=group.id, user_id=scene.bot.id, permissions=EVERYTHING)

    assert status(scene, group, scene.bot)["status"] == "member"


def test_a_bot_that_was_muted_cannot_unmute_itself(scene):
    group = scene.group(rights=None)
    scene.world.restrict(group, scene.bot, by=scene.ana)

    refusal = scene.refusal(
        "restrictChatMember", chat_id=group.id, user_id=scene.bot.id, permissions=EVERYTHING
    )

    assert refusal == "400 Bad Request: can't unrestrict self"


def test_what_changes_nothing_needs_no_right(scene):
    group = scene.group(rights=None)
    scene.ask_for("chat_member")
    silenced = scene.world.add_user("Dora")
    scene.world.add_member(group, silenced, by=scene.ana)
    scene.world.restrict(group, silenced, by=scene.ana)
    scene.drain()

    for user, permissions in ((scene.ben, EVERYTHING), (silenced, SILENT)):
        place = {"chat_id": group.id, "user_id": user.id}
        assert scene.call("restrictChatMember", **place, permissions=permissions) is True
    assert scene.updates() == []


MEDIA = {name for name in PERMISSIONS if name.startswith("can_send_")} - {
    "can_send_messages",
    "can_send_polls",
    "can_send_other_messages",
}
# What is asked for, independent, and what is granted.
PERMITTED = [
    ({}, False, set()),
    ({"can_send_messages": True}, False, {"can_send_messages", "can_react_to_messages"}),
    ({"can_send_polls": True}, False, {"can_send_polls", "can_send_messages"}),
    ({"can_send_polls": True}, True, {"can_send_polls"}),
    (
        {"can_send_other_messages": True},
        False,
        {"can_send_other_messages", "can_send_messages"} | MEDIA,
    ),
    (
        {"can_send_media_messages": True},
        False,
        {"can_send_messages", "can_react_to_messages"} | MEDIA,
    ),
    ({"can_send_media_messages": True}, True, MEDIA),
    (
        {"can_pin_messages": True},
        False,
        {"can_pin_messages", "can_manage_topics", "can_edit_tag"},
    ),
    ({"can_send_messages": True, "can_react_to_messages": False}, False, {"can_send_messages"}),
]


@pytest.mark.parametrize(("asked", "independent", "granted"), PERMITTED)
def test_some_permissions_bring_others_along(scene, asked, independent, granted):
    group = scene.group(rights=("can_restrict_members",))

    scene.call(
        "setChatPermissions",
        chat_id=group.id,
        permissions=asked,
        use_independent_chat_permissions=independent,
    )

    shown = scene.call("getChat", chat_id=group.id)["permissions"]
    assert {name for name in PERMISSIONS if shown[name]} == granted
    assert shown["can_send_media_messages"] is bool(granted & MEDIA)


# The flags of the time before `permissions`, and what is granted by them.
FLAGS = [
    ({"can_send_messages": True}, {"can_send_messages", "can_react_to_messages"}),
    ({"can_send_messages": False}, set()),
    (
        {"can_send_media_messages": True},
        {"can_send_messages", "can_react_to_messages"} | MEDIA,
    ),
    (
        {"can_add_web_page_previews": True},
        {"can_send_messages", "can_react_to_messages", "can_add_web_page_previews"} | MEDIA,
    ),
    (
        {"can_send_other_messages": True, "use_independent_chat_permissions": True},
        {"can_send_other_messages"},
    ),
]


@pytest.mark.parametrize(("flags", "granted"), FLAGS)
def test_flags_of_an_older_bot_are_still_read(scene, flags, granted):
    group = scene.group(rights=("can_restrict_members",))
    place = {"chat_id": group.id, "user_id": scene.ben.id}

    scene.call("restrictChatMember", **place, **flags)

    shown = status(scene, group, scene.ben)
    assert {name for name in PERMISSIONS if shown[name]} == granted


def test_flags_of_an_older_bot_leave_alone_what_came_later(scene):
    group = scene.group(rights=("can_restrict_members",))
    place = {"chat_id": group.id, "user_id": scene.ben.id}
    scene.call("restrictChatMember", **place, permissions={"can_pin_messages": True})

    scene.call("restrictChatMember", **place, can_send_messages=True)
    shown = status(scene, group, scene.ben)
    assert (shown["can_pin_messages"], shown["can_send_messages"]) == (True, True)
    assert shown["can_edit_tag"] is False
    everything = {"can_send_other_messages": True, "can_add_web_page_previews": True}
    scene.call("restrictChatMember", **place, **everything)

    assert status(scene, group, scene.ben)["status"] == "member"


@pytest.mark.parametrize("kind", ["group", "supergroup"])
def test_permissions_bind_members_but_not_the_owner(scene, kind):
    group = scene.group(kind, rights=("can_restrict_members",))

    assert scene.call("setChatPermissions", chat_id=group.id, permissions=SILENT) is True

    with pytest.raises(ImpossibleError):
        scene.world.post(scene.ben, group, "but")
    assert scene.world.post(scene.ana, group, "I can")
    assert scene.call("sendMessage", chat_id=group.id, text="So can I")


@pytest.mark.parametrize(
    ("place", "permissions", "complaint"),
    [
        ("private", {}, "can't change private chat permissions"),
        ("member", {}, "not enough rights to change chat permissions"),
        ("group", "[]", "object expected as permissions"),
        ("group", "{", "can't parse permissions JSON object"),
        ("group", "", "can't parse permissions JSON object"),
        (
            "group",
            {"can_send_messages": "yes"},
            'can\'t parse chat permissions: Field "can_send_messages" must be of type Boolean',
        ),
    ],
)
def test_bad_permissions_are_refused(scene, place, permissions, complaint):
    chat = {
        "private": scene.private,
        "member": lambda: scene.group(rights=None),
        "group": scene.group,
    }[place]()

    refusal = scene.refusal("setChatPermissions", chat_id=chat.id, permissions=permissions)

    assert refusal == f"400 Bad Request: {complaint}"


def test_a_new_group_lets_its_members_do_all_but_shape_it(scene):
    group = scene.world.add_group("New", owner=scene.ana)

    assert ALL_PERMISSIONS - group.permissions == {"can_change_info", "can_pin_messages"}
