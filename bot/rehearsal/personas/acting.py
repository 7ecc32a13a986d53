"""What a persona does next: a pure function of what it sees."""

from collections.abc import Iterable, Mapping, Sequence
from random import Random

from msgspec import Struct

from bot.rehearsal.personas.sight import Begin, Card, ChatName, Intent, Press, Sight, Write
from bot.rehearsal.personas.temperament import LONGEST_S, READS, TYPES, Temperament

#: What everybody can do without being asked to, and what is not an answer.
_BESIDE = frozenset({"speak", "done", "pass", "example", "no", "resume"})
#: Steps in which one is asked to write.
_WORDED = frozenset({"turn", "trial", "reflect", "gather"})


class Words(Struct, frozen=True):
    """What personas can say, and the labels that they know.

    `said`: sentences by mood and occasion. `beside`: buttons that are no answer (*pass*, *pause*,
    *not now*); `aside`: buttons of cards that ask nothing (a pause's, the rules'); `done`, `here`:
    the labels of *my turn is finished* and of *now* at a return; `later`: of what every private
    question can be answered with, whose first answer says that nothing is wrong. `wanted`: labels
    that are taken wherever they stand.
    """

    said: Mapping[str, Mapping[str, Sequence[str]]]
    beside: frozenset[str]
    aside: frozenset[str]
    done: str
    here: str
    later: str
    wanted: frozenset[str] = frozenset()


class Actor:
    """One persona in one seat."""

    def __init__(self, temperament: Temperament, words: Words, seed: int = 1) -> None:
        self._is, self._words, self._seed = temperament, words, seed

    def next(self, sight: Sight) -> Intent | None:
        """What it means to do, or nothing as long as nothing else happens."""
        written = sum("/said" in reason for reason in sight.done)
        if self._is.stays is not None and written >= self._is.stays:
            return self._leaves(sight)
        if sight.door:
            return Intent("door", "private", 2.0, Begin())
        return self._answers(sight, "private") or self._acts_in_group(sight)

    def _acts_in_group(self, sight: Sight) -> Intent | None:
        if sight.running and sight.may == {"resume"}:
            return self._returns(sight)
        if sight.may - _BESIDE or not sight.running or sight.verb == "hand_off":
            return self._answers(sight, "group")
        if "speak" in sight.may and sight.verb in _WORDED:
            return self._speaks(sight)
        if "speak" in sight.theirs and sight.verb in _WORDED:
            return self._interrupts(sight)
        return None

    # --- buttons ---------------------------------------------------------------------------------

    def _answers(self, sight: Sight, chat: ChatName) -> Intent | None:
        """Press a button of the newest message that has any, once."""
        cards = sight.private if chat == "private" else sight.group
        card = _newest(one for one in cards if one.keys and not self._words.aside & set(one.keys))
        if card is None or card.author != "heard":
            return None
        reason = _reason(chat, card)
        if chat == "private" and self._words.later in card.keys:
            label: str | None = card.keys[0]
        else:
            label = self._label(card, self._chance(sight, reason), sight)
        if label is None or reason in sight.done:
            return None
        return self._intent(reason, chat, card, Press(card.id, label), sight)

    def _label(self, card: Card, chance: Random, sight: Sight) -> str | None:
        for label in card.keys:
            if label in self._words.wanted:
                return label
        beside = self._words.beside - ({self._words.done} if sight.verb == "hand_off" else set())
        answers = [label for label in card.keys if label not in beside]
        if len(answers) > 1 and sight.verb == "reflect" and chance.random() < self._is.doubts:
            return answers[1]
        return answers[0] if answers else None

    def _returns(self, sight: Sight) -> Intent | None:
        """At the end of a pause both are called."""
        card = _newest(one for one in sight.group if self._words.here in one.keys)
        if card is None or (reason := _reason("group", card)) in sight.done:
            return None
        return self._intent(reason, "group", card, Press(card.id, self._words.here), sight)

    # --- words -----------------------------------------------------------------------------------

    def _speaks(self, sight: Sight) -> Intent | None:
        card = _newest(one for one in sight.group if one.author == "heard")
        if card is None or not self._is.speaks:
            return None
        reason = f"{_reason('group', card)}/said"
        if reason not in sight.done:
            text = self._sentence(sight, reason)
            return self._intent(reason, "group", card, _typed(text), sight)
        finished = _newest(one for one in sight.group if self._words.done in one.keys)
        if finished is None or (again := f"{reason}/done") in sight.done:
            return None
        press = Press(finished.id, self._words.done)
        return self._intent(again, "group", finished, press, sight)

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
        likely, most = self._is.interrupts
        card = _newest(one for one in sight.group if one.author == "heard")
        if card is None:
            return None
        for number in range(most):
            reason = f"{_reason('group', card)}/broke in {number}"
            if reason in sight.done:
                continue
            chance = self._chance(sight, reason)
            if chance.random() >= likely:
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
    return f"{chat}/{card.id}/{card.text}"


def _newest(cards: Iterable[Card]) -> Card | None:
    return next(iter(list(cards)[::-1]), None)


def _quoted(text: str) -> str:
    """What stands in quotation marks in a prompt."""
    return text.partition("“")[2].partition("”")[0]


def _typed(text: str) -> Write:
    return Write(text, round(min(len(text) / TYPES, LONGEST_S), 2))
