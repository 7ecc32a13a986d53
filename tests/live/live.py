"""A bot, a throwaway group, and a human who does what the checks cannot do themselves."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import aiohttp

from bot.rehearsal.control import Remote

#: How long a human may take, in seconds.
PATIENCE_S = 300.0
#: The updates that the product asks for.
EVERY_KIND = [
    "message", "edited_message", "callback_query", "my_chat_member", "chat_member",
    "message_reaction",
]  # fmt: skip


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
            case "guest_here":
                guest = await self._control.ask("add_user", name="Guest", username="guest")
                await self._control.ask("add_member", **details, user=guest["id"], by="@owner")
            case "found_here":
                await self._found(**details)
            case "post_as_channel":
                channel = await self._control.ask("add_channel", title="Throwaway channel")
                await self._control.ask("post", **details, as_chat=channel["id"])
            case _:
                await self._control.ask(act, **details)

    async def _found(self, kind: str, *, link: bool = False, topics: bool = False) -> None:
        """Another group of the owner's with the bot in it; see `HumanHands` for what a human is
        asked to do instead.
        """
        group = await self._control.ask("add_group", title="Another", owner="@owner", kind=kind)
        place: dict[str, object] = {"chat": group["id"], "by": "@owner"}
        if link:
            more = {"payload": "setup", "rights": ("can_delete_messages",)}
            owner = {"user": "@owner", "bot": self._bot, "chat": group["id"]}
            await self._control.ask("start_in_group", **owner, **more)
        elif topics:
            await self._control.ask("enable_topics", **place)
            rights = ("can_delete_messages",)
            await self._control.ask("promote", **place, user=self._bot, rights=rights)
            topic = await self._control.ask("open_topic", **place, name="Closed")
            number = topic["message_thread_id"]
            in_topic = {"user": "@owner", "chat": group["id"], "topic": number}
            await self._control.ask("post", **in_topic, text="in")
            await self._control.ask("close_topic", **place, topic=number)
        else:
            await self._control.ask("add_member", **place, user=self._bot)

    async def wait(self, seconds: float) -> None:
        """See `Hands`."""
        await self._control.ask("move_clock", seconds=seconds)


class Live:
    """What the checks work with. `group` is a supergroup where the bot leads with every right,
    `owner` the human who owns it and has started a private chat, `guest` a plain member who has
    not (0 before `meet_guest`); `offset` is that of the next update. `door`: an https address that
    leads to `port` of this machine; an empty one is that port itself. `deleted`: the number of a
    deleted account that once had started the bot, or 0.
    """

    def __init__(self, session: aiohttp.ClientSession, api: str, token: str, hands: Hands) -> None:
        self._session, self._api, self._token = session, api, token
        self.hands = hands
        self.group = self.owner = self.guest = 0
        self.door, self.port, self.deleted = "", 0, 0
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

    async def hear_until(
        self, done: Callable[[dict[str, Any]], bool], within: float = PATIENCE_S
    ) -> list[dict[str, Any]]:
        """All updates up to the one that ends it."""
        heard, until = [], time.monotonic() + within
        while time.monotonic() < until:
            answer = await self.call("getUpdates", offset=self.offset, timeout=5)
            for update in answer.result or []:
                self.offset = update["update_id"] + 1
                heard.append(update)
                if done(update):
                    return heard
        raise NoHuman(f"not within {within:.0f} s: {', '.join(map(kind_of, heard)) or 'nothing'}")

    async def written(self, please: str, user: int, text: str) -> dict[str, Any]:
        """Have somebody write these words in the group; gives the message."""
        await self.hands.do(please, "post", user=user, chat=self.group, text=text)
        heard = await self.hear_until(lambda one: one.get("message", {}).get("text") == text)
        return dict(heard[-1]["message"])

    async def pressed(self, text: str, by: int, who: str = "you") -> dict[str, Any]:
        """Post a button and have it pressed; gives the tap."""
        keyboard = {"inline_keyboard": [[{"text": "Tap", "callback_data": "tap"}]]}
        number = await self.say(text, reply_markup=keyboard)
        details = {"user": by, "chat": self.group, "message": number, "label": "Tap"}
        await self.hands.do(f"{who}: tap the newest button in the group", "tap", **details)
        return await self.hear("callback_query")

    async def tapped(self, text: str) -> str:
        """The same by the owner; gives the number of the tap."""
        return str((await self.pressed(text, self.owner))["id"])

    async def meet_guest(self) -> int:
        """Have a second account let into the group, and find out whose it is."""
        if not self.guest:
            await self.hands.do(
                "let a second account of yours into the group that has never started this bot",
                "guest_here",
                chat=self.group,
            )
            self.guest = (await self.hear("chat_member"))["new_chat_member"]["user"]["id"]
        return self.guest

    async def now(self) -> int:
        """What the server's clock shows, in seconds since 1970."""
        answer = await self.call("sendMessage", chat_id=self.group, text="What time is it?")
        return int(answer.result["date"])

    async def meet(self) -> None:
        """Find out who and where: a word in private, then one in the group."""
        me = await self.call("getMe")
        if me.code != 200:
            raise NoHuman(f"the token is refused: {me.said}")
        self.username = me.result["username"]
        await self.call("deleteWebhook")
        await self.call("getUpdates", allowed_updates=EVERY_KIND)
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


def kind_of(update: dict[str, Any]) -> str:
    """An update in a few words: its kind, or what happened."""
    if moved := update.get("my_chat_member") or update.get("chat_member"):
        which = "my_chat_member" if "my_chat_member" in update else "chat_member"
        old, new = moved["old_chat_member"]["status"], moved["new_chat_member"]["status"]
        return f"{which} {old} -> {new}"
    for name in ("migrate_to_chat_id", "migrate_from_chat_id", "new_chat_members", "text"):
        if name in update.get("message", {}):
            return str(update["message"][name]) if name == "text" else name
    return next(name for name in update if name != "update_id")
