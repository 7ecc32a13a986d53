"""Taps on buttons and their answers."""

import pytest

from bot.rehearsal.botapi import ImpossibleError

TOO_OLD = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"
KEYBOARD = {
    "inline_keyboard": [
        [{"text": "I'm in", "callback_data": "join"}, {"text": "Not now", "callback_data": "no"}],
        [{"text": "Open", "url": "https://t.me/heard_bot?start=x"}],
    ]
}


@pytest.fixture
def tapped(scene):
    """A group, and Ben's tap on a button there."""
    group = scene.group()
    sent = scene.call("sendMessage", chat_id=group.id, text="Ready?", reply_markup=KEYBOARD)
    return group, scene.world.tap(scene.ben, group, sent["message_id"], "join")


def test_the_bot_is_told_who_tapped_what(scene, tapped):
    group, tap = tapped

    query = scene.updates()[-1]["callback_query"]

    assert query["id"] == tap.id
    assert query["from"] == {
        "id": scene.ben.id,
        "is_bot": False,
        "first_name": "Ben",
        "last_name": "Okafor",
        "language_code": "de",
    }
    assert query["data"] == "join"
    assert query["message"]["text"] == "Ready?"
    assert query["message"]["chat"]["id"] == group.id
    assert query["chat_instance"].lstrip("-").isdigit()


def test_a_button_can_be_found_by_its_label(scene, tapped):
    group, tap = tapped

    assert scene.world.tap(scene.ana, group, tap.message.id, label="Not now").data == "no"


@pytest.mark.parametrize("data", ["nothing", "https://t.me/heard_bot?start=x"])
def test_only_callback_buttons_can_be_tapped(scene, tapped, data):
    group, tap = tapped

    with pytest.raises(ImpossibleError, match="no such button"):
        scene.world.tap(scene.ben, group, tap.message.id, data)


def test_the_answer_is_seen_by_the_one_who_tapped_and_nobody_else(scene, tapped):
    group, tap = tapped

    scene.call("answerCallbackQuery", callback_query_id=tap.id, text="Kept.", show_alert=True)

    [toast] = scene.world.view(scene.ben, group).toasts
    assert (toast.text, toast.alert, toast.url) == ("Kept.", True, "")
    assert scene.world.view(scene.ana, group).toasts == ()
    assert tap.answer is toast


def test_an_empty_answer_shows_nothing(scene, tapped):
    group, tap = tapped

    scene.call("answerCallbackQuery", callback_query_id=tap.id)

    assert tap.answer is not None
    assert scene.world.view(scene.ben, group).toasts == ()


def test_a_tap_is_answered_once(scene, tapped):
    _, tap = tapped
    scene.call("answerCallbackQuery", callback_query_id=tap.id)

    assert scene.refusal("answerCallbackQuery", callback_query_id=tap.id) == TOO_OLD


@pytest.mark.parametrize(("seconds", "in_time"), [(14, True), (15, False)])
def test_a_tap_is_answered_within_15_seconds(scene, clock, tapped, seconds, in_time):
    _, tap = tapped
    clock.forward(seconds=seconds)

    if in_time:
        assert scene.call("answerCallbackQuery", callback_query_id=tap.id) is True
    else:
        assert scene.refusal("answerCallbackQuery", callback_query_id=tap.id) == TOO_OLD


@pytest.mark.parametrize("query_id", ["", "17", "nonsense"])
def test_an_unknown_query_is_too_old(scene, query_id):
    assert scene.refusal("answerCallbackQuery", callback_query_id=query_id) == TOO_OLD


def test_another_bots_query_is_too_old(scene, tapped):
    _, tap = tapped
    other = scene.world.add_bot("99:other", username="other_bot", name="Other")

    given = scene.world.answer(other.token, "answerCallbackQuery", {"callback_query_id": tap.id})

    assert given.body["description"] == TOO_OLD.removeprefix("400 ")


ANSWERS = [
    ({"text": "x" * 200}, None),
    ({"text": "x" * 201}, "400 Bad Request: MESSAGE_TOO_LONG"),
    ({"url": "https://t.me/heard_bot?start=held_7"}, None),
    ({"url": "t.me/Heard_Bot?start="}, None),
    ({"url": "https://t.me/other_bot?start=x"}, "400 Bad Request: URL_INVALID"),
    ({"url": "https://t.me/heard_bot"}, "400 Bad Request: URL_INVALID"),
    ({"url": "https://example.com/heard_bot?start=x"}, "400 Bad Request: URL_INVALID"),
]


@pytest.mark.parametrize(("params", "error"), ANSWERS)
def test_an_answer_is_short_and_leads_only_to_the_bot(scene, tapped, params, error):
    group, tap = tapped

    if error:
        refusal = scene.refusal("answerCallbackQuery", callback_query_id=tap.id, **params)
        assert refusal == error
        assert tap.answer is None
    else:
        assert scene.call("answerCallbackQuery", callback_query_id=tap.id, **params) is True
        [toast] = scene.world.view(scene.ben, group).toasts
        assert (toast.text, toast.url) == (params.get("text", ""), params.get("url", ""))


def test_an_unheard_tap_is_forgotten_after_150_seconds(scene, clock, tapped):
    clock.forward(seconds=149)
    assert len(scene.world.pending_updates(scene.bot)) == 1
    clock.forward(seconds=1)
    assert scene.world.pending_updates(scene.bot) == []


def test_the_muted_can_still_tap(scene):
    group = scene.group(rights=("can_restrict_members",))
    scene.call(
        "restrictChatMember",
        chat_id=group.id,
        user_id=scene.ben.id,
        permissions={"can_send_messages": False},
    )
    sent = scene.call("sendMessage", chat_id=group.id, text="Ready?", reply_markup=KEYBOARD)

    assert scene.world.tap(scene.ben, group, sent["message_id"], "join").user is scene.ben


def test_outsiders_and_blockers_cannot_tap(scene, tapped):
    group, tap = tapped
    chat = scene.private()
    sent = scene.call("sendMessage", chat_id=chat.id, text="Ready?", reply_markup=KEYBOARD)
    scene.world.block(scene.ana, scene.bot)

    for user, place, message_id in [
        (scene.cleo, group, tap.message.id),
        (scene.ana, chat, sent["message_id"]),
        (scene.ben, chat, sent["message_id"]),
    ]:
        with pytest.raises(ImpossibleError):
            scene.world.tap(user, place, message_id, "join")
