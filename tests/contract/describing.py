"""Asking for the other description, in the environment where it lives."""

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.strangers import sources

DESCRIBE = Path(__file__).with_name("describe.py")


def described(python: Path, samples: dict[str, Any]) -> dict[str, Any]:
    """What aiogram says of the Bot API, and of these samples."""
    done = subprocess.run(
        [str(python), "-I", str(DESCRIBE)],
        input=json.dumps(samples),
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


def made() -> Path | None:
    """The interpreter of aiogram's environment, if it was made before."""
    pins = sources.PINS / "aiogram.txt"
    folder = sources.PLACE / "environments" / f"aiogram-{sources._digest(pins)}"
    return folder / "bin" / "python" if (folder / "complete").exists() else None
