"""Ephemeral messages: an option, as the Bot API 10.2 and 10.3 have them."""

import pytest

from bot.rehearsal.botapi import Fault, ImpossibleError, Upload

BAD = "400 Bad Request: "
KEYBOARD = {"inline_keyboard": [[{"text": "Mine", "callback_data": "mine"}]]}


@pytest.fixture
def scene(scene_of):
    return scene_of(ephemeral="10.3")


def whisper(scene, group, user, **more):
    given = {"text": "Only you", **more}
    return scene.call("sendMessage", chat_id=group.id, receiver_user_id=user.id, **given)


def texts(scene, user, group):
    return [one.text for one in scene.world.view(user, group).messages if one.text]


def test_without_the_option_the_parameters_are_unknown_and_the_methods_not_there(scene_of):
    scene = scene_of(ephemeral="off")
    group = scene.group()

    sent = whisper(scene, group, scene.ben)

    assert not sent.keys() & {"ephemeral_message_id", "receiver_user"}
    assert texts(scene, scene.ana, group) == ["Only you"]
    assert scene.refusal("deleteEphemeralMessage") == "404 Not Found: method not found"


@pytest.mark.parametrize("version", ["10.2", "10.3"])
def test_one_person_sees_it(scene_of, version):
    scene = scene_of(ephemeral=version)
    group = scene.group()
    before = group.sequence.last

    sent = whisper(scene, group, scene.ben)

    assert (sent["message_id"], sent["ephemeral_message_id"]) == (0, 1)
    assert sent["receiver_user"]["id"] == scene.ben.id
    assert texts(scene, scene.ben, group) == ["Only you"]
    assert texts(scene, scene.ana, group) == []
    assert scene.world.view(scene.ben, group).messages[-1].only_you is True
    # It takes no number of the group's.
    assert group.sequence.last == before


def test_the_newer_form(scene_of):
    older, newer = (scene_of(ephemeral=version) for version in ("10.2", "10.3"))
    for scene in (older, newer):
        group = scene.group()
        asked = {"receiver_user_id": scene.ben.id}
        sent = scene.call(
            "sendMessage", chat_id=group.id, text="a", ephemeral_message_parameters=asked
        )
        assert ("ephemeral_message_id" in sent) is (scene is newer)
        unknown = {"sendmessage unknown ephemeral_message_parameters"}
        assert set(scene.world.ledger.amiss) == (unknown if scene is older else set())


def test_media_can_be_ephemeral_too(scene):
    group = scene.group()
    photo = {"photo": Upload("a.jpg", b"\xff\xd8\xff")}

    sent = scene.call("sendPhoto", photo, chat_id=group.id, receiver_user_id=scene.ben.id)

    assert sent["ephemeral_message_id"] == 1


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("sendDice", {}),
        ("sendPoll", {"question": "Tea?", "options": ["Yes", "No"]}),
        ("forwardMessage", {"from_chat_id": "GROUP", "message_id": "SAID"}),
        ("copyMessage", {"from_chat_id": "GROUP", "message_id": "SAID"}),
    ],
)
def test_what_is_not_made_for_one_person_is_seen_by_all(scene, method, params):
    group = scene.group()
    said = scene.world.post(scene.ana, group, "a")
    named = {"GROUP": group.id, "SAID": said.id}
    given = {
        name: named.get(value, value) if isinstance(value, str) else value
        for name, value in params.items()
    }

    sent = scene.call(method, chat_id=group.id, receiver_user_id=scene.ben.id, **given)

    assert sent["message_id"] == said.id + 1
    assert scene.world.view(scene.ana, group).messages[-1].only_you is False
    assert set(scene.world.ledger.amiss) == {f"{method.lower()} unknown receiver_user_id"}


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("sendContact", {"phone_number": "+49", "first_name": "Cleo"}),
        ("sendLocation", {"latitude": 1, "longitude": 2}),
        ("sendVenue", {"latitude": 1, "longitude": 2, "title": "There", "address": "Here"}),
    ],
)
def test_contacts_and_places_can_be_for_one_person(scene, method, params):
    group = scene.group()

    sent = scene.call(method, chat_id=group.id, receiver_user_id=scene.ben.id, **params)

    assert sent["ephemeral_message_id"] == 1


def test_it_is_changed_and_deleted(scene):
    group = scene.group()
    number = whisper(scene, group, scene.ben)["ephemeral_message_id"]
    place = {
        "chat_id": group.id,
        "receiver_user_id": scene.ben.id,
        "ephemeral_message_id": number,
    }

    assert scene.call("editEphemeralMessageText", **place, text="Changed") is True
    assert texts(scene, scene.ben, group) == ["Changed"]
    assert scene.call("editEphemeralMessageReplyMarkup", **place, reply_markup=KEYBOARD) is True
    assert scene.world.view(scene.ben, group).messages[-1].keyboard[0][0].label == "Mine"
    # The server measures the text as if it were a caption.
    refusal = scene.refusal("editEphemeralMessageText", **place, text="x" * 1025)
    assert refusal == f"{BAD}MEDIA_CAPTION_TOO_LONG"
    other = place | {"receiver_user_id": scene.ana.id}
    assert scene.refusal("deleteEphemeralMessage", **other) == f"{BAD}MESSAGE_ID_INVALID"
    assert scene.call("deleteEphemeralMessage", **place) is True
    assert texts(scene, scene.ben, group) == []
    assert scene.refusal("deleteEphemeralMessage", **place) == f"{BAD}MESSAGE_ID_INVALID"


def test_media_and_captions_are_changed(scene):
    group = scene.group()
    photo = {"photo": Upload("a.jpg", b"\xff\xd8\xff")}
    sent = scene.call("sendPhoto", photo, chat_id=group.id, receiver_user_id=scene.ben.id)
    place = {
        "chat_id": group.id,
        "receiver_user_id": scene.ben.id,
        "ephemeral_message_id": sent["ephemeral_message_id"],
    }

    assert scene.call("editEphemeralMessageCaption", **place, caption="Us") is True
    assert texts(scene, scene.ben, group) == ["Us"]
    film = {"film": Upload("a.mp4", b"\0\0\0\x18ftypmp42")}
    media = {"type": "video", "media": "attach://film"}
    refusal = scene.refusal("editEphemeralMessageMedia", film, **place, media=media)
    assert refusal == f"{BAD}file upload isn't allowed"
    known = scene.call("sendVideo", {"video": film["film"]}, chat_id=group.id)["video"]["file_id"]
    media = {"type": "video", "media": known}
    assert scene.call("editEphemeralMessageMedia", **place, media=media) is True
    assert scene.world.view(scene.ben, group).messages[-1].kind == "video"


@pytest.mark.parametrize(
    ("whom", "complaint"), [("cleo", "USER_NOT_PARTICIPANT"), ("bot", "USER_NOT_PARTICIPANT")]
)
def test_who_cannot_be_whispered_to(scene, whom, complaint):
    group = scene.group()
    scene.world.start(scene.cleo, scene.bot)

    refusal = scene.refusal(
        "sendMessage", chat_id=group.id, text="a", receiver_user_id=getattr(scene, whom).id
    )

    assert refusal == f"{BAD}{complaint}"


def test_a_plain_member_whispers_only_in_answer_to_a_tap_of_the_last_seconds(scene, clock):
    group = scene.group(rights=None)
    sent = scene.call("sendMessage", chat_id=group.id, text="a", reply_markup=KEYBOARD)
    whispered = {"chat_id": group.id, "text": "b", "receiver_user_id": scene.ben.id}
    assert scene.refusal("sendMessage", **whispered) == f"{BAD}CHAT_ADMIN_REQUIRED"

    tap = scene.world.tap(scene.ben, group, sent["message_id"], "mine")

    assert scene.call("sendMessage", **whispered, callback_query_id=tap.id)
    of_ana = whispered | {"receiver_user_id": scene.ana.id}
    refusal = scene.refusal("sendMessage", **of_ana, callback_query_id=tap.id)
    assert refusal == f"{BAD}CHAT_ADMIN_REQUIRED"
    clock.forward(seconds=15)
    refusal = scene.refusal("sendMessage", **whispered, callback_query_id=tap.id)
    assert refusal == f"{BAD}CHAT_ADMIN_REQUIRED"


def test_a_tap_below_a_whisper_and_what_stands_in_its_message_s_place(scene):
    group = scene.group()
    public = scene.call("sendMessage", chat_id=group.id, text="For all", reply_markup=KEYBOARD)
    tap = scene.world.tap(scene.ben, group, public["message_id"], "mine")

    scene.call(
        "sendMessage",
        chat_id=group.id,
        text="For Ben",
        ephemeral_message_parameters={
            "receiver_user_id": scene.ben.id,
            "callback_query_id": tap.id,
            "replace_callback_query_message": True,
        },
    )

    assert texts(scene, scene.ben, group) == ["For Ben"]
    assert texts(scene, scene.ana, group) == ["For all"]


def test_a_command_that_only_the_bot_hears(scene, kinds):
    group = scene.group()
    scene.call(
        "setMyCommands",
        commands=[
            {"command": "held", "description": "What is held", "is_ephemeral": True},
            {"command": "done", "description": "Done"},
        ],
    )
    assert scene.call("getMyCommands")[0]["is_ephemeral"] is True

    asked = scene.world.post(scene.ben, group, "/held")
    scene.world.post(scene.ben, group, "/done")

    held, done = (update["message"] for update in scene.updates())
    assert (held["message_id"], held["ephemeral_message_id"]) == (0, 1)
    assert done["message_id"] > 0
    assert texts(scene, scene.ana, group) == ["/done"]
    assert texts(scene, scene.ben, group) == ["/held", "/done"]
    answer = scene.call(
        "sendMessage",
        chat_id=group.id,
        text="Nothing",
        receiver_user_id=scene.ben.id,
        reply_parameters={"ephemeral_message_id": -asked.id},
    )
    assert answer["ephemeral_message_id"] == 2
    assert texts(scene, scene.ana, group) == ["/done"]


def test_other_bots_hear_nothing_of_it(scene):
    other = scene.world.add_bot("77:x", username="other_bot", name="Other", privacy=False)
    group = scene.group()
    scene.world.add_member(group, other, by=scene.ana)
    other.updates.clear()

    whisper(scene, group, scene.ben)

    assert scene.world.pending_updates(other) == []


def test_nobody_else_touches_it_and_it_goes_nowhere(scene):
    group = scene.group(rights=("can_pin_messages", "can_delete_messages"))
    sent = whisper(scene, group, scene.ben, reply_markup=KEYBOARD)
    number = -sent["ephemeral_message_id"]

    for impossible in (
        lambda: scene.world.react(scene.ana, group, number, "👍"),
        lambda: scene.world.tap(scene.ana, group, number, "mine"),
        lambda: scene.world.forward(scene.ben, group, group.messages[number]),
    ):
        with pytest.raises(ImpossibleError):
            impossible()
    place = {"chat_id": group.id, "message_id": sent["message_id"]}
    assert scene.refusal("pinChatMessage", **place) == f"{BAD}message to pin not found"
    tapped = scene.world.tap(scene.ben, group, number, "mine")
    told = scene.updates()[-1]["callback_query"]
    assert (told["id"], told["chat_instance"]) == (tapped.id, "0")


def test_a_server_may_ignore_who_it_is_for(scene):
    group = scene.group()
    scene.world.faults.calls.append(Fault("public", method="sendMessage"))

    sent = whisper(scene, group, scene.ben, ephemeral_message_parameters={"receiver_user_id": 1})

    assert sent["message_id"] > 0
    assert not sent.keys() & {"ephemeral_message_id", "receiver_user"}
    assert texts(scene, scene.ana, group) == texts(scene, scene.ben, group) == ["Only you"]
    assert whisper(scene, group, scene.ben)["ephemeral_message_id"] == 1


@pytest.mark.parametrize("version", ["10.2", "10.3"])
def test_both_forms_at_once_are_one_person_s(scene_of, version):
    scene = scene_of(ephemeral=version)
    group = scene.group()
    both = {"ephemeral_message_parameters": {"receiver_user_id": scene.ben.id}}

    assert whisper(scene, group, scene.ben, **both)["ephemeral_message_id"] == 1

    assert texts(scene, scene.ana, group) == []


def test_a_world_can_become_another_version(scene):
    group = scene.group()
    scene.world.become("off")

    assert "ephemeral_message_id" not in whisper(scene, group, scene.ben)
    assert scene.refusal("deleteEphemeralMessage") == "404 Not Found: method not found"
    assert "sendmessage unknown receiver_user_id" in scene.world.ledger.amiss
