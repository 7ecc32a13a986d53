"""Takeaways: what both wanted to keep. Both can read them, and either can delete one at once."""

from msgspec.structs import replace

from bot.facilitator.ids import TapId
from bot.facilitator.limits import TAKEAWAY, TAKEAWAYS_MAX
from bot.facilitator.room import Takeaway
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Button, Fields, Rows, Text, text

DEADLINE = "kept"


def add(draft: RoomDraft, takeaway: Takeaway) -> None:
    """One more; the oldest goes if there are too many."""
    draft.set(kept=(*draft.state.kept, takeaway))
    _drop(draft, list(draft.state.kept[:-TAKEAWAYS_MAX]))
    _arm(draft)


def show(draft: RoomDraft, tap: TapId | None = None) -> None:
    """All of them, the latest last; nothing while somebody else is there."""
    if draft.state.watched:
        draft.note("kept.watched")
        draft.answer(tap, "toast.watched")
        return
    draft.answer(tap)
    prune(draft)
    draft.note("kept.shown")
    draft.cover()
    draft.card("menu", *_card(draft))


def _card(draft: RoomDraft) -> tuple[Text, Rows]:
    numbered = tuple(enumerate(draft.state.kept, 1))
    lines = [text("kept.line", _said(draft, one), number=number) for number, one in numbered]
    buttons = tuple(
        (Button(text("kept.delete", number=number), f"unkeep_{round(one.at.timestamp() * 1000)}"),)
        for number, one in numbered
    )
    enough = (Button(text("button.enough"), "enough"),)
    return text("kept.card" if lines else "kept.none", *lines), (*buttons, enough)


def _said(draft: RoomDraft, takeaway: Takeaway) -> Text:
    """As it was said; editions go sooner than takeaways, so then as the newest one says it, if that
    names nothing else.
    """
    what, library = takeaway.text, draft.library
    title, _, rest = what.key.partition("@")
    newest = library.dialogue(title)
    if newest is None or library.has(what.key):
        return what
    key = f"{title}@{newest.edition}/{rest.partition('/')[2]}"
    if not library.has(key):  # it may have fewer wordings
        key = key.partition("~")[0]
    known = all(_has(what, *named) for named in library.names(key).items())
    return replace(what, key=key) if known and library.has(key) else what


def _has(what: Text, name: str, attributes: frozenset[str]) -> bool:
    value = what.values.get(name)
    return attributes <= value.of.keys() if isinstance(value, Fields) else value is not None


def delete(draft: RoomDraft, which: str, tap: TapId | None) -> None:
    """One of them goes, whoever wanted it kept, and so it does from the post that it stood in. The
    button says which by the instant it was kept, so an old tap never deletes another one.
    """
    gone = [one for one in draft.state.kept if str(round(one.at.timestamp() * 1000)) == which]
    if not gone:
        draft.answer(tap, "toast.passed")
        return
    draft.answer(tap)
    draft.note("kept.deleted")
    _drop(draft, gone)
    draft.refresh("menu", *_card(draft))


def prune(draft: RoomDraft) -> None:
    """What is too old goes, whether anybody looks at it or not."""
    _drop(draft, [one for one in draft.state.kept if draft.now - one.at >= TAKEAWAY])
    _arm(draft)


def _arm(draft: RoomDraft) -> None:
    oldest = min((one.at for one in draft.state.kept), default=None)
    draft.deadline(DEADLINE, oldest and oldest + TAKEAWAY)


def drop(draft: RoomDraft) -> None:
    """All of them go: one of the two has left."""
    _drop(draft, list(draft.state.kept))


def _drop(draft: RoomDraft, gone: list[Takeaway]) -> None:
    if not gone:
        return
    draft.set(kept=tuple(one for one in draft.state.kept if one not in gone))
    still = {ref for one in draft.state.kept for ref in one.words}
    for ref in {ref for one in gone for ref in one.words} - still:
        draft.release(ref)
