"""What is felt of one message: in which language, with which signals, said back or mocked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.senses import LANGUAGES, sense
from bot.sensing.finding import GONE
from bot.sensing.model import Score
from bot.sensing.phrases import words_of
from bot.sensing.sense import CALM, MOST, WINDOW_CHARS, Context, Felt, Head, Parts, weighed
from bot.sensing.tokens import fold

REFLECTS = "listener-reflect"


def felt(text: str, **context: object) -> Felt:
    return sense().felt(text, Context(**context))  # type: ignore[arg-type]


def heard(*texts: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(words_of(fold(text))) for text in texts)


@pytest.mark.parametrize(
    ("attack", "fine"),
    [
        ("You never listen to me!", "I'm so angry right now, I need a minute"),
        ("Oh great, another lecture. Thanks a lot, genius.", "Thank you so much for the notes"),
        ("you are so selfish", "he is so selfish, your boss"),
        ("Du hörst mir nie zu!", "ich bin so wütend, ich brauch kurz luft"),
        ("nunca me escuchas, eres un egoista", "estoy muy enfadada, necesito calmarme"),
        ("vc nunca me escuta, vc é um egoísta", "tô com muita raiva, preciso respirar"),
        ("ты никогда меня не слушаешь, эгоист", "я очень злюсь, мне надо выдохнуть"),
        ("tu m'écoutes jamais, t'es qu'un égoïste", "je suis en colère, j'ai besoin de souffler"),
    ],
)
def test_an_attack_is_not_anger(attack: str, fine: str) -> None:
    assert felt(attack).attack > felt(fine).attack + 1.5
    assert felt(attack).attack > -0.5


HEAD = Head(0.0, 1.0, {"insult": 0.5, "joke": -0.5, "demand": 0.5}, 0.0, {}, 9.0)


@pytest.mark.parametrize(
    ("marks", "attack"),
    [({"insult"}, 1.5), ({"insult", "joke"}, -2.0), ({"demand"}, -1.5), (set(), -2.0)],
)
def test_who_is_called_something_is_attacked_whatever_the_word_model_says(
    marks: set[str], attack: float
) -> None:
    made = Parts("en", Score(0.0, -2.0), frozenset(marks), own=True)
    assert weighed(HEAD, made).attack == pytest.approx(attack)


@pytest.mark.parametrize(
    ("text", "tongue"),
    [
        ("did you call the plumber", "en"),
        ("hast du den klempner angerufen", "de"),
        ("has llamado al fontanero o no", "es"),
        ("você já ligou pro encanador", "pt"),
        ("ты звонила сантехнику", "ru"),
        ("tu as appelé le plombier", "fr"),
    ],
)
def test_the_language_is_known_by_its_small_words(text: str, tongue: str) -> None:
    assert felt(text).tongue == tongue


def test_what_says_nothing_is_read_as_its_author_usually_writes() -> None:
    assert felt("okidoki", tongue="de").tongue == "de"
    assert felt("okidoki", room="fr").tongue == "fr"
    assert felt("okidoki", room="fi").tongue == ""


def test_where_two_languages_mix_both_are_read() -> None:
    assert "criticism" in felt("ich hab dir das gesagt, you never listen to me").marks


@pytest.mark.parametrize(
    "text",
    [
        "can we stop for a sec", "I need a break", "time out please", "let's stop here for today",
        "stopp, ich brauche eine Pause", "können wir kurz aufhören",
        "podemos parar un momento", "necesito una pausa",
        "a gente pode parar um pouco", "preciso de uma pausa",
        "давай сделаем паузу", "мне нужна пауза",
        "on peut s'arrêter une minute", "j'ai besoin d'une pause",
    ],
)  # fmt: skip
def test_asking_to_stop(text: str) -> None:
    assert felt(text).stop


@pytest.mark.parametrize(
    "text",
    [
        "pause the movie", "can we stop at the shop", "stop lying to me",
        "i need a break from work",
        "i need a minute to find my keys", "stop it 😂", "mach mal pause mit dem film",
        "ich brauch eine pause vom job", "para en la farmacia por favor", "para de mentir",
        "pare na padaria", "tira uma pausa no filme", "останови на заправке",
        "arrête-toi à la boulangerie", "mets le film sur pause",
    ],
)  # fmt: skip
def test_neither_of_these_asks_to_stop(text: str) -> None:
    assert not felt(text).stop


# --- said back -----------------------------------------------------------------------------------

SAID = "You never listen to me and I'm sick of it, you are so selfish and cold!"


@pytest.mark.parametrize(
    "back",
    [
        SAID,
        "I never listen to you and you're sick of it, I am so selfish and cold.",
        "So you feel that I never listen, and you are sick of it.",
        "for you it's that i'm never really there. you're furious, and you feel alone",
        "you said i'm selfish",
    ],
)
def test_who_says_back_is_not_hot(back: str) -> None:
    found = felt(back, role=REFLECTS, heard=heard(SAID))
    assert (found.attack, found.marks) == (CALM, ())


def test_what_attacks_in_words_of_its_own_does_in_a_reflection_too() -> None:
    own = "You said I never listen. You're a pathetic liar and you always twist everything."
    assert felt(own, role=REFLECTS, heard=heard(SAID)).attack > 0


def test_the_same_words_outside_the_reflection_are_no_echo() -> None:
    assert felt(SAID, heard=heard(SAID)).attack > 0


def test_the_others_words_in_quotation_marks_are_mockery() -> None:
    assert (
        "mockery"
        in felt('"thanks for the support"', heard=heard("wow thanks for the support")).marks
    )
    assert "mockery" not in felt('"thanks for the support"').marks
    assert "mockery" not in felt("it says “open until nine”", heard=heard("are they open")).marks
    assert "mockery" in felt("ThAnKs FoR tHe SuPpOrT").marks
    assert "mockery" not in felt("my iPhone and your MacBook").marks


def test_the_same_once_more_is_a_repetition() -> None:
    said = heard("answer the question")[0]
    assert "repeated" in felt("ANSWER the question!", said=said).marks
    assert "repeated" not in felt("answer the question please", said=said).marks
    assert "repeated" not in felt("ok", said=heard("ok")[0]).marks


# --- how it is written, and what is not read -----------------------------------------------------


def test_how_it_is_written() -> None:
    assert {"caps", "shouting"} <= set(felt("WHERE ARE YOU??").marks)
    assert felt("I am at the BBC").marks == felt("i am at the bbc").marks


@pytest.mark.parametrize("text", ["", "   ", "\n", "https://example.org/you/never/listen", "@you"])
def test_what_says_nothing(text: str) -> None:
    assert felt(text) == Felt()


def test_of_a_long_message_both_ends_are_read() -> None:
    middle = "and then we went to the lake and it was fine. " * 60
    assert len(middle) > WINDOW_CHARS
    assert "criticism" in felt(f"You never listen to me. {middle}").marks
    assert "criticism" in felt(f"{middle} You never listen to me.").marks
    assert "criticism" not in felt(f"{middle} You never listen to me. {middle}").marks


@given(st.text(max_size=300))
def test_whatever_is_written_something_is_felt(text: str) -> None:
    found = felt(text)
    assert -MOST <= found.attack <= MOST
    assert -MOST <= found.heat <= MOST
    assert found.tongue in {*LANGUAGES, ""}
    assert GONE not in found.marks
