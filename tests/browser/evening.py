"""A transcript, played by hand on the page; after each line each seat is looked at."""

import re
from collections import defaultdict

from playwright.async_api import Locator, expect

from bot.rehearsal.page.couple import Beginning
from bot.rehearsal.transcripts.cast import wait
from bot.rehearsal.transcripts.given import GIVEN
from bot.rehearsal.transcripts.script import Line, Script
from tests.browser.table import Table

NAMES = ("Ana", "Ben")

_TAPS = re.compile(r"^(\w+) taps (.+?)(, private)?$")
_SAYS = re.compile(r"^(\w+)(, private)?: (.*)$")
_POST = re.compile(r"^(?P<who>\w+)(?: to (?P<to>\w+))?(?P<edited>, edited)?: (?P<text>.*)$")
_BARE = re.compile(r"^\(\w+(?: to (?P<to>\w+))?, without buttons: (?P<text>.*)…\)$")
_TOAST = re.compile(r"^\(toast for (?P<to>\w+): (?P<text>.*)\)$")
_DOOR = re.compile(r"^\(door for (?P<to>\w+): \w+\)$")
_GONE = re.compile(r"^gone: \w+: (?P<text>.*)$")
_KEYS = re.compile(r"\[([^\]]*)\]")


class Evening:
    """One couple at the page, and what each of them alone has been told so far."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._told: dict[str, set[str]] = defaultdict(set)

    async def play(self, script: Script) -> None:
        """Every line by hand, at the time of the transcript. The page begins where *Ana adds Heard*
        ends, or before it if the transcript does.
        """
        clock = self._table.director.stage.clock
        clock.stop_at(script.began)
        does = (*GIVEN[script.given], script.lines[0].does)[0]
        alone = does != "Ana adds Heard"
        self._table.director.start_over(Beginning(kind=script.kind), alone=alone)
        try:
            await self._play(script)
        finally:
            clock.go_on()

    async def _play(self, script: Script) -> None:
        for does in GIVEN[script.given]:
            await self.turn(script, does)
            await self._caught_up(does)
        for line in script.lines:
            left = await self._left_after(line)
            await self.turn(script, line.does)
            await self._see(line)
            for text, count in left.items():
                for shown in self._shown(None, text):
                    await expect(shown).to_have_count(count)

    async def turn(self, script: Script, does: str) -> None:
        """One line, after the pace of the transcript."""
        table = self._table
        if does != "Ana adds Heard":
            await table.settle(script.pace.total_seconds())
            await self._do(does)
        await table.director.stage.rest()

    async def _caught_up(self, does: str) -> None:
        """What follows unseen is done when the seat shows what was said there last."""
        if (tapped := _TAPS.match(does)) and tapped[3]:
            cast = self._table.director.couple.cast
            chat = cast._chat(cast.people[tapped[1]], private=True)
            said = next(reversed(chat.messages.values())).body.words.text.partition("\n")[0]
            await expect(self._table.newest(tapped[1], "private")).to_contain_text(said)

    async def _do(self, does: str) -> None:
        """One line, as a person does it at the page."""
        table = self._table
        if pause := wait(does):
            await table.director.stage.wait(pause.length)
        elif does.endswith(" starts"):
            await table.key(does.split(maxsplit=1)[0], "private", "START").click()
        elif tapped := _TAPS.match(does):
            chat = "private" if tapped[3] else "group"
            await table.key(tapped[1], chat, tapped[2]).last.click()
            if tapped[2] == table.said("button.add_to_group"):
                await self._add_heard(tapped[1])
        elif said := _SAYS.match(does):
            await table.write(said[1], "private" if said[2] else "group", said[3])
        else:
            raise ValueError(f"nobody does this on the page: {does}")

    async def _add_heard(self, name: str) -> None:
        """What a client asks before it adds a bot: which group, and as what."""
        table = self._table
        for label in (table.director.couple.group.title, "Add as admin"):
            await table.key(name, "private", label).click()

    # --- what each seat shows --------------------------------------------------------------------

    async def _see(self, line: Line) -> None:
        """What stands in the transcript is what each seat shows."""
        rows: list[list[str]] = []
        card: Locator | None = None
        for seen in line.seen:
            if seen.startswith("  ["):
                rows.append(_KEYS.findall(seen))
                continue
            await _see_keys(card, rows)
            rows, card = [], await self._see_one(seen)
        await _see_keys(card, rows)
        await self._see_nothing_of_each_other(line)

    async def _left_after(self, line: Line) -> dict[str, int]:
        """How often a text that goes with this line stands in the group after it; the same may have
        been said before.
        """
        left = {}
        for gone in filter(None, map(_GONE.match, line.seen)):
            now = await self._shown(None, gone["text"])[0].count()
            left[gone["text"]] = now if gone["text"] in line.does else now - 1
        return left

    async def _see_one(self, seen: str) -> Locator | None:
        table = self._table
        if found := _DOOR.match(seen):
            await expect(table.key(found["to"], "private", "START")).to_be_focused()
        elif found := _TOAST.match(seen):
            toast = table.pane(found["to"], "group").locator(".toast")
            await expect(toast).to_have_text(found["text"])
        elif found := _BARE.match(seen):
            for shown in self._shown(found["to"], found["text"]):
                await expect(shown.last.locator(".key")).to_have_count(0)
        elif (found := _POST.match(seen)) and not _GONE.match(seen):
            return await self._see_post(found)
        return None

    async def _see_post(self, found: re.Match[str]) -> Locator:
        """A post or a change of Heard's: both see it in the group, its reader alone in private."""
        places = self._shown(found["to"], found["text"])
        for shown in places:
            await expect(shown.last).to_be_visible()
            if found["edited"]:
                await expect(shown.last.locator(".meta")).to_contain_text("edited")
        if found["to"]:
            self._told[found["to"]].add(found["text"])
        return places[-1].last

    async def _see_nothing_of_each_other(self, line: Line) -> None:
        """What one was told in private just now, the other has not been shown."""
        for name, other in (NAMES, NAMES[::-1]):
            fresh = [post for post in map(_POST.match, line.seen) if post and post["to"] == name]
            for post in fresh:
                if post["text"] not in self._told[other]:
                    (shown,) = self._shown(other, post["text"])
                    await expect(shown).to_have_count(0)

    def _shown(self, to: str | None, text: str) -> list[Locator]:
        """Where a text stands: in both seats' group, or in one private chat."""
        table = self._table
        words = re.compile(rf"^{re.escape(text.replace(' / ', chr(10)))}")
        written = table.page.locator(".text").filter(has_text=words)
        if to:
            return [table.messages(to, "private").filter(has=written)]
        return [table.messages(name, "group").filter(has=written) for name in NAMES]


async def _see_keys(card: Locator | None, rows: list[list[str]]) -> None:
    """A post has just these buttons, in these rows."""
    if card is not None:
        labels = [label for row in rows for label in row]
        await expect(card.locator(".key")).to_have_text(labels)
        await expect(card.locator(".keys .row")).to_have_count(len(rows))
