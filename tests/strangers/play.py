"""What is played with a stranger's bot, and how it went."""

import hashlib
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.strangers.company import Company, company

LAUNCH = Path(__file__).with_name("launch.py")
Act = Callable[[Company], Awaitable[None]]


@dataclass(frozen=True)
class Play:
    """One bot and one conversation with it.

    `library` names source and environment; `file` lies in its examples. `extras` are packages
    beside the library itself. `proxied` is the public address that the file names for its webhook,
    and where the bot listens: what a reverse proxy in front of it would know. `bot` is what
    BotFather was told.
    """

    library: str
    file: str
    shows: str
    act: Act
    extras: tuple[str, ...] = ()
    proxied: tuple[str, str] = ("", "")
    bot: dict[str, object] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Library and file."""
        return f"{self.library} {self.file}"


@dataclass(frozen=True)
class Played:
    """How it went: `trouble` is empty if all was as it should be. `digest` is of the bot's file."""

    play: Play
    trouble: str
    seconds: float
    calls: int
    digest: str


@dataclass
class Plays:
    """The plays of one library, and which of its examples are left out, and why."""

    library: str
    listed: list[Play] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)

    def play(
        self,
        file: str,
        shows: str,
        *,
        extras: tuple[str, ...] = (),
        proxied: tuple[str, str] = ("", ""),
        **bot: object,
    ) -> Callable[[Act], Act]:
        """Register what is played with this file."""

        def register(act: Act) -> Act:
            self.listed.append(Play(self.library, file, shows, act, extras, proxied, bot))
            return act

        return register


async def perform(play: Play, python: Path, examples: Path) -> Played:
    """Run the bot and play with it. Whatever the server refused counts as trouble."""
    began = time.monotonic()
    file = examples / play.file
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    command = [str(python), "-I", str(LAUNCH), play.library, str(file)]
    settings = dict(zip(("STRANGER_PUBLIC", "STRANGER_LISTENS"), play.proxied, strict=True))
    calls, trouble = 0, ""
    with tempfile.TemporaryDirectory(prefix="stranger-") as folder:
        async with company(command, Path(folder), settings, **play.bot) as table:
            try:
                await table.listens()
                await play.act(table)
                if refused := await table.refused():
                    trouble = f"the server refused: {'; '.join(refused)}"
            except AssertionError as error:
                trouble = str(error) or f"{type(error).__name__} in {play.act.__name__}"
            calls = len(table.emulation.world.ledger.calls())
    if hashlib.sha256(file.read_bytes()).hexdigest() != digest:
        trouble = "the bot's file was changed"
    return Played(play, trouble, time.monotonic() - began, calls, digest)
