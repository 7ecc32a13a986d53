"""Forwarding and copying many messages at once."""

import pytest

BAD = "400 Bad Request: "


@pytest.fixture
def place(scene):
    """From the group into Ana's private chat."""
    return {"chat_id": scene.private().id, "from_chat_id": scene.group().id}


@pytest.fixture
def group(scene, place):
    return scene.world.chats[place["from_chat_id"]]


def last(scene, place, count):
    chat = scene.world.open_private(scene.ana, scene.bot)
    return [(one.text, one.forwarded_from) for one in scene.world.view(scene.ana, chat).messages][
        -count:
    ]


def test_they_go_in_their_order_with_their_origins(scene, place, group):
    said = [scene.world.post(scene.ben, group, text).id for text in "abc"]

    sent = scene.call("forwardMessages", **place, message_ids=said)

    assert [set(one) for one in sent] == [{"message_id"}] * 3
    assert last(scene, place, 3) == [(text, "Ben Okafor") for text in "abc"]
    scene.call("copyMessages", **place, message_ids=said)
    assert last(scene, place, 3) == [(text, "") for text in "abc"]


def test_what_cannot_go_is_skipped(scene, place, group):
    said = scene.world.post(scene.ben, group, "a").id
    kept = scene.call("sendMessage", chat_id=group.id, text="b", protect_content=True)["message_id"]

    numbers = [1, said, kept, 99]

    assert len(scene.call("forwardMessages", **place, message_ids=numbers)) == 1
    assert len(scene.call("copyMessages", **place, message_ids=numbers)) == 2


def test_albums_stay_albums(scene, place, group):
    first, second = scene.world.post_album(scene.ben, group, [{"photo": True}, {"photo": True}])
    alone = scene.world.post(scene.ben, group, photo=True)

    sent = scene.call(
        "copyMessages", **place, message_ids=[first.id, second.id, alone.id], remove_caption=True
    )

    chat = scene.world.open_private(scene.ana, scene.bot)
    albums = [chat.messages[one["message_id"]].draft.album for one in sent]
    assert albums[0] == albums[1] != ""
    assert albums[2] == ""
    assert albums[0] != first.draft.album
    (torn,) = scene.call("forwardMessages", **place, message_ids=[first.id])
    assert chat.messages[torn["message_id"]].draft.album == ""


def test_captions_go_on_request(scene, place, group):
    said = scene.world.post(scene.ben, group, "look", photo=True).id

    for remove, text in ((False, "look"), (True, "")):
        scene.call("copyMessages", **place, message_ids=[said], remove_caption=remove)
        assert last(scene, place, 1) == [(text, "")]


@pytest.mark.parametrize(
    ("numbers", "complaint"),
    [
        ("[99]", "there are no messages to forward"),
        ("[1]", "messages can't be forwarded"),
        ("[3, 2]", "message identifiers must be in a strictly increasing order"),
        ("[0]", "invalid message identifier specified"),
        ('["a"]', "can't parse message identifier as a Number"),
        ("[]", "message identifiers are not specified"),
        ("{}", "expected an Array of message identifiers"),
        (str(list(range(1, 102))), "too many message identifiers specified"),
    ],
)
def test_numbers_that_will_not_do(scene, place, group, numbers, complaint):
    for text in "ab":
        scene.world.post(scene.ben, group, text)

    for method in ("forwardMessages", "copyMessages"):
        assert scene.refusal(method, **place, message_ids=numbers) == f"{BAD}{complaint}"


def test_a_copied_poll_begins_anew(scene, place, group):
    sent = scene.call("sendPoll", chat_id=group.id, question="Which?", options=["a", "b"])
    scene.world.vote(scene.ben, group, sent["message_id"], [0])
    moved = {"message_id": sent["message_id"], **place}

    forwarded = scene.call("forwardMessage", **moved)
    copied = scene.call("copyMessage", **moved)["message_id"]

    assert forwarded["poll"]["id"] == sent["poll"]["id"]
    assert forwarded["poll"]["total_voter_count"] == 1
    chat = scene.world.open_private(scene.ana, scene.bot)
    fresh = chat.messages[copied].body.poll
    assert fresh.id != sent["poll"]["id"]
    assert fresh.votes == {}
