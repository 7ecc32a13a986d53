"""An exercise by oneself, here in the private chat: one prompt after the other, at one's own pace.
Nothing that is written in it is kept, and nobody else hears of it.
"""

from bot.dialogue.model import Dialogue
from bot.facilitator.ids import TapId
from bot.facilitator.limits import SOLO_WAIT
from bot.facilitator.person import Solo
from bot.facilitator.private.draft import SUPPORT, PersonDraft
from bot.facilitator.sentences import title
from bot.facilitator.texts import Button, Name, Rows, Text, Value, button, text

SLOT = "solo"
#: Choices on one card; the warmest and shortest come first.
CHOICES_MAX = 12


def menu(draft: PersonDraft) -> None:
    """What can be done by oneself."""
    if draft.state.answers:  # what is written next is for that
        draft.note("solo.later")
        draft.say(text("solo.later"))
        return
    draft.note("solo.menu")
    found = [one for one in draft.library.index() if "alone" in one.branches][:CHOICES_MAX]
    rows: Rows = tuple((Button(Text(title(one)), f"solo_{one.dialogue}"),) for one in found)
    key = "solo.menu" if found else "solo.none"
    draft.card(SLOT, text(key), (*rows, (button("enough"),)))


def tapped(draft: PersonDraft, action: str, tap: TapId | None) -> None:
    """A choice, *next*, *enough*."""
    draft.answer(tap)
    solo = draft.state.solo
    if draft.state.answers:
        draft.note("solo.later")
        draft.change(SLOT, text("solo.later"))
    elif action.startswith("solo_"):
        found = draft.library.dialogue(action.removeprefix("solo_"))
        known = {one.dialogue for one in draft.library.index()}
        if found is None or not found.alone or found.dialogue not in known:
            draft.change(SLOT, text("solo.none"))
            return
        draft.note("solo.began")
        draft.listen()
        _show(draft, found, Solo(found.dialogue, found.edition))
    elif action == "next" and solo is not None:
        same = draft.library.dialogue(solo.dialogue, solo.edition)
        if same is None or solo.place + 1 >= len(same.alone):
            draft.note("solo.done")
            _end(draft, "solo.done")
        else:
            _show(draft, same, Solo(solo.dialogue, solo.edition, solo.place + 1))
    else:
        draft.note("solo.enough")
        _end(draft, "solo.enough")


def give_up(draft: PersonDraft) -> None:
    """A question of an exercise for two comes: what is written from now on is for that."""
    if draft.state.solo is not None:
        draft.note("solo.gave_way")
        _end(draft, "solo.enough")


def written(draft: PersonDraft) -> bool:
    """Whether these words are for themselves alone: then nobody says anything."""
    if draft.state.solo is None:
        return False
    draft.note("solo.written")
    draft.deadline("solo", draft.now + SOLO_WAIT)
    return True


def due(draft: PersonDraft) -> None:
    """They do something else now."""
    draft.set(solo=None)
    draft.deadline("solo", None)


def _show(draft: PersonDraft, dialogue: Dialogue, solo: Solo) -> None:
    draft.set(solo=solo)
    draft.deadline("solo", draft.now + SOLO_WAIT)
    step = dialogue.alone[solo.place]
    partner = next((one.partner for one in draft.state.rooms.values() if one.partner), "")
    me, other = dialogue.roles
    values: dict[str, Value] = {me: Name(draft.state.name), other: Name(partner)}
    what = Text(f"{solo.dialogue}@{solo.edition}/{step.id}/text", values)
    last = solo.place + 1 == len(dialogue.alone)
    on = (button("next", "button.done"),) if last else (button("next"), button("enough"))
    rows: Rows = (on, (SUPPORT,))
    if solo.place:
        draft.card(SLOT, what, rows)
    else:
        draft.change(SLOT, what, rows)


def _end(draft: PersonDraft, key: str) -> None:
    due(draft)
    draft.change(SLOT, text(key))
