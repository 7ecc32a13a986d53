"""Messages in a group for one person's eyes (Bot API 10.2 and later), which Telegram calls
ephemeral: whether the server has them, how one is asked for, and whether an answer is of one.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from telegram import Bot
from telegram.error import BadRequest, EndPointNotFound, InvalidToken, TelegramError

from bot.facilitator.ids import MessageId

#: Deletes one that cannot exist: a server that has none does not know the method.
PROBE = "deleteEphemeralMessage"


class Known:
    """What this process knows of its server. `there`: None until there was a clear answer;
    `spoiled`: it showed one to everybody, so they are off, and it is asked no more.
    """

    def __init__(self) -> None:
        self.there: bool | None = None
        self.spoiled = asyncio.Event()

    @property
    def off(self) -> bool:
        """See above."""
        return self.spoiled.is_set()

    def learn(self, *, there: bool | None) -> bool:
        """What the server said just now; whether one may be tried."""
        self.there = there
        return bool(there) and not self.off


def probe(chat: int, me: int) -> dict[str, int]:
    """The parameters of the harmless call."""
    return {"chat_id": chat, "receiver_user_id": me, "ephemeral_message_id": 0}


async def ask(bot: Bot, chat: int, me: int) -> bool | None:
    """Whether the server has them; None if it did not say. In that chat nothing happens."""
    try:
        await bot.do_api_request(PROBE, api_kwargs=probe(chat, me))
    except (EndPointNotFound, InvalidToken):  # a 404; see `errors` for what else that can be
        return False
    except BadRequest:
        return True
    except TelegramError:
        return None
    return None  # nobody can delete what is not there


def aimed(receiver: int, answers: MessageId | None) -> dict[str, Any]:
    """What makes a message one person's. Both forms at once, since a server ignores what it does
    not know: with the newer one (10.3) alone, an older one (10.2) would show it to everybody.
    """
    asked: dict[str, Any] = {
        "receiver_user_id": receiver,
        "ephemeral_message_parameters": {"receiver_user_id": receiver},
    }
    if answers is not None:
        asked["reply_parameters"] = {"ephemeral_message_id": answers}
    return asked


def is_alone(answer: Mapping[str, Any]) -> bool:
    """Whether the message that this is of is seen by one person alone."""
    number = answer.get("ephemeral_message_id")
    return isinstance(number, int) and number > 0
