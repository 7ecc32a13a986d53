"""One's own: what was agreed to, the clock, the ratings, help and support."""

from bot.facilitator.events import RatingAsked
from bot.facilitator.ids import TapId
from bot.facilitator.limits import RATINGS_MAX
from bot.facilitator.person import Question, Rating
from bot.facilitator.private.draft import SUPPORT, PersonDraft
from bot.facilitator.texts import Button, Moment, Phrase, Rows, Text, button, text
from bot.sensing.lexicon import Crisis

#: The zones on the clock card, by their IANA names, one button each, from west to east: the whole
#: hours (whose sign is the wrong way round, by POSIX), and where clocks differ by parts of one.
ZONES = (
    *(f"Etc/GMT+{hours}" for hours in range(11, 3, -1)), "America/St_Johns",
    *(f"Etc/GMT+{hours}" for hours in range(3, 0, -1)), "Etc/GMT",
    "Etc/GMT-1", "Etc/GMT-2", "Etc/GMT-3", "Asia/Tehran", "Etc/GMT-4", "Asia/Kabul", "Etc/GMT-5",
    "Asia/Kolkata", "Asia/Kathmandu", "Etc/GMT-6", "Asia/Yangon", "Etc/GMT-7", "Etc/GMT-8",
    "Etc/GMT-9", "Australia/Darwin", "Etc/GMT-10", "Australia/Adelaide", "Etc/GMT-11", "Etc/GMT-12",
)  # fmt: skip
_ROW = 4


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


def help_card(draft: PersonDraft) -> None:
    """What can be typed here."""
    draft.say(text("help.private"), ((SUPPORT, button("privacy")), (button("sources"),)))


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


# --- the clock -----------------------------------------------------------------------------------


def settings(draft: PersonDraft) -> None:
    """`/settings`: the clock, so that *tomorrow at 19:00* is theirs."""
    draft.note("settings.shown")
    buttons = [
        Button(Text("button.clock", {"now": Moment(draft.now, zone, draft.now)}), f"zone_{zone}")
        for zone in ZONES
    ]  # fmt: skip
    rows = tuple(tuple(buttons[row : row + _ROW]) for row in range(0, len(buttons), _ROW))
    draft.card("settings", text("settings.clock"), rows)


def set_zone(draft: PersonDraft, action: str, tap: TapId | None) -> None:
    """One of the clocks was tapped."""
    draft.answer(tap)
    zone = action.removeprefix("zone_")
    if zone not in ZONES:
        return
    draft.note("settings.zone")
    draft.set(zone=zone)
    draft.change("settings", text("settings.done", now=Moment(draft.now, zone, draft.now)))
    draft.make_known()


# --- ratings -------------------------------------------------------------------------------------


def rating_asked(draft: PersonDraft, event: RatingAsked) -> None:
    """A question for this person alone."""
    draft.set(question=Question(event.title, event.labels))
    buttons = [Button(label, f"rate_{place}") for place, label in enumerate(event.labels)]
    half = (len(buttons) + 1) // 2
    rows = (tuple(buttons[:half]), tuple(buttons[half:]))
    draft.card("rating", event.text, rows)


def rated(draft: PersonDraft, action: str, tap: TapId | None) -> None:
    """One of the words was tapped."""
    draft.answer(tap)
    question = draft.state.question
    place = action.removeprefix("rate_")
    if question is None or not place.isdecimal() or int(place) >= len(question.labels):
        return
    draft.note("rate.noted")
    rating = Rating(draft.now, question.title, question.labels[int(place)])
    draft.set(ratings=(*draft.state.ratings, rating)[-RATINGS_MAX:], question=None)
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
