"""What personas say, and the labels that they know, in the words of the phrases."""

from collections.abc import Mapping
from importlib.resources import files

import msgspec

from bot.dialogue.tree import parse
from bot.rehearsal.personas.acting import Words

_BUTTON = "button."
#: Buttons that answer something outside of an exercise, or in private. Every other button of the
#: phrases is beside the point there, and what a dialogue itself brings (ratings) answers too.
_ANSWERS = frozenset({
    "im_in", "apart", "together", "ready", "up_for_it", "thats_it", "nearly", "again", "enough",
    "here", "show", "post", "let_go", "rate_alone", "rate_share",
})  # fmt: skip
#: Buttons by which one knows a card that asks nothing: of a pause, a breather, the rules.
_ASIDE = frozenset({"back_60", "back_120", "film", "ground", "removing_on", "removing_off"})


def vocabulary(book: Mapping[str, str]) -> Words:
    """What personas say, and the labels that they know, in the words of the phrases."""
    text = (files("bot.rehearsal.personas") / "en.yaml").read_text("utf-8")
    tree, wrong = parse(text, "en.yaml")
    if tree is None or wrong:
        raise ValueError(f"the personas have no words: {wrong}")
    labels = {
        key.removeprefix(_BUTTON): sentence
        for key, sentence in book.items()
        if key.startswith(_BUTTON) and "{{" not in sentence
    }
    return Words(
        said=msgspec.convert(tree, dict[str, dict[str, list[str]]]),
        beside=frozenset(text for name, text in labels.items() if name not in _ANSWERS),
        aside=frozenset(text for name, text in labels.items() if name in _ASIDE),
        here=labels["here"],
        later=labels["later"],
    )
