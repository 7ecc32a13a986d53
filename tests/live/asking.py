"""How a question is written down, and all of them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from tests.live.live import Live

Look = Callable[[Live], Awaitable[str]]
#: What is not always at hand: an address that leads here, or somebody's deleted account.
Needs = Literal["", "door", "deleted"]
#: What `promote` gives a bot back.
RIGHTS = (
    "can_manage_chat", "can_change_info", "can_delete_messages", "can_invite_users",
    "can_restrict_members", "can_pin_messages", "can_manage_topics", "can_promote_members",
    "can_manage_video_chats", "can_post_stories", "can_edit_stories", "can_delete_stories",
    "can_manage_tags",
)  # fmt: skip


@dataclass(frozen=True)
class Check:
    """One question. `human`: somebody has to do something; `needs`: what it takes besides."""

    name: str
    about: str
    expected: str
    look: Look
    human: bool = False
    needs: Needs = ""


CHECKS: list[Check] = []


def check(
    about: str, expected: str, *, human: bool = False, needs: Needs = ""
) -> Callable[[Look], Look]:
    """Register a question under the name of its function."""

    def register(look: Look) -> Look:
        name = look.__name__.replace("_", "-")
        CHECKS.append(Check(name, about, expected, look, human, needs))
        return look

    return register
