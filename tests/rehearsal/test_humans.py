"""What people do and see, and the log of changes."""

import pytest

from bot.rehearsal.botapi import Change, ImpossibleError

# Attachment, the field it arrives in, and a part of its content.
ATTACHMENTS = [
    ({"photo": True}, "photo", None),
    ({"animation": True}, "animation", {"mime_type": "video/mp4"}),
    ({"video": 12}, "video", {"duration": 12}),
    ({"video_note": 9}, "video_note", {"duration": 9}),
    ({"voice": 61}, "voice", {"duration": 61, "mime_type": "audio/ogg"}),
    ({"audio": "Our song"}, "audio", {"title": "Our song"}),
    ({"document": "rules.pdf"}, "document", {"file_name": "rules.pdf"}),
    ({"sticker": "😢"}, "sticker", {"emoji": "😢", "is_animated": False}),
    ({"dice": "🎯"}, "dice", {"emoji": "🎯"}),
    ({"contact": ("+49123", "Mum")}, "contact", {"phone_number": "+49123", "first_name": "Mum"}),
    ({"location": (52.5, 13.4)}, "location", {"latitude": 52.5, "longitude": 13.4}),
    ({"poll": ("Who?", ["You", "Me"])}, "poll", {"question": "Who?", "type": "regular"}),
]


@pytest.mark.parametrize(("attachment", "kind", "content"), ATTACHMENTS)
def test_people_send_all_sorts_of_things(scene, attachment, kind, content):
    group = scene.group()

    scene.world.post(scene.ben, group, **attachment)

    message = scene.updates()[-1]["message"]
    assert "text" not in message
    if content is not None:
        assert message[kind].items() >= content.items()
    seen = scene.world.view(scene.ana, group).messages[-1]
    assert (seen.kind, seen.content) == (kind, message[kind])


def test_a_caption_goes_with_media(scene):
    group = scene.group()

    scene.world.post(scene.ben, group, "look /here", photo=True)

    message = scene.updates()[-1]["message"]
    assert message["caption"] == "look /here"
    assert message["caption_entities"][0]["type"] == "bot_command"


def test_an_album_is_one_message_for_each_item(scene):
    group = scene.group()

    sent = scene.world.post_album(
        scene.ben, group, [{"photo": True}, {"video": 5}, {"photo": True}], "our weekend"
    )

    messages = [update["message"] for update in scene.updates()]
    assert [message["message_id"] for message in messages] == [each.id for each in sent]
    assert len({message["media_group_id"] for message in messages}) == 1
    assert [message.get("caption") for message in messages] == ["our weekend", None, None]


def test_an_album_is_sent_whole_or_not_at_all(scene):
    group = scene.group()
    group.permissions -= {"can_send_videos"}

    with pytest.raises(ImpossibleError, match="may not send videos"):
        scene.world.post_album(scene.ben, group, [{"photo": True}, {"video": 5}])

    assert scene.updates() == []


def test_two_albums_are_told_apart(scene):
    group = scene.group()
    items = [{"photo": True}, {"photo": True}]

    scene.world.post_album(scene.ben, group, items)
    scene.world.post_album(scene.ben, group, items)

    albums = [update["message"]["media_group_id"] for update in scene.updates()]
    assert albums[0] == albums[1] != albums[2] == albums[3]


def test_people_forward_and_reply(scene):
    group, chat = scene.group(), scene.private()
    said = scene.world.post(scene.ben, group, "I was late")

    scene.world.forward(scene.ana, chat, said)
    answer = scene.world.post(scene.ana, group, "again", reply_to=said.id)

    forwarded, replied = (update["message"] for update in scene.updates()[-2:])
    assert forwarded["forward_origin"]["sender_user"]["id"] == scene.ben.id
    assert forwarded["forward_from"]["id"] == scene.ben.id
    assert replied["reply_to_message"]["message_id"] == said.id
    assert "reply_to_message" not in replied["reply_to_message"]
    assert scene.world.view(scene.ana, chat).messages[-1].forwarded_from == "Ben Okafor"
    scene.world.delete(scene.ben, group, said.id)
    assert scene.world.view(scene.ben, group).messages[-1].reply_to == 0
    assert answer.id in group.messages


def test_half_a_surrogate_pair_is_no_character(scene):
    group = scene.group()

    scene.world.post(scene.ben, group, "a\ud83d b \ud83d\ude00")

    assert scene.updates()[-1]["message"]["text"] == "a\ufffd b 😀"


def test_a_message_can_be_dated_differently(scene, clock):
    group = scene.group()
    earlier = clock.moment
    clock.forward(seconds=7)

    scene.world.post(scene.ben, group, "sent before", at=earlier)

    assert scene.updates()[-1]["message"]["date"] == clock.now - 7


def test_start_sends_the_payload(scene):
    scene.world.start(scene.ana, scene.bot, "held_17")

    assert scene.updates()[-1]["message"]["text"] == "/start held_17"


def test_a_view_shows_the_chat_as_a_client_does(scene, clock):
    group = scene.group()
    scene.world.post(scene.ben, group, "**you** never listen 💔 /pause")
    clock.forward(seconds=1)
    markup = {"inline_keyboard": [[{"text": "Pause", "callback_data": "p", "style": "danger"}]]}
    scene.call("sendMessage", chat_id=group.id, text="Slow down?", reply_markup=markup)

    view = scene.world.view(scene.ana, group)

    assert (view.title, view.may_write, view.typing, view.toasts) == ("Ana & Ben", True, False, ())
    said, asked = view.messages[-2:]
    assert (said.author, said.own, said.date) == ("Ben Okafor", False, clock.now - 1)
    assert (said.text, said.kind) == ("**you** never listen 💔 /pause", "text")
    assert [(entity.type, entity.offset) for entity in said.entities] == [("bot_command", 24)]
    assert scene.world.view(scene.ben, group).messages[-2].own is True
    [[button]] = asked.keyboard
    assert (button.label, button.kind, button.value) == ("Pause", "callback_data", "p")
    assert button.style == "danger"


def test_outsiders_see_nothing(scene):
    group, chat = scene.group(), scene.private()
    scene.world.remove_member(group, scene.ben, by=scene.ana)

    for user, place in [(scene.cleo, group), (scene.ben, group), (scene.ben, chat)]:
        with pytest.raises(ImpossibleError):
            scene.world.view(user, place)


def test_an_edit_that_changes_nothing_is_none(scene):
    group = scene.group()
    said = scene.world.post(scene.ben, group, "hello")
    scene.drain()

    scene.world.edit(scene.ben, group, said.id, " hello ")

    assert scene.updates() == []
    assert scene.world.view(scene.ben, group).messages[-1].edited is False


def test_a_caption_can_be_edited_away(scene):
    group = scene.group()
    said = scene.world.post(scene.ben, group, "hello", photo=True)

    scene.world.edit(scene.ben, group, said.id, "")

    assert "caption" not in scene.updates()[-1]["edited_message"]


def test_an_administrator_deletes_what_others_wrote(scene):
    group = scene.group()
    said = scene.world.post(scene.ben, group, "hello")

    scene.world.delete(scene.ana, group, said.id)

    assert scene.world.removed(group)[0].removed_by is scene.ana


def test_people_cannot_do_what_no_client_offers(scene, clock):
    world, ana, ben, cleo = scene.world, scene.ana, scene.ben, scene.cleo
    group, chat = scene.group(), scene.private()
    his = world.post(ben, group, "hello")
    sticker = world.post(ben, group, sticker="😢")
    hers = world.post(ana, group, "hello")
    onward = world.forward(ben, group, hers)
    kept = scene.call("sendMessage", chat_id=group.id, text="a", protect_content=True)
    kept = group.messages[kept["message_id"]]
    channel = world.add_channel("Thoughts")
    gone = clock.moment
    attempts = {
        "say nothing": lambda: world.post(ben, group, "  "),
        "say what does not show": lambda: world.post(ben, group, "\u2800"),
        "say too much": lambda: world.post(ben, group, "x" * 4097),
        "caption too much": lambda: world.post(ben, group, "x" * 1025, photo=True),
        "caption a sticker": lambda: world.post(ben, group, "x", sticker="😢"),
        "send two things": lambda: world.post(ben, group, photo=True, voice=3),
        "write as an outsider": lambda: world.post(cleo, group, "x"),
        "write in another's chat": lambda: world.post(ben, chat, "x"),
        "write in a channel": lambda: world.post(ben, channel, "x"),
        "write as a group one does not lead": lambda: world.post(ben, group, "x", as_chat=group),
        "write as another group": lambda: world.post(ben, group, "x", as_chat=scene.group()),
        "answer nothing": lambda: world.post(ben, group, "x", reply_to=99),
        "make an album of one": lambda: world.post_album(ben, group, [{"photo": True}]),
        "forward what is protected": lambda: world.forward(ben, group, kept),
        "forward a service message": lambda: world.forward(ben, group, group.messages[1]),
        "edit another's words": lambda: world.edit(ben, group, hers.id, "x"),
        "edit a sticker": lambda: world.edit(ben, group, sticker.id, "x"),
        "edit to nothing": lambda: world.edit(ben, group, his.id, " "),
        "edit a forward": lambda: world.edit(ben, group, onward.id, "x"),
        "edit what is not there": lambda: world.edit(ben, group, 99, "x"),
        "delete another's words": lambda: world.delete(ben, group, hers.id),
        "delete a service message": lambda: world.delete(ben, group, 1),
        "react with a lemon": lambda: world.react(ben, group, hers.id, "🍋"),
        "react to a service message": lambda: world.react(ben, group, 1, "👍"),
        "react from outside": lambda: world.react(cleo, group, hers.id, "👍"),
    }

    for attempt in attempts.values():
        with pytest.raises(ImpossibleError):
            attempt()
    clock.moment = gone
    clock.forward(hours=48)
    with pytest.raises(ImpossibleError, match="too old"):
        world.edit(ben, group, his.id, "x")
    world.block(ana, scene.bot)
    with pytest.raises(ImpossibleError):
        world.post(ana, chat, "x")


def test_changes_are_logged_in_order(scene):
    world = scene.world
    group = scene.group(rights=("can_pin_messages",))
    keyboard = {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}
    before, _ = world.changes()

    sent = scene.call("sendMessage", chat_id=group.id, text="a", reply_markup=keyboard)
    number = sent["message_id"]
    scene.call("editMessageText", chat_id=group.id, message_id=number, text="b")
    scene.call("editMessageReplyMarkup", chat_id=group.id, message_id=number, reply_markup=keyboard)
    tap = world.tap(scene.ben, group, number, "x")
    scene.call("answerCallbackQuery", callback_query_id=tap.id, text="ok")
    world.react(scene.ben, group, number, "👍")
    scene.call("sendChatAction", chat_id=group.id, action="typing")
    scene.call("deleteMessage", chat_id=group.id, message_id=number)
    world.remove_member(group, scene.ben, by=scene.ben)

    version, changes = world.changes(before)
    assert [change.version for change in changes] == list(range(before + 1, version + 1))
    assert [(change.kind, change.message_id, change.user_id) for change in changes] == [
        ("posted", number, None),
        ("edited", number, None),
        ("edited", number, None),
        ("toast", number, scene.ben.id),
        ("reacted", number, None),
        ("typing", None, None),
        ("removed", number, None),
        ("member", None, scene.ben.id),
        ("posted", number + 1, None),
    ]
    assert {change.chat_id for change in changes} == {group.id}
    assert world.changes(version) == (version, [])


def test_listeners_hear_of_a_change_before_it_returns(scene):
    group = scene.group()
    heard: list[Change] = []
    stop = scene.world.listen(heard.append)

    said = scene.world.post(scene.ben, group, "a")
    assert [(change.kind, change.message_id) for change in heard] == [("posted", said.id)]
    stop()
    scene.world.post(scene.ben, group, "b")
    assert len(heard) == 1


def test_private_chats_of_one_person_with_two_bots_are_apart(scene):
    other = scene.world.add_bot("99:other", username="other_bot", name="Other")
    first = scene.private()
    second = scene.world.start(scene.ana, other)

    _, changes = scene.world.changes()

    assert first.id == second.id == scene.ana.id
    assert [change.bot_id for change in changes] == [scene.bot.id, other.id]
    assert scene.updates() == []
    assert scene.world.view(scene.ana, second).title == "Other"
