"""HTML, entities and what Telegram marks by itself."""

from typing import Any

import pytest

# Source, text, and entities as (type, offset, length, extra).
HTML = [
    ("<b>a</b> <strong>b</strong>", "a b", [("bold", 0, 1), ("bold", 2, 1)]),
    ("<i>a</i><em>b</em>", "ab", [("italic", 0, 2)]),
    ("<u>a</u> <ins>b</ins>", "a b", [("underline", 0, 1), ("underline", 2, 1)]),
    (
        "<s>a</s> <strike>b</strike> <del>c</del>",
        "a b c",
        [("strikethrough", 0, 1), ("strikethrough", 2, 1), ("strikethrough", 4, 1)],
    ),
    ("<tg-spoiler>a</tg-spoiler>", "a", [("spoiler", 0, 1)]),
    ('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)]),
    ("<code>a &lt; b</code>", "a < b", [("code", 0, 5)]),
    ("<code class='language-py'>a</code>", "a", [("code", 0, 1)]),
    ("<pre>a\n b</pre>", "a\n b", [("pre", 0, 4)]),
    (
        '<pre><code class="language-python">x = 1</code></pre>',
        "x = 1",
        [("pre", 0, 5, {"language": "python"})],
    ),
    (
        '<code class="language-python"><pre>x</pre></code>',
        "x",
        [("pre", 0, 1, {"language": "python"})],
    ),
    (
        '<a href="http://example.com">here</a>',
        "here",
        [("text_link", 0, 4, {"url": "http://example.com/"})],
    ),
    (
        "<a>https://example.com/x</a>",
        "https://example.com/x",
        [("text_link", 0, 21, {"url": "https://example.com/x"})],
    ),
    ("<a href='nonsense'>here</a>", "here", []),
    ('<tg-emoji emoji-id="5368">👍</tg-emoji>', "👍", [("custom_emoji", 0, 2, "5368")]),
    (
        '<tg-time unix="1700000000" format="wDT">soon</tg-time>',
        "soon",
        [("date_time", 0, 4, {"unix_time": 1700000000, "date_time_format": "wDT"})],
    ),
    ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
    ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
    ("<B>a</b>", "a", [("bold", 0, 1)]),
    ("<b>a</>", "a", [("bold", 0, 1)]),
    ("<b></b>a", "a", []),
    ("&lt;b&gt; &amp; &quot;", '<b> & "', []),
    ("&#65;&#x42;&#x1F600;", "AB😀", []),
    ("&nbsp; &copy; & &#0; &#1114111;", "&nbsp; &copy; & &#0; &#1114111;", []),
    # Offsets are UTF-16 units: an emoji outside the basic plane counts two.
    ("💔<b>x</b>", "💔x", [("bold", 2, 1)]),
    ("é<b>💔</b>x", "é💔x", [("bold", 1, 2)]),
    # A style inside another cuts it; code takes no style; quotes do not nest.
    ("<b>a<i>b</i></b>", "ab", [("bold", 0, 1), ("bold", 1, 1), ("italic", 1, 1)]),
    ("<b>a<code>b</code>c</b>", "abc", [("bold", 0, 1), ("code", 1, 1), ("bold", 2, 1)]),
    ("<b>a<b>b</b></b>", "ab", [("bold", 0, 2)]),
    (
        "<blockquote>a<blockquote>b</blockquote></blockquote>",
        "ab",
        [("blockquote", 0, 2)],
    ),
    # The text is trimmed, controls become spaces, line separators go.
    ("  <b> a </b> \n", " a", [("bold", 0, 2)]),
    ("a\tb\rc\u2028d", "a bcd", []),
]


def shown(entity: dict[str, Any]) -> tuple[Any, ...]:
    extra = {k: v for k, v in entity.items() if k not in {"type", "offset", "length"}}
    if list(extra) == ["custom_emoji_id"]:
        return entity["type"], entity["offset"], entity["length"], extra["custom_emoji_id"]
    place = entity["type"], entity["offset"], entity["length"]
    return (*place, extra) if extra else place


@pytest.mark.parametrize(("source", "text", "entities"), HTML)
def test_html_becomes_text_and_entities(scene, source, text, entities):
    chat = scene.private()

    sent = scene.call("sendMessage", chat_id=chat.id, text=source, parse_mode="HTML")

    assert sent["text"] == text
    assert [shown(entity) for entity in sent.get("entities", [])] == entities


HTML_ERRORS = [
    ("<x>a</x>", 'Unsupported start tag "x" at byte offset 0'),
    ("é <x>", 'Unsupported start tag "x" at byte offset 3'),
    ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
    ("a</b>", "Unexpected end tag at byte offset 1"),
    (
        "<b>a</i>",
        'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
    ),
    ("<b", "Unclosed start tag at byte offset 0"),
    ('<a href="x', "Unclosed start tag at byte offset 0"),
    ("<a href", 'Unclosed start tag "a" at byte offset 0'),
    ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
    ("<b>a</b", "Unclosed end tag at byte offset 4"),
    ("<a =x>a</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
    ("<a href=a_b>a</a>", "Unexpected end of name token at byte offset 8"),
    ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("<tg-emoji>a</tg-emoji>", "Invalid custom emoji identifier specified"),
    ('<tg-time unix="1" format="q">a</tg-time>', "Invalid date format used"),
    ('<tg-emoji emoji-id="05">a</tg-emoji>', "Invalid custom emoji identifier specified"),
    (
        "&#xd83d;&#xde00;",
        (
            "Text contains invalid Unicode characters after decoding HTML entities, check for"
            " unmatched surrogate code units"
        ),
    ),
]


@pytest.mark.parametrize(("source", "complaint"), HTML_ERRORS)
def test_bad_html_is_refused_in_telegrams_words(scene, source, complaint):
    chat = scene.private()

    refusal = scene.refusal("sendMessage", chat_id=chat.id, text=source, parse_mode="html")

    assert refusal == f"400 Bad Request: can't parse entities: {complaint}"


def test_an_unknown_parse_mode_is_refused(scene):
    chat = scene.private()

    refusal = scene.refusal("sendMessage", chat_id=chat.id, text="a", parse_mode="null")

    assert refusal == "400 Bad Request: unsupported parse_mode"


FOUND = [
    ("@ana_banana hi", [("mention", 0, 11)]),
    ("mail@ana_banana and @abc", []),
    ("@gif", [("mention", 0, 4)]),
    ("/" + "x" * 65 + " /x@ab", []),
    ("/pause now", [("bot_command", 0, 6)]),
    ("/pause@heard_bot now", [("bot_command", 0, 16)]),
    ("either/or //x /a/b 1/2", []),
    ("see https://example.com/a(b)c).", [("url", 4, 25)]),
    ("go to example.com, now", [("url", 6, 11)]),
    ("end.Of this.sentence", []),
    ("ip 127.0.0.1:8080/x", [("url", 3, 16)]),
    ("write to ana@example.com.", [("email", 9, 15)]),
    ("a.b_.com 1.2 1.2.3.4 5.6.7 x-.com", [("url", 13, 7)]),
    ("https://a.b_/x https://" + "a" * 64 + ".com", []),
    ("#love and #1 $USD", [("hashtag", 0, 5), ("cashtag", 13, 4)]),
    ("#love@group #1@group #a@group#", [("hashtag", 0, 11)]),
    (
        "$USD@group $1INCH $USD@x $1INCHES",
        [("cashtag", 0, 10), ("cashtag", 11, 6), ("cashtag", 18, 4)],
    ),
    ("#" + "a" * 300, [("hashtag", 0, 257)]),
    # Numbers of cards are found, and not told to bots (JsonVectorEntities in Client.cpp).
    ("4242 4242 4242 4242", []),
    ("tg://resolve?domain=x", [("url", 0, 21)]),
    ("💔 /stop", [("bot_command", 3, 5)]),
]


@pytest.mark.parametrize(("text", "entities"), FOUND)
def test_telegram_marks_what_it_recognises(scene, text, entities):
    chat = scene.private()

    scene.world.post(scene.ana, chat, text)

    message = scene.updates()[-1]["message"]
    assert [shown(entity) for entity in message.get("entities", [])] == entities


def test_what_the_author_marked_is_not_marked_again(scene):
    chat = scene.private()

    sent = scene.call(
        "sendMessage",
        chat_id=chat.id,
        text="<code>/pause</code> <b>x example.com y</b>",
        parse_mode="HTML",
    )

    assert [shown(entity) for entity in sent["entities"]] == [
        ("code", 0, 6),
        ("bold", 7, 2),
        ("url", 9, 11),
        ("bold", 9, 11),
        ("bold", 20, 2),
    ]


def test_a_link_to_a_user_becomes_a_mention_if_the_user_is_known(scene):
    chat = scene.private()
    known, unknown = f"tg://user?id={scene.ben.id}", "tg://user?id=1"

    sent = scene.call(
        "sendMessage",
        chat_id=chat.id,
        text=f'<a href="{known}">Ben</a> <a href="{unknown}">Nobody</a>',
        parse_mode="HTML",
    )

    assert sent["entities"] == [
        {"offset": 0, "length": 3, "type": "text_mention", "user": scene.ben.json()}
    ]


def test_ready_entities_are_taken_as_they_are(scene):
    chat = scene.private()
    given = [
        {"type": "bold", "offset": 2, "length": 2},
        {"type": "text_link", "offset": 5, "length": 1, "url": "example.com"},
        {"type": "url", "offset": 7, "length": 1},
        {"type": "text_mention", "offset": 9, "length": 1, "user": {"id": scene.ben.id}},
        {"type": "text_mention", "offset": 11, "length": 1, "user": {"id": 1}},
        {"type": "pre", "offset": 13, "length": 1, "language": "py"},
        {"type": "custom_emoji", "offset": 15, "length": 2, "custom_emoji_id": "53"},
        {"type": "date_time", "offset": 18, "length": 1, "unix_time": 7, "date_time_format": "R"},
        {"type": "text_link", "offset": 20, "length": 1, "url": f"tg://user?id={scene.ana.id}"},
    ]

    sent = scene.call("sendMessage", chat_id=chat.id, text="💔ab x y b c p 👍 d e", entities=given)

    assert [shown(entity) for entity in sent["entities"]] == [
        ("bold", 2, 2),
        ("text_link", 5, 1, {"url": "http://example.com/"}),
        ("text_mention", 9, 1, {"user": scene.ben.json()}),
        ("pre", 13, 1, {"language": "py"}),
        ("custom_emoji", 15, 2, "53"),
        ("date_time", 18, 1, {"unix_time": 7, "date_time_format": "r"}),
        ("text_mention", 20, 1, {"user": scene.ana.json()}),
    ]


@pytest.mark.parametrize("entities", ["[", "5", ""])
def test_entities_that_are_no_list_are_ignored(scene, entities):
    chat = scene.private()

    sent = scene.call("sendMessage", chat_id=chat.id, text="a", entities=entities)

    assert "entities" not in sent


ENTITY_ERRORS = [
    ({"type": "bold", "offset": 0}, "can't parse MessageEntity: Can't find field \"length\""),
    (
        {"type": "shiny", "offset": 0, "length": 1},
        "can't parse MessageEntity: Unsupported type specified",
    ),
    (
        {"type": "date_time", "offset": 0, "length": 1, "unix_time": 1, "date_time_format": "q"},
        "can't parse MessageEntity: Invalid date-time format specified",
    ),
    # What the parsers of HTML and Markdown drop is refused here.
    (
        {"type": "text_link", "offset": 0, "length": 2, "url": "foo"},
        "entity URL 'foo' is invalid: Wrong HTTP URL",
    ),
    (
        {"type": "custom_emoji", "offset": 0, "length": 2, "custom_emoji_id": "0"},
        "invalid custom emoji identifier specified",
    ),
    (
        {"type": "date_time", "offset": 0, "length": 2, "unix_time": 0},
        "invalid date specified",
    ),
    (
        {"type": "bold", "offset": 1, "length": 1},
        "entity begins in a middle of a UTF-16 symbol at byte offset 4",
    ),
    (
        {"type": "bold", "offset": 0, "length": 1},
        "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 4",
    ),
    ({"type": "bold", "offset": -1, "length": 1}, "receive an entity with incorrect offset -1"),
    ({"type": "bold", "offset": 0, "length": -1}, "receive an entity with incorrect length -1"),
    (
        {"type": "bold", "offset": 9, "length": 1},
        "entity begins after the end of the text at UTF-16 offset 9",
    ),
    (
        {"type": "bold", "offset": 0, "length": 9},
        "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 9",
    ),
]


@pytest.mark.parametrize(("entity", "complaint"), ENTITY_ERRORS)
def test_bad_entities_are_refused(scene, entity, complaint):
    chat = scene.private()

    refusal = scene.refusal("sendMessage", chat_id=chat.id, text="💔ab", entities=[entity])

    assert refusal == f"400 Bad Request: {complaint}"


def test_an_entity_of_nothing_may_be_anywhere(scene):
    chat = scene.private()
    given = [{"type": "bold", "offset": 9, "length": 0}]

    assert "entities" not in scene.call("sendMessage", chat_id=chat.id, text="a", entities=given)


def test_only_a_hundred_entities_are_kept(scene):
    chat = scene.private()
    text = " ".join(["<code>x</code>"] * 101)

    sent = scene.call("sendMessage", chat_id=chat.id, text=text, parse_mode="HTML")

    assert len(sent["entities"]) == 100
