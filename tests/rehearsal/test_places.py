"""Dice, contacts and places by the bot, live ones included."""

import pytest

BAD = "400 Bad Request: "


@pytest.mark.parametrize(
    ("emoji", "most"), [("🎲", 6), ("🎯", 6), ("🏀", 5), ("⚽", 5), ("🎳", 6), ("🎰", 64)]
)
def test_dice_fall_within_their_values(scene, emoji, most):
    chat = scene.private()

    fallen = {
        scene.call("sendDice", chat_id=chat.id, emoji=emoji)["dice"]["value"] for _ in range(300)
    }

    assert fallen == set(range(1, most + 1))


def test_a_die_is_meant_if_nothing_is_said(scene):
    chat = scene.private()

    assert scene.call("sendDice", chat_id=chat.id)["dice"]["emoji"] == "🎲"
    assert scene.refusal("sendDice", chat_id=chat.id, emoji="🐌") == f"{BAD}EMOTICON_INVALID"


def test_a_contact(scene):
    chat = scene.private()
    contact = {"phone_number": "+4930123", "first_name": "Cleo", "last_name": "Roe", "vcard": "V"}

    assert scene.call("sendContact", chat_id=chat.id, **contact)["contact"] == contact
    for name in ("phone_number", "first_name"):
        rest = {key: value for key, value in contact.items() if key != name}
        refusal = scene.refusal("sendContact", chat_id=chat.id, **rest)
        assert refusal == f'{BAD}parameter "{name}" is required'


def test_a_venue(scene):
    chat = scene.private()
    place = {"latitude": 52.5, "longitude": 13.4}
    names = {"title": "Tea house", "address": "Main street 1"}

    sent = scene.call("sendVenue", chat_id=chat.id, **place, **names, foursquare_id="f")

    assert sent["venue"] == {"location": place, **names, "foursquare_id": "f"}
    assert sent["location"] == place


@pytest.mark.parametrize(
    ("params", "complaint"),
    [
        ({"longitude": 1}, "latitude is empty"),
        ({"latitude": 1}, "longitude is empty"),
        ({"latitude": 91, "longitude": 1}, "wrong location specified"),
        ({"latitude": 1, "longitude": -181}, "wrong location specified"),
        (
            {"latitude": 1, "longitude": 1, "live_period": 59},
            "wrong live location period specified",
        ),
        (
            {"latitude": 1, "longitude": 1, "heading": 361},
            "wrong live location heading specified",
        ),
        (
            {"latitude": 1, "longitude": 1, "live_period": 60, "heading": 361},
            "wrong live location heading specified",
        ),
        (
            {"latitude": 1, "longitude": 1, "live_period": 60, "proximity_alert_radius": 100_001},
            "wrong live location proximity alert radius specified",
        ),
    ],
)
def test_places_that_are_none(scene, params, complaint):
    chat = scene.private()

    assert scene.refusal("sendLocation", chat_id=chat.id, **params) == f"{BAD}{complaint}"


def test_a_live_location_moves_and_stops(scene, clock):
    chat = scene.private()
    sent = scene.call("sendLocation", chat_id=chat.id, latitude=1, longitude=2, live_period=60)
    place = {"chat_id": chat.id, "message_id": sent["message_id"]}
    assert sent["location"] == {"latitude": 1.0, "longitude": 2.0, "live_period": 60}
    clock.forward(seconds=30)

    refusal = scene.refusal("editMessageLiveLocation", **place, latitude=91, longitude=4)
    assert refusal == f"{BAD}invalid location specified"
    moved = scene.call("editMessageLiveLocation", **place, latitude=3, longitude=4, heading=90)

    assert moved["location"] == {
        "latitude": 3.0,
        "longitude": 4.0,
        "live_period": 60,
        "heading": 90,
    }
    stopped = scene.call("stopMessageLiveLocation", **place)
    assert stopped["location"] == {"latitude": 3.0, "longitude": 4.0}
    for method in ("editMessageLiveLocation", "stopMessageLiveLocation"):
        refusal = scene.refusal(method, **place, latitude=5, longitude=6)
        assert refusal == f"{BAD}message can't be edited"


@pytest.mark.parametrize(("more", "words"), [({}, ""), ({"live_period": 60}, "live ")])
def test_live_locations_are_called_so_where_none_may_be_sent(scene, more, words):
    group = scene.group(rights=None)
    group.permissions = frozenset()

    refusal = scene.refusal("sendLocation", chat_id=group.id, latitude=1, longitude=2, **more)

    assert refusal == f"{BAD}not enough rights to send {words}locations to the chat"


def test_only_a_live_location_moves(scene):
    chat = scene.private()
    sent = scene.call("sendMessage", chat_id=chat.id, text="a")
    place = {"chat_id": chat.id, "message_id": sent["message_id"]}

    refusal = scene.refusal("editMessageLiveLocation", **place, latitude=5, longitude=6)

    assert refusal == f"{BAD}there is no live location in the message to edit"


def test_a_live_location_ends_by_itself(scene, clock):
    chat = scene.private()
    sent = scene.call("sendLocation", chat_id=chat.id, latitude=1, longitude=2, live_period=60)
    place = {"chat_id": chat.id, "message_id": sent["message_id"]}
    clock.forward(seconds=60)

    refusal = scene.refusal("editMessageLiveLocation", **place, latitude=3, longitude=4)

    assert refusal == f"{BAD}message can't be edited"
    reply = {"reply_parameters": {"message_id": sent["message_id"]}}
    answer = scene.call("sendMessage", chat_id=chat.id, text="a", **reply)
    assert answer["reply_to_message"]["location"] == {"latitude": 1.0, "longitude": 2.0}


@pytest.mark.parametrize(
    ("given", "shown"), [(0.2, 1.0), (65, 65.0), (1500.5, 1500.0), (-1, None), ("1e999", None)]
)
def test_accuracy_is_in_whole_metres(scene, given, shown):
    chat = scene.private()

    sent = scene.call(
        "sendLocation", chat_id=chat.id, latitude=1, longitude=2, horizontal_accuracy=given
    )

    assert sent["location"].get("horizontal_accuracy") == shown


def test_what_humans_send_of_themselves(scene):
    chat = scene.private()

    scene.world.post(scene.ben, scene.private(scene.ben), own_contact="+49")
    scene.world.post(scene.ana, chat, venue=(52.5, 13.4, "Tea house", "Main street 1"))

    contact, venue = (update["message"] for update in scene.updates())
    assert contact["contact"] == {
        "phone_number": "+49",
        "first_name": "Ben",
        "last_name": "Okafor",
        "user_id": scene.ben.id,
    }
    assert venue["venue"]["title"] == "Tea house"
    assert venue["location"] == {"latitude": 52.5, "longitude": 13.4}
