"""Polls and quizzes: by the bot and by people, votes, endings."""

import pytest

from bot.rehearsal.botapi import ImpossibleError

BAD = "400 Bad Request: "
OPTIONS = [{"text": "Tea"}, {"text": "Coffee"}]


def ask(scene, chat, **more):
    asked = {"question": "Which?", "options": OPTIONS, **more}
    return scene.call("sendPoll", chat_id=chat.id, **asked)


def vote(scene, voter, chat, sent, *chosen):
    scene.world.vote(voter, chat, sent["message_id"], chosen)


def counts(poll):
    return [option["voter_count"] for option in poll["options"]]


def test_a_poll_as_it_is_sent(scene):
    group = scene.group()

    poll = ask(scene, group, is_anonymous=False, allows_multiple_answers=True)["poll"]

    assert poll["question"] == "Which?"
    assert [option["text"] for option in poll["options"]] == ["Tea", "Coffee"]
    assert (poll["type"], poll["is_closed"], poll["is_anonymous"]) == ("regular", False, False)
    assert poll["allows_multiple_answers"] is True
    assert poll["total_voter_count"] == 0
    assert "correct_option_ids" not in poll


def test_a_named_vote_is_told_with_the_voter(scene, kinds):
    group = scene.group()
    sent = ask(scene, group, is_anonymous=False)

    vote(scene, scene.ben, group, sent, 1)

    answered, counted = scene.updates()
    assert answered["poll_answer"]["poll_id"] == sent["poll"]["id"]
    assert answered["poll_answer"]["option_ids"] == [1]
    assert answered["poll_answer"]["user"]["id"] == scene.ben.id
    assert counts(counted["poll"]) == [0, 1]
    vote(scene, scene.ben, group, sent)
    answered, counted = scene.updates()
    assert answered["poll_answer"]["option_ids"] == []
    assert counts(counted["poll"]) == [0, 0]


def test_an_anonymous_vote_changes_the_counts_alone(scene, kinds):
    group = scene.group()
    sent = ask(scene, group)

    vote(scene, scene.ben, group, sent, 0)
    vote(scene, scene.ana, group, sent, 1)

    updates = scene.updates()
    assert kinds(updates) == ["poll", "poll"]
    assert [counts(update["poll"]) for update in updates] == [[1, 0], [1, 1]]
    assert scene.world.view(scene.ana, group).messages[-1].kind == "poll"


def test_a_poll_in_private_is_always_anonymous_to_the_bot_that_did_not_ask_otherwise(scene, kinds):
    chat = scene.private()
    sent = ask(scene, chat)

    vote(scene, scene.ana, chat, sent, 0)

    assert kinds(scene.updates()) == ["poll"]


def test_what_voters_cannot_do(scene):
    group = scene.group()
    sent = ask(scene, group)

    for voter, chosen in ((scene.ben, [0, 1]), (scene.ben, [2]), (scene.cleo, [0])):
        with pytest.raises(ImpossibleError):
            vote(scene, voter, group, sent, *chosen)


def test_a_quiz_is_answered_once(scene):
    group = scene.group()
    sent = ask(
        scene,
        group,
        type="quiz",
        is_anonymous=False,
        correct_option_ids=[1],
        explanation="<b>Because</b>",
        explanation_parse_mode="HTML",
    )
    assert sent["poll"]["type"] == "quiz"
    assert sent["poll"]["correct_option_ids"] == [1]
    assert sent["poll"]["explanation"] == "Because"

    vote(scene, scene.ben, group, sent, 0)

    with pytest.raises(ImpossibleError):
        vote(scene, scene.ben, group, sent, 1)


def test_the_bot_stops_its_poll(scene, kinds):
    group = scene.group()
    sent = ask(
        scene, group, reply_markup={"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}
    )
    vote(scene, scene.ben, group, sent, 0)
    scene.drain()
    place = {"chat_id": group.id, "message_id": sent["message_id"]}

    stopped = scene.call("stopPoll", **place)

    assert stopped["is_closed"] is True
    assert counts(stopped) == [1, 0]
    assert scene.world.view(scene.ben, group).messages[-1].keyboard == ()
    assert scene.refusal("stopPoll", **place) == f"{BAD}poll can't be stopped"
    with pytest.raises(ImpossibleError):
        vote(scene, scene.ana, group, sent, 1)


@pytest.mark.parametrize("ending", ["open_period", "close_date"])
def test_a_poll_ends_by_itself(scene, clock, kinds, ending):
    group = scene.group()
    when = {"open_period": 30, "close_date": clock.now + 30}[ending]
    sent = ask(scene, group, **{ending: when})
    assert sent["poll"]["open_period"] == 30
    clock.forward(seconds=29)
    vote(scene, scene.ben, group, sent, 0)
    scene.drain()

    clock.forward(seconds=1)

    with pytest.raises(ImpossibleError):
        vote(scene, scene.ana, group, sent, 1)
    scene.call("getMe")
    (update,) = scene.updates()
    assert update["poll"]["is_closed"] is True


def test_only_the_bots_own_poll_can_be_stopped(scene):
    group = scene.group(rights=("can_pin_messages",))
    said = scene.world.post(scene.ben, group, poll=("Which?", ("Tea", "Coffee")))
    text = scene.call("sendMessage", chat_id=group.id, text="a")

    for message_id, complaint in (
        (said.id, "poll can't be stopped"),
        (text["message_id"], "message is not a poll"),
        (99, "message with poll to stop not found"),
    ):
        refusal = scene.refusal("stopPoll", chat_id=group.id, message_id=message_id)
        assert refusal == f"{BAD}{complaint}"


def test_a_human_s_poll_reaches_the_bot_and_ends_by_its_owner(scene):
    group = scene.group()
    said = scene.world.post(scene.ben, group, poll=("Which?", ("Tea", "Coffee")))
    assert scene.updates()[-1]["message"]["poll"]["question"] == "Which?"

    scene.world.vote(scene.ana, group, said.id, [0])
    with pytest.raises(ImpossibleError):
        scene.world.close_poll(scene.ana, group, said.id)
    scene.world.close_poll(scene.ben, group, said.id)

    # A bot hears of polls that it did not send only when they end.
    (update,) = scene.updates()
    assert update["poll"]["is_closed"] is True
    assert counts(update["poll"]) == [1, 0]


@pytest.mark.parametrize(
    ("params", "complaint"),
    [
        ({"question": ""}, "text must be non-empty"),
        ({"question": "\u2800"}, "text must be non-empty"),
        ({"question": "x" * 301}, "poll question length must not exceed 300"),
        ({"options": "["}, "can't parse options JSON object"),
        ({"options": "{}"}, "expected an Array of String as options"),
        ({"options": [5]}, "expected an option to be of type String"),
        ({"options": []}, "poll must have at least one answer option"),
        ({"options": ["x"] * 13}, "poll can't have more than 12 options"),
        ({"options": [""]}, "text must be non-empty"),
        ({"options": ["\u2800"]}, "text must be non-empty"),
        ({"options": ["x" * 101]}, "poll options length must not exceed 100"),
        ({"type": "duel"}, "unsupported poll type specified"),
        ({"type": "quiz"}, "correct quiz option list must be non-empty"),
        (
            {"type": "quiz", "correct_option_ids": [1, 0]},
            "correct quiz option list must be increasing",
        ),
        ({"type": "quiz", "correct_option_ids": [2]}, "wrong quiz correct_option_id"),
        ({"type": "quiz", "correct_option_id": 2}, "wrong quiz correct_option_id"),
        (
            {"type": "quiz", "correct_option_ids": ["a"]},
            "correct option identifier must be of type Number",
        ),
    ],
)
def test_polls_that_cannot_be(scene, params, complaint):
    group = scene.group()
    asked = {"question": "Which?", "options": ["Tea", "Coffee"], **params}

    assert scene.refusal("sendPoll", chat_id=group.id, **asked) == f"{BAD}{complaint}"


def test_plain_strings_are_options_too(scene):
    sent = ask(scene, scene.group(), options=["Tea", "Coffee"])

    assert [option["text"] for option in sent["poll"]["options"]] == ["Tea", "Coffee"]


def test_a_member_who_may_not_send_polls_sends_none(scene):
    group = scene.group(rights=None)
    group.permissions -= {"can_send_polls"}

    refusal = scene.refusal("sendPoll", chat_id=group.id, question="Which?", options=OPTIONS)

    assert refusal == f"{BAD}not enough rights to send polls to the chat"
