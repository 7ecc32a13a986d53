"""Albums by the bot, and other media in place of a message's own."""

import pytest

from bot.rehearsal.botapi import ApiError, Upload

JPEG = b"\xff\xd8\xff" + b"picture"
MP4 = b"\0\0\0\x18ftypmp42" + b"film" * 10


def uploads(count=2, content=JPEG):
    return {f"f{number}": Upload(f"{number}.jpg", content) for number in range(count)}


def media(count=2, kind="photo", **more):
    return [
        {"type": kind, "media": f"attach://f{number}", **(more if number == 0 else {})}
        for number in range(count)
    ]


def album(scene, chat, kind="photo", content=JPEG, count=2, **more):
    return scene.call(
        "sendMediaGroup", uploads(count, content), chat_id=chat.id, media=media(count, kind, **more)
    )


def test_an_album_is_a_message_each_with_one_id(scene):
    chat = scene.private()

    sent = album(scene, chat, count=3, caption="*Us*", parse_mode="MarkdownV2")

    assert len({message["media_group_id"] for message in sent}) == 1
    first = sent[0]["message_id"]
    assert [message["message_id"] for message in sent] == [first, first + 1, first + 2]
    assert [message.get("caption") for message in sent] == ["Us", None, None]
    assert sent[0]["caption_entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    assert all(message["photo"] for message in sent)
    other = album(scene, chat)
    assert other[0]["media_group_id"] != sent[0]["media_group_id"]


def test_photos_and_videos_mix_and_files_go_again_by_their_id(scene):
    chat = scene.private()
    photo, _ = album(scene, chat)
    again = photo["photo"][-1]["file_id"]

    sent = scene.call(
        "sendMediaGroup",
        {"film": Upload("a.mp4", MP4)},
        chat_id=chat.id,
        media=[
            {"type": "photo", "media": again, "has_spoiler": True},
            {"type": "video", "media": "attach://film", "duration": 3},
        ],
    )

    assert sent[0]["photo"] == photo["photo"]
    assert sent[0]["has_media_spoiler"] is True
    assert sent[1]["video"]["duration"] == 3


def test_one_alone_is_no_album(scene):
    (sent,) = album(scene, scene.private(), count=1)

    assert "media_group_id" not in sent


def test_the_whole_album_answers_and_is_protected(scene):
    chat = scene.private()
    said = scene.world.post(scene.ana, chat, "Show me")

    sent = scene.call(
        "sendMediaGroup",
        uploads(),
        chat_id=chat.id,
        media=media(),
        protect_content=True,
        reply_parameters={"message_id": said.id},
    )

    assert [one["reply_to_message"]["message_id"] for one in sent] == [said.id] * 2
    assert [one["has_protected_content"] for one in sent] == [True] * 2


BOLD = {"type": "bold", "offset": 9, "length": 1}
UNENDED = (
    "can't parse InputMedia: Can't parse entities: Can't find end of the entity starting at byte"
    " offset 0"
)


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        ("[", "can't parse media JSON object"),
        ("{}", "expected an Array of InputMedia"),
        ("[]", "there are no messages to send"),
        ([5], "can't parse InputMedia: expected an Object"),
        ([{"media": "attach://f0"}], "can't parse InputMedia: Can't find field \"type\""),
        ([{"type": "photo"}], "can't parse InputMedia: media not found"),
        (
            [{"type": "animation", "media": "attach://f0"}],
            "can't parse InputMedia: type \"animation\" can't be used in sendMediaGroup",
        ),
        (
            [{"type": "sticker", "media": "attach://f0"}],
            'can\'t parse InputMedia: type "sticker" is unsupported',
        ),
        (
            [
                {"type": "photo", "media": "attach://f0"},
                {"type": "document", "media": "attach://f1"},
            ],
            "document can't be mixed with other media types",
        ),
        (
            [{"type": "photo", "media": "attach://f0", "caption": "x" * 1025}],
            "message caption is too long",
        ),
        (
            [
                {"type": "photo", "media": "attach://f0", "show_caption_above_media": True},
                {"type": "photo", "media": "attach://f1"},
            ],
            "parameter show_caption_above_media must be the same for all messages",
        ),
        (
            [{"type": "photo", "media": "attach://f0", "caption": "*a", "parse_mode": "Markdown"}],
            UNENDED,
        ),
        # The form is all that the server itself looks at; TDLib's complaint is the bare one.
        (
            [{"type": "photo", "media": "attach://f0", "caption": "a", "caption_entities": [BOLD]}],
            "entity begins after the end of the text at UTF-16 offset 9",
        ),
    ],
)
def test_albums_that_cannot_be(scene, asked, complaint):
    chat = scene.private()

    with pytest.raises(ApiError) as caught:
        scene.call("sendMediaGroup", uploads(), chat_id=chat.id, media=asked)

    assert str(caught.value) == f"400 Bad Request: {complaint}"
    assert len(scene.world.view(scene.ana, chat).messages) == 1


WIDE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (9000).to_bytes(4) + (2000).to_bytes(4)


@pytest.mark.parametrize(
    ("media", "upload", "code"),
    [
        ("attach://f1", b"text", "IMAGE_PROCESS_FAILED"),
        ("attach://f1", WIDE, "PHOTO_INVALID_DIMENSIONS"),
        ("https://example.com/a.jpg", b"", "WEBPAGE_CURL_FAILED"),
    ],
)
def test_what_the_main_server_refuses_is_told_with_its_place(scene, media, upload, code):
    chat = scene.private()
    asked = [{"type": "photo", "media": one} for one in ("attach://f0", media)]
    files = {"f0": Upload("a.jpg", JPEG), "f1": Upload("b", upload)}

    refusal = scene.refusal("sendMediaGroup", files, chat_id=chat.id, media=asked)

    complaint = f'failed to send message #2 with the error message "{code}"'
    assert refusal == f"400 Bad Request: {complaint}"


def test_at_most_ten(scene):
    with pytest.raises(ApiError, match="too many messages to send as an album"):
        album(scene, scene.private(), count=11)


def test_a_member_who_may_not_send_photos_sends_no_album(scene):
    group = scene.group(rights=None)
    group.permissions -= {"can_send_photos"}

    with pytest.raises(ApiError, match="not enough rights to send photos to the chat"):
        album(scene, group)


# Other media.


def edit(scene, place, kind, content=JPEG, **more):
    asked = {"type": kind, "media": "attach://f0", **more}
    return scene.call("editMessageMedia", uploads(1, content), **place, media=asked)


def test_media_and_caption_are_replaced(scene, clock):
    chat = scene.private()
    sent = scene.call("sendPhoto", uploads(1), chat_id=chat.id, photo="attach://f0", caption="old")
    place = {"chat_id": chat.id, "message_id": sent["message_id"]}
    clock.forward(seconds=5)

    changed = edit(scene, place, "video", MP4, caption="new")

    assert "photo" not in changed
    assert changed["video"]["mime_type"] == "video/mp4"
    assert (changed["caption"], changed["edit_date"]) == ("new", clock.now)
    assert scene.world.view(scene.ana, chat).messages[-1].kind == "video"
    assert "caption" not in edit(scene, place, "photo")


def test_a_text_can_become_a_photo(scene):
    chat = scene.private()
    sent = scene.call("sendMessage", chat_id=chat.id, text="a")

    changed = edit(scene, {"chat_id": chat.id, "message_id": sent["message_id"]}, "photo")

    assert "text" not in changed
    assert changed["photo"]


def test_some_things_stay_what_they_are(scene):
    chat = scene.private()
    sent = scene.call("sendDice", chat_id=chat.id)

    theirs = scene.world.post(scene.ana, chat, "mine", photo=True)

    for number in (sent["message_id"], theirs.id):
        with pytest.raises(ApiError, match="400 Bad Request: message media can't be edited"):
            edit(scene, {"chat_id": chat.id, "message_id": number}, "photo")


def test_an_album_keeps_its_kind(scene):
    chat = scene.private()
    photo, _ = album(scene, chat)
    document, _ = album(scene, chat, "document")
    place = {"chat_id": chat.id, "message_id": photo["message_id"]}

    assert edit(scene, place, "video", MP4)["media_group_id"] == photo["media_group_id"]
    with pytest.raises(ApiError, match="message content type can't be used in an album"):
        edit(scene, place, "animation", MP4)
    with pytest.raises(ApiError, match="can't change media type in the album"):
        edit(scene, place, "document")
    with pytest.raises(ApiError, match="can't change media type in the album"):
        edit(scene, {"chat_id": chat.id, "message_id": document["message_id"]}, "photo")


def test_the_same_media_again_is_no_change(scene):
    chat = scene.private()
    sent = scene.call("sendPhoto", uploads(1), chat_id=chat.id, photo="attach://f0")
    same = {"type": "photo", "media": sent["photo"][-1]["file_id"]}

    refusal = scene.refusal(
        "editMessageMedia", chat_id=chat.id, message_id=sent["message_id"], media=same
    )

    assert refusal.startswith("400 Bad Request: message is not modified")
