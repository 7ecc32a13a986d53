"""`heard rehearse`: the whole product on this machine, with no token and no network."""

import asyncio
import os
import secrets
import tempfile
import threading
import webbrowser
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from zoneinfo import ZoneInfo

import click
from dotenv import dotenv_values

from bot.adapters.library import local_zone
from bot.config import Settings, settings
from bot.rehearsal.loopback import loopback
from bot.rehearsal.page.app import page_app
from bot.rehearsal.page.director import Director, directing
from bot.rehearsal.stage import TOKEN, Stage, stage


class PortError(Exception):
    """The page cannot be served at that port."""


async def rehearse(*, port: int, open_browser: bool) -> None:
    """Serve until cancelled; port 0 takes any free one. Raises `PortError`, `SettingTrouble`,
    `LibraryTrouble`.
    """
    async with (
        stage(dialogues=_own().dialogues) as built,
        rehearsing(built, port=port) as (_, address),
    ):
        click.echo(f"Heard rehearses at {address}")
        click.echo("Ctrl-C ends it. Nothing is kept.")
        if open_browser:
            # Some browsers stay in the foreground; this thread does not keep the program alive.
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        await asyncio.Event().wait()


def _own() -> Settings:
    """The settings that mean something here: more folders with dialogues, and the time zone.
    `SettingTrouble`.
    """
    values = {**dotenv_values(".env"), **os.environ}
    ours = {name: values.get(name) or "" for name in ("HEARD_DIALOGUES", "TZ")}
    with tempfile.TemporaryDirectory() as data:
        return settings({"HEARD_TOKEN": TOKEN, "HEARD_DATA": data, **ours})


@asynccontextmanager
async def rehearsing(built: Stage, *, port: int = 0) -> AsyncIterator[tuple[Director, str]]:
    """A couple, the running product and the page on this stage.

    Gives who directs it, and the page's address. Raises `PortError`, `LibraryTrouble`.
    """
    secret = secrets.token_urlsafe(16)
    async with directing(built) as director, AsyncExitStack() as served:
        app = page_app(director, secret, ZoneInfo(_own().zone or local_zone()))
        server = loopback(app, port=port, closing=director.audience.close)
        try:
            base = await served.enter_async_context(server)
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise PortError(f"port {port}: {why}. Choose another, or 0 for any") from None
        yield director, f"{base}/{secret}/"
