"""What breaks while the marked corpus is played, and what a leaking product would do.

The exceptions that are thrown in carry what somebody wrote in their text: so it is seen that no
text of an exception goes on into a log.
"""

import faulthandler
import sqlite3
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from typing import Any
from unittest.mock import patch

import structlog
from msgspec.structs import replace
from telegram.error import BadRequest, NetworkError

from bot.adapters.sqlite import ledger, rows
from bot.adapters.telegram import inbound
from bot.adapters.telegram.errors import trouble
from bot.facilitator.steps.turn import TurnVerb
from bot.rehearsal.plays.hands import WorldGateway
from bot.service import conductor, decision, mailboxes, outbox, ports
from bot.service.ports import Post
from bot.service.rendering import Renderer
from tests.privacy.marks import Sinks

#: Nobody waits for a retry here.
SOON_S = 0.001


class Loud(Exception):
    """A fault whose text is what somebody wrote."""


def every(number: int) -> Callable[[], bool]:
    """True each so many times."""
    calls = count(1)
    return lambda: next(calls) % number == 0


#: Counted through all plays, so that each breaks in other places.
ENGINE, TURN, READER, RENDERER, CHAT, DUMP, DISK, MARK = map(every, (31, 5, 13, 11, 9, 3, 12, 20))
REFUSALS = count()


@contextmanager
def watched(sinks: Sinks) -> Iterator[None]:
    """Every exception that the service reports, and every trouble that is made, is written down as
    Python would print it; but not those that are loud on purpose.
    """

    def where(error: BaseException) -> str:
        if not isinstance(error, Loud):
            sinks.add("exception", f"{error!s} {error!r}")
            sinks.add("traceback", "".join(traceback.format_exception(error)))
        return faults_where(error)

    def made(kind: type[Exception]) -> Callable[..., None]:
        def init(self: Exception, *args: object) -> None:
            sinks.add("exception", " ".join(map(str, args)))
            Exception.__init__(self, *args)

        return init

    faults_where = conductor.where
    with ExitStack() as stack:
        for module in (conductor, outbox):
            stack.enter_context(patch.object(module, "where", where))
        for kind in (ports.Trouble, ports.StorageTrouble):
            stack.enter_context(patch.object(kind, "__init__", made(kind), create=True))
        yield


@contextmanager
def breaking(sinks: Sinks) -> Iterator[None]:
    """The engine, the reader, the rendering, the chat and the disk break, each now and then."""
    with ExitStack() as stack:
        for module, name in (
            (conductor, "STORAGE_RETRY_S"),
            (ledger, "STORAGE_RETRY_S"),
            (outbox, "STORAGE_RETRY_S"),
            (outbox, "RETRY_FIRST_S"),
            (outbox, "RETRY_LONGEST_S"),
            (outbox, "DOUBT_LONGEST_S"),
        ):
            stack.enter_context(patch.object(module, name, SOON_S))
        for fault in (_engine, _reader, _renderer, _disk):
            stack.enter_context(fault())
        stack.enter_context(_chat(sinks))
        yield


@contextmanager
def _engine() -> Iterator[None]:
    with ExitStack() as stack:
        for letter, kind in list(mailboxes._KINDS.items()):

            def advance(*args: Any, _of: Any = kind) -> Any:
                outcome = _of.advance(*args)
                if ENGINE():
                    raise LookupError(f"no such thing in {len(outcome.effects)} effects")
                return outcome

            new = replace(kind, advance=advance)
            stack.enter_context(patch.dict(mailboxes._KINDS, {letter: new}))
        said = TurnVerb.said

        def turn_said(self: TurnVerb, *args: Any) -> Any:
            if TURN():
                raise ZeroDivisionError("in a step")
            return said(self, *args)

        stack.enter_context(patch.object(TurnVerb, "said", turn_said))
        yield


@contextmanager
def _reader() -> Iterator[None]:
    to_event = inbound.to_event

    def loud(*args: Any) -> Any:
        reading = to_event(*args)
        if reading is not None and reading.words is not None and READER():
            raise Loud(reading.words.text)
        return reading

    with patch.object(inbound, "to_event", loud):
        yield


@contextmanager
def _renderer() -> Iterator[None]:
    call = Renderer.call

    def loud(self: Renderer, *args: Any) -> Any:
        made = call(self, *args)
        if isinstance(made, Post) and RENDERER():
            raise Loud(made.html)
        return made

    with patch.object(Renderer, "call", loud):
        yield


@contextmanager
def _chat(sinks: Sinks) -> Iterator[None]:
    perform = WorldGateway.perform

    def refusing(self: WorldGateway, place: str, call: Any) -> Any:
        if not isinstance(call, Post) or not CHAT():
            return perform(self, place, call)
        if DUMP():
            with tempfile.TemporaryFile() as file:
                faulthandler.dump_traceback(file, all_threads=True)
                file.seek(0)
                sinks.add("crash dump", file.read())
        match next(REFUSALS) % 3:
            case 0:
                said = (
                    f'can\'t parse entities: unsupported start tag "{call.html}" at byte offset 1'
                )
                raise trouble(BadRequest(said))
            case 1:
                raise trouble(NetworkError(f"while sending {call.html}"))
            case _:
                raise Loud(call.html)

    with patch.object(WorldGateway, "perform", refusing):
        yield


@contextmanager
def _disk() -> Iterator[None]:
    commit, sent = rows.commit, rows.sent

    def refused(*args: Any) -> Any:
        found = commit(*args)
        if DISK():
            raise sqlite3.OperationalError("database or disk is full")
        return found

    def not_marked(*args: Any) -> Any:
        if MARK():
            raise sqlite3.OperationalError("disk I/O error")
        return sent(*args)

    with patch.object(rows, "commit", refused), patch.object(rows, "sent", not_marked):
        yield


def _raise(said: str) -> None:
    raise ValueError(said)


@contextmanager
def leaking(sinks: Sinks, meter: Any, folder: Any) -> Iterator[None]:
    """A product that leaks into everything: log, metric, exception, event, state, post, disk."""
    to_event, made = inbound.to_event, decision._decision
    log = structlog.get_logger("planted")

    def reading(*args: Any) -> Any:
        found = to_event(*args)
        if found is not None and found.words is not None:
            said = found.words.text
            log.info("planted", why=said)
            meter.called(said, "done", 0.0)
            (folder / "notes.txt").write_text(said)
            sinks.add("exception", repr(ports.Rejected(said)))
            try:
                _raise(said)
            except ValueError as error:
                conductor.where(error)
        return found

    def decided(case: Any, outcome: Any) -> Any:
        found = made(case, outcome)
        if case.reading.words is None:
            return found
        said = case.reading.words.text.encode()
        commit = replace(
            found.commit,
            event=found.commit.event + said,
            snapshot=found.commit.snapshot + said,
            outbox=tuple(replace(one, effect=one.effect + said) for one in found.commit.outbox),
            tells=((case.mailbox, found.commit.event + said),),
        )
        return replace(found, commit=commit, tells=())

    with (
        patch.object(inbound, "to_event", reading),
        patch.object(decision, "_decision", decided),
    ):
        yield
