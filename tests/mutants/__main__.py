"""Breed mutants in a copy of the tree, print how many were noticed, and every one that was not.

    python -m tests.mutants [FILE ...]

Exit code 1 if a mutant survives without an explanation, or an explanation explains nothing any
more; 2 if there was nothing to judge them by, because the tests fail as they are.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import msgspec

from tests.mutants import explained
from tests.mutants.verdict import Mutant

ROOT = Path(__file__).parents[2]
CORE = ROOT / "bot" / "facilitator"
#: What is copied: what the tests that judge need.
NEEDED = ("bot", "dialogues", "tests")
#: mutmut's words for what became of a mutant, and ours; all others are trouble.
COUNTED = {"killed": "killed", "caught by type check": "types", "timeout": "timed out",
           "survived": "survived", "no tests": "survived"}  # fmt: skip


def all_files() -> list[Path]:
    """The floor, the pauses, the engine's order."""
    return [
        CORE / "floor.py",
        *sorted(path for path in (CORE / "pauses").glob("*.py") if path.stem != "__init__"),
        CORE / "engine.py",
        CORE / "interrupts.py",
    ]


def judged(files: list[str]) -> list[Mutant]:
    """Every mutant of these files. Raises `subprocess.CalledProcessError`, having printed why."""
    with tempfile.TemporaryDirectory(prefix="heard-mutants-") as folder:
        copy, result = Path(folder) / "tree", Path(folder) / "result.json"
        for name in NEEDED:
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", copy)
        with (Path(folder) / "log").open("w+", encoding="utf-8") as log:
            command = [sys.executable, "-m", "tests.mutants.breed", str(result), *files]
            done = subprocess.run(command, cwd=copy, stdout=log, stderr=log, check=False)
            if done.returncode:
                log.seek(0)
                print(*log.read().splitlines()[-30:], sep="\n", file=sys.stderr)
                done.check_returncode()
        return msgspec.json.decode(result.read_bytes(), type=list[Mutant])


def table(found: list[Mutant]) -> None:
    """How many, by file."""
    heads = list(dict.fromkeys(COUNTED.values()))
    print(f"{'':32}{'mutants':>10}" + "".join(f"{head:>10}" for head in heads))
    counts: dict[str, Counter[str]] = {}
    for mutant in found:
        for row in (mutant.file.removeprefix("bot/facilitator/"), "all"):
            counts.setdefault(row, Counter())[COUNTED.get(mutant.status, mutant.status)] += 1
    for row in sorted(counts, key="all".__eq__):
        numbers = (counts[row].total(), *(counts[row][head] for head in heads))
        print(f"{row:32}" + "".join(f"{number:10}" for number in numbers))


def main(names: list[str]) -> int:
    """Breed, judge, compare with what is explained."""
    began = time.monotonic()
    chosen = [Path(name).resolve() for name in names] or all_files()
    files = [str(path.relative_to(ROOT)) for path in chosen]
    try:
        found = judged(files)
    except subprocess.CalledProcessError:
        print("mutants: none was judged. The tests must pass as they are", file=sys.stderr)
        return 2
    table(found)
    known = [one for one in explained.read() if one.file in files]
    reasons = explained.reasons(known)
    alive = [
        one for one in found if COUNTED.get(one.status) not in ("killed", "types", "timed out")
    ]
    wrong = 0
    for mutant in sorted(alive, key=explained.key):
        why = reasons.get(explained.key(mutant))
        wrong += why is None
        print(f"\n{mutant.file}, {mutant.function}: {mutant.status}")
        print(f"  - {mutant.was}\n  + {mutant.becomes}\n  {why or 'NOT EXPLAINED'}")
    stale = set(reasons) - {explained.key(one) for one in alive}
    for file, function, was, becomes in sorted(stale):
        print(f"\n{file}, {function}: EXPLAINED, BUT NOT A SURVIVOR\n  - {was}\n  + {becomes}")
    minutes = (time.monotonic() - began) / 60
    print(f"\n{len(alive)} survived, {wrong} of them not explained; {len(stale)} explanations "
          f"explain nothing; {minutes:.0f} min")  # fmt: skip
    return bool(wrong or stale)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
