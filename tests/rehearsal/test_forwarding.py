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


def test_a_copied_die_falls_again(scene, place, group):
    sent = scene.call("sendDice", chat_id=group.id)
    scene.call("sendMessage", chat_id=group.id, text="a")
    moved = {"message_id": sent["message_id"], **place}
    chat = scene.world.open_private(scene.ana, scene.bot)

    def fallen(number):
        return chat.messages[number].body.payload["value"]

    forwarded = fallen(scene.call("forwardMessage", **moved)["message_id"])
    copied = {fallen(scene.call("copyMessage", **moved)["message_id"]) for _ in range(3)}

    assert forwarded == sent["dice"]["value"]
    assert len(copied) > 1


@pytest.mark.parametrize("method", ["forwardMessage", "copyMessage"])
def test_a_live_location_goes_as_a_place(scene, place, group, method):
    sent = scene.call(
        "sendLocation", chat_id=group.id, latitude=1, longitude=2, live_period=60, heading=90
    )

    number = scene.call(method, **place, message_id=sent["message_id"])["message_id"]

    chat = scene.world.open_private(scene.ana, scene.bot)
    assert chat.messages[number].body.payload == {"latitude": 1.0, "longitude": 2.0}
    onward = scene.world.forward(scene.ben, group, group.messages[sent["message_id"]])
    assert onward.body.payload == {"latitude": 1.0, "longitude": 2.0}


LINK = {"text": "More", "url": "https://x.org/"}


@pytest.mark.parametrize(
    ("buttons", "stays"), [([LINK], True), ([LINK, {"text": "Tap", "callback_data": "a"}], False)]
)
def test_a_forward_keeps_buttons_that_are_links_alone(scene, place, group, buttons, stays):
    sent = scene.call(
        "sendMessage", chat_id=group.id, text="a", reply_markup={"inline_keyboard": [buttons]}
    )
    moved = {"message_id": sent["message_id"], **place}

    assert ("reply_markup" in scene.call("forwardMessage", **moved)) is stays
    (many,) = scene.call("forwardMessages", **place, message_ids=[sent["message_id"]])
    chat = scene.world.open_private(scene.ana, scene.bot)
    assert (chat.messages[many["message_id"]].keyboard is not None) is stays
    onward = scene.world.forward(scene.ben, group, group.messages[sent["message_id"]])
    assert (onward.keyboard is not None) is stays


@pytest.mark.parametrize(("method", "done"), [("forward", "forwarded"), ("copy", "copied")])
def test_what_may_not_be_sent_cannot_go(scene, method, done):
    chat, group = scene.private(), scene.group(rights=None)
    said = scene.world.post(scene.ana, chat, photo=True)
    group.permissions -= {"can_send_photos"}

    refusal = scene.refusal(
        f"{method}Message", chat_id=group.id, from_chat_id=chat.id, message_id=said.id
    )

    assert refusal == f"{BAD}the message can't be {done}"
