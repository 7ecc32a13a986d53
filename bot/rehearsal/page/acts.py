"""What a click on the page means. Each act is one JSON object; `act` names it.

What no client of Telegram's would offer raises `ImpossibleError` and changes nothing.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from bot.rehearsal.botapi import ImpossibleError
from bot.rehearsal.page.couple import ChatKey, SeatKey
from bot.rehearsal.page.director import Director

#: A voice note's length, in seconds, and the one sticker there is.
VOICE_S, STICKER = 4, "🙂"
#: The clock moves at most so far at a time: two days.
MOVE_MAX_S = 2 * 24 * 60 * 60


class _Act(msgspec.Struct, frozen=True, tag_field="act", forbid_unknown_fields=True):
    pass


class _Seated(_Act, frozen=True):
    seat: SeatKey


class _InChat(_Seated, frozen=True):
    chat: ChatKey


class _OnMessage(_InChat, frozen=True):
    message: int


class Post(_InChat, frozen=True, tag="post"):
    """Write."""

    text: str


class Send(_InChat, frozen=True, tag="send"):
    """Send something that is not text; a photo may have a caption."""

    what: Literal["sticker", "voice", "photo"]
    text: str = ""


class Edit(_OnMessage, frozen=True, tag="edit"):
    """Change one's own message."""

    text: str


class Delete(_OnMessage, frozen=True, tag="delete"):
    """Take one's own message away, for everybody."""


class Tap(_OnMessage, frozen=True, tag="tap"):
    """Press a button under a message."""

    data: Annotated[str, Meta(min_length=1)]


class Follow(_Seated, frozen=True, tag="follow"):
    """Open a link to Heard."""

    url: str


class Start(_Seated, frozen=True, tag="start"):
    """Press START in the private chat."""


class Write(_InChat, frozen=True, tag="write"):
    """Be seen writing for a moment."""


class Move(_Act, frozen=True, tag="move"):
    """Let time pass."""

    seconds: Annotated[int, Meta(ge=1, le=MOVE_MAX_S)]


class Next(_Act, frozen=True, tag="next"):
    """Let time pass up to the next deadline."""


class Restart(_Act, frozen=True, tag="restart"):
    """Stop Heard and start it again; `kill`: by `kill -9`."""

    kill: bool = False


class Allow(_Act, frozen=True, tag="allow"):
    """Ana gives Heard the right to delete, or takes it."""

    deleting: bool


class StartOver(_Act, frozen=True, tag="start_over"):
    """A new couple."""


Act = (
    Post | Send | Edit | Delete | Tap | Follow | Start | Write
    | Move | Next | Restart | Allow | StartOver
)  # fmt: skip


def perform(director: Director, act: Act) -> None:
    """Do it. `ImpossibleError` if it cannot be done."""
    match act:
        case Move(seconds):
            director.move(seconds)
        case Next():
            director.move_to_due()
        case Restart(kill):
            director.restart(kill=kill)
        case Allow(deleting):
            director.couple.allow(deleting=deleting)
        case StartOver():
            director.start_over()
        case _:
            _play(director, act)


def _play(
    director: Director, act: Post | Send | Edit | Delete | Tap | Follow | Start | Write
) -> None:
    """What a partner does."""
    couple = director.couple
    match act:
        case Follow(seat, url):
            couple.follow(seat, url)
            director.audience.changed()
        case Start(seat):
            couple.start(seat)
        case Write(seat, chat):
            couple.write(seat, chat)
            director.audience.changed()
        case _:
            _speak(director, act)


def _speak(director: Director, act: Post | Send | Edit | Delete | Tap) -> None:
    """What a partner does in a chat."""
    couple, world = director.couple, director.stage.world
    user, chat = couple.users[act.seat], couple.chat(act.seat, act.chat)
    if chat.is_private and not chat.started:
        raise ImpossibleError("press START first")
    match act:
        case Post(text=text):
            couple.rest(act.seat)
            world.post(user, chat, text)
        case Send(what="sticker"):
            world.post(user, chat, sticker=STICKER)
        case Send(what="voice"):
            world.post(user, chat, voice=VOICE_S)
        case Send(text=caption):
            world.post(user, chat, caption, photo=True)
        case Edit(message=number, text=text):
            world.edit(user, chat, number, text)
        case Delete(message=number):
            if not any(
                one.own for one in couple.view(act.seat, act.chat).messages if one.id == number
            ):
                raise ImpossibleError("only one's own messages can be deleted here")
            world.delete(user, chat, number)
        case Tap(message=number, data=data):
            world.tap(user, chat, number, data)
