"""Runs as text: a failing one as a transcript that can be played again, many as a table."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from textwrap import wrap

from bot.rehearsal.simulation.plan import Line, Plan
from bot.rehearsal.simulation.runs import Run
from bot.rehearsal.simulation.trouble import trouble
from bot.rehearsal.transcripts.cast import wait
from bot.rehearsal.transcripts.given import GIVEN
from bot.rehearsal.transcripts.script import Script

#: A run's number, in digits.
_SEED = re.compile(r"[0-9]{1,18}")
#: No run is longer: nothing of the product waits for a year.
LENGTH_MAX = timedelta(days=365)
#: Lines that happen this soon after each other have no wait between them, in seconds.
AT_ONCE_S = 0.05


def transcript(run: Run) -> str:
    """The run's lines, with what was wrong above them."""
    plan = run.plan
    head = [f"# {line}" for wrong in run.wrong[:3] for line in wrap(wrong, 90)]
    head += [f"# seed: {plan.seed}", f"# given: {plan.given}"]
    head += ["# group: basic"] if plan.basic else []
    head += [f"# owner: {plan.owner}"] if plan.owner != "Ana" else []
    head += ["# pace: 0", ""]
    lines: list[str] = []
    at = 0.0
    for line in plan.lines or ():
        since = line.at - at
        if since > AT_ONCE_S:
            lines.append(f"+{since:.1f} s".replace(".0 s", " s"))
        lines.append(line.does)
        at = line.at
    if plan.length > at:
        lines.append(f"+{plan.length - at:.1f} s".replace(".0 s", " s"))
    return "\n".join((*head, *lines)) + "\n"


def plan_of(script: Script) -> Plan:
    """The plan of a transcript that was printed like that. `ValueError`: it has no seed, or a line
    that is none.
    """
    seed = script.header("seed")
    if not _SEED.fullmatch(seed):
        raise ValueError(f"{script.path}: it has no line “# seed: NUMBER”. Add the run's number")
    if script.given not in GIVEN:
        known = ", ".join(GIVEN)
        raise ValueError(f"{script.path}: “# given: {script.given[:60]}” is not one of: {known}")
    lines, at = list[Line](), timedelta()
    for line in script.lines:
        if (pause := wait(line.does)) is not None:
            at += min(pause.length, LENGTH_MAX - at)
        elif line.does.startswith("!") and trouble(line.does) is None:
            what = f"no such trouble: {line.does[:60]}"
            raise ValueError(f"{script.path}:{line.number}: {what}")
        else:
            lines.append(Line(at.total_seconds(), line.does))
    return Plan(
        seed=int(seed),
        given=script.given,
        basic=script.kind == "group",
        owner=script.owner,
        length=at.total_seconds(),
        lines=tuple(lines),
    )


def table(runs: Iterable[Run], seconds: float) -> str:
    """What many runs have come to. `seconds`: how long they took on this machine."""
    done: Counter[str] = Counter()
    begun: Counter[str] = Counter()
    troubles: Counter[str] = Counter()
    count = updates = commits = posts = crashes = 0
    virtual = longest = 0.0
    for run in runs:
        count += 1
        done += run.done
        begun += run.begun
        troubles += run.troubles
        updates += run.updates
        commits += run.commits
        posts += run.posts
        crashes += run.crashes
        virtual += run.seconds
        longest = max(longest, run.longest)
    days = virtual / 86_400
    return "\n".join((
        _counts("people", done),
        _counts("exercises", begun),
        _counts("trouble", troubles),
        f"{updates} updates, {commits} commits, {posts} posts, {crashes} times the process died",
        f"the longest that anything took in good weather: {longest:.1f} s",
        f"{count} runs, {days:.1f} days of virtual time in {seconds:.0f} s",
    ))  # fmt: skip


def _counts(name: str, counted: Counter[str]) -> str:
    return f"{name}: " + ", ".join(f"{what} {count}" for what, count in sorted(counted.items()))
