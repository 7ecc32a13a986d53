"""One's own: what was agreed to, the ratings, help and support."""

from msgspec.structs import replace

from bot.facilitator.events import RatingAsked, RatingShared
from bot.facilitator.ids import TapId
from bot.facilitator.limits import RATINGS_MAX, TENDER
from bot.facilitator.person import Question, Rating
from bot.facilitator.private.draft import SUPPORT, PersonDraft
from bot.facilitator.texts import Button, Phrase, Rows, button, text
from bot.sensing.lexicon import Crisis

# --- support and leaflets ------------------------------------------------------------------------


def support(draft: PersonDraft, crisis: Crisis | None = None) -> None:
    """Where help is. The same card for everybody who asks, and for nobody else's eyes; only words
    about harming oneself are answered before it.
    """
    draft.note("support.card")
    if crisis == "self_harm":
        draft.say(text("support.self_harm", text("support.card")))
    else:
        draft.say(text("support.card"))


def after_break(draft: PersonDraft) -> None:
    """After every break both read the same line."""
    draft.note("break.line")
    draft.say(text("private.after_break"), ((SUPPORT,),))


def privacy(draft: PersonDraft) -> None:
    """`/privacy`: who sees what."""
    draft.say(text("privacy.card"))


def help_card(draft: PersonDraft) -> None:
    """What can be typed here."""
    rows: Rows = ((SUPPORT, button("privacy")), (button("sources"),))
    if draft.state.rooms:
        rows = ((button("too_much"),), *rows)
    draft.say(text("help.private"), rows)


def hello(draft: PersonDraft) -> None:
    """`/start` without an invitation: what this is, and how it comes into a group."""
    draft.note("private.hello")
    partners = [one.partner for one in draft.state.rooms.values() if one.partner]
    if partners:
        draft.say(text("private.hello_in", partner=partners[0]), ((SUPPORT, button("help")),))
        return
    rows: Rows = ((Button(text("button.add_to_group"), invite=True),), (button("help"),))
    draft.say(text("private.hello"), rows)


# --- consent -------------------------------------------------------------------------------------


def consent(draft: PersonDraft) -> None:
    """`/consent`: what was said yes to, and when; it can be taken back."""
    given = draft.state.consent
    if given is None or not draft.state.rooms:
        draft.say(text("consent.none"))
        return
    draft.note("consent.shown")
    when = draft.day(given.at, draft.state.zone)
    rows: Rows = ((button("ask_leave"),),)
    draft.card("consent", text("consent.shown", when=when), rows)


# --- ratings -------------------------------------------------------------------------------------


def rating_asked(draft: PersonDraft, event: RatingAsked) -> None:
    """A question for this person alone."""
    question = Question(
        event.title, event.labels, event.room, event.low, event.stamp, text=event.text
    )
    draft.set(question=question)
    if event.stamp:
        first = (button("rate_alone"), button("rate_share"))
        draft.card("rating", text("rate.share_first", event.text), (first,))
    else:
        draft.card("rating", event.text, _labels(question))


def _labels(question: Question) -> Rows:
    buttons = [Button(label, f"rate_{place}") for place, label in enumerate(question.labels)]
    half = (len(buttons) + 1) // 2
    return (tuple(buttons[:half]), tuple(buttons[half:]))


def rated(draft: PersonDraft, action: str, tap: TapId | None) -> None:
    """One of the words was tapped, or, before that, whether it may be shared."""
    draft.answer(tap)
    question = draft.state.question
    place = action.removeprefix("rate_")
    if question is not None and question.stamp and place in ("alone", "share"):
        draft.set(question=replace(question, share=place == "share"))
        draft.change("rating", question.text or question.title, _labels(question))
        return
    if question is None or not place.isdecimal() or int(place) >= len(question.labels):
        return
    draft.note("rate.noted")
    rating = Rating(draft.now, question.title, question.labels[int(place)])
    draft.set(ratings=(*draft.state.ratings, rating)[-RATINGS_MAX:], question=None)
    membership = draft.state.rooms.get(question.room) if question.room else None
    if membership is not None and int(place) < question.low:
        draft.note("rate.hard")
        tender = replace(membership, tender=draft.now + TENDER)
        draft.set(rooms={**draft.state.rooms, question.room: tender})
    if question.share and question.room:
        label = question.labels[int(place)]
        shared = RatingShared(person=draft.state.id, stamp=question.stamp, label=label)
        draft.tell_to(question.room, shared)
    draft.change("rating", text("rate.noted"))


#: How many of the latest ratings `/journal` shows at once.
SHOWN = 10


def journal(draft: PersonDraft) -> None:
    """`/journal`: one's own notes on how it was."""
    ratings = draft.state.ratings
    if not ratings:
        draft.say(text("journal.empty"))
        return
    draft.note("journal.shown")
    lines = tuple(
        text(
            "journal.line",
            when=draft.day(one.at, draft.state.zone),
            title=Phrase(one.title.key),
            label=Phrase(one.label.key),
        )
        for one in ratings[-SHOWN:]
    )
    draft.card("journal", text("journal.card", *lines), ((button("journal_clear"),),))


def journal_clear(draft: PersonDraft, tap: TapId | None) -> None:
    """All of it goes, at once."""
    draft.note("journal.cleared")
    draft.answer(tap)
    draft.set(ratings=())
    draft.change("journal", text("journal.cleared"))
