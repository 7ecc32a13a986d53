"""Inline mode: queries, results, the messages that they become, and editing those."""

import pytest

from bot.rehearsal.botapi import ApiError, ImpossibleError

BAD = "400 Bad Request: "
TOO_OLD = f"{BAD}query is too old and response timeout expired or query ID is invalid"


@pytest.fixture
def inline(scene):
    """The bot with inline mode and feedback, in no group."""
    scene.bot.inline = scene.bot.feedback = True
    group = scene.world.add_group("Elsewhere", owner=scene.ana)
    scene.world.add_member(group, scene.ben, by=scene.ana)
    return group


def article(number="1", text="Tea", **more):
    content = {"message_text": text}
    return {
        "type": "article",
        "id": number,
        "title": "A drink",
        "input_message_content": content,
        **more,
    }


KEYBOARD = {"inline_keyboard": [[{"text": "More", "callback_data": "more"}]]}


def test_from_query_to_message(scene, inline, kinds):
    query = scene.world.type_inline(scene.ben, scene.bot, inline, "tea")
    (update,) = scene.updates()
    asked = update["inline_query"]
    assert (asked["query"], asked["offset"], asked["chat_type"]) == ("tea", "", "supergroup")
    assert asked["from"]["id"] == scene.ben.id

    assert scene.call(
        "answerInlineQuery", inline_query_id=asked["id"], results=[article(reply_markup=KEYBOARD)]
    )
    assert [(one.id, one.title) for one in query.results] == [("1", "A drink")]
    sent = scene.world.choose_inline(query, "1")

    seen = scene.world.view(scene.ana, inline).messages[-1]
    assert (seen.text, seen.author, seen.via) == ("Tea", "Ben Okafor", "heard_bot")
    (update,) = scene.updates()
    chosen = update["chosen_inline_result"]
    assert (chosen["result_id"], chosen["query"]) == ("1", "tea")
    assert chosen["inline_message_id"] == sent.draft.inline_id


def test_a_message_with_a_keyboard_can_be_edited_by_its_inline_id(scene, inline, kinds):
    query = scene.world.type_inline(scene.ben, scene.bot, inline, "")
    scene.call(
        "answerInlineQuery", inline_query_id=query.id, results=[article(reply_markup=KEYBOARD)]
    )
    sent = scene.world.choose_inline(query, "1")
    place = {"inline_message_id": sent.draft.inline_id}
    scene.drain()

    scene.world.tap(scene.ana, inline, sent.id, "more")
    (update,) = scene.updates()
    tapped = update["callback_query"]
    assert tapped["inline_message_id"] == sent.draft.inline_id
    assert "message" not in tapped
    assert scene.call("editMessageText", **place, text="Coffee") is True
    assert scene.world.view(scene.ana, inline).messages[-1].text == "Coffee"
    assert scene.refusal("editMessageText", inline_message_id="x", text="a") == (
        f"{BAD}MESSAGE_ID_INVALID"
    )
    assert scene.refusal("editMessageText", text="a") == (
        f"{BAD}message identifier is not specified"
    )


def test_a_tap_under_it_is_answered_by_the_bot_that_it_came_by(scene, inline):
    query = scene.world.type_inline(scene.ben, scene.bot, inline, "")
    scene.call(
        "answerInlineQuery", inline_query_id=query.id, results=[article(reply_markup=KEYBOARD)]
    )
    sent = scene.world.choose_inline(query, "1")
    tap = scene.world.tap(scene.ana, inline, sent.id, "more")

    assert scene.call("answerCallbackQuery", callback_query_id=tap.id, text="Here") is True

    assert [toast.text for toast in scene.world.view(scene.ana, inline).toasts] == ["Here"]


def test_without_a_keyboard_there_is_no_inline_id_and_without_feedback_no_word(scene, inline):
    scene.bot.feedback = False
    query = scene.world.type_inline(scene.ben, scene.bot, inline, "")
    scene.call("answerInlineQuery", inline_query_id=query.id, results=[article()])
    scene.drain()

    sent = scene.world.choose_inline(query, "1")

    assert sent.draft.inline_id == ""
    assert scene.updates() == []


def test_in_its_own_chats_the_bot_reads_what_came_by_way_of_it(scene):
    scene.bot.inline = True
    group = scene.group(rights=None)
    query = scene.world.type_inline(scene.ben, scene.bot, group, "")
    scene.call("answerInlineQuery", inline_query_id=query.id, results=[article()])
    scene.drain()

    scene.world.choose_inline(query, "1")

    message = scene.updates()[-1]["message"]
    assert message["via_bot"]["id"] == scene.bot.id
    assert message["from"]["id"] == scene.ben.id


def test_results_of_other_kinds(scene, inline):
    chat = scene.private()
    photo = scene.world.post(scene.ana, chat, "p", photo=True).body.payload[-1]["file_id"]
    query = scene.world.type_inline(scene.ben, scene.bot, inline, "")
    place = {"latitude": 1, "longitude": 2, "title": "There"}
    results = [
        {
            "type": "photo",
            "id": "p",
            "photo_file_id": photo,
            "caption": "*Us*",
            "parse_mode": "Markdown",
        },
        {
            "type": "gif",
            "id": "g",
            "gif_url": "https://x.org/a.gif",
            "thumbnail_url": "https://x.org/a",
        },
        {"type": "location", "id": "l", **place},
        {"type": "venue", "id": "v", "address": "Here", **place},
        {"type": "contact", "id": "c", "phone_number": "+49", "first_name": "Cleo"},
    ]

    scene.call("answerInlineQuery", inline_query_id=query.id, results=results, cache_time=0)

    kinds = [scene.world.choose_inline(query, one["id"]).body.kind for one in results]
    assert kinds == ["photo", "animation", "location", "venue", "contact"]


@pytest.mark.parametrize(
    ("results", "complaint"),
    [
        ("{}", "expected an Array of inline query results"),
        ([5], "can't parse inline query result: Inline query result must be an object"),
        ([{"id": "1"}], "can't parse inline query result: Can't find field \"type\""),
        ([article() | {"id": ""}], "RESULT_ID_INVALID"),
        ([article() | {"id": "x" * 65}], "RESULT_ID_INVALID"),
        ([article(), article()], "RESULT_ID_DUPLICATE"),
        ([article(str(number)) for number in range(51)], "too many inline query results specified"),
        (
            [{"type": "article", "id": "1", "title": "x"}],
            "can't parse inline query result: Input message content is not specified",
        ),
        ([article(text=" ")], "text must be non-empty"),
        ([article(text="x" * 4097)], "MESSAGE_TOO_LONG"),
    ],
)
def test_results_that_cannot_be(scene, inline, results, complaint):
    query = scene.world.type_inline(scene.ben, scene.bot, inline, "")

    with pytest.raises(ApiError) as caught:
        scene.call("answerInlineQuery", inline_query_id=query.id, results=results)

    assert str(caught.value) == f"{BAD}{complaint}"
    assert query.results is None


def test_a_query_is_answered_once_and_soon(scene, inline, clock):
    first = scene.world.type_inline(scene.ben, scene.bot, inline, "a")
    answer = {"inline_query_id": first.id, "results": []}
    assert scene.call("answerInlineQuery", **answer) is True
    assert scene.refusal("answerInlineQuery", **answer) == TOO_OLD
    late = scene.world.type_inline(scene.ben, scene.bot, inline, "b")
    clock.forward(seconds=30)

    refusal = scene.refusal("answerInlineQuery", inline_query_id=late.id, results=[])

    assert refusal == TOO_OLD


def test_more_of_the_same_and_the_button_above(scene, inline):
    query = scene.world.type_inline(scene.ben, scene.bot, inline, "a", offset="10")
    assert scene.updates()[-1]["inline_query"]["offset"] == "10"

    scene.call(
        "answerInlineQuery",
        inline_query_id=query.id,
        results=[],
        next_offset="20",
        button={"text": "Set up", "start_parameter": "setup"},
    )

    assert query.next_offset == "20"
    assert query.button == {"text": "Set up", "start_parameter": "setup"}
    other = scene.world.type_inline(scene.ben, scene.bot, inline, "a")
    refusal = scene.refusal(
        "answerInlineQuery", inline_query_id=other.id, results=[], button={"text": "x"}
    )
    assert refusal == (
        f"{BAD}can't parse inline query results button: InlineQueryResultsButton must have exactly"
        " one optional field"
    )


NOWHERE = [
    ({"start_parameter": ""}, "can't use empty start_parameter"),
    ({"start_parameter": "x" * 65}, "too long start_parameter specified"),
    ({"start_parameter": "a b"}, "unallowed characters in start_parameter are used"),
    ({"start_parameter": "é"}, "unallowed characters in start_parameter are used"),
    (
        {"web_app": {"url": "http://example.com"}},
        (
            "inline query button Web App URL 'http://example.com' is invalid:"
            " Only HTTPS links are allowed"
        ),
    ),
    (
        {"web_app": {"url": "tg://user?id=7"}},
        "link to a user can't be used in the Web App button",
    ),
]


@pytest.mark.parametrize(("leads", "complaint"), NOWHERE)
def test_a_button_above_that_leads_nowhere_is_refused(scene, inline, leads, complaint):
    query = scene.world.type_inline(scene.ben, scene.bot, inline, "a")
    answer = {"inline_query_id": query.id, "results": [], "button": {"text": "Go", **leads}}

    assert scene.refusal("answerInlineQuery", **answer) == f"{BAD}{complaint}"
    assert query.results is None


def test_the_button_above_by_its_older_name(scene, inline):
    query = scene.world.type_inline(scene.ben, scene.bot, inline, "a")
    older = {"switch_pm_text": "Set up", "switch_pm_parameter": "x" * 64}

    scene.call("answerInlineQuery", inline_query_id=query.id, results=[], **older)

    assert query.button == {"text": "Set up", "start_parameter": "x" * 64}


def test_people_cannot_do_what_no_client_offers(scene, inline):
    query = scene.world.type_inline(scene.ben, scene.bot, inline, "")
    scene.bot.inline = False

    for impossible in (
        lambda: scene.world.type_inline(scene.ben, scene.bot, inline, ""),
        lambda: scene.world.choose_inline(query, "1"),
    ):
        with pytest.raises(ImpossibleError):
            impossible()
