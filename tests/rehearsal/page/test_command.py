"""`heard rehearse`."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import httpx
import pytest

from bot.rehearsal.rehearse import PortError, rehearse
from tests.rehearsal.page.served import Page

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_rehearse_says_where_and_stops_with_streams_open(
    capsys: pytest.CaptureFixture[str],
) -> None:
    running = asyncio.create_task(rehearse(port=0, open_browser=False))
    said = ""
    async with asyncio.timeout(10):
        while "Ctrl-C" not in said:
            await asyncio.sleep(0.02)
            said += capsys.readouterr().out
    address = said.split()[3]
    assert said.startswith("Heard rehearses at http://127.0.0.1:")
    async with httpx.AsyncClient() as client, client.stream("GET", f"{address}scenes") as stream:
        lines = stream.aiter_lines()
        await anext(lines)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        async for _ in lines:
            pass  # the stream has an end
    assert capsys.readouterr().err == ""


async def test_a_port_that_is_taken(served: Page) -> None:
    port = httpx.URL(served.address).port
    with pytest.raises(PortError, match=f"port {port}: address already in use"):
        await rehearse(port=port, open_browser=False)


async def _command(folder: Path, **environment: str) -> asyncio.subprocess.Process:
    """The command as somebody types it, in a folder."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HEARD_")}
    path = os.pathsep.join(sys.path)
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "rehearse", "--no-open", cwd=folder,
        env={**clean, "PYTHONPATH": path, **environment},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_ctrl_c_ends_it_in_order_with_a_stream_open(
    tmp_path: Path, number: signal.Signals
) -> None:
    (tmp_path / ".env").write_text("HEARD_WEBHOOK_URL=https://example.org\n", "utf-8")
    process = await _command(tmp_path)
    assert process.stdout is not None
    async with asyncio.timeout(20), httpx.AsyncClient(timeout=20) as client:
        address = (await process.stdout.readline()).decode().split()[-1]
        async with client.stream("GET", f"{address}scenes") as stream:
            lines = stream.aiter_lines()
            async for line in lines:
                if '"heard":"running"' in line:
                    break
            process.send_signal(number)
            async for _ in lines:
                pass
        out, err = await process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert b"Ctrl-C" in out


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("none", None, "heard: HEARD_DIALOGUES: none is no folder. Name folders with *.yaml files"),
        ("ours", "dialogue: [", "Y01"),
    ],
)
async def test_dialogues_that_cannot_be_read_are_one_clear_line(
    tmp_path: Path, name: str, text: str | None, said: str
) -> None:
    if text is not None:
        (tmp_path / name).mkdir()
        (tmp_path / name / "wrong.yaml").write_text(text, "utf-8")
    process = await _command(tmp_path, HEARD_DIALOGUES=name)
    async with asyncio.timeout(20):
        out, err = await process.communicate()
    assert (process.returncode, out) == (2, b"")
    (line,) = err.decode().splitlines()
    assert said in line
