"""Ask Telegram what the local Bot API is not sure of.

    LIVE_TOKEN=123456:ABC... python -m tests.live [--api URL] [--no-human] [CHECK ...]
    python -m tests.live --here [CHECK ...]

With a throwaway bot's token: asks https://api.telegram.org, and you, to press START, to make the
bot an administrator of a throwaway supergroup that you own, and now and then to tap or to write.
Each check prints what the local Bot API says, what came, and whether that is the same; write what
differs into docs/fidelity.md. With `--here` the local Bot API is asked itself, by a program.
Exit code 1 if anything differs, 2 if it could not begin.
"""

import argparse
import asyncio
import os
import sys

import aiohttp

from bot.rehearsal.control import emulating, remote
from tests.live.checks import CHECKS, RIGHTS, Check
from tests.live.live import HumanHands, Live, NoHuman, ProgramHands

TELEGRAM = "https://api.telegram.org"
HERE_TOKEN, HERE_BOT = "7000000005:live", "live_check_bot"
TIMEOUT = aiohttp.ClientTimeout(total=120)


async def ask(live: Live, checks: list[Check]) -> int:
    """Ask all of them; how many differ."""
    await live.meet()
    different = 0
    for one in checks:
        try:
            got = await one.look(live)
        except NoHuman as nobody:
            got = f"not asked: {nobody}"
        verdict = "same" if got == one.expected else "DIFFERENT"
        different += got != one.expected
        print(
            f"{verdict:9} {one.name}: {one.about}\n    expected {one.expected}\n    got      {got}"
        )
    print(f"{len(checks)} asked, {different} different")
    return different


async def ask_telegram(api: str, token: str, checks: list[Check]) -> int:
    """Ask a Bot API somewhere, with a human's hands."""
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        return await ask(Live(session, api.rstrip("/"), token, HumanHands()), checks)


async def ask_here(checks: list[Check]) -> int:
    """Ask the local Bot API, with a program's hands."""
    async with (
        emulating() as emulation,
        remote(emulation.control_url) as control,
        aiohttp.ClientSession(timeout=TIMEOUT) as session,
    ):
        await control.ask("add_user", name="Owner", username="owner")
        await control.ask("add_bot", token=HERE_TOKEN, username=HERE_BOT, name="Live")
        await control.ask("limit_rates")
        hands = ProgramHands(control, f"@{HERE_BOT}", RIGHTS)
        return await ask(Live(session, emulation.api_url, HERE_TOKEN, hands), checks)


def main() -> int:
    """Choose and ask."""
    asked = argparse.ArgumentParser(prog="live-check", description=__doc__)
    asked.add_argument("checks", nargs="*", metavar="CHECK")
    asked.add_argument("--api", default=TELEGRAM)
    asked.add_argument("--here", action="store_true")
    asked.add_argument("--no-human", action="store_true")
    options = asked.parse_args()
    names = {one.name: one for one in CHECKS}
    if stray := [name for name in options.checks if name not in names]:
        return _refuse(f"no check {', '.join(stray)}. There are: {', '.join(names)}")
    chosen = [names[name] for name in options.checks] or CHECKS
    if options.no_human:
        chosen = [one for one in chosen if not one.human]
    if options.here:
        return bool(asyncio.run(ask_here(chosen)))
    token = os.environ.get("LIVE_TOKEN", "")
    if not token:
        return _refuse("LIVE_TOKEN is not set. Ask @BotFather for a throwaway bot and set it")
    try:
        return bool(asyncio.run(ask_telegram(options.api, token, chosen)))
    except NoHuman as nobody:
        return _refuse(str(nobody))
    except aiohttp.ClientError as error:
        return _refuse(f"{options.api} cannot be reached: {error}")


def _refuse(line: str) -> int:
    print(f"live-check: {line}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
