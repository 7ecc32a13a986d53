"""What is too long for one message: no letter is lost, nothing is cut that belongs together."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.telegram.graphemes import graphemes
from bot.adapters.telegram.pieces import POST_UNITS_MAX, fits, pieces, seen
from bot.adapters.telegram.sheets import ALBUM_MAX, Item, Sheet, sheets
from bot.dialogue.library import Library
from bot.facilitator import effects as do
from bot.facilitator.ids import WordRef
from bot.facilitator.texts import Words as WordsValue
from bot.facilitator.texts import text
from bot.sensing.signals import utf16
from bot.service.formats import Format, formatted, spelled
from bot.service.ports import Post, Words
from bot.service.rendering import Renderer

FAMILY = "\u200d".join("👩👩👧👦")
#: What a reader sees as one sign each.
SIGNS = (
    "a", "é", "e\u0301", "👍🏽", "🇩🇪", "🇫🇷", FAMILY, "❤️", "🏴\U000e0067\U000e0062\U000e007f", "1️⃣",
    "각", "\u1100\u1161", "นี้", "क्षि", "&", "<", '"', "💔", "z̸̡̛", "\r\n", " ", "\n",
)  # fmt: skip


class Sound(HTMLParser):
    """Every tag that is opened is closed, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def bare(what: str) -> str:
    return "".join(what.split())


@given(st.lists(st.sampled_from(SIGNS), max_size=60))
def test_what_belongs_together_is_together(signs: list[str]) -> None:
    whole = "".join(signs)
    found = list(graphemes(whole))
    assert "".join(found) == whole
    ends, place = set(), 0
    for sign in signs:
        place += len(sign)
        ends.add(place)
    place = 0
    for one in found:  # each ends where a sign ends
        place += len(one)
        assert place in ends


@pytest.mark.parametrize("sign", [one for one in SIGNS if not one.isspace()])
def test_each_sign_is_one(sign: str) -> None:
    assert list(graphemes(sign * 3)) == [sign] * 3


@st.composite
def messages(draw: st.DrawFn) -> tuple[str, list[Format], int]:
    """A text, what is bold or a link in it, and how much fits into a message."""
    signs = draw(st.lists(st.sampled_from(SIGNS), min_size=1, max_size=80))
    units = [0]
    for sign in signs:
        units.append(units[-1] + utf16(sign))
    places = st.integers(0, len(signs))
    formats = []
    for start, end in draw(st.lists(st.tuples(places, places), max_size=4)):
        kind = draw(st.sampled_from(("bold", "italic", "text_link", "spoiler")))
        if start < end:
            url = "https://a.example/?a=1&b=2" if kind == "text_link" else ""
            formats.append(Format(kind, units[start], units[end] - units[start], url))
    return "".join(signs), formats, draw(st.integers(14, 60))


@settings(max_examples=300)
@given(messages())
def test_no_letter_is_lost_and_every_piece_is_sound(given_: tuple[str, list[Format], int]) -> None:
    words, formats, most = given_
    html = str(formatted(words, formats))
    Sound(html)
    assert seen(html) == words
    found = pieces(html, most)
    assert bare("".join(map(seen, found))) == bare(words)
    signs = set(graphemes(words))
    for piece in found:
        assert fits(piece, most)
        Sound(piece)
        if len(found) > 1:
            assert seen(piece).strip()
            assert set(graphemes(seen(piece))) <= signs  # none is cut in two


@settings(max_examples=200)
@given(messages())
def test_a_link_is_cut_only_if_it_is_longer_than_a_message(
    given_: tuple[str, list[Format], int],
) -> None:
    words, formats, most = given_
    links = [one for one in formats if one.kind == "text_link"][:1]
    html = str(formatted(words, links))
    inside = re.search(r"<a [^>]*>(.*)</a>", html, re.DOTALL)
    if inside is None or utf16(seen(inside[1]).strip()) > most or not bare(seen(inside[1])):
        return
    assert sum("<a " in piece for piece in pieces(html, most)) == 1


@pytest.mark.parametrize(
    "words",
    [
        "x" * 4096, "💔" * 2048, FAMILY * 372, "word " * 819 + "w", "e\u0301" * 2048,
        "<&>" * 1365, "a" + "\u0301" * 4095, "🇩🇪" * 1024,
    ],
)  # fmt: skip
def test_a_held_text_as_long_as_may_be_comes_back_whole(library: Library, words: str) -> None:
    assert utf16(words) <= POST_UNITS_MAX
    ref = WordRef("w1")
    for key, values in (("note.posted", {"name": "Ben"}), ("note.show", {})):
        say = do.Say(text=text(key, words=WordsValue(ref), **values))  # type: ignore[arg-type]
        post = Renderer(library, "en", {ref: Words(words)}).call(say, None)
        assert isinstance(post, Post)
        found = sheets(post)
        assert all(fits(sheet.html, POST_UNITS_MAX) for sheet in found)
        assert bare(words) in bare("".join(seen(sheet.html) for sheet in found))


def test_more_marks_on_one_letter_than_a_message_holds_still_come_to_an_end() -> None:
    found = pieces("a" + "\u0301" * 9000)
    assert "".join(found) == "a" + "\u0301" * 9000
    assert all(fits(piece, POST_UNITS_MAX) for piece in found)


# --- media ---------------------------------------------------------------------------------------


def photo(caption: str = "", kind: str = "photo", file: str = "F") -> Words:
    return Words(caption, kind, file)  # type: ignore[arg-type]


def read(sheet: Sheet) -> object:
    return [seen(one.caption) for one in sheet.items] if sheet.items else seen(sheet.html)


@pytest.mark.parametrize(
    ("media", "expected"),
    [
        ((photo("x" * 1000),), [["From Ben:\n" + "x" * 1000]]),
        ((photo("x" * 1024),), ["From Ben:\n" + "x" * 1024, [""]]),
        ((photo("💔" * 512),), ["From Ben:\n" + "💔" * 512, [""]]),
        ((photo("", "sticker"),), ["From Ben:", [""]]),
        ((photo("a"), photo()), [["From Ben:\na", ""]]),
        ((photo(), photo("b")), ["From Ben:", ["", "b"]]),
        ((photo("a"), photo("b")), ["From Ben:", ["a", "b"]]),
        ((photo("x" * 1024), photo()), ["From Ben:", ["x" * 1024, ""]]),
        ((photo("x" * 1500), photo("b")), ["From Ben:", "x" * 1500, ["", "b"]]),
        ((photo("", "photo"), photo("", "video")), [["From Ben:", ""]]),
        ((photo("", "document"), photo("", "document")), [["From Ben:", ""]]),
        ((photo("", "photo"), photo("", "document")), [["From Ben:"], [""]]),
        ((photo("", "animation"), photo("", "animation")), [["From Ben:"], [""]]),
        ((photo(),) * (ALBUM_MAX + 1), [["From Ben:", *[""] * 9], [""]]),
    ],
)
def test_what_stands_with_what(media: tuple[Words, ...], expected: list[object]) -> None:
    assert [read(one) for one in sheets(Post("From Ben:", media=media))] == expected


def test_a_caption_longer_than_any_message_is_said_before_its_medium() -> None:
    words = "word " * 1000
    found = sheets(Post("From Ben:", media=(photo(words),)))
    assert [bool(one.items) for one in found] == [False, False, True]
    assert bare("".join(seen(one.html) for one in found)) == bare("From Ben:" + words)


def test_the_caption_is_as_it_was() -> None:
    marked = Words("see here", "photo", "F", "", (Format("text_link", 4, 4, "https://a.example"),))
    (sheet,) = sheets(Post("<b>Ben</b>:", media=(marked,)))
    caption = '<b>Ben</b>:\nsee <a href="https://a.example">here</a>'
    assert sheet.items == (Item("photo", "F", caption),)


# --- at the door ---------------------------------------------------------------------------------


def said(library: Library, say: do.Say, **words: Words) -> Post:
    known = {WordRef(ref): one for ref, one in words.items()}
    post = Renderer(library, "en", known).call(say, None)
    assert isinstance(post, Post)
    return post


ALBUM = do.Say(text=text("note.show_medium"), words=WordRef("w1"), more=(WordRef("w2"),))


def test_a_part_whose_words_are_gone_is_left_out(library: Library) -> None:
    one = said(library, ALBUM, w2=photo("b"))
    assert one.media == (photo("b"),)
    none = said(library, ALBUM)
    assert none.media == ()
    assert unescape(none.html) == "Your note:\n(no longer kept)"


def test_words_are_shown_as_they_were_written_and_whose_they_are(library: Library) -> None:
    bold = (Format("bold", 0, 4), Format("text_link", 5, 4, "https://a.example/?q=1&r=2"))
    say = do.Say(text=text("note.show", words=WordsValue(WordRef("w1"))))
    html = said(library, say, w1=Words("look here <", formats=bold)).html
    assert html == ('You wrote: <b>look</b> <a href="https://a.example/?q=1&amp;r=2">here</a> &lt;')
    assert "Forwarded from Cara:" in said(library, say, w1=Words("x", origin="Cara")).html
    assert "Forwarded:\nx" in said(library, say, w1=Words("x", origin="")).html
    assert spelled("look here.", bold) == "look here (https://a.example/?q=1&r=2)."


def test_what_is_hidden_stays_hidden(library: Library) -> None:
    say = do.Say(text=text("note.posted", name="Ben", words=WordsValue(WordRef("w1"))))
    hidden = (Format("spoiler", 0, 6), Format("custom_emoji", 0, 2))
    html = said(library, say, w1=Words("secret", formats=hidden)).html
    assert html == "Ben: <tg-spoiler>secret</tg-spoiler>"
