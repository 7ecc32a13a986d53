"""The command line: `heard`, also `python -m bot`."""

import asyncio
import os
import signal
import sys
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import click

os.environ.setdefault("PTB_TIMEDELTA", "1")  # read when python-telegram-bot is imported

from bot import doctor, logs  # noqa: E402
from bot.adapters.clock import SystemClock  # noqa: E402
from bot.adapters.library import LibraryTrouble, check, shipped  # noqa: E402
from bot.adapters.sqlite.keys import KeyTrouble  # noqa: E402
from bot.app import run as serve  # noqa: E402
from bot.config import Settings, SettingTrouble, settings  # noqa: E402
from bot.service.ports import StorageTrouble  # noqa: E402


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="heard")
def main() -> None:
    """A third seat for two."""


@main.command()
def run() -> None:
    """Serve Telegram, by long polling."""
    logs.configure()
    try:
        until_signalled(serve(settings(), SystemClock()))
    except (SettingTrouble, KeyTrouble, LibraryTrouble, StorageTrouble) as trouble:
        _refuse(trouble)


@main.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
def check_files(paths: tuple[Path, ...]) -> None:
    """Lint dialogues: every finding at once; exit code 1 if there is any."""
    wanted: list[Path] = []
    for path in paths or (shipped(),):
        wanted += sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    dialogues, findings = check(wanted)
    for finding in findings:
        click.echo(str(finding))
    if findings or not wanted:
        click.echo("No files." if not wanted else f"{len(findings)} to mend.", err=True)
        sys.exit(1)
    click.echo(f"{len(dialogues)} fine.")


@main.command()
@click.option("--port", default=0, show_default="any that is free", help="Port on loopback.")
@click.option("--open/--no-open", "open_browser", default=True, help="Open the page in a browser.")
def rehearse(port: int, *, open_browser: bool) -> None:
    """The whole product with no token and no network, on a web page for two."""
    from bot.rehearsal.rehearse import rehearse as play  # noqa: PLC0415 -- only the rehearsal's

    until_signalled(play(port=port, open_browser=open_browser))


@main.command("doctor")
@click.option("--polled", type=float, help="Only: was Telegram polled within so many seconds?")
def look(polled: float | None) -> None:
    """What is wrong, and what to do. Exit code 1 if anything is."""
    try:
        found = settings()
    except SettingTrouble as trouble:
        _refuse(trouble)
    if polled is not None:
        results = [doctor.polled_within(found.data, polled)]
    else:
        results = asyncio.run(_collect(found))
    for check in results:
        click.echo(str(check))
    sys.exit(0 if all(check.well for check in results) else 1)


async def _collect(found: Settings) -> list[doctor.Check]:
    return [check async for check in doctor.checks(found)]


def until_signalled(work: Coroutine[Any, Any, None]) -> None:
    """Run until it ends, or until Ctrl-C or a stop signal, which end it in order."""

    async def guarded() -> None:
        task = asyncio.create_task(work)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, task.cancel)
        with suppress(asyncio.CancelledError):
            await task

    asyncio.run(guarded())


def _refuse(trouble: Exception) -> NoReturn:
    """What is wrong, in one line each; exit code 2."""
    click.echo(f"heard: {trouble}", err=True)
    sys.exit(2)


if __name__ == "__main__":
    main()
