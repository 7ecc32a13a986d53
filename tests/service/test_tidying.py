"""Many messages are taken out, and those that cannot go hold up nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facilitator.ids import MessageId
from bot.service.ports import CLEAR_MAX, Call, Clear, Gone, Later, NoRights, Rejected, Trouble
from bot.service.tidying import clear
from tests.facilitator.test_properties import relaxed


class Chat:
    """Takes out all of a call's messages, or none if one of them must stay."""

    def __init__(self, *, stays: set[int], trouble: Trouble | None = None) -> None:
        self.stays, self.trouble = stays, trouble or NoRights("message can't be deleted")
        self.gone: list[int] = []
        self.calls = 0

    async def do(self, call: Call) -> None:
        assert isinstance(call, Clear)
        assert 1 <= len(call.messages) <= CLEAR_MAX
        self.calls += 1
        if self.stays & set(call.messages):
            raise self.trouble
        self.gone += call.messages


_some = st.sets(st.integers(1, 400), max_size=350)


@relaxed
@given(_some, st.sets(st.integers(1, 400), max_size=5))
@pytest.mark.asyncio
async def test_what_can_go_goes(messages: set[int], stays: set[int]) -> None:
    chat = Chat(stays=stays)
    left = await clear(map(MessageId, messages), chat.do)
    assert left == len(messages & stays)
    assert sorted(chat.gone) == sorted(messages - stays)
    assert chat.calls <= len(messages) // CLEAR_MAX + 1 + left * 2 * 7  # seven halvings of 100


@pytest.mark.asyncio
@pytest.mark.parametrize("trouble", [Gone("message_id_invalid"), Rejected("bad request")])
async def test_whatever_the_chat_says_of_one_message_concerns_that_one(trouble: Trouble) -> None:
    chat = Chat(stays={3}, trouble=trouble)
    assert await clear(map(MessageId, (1, 2, 3, 4)), chat.do) == 1
    assert sorted(chat.gone) == [1, 2, 4]


@pytest.mark.asyncio
@pytest.mark.parametrize("trouble", [Later(3), Gone("bot was blocked", chat=True)])
async def test_what_concerns_the_chat_ends_it(trouble: Trouble) -> None:
    chat = Chat(stays={3}, trouble=trouble)
    with pytest.raises(type(trouble)):
        await clear(map(MessageId, (1, 2, 3, 4)), chat.do)
    assert chat.calls == 1
