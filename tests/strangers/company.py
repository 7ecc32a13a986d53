"""A stranger's bot as a child process, and humans who talk to it through the control interface.

Humans read like people: `reads` waits for the next thing that somebody else has written, `finds`
for a message anywhere in the chat, `hears` for the answer to a tap.
"""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from bot.rehearsal.control import Emulation, Remote, emulating, remote

TOKEN = "1234567:stranger"
BOT = "@stranger_bot"
#: How long a bot may take to start and to react, and to stop when asked, in seconds.
REACTS_S, STOPS_S = 20.0, 5.0

Seen = dict[str, Any]


class Silence(AssertionError):
    """The bot has not done what it should have."""


class Human:
    """Somebody who talks to the bot, in private unless a chat is named."""

    def __init__(self, company: "Company", name: str, number: int) -> None:
        self._company, self.name, self.number = company, name, number
        self.username = f"@{name.lower()}_of_company"
        self._read: dict[int | str, int] = {}
        self._heard = 0

    async def ask(self, verb: str, chat: int | str = BOT, **fields: object) -> Any:
        """Ask the control for something that this human does in a chat."""
        return await self._company.control.ask(verb, user=self.username, chat=chat, **fields)

    async def starts(self, payload: str = "") -> None:
        """Press START."""
        await self._company.control.ask("start", user=self.username, bot=BOT, payload=payload)

    async def says(self, text: str, chat: int | str = BOT, **fields: object) -> int:
        """Write; gives the message's number."""
        return int((await self.ask("post", chat, text=text, **fields))["message_id"])

    async def sends(self, chat: int | str = BOT, text: str = "", **attachment: object) -> int:
        """Send an attachment; gives the message's number."""
        return int((await self.ask("post", chat, text=text, attachment=attachment))["message_id"])

    async def taps(self, label: str, chat: int | str = BOT) -> None:
        """Press the newest button with this label."""
        for message in reversed((await self.view(chat))["messages"]):
            if label in labels(message):
                await self.ask("tap", chat, message=message["id"], label=label)
                return
        raise Silence(f"{self.name} sees no button {label!r}")

    async def view(self, chat: int | str = BOT) -> Seen:
        """The chat as this human sees it."""
        return dict(await self.ask("view", chat))

    async def reads(self, text: str, chat: int | str = BOT) -> Seen:
        """Wait for the next message of the bot; it must say this. `…` at the end is any rest."""

        def newer(view: Seen) -> Seen | None:
            last = self._read.get(chat, 0)
            for message in view["messages"]:
                if message["author"] == "Stranger" and message["id"] > last:
                    return message if message["kind"] != "service" else None
            return None

        message = await self._company.until(lambda: self.view(chat), newer, f"reads {text!r}")
        self._read[chat] = message["id"]
        if not says(message, text):
            raise Silence(f"{self.name} reads {message['text']!r} instead of {text!r}")
        return message

    async def reads_again(self, message: Seen, chat: int | str = BOT) -> Seen:
        """The same message, as it looks now."""
        return next(
            one for one in (await self.view(chat))["messages"] if one["id"] == message["id"]
        )

    async def finds(self, text: str, chat: int | str = BOT) -> Seen:
        """Wait until there is a message of the bot, old or new, that says this."""

        def one(view: Seen) -> Seen | None:
            own = [message for message in view["messages"] if message["author"] == "Stranger"]
            return next((message for message in own if says(message, text)), None)

        return await self._company.until(lambda: self.view(chat), one, f"finds {text!r}")

    async def hears(self, text: str = "", url: str = "", chat: int | str = BOT) -> Seen:
        """Wait for the answer to a tap: a text, or a link that opens."""

        def next_toast(view: Seen) -> Seen | None:
            return view["toasts"][self._heard] if len(view["toasts"]) > self._heard else None

        toast = await self._company.until(lambda: self.view(chat), next_toast, f"hears {text!r}")
        self._heard += 1
        if (toast["text"], toast["url"]) != (text, url):
            raise Silence(f"{self.name} hears {toast}")
        return toast


class Company:
    """An emulation with one bot, which runs, and humans."""

    def __init__(self, emulation: Emulation, control: Remote) -> None:
        self.emulation, self.control = emulation, control
        self.people: list[Human] = []
        self.expected: set[str] = set()
        self._process: asyncio.subprocess.Process | None = None
        self._command: list[str] = []
        self._folder = Path()
        self._settings: dict[str, str] = {}
        self.ana: Human

    async def human(self, name: str) -> Human:
        """Somebody new."""
        human = Human(self, name, 0)
        made = await self.control.ask("add_user", name=name, username=human.username[1:])
        human.number = made["id"]
        self.people.append(human)
        return human

    async def group(self, owner: Human, *members: Human, rights: tuple[str, ...] = ()) -> int:
        """A supergroup with the bot in it; with rights as an administrator."""
        made = await self.control.ask("add_group", title="Company", owner=owner.username)
        chat, by = int(made["id"]), owner.username
        for human in members:
            await self.control.ask("add_member", chat=chat, user=human.username, by=by)
        if rights:
            await self.control.ask("promote", chat=chat, user=BOT, by=by, rights=rights)
        else:
            await self.control.ask("add_member", chat=chat, user=BOT, by=by)
        return chat

    async def refused(self) -> list[str]:
        """What the server has refused, beside what a play expects."""
        calls = await self.control.ask("calls", bot=BOT, refused=True)
        return sorted({call["description"] for call in calls} - self.expected)

    async def listens(self) -> None:
        """Wait until the bot polls, or has set a webhook."""

        async def look() -> list[Seen]:
            return list(await self.control.ask("calls", bot=BOT))

        def polls(calls: list[Seen]) -> bool:
            return any(call["method"].lower() in {"getupdates", "setwebhook"} for call in calls)

        await self.until(look, polls, "polls")

    async def until(self, look: Callable[[], Any], found: Callable[[Any], Any], what: str) -> Any:
        """What is found, as soon as it is there. `Silence` if it takes too long."""
        try:
            async with asyncio.timeout(REACTS_S):
                while True:
                    version = (await self.control.ask("changes", after=2**53))["version"]
                    if result := found(await look()):
                        return result
                    if self._process and self._process.returncode is not None:
                        raise Silence(f"the bot has ended before it {what}:\n{self.log()}")
                    await self.control.ask("changes", after=version, wait=0.2)
        except TimeoutError:
            raise Silence(f"nobody {what}. The bot's last words:\n{self.log()}") from None

    # --- the bot's process -----------------------------------------------------------------------

    async def begin(
        self, command: list[str], folder: Path, settings: dict[str, str] | None = None
    ) -> None:
        """Start the bot in a folder of its own, with more settings in its environment."""
        self._command, self._folder, self._settings = command, folder, settings or {}
        environment = {
            **os.environ,
            "STRANGER_API": self.emulation.api_url,
            "BOT_TOKEN": TOKEN,
            **self._settings,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        environment.pop("PYTHONPATH", None)
        with (folder / "bot.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *command,
                cwd=folder,
                env=environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    async def end(self) -> None:
        """Stop the bot, by Ctrl-C first."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGINT)
        try:
            async with asyncio.timeout(STOPS_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    async def restart(self) -> None:
        """Stop the bot and start it again in the same folder."""
        await self.end()
        calls = len(await self.control.ask("calls", bot=BOT, methods=("getUpdates",)))
        await self.begin(self._command, self._folder, self._settings)

        async def look() -> int:
            return len(await self.control.ask("calls", bot=BOT, methods=("getUpdates",)))

        await self.until(look, lambda now: now > calls, "polls again")

    def log(self) -> str:
        """The end of what the bot has printed."""
        path = self._folder / "bot.log"
        return "\n".join(path.read_text("utf-8", "replace").splitlines()[-12:])


def says(message: Seen, text: str) -> bool:
    """Whether a message says this; `…` at the end stands for any rest."""
    if text.endswith("…"):
        return str(message["text"]).startswith(text[:-1])
    return bool(message["text"] == text)


def labels(message: Seen) -> list[str]:
    """The labels of a message's buttons."""
    return [key["label"] for row in message["keyboard"] for key in row]


def choices(message: Seen) -> list[str]:
    """The labels of the reply keyboard that comes with a message."""
    rows = (message["prompt"] or {}).get("keyboard", [])
    return [key if isinstance(key, str) else key["text"] for row in rows for key in row]


@contextlib.asynccontextmanager
async def company(
    command: list[str], folder: Path, settings: dict[str, str] | None = None, **bot: object
) -> AsyncIterator[Company]:
    """A company around the bot that this command runs; `settings` go into its environment, `bot`
    is what BotFather was told.
    """
    async with emulating() as emulation, remote(emulation.control_url) as control:
        made = Company(emulation, control)
        made.ana = await made.human("Ana")
        await control.ask("add_bot", token=TOKEN, username=BOT[1:], name="Stranger", **bot)
        try:
            await made.begin(command, folder, settings)
            yield made
        finally:
            await made.end()
