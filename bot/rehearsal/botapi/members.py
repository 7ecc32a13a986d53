"""What somebody is in a group."""

from dataclasses import dataclass
from enum import StrEnum

from .people import User
from .rights import ALL_PERMISSIONS, permissions_json, rights_json
from .wire import JsonObject


class Status(StrEnum):
    """The six states of a member, by their names in the Bot API."""

    CREATOR = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    RESTRICTED = "restricted"
    LEFT = "left"
    KICKED = "kicked"


@dataclass(frozen=True, slots=True)
class Member:
    """One account's standing in one group; replaced, never changed.

    `rights` count for the creator and administrators, `permissions` and `until` (a Unix time, 0
    for ever) for the restricted and the kicked; `present` is false for somebody restricted who has
    left. `title` is an administrator's custom title or a member's tag; `by` the id of who appointed
    an administrator.
    """

    user: User
    status: Status
    rights: frozenset[str] = frozenset()
    permissions: frozenset[str] = ALL_PERMISSIONS
    until: int = 0
    present: bool = True
    anonymous: bool = False
    title: str = ""
    by: int = 0

    @property
    def inside(self) -> bool:
        """Whether the account takes part in the group at all."""
        if self.status is Status.RESTRICTED:
            return self.present
        return self.status not in {Status.LEFT, Status.KICKED}

    @property
    def leads(self) -> bool:
        """Whether the account is the creator or an administrator."""
        return self.status in {Status.CREATOR, Status.ADMINISTRATOR}

    def holds(self, right: str) -> bool:
        """Whether the account has an administrator's right; the creator has all of them."""
        if self.status is Status.CREATOR:
            return True
        return self.status is Status.ADMINISTRATOR and right in self.rights

    def at(self, now: int) -> "Member":
        """The standing at a moment: a restriction that has run out is gone, without any notice."""
        if not 0 < self.until <= now or self.status not in {Status.RESTRICTED, Status.KICKED}:
            return self
        back = self.present and self.status is Status.RESTRICTED
        return Member(self.user, Status.MEMBER if back else Status.LEFT, title=self.title)

    def turned(self, status: Status) -> "Member":
        """The same account with another status and nothing left of the old one."""
        return Member(self.user, status)

    def json(self, kind: str, viewer: int = 0) -> JsonObject:
        """The `ChatMember` object in a chat of this kind, as the bot `viewer` is shown it.

        A basic group keeps no list of the removed: there, whoever is not in has left.
        """
        status = self.status
        if status is Status.KICKED and kind == "group":
            status = Status.LEFT
        shown: JsonObject = {"user": self.user.json(), "status": status.value}
        if status is Status.CREATOR:
            if self.title:
                shown["custom_title"] = self.title
            shown["is_anonymous"] = self.anonymous
        elif status is Status.ADMINISTRATOR:
            rights = self.rights | ({"is_anonymous"} if self.anonymous else set())
            shown["can_be_edited"] = bool(viewer) and self.by == viewer
            shown |= rights_json(rights, supergroup=kind == "supergroup")
            shown["can_manage_voice_chats"] = "can_manage_video_chats" in self.rights
            if self.title:
                shown["custom_title"] = self.title
        elif status is Status.MEMBER:
            if self.title:
                shown["tag"] = self.title
        elif status is Status.RESTRICTED:
            if self.title:
                shown["tag"] = self.title
            shown["until_date"] = self.until
            shown |= permissions_json(self.permissions)
            shown["is_member"] = self.present
        elif status is Status.KICKED:
            shown["until_date"] = self.until
        return shown
