"""What people see, as a transcript says it: a whisper is its one reader's."""

import pytest

from bot.rehearsal.botapi import World
from bot.rehearsal.transcripts.cast import TOKEN, Cast, Time
from bot.rehearsal.transcripts.script import parse


def test_a_whisper_is_seen_by_its_reader_and_by_nobody_else() -> None:
    time = Time()
    world = World(time.now, ephemeral="10.3")
    bot = world.add_bot(TOKEN, username="heard_bot", name="Heard")
    cast = Cast(world, time, bot)
    cast.act("Ana adds Heard")
    before = cast.look()
    ben, ana = cast.people["Ben"], cast.people["Ana"]
    door = {"inline_keyboard": [[{"text": "Open", "url": "https://t.me/heard_bot?start=held"}]]}
    call = {
        "chat_id": cast.group.id,
        "text": "Kept.",
        "receiver_user_id": ben.id,
        "reply_markup": door,
    }
    sent = world.call(TOKEN, "sendMessage", call)

    assert cast.difference(before) == ["Heard whispers to Ben: Kept.", "  [Open]"]
    assert "Kept." in [one.text for one in world.view(ben, cast.group).messages]
    assert "Kept." not in [one.text for one in world.view(ana, cast.group).messages]
    with pytest.raises(ValueError, match="sees no button"):
        cast.act("Ana taps Open")
    with pytest.raises(ValueError, match="nothing was whispered"):
        cast.act("Ana, to the whisper: oh")
    cast.act("Ben, to the whisper: oh")
    assert "oh" not in [one.text for one in world.view(ana, cast.group).messages]

    before = cast.look()
    assert isinstance(sent, dict)
    gone = {
        "chat_id": cast.group.id,
        "receiver_user_id": ben.id,
        "ephemeral_message_id": sent["ephemeral_message_id"],
    }
    world.call(TOKEN, "deleteEphemeralMessage", gone)
    assert cast.difference(before) == ["gone: Heard whispers to Ben: Kept."]


def test_a_transcript_says_which_server_it_is_played_on() -> None:
    assert parse("# a\n\nAna: hi").ephemeral == "off"
    assert parse("# ephemeral: 10.2\n\nAna: hi").ephemeral == "10.2"
    with pytest.raises(ValueError, match=r"“# ephemeral: 9” is none of off, 10.2, 10.3"):
        _ = parse("# ephemeral: 9\n\nAna: hi").ephemeral


def test_telegram_does_not_do_everything() -> None:
    time = Time()
    world = World(time.now)
    cast = Cast(world, time, world.add_bot(TOKEN, username="heard_bot", name="Heard"))
    with pytest.raises(ValueError, match="Telegram never does this: sleeps"):
        cast.act("Telegram sleeps")
    assert "Telegram" not in cast.people
