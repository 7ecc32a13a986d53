"""A dialogue played often: how it ended, who had the floor, where it was silent or too loud, and
which of its steps nobody ever came to. The last stage of `heard check`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any, Final

from msgspec import Struct

from bot.dialogue.diagnostics import Finding
from bot.dialogue.kinds import Item
from bot.dialogue.library import Library
from bot.dialogue.model import BRANCHES, Dialogue, Step, children, walk
from bot.dialogue.tree import line_of_step, parse
from bot.rehearsal.plays.play import Played, Silence, play

#: How often each is played: what happens to one couple in a hundred is seen.
PLAYS: Final = 200
#: A branch counts as if it had this many steps more.
AT_LEAST: Final = 5
#: The part of the floor that the one who began may have, in the middle of all plays. Chance alone
#: moves it by a tenth.
SHARE: Final = (0.35, 0.65)
#: Telegram lets a bot post this often in a group, in one minute.
POSTS_MAX: Final = 20
#: Without a word for longer than this, two people wonder whether it is still there.
SILENCE_MAX: Final = timedelta(minutes=15)
#: It went through to its end.
_THROUGH = frozenset({"done", "partly"})


class Trouble(Struct, frozen=True):
    """What was wrong in some plays, where the first of these was then, and how many they are."""

    what: str
    step: str
    seed: str
    times: int


class Review(Struct, frozen=True):
    """`endings`: how often each; `share`: the part of the floor that the one who began had, None
    if nobody had any; `posts` in the fullest minute, at the step `busiest`; `unreached`: ids, the
    outermost only.
    """

    dialogue: Dialogue
    plays: int
    endings: dict[str, int]
    share: float | None
    silence: Silence
    posts: int
    busiest: str
    unreached: tuple[str, ...]
    troubles: tuple[Trouble, ...]

    def __str__(self) -> str:
        endings = ", ".join(f"{name} {count}" for name, count in self.endings.items()) or "none"
        share = "-" if self.share is None else f"{self.share:.0%} : {1 - self.share:.0%}"
        return (
            f"{self.dialogue.dialogue}: {self.plays} plays: {endings}; floor {share}; "
            f"silence {_span(self.silence.length)}; {self.posts} posts a minute; "
            f"{len(self.unreached)} unreached"
        )


def rehearse(
    library: Library, items: Iterable[Item], paths: Iterable[Path], seed: int = 1
) -> tuple[list[Review], list[Finding]]:
    """Play every dialogue among these, which came from these files; `library` has all of them."""
    trees = dict(_trees(paths))
    reviews: list[Review] = []
    findings: list[Finding] = []
    for dialogue in items:
        if isinstance(dialogue, Dialogue):
            reviews.append(review(library, dialogue, seed))
            path, tree = trees.get(dialogue.dialogue, ("-", {}))
            findings += wrong(reviews[-1], path, tree)
    return reviews, findings


def review(library: Library, dialogue: Dialogue, seed: int = 1, plays: int = PLAYS) -> Review:
    """Play it, the branches with many steps more often."""
    branches = [name for name in BRANCHES if dialogue.branch(name)]
    turns = [name for name in branches for _ in range(_often(dialogue, name))]
    played = [
        play(library, dialogue, branch, f"{branch}/{seed}/{number}")
        for number, branch in enumerate(turns[at * len(turns) // plays] for at in range(plays))
    ]
    entered = frozenset().union(*(one.entered for one in played))
    loudest = max(played, key=lambda one: one.posts)
    return Review(
        dialogue=dialogue,
        plays=plays,
        endings=dict(Counter(one.ending for one in played if one.ending).most_common()),
        share=_share(played),
        silence=max(one.silence for one in played),
        posts=loudest.posts,
        busiest=loudest.busiest,
        unreached=tuple(
            step.id for name in branches for step in _outermost(dialogue.branch(name), entered)
        ),
        troubles=tuple(_troubles(played)),
    )


def _often(dialogue: Dialogue, branch: str) -> int:
    """So often among all. No branch so seldom that nothing is seen of it."""
    return AT_LEAST + sum(1 for _ in walk(dialogue.branch(branch)))


def _share(played: list[Played]) -> float | None:
    """The middle of all plays that went through."""
    floors = [one.floor for one in played if one.ending in _THROUGH]
    shares = [floor["a"] / whole for floor in floors if (whole := floor["a"] + floor["b"])]
    return median(shares) if shares else None


def _outermost(steps: tuple[Step, ...], entered: frozenset[str]) -> Iterator[Step]:
    for step in steps:
        if not any(one.id in entered for one in walk((step,))):
            yield step
            continue
        for _, block in children(step):
            yield from _outermost(block, entered)


def _troubles(played: list[Played]) -> Iterator[Trouble]:
    times = Counter(one.trouble for one in played if one.trouble)
    for what, count in times.items():
        first = next(one for one in played if one.trouble == what)
        yield Trouble(what, first.step, first.seed, count)


# --- what is wrong with it -----------------------------------------------------------------------


def wrong(found: Review, path: str, tree: Any) -> list[Finding]:
    """What should be otherwise, each on the line of its step."""
    return sorted(
        Finding(path, _line(found.dialogue, tree, step), code, message, remedy)
        for step, code, message, remedy in _rows(found)
    )


def _rows(found: Review) -> Iterator[tuple[str, str, str, str]]:
    for step in found.unreached:
        what = f"no one of {found.plays} plays came to “{step}”"
        yield step, "R01", what, "Take it out, or make the way to it wider"
    for trouble in found.troubles:
        what = f"{trouble.times} of {found.plays} plays did not end: {trouble.what}"
        yield (
            trouble.step,
            "R02",
            what,
            f"Look at this step first; the first such play is {trouble.seed}",
        )
    low, high = SHARE
    if found.dialogue.listed and found.share is not None and not low <= found.share <= high:
        what = f"who begins has {found.share:.0%} of the floor"
        yield "", "R03", what, f"Give both as much: {low:.0%} to {high:.0%} is fine"
    if found.posts > POSTS_MAX:
        what = f"{found.posts} posts in one minute"
        remedy = f"Telegram takes {POSTS_MAX}; say less, or wait for somebody in between"
        yield found.busiest, "R04", what, remedy
    if found.silence.length > SILENCE_MAX:
        what = f"nobody is asked anything for {_span(found.silence.length)}"
        remedy = f"At most {_span(SILENCE_MAX)}: shorten it, or ring at half time (halves: true)"
        yield found.silence.step, "R05", what, remedy


def _line(dialogue: Dialogue, tree: Any, step: str) -> int:
    """The line of a step, or of the `include` that brought it; 1 for the whole."""
    return line_of_step(tree, dialogue.blocks.get(step, step)) if step else 1


def _trees(paths: Iterable[Path]) -> Iterator[tuple[str, tuple[str, Any]]]:
    for path in paths:
        tree, _ = parse(path.read_text("utf-8-sig"), str(path))
        if tree and "dialogue" in tree:
            yield str(tree["dialogue"]), (str(path), tree)


def _span(length: timedelta) -> str:
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    return f"{minutes} min {seconds} s" if seconds else f"{minutes} min"
