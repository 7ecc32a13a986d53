"""`/tidy`: the private chat is emptied, as far as Telegram lets a bot do that, and says so."""

from bot.facilitator import effects as do
from bot.facilitator.events import Asked, Edited, Reached, Said, Tapped, Tidied
from bot.facilitator.ids import TapId
from bot.facilitator.limits import TIDY, WRITTEN_MAX
from bot.facilitator.person import Written
from bot.facilitator.private import answers, check
from bot.facilitator.private.draft import PersonDraft
from bot.facilitator.texts import button, text

TAKE_OUT = button("tidy")


def remember(draft: PersonDraft, event: Asked | Said | Tapped | Edited | Reached) -> None:
    """The number of what was just written here; no word of it."""
    message, sent = getattr(event, "message", None), getattr(event, "sent", None)
    if not isinstance(event, Asked | Said) or message is None or sent is None:
        return
    young = (one for one in draft.state.written if one.sent > draft.now - TIDY)
    draft.set(written=(*young, Written(message, sent))[-WRITTEN_MAX:])


def ask(draft: PersonDraft) -> None:
    """Said honestly, before: what goes, what stays, and what takes out the rest."""
    draft.note("tidy.asked")
    draft.card("tidy", text("tidy.ask"), ((TAKE_OUT, button("skip")),))


def tapped(draft: PersonDraft, action: str, tap: TapId | None) -> None:
    """*Tidy* or *not now*. Cards go as well, and with them the questions that they asked, and what
    was written for an exercise and not sent; what is kept stays. So do the numbers of what goes:
    what Telegram refuses now it may allow later.
    """
    draft.answer(tap)
    if action != TAKE_OUT.action:
        draft.note("tidy.not_now")
        draft.change("tidy", text("tidy.not_now"))
        return
    draft.note("tidy.begun")
    check.give_up(draft)  # also in a post that is too old to be taken out
    since = draft.now - TIDY
    messages = tuple(one.message for one in draft.state.written if one.sent > since)
    draft.add(do.Tidy(messages=messages, since=since, until=draft.now))
    answers.unwrite(draft)
    draft.listen()
    draft.set(cards={}, about=None, wish=None, leaving=None, question=None, solo=None)


def done(draft: PersonDraft, event: Tidied) -> None:
    """One line, such as a chat has in which nothing has happened yet: whoever looks over a shoulder
    sees no more.
    """
    if event.left:
        draft.note("tidy.partly")
        draft.say(text("tidy.partly"))
    else:
        draft.note("tidy.done")
        draft.say(text("tidy.done"))
