"""What the sensing needs, from the files beside it: word models, lists of phrases, weights."""

import gc
import gzip
from functools import cache
from importlib.resources import files

import msgspec

from bot.sensing import model
from bot.sensing.phrases import SMALL, compiled, words_in
from bot.sensing.sense import Head, Sense, Tongue

#: In which there is something to read; another language is read by its signs alone.
LANGUAGES = ("de", "en", "es", "fr", "pt", "ru")

_WORDS = files("bot.sensing") / "words"
_WEIGHTS = files("bot.sensing") / "weights"


@cache
def sense() -> Sense:
    """Everything that is shipped."""
    return Sense({name: function(name) for name in LANGUAGES}, tongue, head())


def head() -> Head:
    """How the parts of an attack are weighed."""
    return msgspec.json.decode((_WEIGHTS / "head.json").read_bytes(), type=Head)


def function(language: str) -> frozenset[str]:
    """The small words that a language is known by."""
    return words_in((_WORDS / f"{language}.txt").read_text("utf-8"), SMALL)


@cache
def tongue(language: str) -> Tongue:
    """One language. `ListTrouble` if its list cannot be read."""
    weights, words = _WEIGHTS / f"{language}.json.gz", _WORDS / f"{language}.txt"
    collects = gc.isenabled()
    gc.disable()  # looking for garbage among what is all kept takes longer than the loading
    try:
        known = model.decode(gzip.decompress(weights.read_bytes()))
        return Tongue(known, compiled(words.read_text("utf-8"), words.name))
    finally:
        if collects:
            gc.enable()
