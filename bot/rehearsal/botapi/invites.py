"""Links into a group, and requests to be let in."""

from dataclasses import dataclass

from .people import User
from .wire import JsonObject

LINK = "https://t.me/+"
_SHOWN = len(LINK) + 8


@dataclass(frozen=True, slots=True)
class InviteLink:
    """One link; replaced, never changed. Dates are Unix seconds, 0 for none.

    `limit` is how many may join by it, 0 for any number; `joined` how many have; `asking` how many
    requests are open.
    """

    address: str
    creator: User
    primary: bool = False
    name: str = ""
    expires: int = 0
    limit: int = 0
    by_request: bool = False
    revoked: bool = False
    joined: int = 0
    asking: int = 0

    def opens(self, now: int) -> bool:
        """Whether somebody can still come in by it."""
        full = self.limit and self.joined >= self.limit
        return not (self.revoked or full or 0 < self.expires <= now)

    def json(self, viewer: User) -> JsonObject:
        """The `ChatInviteLink` object for one bot; of others' links it is shown the first half."""
        known = self.address if self.creator is viewer else f"{self.address[:_SHOWN]}..."
        shown: JsonObject = {"invite_link": known}
        if self.name:
            shown["name"] = self.name
        shown["creator"] = self.creator.json()
        if self.expires:
            shown["expire_date"] = self.expires
        if self.limit:
            shown["member_limit"] = self.limit
        if self.asking:
            shown["pending_join_request_count"] = self.asking
        shown["creates_join_request"] = self.by_request
        shown["is_primary"] = self.primary
        return shown | {"is_revoked": self.revoked}


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """Somebody asks to be let in, by a link."""

    user: User
    link: str
    date: int
    bio: str = ""
