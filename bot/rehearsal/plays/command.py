"""`heard play`, as a command."""

from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from bot.rehearsal.plays.sources import PlayTrouble, find
from bot.rehearsal.plays.terminal import Keyboard


def play(
    name: str, place: str | None, record: Path | None, lines: TextIO, tell: Callable[[str], None]
) -> int:
    """Play until the lines end; the exit code. `PlayTrouble`, `LibraryTrouble`: there is nothing to
    play; `OSError`: the record cannot be written.
    """
    if record is not None and record.exists():
        raise FileExistsError(f"{record} is there already. Name a new file")
    library, dialogue = find(name)
    if record is not None:  # a place that refuses is said before anybody has played
        record.open("x").close()
        record.unlink()
    keyboard = Keyboard(library, dialogue, tell)
    if lines.isatty():
        tell("Both seats are yours: a is Ana, b is Ben. Write help for help.")
    try:
        keyboard.begin(place)
        for line in lines:
            if not keyboard.hear(line):
                break
    except PlayTrouble:
        raise
    except Exception as error:  # noqa: BLE001 -- whatever it is, the record shows how to get there
        tell(f"Heard could not go on: {type(error).__name__}: {error}")
        return 1
    finally:
        if record is not None and keyboard.played:
            record.write_text(keyboard.transcript(), "utf-8")
    return 0
