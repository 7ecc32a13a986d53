"""The master key cannot be read: one line, before Telegram is asked for anything; and when it is
back, so is everything.
"""

import shutil
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.broken.evening import evening
from tests.process import TOKEN, end_of, heard


def missing(key: Path) -> None:
    key.unlink()


def another(key: Path) -> None:
    key.write_bytes(urlsafe_b64encode(bytes(32)))


def garbage(key: Path) -> None:
    key.write_bytes(b"\xff\xfe\x00 not a key")


def half(key: Path) -> None:
    key.write_bytes(key.read_bytes()[:20])


def a_folder(key: Path) -> None:
    key.unlink()
    key.mkdir()


def for_everybody(key: Path) -> None:
    key.chmod(0o644)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (missing, "{key} is missing, and what is stored opens with no other key. Restore it, or"),
        (another, "HEARD_KEY_FILE is not the key of what HEARD_DATA holds. Restore the right one"),
        (garbage, "{key} holds no key of ours. Restore it from where you keep a copy"),
        (half, "{key} holds no key of ours. Restore it from where you keep a copy"),
        (a_folder, "{key} is no file. Name the key's file in HEARD_KEY_FILE"),
        (for_everybody, "{key} can be read by others. Run: chmod 600 {key}"),
    ],
)
async def test_unreadable(tmp_path: Path, broken: Callable[[Path], None], said: str) -> None:
    async with evening(tmp_path) as table:
        await table.kill()
        key, copy = tmp_path / "master.key", tmp_path / "copy"
        shutil.copy2(key, copy)
        broken(key)
        table.act("Ana: /pause")
        nobody = {"HEARD_TOKEN": TOKEN, "HEARD_API_URL": "http://127.0.0.1:9"}
        code, error = await end_of(await heard("run", folder=tmp_path, **nobody))
        assert (code, error.count("\n")) == (2, 1)
        assert said.format(key=key) in error
        lost = "Restore" in said
        assert ("move the data folder away, start, and each couple begins" in error) == lost
        assert await table.seen() == []

        shutil.rmtree(key) if key.is_dir() else key.unlink(missing_ok=True)
        shutil.copy2(copy, key)
        table.start()
        await table.until(lambda: table.read("heard.serving"))
        await table.heard()
        assert "Heard: Pause." in " ".join(await table.seen())
