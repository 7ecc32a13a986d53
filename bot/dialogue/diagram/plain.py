"""Texts of a dialogue as a reader of the picture meets them: names in place of their marks."""

import html
import re

from jinja2 import TemplateError

from bot.dialogue.model import Wording
from bot.dialogue.render import compile_text, variables

_TAG = re.compile(r"</?\w+>")


class _Named:
    """Stands for whatever a name will be: itself, or any attribute of it."""

    def __init__(self, name: str, roles: tuple[str, str]) -> None:
        self._name, self._roles = name, roles

    def __str__(self) -> str:
        return f"‹{self._name.replace('_', ' ')}›"

    def __getitem__(self, attribute: str) -> str:
        if self._name in self._roles:
            return self._name.capitalize()
        return f"‹{self._name.replace('_', ' ')}: {attribute.replace('_', ' ')}›"


def plain(text: Wording, roles: tuple[str, str]) -> str:
    """One line without marks, in its first wording: `Speaker` for the speaker's name, ‹topic› for
    what will be known by then.
    """
    first = text if isinstance(text, str) else text[0]
    values = {name: _Named(name, roles) for name in variables(first)}
    try:
        filled = compile_text(first).render(values)
    except TemplateError:
        filled = first
    return " ".join(html.unescape(_TAG.sub("", filled)).split())


def wordings_of(text: Wording | None) -> int:
    """How many wordings there are."""
    return 1 if text is None or isinstance(text, str) else len(text)
