"""Telegram's refusals as the six kinds of trouble.

Telegram's texts name things, never words; still, only the kind and a few known phrases go on.
"""

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.adapters.telegram.transport import Broken, NeverSent
from bot.service.ports import (
    Gone,
    Later,
    MovedTo,
    NoRights,
    NotAlone,
    Rejected,
    Trouble,
    Unsure,
)

#: Phrases of Telegram's descriptions, lower case, with what they mean.
_NOT_MODIFIED = "message is not modified"
_GONE = (
    "message to delete not found",
    "message to edit not found",
    "message_id_invalid",
    "message can't be edited",
    "message identifier is not specified",
    "query is too old",
    "query id is invalid",
)
_CHAT_GONE = (
    "chat not found",
    "bot was kicked",
    "bot was blocked",
    "bot can't initiate conversation",
    "bot is not a member",
    "user is deactivated",
    "group chat was deactivated",
    "the group chat was deleted",
    "need to be invited",
    "peer_id_invalid",
)
#: Nobody will ever be reached there again.
_ACCOUNT_GONE = "user is deactivated"
#: What can be said of a group, and of nobody whom a message in it is for.
_GROUP_GONE = (
    "bot was kicked",
    "bot is not a member",
    "group chat was deactivated",
    "group chat was deleted",
)
_TOPIC_GONE = ("message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid")
_RIGHTS = (
    "not enough rights",
    "message can't be deleted",
    "have no rights to send",
    "chat_write_forbidden",
    "chat_admin_required",
    "need administrator rights",
)


def already_so(error: TelegramError) -> bool:
    """What was asked for is the case already."""
    return isinstance(error, BadRequest) and _NOT_MODIFIED in str(error).lower()


def trouble(error: TelegramError) -> Trouble:
    """The kind of an error of python-telegram-bot's."""
    said = str(error).lower()
    match error:
        case ChatMigrated():
            return MovedTo(str(error.new_chat_id))
        case RetryAfter():
            return Later(seconds(error))
        case Forbidden():
            return Gone(_known(said, _CHAT_GONE), chat=True, of=_account(said))
        case BadRequest():
            return _bad_request(said)
        case InvalidToken():  # of any 401 and 404: a proxy's, a server's that starts again
            return Unsure("the token or the method is not known")
        case Conflict():
            return Unsure("somebody else polls with this token")
        case NeverSent():
            return Unsure("Telegram cannot be reached", sent=False)
        case TimedOut():
            return Unsure("no answer in time")
        case NetworkError():  # without an answer, or with one that says it is unwell
            broken = isinstance(error, Broken)
            said = "the connection broke" if broken else "Telegram is unwell"
            return Unsure(said, answered=not broken)
        case _:  # no answer of Telegram's: python-telegram-bot could not read it
            return Unsure("the answer made no sense")


def unshown(error: TelegramError) -> Trouble:
    """The same of what was for one person alone in a group: a refusal may be about that person, so
    it says something of the group only where it can be about nothing else.
    """
    group = any(phrase in str(error).lower() for phrase in _GROUP_GONE)
    if isinstance(error, BadRequest | Forbidden) and not group:
        return NotAlone("refused")
    return trouble(error)


def _bad_request(said: str) -> Trouble:
    if any(phrase in said for phrase in _RIGHTS):
        return NoRights(_known(said, _RIGHTS))
    if any(phrase in said for phrase in _TOPIC_GONE):
        return Gone(_known(said, _TOPIC_GONE), of="topic")
    if any(phrase in said for phrase in _GONE):
        return Gone(_known(said, _GONE))
    if any(phrase in said for phrase in _CHAT_GONE):
        return Gone(_known(said, _CHAT_GONE), chat=True, of=_account(said))
    return Rejected(said.split(":", 1)[0][:60])


def _account(said: str) -> str:
    return "account" if _ACCOUNT_GONE in said else ""


def _known(said: str, phrases: tuple[str, ...]) -> str:
    return next((phrase for phrase in phrases if phrase in said), "refused")


def seconds(error: RetryAfter) -> float:
    """How long Telegram asks us to wait."""
    after = error.retry_after
    return float(after if isinstance(after, int | float) else after.total_seconds())
