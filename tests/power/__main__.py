"""`scripts/power-campaign`."""

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("PTB_TIMEDELTA", "1")

from tests.power.rig import NoCompiler, PowerCuts, built_shim
from tests.stage.campaign import campaign


def main(cuts: int, seed: int) -> int:
    """Play, and print what was found."""
    began = time.monotonic()
    transcripts = sorted(Path("tests/transcripts").rglob("*.txt"))
    with tempfile.TemporaryDirectory() as folder:
        try:
            power = PowerCuts(built_shim(Path(folder)))
        except NoCompiler as none:
            print(f"power-campaign: {none}", file=sys.stderr)
            return 2
        report = asyncio.run(campaign(transcripts, cuts, seed, power, power.around))
    print(f"{report} ({time.monotonic() - began:.0f} s, seed {seed})")
    for wrong in report.wrong:
        print(wrong)
    return report.bad


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
