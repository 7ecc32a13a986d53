"""Which dialogue is meant, and the library that it is played from."""

from collections.abc import Iterable
from pathlib import Path

from bot.adapters.library import PHRASES, LibraryTrouble, check, of_folder, phrases, shipped
from bot.dialogue.kinds import Item, kind
from bot.dialogue.kinds import name as called
from bot.dialogue.library import Library
from bot.dialogue.model import Dialogue


class PlayTrouble(Exception):
    """What was meant cannot be played; one line says why."""


def with_shipped(items: Iterable[Item]) -> Library:
    """Everything that is shipped and these, which count where two have the same name."""
    mine = list(items)
    theirs = {(kind(one), called(one)) for one in mine}
    others = check(of_folder(shipped()))[0]
    books, _ = phrases(shipped() / PHRASES)
    kept = [one for one in others if (kind(one), called(one)) not in theirs]
    return Library((*kept, *mine), books)


def find(name: str) -> tuple[Library, Dialogue]:
    """A dialogue by its name, or by the path of its file. `LibraryTrouble`: what is wrong with the
    file; `PlayTrouble`: there is no such dialogue.
    """
    path = Path(name)
    if path.suffix == ".yaml" or path.is_file():
        items, findings = check([path])
        if findings:
            raise LibraryTrouble(findings)
        dialogue = items[0] if items else None  # of a translation there is none
        if not isinstance(dialogue, Dialogue):
            raise PlayTrouble(f"{name} is no dialogue")
        return with_shipped(items), dialogue
    library = with_shipped(())
    found = library.dialogue(name)
    if found is None:
        known = ", ".join(one.dialogue for one in library.listed())
        raise PlayTrouble(f"there is no dialogue “{name}”. There are: {known}")
    return library, found
