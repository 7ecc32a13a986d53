"""Questions that each answers alone: whoever keeps it to themselves learns nothing of the other,
and the group learns whether both sent theirs, and nothing else.
"""

from pathlib import Path

import pytest

from bot.adapters.library import library
from bot.rehearsal.transcripts.given import GIVEN
from bot.rehearsal.transcripts.script import parse
from tests.stage.pure import PureRig

DIALOGUE = """\
dialogue: alone-{name}
edition: 1
title: Alone
purpose: One question for each.
lineage: [ours]
rows: [P42]
level: 1
need: warm
minutes: 5
roles: [speaker, listener]
steps:
  - consent: ready
    text: Ready for one question each?
{step}
  - wait: after
    text: A quiet moment.
"""
REVEAL = "  - reveal: q\n    text: What helped today?"
OPTION = "  - reveal: q\n    text: Which one?\n    options: [One, Two]"
SHOWN = "  - scale: q\n    text: How is it?\n    low: hard\n    high: easy\n    show: true"
UNSEEN = "  - scale: q\n    text: How is it?\n    low: hard\n    high: easy\n    reach: 6"
BRANCH = """
  - when: w
    if: {reached: q}
    steps:
      - say: high
        text: That is high enough.
    else:
      - say: low
        text: A little later, then."""
KEEP = "  - keep: q\n    text: A walk on Sundays."
#: Step, what sends something, what sends something else.
STEPS = {
    "words": (REVEAL, ("{who}, private: the tea", "{who} taps Send it, private"),
              ("{who}, private: the long walk", "{who} taps Send it, private")),
    "option": (OPTION, ("{who} taps One, private",), ("{who} taps Two, private",)),
    "number": (SHOWN, ("{who} taps 9, private",), ("{who} taps 2, private",)),
    "reach": (UNSEEN + BRANCH, ("{who} taps 9, private",), ("{who} taps 2, private",)),
    "keep": (KEEP, ("{who} taps Keep it for us, private",), ()),
}  # fmt: skip
NO = {"keep": "{who} taps Don't keep it, private"}


def evening(folder: Path, name: str, ana: tuple[str, ...], ben: tuple[str, ...]) -> list[str]:
    """What the group and Ana see, from the question on, when each answers like this."""
    step = STEPS[name][0]
    (folder / f"alone-{name}.yaml").write_text(DIALOGUE.format(name=name, step=step), "utf-8")
    script = parse("# given: paired\n")
    rig = PureRig(library((folder,)), script)
    for does in (*GIVEN["paired"], f"Ana: /begin alone-{name}", "Ana taps Ready", "Ben taps Ready"):
        rig.play(does)
    seen: list[str] = []
    for does in (*(one.format(who="Ana") for one in ana), *(one.format(who="Ben") for one in ben)):
        lines = rig.play(does)
        if does.startswith("Ben"):
            lines = without_ben(lines)
        seen += [] if does.startswith("Ben, private") else lines
    return seen


def without_ben(lines: list[str]) -> list[str]:
    """Not what stands in Ben's own chat: each post there, with the buttons under it."""
    kept: list[str] = []
    his = False
    for line in lines:
        if not line.lstrip().startswith("["):
            his = "Heard to Ben" in line
        if not his:
            kept.append(line)
    return kept


def no(name: str) -> tuple[str, ...]:
    return (NO.get(name, "{who} taps Keep it to myself, private"),)


@pytest.mark.parametrize("name", STEPS)
def test_whoever_keeps_it_learns_nothing_of_the_other(tmp_path: Path, name: str) -> None:
    _, sends, other = STEPS[name]
    sent = evening(tmp_path, name, no(name), sends)
    assert sent == evening(tmp_path, name, no(name), no(name))
    assert not other or sent == evening(tmp_path, name, no(name), other)
    assert sent


@pytest.mark.parametrize("name", STEPS)
def test_what_only_one_sent_is_seen_by_nobody(tmp_path: Path, name: str) -> None:
    _, sends, other = STEPS[name]
    group = [one for one in evening(tmp_path, name, sends, no(name)) if "to Ana" not in one]
    neither = [one for one in evening(tmp_path, name, no(name), no(name)) if "to Ana" not in one]
    assert [one for one in group if "[" not in one] == [one for one in neither if "[" not in one]
    both = evening(tmp_path, name, sends, sends)
    assert group != both
    if name == "reach":
        low = evening(tmp_path, name, sends, other)
        assert [one for one in low if "to Ana" not in one] == group
