"""The command line: `heard`, also `python -m bot`."""

import asyncio
import os
import sys
from pathlib import Path
from typing import BinaryIO, NoReturn

import click
import msgspec

os.environ.setdefault("PTB_TIMEDELTA", "1")  # read when python-telegram-bot is imported

from bot import __version__, doctor, logs, operate
from bot.adapters.clock import SystemClock
from bot.adapters.library import (
    FINDINGS,
    LibraryTrouble,
    check,
    of_folder,
    shipped,
    translations_of,
)
from bot.adapters.sqlite.keys import KeyTrouble
from bot.app import run as serve
from bot.config import Settings, SettingTrouble, settings
from bot.dialogue.diagnostics import CODES
from bot.dialogue.diagram import diagram
from bot.dialogue.kinds import Item
from bot.dialogue.model import Dialogue
from bot.running import until_signalled
from bot.service.ports import StorageTrouble

#: What an operator reads as one line.
OPERATOR = (SettingTrouble, KeyTrouble, LibraryTrouble, StorageTrouble)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="heard")
def main() -> None:
    """A third seat for two."""


@main.command()
def run() -> None:
    """Serve Telegram, by long polling, or by a webhook if one is set."""
    logs.configure()
    try:
        until_signalled(serve(settings(), SystemClock()))
    except OPERATOR as trouble:
        _refuse(trouble)


@main.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--quick", is_flag=True, help="Only read them: nothing is played.")
@click.option("--report", is_flag=True, help="Say how the plays went, too.")
@click.option("--seed", default=1, show_default=True, help="The plays, by their number.")
@click.option(
    "--explain",
    metavar="CODE",
    type=click.Choice(list(CODES), case_sensitive=False),
    help="Print the page of a code, such as C02, instead.",
)
@click.option(
    "--diagram",
    "pictures",
    type=click.Path(file_okay=False, path_type=Path),
    help="Draw each dialogue that is fine into this folder, as NAME.svg.",
)
def check_files(
    paths: tuple[Path, ...],
    seed: int,
    explain: str | None,
    pictures: Path | None,
    *,
    quick: bool,
    report: bool,
) -> None:
    """Lint dialogues and play each 200 times: every finding; exit code 1 if there is any."""
    if explain is not None:
        click.echo((shipped() / FINDINGS / f"{explain}.md").read_text("utf-8"))
        return
    wanted: list[Path] = []
    try:
        for path in paths or (shipped(),):
            wanted += [*of_folder(path), *translations_of(path)] if path.is_dir() else [path]
    except OSError as trouble:
        _refuse(trouble)
    dialogues, findings = check(wanted)
    if not quick and not findings:
        from bot.rehearsal.plays import review, sources  # noqa: PLC0415 -- only here

        library = sources.with_shipped(dialogues)
        reviews, findings = review.rehearse(library, dialogues, wanted, seed)
        if report:
            click.echo("\n".join(map(str, reviews)))
    for finding in findings:
        click.echo(str(finding))
    if pictures is not None:
        _draw(dialogues, pictures)
    if findings or not wanted:
        click.echo("No files." if not wanted else f"{len(findings)} to mend.", err=True)
        sys.exit(1)
    click.echo(f"{len(dialogues)} fine.")


@main.command("play")
@click.argument("dialogue")
@click.option(
    "--place",
    type=click.Choice(["apart", "together", "short", "alone"]),
    help="Where and how, if it is not to be asked.",
)
@click.option(
    "--record",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep what was played as a transcript in this new file.",
)
def play_by_keyboard(dialogue: str, place: str | None, record: Path | None) -> None:
    """Play both seats of DIALOGUE, a name or a file, by keyboard or from a pipe. No network, no
    database; time passes when asked. Write help for help.
    """
    from bot.rehearsal.plays.command import play  # noqa: PLC0415 -- only here
    from bot.rehearsal.plays.sources import PlayTrouble  # noqa: PLC0415

    try:
        failed = play(dialogue, place, record, sys.stdin, click.echo)
    except (PlayTrouble, LibraryTrouble, OSError) as trouble:
        _refuse(trouble)
    sys.exit(failed)


@main.command("heat")
@click.argument("file", type=click.File("rb"), default="-")
@click.option(
    "--chart",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Draw the first chat of the lines, too: NAME.svg or NAME.png.",
)
def heat_of_lines(file: BinaryIO, chart: Path | None) -> None:
    """JSON lines {"t": seconds, "who": "a", "text": "..."} in (also "conv", "lang", "role":
    "listener-reflect"); the same lines with heat (0 to 1), action and why out.
    """
    from bot.adapters.senses import sense  # noqa: PLC0415
    from bot.rehearsal.heat import command  # noqa: PLC0415

    sys.exit(command.run(file, sys.stdout, sys.stderr, sense(), chart))


@main.command()
@click.option(
    "--port",
    default=0,
    type=click.IntRange(0, 65535),
    show_default="any that is free",
    help="Port on loopback.",
)
@click.option("--open/--no-open", "open_browser", default=True, help="Open the page in a browser.")
def rehearse(port: int, *, open_browser: bool) -> None:
    """The whole product with no token and no network, on a web page for two."""
    from bot.rehearsal.rehearse import PortError  # noqa: PLC0415 -- only the rehearsal's
    from bot.rehearsal.rehearse import rehearse as play  # noqa: PLC0415

    try:
        until_signalled(play(port=port, open_browser=open_browser))
    except (PortError, SettingTrouble, LibraryTrouble) as trouble:
        _refuse(trouble)


@main.command(context_settings={"show_default": True})
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port on loopback, 0 for any."
)
@click.option(
    "--control-port", type=click.IntRange(0, 65535), default=0, help="Port of the control, too."
)
@click.option("--token", default="7000000001:emulate", help="The bot's token.")
@click.option("--username", default="emulated_bot", help="The bot's username, without @.")
@click.option(
    "--group",
    type=click.Choice(["none", "group", "supergroup", "forum"]),
    default="supergroup",
    help="What Ana and Ben share with the bot.",
)
@click.option("--admin/--no-admin", help="The bot leads the group, with every right.")
@click.option("--privacy/--no-privacy", default=True, help="Privacy mode, as @BotFather sets it.")
@click.option("--inline/--no-inline", help="Inline mode, as @BotFather sets it.")
@click.option("--limits/--no-limits", help="Telegram's rate limits.")
@click.option(
    "--ephemeral",
    type=click.Choice(["off", "10.2", "10.3"]),
    default="off",
    help="Ephemeral messages, as this version of the Bot API has them.",
)
def emulate(port: int, control_port: int, **wishes: object) -> None:
    """The local Bot API alone, for any bot, and the control interface for its tests."""
    from bot.rehearsal.emulate import EmulationError, Wishes  # noqa: PLC0415 -- only here
    from bot.rehearsal.emulate import emulate as play  # noqa: PLC0415

    try:
        until_signalled(play(msgspec.convert(wishes, Wishes), port=port, control_port=control_port))
    except EmulationError as trouble:
        _refuse(trouble)


@main.command(context_settings={"show_default": True})
@click.option("--seed", type=click.IntRange(min=0), help="One run alone, by its number.")
@click.option("--runs", type=click.IntRange(min=1), default=50, help="How many, one after another.")
@click.option("--first", type=click.IntRange(min=0), default=1, help="The number of the first.")
@click.option("--calm", is_flag=True, help="Nothing goes wrong but what people do.")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def simulate(
    seed: int | None, runs: int, first: int, files: tuple[Path, ...], *, calm: bool
) -> None:
    """Many random couples and faults in virtual time, each run from its number. The first that
    fails is made short and printed as a transcript; exit code 1. With FILES, these are played.
    """
    from bot.rehearsal.simulation.command import Wishes  # noqa: PLC0415 -- only here
    from bot.rehearsal.simulation.command import simulate as play  # noqa: PLC0415

    numbers = range(first, first + runs) if seed is None else range(seed, seed + 1)
    try:
        failed = play(Wishes(numbers=numbers, calm=calm, files=files), click.echo)
    except (ValueError, LibraryTrouble) as trouble:
        _refuse(trouble)
    sys.exit(failed)


@main.command()
@click.argument("target", type=click.Path(path_type=Path), default=Path())
def backup(target: Path) -> None:
    """Copy the database into a file, or a folder, while Heard runs or not; the copy is looked
    through. The key is not in it: keep a copy of that elsewhere.
    """
    try:
        copy = operate.back_up(settings(needs_token=False), target)
    except OPERATOR as trouble:
        _refuse(trouble)
    click.echo(f"{copy.path}: {copy.size // 1024} KiB, {copy.mailboxes} mailboxes, all open.")
    click.echo("It opens with the key of this data folder only. Keep that key elsewhere.")


@main.command()
@click.argument("source", type=click.Path(path_type=Path))
def restore(source: Path) -> None:
    """Put a copy in the place of the database, which is moved aside. Heard must not be running."""
    try:
        back = operate.put_back(settings(needs_token=False), source)
    except OPERATOR as trouble:
        _refuse(trouble)
    copy = back.copy
    click.echo(f"{source} is in place: {copy.mailboxes} mailboxes, {copy.waiting} rows to take up.")
    if back.forgotten:
        click.echo(f"{back.forgotten} in it had asked to be forgotten since, and are, again.")
    if back.aside is not None:
        click.echo(f"What was there is {back.aside}. Delete it when you are sure.")


@main.command("rotate-key")
def rotate_key() -> None:
    """Make another master key and seal with it what the old one sealed, while Heard runs or not.
    The old key opens nothing of this data folder after that.
    """
    found = settings(needs_token=False)
    try:
        rotated = operate.rotate(found)
    except OPERATOR as trouble:
        _refuse(trouble)
    if rotated.keys:
        click.echo(f"{found.key_file} is a new key; {rotated.keys} keys are wrapped with it.")
    else:
        click.echo(f"{found.key_file} is a new key; the change that was broken off is ended.")
    click.echo("Keep a copy of it elsewhere. Copies made before open with the old key alone: run")
    click.echo("heard backup now, then destroy those copies and the old key.")


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
    for result in results:
        click.echo(str(result))
    sys.exit(0 if all(result.well for result in results) else 1)


async def _collect(found: Settings) -> list[doctor.Check]:
    return [result async for result in doctor.checks(found)]


def _draw(items: list[Item], folder: Path) -> None:
    """A picture of each dialogue, by its name."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for one in items:
            if isinstance(one, Dialogue):
                (folder / f"{one.dialogue}.svg").write_text(diagram(one), "utf-8")
    except OSError as trouble:
        _refuse(trouble)


def _refuse(trouble: Exception) -> NoReturn:
    """What is wrong, in one line each; exit code 2."""
    line = str(trouble)
    if isinstance(trouble, OSError) and trouble.filename is not None:
        line = f"{trouble.filename} cannot be used ({trouble.strerror}). Mend that, or name another"
    click.echo(f"heard: {line}", err=True)
    sys.exit(2)


if __name__ == "__main__":
    main()
