"""Who the two are: by their own tap, by their own consent in private, exactly two."""

from bot.dialogue.library import BASE_LANGUAGE
from bot.facilitator import effects as do
from bot.facilitator import events as told
from bot.facilitator import gates, kept, masks, names, sessions
from bot.facilitator.events import Astray, Brought, Enrolled, Known, Tapped, Withdrew
from bot.facilitator.ids import SEATS, Seat, other
from bot.facilitator.limits import CANDIDATES_MAX, FIRST, TRIAL
from bot.facilitator.pauses.ends import break_over
from bot.facilitator.room import Break, Partner, Rules
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Rows, Text, button, text
from bot.sensing.heat import Heat

#: What the link that adds the bot to a group says behind its `/start`.
BY_LINK = "setup"


def greet(draft: RoomDraft) -> None:
    """The first words in a group: what this is, who can remove it, *I'm in*."""
    draft.note("hello.greeting")
    draft.cover()
    draft.card("hello", greeting(draft), ((button("im_in"), button("skip")),))


def greeting(draft: RoomDraft) -> Text:
    """Who owns the group, and what the bot cannot do here."""
    room = draft.state
    then = []
    if room.rights.present and not room.rights.removes:
        then.append(text("hello.no_right" if room.rights.sees else "hello.deaf"))
    if room.company:
        then.append(text("hello.company"))
    key = "hello.greeting" if room.owner else "hello.greeting_no_owner"
    return text(key, *then, owner=room.owner) if room.owner else text(key, *then)


def astray(draft: RoomDraft, event: Astray) -> None:
    """This chat is another room's: who tapped *I'm in* here did so there, and whoever consented is
    in there. Nobody is told: for the two it was one group all the time.
    """
    room = draft.state
    partners = tuple(room.seats.values())
    persons = dict.fromkeys((*room.candidates, *(one.person for one in partners)))
    if not persons:
        return
    draft.note("enrol.astray")
    if room.session is not None:
        sessions.close(draft, "put_away", silent=True)
    for person in persons:
        draft.tell_to(person, told.RoomFound(room=room.id, into=event.into))
        draft.tell_to(event.into, told.Brought(person=person))
    for one in partners:
        enrolled_there = Enrolled(
            person=one.person, name=one.name, zone=one.zone, version=one.version,
            language=one.language,
        )  # fmt: skip
        draft.tell_to(event.into, enrolled_there)
    draft.set(seats={}, candidates=(), cards={}, deadlines={}, pause=None)


def brought(draft: RoomDraft, event: Brought) -> None:
    """*I'm in*, tapped where this room's chat had another name."""
    known = draft.state.seat_of(event.person) is not None or event.person in draft.state.candidates
    if not known and not draft.state.complete:
        draft.set(candidates=(*draft.state.candidates, event.person)[-CANDIDATES_MAX:])


def tapped_in(draft: RoomDraft, tap: Tapped) -> None:
    """*I'm in*: the seat is taken by the consent in private, so a wrong tap locks nobody out."""
    room = draft.state
    if tap.by is None:
        draft.answer(tap.tap, "toast.unknown")
    elif room.seat_of(tap.by) is not None:
        draft.answer(tap.tap, "toast.already_in")
    elif room.complete:
        draft.note("enrol.third")
        draft.answer(tap.tap, "toast.two_are_in")
        doubt(draft)
    else:
        draft.note("enrol.invited")
        draft.answer(tap.tap, door="hello")
        if tap.by not in room.candidates:
            draft.set(candidates=(*room.candidates, tap.by)[-CANDIDATES_MAX:])
        draft.tell_to(tap.by, told.Invited(room=room.id, name=tap.name))


def enrolled(draft: RoomDraft, event: Enrolled) -> None:
    """A consent arrived from a private chat."""
    room = draft.state
    if room.seat_of(event.person) is not None:
        return
    free = next((seat for seat in SEATS if seat not in room.seats), None)
    if free is None or event.person not in room.candidates:
        draft.note("enrol.too_late")
        draft.tell_to(event.person, told.SeatTaken(room=room.id))
        return
    draft.note("enrol.seated")
    partner = Partner(
        event.person, event.name, event.zone, version=event.version, language=event.language
    )
    rest = tuple(one for one in room.candidates if one != event.person)
    draft.set(seats={**room.seats, free: partner}, candidates=rest)
    _speak(draft)
    if not draft.state.complete:
        draft.tell(free, told.Seated(room=room.id, partner=None))
        return
    for seat in SEATS:
        them = draft.state.seats[other(seat)]
        draft.tell(seat, told.Seated(room=room.id, partner=them.name, who=them.person))
    draft.set(candidates=())
    draft.add(do.Probe())  # who of the two writes as the group is known only now
    gates.both_in(draft)
    draft.fold("hello")
    _welcome(draft, other(free))


def _welcome(draft: RoomDraft, first: Seat) -> None:
    """Both are in. Who came first has the first turn of the trial; where the bot cannot remove,
    there is nothing to try, and the first exercise follows at once.
    """
    draft.note("enrol.both")
    rights = draft.state.rights
    then = [] if rights.removes else [text("hello.no_right" if rights.sees else "hello.deaf")]
    if draft.state.pause is not None or draft.state.company:
        draft.note("enrol.not_yet")
        then.append(text("hello.company" if draft.state.pause is None else "hello.after_pause"))
        draft.say(text("hello.both", *then))
        return
    draft.say(text("hello.both", *then))
    dialogue = draft.library.dialogue(TRIAL if rights.removes else FIRST)
    if dialogue is not None:
        sessions.begin(draft, first, dialogue)


def known(draft: RoomDraft, event: Known) -> None:
    """A partner's name, zone or reach changed."""
    seat = draft.state.seat_of(event.person)
    if seat is not None:
        names.call(draft, seat, event.name)
        draft.partner(
            seat,
            zone=event.zone,
            reachable=event.reachable,
            version=event.version,
            language=event.language,
        )
        _speak(draft)


def _speak(draft: RoomDraft) -> None:
    """The language that all who have a seat share, else the base."""
    spoken = {partner.language for partner in draft.state.seats.values()}
    draft.set(language=spoken.pop() if len(spoken) == 1 else BASE_LANGUAGE)


def withdrew(draft: RoomDraft, event: Withdrew) -> None:
    """A partner left Heard. The other reads one neutral line; everything that runs ends."""
    seat = draft.state.seat_of(event.person)
    rest = tuple(one for one in draft.state.candidates if one != event.person)
    draft.set(candidates=rest)
    if seat is None:
        return
    draft.note("enrol.withdrew")
    if draft.state.session is not None:
        sessions.close(draft, "stopped", wordless=True, leaver=seat)
    draft.tell(seat, told.Unseated(room=draft.state.id))
    left = draft.state.seats.get(other(seat))
    if left is not None:
        draft.tell(other(seat), told.Seated(room=draft.state.id, partner=None))
    if isinstance(draft.state.pause, Break):
        break_over(draft)
    seats = {one: who for one, who in draft.state.seats.items() if one != seat}
    owner = "" if draft.state.owner == draft.state.name(seat) else draft.state.owner
    kept.drop(draft)
    draft.set(seats=seats, pause=None, deadlines={}, rules=Rules(), played=(), sharing=None)
    draft.set(begun={}, drawn={}, again=None, heat=Heat(), fine=(), masks={}, guests=0, welcome=())
    masks.drop(draft)
    draft.set(lines=(), reads=(), week=None, suggested=(), past=())
    draft.set(owner=owner)
    for slot in tuple(draft.state.cards):
        draft.fold(slot)
    if event.gone:
        draft.note("enrol.account_gone")
        draft.card("hello", text("enrol.account_gone"), ((button("im_in"), button("skip")),))
    else:
        draft.say(text("enrol.resting"))


def _greeted_just_now(draft: RoomDraft) -> bool:
    """The link that adds the bot says `/start`, too; by then the greeting may stand there."""
    card, event = draft.state.cards.get("hello"), draft.event
    by_link = isinstance(event, told.Asked) and event.argument == BY_LINK
    return by_link and card is not None and card.top and bool(card.stamp)


def doubt(draft: RoomDraft) -> None:
    """Somebody else is here: are the two still who they were?"""
    draft.tell_both(told.Doubted(room=draft.state.id))


def where_we_stand(draft: RoomDraft) -> None:
    """`/start` again: what is, and what can be done now."""
    room = draft.state
    if room.complete and room.seat_of(getattr(draft.event, "by", None)) is None:
        doubt(draft)
    if not room.complete and _greeted_just_now(draft):
        draft.note("hello.stands")
        return
    draft.cover()
    if not room.complete:
        greet(draft)
        return
    rows: Rows = ((button("menu"), button("rules")), (button("help"),))
    if isinstance(room.pause, Break):
        draft.card("hello", text("hello.paused", back=draft.at(room.pause.back)), rows)
    else:
        draft.card("hello", text("hello.running" if room.session else "hello.ready"), rows)
