"""The word model: its arithmetic on a tiny one, and the files that ship."""

import gzip
import math
from pathlib import Path

import msgspec
import pytest

from bot.sensing.model import (
    END,
    START,
    STEPS_MAX,
    Kind,
    Line,
    Model,
    Score,
    WeightFile,
    Weights,
    decode,
    score,
)
from bot.sensing.tokens import fold, tokens

SHIPPED = Path(__file__).parents[2] / "bot" / "sensing" / "weights"
LANGUAGES = ("de", "en", "es", "fr", "pt", "ru")
#: In bytes, as packed: the promise is one megabyte.
ALL_FILES_MAX = 1_000_000

#: Anger; one kind that attacks, and one that does not.
TINY = WeightFile(
    "en", "MIT", ("nothing",), Line(-1.0, 0.5),
    (Kind("blame", True, 0.2), Kind("warm", False, -0.3)), 0.1, Line(0.25, 2.0), 0.5, (3,),
    Weights("a\nb\na b\na b c", ((2, -4, 10, 0), (-3, 5, 0, -20), (0, 1, 0, 7))),
    Weights("<xy\nxyz", ((6, 0), (1, -2), (0, 3))),
)  # fmt: skip
ROOT_OF_ENDED_FOUR = 6**0.5


def tiny(file: WeightFile = TINY) -> Model:
    return decode(msgspec.json.encode(file))


def with_grams(grams: str, *steps: tuple[int, ...]) -> Model:
    return tiny(msgspec.structs.replace(TINY, grams=Weights(grams, steps)))


def of(blame: float, warm: float) -> float:
    """The attack of the tiny model whose two kinds have these sums, already shared out."""
    return 0.25 + 2.0 * ((0.2 + 0.1 * blame) - (-0.3 + 0.1 * warm))


def shipped(language: str) -> bytes:
    return gzip.decompress((SHIPPED / f"{language}.json.gz").read_bytes())


def read(text: str, language: str) -> Score:
    return score(decode(shipped(language)), tokens(fold(text)))


def test_no_tokens_score_what_is_known_before_reading():
    assert score(tiny(), []) == pytest.approx(Score(-1.0, of(0, 0)))


def test_words_and_longer_grams_add_up_and_length_divides():
    found = score(tiny(), ["a", "b", "c", "b"])
    share = 1 / ROOT_OF_ENDED_FOUR
    assert found.heat == pytest.approx(-1.0 + 0.5 * (2 - 4 + 10 - 4) * share)
    assert found.attack == pytest.approx(of((-3 + 5 - 20 + 5) * share, (1 + 7 + 1) * share))


def test_how_a_message_begins_and_ends_counts():
    model = with_grams(f"{START} a\na {END}", (0, 0), (10, 0), (0, 10))
    begins, ends = score(model, ["a", "b"]).attack, score(model, ["b", "a"]).attack
    assert begins == pytest.approx(of(10 / 2, 0))
    assert ends == pytest.approx(of(0, 10 / 2))


def test_kinds_that_attack_are_weighed_together_against_those_that_do_not():
    kinds = (*TINY.kinds, Kind("contempt", True, 0.2))
    none = Weights("", ((),) * 4)
    model = tiny(msgspec.structs.replace(TINY, kinds=kinds, grams=none, pieces=none))
    twice = 0.2 + math.log(2)
    assert score(model, ["a"]).attack == pytest.approx(0.25 + 2.0 * (twice + 0.3))


def test_a_word_that_the_model_lacks_weighs_what_its_pieces_do():
    share = 1 / 3**0.5
    wanted = Score(-1.0 + 0.5 * 6 * share, of((1 - 2) * share, 3 * share))
    assert score(tiny(), ["xyz"]) == pytest.approx(wanted)
    assert score(tiny(), ["q"]) == pytest.approx(Score(-1.0, of(0, 0)))


def test_a_word_of_no_weight_is_not_weighed_by_its_pieces():
    known = with_grams("xyz", (0,), (0,), (0,))
    assert score(known, ["xyz"]) == pytest.approx(Score(-1.0, of(0, 0)))


@pytest.mark.parametrize(
    "steps", [(-1, 1, -1), (1, -1, 1), (-1, -1, -1), (1, 1, 1), (0, 0, -1), (0, 0, 1)]
)
def test_no_sum_spills_into_another_in_the_longest_window(steps):
    heat, blame, warm = (STEPS_MAX * one for one in steps)
    model = with_grams("a\na a\na a a", (heat,) * 3, (blame,) * 3, (warm,) * 3)
    n = 2_000
    found = score(model, ["a"] * n)
    share = (n + n - 1 + n - 2) / (n + 2) ** 0.5
    assert found.heat == pytest.approx(-1.0 + 0.5 * heat * share)
    assert found.attack == pytest.approx(of(blame * share, warm * share))


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"language": 1}'])
def test_another_file_is_refused(content):
    with pytest.raises(msgspec.DecodeError):
        decode(content)


@pytest.mark.parametrize(
    "steps", [((1,), (1, 2), (1, 2)), ((1, 2), (1, 2)), ((1, 2), (1, 2), (1, 2), (1, 2))]
)
def test_a_gram_without_its_steps_is_refused(steps):
    with pytest.raises(ValueError, match="lacks"):
        with_grams("a\nb", *steps)


@pytest.mark.parametrize("kinds", [TINY.kinds[:1], TINY.kinds[1:], ()])
def test_kinds_of_which_all_attack_or_none_are_refused(kinds):
    with pytest.raises(ValueError, match="attack"):
        tiny(msgspec.structs.replace(TINY, kinds=kinds))


@pytest.mark.parametrize("step", [STEPS_MAX + 1, -STEPS_MAX - 1])
def test_a_step_that_there_is_no_room_for_is_refused(step):
    with pytest.raises(ValueError, match="steps"):
        with_grams("a", (0,), (step,), (0,))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shipped_file_names_its_language_licence_and_corpora(language):
    model = decode(shipped(language))
    assert model.language == language
    assert model.licence
    assert any("written for Heard" in source for source in model.made_from)
    assert len(model.grams) > 1_000
    assert len(model.pieces) > 1_000
    assert {kind.attacks for kind in model.kinds} == {True, False}


@pytest.mark.parametrize(
    ("language", "licence", "source"),
    [("en", "Apache-2.0", "GoEmotions"), ("de", "CC-BY-4.0", "GermEval"),
     ("pt", "CC-BY-SA-4.0", "ToLD-Br")],
)  # fmt: skip
def test_what_a_corpus_asks_for_is_in_the_file_and_in_the_notice(language, licence, source):
    model = decode(shipped(language))
    assert licence in model.licence
    assert any(source in made for made in model.made_from)
    notice = (SHIPPED / "NOTICE").read_text(encoding="utf-8")
    assert source in notice


def test_only_the_portuguese_file_is_under_share_alike():
    found = {language: decode(shipped(language)).licence for language in LANGUAGES}
    assert [language for language, licence in found.items() if "SA" in licence] == ["pt"]


def test_all_files_together_stay_small_and_are_packed_without_a_time():
    files = sorted(SHIPPED.glob("*.json.gz"))
    assert [path.name[:2] for path in files] == list(LANGUAGES)
    assert sum(path.stat().st_size for path in files) < ALL_FILES_MAX
    assert {path.read_bytes()[4:8] for path in files} == {bytes(4)}


@pytest.mark.parametrize(
    ("language", "attack", "other"),
    [
        ("en", "you always do this. you never listen!", "im so angry right now i need a minute"),
        ("de", "du hörst mir nie zu", "ich bin grad so wütend, ich brauch eine minute"),
        ("es", "nunca me escuchas", "estoy muy enfadada, necesito un minuto"),
        ("fr", "tu ne m'écoutes jamais", "je suis en colère là, j'ai besoin d'une minute"),
        ("pt", "você nunca me escuta", "tô com muita raiva agora, preciso de um minuto"),
        ("ru", "ты никогда меня не слушаешь", "я сейчас очень злюсь, мне нужна минута"),
    ],
)  # fmt: skip
def test_an_attack_is_above_even_odds_and_own_anger_below(language, attack, other):
    assert read(attack, language).attack > 0 > read(other, language).attack


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_text_scores_the_same_and_any_text_scores(language):
    for text in ("", "?", "🙂🙂🙂", "zxqv" * 500, "a " * 1_000, "ты you du tu"):
        assert read(text, language) == read(text, language)
