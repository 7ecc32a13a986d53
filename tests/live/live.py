"""A bot, a throwaway group, and a human who does what the checks cannot do themselves."""

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from typing import Any, Protocol

import aiohttp

from bot.rehearsal.control import Remote

#: How long a human may take, in seconds.
PATIENCE_S = 300.0


class NoHuman(Exception):
    """Nobody has done what was asked."""


@dataclass(frozen=True)
class Answer:
    """What a call has brought: the result, or the refusal as code and description."""

    code: int
    result: Any
    description: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)

    @property
    def said(self) -> str:
        """`ok`, or the refusal."""
        return "ok" if self.code == 200 else f"{self.code} {self.description}"


class Hands(Protocol):
    """Whoever does what only a human can do, and lets time pass."""

    async def do(self, please: str, act: str, **details: object) -> None:
        """Ask for it in words; `act` and its details are the same for a program."""

    async def wait(self, seconds: float) -> None:
        """Let time pass."""


class HumanHands:
    """Asks in the terminal; time passes by itself."""

    async def do(self, please: str, act: str, **details: object) -> None:
        """See `Hands`."""
        del act, details
        print(f"  >>> please: {please}", flush=True)

    async def wait(self, seconds: float) -> None:
        """See `Hands`."""
        print(f"  ... {seconds:.0f} s", flush=True)
        await asyncio.sleep(seconds)


class ProgramHands:
    """Does it by the control interface of the local Bot API."""

    def __init__(self, control: Remote, bot: str, rights: tuple[str, ...]) -> None:
        self._control, self._bot, self._rights = control, bot, rights

    async def do(self, please: str, act: str, **details: object) -> None:
        """See `Hands`."""
        del please
        match act:
            case "start_here":
                await self._control.ask("start", user="@owner", bot=self._bot)
            case "go_here":
                group = await self._control.ask("add_group", title="Throwaway", owner="@owner")
                place = {"chat": group["id"], "by": "@owner"}
                await self._control.ask("promote", **place, user=self._bot, rights=self._rights)
                await self._control.ask("post", user="@owner", chat=group["id"], text="go")
            case _:
                await self._control.ask(act, **details)

    async def wait(self, seconds: float) -> None:
        """See `Hands`."""
        await self._control.ask("move_clock", seconds=seconds)


class Live:
    """What the checks work with. `group` is a supergroup where the bot leads with every right,
    `owner` the human who owns it and has started a private chat; `offset` is that of the next
    update.
    """

    def __init__(self, session: aiohttp.ClientSession, api: str, token: str, hands: Hands) -> None:
        self._session, self._api, self._token = session, api, token
        self.hands = hands
        self.group = self.owner = 0
        self.username = ""
        self.offset = 0

    async def call(self, method: str, **params: object) -> Answer:
        """Call a method with JSON; wait as long as a 429 wants."""
        while True:
            answer = await self.call_as(self._token, method, **params)
            if answer.code != 429:
                return answer
            await self.hands.wait(float(answer.parameters["retry_after"]))

    async def call_once(self, method: str, **params: object) -> Answer:
        """The same without waiting."""
        return await self.call_as(self._token, method, **params)

    async def call_as(self, token: str, method: str, **params: object) -> Answer:
        """The same with another token."""
        url = f"{self._api}/bot{token}/{method}"
        given = {name: value for name, value in params.items() if value is not None}
        async with self._session.post(url, json=given) as answer:
            body = await answer.json(content_type=None)
        return Answer(
            answer.status,
            body.get("result"),
            str(body.get("description", "")),
            body.get("parameters", {}),
        )

    async def upload(self, name: str, content: bytes) -> str:
        """Send a document into the group; gives its file id."""
        form = aiohttp.FormData({"chat_id": str(self.group)})
        form.add_field("document", content, filename=name)
        url = f"{self._api}/bot{self._token}/sendDocument"
        async with self._session.post(url, data=form) as answer:
            body = await answer.json(content_type=None)
        return str(body["result"]["document"]["file_id"])

    async def say(self, text: str, **more: object) -> int:
        """Write into the group; gives the message's number."""
        answer = await self.call("sendMessage", chat_id=self.group, text=text, **more)
        return int(answer.result["message_id"])

    async def hear(self, kind: str, within: float = PATIENCE_S) -> dict[str, Any]:
        """Wait for the next update of this kind."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            patience = min(5, int(within))
            answer = await self.call("getUpdates", offset=self.offset, timeout=patience)
            for update in answer.result or []:
                self.offset = update["update_id"] + 1
                if kind in update:
                    return dict(update[kind])
        raise NoHuman(f"no {kind} within {within:.0f} s")

    async def tapped(self, text: str) -> str:
        """Post a button and have it pressed; gives the number of the tap."""
        keyboard = {"inline_keyboard": [[{"text": "Tap", "callback_data": "tap"}]]}
        number = await self.say(text, reply_markup=keyboard)
        details = {"user": self.owner, "chat": self.group, "message": number, "label": "Tap"}
        await self.hands.do("tap the newest button in the group", "tap", **details)
        return str((await self.hear("callback_query"))["id"])

    async def meet(self) -> None:
        """Find out who and where: a word in private, then one in the group."""
        me = await self.call("getMe")
        if me.code != 200:
            raise NoHuman(f"the token is refused: {me.said}")
        self.username = me.result["username"]
        await self.call("deleteWebhook")
        with contextlib.suppress(NoHuman):
            while True:  # what waits from before
                await self.hear("message", within=0.1)
        name = f"@{self.username}"
        await self.hands.do(f"press START in the private chat with {name}", "start_here")
        self.owner = (await self.hear("message"))["from"]["id"]
        await self.hands.do(
            f"in a throwaway supergroup that you own, make {name} an administrator with every"
            " right, and write there: go",
            "go_here",
        )
        while not self.group:
            message = await self.hear("message")
            if message["chat"]["type"] == "supergroup" and message.get("text") == "go":
                self.group = message["chat"]["id"]
