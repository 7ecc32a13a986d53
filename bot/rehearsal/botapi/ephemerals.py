"""Ephemeral messages of groups: only one person and the bot see them. An option; off by default.

As the Bot API 10.2 (14 July 2026) has them, and 10.3 (24 August 2026), which adds a parameter of
another shape and keeps the old ones. What the server takes and shows is from the descriptions of
aiogram 3.30 and 3.31 and from TDLib; nobody here has seen it live.
"""

from functools import cache
from typing import Literal

from .table import Field, Method, Shape, Table, bot_api

Ephemeral = Literal["off", "10.2", "10.3"]

# Kinds of messages that may be ephemeral.
KINDS = (
    "Message",
    "Animation",
    "Audio",
    "Contact",
    "Document",
    "Location",
    "Photo",
    "Sticker",
    "Venue",
    "Video",
    "VideoNote",
    "Voice",
)
_OLD = {"receiver_user_id": Field("integer"), "callback_query_id": Field("string")}
_NEW = {"ephemeral_message_parameters": Field("EphemeralMessageParameters")}
#: What says for whom alone a message is.
RECEIVERS = frozenset({"receiver_user_id", "ephemeral_message_parameters"})
_PLACE = {
    "chat_id": Field("integer|string", required=True),
    "receiver_user_id": Field("integer", required=True),
    "ephemeral_message_id": Field("integer", required=True),
}
_EDITED = ("Text", "Caption", "ReplyMarkup", "Media")
_OBJECTS = {
    "ReplyParameters": Shape(
        {"message_id": Field("integer"), "ephemeral_message_id": Field("integer")}
    ),
    "BotCommand": Shape({"is_ephemeral": Field("boolean")}),
    "Message": Shape({"receiver_user": Field("User"), "ephemeral_message_id": Field("integer")}),
    "EphemeralMessageParameters": Shape(
        {
            "receiver_user_id": Field("integer", required=True),
            "callback_query_id": Field("string"),
            "replace_callback_query_message": Field("boolean"),
        }
    ),
}
_NOT_IN_AN_EDIT = {"chat_id", "message_id", "inline_message_id"}


@cache
def described(version: Ephemeral) -> Table:
    """The table of the Bot API with the ephemeral messages of this version."""
    table = bot_api()
    if version == "off":
        return table
    asked = _OLD if version == "10.2" else _OLD | _NEW
    more = {f"send{kind}": Method("Message", asked) for kind in KINDS}
    for what in _EDITED:
        known = table.methods[f"editMessage{what}"].parameters
        kept = {name: one for name, one in known.items() if name not in _NOT_IN_AN_EDIT}
        more[f"editEphemeralMessage{what}"] = Method("boolean", _PLACE | kept)
    more["deleteEphemeralMessage"] = Method("boolean", _PLACE)
    return table.with_methods(more, _OBJECTS)
