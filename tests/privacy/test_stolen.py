"""The data folder without its key: no sentence, no name, no number of a chat."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.dialogue.library import Library
from tests.privacy.evening import IN_TURN, KEPT, NAMES, play, rig
from tests.privacy.thief import loot


def shapes(text: str) -> Iterator[bytes]:
    """As it might stand in a file."""
    yield text.encode()
    yield text.encode("utf-16-le")
    if text.lstrip("-").isdecimal():
        for order in ("big", "little"):
            yield int(text).to_bytes(8, order, signed=True)  # type: ignore[arg-type]


@pytest.mark.asyncio
@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "through the inbox"])
async def test_nothing_can_be_read(library: Library, tmp_path: Path, at_once: bool) -> None:
    data = tmp_path / "data"
    async with rig(library, data, at_once=at_once) as played:
        await play(played)
        await played.play("Ana, private: /forget")
        await played.play("Ana taps Forget me, private")
        cast = played.cast
        numbers = [str(cast.group.id), *(str(one.id) for one in cast.people.values())]
        stolen = [loot(data)]
    stolen.append(loot(data))  # after a stop in order, too
    sentences = {*KEPT["Ana"], *KEPT["Ben"], *IN_TURN}
    for bytes_ in stolen:
        assert len(bytes_) > 50_000
        for text in (*sentences, *NAMES.values(), *numbers):
            assert not [shape for shape in shapes(text) if shape in bytes_], text
        for told in ("Telegram", "first_name", "Heard rests"):
            assert told.encode() not in bytes_


@pytest.mark.asyncio
async def test_what_is_looked_for_would_be_found(library: Library, tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with rig(library, data) as played:
        await play(played)
        (data / "left.txt").write_text(f"{NAMES['Ana']} {played.cast.group.id}")
        for text in (NAMES["Ana"], str(played.cast.group.id)):
            assert any(shape in loot(data) for shape in shapes(text))
