"""Two who speak differently: each reads their own language alone, and in the group both read what
they share, else the base.
"""

import pytest
from msgspec.structs import replace

from bot.dialogue.library import Library
from bot.rehearsal.plays.rig import PureRig
from bot.rehearsal.transcripts.given import PAIRED
from bot.rehearsal.transcripts.script import PLAIN

#: Beginning of a sentence of the book that stands for German here.
MARK = "(de) "


@pytest.fixture(scope="module")
def both(library: Library) -> Library:
    """The shipped library with a second book: each sentence with a mark before it."""
    shelf = library._shelf
    marked = {key: MARK + sentence for key, sentence in shelf.phrases["en"].items()}
    labels = {key: text for key, text in shelf.phrases["en"].items() if key.startswith("button.")}
    return Library.on(replace(shelf, phrases={**shelf.phrases, "de": marked | labels}), "UTC")


def pair(library: Library, ana: str, ben: str) -> PureRig:
    rig = PureRig(library, PLAIN)
    for name, language in (("Ana", ana), ("Ben", ben)):
        rig.cast.person(name).language = language
    for does in PAIRED:
        rig.play(does)
    return rig


@pytest.mark.parametrize(("ana", "ben"), [("de", "en"), ("en", "de-AT"), ("de", ""), ("ja", "de")])
def test_each_reads_their_own_alone_and_the_group_the_base(
    both: Library, ana: str, ben: str
) -> None:
    rig = pair(both, ana, ben)
    for name, language in (("Ana", ana), ("Ben", ben)):
        (said, *_) = rig.play(f"{name}, private: /held")
        assert said.startswith(f"Heard to {name}: {MARK}") == language.startswith("de")
    (said, *_) = rig.play("Ben: /help")
    assert not said.startswith(f"Heard: {MARK}")


def test_the_group_reads_what_both_share(both: Library) -> None:
    rig = pair(both, "de", "de-AT")
    (said, *_) = rig.play("Ben: /help")
    assert said.startswith(f"Heard: {MARK}")


def test_whoever_chooses_another_keeps_it(both: Library) -> None:
    rig = pair(both, "de", "de")
    rig.play("Ana, private: /settings")
    rig.play("Ana taps Language, private")
    (said, *_) = rig.play(f"Ana taps {MARK}English, private")
    assert said == "Heard to Ana, edited: This is how I write here now."
    assert "language.changed" in rig.notes
    (said, *_) = rig.play("Ana, private: /held")  # whatever the client speaks
    assert not said.startswith(f"Heard to Ana: {MARK}")
    (said, *_) = rig.play("Ben: /help")
    assert not said.startswith(f"Heard: {MARK}")


def test_where_there_is_one_language_there_is_no_choice(library: Library) -> None:
    rig = pair(library, "de", "en")
    seen = rig.play("Ana, private: /settings")
    assert not [line for line in seen if "Language" in line]
