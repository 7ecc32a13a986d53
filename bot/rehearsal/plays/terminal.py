"""Both seats by keyboard: a line says what somebody does, and what everybody sees then is shown.

Played in the rig that the transcripts are tested in, so what was played can be kept as one.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Final

from msgspec import Struct

from bot.dialogue.library import BASE_LANGUAGE, Library
from bot.dialogue.limits import GATED_LEVEL
from bot.dialogue.model import Dialogue
from bot.facilitator.limits import TRIAL
from bot.rehearsal.botapi.errors import ImpossibleError
from bot.rehearsal.plays.rig import PureRig
from bot.rehearsal.plays.sources import PlayTrouble
from bot.rehearsal.plays.table import ALONE
from bot.rehearsal.transcripts.given import GIVEN, PAIRED
from bot.rehearsal.transcripts.script import Line, Script

HELP: Final = """\
a: words             Ana writes in the group; b: is Ben
a private: words     Ana writes to Heard alone
a: 2                 Ana taps button 2
/pause               a command, by whoever did something last
+ 5m                 time passes: s, m, h or d
time                 what time it is
look                 all three chats
quit                 the end"""

SEATS: Final = {"a": "Ana", "b": "Ben", "ana": "Ana", "ben": "Ben"}
#: The latest so many messages of a chat are shown by *look*.
LOOK_BACK: Final = 8

_ACTS = re.compile(r"^(?P<who>\w+)(?P<alone>,? private)?: *(?P<what>.*\S)$", re.IGNORECASE)
_WAITS = re.compile(r"^\+ *(?P<count>\d+(?:\.\d)?) *(?P<unit>s|min|m|h|d)$", re.IGNORECASE)
_ENDINGS = ("closing.", "solo.done", "solo.enough")


class Key(Struct, frozen=True):
    """A button that can be tapped by its number. `chat`: whose private one; empty in the group."""

    chat: str
    label: str


class Keyboard:
    """One exercise, played by lines. `tell` shows a line."""

    def __init__(self, library: Library, dialogue: Dialogue, tell: Callable[[str], None]) -> None:
        self._library, self._dialogue, self._tell = library, dialogue, tell
        self._given = self._fitting()
        self._rig = PureRig(library)
        for does in GIVEN[self._given]:
            self._rig.play(does)
        self._rig.notes.clear()
        self._before = self._rig.cast.look()
        self._began = self._rig.time.now()
        self._latest = "Ana"
        self._lines: list[Line] = []
        self._keys: list[Key] = []

    def _fitting(self) -> str:
        if self._dialogue.dialogue == TRIAL:
            return "added"
        return "questions answered" if self._dialogue.level >= GATED_LEVEL else "paired"

    # --- beginning -------------------------------------------------------------------------------

    def begin(self, place: str | None) -> None:
        """Ana begins; `place`: the branch, if it is not to be asked for. `PlayTrouble`: it has none
        such, or nobody can begin it.
        """
        dialogue = self._dialogue
        if place is not None and not dialogue.branch(place):
            raise PlayTrouble(f"{dialogue.dialogue} has no steps for “{place}”")
        if dialogue.dialogue == TRIAL:
            for does in PAIRED[1:-2]:
                self._play(does)
        elif not dialogue.listed:
            raise PlayTrouble(f"{dialogue.dialogue} is not listed: nobody can begin it")
        elif place == ALONE:
            self._play("Ana, private: /begin")
            self._play(f"Ana taps {dialogue.title}, private")
        else:
            self._play(f"Ana: /begin {dialogue.dialogue}")
            label = (
                self._library.sentence(f"button.{place or ''}", BASE_LANGUAGE, {}) if place else ""
            )
            if Key("", label) in self._keys:
                self._play(f"Ben taps {label}")

    # --- one line --------------------------------------------------------------------------------

    def hear(self, line: str) -> bool:
        """Do what a line says; False: it was the last one."""
        line = line.strip()
        match line.casefold():
            case "":
                pass
            case "help" | "?":
                self._tell(HELP)
            case "quit" | "q":
                return False
            case "time":
                self._tell(self._clock())
            case "look":
                self._look()
            case _:
                self._does(line)
        return True

    def _does(self, line: str) -> None:
        if line.startswith("#"):
            return
        if found := _WAITS.match(line):
            unit = {"m": "min"}.get(found["unit"].lower(), found["unit"].lower())
            self._play(f"+{found['count']} {unit}")
        elif line.startswith("/"):
            self._play(f"{self._latest}: {line}")
        elif (found := _ACTS.match(line)) and (who := SEATS.get(found["who"].casefold())):
            self._latest = who
            self._act(who, found["what"], alone=bool(found["alone"]))
        else:
            self._tell(f"Not understood: {line}. Write help.")

    def _act(self, who: str, what: str, *, alone: bool) -> None:
        private = ", private" if alone else ""
        if not what.isdecimal():
            self._play(f"{who}{private}: {what.replace(' && ', ' & ')}")
            return
        key = self._keys[int(what) - 1] if 0 < int(what) <= len(self._keys) else None
        if key is None:
            self._tell(f"There is no button {what}.")
        elif key.chat not in ("", who):
            self._tell(f"Button {what} is in {key.chat}'s private chat.")
        else:
            private = ", private" if key.chat else ""
            self._play(f"{who} taps {key.label}{private}")

    def _play(self, does: str) -> None:
        """One line of a transcript."""
        time, notes = self._rig.time.value, set(self._rig.notes)
        line = Line(len(self._lines) + 1, does)
        try:
            self._lines.append(line)
            line.seen = self._rig.play(does)
        except (ValueError, ImpossibleError) as wrong:
            self._lines.pop()
            self._rig.time.value = time
            self._tell(f"That cannot be done: {wrong}.")
            return
        self._tell(f"{self._rig.time.now():%H:%M:%S}  {does}")
        for seen in line.seen:
            if not seen.startswith("  ["):
                self._tell(f"  {seen}")
        self._show_keys()
        for note in sorted(self._rig.notes - notes):
            if note.startswith(_ENDINGS):
                self._tell(f"It is over: {note.rpartition('.')[2]}. Time still passes; quit ends.")

    # --- what is shown ---------------------------------------------------------------------------

    def _show_keys(self) -> None:
        self._keys = list(self._buttons())
        for chat in ("", *dict.fromkeys(SEATS.values())):
            shown = [
                f"{at} {key.label}" for at, key in enumerate(self._keys, 1) if key.chat == chat
            ]
            if shown:
                where = f"{chat}, private" if chat else "Group"
                self._tell(f"  {where}: {' · '.join(shown)}")

    def _buttons(self) -> Iterator[Key]:
        """Of each label the newest in its chat, and nothing from before the exercise."""
        for chat, messages in self._rig.cast.look().items():
            found = {
                label: None
                for number, seen in reversed(messages.items())
                if self._before[chat].get(number) != seen
                for row in seen.keys
                for label in row
            }
            yield from (Key(chat, label) for label in found)

    def _look(self) -> None:
        for chat, messages in self._rig.cast.look().items():
            self._tell(f"— {f'{chat} and Heard' if chat else 'Group'} —")
            for seen in list(messages.values())[-LOOK_BACK:]:
                self._tell(f"  {seen.author}: {seen.text}")
        self._show_keys()

    def _clock(self) -> str:
        now = self._rig.time.now()
        whole = timedelta(seconds=round((now - self._began).total_seconds()))
        return f"It is {now:%H:%M:%S}, {whole} since the beginning."

    @property
    def played(self) -> bool:
        """Anything was."""
        return bool(self._lines)

    def transcript(self) -> str:
        """What was played, as a test: see `bot.rehearsal.transcripts`."""
        head = [
            f"# {self._dialogue.title}, played by keyboard.",
            f"# notes: {' '.join(sorted(self._rig.notes))}",
            f"# given: {self._given}",
            "",
        ]
        return Script(head, self._lines).text()
