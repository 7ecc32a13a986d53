"""`/export`: what is one's own, handed over as files, to nobody but its owner."""

from msgspec.structs import replace

from bot.facilitator import effects as do
from bot.facilitator.ids import TapId
from bot.facilitator.private.draft import PersonDraft
from bot.facilitator.texts import button, text

SEND = button("send_files")


def ask(draft: PersonDraft) -> None:
    """Said before anything is sent: the files lie in this chat then, and on this phone."""
    draft.note("export.asked")
    draft.card("export", text("export.ask"), ((SEND, button("skip")),))


def tapped(draft: PersonDraft, action: str, tap: TapId | None) -> None:
    """*Send them* or *not now*."""
    draft.answer(tap)
    if action != SEND.action:
        draft.note("export.not_now")
        draft.change("export", text("export.not_now"))
        return
    draft.note("export.handed")
    draft.change("export", text("export.handed"))
    send(draft, alone=False)


def send(draft: PersonDraft, *, alone: bool) -> None:
    """Both files. What the private questions came to, whether something was hard, and when they
    leave, is in them only where it was asked for, by somebody who said that they are `alone`: else
    `/export` would be a way to make them show it.
    """
    # What is in no file need not be written down once more.
    me = replace(
        draft.state, cards={}, written=(), offers={}, checking=None, answers={}, solo=None,
        drafting=None,
    )  # fmt: skip
    if not alone:
        rooms = {
            room: replace(one, gate=None, tender=None, leaves=None)
            for room, one in me.rooms.items()
        }
        me = replace(me, rooms=rooms)
    zone = draft.state.zone or draft.library.zone
    for what in (
        do.Hand(form="page", text=text("export.page"), person=me, at=draft.now, zone=zone),
        do.Hand(form="data", text=text("export.data"), person=me, at=draft.now, zone=zone),
    ):
        draft.add(what)
