"""What is known of a chat's latest messages."""

from datetime import UTC, datetime, timedelta

from bot.adapters.senses import sense
from bot.sensing.latest import ECHO, MESSAGES_MAX, Latest, Message

START = datetime(2026, 1, 10, 18, 0, tzinfo=UTC)


def message(number: int, who: str, text: str, at: datetime = START) -> Message:
    return Message(f"w{number}", who, text, at)


def test_no_more_are_kept_than_so_many() -> None:
    latest = Latest()
    for number in range(MESSAGES_MAX + 5):
        latest.felt(sense(), message(number, "a", "hello"))
    assert len(latest._said) == MESSAGES_MAX


def test_what_nobody_says_back_any_more_is_forgotten() -> None:
    latest = Latest()
    latest.felt(sense(), message(1, "a", "hello"))
    assert latest.forget(START + ECHO)
    assert not latest.forget(START + ECHO + timedelta(seconds=1))


def test_a_message_that_comes_twice_is_known_once_and_is_the_newest() -> None:
    latest = Latest()
    for number in (1, 2, 1):
        latest.felt(sense(), message(number, "a", "hello"))
    assert [one.ref for one in latest._said] == ["w2", "w1"]


def test_the_language_is_the_one_that_its_author_spoke_before() -> None:
    latest = Latest()
    latest.felt(sense(), message(1, "a", "du hörst mir nie zu, nie"))
    assert latest.felt(sense(), message(2, "a", "ok")).tongue == "de"
    assert latest.felt(sense(), message(3, "b", "ok")).tongue == "en"
