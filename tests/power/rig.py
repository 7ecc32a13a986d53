"""Power cuts for a stage: its product writes through the shim, and is killed with the disk."""

import os
import random
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from bot.rehearsal.stage import Stage
from tests.power.cut import Disk

SOURCE = Path(__file__).with_name("shim.c")


class NoCompiler(Exception):
    """The shim cannot be built here."""


def built_shim(folder: Path) -> Path:
    """The shim, compiled into this folder. `NoCompiler`."""
    target = folder / "shim.so"
    command = ["cc", "-shared", "-fPIC", "-O2", str(SOURCE), "-o", str(target), "-ldl"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise NoCompiler("there is no C compiler. Install gcc") from None
    if done.returncode:
        raise NoCompiler(done.stderr.strip().splitlines()[-1])
    return target


@contextmanager
def shimmed(shim: Path, folder: Path, log: Path, fault: Path) -> Iterator[None]:
    """Processes that are started meanwhile write what is in `folder` through the shim."""
    added = {
        "LD_PRELOAD": str(shim),
        "SHIM_FOLDER": f"{folder.resolve()}/",
        "SHIM_LOG": str(log),
        "SHIM_FAULT": str(fault),
    }
    before = {name: os.environ.get(name) for name in added}
    os.environ.update(added)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


class PowerCuts:
    """Kills the product of one stage with the disk. Enter it before the first start."""

    def __init__(self, shim: Path) -> None:
        self._shim = shim
        self._disks: dict[Path, Disk] = {}

    def around(self, built: Stage) -> AbstractContextManager[None]:
        """The product of this stage writes its data through the shim."""
        return shimmed(self._shim, _data(built), _log(built), built.folder / "fault")

    async def __call__(self, built: Stage, chance: random.Random) -> int:
        """Cut the power, and start again. Gives how many writes had not been synced."""
        await built.stop(kill=True)
        data = _data(built)
        disk = self._disks.setdefault(data, Disk(data, _log(built)))
        lost = disk.cut(chance)
        await built.start()
        return lost


def _data(built: Stage) -> Path:
    return (built.folder / "data").resolve()


def _log(built: Stage) -> Path:
    """Where this stage's product writes down what it writes."""
    return built.folder / "written.log"
