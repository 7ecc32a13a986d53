"""Lists of phrases: what a phrase stands for, what is found, what is said of a wrong list."""

import time

import pytest

from bot.adapters.senses import LANGUAGES, function, tongue
from bot.sensing.finding import Phrases
from bot.sensing.marks import ATTACKS, FRAME, GENTLE, HARMLESS, STOP, WEAK
from bot.sensing.phrases import SMALL, ListTrouble, compiled, words_in, words_of
from bot.sensing.tokens import fold

LIST = """
# of nobody
[words]
youare = you're|youre|you are
[criticism]
<youare> (so|such a|) (selfish|lazy)
you never __ $
so _ again
say (it|something) ($|then)
[contempt]
^ oh great __ genius*
\N{FACE WITH ROLLING EYES}
"""


def marks(phrases: Phrases, text: str) -> set[str]:
    return {one.mark for one in phrases.find(words_of(fold(text)))}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("You're such a selfish person", {"criticism"}),
        ("youre lazy", {"criticism"}),
        ("YOU, ARE... SO LAZY!", {"criticism"}),
        ("you were lazy", set()),
        ("you never listen", {"criticism"}),
        ("you never", {"criticism"}),
        ("you never once in a year listen to me", set()),
        ("so late again", {"criticism"}),
        ("so again", set()),
        ("say it", {"criticism"}),
        ("say something then now", {"criticism"}),
        ("say it now", set()),
        ("oh great, thanks, geniuses", {"contempt"}),
        ("well oh great genius", set()),
        ("\N{FACE WITH ROLLING EYES}", {"contempt"}),
        ("", set()),
    ],
)
def test_what_is_found(text: str, found: set[str]) -> None:
    assert marks(compiled(LIST, "en.txt"), text) == found


def test_where_it_is_found() -> None:
    found = compiled(LIST, "en.txt").find(words_of(fold("well, you're so lazy today")))
    assert [(one.start, one.end) for one in found] == [(1, 4)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("you never", "en.txt:1: a phrase before the first [mark]. Put it below one"),
        ("[a]\n<who>", "en.txt:2: no [words] are called <who>. Say what it stands for above"),
        ("[a]\nyou (are", "en.txt:2: (: a bracket without its other half, or | without brackets"),
        (
            "[a]\nyou|me",
            "en.txt:2: you|me: a bracket without its other half, or | without brackets",
        ),
        ("[words]\nyou", "en.txt:2: a line of [words] is `name = this|or that`"),
        ("[a]\n...", "en.txt:2: ... is no word"),
        ("[a]\n" + "you " * 200, "en.txt:2: longer than 500 characters. Make two of it"),
        ("[a]\n" + "you\n" * 5001, "en.txt:5002: more than 5000 phrases. Leave some out"),
    ],
)
def test_a_list_that_is_wrong(text: str, says: str) -> None:
    with pytest.raises(ListTrouble) as raised:
        compiled(text, "en.txt")
    assert str(raised.value) == says


def test_the_words_of_a_mark_alone() -> None:
    assert words_in("[language]\nthe and\ndon't\n[you]\nyou", SMALL) == {"the", "and", "don't"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_mark(language: str) -> None:
    known = tongue(language)
    assert known.phrases is not None
    wanted = {*ATTACKS, *GENTLE, *WEAK, FRAME, STOP, HARMLESS}
    assert known.phrases.marks == wanted
    assert len(function(language)) >= 80


def test_a_hostile_text_costs_no_more_than_a_long_one() -> None:
    """Whatever repeats the words that most phrases begin with stays within some milliseconds."""
    phrases = tongue("en").phrases
    assert phrases is not None
    began = time.process_time()
    phrases.find(["you", "never", "always"] * 130)
    assert time.process_time() - began < 0.25
