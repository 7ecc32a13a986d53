"""Ways to settle, with the breath or without: the usual one first, those that hold the breath last
and with their caution. Never a film by itself.
"""

from bot.dialogue.kinds import Pattern
from bot.facilitator.ids import TapId
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Button, Phrase, Rows, Text, button, text


def show(draft: RoomDraft, tap: TapId | None) -> None:
    """*Another way*."""
    if not draft.library.patterns():
        draft.answer(tap, "toast.passed")
        return
    draft.note("ways.shown")
    draft.answer(tap)
    draft.cover()
    draft.card("ways", text("way.card"), _rows(draft))


def back(draft: RoomDraft, tap: TapId | None) -> None:
    """All of them again, in place."""
    draft.answer(tap)
    draft.refresh("ways", text("way.card"), _rows(draft))


def tapped(draft: RoomDraft, name: str, tap: TapId | None) -> None:
    """One of them, in place: whoever taps is looking at it."""
    found = next((one for one in draft.library.patterns() if one.pattern == name), None)
    if found is None:
        draft.answer(tap, "toast.passed")
        return
    draft.note("ways.read")
    draft.answer(tap)
    key = f"pattern:{found.pattern}"
    caution = (Text(f"{key}/caution"),) if found.caution is not None else ()
    what = text("way.one", Text(f"{key}/text"), *caution, title=Phrase(f"{key}/title"))
    rest = (button("ways", "button.other_ways"), button("close_ways", "button.enough"))
    draft.refresh("ways", what, (rest,))


def _rows(draft: RoomDraft) -> Rows:
    ways = tuple((Button(_label(one), f"way_{one.pattern}"),) for one in draft.library.patterns())
    return (*ways, (button("close_ways", "button.enough"),))


def _label(pattern: Pattern) -> Text:
    """What it is called, and what somebody may want to know before they read it."""
    title = Phrase(f"pattern:{pattern.pattern}/title")
    if pattern.way == "ground":
        return text("way.ground", title=title)
    if pattern.holds:
        return text("way.holds", title=title)
    return Text(title.key)
