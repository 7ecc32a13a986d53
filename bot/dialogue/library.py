"""All dialogues and all sentences, checked, ready to be asked."""

from collections.abc import Iterable, Mapping
from typing import Any

from jinja2 import Template, UndefinedError

from bot.dialogue import render
from bot.dialogue.kinds import Deck, Item, Lesson, Pattern, Programme, WordList, sentences
from bot.dialogue.limits import THERAPIST_LEVEL
from bot.dialogue.model import Dialogue
from bot.dialogue.shelf import (
    REVISION,
    Entry,
    Shelf,
    opened,
    opened_kind,
    shelve,
    translated,
)

#: The language of the dialogue files themselves, and of every text that has no translation.
BASE_LANGUAGE = "en"


class Library:
    """The newest edition of each dialogue, older ones that a running session is pinned to, and the
    phrase books. `zone`: the operator's time zone (IANA), for couples who have not said theirs.
    `pages`: templates of whole pages, by their names.

    What is asked for is decoded then, and a sentence compiled when it is first said: a start does
    not depend on how many there are.
    """

    def __init__(
        self,
        items: Iterable[Item],
        phrases: Mapping[str, Mapping[str, str]],
        zone: str = "UTC",
        pages: Mapping[str, str] | None = None,
        *,
        shelf: Shelf | None = None,
    ) -> None:
        shelf = shelf or shelve(items, phrases, pages or {}, {})
        self.zone = zone
        self._shelf = shelf
        self._entries = {f"{one.dialogue}@{one.edition}": one for one in shelf.index}
        self._newest: dict[str, Entry] = {}
        for one in sorted(shelf.index, key=lambda one: one.edition % REVISION):
            self._newest[one.dialogue] = one
        self._dialogues: dict[str, Dialogue | None] = {}
        self._others: dict[str, dict[str, Item]] = {}
        self._texts: dict[tuple[str, str], Mapping[str, str]] = {}
        self._templates: dict[tuple[str, str], Template] = {}
        self._pages: dict[str, Template] = {}

    @classmethod
    def on(cls, shelf: Shelf, zone: str = "UTC") -> "Library":
        """What stands on a shelf."""
        return cls((), {}, zone, shelf=shelf)

    def dialogue(self, name: str, edition: int | None = None) -> Dialogue | None:
        """One dialogue; the newest edition unless one is named. None if there is none."""
        if edition is None:
            newest = self._newest.get(name)
            return self._dialogue(f"{name}@{newest.edition}") if newest else None
        return self._dialogue(f"{name}@{edition}")

    def _dialogue(self, key: str) -> Dialogue | None:
        if key not in self._dialogues:
            kept = self._shelf.dialogues.get(key)
            self._dialogues[key] = opened(kept) if kept is not None else None
        return self._dialogues[key]

    def index(self) -> list[Entry]:
        """What a couple can choose from, the warmest and shortest first, and never what is for
        therapists to give: all that a menu needs, without reading one dialogue.
        """
        open_to_all = (
            one for one in self._newest.values() if one.listed and one.level < THERAPIST_LEVEL
        )
        return sorted(open_to_all, key=lambda one: (one.level, one.minutes, one.dialogue))

    def listed(self) -> list[Dialogue]:
        """The whole dialogues of the index, in its order."""
        found = (self._dialogue(f"{one.dialogue}@{one.edition}") for one in self.index())
        return [one for one in found if one is not None]

    def _of(self, kind: str) -> dict[str, Item]:
        """All of a kind, by name."""
        if kind not in self._others:
            kept = self._shelf.others.get(kind)
            self._others[kind] = opened_kind(kind, kept) if kept is not None else {}
        return self._others[kind]

    def deck(self, name: str) -> Deck | None:
        """A deck by its name."""
        found = self._of("deck").get(name)
        return found if isinstance(found, Deck) else None

    def decks(self) -> list[Deck]:
        """All decks, the warmest first."""
        found = [one for one in self._of("deck").values() if isinstance(one, Deck)]
        return sorted(found, key=lambda one: (one.level, one.deck))

    def words(self, name: str) -> WordList | None:
        """A word list by its name."""
        found = self._of("words").get(name)
        return found if isinstance(found, WordList) else None

    def patterns(self) -> list[Pattern]:
        """All ways to calm down, the usual one first, those that hold the breath last."""
        found = [one for one in self._of("pattern").values() if isinstance(one, Pattern)]
        return sorted(found, key=lambda one: (not one.usual, one.holds, one.way, one.pattern))

    def lessons(self) -> list[Lesson]:
        """All short reads."""
        found = [one for one in self._of("lesson").values() if isinstance(one, Lesson)]
        return sorted(found, key=lambda one: one.lesson)

    def programmes(self) -> list[Programme]:
        """All programmes, the warmest first."""
        found = [one for one in self._of("programme").values() if isinstance(one, Programme)]
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
        found = [one for one in self._of("words").values() if isinstance(one, WordList)]
        return sorted(found, key=lambda one: one.words)

    def variants(self, key: str) -> int:
        """How many wordings a sentence of a dialogue has."""
        number = 1
        while self.has(f"{key}~{number}"):
            number += 1
        return number

    def names(self, key: str) -> Mapping[str, frozenset[str]]:
        """What a sentence names, each with the attributes used of it; translations name no more."""
        text = self._text(BASE_LANGUAGE, key)
        return render.names(text) if text is not None else {}

    @property
    def languages(self) -> tuple[str, ...]:
        """Those that phrases are written in, the base first."""
        others = sorted(self._shelf.phrases.keys() - {BASE_LANGUAGE})
        return (BASE_LANGUAGE, *others)

    def language_for(self, tag: str) -> str:
        """The language of these that fits an IETF tag best (`de-AT`: `de`), or the base."""
        wanted = tag.casefold()
        known = (one for one in (wanted, wanted.partition("-")[0]) if one in self.languages)
        return next(known, BASE_LANGUAGE)

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return self._text(BASE_LANGUAGE, key) is not None

    def sentence(self, key: str, language: str, values: Mapping[str, Any]) -> str:
        """A sentence as Telegram's HTML. `KeyError`: no such key; a missing value raises too."""
        template = self._template(language, key) or self._template(BASE_LANGUAGE, key)
        if template is None:
            raise KeyError(key)
        try:
            return render.render(template, values)
        except UndefinedError as error:
            raise KeyError(f"{key}: {error.message}") from None

    def _template(self, language: str, key: str) -> Template | None:
        if (known := self._templates.get((language, key))) is not None:
            return known
        text = self._text(language, key)
        if text is None:
            return None
        made = self._templates[language, key] = render.compile_text(text)
        return made

    def _text(self, language: str, key: str) -> str | None:
        """A sentence as it is written, in this language and no other."""
        phrase = self._shelf.phrases.get(language, {}).get(key)
        if phrase is not None:
            return phrase
        prefix, inside, place = key.partition("/")
        if not inside:
            return None
        entry = self._entries.get(prefix)
        if language == BASE_LANGUAGE and entry is not None and place in ("title", "purpose"):
            return str(getattr(entry, place))
        if (language, prefix) not in self._texts:
            self._texts[language, prefix] = self._read(language, prefix)
        return self._texts[language, prefix].get(place)

    def _read(self, language: str, prefix: str) -> Mapping[str, str]:
        """The texts of what these keys begin with, by the rest of the key."""
        kind, _, name = prefix.partition(":")
        if language == BASE_LANGUAGE:
            one = self._of(kind).get(name) if name else self._dialogue(prefix)
            return dict(sentences(one)) if one is not None else {}
        kept = self._shelf.others.get(kind) if name else self._shelf.dialogues.get(prefix)
        texts = translated(kept, language) if kept is not None else {}
        if not name:
            return texts
        own = f"{name}/"
        return {key.removeprefix(own): text for key, text in texts.items() if key.startswith(own)}

    def page(self, name: str, values: Mapping[str, Any]) -> str:
        """A whole page as HTML, what is put into it escaped. `KeyError`: no such page."""
        if name not in self._pages:
            self._pages[name] = render.compile_text(self._shelf.pages[name])
        return render.render(self._pages[name], values)


def is_called(typed: str, name: str, title: str) -> bool:
    """Whether somebody who typed this means what has this name and this title: in any case, with
    spaces, commas or underscores.
    """
    wanted = "-".join(typed.casefold().replace("_", "-").replace(",", " ").split())
    return wanted in (name, "-".join(title.casefold().replace(",", " ").split()))
