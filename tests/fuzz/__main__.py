"""Fuzz, guided by coverage.

    python -m tests.fuzz [SECONDS] [TARGET ...]

Each target gets so many seconds (60), one after another. A finding does not stop its target: it is
written into the corpus, once for each place where it is raised, and printed. Exit code 1 if there
is any. What is new to the coverage stays in `build/fuzz-corpus` for the next time.
"""

import hashlib
import logging
import os
import re
import subprocess
import sys
import time
import traceback
from contextlib import nullcontext, suppress
from pathlib import Path

os.environ.setdefault("PTB_TIMEDELTA", "1")  # read when python-telegram-bot is imported

import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]
import structlog

#: Fuzz in this process: only then does coverage count.
ONE = "--one"

with atheris.instrument_imports(include=["bot", "dotenv"]) if ONE in sys.argv else nullcontext():
    from tests.fuzz.targets import CORPUS, TARGETS, Target

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "build" / "fuzz-corpus"
SECONDS = 60
#: Bytes of an input; a target makes more of them than they are.
INPUT_MAX = 4096
#: An input that takes longer is a finding, in seconds.
SLOW_S = 20
#: What libFuzzer says as it goes, and at its end.
_PROGRESS = re.compile(r"#(\d+)\s.*cov: (\d+) ft: (\d+) corp: (\d+)/(\S+)")
_DONE = re.compile(r"Done (\d+) runs in")


class Findings:
    """What a target raised, once for each place."""

    def __init__(self, name: str, target: Target) -> None:
        self._name, self._target = name, target
        self._places: set[str] = set()

    def __call__(self, data: bytes) -> None:
        """One input."""
        began = time.monotonic()
        try:
            self._target(data)
        except Exception as error:  # noqa: BLE001 -- each is a finding
            self._keep(data, error)
        else:
            if time.monotonic() - began > SLOW_S:
                self._write(data, "slow", f"it took more than {SLOW_S} s")

    def _keep(self, data: bytes, error: Exception) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        ours = [one for one in frames if Path(one.filename).is_relative_to(ROOT)
                and "site-packages" not in one.filename]  # fmt: skip
        place = f"{Path(ours[-1].filename).relative_to(ROOT)}:{ours[-1].lineno}"
        self._write(data, f"{type(error).__name__} at {place}", str(error)[:200])

    def _write(self, data: bytes, what: str, more: str) -> None:
        if what in self._places:
            return
        self._places.add(what)
        name = f"found-{hashlib.sha256(data).hexdigest()[:12]}"
        path = CORPUS / self._name / name
        path.write_bytes(data)
        print(f"FINDING {path.relative_to(ROOT)}: {what}: {more}", flush=True)


def main() -> int:
    """Each target in a process of its own: libFuzzer ends the one that it runs in."""
    seconds, names = SECONDS, sys.argv[1:]
    if names and names[0].isdigit():
        seconds, names = int(names[0]), names[1:]
    if unknown := [name for name in names if name not in TARGETS]:
        print(f"{unknown[0]}: there is no such target. There are: {', '.join(TARGETS)}")
        return 2
    found = 0
    print(f"{'target':12} {'executions':>10} {'edges':>6} {'features':>8} {'corpus':>6} findings")
    for name in names or TARGETS:
        found += _guided(name, seconds)
    return bool(found)


def _guided(name: str, seconds: int) -> int:
    kept = KEPT / name
    for folder in (kept, CORPUS / name):
        folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.fuzz", ONE, name, f"-max_total_time={seconds}",
               f"-max_len={INPUT_MAX}", "-rss_limit_mb=2048", f"-timeout={SLOW_S * 3}",
               f"-artifact_prefix={CORPUS / name}/", str(kept), str(CORPUS / name)]  # fmt: skip
    done = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    said = done.stdout.decode("utf-8", "replace").splitlines()
    findings = [line for line in said if line.startswith("FINDING ")]
    progress = [found for line in said if (found := _PROGRESS.search(line))]
    runs, edges, features, corpus = progress[-1].groups()[:4] if progress else "0000"
    runs = next((end[1] for line in said if (end := _DONE.search(line))), runs)
    print(f"{name:12} {runs:>10} {edges:>6} {features:>8} {corpus:>6} {len(findings)}", flush=True)
    for line in findings:
        print(f"  {line}")
    if done.returncode:
        print("\n".join(f"  {line}" for line in said[-12:]))
    return len(findings) + bool(done.returncode)


def one(name: str, options: list[str]) -> None:
    """Fuzz one target in this process."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.CRITICAL)
    atheris.Setup([sys.argv[0], *options], Findings(name, TARGETS[name]))
    with suppress(KeyboardInterrupt):
        atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1:2] == [ONE]:
        one(sys.argv[2], sys.argv[3:])
    else:
        sys.exit(main())
