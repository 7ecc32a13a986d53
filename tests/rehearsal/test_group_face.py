"""A group's title, description and photo; profile photos."""

import pytest

from bot.rehearsal.botapi import ImpossibleError, Upload

BAD = "400 Bad Request: "
JPEG = b"\xff\xd8\xff" + b"picture"


@pytest.fixture
def group(scene):
    return scene.group(rights=("can_change_info",))


def full(scene, group):
    return scene.call("getChat", chat_id=group.id)


def note(scene):
    (update,) = scene.updates()
    return update["message"]


def test_the_title(scene, group):
    assert scene.call("setChatTitle", chat_id=group.id, title="  Us \n two ") is True

    assert full(scene, group)["title"] == "Us two"
    # The server tells a bot of its own deeds where all members see a note about them.
    assert note(scene)["new_chat_title"] == "Us two"
    scene.call("setChatTitle", chat_id=group.id, title="Us two")
    assert scene.updates() == []
    scene.call("setChatTitle", chat_id=group.id, title="x" * 200)
    assert full(scene, group)["title"] == "x" * 128
    assert (
        scene.refusal("setChatTitle", chat_id=group.id, title=" ")
        == f"{BAD}title must be non-empty"
    )


def test_a_human_renames_the_group(scene, group):
    scene.world.rename(group, "Ours", by=scene.ana)

    assert note(scene)["new_chat_title"] == "Ours"
    group.permissions -= {"can_change_info"}
    with pytest.raises(ImpossibleError):
        scene.world.rename(group, "Mine", by=scene.ben)


def test_the_description(scene, group):
    assert scene.call("setChatDescription", chat_id=group.id, description=" Only us ") is True

    assert full(scene, group)["description"] == "Only us"
    assert scene.updates() == []
    again = scene.refusal("setChatDescription", chat_id=group.id, description="Only us")
    assert again == f"{BAD}chat description is not modified"
    scene.call("setChatDescription", chat_id=group.id, description="x" * 300)
    assert full(scene, group)["description"] == "x" * 255
    scene.call("setChatDescription", chat_id=group.id)
    assert "description" not in full(scene, group)


def test_the_photo(scene, group):
    photo = Upload("us.jpg", JPEG)

    assert scene.call("setChatPhoto", {"photo": photo}, chat_id=group.id) is True

    shown = full(scene, group)["photo"]
    assert note(scene)["new_chat_photo"][0]["file_id"] == shown["small_file_id"]
    assert scene.call("getFile", file_id=shown["big_file_id"])["file_size"] == len(JPEG)
    assert scene.call("deleteChatPhoto", chat_id=group.id) is True
    assert note(scene)["delete_chat_photo"] is True
    assert "photo" not in full(scene, group)
    assert scene.refusal("deleteChatPhoto", chat_id=group.id) == f"{BAD}CHAT_NOT_MODIFIED"


def test_a_photo_has_to_be_uploaded(scene, group):
    assert (
        scene.refusal("setChatPhoto", chat_id=group.id) == f"{BAD}there is no photo in the request"
    )
    refusal = scene.refusal("setChatPhoto", chat_id=group.id, photo="AgAC")
    assert refusal == f"{BAD}photo must be uploaded as an InputFile"


OF_GROUPS = [
    ("setChatTitle", {"title": "x"}, "change", "title"),
    ("setChatDescription", {"description": "x"}, "set", "description"),
    ("deleteChatPhoto", {}, "change", "photo"),
]


@pytest.mark.parametrize(("method", "params", "act", "what"), OF_GROUPS)
def test_it_needs_the_right_and_a_group(scene, method, params, act, what):
    group, chat = scene.group(rights=("can_pin_messages",)), scene.private()

    refusal = scene.refusal(method, chat_id=group.id, **params)
    assert refusal == f"{BAD}not enough rights to {act} chat {what}"
    refusal = scene.refusal(method, chat_id=chat.id, **params)
    assert refusal == f"{BAD}can't change private chat {what}"


def test_profile_photos_are_shown_newest_first(scene):
    scene.private()
    assert scene.call("getUserProfilePhotos", user_id=scene.ana.id) == {
        "total_count": 0,
        "photos": [],
    }
    for _ in range(3):
        scene.world.set_profile_photo(scene.ana)

    everything = scene.call("getUserProfilePhotos", user_id=scene.ana.id)
    second = scene.call("getUserProfilePhotos", user_id=scene.ana.id, offset=1, limit=1)

    assert everything["total_count"] == 3
    assert second == {"total_count": 3, "photos": [everything["photos"][1]]}
    file_id = everything["photos"][0][-1]["file_id"]
    assert full(scene, scene.world.open_private(scene.ana, scene.bot))["photo"]["big_file_id"] == (
        file_id
    )
    assert scene.call("getFile", file_id=file_id)["file_path"]
    assert scene.refusal("getUserProfilePhotos", user_id=1) == f"{BAD}user not found"
