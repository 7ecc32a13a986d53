"""At the door: times that every reader sees by their own clock, and which buttons stand out."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.dialogue.library import Library
from bot.facilitator import effects as do
from bot.facilitator.ids import TapId
from bot.facilitator.texts import Button, Moment, button, text
from bot.service.ports import Post, Reply
from bot.service.rendering import Renderer

NOW = datetime(2026, 1, 10, 18, 0, tzinfo=UTC)  # a Saturday


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (timedelta(hours=1), '<tg-time unix="1768071600" format="t">20:00</tg-time>'),
        (timedelta(hours=25), '<tg-time unix="1768158000" format="wt">Sun 20:00</tg-time>'),
    ],
)
def test_a_time_in_a_post_is_every_readers_own(
    library: Library, after: timedelta, said: str
) -> None:
    back = Moment(NOW + after, "Europe/Berlin", NOW)
    call = Renderer(library, "en", {}).call(do.Say(text=text("pause.return", back=back)), None)
    assert isinstance(call, Post)
    assert call.html == f"We said {said}. Now, or later?"


def test_where_nothing_can_be_marked_a_time_is_in_words(library: Library) -> None:
    back = Moment(NOW, "UTC", NOW)
    renderer = Renderer(library, "en", {})
    toast = renderer.call(do.Answer(tap=TapId("1"), text=text("pause.return", back=back)), None)
    assert toast == Reply(TapId("1"), "We said 18:00. Now, or later?")
    rows = ((Button(text("pause.return", back=back), "pause"), button("support")),)
    ((pause, support),) = renderer.keyboard(rows, "p1")
    assert (pause.label, pause.style) == ("We said 18:00. Now, or later?", "danger")
    assert support.style == ""
