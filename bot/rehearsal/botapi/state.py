"""The state of a world: who and what there is, and finding it again."""

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from .changes import Change, ChangeKind, ChangeLog
from .chats import Chat, Kind, Sequence
from .ephemerals import Ephemeral, described
from .errors import ImpossibleError
from .faults import Faults
from .files import FileStore
from .findings import Checker
from .inlineresults import InlineResult
from .ledger import Ledger
from .limits import Meter, RateLimits
from .messages import Message
from .people import Bot, User
from .polls import Poll
from .wire import JsonObject

#: What tokens look like.
TOKEN = re.compile(r"[1-9]\d*:[A-Za-z0-9_-]+", re.ASCII)

# Telegram's ids come in bands; these keep users, groups and supergroups as far apart.
_FIRST_USER = 700_000_001
_FIRST_GROUP = -4_000_000_001
_FIRST_SUPERGROUP = -1_002_000_000_001
# Private chats and basic groups share the numbering of an account, which is never at its start.
_SHARED_IDS = 4_000
_FIRST_ALBUM = 13_000_000_000_000_000
_FIRST_POLL = 5_000_000_000_000_000
_TOASTS = 1_000


@dataclass(frozen=True, slots=True)
class Toast:
    """The answer to a tap, which only the one who tapped sees: a text, or a link that opens."""

    user_id: int
    chat_id: int
    text: str
    alert: bool
    url: str
    at: int


@dataclass(slots=True)
class Tap:
    """A press of a callback button. `answer` is None until the bot has answered."""

    id: str
    user: User
    message: Message
    data: str
    at: int
    answer: Toast | None = None


@dataclass(slots=True)
class InlineQuery:
    """What somebody types to a bot in a chat. `results` is None until the bot has answered;
    `button` is the one above them.
    """

    id: str
    user: User
    bot: Bot
    chat: Chat
    text: str
    at: int
    results: list[InlineResult] | None = None
    button: JsonObject | None = None
    next_offset: str = ""


@dataclass(frozen=True, slots=True)
class WebAppQuery:
    """A Mini App that is open and may be answered once."""

    id: str
    user: User
    bot: Bot
    chat: Chat


class State:
    """Everything there is. Times are whole Unix seconds of the world's own clock.

    `limits` are Telegram's rate limits, None for none. `ephemeral` is the version of the Bot API
    whose ephemeral messages this world has; without them their parameters are unknown ones.
    `moving` are the messages whose place is live.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        *,
        limits: RateLimits | None = None,
        ephemeral: Ephemeral = "off",
    ) -> None:
        self.clock = clock
        self.limits = limits
        self.ephemeral: Ephemeral = ephemeral
        self.checker = Checker(described(ephemeral))
        self.meters: dict[int, Meter] = {}
        self.users: dict[int, User] = {}
        self.bots: dict[str, Bot] = {}
        self.chats: dict[int, Chat] = {}
        self.private_chats: dict[tuple[int, int], Chat] = {}
        self.taps: dict[str, Tap] = {}
        self.polls: dict[str, Poll] = {}
        self.moving: list[Message] = []
        self.inline_queries: dict[str, InlineQuery] = {}
        self.inline_messages: dict[str, Message] = {}
        self.web_apps: dict[str, WebAppQuery] = {}
        self.toasts: deque[Toast] = deque(maxlen=_TOASTS)
        self.files = FileStore()
        self.faults = Faults()
        self.ledger = Ledger()
        self.log = ChangeLog()
        self.wakers: list[Callable[[Bot], None]] = []
        self.shared_ids = Sequence(_SHARED_IDS)
        self.albums = Sequence()
        self.topic_icons: list[JsonObject] = []

    def become(self, version: Ephemeral) -> None:
        """Another version of the Bot API, from the next call on."""
        self.ephemeral = version
        self.checker = Checker(described(version))

    def now(self) -> int:
        """This moment, in whole seconds."""
        return int(self.clock().timestamp())

    def instant(self) -> float:
        """This moment, in seconds with their fraction."""
        return self.clock().timestamp()

    def add_user(
        self, name: str, *, language: str = "", last_name: str = "", username: str = ""
    ) -> User:
        """Add a human. `language` is an IETF tag such as *de*, as `language_code` shows it."""
        humans = sum(not user.is_bot for user in self.users.values())
        user = User(_FIRST_USER + humans, name, last_name, username, language)
        self.users[user.id] = user
        return user

    def add_bot(
        self,
        token: str,
        *,
        username: str,
        name: str,
        privacy: bool = True,
        inline: bool = False,
        feedback: bool = False,
    ) -> Bot:
        """Add a bot; its id is the number in front of the token's colon. What follows is what
        BotFather would ask: privacy mode, inline mode, and whether to tell what people chose there.
        """
        if not TOKEN.fullmatch(token):
            raise ValueError("a token looks like 1234567:secret")
        number = int(token.partition(":")[0])
        if number in self.users:
            raise ValueError(f"there is an account {number} already")
        bot = Bot(number, name, username=username, is_bot=True, token=token, privacy=privacy)
        bot.inline, bot.feedback = inline, feedback
        self.users[bot.id] = bot
        self.bots[token] = bot
        return bot

    def next_album_id(self) -> str:
        """An id for a new album."""
        return str(_FIRST_ALBUM + self.albums.next())

    def next_poll_id(self) -> str:
        """An id for a new poll."""
        return str(_FIRST_POLL + len(self.polls))

    def add_poll(self, poll: Poll) -> Poll:
        """Keep a poll where votes find it."""
        self.polls[poll.id] = poll
        return poll

    def open_private(self, user: User, bot: Bot) -> Chat:
        """The private chat of a human and a bot. The bot may write once the human has."""
        known = self.private_chats.get((user.id, bot.id))
        if known is None:
            known = Chat(user.id, "private", self.shared_ids, human=user, bot=bot)
            self.private_chats[user.id, bot.id] = known
        return known

    def add_channel(self, title: str, *, username: str = "") -> Chat:
        """Add a channel: nothing happens in it, but people can write as it elsewhere."""
        return self.new_chat("channel", title, username=username)

    def new_chat(self, kind: Kind, title: str, *, username: str = "") -> Chat:
        """An empty group, supergroup or channel with a new id."""
        grouped = sum(chat.kind == "group" for chat in self.chats.values())
        if kind == "group":
            number, sequence = _FIRST_GROUP - grouped, self.shared_ids
        else:
            number, sequence = _FIRST_SUPERGROUP - (len(self.chats) - grouped), Sequence()
        chat = Chat(number, kind, sequence, title, username)
        self.chats[chat.id] = chat
        return chat

    def bots_in(self, chat: Chat) -> Iterator[Bot]:
        """The bots that take part in a chat."""
        if chat.bot:
            yield chat.bot
            return
        for member in tuple(chat.inside(self.now())):
            if isinstance(member.user, Bot):
                yield member.user

    def message(self, chat: Chat, message_id: int) -> Message:
        """A message that is still there. Raises `ImpossibleError`."""
        try:
            return chat.messages[message_id]
        except KeyError:
            raise ImpossibleError(f"there is no message {message_id} in this chat") from None

    def changed(
        self,
        chat: Chat,
        kind: ChangeKind,
        message_id: int | None = None,
        *,
        user: User | None = None,
    ) -> None:
        """Record a change."""
        self.log.add(
            Change(
                version=self.log.version + 1,
                chat_id=chat.id,
                kind=kind,
                message_id=message_id,
                user_id=user.id if user else None,
                bot_id=chat.bot.id if chat.bot else None,
            )
        )

    def wake(self, bot: Bot) -> None:
        """Tell whoever waits for it that the bot has a new update."""
        for waker in tuple(self.wakers):
            waker(bot)
