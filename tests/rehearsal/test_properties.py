"""Random lives of a couple and a bot: nothing breaks, every update can be read."""

import re
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram import Update

from bot.rehearsal.botapi import Chat, ImpossibleError, Message, Upload, User, World
from bot.rehearsal.botapi.rights import PERMISSIONS, RIGHTS

# Fields that Telegram still sends for old bots and python-telegram-bot has given up.
FOR_OLD_BOTS = {
    "all_members_are_administrators",
    "accepted_gift_types",
    "can_manage_voice_chats",
    "can_send_media_messages",
    "forward_date",
    "forward_from",
    "forward_from_chat",
    "left_chat_participant",
    "new_chat_member",
    "new_chat_participant",
}
SAYINGS = (
    "hello",
    "/pause",
    "/pause@heard_bot",
    "@heard_bot",
    "💔 no",
    "see https://example.com/(x).",
    " ",
    "\ud7ff\u2028\u0333\r\n",
)
MARKS = (
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<code>",
    "</code>",
    "<pre>",
    "</pre>",
    "<a href='example.com'>",
    "</a>",
    "<blockquote expandable>",
    "</blockquote>",
    "&lt;",
    "&#128148;",
    "💔",
    "x",
    " ",
    "\n",
    "/stop",
)
ATTACHMENTS = (
    {},
    {},
    {"photo": True},
    {"animation": True},
    {"video": 3},
    {"video_note": 3},
    {"voice": 3},
    {"audio": "Song"},
    {"document": "a.pdf"},
    {"sticker": "😢"},
    {"dice": "🎲"},
    {"poll": ("Who?", ["You", "Me"])},
    {"contact": ("+1", "Mum")},
    {"location": (1.5, 2.5)},
)
FILES = {
    "photo": b"\xff\xd8\xff",
    "animation": b"\0\0\0\x18ftypmp42",
    "video": b"\0\0\0\x18ftypmp42",
    "voice": b"OggS",
    "sticker": b"RIFF\0\0\0\0WEBP",
    "document": b"text",
}
KEYBOARDS = (
    None,
    {"inline_keyboard": [[{"text": "Tap", "callback_data": "yes"}]]},
    {"inline_keyboard": [[{"text": "Tap", "callback_data": "x" * 65}]]},
    {"force_reply": True},
)
WANTED = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "message_reaction",
)
IN_A_CHAT = (
    "restrictChatMember",
    "setChatPermissions",
    "getChat",
    "getChatMember",
    "getChatAdministrators",
    "getChatMemberCount",
    "sendChatAction",
)
ON_A_MESSAGE = (
    "editMessageText",
    "editMessageCaption",
    "editMessageReplyMarkup",
    "deleteMessage",
    "pinChatMessage",
    "unpinChatMessage",
    "setMessageReaction",
    "forwardMessage",
    "copyMessage",
)


def luck(seed: int) -> Random:
    """Repeatable chance."""
    return Random(seed)


class Life:
    """One world, in which people and a bot try things at random."""

    def __init__(self, chance: Random) -> None:
        self.moment = datetime(2026, 3, 14, 20, tzinfo=UTC)
        self.world = World(lambda: self.moment)
        self.bot = self.world.add_bot(
            "1234567:t", username="heard_bot", name="Heard", privacy=chance.random() < 0.5
        )
        self.ana = self.world.add_user("Ana", language="en")
        self.people = [self.ana, *(self.world.add_user(name) for name in ("Ben", "Cleo"))]
        kind = chance.choice(["group", "supergroup"])
        self.group = self.world.add_group("Ana & Ben", owner=self.ana, kind=kind)
        self.world.add_member(self.group, self.people[1], by=self.ana)
        self.world.promote(self.group, self.bot, RIGHTS[1:-1], by=self.ana)
        self.chats = [self.world.open_private(person, self.bot) for person in self.people]
        self.chats += [self.group] * 5
        self.world.start(self.ana, self.bot)
        self.channel = self.world.add_channel("Thoughts")
        self.taps = ["0"]
        self.done: set[str] = set()
        self.read: set[str] = set()
        self.call("getUpdates", allowed_updates=WANTED)

    def step(self, seed: int) -> None:
        """Do something; which and how is in the seed."""
        chance = luck(seed)
        actions = [self.write] * 4 + [self.change] * 4 + [self.send] * 4 + [self.handle] * 6
        actions += [self.govern] * 3 + [self.answer] * 2 + [self.regroup, self.wait, self.link]
        chance.choice(actions)(chance)
        self.poll()

    def call(self, method: str, files: dict | None = None, **params: object) -> object:
        """Call as the bot; only Telegram's own errors may come of it."""
        answer = self.world.answer(self.bot.token, method, params, files)
        if answer.body["ok"]:
            self.done.add(method)
            return answer.body["result"]
        assert answer.code in {400, 403}
        assert re.match(r"(Bad Request|Forbidden): \S", answer.body["description"])
        return None

    def attempt(self, action, *args, **kwargs) -> object:
        """Act as a human; only what clients refuse may come of it."""
        try:
            result = action(*args, **kwargs)
        except ImpossibleError:
            return None
        self.done.add(action.__name__)
        return result

    def place(self, chance: Random) -> tuple[User, Chat, int]:
        """Somebody, somewhere, and a message there, rather a new one."""
        chat = chance.choice(self.chats)
        recent = list(chat.messages)[-8:] or [1]
        return chance.choice(self.people), chat, chance.choice(recent)

    def words(self, chance: Random) -> str:
        marked = "".join(chance.choice(MARKS) for _ in range(chance.randrange(8)))
        return chance.choice([*SAYINGS, marked, marked, f"<b>{chance.choice(SAYINGS)}</b>"])

    def write(self, chance: Random) -> None:
        user, chat, message_id = self.place(chance)
        self.attempt(
            self.world.post,
            user,
            chat,
            self.words(chance),
            reply_to=chance.choice([0, message_id]),
            as_chat=chance.choice([None, None, None, self.channel, chat]),
            **chance.choice(ATTACHMENTS),
        )

    def change(self, chance: Random) -> None:
        user, chat, message_id = self.place(chance)
        world = self.world
        target = chat.messages.get(message_id)
        match chance.choice(["edit", "delete", "react", "forward", "album", "tap", "tap"]):
            case "edit":
                self.attempt(world.edit, user, chat, message_id, self.words(chance))
            case "delete":
                self.attempt(world.delete, user, chat, message_id)
            case "react":
                emoji = chance.choice(["👍", "🖕", "", "x"])
                self.attempt(world.react, user, chat, message_id, emoji)
            case "album":
                self.attempt(world.post_album, user, chat, [{"photo": True}, {"video": 3}], "a")
            case "tap":
                tap = self.attempt(world.tap, user, chat, message_id, "yes")
                self.taps += [tap.id] if tap else []
            case "forward" if isinstance(target, Message):
                self.attempt(world.forward, user, chance.choice(self.chats), target)

    def regroup(self, chance: Random) -> None:
        world, group = self.world, self.group
        user, by = chance.choice([*self.people, self.bot, self.bot]), chance.choice(self.people)
        rights = chance.sample(RIGHTS, chance.randrange(len(RIGHTS)))
        attempts = (
            (world.add_member, (group, user), {"by": by}),
            (world.add_member, (group, user), {}),
            (world.remove_member, (group, user), {"by": by}),
            (world.promote, (group, user, rights), {"by": by}),
            (world.promote, (group, self.bot, RIGHTS[1:-1]), {"by": self.ana}),
            (world.demote, (group, user), {"by": by}),
            (world.remain_anonymous, (group, by), {}),
            (world.block, (by, self.bot), {}),
            (world.unblock, (by, self.bot), {}),
            (self.call, ("leaveChat",), {"chat_id": group.id}),
        )
        action, args, kwargs = chance.choice(attempts)
        self.attempt(action, *args, **kwargs)

    def link(self, chance: Random) -> None:
        rights = chance.choice([(), RIGHTS[1:-1]])
        start = self.world.start_in_group
        grown = self.attempt(start, self.ana, self.bot, self.group, "x", rights)
        if grown and grown is not self.group:
            self.group = grown
            self.chats += [grown] * 20

    def send(self, chance: Random) -> None:
        _, chat, message_id = self.place(chance)
        kind = chance.choice(["message", *FILES])
        files = {kind: Upload("a", FILES[kind])} if kind in FILES else None
        self.call(
            f"send{kind}",
            files,
            chat_id=chat.id,
            text=self.words(chance),
            caption=self.words(chance),
            parse_mode=chance.choice([None, "HTML"]),
            reply_markup=chance.choice(KEYBOARDS),
            reply_parameters=chance.choice([None, {"message_id": message_id, "quote": "he"}]),
        )

    def handle(self, chance: Random) -> None:
        method, (_, chat, message_id) = chance.choice(ON_A_MESSAGE), self.place(chance)
        away = method in {"forwardMessage", "copyMessage"}
        self.call(
            method,
            chat_id=chance.choice(self.chats).id if away else chat.id,
            from_chat_id=chat.id,
            message_id=message_id,
            text=self.words(chance),
            caption=self.words(chance),
            parse_mode=chance.choice([None, "HTML"]),
            reply_markup=chance.choice(KEYBOARDS),
            reaction=[{"type": "emoji", "emoji": "👀"}],
        )

    def govern(self, chance: Random) -> None:
        user, chat, _ = self.place(chance)
        self.call(
            chance.choice(IN_A_CHAT),
            chat_id=chat.id,
            user_id=user.id,
            permissions={name: chance.random() < 0.9 for name in PERMISSIONS},
            until_date=int(self.moment.timestamp()) + chance.choice([0, 20, 60, 10**9]),
            action="typing",
        )

    def answer(self, chance: Random) -> None:
        text = "x" * chance.choice([0, 5, 201])
        self.call("answerCallbackQuery", callback_query_id=self.taps[-1], text=text)

    def wait(self, chance: Random) -> None:
        self.moment += timedelta(seconds=chance.choice([0.4, 5, 20, 3600, 90_000]))

    def poll(self) -> None:
        """Read the new updates as python-telegram-bot does."""
        updates = self.world.pending_updates(self.bot)
        self.bot.updates.clear()
        numbers = [raw["update_id"] for raw in updates]
        assert numbers == sorted(set(numbers))
        for raw in updates:
            update = Update.de_json(raw, None)
            assert not update.api_kwargs
            assert unread(update) <= FOR_OLD_BOTS
            self.read |= set(raw)

    def look(self) -> None:
        """Everybody who is in a chat sees exactly what is there."""
        for chat in self.chats:
            for user in self.people:
                if chat.human is user or chat.member(user, self.world.now()).inside:
                    seen = self.world.view(user, chat).messages
                    assert [message.id for message in seen] == list(chat.messages)


def unread(thing: object) -> set[str]:
    """The fields anywhere in a decoded object that python-telegram-bot does not know."""
    if isinstance(thing, (list, tuple)):
        return {name for each in thing for name in unread(each)}
    if not hasattr(thing, "api_kwargs"):
        return set()
    inner = (getattr(thing, name, None) for name in thing._get_attrs_names(include_private=False))
    return set(thing.api_kwargs) | {name for each in inner for name in unread(each)}


def test_a_field_that_the_library_does_not_know_is_noticed():
    chat = {"id": 1, "type": "private", "telepathy": True}
    message = {"message_id": 1, "date": 0, "chat": chat, "text": "a"}
    raw = {"update_id": 1, "message": message | {"reply_to_message": message | {"mood": "x"}}}

    assert unread(Update.de_json(raw, None)) == {"telepathy", "mood"}


seeds = st.integers(0, 2**32)


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(first=seeds, steps=st.lists(seeds, min_size=60, max_size=200))
def test_random_lives(first, steps):
    life = Life(luck(first))
    for seed in steps:
        life.step(seed)
    life.look()


@pytest.mark.parametrize("first", [1, 2])
def test_random_lives_try_everything(first):
    life = Life(luck(first))
    for seed in range(6000):
        life.step(seed)
    life.look()

    assert set(WANTED) <= life.read
    assert {*ON_A_MESSAGE, *IN_A_CHAT, "sendmessage", "answerCallbackQuery"} <= life.done
