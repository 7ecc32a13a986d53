"""The image, unpacked at ROOT, with VOLUME as its only place to write: `scripts/image-check`."""

import asyncio
import re
import signal
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bot.rehearsal.botapi import World, serve

TOKEN = "7000000001:image"
PATIENCE_S = 30.0
#: The user that the image names.
USER = 10001


def command(root: Path, volume: Path, settings: dict[str, str], *arguments: str) -> list[str]:
    """The image's program on a read-only root, as its user, with nothing of ours around it."""
    given = " ".join(f"{name}={value}" for name, value in settings.items())
    program = "/opt/heard/bin/python -m bot " + " ".join(arguments)
    script = (
        f"mount --bind {root} {root} && mount --bind {volume} {root}/data "
        f"&& mount -t proc proc {root}/proc && mount -o remount,ro,bind {root} "
        f"&& cd {root} && exec chroot --userspec={USER}:{USER} {root} "
        f"/usr/bin/env -i PATH=/usr/bin:/bin HEARD_DATA=/data PYTHONUNBUFFERED=1 {given} "
        f"/bin/sh -c 'cd /app && exec {program}'"
    )
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", script]


async def check(root: Path, volume: Path) -> None:
    """Start it, talk to it, look at it, stop it."""
    world = World(lambda: datetime.now(UTC))
    bot = world.add_bot(TOKEN, username="heard_bot", name="Heard")
    async with serve(world) as url:
        refused = await asyncio.create_subprocess_exec(
            *command(root, volume, {}, "run"), stderr=asyncio.subprocess.PIPE
        )
        said = (await refused.communicate())[1].decode()
        expect(refused.returncode == 2 and "HEARD_TOKEN is missing" in said, "no token: exit 2")
        settings = {"HEARD_TOKEN": TOKEN, "HEARD_API_URL": url}
        with tempfile.TemporaryFile() as log:
            process = await asyncio.create_subprocess_exec(
                *command(root, volume, settings, "run"), stderr=log, stdout=log
            )
            ana = world.add_user("Ana")
            world.start(ana, bot)
            await until(lambda: len(world.view(ana, world.open_private(ana, bot)).messages) > 1)
            expect(True, "it answers")
            expect(owner(process.pid) == USER, f"its user is {USER}")
            expect(not writable(root, volume), "it can write to its volume and nowhere else")
            healthy = await asyncio.create_subprocess_exec(
                *command(root, volume, settings, "doctor", "--polled", "90"),
                stdout=asyncio.subprocess.PIPE,
            )
            await healthy.wait()
            expect(healthy.returncode == 0, "its health check passes")
            process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(5):
                await process.wait()
            log.seek(0)
            ended = log.read().decode()
            expect(process.returncode == 0 and "heard.stopped" in ended, "it stops in order")
            expect("Traceback" not in ended, "nothing was raised")
        names = {path.name for path in volume.iterdir()}
        expect({"heard.db", "master.key"} <= names, f"its volume holds {sorted(names)}")


def owner(pid: int) -> int:
    """Whose process it is."""
    found = re.search(r"^Uid:\t(\d+)", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return int(found[1]) if found else -1


def writable(root: Path, volume: Path) -> bool:
    """Whether the image's user can write anywhere but to the volume."""
    probe = "touch /data/ours; for at in /app /opt /tmp / /etc; do touch $at/x && echo $at; done"
    shell = command(root, volume, {}, "run")
    shell[-1] = re.sub(r"/bin/sh -c '.*'$", f"/bin/sh -c '{probe}'", shell[-1])
    found = subprocess.run(shell, capture_output=True, text=True, check=False).stdout
    return bool(found.strip()) or not (volume / "ours").exists()


async def until(so: object) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(PATIENCE_S):
        while not so():  # type: ignore[operator]
            await asyncio.sleep(0.05)


def expect(so: bool, what: str) -> None:
    """One line of the report."""
    print(f"{'ok   ' if so else 'WRONG'}  {what}", flush=True)
    if not so:
        sys.exit(1)


if __name__ == "__main__":
    asyncio.run(check(Path(sys.argv[1]), Path(sys.argv[2])))
