"""What became of everything that was decided, and of everything that people did: shown at least
once, twice only where nobody could know, in its order, and soon.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from bot.adapters.memory.disk import Disk
from bot.adapters.telegram import inbound, wire
from bot.adapters.telegram.transport import READ_S
from bot.facilitator import codec
from bot.facilitator.ids import EffectId, Mailbox
from bot.rehearsal.botapi.wire import JsonObject
from bot.rehearsal.simulation.line import Attempt
from bot.rehearsal.simulation.weather import Weather
from bot.service.outbox import DOUBT_LONGEST_S

#: How long anything may take that nothing explains, in seconds: in good weather, and where
#: something went wrong meanwhile (the longest wait between two attempts, and the attempt). Where it
#: goes wrong again and again, each attempt adds a little: so much of the time that is explained.
PATIENCE_S, PATIENCE_IN_TROUBLE_S, PATIENCE_IN_A_STORM = 3.0, 45.0, 0.25
#: Telegram's limits: a group takes 20 posts a minute, any chat one a second, in bursts. So the 20th
#: post of a quick talk, or the sixth at once, may wait. Seconds, and posts.
CROWDED = ((61.0, 19), (6.0, 5))
#: A Telegram that is slow makes no process show a post more often than this.
SHOWN_MAX = 2


@dataclass(slots=True)
class _Post:
    """An effect on its way. Times are seconds of virtual time."""

    mailbox: Mailbox
    kind: str
    decided: float
    done: float | None = None


class Account:
    """Follows every effect from its commit to its mark, and every update to its settling."""

    def __init__(self, disk: Disk, weather: Weather, attempts: list[Attempt]) -> None:
        self._disk, self._weather, self._attempts = disk, weather, attempts
        self._posts: dict[EffectId, _Post] = {}
        self._open: set[EffectId] = set()
        self._arrived: dict[int, float] = {}
        self._expected: dict[tuple[int, int], float] = {}
        self._rows: dict[int, float] = {}
        #: The longest that anything took in good weather, in seconds; but nobody waits for old
        #: buttons to go.
        self.longest = 0.0

    def told(self, update: JsonObject, expires: float, now: float) -> None:
        """The bot has an update waiting at Telegram, which forgets it at `expires`."""
        read = wire.update(msgspec.json.encode(update))
        self._arrived[read.update_id] = now
        for one in inbound.addresses(read):
            self._expected[read.update_id, one.part] = expires

    def acknowledged(self, offset: int, now: float) -> list[str]:
        """Telegram forgets what is before this number: it must be on the disk, unless it was too
        old to be told.
        """
        done = [key for key in self._expected if key[0] < offset]
        return [
            f"update {key[0]} was acknowledged and not stored"
            for key in done
            if self._expected.pop(key) > now and key not in self._disk.sources
        ]

    @property
    def updates(self) -> int:
        """How many updates the bot was to be told of."""
        return len(self._arrived)

    def look(self, now: float) -> list[str]:
        """What took too long, of what has come to an end since the last look."""
        wrong: list[str] = []
        self._note_new(now)
        for effect in sorted(self._open):
            line = self._disk.outbox.get(effect)
            if line is None or line.sending is None:
                self._open.discard(effect)
                post = self._posts[effect]
                post.done = now
                wrong += self._took(f"{post.kind} {effect}", post.decided, now, post)
        wrong += self._settled(now)
        return wrong

    def _note_new(self, now: float) -> None:
        known = len(self._posts)
        for effect, line in list(self._disk.outbox.items())[known:]:
            if effect not in self._posts and line.sending is not None:
                kind = type(codec.effect(line.sending.effect)).__name__
                self._posts[effect] = _Post(line.sending.mailbox, kind, now)
                self._open.add(effect)
        for source, _ in list(self._disk.sources)[len(self._rows) :]:
            row = self._disk.sources[source, _]
            self._rows.setdefault(row, self._arrived.get(source, now))

    def _settled(self, now: float) -> list[str]:
        wrong: list[str] = []
        for row, since in list(self._rows.items()):
            line = self._disk.inbox.get(row)
            if since < 0 or (line is not None and line.state == "waiting"):
                continue
            self._rows[row] = -1.0
            wrong += self._took(f"update in row {row}", since, now)
        return wrong

    def _took(self, what: str, since: float, until: float, post: _Post | None = None) -> list[str]:
        doubts = self._doubts(post.mailbox) if post is not None else ()
        explained = self._weather.wrong_within(since, until, doubts)
        unexplained = until - since - explained
        storm = PATIENCE_IN_TROUBLE_S + PATIENCE_IN_A_STORM * explained
        patience = storm if explained else PATIENCE_S
        if post is not None and unexplained > self.longest and self._crowded(post, until):
            return []
        if not explained and (post is None or post.kind != "Strip"):
            self.longest = max(self.longest, unexplained)
        if unexplained <= patience:
            return []
        return [f"{what} took {unexplained:.0f} s more than anything explains"]

    def _doubts(self, mailbox: Mailbox) -> list[tuple[float, float]]:
        """When a post of this mailbox may have been there already: whoever cannot know waits longer
        before trying again, and what comes after it waits as well. From and to, in seconds.
        """
        spells: list[tuple[float, float]] = []
        unknown: dict[EffectId, float] = {}
        for one in self._attempts:
            if not one.effect.startswith(f"{mailbox}/"):
                continue
            if (since := unknown.pop(one.effect, None)) is not None:
                spells.append((since, min(one.at, since + READ_S + DOUBT_LONGEST_S)))
            if one.fate == "unknown":
                unknown[one.effect] = one.at
        return spells

    def _crowded(self, post: _Post, until: float) -> bool:
        """Whether the chat had as many posts as it takes."""
        ours = f"{post.mailbox}/"
        sent = [
            one.at
            for one in self._attempts
            if one.method.startswith("send") and one.effect.startswith(ours)
        ]
        return any(
            sum(post.decided - span <= at <= until for at in sent) >= most for span, most in CROWDED
        )

    # --- at the end ------------------------------------------------------------------------------

    def close(self) -> list[str]:
        """What is wrong with all that was shown. Everything must have come to rest."""
        tried: defaultdict[EffectId, list[Attempt]] = defaultdict(list)
        for attempt in self._attempts:
            if attempt.effect:
                tried[attempt.effect].append(attempt)
        said = [effect for effect, post in self._posts.items() if post.kind in ("Say", "Hand")]
        return [
            *self._never(said, tried),
            *self._doubled(said, tried),
            *self._out_of_order(said, tried),
            *(f"{effect} is still to be done" for effect in sorted(self._open)),
        ]

    def _never(self, said: list[EffectId], tried: dict[EffectId, list[Attempt]]) -> Iterator[str]:
        for effect in said:
            attempts = tried.get(effect, [])
            if self._posts[effect].mailbox not in self._disk.places:
                continue  # its chat has become another, which has a mailbox already
            if not any(one.happened for one in attempts) and not _in_vain(attempts):
                yield f"{effect} was never shown: {[one.description for one in attempts[-3:]]}"

    @staticmethod
    def _doubled(said: list[EffectId], tried: dict[EffectId, list[Attempt]]) -> Iterator[str]:
        for effect in said:
            posts = [one for one in tried.get(effect, []) if one.happened]
            unknown = sum(one.fate == "unknown" for one in tried.get(effect, []))
            pieces = len({one.method for one in posts}) > 1  # words and what they belong to
            often = max(Counter(one.life for one in posts if not one.lost).values(), default=0)
            if often > SHOWN_MAX and not pieces:
                yield f"{effect} was shown {often} times by one process"
            if len(posts) - 1 > unknown and not pieces:
                yield f"{effect} was shown {len(posts)} times; {unknown} attempts were unknown"

    def _out_of_order(
        self, said: list[EffectId], tried: dict[EffectId, list[Attempt]]
    ) -> Iterator[str]:
        latest: dict[Mailbox, tuple[float, EffectId]] = {}
        for effect in said:  # in the order of the outbox
            mailbox = self._posts[effect].mailbox
            shown = min((one.at for one in tried.get(effect, []) if one.happened), default=None)
            if shown is None:
                continue
            before, other = latest.get(mailbox, (-1.0, effect))
            if shown < before:
                yield f"{effect} was shown before {other}"
            latest[mailbox] = (shown, effect)


def _in_vain(attempts: list[Attempt]) -> bool:
    """Whether nobody could be reached, and that was said."""
    reasons = ("Forbidden", "chat not found", "not enough rights to send", "upgraded")
    return bool(attempts) and any(reason in attempts[-1].description for reason in reasons)
