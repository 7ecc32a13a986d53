"""Sending: to whom, how much, in answer to what, and what comes back."""

import pytest

from bot.rehearsal.botapi import Upload
from bot.rehearsal.botapi.files import MAX_DOWNLOAD, MAX_UPLOAD

MP4 = b"\0\0\0\x18ftypmp42" + b"film" * 10
JPEG = b"\xff\xd8\xff" + b"picture"


def test_a_sent_message_comes_back_whole(scene, clock):
    chat = scene.private()

    sent = scene.call("sendMessage", chat_id=chat.id, text="Hello")

    assert sent == {
        "message_id": sent["message_id"],
        "from": {"id": 1234567, "is_bot": True, "first_name": "Heard", "username": "heard_bot"},
        "chat": {
            "id": scene.ana.id,
            "first_name": "Ana",
            "username": "ana_banana",
            "type": "private",
        },
        "date": clock.now,
        "text": "Hello",
    }


def test_a_message_reaches_the_people_but_not_the_bot_that_sent_it(scene):
    group = scene.group()

    scene.call("sendMessage", chat_id=group.id, text="Hello")

    assert scene.world.view(scene.ben, group).messages[-1].text == "Hello"
    assert scene.updates() == []


TEXTS = [
    ({}, "message text is empty"),
    ({"text": ""}, "message text is empty"),
    ({"text": "  \n "}, "text must be non-empty"),
    ({"text": "<b> </b>", "parse_mode": "HTML"}, "text must be non-empty"),
    ({"text": "\u200b \u2800\U000e0020\n\ufeff"}, "text must be non-empty"),
    ({"text": "x" * 4097}, "message is too long"),
    # Characters count, not the two UTF-16 units that each of these has.
    ({"text": "💔" * 4097}, "message is too long"),
    ({"text": "é" * 20_000}, "text is too long"),
    ({"text": "\ud83d"}, "strings must be encoded in UTF-8"),
]


@pytest.mark.parametrize(("params", "complaint"), TEXTS)
def test_a_text_has_to_fit(scene, params, complaint):
    chat = scene.private()

    refusal = scene.refusal("sendMessage", chat_id=chat.id, **params)

    assert refusal == f"400 Bad Request: {complaint}"


@pytest.mark.parametrize("text", ["x" * 4096, "💔" * 4096, "<b>" + "x" * 4096 + "</b>"])
def test_characters_are_counted_after_parsing(scene, text):
    chat = scene.private()

    sent = scene.call("sendMessage", chat_id=chat.id, text=text, parse_mode="HTML")

    assert len(sent["text"]) == 4096


def test_a_bot_cannot_write_first_to_somebody_it_met_in_a_group(scene):
    scene.group()

    refusal = scene.refusal("sendMessage", chat_id=scene.ben.id, text="Hello")

    assert refusal == "403 Forbidden: bot can't initiate conversation with a user"


def test_only_what_is_sent_is_refused_in_words(scene):
    scene.group()

    refusal = scene.refusal("sendChatAction", chat_id=scene.ben.id, action="typing")

    assert refusal == "400 Bad Request: PEER_ID_INVALID"


def test_opening_the_chat_is_not_writing(scene):
    scene.world.open_private(scene.ana, scene.bot)

    refusal = scene.refusal("sendMessage", chat_id=scene.ana.id, text="Hello")

    assert refusal == "403 Forbidden: bot can't initiate conversation with a user"


def test_a_bot_does_not_know_whom_it_never_met(scene):
    refusal = scene.refusal("sendMessage", chat_id=scene.cleo.id, text="Hello")

    assert refusal == "400 Bad Request: chat not found"


@pytest.mark.parametrize(
    ("chat_id", "error"),
    [
        ("", "400 Bad Request: chat_id is empty"),
        ("nonsense", "400 Bad Request: chat not found"),
        ("-100999", "400 Bad Request: chat not found"),
        ("@somewhere", "400 Bad Request: chat not found"),
        ("1234567", "403 Forbidden: the bot can't send messages to the bot"),
    ],
)
def test_the_chat_has_to_exist_for_the_bot(scene, chat_id, error):
    assert scene.refusal("sendMessage", chat_id=chat_id, text="Hello") == error


def test_bots_know_each_other_but_do_not_write(scene):
    other = scene.world.add_bot("99:other", username="other_bot", name="Other")
    assert scene.refusal("getChat", chat_id=99) == "400 Bad Request: chat not found"

    for chat_id in ("@Other_Bot", 99):
        assert scene.call("getChat", chat_id=chat_id)["username"] == "other_bot"
        refusal = scene.refusal("sendMessage", chat_id=chat_id, text="Hello")
        assert refusal == "403 Forbidden: the bot can't send messages to the bot"
    assert scene.world.pending_updates(other) == []


def test_a_chat_id_is_the_number_that_it_begins_with(scene):
    group = scene.group()

    assert scene.call("sendMessage", chat_id=f"{group.id} ", text="a")["chat"]["id"] == group.id


def test_a_group_without_the_bot_does_not_exist_for_it(scene):
    group = scene.world.add_group("Others", owner=scene.cleo)

    refusal = scene.refusal("sendMessage", chat_id=group.id, text="Hello")

    assert refusal == "400 Bad Request: chat not found"


def test_a_blocked_bot_cannot_write(scene):
    chat = scene.private()
    sent = scene.call("sendMessage", chat_id=chat.id, text="Hello")
    scene.world.block(scene.ana, scene.bot)
    place = {"chat_id": chat.id, "message_id": sent["message_id"]}

    for method, params in [
        ("sendMessage", {"chat_id": chat.id, "text": "Hello?"}),
        ("sendChatAction", {"chat_id": chat.id, "action": "typing"}),
        ("editMessageText", {**place, "text": "Hello?"}),
    ]:
        refusal = scene.refusal(method, **params)
        assert refusal == "403 Forbidden: bot was blocked by the user"

    scene.world.unblock(scene.ana, scene.bot)
    assert scene.call("sendMessage", chat_id=chat.id, text="Hello!")["text"] == "Hello!"


def test_a_plain_member_needs_the_permission_to_send(scene):
    group = scene.group(rights=None)
    group.permissions = frozenset({"can_send_photos"})

    refusal = scene.refusal("sendMessage", chat_id=group.id, text="Hello")

    assert refusal == "400 Bad Request: not enough rights to send text messages to the chat"
    photo = {"photo": Upload("a.jpg", JPEG)}
    assert scene.call("sendPhoto", photo, chat_id=group.id)["photo"]


def test_a_reply_shows_what_it_answers(scene):
    group = scene.group()
    asked = scene.world.post(scene.ben, group, "May I?")

    sent = scene.call(
        "sendMessage", chat_id=group.id, text="Yes", reply_parameters={"message_id": asked.id}
    )

    assert sent["reply_to_message"]["text"] == "May I?"
    assert sent["reply_to_message"]["from"]["id"] == scene.ben.id
    assert scene.world.view(scene.ana, group).messages[-1].reply_to == asked.id


def test_a_reply_may_quote_what_was_said_and_nothing_else(scene):
    group = scene.group()
    asked = scene.world.post(scene.ben, group, "💔 you never listen")
    reply = {"message_id": asked.id, "quote": "never listen", "quote_position": 7}

    sent = scene.call("sendMessage", chat_id=group.id, text="Say more", reply_parameters=reply)

    assert sent["quote"] == {"text": "never listen", "position": 7, "is_manual": True}
    reply["quote"] = "always listen"
    refusal = scene.refusal(
        "sendMessage", chat_id=group.id, text="Say more", reply_parameters=reply
    )
    assert refusal == "400 Bad Request: QUOTE_TEXT_INVALID"


@pytest.mark.parametrize("old_style", [False, True])
def test_an_answer_to_a_missing_message_is_refused_unless_allowed(scene, old_style):
    chat = scene.private()

    def reply(**allowed: bool) -> dict[str, object]:
        if old_style:
            return {"reply_to_message_id": 99, **allowed}
        return {"reply_parameters": {"message_id": 99, **allowed}}

    refusal = scene.refusal("sendMessage", chat_id=chat.id, text="Yes", **reply())
    assert refusal == "400 Bad Request: message to be replied not found"

    allowed = reply(allow_sending_without_reply=True)
    sent = scene.call("sendMessage", chat_id=chat.id, text="Yes", **allowed)
    assert "reply_to_message" not in sent


def test_a_reply_to_a_chat_without_the_bot_is_refused_and_an_empty_one_is_none(scene):
    chat = scene.private()
    closed = scene.world.add_group("Without", owner=scene.ben)
    said = scene.world.post(scene.ben, closed, "a")
    elsewhere = {"message_id": said.id, "chat_id": closed.id}

    refusal = scene.refusal("sendMessage", chat_id=chat.id, text="b", reply_parameters=elsewhere)

    assert refusal == "400 Bad Request: chat not found"
    sent = scene.call("sendMessage", chat_id=chat.id, text="b", reply_parameters={})
    assert "reply_to_message" not in sent


def test_there_are_no_threads_in_private_and_none_to_mind_in_groups(scene):
    chat, group = scene.private(), scene.group()

    refusal = scene.refusal("sendMessage", chat_id=chat.id, text="a", message_thread_id=5)

    assert refusal == "400 Bad Request: message thread not found"
    assert scene.call("sendMessage", chat_id=group.id, text="a", message_thread_id=5)


def test_unknown_parameters_are_ignored(scene):
    chat = scene.private()

    sent = scene.call("sendMessage", chat_id=chat.id, text="a", no_such_thing="x", effect_id=1)

    assert sent["text"] == "a"


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ("{", "can't parse link preview options JSON object"),
        ("[]", "object expected as link preview options"),
        ({"is_disabled": 1}, 'field "is_disabled" must be of type Boolean'),
    ],
)
def test_bad_preview_options_are_refused(scene, options, complaint):
    chat = scene.private()

    refusal = scene.refusal("sendMessage", chat_id=chat.id, text="a", link_preview_options=options)

    assert refusal == f"400 Bad Request: {complaint}"


OTHER = {"url": "https://x.com/", "prefer_small_media": True}
LINKED = "look: https://example.com/a"
SHOWN = "https://example.com/a"


@pytest.mark.parametrize(
    ("text", "params", "shown"),
    [
        # Every page is taken to have a preview.
        (LINKED, {}, {"url": SHOWN}),
        ("<a href='example.com'>x</a>", {}, {"url": "http://example.com/"}),
        (LINKED, {"link_preview_options": OTHER}, OTHER),
        (
            LINKED,
            {"link_preview_options": {"show_above_text": True}},
            {"url": SHOWN, "show_above_text": True},
        ),
        (LINKED, {"link_preview_options": {"is_disabled": True}}, {"is_disabled": True}),
        (LINKED, {"disable_web_page_preview": True}, {"is_disabled": True}),
        # A bare domain has none, nor have links into Telegram.
        ("example.com", {}, None),
        ("tg://resolve?domain=x", {}, None),
        ("nothing", {"link_preview_options": {"is_disabled": True}}, None),
        ("nothing", {"link_preview_options": {"url": "https://x.com/"}}, {"url": "https://x.com/"}),
    ],
)
def test_the_preview_of_a_link(scene, text, params, shown):
    chat = scene.private()

    sent = scene.call("sendMessage", chat_id=chat.id, text=text, parse_mode="HTML", **params)

    assert sent.get("link_preview_options") == shown
    place = {"chat_id": chat.id, "message_id": sent["message_id"]}
    changed = scene.call("editMessageText", **place, text=f"{text}!", parse_mode="HTML")
    assert (changed.get("link_preview_options") or {}).get("is_disabled") is None


def test_a_page_may_stand_without_words(scene):
    chat = scene.private()
    page = {"url": "https://x.com/"}

    sent = scene.call("sendMessage", chat_id=chat.id, text="\u2800", link_preview_options=page)

    assert (sent["text"], sent["link_preview_options"]) == ("", page)
    refusal = scene.refusal(
        "sendMessage",
        chat_id=chat.id,
        text="\u2800",
        link_preview_options=page | {"is_disabled": True},
    )
    assert refusal == "400 Bad Request: text must be non-empty"


def test_bots_are_told_of_the_preview_of_what_people_write(scene):
    chat = scene.private()

    scene.world.post(scene.ana, chat, LINKED)

    assert scene.updates()[-1]["message"]["link_preview_options"] == {"url": SHOWN}


MEDIA = [
    ("sendAnimation", "animation", "breathe.mp4", MP4),
    ("sendVideo", "video", "film.mp4", MP4),
    ("sendVideoNote", "video_note", "round.mp4", MP4),
    ("sendVoice", "voice", "voice.ogg", b"OggS..."),
    ("sendAudio", "audio", "song.mp3", b"ID3..."),
    ("sendDocument", "document", "notes.txt", b"notes"),
    ("sendSticker", "sticker", "sticker.webp", b"RIFF\0\0\0\0WEBP..."),
]


@pytest.mark.parametrize(("method", "kind", "name", "content"), MEDIA)
def test_a_file_can_be_uploaded_and_sent_again_by_its_id(scene, method, kind, name, content):
    chat = scene.private()

    first = scene.call(method, {kind: Upload(name, content)}, chat_id=chat.id)
    second = scene.call(method, chat_id=chat.id, **{kind: first[kind]["file_id"]})
    attached = {"x": Upload(name, content)}
    third = scene.call(method, attached, chat_id=chat.id, **{kind: "attach://x"})

    assert first[kind]["file_size"] == len(content)
    assert second[kind] == first[kind]
    assert third[kind]["file_unique_id"] != first[kind]["file_unique_id"]
    assert scene.world.view(scene.ana, chat).messages[-1].kind == kind


def test_a_photo_comes_in_sizes_any_of_which_can_be_sent_again(scene):
    chat = scene.private()

    sent = scene.call("sendPhoto", {"photo": Upload("a.jpg", JPEG)}, chat_id=chat.id)
    again = scene.call("sendPhoto", chat_id=chat.id, photo=sent["photo"][0]["file_id"])

    assert [size["width"] for size in sent["photo"]] == [90, 320, 800]
    assert again["photo"] == sent["photo"]


def test_an_animation_is_a_document_too(scene):
    chat = scene.private()

    sent = scene.call(
        "sendAnimation",
        {"animation": Upload("breathe.mp4", MP4)},
        chat_id=chat.id,
        duration=60,
        width=480,
        height=480,
        caption="<b>Breathe</b>",
        parse_mode="HTML",
    )

    assert sent["animation"]["duration"] == 60
    assert sent["animation"]["mime_type"] == "video/mp4"
    assert sent["document"]["file_id"] == sent["animation"]["file_id"]
    assert "duration" not in sent["document"]
    assert sent["caption"] == "Breathe"
    assert sent["caption_entities"] == [{"offset": 0, "length": 7, "type": "bold"}]


def test_media_may_be_hidden_and_stand_below_their_caption(scene):
    chat = scene.private()

    sent = scene.call(
        "sendPhoto",
        {"photo": Upload("a.jpg", JPEG)},
        chat_id=chat.id,
        caption="look",
        has_spoiler=True,
        show_caption_above_media=True,
    )

    assert sent["has_media_spoiler"] is True
    assert sent["show_caption_above_media"] is True


def test_a_caption_may_be_invisible(scene):
    chat = scene.private()

    sent = scene.call(
        "sendPhoto", {"photo": Upload("a.jpg", JPEG)}, chat_id=chat.id, caption="\u2800"
    )

    assert sent["caption"] == "\u2800"


def test_what_is_no_animation_arrives_as_a_document(scene):
    chat = scene.private()

    sent = scene.call("sendAnimation", {"animation": Upload("a.txt", b"text")}, chat_id=chat.id)

    assert "animation" not in sent
    assert sent["document"]["file_name"] == "a.txt"


UPLOAD_ERRORS = [
    ("sendPhoto", {}, {}, "400 Bad Request: there is no photo in the request"),
    ("sendVideoNote", {}, {}, "400 Bad Request: there is no video note in the request"),
    (
        "sendPhoto",
        {"photo": "https://example.com/a.jpg"},
        {},
        "400 Bad Request: failed to get HTTP URL content",
    ),
    (
        "sendPhoto",
        {},
        {"photo": Upload("a.jpg", b"text")},
        "400 Bad Request: IMAGE_PROCESS_FAILED",
    ),
    ("sendPhoto", {}, {"photo": Upload("a.jpg", b"")}, "400 Bad Request: file must be non-empty"),
    (
        "sendDocument",
        {},
        {"document": Upload("a.bin", bytes(MAX_UPLOAD + 1))},
        "413 Request Entity Too Large",
    ),
    (
        "sendVideoNote",
        {"length": 641},
        {"video_note": Upload("a.mp4", MP4)},
        "400 Bad Request: wrong video note length",
    ),
    (
        "sendDocument",
        {"caption": "💔" * 1025},
        {"document": Upload("a.txt", b"text")},
        "400 Bad Request: message caption is too long",
    ),
]


@pytest.mark.parametrize(("method", "params", "files", "error"), UPLOAD_ERRORS)
def test_a_bad_file_is_refused(scene, method, params, files, error):
    chat = scene.private()

    assert scene.refusal(method, files, chat_id=chat.id, **params) == error


@pytest.mark.parametrize(
    ("method", "kind", "most"),
    [("sendPhoto", "photo", 10_485_760), ("sendVideoNote", "video_note", 12_582_912)],
)
def test_photos_and_video_notes_are_smaller_than_other_files(scene, method, kind, most):
    chat = scene.private()
    content = (JPEG if kind == "photo" else MP4).ljust(most, b"\0")

    assert kind in scene.call(method, {kind: Upload("a", content)}, chat_id=chat.id)
    refusal = scene.refusal(method, {kind: Upload("a", content + b"\0")}, chat_id=chat.id)

    assert refusal == (
        f"400 Bad Request: file of size {most + 1} bytes is too big for a"
        f" {kind.replace('_', ' ')}; the maximum size is {most} bytes"
    )


WRONG_ID = "wrong remote file identifier specified: "


@pytest.mark.parametrize(
    ("file_id", "complaint"),
    [
        ("no such file", f"{WRONG_ID}Wrong character in the string"),
        ("abcde", f"{WRONG_ID}Wrong string length"),
        ("abc==", f"{WRONG_ID}Wrong padding length"),
        ("a===", f"{WRONG_ID}Wrong string padding"),
        ("ab", f"{WRONG_ID}Wrong padding in the string"),
        ("abcdefgh", f"{WRONG_ID}can't unserialize it. Wrong last symbol"),
        # One that Telegram may have given: its main server does not know it.
        ("AwACAgIAAxkBAAIBAgAABA", "wrong file identifier/HTTP URL specified"),
        ("example.com/a.ogg", "failed to get HTTP URL content"),
        ("ftp://example.com/a.ogg", "invalid file HTTP URL specified: Unsupported URL protocol"),
    ],
)
def test_a_file_id_that_was_not_given_here(scene, file_id, complaint):
    chat = scene.private()

    refusal = scene.refusal("sendVoice", chat_id=chat.id, voice=file_id)

    assert refusal == f"400 Bad Request: {complaint}"


def test_a_photo_is_sent_as_a_photo_only(scene):
    chat = scene.private()
    photo = scene.call("sendPhoto", {"photo": Upload("a.jpg", JPEG)}, chat_id=chat.id)["photo"]

    refusal = scene.refusal("sendDocument", chat_id=chat.id, document=photo[0]["file_id"])

    assert refusal == "400 Bad Request: can't use file of type Photo as Document"


def test_what_a_person_sent_can_be_fetched_and_sent_again(scene):
    group = scene.group()
    scene.world.post(scene.ben, group, voice=7)
    voice = scene.updates()[-1]["message"]["voice"]

    found = scene.call("getFile", file_id=voice["file_id"])
    again = scene.call("sendVoice", chat_id=group.id, voice=voice["file_id"])

    assert found["file_path"].startswith("voice/")
    assert found["file_size"] == voice["file_size"]
    assert again["voice"]["duration"] == 7


def test_large_files_can_be_sent_but_not_fetched(scene):
    chat = scene.private()
    upload = {"document": Upload("a.bin", bytes(MAX_DOWNLOAD + 1))}
    file_id = scene.call("sendDocument", upload, chat_id=chat.id)["document"]["file_id"]

    assert scene.refusal("getFile", file_id=file_id) == "400 Bad Request: file is too big"


@pytest.mark.parametrize(
    ("file_id", "complaint"), [("", "file_id not specified"), ("abcd", "invalid file_id")]
)
def test_only_known_files_are_found(scene, file_id, complaint):
    assert scene.refusal("getFile", file_id=file_id) == f"400 Bad Request: {complaint}"


def test_typing_shows_for_five_seconds_or_until_the_message(scene, clock):
    chat = scene.private()

    def typing() -> bool:
        return scene.world.view(scene.ana, chat).typing

    scene.call("sendChatAction", chat_id=chat.id, action="typing")
    assert typing()
    clock.forward(seconds=5)
    assert not typing()
    scene.call("sendChatAction", chat_id=chat.id, action="typing")
    scene.call("sendMessage", chat_id=chat.id, text="Hello")
    assert not typing()


def test_an_unknown_action_is_refused(scene):
    chat = scene.private()

    refusal = scene.refusal("sendChatAction", chat_id=chat.id, action="juggling")

    assert refusal == "400 Bad Request: wrong parameter action in request"


def test_a_forward_keeps_its_origin_even_when_forwarded_on(scene, clock):
    group, chat = scene.group(), scene.private()
    said_at = clock.now
    said = scene.world.post(scene.ben, group, "I was late")
    clock.forward(minutes=5)

    first = scene.call("forwardMessage", chat_id=chat.id, from_chat_id=group.id, message_id=said.id)
    second = scene.call(
        "forwardMessage", chat_id=group.id, from_chat_id=chat.id, message_id=first["message_id"]
    )

    for forwarded in (first, second):
        assert forwarded["text"] == "I was late"
        assert forwarded["forward_origin"]["type"] == "user"
        assert forwarded["forward_origin"]["sender_user"]["id"] == scene.ben.id
        assert forwarded["forward_origin"]["date"] == said_at
        assert forwarded["date"] == clock.now


def test_a_copy_has_no_origin_and_may_have_another_caption(scene):
    group, chat = scene.group(), scene.private()
    said = scene.world.post(scene.ben, group, "look", photo=True)

    answer = scene.call(
        "copyMessage", chat_id=chat.id, from_chat_id=group.id, message_id=said.id, caption="kept"
    )

    assert list(answer) == ["message_id"]
    refusal = scene.refusal(
        "copyMessage",
        chat_id=chat.id,
        from_chat_id=group.id,
        message_id=said.id,
        caption="x" * 1025,
    )
    assert refusal == "400 Bad Request: message caption is too long"
    seen = scene.world.view(scene.ana, chat).messages[-1]
    assert (seen.id, seen.kind, seen.text) == (answer["message_id"], "photo", "kept")
    assert seen.forwarded_from == ""


@pytest.mark.parametrize(
    ("method", "complaint"),
    [
        ("forwardMessage", "the message can't be forwarded"),
        ("copyMessage", "the message can't be copied"),
    ],
)
def test_service_messages_stay_where_they_are(scene, method, complaint):
    group, chat = scene.group(), scene.private()

    # The first message of a group tells that it was founded.
    refusal = scene.refusal(method, chat_id=chat.id, from_chat_id=group.id, message_id=1)

    assert refusal == f"400 Bad Request: {complaint}"


def test_bots_may_copy_what_is_protected_but_not_forward_it(scene):
    group, chat = scene.group(), scene.private()
    kept = scene.call("sendMessage", chat_id=group.id, text="a", protect_content=True)
    assert kept["has_protected_content"] is True
    move = {"chat_id": chat.id, "from_chat_id": group.id, "message_id": kept["message_id"]}

    refusal = scene.refusal("forwardMessage", **move)

    assert refusal == "400 Bad Request: the message can't be forwarded"
    assert scene.call("copyMessage", **move)


@pytest.mark.parametrize("method", ["forwardMessage", "copyMessage"])
def test_forwarding_needs_a_message(scene, method):
    chat = scene.private()
    what = "forward" if method == "forwardMessage" else "copy"

    refusal = scene.refusal(method, chat_id=chat.id, from_chat_id=chat.id, message_id=99)
    assert refusal == f"400 Bad Request: message to {what} not found"
    refusal = scene.refusal(method, chat_id=chat.id, message_id=99)
    assert refusal == '400 Bad Request: parameter "from_chat_id" is required'
