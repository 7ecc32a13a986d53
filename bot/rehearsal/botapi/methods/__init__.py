"""The methods of the Bot API: one function each, found by its name in lower case."""

from collections.abc import Callable, Mapping

from bot.rehearsal.botapi.calls import Call

from . import callbacks, chats, deleting, editing, files, members, profile, sending, updates

Method = Callable[[Call], object]

METHODS: Mapping[str, Method] = {
    name.lower(): method
    for module in (
        updates,
        sending,
        editing,
        deleting,
        callbacks,
        chats,
        members,
        profile,
        files,
    )
    for name, method in module.METHODS.items()
}
"""From a method's name in lower case to its function, which returns JSON or raises `ApiError`."""
