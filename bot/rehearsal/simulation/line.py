"""The line to Telegram: python-telegram-bot's requests, brought to a world in the same process.

What goes wrong on it is the weather's. Every attempt to do something is written down with what
became of it, so that a double can be told from a mistake.
"""

import asyncio
from dataclasses import dataclass
from typing import Any, Literal, Protocol
from urllib.parse import parse_qsl

import msgspec
from structlog.contextvars import get_contextvars
from telegram.error import TimedOut
from telegram.request import BaseRequest, RequestData

from bot.adapters.telegram import reach
from bot.adapters.telegram.transport import CONNECT_S, READ_S, Broken, NeverSent
from bot.facilitator.ids import EffectId
from bot.rehearsal.botapi import Upload, World
from bot.rehearsal.botapi.answers import Answer
from bot.rehearsal.botapi.errors import too_many_requests
from bot.rehearsal.botapi.polling import Polls
from bot.rehearsal.simulation.trouble import Trouble
from bot.rehearsal.simulation.weather import Weather
from bot.service.outbox import RETRY_LONGEST_S

#: The address that the product is given; nobody listens there.
ADDRESS = "sim:/bot"
#: After a poll that failed, the next one comes at most so much later, in seconds.
DEAF_S = max(reach.RETRY_LONGEST_S, reach.CONFLICT_S)

#: What the product knows of an attempt: nothing yet, that it went well, that it did not happen, or
#: neither.
Fate = Literal["under way", "done", "refused", "not sent", "unknown"]


@dataclass(slots=True)
class Attempt:
    """One call for one effect. `happened` is the truth, `fate` what the product knows of it;
    `message` is the number of the post that it made; `life` says which process it was; `lost`: no
    patience would have brought its answer.
    """

    effect: EffectId
    method: str
    at: float
    life: int
    fate: Fate = "under way"
    happened: bool = False
    message: int | None = None
    description: str = ""
    number: int = 1
    lost: bool = False

    def __str__(self) -> str:
        return f"{self.effect} {self.method} {self.number}"


class End(Protocol):
    """Whose line it is. `life`: which process, by its number."""

    life: int

    async def gate(self) -> None:
        """Lets the living pass and holds the dead."""

    async def sent(self) -> None:
        """A call has taken effect."""

    def acknowledged(self, offset: int) -> None:
        """A poll has got there."""


class Line(BaseRequest):
    """One process's connections."""

    def __init__(
        self,
        world: World,
        polls: Polls,
        weather: Weather,
        end: End,
        attempts: list[Attempt],
    ) -> None:
        self._world, self._polls, self._weather = world, polls, weather
        self._end, self._attempts = end, attempts
        self._failed: dict[EffectId, float] = {}
        self._deaf = 0.0

    @property
    def read_timeout(self) -> float | None:
        """The default, in seconds."""
        return READ_S

    async def initialize(self) -> None:
        """Nothing is to be opened."""

    async def shutdown(self) -> None:
        """Or closed."""

    async def do_request(  # noqa: PLR0917 -- python-telegram-bot's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """See `AiohttpRequest`, which this stands in for."""
        token, _, rest = url.removeprefix(ADDRESS).partition("/")
        name, _, query = rest.partition("?")
        params: dict[str, str] = dict(parse_qsl(query))
        files: dict[str, Upload] = {}
        if request_data is not None:
            params |= request_data.json_parameters
            for field, (filename, content, _) in request_data.multipart_data.items():
                files[field] = Upload(
                    filename, content if isinstance(content, bytes) else content.read()
                )
        await self._end.gate()
        if name == "getUpdates":
            answer = await self._poll(token, params)
        else:
            patience = READ_S if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
            answer = await self._call(token, name, params, files, patience)
        await self._end.gate()
        return answer.code, msgspec.json.encode(answer.body)

    # --- calls -----------------------------------------------------------------------------------

    async def _call(
        self,
        token: str,
        name: str,
        params: dict[str, str],
        files: dict[str, Upload],
        patience: float,
    ) -> Answer:
        attempt = Attempt(get_contextvars().get("effect", ""), name, self._now(), self._end.life)
        attempt.number += sum(one.effect == attempt.effect for one in self._attempts)
        if (failed := self._failed.pop(attempt.effect, None)) is not None:
            # Whoever tries again waits before, longer each time.
            self._weather.spells.append((failed, min(failed + RETRY_LONGEST_S, attempt.at)))
        self._attempts.append(attempt)
        wrong = self._weather.call()
        try:
            await self._reach(attempt, wrong, patience)
        except asyncio.CancelledError:
            if self._weather.coin(str(attempt)):  # what was on its way arrives, whoever has died
                self._note(attempt, self._world.answer(token, name, params, files))
            attempt.fate = "unknown"
            raise
        if refused := self._unwell(wrong, attempt):
            attempt.fate, attempt.description = "refused", str(refused.body["description"])
            return refused
        answer = self._world.answer(token, name, params, files)
        self._note(attempt, answer)
        await self._end.sent()
        back = self._weather.way_back(f"{attempt} back") if wrong is None else wrong.seconds
        attempt.lost = wrong is not None and wrong.kind == "answers lost"
        if back > patience or attempt.lost:
            await self._silence(attempt, patience)
        if self._weather.lasts("slow telegram"):
            self._wrong_for(back)
        await asyncio.sleep(back)
        attempt.fate = "done" if attempt.happened else "refused"
        return answer

    async def _reach(self, attempt: Attempt, wrong: Trouble | None, patience: float) -> None:
        """Get there, or not."""
        if self._weather.lasts("unreachable") or (wrong and wrong.kind == "never sent"):
            self._wrong_for(CONNECT_S, attempt)
            await asyncio.sleep(CONNECT_S if wrong is None else self._weather.way(str(attempt)))
            attempt.fate = "not sent"
            raise NeverSent("ClientConnectorError")
        if wrong is not None and wrong.kind == "calls lost":
            await self._silence(attempt, patience)
        await asyncio.sleep(self._weather.way(str(attempt)))
        await self._end.gate()

    async def _silence(self, attempt: Attempt, patience: float) -> None:
        """No answer comes, or too late."""
        self._wrong_for(patience, attempt)
        await asyncio.sleep(patience)
        attempt.fate = "unknown"
        raise TimedOut

    def _unwell(self, wrong: Trouble | None, attempt: Attempt) -> Answer | None:
        """An answer of a Telegram that does not do what it was asked."""
        name = attempt.method
        posts = name.startswith(("send", "forward", "copy")) and name != "sendChatAction"
        if posts and self._weather.lasts("refusing posts"):
            return Answer.failure(too_many_requests(5))
        if wrong is None:
            return None
        if wrong.kind == "errors":
            self._wrong_for(0, attempt)
            return Answer(502, {"ok": False, "error_code": 502, "description": "Bad Gateway"})
        if wrong.kind == "too many requests":
            self._wrong_for(wrong.seconds, attempt)
            return Answer.failure(too_many_requests(max(wrong.seconds, 1)))
        if wrong.kind == "slow answers":
            self._wrong_for(wrong.seconds)
        return None

    def _note(self, attempt: Attempt, answer: Answer) -> None:
        attempt.happened = answer.code == 200
        attempt.description = str(answer.body.get("description", ""))
        if answer.code == 429:
            self._wrong_for(1, attempt)
        result = answer.body.get("result")
        if isinstance(result, dict) and isinstance(result.get("message_id"), int):
            attempt.message = result["message_id"]

    # --- updates ---------------------------------------------------------------------------------

    async def _poll(self, token: str, params: dict[str, str]) -> Answer:
        weather = self._weather
        if self._deaf:
            weather.spells.append((self._deaf, min(self._deaf + DEAF_S, self._now())))
            self._deaf = 0.0
        if weather.lasts("unreachable"):
            await asyncio.sleep(CONNECT_S)
            self._deaf = self._now()
            raise NeverSent("ClientConnectorError")
        await asyncio.sleep(weather.way(f"poll {params.get('offset')}"))
        await self._end.gate()
        self._end.acknowledged(int(params.get("offset", "0")))
        answer = await self._polls.get_updates(token, params, {})
        if answer.code == 200 and answer.body["result"] and (wrong := weather.update()):
            answer = await self._astray(wrong, token, params, answer)
        await asyncio.sleep(weather.way(f"poll {params.get('offset')} back"))
        if weather.lasts("unreachable") or answer.code != 200:
            self._deaf = self._now()
        if weather.lasts("unreachable"):
            raise Broken("ServerDisconnectedError")
        return answer

    async def _astray(
        self, wrong: Trouble, token: str, params: dict[str, str], answer: Answer
    ) -> Answer:
        if wrong.kind == "updates late":
            self._wrong_for(wrong.seconds)
            await asyncio.sleep(wrong.seconds)
            return answer
        if wrong.kind == "updates reversed":
            self._world.faults.reorders += 1
        else:  # once more with the next answer, though they were confirmed
            result = answer.body["result"]
            self._world.faults.duplicates += len(result) if isinstance(result, list) else 1
        return await self._polls.get_updates(token, {**params, "timeout": "0"}, {})

    def _wrong_for(self, seconds: float, attempt: Attempt | None = None) -> None:
        self._weather.spell(self._now() + seconds)
        if attempt is not None:
            self._failed[attempt.effect] = self._now() + seconds

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
