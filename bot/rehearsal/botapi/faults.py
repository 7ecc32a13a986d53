"""Trouble on demand: limits, failures, torn and slow connections, updates twice or astray."""

from dataclasses import dataclass, field, replace
from typing import Literal

FaultKind = Literal[
    "too_many_requests", "server_error", "refused", "drop_before", "drop_after", "slow", "public"
]


@dataclass(frozen=True, slots=True)
class Fault:
    """What befalls the next `times` calls, of one method and in one chat if these are given.

    Without a method it spares `getUpdates`. `retry_after` is for *too_many_requests*, `status`
    for *server_error*; a *refused* call is answered with `description`, such as *Forbidden: bot
    was blocked by the user*, under the code that its first words stand for; `seconds` of real
    time make *slow* slow; a *public* call is done as if it named nobody who alone is to see it.
    Drops happen before or after the call takes effect.
    """

    kind: FaultKind
    times: int = 1
    method: str | None = None
    chat_id: int | None = None
    retry_after: int = 3
    status: int = 502
    description: str = "Bad Request: refused on demand"
    seconds: float = 1.0

    def befalls(self, method: str, chat_id: str) -> bool:
        """Whether a call of `method` (in lower case) in this chat is meant."""
        meant = method != "getupdates" if self.method is None else method == self.method.lower()
        return meant and self.chat_id in (None, _number(chat_id))


@dataclass(slots=True)
class Faults:
    """All trouble that is still to come.

    `duplicates`: so many updates will be delivered once more in the next answer, with the same
    id, though the bot has confirmed them. `reorders`: so many answers of `getUpdates` will have
    their updates in reverse order.
    """

    calls: list[Fault] = field(default_factory=list)
    duplicates: int = 0
    reorders: int = 0

    def take(self, method: str, chat_id: str) -> Fault | None:
        """The trouble of this call, used up once."""
        for index, fault in enumerate(self.calls):
            if fault.befalls(method, chat_id):
                if fault.times > 1:
                    self.calls[index] = replace(fault, times=fault.times - 1)
                else:
                    del self.calls[index]
                return fault
        return None


def _number(chat_id: str) -> int | None:
    digits = chat_id.removeprefix("-")
    return int(chat_id) if digits.isascii() and digits.isdigit() else None
