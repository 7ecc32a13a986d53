"""Polls: what is asked, what may be answered, and how it stands."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from .errors import ImpossibleError
from .people import User
from .texts import NO_WORDS, Formatted
from .wire import JsonObject

if TYPE_CHECKING:
    from .messages import Message

MAX_OPTIONS = 12
MAX_QUESTION = 300
MAX_OPTION = 100
MAX_EXPLANATION = 200


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer."""

    id: str
    words: Formatted


@dataclass(eq=False, slots=True)
class Poll:
    """One poll, wherever it was forwarded to. `votes` is by the voter's id, the options' numbers.

    `closes` is a Unix time or 0, `period` the seconds that it was to be open. `right` are the
    numbers of the right answers of a quiz.
    """

    id: str
    creator: User
    question: Formatted
    options: tuple[Option, ...]
    anonymous: bool = True
    several: bool = False
    revoting: bool = True
    quiz: bool = False
    right: tuple[int, ...] = ()
    explanation: Formatted = NO_WORDS
    description: Formatted = NO_WORDS
    period: int = 0
    closes: int = 0
    closed: bool = False
    hidden: bool = False
    votes: dict[int, tuple[int, ...]] = field(default_factory=dict)
    messages: list["Message"] = field(default_factory=list)

    def anew(self, poll_id: str, creator: User) -> "Poll":
        """The same question, with no answers yet."""
        return replace(self, id=poll_id, creator=creator, closed=False, votes={}, messages=[])

    def is_closed(self, now: int) -> bool:
        """Whether nobody can answer any more."""
        return self.closed or 0 < self.closes <= now

    def vote(self, user: User, chosen: tuple[int, ...], now: int) -> bool:
        """Take an answer, or with nothing chosen take it back; False if nothing has changed.

        Raises `ImpossibleError` for what no client offers.
        """
        if self.is_closed(now):
            raise ImpossibleError("the poll is closed")
        if len(chosen) > 1 and not self.several:
            raise ImpossibleError("only one answer can be chosen")
        if any(not 0 <= number < len(self.options) for number in chosen):
            raise ImpossibleError("there is no such answer")
        if user.id in self.votes and not self.revoting:
            raise ImpossibleError("an answer to this poll is final")
        if self.votes.get(user.id, ()) == chosen:
            return False
        self.votes.pop(user.id, None)
        if chosen:
            self.votes[user.id] = tuple(sorted(chosen))
        return True

    def json(self) -> JsonObject:
        """The `Poll` object. Its creator is shown the right answers at once."""
        counts = [sum(number in one for one in self.votes.values()) for number in self._numbers()]
        shown: JsonObject = {"id": self.id, **_worded("question", self.question)}
        shown["options"] = [
            {"persistent_id": option.id, **_worded("text", option.words, "text_entities")}
            | {"voter_count": count}
            for option, count in zip(self.options, counts, strict=True)
        ]
        shown["total_voter_count"] = len(self.votes)
        if self.period and self.closes:
            shown |= {"open_period": self.period, "close_date": self.closes}
        shown |= {
            "is_closed": self.closed,
            "is_anonymous": self.anonymous,
            "allows_multiple_answers": self.several,
            "allows_revoting": self.revoting,
            "members_only": False,
            "type": "quiz" if self.quiz else "regular",
        }
        if self.quiz:
            shown |= self._quiz_json()
        if self.description.text:
            shown |= _worded("description", self.description)
        return shown

    def _quiz_json(self) -> JsonObject:
        shown: JsonObject = {}
        if len(self.right) == 1:
            shown["correct_option_id"] = self.right[0]
        shown["correct_option_ids"] = list(self.right)
        if self.explanation.text:
            shown["explanation"] = self.explanation.text
            shown["explanation_entities"] = [one.json() for one in self.explanation.entities]
        return shown

    def _numbers(self) -> range:
        return range(len(self.options))


def _worded(name: str, words: Formatted, entities: str = "") -> JsonObject:
    shown: JsonObject = {name: words.text}
    if words.entities:
        shown[entities or f"{name}_entities"] = [entity.json() for entity in words.entities]
    return shown
