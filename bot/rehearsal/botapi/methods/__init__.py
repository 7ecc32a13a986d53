"""The methods of the Bot API: one function each, found by its name in lower case."""

from collections.abc import Callable, Mapping
from types import ModuleType

from bot.rehearsal.botapi.calls import Call

from . import (
    albums,
    callbacks,
    chats,
    deleting,
    editing,
    ephemeral,
    files,
    forwarding,
    inline,
    joining,
    leading,
    members,
    pins,
    places,
    polls,
    profile,
    reactions,
    sending,
    topics,
    updates,
    webhooks,
)

Method = Callable[[Call], object]


def _by_name(*modules: ModuleType) -> dict[str, Method]:
    return {name.lower(): method for module in modules for name, method in module.METHODS.items()}


METHODS: Mapping[str, Method] = _by_name(
    albums,
    callbacks,
    chats,
    deleting,
    editing,
    files,
    forwarding,
    inline,
    joining,
    leading,
    members,
    pins,
    places,
    polls,
    profile,
    reactions,
    sending,
    topics,
    updates,
    webhooks,
)
"""From a method's name in lower case to its function, which returns JSON or raises `ApiError`."""

EPHEMERAL_METHODS: Mapping[str, Method] = _by_name(ephemeral)
"""Those that are there only in a world that has ephemeral messages."""

# Names of the time before, which the server still takes.
FORMER: Mapping[str, str] = {
    "getchatmemberscount": "getchatmembercount",
    "kickchatmember": "banchatmember",
}
