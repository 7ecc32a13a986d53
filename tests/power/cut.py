"""The state of a folder after a power cut, from what `shim.c` has written down.

Of each file, what was synced is there. Of what was written since, anything may be: each write all,
none, or the front part of it up to a sector; in any order, since a disk has its own.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

#: A disk writes whole sectors of so many bytes.
SECTOR = 512
_HEAD = struct.Struct("<cIQQ")


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that was done. `op`: W write, T truncate, S sync, U unlink, R rename."""

    op: str
    path: str
    offset: int
    data: bytes


def records(log: Path) -> Iterator[Record]:
    """What was written down. A record that breaks off was not done."""
    content = log.read_bytes()
    at = 0
    while at + _HEAD.size <= len(content):
        op, path_length, offset, length = _HEAD.unpack_from(content, at)
        at += _HEAD.size
        end = at + path_length + length
        if end > len(content):
            return
        path = content[at : at + path_length].decode()
        yield Record(op.decode(), path, offset, content[at + path_length : end])
        at = end


@dataclass(slots=True)
class File:
    """What is surely on the disk, and what is on its way."""

    synced: bytearray = field(default_factory=bytearray)
    pending: list[Record] = field(default_factory=list)

    def sync(self) -> None:
        """Everything on its way has arrived."""
        for record in self.pending:
            apply(self.synced, record)
        self.pending.clear()

    def cut(self, chance: Random) -> bytes:
        """What is there after a power cut."""
        content = bytearray(self.synced)
        survivors = [one for one in self.pending if chance.random() < chance.choice((0, 0.5, 1))]
        if chance.random() < 0.3:
            chance.shuffle(survivors)
        for record in survivors:
            apply(content, torn(record, chance))
        return bytes(content)


def apply(content: bytearray, record: Record) -> None:
    """Do it."""
    if record.op == "T":
        if record.offset < len(content):
            del content[record.offset :]
        else:
            content.extend(bytes(record.offset - len(content)))
        return
    end = record.offset + len(record.data)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    content[record.offset : end] = record.data


def torn(record: Record, chance: Random) -> Record:
    """The same, or only its front part, up to a sector."""
    if record.op != "W" or len(record.data) <= SECTOR or chance.random() < 0.6:
        return record
    kept = SECTOR * chance.randrange(len(record.data) // SECTOR + 1)
    return Record("W", record.path, record.offset, record.data[:kept])


class Disk:
    """A folder's files, by what was done to them. The folder was empty at the beginning."""

    def __init__(self, folder: Path, log: Path) -> None:
        self._folder, self._log = folder, log
        self._files: dict[str, File] = {}

    def cut(self, chance: Random) -> int:
        """The power goes: the folder is put into one of the states that it could be found in. Gives
        how many writes had not been synced. Nobody may be using the folder.
        """
        if self._log.exists():
            for record in records(self._log):
                self._heed(record)
            self._log.unlink()
        lost = sum(len(file.pending) for file in self._files.values())
        for path in self._folder.rglob("*"):
            if path.is_file():
                path.unlink()
        for name, file in self._files.items():
            content = file.cut(chance)
            # What memory is shared by is no file: it is made anew.
            if not name.endswith("-shm"):
                Path(name).write_bytes(content)
            file.synced, file.pending = bytearray(content), []
        return lost

    def _heed(self, record: Record) -> None:
        if record.op == "U":
            self._files.pop(record.path, None)
        elif record.op == "R":
            if (moved := self._files.pop(record.path, None)) is not None:
                self._files[record.data.decode()] = moved
        elif record.op == "S":
            if (file := self._files.get(record.path)) is not None:
                file.sync()
        else:
            self._files.setdefault(record.path, File()).pending.append(record)
