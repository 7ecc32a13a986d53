#!/usr/bin/env python3
"""How well heat is noticed: each figure with its interval, the number of messages behind it, and
VADER beside it, in one table.

Usage: .venv/bin/python scripts/bench/sensing.py [--corpora FOLDER] [--only NAME,NAME] [--misses]

The specification needs nothing else. The public sets are not in this project; `--corpora` names a
folder with `dailydialog`, `meld`, `goemotions`, `germeval2018`, `told_br` as their authors publish
them (docs/sensing.md says what is looked for where). None of them is couples' chat.
"""

import argparse
from pathlib import Path

from sensing_sets import corpora, measures, specification, speed, table

SETS = ("specification", "dailydialog", "meld", "goemotions", "germeval2018", "told_br", "speed")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--corpora", type=Path)
    parser.add_argument("--only", default=",".join(SETS))
    parser.add_argument(
        "--misses", action="store_true", help="name what the specification missed, of odd numbers"
    )
    wanted = parser.parse_args()
    rows: list[table.Row] = []
    for name in wanted.only.split(","):
        if name == "specification":
            rows += specification.rows(misses=wanted.misses)
        elif name == "speed":
            rows += speed.rows()
        elif wanted.corpora is not None and (wanted.corpora / name).is_dir():
            rows += measures.rows(name, corpora.READ[name](wanted.corpora / name))
    print(table.text(rows))


if __name__ == "__main__":
    main()
