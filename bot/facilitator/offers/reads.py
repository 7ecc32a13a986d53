"""Short reads: a page of prose, for whoever is curious. They are only in the menu: before an
exercise there is a question already, and a page to read would be one thing too many.
"""

from bot.dialogue.kinds import Lesson
from bot.dialogue.shelf import Entry
from bot.facilitator.ids import TapId
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Button, Phrase, Rows, Text, button, text


def page(draft: RoomDraft) -> tuple[Text, Rows]:
    """All of them; what the couple has not seen yet comes first."""
    lessons = sorted(draft.library.lessons(), key=lambda one: one.lesson in draft.state.reads)
    rows = tuple((Button(Text(_key(one, "title")), f"read_{one.lesson}"),) for one in lessons)
    return text("read.card"), (*rows, (button("home", "button.back"),))


def before(draft: RoomDraft, dialogues: list[Entry]) -> Rows:
    """One that belongs to these and was never read here: a quiet button, no more. Once read, it is
    not offered again.
    """
    names = {one.dialogue for one in dialogues}
    for lesson in draft.library.lessons():
        if lesson.lesson not in draft.state.reads and names & set(lesson.before):
            label = text("read.item", title=Phrase(_key(lesson, "title")))
            return ((Button(label, f"read_{lesson.lesson}"),),)
    return ()


def tapped(draft: RoomDraft, name: str, tap: TapId | None) -> None:
    """One post, which stays."""
    lesson = next((one for one in draft.library.lessons() if one.lesson == name), None)
    if lesson is None:
        draft.answer(tap, "toast.passed")
        return
    draft.answer(tap)
    draft.fold("menu")
    draft.say(read(draft, lesson))


def read(draft: RoomDraft, lesson: Lesson) -> Text:
    """The text of one, which the couple has now seen."""
    draft.note("read.shown")
    if lesson.lesson not in draft.state.reads:
        draft.set(reads=(*draft.state.reads, lesson.lesson))
    return text("read.one", Text(_key(lesson, "text")), title=Phrase(_key(lesson, "title")))


def _key(lesson: Lesson, field: str) -> str:
    return f"lesson:{lesson.lesson}/{field}"
