"""Every sentence is there, every sentence is used, and the posts of the group are short."""

import ast
import re
from pathlib import Path

import pytest

from bot.adapters.library import phrases, shipped
from bot.dialogue import reading
from bot.dialogue.limits import PROMPT_WORDS_MAX
from bot.facilitator.limits import LEAVE_LATER
from bot.facilitator.offers.repair import ANSWERS
from bot.facilitator.private.helped import WORDS

ROOT = Path(__file__).parents[2]
BOOK = phrases(shipped() / "phrases")[0]["en"]
KEY = re.compile(r"^[a-z_]+\.[a-z_0-9]+$")
#: Keys that code puts together from a variable part.
FAMILIES = ("closing.", "command.", "need.", "button.back_", "button.removing_",
            "button.quiet_breaks_", "button.listening_", "button.minute_", "button.reactions_",
            "button.locking_", "language.", "medium.")  # fmt: skip
#: Posts of the group that people read in the middle of something.
SPOKEN = ("hello", "place", "begin", "turn", "reflect", "gather", "hand_off", "floor", "pause",
          "session", "closing", "enrol", "menu", "card", "repair", "need", "read", "week",
          "way", "heat", "company", "mask", "lock")  # fmt: skip


def used() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "bot").rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            value = getattr(node, "value", None) if isinstance(node, ast.Constant) else None
            if isinstance(value, str) and KEY.match(value) and value in BOOK:
                found.add(value)
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "button":
                first = node.args[0]
                if len(node.args) == 1 and isinstance(first, ast.Constant):
                    found.add(f"button.{first.value}")
    return found


def test_every_key_that_the_code_names_is_in_the_book() -> None:
    families = ("toast", "button", "closing", "command", *{key.split(".")[0] for key in BOOK})
    missing = set()
    for path in (ROOT / "bot" / "facilitator").rglob("*.py"):
        for key in re.findall(
            r'(?:text|Text|named|answer)\([^"()]*"([a-z]+\.[a-z_0-9]+)"', path.read_text()
        ):
            if key.split(".")[0] in families and key not in BOOK:
                missing.add(f"{path.name}: {key}")
    assert not missing
    assert not {key for key in used() if key not in BOOK}


def test_every_key_of_the_book_is_used() -> None:
    leave = (f"leave_{one}" for one in LEAVE_LATER)
    again = (f"again_{when}" for when in ("soon", "tomorrow", "week"))
    names = (
        "post",
        "edit",
        "let_go",
        "show",
        "send_now",
        "soften",
        "keep_later",
        *leave,
        *again,
        *ANSWERS,
        *WORDS,
    )
    buttons = {f"button.{name}" for name in names} | {f"repair.{name}" for name in ANSWERS}
    unused = {key for key in BOOK if not key.startswith(FAMILIES)} - used() - buttons
    assert not unused


@pytest.mark.parametrize("key", sorted(key for key in BOOK if key.split(".")[0] in SPOKEN))
def test_posts_of_the_group_are_short(key: str) -> None:
    for said in reading.said(BOOK[key]):
        assert len(reading.words(said)) <= PROMPT_WORDS_MAX


@pytest.mark.parametrize("key", sorted(key for key in BOOK if key.split(".")[0] in SPOKEN))
def test_posts_of_the_group_are_easy_to_read(key: str) -> None:
    for said in reading.said(BOOK[key]):
        assert reading.grade(said) <= reading.GRADE_MAX


def test_the_first_screen_is_one_screen() -> None:
    """Sixty words."""
    assert len(BOOK["consent.screen"].split()) <= 60


def test_nothing_claims_to_be_therapy() -> None:
    for key, said in BOOK.items():
        if re.search(r"therap(y|eutic)", said, re.IGNORECASE):
            assert re.search(r"(isn't|not).{0,40}therap", said, re.IGNORECASE | re.DOTALL), key
