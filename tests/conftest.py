"""What all tests share."""

import os

os.environ.setdefault("PTB_TIMEDELTA", "1")  # read when python-telegram-bot is imported

from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot.adapters.library import library as load_library
from bot.dialogue.library import Library


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite",
        action="store_true",
        help="write what the bot says into the transcripts anew (pure rig only)",
    )


@pytest.fixture(scope="session")
def library() -> Library:
    """Everything that is shipped."""
    return load_library(zone="UTC")


@pytest.fixture(autouse=True, scope="session")
def loggers_are_not_cached() -> Iterator[None]:
    """A test that starts the program here must not keep what is logged from the tests after it."""
    configure = structlog.configure

    def without_cache(**given: Any) -> None:
        configure(**{**given, "cache_logger_on_first_use": False})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(structlog, "configure", without_cache)
        yield


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """Each test begins with logging as it is when nobody has set it up."""
    yield
    structlog.reset_defaults()
