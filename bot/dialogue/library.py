"""All dialogues and all sentences, checked, ready to be asked."""

from collections.abc import Iterable, Mapping
from typing import Any

from jinja2 import Template, UndefinedError

from bot.dialogue import render
from bot.dialogue.kinds import (
    Deck,
    Item,
    Lesson,
    Pattern,
    Programme,
    WordList,
    kind,
    name,
    sentences,
)
from bot.dialogue.model import Dialogue

#: The language of the dialogue files themselves, and of every text that has no translation.
BASE_LANGUAGE = "en"
#: From this level on only a therapist gives it.
THERAPIST_LEVEL = 5


class Library:
    """The newest edition of each dialogue, older ones that a running session is pinned to, and the
    phrase books. `zone`: the operator's time zone (IANA), for couples who have not said theirs.
    `pages`: templates of whole pages, by their names.
    """

    def __init__(
        self,
        items: Iterable[Item],
        phrases: Mapping[str, Mapping[str, str]],
        zone: str = "UTC",
        pages: Mapping[str, str] | None = None,
    ) -> None:
        self.zone = zone
        everything = tuple(items)
        dialogues = (one for one in everything if isinstance(one, Dialogue))
        self._editions = {(one.dialogue, one.edition): one for one in dialogues}
        self._newest: dict[str, Dialogue] = {}
        for title, edition in sorted(self._editions):
            self._newest[title] = self._editions[title, edition]
        self._others = {
            (kind(one), name(one)): one for one in everything if not isinstance(one, Dialogue)
        }
        self._templates: dict[tuple[str, str], Template] = {}
        for language, book in phrases.items():
            for key, sentence in book.items():
                self._templates[language, key] = render.compile_text(sentence)
        self._pages = {name: render.compile_text(page) for name, page in (pages or {}).items()}
        for item in everything:
            for key, sentence in sentences(item):
                full = f"{prefix(item)}/{key}"
                self._templates[BASE_LANGUAGE, full] = render.compile_text(sentence)

    def dialogue(self, name: str, edition: int | None = None) -> Dialogue | None:
        """One dialogue; the newest edition unless one is named. None if there is none."""
        if edition is None:
            return self._newest.get(name)
        return self._editions.get((name, edition))

    def listed(self) -> list[Dialogue]:
        """What a couple can choose from, the warmest and shortest first; never what is for
        therapists to give.
        """
        open_to_all = (
            one for one in self._newest.values() if one.listed and one.level < THERAPIST_LEVEL
        )
        return sorted(open_to_all, key=lambda one: (one.level, one.minutes, one.dialogue))

    def deck(self, name: str) -> Deck | None:
        """A deck by its name."""
        found = self._others.get(("deck", name))
        return found if isinstance(found, Deck) else None

    def decks(self) -> list[Deck]:
        """All decks, the warmest first."""
        found = [one for one in self._others.values() if isinstance(one, Deck)]
        return sorted(found, key=lambda one: (one.level, one.deck))

    def words(self, name: str) -> WordList | None:
        """A word list by its name."""
        found = self._others.get(("words", name))
        return found if isinstance(found, WordList) else None

    def patterns(self) -> list[Pattern]:
        """All ways to calm down, the usual one first, those that hold the breath last."""
        found = [one for one in self._others.values() if isinstance(one, Pattern)]
        return sorted(found, key=lambda one: (not one.usual, one.holds, one.way, one.pattern))

    def lessons(self) -> list[Lesson]:
        """All short reads."""
        found = [one for one in self._others.values() if isinstance(one, Lesson)]
        return sorted(found, key=lambda one: one.lesson)

    def programmes(self) -> list[Programme]:
        """All programmes, the warmest first."""
        found = [one for one in self._others.values() if isinstance(one, Programme)]
        return sorted(found, key=lambda one: (one.level, one.programme))

    def sourced(self) -> list[Item]:
        """Everything that says where it comes from and that a couple may meet, in the order of the
        menu: dialogues, decks, words, patterns, lessons, programmes.
        """
        return [
            *self.listed(), *self.decks(), *self._word_lists(), *self.patterns(),
            *self.lessons(), *self.programmes(),
        ]  # fmt: skip

    def _word_lists(self) -> list[WordList]:
        found = [one for one in self._others.values() if isinstance(one, WordList)]
        return sorted(found, key=lambda one: one.words)

    def variants(self, key: str) -> int:
        """How many wordings a sentence of a dialogue has."""
        number = 1
        while self.has(f"{key}~{number}"):
            number += 1
        return number

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return (BASE_LANGUAGE, key) in self._templates

    def sentence(self, key: str, language: str, values: Mapping[str, Any]) -> str:
        """A sentence as Telegram's HTML. `KeyError`: no such key; a missing value raises too."""
        template = self._templates.get((language, key)) or self._templates[BASE_LANGUAGE, key]
        try:
            return render.render(template, values)
        except UndefinedError as error:
            raise KeyError(f"{key}: {error.message}") from None

    def page(self, name: str, values: Mapping[str, Any]) -> str:
        """A whole page as HTML, what is put into it escaped. `KeyError`: no such page."""
        return render.render(self._pages[name], values)


def prefix(item: Item) -> str:
    """What the keys of its sentences begin with: `name@edition` for a dialogue, whose sessions are
    pinned to it; `kind:name` for everything else.
    """
    if isinstance(item, Dialogue):
        return f"{item.dialogue}@{item.edition}"
    return f"{kind(item)}:{name(item)}"
