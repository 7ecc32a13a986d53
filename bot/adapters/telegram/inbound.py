"""Updates to events: pure, so that each row of its test is one constructed update.

`parcels` says to which chat an update belongs, before it is stored; `to_event` says what happened,
when its mailbox gets to it.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from msgspec import Struct

from bot.adapters.telegram.contents import clean, words_of
from bot.adapters.telegram.wire import Chat, Member, Message, Place, ReactionChange, Update, User
from bot.facilitator.clocks import length
from bot.facilitator.events import (
    Asked,
    Edited,
    Joined,
    Left,
    Moved,
    Reached,
    Reacted,
    Rights,
    RightsChanged,
    Said,
    StandingChanged,
    Tapped,
)
from bot.facilitator.ids import MessageId, PersonId, TapId, WordRef
from bot.facilitator.masks import GROUP
from bot.sensing.reactions import stings
from bot.sensing.signals import signals
from bot.service.excuse import Plea
from bot.service.ports import Reading

GROUPS = frozenset({"group", "supergroup"})
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,64}))?")
#: What may stand between a command and its argument: "/pause, 20m".
_BETWEEN = " \t\r\n,;:.!?"
#: Arguments as they are kept: no more of what was written than the command takes. In characters.
_START_WORD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NAME_MAX = 40


#: What changes by itself is not somebody who speaks: a shared place that moves on, a game's score.
#: So it is with what an inline bot wrote: the bot changes it.
_MOVES_ON = frozenset({"location", "game"})


class Me(Struct, frozen=True):
    """The bot itself. `reads_all`: privacy mode is off."""

    id: int
    username: str
    reads_all: bool = False


class Address(Struct, frozen=True):
    """The chat that an update belongs to, and which part of it this is."""

    place: str
    private: bool
    part: int = 0


def addresses(update: Update) -> list[Address]:
    """Where an update goes. Empty: nowhere. An update of several people has several parts."""
    message = update.message or update.edited_message
    if message is not None:
        return [Address(str(message.chat.id), one, part) for part, one in _parts(message)]
    if update.callback_query is not None and update.callback_query.message is not None:
        return _address(update.callback_query.message.chat)
    if update.my_chat_member is not None:
        return _address(update.my_chat_member.chat)
    if update.chat_member is not None and update.chat_member.chat.type in GROUPS:
        return _address(update.chat_member.chat)
    reaction = update.message_reaction
    if reaction is not None and reaction.chat.type in GROUPS and _stings(reaction):
        return _address(reaction.chat)
    return []


def _parts(message: Message) -> list[tuple[int, bool]]:
    joined = len(message.new_chat_members or ())
    if message.chat.type in GROUPS:
        return [(part, False) for part in range(max(joined, 1))]
    of_a_group = joined or message.left_chat_member or message.migrate_from_chat_id
    return [(0, True)] if message.chat.type == "private" and not of_a_group else []


def _address(chat: Chat) -> list[Address]:
    if chat.type in GROUPS or chat.type == "private":
        return [Address(str(chat.id), chat.type == "private")]
    return []


def moves(update: Update) -> tuple[str, str] | None:
    """The old and the new name of a chat that became another."""
    message = update.message
    if message is None:
        return None
    if message.migrate_to_chat_id is not None:
        return str(message.chat.id), str(message.migrate_to_chat_id)
    if message.migrate_from_chat_id is not None:
        return str(message.migrate_from_chat_id), str(message.chat.id)
    return None


def plea(update: Update, me: Me) -> Plea | None:
    """Who waits for an answer to this: whoever tapped, asked for something, or wrote in private."""
    if (tap := update.callback_query) is not None and tap.message is not None:
        chat = tap.message.chat
        return Plea(str(chat.id), chat.type == "private", tap=TapId(tap.id))
    message = update.message
    if message is None or not _parts(message) or _is_bots(message):
        return None
    private, place, thread = message.chat.type == "private", message.chat.id, _thread(message) or 0
    if _unseen(message) is not None:  # nobody else shall see that there was anything
        if message.sender_chat is not None or message.from_ is None:
            return None
        private, place, thread = True, message.from_.id, 0
    if command := _command(message):
        name, addressed, _ = command
        theirs = addressed and addressed.casefold() != me.username.casefold()
        return None if theirs else Plea(str(place), private, command=name, thread=thread)
    return Plea(str(place), private) if private and words_of(message) else None


def people(update: Update) -> Iterator[str]:
    """The places of everybody an update names."""
    message = update.message or update.edited_message
    named: list[User | None] = []
    if message is not None:
        named = [message.from_, message.left_chat_member, *(message.new_chat_members or ())]
    elif update.callback_query is not None:
        named = [update.callback_query.from_]
    elif update.message_reaction is not None:
        named = [update.message_reaction.user]
    return (str(user.id) for user in named if user is not None and not user.is_bot)


def to_event(
    update: Update, part: int, row: int, known: Mapping[str, PersonId], me: Me
) -> Reading | None:
    """What happened. `row` names the words; `known` knows everybody of `people`. None: nothing
    that concerns us.
    """
    if update.message is not None:
        return _message(update.message, part, row, known, me)
    if update.edited_message is not None:
        return _edited(update.edited_message, row, known)
    if update.callback_query is not None:
        tap = update.callback_query
        stamp, _, action = tap.data.partition(":")
        return Reading(
            Tapped(
                by=known.get(str(tap.from_.id)),
                stamp=stamp,
                action=action,
                tap=TapId(tap.id),
                name=clean(tap.from_.first_name),
                language=tap.from_.language_code,
                thread=_thread(tap.message) if tap.message else None,
            )
        )
    if update.my_chat_member is not None:
        change = update.my_chat_member
        if change.chat.type == "private":
            reachable = change.new_chat_member.status not in ("kicked", "left")
            name, language = clean(change.from_.first_name), change.from_.language_code
            return Reading(Reached(reachable=reachable, name=name, language=language))
        rights = rights_of(change.new_chat_member, me)
        return Reading(RightsChanged(rights=rights, name=clean(change.from_.first_name)))
    if update.chat_member is not None and update.chat_member.from_.id != me.id:
        return Reading(StandingChanged())
    if (reaction := update.message_reaction) is not None:
        by = known.get(str(reaction.user.id)) if reaction.user is not None else None
        return Reading(Reacted(by=by, message=MessageId(reaction.message_id)))
    return None


def _stings(reaction: ReactionChange) -> bool:
    """All others are nobody's business, and are not even stored."""
    return stings(tuple(one.emoji for one in reaction.new_reaction))


def rights_of(member: Member, me: Me) -> Rights:
    """What we may do, by our standing. The owner's flags are not set, but bots own nothing."""
    if member.status in ("left", "kicked") or not member.is_member:
        return Rights(present=False)
    admin = member.status in ("administrator", "creator")
    removes = admin and (member.can_delete_messages or member.status == "creator")
    restricts = admin and (member.can_restrict_members or member.status == "creator")
    return Rights(sees=admin or me.reads_all, removes=removes, restricts=restricts)


# --- messages ------------------------------------------------------------------------------------


def _message(
    message: Message, part: int, row: int, known: Mapping[str, PersonId], me: Me
) -> Reading | None:
    if message.new_chat_members:
        who = message.new_chat_members[part]
        return (
            None
            if who.is_bot
            else Reading(Joined(who=known[str(who.id)], name=clean(who.first_name)))
        )
    if message.left_chat_member is not None:
        who = message.left_chat_member
        return None if who.is_bot else Reading(Left(who=known[str(who.id)]))
    if message.migrate_from_chat_id is not None:
        return Reading(Moved())
    author = _author(message, known)
    if command := _command(message):
        return _asked(message, command, author, me)
    words = words_of(message)
    if words is None or _is_bots(message):
        return None
    return Reading(
        Said(
            by=author,
            name=_called(message, author),
            thread=_thread(message),
            words=WordRef(f"w{row}"),
            signals=signals(words.text or words.detail, words.medium, "en"),
            message=MessageId(message.message_id),
            sent=_instant(message.date),
            mask=_mask(message),
            album=message.media_group_id,
            unseen=_unseen(message),
        ),
        words,
    )


def _edited(message: Message, row: int, known: Mapping[str, PersonId]) -> Reading | None:
    words = words_of(message)
    if words is None or _command(message) or words.medium in _MOVES_ON or message.via_bot:
        return None
    if _unseen(message) is not None:
        return None  # nobody has read it, so nobody is told
    author = _author(message, known)
    return Reading(
        Edited(
            by=author,
            name=_called(message, author),
            thread=_thread(message),
            words=WordRef(f"w{row}"),
            signals=signals(words.text or words.detail, words.medium, "en"),
            message=MessageId(message.message_id),
            sent=_instant(message.edit_date or message.date),
            mask=_mask(message),
        ),
        words,
    )


def _asked(
    message: Message, command: tuple[str, str, str], author: PersonId | None, me: Me
) -> Reading | None:
    name, addressed, argument = command
    if addressed and addressed.casefold() != me.username.casefold():
        return None  # another bot's
    who = clean(message.from_.first_name) if message.from_ and author is not None else ""
    unseen = _unseen(message)
    asked = Asked(
        by=author,
        command=name,
        argument=_argument(name, argument),
        name=who,
        mask=_mask(message),
        language=message.from_.language_code if message.from_ else "",
        message=MessageId(message.message_id) if unseen is None else None,
        sent=_instant(message.date),
        unseen=unseen,
        thread=_thread(message),
    )
    return Reading(asked)


def _unseen(message: Message) -> MessageId | None:
    """The number of what only its writer and we see in a group."""
    number = message.ephemeral_message_id
    return MessageId(number) if number is not None and message.chat.type in GROUPS else None


def _argument(command: str, written: str) -> str:
    """Only what the command takes, since events are kept longer than words: a length of time, a
    dialogue's or a deck's name, a start word. `?`: something, but not that.
    """
    if not written:
        return ""
    match command:
        case "pause" | "breathe":
            known = length(written) is not None or written.casefold() == "tomorrow"
            return " ".join(written.casefold().split()) if known else "?"
        case "begin" | "card":
            return written if len(written) <= _NAME_MAX else "?"
        case "start":
            return written if _START_WORD.fullmatch(written) else ""
        case _:
            return ""


def _command(message: Message) -> tuple[str, str, str] | None:
    """Name, bot, argument. Only what Telegram itself marked as a command at the very beginning, and
    not what somebody passes on, who asks for nothing.
    """
    marks = (one for one in message.entities if one.offset == 0 and one.type == "bot_command")
    mark = next(marks, None)
    if message.text is None or mark is None or message.forward_origin is not None:
        return None
    found = _COMMAND.fullmatch(message.text[: mark.length])  # a command is ASCII
    if found is None:
        return None
    argument = message.text[mark.length :].strip(_BETWEEN)
    return found[1].lower(), found[2] or "", argument


def _is_bots(message: Message) -> bool:
    """Another bot's; an anonymous admin and a channel also come as a bot, but say for whom."""
    return message.sender_chat is None and message.from_ is not None and message.from_.is_bot


def _author(message: Message, known: Mapping[str, PersonId]) -> PersonId | None:
    """None where Telegram does not say: an anonymous admin, a channel."""
    if message.sender_chat is not None or message.from_ is None:
        return None
    return known.get(str(message.from_.id))


def _mask(message: Message) -> str:
    """As whom somebody writes, if not as themselves: the group, or a channel by its number."""
    chat = message.sender_chat
    if chat is None:
        return ""
    return GROUP if chat.id == message.chat.id else str(chat.id)


def _called(message: Message, author: PersonId | None) -> str:
    """What the author is called now; nothing where nobody knows who that is."""
    return "" if author is None or message.from_ is None else clean(message.from_.first_name)


def _thread(place: Message | Place) -> int | None:
    """The topic, 0 for the general one. None where there are no topics: there the same number is
    that of a chain of answers; or where Telegram does not say.
    """
    if not place.chat.is_forum or place.date == 0:
        return None
    return (place.message_thread_id or 0) if place.is_topic_message else 0


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
