"""Who there is: humans, bots, and the two accounts behind which others hide."""

from dataclasses import dataclass, field

from .updates import UpdateQueue
from .webhooks import Webhook
from .wire import JsonObject


@dataclass(eq=False, slots=True)
class User:
    """An account. Empty strings stand for what the account has not set.

    `photos` are profile photos, each a list of `PhotoSize` objects, the newest first. Of an account
    that is `deleted` nothing is left but its id.
    """

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language: str = ""
    is_bot: bool = False
    photos: list[object] = field(default_factory=list)
    deleted: bool = False

    @property
    def name(self) -> str:
        """First and last name, as a client shows them."""
        return f"{self.first_name} {self.last_name}".strip()

    def json(self) -> JsonObject:
        """The `User` object of the Bot API."""
        shown: JsonObject = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.last_name:
            shown["last_name"] = self.last_name
        if self.username:
            shown["username"] = self.username
        if self.language:
            shown["language_code"] = self.language
        return shown


@dataclass(eq=False, slots=True)
class Bot(User):
    """A bot account: its token, privacy mode, pending updates, and what its profile says.

    `commands` is keyed by (scope, language), `texts` by (field, language), `menus` by the id of
    the human that it is for, 0 for everybody. `inline` is the mode in which people can use it in
    any chat; with `feedback` it is told what they chose. `met` are the ids of people who have asked
    to be let in where it was told of them.
    """

    token: str = ""
    privacy: bool = True
    updates: UpdateQueue = field(default_factory=UpdateQueue)
    commands: dict[tuple[str, str], list[JsonObject]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    menus: dict[int, JsonObject] = field(default_factory=dict)
    default_rights: dict[str, frozenset[str]] = field(default_factory=dict)
    inline: bool = False
    feedback: bool = False
    met: set[int] = field(default_factory=set)
    webhook: Webhook | None = None
    webhook_set_at: int = 0
    webhook_taken: int = 0

    def me(self) -> JsonObject:
        """What `getMe` answers."""
        return self.json() | {
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy,
            "supports_inline_queries": self.inline,
            "supports_guest_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
            "has_topics_enabled": False,
            "allows_users_to_create_topics": False,
            "can_manage_bots": False,
        }


# Messages of anonymous administrators and of people who write as a channel carry a
# `sender_chat`; `from` is filled with one of these for old clients.
ANONYMOUS_ADMIN = User(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)
CHANNEL_SENDER = User(136817688, "Channel", username="Channel_Bot", is_bot=True)
