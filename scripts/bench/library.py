#!/usr/bin/env python3
"""What the size of the library costs a start: the dialogues that are shipped, and 500; the first
start, which reads and checks every file, and the next one, which asks what the first has kept.

Usage: .venv/bin/python scripts/bench/library.py [ROUNDS]   (from the project's folder)

The library alone, each in a process of its own (`bare`: without anything kept, as before there was
it); then all of `heard run`, from the start of the process to its first poll, with what was kept.
"""

import asyncio
import statistics
import subprocess
import sys
from pathlib import Path

import lab
from api import serving

SHIPPED = len(list((lab.ROOT / "dialogues").glob("*.yaml")))
SIZES = (SHIPPED, 500)
LOAD = """
import sys, time
from pathlib import Path
from bot.adapters.library import library
folder, data = Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None
began = time.perf_counter()
found = library([folder], "UTC", data)
index = found.index()
print(time.perf_counter() - began, len(index))
began = time.perf_counter()
for one in index:
    assert found.sentence(f"{one.dialogue}@{one.edition}/title", "en", {})
print(time.perf_counter() - began)
began = time.perf_counter()
assert found.dialogue(index[-1].dialogue)
print(time.perf_counter() - began)
"""


def generate(folder: Path, count: int) -> None:
    """The longest dialogue again and again, under other names."""
    text = (lab.ROOT / "dialogues/speaker-listener.yaml").read_text(encoding="utf-8")
    folder.mkdir(parents=True)
    for number in range(count - SHIPPED):
        copy = text.replace("dialogue: speaker-listener", f"dialogue: copy-{number}", 1)
        (folder / f"copy-{number}.yaml").write_text(copy, encoding="utf-8")


def load(*folders: Path) -> tuple[float, float, float]:
    """Seconds until a menu could be shown, for the titles in it, and for one whole dialogue."""
    done = subprocess.run(
        [sys.executable, "-c", LOAD, *map(str, folders)],
        cwd=lab.ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    lines = [line.split() for line in done.stdout.splitlines() if line[:1].isdecimal()][-3:]
    return float(lines[0][0]), float(lines[1][0]), float(lines[2][0])


def alone(place: Path, folder: Path, rounds: int) -> dict[str, list[tuple[float, float, float]]]:
    """Every way to the library, in turns."""
    found: dict[str, list[tuple[float, float, float]]] = {"bare": [], "first": [], "next": []}
    for number in range(rounds):
        data = place / f"kept-{folder.name}-{number}"
        data.mkdir()
        found["bare"].append(load(folder))
        found["first"].append(load(folder, data))
        found["next"].append(load(folder, data))
    return found


async def whole(data: Path, folder: Path) -> float:
    """Seconds to the first poll of `heard run`."""
    async with serving() as api:
        began = asyncio.get_running_loop().time()
        async with lab.heard(data, api, HEARD_DIALOGUES=str(folder)):
            assert api.first_poll is not None
            return api.first_poll - began


async def echo() -> float:
    """The same of python-telegram-bot's echo bot, which reads no file."""
    async with serving() as api:
        began = asyncio.get_running_loop().time()
        async with lab.peer("echo", api):
            assert api.first_poll is not None
            return api.first_poll - began


async def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    print(f"{lab.machine()}; {SIZES[0]} and {SIZES[1]} dialogues, medians of {rounds} rounds")
    async with lab.folder() as data:
        place = data.parent
        data.mkdir(mode=0o700)
        for size in SIZES:
            generate(place / f"more-{size}", size)
        print("\nthe library alone\n" + await asyncio.to_thread(tables, place, rounds))
        print("\nheard run, to the first poll\n" + await starts(place, data, rounds))


def tables(place: Path, rounds: int) -> str:
    """Seconds of the library, in shares of reading every file of the same size."""
    rows = [("", "until a menu", "of bare", f"of {SHIPPED}'s", "its titles", "one dialogue")]
    base: dict[str, float] = {}
    for size in SIZES:
        found = alone(place, place / f"more-{size}", rounds)
        bare = statistics.median(one for one, _, _ in found["bare"])
        for way, values in found.items():
            menu, titles, one = (statistics.median(each) for each in zip(*values, strict=True))
            small = base.setdefault(way, menu)
            rows.append((f"{size} {way}", f"{menu * 1000:.0f} ms", f"{menu / bare:.3f}",
                         f"{menu / small:.1f}", f"{titles * 1000:.1f} ms", f"{one * 1e6:.0f} us"))  # fmt: skip
    return lab.table(rows)


async def starts(place: Path, data: Path, rounds: int) -> str:
    """Seconds to the first poll, in shares of the echo bot's."""
    found: dict[str, list[float]] = {"stock echo": []}
    for size in SIZES:
        (data / str(size)).mkdir(mode=0o700)
        await asyncio.to_thread(load, place / f"more-{size}", data / str(size))
    for _ in range(rounds):
        found["stock echo"].append(await echo())
        for size in SIZES:
            value = await whole(data / str(size), place / f"more-{size}")
            found.setdefault(f"heard, {size} next", []).append(value)
    stock = statistics.median(found["stock echo"])
    rows = [("", "start to first poll", "worst", "of stock echo")]
    for way, values in found.items():
        middle = statistics.median(values)
        rows.append((way, f"{middle:.2f} s", f"{max(values):.2f} s", f"{middle / stock:.2f}"))
    return lab.table(rows)


if __name__ == "__main__":
    asyncio.run(main())
