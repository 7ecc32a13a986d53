"""Getting updates: order, confirmation, filters, retention."""

import pytest


@pytest.fixture
def queued(scene):
    """A private chat in which Ana has written a, b and c."""
    chat = scene.private()
    for text in "abc":
        scene.world.post(scene.ana, chat, text)
    return chat


def texts(updates):
    return "".join(update["message"]["text"] for update in updates)


def test_updates_are_numbered_in_order(scene, queued):
    updates = scene.call("getUpdates")

    first = updates[0]["update_id"]
    assert [update["update_id"] for update in updates] == [first, first + 1, first + 2]
    assert texts(updates) == "abc"


def test_updates_stay_until_the_offset_confirms_them(scene, queued):
    first = scene.call("getUpdates")[0]["update_id"]

    assert texts(scene.call("getUpdates", offset=first)) == "abc"
    assert texts(scene.call("getUpdates", offset=first + 2)) == "c"
    assert texts(scene.call("getUpdates")) == "c"
    assert texts(scene.call("getUpdates", offset=first)) == "c"
    assert texts(scene.call("getUpdates", offset=first + 3)) == ""


def test_a_negative_offset_keeps_the_newest(scene, queued):
    assert texts(scene.call("getUpdates", offset=-2)) == "bc"
    assert texts(scene.call("getUpdates")) == "bc"


def test_an_offset_far_in_the_future_confirms_nothing(scene, queued):
    last = scene.call("getUpdates")[-1]["update_id"]

    assert texts(scene.call("getUpdates", offset=last + 1000)) == "abc"


@pytest.mark.parametrize(("limit", "shown"), [(2, "ab"), (0, "a"), (-5, "a"), (1000, "abc")])
def test_the_limit_is_between_1_and_100(scene, queued, limit, shown):
    assert texts(scene.call("getUpdates", limit=limit)) == shown


def test_no_more_than_100_come_at_once(scene, queued):
    for _ in range(100):
        scene.world.post(scene.ana, queued, "x")

    assert len(scene.call("getUpdates", limit=500)) == 100
    assert len(scene.world.pending_updates(scene.bot)) == 103


def test_updates_are_kept_for_a_day(scene, clock, queued):
    clock.forward(hours=12)
    scene.world.post(scene.ana, queued, "d")
    clock.forward(hours=11, minutes=59)
    assert texts(scene.call("getUpdates")) == "abcd"

    clock.forward(minutes=1)

    assert texts(scene.call("getUpdates")) == "d"
    assert scene.call("getWebhookInfo")["pending_update_count"] == 1


def test_some_kinds_come_only_when_asked_for_and_the_wish_is_remembered(scene, kinds):
    group = scene.group()
    said = scene.world.post(scene.ben, group, "a")

    def happens() -> list[str]:
        scene.drain()
        scene.world.add_member(group, scene.cleo, by=scene.ana)
        scene.world.react(scene.ben, group, said.id, "👍")
        scene.world.react(scene.ben, group, said.id)
        scene.world.remove_member(group, scene.cleo, by=scene.cleo)
        return sorted(set(kinds(scene.world.pending_updates(scene.bot))))

    assert happens() == ["message"]
    scene.call("getUpdates", allowed_updates=["chat_member", "MESSAGE_REACTION"])
    assert happens() == ["chat_member", "message_reaction"]
    scene.call("getUpdates")
    assert happens() == ["chat_member", "message_reaction"]
    assert scene.call("getWebhookInfo")["allowed_updates"] == ["chat_member", "message_reaction"]
    scene.call("getUpdates", allowed_updates=[])
    assert happens() == ["message"]
    assert "allowed_updates" not in scene.call("getWebhookInfo")


@pytest.mark.parametrize("nonsense", ["[", "5", "[5]", "null"])
def test_a_malformed_wish_changes_nothing(scene, nonsense):
    scene.ask_for("callback_query")

    scene.call("getUpdates", allowed_updates=nonsense)

    assert scene.call("getWebhookInfo")["allowed_updates"] == ["callback_query"]


def test_an_unknown_kind_counts_for_nothing(scene, queued):
    scene.ask_for("telepathy")

    scene.world.post(scene.ana, queued, "d")

    assert texts(scene.call("getUpdates")) == "abcd"


def test_edits_are_updates_of_their_own(scene, clock, kinds, queued):
    said = scene.world.post(scene.ana, queued, "tired")
    clock.forward(seconds=30)

    scene.world.edit(scene.ana, queued, said.id, "tired of this")

    edited = scene.updates()[-1]["edited_message"]
    assert edited["text"] == "tired of this"
    assert edited["message_id"] == said.id
    assert (edited["date"], edited["edit_date"]) == (clock.now - 30, clock.now)


def test_an_update_shows_the_world_as_it_was(scene, queued):
    said = scene.world.post(scene.ana, queued, "first")
    scene.world.edit(scene.ana, queued, said.id, "second")
    scene.world.delete(scene.ana, queued, said.id)

    posted, edited = scene.call("getUpdates")[-2:]

    assert posted["message"]["text"] == "first"
    assert "edit_date" not in posted["message"]
    assert edited["edited_message"]["text"] == "second"


def test_there_is_never_a_webhook(scene, queued):
    assert scene.call("getWebhookInfo") == {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": 3,
    }
    given = scene.world.answer(scene.bot.token, "deleteWebhook")
    assert given.body == {
        "ok": True,
        "result": True,
        "description": "Webhook is already deleted",
    }
    assert texts(scene.call("getUpdates")) == "abc"

    assert scene.call("deleteWebhook", drop_pending_updates=True) is True
    assert scene.call("getUpdates") == []


def test_dates_have_a_resolution_of_one_second(scene, clock):
    chat = scene.private()
    clock.forward(seconds=0.9)
    scene.world.post(scene.ana, chat, "a")
    clock.forward(seconds=0.1)
    scene.world.post(scene.ana, chat, "b")

    dates = [update["message"]["date"] for update in scene.updates()]

    assert dates == [clock.now - 1, clock.now]
