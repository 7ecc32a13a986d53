"""Groups: coming, going, leading, growing, and who is told."""

import pytest

from bot.rehearsal.botapi import ImpossibleError, Status
from bot.rehearsal.botapi.rights import RIGHTS

BOT = {"id": 1234567, "is_bot": True, "first_name": "Heard", "username": "heard_bot"}


@pytest.mark.parametrize("kind", ["group", "supergroup"])
def test_a_bot_is_told_that_it_was_added(scene, clock, kinds, kind):
    group = scene.world.add_group("Ana & Ben", owner=scene.ana, kind=kind)

    scene.world.add_member(group, scene.bot, by=scene.ana)

    updates = scene.updates()
    assert kinds(updates) == ["my_chat_member", "message"]
    change = updates[0]["my_chat_member"]
    assert change["chat"]["type"] == kind
    assert change["from"]["id"] == scene.ana.id
    assert change["date"] == clock.now
    assert change["old_chat_member"] == {"user": BOT, "status": "left"}
    assert change["new_chat_member"] == {"user": BOT, "status": "member"}
    joined = updates[1]["message"]
    assert joined["new_chat_members"] == [BOT]
    assert joined["new_chat_member"] == joined["new_chat_participant"] == BOT


def test_the_group_is_shown_as_its_kind(scene):
    basic, grown = scene.group("group"), scene.group("supergroup")

    scene.world.post(scene.ana, basic, "a")
    scene.world.post(scene.ana, grown, "b")

    first, second = (update["message"]["chat"] for update in scene.updates())
    assert first["type"] == "group"
    assert first["all_members_are_administrators"] is False
    assert -(10**12) < first["id"] < 0
    assert second == {"id": grown.id, "title": "Ana & Ben", "type": "supergroup"}
    assert str(second["id"]).startswith("-100")


def test_promotion_in_a_supergroup_gives_the_rights_asked_for(scene, kinds):
    group = scene.group(rights=None)

    scene.world.promote(group, scene.bot, {"can_delete_messages"}, by=scene.ana)

    [update] = scene.updates()
    change = update["my_chat_member"]
    assert change["old_chat_member"]["status"] == "member"
    new = change["new_chat_member"]
    assert new["status"] == "administrator"
    assert new["can_be_edited"] is False
    granted = {name for name in RIGHTS if new[name]}
    assert granted == {"can_manage_chat", "can_delete_messages"}


def test_promotion_in_a_basic_group_gives_what_all_administrators_have(scene):
    group = scene.group("group", rights=None)

    scene.world.promote(group, scene.bot, {"can_promote_members"}, by=scene.ana)

    new = scene.updates()[0]["my_chat_member"]["new_chat_member"]
    assert new["can_delete_messages"] is True
    assert new["can_restrict_members"] is True
    assert new["can_promote_members"] is False
    assert "can_manage_topics" not in new


def test_demotion_is_told(scene):
    group = scene.group(rights=("can_delete_messages",))

    scene.world.demote(group, scene.bot, by=scene.ana)

    change = scene.updates()[0]["my_chat_member"]
    assert change["old_chat_member"]["can_delete_messages"] is True
    assert change["new_chat_member"] == {"user": BOT, "status": "member"}


# Kind, the status it is told, whether it sees the note, and the error of the next call.
REMOVALS = [
    ("supergroup", "kicked", False, "403 Forbidden: bot was kicked from the supergroup chat"),
    ("group", "left", True, "403 Forbidden: bot was kicked from the group chat"),
]


@pytest.mark.parametrize(("kind", "status", "noted", "error"), REMOVALS)
def test_a_removed_bot_is_told_and_can_do_nothing_more(scene, kinds, kind, status, noted, error):
    group = scene.group(kind)
    said = scene.world.post(scene.ana, group, "a")
    scene.drain()

    scene.world.remove_member(group, scene.bot, by=scene.ana)

    updates = scene.updates()
    assert kinds(updates) == ["my_chat_member", *["message"] * noted]
    assert updates[0]["my_chat_member"]["new_chat_member"]["status"] == status
    assert updates[0]["my_chat_member"]["from"]["id"] == scene.ana.id
    for update in updates[1:]:
        assert update["message"]["left_chat_member"] == BOT
        assert update["message"]["from"]["id"] == scene.ana.id
    scene.world.post(scene.ana, group, "b")
    assert scene.updates() == []
    for method, params in [
        ("sendMessage", {"text": "Hello?"}),
        ("deleteMessage", {"message_id": said.id}),
        ("editMessageText", {"message_id": said.id, "text": "b"}),
        ("getChatMember", {"user_id": scene.ana.id}),
    ]:
        assert scene.refusal(method, chat_id=group.id, **params) == error


NOT_A_MEMBER = [
    ("supergroup", "403 Forbidden: bot is not a member of the supergroup chat"),
    ("group", "403 Forbidden: bot is not a member of the group chat"),
]


@pytest.mark.parametrize(("kind", "error"), NOT_A_MEMBER)
def test_a_bot_can_leave_by_itself(scene, kinds, kind, error):
    group = scene.group(kind)

    assert scene.call("leaveChat", chat_id=group.id) is True

    updates = scene.updates()
    assert kinds(updates) == ["my_chat_member", "message"]
    assert updates[0]["my_chat_member"]["from"] == BOT
    assert updates[0]["my_chat_member"]["new_chat_member"] == {"user": BOT, "status": "left"}
    assert scene.refusal("sendMessage", chat_id=group.id, text="a") == error


def test_a_bot_cannot_leave_what_a_group_has_grown_out_of(scene):
    group = scene.group("group")
    scene.world.migrate(group)

    refusal = scene.refusal("leaveChat", chat_id=group.id)

    assert refusal == "400 Bad Request: chat is deactivated"


def test_a_bot_cannot_leave_a_private_chat(scene):
    chat = scene.private()

    refusal = scene.refusal("leaveChat", chat_id=chat.id)

    assert refusal == "400 Bad Request: can't leave private chats"


def test_a_bot_can_come_back(scene):
    group = scene.group()
    scene.world.remove_member(group, scene.bot, by=scene.ana)

    scene.world.add_member(group, scene.bot, by=scene.ana)

    assert scene.call("sendMessage", chat_id=group.id, text="Hello again")


def test_blocking_and_unblocking_are_told(scene, kinds):
    scene.private()

    scene.world.block(scene.ana, scene.bot)
    scene.world.unblock(scene.ana, scene.bot)
    scene.world.unblock(scene.ana, scene.bot)

    updates = scene.updates()
    assert kinds(updates) == ["my_chat_member", "my_chat_member"]
    blocked, unblocked = (update["my_chat_member"] for update in updates)
    assert blocked["chat"]["type"] == "private"
    assert blocked["old_chat_member"]["status"] == "member"
    assert blocked["new_chat_member"] == {"user": BOT, "status": "kicked", "until_date": 0}
    assert unblocked["new_chat_member"] == {"user": BOT, "status": "member"}


def test_people_come_and_go_with_service_messages(scene, kinds):
    group = scene.group(rights=None)

    scene.world.add_member(group, scene.cleo)
    scene.world.remove_member(group, scene.cleo, by=scene.cleo)

    updates = scene.updates()
    assert kinds(updates) == ["message", "message"]
    assert updates[0]["message"]["new_chat_members"] == [scene.cleo.json()]
    assert updates[0]["message"]["from"]["id"] == scene.cleo.id
    for field in ("left_chat_member", "left_chat_participant"):
        assert updates[1]["message"][field] == scene.cleo.json()


@pytest.mark.parametrize(
    ("rights", "asked", "told"), [((), True, True), ((), False, False), (None, True, False)]
)
def test_changes_of_others_are_told_to_administrators_that_ask(scene, kinds, rights, asked, told):
    group = scene.group(rights=rights)
    if asked:
        scene.ask_for("message", "chat_member")

    scene.world.add_member(group, scene.cleo, by=scene.ana)

    assert ("chat_member" in kinds(scene.updates())) is told


def test_a_change_of_another_names_old_and_new(scene):
    group = scene.group()
    scene.ask_for("chat_member")

    scene.world.promote(group, scene.ben, {"can_pin_messages"}, by=scene.ana)

    change = scene.updates()[0]["chat_member"]
    assert change["from"]["id"] == scene.ana.id
    assert change["old_chat_member"]["status"] == "member"
    assert change["new_chat_member"]["user"]["id"] == scene.ben.id
    assert change["new_chat_member"]["can_pin_messages"] is True


def test_a_basic_group_grows_into_a_supergroup(scene, kinds):
    group = scene.group("group")
    before = scene.world.post(scene.ana, group, "before")
    own = scene.call("sendMessage", chat_id=group.id, text="before, too")
    scene.drain()

    grown = scene.world.migrate(group)

    updates = scene.updates()
    assert kinds(updates) == ["my_chat_member", "message", "message"]
    come = updates[0]["my_chat_member"]
    assert (come["chat"]["id"], come["from"]["id"]) == (grown.id, scene.ana.id)
    assert come["old_chat_member"]["status"] == "left"
    assert come["new_chat_member"]["status"] == "administrator"
    old, new = (update["message"] for update in updates[1:])
    assert (old["chat"]["id"], old["migrate_to_chat_id"]) == (group.id, grown.id)
    assert (new["chat"]["id"], new["migrate_from_chat_id"]) == (grown.id, group.id)
    # Ids begin anew, and nothing of the old chat is there.
    assert new["message_id"] == 1
    # Nobody in particular says so.
    assert (old["from"]["id"], old.get("sender_chat")) == (scene.ana.id, None)
    assert new["from"]["username"] == "GroupAnonymousBot"
    assert new["sender_chat"]["id"] == grown.id
    assert before.id not in grown.messages
    assert scene.call("getChatMember", chat_id=grown.id, user_id=scene.bot.id)["status"] == (
        "administrator"
    )
    given = scene.world.answer(scene.bot.token, "sendMessage", {"chat_id": group.id, "text": "a"})
    assert given.body == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": grown.id},
    }
    refusal = scene.refusal(
        "editMessageText", chat_id=group.id, message_id=own["message_id"], text="after"
    )
    assert refusal == "400 Bad Request: message can't be edited"
    with pytest.raises(ImpossibleError):
        scene.world.post(scene.ana, group, "after")


def test_following_a_startgroup_link_adds_the_bot_and_starts_it(scene, kinds):
    group = scene.world.add_group("Ana & Ben", owner=scene.ana, kind="group")

    same = scene.world.start_in_group(scene.ana, scene.bot, group, "code_17")

    updates = scene.updates()
    assert same is group
    assert kinds(updates) == ["my_chat_member", "message", "message"]
    assert updates[2]["message"]["text"] == "/start@heard_bot code_17"
    assert updates[2]["message"]["entities"] == [{"offset": 0, "length": 16, "type": "bot_command"}]


def test_a_link_that_asks_for_rights_takes_none_away(scene):
    group = scene.group(rights=("can_pin_messages",))

    scene.world.start_in_group(scene.ana, scene.bot, group, "x", rights=["can_delete_messages"])

    member = scene.call("getChatMember", chat_id=group.id, user_id=scene.bot.id)
    assert (member["can_pin_messages"], member["can_delete_messages"]) == (True, True)


def test_a_link_that_asks_for_rights_may_turn_the_group_into_a_supergroup(scene, kinds):
    group = scene.world.add_group("Ana & Ben", owner=scene.ana, kind="group")

    grown = scene.world.start_in_group(
        scene.ana, scene.bot, group, "x", rights=["can_delete_messages"]
    )

    updates = scene.updates()
    assert grown.kind == "supergroup"
    assert kinds(updates) == ["my_chat_member", "message", "message"]
    assert updates[0]["my_chat_member"]["new_chat_member"]["can_delete_messages"] is True
    assert updates[2]["message"]["chat"]["id"] == grown.id


def test_anonymous_administrators_hide_behind_the_group(scene):
    group = scene.group()
    scene.world.remain_anonymous(group, scene.ana)

    said = scene.world.post(scene.ana, group, "who am I?")

    message = scene.updates()[-1]["message"]
    assert message["from"] == {
        "id": 1087968824,
        "is_bot": True,
        "first_name": "Group",
        "username": "GroupAnonymousBot",
    }
    assert message["sender_chat"]["id"] == group.id
    assert said.sender is scene.ana
    assert scene.world.view(scene.ben, group).messages[-1].author == "Ana & Ben"


def test_a_tap_of_the_anonymous_names_them(scene):
    group = scene.group()
    scene.world.remain_anonymous(group, scene.ana)
    keyboard = {"inline_keyboard": [[{"text": "I'm in", "callback_data": "x"}]]}
    sent = scene.call("sendMessage", chat_id=group.id, text="?", reply_markup=keyboard)

    scene.world.tap(scene.ana, group, sent["message_id"], "x")

    assert scene.updates()[-1]["callback_query"]["from"]["id"] == scene.ana.id


def test_the_owner_stays_the_owner_while_away(scene):
    group = scene.group(rights=("can_restrict_members",))
    scene.world.remove_member(group, scene.ana, by=scene.ana)
    place = {"chat_id": group.id, "user_id": scene.ana.id}
    assert scene.call("getChatMember", **place)["status"] == "left"

    scene.world.add_member(group, scene.ana, by=scene.ben)

    assert scene.call("getChatMember", **place)["status"] == "creator"


def test_people_can_write_as_a_channel(scene):
    group = scene.group()
    channel = scene.world.add_channel("Ben's thoughts", username="bensthoughts")

    scene.world.post(scene.ben, group, "deep", as_chat=channel)

    message = scene.updates()[-1]["message"]
    assert message["from"]["id"] == 136817688
    assert message["sender_chat"] == {
        "id": channel.id,
        "title": "Ben's thoughts",
        "username": "bensthoughts",
        "type": "channel",
    }
    forwarded = scene.call(
        "forwardMessage", chat_id=group.id, from_chat_id=group.id, message_id=message["message_id"]
    )
    assert forwarded["forward_origin"]["sender_chat"]["id"] == channel.id


def test_people_cannot_do_what_they_may_not(scene):
    group = scene.group()
    world, ana, ben, cleo, bot = scene.world, scene.ana, scene.ben, scene.cleo, scene.bot
    banned = world.add_user("Dora")
    world.add_member(group, banned, by=ana)
    world.remove_member(group, banned, by=ana)
    other = world.add_bot("99:other", username="other_bot", name="Other")
    guard = world.add_user("Emil")
    world.promote(group, guard, ["can_restrict_members"], by=ana)
    left_behind = scene.group("group")
    world.remove_member(left_behind, ana, by=ana)
    attempts = {
        "add twice": lambda: world.add_member(group, ben, by=ana),
        "rejoin": lambda: world.add_member(group, banned),
        "bring back the removed": lambda: world.add_member(group, banned, by=ben),
        "add a bot": lambda: world.add_member(group, other, by=ben),
        "add as a stranger": lambda: world.add_member(group, other, by=cleo),
        "remove an outsider": lambda: world.remove_member(group, cleo, by=ana),
        "remove the owner": lambda: world.remove_member(group, ana, by=guard),
        "remove without the right": lambda: world.remove_member(group, bot, by=ben),
        "promote without the right": lambda: world.promote(group, bot, by=ben),
        "promote the owner": lambda: world.promote(group, ana, by=ana),
        "demote a member": lambda: world.demote(group, ben, by=ana),
        "hide as a member": lambda: world.remain_anonymous(group, ben),
        "migrate without an owner": lambda: world.migrate(left_behind),
        "migrate a supergroup": lambda: world.migrate(group),
        "migrate as a member": lambda: world.migrate(scene.group("group"), by=ben),
        "write as somebody else's group": lambda: world.post(ben, group, "a", as_chat=group),
        "found a private group": lambda: world.add_member(scene.private(), ben, by=ana),
    }

    for attempt in attempts.values():
        with pytest.raises(ImpossibleError):
            attempt()
    assert group.member(scene.ben, 0).status is Status.MEMBER


@pytest.mark.parametrize(
    "mistake",
    [
        lambda world, ana: world.add_group("x", owner=ana, kind="channel"),
        lambda world, ana: world.promote(world.add_group("x", owner=ana), ana, ["can_fly"], by=ana),
        lambda world, _: world.add_bot("nonsense", username="x", name="x"),
        lambda world, _: world.add_bot("1234567:again", username="x", name="x"),
    ],
)
def test_mistakes_of_the_rehearsal_itself_are_value_errors(scene, mistake):
    with pytest.raises(ValueError, match=r"'channel'|can_fly|token|already"):
        mistake(scene.world, scene.ana)


def test_a_group_whose_owner_has_left_goes_to_one_who_stayed(scene, kinds):
    group = scene.group()
    scene.ask_for("message", "chat_member")
    world, ana, ben = scene.world, scene.ana, scene.ben
    with pytest.raises(ImpossibleError):
        world.inherit(group, ben)
    world.remove_member(group, ana, by=ana)
    scene.updates()

    world.inherit(group, ben)

    assert kinds(scene.updates())[-2:] == ["chat_member", "message"]
    assert group.owner is ben
    assert group.member(ben, world.now()).status == "creator"
    for to in (ana, scene.bot):
        with pytest.raises(ImpossibleError):
            world.inherit(group, to)


def test_the_owner_gives_the_group_away_and_stays_as_an_administrator(scene, kinds):
    group = scene.group()
    scene.ask_for("message", "chat_member")
    world, ana, ben = scene.world, scene.ana, scene.ben

    world.transfer(group, ben, by=ana)

    updates = scene.updates()
    assert kinds(updates) == ["chat_member", "chat_member", "message"]
    assert updates[-1]["message"]["chat_owner_changed"]["new_owner"]["first_name"] == "Ben"
    assert group.owner is ben
    standings = [group.member(one, world.now()).status for one in (ana, ben)]
    assert standings == ["administrator", "creator"]
    for to, by in ((ana, ana), (ben, ana), (scene.bot, ben), (scene.cleo, ben)):
        with pytest.raises(ImpossibleError):
            world.transfer(group, to, by=by)
