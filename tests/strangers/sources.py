"""Where strangers come from: source distributions and environments, from the package registry.

Everything is pinned with its hash in `requirements/strangers/` and kept below `build/strangers/`.
"""

import hashlib
import subprocess
import sys
import tarfile
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]
PINS = ROOT / "requirements" / "strangers"
PLACE = ROOT / "build" / "strangers"


class Unobtainable(Exception):
    """Something could not be had; the text says what and why."""


def source(name: str) -> Path:
    """The unpacked source distribution that `requirements/strangers/<name>-source.txt` pins."""
    pins = PINS / f"{name}-source.txt"
    folder = PLACE / "sources" / f"{name}-{_digest(pins)}"
    if not folder.exists():
        downloads = PLACE / "downloads" / name
        _run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary=:all:",
             "--no-build-isolation", "--disable-pip-version-check", "--no-input",
             "--require-hashes", f"--dest={downloads}", f"--requirement={pins}"]
        )  # fmt: skip
        newest = max(downloads.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
        with tarfile.open(newest) as archive:
            archive.extractall(folder.with_suffix(".part"), filter="data")
        folder.with_suffix(".part").rename(folder)
    (unpacked,) = folder.iterdir()
    return unpacked


def environment(name: str) -> Path:
    """The interpreter of an environment with what `requirements/strangers/<name>.txt` pins."""
    pins = PINS / f"{name}.txt"
    folder = PLACE / "environments" / f"{name}-{_digest(pins)}"
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        venv.create(folder, with_pip=True, clear=True)
        _run(
            [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
             "--no-input", "--require-hashes", f"--requirement={pins}"]
        )  # fmt: skip
        (folder / "complete").touch()
    return python


def _digest(pins: Path) -> str:
    version = f"{sys.version_info.major}.{sys.version_info.minor}".encode()
    return hashlib.sha256(pins.read_bytes() + version).hexdigest()[:12]


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Unobtainable(f"{command[-1].rpartition('/')[2]} could not be had: {last}")
