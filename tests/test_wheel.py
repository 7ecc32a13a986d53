"""The installed wheel works outside the checkout, dialogues, film and page included."""

import asyncio
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from bot.adapters.library import library

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built and unpacked beside nothing else of ours."""
    dist, target = tmp_path_factory.mktemp("dist"), tmp_path_factory.mktemp("site")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(dist)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = dist.glob("heard-*.whl")
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(target)]
    subprocess.run([*install, "--no-index", str(wheel)], check=True, capture_output=True)
    return target


def environment(installed: Path) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HEARD_")}
    return {**clean, "PYTHONPATH": str(installed)}


def test_it_finds_what_it_ships_and_keeps_it(installed: Path, tmp_path: Path) -> None:
    code = (
        "import bot, pathlib; from bot.adapters.library import film, library, shipped;"
        "print(bot.__file__); print(shipped()); print(film().stat().st_size);"
        "data = pathlib.Path('.'); library(data=data); found = library(data=data).listed()\n"
        "print(len(found), found == library().listed())"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment(installed),
        capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    assert shown[0].startswith(str(installed))
    assert shown[1].startswith(str(installed))
    assert int(shown[2]) > 10_000
    listed = len(library().listed())
    assert shown[-1] == f"{listed} True"


@pytest.mark.asyncio
async def test_the_rehearsal_plays_from_it(installed: Path, tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "rehearse", "--no-open", cwd=tmp_path,
        env=environment(installed), stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    async with asyncio.timeout(20):
        address = (await process.stdout.readline()).decode().split()[-1]
        page = await asyncio.to_thread(_fetch, address)
        scenes = await asyncio.to_thread(_scene_with, f"{address}scenes", "I keep turns")
    process.send_signal(signal.SIGINT)
    async with asyncio.timeout(20):
        assert await process.wait() == 0
    assert "<title>" in page
    assert scenes


def _fetch(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return str(answer.read().decode())


def _scene_with(address: str, wanted: str) -> bool:
    """Whether the stream of scenes shows these words before it is closed."""
    with urllib.request.urlopen(address, timeout=15) as answer:
        for line in answer:
            if wanted in line.decode():
                return True
    return False
