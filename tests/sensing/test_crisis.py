"""Threats and calls for help: what is found, and what is not meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sensing.crisis import WINDOW_CHARS, crisis
from bot.sensing.signals import signals, utf16

FOUND = {
    "self_harm": [
        "I want to kill myself", "im gonna kill my self", "I just want to die", "wanna die tbh",
        "I don’t want to live anymore", "you'd all be better off without me",
        "thinking of ending my life", "I'm suicidal", "i want to die for real",
        "There's no point in living",
    ],
    "threat": [
        "I'll kill you", "I swear I’ll hurt you", "im going to... I'm gonna hit you",
        "I will beat your ass", "you will regret this", "You're dead",
        "if you leave I'll find you", "I'll take the kids", "you never listen, i'll kill you",
        "if you won't shut up i'll hurt you", "I will not stop, I'll hit you",
        "I'll beat you to death", "I want to kill you", "I'd hit you", "I'll break your arm",
    ],
    "help": [
        "please help me", "Help!", "call the police", "somebody help", "I'm scared of you",
        "stop hitting me", "you hit me last night", "please don't hurt me", "I don't feel safe",
    ],
}  # fmt: skip
HARMLESS = [
    "you're killing me 😂", "I'd kill for a pizza", "I'm dying to see it", "dying of laughter",
    "the tea was to die for", "I would never hurt you", "I won't hit you with that again",
    "I could eat a horse", "help yourself", "I helped you", "this kills the mood",
    "I beat you at chess", "hit me up later", "I'm so angry right now, I need a minute",
    "I'd never hurt you", "I'm not gonna hurt you", "I'll beat you to it",
    "I don't want to hurt you",
    "I could never hit you", "I'll break your record", "I don't want to hurt your feelings",
    "You never listen!", "", "   ", "👍",
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in FOUND.items() for text in texts]
)
def test_what_is_found(kind: str, text: str) -> None:
    assert crisis(text, "en") == kind


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_not_meant(text: str) -> None:
    assert crisis(text, "en") is None


def test_a_language_without_a_lexicon_runs_without_and_says_so() -> None:
    assert crisis("I want to die", "fi") is None


@pytest.mark.parametrize("place", ["front", "back"])
def test_long_texts_are_read_at_both_ends(place: str) -> None:
    filler = "bla " * WINDOW_CHARS
    text = f"I want to die {filler}" if place == "front" else f"{filler} I want to die"
    assert crisis(text, "en") == "self_harm"


@given(st.text(max_size=5000))
def test_any_text_has_signals(text: str) -> None:
    found = signals(text, "text", "en")
    assert found.length == utf16(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2
