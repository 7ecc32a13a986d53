"""The space of features: words, pairs, threes, pieces of words, and word vectors. All of it is
linear in the counts of words and grams, so that a model in it folds into one weight for each.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import scipy.sparse as sp
from corpora import Tokens

from bot.sensing.model import END, START, WORD_END, WORD_START

Array = np.ndarray
#: Lengths of the pieces of words.
PIECE_LENGTHS = (3, 4)
PIECE_TEXTS_MIN = 5
#: A gram of one, two, three tokens is a feature if it is in so many texts.
GRAM_TEXTS_MIN = (2, 3, 4)
#: The sum is divided by the root of the number of tokens.
POWER = 0.5
#: How large word vectors, of length one on average, are beside words.
VECTOR_SHARE = 5.0


@dataclass(frozen=True)
class Vectors:
    """A word vector for each of its words, in the file's order: the most frequent first."""

    index: dict[str, int]
    rows: Array

    def of(self, word: str) -> Array:
        """The vector of a word, or the sum over its parts around an apostrophe, or zeros."""
        if word in self.index:
            return self.rows[self.index[word]]
        found = np.zeros(self.rows.shape[1])
        for part in word.split("'") if "'" in word else ():
            if part in self.index:
                found = found + self.rows[self.index[part]]
        return found


def ended(tokens: Tokens) -> Tokens:
    """With its two ends, which say much: how a message begins, and how short it is."""
    return [START, *tokens, END]


def grams(window: Tokens) -> Iterator[str]:
    yield from window
    pairs = list(map(" ".join, pairwise(window)))
    yield from pairs
    yield from map(" ".join, zip(pairs, window[2:], strict=False))


def pieces(word: str) -> Iterator[str]:
    marked = f"{WORD_START}{word}{WORD_END}"
    for length in PIECE_LENGTHS:
        for start in range(len(marked) - length + 1):
            yield marked[start : start + length]


class Space:
    """The features that the given texts have; any text can then be laid into it."""

    def __init__(self, texts: list[Tokens], vectors: Vectors | None, piece_share: float) -> None:
        """`piece_share`: how large the features of pieces are beside those of words."""
        self.vectors = vectors
        found: Counter[str] = Counter()
        for text in texts:
            found.update(set(grams(ended(text))))
        kept = [g for g, n in found.items() if n >= GRAM_TEXTS_MIN[g.count(" ")]]
        self.grams = {gram: i for i, gram in enumerate(kept)}
        self.word_texts = Counter({gram: n for gram, n in found.items() if " " not in gram})
        in_pieces: Counter[str] = Counter()
        for word, n in self.word_texts.items():
            for piece in set(pieces(word)):
                in_pieces[piece] += n
        self.pieces = {
            piece: i
            for i, piece in enumerate(p for p, n in in_pieces.items() if n >= PIECE_TEXTS_MIN)
        }
        self.gram_texts = np.array([found[g] for g in self.grams], float)
        self.piece_texts = np.array([in_pieces[p] for p in self.pieces], float)
        self._scale = np.concatenate(
            [
                rarity(self.gram_texts, len(texts)),
                rarity(self.piece_texts, len(texts)) * piece_share,
            ]
        )

    def by_word(self, words: list[str]) -> sp.csr_matrix:
        """What each word adds as pieces and as a vector: words x (pieces, vector)."""
        rows, columns = [], []
        for row, word in enumerate(words):
            for piece in pieces(word):
                if (column := self.pieces.get(piece)) is not None:
                    rows.append(row)
                    columns.append(column)
        shape = (len(words), len(self.pieces))
        found = sp.csr_matrix((np.ones(len(rows)), (rows, columns)), shape)
        found = found @ sp.diags(self._scale[len(self.grams) :])
        if self.vectors is None:
            return found.tocsr()
        dense = np.array([self.vectors.of(word) for word in words]) * VECTOR_SHARE
        return sp.hstack([found, sp.csr_matrix(dense)]).tocsr()

    def lay(self, texts: list[Tokens]) -> sp.csr_matrix:
        """The texts as rows of features."""
        rows, columns, word_rows, word_columns = [], [], [], []
        words: dict[str, int] = {}
        for row, text in enumerate(texts):
            for gram in grams(ended(text)):
                if (column := self.grams.get(gram)) is not None:
                    rows.append(row)
                    columns.append(column)
            for word in ended(text):
                word_rows.append(row)
                word_columns.append(words.setdefault(word, len(words)))
        direct = sp.csr_matrix(
            (np.ones(len(rows)), (rows, columns)), (len(texts), len(self.grams))
        ) @ sp.diags(self._scale[: len(self.grams)])
        counts = sp.csr_matrix(
            (np.ones(len(word_rows)), (word_rows, word_columns)), (len(texts), len(words))
        )
        lengths = np.array([len(ended(text)) for text in texts], float)
        both = sp.hstack([direct, counts @ self.by_word(list(words))])
        return (sp.diags(lengths**-POWER) @ both).tocsr()

    def folded(self, weights: Array, words: list[str]) -> tuple[Array, Array, Array]:
        """The weights of linear models of this space (features x models), per occurrence: of each
        gram, what pieces and vector add to each of the given words, and of each piece.
        """
        n = len(self.grams)
        return (
            weights[:n] * self._scale[:n, None],
            self.by_word(words) @ weights[n:],
            weights[n : n + len(self.pieces)] * self._scale[n:, None],
        )


def rarity(texts_with: Array, texts: int) -> Array:
    """Inverse document frequency, smoothed."""
    return np.log((1 + texts) / (1 + np.minimum(texts_with, texts))) + 1.0
