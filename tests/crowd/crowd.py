"""Random people in a world, who do what their clients let them do.

A step is decided by its seed and by what there is at that moment, so a run is a list of seeds, and
a failing one can be made shorter by leaving steps out. What everybody writes carries a mark of its
own, so that it can be found again wherever it is shown.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from bot.rehearsal.botapi import Bot, Chat, ImpossibleError, User, World
from bot.rehearsal.simulation.eyes import Eyes
from bot.rehearsal.simulation.marks import mark
from tests.crowd.words import ATTACHMENTS, COMMANDS, CRISES, JUNK, sentence

#: The right that the product asks for, and ones beside it.
RIGHTS = (
    ("can_delete_messages",),
    ("can_delete_messages",),
    ("can_delete_messages", "can_restrict_members", "can_pin_messages"),
    ("can_manage_chat",),
)
#: The token of another bot, which people use in inline mode.
OTHER = "7000000099:crowd"
#: Lengths of time that pass by, in seconds; most often none.
WAITS = (1, 1, 2, 5, 5, 20, 60, 90, 120, 300, 1200, 1800, 3600, 6 * 3600, 24 * 3600, 50 * 3600)
#: Between a thing that people do and the next, in seconds.
PACE = (0, 1, 3, 3, 5, 5, 5, 8)
WAITS_CALM = (1,) * 12 + (2,) * 8 + (5,) * 8 + (20, 20, 20, 60, 90, 300, 1800)
#: Buttons that people in a calm life do not press: an exercise would hardly ever be played.
ENDING = frozenset({"Pause", "Pass", "Not now", "Enough", "Leave", "Leave Heard", "Take it back",
                    "End this exercise", "No", "Not today", "Enough for now", "Only remind",
                    "How are we talking?", "Later"})  # fmt: skip


@dataclass
class Crowd:
    """The people, their groups, and everything they have written.

    `move` moves the clock while people read and type; `mood` is one of `MOODS`; `happened` is what
    has been done, for people to read.
    """

    world: World
    bot: Bot
    move: Callable[[timedelta], None]
    mood: str = "rough"
    people: list[User] = field(default_factory=list)
    groups: list[Chat] = field(default_factory=list)
    channels: list[Chat] = field(default_factory=list)
    other: Bot = field(init=False)
    eyes: Eyes = field(init=False)
    happened: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    waits: timedelta = timedelta()
    _marks: int = 0

    def __post_init__(self) -> None:
        self.eyes = Eyes(self.world, self.bot, CRISES)

    def gather(self, group: Chat, *couple: User) -> None:
        """Begin with this couple; two more groups, strangers and a channel come along."""
        self.people += couple
        self.groups.append(group)
        self.people += [self.world.add_user(name) for name in ("Cleo", "Dara", "Eli")]
        basic = self.world.add_group("Basic", owner=self.people[1], kind="group")
        self.world.add_member(basic, self.people[2], by=self.people[1])
        alone = self.world.add_group("Alone", owner=self.people[3])
        self.groups += [basic, alone]
        self.channels.append(self.world.add_channel("Thoughts"))
        self.other = self.world.add_bot(OTHER, username="gifs_bot", name="Gifs", inline=True)

    # --- one step --------------------------------------------------------------------------------

    def step(self, seed: int) -> None:
        """Do something, or a few things at once; which is in the seed. `waits` is the time that
        passes then.
        """
        chance = Random(seed)
        self.waits = timedelta()
        self.move(timedelta(seconds=chance.choice(PACE)))
        for _ in range(chance.choice((1, 1, 1, 1, 1, 2, 3))):
            act = chance.choice(_BAGS[self.mood])
            try:
                getattr(self, act)(chance)
            except ImpossibleError:
                self.done[f"{act}, not possible"] += 1
            else:
                self.done[act] += 1
        if chance.random() < 0.4:
            waits = WAITS_CALM if self.mood == "calm" else WAITS
            self.waits = timedelta(seconds=chance.choice(waits))
            self._note(f"+{self.waits}")

    def _note(self, line: str) -> None:
        self.happened.append(line)

    def _somebody(self, chance: Random) -> User:
        couple = 4 if self.mood == "rough" else 40
        return chance.choice(self.people[:2] * couple + self.people)

    def _group(self, chance: Random) -> Chat:
        first = 5 if self.mood == "rough" else 40
        return chance.choice(self.groups[:1] * first + self.groups)

    def _place(self, chance: Random) -> tuple[User, Chat]:
        """Somebody, and a chat: a group where they are, or their private chat."""
        user = self._somebody(chance)
        if chance.random() < (0.3 if self.mood == "rough" else 0.15):
            return user, self.world.open_private(user, self.bot)
        here = [chat for chat in self.groups if self._inside(user, chat)]
        first = [chat for chat in here if chat is self.groups[0]]
        if not here:
            return user, self._group(chance)
        return user, chance.choice(first * 3 + here)

    def _inside(self, user: User, chat: Chat) -> bool:
        return chat.migrated_to is None and chat.member(user, self.world.now()).inside

    def _mark(self) -> str:
        self._marks += 1
        return mark(self._marks)

    # --- what they do ----------------------------------------------------------------------------

    def say(self, chance: Random) -> None:
        """Write something."""
        user, chat = self._place(chance)
        text = sentence(chance, self._mark())
        reply = self._any_message(chance, chat) if chance.random() < 0.15 else 0
        topic = chance.choice([0, *(one for one in chat.topics if one != 1)])
        self._note(f"{user.name} in {_name(chat)}{f'/{topic}' if topic else ''}: {text[:60]!r}")
        self.eyes.wrote(self.world.post(user, chat, text, reply_to=reply, topic=topic))

    def send(self, chance: Random) -> None:
        """Send something that is no text."""
        user, chat = self._place(chance)
        kind, content, caption = chance.choice(ATTACHMENTS)
        mark = self._mark()
        text = f"look {mark}" if caption and chance.random() < 0.6 else ""
        self._note(f"{user.name} in {_name(chat)} sends {kind} {text!r}")
        attachment: dict[str, Any] = {kind: content(mark) if callable(content) else content}
        self.eyes.wrote(self.world.post(user, chat, text, **attachment))

    def send_album(self, chance: Random) -> None:
        """Send an album."""
        user, chat = self._place(chance)
        items: list[Any] = [{"photo": True}, {"video": 3}, {"photo": True}][: chance.choice((2, 3))]
        mark = self._mark()
        self._note(f"{user.name} in {_name(chat)} sends an album {mark}")
        for message in self.world.post_album(user, chat, items, f"album {mark}"):
            self.eyes.wrote(message)

    def command(self, chance: Random) -> None:
        """Write a command, with an argument that may mean nothing."""
        user, chat = self._place(chance)
        name, argument = chance.choice(COMMANDS), chance.choice(JUNK)
        if self.mood == "calm" and chance.random() < 0.8:
            name, argument = "begin", chance.choice(("three good minutes", "speaker-listener"))
        at = chance.choice(("", "", "", f"@{self.bot.username}", "@another_bot"))
        text = f"/{name}{at} {argument}".strip()
        self._note(f"{user.name} in {_name(chat)}: {text[:60]}")
        self.eyes.wrote(self.world.post(user, chat, text))

    def cry(self, chance: Random) -> None:
        """Write what reads like a threat or a call for help."""
        user, chat = self._place(chance)
        text = f"{chance.choice(CRISES)} {self._mark()}"
        self._note(f"{user.name} in {_name(chat)}: {text}")
        self.eyes.wrote(self.world.post(user, chat, text))

    def tap(self, chance: Random) -> None:
        """Press a button, mostly a live one; follow it where it is a link."""
        user, chat = self._place(chance)
        shown = [one for one in chat.messages.values() if one.keyboard]
        if not shown:
            return
        message = chance.choice(shown[-2:]) if chance.random() < 0.85 else chance.choice(shown)
        buttons = list(message.keyboard.buttons()) if message.keyboard else []
        if self.mood == "calm" and chance.random() < 0.95:
            buttons = [one for one in buttons if one.text not in ENDING]
            if not buttons:
                raise ImpossibleError("nothing that a calm person would press")
        button = chance.choice(buttons)
        self._note(f"{user.name} taps {button.text!r} in {_name(chat)}")
        if button.kind == "url":
            self._follow(user, button.value)
            return
        self.world.tap(user, chat, message.id, button.value)
        if chat.is_private and button.text in {"Post", "Urgent, send now"}:
            self.eyes.gave(user)

    def follow(self, chance: Random) -> None:
        """Open the link that the answer to a tap brought."""
        user = self._somebody(chance)
        doors = [one for one in self.world.toasts if one.user_id == user.id and one.url]
        if doors:
            self._note(f"{user.name} follows {doors[-1].url}")
            self._follow(user, doors[-1].url)

    def start(self, chance: Random) -> None:
        """Press START."""
        user = self._somebody(chance)
        payload = chance.choice(("", "", "held", "setup", "x" * 64, "nothing-known"))
        self._note(f"{user.name} starts {payload!r}")
        self.world.start(user, self.bot, payload)

    def edit(self, chance: Random) -> None:
        """Change one's own message."""
        user, chat = self._place(chance)
        own = [one for one in chat.messages.values() if one.sender is user]
        if not own:
            return
        message = chance.choice(own[-6:])
        text = chance.choice((sentence(chance, self._mark()), f"/pause {self._mark()}"))
        self._note(f"{user.name} edits {message.id} in {_name(chat)} to {text[:60]!r}")
        self.eyes.wrote(self.world.edit(user, chat, message.id, text))

    def delete(self, chance: Random) -> None:
        """Delete a message."""
        user, chat = self._place(chance)
        number = self._any_message(chance, chat)
        self._note(f"{user.name} deletes {number} in {_name(chat)}")
        self.world.delete(user, chat, number)

    def react(self, chance: Random) -> None:
        """Put an emoji under a message, or take it back."""
        user, chat = self._place(chance)
        number, emoji = self._any_message(chance, chat), chance.choice(("👍", "🖕", "🤡", ""))
        self._note(f"{user.name} reacts {emoji!r} to {number} in {_name(chat)}")
        self.world.react(user, chat, number, emoji)

    def forward(self, chance: Random) -> None:
        """Forward a message, also what somebody else has written."""
        user, chat = self._place(chance)
        source = chance.choice([chat, self._group(chance)])
        if not source.messages or not (source is chat or self._inside(user, source)):
            return
        message = source.messages[chance.choice(list(source.messages)[-10:])]
        self._note(f"{user.name} forwards {message.id} of {_name(source)} to {_name(chat)}")
        copied = self.world.forward(user, chat, message)
        self.eyes.told_on(copied)

    def speak_as(self, chance: Random) -> None:
        """Write as a channel, or as the group."""
        user, chat = self._somebody(chance), self._group(chance)
        speaker = chance.choice([*self.channels, chat])
        text = sentence(chance, self._mark())
        self._note(f"{user.name} in {_name(chat)} as {speaker.title}: {text[:40]!r}")
        self.eyes.wrote(self.world.post(user, chat, text, as_chat=speaker))

    def speak_via(self, chance: Random) -> None:
        """Send a result of another bot's inline mode."""
        user, chat = self._place(chance)
        mark = self._mark()
        self._note(f"{user.name} in {_name(chat)} via another bot: {mark}")
        query = self.world.type_inline(user, self.other, chat, mark)
        content = {"message_text": f"via {mark}"}
        result = {"type": "article", "id": "1", "title": "t", "input_message_content": content}
        given = {"inline_query_id": query.id, "results": [result]}
        self.world.call(self.other.token, "answerInlineQuery", given)
        self.eyes.wrote(self.world.choose_inline(query, "1"))

    def vote(self, chance: Random) -> None:
        """Answer a poll, or take the answer back."""
        user, chat = self._place(chance)
        polls = [one for one in chat.messages.values() if one.body.poll]
        if polls:
            message, chosen = chance.choice(polls), chance.choice(((0,), (1,), ()))
            self._note(f"{user.name} votes {chosen} in {_name(chat)}")
            self.world.vote(user, chat, message.id, chosen)

    def rename(self, chance: Random) -> None:
        """Give a group another title."""
        chat, user = self._group(chance), self._somebody(chance)
        self._note(f"{user.name} renames {_name(chat)}")
        self.world.rename(chat, chance.choice(("We two", "<b>x</b>", "💔", "{{ x }}")), by=user)

    def transfer(self, chance: Random) -> None:
        """Give a group to the other partner."""
        chat, user = self._group(chance), self._somebody(chance)
        self._note(f"{_name(chat)} is given to {user.name}")
        self.world.transfer(chat, user, by=chat.owner or user)

    def open_topic(self, chance: Random) -> None:
        """Turn topics on, or begin one."""
        chat = self._group(chance)
        by = chat.owner or self.people[0]
        self._note(f"{by.name} begins a topic in {_name(chat)}")
        grown = self.world.enable_topics(chat, by=by)
        if grown is not chat:
            self.groups[self.groups.index(chat)] = grown
        self.world.open_topic(grown, "Dishes", by=by)

    def hide(self, chance: Random) -> None:
        """Remain anonymous, or no longer."""
        user, chat, hidden = self._somebody(chance), self._group(chance), chance.random() < 0.4
        self._note(f"{user.name} in {_name(chat)}: anonymous {hidden}")
        self.world.remain_anonymous(chat, user, anonymous=hidden)

    def come(self, chance: Random) -> None:
        """Join a group, or be added to it."""
        user, chat = chance.choice(self.people), self._group(chance)
        by = chance.choice([user, chat.owner or user])
        self._note(f"{user.name} comes into {_name(chat)} by {by.name}")
        self.world.add_member(chat, user, by=by)

    def go(self, chance: Random) -> None:
        """Leave a group, or be removed from it."""
        chat = self._group(chance)
        user = chance.choice(self.people[2:] * 3 + self.people)
        by = chance.choice([user, user, chat.owner or user])
        self._note(f"{user.name} goes out of {_name(chat)} by {by.name}")
        self.world.remove_member(chat, user, by=by)

    def add_bot(self, chance: Random) -> None:
        """Add the bot, by its link or as a plain member."""
        chat = self._group(chance)
        user = chance.choice([chat.owner or self.people[0], self._somebody(chance)])
        rights = chance.choice((*RIGHTS, ()))
        self._note(f"{user.name} adds the bot to {_name(chat)} with {rights}")
        grown = self.world.start_in_group(user, self.bot, chat, "setup", rights)
        if grown is not chat:
            self.groups[self.groups.index(chat)] = grown

    def change_rights(self, chance: Random) -> None:
        """Give the bot rights, or take them away."""
        chat = self._group(chance)
        by = chat.owner or self.people[0]
        rights = chance.choice((*RIGHTS, None))
        self._note(f"{by.name} in {_name(chat)}: the bot gets {rights}")
        if rights is None:
            self.world.demote(chat, self.bot, by=by)
        else:
            self.world.promote(chat, self.bot, rights, by=by)

    def promote(self, chance: Random) -> None:
        """Make the other partner an administrator, or no longer."""
        chat, user = self._group(chance), self._somebody(chance)
        by = chat.owner or self.people[0]
        self._note(f"{by.name} appoints {user.name} in {_name(chat)}")
        if chance.random() < 0.5:
            self.world.promote(chat, user, ("can_delete_messages",), by=by)
        else:
            self.world.demote(chat, user, by=by)

    def restrict(self, chance: Random) -> None:
        """Mute somebody, for a while or for ever, or give all back."""
        chat, user = self._group(chance), self._somebody(chance)
        by = chat.owner or self.people[0]
        some = chance.choice(((), ("can_send_messages",), None))
        self._note(f"{by.name} leaves {user.name} {some} in {_name(chat)}")
        everything = chat.permissions | {"can_send_messages"}
        until = self.world.clock() + timedelta(minutes=chance.choice((1, 30)))
        self.world.restrict(chat, user, everything if some is None else some, until=until, by=by)

    def remove_bot(self, chance: Random) -> None:
        """Remove the bot."""
        chat = self._group(chance)
        by = chat.owner or self.people[0]
        self._note(f"{by.name} removes the bot from {_name(chat)}")
        self.world.remove_member(chat, self.bot, by=by)

    def migrate(self, chance: Random) -> None:
        """Let a basic group grow."""
        chat = chance.choice(self.groups)
        self._note(f"{_name(chat)} grows")
        grown = self.world.migrate(chat)
        self.groups[self.groups.index(chat)] = grown

    def block(self, chance: Random) -> None:
        """Block the bot."""
        user = self._somebody(chance)
        self._note(f"{user.name} blocks the bot")
        self.world.block(user, self.bot)

    def unblock(self, chance: Random) -> None:
        """Unblock it."""
        user = self._somebody(chance)
        self._note(f"{user.name} unblocks the bot")
        self.world.unblock(user, self.bot)

    # --- how they do it --------------------------------------------------------------------------

    def _follow(self, user: User, address: str) -> None:
        _, found, payload = address.partition("?start=")
        if found:
            self.world.start(user, self.bot, payload)

    def _any_message(self, chance: Random, chat: Chat) -> int:
        return chance.choice(list(chat.messages)[-12:] or [1])


def _name(chat: Chat) -> str:
    return "private" if chat.is_private else chat.title


#: What is done, more often what people usually do: in a calm life almost only what an exercise is
#: made of, in a busy one everything, in a rough one what people do not do to each other every day.
MOODS: dict[str, dict[str, int]] = {
    "calm": {
        "say": 40, "tap": 40, "command": 8, "send": 6, "follow": 4, "start": 1, "edit": 5,
        "delete": 2, "react": 2, "forward": 2, "send_album": 1, "vote": 1, "speak_via": 1,
    },
    "busy": {
        "say": 30, "tap": 40, "command": 8, "send": 6, "follow": 5, "start": 3, "edit": 4,
        "cry": 1, "delete": 3, "react": 2, "forward": 2, "send_album": 1, "speak_as": 1,
        "hide": 1, "add_bot": 1, "change_rights": 1, "block": 1, "unblock": 3, "vote": 1,
        "speak_via": 1, "rename": 1, "open_topic": 1,
    },
    "rough": {
        "say": 22, "tap": 34, "command": 9, "send": 5, "follow": 4, "start": 4, "edit": 4,
        "cry": 1, "delete": 3, "react": 2, "forward": 2, "send_album": 1, "speak_as": 1,
        "hide": 1, "come": 2, "go": 1, "add_bot": 3, "change_rights": 2, "promote": 1,
        "restrict": 1, "remove_bot": 1, "migrate": 1, "block": 1, "unblock": 2, "vote": 1,
        "speak_via": 1, "rename": 1, "transfer": 1, "open_topic": 1,
    },
}  # fmt: skip
_BAGS = {
    mood: [act for act, weight in weights.items() for _ in range(weight)]
    for mood, weights in MOODS.items()
}
