"""Questions of a running exercise that each answers alone. What is written stays here until its
author sends it; whether they sent it, kept it, or were late looks the same to whoever watches.
"""

from msgspec.structs import replace

from bot.facilitator import effects as do
from bot.facilitator.events import AnswerSent, AnswerWanted, Edited, Said
from bot.facilitator.ids import RoomId, TapId
from bot.facilitator.limits import WORDS_MAX
from bot.facilitator.person import Answer
from bot.facilitator.private import solo
from bot.facilitator.private.draft import NUMBERS, PersonDraft, scale
from bot.facilitator.texts import Button, Phrase, Rows, Text, Words, button, grid, text

#: The slot of the card, with the room behind it.
SLOT = "ask."
KEEP_TO_MYSELF = button("answer_none", "button.keep_to_myself")


def wanted(draft: PersonDraft, event: AnswerWanted) -> None:
    """The room asks. An older question of the same room is over."""
    if event.room not in draft.state.rooms:
        return
    draft.note("answer.asked")
    passed(draft, event.room)
    draft.listen()  # what is written next is for what was asked last
    solo.give_up(draft)
    answer = Answer(event.stamp, event.kind, event.text, event.slots, event.labels, event.whole)
    _set(draft, event.room, answer)
    draft.card(f"{SLOT}{event.room}", *_card(answer))


def show_again(draft: PersonDraft) -> None:
    """Whoever comes by the group's button finds what is open, at the end of the chat."""
    for room, answer in draft.state.answers.items():
        draft.card(f"{SLOT}{room}", *_card(answer))


# --- what the card says --------------------------------------------------------------------------


def _card(answer: Answer) -> tuple[Text, Rows]:
    if answer.kind == "option":
        options = [Button(label, f"answer_{at}") for at, label in enumerate(answer.labels)]
        return _then(answer.text, text("answer.how")), (*grid(options, 1), (KEEP_TO_MYSELF,))
    if answer.kind == "number":
        low, high = (label.key for label in answer.labels)
        ends = text("answer.ends", low=Phrase(low), high=Phrase(high))
        how = () if answer.unseen else (text("answer.how"),)
        return _then(answer.text, ends, *how), (*scale("answer"), (KEEP_TO_MYSELF,))
    if answer.kind == "keep":
        yes = button("answer_1", "button.keep_for_us")
        return answer.text, ((yes, button("answer_none", "button.not_kept")),)
    return _written(answer)


def _written(answer: Answer) -> tuple[Text, Rows]:
    """The next slot's question, or the whole, to be sent."""
    slot = answer.next
    if slot is None:
        send, anew = button("answer_send", "button.send"), button("answer_anew", "button.anew")
        return _whole(answer), ((send, anew), (KEEP_TO_MYSELF,))
    question, chars = answer.slots[slot]
    key = "answer.how_form" if answer.kind == "form" else "answer.how_words"
    how = text(key, chars=chars)
    if answer.kind == "form" and answer.written:
        return _then(question, text("answer.up_to", chars=chars)), ((KEEP_TO_MYSELF,),)
    first = (question,) if answer.kind == "form" else ()
    return _then(answer.text, *first, how), ((KEEP_TO_MYSELF,),)


def _then(what: Text, *lines: Text) -> Text:
    return replace(what, then=(*what.then, *lines))


def _whole(answer: Answer) -> Text:
    words = {slot: Words(ref) for slot, (ref, _) in answer.written.items()}
    if answer.whole is not None:
        return replace(answer.whole, values={**answer.whole.values, **words})
    return text("answer.whole", words=next(iter(words.values())))


# --- what its reader does ------------------------------------------------------------------------


def said(draft: PersonDraft, event: Said) -> bool:
    """A message in the private chat; True if it was an answer: to the question that stands last in
    the chat, so that nobody's words are taken for another group's.
    """
    waiting = [one for one, answer in draft.state.answers.items() if answer.next]
    room = waiting[-1] if waiting else None
    if room is None:
        return False
    slot = draft.state.answers[room].next
    if slot is not None:
        _take(draft, room, slot, event)
    return slot is not None


def changed(draft: PersonDraft, event: Edited) -> None:
    """A message of this chat was changed: if it is part of an answer that is not sent yet, that
    says what it says now. What its author has taken back must not come out by a tap.
    """
    for room, answer in draft.state.answers.items():
        for slot, message in answer.messages.items():
            if message == event.message and slot in answer.written:
                _take(draft, room, slot, event)
                return


def _take(draft: PersonDraft, room: RoomId, slot: str, event: Said | Edited) -> None:
    answer = draft.state.answers[room]
    chars = answer.slots[slot][1]
    if event.signals.medium != "text" or event.signals.length > chars:
        draft.note("answer.shorter")
        draft.say(text("gather.shorter", chars=chars))
        return
    if event.signals.insult:
        draft.note("answer.other_words")
        draft.say(text("gather.other_words"))
        return
    draft.note("answer.written")
    until = draft.now + WORDS_MAX
    draft.add(do.Keep(words=event.words, owner=draft.state.id, room=room, until=until))
    if slot in answer.written:
        draft.release(answer.written[slot][0])
    answer = replace(
        answer,
        written={**answer.written, slot: (event.words, event.signals.length)},
        messages={**answer.messages, slot: event.message},
    )
    _set(draft, room, answer)
    draft.card(f"{SLOT}{room}", *_card(answer))


def tapped(draft: PersonDraft, slot: str, action: str, tap: TapId | None) -> None:
    """*Send*, *anew*, *keep it to myself*, an option, a number."""
    room = RoomId(slot.removeprefix(SLOT))
    answer = draft.state.answers.get(room)
    what = action.removeprefix("answer_")
    draft.answer(tap)
    if answer is None:
        draft.change(slot, text("answer.passed"))
    elif what == "anew":
        draft.note("answer.anew")
        _release(draft, answer)
        answer = replace(answer, written={})
        _set(draft, room, answer)
        draft.change(slot, *_card(answer))
    elif what == "send" and answer.slots and answer.next is None:
        words = {name: ref for name, (ref, _) in answer.written.items()}
        length = sum(length for _, length in answer.written.values())
        _send(draft, room, AnswerSent(
            person=draft.state.id, stamp=answer.stamp, words=words, length=length
        ))  # fmt: skip
    elif what in _choices(answer):
        _send(draft, room, AnswerSent(
            person=draft.state.id, stamp=answer.stamp, choice=int(what)
        ))  # fmt: skip
    elif what == "none":
        _release(draft, answer)
        _send(draft, room, AnswerSent(person=draft.state.id, stamp=answer.stamp))


def _choices(answer: Answer) -> frozenset[str]:
    """What the card offers, since what a button says comes from the phone of whoever taps."""
    most = {"option": len(answer.labels), "number": len(NUMBERS), "keep": 2}.get(answer.kind, 0)
    return frozenset(map(str, range(most)))


def _send(draft: PersonDraft, room: RoomId, sent: AnswerSent) -> None:
    draft.note("answer.sent")
    answer = draft.state.answers[room]
    draft.tell_to(room, sent)
    _set(draft, room, None)
    if answer.kind == "form":
        done = "answer.noted_form"
    elif answer.kind == "keep" or answer.unseen:
        done = "answer.noted_alone"
    else:
        done = "answer.noted"
    draft.change(f"{SLOT}{room}", text(done))


def passed(draft: PersonDraft, room: RoomId) -> None:
    """The room does not wait for it any more: what was written goes."""
    answer = draft.state.answers.get(room)
    if answer is None:
        return
    _release(draft, answer)
    _set(draft, room, None)
    if f"{SLOT}{room}" in draft.state.cards:
        draft.change(f"{SLOT}{room}", text("answer.passed"))


def unwrite(draft: PersonDraft) -> None:
    """What was written and not sent goes; the questions stay open."""
    for answer in draft.state.answers.values():
        _release(draft, answer)
    answers = {room: replace(one, written={}) for room, one in draft.state.answers.items()}
    draft.set(answers=answers)


def _release(draft: PersonDraft, answer: Answer) -> None:
    for ref, _ in answer.written.values():
        draft.release(ref)


def _set(draft: PersonDraft, room: RoomId, answer: Answer | None) -> None:
    others = {one: what for one, what in draft.state.answers.items() if one != room}
    draft.set(answers=others if answer is None else {**others, room: answer})
