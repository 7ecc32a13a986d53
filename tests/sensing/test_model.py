"""The word model: its arithmetic on a tiny one, and the files that ship."""

import gzip
from pathlib import Path

import msgspec
import pytest

from bot.sensing.model import Line, Model, Score, WeightFile, Weights, decode, score
from bot.sensing.tokens import fold, tokens

SHIPPED = Path(__file__).parents[2] / "bot" / "sensing" / "weights"
LANGUAGES = ("de", "en", "es", "fr", "pt", "ru")
#: In bytes, as packed: the promise is one megabyte, with room left.
ALL_FILES_MAX = 900_000
#: The heaviest weight of a gram, in steps.
MOST = 1_000

TINY = WeightFile(
    "en", "MIT", ("nothing",), Line(-1.0, 0.5), Line(0.25, 0.1), 0.5, (3,),
    Weights("a\nb\na b\na b c", (2, -4, 10, 0), (-3, 5, 0, -20)),
    Weights("<xy\nxyz", (6, 0), (1, -2)),
)  # fmt: skip


def tiny(file: WeightFile = TINY) -> Model:
    return decode(msgspec.json.encode(file))


def shipped(language: str) -> bytes:
    return gzip.decompress((SHIPPED / f"{language}.json.gz").read_bytes())


def read(text: str, language: str) -> Score:
    return score(decode(shipped(language)), tokens(fold(text)))


def test_no_tokens_score_what_is_known_before_reading():
    assert score(tiny(), []) == Score(-1.0, 0.25)


def test_words_and_longer_grams_add_up_and_length_divides():
    found = score(tiny(), ["a", "b", "c", "b"])
    assert found.heat == pytest.approx(-1.0 + 0.5 * (2 - 4 + 10 - 4) / 2)
    assert found.attack == pytest.approx(0.25 + 0.1 * (-3 + 5 - 20 + 5) / 2)


def test_a_word_that_the_model_lacks_weighs_what_its_pieces_do():
    assert score(tiny(), ["xyz"]) == pytest.approx(Score(-1.0 + 0.5 * 6, 0.25 + 0.1 * (1 - 2)))
    assert score(tiny(), ["q"]) == Score(-1.0, 0.25)


def test_a_word_of_no_weight_is_not_weighed_by_its_pieces():
    known = msgspec.structs.replace(TINY, grams=Weights("xyz", (0,), (0,)))
    assert score(tiny(known), ["xyz"]) == Score(-1.0, 0.25)


@pytest.mark.parametrize(
    ("heat", "attack"), [(-MOST, MOST), (MOST, -MOST), (-MOST, -MOST), (0, -1)]
)
def test_neither_sum_spills_into_the_other_in_the_longest_window(heat, attack):
    heaviest = msgspec.structs.replace(
        TINY, grams=Weights("a\na a\na a a", (heat,) * 3, (attack,) * 3)
    )
    n = 2_000
    found = score(tiny(heaviest), ["a"] * n)
    count = n + n - 1 + n - 2
    assert found.heat == pytest.approx(-1.0 + 0.5 * heat * count / n**0.5)
    assert found.attack == pytest.approx(0.25 + 0.1 * attack * count / n**0.5)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"language": 1}'])
def test_another_file_is_refused(content):
    with pytest.raises(msgspec.DecodeError):
        decode(content)


def test_a_gram_without_its_steps_is_refused():
    with pytest.raises(ValueError, match="shorter"):
        tiny(msgspec.structs.replace(TINY, grams=Weights("a\nb", (1,), (1, 2))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shipped_file_names_its_language_licence_and_corpora(language):
    model = decode(shipped(language))
    assert model.language == language
    assert model.licence
    assert any("written for Heard" in source for source in model.made_from)
    assert len(model.grams) > 1_000
    assert len(model.pieces) > 1_000
    heaviest = max(abs(step) for table in ("grams", "pieces") for step in _steps(language, table))
    assert 127 <= heaviest <= MOST


def _steps(language: str, table: str) -> tuple[int, ...]:
    weights: Weights = getattr(msgspec.json.decode(shipped(language), type=WeightFile), table)
    return weights.heat + weights.attack


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
