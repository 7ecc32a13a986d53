"""What a persona does next: a pure function of what it sees.

Inside an exercise it knows no verb: what is asked is read from who is asked to write, from the
buttons that are its own to press, and, in private, from cards that can only be answered in words.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from random import Random

from msgspec import Struct

from bot.rehearsal.personas.sight import Begin, Card, ChatName, Intent, Key, Press, Sight, Write
from bot.rehearsal.personas.taste import ANSWERS, likely, number_of, own
from bot.rehearsal.personas.temperament import LONGEST_S, READS, TYPES, Temperament

#: What ends a step in which something was done, or nothing had to be.
_DONE = "done"
#: A question of the exercise that each answers alone has buttons of this kind.
_ALONE = "answer_"
#: The only button of one that is answered in words.
_KEEP = f"{_ALONE}none"
#: How a card says how much may be written.
_CHARS = re.compile(r"up to (\d+) characters")
#: Of the numbers on a scale, so many of the highest are for people who want to.
_HIGH = 4
#: What is written where nobody has said how long it may be, in characters; so much of it may be the
#: mark that somebody else puts behind it.
_BRIEF, _MARGIN = 30, 8


class Words(Struct, frozen=True):
    """What personas can say, and the labels that they know.

    `said`: sentences by mood and occasion. `beside`: buttons that are no answer (*pass*, *pause*,
    *not now*); `aside`: buttons of cards that ask nothing (a pause's, the rules'); `here`: the
    label of *now* at a return; `later`: of what every private question can be answered with, whose
    first answer says that nothing is wrong.
    """

    said: Mapping[str, Mapping[str, Sequence[str]]]
    beside: frozenset[str]
    aside: frozenset[str]
    here: str
    later: str


class Actor:
    """One persona in one seat. `wanted`: what it does in some steps, by their names, whatever it
    would do otherwise; the step before the first has an empty name.
    """

    def __init__(
        self,
        temperament: Temperament,
        words: Words,
        seed: int = 1,
        wanted: Mapping[str, str] | None = None,
    ) -> None:
        self._is, self._words, self._seed = temperament, words, seed
        self._wanted = wanted or {}

    def next(self, sight: Sight) -> Intent | None:
        """What it means to do, or nothing as long as nothing else happens."""
        written = sum("/said" in reason for reason in sight.done)
        if self._is.stays is not None and written >= self._is.stays:
            return self._leaves(sight)
        if sight.door:
            return Intent("door", "private", 2.0, Begin())
        return self._acts_alone(sight) or self._acts_in_group(sight)

    # --- what is asked ---------------------------------------------------------------------------

    def _acts_alone(self, sight: Sight) -> Intent | None:
        card = self._asking(sight.private)
        if card is None:
            return None
        if self._words.later in card.labels:
            return self._presses(card.keys[0], card, "private", sight)
        if (wanted := self._wants(card.keys, sight)) is not None:
            return self._presses(wanted, card, "private", sight)
        if card.actions == (_KEEP,):
            return self._writes_alone(card, sight)
        answers = [key for key in _answers(card.keys) if key.action.startswith(_ALONE)]
        return self._chooses(answers or self._known(card), card, "private", sight)

    def _acts_in_group(self, sight: Sight) -> Intent | None:
        if sight.running and sight.may == {"resume"}:
            return self._returns(sight)
        card = self._asking(sight.group)
        if not sight.running:
            return self._chooses(self._known(card), card, "group", sight) if card else None
        keys = _own(card, sight) if card else []
        if card and (wanted := self._wants(keys, sight)) is not None:
            return self._presses(wanted, card, "group", sight)
        answers = _answers(keys)
        only_done = [key.action for key in answers] == [_DONE]
        if card and answers and not (only_done and sight.writes == "me"):
            return self._chooses(answers, card, "group", sight)
        if sight.writes == "me":
            return self._speaks(sight, card, answers)
        return self._interrupts(sight) if sight.writes == "other" else None

    def _known(self, card: Card) -> list[Key]:
        """What answers outside of an exercise, and beside it."""
        return [key for key in card.keys if key.label not in self._words.beside]

    def _asking(self, cards: Iterable[Card]) -> Card | None:
        """The newest message that has any buttons."""
        card = _newest(one for one in cards if one.keys and not self._words.aside & set(one.labels))
        return card if card is not None and card.author == "heard" else None

    def _wants(self, keys: Sequence[Key], sight: Sight) -> Key | None:
        if not sight.running or (action := self._wanted.get(sight.step)) is None:
            return None
        return next((key for key in keys if key.action == action), None)

    # --- buttons ---------------------------------------------------------------------------------

    def _chooses(
        self, answers: Sequence[Key], card: Card, chat: ChatName, sight: Sight
    ) -> Intent | None:
        """*Done*, where that is an answer; a high number; the first answer, or, in doubt, the one
        after it.
        """
        if not answers:
            return None
        chance = self._chance(sight, _reason(chat, card))
        numbers = [key for key in card.keys if number_of(key.action, card.actions) is not None]
        if numbers:
            high = numbers if chance.random() < self._is.doubts else numbers[-_HIGH:]
            return self._presses(chance.choice(high), card, chat, sight)
        done = next((key for key in answers if key.action == _DONE), None)
        second = len(answers) > 1 and chance.random() < self._is.doubts
        return self._presses(done or answers[second], card, chat, sight)

    def _presses(self, key: Key, card: Card, chat: ChatName, sight: Sight) -> Intent | None:
        """Press it, once."""
        reason = _reason(chat, card)
        if reason in sight.done:
            return None
        return self._intent(reason, chat, card, Press(card.id, key.label), sight)

    def _returns(self, sight: Sight) -> Intent | None:
        """At the end of a pause both are called."""
        for card in reversed(sight.group):
            for key in card.keys:
                if key.label == self._words.here:
                    return self._presses(key, card, "group", sight)
        return None

    # --- words -----------------------------------------------------------------------------------

    def _speaks(self, sight: Sight, asking: Card | None, done: Sequence[Key]) -> Intent | None:
        """Say something, and then that this was it."""
        card = _newest(one for one in sight.group if one.author == "heard")
        if card is None or not self._is.speaks:
            return None
        reason = f"{_prompt(card)}/said"
        if reason not in sight.done:
            text = self._sentence(sight, reason)
            return self._intent(reason, "group", card, _typed(text), sight)
        return self._presses(done[0], asking, "group", sight) if done and asking else None

    def _writes_alone(self, card: Card, sight: Sight) -> Intent | None:
        """As much as fits, in one sentence."""
        reason = f"{_reason('private', card)}/said"
        if not self._is.speaks or reason in sight.done:
            return None
        most = _limit(card.text) - _MARGIN
        said = self._words.said[self._is.mood]
        fits = [one for one in said["share"] if len(one) <= most] or said["topic"]
        text = self._chance(sight, reason).choice(fits)
        return self._intent(reason, "private", card, _typed(text), sight)

    def _sentence(self, sight: Sight, reason: str) -> str:
        """Words for the occasion: what the trial asks for, a topic, a saying back, a share."""
        card = _newest(one for one in sight.group if one.author == "heard")
        if sight.verb == "trial" and card and (word := _quoted(card.text)):
            return word
        occasion = {"gather": "topic", "reflect": "back"}.get(sight.verb, "share")
        heard = _newest(one for one in sight.group if one.author == "other")
        if occasion == "back" and heard is None:
            occasion = "share"
        chosen = self._chance(sight, reason).choice(self._words.said[self._is.mood][occasion])
        return chosen.format(words=heard.text if heard else "", other=sight.other)

    def _interrupts(self, sight: Sight) -> Intent | None:
        often, most = self._is.interrupts
        card = _newest(one for one in sight.group if one.author == "heard")
        if card is None:
            return None
        for number in range(most):
            reason = f"{_prompt(card)}/broke in {number}"
            if reason in sight.done:
                continue
            chance = self._chance(sight, reason)
            if chance.random() >= often:
                return None
            text = chance.choice(self._words.said[self._is.mood]["interruption"])
            return self._intent(reason, "group", card, _typed(text), sight)
        return None

    def _leaves(self, sight: Sight) -> Intent | None:
        reason = "leaving"
        if reason in sight.done:
            return None
        text = self._chance(sight, reason).choice(self._words.said["going"]["leaving"])
        return Intent(reason, "group", 4.0, _typed(text))

    # --- time ------------------------------------------------------------------------------------

    def _intent(
        self, reason: str, chat: ChatName, card: Card, does: Write | Press, sight: Sight
    ) -> Intent:
        """With the time that reading, making up one's mind and typing take."""
        waits = self._chance(sight, f"{reason}/wait").uniform(*self._is.waits)
        typing = does.typing if isinstance(does, Write) else 0.0
        after = min(len(card.text) / READS, LONGEST_S) + waits + typing
        return Intent(reason, chat, round(after, 2), does)

    def _chance(self, sight: Sight, reason: str) -> Random:
        """The same luck for the same reason."""
        return Random(f"{self._seed}/{sight.me}/{reason}")  # noqa: S311 -- play, not secrets


def _reason(chat: ChatName, card: Card) -> str:
    """A card that looks otherwise asks anew."""
    return f"{chat}/{card.id}/{card.text}/{'/'.join(card.labels)}"


def _prompt(card: Card) -> str:
    """What it asks for in writing stays the same whatever becomes of its buttons."""
    return f"group/{card.id}/{card.text}"


def _own(card: Card, sight: Sight) -> list[Key]:
    """The buttons that are its own to press."""
    mine = own(card.actions, sight.may, sight.theirs, holds=sight.writes == "me")
    return [key for key in card.keys if key.action in mine]


def _answers(keys: Sequence[Key]) -> list[Key]:
    """What of these answers what is asked: the likeliest first."""
    among = [key.action for key in keys]
    weights = {key: likely(key.action, among) for key in keys if key.action}
    return sorted(
        (key for key in weights if weights[key] >= ANSWERS), key=lambda key: -weights[key]
    )


def _limit(text: str) -> int:
    """How many characters a card says may be written."""
    found = _CHARS.search(text)
    return int(found[1]) if found else _BRIEF


def _newest(cards: Iterable[Card]) -> Card | None:
    return next(iter(list(cards)[::-1]), None)


def _quoted(text: str) -> str:
    """What stands in quotation marks in a prompt."""
    return text.partition("“")[2].partition("”")[0]


def _typed(text: str) -> Write:
    return Write(text, round(min(len(text) / TYPES, LONGEST_S), 2))
