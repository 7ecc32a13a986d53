"""Play with all strangers, or with those whose name has a word in it; print how it went.

    python -m tests.strangers [WORD ...]

Exit code 1 if any play went wrong, 2 if a source or an environment could not be had.
"""

import asyncio
import sys

from tests.strangers.play import Played, perform
from tests.strangers.plays_aiogram import AIOGRAM
from tests.strangers.plays_ptb import PTB
from tests.strangers.plays_telebot import TELEBOT
from tests.strangers.sources import Unobtainable, environment, source

ALL = (PTB, AIOGRAM, TELEBOT)


async def main(words: list[str]) -> int:
    """Everything, one after the other."""
    chosen = [
        play
        for plays in ALL
        for play in plays.listed
        if not words or any(word in play.name for word in words)
    ]
    wrong = 0
    for play in chosen:
        try:
            python, examples = environment(play.library), source(play.library) / "examples"
        except Unobtainable as error:
            print(f"strangers: {error}. The package registry must be within reach", file=sys.stderr)
            return 2
        played = await perform(play, python, examples)
        wrong += bool(played.trouble)
        print(row(played), flush=True)
    for plays in ALL if not words else ():
        for file, why in plays.left_out.items():
            print(f"{plays.library:8} {file:32} left out: {why}")
    print(f"{len(chosen)} bots, {len(chosen) - wrong} as they should, {wrong} not")
    return bool(wrong)


def row(played: Played) -> str:
    """One line of the table, and what went wrong below it."""
    play = played.play
    verdict = "as it should" if not played.trouble else "WRONG"
    line = f"{play.library:8} {play.file:32} {verdict:12} {played.calls:4} calls  {play.shows}"
    return line + "".join(f"\n    {part}" for part in played.trouble.splitlines())


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
