"""Updates to events, a row each. Marks: [src] read in Bot API or python-telegram-bot sources,
[run] observed against the local Bot API, [doc] from documentation."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.adapters.telegram import contents, former, inbound, wire
from bot.adapters.telegram.inbound import Address, Me
from bot.facilitator import events as ev
from bot.facilitator.ids import Mailbox, MessageId, TapId, WordRef
from bot.sensing.signals import Signals
from bot.service.excuse import Plea
from bot.service.formats import Format
from bot.service.ports import Words

ME = Me(7000000001, "heard_bot")
ANA = {"id": 11, "is_bot": False, "first_name": "Ana"}
BEN = {"id": 12, "is_bot": False, "first_name": "Ben"}
BOT = {"id": 7000000001, "is_bot": True, "first_name": "Heard"}
GROUP = {"id": -1005, "type": "supergroup", "title": "Us"}
PRIVATE = {"id": 11, "type": "private", "first_name": "Ana"}
KNOWN = {"11": Mailbox("p1"), "12": Mailbox("p2")}
AT = datetime(2026, 1, 10, 18, 0, tzinfo=UTC)
DATE = int(AT.timestamp())


def message(chat: dict[str, Any] = GROUP, sender: Any = ANA, **content: Any) -> dict[str, Any]:
    base = {"message_id": 5, "date": DATE, "chat": chat, "from": sender}
    return {"message": {key: value for key, value in {**base, **content}.items() if value != ""}}


def command(text: str, chat: dict[str, Any] = GROUP, marks: tuple[str, ...] = ()) -> dict[str, Any]:
    found = re.match(r"/[a-z@_A-Z]+", text)
    assert found is not None
    kinds = (*marks, "bot_command")
    entities = [{"type": kind, "offset": 0, "length": found.end()} for kind in kinds]
    return message(chat, text=text, entities=entities)


def only_bot(content: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The same, which nobody else sees."""
    unseen = {"message_id": 0, "ephemeral_message_id": 3, "receiver_user": BOT}
    return {"message": {**content["message"], **unseen, **more}}


def read(content: dict[str, Any], part: int = 0) -> Any:
    update = wire.update(json.dumps({"update_id": 1, **content}).encode())
    reading = inbound.to_event(update, part, 9, KNOWN, ME)
    return reading.event if reading else None


def words(content: dict[str, Any]) -> Words | None:
    update = wire.update(json.dumps({"update_id": 1, **content}).encode())
    reading = inbound.to_event(update, 0, 9, KNOWN, ME)
    return reading.words if reading else None


def said(
    by: str | None = "p1", length: int = 2, medium: Any = "text", mask: str = "", album: str = ""
) -> ev.Said:
    who = Mailbox(by) if by else None
    signals, words, name = Signals(length, medium), WordRef("w9"), "Ana" if by else ""
    return ev.Said(by=who, name=name, words=words, signals=signals, message=MessageId(5), sent=AT,
                   mask=mask, album=album)  # fmt: skip


def member(status: str, by: Any = None, **rights: Any) -> dict[str, Any]:
    new = {"status": status, "user": BOT, **rights}
    return {
        "my_chat_member": {
            "chat": GROUP, "from": by or ANA, "date": DATE, "new_chat_member": new,
            "old_chat_member": {"status": "left", "user": BOT},
        }
    }  # fmt: skip


def reaction(emoji: str, **more: Any) -> dict[str, Any]:
    new = [{"type": "emoji", "emoji": emoji}]
    return {
        "message_reaction": {
            "chat": GROUP, "message_id": 5, "user": ANA, "date": DATE, "old_reaction": [],
            "new_reaction": new, **more,
        }
    }  # fmt: skip


#: As what a command was written.
WHERE: dict[str, Any] = {"message": MessageId(5), "sent": AT}
FILE = {"file_id": "F", "file_unique_id": "U"}

EVENTS: list[tuple[str, dict[str, Any], Any]] = [
    ("text", message(text="hi"), said()),
    ("UTF-16 length [src]", message(text="💔💔"), said(length=4)),
    ("anonymous admin: from is GroupAnonymousBot [src]",
     message(sender={"id": 1087968824, "is_bot": True, "first_name": "Group"}, sender_chat=GROUP,
             text="hi"), said(by=None, mask="group")),
    ("speaking as a channel [doc]",
     message(sender={"id": 136817688, "is_bot": True, "first_name": "Channel"},
             sender_chat={"id": -100777, "type": "channel", "title": "C"}, text="hi"),
     said(by=None, mask="-100777")),
    ("a stranger of whom we keep no row", message(sender={"id": 99, "is_bot": False,
     "first_name": "X"}, text="hi"), said(by=None)),
    ("a photo's caption", message(photo=[{**FILE, "file_id": "s"}, FILE], caption="hi"),
     said(medium="photo")),
    ("voice", message(voice={**FILE, "duration": 3}), said(length=0, medium="voice")),
    ("video note", message(video_note={**FILE, "length": 1, "duration": 1}),
     said(length=0, medium="video_note")),
    ("an animation is also a document [src]", message(animation=FILE, document=FILE),
     said(length=0, medium="animation")),
    ("a sticker's emoji", message(sticker={**FILE, "emoji": "🙂"}),
     said(length=2, medium="sticker")),
    ("a poll's question", message(poll={"question": "Q?", "options": []}), said(medium="poll")),
    ("dice", message(dice={"emoji": "🎲", "value": 3}), said(length=4, medium="dice")),
    ("contact", message(contact={"phone_number": "1", "first_name": "A"}),
     said(length=3, medium="contact")),
    ("location", message(location={"latitude": 1.0, "longitude": 2.0}),
     said(length=16, medium="location")),
    ("a story", message(story={"id": 1, "chat": GROUP}), said(length=0, medium="story")),
    ("a checklist, which bots seldom meet [src]",
     message(checklist={"title": "x", "tasks": [{"id": 1, "text": "y"}]}),
     said(length=5, medium="checklist")),
    ("media that cost something", message(paid_media={"star_count": 1}, caption="hi"),
     said(medium="paid_media")),
    ("a giveaway", message(giveaway={"chats": []}), said(length=0, medium="giveaway")),
    ("a venue is also a location [src]",
     message(location={"latitude": 1.0, "longitude": 2.0},
             venue={"title": "Café", "address": "1", "location": {}}),
     said(length=23, medium="location")),
    ("a live photo is also a photo [src]", message(photo=[FILE], live_photo=FILE, caption="hi"),
     said(medium="photo")),
    ("a part of an album", message(photo=[FILE], caption="hi", media_group_id="77"),
     said(medium="photo", album="77")),
    ("forwarded", message(text="hi", forward_origin={"type": "hidden_user", "date": 1,
                                                      "sender_user_name": "C"}), said()),
    ("via a bot", message(text="hi", via_bot=BOT), said()),
    ("what a bot changed of it", {"edited_message": message(text="hi", via_bot=BOT)["message"]},
     None),
    ("a game's new score", {"edited_message": message(game={"title": "x"})["message"]}, None),
    ("a service message is nothing said", message(pinned_message={}), None),
    ("a message of another bot", message(sender={"id": 50, "is_bot": True, "first_name": "B"},
     text="hi"), None),
    ("a command", command("/pause 20m"),
     ev.Asked(by=Mailbox("p1"), command="pause", argument="20m", name="Ana", **WHERE)),
    ("a command for us", command("/Pause@Heard_Bot"),
     ev.Asked(by=Mailbox("p1"), command="pause", name="Ana", **WHERE)),
    ("a command in private, which may be taken out again",
     command("/tidy", PRIVATE),
     ev.Asked(by=Mailbox("p1"), command="tidy", name="Ana", message=MessageId(5), sent=AT)),
    ("a command for another bot", command("/pause@other_bot"), None),
    ("what only its writer and we see: message_id is 0 [run]",
     message(message_id=0, ephemeral_message_id=3, receiver_user=BOT, text="hi"),
     ev.Said(by=Mailbox("p1"), name="Ana", words=WordRef("w9"), signals=Signals(2),
             message=MessageId(0), sent=AT, unseen=MessageId(3))),
    ("a medium, too, and nothing beside its own fields counts as one [run]",
     message(message_id=0, ephemeral_message_id=3, receiver_user=BOT, pinned_message={}), None),
    ("a command that only we hear [run]",
     message(message_id=0, ephemeral_message_id=3, receiver_user=BOT, text="/held",
             entities=[{"type": "bot_command", "offset": 0, "length": 5}]),
     ev.Asked(by=Mailbox("p1"), command="held", name="Ana", sent=AT, unseen=MessageId(3))),
    ("an edit that nobody else can have read",
     {"edited_message": message(message_id=0, ephemeral_message_id=3, edit_date=DATE,
                                text="hi")["message"]}, None),
    ("a slash that Telegram did not mark is text", message(text="/pause"), said(length=6)),
    ("no more of what was written than the command takes", command("/pause because you never"),
     ev.Asked(by=Mailbox("p1"), command="pause", argument="?", name="Ana", **WHERE)),
    ("a command that takes nothing", command("/stop now, please"),
     ev.Asked(by=Mailbox("p1"), command="stop", name="Ana", **WHERE)),
    ("a command with a mark behind it", command("/pause!"),
     ev.Asked(by=Mailbox("p1"), command="pause", name="Ana", **WHERE)),
    ("a command with a comma", command("/pause, 20m"),
     ev.Asked(by=Mailbox("p1"), command="pause", argument="20m", name="Ana", **WHERE)),
    ("a bold command", command("/pause", marks=("bold",)),
     ev.Asked(by=Mailbox("p1"), command="pause", name="Ana", **WHERE)),
    ("a shared place that moves on is not speaking",
     {"edited_message": message(location={"latitude": 1, "longitude": 2})["message"]}, None),
    ("a kind of message that nobody knows yet", message(hologram={"x": 1}),
     said(length=0, medium="other")),
    ("a game", message(game={"title": "Chess"}), said(length=5, medium="game")),
    ("a message of the chat's own", message(pinned_message={"message_id": 4}), None),
    ("a deep link", command("/start hello", PRIVATE),
     ev.Asked(by=Mailbox("p1"), command="start", argument="hello", name="Ana",
              message=MessageId(5), sent=AT)),
    ("a human left", message(left_chat_member=BEN), ev.Left(who=Mailbox("p2"))),
    ("we were added: told by my_chat_member", message(new_chat_members=[BOT]), None),
    ("the group became a supergroup", message(migrate_from_chat_id=-5), ev.Moved()),
    ("the old group says where it went", message(migrate_to_chat_id=-1005), None),
    ("added as a member, privacy on", member("member"),
     ev.RightsChanged(rights=ev.Rights(), name="Ana")),
    ("admin without the right to delete", member("administrator", can_delete_messages=False),
     ev.RightsChanged(rights=ev.Rights(sees=True), name="Ana")),
    ("admin with it", member("administrator", can_delete_messages=True),
     ev.RightsChanged(rights=ev.Rights(sees=True, removes=True), name="Ana")),
    ("kicked", member("kicked", until_date=0),
     ev.RightsChanged(rights=ev.Rights(present=False), name="Ana")),
    ("restricted and gone", member("restricted", is_member=False),
     ev.RightsChanged(rights=ev.Rights(present=False), name="Ana")),
    ("somebody leads the group now", {"chat_member": member("administrator")["my_chat_member"]},
     ev.StandingChanged()),
    ("what we did", {"chat_member": member("restricted", by=BOT)["my_chat_member"]}, None),
    ("a reaction that stings", reaction("🤡"),
     ev.Reacted(by=Mailbox("p1"), message=MessageId(5))),
    ("a reaction of whoever writes as the group", reaction("🤡", actor_chat=GROUP, user=None),
     ev.Reacted(by=None, message=MessageId(5))),
    ("a kind that we do not use", {"poll_answer": {"poll_id": "1"}}, None),
    ("a kind that nobody knows yet", {"hologram": {"x": 1}}, None),
]  # fmt: skip


@pytest.mark.parametrize(("content", "event"), [row[1:] for row in EVENTS],
                         ids=[row[0] for row in EVENTS])  # fmt: skip
def test_updates_to_events(content: dict[str, Any], event: Any) -> None:
    assert read(content) == event


FORUM = {**GROUP, "is_forum": True}


@pytest.mark.parametrize(
    ("content", "thread"),
    [
        (message(FORUM, text="x", message_thread_id=9, is_topic_message=True), 9),
        (message(FORUM, text="an answer in the general topic", message_thread_id=9), 0),
        (message(FORUM, text="x"), 0),
        (message(GROUP, text="an answer", message_thread_id=9), None),
        (message(PRIVATE, text="x"), None),
        (command("/begin", FORUM), 0),
    ],
)
def test_a_topic_is_not_a_chain_of_answers(content: dict[str, Any], thread: int | None) -> None:
    assert read(content).thread == thread
    if "entities" not in content["message"]:
        assert read({"edited_message": content["message"]}).thread == thread


@pytest.mark.parametrize(("date", "thread"), [(DATE, 9), (0, None)])
def test_a_card_too_old_to_be_known_is_in_no_topic(date: int, thread: int | None) -> None:
    card = {"message_id": 5, "date": date, "chat": FORUM}
    card |= {"message_thread_id": 9, "is_topic_message": True} if date else {}
    tap = {"id": "1", "from": ANA, "message": card, "data": "t1:ready"}
    assert read({"callback_query": tap}).thread == thread


@pytest.mark.parametrize(
    "content",
    [
        member("left"),
        message(left_chat_member=BEN),
        message(new_chat_members=[BEN]),
    ],
)
def test_who_goes_from_a_dead_group_goes_nowhere(content: dict[str, Any]) -> None:
    update = wire.update(json.dumps({"update_id": 1, **content}).encode())
    reading = inbound.to_event(update, 0, 9, KNOWN, ME)
    assert reading is not None
    assert former.of_a_former_chat(reading, update, "-1005") == reading
    assert former.of_a_former_chat(reading, update, "-1006") is None


def test_a_command_from_a_dead_group_is_heard_and_has_no_number() -> None:
    update = wire.update(json.dumps({"update_id": 1, **command("/pause")}).encode())
    reading = inbound.to_event(update, 0, 9, KNOWN, ME)
    found = former.of_a_former_chat(reading, update, "-1006")
    assert found is not None
    assert isinstance(found.event, ev.Asked)
    assert (found.event.command, found.event.message) == ("pause", None)


def test_several_who_join_are_an_event_each() -> None:
    content = message(new_chat_members=[ANA, BOT, BEN])
    update = wire.update(json.dumps({"update_id": 1, **content}).encode())
    assert [one.part for one in inbound.addresses(update)] == [0, 1, 2]
    assert read(content, 0) == ev.Joined(who=Mailbox("p1"), name="Ana")
    assert read(content, 1) is None
    assert read(content, 2) == ev.Joined(who=Mailbox("p2"), name="Ben")


def test_a_tap_carries_its_card_and_its_person() -> None:
    tap = {"id": "77", "from": ANA, "chat_instance": "1", "data": "t12:opt:x",
           "message": {"message_id": 5, "date": 0, "chat": GROUP}}  # fmt: skip
    assert read({"callback_query": tap}) == ev.Tapped(
        by=Mailbox("p1"), stamp="t12", action="opt:x", tap=TapId("77"), name="Ana"
    )


def test_an_edit_is_dated_by_its_edit() -> None:
    content = message(text="new", edit_date=DATE + 60)
    edited = read({"edited_message": content["message"]})
    assert isinstance(edited, ev.Edited)
    assert (edited.sent - AT).total_seconds() == 60


@pytest.mark.parametrize("status", ["kicked", "member"])
def test_blocked_and_unblocked(status: str) -> None:
    change = {"chat": PRIVATE, "from": ANA, "date": DATE,
              "old_chat_member": {"status": "member", "user": BOT},
              "new_chat_member": {"status": status, "user": BOT}}  # fmt: skip
    reached = ev.Reached(reachable=status == "member", name="Ana")
    assert read({"my_chat_member": change}) == reached


def test_what_cannot_be_sent_again_is_kept_in_words() -> None:
    poll = {"question": "Who?", "options": [{"text": "me"}, {"text": "you"}]}
    kept = words(message(poll=poll))
    assert kept == Words("", "poll", None, "Who?\n– me\n– you")
    venue = {"title": "Café", "address": "Long Street", "location": {}}
    place = words(message(location={"latitude": 1.0, "longitude": 2.0}, venue=venue))
    assert place == Words("", "location", None, "Café\nLong Street\n1.00000, 2.00000")
    lines = {"title": "List", "tasks": [{"id": 1, "text": "milk"}]}
    assert words(message(checklist=lines)) == Words("", "checklist", None, "List\n– milk")


def test_what_is_bold_or_a_link_is_kept_and_whose_words_they_are() -> None:
    bold = {"type": "bold", "offset": 0, "length": 2}
    link = {"type": "text_link", "offset": 3, "length": 2, "url": "https://a.example"}
    calls = {"type": "text_mention", "offset": 0, "length": 2, "user": ANA}
    formats = (Format("bold", 0, 2), Format("text_link", 3, 2, "https://a.example"))
    assert words(message(text="hi ho", entities=[bold, link, calls])).formats == formats
    captioned = message(photo=[FILE], caption="hi ho", caption_entities=[bold, link])
    assert words(captioned).formats == formats
    from_ = {"type": "user", "date": 1, "sender_user": BEN}
    assert words(message(text="hi", forward_origin=from_)).origin == "Ben"
    channel = {"type": "channel", "date": 1, "chat": {**GROUP, "title": "News"}, "message_id": 1}
    assert words(message(text="hi", forward_origin=channel)).origin == "News"
    assert words(message(text="hi")).origin is None


@pytest.mark.parametrize(
    ("content", "address"),
    [
        (message(text="x"), [Address("-1005", private=False)]),
        (message(PRIVATE, text="x"), [Address("11", private=True)]),
        (message({"id": -1009, "type": "channel"}, text="x"), []),
        ({"callback_query": {"id": "1", "from": ANA, "inline_message_id": "x"}}, []),
        (reaction("🤡"), [Address("-1005", private=False)]),
        (reaction("❤"), []),
        ({"hologram": {}}, []),
    ],
)
def test_where_an_update_goes(content: dict[str, Any], address: list[Address]) -> None:
    update = wire.update(json.dumps({"update_id": 1, **content}).encode())
    assert inbound.addresses(update) == address


def test_moves_are_read_from_either_side() -> None:
    old = message({"id": -5, "type": "group"}, migrate_to_chat_id=-1005)
    new = message(migrate_from_chat_id=-5)
    for content in (old, new):
        update = wire.update(json.dumps({"update_id": 1, **content}).encode())
        assert inbound.moves(update) == ("-5", "-1005")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ana", "Ana"),
        ("  A\n na ", "A na"),
        ("\u202eanA", "anA"),
        ("x" * 40, "x" * 31 + "…"),
        ("", ""),
    ],
)
def test_names_are_one_line_and_harmless(name: str, shown: str) -> None:
    assert contents.clean(name) == shown


@pytest.mark.parametrize(
    ("what", "plea"),
    [
        (command("/support"), Plea("-1005", private=False, command="support")),
        (only_bot(command("/support")), Plea("11", private=True, command="support")),
        (only_bot(message(text="hi")), Plea("11", private=True)),
        (message(text="hi"), None),
        (only_bot(command("/support"), sender_chat=GROUP), None),
    ],
)
def test_who_waits_for_an_answer(what: dict[str, Any], plea: Plea | None) -> None:
    """Of what nobody else saw, nobody else learns that it waits."""
    update = wire.update(json.dumps({"update_id": 1, **what}).encode())
    assert inbound.plea(update, ME) == plea
