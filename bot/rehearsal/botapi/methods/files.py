"""Where to download a file."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.rehearsal.botapi.calls import Call
from bot.rehearsal.botapi.errors import bad_request
from bot.rehearsal.botapi.files import MAX_DOWNLOAD
from bot.rehearsal.botapi.wire import JsonObject


def get_file(call: Call) -> JsonObject:
    """Answer with the file's path; the server gives it out below `/file/bot<token>/`."""
    file_id = call.params.string("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    stored = call.state.files.by_id(file_id)
    if stored is None:
        raise bad_request("invalid file_id")
    if len(stored.content) > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return stored.json(with_path=True)


METHODS: Final[Mapping[str, Callable[[Call], object]]] = {"getFile": get_file}
