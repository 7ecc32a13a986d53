"""What all tests share."""

import os

os.environ.setdefault("PTB_TIMEDELTA", "1")  # read when python-telegram-bot is imported

import pytest

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
