"""Ask Telegram what the local Bot API is not sure of.

    LIVE_TOKEN=123456:ABC... python -m tests.live [--api URL] [--no-human]
        [--door URL --port N] [--deleted ID] [CHECK ...]
    python -m tests.live --here [CHECK ...]

With a throwaway bot's token: asks https://api.telegram.org, and you, to press START, to make the
bot an administrator of a throwaway supergroup that you own, and now and then to tap or to write,
also with a second account. What needs an address that leads here, or a deleted account, is left
out without.
Each check prints what the local Bot API says, what came, and whether that is the same; write what
differs into docs/fidelity.md. With `--here` the local Bot API is asked itself, by a program.
Exit code 1 if anything differs, 2 if it could not begin.
"""

import argparse
import asyncio
import os
import sys

import aiohttp

from bot.rehearsal.botapi import World
from bot.rehearsal.botapi.ephemerals import Ephemeral
from bot.rehearsal.clock import StageClock
from bot.rehearsal.control import emulating, remote
from tests.live import checks, groups, people, relied
from tests.live.asking import CHECKS, RIGHTS, Check, Needs
from tests.live.live import HumanHands, Live, NoHuman, ProgramHands

TELEGRAM = "https://api.telegram.org"
HERE_TOKEN, HERE_BOT = "7000000005:live", "live_check_bot"
TIMEOUT = aiohttp.ClientTimeout(total=120)
#: Whoever is imported registers its questions; the flood comes last, since it has to be waited out.
ASKERS = (checks, relied, people, groups)
EVERY = sorted(CHECKS, key=lambda one: one.look is checks.burst)


async def ask(live: Live, asked: list[Check]) -> int:
    """Ask all of them; how many differ."""
    await live.meet()
    different = 0
    for one in asked:
        try:
            got = await one.look(live)
        except NoHuman as nobody:
            got = f"not asked: {nobody}"
        verdict = "same" if got == one.expected else "DIFFERENT"
        different += got != one.expected
        print(
            f"{verdict:9} {one.name}: {one.about}\n    expected {one.expected}\n    got      {got}"
        )
    print(f"{len(asked)} asked, {different} different")
    return different


async def ask_telegram(given: argparse.Namespace, token: str, asked: list[Check]) -> int:
    """Ask a Bot API somewhere, with a human's hands."""
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        live = Live(session, given.api.rstrip("/"), token, HumanHands())
        live.door, live.port, live.deleted = given.door, given.port, given.deleted
        return await ask(live, asked)


async def ask_here(asked: list[Check], ephemeral: Ephemeral = "10.3") -> int:
    """Ask the local Bot API, with a program's hands."""
    clock = StageClock()
    world = World(clock.now, ephemeral=ephemeral)
    async with (
        emulating(world, clock) as emulation,
        remote(emulation.control_url) as control,
        aiohttp.ClientSession(timeout=TIMEOUT) as session,
    ):
        await control.ask("add_user", name="Owner", username="owner")
        await control.ask("add_bot", token=HERE_TOKEN, username=HERE_BOT, name="Live")
        await control.ask("limit_rates")
        hands = ProgramHands(control, f"@{HERE_BOT}", RIGHTS)
        live = Live(session, emulation.api_url, HERE_TOKEN, hands)
        gone = (await control.ask("add_user", name="Gone"))["id"]
        await control.ask("start", user=gone, bot=f"@{HERE_BOT}")
        await control.ask("delete_account", user=gone)
        live.deleted = gone
        return await ask(live, asked)


def without(missing: set[Needs], asked: list[Check]) -> list[Check]:
    """Leave out what cannot be asked, and say so."""
    for one in asked:
        if one.needs in missing:
            print(f"left out  {one.name}: {one.about}")
    return [one for one in asked if one.needs not in missing]


def main() -> int:
    """Choose and ask."""
    asked = argparse.ArgumentParser(prog="live-check", description=__doc__)
    asked.add_argument("checks", nargs="*", metavar="CHECK")
    asked.add_argument("--api", default=TELEGRAM)
    asked.add_argument("--here", action="store_true")
    asked.add_argument("--no-human", action="store_true")
    asked.add_argument("--door", default="", metavar="URL")
    asked.add_argument("--port", type=int, default=0)
    asked.add_argument("--deleted", type=int, default=0, metavar="ID")
    options = asked.parse_args()
    names = {one.name: one for one in EVERY}
    if stray := [name for name in options.checks if name not in names]:
        return _refuse(f"no check {', '.join(stray)}. There are: {', '.join(names)}")
    chosen = [names[name] for name in options.checks] or EVERY
    if options.no_human:
        chosen = [one for one in chosen if not one.human]
    if options.here:
        return bool(asyncio.run(ask_here(chosen)))
    given: dict[Needs, bool] = {
        "door": bool(options.door and options.port),
        "deleted": bool(options.deleted),
    }
    chosen = without({one for one, there in given.items() if not there}, chosen)
    token = os.environ.get("LIVE_TOKEN", "")
    if not token:
        return _refuse("LIVE_TOKEN is not set. Ask @BotFather for a throwaway bot and set it")
    try:
        return bool(asyncio.run(ask_telegram(options, token, chosen)))
    except NoHuman as nobody:
        return _refuse(str(nobody))
    except aiohttp.ClientError as error:
        return _refuse(f"{options.api} cannot be reached: {error}")


def _refuse(line: str) -> int:
    print(f"live-check: {line}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
