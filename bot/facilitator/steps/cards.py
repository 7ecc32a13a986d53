"""The verbs that show something to choose: `draw` a card, `pick` words of a list."""

from datetime import timedelta

from msgspec.structs import replace

from bot.dialogue.kinds import WordList
from bot.dialogue.model import EITHER, Draw, Pick
from bot.facilitator import decks
from bot.facilitator.events import Said
from bot.facilitator.ids import Seat, TapId
from bot.facilitator.limits import OTHER_CARDS_MAX, PICKED_CHARS_MAX
from bot.facilitator.progress import Drawing, Drawn, Picked, Picking, Session
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.steps.base import (
    PASS,
    PAUSE,
    Then,
    Verb,
    forget,
    not_yours,
    rows,
    unused,
    used,
)
from bot.facilitator.texts import Button, Many, Phrase, Rows, Text, button, grid, text

#: Buttons in a row: words are short, a phone is narrow.
WORDS_IN_A_ROW = 3


class DrawVerb(Verb[Draw]):
    """One card of a deck; another one, twice at most."""

    def enter(self, draft: RoomDraft, step: Draw) -> Then:
        """Draw and show. A deck that is not there any more is passed over."""
        draft.play(step=Drawing(OTHER_CARDS_MAX))
        draft.give_floor(None)
        if not self._draw(draft, step):
            return "next"
        draft.clock("draw", timedelta(minutes=step.minutes))
        return "wait"

    def _draw(self, draft: RoomDraft, step: Draw) -> bool:
        deck = draft.library.deck(step.deck)
        if deck is None:
            draft.note("draw.no_deck")
            return False
        card = decks.draw(draft, deck)
        draft.play(found={**draft.session.found, step.id: Drawn(card.key)})
        left = _drawing(draft).others
        other = (button("another"),) if left else ()
        calls = None if step.by == EITHER else draft.session.roles[step.by]
        draft.card("turn", self._text(draft, step, card), rows(button("this_one"), *other), calls)
        return True

    @staticmethod
    def _text(draft: RoomDraft, step: Draw, card: Phrase) -> Text:
        if step.text is None:
            return text("draw.card", card=card)
        what = draft.text(f"{step.id}/text")
        return replace(what, values={**what.values, "card": card})

    def tapped(
        self, draft: RoomDraft, step: Draw, seat: Seat, action: str, tap: TapId | None
    ) -> Then:
        """*This one*, or another."""
        if action not in ("this_one", "another"):
            return super().tapped(draft, step, seat, action, tap)
        if step.by != EITHER and seat != (holder := draft.session.roles[step.by]):
            return not_yours(draft, tap, holder)
        used(draft)
        draft.answer(tap)
        left = _drawing(draft).others
        if action == "this_one" or not left:
            return self._take(draft)
        draft.note("draw.another")
        draft.play(step=Drawing(left - 1))
        return "wait" if self._draw(draft, step) else "next"

    @staticmethod
    def _take(draft: RoomDraft) -> Then:
        draft.note("draw.taken")
        draft.fold("turn")
        return "next"

    def due(self, draft: RoomDraft, step: Draw, clock: str) -> Then:
        """The card that lies there is the one."""
        then = unused(draft)
        return self._take(draft) if then == "next" else then

    def verbs(self, session: Session, step: Draw, seat: Seat) -> frozenset[str]:
        """Who may draw."""
        own = step.by == EITHER or seat == session.roles[step.by]
        state = session.step
        more = isinstance(state, Drawing) and state.others > 0
        return frozenset({"this_one", *(("another",) if more else ())}) if own else frozenset()


class PickVerb(Verb[Pick]):
    """Families, words in them, *done*. Own words, in writing, do as well."""

    def enter(self, draft: RoomDraft, step: Pick) -> Then:
        """Show the families. A list that is not there any more is passed over."""
        if draft.library.words(step.words) is None:
            draft.note("pick.no_list")
            return self._keep(draft, step, ())
        seat = draft.session.roles[step.by]
        draft.play(step=Picking())
        draft.give_floor(seat)
        draft.card("turn", *self._card(draft, step), calls=seat)
        draft.clock("pick", timedelta(minutes=step.minutes))
        return "wait"

    def said(self, draft: RoomDraft, step: Pick, seat: Seat, said: Said) -> Then:
        """A word of their own; what is longer is no pick, and stays in the chat."""
        used(draft)
        fits = said.signals.medium == "text" and said.signals.length <= PICKED_CHARS_MAX
        if not fits or said.signals.insult:
            draft.note("pick.not_a_word")
            what, buttons = self._card(draft, step)
            what = replace(what, then=(*what.then, text("pick.word_or_tap")))
            draft.card("turn", what, buttons, calls=seat)
            return "wait"
        draft.note("pick.own_word")
        draft.keep(said.words, seat)
        draft.author(said.words, seat)
        forget(draft, step)
        answers = {**draft.session.answers, step.id: said.words}
        spoken = {**draft.session.spoken, step.id: said.signals.length}
        draft.play(answers=answers, spoken=spoken)
        draft.fold("turn", draft.text(f"{step.id}/text"))
        return "next"

    def tapped(
        self, draft: RoomDraft, step: Pick, seat: Seat, action: str, tap: TapId | None
    ) -> Then:
        """Open a family, choose or drop a word, *done*, *pass*."""
        if action not in self._actions(draft.session, draft.library.words(step.words)):
            return super().tapped(draft, step, seat, action, tap)
        if seat != (holder := draft.session.roles[step.by]):
            return not_yours(draft, tap, holder)
        used(draft)
        state = _picking(draft)
        what, _, name = action.partition("_")
        if what in ("done", "pass"):
            draft.answer(tap)
            draft.note(f"pick.{what}")
            return self._keep(draft, step, state.chosen)
        if what == "word":
            return self._toggle(draft, step, f"{state.family}/{name}", tap)
        draft.answer(tap)
        draft.play(step=replace(state, family=name if what == "family" else ""))
        draft.refresh("turn", *self._card(draft, step))
        return "wait"

    def _toggle(self, draft: RoomDraft, step: Pick, word: str, tap: TapId | None) -> Then:
        state = _picking(draft)
        if word in state.chosen:
            chosen = tuple(one for one in state.chosen if one != word)
        elif len(state.chosen) >= step.at_most:
            draft.note("pick.full")
            draft.answer(tap, "toast.picked_enough", most=step.at_most)
            return "wait"
        else:
            chosen = (*state.chosen, word)
        draft.answer(tap)
        draft.play(step=replace(state, chosen=chosen))
        if step.at_most == len(chosen) == 1:
            draft.note("pick.one")
            return self._keep(draft, step, chosen)
        draft.refresh("turn", *self._card(draft, step))
        return "wait"

    @staticmethod
    def _keep(draft: RoomDraft, step: Pick, chosen: tuple[str, ...]) -> Then:
        """What was chosen stands in the chat, in place of the buttons."""
        keys = tuple(f"words:{step.words}/{word}" for word in chosen)
        answers = {one: ref for one, ref in draft.session.answers.items() if one != step.id}
        draft.play(found={**draft.session.found, step.id: Picked(keys)}, answers=answers)
        draft.give_floor(None)
        if keys:
            name = draft.state.name(draft.session.roles[step.by])
            picked = text("pick.picked", name=name, words=Many(keys))
            draft.fold("turn", replace(draft.text(f"{step.id}/text"), then=(picked,)))
        else:
            draft.clear("turn")
        return "next"

    def due(self, draft: RoomDraft, step: Pick, clock: str) -> Then:
        """What is chosen by then is it."""
        chosen = _picking(draft).chosen
        if chosen:
            return self._keep(draft, step, chosen)
        then = unused(draft)
        return self._keep(draft, step, ()) if then == "next" else then

    def verbs(self, session: Session, step: Pick, seat: Seat) -> frozenset[str]:
        """The holder's: words of their own, *done*, *pass*; families and words are on the card."""
        own = seat == session.roles[step.by]
        return frozenset({"speak", "done", "pass"}) if own else frozenset()

    @staticmethod
    def _actions(session: Session, words: WordList | None) -> frozenset[str]:
        state = session.step
        family = words.families.get(state.family) if words and isinstance(state, Picking) else None
        inner = [f"word_{one}" for one in family.words] if family else []
        families = [f"family_{one}" for one in words.families] if words else []
        return frozenset({"done", "pass", "families", *families, *inner})

    def _card(self, draft: RoomDraft, step: Pick) -> tuple[Text, Rows]:
        state, words = _picking(draft), draft.library.words(step.words)
        prefix = f"words:{step.words}/"
        what = draft.text(f"{step.id}/text")
        if state.chosen:
            keys = tuple(f"{prefix}{word}" for word in state.chosen)
            what = replace(what, then=(text("pick.so_far", words=Many(keys)),))
        family = words.families.get(state.family) if words else None
        if family is None:
            names = words.families if words else ()
            choices = [Button(Text(f"{prefix}{one}"), f"family_{one}") for one in names]
        else:
            choices = [
                Button(self._label(f"{prefix}{state.family}/{one}", state), f"word_{one}")
                for one in family.words
            ]
        back = (button("families"),) if family is not None else ()
        end = button("done") if state.chosen else PASS
        return what, (*grid(choices, WORDS_IN_A_ROW), (*back, end), (PAUSE,))

    @staticmethod
    def _label(key: str, state: Picking) -> Text:
        chosen = key.partition("/")[2] in state.chosen
        return text("pick.chosen", word=Phrase(key)) if chosen else Text(key)


def _drawing(draft: RoomDraft) -> Drawing:
    state = draft.session.step
    return state if isinstance(state, Drawing) else Drawing(0)


def _picking(draft: RoomDraft) -> Picking:
    state = draft.session.step
    return state if isinstance(state, Picking) else Picking()
