"""Dialogue files that change while one rehearses: read anew, and the step begins again."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from bot.adapters.library import PHRASES, LibraryTrouble, shipped
from bot.rehearsal.botapi import ImpossibleError
from bot.rehearsal.page.prompter import Target

if TYPE_CHECKING:
    from bot.rehearsal.page.director import Director

#: How often the files are looked at, in seconds.
LOOK_S = 0.4

_Stamps = dict[Path, tuple[int, int]]


class Watcher:
    """Looks at all files of dialogues and phrases. `on`: whether anything comes of it."""

    def __init__(self, director: "Director") -> None:
        self._director = director
        self._stamps: _Stamps = {}
        self.on = False

    async def run(self) -> None:
        """Until cancelled."""
        self._stamps = self._look()
        while True:
            await asyncio.sleep(LOOK_S)
            stamps = self._look()
            changed = [path for path in stamps if stamps[path] != self._stamps.get(path)]
            gone = [path for path in self._stamps if path not in stamps]
            if (changed or gone) and (not self.on or self._took((changed or gone)[0])):
                self._stamps = stamps

    def _took(self, path: Path) -> bool:
        """Do what follows from a change; False if that has to wait."""
        director = self._director
        if director.under_way:
            return False
        try:
            director.read_dialogues()
        except LibraryTrouble as trouble:
            director.say(str(trouble.findings[0]))
            return True
        director.begin(f"reading {path.name}", lambda: self._begin_again(path))
        return True

    async def _begin_again(self, path: Path) -> None:
        """Heard reads the files anew, and the couple comes to the same step again."""
        director = self._director
        playing, target = director.playing, director.target
        if playing is not None:
            again = (playing.dialogue, playing.step)
        elif target is not None:
            again = (target.dialogue, target.step)
        else:
            again = None
        await director.start_again(kill=False)
        if again is None:
            director.say(f"{path.name} is read anew.")
            return
        try:
            found = Target.found(director.library, director.book, *again)
        except ImpossibleError as why:
            director.say(f"{path.name} is read anew; {why}.")
            return
        await director.play_up_to(found)
        director.say(f"{path.name} is read anew, and begun again at “{found.name}”.")

    def _look(self) -> _Stamps:
        folders = (shipped(), shipped() / PHRASES, *self._director.stage.dialogues)
        found: _Stamps = {}
        for folder in folders:
            for path in folder.glob("*.yaml"):
                try:
                    status = path.stat()
                except OSError:
                    continue  # it has just gone, or is being replaced
                found[path] = (status.st_mtime_ns, status.st_size)
        return found
