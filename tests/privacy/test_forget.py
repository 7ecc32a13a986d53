"""`/forget` under attack: with the master key in hand, not one sentence of hers opens, wherever
its bytes may be; his all do.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random

import pytest

from bot.adapters.sqlite import forgetting, ledger, tombstones
from bot.adapters.sqlite.backup import back_up, put_back
from bot.adapters.sqlite.journal import FILE, SqliteJournal
from bot.adapters.sqlite.ledger import Database
from bot.adapters.sqlite.tombstones import Tombstone
from bot.dialogue.library import Library
from bot.facilitator.ids import Mailbox, PersonId, WordRef
from bot.service.ports import StorageTrouble, Stored, Words
from tests.adapters.made import NOW, ROOM, Clock, commit
from tests.privacy.evening import ANAS, KEPT, NAMES, TOPIC, play, rig
from tests.privacy.thief import Thief, loot, said
from tests.stage.durable import KEY, DurableRig

#: Her mailbox in an evening with one couple.
ANA = Mailbox("p2")
EVERYTHING = KEPT["Ana"] | KEPT["Ben"]
FORGOTTEN = "Heard to Ana: You're forgotten here. If you ever write again, you're new to me."


@pytest.fixture
def thief(monkeypatch: pytest.MonkeyPatch) -> Thief:
    return Thief(monkeypatch)


async def forget(played: DurableRig) -> list[str]:
    await played.play("Ana, private: /forget")
    return await played.play("Ana taps Forget me, private")


async def swept(played: DurableRig) -> None:
    """Within ten minutes."""
    assert played.life is not None
    await played.life.journal.sweep(played.time.now())


@pytest.mark.asyncio
@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "through the inbox"])
@pytest.mark.parametrize("kill", [False, True], ids=["", "killed at every step"])
async def test_nothing_of_hers_opens(
    library: Library, tmp_path: Path, thief: Thief, at_once: bool, kill: bool
) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy.db"
    async with rig(library, data, at_once=at_once) as played:
        await play(played)
        assert said(thief.opens(loot(data), KEY), EVERYTHING) == EVERYTHING  # the attack works
        assert thief.traces(loot(data), ANA)
        back_up(data, KEY, copy, played.time.now())
        assert said(thief.opens(loot(copy), KEY), EVERYTHING) == EVERYTHING
        played.kill = kill
        assert FORGOTTEN in await forget(played)
        found = loot(data)
        assert said(thief.opens(found, KEY), EVERYTHING) == KEPT["Ben"]
        last = next(one.where for one in reversed(thief.sealed) if one.scope == ANA)
        of_the_last_post = (last.rpartition("/")[0], f"key {ANA}")  # sealed after all was destroyed
        left = thief.traces(found, ANA)
        assert [one for one in left if not one.startswith(of_the_last_post)] == []
        await swept(played)
        assert thief.traces(loot(data), ANA) == []
        opened = thief.opens(loot(data), KEY)
        assert said(opened, NAMES.values()) == {NAMES["Ben"]}
        assert not said(opened, [str(played.cast.people["Ana"].id)])
        assert any(BEN_HELD in one for one in await played.play("Ben, private: /held"))


BEN_HELD = next(iter(KEPT["Ben"]))


@pytest.mark.asyncio
async def test_a_copy_from_before_that_is_put_back_opens_nothing_of_hers(
    library: Library, tmp_path: Path, thief: Thief
) -> None:
    """What came in when it was made and nobody had looked at is in it, too."""
    data, copy = tmp_path / "data", tmp_path / "copy.db"
    last = "And the jam, what about the jam?"
    async with rig(library, data, at_once=False) as played:
        await play(played)
        assert played.life is not None
        played.cast.act(f"Ana: {last}")
        put, played.life.conductor.put = played.life.conductor.put, lambda _row: None
        await played._feed(played.life)
        back_up(data, KEY, copy, played.time.now())
        played.life.conductor.put = put
        await played.play("kill")
        await forget(played)
        assert played.life is not None
        await played.life.end()
        played.life = None
        everything = {*EVERYTHING, last}
        assert said(thief.opens(loot(copy), KEY), everything) == everything
        back = put_back(data, KEY, copy, played.time.now())
        assert back.forgotten == 1
        opened = thief.opens(loot(data / FILE), KEY)
        assert said(opened, everything) == KEPT["Ben"]
        assert thief.traces(loot(data / FILE), ANA) == []
        for path in data.glob(f"{FILE}.before-*"):
            path.unlink()
        played.posted.clear()  # what is decided from here on may have the same numbers
        assert any(BEN_HELD in one for one in await played.play("Ben, private: /held"))
        await swept(played)
        opened = thief.opens(loot(data), KEY)
        assert said(opened, [*everything, *NAMES.values()]) == {*KEPT["Ben"], NAMES["Ben"]}
        seen = await played.play("Ana, private: /held")
        assert any("Nothing is kept" in one for one in seen)


@pytest.mark.asyncio
async def test_the_file_alone_or_the_database_alone_is_enough(
    library: Library, tmp_path: Path, thief: Thief
) -> None:
    """The file is lost, and the database in place knows; or all is lost but the file."""
    data, copy = tmp_path / "data", tmp_path / "copy.db"
    async with rig(library, data) as played:
        await play(played)
        back_up(data, KEY, copy, played.time.now())
        await forget(played)
        now = played.time.now()
    (data / tombstones.FILE).unlink()
    assert put_back(data, KEY, copy, now).forgotten == 1
    elsewhere, nowhere = tmp_path / "elsewhere", tmp_path / "nowhere"
    elsewhere.mkdir()
    (elsewhere / tombstones.FILE).write_bytes((data / tombstones.FILE).read_bytes())
    assert put_back(elsewhere, KEY, copy, now).forgotten == 1
    assert said(thief.opens(loot(elsewhere), KEY), EVERYTHING) == KEPT["Ben"]
    nowhere.mkdir()
    assert put_back(nowhere, KEY, copy, now).forgotten == 0  # as operations.md says
    assert said(thief.opens(loot(nowhere), KEY), EVERYTHING) == EVERYTHING


@pytest.mark.asyncio
async def test_a_database_put_in_place_by_hand_is_caught_up_with_at_the_start(
    library: Library, tmp_path: Path, thief: Thief
) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy.db"
    async with rig(library, data) as played:
        await play(played)
        back_up(data, KEY, copy, played.time.now())
        await forget(played)
        assert played.life is not None
        await played.life.end()
        played.life = None
        for path in data.glob(f"{FILE}*"):
            path.unlink()
        copy.rename(data / FILE)
        played.posted.clear()
        await played.play("Ben, private: /held")
        assert said(thief.opens(loot(data), KEY), EVERYTHING) == KEPT["Ben"]
        assert thief.traces(loot(data), ANA) == []


@pytest.mark.asyncio
async def test_nothing_is_left_between_the_rows_of_many(tmp_path: Path, thief: Thief) -> None:
    """Rows that grow and shrink are moved from page to page; what was there before goes, too."""
    chance, refs = Random(5), count()
    journal = SqliteJournal(tmp_path, thief.keyring(KEY), Clock())
    await journal.open()
    people = [Mailbox(f"p{number}") for number in range(100, 220)]
    for seq in range(1, 6):
        for who in chance.sample(people, len(people)):
            ref, until = WordRef(f"w{next(refs)}"), NOW + timedelta(days=1)
            words = Words("x" * chance.randrange(4, 900))
            stored = Stored(ref, PersonId(who), ROOM, until, words)
            snapshot = b"s" * chance.randrange(50, 2500)
            await journal.commit(commit(seq, mailbox=who, snapshot=snapshot, words=(stored,)))
            if chance.random() < 0.3:
                await journal.commit(commit(1, mailbox=Mailbox(f"r{next(refs) + 1000}")))
    gone = chance.sample(people, 60)
    assert all(thief.traces(loot(tmp_path), who) for who in gone)
    for who in gone:
        await journal.commit(commit(6, mailbox=who, forget=True))
    left = {who: traces for who in gone if (traces := thief.traces(loot(tmp_path), who))}
    assert left == {}
    stay = next(who for who in people if who not in gone)
    assert len(await journal.load(stay) or b"") >= 50
    await journal.close()


@pytest.mark.asyncio
async def test_a_file_that_could_not_be_written_is_written_later(
    library: Library, tmp_path: Path, thief: Thief, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(28, "No space left on device")

    data = tmp_path / "data"
    async with rig(library, data) as played:
        await play(played)
        with monkeypatch.context() as patch:
            patch.setattr(tombstones, "write", refused)
            assert FORGOTTEN in await forget(played)
            assert played.life is not None
            line = r"forgotten \(No space left.*Check its owner and the disk"
            with pytest.raises(StorageTrouble, match=line):
                await played.life.journal.sweep(played.time.now())
        assert not (data / tombstones.FILE).exists()
        assert said(thief.opens(loot(data), KEY), EVERYTHING) == KEPT["Ben"]
        await played.play("kill")
        assert len(tombstones.of_folder(data)) == 1


def test_a_file_cut_short_loses_one_line_at_most(tmp_path: Path) -> None:
    stones = {Tombstone(Mailbox(f"p{n}"), f"{n:064x}", "2026-01-10") for n in range(1, 4)}
    tombstones.write(tmp_path, stones)
    path = tmp_path / tombstones.FILE
    assert tombstones.of_folder(tmp_path) == stones
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_bytes(path.read_bytes()[:-20] + b"\xff\n")
    assert len(tombstones.of_folder(tmp_path)) == 2
    tombstones.write(tmp_path, stones)
    assert tombstones.of_folder(tmp_path) == stones


@pytest.mark.asyncio
async def test_somebody_else_of_the_same_number_stays(
    library: Library, tmp_path: Path, thief: Thief
) -> None:
    """In another copy, her number may be his: a tombstone is for whom its digest is."""
    data, copy = tmp_path / "data", tmp_path / "copy.db"
    async with rig(library, data) as played:
        await play(played)
        back_up(data, KEY, copy, played.time.now())
        now = played.time.now()
    tombstones.write(data, {Tombstone(ANA, "0" * 64, "2026-01-10")})
    assert put_back(data, KEY, copy, now).forgotten == 0
    assert said(thief.opens(loot(data / FILE), KEY), EVERYTHING) == EVERYTHING


# --- the attack can succeed ----------------------------------------------------------------------


def without(word: str) -> Callable[[pytest.MonkeyPatch], None]:
    def plant(patch: pytest.MonkeyPatch) -> None:
        left = tuple(sql for sql in forgetting.WIPES if f"FROM {word} " not in sql)
        assert len(left) == len(forgetting.WIPES) - 1
        patch.setattr(forgetting, "WIPES", left)

    return plant


def freelist(patch: pytest.MonkeyPatch) -> None:
    pragmas = (one.replace("secure_delete = ON", "secure_delete = OFF") for one in ledger._PRAGMAS)
    patch.setattr(ledger, "_PRAGMAS", tuple(pragmas))


def log(patch: pytest.MonkeyPatch) -> None:
    async def nothing(_self: Database) -> None:
        await asyncio.sleep(0)

    patch.setattr(Database, "fold", nothing)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "plant",
    [*(without(table) for table in ("words", "mailboxes", "journal", "keys")), freelist, log],
    ids=["words", "mailboxes", "journal", "keys", "free pages", "log"],
)
async def test_the_attack_finds_what_is_left_out(
    library: Library, tmp_path: Path, thief: Thief, monkeypatch: pytest.MonkeyPatch, plant: object
) -> None:
    plant(monkeypatch)  # type: ignore[operator]
    async with rig(library, tmp_path / "data") as played:
        await play(played)
        await forget(played)
        await swept(played)
        assert thief.traces(loot(tmp_path / "data"), ANA)


@pytest.mark.asyncio
async def test_words_and_keys_left_out_are_sentences_that_open(
    library: Library, tmp_path: Path, thief: Thief, monkeypatch: pytest.MonkeyPatch
) -> None:
    for table in ("words", "keys"):
        without(table)(monkeypatch)
    async with rig(library, tmp_path / "data") as played:
        await play(played)
        await forget(played)
        assert {TOPIC, ANAS} <= said(thief.opens(loot(tmp_path / "data"), KEY), EVERYTHING)
