"""Dialogue files that change while one rehearses: read anew, and the step begins again."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from bot.adapters.library import PHRASES, LibraryTrouble, shipped
from bot.rehearsal.botapi import ImpossibleError
from bot.rehearsal.page.prompter import Target
from bot.rehearsal.page.stations import stations

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
            if not changed and not gone:
                continue
            path = (changed or gone)[0]
            heeded = self.on or self._director.sheet.holds(path)
            if not heeded or await self._took(path):
                self._stamps = stamps

    def _busy(self) -> bool:
        return bool(self._director.under_way)

    async def _took(self, path: Path) -> bool:
        """Do what follows from a change; False if that has to wait."""
        director = self._director
        if self._busy():
            return False
        try:
            await asyncio.to_thread(director.read_dialogues)
        except LibraryTrouble as trouble:
            director.sheet.trouble(trouble.findings)
            director.say(str(trouble.findings[0]))
            return True
        director.sheet.mended()
        if self._busy():
            return False
        director.begin(f"reading {path.name}", lambda: self._begin_again(path))
        return True

    async def _begin_again(self, path: Path) -> None:
        """Heard reads the files anew, and the couple comes to the same step again."""
        director = self._director
        again = self._where(path)
        await director.start_again(kill=False)
        if again is None:
            director.say(f"{path.name} is read anew.")
            return
        try:
            found = Target.found(director.library, *again)
        except ImpossibleError as why:
            first = self._first(again[0]) if director.sheet.holds(path) else None
            if first is None:
                director.say(f"{path.name} is read anew; {why}.")
                return
            found = Target.found(director.library, *first)
        await director.play_up_to(found)
        director.say(f"{path.name} is read anew, and begun again at “{found.name}”.")

    def _where(self, path: Path) -> tuple[str, str] | None:
        """The dialogue and the step that one wants to see again."""
        director = self._director
        wanted = director.sheet.dialogue if director.sheet.holds(path) else ""
        for one in (director.playing, director.target):
            if one is not None and wanted in ("", one.dialogue):
                return one.dialogue, one.step
        return self._first(wanted)

    def _first(self, dialogue: str) -> tuple[str, str] | None:
        """Where one can begin with a dialogue that has just been opened."""
        known = self._director.library.dialogue(dialogue)
        steps = [one.step for one in stations(known) if one.step] if known else []
        return (dialogue, steps[0]) if steps else None

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
