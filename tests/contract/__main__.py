"""Compare, and print what differs: `scripts/contract`. Gets aiogram's environment if need be."""

import sys

from bot.rehearsal.botapi.table import bot_api
from tests.contract.compare import differences
from tests.contract.describing import described
from tests.contract.known import SAMPLES, TABLE, explained, unexplained
from tests.contract.tour import toured
from tests.strangers.sources import Unobtainable, environment


def main() -> int:
    """0 if all differences are known."""
    try:
        python = environment("aiogram")
    except Unobtainable as error:
        print(f"contract: {error}. The package registry must be within reach", file=sys.stderr)
        return 2
    samples = toured().samples()
    theirs = described(python, samples)
    table = bot_api()
    print(f"{table.source} and {theirs['source']}, both of Bot API {theirs['version']}:")
    print(f"{len(table.methods)} methods and {len(table.objects)} objects compared;")
    print(f"{len(samples['answers'])} answers and {len(samples['updates'])} updates read.")
    trouble = []
    for found, known in ((list(differences(table, theirs)), TABLE), (theirs["misfits"], SAMPLES)):
        print()
        for reason, count in explained(found, known).items():
            print(f"{count:4}  {reason}")
        trouble += unexplained(found, known)
    for one in trouble:
        print(one, file=sys.stderr)
    return bool(trouble)


if __name__ == "__main__":
    sys.exit(main())
