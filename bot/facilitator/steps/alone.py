"""The verbs that each answers alone: `reveal`, `scale`, `keep`. What the group reads depends on
whether both sent theirs, and on nothing else.
"""

from abc import abstractmethod
from datetime import timedelta
from typing import TypeVar

from msgspec.structs import replace

from bot.dialogue.model import Keep, Reveal, Scale
from bot.facilitator import effects as do
from bot.facilitator import events as told
from bot.facilitator import kept
from bot.facilitator.ids import SEATS, Seat
from bot.facilitator.limits import TAKEAWAY
from bot.facilitator.progress import Answering, Together
from bot.facilitator.room import Takeaway
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.steps.base import Then, Verb, forget, rows, used
from bot.facilitator.texts import Button, Said, Words, phrase, refs, text

OPEN = (Button(text("button.open_private"), door="hello"),)
Kind = TypeVar("Kind", bound=Reveal | Scale | Keep)


class AloneVerb(Verb[Kind]):
    """Two answers in private; on when both have answered, or when time is over."""

    def enter(self, draft: RoomDraft, step: Kind) -> Then:
        """Ask both the same, at the same time."""
        forget(draft, step)
        draft.play(step=Answering(), asked=draft.stamp("q"))
        draft.give_floor(None)
        draft.card("turn", text(self.line(step)), (OPEN, *rows()))
        draft.tell_both(self.question(draft, step))
        draft.clock("alone", timedelta(minutes=step.minutes))
        return "wait"

    def line(self, step: Kind) -> str:
        """What the group reads meanwhile."""
        return "answer.in_private"

    @abstractmethod
    def question(self, draft: RoomDraft, step: Kind) -> told.AnswerWanted:
        """What each is asked."""

    def sent(self, draft: RoomDraft, step: Kind, seat: Seat, sent: told.AnswerSent) -> Then:
        """An answer, or that there is none; given once."""
        state = _answering(draft)
        if seat in state.sent or seat in state.none:
            return "wait"
        used(draft)
        said = self.read(draft, step, sent)
        if said is None:
            draft.play(step=replace(state, none=(*state.none, seat)))
        else:
            for ref in sent.words.values():
                draft.author(ref, seat)
            draft.play(step=replace(state, sent={**state.sent, seat: said}))
        return "wait" if draft.state.pause else self._settle(draft, step)

    def read(self, draft: RoomDraft, step: Kind, sent: told.AnswerSent) -> Said | None:
        """What was sent, as later texts name it."""
        if sent.words:
            return Words(next(iter(sent.words.values())))
        return sent.choice

    def resume(self, draft: RoomDraft, step: Kind) -> Then:
        """Answers that came in during the pause count now."""
        draft.repost("turn")
        return self._settle(draft, step)

    def _settle(self, draft: RoomDraft, step: Kind) -> Then:
        state = _answering(draft)
        if {*state.sent, *state.none} < set(SEATS):
            return "wait"
        return self._end(draft, step)

    def due(self, draft: RoomDraft, step: Kind, clock: str) -> Then:
        """Time is over: as if whoever has not answered kept it to themselves."""
        draft.note("answer.time")
        draft.tell_both(told.UpPassed(room=draft.state.id))
        return self._end(draft, step)

    def _end(self, draft: RoomDraft, step: Kind) -> Then:
        draft.play(asked="")
        draft.clear("turn")
        sent = _answering(draft).sent
        if len(sent) == len(SEATS):
            return self.together(draft, step, sent)
        for said in sent.values():
            if isinstance(said, Words):  # nobody will read them any more
                draft.release(said.ref)
        return self.together(draft, step, {})

    @abstractmethod
    def together(self, draft: RoomDraft, step: Kind, said: dict[Seat, Said]) -> Then:
        """What comes of it; `said` is empty unless both sent theirs."""

    @staticmethod
    def show(draft: RoomDraft, said: dict[Seat, Said]) -> None:
        """Both, in one post, in the order of the roles."""
        lines = []
        for seat in draft.session.roles.values():
            value = said[seat]
            shown = str(value) if isinstance(value, int) else value
            lines.append(text("answer.line", name=draft.state.name(seat), said=shown))
        draft.note("answer.shown")
        draft.say(text("answer.both", *lines))


class RevealVerb(AloneVerb[Reveal]):
    """Both answers are shown together, or neither."""

    def question(self, draft: RoomDraft, step: Reveal) -> told.AnswerWanted:
        """Words, or one of the options."""
        labels = tuple(draft.text(f"{step.id}/{at}") for at in range(len(step.options)))
        what = draft.text(f"{step.id}/text")
        return told.AnswerWanted(
            room=draft.state.id,
            stamp=draft.session.asked,
            kind="option" if labels else "words",
            text=what,
            slots={} if labels else {"text": (what, step.chars)},
            labels=labels,
        )

    def read(self, draft: RoomDraft, step: Reveal, sent: told.AnswerSent) -> Said | None:
        """An option is read by its label."""
        said = super().read(draft, step, sent)
        if not isinstance(said, int):
            return said
        return phrase(draft.text(f"{step.id}/{said}"))

    def together(self, draft: RoomDraft, step: Reveal, said: dict[Seat, Said]) -> Then:
        """Shown, or one neutral line."""
        draft.play(found={**draft.session.found, step.id: Together(said)})
        if said:
            self.show(draft, said)
        else:
            draft.note("answer.not_both")
            draft.say(text("answer.not_both"))
        return "next"


class ScaleVerb(AloneVerb[Scale]):
    """Two numbers; shown if that was said before, else only whether both are high enough."""

    def line(self, step: Scale) -> str:
        """Whether it may be shown is said to both before."""
        return "answer.in_private" if step.show else "answer.for_itself"

    def question(self, draft: RoomDraft, step: Scale) -> told.AnswerWanted:
        """A number; without `show` nobody is told anything of it."""
        what = draft.text(f"{step.id}/text")
        return told.AnswerWanted(
            room=draft.state.id,
            stamp=draft.session.asked,
            kind="number",
            text=what if step.show else replace(what, then=(text("answer.unseen"),)),
            labels=(draft.text(f"{step.id}/low"), draft.text(f"{step.id}/high")),
            whole=None if step.show else what,
        )

    def together(self, draft: RoomDraft, step: Scale, said: dict[Seat, Said]) -> Then:
        """Both numbers, or one bit."""
        numbers = [one for one in said.values() if isinstance(one, int)]
        reached = step.reach is not None and bool(numbers) and min(numbers) >= step.reach
        both = Together(said if step.show else {}, reached)
        draft.play(found={**draft.session.found, step.id: both})
        if step.show and said:
            self.show(draft, said)
        elif step.show:
            draft.note("answer.not_both")
            draft.say(text("answer.not_both"))
        return "next"


class KeepVerb(AloneVerb[Keep]):
    """A takeaway is kept if both want it. A *no* reads like no answer at all."""

    def line(self, step: Keep) -> str:
        """Nothing is kept yet."""
        return "keep.in_private"

    def question(self, draft: RoomDraft, step: Keep) -> told.AnswerWanted:
        """The takeaway as it would be kept."""
        what = draft.named(draft.text(f"{step.id}/text"))
        asked = text("keep.ask", what)
        return told.AnswerWanted(
            room=draft.state.id, stamp=draft.session.asked, kind="keep", text=asked
        )

    def together(self, draft: RoomDraft, step: Keep, said: dict[Seat, Said]) -> Then:
        """Kept for both, for some months, or not at all."""
        if not said:
            draft.note("keep.not_both")
            draft.say(text("keep.not_kept"))
            return "next"
        what = draft.named(draft.text(f"{step.id}/text"))
        words = tuple(refs(what))
        until = draft.now + TAKEAWAY
        for ref in words:
            seat = draft.session.authors.get(ref)
            if seat is not None:
                owner = draft.state.seats[seat].person
                draft.add(do.Keep(words=ref, owner=owner, room=draft.state.id, until=until))
        kept.add(draft, Takeaway(draft.now, what, words))
        draft.note("keep.kept")
        draft.say(text("keep.kept"))
        return "next"


def _answering(draft: RoomDraft) -> Answering:
    state = draft.session.step
    return state if isinstance(state, Answering) else Answering()
