"""The library as it was read, in a file of the data folder, so that the next start does not read
and check every dialogue again. It is made of the shipped and the operator's files alone: nobody's
words are in it, and whoever deletes it loses some milliseconds of the next start.
"""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

import msgspec
import structlog
from msgspec import Struct

from bot import __version__, dialogue
from bot.adapters.owner import hand_over
from bot.dialogue.shelf import Shelf

log = structlog.get_logger(__name__)

FILE = "library.compiled"
#: A file begins with this and a digest of what follows. A change of `Shelf` that an older file
#: could not be read into is the next number.
MAGIC = b"heard library 1\n"
_DIGEST_BYTES = hashlib.sha256().digest_size


class Kept(Struct, frozen=True):
    """`key`: what it was made of."""

    key: str
    shelf: Shelf


def key(sources: Iterable[Path]) -> str:
    """A digest of the names and contents of these files, and of the program that reads them: a
    newer linter looks at them anew. A file that cannot be read, or may have no end, counts as
    empty; whoever reads it finds out.
    """
    found = hashlib.sha256(MAGIC + __version__.encode())
    program = [path for folder in dialogue.__path__ for path in sorted(Path(folder).glob("*.py"))]
    for path in (*program, *sources):
        try:
            content = path.read_bytes() if path.is_file() else b""
        except OSError:
            content = b""
        found.update(f"\n{len(content)} {path.parent.name}/{path.name}\n".encode() + content)
    return found.hexdigest()


def read(data: Path, *, shared: bool = False) -> Kept | None:
    """What was kept in this folder; None if there is nothing that can be used. `shared`: it may be
    somebody else's, and nobody hears of it if it can't be.
    """
    try:
        content = (data / FILE).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        if not shared:
            log.warning("library.unread", why=error.strerror or type(error).__name__)
        return None
    head, body = content[: len(MAGIC) + _DIGEST_BYTES], content[len(MAGIC) + _DIGEST_BYTES :]
    if head == MAGIC + hashlib.sha256(body).digest():
        try:
            return msgspec.msgpack.decode(body, type=Kept)
        except msgspec.MsgspecError:
            pass
    if not shared:
        log.warning("library.unread", why="it is damaged, or of another version")
    return None


def write(data: Path, kept: Kept, *, shared: bool = False) -> bool:
    """Keep it, wholly or not at all; whether that was possible. Nothing depends on it. `shared`:
    other processes may write there, too, and nobody hears of it if it can't be.
    """
    body = msgspec.msgpack.encode(kept)
    path, new = data / FILE, data / (f"{FILE}.{os.getpid()}" if shared else f"{FILE}.new")
    try:
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(MAGIC + hashlib.sha256(body).digest() + body)
            file.flush()
            os.fsync(file.fileno())
        hand_over(new)
        new.replace(path)
        folder = os.open(data, os.O_RDONLY)  # its new name, too, is there after a power cut
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        if not shared:
            log.warning("library.unkept", why=error.strerror or type(error).__name__)
        return False
    return True
