"""Our table and the local Bot API's answers, beside aiogram's models of Bot API 10.0."""

from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from bot.rehearsal.botapi.table import Field, Method, bot_api
from tests.contract.compare import differences
from tests.contract.describing import described, made
from tests.contract.known import SAMPLES, TABLE, unexplained
from tests.contract.tour import Tour, toured

ABSENT = "aiogram's environment is not there; scripts/contract makes it (from the package registry)"


@pytest.fixture(scope="module")
def tour() -> Tour:
    return toured()


@pytest.fixture(scope="module")
def theirs(tour: Tour) -> Mapping[str, Any]:
    if not (python := made()):
        pytest.skip(ABSENT)
    return described(python, tour.samples())


def test_the_table_differs_only_where_it_is_known_why(theirs: Mapping[str, Any]) -> None:
    assert not unexplained(differences(bot_api(), theirs), TABLE)


def test_the_answers_and_updates_are_what_aiogram_reads(theirs: Mapping[str, Any]) -> None:
    assert not unexplained(theirs["misfits"], SAMPLES)


def test_a_wrong_table_would_be_noticed(theirs: Mapping[str, Any]) -> None:
    """One lie of each kind."""
    table = bot_api()
    lies = dict(table.methods)
    lies["sendDice"] = Method("User", lies["sendDice"].parameters | {"size": Field("integer")})
    text = lies["sendMessage"].parameters | {"text": Field("integer", most=5)}
    lies["sendMessage"] = Method("Message", text)
    del lies["getMe"]
    found = unexplained(differences(msgspec.structs.replace(table, methods=lies), theirs), TABLE)

    assert found == [
        "getMe: theirs alone",
        "sendDice(): User, Message",
        "sendDice.size: ours alone, integer",
        "sendMessage.text: integer, string",
        "sendMessage.text: optional for us alone",
        "sendMessage.text: at most 5, 4096",
    ]


def test_the_tour_goes_everywhere_and_makes_no_mistake(tour: Tour) -> None:
    assert {name for name, _ in tour.answers} == set(bot_api().methods)
    assert not tour.world.ledger.amiss
    told = {kind for update in tour.updates for kind in update} - {"update_id"}
    assert told == {
        "message",
        "edited_message",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "message_reaction",
    }
