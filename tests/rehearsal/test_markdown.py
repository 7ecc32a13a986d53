"""The two Markdown styles, as the server reads them and complains of them."""

import pytest


def shown(entity):
    known = {"type", "offset", "length"}
    extra = {key: value for key, value in entity.items() if key not in known}
    return (entity["type"], entity["offset"], entity["length"], *([extra] if extra else []))


def sent(scene, source, mode):
    chat = scene.private()
    message = scene.call("sendMessage", chat_id=chat.id, text=source, parse_mode=mode)
    return message["text"], [shown(entity) for entity in message.get("entities", [])]


BOTH = [
    ("*a*", "a", [("bold", 0, 1)]),
    ("_a_", "a", [("italic", 0, 1)]),
    ("`a *b*`", "a *b*", [("code", 0, 5)]),
    ("```\na\n```", "a", [("pre", 0, 1)]),
    ("```py\na```", "a", [("pre", 0, 1, {"language": "py"})]),
    ("```py\r\na```", "a", [("pre", 0, 1, {"language": "py"})]),
    ("[a](https://example.com)", "a", [("text_link", 0, 1, {"url": "https://example.com/"})]),
    ("[a](nonsense)", "a", []),
    ("a** b", "a b", []),
    # Offsets are UTF-16 units: an emoji outside the basic plane counts two.
    ("💔*x*", "💔x", [("bold", 2, 1)]),
    (r"\*a\*", "*a*", []),
]


@pytest.mark.parametrize("mode", ["Markdown", "MarkdownV2", "markdown", "MARKDOWNV2"])
@pytest.mark.parametrize(("source", "text", "entities"), BOTH)
def test_what_both_styles_read_alike(scene, mode, source, text, entities):
    assert sent(scene, source, mode) == (text, entities)


OLDER = [
    # Nothing nests, nothing else is reserved, and only four characters can be escaped.
    ("*a _b_*", "a _b_", [("bold", 0, 5)]),
    ("1 - 2 = (-1)!", "1 - 2 = (-1)!", []),
    (r"\# \_ \\ \-", r"\# _ \\ \-", []),
    ("__a__", "a", []),
    ("~a~ ||b||", "~a~ ||b||", []),
    (">a", ">a", []),
    # The server reads the words again where it has already moved them by the bracket.
    ("[example.com]", "example.com", [("text_link", 0, 11, {"url": "http://xample.comm/"})]),
    (
        "[a](https://example.com/(x))",
        "a)",
        [("text_link", 0, 1, {"url": "https://example.com/(x"})],
    ),
]


@pytest.mark.parametrize(("source", "text", "entities"), OLDER)
def test_the_older_style(scene, source, text, entities):
    assert sent(scene, source, "Markdown") == (text, entities)


NEWER = [
    ("__a__", "a", [("underline", 0, 1)]),
    ("~a~", "a", [("strikethrough", 0, 1)]),
    ("||a||", "a", [("spoiler", 0, 1)]),
    # A style inside another cuts it.
    ("*a _b_*", "a b", [("bold", 0, 2), ("bold", 2, 1), ("italic", 2, 1)]),
    ("_a __b___", "a b", [("italic", 0, 2), ("italic", 2, 1), ("underline", 2, 1)]),
    (r"1 \- 2 \= \(\-1\)\!", "1 - 2 = (-1)!", []),
    (r"\a\\", "a\\", []),
    (r"`a \` b`", "a ` b", [("code", 0, 5)]),
    (
        r"[a](https://example.com/\(x\))",
        "a",
        [("text_link", 0, 1, {"url": "https://example.com/(x)"})],
    ),
    ("![👍](tg://emoji?id=5368)", "👍", [("custom_emoji", 0, 2, {"custom_emoji_id": "5368"})]),
    (
        "![soon](tg://time?unix=1700000000&format=wDT)",
        "soon",
        [("date_time", 0, 4, {"unix_time": 1700000000, "date_time_format": "wDT"})],
    ),
    (">a\n>b", "a\nb", [("blockquote", 0, 3)]),
    (">a\nb", "a\nb", [("blockquote", 0, 2)]),
    (">a\n>b||", "a\nb", [("expandable_blockquote", 0, 3)]),
    (">a||\nb", "a\nb", [("expandable_blockquote", 0, 2)]),
]


@pytest.mark.parametrize(("source", "text", "entities"), NEWER)
def test_the_newer_style(scene, source, text, entities):
    assert sent(scene, source, "MarkdownV2") == (text, entities)


ERRORS = [
    ("Markdown", "a *b", "Can't find end of the entity starting at byte offset 2"),
    ("Markdown", "ä [b", "Can't find end of the entity starting at byte offset 3"),
    ("Markdown", "```a``", "Can't find end of the entity starting at byte offset 0"),
    ("MarkdownV2", "ä *b", "Can't find end of Bold entity at byte offset 3"),
    ("MarkdownV2", "_a", "Can't find end of Italic entity at byte offset 0"),
    ("MarkdownV2", "__a", "Can't find end of Underline entity at byte offset 0"),
    ("MarkdownV2", "~a", "Can't find end of Strikethrough entity at byte offset 0"),
    ("MarkdownV2", "||a", "Can't find end of Spoiler entity at byte offset 0"),
    ("MarkdownV2", "`a", "Can't find end of Code entity at byte offset 0"),
    ("MarkdownV2", "```a", "Can't find end of Pre entity at byte offset 0"),
    ("MarkdownV2", "```a b", "Can't find end of PreCode entity at byte offset 0"),
    ("MarkdownV2", "[a", "Can't find end of TextUrl entity at byte offset 0"),
    ("MarkdownV2", "[a](b", "Can't find end of a URL at byte offset 4"),
    ("MarkdownV2", "![a", "Can't find end of CustomEmoji entity at byte offset 0"),
    ("MarkdownV2", "![a]", "The entity must contain a tg://emoji or tg://time URL"),
    ("MarkdownV2", "![a](tg://emoji?id=0)", "Invalid tg://emoji or tg://time URL specified"),
    ("MarkdownV2", "![a](tg://emoji?id=05)", "Invalid tg://emoji or tg://time URL specified"),
    ("MarkdownV2", "![a](https://example.com)", "Invalid tg://emoji or tg://time URL specified"),
    ("MarkdownV2", "1.", r"Character '.' is reserved and must be escaped with the preceding '\'"),
    ("MarkdownV2", "a>", r"Character '>' is reserved and must be escaped with the preceding '\'"),
    ("MarkdownV2", "*a _b*_", "Can't find end of Italic entity at byte offset 6"),
]


@pytest.mark.parametrize(("mode", "source", "complaint"), ERRORS)
def test_errors_are_in_telegrams_words(scene, mode, source, complaint):
    chat = scene.private()

    refusal = scene.refusal("sendMessage", chat_id=chat.id, text=source, parse_mode=mode)

    assert refusal == f"400 Bad Request: can't parse entities: {complaint}"


@pytest.mark.parametrize("char", "_*[]()~`>#+-=|{}.!")
def test_every_reserved_character_can_be_escaped(scene, char):
    assert sent(scene, f"a\\{char}", "MarkdownV2") == (f"a{char}", [])


@pytest.mark.parametrize(
    ("mode", "source"),
    [("Markdown", "[{name}](tg://user?id={id})"), ("MarkdownV2", "[{name}](tg://user?id={id})")],
)
def test_a_link_to_somebody_is_a_mention(scene, mode, source):
    text, entities = sent(scene, source.format(name="Ben", id=scene.ben.id), mode)

    assert (text, entities) == ("Ben", [("text_mention", 0, 3, {"user": scene.ben.json()})])


def test_captions_and_answers_are_read_alike(scene):
    chat = scene.private()
    photo = scene.world.post(scene.ana, chat, "p", photo=True).body.payload[-1]["file_id"]

    caption = scene.call(
        "sendPhoto", chat_id=chat.id, photo=photo, caption="*a*", parse_mode="Markdown"
    )
    poll = scene.call(
        "sendPoll",
        chat_id=chat.id,
        question="![👍](tg://emoji?id=5)?",
        question_parse_mode="MarkdownV2",
        options=[{"text": "yes"}, {"text": "no"}],
    )["poll"]

    assert [shown(one) for one in caption["caption_entities"]] == [("bold", 0, 1)]
    assert [shown(one) for one in poll["question_entities"]] == [
        ("custom_emoji", 0, 2, {"custom_emoji_id": "5"})
    ]
