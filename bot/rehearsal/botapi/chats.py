"""Chats: private ones, basic groups, supergroups, and channels that people write as."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from .invites import InviteLink, JoinRequest
from .members import Member, Status
from .people import Bot, User
from .rights import ALL_PERMISSIONS, NEW_GROUP_PERMISSIONS, permissions_json
from .topics import Topic
from .wire import JsonObject

if TYPE_CHECKING:
    from .messages import Message

Kind = Literal["private", "group", "supergroup", "channel"]

_GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)
_MAX_REACTIONS = 11
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Removed:
    """A message that is gone: nobody sees it, tests may ask. `forwarded`: from somewhere else."""

    id: int
    author: User
    text: str
    removed_by: User
    at: int
    forwarded: bool = False


@dataclass(slots=True)
class Sequence:
    """Message ids in the order of their making."""

    last: int = 0

    def next(self) -> int:
        """A new id."""
        self.last += 1
        return self.last


@dataclass(eq=False, slots=True)
class Chat:
    """One chat, with everything in it.

    A group keeps its `owner` even while that one is away. A private chat belongs to a `human` and
    a `bot` and has the human's id, as the bot sees it; `started` means that the human has
    written, so the bot may. (Of another bot, which stands there as `human`, a bot sees only what
    `getChat` tells.) `sequence` numbers the messages: a supergroup has its own, all other chats of
    an account share one. A supergroup with topics is a `forum`; `topics` are the open and the
    closed, without the deleted. `barred` are the channels that nobody may write as.
    """

    id: int
    kind: Kind
    sequence: Sequence
    title: str = ""
    username: str = ""
    owner: User | None = None
    human: User | None = None
    bot: Bot | None = None
    started: bool = False
    blocked: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    permissions: frozenset[str] = NEW_GROUP_PERMISSIONS
    messages: dict[int, "Message"] = field(default_factory=dict)
    removed: deque[Removed] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    pinned: list[int] = field(default_factory=list)
    migrated_to: "Chat | None" = None
    last_bot: Bot | None = None
    typing_until: int = 0
    description: str = ""
    photo: JsonObject | None = None
    forum: bool = False
    topics: dict[int, Topic] = field(default_factory=dict)
    links: dict[str, InviteLink] = field(default_factory=dict)
    requests: dict[int, JoinRequest] = field(default_factory=dict)
    barred: set[int] = field(default_factory=set)
    private_sequence: Sequence = field(default_factory=Sequence)

    @property
    def is_private(self) -> bool:
        """Whether this is the chat of one human and one bot."""
        return self.kind == "private"

    @property
    def is_supergroup(self) -> bool:
        """Whether this is a supergroup."""
        return self.kind == "supergroup"

    def member(self, user: User, now: int) -> Member:
        """What the account is in this group just now."""
        known = self.members.get(user.id)
        return known.at(now) if known else Member(user, Status.LEFT)

    def inside(self, now: int) -> Iterator[Member]:
        """Everybody who takes part just now."""
        return (member.at(now) for member in self.members.values() if member.at(now).inside)

    def allowed(self, user: User, now: int) -> frozenset[str]:
        """What the account may do as a member, everything considered."""
        if self.is_private:
            return ALL_PERMISSIONS
        member = self.member(user, now)
        if member.leads:
            return ALL_PERMISSIONS
        if not member.inside:
            return frozenset()
        return self.permissions & member.permissions

    def may(self, user: User, right: str, now: int) -> bool:
        """Whether somebody may do in this group what a right is for.

        Administrators by that right or because every member may, members as every member, bots by
        the right alone (DialogParticipantStatus::apply_restrictions). In a private chat, everybody.
        """
        if self.is_private:
            return True
        member = self.member(user, now)
        if member.leads:
            return member.holds(right) or (not user.is_bot and right in self.permissions)
        return not user.is_bot and right in self.allowed(user, now)

    def json(self) -> JsonObject:
        """The `Chat` object inside messages and updates."""
        if self.human:
            shown: JsonObject = {"id": self.id, "first_name": self.human.first_name}
            if self.human.last_name:
                shown["last_name"] = self.human.last_name
            if self.human.username:
                shown["username"] = self.human.username
            return shown | {"type": "private"}
        shown = {"id": self.id, "title": self.title}
        if self.username:
            shown["username"] = self.username
        if self.forum:
            shown["is_forum"] = True
        shown["type"] = self.kind
        if self.kind == "group":
            everything = ALL_PERMISSIONS - {"can_manage_topics"}
            shown["all_members_are_administrators"] = everything <= self.permissions
            shown["accepted_gift_types"] = dict.fromkeys(_GIFTS, False)
        return shown

    def full_json(self, pinned: JsonObject | None, link: str = "") -> JsonObject:
        """The `ChatFullInfo` object that `getChat` answers; `link` is the asking bot's own."""
        shown = self.json()
        shown["accepted_gift_types"] = dict.fromkeys(_GIFTS, self.is_private)
        if self.human:
            if not self.human.is_bot:
                shown["can_send_gift"] = True
            if self.human.username:
                shown["active_usernames"] = [self.human.username]
        else:
            if self.description:
                shown["description"] = self.description
            if link:
                shown["invite_link"] = link
            if self.username:
                shown["active_usernames"] = [self.username]
            shown["permissions"] = permissions_json(self.permissions)
        photo = self.photo
        if self.human and self.human.photos:
            photo = photo_info(self.human.photos[0])
        if photo:
            shown["photo"] = photo
        if pinned:
            shown["pinned_message"] = pinned
        return shown | {"max_reaction_count": _MAX_REACTIONS, "accent_color_id": abs(self.id) % 7}


def photo_info(sizes: object) -> JsonObject | None:
    """The `ChatPhoto` object of a photo, which is a list of `PhotoSize` objects."""
    if not isinstance(sizes, list):
        return None
    return {
        f"{size}_{field}": photo[field]
        for size, photo in (("small", sizes[0]), ("big", sizes[-1]))
        for field in ("file_id", "file_unique_id")
    }
