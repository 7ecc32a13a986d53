"""Forwarding and copying, one by one and many at once."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Final

from bot.rehearsal.botapi.calls import Access, Call
from bot.rehearsal.botapi.dice import value_of
from bot.rehearsal.botapi.errors import bad_request
from bot.rehearsal.botapi.messages import WITH_CAPTION, Body, Message
from bot.rehearsal.botapi.places import stilled
from bot.rehearsal.botapi.texts import MAX_CAPTION, NO_WORDS
from bot.rehearsal.botapi.wire import JsonObject

from .requests import Reply, Request


def forward_message(call: Call) -> JsonObject:
    """Forward a message, with its origin."""
    source = _source(call, "message to forward")
    request = Request.read(call)
    if not _may_go(request, source, copied=False):
        raise bad_request("The message can't be forwarded")
    return request.send(stilled(source.body), origin=source).json(call.bot)


def copy_message(call: Call) -> JsonObject:
    """Send the content of a message anew; a caption may take the place of its own."""
    call.params.required("from_chat_id")
    words = call.words() if "caption" in call.params else None
    source = _source(call, "message to copy")
    request = Request.read(call)
    if not _may_go(request, source, copied=True):
        raise bad_request("The message can't be copied")
    body = _copied(request, source.body)
    if words is not None and body.kind in WITH_CAPTION:
        if words.length > MAX_CAPTION:
            raise bad_request("Message caption is too long")
        body = replace(body, words=words, above=call.params.flag("show_caption_above_media"))
    return {"message_id": request.send(body).id}


def forward_messages(call: Call) -> list[JsonObject]:
    """Forward up to a hundred messages in their order; those that cannot go are skipped."""
    return _many(call, copied=False)


def copy_messages(call: Call) -> list[JsonObject]:
    """Copy up to a hundred messages in their order; those that cannot go are skipped."""
    return _many(call, copied=True)


def _many(call: Call, *, copied: bool) -> list[JsonObject]:
    if not call.params.string("from_chat_id"):
        raise bad_request('Parameter "from_chat_id" is required')
    numbers = call.params.message_ids()
    request = Request.read(call, reply=Reply(), with_markup=False)
    source = call.chat(Access.READ, "from_chat_id")
    found = [one for number in numbers if (one := call.seen(source, number))]
    if not found:
        raise bad_request("There are no messages to forward")
    if any(one.id >= two.id for one, two in pairwise(found)):
        raise bad_request("Message identifiers must be in a strictly increasing order")
    going = [one for one in found if _may_go(request, one, copied=copied)]
    if not going:
        raise bad_request("Messages can't be forwarded")
    albums = _albums(call, going)
    sent = []
    for message in going:
        body = _copied(request, message.body) if copied else stilled(message.body)
        if copied and call.params.flag("remove_caption") and body.kind in WITH_CAPTION:
            body = replace(body, words=NO_WORDS)
        album = albums.get(message.draft.album, "")
        sent.append(request.send(body, origin=None if copied else message, album=album))
    return [{"message_id": message.id} for message in sent]


def _albums(call: Call, messages: list[Message]) -> dict[str, str]:
    """New album ids for the albums of which at least two messages go."""
    counts = Counter(message.draft.album for message in messages)
    return {old: call.state.next_album_id() for old, n in counts.items() if old and n > 1}


def _copied(request: Request, body: Body) -> Body:
    """The content of a copy; a poll begins anew, as the bot's, and a die falls again."""
    call = request.call
    if body.kind == "dice" and isinstance(body.payload, dict):
        emoji = str(body.payload["emoji"])
        return Body("dice", {"emoji": emoji, "value": value_of(emoji, request.chat.sequence.last)})
    if body.poll is None:
        return stilled(body)
    fresh = call.state.add_poll(body.poll.anew(call.state.next_poll_id(), call.bot))
    return Body("poll", fresh.json(), poll=fresh)


def _may_go(request: Request, message: Message, *, copied: bool) -> bool:
    """Whether a message can be forwarded or copied so (get_forwarded_messages in TDLib).

    What may not be sent there is one that cannot go; bots may copy what is protected.
    """
    if message.body.is_service or message.is_ephemeral or not request.allows(message.body):
        return False
    poll = message.body.poll
    if copied:
        return not (poll and poll.quiz and poll.creator is not request.call.bot)
    return not message.draft.protected


def _source(call: Call, what: str) -> Message:
    if not call.params.string("from_chat_id"):
        raise bad_request('Parameter "from_chat_id" is required')
    return call.message(call.chat(Access.READ, "from_chat_id"), call.params.message_id(), what)


METHODS: Final[Mapping[str, Callable[[Call], object]]] = {
    "forwardMessage": forward_message,
    "forwardMessages": forward_messages,
    "copyMessage": copy_message,
    "copyMessages": copy_messages,
}
