"""Which language somebody reads here: their client's, if there are phrases in it, until they choose
another. In the group both read the one that they share, else the base language.
"""

from bot.facilitator.private.draft import PersonDraft
from bot.facilitator.texts import Button, Rows, grid, text

#: How many of their names stand in a row.
_ROW = 3


def spoken(draft: PersonDraft, client: str) -> None:
    """What their client speaks (an IETF tag, or nothing) counts until they choose."""
    if client and not draft.state.chosen:
        _set(draft, draft.library.language_for(client))


def choices(draft: PersonDraft) -> Rows:
    """One button each, by its own name; nothing where there is no choice."""
    known = draft.library.languages
    names = [Button(text(f"language.{one}"), f"set_language_{one}") for one in known]
    return grid(names, _ROW) if len(names) > 1 else ()


def choose(draft: PersonDraft, language: str) -> bool:
    """One of those; whether it is one."""
    if language not in draft.library.languages:
        return False
    draft.set(chosen=True)
    _set(draft, language)
    return True


def _set(draft: PersonDraft, language: str) -> None:
    if language != draft.state.language:
        draft.note("language.changed")
        draft.set(language=language)
        draft.make_known()
